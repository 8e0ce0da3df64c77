/* Which shapes of lines are one template: the part of the work that looks at all lines
 * at once. */
#ifndef STATS_TEMPLATE_GROUP_H
#define STATS_TEMPLATE_GROUP_H

#include "base/arena.h"

enum { TEMPLATE_VALUE = 0 }; /* the word that stands for a run of values */

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
 * Sets .group and .varies of each; the result is how many groups there are. It does not
 * depend on the order of the shapes, but for the numbers of the groups. */
size_t template_group(struct arena *arena, struct template_shape *shapes, size_t count);

#endif
