/* Tables of texts and what they are: R reads, r is reversible, d is data-repair, D is
 * destructive. */
#ifndef TESTS_CLASSIFY_CASES_H
#define TESTS_CLASSIFY_CASES_H

#include "check.h"

#include "runbook/classify.h"

#include <string.h>

struct text_case {
	const char *source, *class;
};

static inline void check_classes(const struct text_case *cases, size_t count,
				 void (*classify)(struct arena *, str,
						  struct classified *))
{
	static const char letters[] = {
		[ACTION_READ] = 'R',
		[ACTION_REVERSIBLE] = 'r',
		[ACTION_DESTRUCTIVE] = 'D',
		[ACTION_DATA_REPAIR] = 'd',
	};
	scoped_arena arena = arena_new(256 << 20);

	for (size_t i = 0; i < count; i++) {
		struct classified got = { 0 };

		classify(arena, str_of(cases[i].source), &got);
		if (letters[got.class] != cases[i].class[0])
			check_failed(__FILE__, __LINE__, "%s: %c, want %s: " STR_FMT,
				     cases[i].source, letters[got.class], cases[i].class,
				     STR_ARG(got.reason));
		if (got.reason.length == 0)
			check_failed(__FILE__, __LINE__, "%s: no reason",
				     cases[i].source);
		arena_reset(arena);
	}
}

#endif
