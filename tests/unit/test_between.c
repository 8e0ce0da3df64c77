/* What is between the versions of a change: whom to ask, and what a live diagnosis makes
 * of the answer. */
#include "app/app.h"
#include "app/investigation/live.h"
#include "check.h"
#include "core/diagnosis/change_reading.h"
#include "formats/json.h"

#include <math.h>

enum { TEST_BYTES_MAX = 512 << 20, SAMPLES = 120 };
#define NOW 1763726400000

static struct label orders_settings[] = { { STR_INIT("git"),
					    STR_INIT("/srv/orders.git") },
					  { STR_INIT("git_path"), STR_INIT("api") } };
static struct service services[] = {
	{ .name = STR_INIT("orders"), .settings = orders_settings, .setting_count = 2 },
	{ .name = STR_INIT("mail") },
};
static struct feed_config feeds[] = {
	{ .name = STR_INIT("config"),
	  .system = FEED_GIT,
	  .asked = { [FEED_GIT] = STR_INIT("/srv/config.git") } },
	{ .name = STR_INIT("prod"), .asked = { [FEED_KUBERNETES] = STR_INIT("prod") } }
};
static struct config config = { .services = services,
				.service_count = COUNT_OF(services),
				.changes = { .feeds = feeds,
					     .feed_count = COUNT_OF(feeds) } };

static void the_repository_is_that_of_the_feed_or_of_the_service(void)
{
	static const struct {
		struct change change;
		const char *path, *under, *why_not;
	} cases[] = {
		{ { .service = STR_INIT("orders"),
		    .revision = STR_INIT("v2"),
		    .previous = STR_INIT("v1") },
		  "/srv/orders.git",
		  "api",
		  "" },
		{ { .service = STR_INIT("orders"),
		    .revision = STR_INIT("v2"),
		    .previous = STR_INIT("v1"),
		    .source = STR_INIT("feed prod") },
		  "/srv/orders.git",
		  "api",
		  "" },
		{ { .service = STR_INIT("orders"),
		    .revision = STR_INIT("abc"),
		    .previous = STR_INIT("def"),
		    .source = STR_INIT("feed config") },
		  "/srv/config.git",
		  "",
		  "" },
		{ { .service = STR_INIT("orders"), .revision = STR_INIT("v2") },
		  "/srv/orders.git",
		  "api",
		  "what ran before it is not known" },
		{ { .service = STR_INIT("orders"), .previous = STR_INIT("v1") },
		  "/srv/orders.git",
		  "api",
		  "it does not say which version runs since" },
		{ { .service = STR_INIT("mail"),
		    .revision = STR_INIT("v2"),
		    .previous = STR_INIT("v1") },
		  "",
		  "",
		  "no repository is named for it: the setting 'git' of its service "
		  "does" },
		{ { .revision = STR_INIT("v2"), .previous = STR_INIT("v1") },
		  "",
		  "",
		  "no repository is named for it: the setting 'git' of its service "
		  "does" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct between_plan plan = between_plan_of(&config, &cases[i].change);

		CHECK_STR_EQ(plan.path, str_of(cases[i].path));
		CHECK_STR_EQ(plan.under, str_of(cases[i].under));
		CHECK_STR_EQ(plan.why_not, str_of(cases[i].why_not));
	}
}

/* -- before the engine -- */

static const char found[] =
	"{\"says\":\"v1 to v2: 1 commit came\",\"files\":[{\"file\":\"api/pool.yaml\"}],"
	"\"diff\":\"--- a/api/pool.yaml\\n+++ b/api/pool.yaml\\n@@ -1 +1 @@\\n"
	"-pool_size: 50\\n+pool_size: 10\\n\"}";

static void what_the_change_says_itself_is_read_beside_the_difference(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	struct between between = { .is_known = true,
				   .found = json_parse(arena, str_of(found), &error) };
	str target = STR("prod/shop/deployment/orders");
	struct case_change change = { .title = STR("Rollout of orders"),
				      .text = STR("orders: shop/orders:v1 \u2192 "
						  "shop/orders:v2\nmemory_limit: 512 "
						  "\u2192 256\norders: env changed"),
				      .touches = &target,
				      .touch_count = 1 };
	struct change_reading reading;
	bool has_pool = false, has_memory = false;

	between_tell_case(arena, &between, &change);
	CHECK_INT(change.touch_count, 2);
	CHECK_STR_EQ(change.touches[0], target);
	CHECK_STR(change.touches[1], "api/pool.yaml");
	reading = change_read(arena, &change);
	CHECK(reading.has_diff);
	for (size_t i = 0; i < reading.setting_count; i++) {
		const struct setting_change *setting = &reading.settings[i];

		if (str_contains(setting->key, STR("pool_size")))
			has_pool = lround(setting->before) == 50 &&
				   lround(setting->after) == 10;
		if (str_contains(setting->key, STR("memory_limit")))
			has_memory = lround(setting->before) == 512 &&
				     lround(setting->after) == 256;
	}
	CHECK(has_pool);
	CHECK(has_memory);
}

/* A measurement that goes from 1 to 30 where the change came. */
static bool ask_series(const struct probe_call *call, struct probe_finding *ret_finding,
		       struct error *error)
{
	struct case_series *series = list_add(call->arena, &ret_finding->series);
	instant_ms *at = arena_many(call->arena, instant_ms, SAMPLES);
	double *values = arena_many(call->arena, double, SAMPLES);

	(void)error;
	for (int i = 0; i < SAMPLES; i++) {
		at[i] = NOW - (SAMPLES - i) * MINUTE_MS;
		values[i] = (i < SAMPLES - 10 ? 1 : 30) + 0.01 * (i % 3);
	}
	*series = (struct case_series){ .entity = STR("orders"),
					.name = STR("requests failing"),
					.at = at,
					.values = values,
					.count = SAMPLES };
	ret_finding->has_data = true;
	return true;
}

static size_t asked;

static str argument(const struct probe_call *call, const char *name)
{
	return labels_setting(call->arguments, call->argument_count, name);
}

static bool ask_range(const struct probe_call *call, struct probe_finding *ret_finding,
		      struct error *error)
{
	asked++;
	CHECK_STR_EQ(argument(call, "path"), STR("/srv/orders.git"));
	if (str_is(argument(call, "from"), "gone"))
		return error_set(error, ERROR_UNAVAILABLE, "git: no answer in time");
	if (str_is(argument(call, "from"), "v0")) {
		ret_finding->meaning = STR("not known: 'v0' is neither");
		return true;
	}
	ret_finding->has_data = true;
	ret_finding->body = str_of(found);
	ret_finding->meaning = STR("v1 to v2: 1 commit came");
	return true;
}

static const struct probe series_probe = { .name = "series", .ask = ask_series };
static const struct probe range_probe = { .name = "git_range", .ask = ask_range };

static struct case_change change_at(const char *id, int minutes_ago)
{
	return (struct case_change){ .id = str_of(id),
				     .kind = STR("deploy"),
				     .entity = STR("orders"),
				     .title = str_of(id),
				     .at = NOW - minutes_ago * MINUTE_MS };
}

static struct between_plan range(const char *from)
{
	return (struct between_plan){ .path = STR("/srv/orders.git"),
				      .from = str_of(from),
				      .to = STR("v2"),
				      .has_repository = true };
}

static struct live_outcome diagnosed(struct arena *arena, struct case_change *changes,
				     struct between_plan *betweens, size_t count)
{
	static const struct probe *const probes[] = { &series_probe, &range_probe };
	static const struct ports ports = { .probes = probes, .probe_count = 2 };
	static struct app app = { .ports = &ports };
	struct live_question question = { .entity = STR("orders"),
					  .name = STR("requests failing"),
					  .url = STR("http://prometheus"),
					  .is_measurement = true,
					  .good = COMPARE_BELOW,
					  .threshold = 5 };
	struct live_plan plan = { .wish = { .service = STR("orders"), .alert_at = NOW },
				  .now = NOW,
				  .asked = { NOW - SAMPLES * MINUTE_MS, NOW },
				  .step = MINUTE_MS,
				  .questions = &question,
				  .question_count = 1,
				  .changes = changes,
				  .betweens = betweens,
				  .change_count = count };
	struct live_outcome outcome;

	asked = 0;
	live_diagnose(&app, arena, &config, &plan, &outcome);
	CHECK_OK(outcome.is_made, outcome.error);
	return outcome;
}

static void a_live_diagnosis_reads_the_difference(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct case_change changes[] = { change_at("orders v2", 11) };
	struct between_plan betweens[] = { range("v1") };
	struct between_plan nobody[] = { { .from = STR("v1") } };
	struct live_outcome outcome = diagnosed(arena, changes, nobody, 1);
	double without;

	CHECK_INT(asked, 0);
	CHECK_INT(outcome.diagnosis.guilty_count, 1);
	without = outcome.diagnosis.guilty[0].belief;
	outcome = diagnosed(arena, changes, betweens, 1);
	CHECK_INT(asked, 1);
	CHECK_INT(outcome.diagnosis.guilty_count, 1);
	CHECK(str_contains(outcome.diagnosis.guilty[0].why, STR("pool_size")));
	CHECK(outcome.diagnosis.guilty[0].belief > without);
	CHECK_INT(outcome.missing.count, 0);
	/* The plan is another one's, and stays as it was. */
	CHECK_INT(changes[0].text.length, 0);
}

static void what_is_not_known_is_missing_and_the_nearest_are_asked(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct case_change changes[8];
	struct between_plan betweens[8];
	struct live_outcome outcome;

	changes[0] = change_at("later", -5);
	betweens[0] = range("v1");
	for (int i = 1; i < 8; i++) {
		static const char *const ids[] = {
			"", "a", "b", "c", "d", "e", "f", "g"
		};

		changes[i] = change_at(ids[i], 80 - 10 * i);
		betweens[i] = range(i == 7 ? "gone" : i == 6 ? "v0" : "v1");
	}
	outcome = diagnosed(arena, changes, betweens, 8);
	CHECK_INT(asked, 5);
	CHECK_INT(outcome.missing.count, 2);
	CHECK_STR(outcome.missing.items[0], "what is in \"g\": git: no answer in time");
	CHECK_STR(outcome.missing.items[1],
		  "what is in \"f\": not known: 'v0' is neither");
	CHECK(outcome.known.changes[5].text.length > 0);
	CHECK_INT(outcome.known.changes[1].text.length, 0);
	CHECK_INT(outcome.known.changes[0].text.length, 0);
}

const struct test tests[] = {
	{ "the repository is that of the feed or of the service",
	  the_repository_is_that_of_the_feed_or_of_the_service },
	{ "what the change says itself is read beside the difference",
	  what_the_change_says_itself_is_read_beside_the_difference },
	{ "a live diagnosis reads the difference",
	  a_live_diagnosis_reads_the_difference },
	{ "what is not known is missing, and the nearest are asked",
	  what_is_not_known_is_missing_and_the_nearest_are_asked },
	{ 0 },
};
