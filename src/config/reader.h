/* Reads maps of YAML files into structs, each by a table of its keys, and collects
 * all that is wrong on the way. Private to config/. */
#ifndef CONFIG_READER_H
#define CONFIG_READER_H

#include "config/config.h"

enum {
	/* Of people, services, routes, …: a longer list is not written by hand. */
	LIST_ITEMS_MAX = 1000,
	NAME_BYTES_MAX = 100,
	SECRET_BYTES_MAX = 4096,
	/* Each costs a walk through the file to find its place. */
	PROBLEMS_MAX = 200,
};

/* A value and the way to it: "people[0].role". Lives on the stack. */
struct spot {
	const struct spot *in; /* NULL: the file itself */
	str name;              /* in a map */
	size_t nth;            /* in a list, from 0 */
	const struct tree *tree;
};

struct reader {
	struct arena *arena;   /* the configuration's */
	struct arena *scratch; /* the problems' and trees' */
	struct config *config;
	struct config_problems *problems;
	str file, text; /* what is being read */
	str folder;     /* where the files are that it names */
};

enum key_kind {
	KEY_TEXT,
	KEY_NAME,      /* a text without spaces that may be typed and be part of a path */
	KEY_DURATION,  /* "90s", from least to most */
	KEY_WHOLE,     /* an integer from least to most */
	KEY_YES_NO,    /* true or false */
	KEY_CHOICE,    /* one of .choices, from index least on, into an int */
	KEY_TEXTS,     /* list of texts */
	KEY_NAMES,     /* list of names */
	KEY_MATCH,     /* map of label to value; or list of matchers, or one of them */
	KEY_MATCH_ANY, /* map of label to value or to a list of values */
	KEY_PAIRS,     /* map of name to text */
	KEY_CONTACTS,  /* list of {channel: address, after: up to most} or names */
	KEY_ZONE,      /* the name of a time zone that there is */
	KEY_SECRET_FILE, /* the name of the file that holds it */
	KEY_SECRET_ENV,  /* the name of the variable that holds it */
	KEY_MAP,         /* .of, into the same struct */
	KEY_LIST,        /* list of maps as .of says */
	KEY_OWN,         /* .read does it */
};

struct keys;

struct key {
	const char *name;
	enum key_kind kind;
	bool required;
	size_t offset, count_offset; /* where in the struct; the latter of lists */
	int64_t least, most;
	const char *const *choices; /* ends in NULL */
	const char *fallback;       /* as one would write it; NULL: empty, 0 or false */
	const struct keys *of;
	void (*read)(struct reader *reader, const struct spot *spot, void *owner);
};

/* All that a map may hold. */
struct keys {
	const struct key *items;
	size_t count;
	size_t size; /* of the struct */
	/* Names that are no misspelling though the table has them not; settle reads
	 * what is behind them. NULL: none. */
	bool (*knows)(str name);
	/* What must hold between the keys; after all were read. */
	void (*settle)(struct reader *reader, const struct spot *spot, void *owner);
};

#define KEYS(type, table, a_settle) \
	{ \
		.items = (table), .count = sizeof(table) / sizeof((table)[0]), \
		.size = sizeof(type), .settle = (a_settle) \
	}

extern const struct keys config_keys, profile_keys, pattern_keys, symptom_file_keys;
extern const struct keys bundle_keys;

void reader_map(struct reader *reader, const struct spot *spot, const struct keys *keys,
		void *owner);

/* Something is wrong with the value at this spot. */
void reader_tell(struct reader *reader, const struct spot *spot, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* With the value behind this name in the map at the spot; with the map, when it has
 * no such name. */
void reader_tell_of(struct reader *reader, const struct spot *map, const char *name,
		    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* It can be meant, but look at it: the file is taken all the same. */
void reader_warn_of(struct reader *reader, const struct spot *map, const char *name,
		    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The value behind the name; its tree is NULL when there is none, or only "name:". */
struct spot spot_under(const struct spot *map, const char *name);
struct spot spot_at(const struct spot *list, size_t nth);
struct spot spot_entry(const struct spot *map, size_t nth);

/* A list of at most LIST_ITEMS_MAX; false after telling. */
bool reader_is_list(struct reader *reader, const struct spot *spot);
bool reader_is_map(struct reader *reader, const struct spot *spot);
/* A text, or an integer as it was written; copied into the configuration. */
bool reader_text(struct reader *reader, const struct spot *spot, str *ret_text);
/* A URL of the web without a password, and without "/" at its end. */
bool reader_url(struct reader *reader, const struct spot *spot, str *ret_url);
/* "below 1", "at least 95.5" */
bool reader_comparison(struct reader *reader, const struct spot *spot,
		       enum comparison *ret_comparison, double *ret_threshold);

#endif
