/* Calendars as RFC 5545 has them, for those who subscribe to one. */
#ifndef FORMATS_ICAL_H
#define FORMATS_ICAL_H

#include "base/clock.h"

struct calendar_event {
	/* The same for the same event each time it is written: a new one is shown beside
	 * the old one. */
	str uid;
	instant_ms from, until; /* written to the second */
	str summary;
	str description; /* "" for none; may have several lines */
};

struct calendar {
	str name;
	instant_ms made_at;
	duration_ms refresh; /* how often readers should ask again */
	const struct calendar_event *events;
	size_t count;
};

/* "text/calendar; charset=utf-8". What takes no whole second is left out. */
bool calendar_write(struct arena *arena, const struct calendar *calendar, str *ret_text,
		    struct error *error) MUST_CHECK;

#endif
