/* The tracker against a double of GitHub: it keeps issues and comments, lists them as
 * GitHub does, and can fail before or after it did what it was asked. */
#include "check.h"

#include "formats/json.h"
#include "http_double.h"
#include "trackers/trackers.h"

#include "base/clock.h"
#include "base/text.h"

enum { TEST_BYTES_MAX = 64 << 20, ISSUES_MAX = 8 };

struct github_double {
	struct arena *arena;
	struct http_server *server;
	str url;
	struct {
		str title, body, labels;
		bool closed, by_hand;
		str comments;
		int64_t comment_count;
	} issues[ISSUES_MAX];
	size_t count;
	/* The nth write (from 1) gets this answer; 0: none. */
	int fail_at, status;
	bool after; /* it was done all the same */
	const char *header;
	str header_value;
	int writes;
	int64_t write_us[16];
	str authorization, version, agent;
};

static void answer(struct http_outgoing *out, int status, str body)
{
	out->status = status;
	out->content_type = STR("application/json");
	out->body = body;
}

static str issue_json(struct github_double *d, size_t nth)
{
	struct tree *tree = tree_map(d->arena);

	tree_put_int(d->arena, tree, "number", (int64_t)nth + 1);
	tree_put_text(d->arena, tree, "html_url",
		      arena_format(d->arena, "https://example.org/%zu", nth + 1));
	tree_put_text(d->arena, tree, "title", d->issues[nth].title);
	tree_put_text(d->arena, tree, "body", d->issues[nth].body);
	tree_put_text(d->arena, tree, "state",
		      d->issues[nth].closed ? STR("closed") : STR("open"));
	tree_put_int(d->arena, tree, "comments", d->issues[nth].comment_count);
	return json_write(d->arena, tree);
}

static str list_json(struct github_double *d)
{
	struct text text = text_new(d->arena, 1 << 20);

	text_add_char(&text, '[');
	for (size_t i = d->count; i > 0; i--)
		text_addf(&text, "%s" STR_FMT, i < d->count ? "," : "",
			  STR_ARG(issue_json(d, i - 1)));
	text_add_char(&text, ']');
	return text_of(&text);
}

/* "/repos/o/p/issues/3/comments" → 2; SIZE_MAX for the list itself. */
static size_t number_in(str path)
{
	str rest = str_slice(path, STR("/repos/o/p/issues/").length, path.length);
	str number = rest, more;
	int64_t found;

	str_cut(rest, '/', &number, &more);
	return str_to_int(number, &found) ? (size_t)found - 1 : SIZE_MAX;
}

static void write_one(struct github_double *d, const struct http_incoming *in)
{
	struct error unheeded;
	const struct tree *body = json_parse(d->arena, in->body, &unheeded);
	size_t nth = number_in(in->path);

	if (nth == SIZE_MAX) {
		nth = d->count++;
		d->issues[nth].title = tree_get_text(body, "title");
		d->issues[nth].body = tree_get_text(body, "body");
		d->issues[nth].labels = json_write(d->arena, tree_get(body, "labels"));
	} else if (strcmp(in->method, "PATCH") == 0) {
		d->issues[nth].closed = str_is(tree_get_text(body, "state"), "closed") &&
					str_is(tree_get_text(body, "state_reason"),
					       "completed");
	} else {
		d->issues[nth].comments = arena_format(
			d->arena, STR_FMT "%s" STR_FMT, STR_ARG(d->issues[nth].comments),
			d->issues[nth].comment_count > 0 ? "," : "", STR_ARG(in->body));
		d->issues[nth].comments = arena_copy(d->arena, d->issues[nth].comments);
		d->issues[nth].comment_count++;
	}
}

static void write_answer(struct github_double *d, const struct http_incoming *in,
			 struct http_outgoing *out)
{
	size_t nth = number_in(in->path);
	bool fails = ++d->writes == d->fail_at;

	d->write_us[d->writes % 16] = clock_monotonic_us();
	if (!fails || d->after)
		write_one(d, in);
	if (!fails) {
		answer(out, 201, issue_json(d, nth == SIZE_MAX ? d->count - 1 : nth));
		return;
	}
	answer(out, d->status, STR("{\"message\":\"no \\u00fc\"}"));
	if (d->header)
		http_add_header(out, d->header, d->header_value);
	if (d->header && strcmp(d->header, "X-RateLimit-Reset") == 0)
		http_add_header(out, "X-RateLimit-Remaining", STR("0"));
}

static void handle(void *context, const struct http_incoming *in,
		   struct http_outgoing *out)
{
	struct github_double *d = context;
	size_t nth = number_in(in->path);

	d->authorization = arena_copy(d->arena, http_header(in, "Authorization"));
	d->version = arena_copy(d->arena, http_header(in, "X-GitHub-Api-Version"));
	d->agent = arena_copy(d->arena, http_header(in, "User-Agent"));
	if (!str_starts_with(in->path, STR("/repos/o/p/issues")))
		answer(out, 404, STR("{\"message\":\"Not Found\"}"));
	else if (strcmp(in->method, "GET") != 0)
		write_answer(d, in, out);
	else if (str_ends_with(in->path, STR("/comments")))
		answer(out, 200,
		       arena_format(d->arena, "[" STR_FMT "]",
				    STR_ARG(d->issues[nth].comments)));
	else
		answer(out, 200, nth == SIZE_MAX ? list_json(d) : issue_json(d, nth));
}

static void github_start(struct github_double *d)
{
	struct http_server_options options = {
		.listen = STR("127.0.0.1:0"),
		.connections_max = 10,
		.connections_per_address_max = 10,
		.body_bytes_max = double_body_bytes_max,
		.handle = handle,
		.context = d,
	};
	struct error error = { 0 };

	*d = (struct github_double){ .arena = arena_new(TEST_BYTES_MAX) };
	d->server = http_server_start(&options, &error);
	if (!d->server)
		abort();
	d->url = arena_format(d->arena, "http://127.0.0.1:%u",
			      http_server_port(d->server));
}

static void github_stop(struct github_double *d)
{
	http_server_stop(d->server);
	arena_free(d->arena);
}

#define scoped_github scoped(github_stop) struct github_double

/* -- one call, in a thread of its own -- */

struct attempt {
	struct config config;
	struct tracker_call call;
	bool closes, done;
	str number, url;
	struct send_outcome outcome;
	struct error error;
};

static void *run_attempt(void *context)
{
	struct attempt *attempt = context;
	size_t count;
	const struct tracker *github = trackers_all(&count)[0];

	attempt->call.config = &attempt->config;
	attempt->done = attempt->closes ? github->close(&attempt->call, &attempt->outcome,
							&attempt->error)
					: github->open(&attempt->call, &attempt->number,
						       &attempt->url, &attempt->outcome,
						       &attempt->error);
	return NULL;
}

static struct attempt attempt_at(struct github_double *d, const char *project,
				 const char *closes)
{
	static str labels[] = { STR_INIT("incident"), STR_INIT("prod") };
	struct attempt attempt = {
		.config = { .tracker = { .kind = STR("github"),
					 .url = d->url,
					 .project = str_of(project),
					 .token = STR("t0k"),
					 .labels = labels,
					 .label_count = 2 } },
		.call = { .arena = d->arena,
			  .key = STR("stanch ab INC-1"),
			  .title = STR("[INCIDENT] INC-1: Redis"),
			  .text = closes ? STR("Resolved.") : STR("It burns."),
			  .severity = STR("p1"),
			  .issue = str_of(closes) },
		.closes = closes != NULL,
	};

	in_own_thread(run_attempt, &attempt);
	return attempt;
}

static struct attempt open_once(struct github_double *d)
{
	return attempt_at(d, "o/p", NULL);
}

static void an_issue_is_opened_with_all_it_needs(void)
{
	scoped_github d;
	struct attempt attempt;

	github_start(&d);
	attempt = open_once(&d);
	CHECK_OK(attempt.done, attempt.error);
	CHECK_STR(attempt.number, "1");
	CHECK_STR(attempt.url, "https://example.org/1");
	CHECK_STR(d.issues[0].title, "[INCIDENT] INC-1: Redis");
	CHECK_STR(d.issues[0].labels, "[\"incident\",\"prod\",\"p1\"]");
	CHECK_STR(d.issues[0].body, "It burns.\n\n<!-- stanch ab INC-1 -->\n");
	CHECK_STR(d.authorization, "Bearer t0k");
	CHECK_STR(d.version, "2022-11-28");
	CHECK(d.agent.length > 0);
}

static void a_first_call_that_fails_opens_no_second_issue(void)
{
	static const struct {
		const char *name;
		int status;
		bool after;
	} cases[] = {
		{ "500 and nothing done", 500, false },
		{ "502 after it was done", 502, true },
		{ "an answer without end after it was done", 504, true },
		{ "200 without a number after it was done", 200, true },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_github d;
		struct attempt attempt;

		github_start(&d);
		d.fail_at = 1;
		d.status = cases[i].status;
		d.after = cases[i].after;
		attempt = open_once(&d);
		CHECK_CASE(!attempt.done && !attempt.outcome.permanent, cases[i].name);
		attempt = open_once(&d);
		CHECK_CASE(attempt.done, cases[i].name);
		CHECK_CASE(d.count == 1, cases[i].name);
		CHECK_CASE(str_is(attempt.number, "1"), cases[i].name);
	}
}

static void an_issue_of_another_incident_or_server_is_not_ours(void)
{
	scoped_github d;

	github_start(&d);
	d.count = 2;
	d.issues[0].body = STR("<!-- stanch cd INC-1 -->");
	d.issues[1].body = STR("<!-- stanch ab INC-10 --> stanch ab INC-1");
	CHECK_STR(open_once(&d).number, "3");
	CHECK_STR(open_once(&d).number, "3");
	CHECK_INT(d.count, 3);
}

static void failures_are_told_apart(void)
{
	const int64_t in_ten_minutes = clock_now() / 1000 + 600;
	char reset[32];
	const struct {
		int status;
		const char *header, *value;
		bool permanent;
		duration_ms least, most;
		const char *why;
	} cases[] = {
		{ 422, NULL, NULL, true, 0, 0,
		  "open the issue: it does not take this issue: 422 no ü" },
		{ 410, NULL, NULL, true, 0, 0,
		  "open the issue: issues are switched off in that project: 410 no ü" },
		{ 401, NULL, NULL, true, 0, 0,
		  "open the issue: the token is not taken: 401 no ü" },
		{ 403, NULL, NULL, true, 0, 0,
		  "open the issue: the token may not do this: 403 no ü" },
		{ 301, NULL, NULL, true, 0, 0,
		  "open the issue: the project moved: give its new name: 301 no ü" },
		{ 403, "Retry-After", "90", false, 90000, 90000,
		  "open the issue: a limit is reached: 403 no ü" },
		{ 403, "X-RateLimit-Reset", reset, false, 590000, 600000,
		  "open the issue: a limit is reached: 403 no ü" },
		{ 403, "X-RateLimit-Reset", "99999999999", false, 3600000, 3600000,
		  "open the issue: a limit is reached: 403 no ü" },
		{ 429, NULL, NULL, false, 60000, 60000,
		  "open the issue: a limit is reached: 429 no ü" },
		{ 503, NULL, NULL, false, 0, 0, "open the issue: answered: 503 no ü" },
	};

	snprintf(reset, sizeof(reset), "%lld", (long long)in_ten_minutes);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_github d;
		struct attempt attempt;

		github_start(&d);
		d.fail_at = 1;
		d.status = cases[i].status;
		d.header = cases[i].header;
		d.header_value = str_of(cases[i].value);
		attempt = open_once(&d);
		CHECK(!attempt.done);
		CHECK_STR_EQ(str_of(attempt.error.text), str_of(cases[i].why));
		CHECK_CASE(attempt.outcome.permanent == cases[i].permanent, cases[i].why);
		CHECK_CASE(attempt.outcome.retry_after >= cases[i].least &&
				   attempt.outcome.retry_after <= cases[i].most,
			   cases[i].why);
		CHECK_INT(d.count, 0);
	}
}

static void a_project_that_is_not_there_is_final(void)
{
	scoped_github d;
	struct attempt attempt;

	github_start(&d);
	attempt = attempt_at(&d, "o/other", NULL);
	CHECK(!attempt.done && attempt.outcome.permanent);
	CHECK_STR(str_of(attempt.error.text),
		  "look for the issue: no such project, or the token may not see it: 404 "
		  "Not Found");
}

static void it_is_closed_with_one_comment_however_often_that_fails(void)
{
	scoped_github d;
	struct attempt attempt;

	github_start(&d);
	open_once(&d);
	d.fail_at = 3; /* the comment was written, closing it fails */
	d.status = 500;
	attempt = attempt_at(&d, "o/p", "1");
	CHECK(!attempt.done && !attempt.outcome.permanent);
	CHECK_INT(d.issues[0].comment_count, 1);
	CHECK(!d.issues[0].closed);
	attempt = attempt_at(&d, "o/p", "1");
	CHECK_OK(attempt.done, attempt.error);
	CHECK(d.issues[0].closed);
	CHECK_INT(d.issues[0].comment_count, 1);
	CHECK(str_contains(d.issues[0].comments, STR("Resolved.")));
	attempt = attempt_at(&d, "o/p", "1");
	CHECK_OK(attempt.done, attempt.error);
	CHECK_INT(d.issues[0].comment_count, 1);
	CHECK_INT(d.writes, 4);
}

static void writes_are_a_second_apart(void)
{
	scoped_github d;

	github_start(&d);
	open_once(&d);
	attempt_at(&d, "o/p", "1");
	CHECK_INT(d.writes, 3);
	CHECK(d.write_us[2] - d.write_us[1] > 900000);
	CHECK(d.write_us[3] - d.write_us[2] > 900000);
}

static void a_drill_tells_no_tracker_elsewhere(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct attempt attempt = { .config = { .drill = true },
				   .call = { .arena = arena } };

	run_attempt(&attempt);
	CHECK(!attempt.done && attempt.outcome.permanent);
	CHECK_INT(attempt.error.kind, ERROR_FORBIDDEN);
}

const struct test tests[] = {
	{ "an issue is opened with all it needs", an_issue_is_opened_with_all_it_needs },
	{ "a first call that fails opens no second issue",
	  a_first_call_that_fails_opens_no_second_issue },
	{ "an issue of another incident or server is not ours",
	  an_issue_of_another_incident_or_server_is_not_ours },
	{ "failures are told apart", failures_are_told_apart },
	{ "a project that is not there is final", a_project_that_is_not_there_is_final },
	{ "it is closed with one comment however often that fails",
	  it_is_closed_with_one_comment_however_often_that_fails },
	{ "writes are a second apart", writes_are_a_second_apart },
	{ "a drill tells no tracker elsewhere", a_drill_tells_no_tracker_elsewhere },
	{ 0 },
};
