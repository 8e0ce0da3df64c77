/* JSON pointers as RFC 6901 has them: "/alerts/0/labels/a~1b" is the member "a/b" of
 * the labels of the first alert; "" is the whole. */
#ifndef FORMATS_POINTER_H
#define FORMATS_POINTER_H

#include "base/tree.h"

bool pointer_is_one(str text);
/* NULL when nothing stands there, and for what is no pointer. */
const struct tree *pointer_find(const struct tree *tree, str pointer);

#endif
