/* JSON as RFC 8259 has it, strictly: no trailing bytes, no duplicate names, no
 * invalid UTF-8, no lone surrogate. A number is an int64, or else the nearest finite
 * double. */
#ifndef FORMATS_JSON_H
#define FORMATS_JSON_H

#include "base/error.h"
#include "base/text.h"
#include "base/tree.h"

/* Errors name line and column. Depth at most TREE_DEPTH_MAX, memory TREE_BYTES_MAX. */
struct tree *json_parse(struct arena *arena, str json, struct error *error) MUST_CHECK;

/* Compact, names in the order they were put; NaN and infinities become null. */
str json_write(struct arena *arena, const struct tree *tree);
str json_write_pretty(struct arena *arena, const struct tree *tree);
/* "text" with quotes and escapes, safe inside <script> too (< > & escaped). */
void json_add_quoted(struct text *text, str s);

/* The events of a parse, for the hot path: nothing is built or kept. Each returns
 * false to stop (then json_scan fails with what it set in error). Views point into
 * the body or into a buffer of the parser: valid during the call. NULL for what does
 * not matter. */
struct json_events {
	bool (*begin_map)(void *context);
	bool (*name)(void *context, str name);
	bool (*end_map)(void *context);
	bool (*begin_list)(void *context);
	bool (*end_list)(void *context);
	bool (*text)(void *context, str text);
	bool (*number)(void *context, str spelled);
	bool (*boolean)(void *context, bool value);
	bool (*null)(void *context);
};

/* Does not look for duplicate names: that is its caller's. */
bool json_scan(str json, const struct json_events *events, void *context,
	       struct error *error) MUST_CHECK;

/* json_scan looks at all bytes before its first event and refuses a text with a broken
 * character in it. This is what stands before the first such character. */
str json_clean_prefix(str json);

#endif
