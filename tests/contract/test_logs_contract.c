/* What programs wrote into their logs, and what is read in it. */
#include "check.h"
#include "formats/log_line.h"

enum { FILE_BYTES_MAX = 64 << 10, ARENA_BYTES = 64 << 20 };

/* 2026-11-29T14:00:00Z: an hour after the last of them. */
#define NOW ((instant_ms)1795960800000)

static const struct {
	const char *file;
	size_t lines, joined;
	size_t errors; /* and worse */
	size_t warnings;
	size_t which; /* of the one below, from 0 */
	instant_ms at;
	const char *text;
} recorded[] = {
	{ "alertmanager-0.25.log", 14, 0, 6, 2, 1, 1795243767023,
	  "Notify attempt failed, will retry later: unexpected status code 500: "
	  "http://127.0.0.1:18081/webhook/am: boom" },
	{ "kubectl-1.32.log", 1, 0, 0, 0, 0, 1795957717412,
	  "loader.go:140] Config not found: /nonexistent" },
	{ "postgres-15.log", 15, 2, 3, 0, 8, 1795957705102,
	  "[12832] STATEMENT:  select\n\t nothing from\n\t   nowhere" },
	{ "prometheus-2.42.log", 30, 0, 0, 1, 18, 1795957687956,
	  "Received SIGTERM, exiting gracefully..." },
	{ "python-3.11.log", 3, 5, 1, 1, 1, 1795957709737,
	  "- shop.cart - ERROR - cart 17 has no price\n"
	  "Traceback (most recent call last):\n"
	  "  File \"/srv/cart.py\", line 6, in <module>\n"
	  "    {}[\"price\"]\n"
	  "    ~~^^^^^^^^^\n"
	  "KeyError: 'price'" },
	{ "redis-7.0.log", 10, 2, 0, 7, 7, 1795950871909,
	  "Ready to accept connections\n"
	  "16180:signal-handler (1795950902) Received SIGTERM scheduling shutdown...\n"
	  "16180:signal-handler (1795950902) Received SIGTERM scheduling shutdown..." },
};

static struct log_reader read_file(struct arena *arena, const char *name)
{
	struct log_reader reader = { .arena = arena, .now = NOW };
	str path = arena_format(arena, "%s/logs/%s", FIXTURES, name), line = { 0 };
	char *bytes = arena_many(arena, char, FILE_BYTES_MAX);
	FILE *file = fopen(path.bytes, "r");
	str rest = { bytes, 0 };

	CHECK_CASE(file != NULL, name);
	if (!file)
		return reader;
	rest.length = fread(bytes, 1, FILE_BYTES_MAX, file);
	fclose(file);
	while (str_next(&rest, '\n', &line))
		log_reader_add(&reader, line);
	return reader;
}

static size_t count_levels(const struct log_reader *reader, enum line_level from,
			   enum line_level to)
{
	size_t count = 0;

	for (size_t i = 0; i < reader->count; i++)
		count += reader->items[i].level >= from && reader->items[i].level <= to;
	return count;
}

static void logs_are_read_as_they_were_written(void)
{
	for (size_t i = 0; i < COUNT_OF(recorded); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct log_reader reader = read_file(arena, recorded[i].file);

		CHECK_INT(reader.count, recorded[i].lines);
		CHECK_INT(reader.joined, recorded[i].joined);
		CHECK_INT(count_levels(&reader, LINE_ERROR, LINE_FATAL),
			  recorded[i].errors);
		CHECK_INT(count_levels(&reader, LINE_WARNING, LINE_WARNING),
			  recorded[i].warnings);
		for (size_t k = 0; k < reader.count; k++)
			CHECK_CASE(reader.items[k].at > 0, recorded[i].file);
		if (recorded[i].which >= reader.count)
			continue;
		CHECK_INT(reader.items[recorded[i].which].at, recorded[i].at);
		CHECK_STR_EQ(reader.items[recorded[i].which].text,
			     str_of(recorded[i].text));
	}
}

const struct test tests[] = {
	{ "logs are read as they were written", logs_are_read_as_they_were_written },
	{ 0 },
};
