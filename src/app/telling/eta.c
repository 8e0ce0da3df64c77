/* When something is to be back, as people type it. */
#include "app/telling/parts.h"

#include <stdio.h>

static const struct zone *zone_of_actor(struct work *work)
{
	const struct person_config *person = config_person(work->config,
							   work->actor.name);

	return person && person->zone ? person->zone : zone_utc();
}

static bool read_clock(str words, int *ret_hour, int *ret_minute)
{
	str hour, minute;
	int64_t h, m;

	if (!str_cut(words, ':', &hour, &minute) || minute.length != 2 ||
	    !str_to_int(hour, &h) || !str_to_int(minute, &m) || h < 0 || h > 23 ||
	    m < 0 || m > 59)
		return false;
	*ret_hour = (int)h;
	*ret_minute = (int)m;
	return true;
}

/* Today, or tomorrow when that is over today. */
static instant_ms next_at(const struct zone *zone, instant_ms now, int hour, int minute)
{
	struct civil civil = zone_civil(zone, now);
	enum civil_fit fit;
	int64_t day = civil_days(civil.year, civil.month, civil.day);
	instant_ms at;

	do {
		civil_of_days(day++, &civil.year, &civil.month, &civil.day);
		civil.hour = hour;
		civil.minute = minute;
		civil.second = 0;
		at = zone_instant(zone, &civil, &fit);
	} while (at <= now);
	return at;
}

bool telling_read_eta(struct work *work, str words, instant_ms *ret_eta)
{
	struct error ignored = { 0 };
	int hour = 0, minute = 0;
	duration_ms wait;
	instant_ms at = 0;

	if (words.length == 0) {
		*ret_eta = 0;
		return true;
	}
	if (read_clock(words, &hour, &minute))
		at = next_at(zone_of_actor(work), work->now, hour, minute);
	else if (duration_parse(words, &wait, &ignored))
		at = work->now + wait;
	else if (!instant_parse(words, &at, &ignored))
		return fail(work, ERROR_INVALID,
			    "eta: '" STR_FMT "' is no time: want 15:15, 30m or "
			    "2026-11-21T15:15:00Z",
			    STR_ARG(str_clip(words, 60)));
	if (at <= work->now || at > work->now + DAY_MS)
		return fail(work, ERROR_INVALID, "eta: within the next 24 hours");
	*ret_eta = at;
	return true;
}
