/* Two lists of commands, a line each: those of writes.txt change something, some of them
 * in disguise, and no reading of them may end in "read"; those of reads.txt only look,
 * and a responder who is refused them at night has lost time. They were written without a
 * look at the tables. */
#include "check.h"

#include "config/file.h"
#include "runbook/classify.h"

enum { TEST_BYTES_MAX = 256 << 20, LIST_BYTES_MAX = 1 << 20 };

static void check_list(const char *name, bool are_reads)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	str text = STR(""), line;
	size_t count = 0;

	CHECK(file_read(arena, arena_format(arena, "%s/classify/%s", FIXTURES, name),
			LIST_BYTES_MAX, &text, &error));
	while (str_next(&text, '\n', &line)) {
		struct classified got = { 0 };

		classify_shell(arena, line, &got);
		CHECK_CASE((got.class == ACTION_READ) == are_reads,
			   arena_c_string(arena, line));
		count++;
	}
	CHECK(count > 100);
}

static void no_write_is_a_read(void)
{
	check_list("writes.txt", false);
}

static void a_read_is_a_read(void)
{
	check_list("reads.txt", true);
}

const struct test tests[] = {
	{ "classify: no write is a read", no_write_is_a_read },
	{ "classify: a read is a read", a_read_is_a_read },
	{ 0 },
};
