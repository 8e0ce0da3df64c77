/* Instants and durations in milliseconds. All stored time is UTC. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/arena.h"
#include "base/error.h"

typedef int64_t instant_ms;  /* since 1970-01-01T00:00:00Z; 0 means "not yet" */
typedef int64_t duration_ms; /* may be negative */

#define SECOND_MS ((duration_ms)1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

/* The latest instant we accept: 9999-12-31T23:59:59.999Z. */
#define INSTANT_MAX ((instant_ms)253402300799999)

/* The wall clock, unless a test has set another one. */
instant_ms clock_now(void);
/* A clock of the caller's: for tests and the simulation. Set before threads
 * start; 0 gives the wall clock back. After this, time moves by clock_set only. */
void clock_set(instant_ms now);
/* Monotonic, for measuring and for deadlines of I/O; never virtual. */
int64_t clock_monotonic_us(void);

/* 2026-11-21T08:09:10.123Z; milliseconds only when there are any. */
str instant_format(struct arena *arena, instant_ms instant);
/* 08:09:10, UTC. */
str instant_format_time(struct arena *arena, instant_ms instant);
/* 2026-11-21, UTC. */
str instant_format_day(struct arena *arena, instant_ms instant);
/* RFC 3339 with Z or an offset and any number of fraction digits (cut to ms).
 * Year 0001 (Go's zero time) is accepted and gives 0. */
bool instant_parse(str s, instant_ms *ret_instant, struct error *error) MUST_CHECK;

/* "1:20" below an hour, "2:03:04" below a day, "3d 2h" above; "-" in front. */
str duration_format(struct arena *arena, duration_ms duration);
/* "90s", "5m", "1h30m", "250ms", "2d". */
bool duration_parse(str s, duration_ms *ret_duration, struct error *error) MUST_CHECK;

#endif
