/* What the files of rules share. A rule looks at one thing, knows its reason and, where
 * there is one, the repaired form; when in doubt it is silent, since a wrong finding
 * costs more trust than a missed one. */
#ifndef RUNBOOK_LINT_PRIVATE_H
#define RUNBOOK_LINT_PRIVATE_H

#include "runbook/lint.h"
#include "runbook/promql.h"

#define LINT_RULES(RULE) \
	RULE(PROMQL_INVALID) \
	RULE(PROMQL_FUNCTION) \
	RULE(PROMQL_RATE_OF_GAUGE) \
	RULE(PROMQL_DERIV_OF_COUNTER) \
	RULE(PROMQL_RATE_OF_SUM) \
	RULE(PROMQL_RATE_AS_PERCENTAGE) \
	RULE(PROMQL_RATIO_WITHOUT_SUM) \
	RULE(PROMQL_QUANTILE_WITHOUT_LE) \
	RULE(PROMQL_METRIC) \
	RULE(PROMQL_METRIC_OF_OTHER_RUNTIME) \
	RULE(PROMQL_URL) \
	RULE(PROMQL_API_PATH) \
	RULE(PROMQL_IN_SHELL)

enum rule {
#define RULE(name) RULE_##name,
	LINT_RULES(RULE)
#undef RULE
		RULE_COUNT
};

struct lint {
	struct arena *arena;
	const struct runbook *runbook;
	const str *lines; /* of the repaired text, without their ends; [0] is line 1 */
	size_t line_count;
	struct {
		struct finding *items;
		size_t count, capacity;
	} findings;
};

extern const struct lint_rule lint_table[RULE_COUNT];

/* Where a finding stands: .line_end may be left out. */
struct spot {
	unsigned line, line_end;
	str found, repaired;
};

void lint_report(struct lint *lint, enum rule rule, struct spot spot, const char *format,
		 ...) __attribute__((format(printf, 4, 5)));
/* The same, when it matters less here than elsewhere. */
void lint_report_as(struct lint *lint, enum finding_level level, enum rule rule,
		    struct spot spot, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* The line that a byte of the text stands on, when its first stands on line "first". */
unsigned lint_line_of(str text, size_t offset, unsigned first);
/* Letters compared without their case. */
bool lint_has(str text, const char *part);
bool lint_is(str text, const char *word);
/* One line, for found and for repaired. */
str lint_one_line(struct arena *arena, str text);

/* One query, wherever it was found. */
struct query {
	str source;    /* the expression stands in it */
	unsigned line; /* of the source's first byte */
	const struct promql *promql;
	str around; /* what the comments and the text beside it say */
};

/* -- the rules, by what they look at -- */
void lint_queries(struct lint *lint);
void lint_query(struct lint *lint, const struct query *query);

#endif
