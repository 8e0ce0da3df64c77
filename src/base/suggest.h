/* "did you mean role?": the nearest of the names that would have been right. */
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

#include "base/arena.h"

struct suggestion {
	str wanted; /* what was written */
	str best;
	size_t distance;
};

struct suggestion suggestion_for(str wanted);
void suggestion_try(struct suggestion *suggestion, str candidate);
/* "; did you mean role?", or "" when nothing is near. */
str suggestion_text(struct arena *arena, const struct suggestion *suggestion);

/* Letters left out, too many, wrong or swapped with their neighbour. */
size_t edit_distance(str a, str b);

#endif
