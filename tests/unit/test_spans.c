/* Traces as Jaeger's API and a Tempo 2.10 answered them (tests/contract), and what is
 * made of them. */
#include "base/text.h"
#include "config/file.h"
#include "http_double.h"
#include "probes/spans.h"

#include <math.h>
#include <stdlib.h>

enum { TEST_BYTES_MAX = 64 << 20, WAIT_MS = 4000 };

static str recorded(struct arena *arena, const char *name)
{
	str bytes = STR("");
	struct error error = { 0 };

	CHECK_OK(file_read(arena, arena_format(arena, FIXTURES "/../contract/%s", name),
			   1 << 20, &bytes, &error),
		 error);
	return bytes;
}

static str word(const struct probe_finding *finding, const char *name)
{
	const struct fact *fact = facts_find(&finding->facts, str_of(name));

	return fact ? fact->text : STR("");
}

static double number(const struct probe_finding *finding, const char *name)
{
	const struct fact *fact = facts_find(&finding->facts, str_of(name));

	return fact ? fact->number : NAN;
}

/* Three services fail; the error is payment-api's, and so is the time. */
static void check_checkout(const struct probe_finding *finding)
{
	CHECK(finding->has_data);
	CHECK_STR_EQ(word(finding, "traces.errors_begin_in"), STR("payment-api"));
	CHECK_STR_EQ(word(finding, "traces.own_time_of"), STR("payment-api"));
	CHECK(number(finding, "traces.own_time_percent") > 90);
	CHECK(fabs(number(finding, "traces.slowest") - 5.108) < 0.01);
	CHECK(str_contains(finding->meaning,
			   STR("errors begin in payment-api POST /charge")));
	CHECK(str_contains(finding->meaning, STR(": connection pool exhausted; ")));
	/* It failed, too, and only passes on what it got. */
	CHECK(str_contains(finding->body, STR("order-service POST /orders: ")));
	for (str rest = finding->body, line; str_next(&rest, '\n', &line);)
		if (str_starts_with(line, STR("order-service POST /orders: ")))
			CHECK(str_ends_with(line, STR("errors begin here 0 times")));
}

static void an_error_begins_where_nothing_below_it_failed(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_call call = { .arena = arena };
	struct trace_spans spans = { 0 };
	struct probe_finding finding = { 0 };
	struct error error = { 0 };

	CHECK_OK(jaeger_spans_read(&call, recorded(arena, "jaeger/search-error.json"),
				   &spans, &error),
		 error);
	spans_tell(&call, &spans, &finding);
	check_checkout(&finding);
	CHECK(number(&finding, "traces.failed") == number(&finding, "traces.count"));

	spans = (struct trace_spans){ 0 };
	finding = (struct probe_finding){ 0 };
	CHECK_OK(tempo_spans_read(&call, recorded(arena, "tempo/trace-v2.json"), &spans,
				  &error),
		 error);
	CHECK_INT(spans.count, 4);
	spans_tell(&call, &spans, &finding);
	check_checkout(&finding);
	CHECK_STR(finding.meaning,
		  "1 traces, 1 of them with an error, the slowest 5.1 s; errors begin in "
		  "payment-api POST /charge (1): connection pool exhausted; 99 % of the "
		  "time is payment-api POST /charge's own");
}

static void the_ids_of_a_search_are_read(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_call call = { .arena = arena };
	str ids[TRACES_ASKED_MAX];
	struct trace_spans spans = { 0 };
	struct error error = { 0 };
	size_t count = 0;

	CHECK_OK(tempo_ids_read(&call, recorded(arena, "tempo/search-error.json"), ids,
				&count, &spans, &error),
		 error);
	CHECK_INT(count, 8);
	CHECK_INT(spans.lost, 0);
	CHECK_STR(ids[0], "b7986177cea5532d01d7dd25c6ed147");
	CHECK_OK(tempo_ids_read(&call,
				STR("{\"traces\":[{\"traceID\":\"../../x\"},{},7]}"), ids,
				&count, &spans, &error),
		 error);
	CHECK_INT(count, 0);
	CHECK_INT(spans.lost, 3);
}

#define SPAN(id, parent, start, took) \
	"{\"traceID\":\"t\",\"spanID\":\"" id "\",\"operationName\":\"" id \
	"\",\"processID\":\"p\",\"references\":[{\"refType\":\"CHILD_OF\",\"spanID\":" \
	"\"" parent "\"}],\"startTime\":" start ",\"duration\":" took "}"
#define TRACE(spans) \
	"{\"data\":[{\"processes\":{\"p\":{\"serviceName\":\"s\"}},\"spans\":[" spans \
	"]}]}"

/* What a span's own time is, where children overlap, go on after it, or are nonsense. */
static void own_time_is_what_no_child_takes(void)
{
	static const struct {
		const char *claim, *answer, *line;
	} cases[] = {
		{ "two at once count once",
		  TRACE(SPAN("a", "none", "0", "100") "," SPAN(
			  "b", "a", "10", "50") "," SPAN("c", "a", "20", "50")),
		  "s a: 1 spans, own time 0.04 ms (29 %)" },
		{ "one that goes on after it",
		  TRACE(SPAN("a", "none", "0", "100") "," SPAN("b", "a", "90", "1000")),
		  "s a: 1 spans, own time 0.09 ms (8 %)" },
		{ "a parent of itself", TRACE(SPAN("a", "a", "0", "100")),
		  "s a: 1 spans, own time 0.1 ms (100 %)" },
		{ "two that are each other's parents",
		  TRACE(SPAN("a", "b", "0", "100") "," SPAN("b", "a", "0", "100")),
		  "s a: 1 spans, own time 0 s (0 %)" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct probe_call call = { .arena = arena };
		struct trace_spans spans = { 0 };
		struct probe_finding finding = { 0 };
		struct error error = { 0 };

		CHECK_OK(
			jaeger_spans_read(&call, str_of(cases[i].answer), &spans, &error),
			error);
		spans_tell(&call, &spans, &finding);
		CHECK_CASE(finding.has_data, cases[i].claim);
		CHECK_CASE(str_contains(finding.body, str_of(cases[i].line)),
			   cases[i].claim);
	}
}

struct inquiry {
	const char *name;
	struct probe_call call;
	struct probe_finding finding;
	struct error error;
	bool answered;
};

static void *ask(void *context)
{
	struct inquiry *inquiry = context;
	size_t count;
	const struct probe *const *all = probes_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(str_of(inquiry->name), all[i]->name))
			inquiry->answered = all[i]->ask(&inquiry->call, &inquiry->finding,
							&inquiry->error);
	return NULL;
}

static void no_trace_is_an_answer_of_its_own(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double jaeger;

	double_start(&jaeger);
	jaeger.answer = recorded(arena, "jaeger/none.json");

	struct label arguments[] = { { STR("url"), jaeger.url },
				     { STR("service"), STR("order service") } };
	struct inquiry inquiry = { .name = "jaeger_traces",
				   .call = { .arena = arena,
					     .arguments = arguments,
					     .argument_count = 2,
					     .now = 1795242480000,
					     .wait_ms = WAIT_MS } };

	in_own_thread(ask, &inquiry);
	CHECK_OK(inquiry.answered, inquiry.error);
	CHECK(!inquiry.finding.has_data);
	CHECK_STR(inquiry.finding.meaning, "no such traces in that time");
	CHECK_STR(jaeger.path, "/api/traces");
	CHECK(str_starts_with(
		inquiry.finding.question,
		STR("/api/traces?service=order%20service&start="
		    "1795242180000000&end=1795242480000000&limit=20&tags=")));
	jaeger.status = 503;
	inquiry.finding = (struct probe_finding){ 0 };
	in_own_thread(ask, &inquiry);
	CHECK(!inquiry.answered);
	CHECK_INT(inquiry.error.kind, ERROR_UNAVAILABLE);
}

static struct inquiry ask_tempo(struct arena *arena, const struct http_double *tempo,
				const char *service)
{
	struct label *arguments = arena_many(arena, struct label, 2);
	struct inquiry inquiry = { .name = "tempo",
				   .call = { .arena = arena,
					     .arguments = arguments,
					     .argument_count = 2,
					     .now = 1795242480000,
					     .wait_ms = WAIT_MS } };

	arguments[0] = (struct label){ STR("url"), tempo->url };
	arguments[1] = (struct label){ STR("service"), str_of(service) };
	in_own_thread(ask, &inquiry);
	return inquiry;
}

#define TWO_TRACES "{\"traces\":[{\"traceID\":\"a1\"},{\"traceID\":\"b2\"}]}"

static void a_trace_that_cannot_be_got_costs_itself_only(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double tempo;
	const struct double_route routes[] = {
		{ "/api/search", 200, STR(TWO_TRACES) },
		{ "/api/v2/traces/a1", 200, recorded(arena, "tempo/trace-v2.json") },
		{ "/api/v2/traces/b2", 404, STR("trace not found") },
	};

	double_start(&tempo);
	tempo.routes = routes;
	tempo.route_count = COUNT_OF(routes);

	struct inquiry asked = ask_tempo(arena, &tempo, "order-service");

	CHECK_OK(asked.answered, asked.error);
	check_checkout(&asked.finding);
	CHECK_STR_EQ(word(&asked.finding, "traces.errors_begin"), STR("elsewhere"));
	CHECK(str_ends_with(asked.finding.meaning,
			    STR("; 1 traces more were found and could not be got: "
				"answered 404: trace not found")));
	asked = ask_tempo(arena, &tempo, "payment-api");
	CHECK_STR_EQ(word(&asked.finding, "traces.errors_begin"), STR("here"));
}

/* -- as they are, for a diagnosis -- */

static struct inquiry ask_spans(struct arena *arena, const char *name, str url)
{
	struct label *arguments = arena_many(arena, struct label, 5);
	struct inquiry inquiry = { .name = name,
				   .call = { .arena = arena,
					     .arguments = arguments,
					     .argument_count = 5,
					     .now = 1795242480000,
					     .wait_ms = WAIT_MS } };

	arguments[0] = (struct label){ STR("url"), url };
	arguments[1] = (struct label){ STR("service"), STR("order-service") };
	arguments[2] = (struct label){ STR("from"), STR("2026-11-21T06:20:00Z") };
	arguments[3] = (struct label){ STR("to"), STR("2026-11-21T06:25:00Z") };
	arguments[4] = (struct label){ STR("traces"), STR("7") };
	in_own_thread(ask, &inquiry);
	return inquiry;
}

static void spans_are_handed_on_as_they_are(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double tempo, jaeger;
	const struct double_route routes[] = {
		{ "/api/search", 200, STR(TWO_TRACES) },
		{ "/api/v2/traces/a1", 200, recorded(arena, "tempo/trace-v2.json") },
		{ "/api/v2/traces/b2", 404, STR("trace not found") },
	};

	double_start(&tempo);
	tempo.routes = routes;
	tempo.route_count = COUNT_OF(routes);
	double_start(&jaeger);
	jaeger.answer = recorded(arena, "jaeger/search-error.json");

	struct inquiry asked = ask_spans(arena, "tempo_spans", tempo.url);
	const struct found_spans *spans = &asked.finding.spans;

	CHECK_OK(asked.answered, asked.error);
	CHECK_STR(asked.finding.question,
		  "{ resource.service.name = \"order-service\" }");
	CHECK_INT(spans->count, 4);
	CHECK_INT(spans->trace_count, 1);
	CHECK_INT(spans->lost, 1);
	/* By the id that it can be asked for, which is not how its spans spell it. */
	CHECK_STR(spans->items[0].trace, "a1");
	CHECK(spans->items[0].failed);
	asked = ask_spans(arena, "jaeger_spans", jaeger.url);
	CHECK_OK(asked.answered, asked.error);
	CHECK_STR(asked.finding.question,
		  "/api/traces?service=order-service&start=1795242000000000&"
		  "end=1795242300000000&limit=7");
	CHECK(asked.finding.spans.count > 4);
	CHECK(asked.finding.spans.trace_count > 1);
}

static void traces_of_which_none_can_be_got_are_a_failure(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double tempo;
	const struct double_route routes[] = { { "/api/search", 200, STR(TWO_TRACES) } };

	double_start(&tempo);
	tempo.routes = routes;
	tempo.route_count = COUNT_OF(routes);
	tempo.answer = STR("<html>");

	struct inquiry asked = ask_tempo(arena, &tempo, "order-service");

	CHECK(!asked.answered);
	CHECK(str_contains(str_of(asked.error.text),
			   STR("none of the 2 traces it found can be read: ")));
}

/* Each of them may be 16 MiB, and its tree more: they must not add up. */
static void a_trace_that_cannot_be_read_leaves_no_memory_behind(void)
{
	enum { LARGE = 4 << 20 };
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_arena large = arena_new(TEST_BYTES_MAX);
	struct text broken = text_new(large, LARGE + 16);
	scoped_double tempo;

	text_add(&broken, STR("{\"trace\":\""));
	while (text_of(&broken).length < LARGE)
		text_add(&broken, STR("0123456789abcdef"));

	const struct double_route routes[] = {
		{ "/api/search", 200, STR(TWO_TRACES) },
		{ "/api/v2/traces/a1", 200, recorded(arena, "tempo/trace-v2.json") },
		{ "/api/v2/traces/b2", 200, text_of(&broken) },
	};

	double_start(&tempo);
	tempo.routes = routes;
	tempo.route_count = COUNT_OF(routes);

	struct inquiry asked = ask_tempo(arena, &tempo, "order-service");

	CHECK_OK(asked.answered, asked.error);
	check_checkout(&asked.finding);
	CHECK(str_contains(asked.finding.meaning, STR("; 1 traces more were found")));
	CHECK(arena_held_bytes(arena) < LARGE);
}

static void a_span_that_cannot_be_read_is_left_out_and_said(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_call call = { .arena = arena };
	struct trace_spans spans = { 0 };
	struct probe_finding finding = { 0 };
	struct error error = { 0 };

	CHECK_OK(jaeger_spans_read(&call,
				   STR(TRACE(SPAN("a", "none", "0", "100") ",7,{}")),
				   &spans, &error),
		 error);
	spans_tell(&call, &spans, &finding);
	CHECK(str_ends_with(finding.meaning,
			    STR("; 2 spans that cannot be read are left out")));
}

const struct test tests[] = {
	{ "spans are handed on as they are", spans_are_handed_on_as_they_are },
	{ "an error begins where nothing below it failed",
	  an_error_begins_where_nothing_below_it_failed },
	{ "the ids of a search are read", the_ids_of_a_search_are_read },
	{ "own time is what no child takes", own_time_is_what_no_child_takes },
	{ "no trace is an answer of its own", no_trace_is_an_answer_of_its_own },
	{ "a trace that cannot be got costs itself only",
	  a_trace_that_cannot_be_got_costs_itself_only },
	{ "traces of which none can be got are a failure",
	  traces_of_which_none_can_be_got_are_a_failure },
	{ "a trace that cannot be read leaves no memory behind",
	  a_trace_that_cannot_be_read_leaves_no_memory_behind },
	{ "a span that cannot be read is left out and said",
	  a_span_that_cannot_be_read_is_left_out_and_said },
	{ 0 },
};
