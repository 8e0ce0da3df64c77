/* The live diagnosis against systems that the test plays: what is asked, what becomes of
 * it, and what is said of who does not answer. */
#include "check.h"

#include "app/app.h"
#include "app/investigation/live.h"
#include "base/limits.h"

#include <string.h>
#include <unistd.h>

enum { TEST_BYTES_MAX = 256 << 20, HANG_MS = 400, STEP_MS = 15000 };
#define NOW   1795242600000 /* 2026-11-21T06:30:00Z */
#define ONSET (NOW - 8 * MINUTE_MS)

/* What the systems do, by their addresses. */
static bool is(const struct probe_call *call, const char *word)
{
	return str_contains(labels_setting(call->arguments, call->argument_count, "url"),
			    str_of(word));
}

static instant_ms time_of(const struct probe_call *call, const char *name)
{
	struct error error = { 0 };
	instant_ms at = 0;

	CHECK_OK(
		instant_parse(labels_setting(call->arguments, call->argument_count, name),
			      &at, &error),
		error);
	return at;
}

static int asked_hanging; /* counted by one thread: of one system one is asked at a time
			   */

static bool hang(struct error *error)
{
	asked_hanging++;
	usleep(HANG_MS * 1000);
	return error_set(error, ERROR_TIMEOUT, "no answer within its time");
}

static str entity_of(const struct probe_call *call)
{
	return labels_setting(call->arguments, call->argument_count, "entity");
}

/* On other days it does more than now each hour, for as long. */
static bool is_night_work(instant_ms at)
{
	return at < NOW - 12 * HOUR_MS && at % HOUR_MS < 8 * MINUTE_MS;
}

static void add_series(const struct probe_call *call, struct found_series *found)
{
	instant_ms from = time_of(call, "from"), to = time_of(call, "to");
	size_t count = (size_t)((to - from) / STEP_MS);
	instant_ms *at = arena_many(call->arena, instant_ms, count);
	double *values = arena_many(call->arena, double, count);

	for (size_t i = 0; i < count; i++) {
		at[i] = from + (instant_ms)i * STEP_MS;
		values[i] = 1 + (double)(i * 7 % 5) / 10 +
			    (at[i] >= ONSET && is(call, "sick") ? 20 : 0) +
			    (at[i] >= ONSET && is(call, "nightly") ? 5 : 0) +
			    (is(call, "nightly") && is_night_work(at[i]) ? 60 : 0);
	}
	*list_add(call->arena, found) = (struct case_series){
		.entity = entity_of(call),
		.name = STR("requests failing"),
		.unit = STR("percent"),
		.at = at,
		.values = values,
		.count = count,
	};
}

static bool ask_series(const struct probe_call *call, struct probe_finding *ret,
		       struct error *error)
{
	if (is(call, "hanging"))
		return hang(error);
	/* It is younger than a week. */
	if (is(call, "young") && time_of(call, "to") < NOW - 2 * DAY_MS)
		return true;
	*ret = (struct probe_finding){ .has_data = true };
	add_series(call, &ret->series);
	return true;
}

/* Each 3 s a request is served; since the onset each second one fails. */
static bool ask_lines(const struct probe_call *call, struct probe_finding *ret,
		      struct error *error)
{
	struct found_lines lines = { .window = { time_of(call, "from"),
						 time_of(call, "to") } };

	if (is(call, "hanging"))
		return hang(error);
	if (is(call, "half") && lines.window.to > ONSET)
		return error_set(error, ERROR_UNAVAILABLE, "answered 502");
	for (instant_ms at = lines.window.from; at < lines.window.to; at += 3000)
		*list_add(call->arena, &lines) = (struct case_line){
			.entity = entity_of(call),
			.text = arena_format(call->arena, "served request %lld",
					     (long long)(at / 3000)),
			.at = at,
		};
	for (instant_ms at = ONSET; at < lines.window.to; at += 1000)
		*list_add(call->arena, &lines) = (struct case_line){
			.entity = entity_of(call),
			.text = arena_format(call->arena,
					     "ERROR pool of %lld connections is empty",
					     (long long)(at / 1000 % 90)),
			.at = at,
		};
	ret->lines = lines;
	return true;
}

/* Each trace is a gateway that calls the stock; since the onset the stock fails. */
static void add_trace(const struct probe_call *call, struct found_spans *spans,
		      instant_ms at, bool failed)
{
	str id = arena_format(call->arena, "%llx", (unsigned long long)at);

	for (int i = 0; i < 2; i++)
		*list_add(call->arena, spans) = (struct case_span){
			.trace = id,
			.id = i == 0 ? STR("a") : STR("b"),
			.parent = i == 0 ? STR("") : STR("a"),
			.entity = i == 0 ? STR("gateway") : STR("stock-v2"),
			.operation = i == 0 ? STR("GET /order") : STR("reserve"),
			.start_us = at * 1000,
			.took_us = 9000 - i * 2000 + at / 1000 % 100,
			.failed = failed,
		};
}

static bool ask_spans(const struct probe_call *call, struct probe_finding *ret,
		      struct error *error)
{
	instant_ms from = time_of(call, "from"), to = time_of(call, "to");
	struct found_spans spans = { 0 };

	if (is(call, "hanging"))
		return hang(error);
	if (is(call, "half") && to > ONSET)
		return error_set(error, ERROR_UNAVAILABLE, "answered 502");
	for (int i = 0; i < 5; i++) {
		instant_ms at = to - 1 - (to - from) * i / 5;

		add_trace(call, &spans, at, at >= ONSET);
	}
	ret->spans = spans;
	return true;
}

static const struct probe series_probe = { .name = "series", .ask = ask_series };
static const struct probe lines_probe = { .name = "loki_lines", .ask = ask_lines };
static const struct probe spans_probe = { .name = "tempo_spans", .ask = ask_spans };
static const struct probe *const probes[] = { &series_probe, &lines_probe, &spans_probe };
static const struct ports ports = { .probes = probes, .probe_count = COUNT_OF(probes) };

static struct live_question questions[] = {
	{ .entity = STR_INIT("orders"),
	  .name = STR_INIT("requests failing"),
	  .query = STR_INIT("failing"),
	  .unit = STR_INIT("percent"),
	  .url = STR_INIT("http://sick"),
	  .is_measurement = true,
	  .good = COMPARE_BELOW,
	  .threshold = 10 },
	{ .entity = STR_INIT("stock"),
	  .name = STR_INIT("requests failing"),
	  .query = STR_INIT("failing"),
	  .unit = STR_INIT("percent"),
	  .url = STR_INIT("http://well") },
};

static struct live_source sources[] = {
	{ LIVE_LOKI, STR_INIT("orders"), STR_INIT("http://loki"), STR_INIT(""),
	  STR_INIT("{app=\"orders\"}") },
};

static struct live_plan plan_of(void)
{
	return (struct live_plan){
		.wish = { .service = STR("orders"),
			  .code = STR("INC-2026-11-21-001"),
			  .alert_at = NOW - MINUTE_MS,
			  .onset = NOW - MINUTE_MS },
		.now = NOW,
		.asked = { NOW - ONSET_WINDOW_MS, NOW },
		.step = STEP_MS,
		.questions = questions,
		.question_count = COUNT_OF(questions),
		.sources = sources,
		.source_count = COUNT_OF(sources),
	};
}

static struct live_outcome diagnosed(struct arena *arena, const struct live_plan *plan)
{
	struct app app = { .ports = &ports };
	struct live_outcome outcome;

	live_diagnose(&app, arena, NULL, plan, &outcome);
	return outcome;
}

static bool says(const struct live_outcome *outcome, const char *words)
{
	for (size_t i = 0; i < outcome->missing.count; i++)
		if (str_contains(outcome->missing.items[i], str_of(words)))
			return true;
	return false;
}

static void lines_are_found_and_can_be_followed(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct live_plan plan = plan_of();
	struct live_outcome outcome = diagnosed(arena, &plan);
	str body = live_body(arena, &plan, &outcome);

	CHECK_OK(outcome.is_made, outcome.error);
	CHECK(outcome.diagnosis.anything);
	CHECK_STR(outcome.diagnosis.suspects[0].entity, "orders");
	CHECK_INT(outcome.missing.count, 0);
	CHECK(str_contains(body, STR("\"kind\":\"lines-new\"")));
	CHECK(str_contains(body, STR("2026-11-21T06:22:00Z ERROR pool of ")));
	CHECK(str_contains(body, STR("{app=\\\"orders\\\"} |= `connections is empty`")));
	CHECK(str_contains(body, STR("\"show\":\"stanch diagnosis finding "
				     "INC-2026-11-21-001 F1\"")));
	CHECK(str_contains(body, STR("600 lines since 05:52:00 UTC, 642 since it "
				     "began")));
}

/* Lines of one side alone would look like silence on the other. */
static void of_half_an_answer_nothing_is_concluded(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct live_plan plan = plan_of();
	struct live_source half = sources[0];

	half.url = STR("http://half");
	plan.sources = &half;

	struct live_outcome outcome = diagnosed(arena, &plan);

	CHECK_OK(outcome.is_made, outcome.error);
	CHECK_INT(outcome.known.line_count, 0);
	CHECK(says(&outcome, "log lines of orders: answered 502"));
	CHECK(!str_contains(live_body(arena, &plan, &outcome), STR("lines-vanished")));
}

static void lines_alone_are_enough(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct live_plan plan = plan_of();

	plan.question_count = 0;
	plan.wish.onset = ONSET;

	struct live_outcome outcome = diagnosed(arena, &plan);

	CHECK_OK(outcome.is_made, outcome.error);
	CHECK(outcome.diagnosis.anything);
	plan.source_count = 0;
	outcome = diagnosed(arena, &plan);
	CHECK(!outcome.is_made);
	CHECK(str_contains(str_of(outcome.error.text), STR("nothing to look at")));
}

/* Three that hang take the time of one, and each is asked once. */
static void one_that_hangs_delays_no_other(void)
{
	static const char *const urls[] = { "http://hanging1", "http://hanging2",
					    "http://hanging3" };
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct live_plan plan = plan_of();
	struct live_question asked[2 + 3 * 4];
	int64_t start_us, took_ms;

	memcpy(asked, questions, sizeof(questions));
	plan.questions = asked;
	plan.question_count = COUNT_OF(asked);
	for (size_t i = 2; i < COUNT_OF(asked); i++) {
		asked[i] = questions[1];
		asked[i].url = str_of(urls[i % 3]);
	}
	start_us = clock_monotonic_us();
	struct live_outcome outcome = diagnosed(arena, &plan);
	took_ms = (clock_monotonic_us() - start_us) / 1000;
	CHECK_OK(outcome.is_made, outcome.error);
	CHECK_INT(outcome.known.series_count, 2);
	CHECK(took_ms < 2 * HANG_MS);
	CHECK_INT(outcome.unheard.count, 3);
	CHECK(says(&outcome, "requests failing of stock: no answer within its time"));
	CHECK(says(&outcome, "requests failing of stock: not asked, since it did not "
			     "answer"));
	CHECK_INT(outcome.missing.count, 12);
}

static void who_rests_is_not_asked(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct live_plan plan = plan_of();
	struct live_source hanging = sources[0];

	hanging.url = STR("http://hanging");
	plan.sources = &hanging;
	*list_add(arena, &plan.resting) = (struct unheard){ .url = hanging.url,
							    .why = STR("answered 503") };
	asked_hanging = 0;

	struct live_outcome outcome = diagnosed(arena, &plan);

	CHECK_OK(outcome.is_made, outcome.error);
	CHECK_INT(asked_hanging, 0);
	CHECK(says(&outcome, "log lines of orders: not asked, since it did not answer "
			     "others: answered 503"));
	CHECK(!outcome.unheard.items[0].was_asked);
}

static struct live_plan plan_of_traces(struct arena *arena, struct live_source *source)
{
	struct live_plan plan = plan_of();

	*source = (struct live_source){ .kind = LIVE_TEMPO,
					.entity = STR("stock"),
					.url = STR("http://tempo/"),
					.query = STR("stock-v2") };
	plan.sources = source;
	*list_add(arena, &plan.traced) = (struct traced){ STR("stock-v2"), STR("stock") };
	return plan;
}

static void traces_are_found_and_can_be_followed(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct live_source source;
	struct live_plan plan = plan_of_traces(arena, &source);
	struct live_outcome outcome = diagnosed(arena, &plan);
	str body = live_body(arena, &plan, &outcome);

	CHECK_OK(outcome.is_made, outcome.error);
	CHECK_INT(outcome.known.span_count, 2 * 50);
	CHECK_STR(outcome.known.spans[1].entity, "stock");
	CHECK(str_contains(body, STR("\"kind\":\"call-errors\"")));
	/* A sample does not stand for all calls: what is measured counts as well. */
	CHECK(str_contains(body, STR("\"kind\":\"metric\"")));
	CHECK(str_contains(body, STR("reserve fails by itself in 100 % of its calls")));
	CHECK(str_contains(body, STR("\"traces\":[\"http://tempo/api/v2/traces/1a1f")));
	CHECK(str_contains(body,
			   STR("30 of the half hour before and 20 since it began")));
	/* The same traces by another service's question count once. */
	struct live_source both[] = { source, source };

	plan.sources = both;
	plan.source_count = 2;
	outcome = diagnosed(arena, &plan);
	CHECK_INT(outcome.known.span_count, 2 * 50);
	both[0].url = both[1].url = STR("http://half");
	outcome = diagnosed(arena, &plan);
	CHECK_INT(outcome.known.span_count, 0);
	CHECK(says(&outcome, "traces of stock: answered 502"));
}

static struct live_plan plan_with_days(struct live_question *question, const char *url)
{
	struct live_plan plan = plan_of();

	*question = questions[0];
	question->url = str_of(url);
	plan.questions = question;
	plan.question_count = 1;
	plan.source_count = 0;
	plan.quiet_ago[0] = DAY_MS;
	plan.quiet_ago[1] = 7 * DAY_MS;
	plan.quiet_count = 2;
	return plan;
}

static void other_days_teach_what_is_usual(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct live_question question;
	struct live_plan plan = plan_with_days(&question, "http://sick");

	*list_add(arena, &plan.unquiet) = STR("2026-11-19: INC-2026-11-19-001 of orders");

	struct live_outcome outcome = diagnosed(arena, &plan);
	str body = live_body(arena, &plan, &outcome);

	CHECK_OK(outcome.is_made, outcome.error);
	CHECK(outcome.diagnosis.anything);
	CHECK_INT(outcome.known.quiet_count, 2);
	CHECK_INT(outcome.known.quiet[0].to, ONSET - DAY_MS);
	CHECK(str_contains(body, STR("Quiet hours of another day: 2026-11-20T04:30 to "
				     "06:22 UTC, 1 series.")));
	CHECK(str_contains(body, STR("Not quiet at these hours: 2026-11-19: "
				     "INC-2026-11-19-001 of orders.")));
	/* Charts show what was asked for, and not last week. */
	CHECK(str_contains(body, STR("\"chart\":{\"at\":[17952354")));

	/* What is wilder each night is no finding; without these nights it is one. */
	plan = plan_with_days(&question, "http://nightly");
	/* Not of whom the alert is: that one stands out in any case. */
	question.entity = STR("stock");
	plan.wish.onset = ONSET;
	CHECK(!diagnosed(arena, &plan).diagnosis.anything);
	plan.quiet_count = 0;
	CHECK(diagnosed(arena, &plan).diagnosis.anything);
}

static void of_a_day_without_data_nothing_is_learnt(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct live_question question;
	struct live_plan plan = plan_with_days(&question, "http://sick-young");
	struct live_outcome outcome = diagnosed(arena, &plan);

	CHECK_OK(outcome.is_made, outcome.error);
	CHECK_INT(outcome.known.quiet_count, 1);
	CHECK(str_contains(outcome.quiet_says,
			   STR("Of 2026-11-14T04:30 to 06:22 UTC nothing is known: no "
			       "series was there then.")));
}

const struct test tests[] = {
	{ "other days teach what is usual", other_days_teach_what_is_usual },
	{ "of a day without data nothing is learnt",
	  of_a_day_without_data_nothing_is_learnt },
	{ "traces are found and can be followed", traces_are_found_and_can_be_followed },
	{ "lines are found and can be followed", lines_are_found_and_can_be_followed },
	{ "of half an answer nothing is concluded",
	  of_half_an_answer_nothing_is_concluded },
	{ "lines alone are enough", lines_alone_are_enough },
	{ "one that hangs delays no other", one_that_hangs_delays_no_other },
	{ "who rests is not asked", who_rests_is_not_asked },
	{ NULL, NULL },
};
