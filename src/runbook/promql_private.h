/* What the files that read PromQL share: letters and words, and the table of functions.
 */
#ifndef RUNBOOK_PROMQL_PRIVATE_H
#define RUNBOOK_PROMQL_PRIVATE_H

#include "runbook/promql.h"

struct promql_scan {
	struct arena *arena;
	struct error *error;
	str source;
	size_t at;
	size_t end; /* of the last thing taken, before the white space behind it */
	unsigned depth;
	size_t nodes;
};

/* Over white space and comments, once behind each thing taken. */
void promql_skip(struct promql_scan *scan);
/* The byte at hand, '\0' at the end. */
char promql_peek(const struct promql_scan *scan);
bool promql_at(const struct promql_scan *scan, const char *text);
/* Takes it and the white space behind it. */
bool promql_take(struct promql_scan *scan, const char *text);
/* Says what stands here instead: "a ')' is missing before 'x'". */
bool promql_wants(struct promql_scan *scan, const char *what);
/* The word at hand, of letters, digits, "_" and, in a metric's name, ":"; "" for none. */
str promql_word(const struct promql_scan *scan, bool is_metric);
/* Takes the word if it is this one, in whatever case. */
bool promql_take_word(struct promql_scan *scan, const char *word);
bool promql_take_string(struct promql_scan *scan, str *ret_value) MUST_CHECK;
bool promql_take_number(struct promql_scan *scan, double *ret_number) MUST_CHECK;
/* "5m", or seconds as a number. */
bool promql_take_duration(struct promql_scan *scan, duration_ms *ret_duration) MUST_CHECK;

/* "name{matchers}", either part of which may be missing. */
bool promql_read_selector(struct promql_scan *scan, struct promql *selector) MUST_CHECK;
/* "(a, b)" */
bool promql_read_labels(struct promql_scan *scan, const str **ret_labels,
			size_t *ret_count) MUST_CHECK;

enum { PROMQL_ARGUMENTS_MAX = 16 };

struct promql_function {
	const char *name;
	enum promql_type gives;
	/* r range, v vector, s scalar, t text; behind "?" they may be missing, "*" is any
	 * number more of the last. */
	const char *takes;
};

/* Both NULL when there is none. An aggregation takes its vector last. */
const struct promql_function *promql_function(str name);
const struct promql_function *promql_aggregation(str name);

#endif
