#include "base/limits.h"
#include "base/text.h"
#include "check.h"
#include "runbook/promql.h"

#include <string.h>
#include <unistd.h>

enum { TEST_BYTES_MAX = 1 << 28 };

/* What a real promtool takes and what it refuses is checked below, where there is one. */
static const char *const taken[] = {
	"up",
	"1",
	"-1 ^ 2",
	"0x1f + .5 + 1e3",
	"1 + Inf - NaN",
	"\"text\"",
	"rate(a[292y])",
	"up{}",
	"{__name__=\"up\"}",
	"up{job=\"a\",instance!=\"b\",x=~\"y.*\",z!~\"q\",}",
	"job:http_requests:rate5m",
	"rate(http_requests_total[5m])",
	"rate(http_requests_total{code=~\"5..\"}[1h30m] offset 5m)",
	"rate(http_requests_total[5m] @ 1700000000)",
	"up offset 5m @ end()",
	"up @ start() offset -1w",
	"sum(up)",
	"sum by (job) (up)",
	"sum(up) by (job, instance)",
	"SUM(up) WITHOUT (instance)",
	"topk(5, sum by (pod) (rate(x[5m])))",
	"quantile(0.9, up)",
	"count_values(\"version\", build_info)",
	"histogram_quantile(0.99, sum by (le) (rate(x_bucket[5m])))",
	"max_over_time(deriv(rate(x_total[1m])[5m:1m])[10m:])",
	"a / b",
	"a / on (job) group_left (instance) b",
	"a * ignoring (x, y) group_right b",
	"a == bool 1",
	"1 == bool 2",
	"a and b or c unless d",
	"a > 0.5 and on () b",
	"a atan2 b",
	"-a * b ^ c ^ d",
	"(a + b) * 100",
	"# before\nup # behind\n# after",
	"label_replace(up, \"a\", \"$1\", \"b\", \"(.*)\")",
	"label_join(up, \"a\", \",\", \"b\", \"c\", \"d\")",
	"time() - process_start_time_seconds",
	"predict_linear(disk[6h], 4 * 3600) < 0",
	"absent(up{job=\"x\"})",
	"round(up, 5)",
	"round(up)",
	"hour()",
	"vector(1)",
	"scalar(up)",
	"clamp(up, 0, 1)",
	"up{a=\"\\\\d+\\n\\x41\\u00e9\\101\"}",
	"up{a=`raw \\d`}",
	"sum",
	"sum(rate(a[5m])) / sum(rate(b[5m])) > bool on () vector(0.01)",
	"min(up) by () + max without () (up)",
	"count(count by (a) (up))",
	"rate(x[5m])\n/\nrate(y[5m])",
	"x[5m]",
};

static const char *const refused[] = {
	"",
	"# nothing",
	"rate(http_requests_total[5m]",
	"rate(http_requests_total{code=~5..}[5m])",
	"up{job=\"a\"",
	"up{job=\"a}",
	"up{job~\"a\"}",
	"up{,}",
	"{}",
	"{a=\"\"}",
	"\"\\x",
	"up[293y]",
	"up[400000000y]",
	"{a=~\".*\"}",
	"up{a=~\"(\"}",
	"up{__name__=\"x\"}",
	"up{a=\"\\d\"}",
	"up[5]m",
	"up[5x]",
	"up[]",
	"up offset 5m [5m]",
	"up[5m][5m]",
	"(up)[5m]",
	"sum(up)[5m]",
	"sum(up) offset 5m",
	"up offset 5m offset 5m",
	"up up",
	"up +",
	"* up",
	"= bool 1",
	"a =~ b",
	"a b",
	"5m5",
	"sum by job (up)",
	"sum()",
	"rate()",
	"1 == 2",
	"a + bool b",
	"a and 1",
	"a / on (x) 1",
	"a and on (x) group_left b",
	"rate(up)",
	"rate(sum(up)[5m])",
	"sum(up[5m])",
	"-up[5m]",
	"up[5m] + 1",
	"topk(up)",
	"topk(5)",
	"count_values(5, up)",
	"histogram_quantile(up, 0.99)",
	"label_replace(up, \"a\")",
	"clamp(up, 0)",
	"time(up)",
	"nosuch(up)",
	"up[5m:1m][1m]",
};

static bool takes(struct arena *arena, const char *source, struct error *error)
{
	struct promql *promql;

	return promql_parse(arena, str_of(source), &promql, error) &&
	       promql_check(arena, str_of(source), promql, error);
}

static void takes_what_prometheus_takes(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };

	for (size_t i = 0; i < COUNT_OF(taken); i++)
		if (!takes(arena, taken[i], &error))
			check_failed(__FILE__, __LINE__, "%s: %s", taken[i], error.text);
	for (size_t i = 0; i < COUNT_OF(refused); i++)
		CHECK_CASE(!takes(arena, refused[i], &error), refused[i]);
}

/* As a rule in a file, since promtool checks no single expression. */
static bool promtool_takes(const char *promtool, const char *source)
{
	char path[] = "/tmp/stanch-promql-XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	char command[600];
	int status;

	fputs("groups:\n- name: g\n  rules:\n  - record: r\n    expr: |\n      ", file);
	for (const char *c = source; *c; c++)
		fprintf(file, *c == '\n' ? "\n      " : "%c", *c);
	fputs("\n", file);
	fclose(file);
	snprintf(command, sizeof(command), "%s check rules %s >/dev/null 2>&1", promtool,
		 path);
	status = system(command); /* NOLINT(cert-env33-c): a path of our own */
	unlink(path);
	return status == 0;
}

static void agrees_with_promtool(void)
{
	static const char promtool[] = FIXTURES "/../../build/servers/bin/promtool";

	if (access(promtool, X_OK) != 0) {
		check_skip("tools/unpack-servers practice was not run: no promtool");
		return;
	}
	for (size_t i = 0; i < COUNT_OF(taken); i++)
		CHECK_CASE(promtool_takes(promtool, taken[i]), taken[i]);
	for (size_t i = 0; i < COUNT_OF(refused); i++)
		CHECK_CASE(!promtool_takes(promtool, refused[i]), refused[i]);
}

/* One line for a tree: what stands inside what. */
static void draw(struct text *text, const struct promql *promql)
{
	static const char *const kinds[] = { "number",   "string",   "selector",
					     "subquery", "call",     "aggregation",
					     "binary",   "negation", "group" };

	text_addf(text, "%s", kinds[promql->kind]);
	if (promql->name.length > 0)
		text_addf(text, ":" STR_FMT, STR_ARG(promql->name));
	if (promql->count == 0)
		return;
	text_add_char(text, '(');
	for (size_t i = 0; i < promql->count; i++) {
		if (i > 0)
			text_add(text, STR(", "));
		draw(text, promql->arguments[i]);
	}
	text_add_char(text, ')');
}

static str drawn(struct arena *arena, const char *source)
{
	struct text text = text_new(arena, 4096);
	struct promql *promql;
	struct error error;

	if (!promql_parse(arena, str_of(source), &promql, &error))
		return arena_format(arena, "%s", error.text);
	draw(&text, promql);
	return text_of(&text);
}

static void binds_as_the_manual_says(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	CHECK_STR(drawn(arena, "a + b * c"),
		  "binary:+(selector:a, binary:*(selector:b, selector:c))");
	CHECK_STR(drawn(arena, "a * b + c"),
		  "binary:+(binary:*(selector:a, selector:b), selector:c)");
	CHECK_STR(drawn(arena, "a ^ b ^ c"),
		  "binary:^(selector:a, binary:^(selector:b, selector:c))");
	CHECK_STR(drawn(arena, "a - b - c"),
		  "binary:-(binary:-(selector:a, selector:b), selector:c)");
	CHECK_STR(drawn(arena, "-a ^ b * c"),
		  "binary:*(negation:-(binary:^(selector:a, selector:b)), selector:c)");
	CHECK_STR(drawn(arena, "a or b and c"),
		  "binary:or(selector:a, binary:and(selector:b, selector:c))");
	CHECK_STR(drawn(arena, "a > b + 1"),
		  "binary:>(selector:a, binary:+(selector:b, number))");
	CHECK_STR(drawn(arena, "sum by (x) (rate(m[5m]))[1h:]"),
		  "subquery(aggregation:sum(call:rate(selector:m)))");
}

static void keeps_what_was_written(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str source = STR(" sum by (job) (rate(m{a=~\"b\\n\"}[5m] offset -1h)) # end");
	struct promql *sum;
	const struct promql *selector;
	struct error error = { 0 };

	CHECK_OK(promql_parse(arena, source, &sum, &error), error);
	CHECK_STR_EQ(str_slice(source, sum->begin, sum->end - sum->begin),
		     STR("sum by (job) (rate(m{a=~\"b\\n\"}[5m] offset -1h))"));
	CHECK(sum->grouping == PROMQL_BY && sum->label_count == 1);
	CHECK_STR(sum->labels[0], "job");
	selector = sum->arguments[0]->arguments[0];
	CHECK_STR_EQ(str_slice(source, selector->begin, selector->end - selector->begin),
		     STR("m{a=~\"b\\n\"}[5m] offset -1h"));
	CHECK(selector->is_range);
	CHECK_INT(selector->range, 5 * MINUTE_MS);
	CHECK_INT(selector->offset, -HOUR_MS);
	CHECK_STR(selector->matchers[0].value, "b\n");
	CHECK_INT(selector->matchers[0].match, PROMQL_REGEX);
}

static void reads_what_stands_below_each_other(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str source = STR("# memory\nfoo{a=\"b\"}\n\n# rate\nrate(x[5m]) oops\n# after\n"
			 "sum(y)\nby (z)\n");
	struct promql *promql;
	struct error error = { 0 };
	size_t at = 0;

	CHECK_OK(promql_next(arena, source, &at, &promql, &error), error);
	CHECK_STR(promql->name, "foo");
	CHECK(!promql_next(arena, source, &at, &promql, &error));
	CHECK_STR(
		str_of(error.text),
		"line 5, column 13: an operator or the end should stand where 'oops' is");
	CHECK_OK(promql_next(arena, source, &at, &promql, &error), error);
	CHECK_STR(promql->name, "sum");
	CHECK_INT(promql->label_count, 1);
	CHECK(!promql_next(arena, source, &at, &promql, &error));
	CHECK_INT(error.kind, ERROR_NONE);
}

static void says_where_and_what(void)
{
	static const struct {
		const char *source, *why;
	} cases[] = {
		{ "rate(x[5m]",
		  "line 1, column 11: it ends where a ',' or a ')' should stand" },
		{ "up{a=5}",
		  "line 1, column 6: a value in quotes should stand where '5}' is" },
		{ "\nup{a=\"b}",
		  "line 2, column 6: the string that begins here does not end" },
		{ "rate(up)",
		  "line 1, column 6: rate() wants a range vector here, and this is "
		  "an instant vector" },
		{ "rates(up[5m])",
		  "line 1, column 1: Prometheus has no function 'rates'; "
		  "did you mean rate?" },
		{ "up\nup", "line 2, column 1: a second expression begins here" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error error = { 0 };

		CHECK(!takes(arena, cases[i].source, &error));
		CHECK_STR_EQ(str_of(error.text), str_of(cases[i].why));
	}
}

static void is_bounded(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text deep = text_new(arena, 1 << 16), wide = text_new(arena, 1 << 16);
	struct error error = { 0 };
	struct promql *promql;

	for (size_t i = 0; i < 20000; i++)
		text_add_char(&deep, '(');
	for (size_t i = 0; i < 20000; i++)
		text_add(&wide, STR("a+"));
	text_add_char(&wide, 'a');
	CHECK(!promql_parse(arena, text_of(&deep), &promql, &error));
	CHECK_INT(error.kind, ERROR_TOO_LARGE);
	CHECK(!promql_parse(arena, text_of(&wide), &promql, &error));
	CHECK_INT(error.kind, ERROR_TOO_LARGE);
}

const struct test tests[] = {
	{ "promql: takes what Prometheus takes and nothing else",
	  takes_what_prometheus_takes },
	{ "promql: a real promtool agrees", agrees_with_promtool },
	{ "promql: operators bind as the manual says", binds_as_the_manual_says },
	{ "promql: each node knows its place and what was written",
	  keeps_what_was_written },
	{ "promql: several expressions below each other",
	  reads_what_stands_below_each_other },
	{ "promql: an error says where and what", says_where_and_what },
	{ "promql: depth and size are bounded", is_bounded },
	{ 0 },
};
