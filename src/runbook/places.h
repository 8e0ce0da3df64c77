/* Where in a block something is to be filled in, and what stands around it: one scanner
 * for each language, used for finding and for filling alike. Private to the reader. */
#ifndef RUNBOOK_PLACES_H
#define RUNBOOK_PLACES_H

#include "runbook/runbook.h"

enum place_kind {
	PLACE_NONE, /* in a comment: nothing to fill in */
	/* It cannot be filled in there, and so the block cannot run. */
	PLACE_NOWHERE,
	PLACE_SHELL_WORD,
	PLACE_SHELL_SINGLE,
	PLACE_SHELL_DOUBLE,
	PLACE_SHELL_DOCUMENT, /* a here-document's body, $'…' */
	PLACE_SHELL_ARITHMETIC,
	PLACE_QUERY_WORD,  /* PromQL and its relatives */
	PLACE_QUERY_TEXT,  /* in quotes */
	PLACE_QUERY_REGEX, /* in quotes, and a pattern */
	PLACE_QUERY_VALUE, /* a matcher's value without its quotes */
	PLACE_QUERY_RANGE, /* [5m] */
	PLACE_SQL_WORD,
	PLACE_SQL_TEXT,
	PLACE_SQL_QUOTED_NAME,
	PLACE_SCRIPT_WORD, /* JavaScript */
	PLACE_SCRIPT_TEXT,
	PLACE_SCRIPT_REGEX,
	PLACE_REDIS_WORD,
	PLACE_REDIS_TEXT,
	PLACE_YAML_PLAIN,
	PLACE_YAML_SINGLE,
	PLACE_YAML_DOUBLE,
	PLACE_YAML_BLOCK, /* of "|" and ">" */
	PLACE_HTTP_TARGET,
	PLACE_HTTP_TEXT, /* a header or the body */
};

struct place {
	size_t begin, end; /* bytes of the code, marks included */
	str name;
	bool is_variable;  /* $X, ${X}: stays as written when nothing is given */
	bool is_bracketed; /* [pod-name]: only where it cannot be a pattern */
	enum place_kind kind;
	size_t from, to; /* the word or text it stands in, without its quotes */
	char quote;
	size_t segment; /* of a shell: where its command begins */
	enum parameter_type type;
};

struct places {
	struct place *items; /* in their order; those of PLACE_NONE are gone */
	size_t count, capacity;
	size_t tokens; /* words and texts that the scanner saw */
};

/* The code with letters where the places are, of the same length. */
str places_masked(struct arena *arena, str code, const struct places *places);
/* All that look like a placeholder or a variable, and what each stands in. */
void places_find(struct arena *arena, enum runbook_language language, str code,
		 struct places *ret_places);

/* How many words, texts and signs the scanner sees. */
size_t places_tokens(struct arena *arena, enum runbook_language language, str code);

/* -- for the scanners -- */
struct place_scan {
	struct arena *arena;
	str code; /* masked */
	struct places *places;
	unsigned depth;
	size_t segment;
};
/* A word or a text: its places are of this kind, unless they stand in something inside
 * of it that was marked before. */
void place_mark(struct place_scan *scan, size_t from, size_t to, enum place_kind kind,
		char quote);
/* The byte, or NUL behind the end. */
char place_at(const struct place_scan *scan, size_t at);

void place_scan_shell(struct place_scan *scan);
void place_scan_query(struct place_scan *scan);
void place_scan_sql(struct place_scan *scan);
void place_scan_script(struct place_scan *scan);
void place_scan_redis(struct place_scan *scan);
void place_scan_yaml(struct place_scan *scan);
void place_scan_http(struct place_scan *scan);

/* -- parameters -- */
enum parameter_type parameter_type_of(str name);

#endif
