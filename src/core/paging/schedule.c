#include "core/paging/schedule.h"

enum {
	MINUTES_PER_DAY = 1440,
	MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY,
	/* A conservative "until" makes neighbours that become one shift. */
	STEPS_PER_SHIFT_MAX = 8,
};
#define WEEK_MS (7 * DAY_MS)

const char *const rotation_unit_names[] = {
	[ROTATE_HOURS] = "hours",
	[ROTATE_DAYS] = "days",
	[ROTATE_WEEKS] = "weeks",
	NULL,
};

static const struct field override_fields[] = {
	F(struct override, id, FIELD_INT),
	F(struct override, schedule, FIELD_TEXT),
	F(struct override, person, FIELD_TEXT),
	F(struct override, instead_of, FIELD_TEXT),
	F(struct override, from, FIELD_INSTANT),
	F(struct override, until, FIELD_INSTANT),
	F(struct override, reason, FIELD_TEXT),
	F(struct override, made_by, FIELD_TEXT),
	F(struct override, made_at, FIELD_INSTANT),
	F(struct override, removed_at, FIELD_INSTANT),
};
const struct shape override_shape = SHAPE("override", struct override, override_fields);

/* Something that holds now and certainly until then. */
struct span {
	bool holds;
	instant_ms until;
};

static instant_ms earlier(instant_ms a, instant_ms b)
{
	return a < b ? a : b;
}

/* A time of the wall that was skipped counts as soon as the clock is past it; of one
 * shown twice the first counts. */
static instant_ms instant_of(const struct zone *zone, int64_t wall_ms)
{
	enum civil_fit fit;

	return zone_instant_of_wall(zone, wall_ms, &fit);
}

/* Times between two instants can be off by the change of a clock; this is where a turn
 * that many units after the first begins. */
static instant_ms turn_begins(const struct schedule *schedule, const struct layer *layer,
			      int64_t turn)
{
	int64_t first = civil_wall_ms(&layer->start);

	if (layer->unit == ROTATE_HOURS)
		return instant_of(schedule->zone, first) + turn * layer->every * HOUR_MS;
	return instant_of(
		schedule->zone,
		first + turn * layer->every *
				(layer->unit == ROTATE_DAYS ? DAY_MS : WEEK_MS));
}

/* "at" is not before the first turn. */
static int64_t turn_at(const struct schedule *schedule, const struct layer *layer,
		       instant_ms at, instant_ms *ret_until)
{
	static const duration_ms unit_ms[] = {
		[ROTATE_HOURS] = HOUR_MS, [ROTATE_DAYS] = DAY_MS, [ROTATE_WEEKS] = WEEK_MS
	};
	int64_t first = civil_wall_ms(&layer->start);
	int64_t passed = layer->unit == ROTATE_HOURS
				 ? at - instant_of(schedule->zone, first)
				 : zone_wall_ms(schedule->zone, at) - first;
	int64_t turn = passed / (layer->every * unit_ms[layer->unit]);
	instant_ms until;

	/* The clocks between may have changed, so the guess may be a turn off. */
	while (turn > 0 && turn_begins(schedule, layer, turn) > at)
		turn--;
	while ((until = turn_begins(schedule, layer, turn + 1)) <= at)
		turn++;
	*ret_until = until;
	return turn;
}

static int minutes_of_week(int day, int minute)
{
	return day * MINUTES_PER_DAY + minute;
}

/* Looks at the piece that began last, and at the next one. */
static struct span span_of(const struct zone *zone, const struct restriction *restriction,
			   instant_ms at)
{
	int64_t wall = zone_wall_ms(zone, at);
	int64_t day = (wall - (wall % DAY_MS + DAY_MS) % DAY_MS) / DAY_MS;
	int64_t monday = day - civil_weekday(day);
	int from = minutes_of_week(restriction->from_day, restriction->from_minute);
	int until = minutes_of_week(restriction->until_day, restriction->until_minute);
	/* From an hour until the same one is all week. */
	int minutes = until > from ? until - from : until - from + MINUTES_PER_WEEK;
	int64_t begins = monday * DAY_MS + from * MINUTE_MS;

	while (instant_of(zone, begins) > at)
		begins -= WEEK_MS;
	while (instant_of(zone, begins + WEEK_MS) <= at)
		begins += WEEK_MS;

	instant_ms ends = instant_of(zone, begins + minutes * MINUTE_MS);

	if (at < ends)
		return (struct span){ .holds = true, .until = ends };
	return (struct span){ .until = instant_of(zone, begins + WEEK_MS) };
}

/* While any holds, until the last of those that hold now ends; else until one begins. */
static struct span restricted(const struct schedule *schedule, const struct layer *layer,
			      instant_ms at)
{
	instant_ms ends = at, begins = INSTANT_MAX;

	if (layer->restriction_count == 0)
		return (struct span){ .holds = true, .until = INSTANT_MAX };
	for (size_t i = 0; i < layer->restriction_count; i++) {
		struct span one = span_of(schedule->zone, &layer->restrictions[i], at);

		if (one.holds && one.until > ends)
			ends = one.until;
		if (!one.holds)
			begins = earlier(begins, one.until);
	}
	if (ends > at)
		return (struct span){ .holds = true, .until = ends };
	return (struct span){ .until = begins };
}

static struct duty layer_duty(const struct schedule *schedule, const struct layer *layer,
			      instant_ms at)
{
	struct duty nobody = { .until = INSTANT_MAX };
	instant_ms starts = instant_of(schedule->zone, civil_wall_ms(&layer->start));
	instant_ms ends = layer->until.year == 0
				  ? INSTANT_MAX
				  : instant_of(schedule->zone,
					       civil_wall_ms(&layer->until));

	if (at >= ends)
		return nobody;
	nobody.until = ends;
	if (at < starts) {
		nobody.until = earlier(starts, ends);
		return nobody;
	}

	struct span span = restricted(schedule, layer, at);

	nobody.until = earlier(span.until, ends);
	if (!span.holds)
		return nobody;

	struct duty duty = { .layer = layer->name, .until = nobody.until };
	instant_ms hand_over = INSTANT_MAX;
	int64_t turn = 0;

	if (layer->person_count > 1)
		turn = turn_at(schedule, layer, at, &hand_over);
	duty.person = layer->people[turn % (int64_t)layer->person_count];
	duty.until = earlier(duty.until, hand_over);
	return duty;
}

static struct duty duty_of_layers(const struct schedule *schedule, instant_ms at)
{
	instant_ms until = INSTANT_MAX;

	for (size_t i = schedule->layer_count; i > 0; i--) {
		struct duty duty = layer_duty(schedule, &schedule->layers[i - 1], at);

		until = earlier(until, duty.until);
		if (duty.person.length == 0)
			continue;
		duty.until = until;
		return duty;
	}
	return (struct duty){ .until = until };
}

/* The one made next after "id" that covers the instant; NULL: none. */
static const struct override *next_made(const struct override *overrides, size_t count,
					instant_ms at, int64_t id)
{
	const struct override *next = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct override *each = &overrides[i];

		if (each->removed_at == 0 && each->from <= at && at < each->until &&
		    each->id > id && (!next || each->id < next->id))
			next = each;
	}
	return next;
}

static instant_ms overrides_until(const struct override *overrides, size_t count,
				  instant_ms at)
{
	instant_ms until = INSTANT_MAX;

	for (size_t i = 0; i < count; i++) {
		const struct override *each = &overrides[i];

		if (each->removed_at != 0 || each->until <= each->from)
			continue;
		if (each->from > at)
			until = earlier(until, each->from);
		else if (each->until > at)
			until = earlier(until, each->until);
	}
	return until;
}

struct duty schedule_duty(const struct schedule *schedule,
			  const struct override *overrides, size_t count, instant_ms at)
{
	struct duty duty = duty_of_layers(schedule, at);
	const struct override *each = NULL;

	duty.until = earlier(duty.until, overrides_until(overrides, count, at));
	while ((each = next_made(overrides, count, at, each ? each->id : INT64_MIN))) {
		if (each->instead_of.length > 0 &&
		    !str_equal(each->instead_of, duty.person))
			continue;
		duty.person = each->person;
		duty.layer = STR("override");
		duty.override = each->id;
	}
	return duty;
}

static bool is_same(const struct shift *shift, const struct duty *duty)
{
	return str_equal(shift->person, duty->person) &&
	       str_equal(shift->layer, duty->layer) && shift->override == duty->override;
}

const struct shifts *schedule_shifts(struct arena *arena, const struct schedule *schedule,
				     const struct override *overrides, size_t count,
				     instant_ms from, instant_ms until)
{
	struct shifts *shifts = arena_one(arena, struct shifts);
	size_t steps = 0;

	for (instant_ms at = from; at < until;) {
		struct duty duty = schedule_duty(schedule, overrides, count, at);
		struct shift *last = shifts->count > 0 ? &shifts->items[shifts->count - 1]
						       : NULL;
		instant_ms ends = earlier(duty.until, until);

		if (++steps > (size_t)SHIFTS_MAX * STEPS_PER_SHIFT_MAX)
			return NULL;
		if (last && is_same(last, &duty)) {
			last->until = ends;
		} else {
			if (shifts->count == SHIFTS_MAX)
				return NULL;
			*list_add(arena, shifts) = (struct shift){
				.from = at,
				.until = ends,
				.person = duty.person,
				.layer = duty.layer,
				.override = duty.override,
			};
		}
		at = ends;
	}
	return shifts;
}
