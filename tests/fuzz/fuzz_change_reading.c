/* Whatever a change says of itself is read: each setting is a part of the text, and what
 * is read twice is the same. */
#include "core/diagnosis/change_reading.h"

#include "base/scoped.h"

#include <math.h>
#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str all = { (const char *)bytes, size }, file = STR(""), diff = STR("");
	struct case_change change = { .title = all };

	/* The first line is the file, the others its diff. */
	if (str_cut(all, '\n', &file, &diff))
		change = (struct case_change){ .text = diff,
					       .touches = &file,
					       .touch_count = 1 };

	struct change_reading one = change_read(arena, &change);
	struct change_reading other = change_read(arena, &change);

	must(one.nature == other.nature && one.nature < NATURES);
	must(one.setting_count == other.setting_count &&
	     one.setting_count <= SETTINGS_EACH_MAX);
	must(one.words.count == other.words.count && one.words.count <= WORDS_EACH_MAX);
	for (size_t i = 0; i < one.setting_count; i++)
		must(str_contains(all, one.settings[i].key) &&
		     str_contains(all, one.settings[i].before_says));
	must(one.guard.length == 0 || str_contains(all, one.guard));
	return 0;
}
