#define _GNU_SOURCE /* memfd_create */
#include "base/clock.h"
#include "base/log.h"
#include "check.h"

#include <string.h>
#include <sys/mman.h>

enum { ARENA_BYTES = 1 << 20, LOG_BYTES = 64 << 10 };

static void write_long_value(void)
{
	static char value[40000];

	memset(value, 'x', sizeof(value));
	log_error("long", { "value", { value, sizeof(value) } });
}

static void write_values(void)
{
	log_info("page.sent", { "page", STR("17") }, { "person", STR("alice") });
	log_warning("odd", { "empty", STR("") }, { "space", STR("a b") },
		    { "pair", STR("a=b") }, { "quote", STR("say \"no\\\"") },
		    { "lines", STR("a\nlevel=x\t\x01") }, { "latin", STR("caf\xe9") },
		    { "utf8", STR("caf\xc3\xa9") });
}

static void write_below_the_level(void)
{
	log_at(LOG_LEVEL_DEBUG, "unseen", { "a", STR("b") });
	log_set_level(LOG_LEVEL_ERROR);
	log_warning("unseen", { "a", STR("b") });
	log_error("seen", { "a", STR("b") });
	log_set_level(LOG_LEVEL_INFO);
}

/* What "write" says on standard error, at a fixed time. */
static str heard(struct arena *arena, void (*write_lines)(void))
{
	scoped_fd file = memfd_create("log", MFD_CLOEXEC);
	scoped_fd usual = dup(STDERR_FILENO);
	char *bytes = arena_many(arena, char, LOG_BYTES);

	CHECK(file >= 0 && usual >= 0 && dup2(file, STDERR_FILENO) >= 0);
	clock_set(1795248550123);
	write_lines();
	clock_set(0);
	CHECK(dup2(usual, STDERR_FILENO) >= 0);

	ssize_t length = pread(file, bytes, LOG_BYTES, 0);

	return (str){ bytes, length > 0 ? (size_t)length : 0 };
}

static void values_that_could_mislead_are_quoted(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);

	CHECK_STR(heard(arena, write_values),
		  "at=2026-11-21T08:09:10.123Z level=info event=page.sent page=17 "
		  "person=alice\n"
		  "at=2026-11-21T08:09:10.123Z level=warning event=odd empty=\"\" "
		  "space=\"a b\" pair=\"a=b\" quote=\"say \\\"no\\\\\\\"\" "
		  "lines=\"a\\nlevel=x\\t\\x01\" latin=\"caf\\xe9\" utf8=caf\xc3\xa9\n");
}

static void less_than_the_level_is_not_written(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);

	CHECK_STR(heard(arena, write_below_the_level),
		  "at=2026-11-21T08:09:10.123Z level=error event=seen a=b\n");
}

static void a_long_line_is_cut_and_still_ends(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	str line = heard(arena, write_long_value);

	CHECK(line.length > 10000 && line.length < 20000);
	CHECK(str_ends_with(line, STR("xxx\n")));
}

const struct test tests[] = {
	{ "values that could mislead are quoted", values_that_could_mislead_are_quoted },
	{ "less than the level is not written", less_than_the_level_is_not_written },
	{ "a long line is cut and still ends", a_long_line_is_cut_and_still_ends },
	{ 0 },
};
