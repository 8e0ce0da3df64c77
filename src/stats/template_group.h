/* Which shapes of lines are one template: the part of the work that looks at all lines
 * at once. */
#ifndef STATS_TEMPLATE_GROUP_H
#define STATS_TEMPLATE_GROUP_H

#include "base/arena.h"

enum {
	TEMPLATE_VALUE = 0, /* the word that stands for a run of values */
	/* A place with so many different words is a choice that the program made, and
	 * each is a template; with more it holds a value. Brain's authors take 1 to 5,
	 * set by set; with one for all sets bench/diagnosis_logs.c finds 2 to 5 about as
	 * good. */
	TEMPLATE_CHOICES = 3,
	TEMPLATE_CHOICES_MAX = 16,
	/* Choices one after the other in a statement: they multiply, and a line of ten
	 * flags is not a thousand templates. Loghub's need two. */
	TEMPLATE_CHOICE_LEVELS = 3,
};

struct template_shape {
	const uint32_t *words; /* equal numbers are equal words */
	bool *varies;          /* room for "count"; set here: this word is a value */
	uint32_t count;
	size_t lines; /* how many had it, at least 1 */
	uint32_t group;
};

/* After S. Yu, P. He, N. Chen, Y. Wu, "Brain: Log Parsing with Bidirectional Parallel
 * Tree", IEEE Transactions on Services Computing 16(5), 2023. Words of one statement
 * occur equally often at their places, so the most numerous words of a line with one
 * frequency are its root; lines with the same root are then told apart by their other
 * words, where those are few, and else the place is a value's.
 *
 * Ours beyond that: lines come as shapes, with values known by their form already; a
 * place that holds a value in one line is a value's in all with the same root; and what
 * differs only in how many values stand side by side is one group.
 *
 * "choices" is TEMPLATE_CHOICES but where that is measured, from 1 to
 * TEMPLATE_CHOICES_MAX. Sets .group and .varies of each; the result is how many groups
 * there are. It does not depend on the order of the shapes, but for the numbers of the
 * groups. */
size_t template_group(struct arena *arena, struct template_shape *shapes, size_t count,
		      size_t choices);

#endif
