/* Times as files have them: RFC 3339, with or without a zone, or a number of seconds,
 * milliseconds, microseconds or nanoseconds since 1970, told apart by how large it is. */
#ifndef DIAGNOSE_MOMENT_H
#define DIAGNOSE_MOMENT_H

#include "base/clock.h"

enum moment_form {
	MOMENT_ZONED,   /* 2026-11-21T08:09:10Z */
	MOMENT_UNZONED, /* 2026-11-21 08:09:10: taken as UTC */
	MOMENT_SECONDS, /* below 1e11, which is the year 5138 */
	MOMENT_MILLIS,  /* below 1e14 */
	MOMENT_MICROS,  /* below 1e17 */
	MOMENT_NANOS,
	MOMENT_FORMS,
};
extern const char *const moment_form_words[]; /* "seconds since 1970" */

/* Of one file: which forms it has, and the day that was read last, since the next line
 * is most often of the same day. */
struct moments {
	bool seen[MOMENT_FORMS];
	char day[10];
	int64_t day_ms;
};

/* Microseconds since 1970; false when it is no time. */
bool moment_read(struct moments *moments, str text, int64_t *ret_us);

#endif
