/* Lines of Loki, of a file and of the journal around an onset, and what is made of them.
 * What Loki answered was recorded (tests/contract/loki). */
#include "base/text.h"
#include "config/file.h"
#include "http_double.h"
#include "probes/loki.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

enum { TEST_BYTES_MAX = 256 << 20, WAIT_MS = 4000 };
#define ONSET 1795242340000 /* 2026-11-21T06:25:40Z */

static double number(const struct probe_finding *finding, const char *name)
{
	const struct fact *fact = facts_find(&finding->facts, str_of(name));

	return fact ? fact->number : NAN;
}

static bool near(double got, double wanted)
{
	return fabs(got - wanted) < 1e-6;
}

static void the_time_of_a_line_is_found(void)
{
	static const struct {
		const char *line, *at;
	} cases[] = {
		{ "2026-11-21T06:25:41.071Z INFO up", "2026-11-21T06:25:41.071Z" },
		{ "2026-11-21 06:25:41,071 [main] up", "2026-11-21T06:25:41.071Z" },
		{ "2026-11-21 06:25:41 up", "2026-11-21T06:25:41Z" },
		{ "2026-11-21T06:25:41.123456+0100 host web[7]: up",
		  "2026-11-21T05:25:41.123Z" },
		{ "[2026-11-21 06:25:41 -08:00] up", "2026-11-21T14:25:41Z" },
		{ "{\"level\":\"INFO\",\"time\":\"2026-11-21T06:25:41Z\"}",
		  "2026-11-21T06:25:41Z" },
		{ "10.0.0.7 - - [21/Nov/2026:06:25:41 +0000] \"GET / HTTP/1.1\" 200",
		  "2026-11-21T06:25:41Z" },
		{ "\tat com.example.Shop(Shop.java:17)", "" },
		{ "2026-13-45T99:99:99Z nonsense", "" },
		{ "21/Foo/2026:06:25:41 +0000", "" },
		{ "2026-11-21T06:25", "" },
		{ "", "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct probe_call call = { .arena = arena, .now = ONSET };
		struct log_lines lines = { 0 };

		log_lines_split(&call, str_of(cases[i].line), &lines);
		CHECK_CASE((lines.count == 1) == (cases[i].at[0] != 0), cases[i].line);
		if (lines.count == 1)
			CHECK_STR_EQ(instant_format(arena, lines.items[0].at),
				     str_of(cases[i].at));
	}
}

static void add(struct arena *arena, struct log_lines *lines, instant_ms from,
		duration_ms every, int count, const char *format)
{
	for (int i = 0; i < count; i++)
		*list_add(arena, lines) = (struct timed_line){
			.at = from + i * every,
			.text = arena_format(arena, "%s id=%d", format, i * 7919),
		};
}

static struct probe_finding tell(struct arena *arena, const struct log_lines *lines,
				 instant_ms to)
{
	struct probe_call call = { .arena = arena, .now = to };
	struct log_window window = { ONSET - 30 * MINUTE_MS, ONSET, to };
	struct probe_finding finding = { 0 };

	log_lines_tell(&call, lines, &window, &finding);
	return finding;
}

static void new_lines_vanished_and_surged_ones_are_told_apart(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct log_lines lines = { 0 };
	struct probe_finding finding;

	/* Usual all the time, at the same rate. */
	add(arena, &lines, ONSET - 30 * MINUTE_MS, 10 * SECOND_MS, 240, "request served");
	add(arena, &lines, ONSET - 30 * MINUTE_MS, 6 * SECOND_MS, 300,
	    "cache refreshed for customer");
	add(arena, &lines, ONSET - 30 * MINUTE_MS, MINUTE_MS, 30, "slow call of payment");
	add(arena, &lines, ONSET + SECOND_MS, 2 * SECOND_MS, 200, "slow call of payment");
	add(arena, &lines, ONSET + SECOND_MS, 20 * SECOND_MS, 20,
	    "ERROR connection to payment refused password=hunter2");
	finding = tell(arena, &lines, ONSET + 10 * MINUTE_MS);
	CHECK(finding.has_data);
	CHECK(near(number(&finding, "logs.new"), 1));
	CHECK(near(number(&finding, "logs.vanished"), 1));
	CHECK(near(number(&finding, "logs.surged"), 1));
	CHECK(near(number(&finding, "logs.error_lines_per_minute"), 2));
	CHECK(near(number(&finding, "logs.error_lines_per_minute_before"), 0));
	CHECK(str_contains(finding.meaning,
			   STR("280 lines since 06:25:40, 20 of them speak of errors")));
	CHECK(str_contains(finding.meaning, STR("; new, 20 times: \"ERROR connection")));
	CHECK(str_contains(finding.meaning,
			   STR("; more often, 200 times after 30: \"slow call of")));
	CHECK(str_contains(finding.meaning, STR("; vanished, 300 times: \"cache")));
	CHECK(!str_contains(finding.meaning, STR("request served")));
	CHECK(!str_contains(finding.meaning, STR("hunter2")));
	CHECK(!str_contains(finding.body, STR("hunter2")));
}

/* Five minutes of a log with the same lines as before are five minutes of nothing. */
static void what_goes_on_as_before_is_nothing(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct log_lines lines = { 0 };
	struct probe_finding finding;

	add(arena, &lines, ONSET - 30 * MINUTE_MS, SECOND_MS, 35 * 60, "request served");
	add(arena, &lines, ONSET - 30 * MINUTE_MS, MINUTE_MS, 35, "error: retrying");
	finding = tell(arena, &lines, ONSET + 5 * MINUTE_MS);
	CHECK(near(number(&finding, "logs.new"), 0));
	CHECK(near(number(&finding, "logs.surged"), 0));
	CHECK(near(number(&finding, "logs.vanished"), 0));
	CHECK(str_ends_with(finding.meaning, STR("; no kind of line is new, vanished or "
						 "comes clearly more often")));
}

/* Of a busy log 5,000 lines before are two minutes: their rate counts, not their number.
 */
static void a_side_that_was_cut_does_not_look_like_silence(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct log_lines lines = { .before_is_cut = true };
	struct probe_finding finding;

	add(arena, &lines, ONSET - 2 * MINUTE_MS, SECOND_MS, 120, "request served");
	add(arena, &lines, ONSET, SECOND_MS, 600, "request served");
	finding = tell(arena, &lines, ONSET + 10 * MINUTE_MS);
	CHECK(near(number(&finding, "logs.surged"), 0));
	CHECK(near(number(&finding, "logs.lines_per_minute_before"), 60));
	CHECK(str_contains(finding.meaning, STR(", the nearest of more")));
}

static void without_lines_before_nothing_is_new(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct log_lines lines = { 0 };
	struct probe_finding finding;

	add(arena, &lines, ONSET, SECOND_MS, 100, "ERROR all is lost");
	finding = tell(arena, &lines, ONSET + 10 * MINUTE_MS);
	CHECK(finding.has_data);
	CHECK(isnan(number(&finding, "logs.new")));
	CHECK(str_contains(finding.meaning,
			   STR("there is nothing to compare them with")));
	lines.count = 0;
	finding = tell(arena, &lines, ONSET + 10 * MINUTE_MS);
	CHECK(!finding.has_data);
	CHECK_STR(finding.meaning, "no lines in that time");
	CHECK_INT(finding.facts.count, 0);
}

/* -- asking -- */

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
	const char *name;
	struct probe_call call;
	struct probe_finding finding;
	struct error error;
	bool answered;
};

static void *ask(void *context)
{
	struct inquiry *inquiry = context;

	inquiry->answered = probe(inquiry->name)
				    ->ask(&inquiry->call, &inquiry->finding,
					  &inquiry->error);
	return NULL;
}

static str recorded(struct arena *arena, const char *name)
{
	str bytes = STR("");
	struct error error = { 0 };

	CHECK_OK(file_read(arena,
			   arena_format(arena, FIXTURES "/../contract/loki/%s", name),
			   1 << 20, &bytes, &error),
		 error);
	return bytes;
}

static struct inquiry ask_loki(struct arena *arena, const struct http_double *loki)
{
	struct label *arguments = arena_many(arena, struct label, 4);
	struct inquiry inquiry = { .name = "loki",
				   .call = { .arena = arena,
					     .arguments = arguments,
					     .argument_count = 4,
					     .now = ONSET + 10 * MINUTE_MS,
					     .wait_ms = WAIT_MS } };

	arguments[0] = (struct label){ STR("url"), loki->url };
	arguments[1] = (struct label){ STR("query"), STR("{app=\"order-service\"}") };
	arguments[2] = (struct label){ STR("onset_at"), STR("2026-11-21T06:25:40Z") };
	arguments[3] = (struct label){ STR("tenant"), STR("shop") };
	in_own_thread(ask, &inquiry);
	return inquiry;
}

static void what_loki_answers_is_read(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double loki;

	double_start(&loki);
	loki.answer = recorded(arena, "query_range.json");

	struct inquiry asked = ask_loki(arena, &loki);

	CHECK_OK(asked.answered, asked.error);
	CHECK_INT(loki.count, 2);
	CHECK_STR(loki.path, "/loki/api/v1/query_range");
	CHECK(asked.finding.has_data);
	CHECK(str_contains(asked.finding.meaning, STR("lines since 06:25:40")));
	CHECK(number(&asked.finding, "logs.error_lines_per_minute") > 0);
}

static void no_lines_are_an_answer_and_a_bad_query_an_error(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double loki;

	double_start(&loki);
	loki.answer = recorded(arena, "no-result.json");

	struct inquiry asked = ask_loki(arena, &loki);

	CHECK_OK(asked.answered, asked.error);
	CHECK(!asked.finding.has_data);
	CHECK_STR(asked.finding.meaning, "no lines in that time");
	loki.answer = recorded(arena, "badquery.txt");
	loki.status = 400;
	asked = ask_loki(arena, &loki);
	CHECK(!asked.answered);
	CHECK_INT(asked.error.kind, ERROR_INVALID);
	CHECK(str_ends_with(
		str_of(asked.error.text),
		STR("answered 400: parse error at line 1, col 9: syntax error: "
		    "unexpected $end, expecting } or ,")));
	loki.answer = STR("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\","
			  "\"result\":[]}}");
	loki.status = 200;
	asked = ask_loki(arena, &loki);
	CHECK(str_ends_with(str_of(asked.error.text),
			    STR("the query gives a vector, not lines")));
	loki.answer = STR("{\"status\":\"succ");
	asked = ask_loki(arena, &loki);
	CHECK(!asked.answered);
}

#define LOKI(values) \
	"{\"status\":\"success\",\"data\":{\"resultType\":\"streams\",\"result\":[{" \
	"\"stream\":{},\"values\":[" values "]}]}}"

static void a_line_that_cannot_be_read_costs_itself_only(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double loki;

	double_start(&loki);
	loki.answer = STR(
		LOKI("[\"soon\",\"x\"],[\"1795242341000000000\",\"upstream "
		     "timeout\"],[\"-4\",\"x\"],7,[\"1795242342000000000\",7]"));

	struct inquiry asked = ask_loki(arena, &loki);

	CHECK_OK(asked.answered, asked.error);
	CHECK(asked.finding.has_data);
	/* Both sides are asked, and are told the same here. */
	CHECK(str_contains(asked.finding.meaning,
			   STR("; 8 lines that cannot be read are left out")));
	loki.answer = STR(LOKI("[\"soon\",\"x\"],7"));
	asked = ask_loki(arena, &loki);
	CHECK(!asked.answered);
	CHECK(str_ends_with(str_of(asked.error.text),
			    STR("none of its 2 lines can be read: another system's "
				"answer")));
}

static struct inquiry ask_of(struct arena *arena, const char *name, const char *argument,
			     str value, const struct hands *hands)
{
	struct label *arguments = arena_many(arena, struct label, 2);
	struct inquiry inquiry = { .name = name,
				   .call = { .arena = arena,
					     .arguments = arguments,
					     .argument_count = 2,
					     .hands = hands,
					     .now = ONSET + MINUTE_MS,
					     .wait_ms = WAIT_MS } };

	arguments[0] = (struct label){ str_of(argument), value };
	arguments[1] = (struct label){ STR("onset_at"), STR("2026-11-21T06:25:40Z") };
	ask(&inquiry);
	return inquiry;
}

static void write_to(const char *path, const void *bytes, size_t length)
{
	scoped_fd file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (file < 0 || write(file, bytes, length) != (ssize_t)length)
		abort();
}

static void a_stack_belongs_to_the_line_before(void)
{
	static const char text[] = "half a line of yesterday\n"
				   "2026-11-21T06:20:00Z INFO up\n"
				   "2026-11-21T06:25:50Z ERROR NullPointerException\n"
				   "\tat com.example.Shop.pay(Shop.java:17)\n"
				   "2026-11-21T09:00:00Z long after\n";
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	char path[] = "/tmp/test_log_lines.XXXXXX";
	int file = mkstemp(path);

	close(file);
	write_to(path, text, sizeof(text) - 1);

	struct inquiry asked = ask_of(arena, "log_file", "path", str_of(path), NULL);

	CHECK_OK(asked.answered, asked.error);
	CHECK(str_starts_with(
		asked.finding.meaning,
		STR("1 lines since 06:25:40, 1 of them speak of errors; 1 and "
		    "0 in the 30:00 before; 1 lines without a time are left "
		    "out")));
	write_to(path, "\0\1\2\n", 4);
	asked = ask_of(arena, "log_file", "path", str_of(path), NULL);
	CHECK(!asked.answered);
	CHECK(str_ends_with(str_of(asked.error.text),
			    STR("it is no text: it has zero bytes")));
	unlink(path);
	asked = ask_of(arena, "log_file", "path", str_of(path), NULL);
	CHECK_INT(asked.error.kind, ERROR_NOT_FOUND);
	asked = ask_of(arena, "log_file", "path", STR("/tmp"), NULL);
	CHECK(str_ends_with(str_of(asked.error.text), STR("it is no plain file")));
}

struct ran {
	size_t count;
	str argv[16];
	const char *output;
	int exit_code;
};

static bool run(void *context, struct arena *arena, const struct command *command,
		struct command_result *ret, struct error *error)
{
	struct ran *ran = context;

	(void)arena;
	(void)error;
	ran->count++;
	for (size_t i = 0; i < command->argc; i++)
		ran->argv[i] = command->argv[i];
	*ret = (struct command_result){ .output = str_of(ran->output),
					.exit_code = ran->exit_code };
	return true;
}

static void the_journal_is_asked_as_argv(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct ran ran = {
		.output = "2026-11-21T06:25:41.123456+0000 h web[7]: panic\n"
	};
	struct hands hands = { .context = &ran, .run = run };
	struct inquiry asked = ask_of(arena, "journald", "unit", STR("web@1.service"),
				      &hands);

	CHECK_OK(asked.answered, asked.error);
	CHECK_INT(ran.count, 2);
	CHECK_STR(ran.argv[0], "journalctl");
	CHECK_STR(ran.argv[6], "--since=@1795242340");
	CHECK_STR(ran.argv[7], "--until=@1795242400");
	CHECK_STR(ran.argv[9], "web@1.service");
	CHECK(str_starts_with(asked.finding.meaning, STR("2 lines since 06:25:40")));
	ran.output = "No journal files were opened due to insufficient permissions.";
	ran.exit_code = 1;
	asked = ask_of(arena, "journald", "unit", STR("web"), &hands);
	CHECK(str_contains(str_of(asked.error.text), STR("insufficient permissions")));
	ran.count = 0;
	asked = ask_of(arena, "journald", "unit", STR("--flush"), &hands);
	CHECK(!asked.answered);
	CHECK_INT(ran.count, 0);
}

/* -- as they are, for a diagnosis -- */

static struct inquiry ask_lines(struct arena *arena, const struct http_double *loki,
				const char *nearest)
{
	struct label *arguments = arena_many(arena, struct label, 6);
	struct inquiry inquiry = { .name = "loki_lines",
				   .call = { .arena = arena,
					     .arguments = arguments,
					     .argument_count = 6,
					     .now = ONSET + 10 * MINUTE_MS,
					     .wait_ms = WAIT_MS } };

	arguments[0] = (struct label){ STR("url"), loki->url };
	arguments[1] = (struct label){ STR("query"), STR("{app=\"order-service\"}") };
	arguments[2] = (struct label){ STR("from"), STR("2026-11-21T06:20:00Z") };
	arguments[3] = (struct label){ STR("to"), STR("2026-11-21T06:30:00Z") };
	arguments[4] = (struct label){ STR("nearest"), str_of(nearest) };
	arguments[5] = (struct label){ STR("entity"), STR("orders") };
	in_own_thread(ask, &inquiry);
	return inquiry;
}

static void lines_are_handed_on_as_they_are(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double loki;

	double_start(&loki);
	loki.answer = recorded(arena, "query_range.json");

	struct inquiry asked = ask_lines(arena, &loki, "to");
	const struct found_lines *lines = &asked.finding.lines;

	CHECK_OK(asked.answered, asked.error);
	CHECK_INT(loki.count, 1);
	CHECK(lines->count > 0 && !lines->is_cut);
	CHECK_INT(lines->window.from, ONSET - 340 * SECOND_MS);
	CHECK_STR(lines->items[0].entity, "orders");
	CHECK_INT(lines->items[0].at, 1795242341072);
	/* The level was a field of its own. */
	CHECK(str_starts_with(lines->items[0].text, STR("ERROR ")));
	CHECK(str_contains(lines->items[0].text, STR("order creation failed")));
	loki.answer = STR("half a body {");
	asked = ask_lines(arena, &loki, "to");
	CHECK(!asked.answered);
}

/* 5,000 lines, one each 10 ms from 06:25:40 on: there may be more of both ends. */
static void of_a_cut_answer_the_time_is_known(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text answer = text_new(arena, 4 << 20);
	scoped_double loki;

	double_start(&loki);
	text_addf(&answer, "{\"data\":{\"resultType\":\"streams\",\"result\":[{"
			   "\"values\":[");
	for (int i = 0; i < LOG_LINES_MAX; i++)
		text_addf(&answer, "%s[\"%lld000000\",\"served\"]", i > 0 ? "," : "",
			  (long long)(ONSET + i * 10));
	text_addf(&answer, "]}]}}");
	loki.answer = text_of(&answer);

	struct inquiry newest = ask_lines(arena, &loki, "to");
	struct inquiry oldest = ask_lines(arena, &loki, "from");

	CHECK_OK(newest.answered, newest.error);
	CHECK_OK(oldest.answered, oldest.error);
	CHECK(newest.finding.lines.is_cut && oldest.finding.lines.is_cut);
	CHECK_INT(newest.finding.lines.window.from, ONSET + 1);
	CHECK_INT(newest.finding.lines.count, LOG_LINES_MAX - 1);
	CHECK_INT(oldest.finding.lines.window.to, ONSET + (LOG_LINES_MAX - 1) * 10);
	CHECK_INT(oldest.finding.lines.count, LOG_LINES_MAX - 1);
}

const struct test tests[] = {
	{ "the time of a line is found", the_time_of_a_line_is_found },
	{ "new lines, vanished and surged ones are told apart",
	  new_lines_vanished_and_surged_ones_are_told_apart },
	{ "what goes on as before is nothing", what_goes_on_as_before_is_nothing },
	{ "a side that was cut does not look like silence",
	  a_side_that_was_cut_does_not_look_like_silence },
	{ "without lines before nothing is new", without_lines_before_nothing_is_new },
	{ "what Loki answers is read", what_loki_answers_is_read },
	{ "a line that cannot be read costs itself only",
	  a_line_that_cannot_be_read_costs_itself_only },
	{ "no lines are an answer, and a bad query an error",
	  no_lines_are_an_answer_and_a_bad_query_an_error },
	{ "a stack belongs to the line before", a_stack_belongs_to_the_line_before },
	{ "the journal is asked as argv", the_journal_is_asked_as_argv },
	{ "lines are handed on as they are", lines_are_handed_on_as_they_are },
	{ "of a cut answer the time is known", of_a_cut_answer_the_time_is_known },
	{ 0 },
};
