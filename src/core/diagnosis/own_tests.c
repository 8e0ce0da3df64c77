#include "core/diagnosis/own_tests.h"

#include <string.h>

str test_found_by(const struct tree *test)
{
	return tree_get_text(test, "by");
}

bool test_is_own(const struct tree *test)
{
	return tree_get_bool(test, "own", false) || test_found_by(test).length > 0;
}

static size_t count_own(const struct tree *tests)
{
	size_t count = 0;

	for (size_t i = 0; i < tree_count(tests); i++)
		count += test_is_own(tree_nth(tests, i));
	return count;
}

/* Behind the end when there is none. */
static size_t last_finding(const struct tree *tests)
{
	size_t last = tree_count(tests);

	for (size_t i = 0; i < tree_count(tests); i++)
		if (test_found_by(tree_nth(tests, i)).length > 0)
			last = i;
	return last;
}

static void remove_oldest(struct tree *tests)
{
	size_t kept = last_finding(tests), count = tree_count(tests);
	struct tree_entry *items = tests->list.items;

	for (size_t i = 0; i < count; i++) {
		if (i == kept || !test_is_own(items[i].value))
			continue;
		memmove(&items[i], &items[i + 1], (count - i - 1) * sizeof(*items));
		tests->list.count--;
		return;
	}
}

void own_tests_add(struct arena *arena, struct tree *tests, struct tree *test)
{
	tree_add(arena, tests, test);
	for (size_t own = count_own(tests); own > OWN_TESTS_MAX; own--)
		remove_oldest(tests);
}
