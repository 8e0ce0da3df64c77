/* A shape says what a struct holds: names, kinds and offsets of its fields. From
 * one shape come the row in the store, the object in an answer and the reading of
 * an input, each by one function for all structs. */
#ifndef BASE_SHAPE_H
#define BASE_SHAPE_H

#include "base/str.h"

#include <stddef.h>

enum field_kind {
	FIELD_INT,      /* int64_t */
	FIELD_INSTANT,  /* instant_ms; RFC 3339 in JSON, absent when 0 */
	FIELD_DURATION, /* duration_ms; a number of ms in JSON, "5m" accepted */
	FIELD_REAL,     /* double; NaN is "no value": NULL in a row, null in JSON */
	FIELD_BOOL,     /* bool */
	FIELD_TEXT,     /* str */
	FIELD_ENUM,     /* an int-sized enum, by the names of .names */
	FIELD_JSON,     /* str holding JSON text; a subtree in answers */
};

struct field {
	const char *name;
	enum field_kind kind;
	bool required; /* as an input */
	bool by_place; /* as an input that may be left out: a bare word is it, too */
	bool hidden;   /* stored, never shown in an answer */
	/* As an input of a command: its value names a file, or - for the standard input,
	 * and what stands there is meant. Of FIELD_JSON: files, or folders of
	 * Markdown, as a list of {"name": …, "text": …, "inside": …}. */
	bool is_file;
	/* As an input of a command: each word NAME=VALUE is one of its map. */
	bool is_pairs;
	size_t offset;
	const char *const *names; /* FIELD_ENUM: ends in NULL, index = value */
	const char *help;         /* one line, for manual and schema; may be NULL */
};

struct shape {
	const char *name; /* of the table, and of the object */
	const struct field *fields;
	size_t count;
	size_t size; /* of the struct */
};

#define SHAPE(a_name, type, table) \
	{ \
		.name = (a_name), .fields = (table), \
		.count = sizeof(table) / sizeof((table)[0]), .size = sizeof(type) \
	}

/* Field of "type" named as its member: F(struct page, due, FIELD_INSTANT). */
#define F(type, member, a_kind) \
	{ \
		.name = #member, .kind = (a_kind), .offset = offsetof(type, member) \
	}
/* Stored, never shown. */
#define F_HIDDEN(type, member, a_kind) \
	{ \
		.name = #member, .kind = (a_kind), .offset = offsetof(type, member), \
		.hidden = true \
	}
#define F_ENUM(type, member, some_names) \
	{ \
		.name = #member, .kind = FIELD_ENUM, .offset = offsetof(type, member), \
		.names = (some_names) \
	}

#endif
