/* What the files of rules share. A rule looks at one thing, knows its reason and, where
 * there is one, the repaired form; when in doubt it is silent, since a wrong finding
 * costs more trust than a missed one. */
#ifndef RUNBOOK_LINT_PRIVATE_H
#define RUNBOOK_LINT_PRIVATE_H

#include "formats/shell.h"
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
	RULE(PROMQL_IN_SHELL) \
	RULE(SHELL_SYNTAX) \
	RULE(SHELL_TYPOGRAPHY) \
	RULE(SHELL_LINE_ENDS) \
	RULE(SHELL_CONTINUATION) \
	RULE(SHELL_HEREDOC) \
	RULE(SHELL_PROMPT) \
	RULE(SHELL_PLACEHOLDER) \
	RULE(SHELL_EXPANDS_HERE) \
	RULE(SHELL_DOLLAR_IN_QUOTES) \
	RULE(SHELL_GLOB) \
	RULE(SHELL_AMPERSAND) \
	RULE(SHELL_REDIRECT_ORDER) \
	RULE(SHELL_SUDO_REDIRECT) \
	RULE(SHELL_GREP_EXIT) \
	RULE(SHELL_ENDLESS) \
	RULE(SHELL_INTERACTIVE) \
	RULE(SHELL_EXEC_TTY) \
	RULE(SHELL_OBSOLETE) \
	RULE(SHELL_PIPE_TO_SHELL) \
	RULE(SHELL_REMOVE_UNSET) \
	RULE(SHELL_CD_THEN_REMOVE) \
	RULE(SHELL_KILL_FIRST) \
	RULE(SHELL_SECRET) \
	RULE(SHELL_SED_IN_PLACE) \
	RULE(SHELL_SUDO) \
	RULE(SHELL_PERMISSIONS) \
	RULE(SHELL_STDERR_LOST) \
	RULE(SHELL_COUNT_AS_RATE) \
	RULE(SHELL_HEAP_DUMP) \
	RULE(SHELL_NO_WAY_BACK) \
	RULE(KUBECTL_NAMESPACE) \
	RULE(KUBECTL_REFUSED) \
	RULE(KUBECTL_EXEC) \
	RULE(KUBECTL_LOGS_TEN_LINES) \
	RULE(KUBECTL_LOGS_ONE_POD) \
	RULE(KUBECTL_LOGS_FOR_OOM) \
	RULE(KUBECTL_UNDO) \
	RULE(KUBECTL_SORT_BY) \
	RULE(KUBECTL_TOP) \
	RULE(KUBECTL_ALL_CONTAINERS) \
	RULE(KUBECTL_FORCE) \
	RULE(KUBECTL_SECRETS) \
	RULE(KUBECTL_DRAIN) \
	RULE(GH_ASSIGNEE) \
	RULE(KAFKA_PRODUCER) \
	RULE(AWS_MILLISECONDS) \
	RULE(SQL_NO_WHERE) \
	RULE(SQL_TERMINATE) \
	RULE(SQL_COLUMN) \
	RULE(SQL_OBSOLETE) \
	RULE(SQL_IDLE) \
	RULE(SQL_LOCKING) \
	RULE(SQL_IN_TRANSACTION) \
	RULE(SQL_NULL) \
	RULE(SQL_EVERYTHING) \
	RULE(REDIS_BLOCKING) \
	RULE(REDIS_FLUSH) \
	RULE(REDIS_LOST) \
	RULE(REDIS_OBSOLETE) \
	RULE(REDIS_POLICY) \
	RULE(REDIS_LIMIT) \
	RULE(MONGOSH_CURSOR) \
	RULE(MONGOSH_PROFILER) \
	RULE(MONGOSH_NO_FILTER) \
	RULE(MONGOSH_LOOP) \
	RULE(MONGOSH_OBSOLETE) \
	RULE(MONGOSH_PLACEHOLDER) \
	RULE(DOCUMENT_LINK) \
	RULE(DOCUMENT_HEADING) \
	RULE(DOCUMENT_EMPTY) \
	RULE(DOCUMENT_FENCE) \
	RULE(DOCUMENT_LANGUAGE) \
	RULE(DOCUMENT_ATTRIBUTE) \
	RULE(DOCUMENT_CLASS) \
	RULE(DOCUMENT_VERIFICATION) \
	RULE(DOCUMENT_UNDO) \
	RULE(DOCUMENT_ESCALATION) \
	RULE(DOCUMENT_ALERT) \
	RULE(DOCUMENT_AGE) \
	RULE(DOCUMENT_LETTERS) \
	RULE(PROSE_TODO) \
	RULE(PROSE_DATE) \
	RULE(PROSE_WEEKEND) \
	RULE(PROSE_ACTION) \
	RULE(PROSE_SEVERITIES) \
	RULE(PROSE_CADENCE) \
	RULE(PROSE_FIX) \
	RULE(PROSE_COMMAND) \
	RULE(PROSE_OBJECTIVE) \
	RULE(PROSE_WAKES_NOBODY) \
	RULE(KUBECTL_OWNER)

enum rule {
#define RULE(name) RULE_##name,
	LINT_RULES(RULE)
#undef RULE
		RULE_COUNT
};

struct lint {
	struct arena *arena;
	const struct runbook *runbook;
	const struct lint_settings *settings;
	const str *lines; /* of the repaired text, without their ends; [0] is line 1 */
	size_t line_count;
	struct {
		str *items;
		size_t count, capacity;
	} assigned;          /* names that the document gives a value */
	str namespace;       /* the only one that the document names; "" */
	bool sets_namespace; /* "kubectl config set-context --current --namespace" */
	struct {
		struct finding *items;
		size_t count, capacity;
	} findings;
	bool is_off[RULE_COUNT];
	unsigned searches, parses; /* so far: both have a maximum */
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
/* Does the document have the part anywhere, in whatever case? False once too much was
 * looked for. */
bool lint_says(struct lint *lint, const char *part);
bool lint_says_word(struct lint *lint, str word);
/* One line, for found and for repaired. */
str lint_one_line(struct arena *arena, str text);

/* One query, wherever it was found. */
struct query {
	str source;    /* the expression stands in it */
	unsigned line; /* of the source's first byte */
	const struct promql *promql;
	str around; /* what the comments and the text beside it say */
};

/* A simple command as rules see it: without sudo, timeout, xargs and the like in front of
 * it; what runs inside "kubectl exec … --" or "sh -c" is a command of its own, too. */
struct lint_command {
	const struct runbook_block *block;
	unsigned code_line; /* the file's line of the script's first */
	const struct shell_script *script;
	size_t nth; /* its pipeline's place in the script */
	const struct shell_pipeline *pipeline;
	size_t position; /* in the pipeline */
	const struct shell_command *command;
	const struct shell_word *words;
	size_t count;
	str name;                              /* the program, without its folder */
	unsigned line;                         /* of the file */
	bool has_sudo, has_timeout, has_input; /* input: by a pipe, a file or a text */
	bool is_test;                          /* its exit code is what is asked for */
	const struct lint_command *outer;      /* "kubectl exec … --" around it */
};

/* What a command's words are: options with their values, and the others. */
struct lint_option {
	str name; /* "-n", "--namespace" */
	str value;
	bool has_value;
	const struct shell_word *word;
};
struct lint_arguments {
	const struct lint_option *options;
	size_t option_count;
	const struct lint_other {
		const struct shell_word *word;
	} * others; /* without the program */
	size_t other_count;
	const struct shell_word *behind; /* "--", or NULL */
	size_t behind_count;
};
/* Which take the next word as their value: short ones by letter, long ones by name. */
struct lint_grammar {
	const char *letters;
	const char *const *names;
};
struct lint_arguments lint_arguments(struct arena *arena, const struct lint_command *c,
				     const struct lint_grammar *grammar);
/* NULL when it is not there; either name may be NULL. */
const struct lint_option *lint_option(const struct lint_arguments *arguments,
				      const char *short_name, const char *long_name);
/* Other word number n, "" when there is none. */
str lint_other(const struct lint_arguments *arguments, size_t nth);
/* Any word is exactly this. */
bool lint_has_word(const struct lint_command *c, const char *word);
bool lint_is_one_of(str word, const char *const *words);

/* The pipeline's text with some of the command's words changed: begin, change what
 * lint_source points at, then print. */
struct lint_rewrite {
	const struct lint_command *command;
	str *sources; /* of each word of command->command */
};
struct lint_rewrite lint_rewrite(struct arena *arena, const struct lint_command *c);
str *lint_source(struct lint_rewrite *rewrite, const struct shell_word *word);
str lint_rewritten(struct lint *lint, const struct lint_rewrite *rewrite);
str lint_command_text(struct lint *lint, const struct lint_command *c);
struct spot lint_spot(struct lint *lint, const struct lint_command *c, str repaired);
/* The comment above the command's line, or what stands above the block. */
str lint_comment(const struct lint_command *c);
/* Is the variable given a value anywhere in the document? */
bool lint_is_assigned(struct lint *lint, str variable);

/* -- the rules, by what they look at -- */
void lint_queries(struct lint *lint);
void lint_query(struct lint *lint, const struct query *query);
void lint_shell(struct lint *lint);
void lint_shell_text(struct lint *lint, const struct runbook_block *block);
void lint_command(struct lint *lint, const struct lint_command *c);
void lint_kubectl(struct lint *lint, const struct lint_command *c);
void lint_endless(struct lint *lint, const struct lint_command *c);
void lint_obsolete(struct lint *lint, const struct lint_command *c);
void lint_expansion(struct lint *lint, const struct lint_command *c);
void lint_danger(struct lint *lint, const struct lint_command *c);
void lint_pipes(struct lint *lint, const struct lint_command *c);
void lint_traps(struct lint *lint, const struct lint_command *c);
/* What a command hands to a database: psql -c, mongosh --eval, redis-cli …, <<EOF. */
void lint_embedded(struct lint *lint, const struct lint_command *c);
void lint_databases(struct lint *lint);
/* Code of a database's language, from wherever it was found; line: of its first. */
void lint_sql(struct lint *lint, str source, unsigned line, bool is_mysql);
void lint_redis(struct lint *lint, str source, unsigned line);
void lint_mongosh(struct lint *lint, str source, unsigned line);
void lint_redis_document(struct lint *lint);
void lint_document(struct lint *lint);
void lint_prose(struct lint *lint);
void lint_promises(struct lint *lint);

#endif
