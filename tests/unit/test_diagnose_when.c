/* When it began, in a diagnosis. */
#include "check.h"
#include "core/diagnosis/case_onset.h"
#include "core/diagnosis/diagnosis.h"

#include <math.h>
#include <string.h>

enum { ENTITIES = 8, NAMES = 3, SERIES = ENTITIES * NAMES, MINUTES = 180, ONSET = 160 };

static const instant_ms began = 1700000000000;

/* Eight services for three hours, a sample a minute; something happens 20 minutes before
 * the end. */
struct fixture {
	struct arena *arena;
	struct case_series series[SERIES];
	double *values[SERIES];
	instant_ms *at[SERIES];
	struct diagnosis_case known;
};

static instant_ms minute(size_t minute)
{
	return began + (instant_ms)minute * MINUTE_MS;
}

static void set_up(struct fixture *fixture, struct arena *arena)
{
	static const char *const names[NAMES] = { "cpu_usage", "request_latency_p90",
						  "queue_length" };
	uint32_t seed = 5;

	*fixture = (struct fixture){ .arena = arena };
	for (size_t i = 0; i < SERIES; i++) {
		fixture->values[i] = arena_many(arena, double, MINUTES);
		fixture->at[i] = arena_many(arena, instant_ms, MINUTES);
		for (size_t k = 0; k < MINUTES; k++) {
			seed = seed * 1664525u + 1013904223u;
			fixture->values[i][k] = 50 + (double)(seed >> 8) / (1u << 23);
			fixture->at[i][k] = minute(k);
		}
		fixture->series[i] = (struct case_series){
			.entity = arena_format(arena, "service-%zu", i / NAMES),
			.name = str_of(names[i % NAMES]),
			.at = fixture->at[i],
			.values = fixture->values[i],
			.count = MINUTES,
		};
	}
	fixture->known = (struct diagnosis_case){
		.before = { began, minute(ONSET) },
		.during = { minute(ONSET), minute(MINUTES) },
		.series = fixture->series,
		.series_count = SERIES,
	};
}

static void raise(struct fixture *fixture, size_t entity, size_t name, size_t from,
		  double height)
{
	for (size_t k = from; k < MINUTES; k++)
		fixture->values[entity * NAMES + name][k] += height;
}

static struct diagnosis diagnosed(struct fixture *fixture)
{
	struct diagnosis diagnosis = { 0 };
	struct error error = { 0 };

	CHECK_OK(diagnose(fixture->arena, &fixture->known, &diagnosis, &error), error);
	return diagnosis;
}

static int64_t minutes_after(instant_ms at)
{
	return (at - began) / MINUTE_MS;
}

static void it_began_with_what_changed_first(void)
{
	scoped_arena arena = arena_new(256 << 20);
	struct fixture fixture;

	set_up(&fixture, arena);
	raise(&fixture, 3, 0, ONSET + 1, 20);
	raise(&fixture, 4, 1, ONSET + 2, 10);
	raise(&fixture, 5, 1, ONSET + 2, 10);
	raise(&fixture, 5, 2, ONSET + 3, -10);

	struct diagnosis diagnosis = diagnosed(&fixture);

	CHECK(diagnosis.anything);
	CHECK_INT(minutes_after(diagnosis.onset), ONSET + 1);
	CHECK_STR(diagnosis.onset_says,
		  "It began at 00:54:20 with cpu_usage of service-3; most changed at "
		  "00:55:20, 3 of 8 entities until then.");
	CHECK_STR(diagnosis.suspects[0].entity, "service-3");
	CHECK_INT(minutes_after(diagnosis.suspects[0].findings[0].onset), ONSET + 1);
	CHECK_INT(minutes_after(diagnosis.findings[0].onset), ONSET + 1);
}

static void one_series_is_dated_by_itself(void)
{
	scoped_arena arena = arena_new(256 << 20);
	struct fixture fixture;

	set_up(&fixture, arena);
	raise(&fixture, 6, 2, ONSET - 2, 30);

	struct diagnosis diagnosis = diagnosed(&fixture);

	CHECK_INT(minutes_after(diagnosis.onset), ONSET - 2);
	CHECK_STR(diagnosis.onset_says,
		  "It began at 00:51:20, when queue_length of service-6 changed.");
}

/* Everything is restarted an hour earlier; that is not why the queue is long. */
static void another_story_is_not_this_one(void)
{
	scoped_arena arena = arena_new(256 << 20);
	struct fixture fixture;

	set_up(&fixture, arena);
	for (size_t i = 0; i < ENTITIES; i++)
		raise(&fixture, i, 0, ONSET - 60, 5);
	raise(&fixture, 6, 2, ONSET, 30);
	CHECK_INT(minutes_after(diagnosed(&fixture).onset), ONSET);
}

static void a_minute_more_or_less_does_not_matter(void)
{
	for (int late = -1; late <= 1; late++) {
		scoped_arena arena = arena_new(256 << 20);
		struct fixture fixture;

		set_up(&fixture, arena);
		raise(&fixture, 3, 0, ONSET, 20);
		raise(&fixture, 4, 1, ONSET + 1, 10);
		fixture.known.during.from += late * MINUTE_MS;
		fixture.known.before.to += late * MINUTE_MS;
		CHECK_INT(minutes_after(diagnosed(&fixture).onset), ONSET);
	}
}

/* Samples as they come, and requests as they are counted: since the process began. */
static void order_does_not_matter_and_counters_are_rates(void)
{
	scoped_arena arena = arena_new(256 << 20);
	struct fixture fixture;

	set_up(&fixture, arena);
	raise(&fixture, 3, 0, ONSET, 20);

	double *counter = fixture.values[3 * NAMES + 1], total = 0;

	for (size_t k = 0; k < MINUTES; k++) {
		total += k < ONSET ? 60 : 600;
		total = k == 40 ? 0 : total;
		counter[k] = total + (double)(k % 3);
	}
	for (size_t i = 0; i < SERIES; i += 2)
		for (size_t k = 0; k < MINUTES / 2; k++) {
			size_t other = MINUTES - 1 - k;
			instant_ms at = fixture.at[i][k];
			double value = fixture.values[i][k];

			fixture.at[i][k] = fixture.at[i][other];
			fixture.values[i][k] = fixture.values[i][other];
			fixture.at[i][other] = at;
			fixture.values[i][other] = value;
		}

	struct diagnosis diagnosis = diagnosed(&fixture);

	CHECK_INT(minutes_after(diagnosis.onset), ONSET);
}

/* Looking costs as much as all else; whoever chose the windows has looked already. */
static void an_onset_that_is_known_is_not_looked_for_again(void)
{
	scoped_arena arena = arena_new(256 << 20);
	struct fixture fixture;
	struct incident_onset onset;

	set_up(&fixture, arena);
	raise(&fixture, 3, 0, ONSET + 1, 20);
	raise(&fixture, 4, 1, ONSET + 2, 10);
	onset = case_onset(arena, &fixture.known,
			   (struct case_window){ began, minute(MINUTES) });
	CHECK(onset.found);
	CHECK_INT(minutes_after(onset.at), ONSET + 1);
	CHECK_INT(onset.groups, 2);
	CHECK_STR(fixture.series[onset.first].entity, "service-3");
	onset.most_at = minute(ONSET + 7);
	fixture.known.series_onset = &onset;
	CHECK_STR(diagnosed(&fixture).onset_says,
		  "It began at 00:54:20 with cpu_usage of service-3; most changed at "
		  "01:00:20, 2 of 8 entities until then.");
}

static void nothing_began_after_its_alert(void)
{
	scoped_arena arena = arena_new(256 << 20);
	struct fixture fixture;

	set_up(&fixture, arena);
	raise(&fixture, 3, 0, ONSET + 5, 20);
	raise(&fixture, 4, 0, ONSET + 5, 20);
	fixture.known.alert_at = minute(ONSET + 2);

	struct diagnosis diagnosis = diagnosed(&fixture);

	CHECK_INT(diagnosis.onset, 0);
	CHECK_STR(diagnosis.onset_says, "");
}

static void where_nothing_stands_out_nothing_began(void)
{
	scoped_arena arena = arena_new(256 << 20);
	struct fixture fixture;

	set_up(&fixture, arena);

	struct diagnosis diagnosis = diagnosed(&fixture);

	CHECK(!diagnosis.anything && diagnosis.onset == 0);
}

const struct test tests[] = {
	{ "it began with what changed first", it_began_with_what_changed_first },
	{ "one series is dated by itself", one_series_is_dated_by_itself },
	{ "another story is not this one", another_story_is_not_this_one },
	{ "a minute more or less does not matter",
	  a_minute_more_or_less_does_not_matter },
	{ "order does not matter, and counters are rates",
	  order_does_not_matter_and_counters_are_rates },
	{ "an onset that is known is not looked for again",
	  an_onset_that_is_known_is_not_looked_for_again },
	{ "nothing began after its alert", nothing_began_after_its_alert },
	{ "where nothing stands out nothing began",
	  where_nothing_stands_out_nothing_began },
	{ 0 },
};
