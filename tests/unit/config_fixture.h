/* Reading a stanch.yaml that is good, or one in which one thing is wrong. */
#ifndef CONFIG_FIXTURE_H
#define CONFIG_FIXTURE_H

#include "check.h"

#include "config/config.h"

#include <stdlib.h>

enum { TEST_BYTES_MAX = 1 << 30 };

static inline struct config *parse(struct arena *arena, const char *text,
				   struct config_problems *ret_problems)
{
	return config_parse(arena, STR("stanch.yaml"), str_of(text), ret_problems);
}

static inline void show_problems(const char *name, const struct config_problems *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		printf("# %s: " STR_FMT ":%u:%u: " STR_FMT ": " STR_FMT "\n", name,
		       STR_ARG(problems->items[i].file), problems->items[i].line,
		       problems->items[i].column, STR_ARG(problems->items[i].where),
		       STR_ARG(problems->items[i].what));
}

/* Must be without problems, or the test ends: nothing can be said of NULL. */
static inline struct config *parse_well(struct arena *arena, const char *text)
{
	struct config_problems problems;
	struct config *config = parse(arena, text, &problems);

	if (!config) {
		show_problems("a good file", &problems);
		check_failed(__FILE__, __LINE__, "%zu problems", problems.count);
		abort();
	}
	return config;
}

/* One thing wrong in each. */
struct wrong {
	const char *text;
	unsigned line, column;
	const char *where, *what;
};

static inline void check_wrong(const struct wrong *wrong, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct config_problems problems;
		scoped_config config = parse(arena, wrong[i].text, &problems);

		CHECK_CASE(!config, wrong[i].text);
		if (problems.count != 1) {
			show_problems(wrong[i].text, &problems);
			check_failed(__FILE__, __LINE__, "%zu problems: %s",
				     problems.count, wrong[i].text);
			continue;
		}

		const struct config_problem *problem = &problems.items[0];

		if (problem->line != wrong[i].line ||
		    problem->column != wrong[i].column ||
		    !str_is(problem->where, wrong[i].where) ||
		    !str_is(problem->what, wrong[i].what)) {
			show_problems("got", &problems);
			check_failed(__FILE__, __LINE__, "want %u:%u: %s: %s",
				     wrong[i].line, wrong[i].column, wrong[i].where,
				     wrong[i].what);
		}
		CHECK_STR(problem->file, "stanch.yaml");
	}
}

#endif
