/* The larger verbs of runbook, for its table. Private to operations. */
#ifndef OPERATIONS_RUNBOOK_PARTS_H
#define OPERATIONS_RUNBOOK_PARTS_H

#include "operations/noun.h"

extern const struct shape runbook_lint_shape;
bool runbook_lint_files(struct work *work, const void *input,
			struct tree *answer) MUST_CHECK;
bool runbook_rules(struct work *work, const void *input, struct tree *answer) MUST_CHECK;

extern const struct shape runbook_classify_shape;
bool runbook_classify(struct work *work, const void *input,
		      struct tree *answer) MUST_CHECK;
void runbook_classify_line(struct work *work, const void *input, str line,
			   struct tree *answer);

#define RUNBOOK_CLASSIFY \
	{ \
		.noun = "runbook", .verb = "classify", \
		.help = "what a command would do: read, reversible, destructive or " \
			"data-repair", \
		.more = "Told from its grammar, without running it. What is not " \
			"understood counts as destructive, and of a script the worst " \
			"command counts. Without a command it reads the standard " \
			"input: " \
			"each line is a command, and gets one line: class, tab, " \
			"reason.", \
		.effect = OPERATION_READS, .least = ROLE_VIEWER, \
		.needs_no_server = true, .input = &runbook_classify_shape, \
		.run = runbook_classify, .answer_line = runbook_classify_line, \
		.view = { .template = "{{{class}}}\t{{{reason}}}\n" }, \
	}

#define RUNBOOK_LINT \
	{ \
		.noun = "runbook", .verb = "lint", \
		.help = "what is wrong with runbooks: commands that cannot work or do " \
			"something else, queries that measure something else", \
		.more = "Reads the files and asks no system. Ends with exit code 1 " \
			"when " \
			"there is an error. docs/runbook-rules.md has all rules; a " \
			"document switches one off for itself with a line " \
			"<!-- stanch: off RULE -->.", \
		.effect = OPERATION_READS, .least = ROLE_VIEWER, \
		.needs_no_server = true, .input = &runbook_lint_shape, \
		.run = runbook_lint_files, .no = "errors", \
		.view = { .template = "{{#findings}}{{{file}}}:{{line}}: {{level}} " \
				      "{{rule}}: {{{text}}}\n" \
				      "{{#found}}    {{{found}}}\n{{/found}}" \
				      "{{#repaired}}    repaired: {{{repaired}}}\n" \
				      "{{/repaired}}{{/findings}}" \
				      "{{files}} read: {{errors}} errors, {{warnings}} " \
				      "warnings, {{hints}} hints\n" }, \
	}

#define RUNBOOK_RULES \
	{ \
		.noun = "runbook", .verb = "rules", \
		.help = "all that runbook lint looks for", .effect = OPERATION_READS, \
		.least = ROLE_VIEWER, .needs_no_server = true, .run = runbook_rules, \
		.view = { .list = "rules", \
			  .columns = { { "rule", "rule", 0 }, \
				       { "level", "at most", 0 }, \
				       { "help", "what it finds", 0 } }, \
			  .empty = "There are none." }, \
	}

/* -- what live systems say -- */
struct runbook_proof;
extern const struct shape of_runbook_shape;
/* "proof", "held", "proven_at" … of one among them, into its row. */
void runbook_put_proof(struct work *work, const struct runbook_proof *proofs,
		       size_t count, int64_t runbook, struct tree *one);
bool runbook_prove(struct work *work, const void *input, struct tree *answer) MUST_CHECK;
bool runbook_proof_show(struct work *work, const void *input,
			struct tree *answer) MUST_CHECK;

#endif
