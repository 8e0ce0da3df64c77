/* A map or list of a tree that is still being read. */
#ifndef FORMATS_LEVEL_H
#define FORMATS_LEVEL_H

#include "base/tree.h"

struct map;

struct level {
	struct tree *tree;
	struct map *names; /* NULL while there are few */
	str name;          /* the next value's, in a map */
};

/* False when the map has that name already. */
bool level_take_name(struct arena *arena, struct level *level, str name);
void level_add(struct arena *arena, struct level *level, struct tree *value);

#endif
