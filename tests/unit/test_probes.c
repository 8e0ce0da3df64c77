#include "check.h"
#include "http_double.h"
#include "probes/probes.h"
#include "probes/redis_health.h"
#include "redis_child.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { TEST_BYTES_MAX = 64 << 20, WAIT_MS = 4000, NOW = 1000 };

static const struct probe *probe(const char *name)
{
	size_t count;
	const struct probe *const *all = probes_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(str_of(name), all[i]->name))
			return all[i];
	abort();
}

struct inquiry {
	const char *probe;
	struct probe_call call;
	bool answered;
	struct probe_finding finding;
	struct error error;
};

static void *ask(void *context)
{
	struct inquiry *question = context;

	question->answered = probe(question->probe)
				     ->ask(&question->call, &question->finding,
					   &question->error);
	return NULL;
}

static struct inquiry ask_with(const char *name, struct arena *arena,
			       const struct label *arguments, size_t count)
{
	struct inquiry question = { .probe = name,
				    .call = { .arena = arena,
					      .arguments = arguments,
					      .argument_count = count,
					      .now = NOW,
					      .wait_ms = WAIT_MS } };

	in_own_thread(ask, &question);
	return question;
}

static struct inquiry ask_prometheus(struct arena *arena, str url)
{
	struct label arguments[] = { { STR("url"), url },
				     { STR("query"),
				       STR("rate(errors[1m]) > 0+\xc3\xb6") },
				     { STR("unit"), STR("percent") },
				     { STR("name"), STR("writes failing") },
				     { STR("fact"), STR("writes.failing") } };

	return ask_with("prometheus", arena, arguments, COUNT_OF(arguments));
}

#define ENVELOPE(type, result) \
	"{\"status\":\"success\",\"data\":{\"resultType\":\"" type \
	"\",\"result\":" result "}}"

static void one_series_is_a_number_with_its_own_time(void)
{
	static const str answers[] = {
		STR_INIT(ENVELOPE("vector", "[{\"metric\":{\"a\":\"b\"},\"value\":["
					    "1795240082.253,\"96.5\"]}]")),
		STR_INIT(ENVELOPE("scalar", "[1795240082.253,\"96.5\"]")),
	};

	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_double d;
		struct inquiry question;
		const struct fact *fact;

		double_start(&d);
		d.answer = answers[i];
		question = ask_prometheus(
			arena, arena_format(arena, STR_FMT "/", STR_ARG(d.url)));
		CHECK_OK(question.answered, question.error);
		CHECK_STR(d.method, "POST");
		CHECK_STR(d.path, "/api/v1/query");
		CHECK_STR(double_header(&d, "Content-Type"),
			  "application/x-www-form-urlencoded");
		CHECK_STR(d.body, "query=rate%28errors%5B1m%5D%29%20%3E%200%2B%C3%B6");
		CHECK(question.finding.has_data && question.finding.sample.has_value);
		CHECK(question.finding.sample.value == 96.5);
		CHECK_INT(question.finding.sample.at, 1795240082253);
		CHECK_STR(question.finding.meaning, "96.5 %");
		CHECK_STR_EQ(question.finding.body, answers[i]);
		fact = facts_find(&question.finding.facts, STR("writes.failing"));
		CHECK(fact && fact->number == 96.5);
	}
}

static const struct {
	const char *answer, *meaning, *problem;
} numberless[] = {
	{ ENVELOPE("vector", "[]"), "no series", "no series" },
	{ ENVELOPE("vector", "[{\"metric\":{},\"value\":[1795240082,\"NaN\"]}]"),
	  "the result is not a number", "the result is not a number" },
	{ ENVELOPE("vector", "[{\"metric\":{},\"value\":[1795240082,\"+Inf\"]}]"),
	  "the result is infinite", "the result is infinite" },
};

static void no_number_is_no_data_and_never_zero(void)
{
	for (size_t i = 0; i < COUNT_OF(numberless); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_double d;
		struct inquiry question;

		double_start(&d);
		d.answer = str_of(numberless[i].answer);
		question = ask_prometheus(arena, d.url);
		CHECK_OK(question.answered, question.error);
		CHECK_CASE(!question.finding.has_data &&
				   !question.finding.sample.has_value &&
				   isnan(question.finding.sample.value) &&
				   question.finding.facts.count == 0,
			   numberless[i].answer);
		CHECK_STR_EQ(question.finding.meaning, str_of(numberless[i].meaning));
		CHECK_STR_EQ(question.finding.sample.problem,
			     str_of(numberless[i].problem));
	}
}

static struct inquiry ask_onset(struct arena *arena, str url)
{
	struct label arguments[] = { { STR("url"), url },
				     { STR("query"), STR("errors") },
				     { STR("unit"), STR("percent") },
				     { STR("comparison"), STR("below") },
				     { STR("threshold"), STR("10") } };

	return ask_with("onset", arena, arguments, COUNT_OF(arguments));
}

static void the_onset_is_the_first_sample_in_breach(void)
{
	static const struct {
		const char *answer, *meaning;
		instant_ms at; /* 0: none */
	} cases[] = {
		{ ENVELOPE("matrix",
			   "[{\"metric\":{},\"values\":[[60,\"5\"],[75,\"NaN\"],"
			   "[90,\"20\"],[105,\"30\"]]}]"),
		  "in breach since 00:01:30 UTC: 5 % → 20 %", 90000 },
		{ ENVELOPE("matrix", "[{\"metric\":{},\"values\":[[60,\"20\"]]}]"),
		  "in breach for longer than the 2:00:00 that were looked at", 0 },
		{ ENVELOPE("matrix", "[{\"metric\":{},\"values\":[[60,\"5\"]]}]"),
		  "it is not in breach", 0 },
		{ ENVELOPE("matrix", "[]"), "no series", 0 },
		{ ENVELOPE("matrix", "[{\"values\":[]},{\"values\":[]}]"),
		  "2 series where one is needed", 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_double d;
		struct inquiry question;

		double_start(&d);
		d.answer = str_of(cases[i].answer);
		question = ask_onset(arena, d.url);
		CHECK_OK(question.answered, question.error);
		CHECK_STR(d.path, "/api/v1/query_range");
		CHECK_STR_EQ(question.finding.meaning, str_of(cases[i].meaning));
		CHECK_CASE(question.finding.sample.has_value == (cases[i].at != 0),
			   cases[i].answer);
		CHECK_INT(question.finding.sample.at, cases[i].at);
	}
}

static void the_rule_that_waits_least_says_how_long_it_waits(void)
{
	static const struct label none[1];
	static const struct {
		const char *groups, *meaning;
		double waits; /* NaN: none */
	} cases[] = {
		{ "[{\"rules\":[{\"name\":\"Slow\",\"duration\":900},"
		  "{\"name\":\"Other\",\"duration\":1}]},"
		  "{\"rules\":[{\"name\":\"Slow\",\"duration\":300}]}]",
		  "Slow waits 5:00 before it fires", 300 },
		{ "[]", "no rule is called Slow", NAN },
		{ "[{\"rules\":[{\"name\":\"Slow\"},7,null]},{}]",
		  "no rule is called Slow", NAN },
		{ "[{\"rules\":[{\"name\":\"Slow\",\"duration\":-5}]}]",
		  "no rule is called Slow", NAN },
		{ "{}", "no rule is called Slow", NAN },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_double d;
		struct inquiry question;

		double_start(&d);
		d.answer = arena_format(
			arena, "{\"status\":\"success\",\"data\":{\"groups\":%s}}",
			cases[i].groups);

		struct label arguments[] = { { STR("url"), d.url },
					     { STR("alert"), STR("Slow") } };

		question = ask_with("alert_rule", arena, arguments, COUNT_OF(arguments));
		CHECK_OK(question.answered, question.error);
		CHECK_STR(d.method, "GET");
		CHECK_STR_EQ(question.finding.meaning, str_of(cases[i].meaning));
		CHECK_CASE(question.finding.sample.has_value == !isnan(cases[i].waits) &&
				   (isnan(cases[i].waits) ||
				    question.finding.sample.value == cases[i].waits),
			   cases[i].groups);
	}

	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct inquiry question = ask_with("alert_rule", arena, none, 0);

	CHECK_STR(str_of(question.error.text),
		  "alert_rule: the argument 'url' is missing");
}

static void samples_that_cannot_be_read_are_an_error(void)
{
	static const char *const answers[] = {
		ENVELOPE("matrix", "[{\"values\":[[60]]}]"),
		ENVELOPE("matrix", "[{\"values\":[\"x\"]}]"),
		ENVELOPE("matrix", "{}"),
	};

	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_double d;
		struct inquiry question;

		double_start(&d);
		d.answer = str_of(answers[i]);
		question = ask_onset(arena, d.url);
		CHECK_CASE(!question.answered, answers[i]);
	}
}

static struct inquiry ask_series(struct arena *arena, str url, const char *to)
{
	struct label arguments[] = { { STR("url"), url },
				     { STR("query"), STR("rate(errors[1m])") },
				     { STR("name"), STR("errors") },
				     { STR("unit"), STR("per second") },
				     { STR("entity"), STR("orders") },
				     { STR("label"), STR("pod") },
				     { STR("from"), STR("1970-01-01T00:01:00Z") },
				     { STR("to"), str_of(to) },
				     { STR("step"), STR("15000") } };

	return ask_with("series", arena, arguments, COUNT_OF(arguments));
}

static void a_past_is_read_series_by_series(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	const struct case_series *series;
	struct inquiry question;

	double_start(&d);
	d.answer = STR(ENVELOPE(
		"matrix",
		"[{\"metric\":{\"pod\":\"orders-1\",\"code\":\"500\"},"
		"\"values\":[[60,\"1\"],[75,\"+Inf\"],[90,\"NaN\"],[105,\"2.5\"]]},"
		"{\"metric\":{},\"values\":[]}]"));
	question = ask_series(arena, d.url, "1970-01-01T00:02:00Z");
	CHECK_OK(question.answered, question.error);
	CHECK_STR(d.path, "/api/v1/query_range");
	CHECK(question.finding.has_data);
	CHECK_INT(question.finding.series.count, 2);
	series = question.finding.series.items;
	CHECK_STR_EQ(series[0].entity, STR("orders-1"));
	CHECK_STR_EQ(series[0].name, STR("errors code=500"));
	CHECK_INT(series[0].count, 4);
	CHECK_INT(series[0].at[3], 105000);
	CHECK(series[0].values[0] == 1 && isnan(series[0].values[1]) &&
	      isnan(series[0].values[2]) && series[0].values[3] == 2.5);
	CHECK_STR_EQ(series[1].entity, STR("orders"));
	CHECK_INT(series[1].count, 0);

	d.answer = STR(ENVELOPE("matrix", "[]"));
	question = ask_series(arena, d.url, "1970-01-01T00:02:00Z");
	CHECK_OK(question.answered, question.error);
	CHECK(!question.finding.has_data);
	CHECK_STR_EQ(question.finding.meaning, STR("no series"));
}

static void a_past_that_is_none_or_too_long_is_refused(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	static const char *const answers[] = {
		ENVELOPE("vector", "[]"), ENVELOPE("matrix", "{}"),
		ENVELOPE("matrix", "[{\"values\":[[60]]}]"), "{}", "half a bo"
	};

	CHECK(!ask_series(arena, STR("http://127.0.0.1:1"), "1970-01-01T00:01:00Z")
		       .answered);
	CHECK_STR(str_of(ask_series(arena, STR("http://127.0.0.1:1"),
				    "1970-01-02T00:01:00Z")
				 .error.text),
		  "series: more than 720 samples a series");
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		scoped_double d;

		double_start(&d);
		d.answer = str_of(answers[i]);
		CHECK_CASE(!ask_series(arena, d.url, "1970-01-01T00:02:00Z").answered,
			   answers[i]);
	}
}

static void several_series_are_named_and_none_is_chosen(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	struct inquiry question;

	double_start(&d);
	d.answer = STR(ENVELOPE(
		"vector", "[{\"metric\":{\"i\":\"a\"},\"value\":[1,\"1\"]},"
			  "{\"metric\":{\"i\":\"b\",\"j\":\"c\"},\"value\":[1,\"2\"]},"
			  "{\"metric\":{},\"value\":[1,\"NaN\"]},"
			  "{\"metric\":{},\"value\":[1,\"4\"]},"
			  "{\"metric\":{},\"value\":[1,\"5\"]},"
			  "{\"metric\":{},\"value\":[1,\"6\"]}]"));
	question = ask_prometheus(arena, d.url);
	CHECK_OK(question.answered, question.error);
	CHECK(question.finding.has_data && !question.finding.sample.has_value);
	CHECK_INT(question.finding.facts.count, 0);
	CHECK_STR(question.finding.meaning, "6 series: {i=\"a\"} 1 %; {i=\"b\", j=\"c\"} "
					    "2 %; {} not a number; {} 4 %; "
					    "{} 5 %; and 1 more");
	CHECK_STR(question.finding.sample.problem, "6 series where one number is needed");
}

static const struct {
	int status;
	const char *answer, *says;
	enum error_kind kind;
} refusals[] = {
	{ 400,
	  "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"1:7: parse "
	  "error\"}",
	  "bad_data: 1:7: parse error", ERROR_INVALID },
	{ 422,
	  "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"many-to-many\"}",
	  "execution: many-to-many", ERROR_INVALID },
	{ 503,
	  "{\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"query timed "
	  "out\"}",
	  "timeout: query timed out", ERROR_UNAVAILABLE },
	{ 502, "<html>Bad gateway</html>", "answered 502: <html>Bad gateway</html>",
	  ERROR_UNAVAILABLE },
	{ 404, "404 page not found", "answered 404: 404 page not found", ERROR_INVALID },
	{ 200, "not json",
	  "its answer is no whole JSON: line 1, column 1: a value expected, 'not' "
	  "found",
	  ERROR_UNAVAILABLE },
	{ 200, ENVELOPE("vector", "7"), "an answer without a result", ERROR_UNAVAILABLE },
	{ 200, ENVELOPE("vector", "[{}]"), "a value without its time",
	  ERROR_UNAVAILABLE },
	{ 200, ENVELOPE("scalar", "[1,2]"), "a value that cannot be read",
	  ERROR_UNAVAILABLE },
	{ 200, ENVELOPE("scalar", "[1e300,\"2\"]"), "a value that cannot be read",
	  ERROR_UNAVAILABLE },
	{ 200, ENVELOPE("scalar", "[1,\"x\"]"), "'x' is no number", ERROR_UNAVAILABLE },
	{ 200, ENVELOPE("string", "[1,\"s\"]"), "the query gives a string, not a number",
	  ERROR_INVALID },
	{ 200, ENVELOPE("matrix", "[]"), "the query gives a matrix, not a number",
	  ERROR_INVALID },
};

static void what_prometheus_says_is_wrong_is_passed_on(void)
{
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_double d;
		struct inquiry question;

		double_start(&d);
		d.status = refusals[i].status;
		d.answer = str_of(refusals[i].answer);
		question = ask_prometheus(arena, d.url);
		CHECK_CASE(!question.answered && question.error.kind == refusals[i].kind,
			   refusals[i].answer);
		CHECK_STR_EQ(str_of(question.error.text),
			     arena_format(arena, "prometheus " STR_FMT ": %s",
					  STR_ARG(d.url), refusals[i].says));
	}
}

static void a_prometheus_that_is_not_there_is_an_error_and_no_secret_is_shown(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct inquiry question = ask_prometheus(
		arena, arena_format(arena, "http://u:hunter2@127.0.0.1:%u", free_port()));
	struct label none[1];

	CHECK(!question.answered && question.error.kind == ERROR_UNAVAILABLE);
	CHECK(!str_contains(str_of(question.error.text), STR("hunter2")));
	question = ask_with("prometheus", arena, none, 0);
	CHECK_STR(str_of(question.error.text),
		  "prometheus: the argument 'url' is missing");
}

/* -- redis -- */

static struct inquiry ask_redis(struct arena *arena, str address, str what)
{
	struct label arguments[] = { { STR("address"), address }, { STR("what"), what } };

	return ask_with("redis", arena, arguments, COUNT_OF(arguments));
}

static double number_of(const struct inquiry *question, const char *name)
{
	const struct fact *fact = facts_find(&question->finding.facts, str_of(name));

	return fact ? fact->number : NAN;
}

struct writer {
	struct arena *arena;
	const struct test_server *child;
};

static void *write_for_a_while(void *context)
{
	const struct writer *writer = context;

	for (int i = 0; i < 60; i++) {
		redis_child_say(writer->arena, writer->child, "SET more 1");
		usleep(25000);
	}
	return NULL;
}

static void a_full_redis_is_told_with_its_rate_of_refusals(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_arena other = arena_new(TEST_BYTES_MAX);
	struct test_server child;
	struct writer writer = { .arena = other, .child = &child };
	struct inquiry question;
	pthread_t thread;

	/* An empty server uses about a megabyte, so it is full from the start. */
	if (!redis_child_start(&child, "500kb"))
		return;
	/* What was refused before the first look is no part of the rate. */
	for (int i = 0; i < 100; i++)
		redis_child_say(arena, &child, "SET before 1");
	if (pthread_create(&thread, NULL, write_for_a_while, &writer) != 0)
		abort();
	usleep(100000);
	question = ask_redis(arena, redis_child_address(arena, &child), STR("info"));
	pthread_join(thread, NULL);
	server_stop(&child);
	CHECK_OK(question.answered, question.error);
	CHECK(question.finding.has_data);
	CHECK(number_of(&question, "redis.maxmemory") == 512000);
	CHECK(number_of(&question, "redis.used_memory") > 512000);
	CHECK(number_of(&question, "redis.used_memory_percent") > 100);
	CHECK(number_of(&question, "redis.oom_errors") >= 110);
	CHECK(number_of(&question, "redis.oom_errors_per_second") > 10 &&
	      number_of(&question, "redis.oom_errors_per_second") < 45);
	CHECK(number_of(&question, "redis.evicted_keys") == 0);
	CHECK(number_of(&question, "redis.total_system_memory") > 1e6);
	CHECK(number_of(&question, "redis.connected_clients") >= 1);
	CHECK(number_of(&question, "redis.uptime") >= 0);
	CHECK_STR(
		facts_find(&question.finding.facts, STR("redis.maxmemory_policy"))->text,
		"noeviction");
	CHECK_STR(facts_find(&question.finding.facts, STR("redis.role"))->text, "master");
	CHECK(str_contains(question.finding.meaning, STR(" of 500 KiB used (")));
	CHECK(str_contains(question.finding.meaning,
			   STR("), policy noeviction: writes are refused, ")));
	CHECK(str_ends_with(question.finding.meaning, STR(" /s")));
}

static void a_redis_without_a_limit_has_no_percentage(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct test_server child;
	struct inquiry question;

	if (!redis_child_start(&child, "0"))
		return;
	question = ask_redis(arena, redis_child_address(arena, &child), STR("info"));
	CHECK_OK(question.answered, question.error);
	CHECK(isnan(number_of(&question, "redis.used_memory_percent")));
	CHECK(number_of(&question, "redis.oom_errors_per_second") == 0);
	CHECK(str_ends_with(question.finding.meaning, STR(" used, no limit set")));

	redis_child_say(arena, &child, "CONFIG SET requirepass hunter2");
	question = ask_redis(arena, redis_child_address(arena, &child), STR("info"));
	CHECK(!question.answered);
	server_stop(&child);
}

static void the_settings_are_read_and_the_password_is_not_among_them(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct test_server child;
	struct inquiry question;

	if (!redis_child_start(&child, "32mb"))
		return;
	redis_child_say(arena, &child, "CONFIG SET masterauth hunter2");
	question = ask_redis(arena, redis_child_address(arena, &child), STR("config"));
	server_stop(&child);
	CHECK_OK(question.answered, question.error);
	CHECK(number_of(&question, "redis.maxmemory") == 32 << 20);
	CHECK(str_contains(question.finding.body, STR("maxmemory-policy noeviction\n")));
	CHECK(!str_contains(question.finding.body, STR("hunter2")));
}

static struct inquiry ask_protected(struct arena *arena, str address, str user,
				    str password)
{
	static struct redis_config servers[1];
	static struct config config = { .redis_servers = servers,
					.redis_server_count = 1 };
	struct label *arguments = arena_many(arena, struct label, 2);
	struct inquiry inquiry = { .probe = "redis",
				   .call = { .arena = arena,
					     .config = &config,
					     .arguments = arguments,
					     .argument_count = 2,
					     .now = NOW,
					     .wait_ms = WAIT_MS } };

	servers[0] = (struct redis_config){ address, user, password };
	arguments[0] = (struct label){ STR("address"), address };
	arguments[1] = (struct label){ STR("what"), STR("config") };
	in_own_thread(ask, &inquiry);
	return inquiry;
}

static void a_protected_redis_is_asked_with_the_password_of_the_configuration(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct test_server child;
	struct inquiry question;

	if (!redis_child_start(&child, "8mb"))
		return;

	str address = redis_child_address(arena, &child);

	CHECK_STR(redis_child_say(arena, &child,
				  "ACL SETUSER eve on >opensesame +config|get +info"),
		  "OK");
	CHECK_STR(redis_child_say(arena, &child, "CONFIG SET requirepass hunter2"), "OK");
	question = ask_redis(arena, address, STR("config"));
	CHECK(!question.answered);
	CHECK(str_contains(str_of(question.error.text), STR("NOAUTH")));
	question = ask_protected(arena, address, STR(""), STR("hunter2"));
	CHECK_OK(question.answered, question.error);
	CHECK(number_of(&question, "redis.maxmemory") == 8 << 20);
	question = ask_protected(arena, address, STR("eve"), STR("opensesame"));
	CHECK_OK(question.answered, question.error);
	question = ask_protected(arena, address, STR("eve"), STR("hunter2"));
	CHECK(!question.answered);
	CHECK_INT(question.error.kind, ERROR_UNAUTHENTICATED);
	CHECK(!str_contains(str_of(question.error.text), STR("hunter2")));
	server_stop(&child);
}

static void a_redis_alone_is_no_cluster(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct test_server child;

	if (!redis_child_start(&child, "8mb"))
		return;

	struct inquiry question = ask_redis(arena, redis_child_address(arena, &child),
					    STR("cluster"));

	CHECK_OK(question.answered, question.error);
	CHECK(!question.finding.has_data);
	CHECK_STR(question.finding.meaning, "it is no cluster");
	server_stop(&child);
}

/* As a Redis 7 says it after one of three primaries without a replica was killed. */
static void a_cluster_names_the_node_that_fails(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_call call = { .arena = arena, .now = NOW };
	struct probe_finding finding = { 0 };

	redis_tell_cluster(
		&call,
		STR("cluster_state:fail\r\ncluster_slots_assigned:16384\r\n"
		    "cluster_slots_ok:10923\r\ncluster_slots_pfail:0\r\n"
		    "cluster_slots_fail:5461\r\ncluster_known_nodes:3\r\n"
		    "cluster_size:3\r\n"),
		STR("a1 127.0.0.1:7001@17001 myself,master - 0 1 1 connected 0-5460\n"
		    "b2 127.0.0.1:7002@17002,cache-2 master,fail - 1 1 2 disconnected "
		    "5461-10922\n"
		    "c3 127.0.0.1:7003@17003 master,nofailover - 0 1 3 connected "
		    "10923-16383\nnonsense\n"),
		&finding);
	CHECK(finding.has_data);
	CHECK_STR(finding.meaning,
		  "cluster state fail, 10923 of 16384 slots served by 3 nodes; 1 fail: "
		  "127.0.0.1:7002; it refuses commands while that is so");
	CHECK(facts_find(&finding.facts, STR("redis.cluster_nodes_failing"))->number ==
	      1);
	CHECK(facts_find(&finding.facts, STR("redis.cluster_slots_failed"))->number ==
	      5461);
	CHECK_STR(facts_find(&finding.facts, STR("redis.cluster_state"))->text, "fail");
}

static void what_is_wrong_beside_memory_is_said(void)
{
	static const struct {
		const char *info, *words;
	} cases[] = {
		{ "rdb_last_bgsave_status:ok\r\naof_last_write_status:ok\r\n", "" },
		{ "rdb_last_bgsave_status:err\r\n", "; the last save to disk failed" },
		{ "role:slave\r\nmaster_host:10.0.0.7\r\nmaster_link_status:down\r\n",
		  "; its link to the primary 10.0.0.7 is down" },
		{ "connected_clients:95\r\nmaxclients:100\r\n",
		  "; 95 of 100 clients connected" },
		{ "keyspace_hits:10\r\nkeyspace_misses:990\r\n",
		  "; only 1 % of the keys asked for were there" },
		{ "keyspace_hits:0\r\nkeyspace_misses:3\r\n", "" },
		{ "loading:1\r\n", "; it is still loading its data" },
		{ "", "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct probe_call call = { .arena = arena, .now = NOW };
		struct facts facts = { 0 };

		CHECK_STR_EQ(redis_tell_health(&call, str_of(cases[i].info), &facts),
			     str_of(cases[i].words));
	}
}

static void a_redis_that_is_not_there_is_an_error(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct inquiry question = ask_redis(
		arena, arena_format(arena, "127.0.0.1:%u", free_port()), STR("info"));

	CHECK(!question.answered && question.error.kind == ERROR_UNAVAILABLE);
	question = ask_redis(arena, STR("u:hunter2@127.0.0.1:6379"), STR("info"));
	CHECK(!question.answered && question.error.kind == ERROR_INVALID);
	CHECK(!str_contains(str_of(question.error.text), STR("hunter2")));
	question = ask_redis(arena, STR("127.0.0.1:6379"), STR("flushall"));
	CHECK(!question.answered && question.error.kind == ERROR_INVALID);
}

/* -- changes -- */

static struct inquiry ask_changes(struct arena *arena, str rows)
{
	struct inquiry question = {
		.probe = "changes", .call = { .arena = arena, .rows = rows, .now = NOW }
	};

	ask(&question);
	return question;
}

static void no_change_is_an_answer_and_the_nearest_comes_first(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct inquiry question = ask_changes(arena, STR("[]"));

	CHECK_OK(question.answered, question.error);
	CHECK(question.finding.has_data);
	CHECK_STR(question.finding.meaning, "none recorded in the 60 min before");
	CHECK(number_of(&question, "changes.count") == 0);

	question = ask_changes(
		arena,
		STR("[{\"title\":\"v41\",\"kind\":\"deploy\",\"author\":\"\",\"before_"
		    "onset_ms\":"
		    "3000000},{\"title\":\"v42\",\"kind\":\"deploy\",\"author\":\"bob\","
		    "\"before_onset_ms\":245000},{\"title\":\"x\",\"kind\":\"flag\","
		    "\"before_onset_ms\":-300000}]"));
	CHECK_OK(question.answered, question.error);
	CHECK(question.finding.has_data);
	CHECK_STR(question.finding.meaning, "deploy \"v42\" by bob 4:05 before; flag "
					    "\"x\" 5:00 after; deploy \"v41\" "
					    "50:00 before");
	CHECK(number_of(&question, "changes.count") == 3);
	CHECK(number_of(&question, "changes.nearest_before") == 245);
	question = ask_changes(arena, STR("["));
	CHECK(!question.answered);
}

/* -- watches -- */

static struct probe_finding look(const char *name, struct arena *arena,
				 const struct label *arguments, size_t count, str memory)
{
	struct inquiry question = { .probe = name,
				    .call = { .arena = arena,
					      .arguments = arguments,
					      .argument_count = count,
					      .now = NOW,
					      .wait_ms = 300,
					      .memory = memory } };

	in_own_thread(ask, &question);
	if (question.answered)
		return question.finding;
	return (struct probe_finding){
		.verdict = question.error.kind == ERROR_TIMEOUT ? WATCH_HANGS
								: WATCH_UNREACHABLE,
		.meaning = arena_copy(arena, str_of(question.error.text)),
	};
}

static void four_ways_to_fail_are_told_apart(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	struct label page[] = { { STR("http"), (str){ 0 } } };
	struct probe_finding finding;

	double_start(&d);
	d.answer = STR("all is well");
	page[0].value = d.url;
	finding = look("http", arena, page, 1, STR(""));
	CHECK_INT(finding.verdict, WATCH_WELL);
	CHECK(facts_find(&finding.facts, STR("http.status"))->number == 200);
	CHECK_INT(facts_find(&finding.facts, STR("http.body_sha256"))->text.length, 64);
	d.status = 500;
	finding = look("http", arena, page, 1, STR(""));
	CHECK_INT(finding.verdict, WATCH_WRONG);
	CHECK_STR(finding.meaning, "it answered 500, not a success");
	/* It speaks no TLS. */
	page[0].value = arena_format(arena, "https" STR_FMT,
				     STR_ARG(str_slice(d.url, 4, d.url.length)));
	finding = look("http", arena, page, 1, STR(""));
	CHECK_INT(finding.verdict, WATCH_UNTRUSTED);
	page[0].value = STR("http://127.0.0.1:1/");
	finding = look("http", arena, page, 1, STR(""));
	CHECK_INT(finding.verdict, WATCH_UNREACHABLE);
}

/* Lines of a log, some of them errors. */
static void grow(const char *path, const char *mode, int lines, int errors)
{
	FILE *file = fopen(path, mode);

	for (int i = 0; i < lines; i++)
		fprintf(file, "081109 203518 %d %s dfs.DataNode: packet of block %d\n", i,
			i < errors ? "ERROR" : "INFO", i * 7);
	fclose(file);
}

static void a_burst_of_errors_in_a_log_is_a_spike(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	char path[] = "/tmp/stanch-log-XXXXXX";
	struct label log[] = { { STR("log_rate"), str_of(path) } };
	struct probe_finding finding;

	close(mkstemp(path));
	/* What is old does not count. */
	grow(path, "a", 1000, 900);
	finding = look("log_rate", arena, log, 1, STR(""));
	CHECK_INT(finding.verdict, WATCH_WELL);
	for (int i = 0; i < 12; i++) {
		grow(path, "a", 100, 5);
		finding = look("log_rate", arena, log, 1, finding.memory);
		CHECK_INT(finding.verdict, WATCH_WELL);
	}
	CHECK_STR(finding.meaning, "5 lines; usual are 5");
	grow(path, "a", 100, 50);
	finding = look("log_rate", arena, log, 1, finding.memory);
	CHECK_INT(finding.verdict, WATCH_WRONG);
	CHECK_STR(finding.meaning, "50 lines in one look, and 5 are usual");
	/* It is not learned. */
	grow(path, "a", 100, 50);
	finding = look("log_rate", arena, log, 1, finding.memory);
	CHECK_INT(finding.verdict, WATCH_WRONG);
	grow(path, "a", 100, 5);
	finding = look("log_rate", arena, log, 1, finding.memory);
	CHECK_INT(finding.verdict, WATCH_WELL);
	/* Cut and begun anew: read from its beginning. */
	grow(path, "w", 60, 60);
	finding = look("log_rate", arena, log, 1, finding.memory);
	CHECK_STR(finding.meaning, "60 lines in one look, and 5 are usual");
	unlink(path);
	finding = look("log_rate", arena, log, 1, finding.memory);
	CHECK_INT(finding.verdict, WATCH_NO_DATA);
	/* Exchanged by another. */
	grow(path, "w", 10, 4);
	finding = look("log_rate", arena, log, 1, finding.memory);
	CHECK_STR(finding.meaning, "4 lines; usual are 5");
	unlink(path);
}

static void a_process_is_counted_by_its_name(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct label process[] = { { STR("process"), STR("test_probes") },
				   { STR("at_least"), STR("1") } };

	CHECK_INT(look("process", arena, process, 1, STR("")).verdict, WATCH_WELL);
	process[1].value = STR("100000");
	CHECK_INT(look("process", arena, process, 2, STR("")).verdict, WATCH_WRONG);
	process[0].value = STR("no-such-process");
	CHECK_INT(look("process", arena, process, 1, STR("")).verdict, WATCH_UNREACHABLE);
}

const struct test tests[] = {
	{ "one series is a number with its own time",
	  one_series_is_a_number_with_its_own_time },
	{ "no number is no data and never zero", no_number_is_no_data_and_never_zero },
	{ "a past is read series by series", a_past_is_read_series_by_series },
	{ "a past that is none or too long is refused",
	  a_past_that_is_none_or_too_long_is_refused },
	{ "several series are named and none is chosen",
	  several_series_are_named_and_none_is_chosen },
	{ "the onset is the first sample in breach",
	  the_onset_is_the_first_sample_in_breach },
	{ "the rule that waits least says how long it waits",
	  the_rule_that_waits_least_says_how_long_it_waits },
	{ "samples that cannot be read are an error",
	  samples_that_cannot_be_read_are_an_error },
	{ "what Prometheus says is wrong is passed on",
	  what_prometheus_says_is_wrong_is_passed_on },
	{ "a Prometheus that is not there is an error and no secret is shown",
	  a_prometheus_that_is_not_there_is_an_error_and_no_secret_is_shown },
	{ "a full Redis is told with its rate of refusals",
	  a_full_redis_is_told_with_its_rate_of_refusals },
	{ "a Redis without a limit has no percentage",
	  a_redis_without_a_limit_has_no_percentage },
	{ "a protected Redis is asked with the password of the configuration",
	  a_protected_redis_is_asked_with_the_password_of_the_configuration },
	{ "a Redis alone is no cluster", a_redis_alone_is_no_cluster },
	{ "a cluster names the node that fails", a_cluster_names_the_node_that_fails },
	{ "what is wrong beside memory is said", what_is_wrong_beside_memory_is_said },
	{ "the settings are read and the password is not among them",
	  the_settings_are_read_and_the_password_is_not_among_them },
	{ "a Redis that is not there is an error",
	  a_redis_that_is_not_there_is_an_error },
	{ "no change is an answer and the nearest comes first",
	  no_change_is_an_answer_and_the_nearest_comes_first },
	{ "four ways to fail are told apart", four_ways_to_fail_are_told_apart },
	{ "a burst of errors in a log is a spike",
	  a_burst_of_errors_in_a_log_is_a_spike },
	{ "a process is counted by its name", a_process_is_counted_by_its_name },
	{ 0 },
};
