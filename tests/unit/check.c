#include "check.h"

#include <dirent.h>
#include <stdarg.h>

int check_failures;

static const char *skipped;

void check_failed(const char *file, int line, const char *format, ...)
{
	va_list args;

	check_failures++;
	printf("# %s:%d: ", file, line);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

void check_skip(const char *reason)
{
	skipped = reason;
}

static int open_files(void)
{
	DIR *directory = opendir("/proc/self/fd");
	int count = 0;

	if (!directory)
		return -1;
	while (readdir(directory))
		count++;
	closedir(directory);
	return count;
}

static bool run(const struct test *test, int number)
{
	int failures_before = check_failures;
	int files_before = open_files();

	skipped = NULL;
	test->run();
	if (open_files() != files_before)
		check_failed(test->name, 0, "a file was left open");

	bool passed = check_failures == failures_before;

	printf("%s %d - %s", passed ? "ok" : "not ok", number, test->name);
	if (passed && skipped)
		printf(" # SKIP %s", skipped);
	putchar('\n');
	/* A crash in the next test must not swallow what this one said. */
	fflush(stdout);
	return passed;
}

int main(void)
{
	int number = 0, failed = 0;

	for (const struct test *test = tests; test->name; test++)
		failed += !run(test, ++number);
	printf("1..%d\n", number);
	return failed > 0;
}
