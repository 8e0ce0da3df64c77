/* Tests of a hypothesis that people asked for or found, beside those of its pattern. */
#ifndef CORE_DIAGNOSIS_OWN_TESTS_H
#define CORE_DIAGNOSIS_OWN_TESTS_H

#include "base/tree.h"

enum { OWN_TESTS_MAX = 50 }; /* of one hypothesis; nobody reads more */

/* Also what a person found. */
bool test_is_own(const struct tree *test);
/* By whom it was found; "" for what was only asked. */
str test_found_by(const struct tree *test);

/* Of own tests no more than OWN_TESTS_MAX stay, the newest. The last finding stays in any
 * case: by it a person decided. */
void own_tests_add(struct arena *arena, struct tree *tests, struct tree *test);

#endif
