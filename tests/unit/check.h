/* A test is a function; a test file ends with a table of them.
 * Output is TAP, so any harness can run it. */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include "base/error.h"
#include "base/scoped.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>

struct test {
	const char *name;
	void (*run)(void);
};

extern int check_failures;

void check_failed(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The running test cannot be run here, and why; it is reported as skipped. */
void check_skip(const char *reason);

#define CHECK(condition) \
	do { \
		if (!(condition)) \
			check_failed(__FILE__, __LINE__, "%s", #condition); \
	} while (0)

/* For what returns bool and fills a struct error: shows why it failed. */
#define CHECK_OK(condition, error) \
	do { \
		if (!(condition)) \
			check_failed(__FILE__, __LINE__, "%s: %s", #condition, \
				     (error).text); \
	} while (0)

#define CHECK_INT(got, want) \
	do { \
		long long got_ = (got), want_ = (want); \
		if (got_ != want_) \
			check_failed(__FILE__, __LINE__, "%s is %lld, want %lld", #got, \
				     got_, want_); \
	} while (0)

#define CHECK_STR(got, want) CHECK_STR_EQ(got, STR(want))

#define CHECK_STR_EQ(got, want) \
	do { \
		str got_ = (got), want_ = (want); \
		if (!str_equal(got_, want_)) \
			check_failed(__FILE__, __LINE__, \
				     "%s is '" STR_FMT "', want '" STR_FMT "'", #got, \
				     STR_ARG(got_), STR_ARG(want_)); \
	} while (0)

/* In a loop over a table of cases: says which case failed. */
#define CHECK_CASE(condition, name) \
	do { \
		if (!(condition)) \
			check_failed(__FILE__, __LINE__, "%s: %s", name, #condition); \
	} while (0)

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* Every test file defines this table; check.c walks it. */
extern const struct test tests[];

#endif
