/* What form_parse accepts is text in UTF-8, and written again it reads back the same. */
#include "formats/form.h"

#include "base/scoped.h"

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
	struct form form = { 0 }, again = { 0 };
	struct error error = { 0 };
	struct text text = text_new(arena, size * 4 + FORM_FIELDS_MAX * 8);

	if (!form_parse(arena, (str){ (const char *)bytes, size }, &form, &error)) {
		must(error.kind != ERROR_NONE && error.text[0] != '\0');
		return 0;
	}
	must(form.count <= FORM_FIELDS_MAX);
	for (size_t i = 0; i < form.count; i++) {
		must(str_is_utf8(form.items[i].name) && str_is_utf8(form.items[i].value));
		form_add(&text, arena_c_string(arena, form.items[i].name),
			 form.items[i].value);
	}
	must(form_parse(arena, text_of(&text), &again, &error));
	must(again.count == form.count);
	for (size_t i = 0; i < form.count; i++)
		must(str_equal(form.items[i].name, again.items[i].name) &&
		     str_equal(form.items[i].value, again.items[i].value));
	return 0;
}
