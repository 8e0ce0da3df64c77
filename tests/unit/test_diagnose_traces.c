/* From spans and lines to who is suspected. */
#include "check.h"
#include "core/diagnosis/diagnosis.h"
#include "diagnose/finding_samples.h"

#include <math.h>
#include <string.h>

enum { MINUTES = 60, ONSET = 50, PER_MINUTE = 20, SPANS = 5, LINES = 3 };
enum { TRACES = MINUTES * PER_MINUTE };

static const instant_ms began = 1700000000000;

/* A gateway calls orders, which calls stock; each call is a span at either end. */
static const struct {
	const char *entity, *operation;
} work[SPANS] = {
	{ "gateway", "GET /order" }, { "gateway", "HTTP POST" }, { "orders", "create" },
	{ "orders", "HTTP GET" },    { "stock", "reserve" },
};

static const struct {
	size_t span;
	const char *text;
} written[LINES] = {
	{ 0, "request 4711 took 12 ms" },
	{ 2, "INFO o.e.Orders#88 order 1234 is written" },
	{ 4, "reserved 3 of article 99" },
};

struct fixture {
	struct arena *arena;
	struct case_span *spans;
	struct case_line *lines;
	struct diagnosis_case known;
};

static void add_trace(struct fixture *fixture, size_t trace)
{
	struct case_span *spans = &fixture->spans[trace * SPANS];
	struct case_line *lines = &fixture->lines[trace * LINES];
	instant_ms at = began + (instant_ms)trace * (MINUTE_MS / PER_MINUTE);
	str id = arena_format(fixture->arena, "t%zu", trace);

	for (size_t i = 0; i < SPANS; i++)
		spans[i] = (struct case_span){
			.trace = id,
			.id = arena_format(fixture->arena, "%zu", i),
			.parent = i > 0 ? spans[i - 1].id : STR(""),
			.entity = str_of(work[i].entity),
			.operation = str_of(work[i].operation),
			.start_us = at * 1000 + (int64_t)i * 300,
			.took_us = 10000 - (int64_t)i * 1000 +
				   (int64_t)(trace * 37 % 500),
		};
	for (size_t i = 0; i < LINES; i++)
		lines[i] = (struct case_line){
			.entity = spans[written[i].span].entity,
			.text = str_of(written[i].text),
			.at = at + 1,
			.trace = id,
			.span = spans[written[i].span].id,
		};
}

static void set_up(struct fixture *fixture, struct arena *arena)
{
	*fixture = (struct fixture){
		.arena = arena,
		.spans = arena_many(arena, struct case_span, (size_t)TRACES * SPANS),
		.lines = arena_many(arena, struct case_line, (size_t)TRACES * LINES),
	};
	for (size_t i = 0; i < TRACES; i++)
		add_trace(fixture, i);
	fixture->known = (struct diagnosis_case){
		.before = { began, began + ONSET * MINUTE_MS },
		.during = { began + ONSET * MINUTE_MS, began + MINUTES * MINUTE_MS },
		.spans = fixture->spans,
		.span_count = (size_t)TRACES * SPANS,
		.lines = fixture->lines,
		.line_count = (size_t)TRACES * LINES,
	};
}

static struct diagnosis diagnosed(struct fixture *fixture)
{
	struct diagnosis diagnosis = { 0 };
	struct error error = { 0 };

	CHECK_OK(diagnose(fixture->arena, &fixture->known, &diagnosis, &error), error);
	return diagnosis;
}

/* What goes wrong, in a trace of the incident. */
static void delay_the_last_call(struct case_span *spans, struct case_line *lines)
{
	(void)lines;
	for (size_t i = 0; i < SPANS - 1; i++)
		spans[i].took_us += 200000;
}

static void fail_at_the_end(struct case_span *spans, struct case_line *lines)
{
	(void)lines;
	for (size_t i = 0; i < SPANS; i++)
		spans[i].failed = true;
}

static void call_no_stock(struct case_span *spans, struct case_line *lines)
{
	spans[3].start_us = spans[4].start_us = 0;
	lines[2].at = 0;
}

static void write_no_order(struct case_span *spans, struct case_line *lines)
{
	(void)spans;
	lines[1].at = 0;
}

static void write_of_a_failure(struct case_span *spans, struct case_line *lines)
{
	(void)spans;
	lines[1].text = STR("ERROR o.e.Orders#91 order 1234: connection refused");
}

static void work_slowly(struct case_span *spans, struct case_line *lines)
{
	(void)lines;
	for (size_t i = 0; i < SPANS; i++)
		spans[i].took_us += 200000;
}

static const struct {
	const char *name;
	void (*spoil)(struct case_span *spans, struct case_line *lines);
	const char *first;
	enum finding_kind kind;
	const char *says;
} faults[] = {
	{ "a delay on the way", delay_the_last_call, "stock", FINDING_CALL_GAP, "ms" },
	{ "a failure at the end", fail_at_the_end, "stock", FINDING_CALL_ERRORS,
	  "reserve fails by itself in 100 % of its calls, where it was 0 %" },
	{ "a call that is not made", call_no_stock, "orders", FINDING_CALLS_STOPPED,
	  "HTTP GET" },
	{ "a line that is missing", write_no_order, "orders", FINDING_LINES_VANISHED,
	  "o.e.Orders#88" },
	{ "a line that is new", write_of_a_failure, "orders", FINDING_LINES_NEW,
	  "o.e.Orders#91" },
	{ "lines that speak of errors", write_of_a_failure, "orders",
	  FINDING_LINES_OF_ERRORS, "speak of errors" },
	{ "work that takes longer", work_slowly, "stock", FINDING_OPERATION_SLOW,
	  "reserve takes" },
};

static const struct finding *find(const struct suspect *suspect, enum finding_kind kind)
{
	for (size_t i = 0; i < suspect->finding_count; i++) {
		if (suspect->findings[i].kind == kind)
			return &suspect->findings[i];
	}
	return NULL;
}

static void spoil(struct fixture *fixture,
		  void (*how)(struct case_span *spans, struct case_line *lines))
{
	for (size_t i = (size_t)ONSET * PER_MINUTE; i < TRACES; i++)
		how(&fixture->spans[i * SPANS], &fixture->lines[i * LINES]);
}

static void each_fault_is_seen(void)
{
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		scoped_arena arena = arena_new(256 << 20);
		struct fixture fixture;

		set_up(&fixture, arena);
		spoil(&fixture, faults[i].spoil);
		struct diagnosis diagnosis = diagnosed(&fixture);
		CHECK_CASE(diagnosis.anything, faults[i].name);
		if (diagnosis.suspect_count == 0)
			continue;
		const struct suspect *first = &diagnosis.suspects[0];
		const struct finding *finding = find(first, faults[i].kind);
		CHECK_STR_EQ(first->entity, str_of(faults[i].first));
		CHECK_CASE(finding, faults[i].name);
		if (finding)
			CHECK_CASE(str_contains(finding->says, str_of(faults[i].says)),
				   faults[i].name);
	}
}

/* The mean of what is drawn between two minutes. */
static double drawn_mean(const struct chart *chart, size_t from, size_t to)
{
	double sum = 0;
	size_t count = 0;

	for (size_t i = 0; i < chart->count; i++) {
		instant_ms after = chart->at[i] - began;

		if (after < (instant_ms)from * MINUTE_MS ||
		    after >= (instant_ms)to * MINUTE_MS || isnan(chart->values[i]))
			continue;
		sum += chart->values[i];
		count++;
	}
	return sum / (double)count;
}

/* Times are compared by geometric means. */
static bool is_about(double drawn, double told)
{
	return fabs(drawn - told) <= 0.1 * fabs(told) + 0.5;
}

static void what_was_compared_is_drawn(void)
{
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		scoped_arena arena = arena_new(256 << 20);
		struct chart chart = { .from = began, .to = began + MINUTES * MINUTE_MS };
		bool is_counted = faults[i].kind == FINDING_CALLS_STOPPED;
		struct fixture fixture;

		if (faults[i].kind >= FINDING_LINES_NEW && !is_counted)
			continue;
		set_up(&fixture, arena);
		spoil(&fixture, faults[i].spoil);
		struct span_kin kin = span_kin_of(arena, fixture.spans,
						  fixture.known.span_count);
		struct diagnosis diagnosis = diagnosed(&fixture);
		const struct finding *finding = find(&diagnosis.suspects[0],
						     faults[i].kind);
		CHECK_CASE(finding && finding_samples(arena, &fixture.known, &kin,
						      finding, &chart),
			   faults[i].name);
		/* Of calls the share is told, and their number is drawn. */
		double before = is_counted ? PER_MINUTE : finding->before;
		CHECK_CASE(is_about(drawn_mean(&chart, 0, ONSET), before),
			   faults[i].name);
		CHECK_CASE(is_about(drawn_mean(&chart, ONSET, MINUTES), finding->after),
			   faults[i].name);
	}
}

static const struct {
	const char *name;
	enum span_kind kind;
	const char *slow; /* who is seen to be */
	enum finding_kind finding;
} parents[] = {
	{ "a server", SPAN_KIND_SERVER, "pay", FINDING_OPERATION_SLOW },
	{ "a consumer", SPAN_KIND_CONSUMER, "pay", FINDING_OPERATION_SLOW },
	{ "what is internal", SPAN_KIND_INTERNAL, "pay", FINDING_OPERATION_SLOW },
	{ "a client", SPAN_KIND_CLIENT, "db", FINDING_CALL_GAP },
	{ "nobody knows", SPAN_KIND_UNKNOWN, "db", FINDING_CALL_GAP },
};

/* A span becomes slow whose only child, of another service, does not. */
static void make_payments(struct fixture *fixture, enum span_kind kind)
{
	for (size_t i = 0; i < TRACES; i++) {
		struct case_span *spans = &fixture->spans[2 * i];
		struct case_span pay = fixture->spans[SPANS * i], db;

		pay.entity = STR("pay");
		pay.kind = kind;
		db = pay;
		db.id = STR("db");
		db.parent = pay.id;
		db.entity = STR("db");
		db.kind = SPAN_KIND_UNKNOWN;
		pay.took_us += i < (size_t)ONSET * PER_MINUTE ? 40000 : 290000;
		spans[0] = pay;
		spans[1] = db;
	}
	fixture->known.span_count = (size_t)TRACES * 2;
	fixture->known.line_count = 0;
}

static void who_works_itself_is_no_client(void)
{
	for (size_t i = 0; i < COUNT_OF(parents); i++) {
		scoped_arena arena = arena_new(256 << 20);
		struct fixture fixture;

		set_up(&fixture, arena);
		make_payments(&fixture, parents[i].kind);
		struct diagnosis diagnosis = diagnosed(&fixture);
		CHECK_CASE(diagnosis.anything, parents[i].name);
		if (diagnosis.suspect_count == 0)
			continue;
		CHECK_STR_EQ(diagnosis.suspects[0].entity, str_of(parents[i].slow));
		CHECK_CASE(find(&diagnosis.suspects[0], parents[i].finding),
			   parents[i].name);
	}
}

static void less_traffic_is_no_finding(void)
{
	scoped_arena arena = arena_new(256 << 20);
	struct fixture fixture;

	set_up(&fixture, arena);
	CHECK(!diagnosed(&fixture).anything);
	for (size_t i = (size_t)ONSET * PER_MINUTE; i < TRACES; i++) {
		for (size_t k = 0; i % 4 != 0 && k < SPANS; k++)
			fixture.spans[i * SPANS + k].start_us = 0;
		for (size_t k = 0; i % 4 != 0 && k < LINES; k++)
			fixture.lines[i * LINES + k].at = 0;
	}
	CHECK(!diagnosed(&fixture).anything);
}

/* Parents that are not there, circles, spans that are their own parents, two with one id,
 * times that are none. */
static void broken_trees_do_not_hurt(void)
{
	scoped_arena arena = arena_new(256 << 20);
	struct fixture fixture;

	set_up(&fixture, arena);
	spoil(&fixture, fail_at_the_end);
	for (size_t i = 0; i < TRACES; i++) {
		struct case_span *spans = &fixture.spans[i * SPANS];

		if (i % 10 == 1)
			spans[2].parent = STR("nobody");
		if (i % 10 == 2)
			spans[0].parent = spans[4].id;
		if (i % 10 == 3)
			spans[4].parent = spans[4].id;
		if (i % 10 == 4)
			spans[3].id = spans[2].id;
		if (i % 10 == 5)
			spans[4].took_us = -1;
		if (i % 10 == 6)
			spans[1].start_us = INT64_MIN;
		if (i % 10 == 7)
			spans[1].took_us = INT64_MAX;
	}
	struct diagnosis diagnosis = diagnosed(&fixture);
	CHECK(diagnosis.anything);
	CHECK_STR(diagnosis.suspects[0].entity, "stock");
	/* Of each ten traces one without its parent and one whose parent took a name
	 * away; one circle of all five, and one of itself. */
	CHECK_INT(diagnosis.spans_orphaned, 2 * TRACES / 10);
	CHECK_INT(diagnosis.spans_circled, (SPANS + 1) * TRACES / 10);
}

/* One entity's clock is two minutes ahead of the others'. */
static void clocks_that_differ(void)
{
	scoped_arena arena = arena_new(256 << 20);
	struct fixture fixture;

	set_up(&fixture, arena);
	spoil(&fixture, delay_the_last_call);
	for (size_t i = 0; i < TRACES; i++)
		fixture.spans[i * SPANS + 4].start_us += 2 * MINUTE_MS * 1000;
	struct diagnosis diagnosis = diagnosed(&fixture);
	CHECK(diagnosis.anything);
	CHECK_STR(diagnosis.suspects[0].entity, "stock");
}

/* Without spans lines are counted against time. */
static void lines_alone(void)
{
	scoped_arena arena = arena_new(256 << 20);
	struct fixture fixture;

	set_up(&fixture, arena);
	spoil(&fixture, write_no_order);
	fixture.known.span_count = 0;
	struct diagnosis diagnosis = diagnosed(&fixture);
	CHECK(diagnosis.anything);
	CHECK_STR(diagnosis.suspects[0].entity, "orders");
	CHECK_STR(diagnosis.suspects[0].findings[0].unit, "lines/s");
	/* The last that was written. */
	CHECK_INT(diagnosis.suspects[0].findings[0].onset,
		  began + (ONSET * PER_MINUTE - 1) * (MINUTE_MS / PER_MINUTE) + 1);
}

/* Of the lines before only the last minutes were taken, as when an answer is cut. */
static void what_was_not_taken_is_not_quiet(void)
{
	for (size_t i = 0; i < 2; i++) {
		scoped_arena arena = arena_new(256 << 20);
		struct case_coverage covered[SPANS];
		struct fixture fixture;

		set_up(&fixture, arena);
		fixture.known.span_count = 0;
		for (size_t k = 0; k < (size_t)(ONSET - 12) * PER_MINUTE * LINES; k++)
			fixture.lines[k].at = 0;
		for (size_t k = 0; k < SPANS; k++)
			covered[k] = (struct case_coverage){
				str_of(work[k].entity),
				{ began + (ONSET - 12) * MINUTE_MS,
				  began + MINUTES * MINUTE_MS },
			};
		/* Each entity once: its windows are apart from each other. */
		covered[1] = covered[2];
		covered[2] = covered[4];
		fixture.known.covered = covered;
		fixture.known.covered_count = i == 0 ? 3 : 0;
		CHECK_INT(diagnosed(&fixture).anything, i == 1);
	}
}

/* All spans of the incident, and few of the time before: so many lines to a span says
 * nothing. */
static void lines_are_not_counted_against_a_sample(void)
{
	for (size_t i = 0; i < 2; i++) {
		scoped_arena arena = arena_new(256 << 20);
		struct fixture fixture;

		set_up(&fixture, arena);
		for (size_t k = 0; k < (size_t)TRACES * LINES; k++)
			fixture.lines[k].span = STR("");
		for (size_t k = 0; k < (size_t)ONSET * PER_MINUTE * SPANS; k++)
			if (k / SPANS % 10 != 0)
				fixture.spans[k].start_us = 0;
		fixture.known.spans_are_sampled = i == 0;
		CHECK_INT(diagnosed(&fixture).anything, i == 1);
	}
}

/* Where all calls are known they tell of failures, each by itself; a sample does not. */
static void a_sample_hides_no_measurement(void)
{
	for (size_t i = 0; i < 2; i++) {
		scoped_arena arena = arena_new(256 << 20);
		instant_ms at[MINUTES];
		double values[MINUTES];
		struct case_series series = { .entity = STR("stock"),
					      .name = STR("requests failing"),
					      .unit = STR("percent"),
					      .at = at,
					      .values = values,
					      .count = MINUTES };
		struct fixture fixture;

		set_up(&fixture, arena);
		for (size_t k = 0; k < MINUTES; k++) {
			at[k] = began + (instant_ms)k * MINUTE_MS;
			values[k] = 1 + (double)(k * 7 % 5) / 10 + (k >= ONSET ? 40 : 0);
		}
		fixture.known.series = &series;
		fixture.known.series_count = 1;
		fixture.known.spans_are_sampled = i == 0;
		CHECK_INT(diagnosed(&fixture).anything, i == 0);
	}
}

const struct test tests[] = {
	{ "each fault is seen where it is, with its numbers", each_fault_is_seen },
	{ "what was compared is drawn", what_was_compared_is_drawn },
	{ "what a server takes beyond its only child is its own",
	  who_works_itself_is_no_client },
	{ "less traffic is no finding", less_traffic_is_no_finding },
	{ "broken trees of spans do not hurt", broken_trees_do_not_hurt },
	{ "clocks may differ by minutes", clocks_that_differ },
	{ "lines are enough", lines_alone },
	{ "what was not taken is not quiet", what_was_not_taken_is_not_quiet },
	{ "a sample of spans hides no measurement", a_sample_hides_no_measurement },
	{ "lines are not counted against a sample of spans",
	  lines_are_not_counted_against_a_sample },
	{ 0 },
};
