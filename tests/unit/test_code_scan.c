/* Folders are searched for code that must not stay, and for nothing else. */
#include "app/intervention/code_scan.h"
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void a_day_is_over_when_it_has_ended(void)
{
	static const struct {
		const char *until, *now;
		enum mark_end end;
	} cases[] = {
		{ "2026-12-01", "2026-11-30T00:00:00Z", MARK_STANDS },
		{ "2026-12-01", "2026-12-01T23:59:59Z", MARK_STANDS },
		{ "2026-12-01", "2026-12-02T00:00:00Z", MARK_EXPIRED },
		{ "2026-12-01 at the latest", "2026-12-02T00:00:00Z", MARK_EXPIRED },
		{ "2026-13-01", "2027-12-02T00:00:00Z", MARK_WITH_INCIDENT },
		{ "INCIDENT", "2026-12-02T00:00:00Z", MARK_WITH_INCIDENT },
		{ "release 1.4", "2026-12-02T00:00:00Z", MARK_WITH_INCIDENT },
		{ "", "2026-12-02T00:00:00Z", MARK_WITH_INCIDENT },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		instant_ms now = 0, at;
		struct error error;

		CHECK(instant_parse(str_of(cases[i].now), &now, &error));
		CHECK_CASE(mark_end_of(str_of(cases[i].until), now, &at) == cases[i].end,
			   cases[i].until);
		CHECK_CASE((at == 0) == (cases[i].end == MARK_WITH_INCIDENT),
			   cases[i].until);
	}
}

static const char mark[] = "// INCIDENT FIX: off (REMOVE AFTER 2020-01-01)\n";

static void put(const char *folder, const char *name, const char *bytes, size_t count)
{
	char path[400];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	CHECK(file);
	if (!file)
		return;
	CHECK_INT(fwrite(bytes, 1, count, file), count);
	fclose(file);
}

static void make_folder(const char *folder, const char *name)
{
	char path[400];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	CHECK_INT(mkdir(path, 0700), 0);
}

static void remove_all(const char *folder)
{
	char command[450];

	snprintf(command, sizeof(command), "rm -r '%s'", folder);
	CHECK_INT(system(command), 0);
}

static void files_are_searched_and_nothing_else(void)
{
	scoped_arena arena = arena_new(16 << 20);
	char folder[] = "/tmp/code-scan.XXXXXX", link[400];
	static char large[SCAN_FILE_BYTES_MAX + 1];
	struct code_scan scan = { 0 };
	struct error error = { 0 };

	CHECK(mkdtemp(folder));
	make_folder(folder, "src");
	make_folder(folder, ".git");
	put(folder, "src/b.c", mark, sizeof(mark) - 1);
	put(folder, "src/a.c", "int a;\n", 7);
	put(folder, "b.py", "\n# INCIDENT FIX: x\n", 19);
	put(folder, ".git/c.c", mark, sizeof(mark) - 1);
	put(folder, "binary", "\0// INCIDENT FIX\n", 17);
	put(folder, "large", large, sizeof(large));
	snprintf(link, sizeof(link), "%s/link.c", folder);
	CHECK_INT(symlink("src/b.c", link), 0);
	snprintf(link, sizeof(link), "%s/around", folder);
	CHECK_INT(symlink(".", link), 0);

	CHECK(code_scan(arena, str_of(folder), clock_now(), &scan, &error));
	CHECK_INT(scan.files, 3);
	CHECK_INT(scan.skipped, 2);
	CHECK(!scan.is_cut);
	CHECK_INT(scan.marks.count, 2);
	if (scan.marks.count == 2) {
		CHECK_STR(scan.marks.items[0].path, "b.py");
		CHECK_INT(scan.marks.items[0].mark.line, 2);
		CHECK_INT(scan.marks.items[0].end, MARK_WITH_INCIDENT);
		CHECK_STR(scan.marks.items[1].path, "src/b.c");
		CHECK_STR(scan.marks.items[1].mark.text, "off");
		CHECK_INT(scan.marks.items[1].end, MARK_EXPIRED);
	}
	remove_all(folder);
}

static void what_is_not_there_is_wrong_use(void)
{
	scoped_arena arena = arena_new(16 << 20);
	struct code_scan scan;
	struct error error = { 0 };

	CHECK(!code_scan(arena, STR("/nowhere/at/all"), 0, &scan, &error));
	CHECK_INT(error.kind, ERROR_INVALID);
}

const struct test tests[] = {
	{ "a day is over when it has ended", a_day_is_over_when_it_has_ended },
	{ "files are searched and nothing else", files_are_searched_and_nothing_else },
	{ "what is not there is wrong use", what_is_not_there_is_wrong_use },
	{ 0 },
};
