/* From a case to who is suspected. */
#include "check.h"
#include "core/diagnosis/diagnosis_private.h"

#include <math.h>
#include <string.h>

enum { ENTITIES = 6, MINUTES = 120, ONSET = 110, NAMES = 3 };

static const struct {
	const char *name, *unit;
	double level, noise;
} measured[NAMES] = {
	{ "cpu_usage", "%", 5, 0.3 },
	{ "request_latency_p90", "s", 0.2, 0.02 },
	{ "memory_used", "bytes", 4e8, 1e5 },
};

static const instant_ms began = 1700000000000;

/* Six services for two hours, the last ten minutes of which are the incident. */
struct fixture {
	struct arena *arena;
	struct case_series series[ENTITIES * NAMES];
	double *values[ENTITIES * NAMES];
	struct diagnosis_case known;
};

static double noise(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (double)(*seed >> 8) / (double)(1u << 23) - 1;
}

static void set_up(struct fixture *fixture, struct arena *arena, uint32_t seed)
{
	instant_ms *at = arena_many(arena, instant_ms, MINUTES);

	*fixture = (struct fixture){ .arena = arena };
	for (size_t i = 0; i < MINUTES; i++)
		at[i] = began + (instant_ms)i * MINUTE_MS;
	for (size_t i = 0; i < ENTITIES * NAMES; i++) {
		size_t name = i % NAMES;

		fixture->values[i] = arena_many(arena, double, MINUTES);
		for (size_t k = 0; k < MINUTES; k++)
			fixture->values[i][k] = measured[name].level +
						measured[name].noise * noise(&seed);
		fixture->series[i] = (struct case_series){
			.entity = arena_format(arena, "service-%zu", i / NAMES),
			.name = str_of(measured[name].name),
			.unit = str_of(measured[name].unit),
			.at = at,
			.values = fixture->values[i],
			.count = MINUTES,
		};
	}
	fixture->known = (struct diagnosis_case){
		.before = { began, began + ONSET * MINUTE_MS },
		.during = { began + ONSET * MINUTE_MS, began + MINUTES * MINUTE_MS },
		.series = fixture->series,
		.series_count = ENTITIES * NAMES,
	};
}

/* From a minute on, one series of one service is "factor" times what it was. */
static void disturb(struct fixture *fixture, size_t entity, size_t name, size_t from,
		    double factor)
{
	for (size_t k = from; k < MINUTES; k++)
		fixture->values[entity * NAMES + name][k] *= factor;
}

static struct diagnosis diagnosed(struct fixture *fixture)
{
	struct diagnosis diagnosis = { 0 };
	struct error error = { 0 };

	CHECK_OK(diagnose(fixture->arena, &fixture->known, &diagnosis, &error), error);
	return diagnosis;
}

static void the_one_that_moved(void)
{
	for (size_t name = 0; name < NAMES; name++) {
		scoped_arena arena = arena_new(64 << 20);
		struct fixture fixture;

		set_up(&fixture, arena, 7);
		disturb(&fixture, 3, name, ONSET, name == 1 ? 0.3 : 2);
		struct diagnosis diagnosis = diagnosed(&fixture);
		CHECK_CASE(diagnosis.anything, measured[name].name);
		if (!diagnosis.anything)
			continue;
		CHECK_STR(diagnosis.suspects[0].entity, "service-3");
		const struct finding *finding = &diagnosis.suspects[0].findings[0];
		CHECK_STR_EQ(finding->subject, str_of(measured[name].name));
		CHECK(str_contains(finding->says, STR("service-3")));
		CHECK(finding->strength > 1);
		CHECK(fabs(finding->before / measured[name].level - 1) < 0.1);
		CHECK(str_contains(diagnosis.summary, STR("service-3")));
		CHECK_INT(finding->onset, began + ONSET * MINUTE_MS);
		CHECK_INT(diagnosis.onset, began + ONSET * MINUTE_MS);
		CHECK(str_contains(diagnosis.onset_says, STR("00:03:20")));
	}
}

/* A gauge that was always zero, or as good as, has no scale to count in. */
static void from_nothing_is_no_more_than_twenty_times(void)
{
	static const double nothing[] = { 0, 1e-13 }, something[] = { 1, 2, 1e-300, -1 };

	for (size_t i = 0; i < 2 * 4; i++) {
		scoped_arena arena = arena_new(64 << 20);
		struct fixture fixture;

		set_up(&fixture, arena, 7);
		disturb(&fixture, 3, 1, ONSET, 40);
		fixture.series[2 * NAMES].name = STR("is_leader");
		for (size_t k = 0; k < MINUTES; k++)
			fixture.values[2 * NAMES][k] = k < ONSET ? nothing[i % 2] *
									   (double)(k % 2)
								 : something[i / 2];
		struct diagnosis diagnosis = diagnosed(&fixture);
		CHECK(diagnosis.suspect_count > 0);
		CHECK_STR(diagnosis.suspects[0].entity, "service-3");
		for (size_t k = 0; k < diagnosis.suspect_count; k++)
			if (str_is(diagnosis.suspects[k].entity, "service-2"))
				CHECK(diagnosis.suspects[k].score < 25);
	}
}

static void quiet_is_an_answer(void)
{
	size_t alarms = 0;

	for (uint32_t seed = 1; seed <= 40; seed++) {
		scoped_arena arena = arena_new(64 << 20);
		struct fixture fixture;

		set_up(&fixture, arena, seed * 77);
		struct diagnosis diagnosis = diagnosed(&fixture);
		alarms += diagnosis.anything;
		if (!diagnosis.anything)
			CHECK_STR(diagnosis.summary,
				  "Nothing stands out from quiet times.");
	}
	CHECK(alarms <= 2);
}

static void units_and_order_change_nothing(void)
{
	scoped_arena arena = arena_new(64 << 20);
	struct fixture fixture;

	set_up(&fixture, arena, 7);
	disturb(&fixture, 2, 1, ONSET, 3);
	disturb(&fixture, 4, 0, ONSET, 1.4);
	struct diagnosis first = diagnosed(&fixture);
	for (size_t i = 0; i < ENTITIES * NAMES; i++) {
		for (size_t k = 0; k < MINUTES; k++)
			fixture.values[i][k] *= 1000;
	}
	struct case_series last = fixture.series[0];
	memmove(&fixture.series[0], &fixture.series[1],
		sizeof(last) * (ENTITIES * NAMES - 1));
	fixture.series[ENTITIES * NAMES - 1] = last;
	struct diagnosis second = diagnosed(&fixture);
	CHECK_INT(second.suspect_count, first.suspect_count);
	for (size_t i = 0; i < first.suspect_count; i++) {
		CHECK_STR_EQ(second.suspects[i].entity, first.suspects[i].entity);
		CHECK(fabs(second.suspects[i].score / first.suspects[i].score - 1) <
		      1e-6);
	}
	CHECK_STR(first.suspects[0].entity, "service-2");
}

/* The last sample first. */
static void the_order_of_samples_is_no_matter(void)
{
	scoped_arena arena = arena_new(64 << 20);
	struct fixture fixture;

	set_up(&fixture, arena, 7);
	disturb(&fixture, 2, 1, ONSET, 3);
	struct diagnosis first = diagnosed(&fixture);
	for (size_t i = 0; i < ENTITIES * NAMES; i++) {
		instant_ms *at = arena_many(arena, instant_ms, MINUTES);
		double *values = arena_many(arena, double, MINUTES);

		for (size_t k = 0; k < MINUTES; k++) {
			at[k] = fixture.series[i].at[MINUTES - 1 - k];
			values[k] = fixture.values[i][MINUTES - 1 - k];
		}
		fixture.series[i].at = at;
		fixture.series[i].values = values;
	}
	struct diagnosis second = diagnosed(&fixture);
	CHECK_INT(second.suspect_count, first.suspect_count);
	for (size_t i = 0; i < first.suspect_count; i++) {
		CHECK_STR_EQ(second.suspects[i].entity, first.suspects[i].entity);
		CHECK(fabs(second.suspects[i].score / first.suspects[i].score - 1) <
		      1e-6);
	}
}

static void a_minute_off_is_no_matter(void)
{
	for (int off = -1; off <= 1; off++) {
		scoped_arena arena = arena_new(64 << 20);
		struct fixture fixture;

		set_up(&fixture, arena, 7);
		disturb(&fixture, 5, 0, ONSET, 1.5);
		fixture.known.before.to += off * MINUTE_MS;
		fixture.known.during.from += off * MINUTE_MS;
		struct diagnosis diagnosis = diagnosed(&fixture);
		CHECK(diagnosis.anything);
		CHECK_STR(diagnosis.suspects[0].entity, "service-5");
	}
}

/* Values that are none, in any number, neither hurt nor hide the one that moved. */
static void bad_values(void)
{
	scoped_arena arena = arena_new(64 << 20);
	struct fixture fixture;
	double bad[] = { NAN, INFINITY, -INFINITY, 1e308, -1e308, 0 };

	set_up(&fixture, arena, 7);
	disturb(&fixture, 1, 0, ONSET, 3);
	for (size_t k = 0; k < MINUTES; k++) {
		fixture.values[0][k] = (double)NAN;
		fixture.values[1][k] = bad[k % COUNT_OF(bad)];
		fixture.values[2][k] = 5;
		if (k % 3 == 0)
			fixture.values[3][k] = bad[k % 3];
	}
	fixture.series[6].count = 0;
	fixture.series[7].count = 1;
	struct diagnosis diagnosis = diagnosed(&fixture);
	CHECK(diagnosis.anything);
	CHECK_STR(diagnosis.suspects[0].entity, "service-1");
}

static void nothing_to_go_by(void)
{
	scoped_arena arena = arena_new(64 << 20);
	struct diagnosis diagnosis = { 0 };
	struct error error = { 0 };
	struct diagnosis_case empty = { 0 };

	CHECK(!diagnose(arena, &empty, &diagnosis, &error));
	CHECK_INT(error.kind, ERROR_INVALID);
	empty.during = (struct case_window){ began, began + MINUTE_MS };
	CHECK(!diagnose(arena, &empty, &diagnosis, &error));
	empty.before = (struct case_window){ began - MINUTE_MS, began };
	CHECK_OK(diagnose(arena, &empty, &diagnosis, &error), error);
	CHECK(!diagnosis.anything);
	CHECK_INT(diagnosis.suspect_count, 0);
	CHECK(str_contains(diagnosis.calibration, STR("too few")));
	CHECK_INT(diagnosis.compared, 0);
	CHECK(str_contains(diagnosis.summary, STR("Nothing could be compared")));
}

/* From one minute to another a service has no values, or NaN. */
static void silence(struct fixture *fixture, size_t entity, size_t from, size_t to)
{
	for (size_t name = 0; name < NAMES; name++)
		for (size_t k = from; k < to; k++)
			fixture->values[entity * NAMES + name][k] = (double)NAN;
}

static const struct case_change deploy = { .id = STR_INIT("d-1"),
					   .kind = STR_INIT("deploy"),
					   .entity = STR_INIT("service-3"),
					   .title = STR_INIT("service-3 2.1"),
					   .at = began + ONSET * MINUTE_MS -
						 20 * SECOND_MS };

static void one_that_fell_silent(void)
{
	scoped_arena arena = arena_new(64 << 20);
	struct fixture fixture;

	set_up(&fixture, arena, 7);
	silence(&fixture, 3, ONSET, MINUTES);
	fixture.series[4 * NAMES].count = ONSET;
	fixture.known.changes = &deploy;
	fixture.known.change_count = 1;
	struct diagnosis diagnosis = diagnosed(&fixture);
	CHECK(!diagnosis.anything);
	CHECK_INT(diagnosis.compared, (ENTITIES - 1) * NAMES - 1);
	CHECK_INT(diagnosis.silent_count, 1);
	CHECK_STR(diagnosis.silent[0].entity, "service-3");
	CHECK_INT(diagnosis.silent[0].last, began + (ONSET - 1) * MINUTE_MS);
	CHECK(str_contains(diagnosis.summary, STR("service-3 fell silent")));
	CHECK_INT(diagnosis.ended, NAMES + 1);
	CHECK(str_starts_with(diagnosis.ended_says, STR("1 series ended")));
	CHECK_INT(diagnosis.guilty_count, 1);
	CHECK(diagnosis.no_change < 0.5);
}

/* Nothing since, and nothing before: neither is a good sign. */
static void without_data_nobody_is_acquitted(void)
{
	for (size_t side = 0; side < 2; side++) {
		scoped_arena arena = arena_new(64 << 20);
		struct fixture fixture;

		set_up(&fixture, arena, 7);
		for (size_t i = 0; i < ENTITIES; i++)
			silence(&fixture, i, side ? ONSET : 0, side ? MINUTES : ONSET);
		fixture.known.changes = &deploy;
		fixture.known.change_count = side == 0;
		struct diagnosis diagnosis = diagnosed(&fixture);
		CHECK(!diagnosis.anything);
		CHECK_INT(diagnosis.compared, 0);
		CHECK(str_starts_with(diagnosis.summary,
				      STR("Nothing could be compared")));
		CHECK_INT(diagnosis.guilty_count, 0);
		if (side == 0)
			CHECK(str_contains(diagnosis.calibration, STR("Only 0 quiet")));
	}
}

/* As many entities, of which every PATTERNS-th is like the others of its number. */
enum { PATTERNS = 50, CROWD = 30000 };

static struct calibration calibrated(struct arena *arena, size_t entities,
				     size_t *ret_bytes)
{
	struct case_series *series = arena_many(arena, struct case_series, entities);
	instant_ms *at = arena_many(arena, instant_ms, MINUTES);
	double *values = arena_many(arena, double, PATTERNS *MINUTES);
	uint32_t seed = 11;
	double bump = 0;
	struct diagnosis_case known = {
		.before = { began, began + ONSET * MINUTE_MS },
		.during = { began + ONSET * MINUTE_MS, began + (ONSET + 4) * MINUTE_MS },
		.series = series,
		.series_count = entities,
	};

	for (size_t i = 0; i < MINUTES; i++)
		at[i] = began + (instant_ms)i * MINUTE_MS;
	/* Quiet, but not in the same way in each window. */
	for (size_t i = 0; i < (size_t)PATTERNS * MINUTES; i++) {
		bump = i % 4 == 2 ? noise(&seed) : bump;
		values[i] = 10 + noise(&seed) + 5 * bump * bump * bump;
	}
	for (size_t i = 0; i < entities; i++)
		series[i] = (struct case_series){
			.entity = arena_format(arena, "service-%zu", i),
			.name = STR("cpu_usage"),
			.unit = STR("%"),
			.at = at,
			.values = values + i % PATTERNS * MINUTES,
			.count = MINUTES,
		};

	struct study study = study_of(arena, &known);
	size_t before = arena_held_bytes(arena);
	struct calibration calibration = calibrate(&study);

	*ret_bytes = arena_held_bytes(arena) - before;
	return calibration;
}

/* Of 30,000 entities all that was seen in its quiet windows would be 100 MiB. */
static void a_crowd_is_calibrated_in_little_memory(void)
{
	scoped_arena arena = arena_new((size_t)2 << 30);
	size_t few_bytes = 0, bytes = 0;
	struct calibration few = calibrated(arena, PATTERNS, &few_bytes);
	struct calibration crowd = calibrated(arena, CROWD, &bytes);

	CHECK(bytes < 80 << 20);
	CHECK(crowd.learnt && crowd.quiet_count == few.quiet_count);
	CHECK(crowd.quiet_count >= 25);
	CHECK(crowd.threshold > 1);
	/* Quartiles of fifty are a little beside those of as many times fifty. */
	CHECK(fabs(crowd.threshold / few.threshold - 1) < 0.02);
	for (size_t c = 0; c < CHANNELS; c++)
		CHECK(fabs(crowd.edge[c] / few.edge[c] - 1) < 0.02);
}

const struct test tests[] = {
	{ "the one that moved is suspected, with its numbers", the_one_that_moved },
	{ "what came from nothing stands below what is forty times itself",
	  from_nothing_is_no_more_than_twenty_times },
	{ "on quiet hours nothing stands out", quiet_is_an_answer },
	{ "neither units nor the order of series matter",
	  units_and_order_change_nothing },
	{ "neither does the order of samples", the_order_of_samples_is_no_matter },
	{ "a minute off the onset is no matter", a_minute_off_is_no_matter },
	{ "values that are none do not hurt", bad_values },
	{ "a case without data is an answer, without windows an error",
	  nothing_to_go_by },
	{ "who fell silent is told, and a change may be to blame", one_that_fell_silent },
	{ "a crowd is calibrated in little memory",
	  a_crowd_is_calibrated_in_little_memory },
	{ "without data nobody is acquitted", without_data_nobody_is_acquitted },
	{ 0 },
};
