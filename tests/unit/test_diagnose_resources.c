/* What runs out: who says so, by which numbers, and when nothing is said. */
#include "check.h"
#include "core/diagnosis/diagnosis.h"
#include "core/diagnosis/resource_name.h"

#include <math.h>

enum { ARENA_BYTES = 64 << 20, MINUTES = 240, DURING = 220, SERIES_MAX = 8 };

static const instant_ms began = 1700000000000; /* 22:13:20 UTC */

struct fixture {
	struct arena *arena;
	instant_ms *at;
	struct case_series series[SERIES_MAX];
	double *values[SERIES_MAX];
	size_t count;
};

static double noise(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return (double)(*seed >> 8) / (double)(1U << 23) - 1;
}

/* A value a minute for four hours, the last twenty minutes of which are the incident. */
static struct fixture set_up(struct arena *arena)
{
	struct fixture fixture = { .arena = arena,
				   .at = arena_many(arena, instant_ms, MINUTES) };

	for (size_t i = 0; i < MINUTES; i++)
		fixture.at[i] = began + (instant_ms)i * MINUTE_MS;
	return fixture;
}

/* The level, so much more in an hour, and noise of so much to both sides. */
static double *add(struct fixture *fixture, const char *entity, const char *name,
		   const char *unit, double level, double per_hour, double spread)
{
	double *values = arena_many(fixture->arena, double, MINUTES);
	uint32_t seed = 7 + (uint32_t)fixture->count;

	for (size_t i = 0; i < MINUTES; i++)
		values[i] = level + per_hour * (double)i / 60 + spread * noise(&seed);
	fixture->series[fixture->count] = (struct case_series){ .entity = str_of(entity),
								.name = str_of(name),
								.unit = str_of(unit),
								.at = fixture->at,
								.values = values,
								.count = MINUTES };
	fixture->values[fixture->count++] = values;
	return values;
}

static struct diagnosis diagnosed(struct fixture *fixture)
{
	struct diagnosis_case known = {
		.before = { began, began + DURING * MINUTE_MS },
		.during = { began + DURING * MINUTE_MS, began + MINUTES * MINUTE_MS },
		.series = fixture->series,
		.series_count = fixture->count,
	};
	struct diagnosis diagnosis = { 0 };
	struct error error = { 0 };

	CHECK_OK(diagnose(fixture->arena, &known, &diagnosis, &error), error);
	return diagnosis;
}

static bool near(double a, double b, double share)
{
	return fabs(a - b) <= share * fabs(b);
}

static void a_leak_is_told_with_its_limit(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct fixture fixture = set_up(arena);

	/* 300 MiB and 30 more each hour: 420 after four, 512 after seven. The limit is in
	 * another unit, and one of another service is none. */
	add(&fixture, "cart", "memory_used", "MiB", 300, 30, 1);
	add(&fixture, "cart", "memory_limit", "bytes", 512.0 * 1048576, 0, 0);
	add(&fixture, "web", "memory_limit", "bytes", 430.0 * 1048576, 0, 0);
	/* The same story once more. */
	add(&fixture, "cart", "heap_used", "MiB", 200, 30, 1);

	struct diagnosis diagnosis = diagnosed(&fixture);
	const struct resource *leak = &diagnosis.resources[0];

	CHECK_INT(diagnosis.resource_count, 1);
	if (diagnosis.resource_count != 1)
		return;
	CHECK_INT(leak->kind, RESOURCE_GROWS);
	CHECK_STR(leak->finding.entity, "cart");
	CHECK_STR(leak->finding.subject, "memory_used");
	CHECK_STR(leak->finding.unit, "bytes");
	CHECK(near(leak->per_hour, 30.0 * 1048576, 0.02));
	CHECK(leak->per_hour_low < leak->per_hour);
	CHECK(leak->per_hour_high > leak->per_hour);
	CHECK(near(leak->finding.before, 300.0 * 1048576, 0.02));
	CHECK(near(leak->finding.after, 420.0 * 1048576, 0.02));
	CHECK(leak->finding.onset - began < 10 * MINUTE_MS);
	CHECK(leak->finding.strength > 1);
	CHECK(leak->limit == 512.0 * 1048576);
	CHECK_STR(leak->limit_name, "memory_limit");
	/* 92 MiB at 30 an hour are three hours and four minutes. */
	instant_ms full = fixture.at[MINUTES - 1] + 184 * MINUTE_MS;
	CHECK(leak->full > full - 15 * MINUTE_MS && leak->full < full + 15 * MINUTE_MS);
	CHECK(leak->full_soonest < leak->full && leak->full < leak->full_latest);
	CHECK(str_starts_with(leak->finding.says, STR("memory_used of cart grows by ")));
	CHECK(str_contains(leak->finding.says, STR("512 MiB (memory_limit)")));
	CHECK(str_contains(leak->finding.says, STR("estimated")));
}

static void the_limit_is_not_guessed(void)
{
	static const struct {
		const char *name, *entity, *unit;
		double limit, second; /* 0: none */
	} cases[] = {
		{ "disk_size", "cart", "bytes", 600, 0 },
		{ "memory_limit", "cart", "pages", 600, 0 },
		{ "memory_limit", "web", "bytes", 600, 0 },
		{ "memory_limit", "cart", "bytes", 200,
		  0 }, /* it is beyond that already */
		{ "memory_limit", "cart", "bytes", 600, 700 },
		{ "memory_max_usage", "cart", "bytes", 600, 0 },
		{ "threads_max", "cart", "bytes", 600, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct fixture fixture = set_up(arena);

		add(&fixture, "cart", "memory_used", "bytes", 300, 30, 1);
		add(&fixture, cases[i].entity, cases[i].name, cases[i].unit,
		    cases[i].limit, 0, 0);
		if (cases[i].second > 0)
			add(&fixture, cases[i].entity, "memory_limit", cases[i].unit,
			    cases[i].second, 0, 0);

		struct diagnosis diagnosis = diagnosed(&fixture);

		CHECK_CASE(diagnosis.resource_count == 1, cases[i].name);
		if (diagnosis.resource_count != 1)
			continue;
		CHECK_CASE(isnan(diagnosis.resources[0].limit), cases[i].name);
		CHECK_CASE(diagnosis.resources[0].full == 0, cases[i].name);
		CHECK(str_contains(diagnosis.resources[0].finding.says,
				   STR("its limit is not known")));
	}
}

/* What else the limit's name says must be of what is used, too. */
static void the_limit_of_another_thing(void)
{
	static const struct {
		const char *used, *limit;
		bool fits;
	} cases[] = {
		{ "db_connections_active", "redis_pool_max_connections", false },
		{ "disk_used /var", "disk_size /data", false },
		{ "disk_used", "disk_size /data", false },
		{ "nonheap_used", "heap_max", false },
		{ "connections_active", "queue_capacity", false },
		{ "db_connections_active", "db_max_connections", true },
		{ "db_connections_active", "max_connections", true },
		{ "disk_used /var", "disk_size /var", true },
		{ "disk_used /var", "disk_size", true },
		{ "hikaricp_connections_active", "hikaricp_connections_max", true },
		{ "pg_stat_database_numbackends", "pg_settings_max_connections", true },
		{ "redis_connected_clients", "redis_config_maxclients", true },
		{ "container_memory_usage_bytes", "container_spec_memory_limit_bytes",
		  true },
		{ "container_memory_usage_bytes",
		  "kube_pod_container_resource_limits{resource=memory,unit=byte}", true },
		{ "process_open_fds", "process_max_fds", true },
		{ "heap_used", "memory_limit", true },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		str used_name = str_of(cases[i].used),
		    limit_name = str_of(cases[i].limit);
		struct amount used = amount_of(arena, used_name, STR("x"),
					       metric_kind_of(used_name, STR("")));
		struct amount limit = amount_of(arena, limit_name, STR("x"),
						metric_kind_of(limit_name, STR("")));

		CHECK_CASE(limit.role == AMOUNT_LIMIT, cases[i].limit);
		CHECK_CASE((amount_fits(&used, &limit) > 0) == cases[i].fits,
			   cases[i].limit);
	}
}

/* The limit that fits best moves, so none is known: the other is of more than them. */
static void a_limit_that_moves_is_not_known(void)
{
	for (int moves = 0; moves <= 1; moves++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct fixture fixture = set_up(arena);
		double *used = add(&fixture, "web", "ledger_connections_active", "", 40,
				   0, 8);
		double *limit = add(&fixture, "web", "ledger_connections_max", "", 100, 0,
				    0);

		add(&fixture, "web", "max_connections", "", 100, 0, 0);
		for (size_t i = DURING; i < MINUTES; i++) {
			used[i] = 99;
			limit[i] = moves ? 100 + 10 * (double)(i % 4) : 100;
		}

		struct diagnosis diagnosis = diagnosed(&fixture);

		CHECK_INT(diagnosis.resource_count, !moves);
		if (diagnosis.resource_count == 1)
			CHECK_STR(diagnosis.resources[0].limit_name,
				  "ledger_connections_max");
	}
}

static void what_is_left_runs_out_at_nothing(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct fixture fixture = set_up(arena);

	/* Of 100 GiB 60 are left after four hours, and ten go in each. */
	add(&fixture, "db", "disk_free /data", "GiB", 100, -10, 0.1);

	struct diagnosis diagnosis = diagnosed(&fixture);
	const struct resource *disk = &diagnosis.resources[0];

	CHECK_INT(diagnosis.resource_count, 1);
	if (diagnosis.resource_count != 1)
		return;
	CHECK(near(disk->per_hour, -10 * 1073741824.0, 0.02));
	CHECK(disk->per_hour_low < disk->per_hour);
	instant_ms full = fixture.at[MINUTES - 1] + 6 * HOUR_MS;
	CHECK(disk->full > full - 15 * MINUTE_MS && disk->full < full + 15 * MINUTE_MS);
	CHECK(str_contains(disk->finding.says, STR("disk_free /data of db falls by 10")));
	CHECK(str_contains(disk->finding.says, STR("; nothing is left at about 08:")));
	CHECK(str_contains(disk->finding.says, STR(", in 6 h ")) ||
	      str_contains(disk->finding.says, STR(", in 5 h 5")));
}

/* It is told as what is left, by its own samples, and not as what is used. */
static void what_is_left_is_told_as_such(void)
{
	static const struct {
		const char *name, *unit, *limit, *says;
		double before, during, factor;
	} cases[] = {
		{ "disk_free", "%", "",
		  "disk_free of db: 1 % left of 100 %, saturated since ", 60, 1, 1 },
		{ "disk_free", "GiB", "disk_size",
		  "disk_free of db: 2 GiB left of 200 GiB (disk_size), saturated since ",
		  120, 2, 1073741824 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct fixture fixture = set_up(arena);
		double *values = add(&fixture, "db", cases[i].name, cases[i].unit,
				     cases[i].before, 0, 0);

		if (cases[i].limit[0])
			add(&fixture, "db", cases[i].limit, cases[i].unit, 200, 0, 0);
		for (size_t k = DURING; k < MINUTES; k++)
			values[k] = cases[i].during;

		struct diagnosis diagnosis = diagnosed(&fixture);

		CHECK_INT(diagnosis.resource_count, 1);
		if (diagnosis.resource_count != 1)
			continue;

		const struct resource *disk = &diagnosis.resources[0];

		CHECK_INT(disk->kind, RESOURCE_SATURATED);
		CHECK(str_starts_with(disk->finding.says, str_of(cases[i].says)));
		CHECK(near(disk->finding.before, cases[i].before * cases[i].factor,
			   1e-9));
		CHECK(near(disk->finding.after, cases[i].during * cases[i].factor, 1e-9));
		CHECK(disk->limit == 0);
		CHECK_STR(disk->limit_name, "");
	}
}

/* Bytes and connections that are available are what is left; a share may be of time. */
static void what_is_available_is_left(void)
{
	static const struct {
		const char *name, *unit;
		size_t told;
		enum metric_kind kind;
	} cases[] = {
		{ "node_memory_MemAvailable_bytes", "", 1, METRIC_MEMORY },
		{ "memory_available", "MiB", 1, METRIC_MEMORY },
		{ "kubelet_volume_stats_available_bytes", "", 1, METRIC_SATURATION },
		{ "connections_available", "", 1, METRIC_SATURATION },
		{ "connections_available", "connections", 1, METRIC_SATURATION },
		{ "connections_available", "ratio", 0, METRIC_OTHER },
		{ "storage_availability", "", 0, METRIC_OTHER },
		{ "database_connection_uptime", "", 0, METRIC_OTHER },
		{ "disk_available", "s", 0, METRIC_OTHER },
		{ "availability", "", 0, METRIC_OTHER },
		{ "service_available", "", 0, METRIC_OTHER },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct fixture fixture = set_up(arena);

		add(&fixture, "db", cases[i].name, cases[i].unit, 1000, -100, 1);

		struct diagnosis diagnosis = diagnosed(&fixture);

		CHECK_CASE(diagnosis.resource_count == cases[i].told, cases[i].name);
		if (diagnosis.resource_count != 1)
			continue;
		CHECK_INT(diagnosis.resources[0].finding.metric, cases[i].kind);
		CHECK(str_contains(diagnosis.resources[0].finding.says,
				   STR(" of db falls by ")));
	}
}

static void a_share_has_its_limit_in_it(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct fixture fixture = set_up(arena);

	add(&fixture, "db", "disk_used", "%", 60, 5, 0.1);

	struct diagnosis diagnosis = diagnosed(&fixture);

	CHECK_INT(diagnosis.resource_count, 1);
	if (diagnosis.resource_count != 1)
		return;
	instant_ms full = fixture.at[MINUTES - 1] + 4 * HOUR_MS;
	CHECK(diagnosis.resources[0].full > full - 15 * MINUTE_MS);
	CHECK(diagnosis.resources[0].full < full + 15 * MINUTE_MS);
}

/* One that is far away is not extrapolated. */
static void far_away_is_not_said_when(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct fixture fixture = set_up(arena);

	add(&fixture, "cart", "heap_used", "MiB", 300, 30, 1);
	add(&fixture, "cart", "heap_max", "MiB", 300 + 30 * 4 * 6, 0, 0);
	/* What grew little by little and has no end in sight is no trouble. */
	add(&fixture, "web", "heap_used", "MiB", 300, 10, 1);

	struct diagnosis diagnosis = diagnosed(&fixture);

	CHECK_INT(diagnosis.resource_count, 1);
	if (diagnosis.resource_count != 1)
		return;
	CHECK_INT(diagnosis.resources[0].full, 0);
	CHECK(str_contains(diagnosis.resources[0].finding.says, STR("too far away")));
}

static void a_pool_is_saturated(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct fixture fixture = set_up(arena);
	double *used = add(&fixture, "db", "connections", "", 40, 0, 8);

	add(&fixture, "db", "max_connections", "", 100, 0, 0);
	for (size_t i = DURING - 5; i < MINUTES; i++)
		used[i] = i % 4 == 0 ? 100 : 98;
	used[DURING + 3] = 70;

	struct diagnosis diagnosis = diagnosed(&fixture);

	CHECK_INT(diagnosis.resource_count, 1);
	if (diagnosis.resource_count != 1)
		return;
	CHECK_INT(diagnosis.resources[0].kind, RESOURCE_SATURATED);
	CHECK_INT(diagnosis.resources[0].finding.onset, fixture.at[DURING - 5]);
	CHECK_STR(diagnosis.resources[0].finding.says,
		  "connections of db: 98 of 100 (max_connections), saturated since "
		  "01:48:20");
}

/* Whether it leaked: what is full can grow no more, so what it did up to then tells,
 * where that is long enough. */
static void what_filled_up_is_not_said_to_stand_still(void)
{
	static const struct {
		double level, per_hour;
		size_t first, full; /* since which sample it is known, and full */
		bool stood_still;
	} cases[] = {
		{ 40, 0, 0, DURING - 5, true },
		{ 30, 20, 0, DURING - 40, false },
		{ 40, 0, DURING - 30, DURING - 5, false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct fixture fixture = set_up(arena);
		double *used = add(&fixture, "db", "connections", "", cases[i].level,
				   cases[i].per_hour, 1);
		struct diagnosis diagnosis;

		add(&fixture, "db", "max_connections", "", 100, 0, 0);
		for (size_t k = 0; k < MINUTES; k++) {
			if (k < cases[i].first)
				used[k] = (double)NAN;
			if (k >= cases[i].full)
				used[k] = 100;
		}
		diagnosis = diagnosed(&fixture);
		CHECK_INT(diagnosis.resource_count, 1);
		CHECK_INT(diagnosis.judged[RESOURCE_SATURATED], 1);
		CHECK_INT(diagnosis.judged[RESOURCE_GROWS], cases[i].stood_still);
		if (diagnosis.resource_count == 1)
			CHECK_INT(diagnosis.resources[0].kind, RESOURCE_SATURATED);
	}
}

static void what_the_work_needs_at_once(void)
{
	static const struct {
		const char *rate_unit, *time, *time_unit;
		double rate, each, needed; /* 0: not known */
	} cases[] = {
		{ "req/s", "latency_mean", "ms", 40, 500, 20 },
		{ "req/min", "latency_avg", "s", 2400, 0.5, 20 },
		{ "req/s", "latency_p95", "ms", 40, 500, 0 },
		{ "req/s", "latency_mean", "", 40, 500, 0 },
		{ "bytes/s", "latency_mean", "ms", 40, 500, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct fixture fixture = set_up(arena);
		double *used = add(&fixture, "db", "pool_used", "", 2, 0, 0);

		add(&fixture, "db", "pool_max", "", 10, 0, 0);
		add(&fixture, "db", "requests", cases[i].rate_unit, cases[i].rate, 0, 0);
		add(&fixture, "db", cases[i].time, cases[i].time_unit, cases[i].each, 0,
		    0);
		add(&fixture, "web", "requests", "req/s", 7, 0, 0);
		for (size_t k = DURING; k < MINUTES; k++)
			used[k] = 10;

		struct diagnosis diagnosis = diagnosed(&fixture);

		CHECK_CASE(diagnosis.resource_count == 1, cases[i].time);
		if (diagnosis.resource_count != 1)
			continue;
		CHECK_CASE(cases[i].needed > 0 ? near(diagnosis.resources[0].needed,
						      cases[i].needed, 1e-9)
					       : isnan(diagnosis.resources[0].needed),
			   cases[i].rate_unit);
		CHECK_CASE(str_contains(diagnosis.resources[0].finding.says,
					STR("; the work needs 20 at once, if each piece "
					    "holds one as long as it takes: more than "
					    "there are")) == (cases[i].needed > 0),
			   cases[i].time);
	}
}

/* It used six of twenty, and may use two since. */
static void a_pool_that_was_made_smaller(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct fixture fixture = set_up(arena);
	double *used = add(&fixture, "db", "pool_used", "", 6, 0, 0);
	double *limit = add(&fixture, "db", "pool_max", "", 20, 0, 0);

	for (size_t i = DURING - 5; i < MINUTES; i++) {
		limit[i] = 2;
		used[i] = i < DURING - 3 ? 6 : 2;
	}

	struct diagnosis diagnosis = diagnosed(&fixture);

	CHECK_INT(diagnosis.resource_count, 1);
	if (diagnosis.resource_count == 1)
		CHECK_STR(diagnosis.resources[0].finding.says,
			  "pool_used of db: 2 of 2 (pool_max), saturated since 01:48:20");
}

/* A cache that is as full as ever is no news; a pool or a disk without any room is. */
static void what_is_always_full(void)
{
	static const struct {
		const char *name, *limit;
		double level;
		size_t told;
	} cases[] = {
		{ "memory_used", "memory_limit", 99.5, 0 },
		{ "connections", "max_connections", 95, 0 },
		{ "connections_active", "max_connections", 100, 1 },
		{ "connections_in_use", "max_connections", 100, 1 },
		{ "open_fds", "max_fds", 100, 1 },
		/* All that a pool has opened, used or not, and what is not used. */
		{ "connections", "max_connections", 100, 0 },
		{ "hikaricp_connections", "hikaricp_connections_max", 100, 0 },
		{ "hikaricp_connections_idle", "hikaricp_connections_max", 100, 0 },
		{ "hikaricp_connections_min", "hikaricp_connections_max", 100, 0 },
		{ "db_pool_size", "db_pool_max_size", 100, 0 },
		{ "pool_active", "pool_max_idle", 100, 0 },
		{ "disk_allocatable", "disk_capacity", 100, 0 },
		{ "disk_used", "disk_size", 99.5, 1 },
		{ "disk_used", "disk_size", 80, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct fixture fixture = set_up(arena);

		add(&fixture, "db", cases[i].name, "", cases[i].level, 0, 0);
		add(&fixture, "db", cases[i].limit, "", 100, 0, 0);

		struct diagnosis diagnosis = diagnosed(&fixture);

		CHECK_CASE(diagnosis.resource_count == cases[i].told, cases[i].name);
		/* What is full and not told is no sign that nothing is full. */
		CHECK_CASE(diagnosis.judged[RESOURCE_SATURATED] ==
				   (cases[i].told || cases[i].level < 90),
			   cases[i].name);
		if (diagnosis.resource_count == 1)
			CHECK(str_ends_with(diagnosis.resources[0].finding.says,
					    STR("since 2023-11-14 22:13:20 at least")));
	}
}

/* What is idle, least or there at all is not used, whatever it was before. */
static void what_is_not_used_is_not_saturated(void)
{
	static const struct {
		const char *name, *unit, *limit;
		double before, during;
		size_t told;
	} cases[] = {
		{ "connections_used", "", "connections_max", 40, 100, 1 },
		{ "connections", "", "connections_max", 40, 100, 1 },
		{ "connections", "", "connections_max", 95, 100, 1 },
		/* Below 0: nothing is known of it before. */
		{ "connections", "", "connections_max", -1, 100, 0 },
		{ "connections_used", "", "connections_max", -1, 100, 1 },
		{ "connections_idle", "", "connections_max", 40, 100, 0 },
		/* A pool opens more: none idle is not none left. */
		{ "connections_idle", "", "connections_max", 40, 0, 0 },
		{ "pool_size", "", "pool_max_size", 40, 100, 0 },
		{ "system.cpu.idle", "%", "cpu_limit", 40, 99.8, 0 },
		{ "cpu_usage_idle", "%", "cpu_limit", 40, 99.8, 0 },
		{ "cpu_usage", "%", "cpu_limit", 40, 99.8, 1 },
		{ "queue_size", "", "queue_capacity", 40, 100, 1 },
		{ "connections_used_min", "", "connections_max", 40, 100, 1 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct fixture fixture = set_up(arena);
		double *values = add(&fixture, "db", cases[i].name, cases[i].unit,
				     cases[i].before, 0, 0);

		add(&fixture, "db", cases[i].limit, cases[i].unit, 100, 0, 0);
		for (size_t k = DURING; k < MINUTES; k++)
			values[k] = cases[i].during;
		for (size_t k = 0; k < DURING && cases[i].before < 0; k++)
			values[k] = (double)NAN;
		CHECK_CASE(diagnosed(&fixture).resource_count == cases[i].told,
			   cases[i].name);
	}
}

static void twist(struct fixture *fixture, const char *how)
{
	double *values = fixture->values[0];

	for (size_t i = 0; i < MINUTES; i++) {
		double hours = (double)i / 60;

		if (str_is(str_of(how), "wave"))
			values[i] = 300 + 40 * sin(hours * 6.283 / 1.7);
		if (str_is(str_of(how), "cycle"))
			values[i] = 300 + 150 * fmod(hours / 1.5, 1);
		if (str_is(str_of(how), "late"))
			values[i] = i < MINUTES - 60 ? (double)NAN : values[i];
		if (str_is(str_of(how), "gone"))
			values[i] = i >= DURING ? (double)NAN : values[i];
		if (str_is(str_of(how), "gaps"))
			values[i] = i % 3 ? (double)NAN : values[i];
		if (str_is(str_of(how), "holes"))
			values[i] = i % 17 ? values[i] : (double)INFINITY;
		if (str_is(str_of(how), "restart"))
			values[i] -= i < 100 ? 0 : 50;
		if (str_is(str_of(how), "restarts"))
			values[i] = 300 + 190 * fmod(hours / 1.5, 1);
	}
}

static void when_nothing_is_said(void)
{
	static const struct {
		const char *how, *name, *unit;
		double per_hour;
		size_t told;
	} cases[] = {
		{ "", "memory_used", "MiB", 30, 1 },
		{ "", "memory_used", "MiB", 0, 0 },
		{ "", "memory_used", "MiB", -30, 0 },
		{ "wave", "memory_used", "MiB", 0, 0 },
		{ "cycle", "memory_used", "MiB", 0, 0 },
		/* It fell because it was full. */
		{ "restarts", "memory_used", "MiB", 0, 1 },
		{ "restart", "memory_used", "MiB", 30, 1 },
		{ "late", "memory_used", "MiB", 30, 1 },
		{ "gone", "memory_used", "MiB", 30, 0 },
		{ "gaps", "memory_used", "MiB", 30, 1 },
		{ "holes", "memory_used", "MiB", 30, 1 },
		/* What only counts, takes time, or is a cache. */
		{ "", "memory_allocated_bytes_total", "", 30, 0 },
		{ "", "page_cache_memory", "MiB", 30, 0 },
		{ "", "disk_read_bytes_total", "", 30, 0 },
		{ "", "disk_write", "MiB/s", 30, 0 },
		{ "", "queue_wait", "s", 30, 0 },
		{ "", "request_latency", "ms", 30, 0 },
		{ "", "cpu_usage", "cores", 30, 0 },
		{ "", "memory_free", "MiB", -30, 0 },
		{ "", "goroutines", "", 30, 1 },
		{ "", "queue_depth", "messages", 30, 1 },
		{ "", "open_fds", "", 30, 1 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct fixture fixture = set_up(arena);

		add(&fixture, "cart", cases[i].name, cases[i].unit, 300,
		    cases[i].per_hour, 1);
		add(&fixture, "cart", "memory_limit", "MiB", 500, 0, 0);
		twist(&fixture, cases[i].how);
		CHECK_CASE(diagnosed(&fixture).resource_count == cases[i].told,
			   cases[i].how[0] ? cases[i].how : cases[i].name);
	}
}

/* Memory begins so high that its fall does not show; the processor time that is counted
 * says that the process began anew at 23:33:20. */
static void a_restart_is_told_by_a_counter(void)
{
	for (int counts = 0; counts <= 1; counts++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct fixture fixture = set_up(arena);
		double *used = add(&fixture, "cart", "memory_used", "MiB", 300, 60, 2);
		double *counted = add(&fixture, counts ? "cart" : "web",
				      "cpu_seconds_total", "s", 0, 60, 0);

		for (size_t i = 80; i < MINUTES; i++) {
			used[i] -= 3;
			counted[i] -= counted[79];
		}

		struct diagnosis diagnosis = diagnosed(&fixture);

		CHECK_INT(diagnosis.resource_count, 1);
		if (diagnosis.resource_count != 1)
			continue;
		CHECK_INT(str_contains(diagnosis.resources[0].finding.says,
				       STR("since it began anew at 2023-11-14 23:3")),
			  counts);
		CHECK(near(diagnosis.resources[0].per_hour, 60.0 * 1048576, 0.02) ||
		      !counts);
	}
}

/* When one entity was started says nothing of another; two resources of one have the
 * same start. */
static void each_entity_has_its_own_start(void)
{
	static const char *const names[] = { "web", "cart", "db" };
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct fixture fixture = set_up(arena);
	struct diagnosis diagnosis;
	size_t seen = 0;

	for (size_t e = 0; e < COUNT_OF(names); e++) {
		double *used = add(&fixture, names[e], "pool_used", "", 300, 60, 2);
		double *files = add(&fixture, names[e], "open_files", "", 300, 60, 2);

		if (e == 2)
			break;

		double *counted = add(&fixture, names[e], "cpu_seconds_total", "s", 0, 60,
				      0);

		/* At 23:33:20, and ten minutes later. */
		for (size_t i = 80 + 10 * e; i < MINUTES; i++) {
			used[i] -= 3;
			files[i] -= 3;
			counted[i] -= counted[79 + 10 * e];
		}
	}
	diagnosis = diagnosed(&fixture);
	for (size_t i = 0; i < diagnosis.resource_count; i++) {
		const struct finding *finding = &diagnosis.resources[i].finding;

		seen++;
		CHECK_INT(
			str_contains(finding->says, STR("began anew at 2023-11-14 23:3")),
			str_is(finding->entity, "web"));
		CHECK_INT(
			str_contains(finding->says, STR("began anew at 2023-11-14 23:4")),
			str_is(finding->entity, "cart"));
	}
	CHECK_INT(seen, 6);
}

/* Five errors a while ago are none, in whatever unit they are told; nor is a rate that
 * fell as the work did. */
static void a_rate_that_falls_is_no_restart(void)
{
	static const struct {
		const char *name, *unit;
		bool is_sparse; /* else it rises, and falls once to nothing */
		bool began_anew;
	} cases[] = {
		{ "errors_per_min", "", true, false },
		{ "errors", "", true, false },
		{ "errors_total", "", false, true },
		{ "errors", "1/s", false, false },
		{ "requests_per_second", "", false, false },
		{ "request_rate", "", false, false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct fixture fixture = set_up(arena);
		double *told;

		/* What came after is too short to be told by itself. */
		add(&fixture, "cart", "memory_used", "MiB", 300, 60, 2);
		told = add(&fixture, "cart", cases[i].name, cases[i].unit, 0, 60, 0);
		for (size_t k = 0; k < MINUTES; k++)
			if (cases[i].is_sparse)
				told[k] = k == MINUTES - 32 ? 5 : 0;
			else
				told[k] -= k < MINUTES - 31 ? 0 : told[MINUTES - 32];
		CHECK_CASE(diagnosed(&fixture).resource_count == !cases[i].began_anew,
			   cases[i].name);
	}
}

/* A rate that only rises is one, and counts nothing. */
static void a_rate_that_rises_is_more_work(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct fixture fixture = set_up(arena);

	add(&fixture, "cart", "connections", "", 100, 20, 1);
	add(&fixture, "cart", "requests", "req/s", 50, 10, 0);
	CHECK_INT(diagnosed(&fixture).resource_count, 0);
}

/* A nightly job takes six hours, and gives back what it took: each day, or this night for
 * the first time. */
static void what_grows_each_day_is_no_leak(void)
{
	enum { SAMPLES = 620, EVERY = 5, PER_HOUR = 60 / EVERY };
	static const struct {
		size_t known; /* samples up to the last one */
		bool each_day;
		size_t told;
	} cases[] = { { SAMPLES, true, 0 },
		      { SAMPLES, false, 1 },
		      { 20 * PER_HOUR, true, 1 } };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct fixture fixture = set_up(arena);
		instant_ms *at = arena_many(arena, instant_ms, SAMPLES);
		double *values = arena_many(arena, double, SAMPLES);
		size_t skipped = SAMPLES - cases[i].known;
		uint32_t seed = 7;

		add(&fixture, "cart", "memory_used", "MiB", 0, 0, 0);
		for (size_t k = 0; k < SAMPLES; k++) {
			double ago = (double)(SAMPLES - 1 - k) / PER_HOUR;
			double hour = cases[i].each_day ? fmod(ago, 24) : ago;

			at[k] = fixture.at[MINUTES - 1] -
				(instant_ms)(SAMPLES - 1 - k) * EVERY * MINUTE_MS;
			values[k] = 300 + noise(&seed) + (hour < 6 ? 20 * (6 - hour) : 0);
		}
		fixture.series[0].at = at + skipped;
		fixture.series[0].values = values + skipped;
		fixture.series[0].count = cases[i].known;
		CHECK_INT(diagnosed(&fixture).resource_count, cases[i].told);
	}
}

/* Twice the requests need more of everything. */
static void more_work_is_no_leak(void)
{
	for (int of_same = 0; of_same <= 1; of_same++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct fixture fixture = set_up(arena);

		add(&fixture, "cart", "connections", "", 100, 20, 1);
		add(&fixture, of_same ? "cart" : "web", "requests", "req/s", 50, 10, 1);
		CHECK_INT(diagnosed(&fixture).resource_count, !of_same);
	}
}

static void a_quiet_system_has_no_leaks(void)
{
	size_t told = 0;

	for (uint32_t seed = 1; seed <= 40; seed++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct fixture fixture = set_up(arena);

		for (size_t i = 0; i < SERIES_MAX; i++) {
			double walked = 0;
			uint32_t dice = seed * 977 + (uint32_t)i;
			double *values = add(&fixture, "cart", "memory_used", "MiB", 0, 0,
					     0);

			for (size_t k = 0; k < MINUTES; k++)
				values[k] = 300 +
					    (walked = 0.97 * walked + 3 * noise(&dice));
		}
		told += diagnosed(&fixture).resource_count;
	}
	CHECK(told <= 2);
}

/* The last sample first, and series in the other order. */
static void the_order_is_no_matter(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct fixture fixture = set_up(arena);

	add(&fixture, "cart", "memory_used", "MiB", 300, 30, 1);
	add(&fixture, "cart", "memory_limit", "MiB", 512, 0, 0);

	struct diagnosis first = diagnosed(&fixture);
	struct fixture turned = set_up(arena);

	for (size_t i = 0; i < 2; i++) {
		double *values = add(&turned, "cart", i ? "memory_used" : "memory_limit",
				     "MiB", 0, 0, 0);

		for (size_t k = 0; k < MINUTES; k++)
			values[k] = fixture.values[1 - i][MINUTES - 1 - k];
	}
	for (size_t k = 0; k < MINUTES; k++)
		turned.at[k] = began + (instant_ms)(MINUTES - 1 - k) * MINUTE_MS;

	struct diagnosis second = diagnosed(&turned);

	CHECK_INT(second.resource_count, 1);
	if (second.resource_count == 1 && first.resource_count == 1)
		CHECK_STR_EQ(second.resources[0].finding.says,
			     first.resources[0].finding.says);
}

const struct test tests[] = {
	{ "a leak is told with its limit", a_leak_is_told_with_its_limit },
	{ "the limit is not guessed", the_limit_is_not_guessed },
	{ "the limit of another thing", the_limit_of_another_thing },
	{ "a limit that moves is not known", a_limit_that_moves_is_not_known },
	{ "what is left runs out at nothing", what_is_left_runs_out_at_nothing },
	{ "what is left is told as such", what_is_left_is_told_as_such },
	{ "what is available is left", what_is_available_is_left },
	{ "a share has its limit in it", a_share_has_its_limit_in_it },
	{ "far away is not said when", far_away_is_not_said_when },
	{ "a pool is saturated", a_pool_is_saturated },
	{ "a pool that was made smaller", a_pool_that_was_made_smaller },
	{ "what filled up is not said to stand still",
	  what_filled_up_is_not_said_to_stand_still },
	{ "what the work needs at once", what_the_work_needs_at_once },
	{ "what is always full", what_is_always_full },
	{ "what is not used is not saturated", what_is_not_used_is_not_saturated },
	{ "when nothing is said", when_nothing_is_said },
	{ "a restart is told by a counter", a_restart_is_told_by_a_counter },
	{ "each entity has its own start", each_entity_has_its_own_start },
	{ "a rate that falls is no restart", a_rate_that_falls_is_no_restart },
	{ "a rate that rises is more work", a_rate_that_rises_is_more_work },
	{ "what grows each day is no leak", what_grows_each_day_is_no_leak },
	{ "more work is no leak", more_work_is_no_leak },
	{ "a quiet system has no leaks", a_quiet_system_has_no_leaks },
	{ "the order is no matter", the_order_is_no_matter },
	{ 0 },
};
