/* Time zones: what clocks on the wall show, from the TZif files of tzdata (RFC 9636),
 * with the rule in their footer for all the years that follow. A zone is immutable and
 * lives in the arena it was read into. */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/clock.h"

struct zone;

/* What a wall clock and a calendar show. */
struct civil {
	int year, month, day; /* month and day from 1 */
	int hour, minute, second;
};

/* How often a wall clock shows a time: in spring some never, in autumn some twice. */
enum civil_fit { CIVIL_ONCE, CIVIL_SKIPPED, CIVIL_TWICE };

/* "Europe/Berlin", from the folder that TZDIR names or /usr/share/zoneinfo; "UTC" needs
 * no file. Refused: what tzdata does not know, with the nearest name it does ("did you
 * mean Europe/Berlin?"), names that leave the folder, broken files. */
struct zone *zone_load(struct arena *arena, str name, struct error *error) MUST_CHECK;
/* UTC, needing no file. */
const struct zone *zone_utc(void);
/* The same from the bytes of a file: for tests and fuzzing. */
struct zone *zone_parse(struct arena *arena, str name, str bytes,
			struct error *error) MUST_CHECK;

str zone_name(const struct zone *zone);
/* East of Greenwich is positive. */
duration_ms zone_offset(const struct zone *zone, instant_ms at);
/* "CEST" */
str zone_abbreviation(const struct zone *zone, instant_ms at);
/* The first instant after "after" at which the offset changes; INSTANT_MAX: never. */
instant_ms zone_next_change(const struct zone *zone, instant_ms after);

struct civil zone_civil(const struct zone *zone, instant_ms at);
/* The instant at which the wall clock shows this. Shown twice: the first. Skipped: as
 * far behind the change as it stands behind the gap's start (02:30 becomes 03:30). */
instant_ms zone_instant(const struct zone *zone, const struct civil *civil,
			enum civil_fit *ret_fit);
/* What the wall clock shows, as the instant at which one in UTC shows it: for sums of
 * days and hours on the wall. And the instant of such a sum, as zone_instant has it. */
int64_t zone_wall_ms(const struct zone *zone, instant_ms at);
int64_t civil_wall_ms(const struct civil *civil);
instant_ms zone_instant_of_wall(const struct zone *zone, int64_t wall_ms,
				enum civil_fit *ret_fit);

/* Days since 1970-01-01 in the proleptic Gregorian calendar, and back. */
int64_t civil_days(int year, int month, int day);
void civil_of_days(int64_t days, int *ret_year, int *ret_month, int *ret_day);
/* 0 Monday … 6 Sunday. */
int civil_weekday(int64_t days);
/* "2026-11-21", "2026-11-21 09:00" or "2026-11-21T09:00[:30]"; false when it is none,
 * no day of the calendar or not between the years 1970 and 9999. */
bool civil_parse(str s, struct civil *ret_civil, struct error *error) MUST_CHECK;

/* "Sat 2026-11-21 09:00 CET" */
str zone_format(struct arena *arena, const struct zone *zone, instant_ms at);

#endif
