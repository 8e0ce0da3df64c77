/* A tree of values: what JSON and YAML can say, without either's spelling.
 * Everything lives in the arena given at its making. */
#ifndef BASE_TREE_H
#define BASE_TREE_H

#include "base/arena.h"

enum tree_kind {
	TREE_NULL,
	TREE_BOOL,
	TREE_INT,
	TREE_REAL,
	TREE_TEXT,
	TREE_LIST,
	TREE_MAP,
};

struct tree {
	enum tree_kind kind;
	unsigned line, column; /* where it stood in its file, from 1; 0 when made here */
	union {
		bool boolean;
		int64_t number;
		double real;
		str text;
		struct {
			struct tree_entry *items;
			size_t count, capacity;
		} list; /* of a map too; in a list the names are empty */
	};
};

struct tree_entry {
	str name;
	struct tree *value;
};

struct tree *tree_null(struct arena *arena);
struct tree *tree_bool(struct arena *arena, bool boolean);
struct tree *tree_int(struct arena *arena, int64_t number);
struct tree *tree_real(struct arena *arena, double real);
struct tree *tree_text(struct arena *arena, str text); /* text is copied */
struct tree *tree_list(struct arena *arena);
struct tree *tree_map(struct arena *arena);

/* Adding; name and text are copied. tree_put replaces what the name had. */
void tree_add(struct arena *arena, struct tree *list, struct tree *value);
void tree_put(struct arena *arena, struct tree *map, const char *name,
	      struct tree *value);
void tree_put_str(struct arena *arena, struct tree *map, str name, struct tree *value);
void tree_put_text(struct arena *arena, struct tree *map, const char *name, str text);
void tree_put_int(struct arena *arena, struct tree *map, const char *name,
		  int64_t number);
void tree_put_real(struct arena *arena, struct tree *map, const char *name, double real);
void tree_put_bool(struct arena *arena, struct tree *map, const char *name, bool boolean);

/* Reading forgives: a missing name, a NULL tree or another kind gives the
 * fallback (NULL, "", ...), so a reader states what it needs in one line. */
const struct tree *tree_get(const struct tree *map, const char *name);
/* "a.b.0.c": through maps and lists. */
const struct tree *tree_at(const struct tree *tree, const char *path);
str tree_get_text(const struct tree *map, const char *name);
int64_t tree_get_int(const struct tree *map, const char *name, int64_t fallback);
double tree_get_real(const struct tree *map, const char *name, double fallback);
bool tree_get_bool(const struct tree *map, const char *name, bool fallback);
size_t tree_count(const struct tree *list_or_map);
const struct tree *tree_nth(const struct tree *list_or_map, size_t nth);
str tree_nth_name(const struct tree *map, size_t nth);
const char *tree_kind_name(enum tree_kind kind); /* "text", "list", ... */

#endif
