#include "core/alerting/interval.h"

#include "base/limits.h"

enum { WEEK_DAYS = 7 };

/* What the ranges are compared with, and how far it is to the next midnight. */
struct moment {
	int minute, weekday, day, month, year, month_days;
	int64_t wall_ms;
};

static int days_of_month(int year, int month)
{
	int next_year = month == 12 ? year + 1 : year;
	int next_month = month == 12 ? 1 : month + 1;

	return (int)(civil_days(next_year, next_month, 1) - civil_days(year, month, 1));
}

static const struct zone *zone_of(const struct stretch *stretch)
{
	return stretch->zone ? stretch->zone : zone_utc();
}

static struct moment moment_at(const struct zone *zone, instant_ms at)
{
	struct civil civil = zone_civil(zone, at);
	int64_t days = civil_days(civil.year, civil.month, civil.day);

	return (struct moment){
		.minute = civil.hour * 60 + civil.minute,
		/* Theirs begins on Sunday, ours on Monday. */
		.weekday = (civil_weekday(days) + 1) % WEEK_DAYS,
		.day = civil.day,
		.month = civil.month,
		.year = civil.year,
		.month_days = days_of_month(civil.year, civil.month),
		.wall_ms = zone_wall_ms(zone, at),
	};
}

static bool is_in(const struct ranges *ranges, int value)
{
	for (size_t i = 0; i < ranges->count; i++)
		if (value >= ranges->items[i].from && value <= ranges->items[i].until)
			return true;
	return ranges->count == 0;
}

static bool is_minute_in(const struct ranges *minutes, int minute)
{
	for (size_t i = 0; i < minutes->count; i++)
		if (minute >= minutes->items[i].from && minute < minutes->items[i].until)
			return true;
	return minutes->count == 0;
}

static int day_counted(int day, int month_days)
{
	return day < 0 ? month_days + day + 1 : day;
}

static bool is_day_in(const struct ranges *days, const struct moment *moment)
{
	for (size_t i = 0; i < days->count; i++) {
		int from = day_counted(days->items[i].from, moment->month_days);
		int until = day_counted(days->items[i].until, moment->month_days);

		if (moment->day >= from && moment->day <= until)
			return true;
	}
	return days->count == 0;
}

static bool stretch_holds(const struct stretch *stretch, const struct moment *moment)
{
	return is_minute_in(&stretch->minutes, moment->minute) &&
	       is_in(&stretch->weekdays, moment->weekday) &&
	       is_day_in(&stretch->days, moment) &&
	       is_in(&stretch->months, moment->month) &&
	       is_in(&stretch->years, moment->year);
}

bool interval_holds(const struct time_interval *interval, instant_ms at)
{
	for (size_t i = 0; i < interval->stretch_count; i++) {
		const struct stretch *stretch = &interval->stretches[i];
		struct moment moment = moment_at(zone_of(stretch), at);

		if (stretch_holds(stretch, &moment))
			return true;
	}
	return false;
}

static void take_earlier(int64_t *earliest, int64_t candidate)
{
	if (candidate > 0 && candidate < *earliest)
		*earliest = candidate;
}

/* How long until the answer for this stretch may be another one: on its clocks that is a
 * bound of its minutes or midnight, and the clocks themselves may be put forward. */
static duration_ms until_it_may_change(const struct stretch *stretch, instant_ms at)
{
	const struct zone *zone = zone_of(stretch);
	int64_t in_day = zone_wall_ms(zone, at) % DAY_MS;
	duration_ms earliest = DAY_MS - in_day;

	for (size_t i = 0; i < stretch->minutes.count; i++) {
		const struct range *range = &stretch->minutes.items[i];

		take_earlier(&earliest, range->from * MINUTE_MS - in_day);
		take_earlier(&earliest, range->until * MINUTE_MS - in_day);
	}
	take_earlier(&earliest, zone_next_change(zone, at) - at);
	return earliest;
}

instant_ms interval_next_change(const struct time_interval *interval, instant_ms at)
{
	const instant_ms last = at + INTERVAL_DAYS_MAX * DAY_MS;
	const bool holds = interval_holds(interval, at);

	while (interval->stretch_count > 0 && at < last) {
		duration_ms earliest = DAY_MS;

		for (size_t i = 0; i < interval->stretch_count; i++)
			take_earlier(&earliest,
				     until_it_may_change(&interval->stretches[i], at));
		at += earliest;
		if (interval_holds(interval, at) != holds)
			return at;
	}
	return INSTANT_MAX;
}

const struct time_interval *intervals_hold(const struct interval_list *list,
					   instant_ms at)
{
	for (size_t i = 0; i < list->count; i++)
		if (interval_holds(list->items[i], at))
			return list->items[i];
	return NULL;
}

instant_ms intervals_next_change(const struct interval_list *list, instant_ms at)
{
	const bool hold = intervals_hold(list, at);

	for (int i = 0; i < INTERVAL_DAYS_MAX; i++) {
		instant_ms next = INSTANT_MAX;

		for (size_t j = 0; j < list->count; j++) {
			instant_ms change = interval_next_change(list->items[j], at);

			next = change < next ? change : next;
		}
		at = next;
		if (at == INSTANT_MAX || (intervals_hold(list, at) != NULL) != hold)
			return at;
	}
	return INSTANT_MAX;
}

str interval_sentence(struct arena *arena, const struct time_interval *interval,
		      instant_ms at)
{
	const struct zone *zone = interval->stretch_count > 0
					  ? zone_of(&interval->stretches[0])
					  : zone_utc();
	instant_ms change = interval_next_change(interval, at);
	const char *word = interval_holds(interval, at) ? "until" : "from";

	if (change == INSTANT_MAX)
		return arena_format(arena, STR_FMT " (no end in sight)",
				    STR_ARG(interval->name));
	return arena_format(arena, STR_FMT " (%s " STR_FMT ")", STR_ARG(interval->name),
			    word, STR_ARG(zone_format(arena, zone, change)));
}
