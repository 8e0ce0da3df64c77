#include "base/zone_private.h"

#define REPEAT_MS ((duration_ms)146097 * DAY_MS)

static const struct zone_type utc_type = { .offset = 0, .abbreviation = STR_INIT("UTC") };
static const struct zone utc = { .name = STR_INIT("UTC"),
				 .first = &utc_type,
				 .repeats_until = INT64_MAX };

const struct zone *zone_utc(void)
{
	return &utc;
}

struct zone *zone_load(struct arena *arena, str name, struct error *error)
{
	str bytes;

	if (str_equal(name, utc.name)) {
		struct zone *zone = arena_one(arena, struct zone);

		*zone = utc;
		return zone;
	}
	if (!zone_file_read(arena, name, &bytes, error))
		return NULL;
	return zone_parse(arena, name, bytes, error);
}

str zone_name(const struct zone *zone)
{
	return zone->name;
}

/* How far the table must be thought later for this time, on the wall or in UTC. */
static duration_ms repeats_before(const struct zone *zone, int64_t ms)
{
	if (ms < zone->repeats_until)
		return 0;
	return (ms - zone->repeats_from) / REPEAT_MS * REPEAT_MS;
}

/* How many changes were at that instant or before. */
static size_t changes_until(const struct zone *zone, instant_ms at)
{
	size_t from = 0, until = zone->changes.count;

	while (from < until) {
		size_t middle = from + (until - from) / 2;

		if (zone->changes.items[middle].at <= at)
			from = middle + 1;
		else
			until = middle;
	}
	return from;
}

static const struct zone_type *type_after(const struct zone *zone, size_t changes)
{
	return changes > 0 ? zone->changes.items[changes - 1].type : zone->first;
}

static const struct zone_type *type_at(const struct zone *zone, instant_ms at)
{
	return type_after(zone, changes_until(zone, at - repeats_before(zone, at)));
}

duration_ms zone_offset(const struct zone *zone, instant_ms at)
{
	return type_at(zone, at)->offset;
}

str zone_abbreviation(const struct zone *zone, instant_ms at)
{
	return type_at(zone, at)->abbreviation;
}

instant_ms zone_next_change(const struct zone *zone, instant_ms after)
{
	duration_ms shift = repeats_before(zone, after);
	size_t next = changes_until(zone, after - shift);
	duration_ms offset = type_after(zone, next)->offset;

	for (; next < zone->changes.count; next++) {
		const struct zone_change *change = &zone->changes.items[next];

		if (change->type->offset == offset)
			continue;
		if (change->at > INSTANT_MAX - shift)
			break;
		return change->at + shift;
	}
	return INSTANT_MAX;
}

int64_t zone_wall_ms(const struct zone *zone, instant_ms at)
{
	return at + zone_offset(zone, at);
}

struct civil zone_civil(const struct zone *zone, instant_ms at)
{
	int64_t wall = zone_wall_ms(zone, at);
	int64_t in_day = (wall % DAY_MS + DAY_MS) % DAY_MS;
	struct civil civil = {
		.hour = (int)(in_day / HOUR_MS),
		.minute = (int)(in_day / MINUTE_MS % 60),
		.second = (int)(in_day / SECOND_MS % 60),
	};

	civil_of_days((wall - in_day) / DAY_MS, &civil.year, &civil.month, &civil.day);
	return civil;
}

/* Each stretch between two changes that the wall clock could show this in is tried. */
instant_ms zone_instant_of_wall(const struct zone *zone, int64_t wall_ms,
				enum civil_fit *ret_fit)
{
	duration_ms shift = repeats_before(zone, wall_ms);
	int64_t wall = wall_ms - shift;
	size_t next = changes_until(zone, wall - ZONE_OFFSET_MS_MAX);
	instant_ms begins = INT64_MIN, found = 0, behind_gap = 0;
	int shown = 0;
	bool last = false;

	for (; !last; next++) {
		bool more = next < zone->changes.count;
		instant_ms ends = more ? zone->changes.items[next].at : INT64_MAX;
		instant_ms at = wall - type_after(zone, next)->offset;

		last = !more || ends > wall + ZONE_OFFSET_MS_MAX;
		if (at >= begins && at < ends && shown++ == 0)
			found = at;
		/* The first stretch that ends before the wall clock got so far, where the
		 * next one begins behind it. */
		if (shown == 0 && at >= ends &&
		    wall < ends + type_after(zone, next + 1)->offset)
			behind_gap = at;
		begins = ends;
	}
	*ret_fit = shown > 1 ? CIVIL_TWICE : shown == 1 ? CIVIL_ONCE : CIVIL_SKIPPED;
	return (shown > 0 ? found : behind_gap) + shift;
}

instant_ms zone_instant(const struct zone *zone, const struct civil *civil,
			enum civil_fit *ret_fit)
{
	return zone_instant_of_wall(zone, civil_wall_ms(civil), ret_fit);
}

str zone_format(struct arena *arena, const struct zone *zone, instant_ms at)
{
	static const char *const weekdays[] = { "Mon", "Tue", "Wed", "Thu",
						"Fri", "Sat", "Sun" };
	struct civil civil = zone_civil(zone, at);
	int64_t days = civil_days(civil.year, civil.month, civil.day);
	str abbreviation = zone_abbreviation(zone, at);

	return arena_format(arena, "%s %04d-%02d-%02d %02d:%02d " STR_FMT,
			    weekdays[civil_weekday(days)], civil.year, civil.month,
			    civil.day, civil.hour, civil.minute, STR_ARG(abbreviation));
}
