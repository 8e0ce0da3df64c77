/* Two verbs of the noun incident: merge and split. */
#ifndef OPERATIONS_MERGING_H
#define OPERATIONS_MERGING_H

#include "app/work.h"
#include "base/shape.h"

extern const struct shape merge_shape, split_shape;
bool merging_merge(struct work *work, const void *input, struct tree *answer) MUST_CHECK;
bool merging_split(struct work *work, const void *input, struct tree *answer) MUST_CHECK;

#endif
