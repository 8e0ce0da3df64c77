/* What is wrong with a runbook, told without asking any system: commands that cannot
 * work or do something else than they say, queries that measure something else, dead
 * references. Every finding has its line, its reason and, where there is one, the
 * repaired form. */
#ifndef RUNBOOK_LINT_H
#define RUNBOOK_LINT_H

#include "runbook/runbook.h"

enum finding_level {
	FINDING_ERROR,   /* it does not work, or does harm: the step is blocked */
	FINDING_WARNING, /* it misleads */
	FINDING_HINT,
};
extern const char *const finding_level_names[];

struct finding {
	enum finding_level level;
	str rule; /* "promql-rate-as-percentage": what a configuration can switch off */
	unsigned line, line_end;
	str text;     /* the reason, in a sentence */
	str found;    /* the part of the source it is about */
	str repaired; /* "" for none */
};

struct lint_settings {
	instant_ms now; /* 0: no clock, so nothing is told old */
	/* Names of rules that say nothing. A document switches off its own:
	 * <!-- stanch: off kubectl-namespace, shell-sudo --> */
	const str *off;
	size_t off_count;
	/* Is there a file? Path as a link has it, relative to the document; NULL: links
	 * are not looked at. */
	bool (*has_file)(void *context, str path);
	void *context;
};

/* In the order of lines. */
void runbook_lint(struct arena *arena, const struct runbook *runbook,
		  const struct lint_settings *settings,
		  const struct finding **ret_findings, size_t *ret_count);

struct lint_rule {
	const char *name, *help;
	enum finding_level level; /* a finding may be less: never more */
};
/* All there are, for the manual. */
const struct lint_rule *lint_rules(size_t *ret_count);

#endif
