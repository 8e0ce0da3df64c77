#include "base/suggest.h"

enum {
	/* Longer names are no slip of a finger. */
	COMPARED_BYTES_MAX = 64,
	DISTANCE_MAX = 2,
};

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: three rows of the usual table are enough, since a swap
 * looks back by two. */
size_t edit_distance(str a, str b)
{
	size_t rows[3][COMPARED_BYTES_MAX + 1];

	if (a.length > COMPARED_BYTES_MAX || b.length > COMPARED_BYTES_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= b.length; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a.length; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i + 2) % 3], *above_that = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= b.length; j++) {
			bool same = a.bytes[i - 1] == b.bytes[j - 1];

			row[j] = least(above[j - 1] + !same,
				       least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a.bytes[i - 1] == b.bytes[j - 2] &&
			    a.bytes[i - 2] == b.bytes[j - 1])
				row[j] = least(row[j], above_that[j - 2] + 1);
		}
	}
	return rows[a.length % 3][b.length];
}

struct suggestion suggestion_for(str wanted)
{
	return (struct suggestion){ .wanted = wanted, .distance = DISTANCE_MAX + 1 };
}

void suggestion_try(struct suggestion *suggestion, str candidate)
{
	size_t distance = edit_distance(suggestion->wanted, candidate);

	/* All of "to" can be changed into all of "on": that is no likeness. */
	if (distance < suggestion->distance && distance < suggestion->wanted.length &&
	    distance < candidate.length) {
		suggestion->best = candidate;
		suggestion->distance = distance;
	}
}

str suggestion_text(struct arena *arena, const struct suggestion *suggestion)
{
	if (suggestion->best.length == 0)
		return STR("");
	return arena_format(arena, "; did you mean " STR_FMT "?",
			    STR_ARG(suggestion->best));
}
