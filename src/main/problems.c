#include "main/problems.h"

void problems_print(FILE *out, const struct config_problems *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		const struct config_problem *problem = &problems->items[i];

		fprintf(out, STR_FMT ":%u:%u: " STR_FMT "%s" STR_FMT "\n",
			STR_ARG(problem->file), problem->line, problem->column,
			STR_ARG(problem->where), problem->where.length > 0 ? ": " : "",
			STR_ARG(problem->what));
	}
}
