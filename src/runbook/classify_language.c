/* What a runbook's blocks are written in, and who reads it. */
#include "runbook/classify.h"

static void judge_query(struct arena *arena, str source,
			struct classified *ret_classified)
{
	(void)arena;
	(void)source;
	*ret_classified = (struct classified){ .class = ACTION_READ,
					       .reason = STR("a query only reads"),
					       .line = 1 };
}

static void judge_nothing(struct arena *arena, str source,
			  struct classified *ret_classified)
{
	(void)arena;
	(void)source;
	*ret_classified = (struct classified){ .class = ACTION_READ,
					       .reason = STR("there is nothing to run"),
					       .is_refused = true,
					       .refusal = STR("it is no command"),
					       .line = 1 };
}

/* Those without a function are not understood. */
static void (*const classifiers[])(struct arena *arena, str source,
				   struct classified *ret_classified) = {
	[RUNBOOK_SHELL] = classify_shell, [RUNBOOK_PROMQL] = judge_query,
	[RUNBOOK_LOGQL] = judge_query,    [RUNBOOK_TRACEQL] = judge_query,
	[RUNBOOK_SQL] = classify_sql,     [RUNBOOK_MONGOSH] = classify_mongosh,
	[RUNBOOK_REDIS] = classify_redis, [RUNBOOK_HTTP] = classify_http,
	[RUNBOOK_OUTPUT] = judge_nothing, [RUNBOOK_OTHER] = NULL,
};

void classify_language(struct arena *arena, enum runbook_language language, str source,
		       struct classified *ret_classified)
{
	if (classifiers[language]) {
		classifiers[language](arena, source, ret_classified);
		return;
	}
	*ret_classified = (struct classified){
		.class = ACTION_DESTRUCTIVE,
		.reason = arena_format(arena, "what %s does is not known",
				       runbook_language_names[language]),
		.line = 1,
	};
}
