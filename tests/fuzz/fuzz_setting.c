/* A value that is found can be replaced and put back, and then every byte is as it was.
 * The first byte chooses the format; the first line is the key and what it becomes. */
#include "base/scoped.h"
#include "formats/setting.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void must_go_back(struct arena *arena, enum setting_format format, str text,
			 str key, str to)
{
	struct setting_file file = { format, text }, changed = { .format = format };
	struct setting setting = { 0 }, now = { 0 };
	struct error error = { 0 };
	str raw = { 0 }, after = { 0 }, back = { 0 }, was;

	if (!setting_find(arena, &file, key, &setting, &error)) {
		must(error.kind != ERROR_NONE && error.text[0] != '\0');
		return;
	}
	must(setting.from + setting.length <= text.length);
	if (!setting_spell(arena, &file, &setting, to, &raw, &error) ||
	    !setting_replace(arena, &file, key, raw, &after, &error))
		return;
	changed.text = after;
	must(setting_find(arena, &changed, key, &now, &error));
	must(now.from == setting.from);
	if (setting.kind == TREE_TEXT)
		must(str_equal(now.value, to));
	was = str_slice(text, setting.from, setting.length);
	if (setting_replace(arena, &changed, key, was, &back, &error))
		must(str_equal(back, text));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str input = { (const char *)bytes, size }, line, key, to;

	if (size == 0)
		return 0;
	input = str_slice(input, 1, size);
	if (!str_cut(input, '\n', &line, &input) || !str_cut(line, ' ', &key, &to))
		return 0;
	must_go_back(arena, (enum setting_format)(bytes[0] % 3), input, key, to);
	return 0;
}
