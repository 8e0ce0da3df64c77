/* PromQL as Prometheus 2.42 and 3 read it: a tree with the place of each node. Nothing is
 * evaluated.
 *
 * Reading and checking are two things. What cannot be read is no PromQL. What can be read
 * may still be refused by the server, because a function wants a range or does not exist
 * there; MetricsQL and Mimir take some of that. */
#ifndef RUNBOOK_PROMQL_H
#define RUNBOOK_PROMQL_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"

enum promql_kind {
	PROMQL_NUMBER,
	PROMQL_STRING,
	PROMQL_SELECTOR,    /* metric{label="value"}[5m] offset 1h @ end() */
	PROMQL_SUBQUERY,    /* (…)[1h:5m]: one argument */
	PROMQL_CALL,        /* a function */
	PROMQL_AGGREGATION, /* sum by (…) (…); its parameter, if any, is the first
			       argument */
	PROMQL_BINARY,      /* two arguments */
	PROMQL_NEGATION,    /* - or + before one argument */
	PROMQL_GROUP,       /* ( … ) */
};

enum promql_type { PROMQL_SCALAR, PROMQL_TEXT, PROMQL_VECTOR, PROMQL_RANGE };
extern const char *const promql_type_names[];

enum promql_match { PROMQL_EQUAL, PROMQL_NOT_EQUAL, PROMQL_REGEX, PROMQL_NOT_REGEX };

struct promql_matcher {
	str name, value;
	enum promql_match match;
	size_t begin; /* bytes from the source's beginning */
};

/* Of an aggregation BY and WITHOUT, of a binary operator ON and IGNORING. */
enum promql_grouping {
	PROMQL_UNGROUPED,
	PROMQL_BY,
	PROMQL_WITHOUT,
	PROMQL_ON,
	PROMQL_IGNORING,
};

struct promql {
	enum promql_kind kind;
	size_t begin, end; /* bytes; source[begin, end) is the node as written */
	/* The metric of a selector ("" when only matchers name it), a function, an
	 * aggregation, an operator; the last three in lower case. */
	str name;
	double number;
	str text; /* of a string: its value */
	const struct promql_matcher *matchers;
	size_t matcher_count;
	bool is_range;     /* of a selector: it has [range] */
	duration_ms range; /* of a selector and of a subquery */
	duration_ms step;  /* of a subquery; 0: the server's own */
	duration_ms offset;
	bool has_at;
	const struct promql *const *arguments;
	size_t count;
	enum promql_grouping grouping;
	const str *labels; /* of the grouping */
	size_t label_count;
	bool is_bool;
	/* group_left, group_right */
	bool is_many_to_one, is_one_to_many;
	enum promql_type type;
};

/* The whole source is one expression; comments may stand around it. ERROR_INVALID says
 * where and what: "line 2, column 7: …". ERROR_TOO_LARGE over PROMQL_BYTES_MAX or deeper
 * than PROMQL_DEPTH_MAX. */
bool promql_parse(struct arena *arena, str source, struct promql **ret_promql,
		  struct error *error) MUST_CHECK;

/* Takes one expression off the front: documents write several below each other, each
 * beginning a line of its own. False without an error (kind ERROR_NONE) when only
 * comments are left. *at is a byte in the source and moves behind the expression. */
bool promql_next(struct arena *arena, str source, size_t *at, struct promql **ret_promql,
		 struct error *error) MUST_CHECK;

/* Would a Prometheus take it? ERROR_NOT_FOUND: it has no such function (another server
 * may); ERROR_INVALID: the types do not fit. */
bool promql_check(struct arena *arena, str source, const struct promql *promql,
		  struct error *error) MUST_CHECK;

/* Each node of the tree, a parent before its arguments. Stops when visit returns false.
 */
bool promql_walk(const struct promql *promql,
		 bool (*visit)(void *context, const struct promql *promql),
		 void *context);

/* "5m", "1h30m", "1d": false when it is none. */
bool promql_duration(str s, duration_ms *ret_duration);

#endif
