/* Time intervals, as Alertmanager has them: "business hours" is a name for stretches of
 * wall-clock time that come again. Pure: whoever asks says what time it is. */
#ifndef CORE_ALERTING_INTERVAL_H
#define CORE_ALERTING_INTERVAL_H

#include "base/zone.h"

/* From and until both belong to it; only of minutes "until" does not. */
struct range {
	int from, until;
};

struct ranges {
	struct range *items;
	size_t count, capacity;
};

/* One stretch: all that it says must hold; what is empty is not said. */
struct stretch {
	struct ranges minutes;  /* of the day, 0 to 1440 */
	struct ranges weekdays; /* 0 Sunday … 6 Saturday */
	struct ranges days;     /* of the month; negative ones count from its end */
	struct ranges months;   /* 1 to 12 */
	struct ranges years;
	const struct zone *zone; /* whose clocks; NULL: UTC */
};

struct time_interval {
	str name;
	struct stretch *stretches; /* one of them is enough */
	size_t stretch_count;
};

/* A month's days that it has not are cut off: 29 to 31 is nothing in February. */
bool interval_holds(const struct time_interval *interval, instant_ms at);
/* The first instant after "at" at which that changes; INSTANT_MAX: not within the next
 * INTERVAL_DAYS_MAX days. */
instant_ms interval_next_change(const struct time_interval *interval, instant_ms at);
/* Several together: one of them is enough. */
struct interval_list {
	const struct time_interval **items;
	size_t count;
};

/* The first that holds, or NULL. */
const struct time_interval *intervals_hold(const struct interval_list *list,
					   instant_ms at);
/* The first instant after "at" at which that begins or ends. Where one ends as another
 * begins nothing changes. */
instant_ms intervals_next_change(const struct interval_list *list, instant_ms at);

/* "business hours (until Sat 2026-11-21 09:00 CET)"; "(from …)" when it does not hold. */
str interval_sentence(struct arena *arena, const struct time_interval *interval,
		      instant_ms at);

#endif
