/* What a cluster answers of an object, before a change in the first line and after it in
 * the second: whatever it is, equal objects do not differ, and of what differs there is a
 * way back. */
#include "actuators/kubernetes_parts.h"
#include "base/scoped.h"
#include "formats/json.h"

#include <assert.h>
#include <stdint.h>

enum { FUZZ_ARENA_BYTES = 1 << 30, LINES_BYTES_MAX = 64 << 10 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void read_one(struct arena *arena, const struct tree *object)
{
	static const char *const kinds[] = { "deployment", "statefulset", "daemonset" };
	struct text lines = text_new(arena, LINES_BYTES_MAX);
	struct kubernetes_dump dumps[KUBERNETES_DUMPS_MAX];
	const struct kubernetes_dumps_said said = { tree_get_text(object, "dumps"),
						    tree_get(object, "of_pod") != NULL };
	struct error error = { 0 };
	size_t count = 0;
	str says = STR("");
	double amount;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		kubernetes_progress_of(arena, kinds[i], object, &says);
		assert(says.length > 0);
	}
	assert(kubernetes_equal(object, object));
	assert(!kubernetes_merge_back(arena, object, object));
	kubernetes_diff(arena, object, object, &lines);
	assert(lines.length == 0);
	kubernetes_selector_text(arena, tree_at(object, "spec.selector"));
	if (kubernetes_quantity(tree_get_text(object, "amount"), &amount))
		assert(amount >= 0);
	kubernetes_holds_secret(arena, object);
	if (kubernetes_dumps_read(arena, said, dumps, &count, &error))
		for (size_t i = 0; i < count; i++)
			assert(dumps[i].port > 0 &&
			       str_starts_with(dumps[i].path, STR("/")) &&
			       !str_contains(dumps[i].path, STR("..")));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	struct text lines = text_new(arena, LINES_BYTES_MAX);
	str first = { (const char *)bytes, size }, second = STR("{}");
	const struct tree *was, *is;
	struct error error;

	str_cut(first, '\n', &first, &second);
	was = json_parse(arena, first, &error);
	is = json_parse(arena, second, &error);
	if (!was || !is)
		return 0;
	read_one(arena, was);
	read_one(arena, is);
	kubernetes_diff(arena, was, is, &lines);
	/* Where a line is shown of two objects, they differ in what is merged back. */
	if (was->kind == TREE_MAP && is->kind == TREE_MAP)
		assert((lines.length > 0) ==
		       (kubernetes_merge_back(arena, is, was) != NULL));
	return 0;
}
