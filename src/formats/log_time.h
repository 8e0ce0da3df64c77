/* The time at the front of a log line, in the spellings that programs have for it. */
#ifndef FORMATS_LOG_TIME_H
#define FORMATS_LOG_TIME_H

#include "base/clock.h"

/* Takes a time off the front of *rest, with the spaces before it and brackets or quotes
 * around it; false and nothing taken when there is none.
 *
 *     2026-11-29T10:00:00.123Z          [2026-11-29 10:00:00,123 +0100]
 *     2026/11/29 10:00:00.123           26/11/29 10:00:00
 *     Sun Nov 29 10:00:00.123 2026      Nov 29 10:00:00
 *     29/Nov/2026:10:00:00 +0100        29 Nov 2026 10:00:00.123
 *     20261129-10:00:00:123             1764410400.123, 1764410400123 (s to ns of 1970)
 *
 * Without a zone it is read as UTC: what else it may be is not known here. Without a year
 * it is in the last 12 months before "now" or the day after it, since clocks differ. What
 * is finer than a millisecond is cut. Times before 1970 and after 9999 are none. */
bool log_time_take(str *rest, instant_ms now, instant_ms *ret_at);
/* The time of a day, "16:51:24.967 ": takes it off, but no instant comes of it. */
bool log_clock_take(str *rest);
/* The whole text is one. */
bool log_time_read(str text, instant_ms now, instant_ms *ret_at);

#endif
