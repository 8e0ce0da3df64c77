/* One file of each kind with these bytes in it: reading never fails but with a sentence,
 * and what comes out is whole. The first byte chooses the kind. */
#include "diagnose/files.h"

#include "base/limits.h"
#include "base/scoped.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void write_file(const char *path, const uint8_t *bytes, size_t size)
{
	FILE *file = fopen(path, "we");

	must(file && fwrite(bytes, 1, size, file) == size);
	must(fclose(file) == 0);
}

static void look_at(const struct diagnosis_case *known)
{
	for (size_t i = 0; i < known->series_count; i++)
		for (size_t k = 0; k < known->series[i].count; k++)
			must(known->series[i].at[k] >= 0);
	for (size_t i = 0; i < known->line_count; i++)
		must(known->lines[i].at >= 0 &&
		     known->lines[i].text.length <= INPUT_LINE_BYTES_MAX);
	for (size_t i = 0; i < known->span_count; i++)
		must(known->spans[i].start_us >= 0 &&
		     known->spans[i].kind <= SPAN_KIND_INTERNAL &&
		     known->spans[i].entity.length <= DIAGNOSE_NAME_BYTES_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char *const names[] = {
		"series.csv",  "spans.csv",          "spans.json", "logs.csv",
		"logs.ndjson", "logs-a.log",         "calls.csv",  "changes.json",
		"case.json",   "series-errors.json",
	};
	scoped_arena arena = arena_new(DIAGNOSE_ARENA_BYTES_MAX);
	static char folder[] = "/tmp/stanch-fuzz-XXXXXX";
	struct diagnose_files files = { 0 };
	struct error error = { 0 };

	if (size == 0)
		return 0;
	if (folder[sizeof(folder) - 2] == 'X')
		must(mkdtemp(folder));

	str path = arena_format(arena, "%s/%s", folder,
				names[bytes[0] % (sizeof(names) / sizeof(names[0]))]);

	write_file(path.bytes, bytes + 1, size - 1);
	if (files_read(arena, &path, 1, 2, &files, &error))
		look_at(&files.known);
	else
		must(error.kind != ERROR_NONE && error.text[0] != '\0');
	return 0;
}
