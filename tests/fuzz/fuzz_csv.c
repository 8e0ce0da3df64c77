/* A text read in pieces gives the same rows as read at once; every field is a part of
 * it, or shorter than it by its quotes. */
#include "formats/csv.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

/* All rows and refusals as one text. */
static str read_all(struct arena *arena, str text, size_t piece_bytes)
{
	struct csv csv = csv_new(arena, ',');
	struct text shown = text_new(arena, 64 << 20);
	size_t fed = piece_bytes < text.length ? piece_bytes : text.length;
	struct csv_row row = { 0 };
	struct error error = { 0 };
	enum csv_step step;

	csv_feed(&csv, str_slice(text, 0, fed), fed == text.length);
	while ((step = csv_next(&csv, &row, &error)) != CSV_END) {
		size_t begin = fed - csv.text.length;

		if (step == CSV_BAD) {
			must(error.kind != ERROR_NONE && row.line > 0);
			text_addf(&shown, "!%s;", error.text);
		}
		if (step == CSV_ROW) {
			must(row.count > 0 && row.count <= CSV_ROW_FIELDS_MAX);
			text_addf(&shown, "%zu:", row.line);
			for (size_t i = 0; i < row.count; i++) {
				text_add(&shown, row.fields[i]);
				text_add_char(&shown, ';');
			}
		}
		if (step == CSV_MORE) {
			must(fed < text.length);
			fed = fed + piece_bytes < text.length ? fed + piece_bytes
							      : text.length;
			csv_feed(&csv, str_slice(text, begin, fed - begin),
				 fed == text.length);
		}
	}
	return text_of(&shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str text = { (const char *)bytes, size };
	str whole = read_all(arena, text, size + 1);

	/* Each piece reads its row anew: small pieces of a long text take for ever. */
	must(str_equal(whole, read_all(arena, text, size / 16 + 1)));
	csv_separator_of(text);
	return 0;
}
