#include "check.h"
#include "formats/form.h"
#include "formats/json.h"
#include "http_double.h"
#include "notifiers/notifiers.h"
#include "notifiers/sms_text.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { TEST_BYTES_MAX = 64 << 20, FILE_BYTES_MAX = 64 << 10 };

static const struct notifier *notifier(const char *name)
{
	size_t count;
	const struct notifier *const *all = notifiers_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(str_of(name), all[i]->name))
			return all[i];
	abort();
}

static struct config live = { 0 };
static struct config drill = { .drill = true };

/* A channel's settings as name, value, name, value; secrets likewise. */
static struct channel_config channel_of(struct arena *arena, const char *kind, str url,
					const char *secret, const char *value)
{
	struct channel_config channel = { .name = STR("c"), .kind = str_of(kind) };

	channel.settings = arena_many(arena, struct label, 3);
	channel.settings[channel.setting_count++] = (struct label){ STR("url"), url };
	channel.settings[channel.setting_count++] = (struct label){ STR("account"),
								    STR("AC1") };
	channel.settings[channel.setting_count++] = (struct label){ STR("from"),
								    STR("+15550001") };
	channel.secrets = arena_many(arena, struct label, 1);
	channel.secrets[channel.secret_count++] = (struct label){ str_of(secret),
								  str_of(value) };
	return channel;
}

static struct notice sample(const struct channel_config *channel, const char *address)
{
	return (struct notice){
		.address = str_of(address),
		.subject = STR("SEV1 INC-2026-11-21-001 Redis down"),
		.text = STR("Writes fail.\nPress a."),
		.brief = STR("SEV1 INC-2026-11-21-001 Redis down"),
		.send_key = STR("page-17.1"),
		.thread_key = STR("stanch-3"),
		.link = STR("https://stanch.example/room/INC-2026-11-21-001"),
		.ack_link = STR("https://stanch.example/ack/abc"),
		.ack_token = STR("abc"),
		.reply_code = STR("017"),
		.callback = STR("https://stanch.example"),
		.incident_code = STR("INC-2026-11-21-001"),
		.title = STR("Redis down"),
		.service = STR("orders"),
		.severity = STR("SEV1"),
		.rank = 1,
		.person = STR("alice"),
		.purpose = DELIVERY_PAGE,
		.urgent = true,
		.at = 1795241314862,
		.config = &live,
		.channel = channel,
	};
}

/* One send, in a thread of its own. */
struct attempt {
	const struct notifier *notifier;
	struct arena *arena;
	struct notice notice;
	bool sent;
	struct send_outcome outcome;
	struct error error;
};

static void *run_attempt(void *context)
{
	struct attempt *attempt = context;

	attempt->sent = attempt->notifier->send(attempt->arena, &attempt->notice,
						&attempt->outcome, &attempt->error);
	return NULL;
}

static struct attempt send_by(const char *name, struct arena *arena, struct notice notice)
{
	struct attempt attempt = { .notifier = notifier(name),
				   .arena = arena,
				   .notice = notice };

	in_own_thread(run_attempt, &attempt);
	return attempt;
}

static struct form form_sent(struct arena *arena, const struct http_double *d)
{
	struct form form = { 0 };
	struct error error = { 0 };

	CHECK_OK(form_parse(arena, d->body, &form, &error), error);
	return form;
}

/* -- Twilio; the answers are those its documentation shows -- */

#define CREATED \
	"{\"sid\":\"SM11111111111111111111111111111111\",\"status\":\"queued\"," \
	"\"error_code\":null,\"error_message\":null}"

static void an_sms_is_asked_for_as_twilio_documents_it(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	struct attempt attempt;
	struct form form;

	double_start(&d);
	d.status = 201;
	d.answer = STR(CREATED);

	struct channel_config channel = channel_of(arena, "twilio-sms", d.url, "token",
						   "secret");

	attempt = send_by("twilio-sms", arena, sample(&channel, "+491701234567"));
	CHECK_OK(attempt.sent, attempt.error);
	CHECK_STR(attempt.outcome.receipt, "SM11111111111111111111111111111111");
	CHECK_STR(d.method, "POST");
	CHECK_STR(d.path, "/2010-04-01/Accounts/AC1/Messages.json");
	CHECK_STR(double_header(&d, "Authorization"), "Basic QUMxOnNlY3JldA==");
	CHECK_STR(double_header(&d, "Content-Type"), "application/x-www-form-urlencoded");
	form = form_sent(arena, &d);
	CHECK_STR(form_get(&form, "To"), "+491701234567");
	CHECK_STR(form_get(&form, "From"), "+15550001");
	CHECK_STR(form_get(&form, "Body"),
		  "SEV1 INC-2026-11-21-001 Redis down Reply 017 to acknowledge");
	CHECK_STR(form_get(&form, "StatusCallback"),
		  "https://stanch.example/callbacks/twilio/status?page=abc");
}

static void how_to_answer_is_said_once(void)
{
	static const struct {
		const char *brief, *body;
	} cases[] = {
		{ "orders: Redis. P1 since 12:16. INC-2026-11-21-017, reply 017",
		  "orders: Redis. P1 since 12:16. INC-2026-11-21-017 Reply 017 to "
		  "acknowledge" },
		{ "Redis. INC-2026-11-21-017",
		  "Redis. INC-2026-11-21-017 Reply 017 to acknowledge" },
		{ "017", "017 Reply 017 to acknowledge" },
		{ "주문: Redis. INC-1, 회신 번호 017",
		  "주문: Redis. INC-1 확인: 017 회신" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;

	double_start(&d);
	d.status = 201;
	d.answer = STR(CREATED);

	struct channel_config channel = channel_of(arena, "twilio-sms", d.url, "token",
						   "secret");

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct notice notice = sample(&channel, "+491701234567");
		struct form form;

		notice.brief = str_of(cases[i].brief);
		notice.language = STR("ko");
		CHECK(send_by("twilio-sms", arena, notice).sent);
		form = form_sent(arena, &d);
		CHECK_STR_EQ(form_get(&form, "Body"), str_of(cases[i].body));
	}
}

static void an_sms_without_a_way_back_does_not_promise_one(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	struct form form;

	double_start(&d);
	d.status = 201;
	d.answer = STR(CREATED);

	struct channel_config channel = channel_of(arena, "twilio-sms", d.url, "token",
						   "secret");
	struct notice notice = sample(&channel, "+491701234567");

	notice.callback = STR("");
	CHECK(send_by("twilio-sms", arena, notice).sent);
	form = form_sent(arena, &d);
	CHECK_STR(form_get(&form, "Body"), "SEV1 INC-2026-11-21-001 Redis down "
					   "https://stanch.example/ack/abc");
	CHECK_STR(form_get(&form, "StatusCallback"), "");
	notice.ack_link = notice.reply_code = notice.ack_token = STR("");
	CHECK(send_by("twilio-sms", arena, notice).sent);
	form = form_sent(arena, &d);
	CHECK_STR(form_get(&form, "Body"), "SEV1 INC-2026-11-21-001 Redis down");
}

static void a_call_asks_us_what_to_say_or_says_it_itself(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	struct attempt attempt;
	struct form form;

	double_start(&d);
	d.status = 201;
	d.answer = STR("{\"sid\":\"CA1\",\"status\":\"queued\"}");

	struct channel_config channel = channel_of(arena, "twilio-voice", d.url, "token",
						   "secret");
	struct notice notice = sample(&channel, "+491701234567");

	attempt = send_by("twilio-voice", arena, notice);
	CHECK_OK(attempt.sent, attempt.error);
	CHECK_STR(attempt.outcome.receipt, "CA1");
	CHECK_STR(d.path, "/2010-04-01/Accounts/AC1/Calls.json");
	form = form_sent(arena, &d);
	CHECK_STR(form_get(&form, "Url"),
		  "https://stanch.example/callbacks/twilio/voice/abc");
	CHECK_STR(form_get(&form, "Twiml"), "");
	CHECK_STR(form_get(&form, "Timeout"), "25");

	notice.callback = STR("");
	/* XML knows neither U+FFFF nor a bell, however they are written. */
	notice.brief = STR("A < B\a& C\xef\xbf\xbf");
	notice.language = STR("ko");
	CHECK(send_by("twilio-voice", arena, notice).sent);
	form = form_sent(arena, &d);
	CHECK_STR(form_get(&form, "Url"), "");
	CHECK_STR(form_get(&form, "Twiml"),
		  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>"
		  "<Say language=\"ko-KR\">A &lt; B &amp; C </Say>"
		  "<Say language=\"ko-KR\">A &lt; B &amp; C </Say></Response>\n");
}

static const struct {
	int status;
	const char *answer;
	bool sent, permanent;
} phone_answers[] = {
	{ 201, CREATED, true, false },
	{ 400,
	  "{\"code\":21211,\"message\":\"The 'To' number +15550009 is not a valid phone "
	  "number.\",\"more_info\":\"https://www.twilio.com/docs/errors/"
	  "21211\",\"status\":400}",
	  false, true },
	{ 401, "{\"code\":20003,\"message\":\"Authenticate\",\"status\":401}", false,
	  true },
	{ 429, "{\"code\":20429,\"message\":\"Too Many Requests\",\"status\":429}", false,
	  false },
	{ 500, "", false, false },
	{ 503, "<html>", false, false },
};

static void what_twilio_refuses_for_good_is_not_tried_again(void)
{
	for (size_t i = 0; i < 2 * COUNT_OF(phone_answers); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_double d;
		const char *name = i % 2 ? "twilio-sms" : "twilio-voice";
		struct attempt attempt;

		double_start(&d);
		d.status = phone_answers[i / 2].status;
		d.answer = str_of(phone_answers[i / 2].answer);

		struct channel_config channel = channel_of(arena, name, d.url, "token",
							   "secret");

		attempt = send_by(name, arena, sample(&channel, "+491701234567"));
		CHECK_CASE(
			attempt.sent == phone_answers[i / 2].sent &&
				(attempt.sent || attempt.outcome.permanent ==
							 phone_answers[i / 2].permanent),
			attempt.error.text);
		CHECK(!str_contains(str_of(attempt.error.text), STR("secret")));
	}
}

static void a_phone_number_is_whole_or_refused(void)
{
	static const struct {
		const char *number;
		bool good;
	} cases[] = {
		{ "+491701234567", true },
		{ "+15550001", true },
		{ "491701234567", false },
		{ "+0491701234567", false },
		{ "+49 170 123", false },
		{ "+1234567890123456", false },
		{ "+", false },
		{ "", false },
		{ "+49170&To=+1", false },
		{ "whatsapp:+491701234567", false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error error = { 0 };

		CHECK_CASE(notifier("twilio-sms")
					   ->check_address(str_of(cases[i].number),
							   &error) == cases[i].good,
			   cases[i].number);
	}
}

/* -- what fits -- */

static str many(struct arena *arena, const char *what, size_t count)
{
	str all = STR("");

	for (size_t i = 0; i < count; i++)
		all = arena_format(arena, STR_FMT "%s", STR_ARG(all), what);
	return all;
}

static void a_short_message_is_one_message(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str tail = STR(" Reply 017 to acknowledge");
	const struct {
		str text;
		bool is_gsm;
		size_t units;
	} cases[] = {
		{ many(arena, "a", 135), true, 160 }, /* fits to the last */
		{ many(arena, "a", 136), true, 160 },
		{ many(arena, "{", 100), true, 160 }, /* two each */
		{ many(arena, "€", 10), true, 45 },
		{ many(arena, "é", 300), true, 160 },
		{ many(arena, "가", 45), false, 70 },
		{ many(arena, "가", 100), false, 70 },
		{ many(arena, "🔥", 100), false, 70 }, /* two each */
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		size_t units;
		str fit = sms_fit(arena, cases[i].text, tail);

		CHECK_CASE(sms_is_gsm(fit, &units) == cases[i].is_gsm, fit.bytes);
		CHECK_CASE(
			units <= cases[i].units && units + 2 > cases[i].units,
			arena_format(arena, "%zu: " STR_FMT, units, STR_ARG(fit)).bytes);
		CHECK_CASE(str_is_utf8(fit) && str_ends_with(fit, tail), fit.bytes);
	}
	CHECK_STR_EQ(sms_fit(arena, many(arena, "ab ", 60), tail),
		     arena_format(arena, STR_FMT "..." STR_FMT,
				  STR_ARG(str_trim(many(arena, "ab ", 44))),
				  STR_ARG(tail)));
	CHECK_STR(sms_plain(arena, STR("“a” – b… → ‘c’")), "\"a\" - b... -> 'c'");
	CHECK_STR(sms_plain(arena, STR("\xff\x80 x")), "\xff\x80 x");
}

static void a_korean_reader_is_told_in_korean_where_that_costs_nothing(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	struct form form;

	double_start(&d);
	d.status = 201;
	d.answer = STR(CREATED);

	struct channel_config channel = channel_of(arena, "twilio-sms", d.url, "token",
						   "secret");
	struct notice notice = sample(&channel, "+821012345678");

	notice.language = STR("ko");
	CHECK(send_by("twilio-sms", arena, notice).sent);
	form = form_sent(arena, &d);
	CHECK(str_ends_with(form_get(&form, "Body"), STR("Reply 017 to acknowledge")));
	notice.brief = STR("SEV1 주문 실패");
	CHECK(send_by("twilio-sms", arena, notice).sent);
	form = form_sent(arena, &d);
	CHECK_STR(form_get(&form, "Body"), "SEV1 주문 실패 확인: 017 회신");
}

/* -- PagerDuty -- */

#define ROUTING_KEY "0123456789abcdef0123456789ABCDEF"

static void a_page_is_a_trigger_and_its_recovery_resolves_it(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	struct attempt attempt;
	struct error error;
	const struct tree *event;

	double_start(&d);
	d.status = 202;
	d.answer = STR("{\"status\":\"success\",\"message\":\"Event processed\","
		       "\"dedup_key\":\"k\"}");

	struct channel_config channel = channel_of(arena, "pagerduty", d.url, "key",
						   ROUTING_KEY);
	struct notice notice = sample(&channel, "");

	attempt = send_by("pagerduty", arena, notice);
	CHECK_OK(attempt.sent, attempt.error);
	CHECK_STR(d.path, "/v2/enqueue");
	event = json_parse(arena, d.body, &error);
	CHECK_OK(event, error);
	CHECK_STR(tree_get_text(event, "routing_key"), ROUTING_KEY);
	CHECK_STR(tree_get_text(event, "event_action"), "trigger");
	CHECK_STR(tree_get_text(event, "dedup_key"),
		  "INC-2026-11-21-001 https://stanch.example");
	CHECK_STR(tree_get_text(tree_get(event, "payload"), "summary"),
		  "SEV1 INC-2026-11-21-001 Redis down");
	CHECK_STR(tree_get_text(tree_get(event, "payload"), "source"), "orders");
	CHECK_STR(tree_get_text(tree_get(event, "payload"), "severity"), "error");
	CHECK_STR(tree_get_text(tree_get(event, "payload"), "timestamp"),
		  "2026-11-21T06:08:34.862Z");
	CHECK_STR(tree_get_text(tree_at(event, "links.0"), "href"),
		  "https://stanch.example/room/INC-2026-11-21-001");
	CHECK(!str_contains(d.body, STR("\"acknowledge\"")));

	notice.purpose = DELIVERY_RECOVERY;
	notice.send_key = STR("recovery-9");
	CHECK(send_by("pagerduty", arena, notice).sent);
	event = json_parse(arena, d.body, &error);
	CHECK_STR(tree_get_text(event, "event_action"), "resolve");
	CHECK_STR(tree_get_text(event, "dedup_key"),
		  "INC-2026-11-21-001 https://stanch.example");
	CHECK(!tree_get(event, "payload"));
}

static void a_message_never_opens_an_alert_at_pagerduty(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;

	double_start(&d);

	struct channel_config channel = channel_of(arena, "pagerduty", d.url, "key",
						   ROUTING_KEY);
	struct notice notice = sample(&channel, "");

	notice.purpose = DELIVERY_MESSAGE;

	struct attempt attempt = send_by("pagerduty", arena, notice);

	CHECK(!attempt.sent && attempt.outcome.permanent);
	CHECK_INT(d.count, 0);
}

static void what_pagerduty_limits_comes_again_and_what_it_refuses_does_not(void)
{
	static const struct {
		int status;
		const char *answer;
		bool permanent;
	} cases[] = {
		{ 400,
		  "{\"status\":\"invalid event\",\"message\":\"Event object is "
		  "invalid\",\"errors\":[\"'routing_key' is missing or blank\"]}",
		  true },
		{ 429, "", false },
		{ 500, "", false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_double d;

		double_start(&d);
		d.status = cases[i].status;
		d.answer = str_of(cases[i].answer);

		struct channel_config channel = channel_of(arena, "pagerduty", d.url,
							   "key", ROUTING_KEY);
		struct attempt attempt = send_by("pagerduty", arena,
						 sample(&channel, ""));

		CHECK(!attempt.sent);
		CHECK_CASE(attempt.outcome.permanent == cases[i].permanent,
			   attempt.error.text);
	}
}

static void a_routing_key_is_whole_or_refused(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	struct channel_config good = channel_of(arena, "pagerduty", STR(""), "key",
						ROUTING_KEY);
	struct channel_config bad = channel_of(arena, "pagerduty", STR(""), "key",
					       "short");

	CHECK(notifier("pagerduty")->check_channel(&good, &error));
	CHECK(!notifier("pagerduty")->check_channel(&bad, &error));
	CHECK_STR(str_of(error.text), "key: a routing key has 32 letters and digits");
}

/* -- a program -- */

struct program {
	char directory[64];
	struct channel_config channel;
};

/* A shell script of the test's own, with its folder as $1. */
static struct program program(struct arena *arena, const char *script)
{
	struct program program = { .channel = { .name = STR("modem"),
						.kind = STR("command") } };
	str path;
	FILE *file;

	snprintf(program.directory, sizeof(program.directory),
		 "/tmp/stanch-phones-XXXXXX");
	if (!mkdtemp(program.directory))
		abort();
	path = arena_format(arena, "%s/run", program.directory);
	file = fopen(path.bytes, "w");
	if (!file)
		abort();
	fputs(script, file);
	fclose(file);
	program.channel.settings = arena_one(arena, struct label);
	program.channel.setting_count = 1;
	program.channel.settings[0] = (struct label){
		STR("run"), arena_format(arena, "/bin/sh " STR_FMT "  %s", STR_ARG(path),
					 program.directory)
	};
	return program;
}

static void release_program(struct program *program)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -rf %s", program->directory);
	if (system(command) != 0)
		abort();
}
#define scoped_program scoped(release_program) struct program

static str file_in(struct arena *arena, const struct program *program, const char *name)
{
	char *bytes = arena_many(arena, char, FILE_BYTES_MAX);
	FILE *file = fopen(arena_format(arena, "%s/%s", program->directory, name).bytes,
			   "r");
	size_t length;

	if (!file)
		return STR("(none)");
	length = fread(bytes, 1, FILE_BYTES_MAX, file);
	fclose(file);
	return (str){ bytes, length };
}

/* So that as many files can still be opened. */
static void leave_files(struct rlimit before, int left)
{
	rlim_t limit = 0;

	while (left > 0)
		left -= fcntl((int)limit++, F_GETFD) < 0;
	setrlimit(RLIMIT_NOFILE, &(struct rlimit){ limit, before.rlim_max });
}

static void a_program_without_a_file_left_to_watch_it_is_tried_again(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_program modem = program(arena, "sleep 60\n");
	struct attempt attempt = { .notifier = notifier("command"),
				   .arena = arena,
				   .notice = sample(&modem.channel, "") };
	struct rlimit before;

	/* The notice and the two ends of the output. */
	getrlimit(RLIMIT_NOFILE, &before);
	leave_files(before, 3);
	run_attempt(&attempt);
	setrlimit(RLIMIT_NOFILE, &before);
	CHECK(!attempt.sent && !attempt.outcome.permanent);
	CHECK_CASE(str_contains(str_of(attempt.error.text), STR("Too many open files")),
		   attempt.error.text);
}

static void a_program_reads_the_whole_notice_and_nothing_else_of_ours(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_program modem = program(arena, "cat > $1/notice\n"
					      "env > $1/environment\n"
					      "ls /proc/self/fd | wc -l > $1/files\n"
					      "ps -o pid=,sid= -p $$ > $1/session\n"
					      "pwd > $1/where\n");
	struct notice notice = sample(&modem.channel, "ext 17; rm -rf /");
	struct attempt attempt;
	struct error error;
	const struct tree *read;
	int64_t files = 0;
	str process = { 0 }, session = { 0 };

	setenv("STANCH_TEST_SECRET", "hidden", 1);
	attempt = send_by("command", arena, notice);
	unsetenv("STANCH_TEST_SECRET");
	CHECK_OK(attempt.sent, attempt.error);
	read = json_parse(arena, file_in(arena, &modem, "notice"), &error);
	CHECK_OK(read, error);
	CHECK_STR(tree_get_text(read, "purpose"), "page");
	CHECK_STR(tree_get_text(read, "address"), "ext 17; rm -rf /");
	CHECK_STR(tree_get_text(read, "person"), "alice");
	CHECK_STR(tree_get_text(read, "brief"), "SEV1 INC-2026-11-21-001 Redis down");
	CHECK_STR(tree_get_text(read, "text"), "Writes fail.\nPress a.");
	CHECK_STR(tree_get_text(read, "reply_code"), "017");
	CHECK_STR(tree_get_text(read, "send_key"), "page-17.1");
	CHECK(!str_contains(file_in(arena, &modem, "environment"), STR("hidden")));
	CHECK_STR(str_trim(file_in(arena, &modem, "where")), "/");
	CHECK(str_cut(str_trim(file_in(arena, &modem, "session")), ' ', &process,
		      &session));
	CHECK_STR_EQ(str_trim(session), process);
	/* stdin, stdout, stderr, and the folder that ls itself has open. */
	CHECK(str_to_int(str_trim(file_in(arena, &modem, "files")), &files));
	CHECK_INT(files, 4);
}

static void the_exit_code_says_whether_it_is_worth_another_attempt(void)
{
	static const struct {
		const char *script;
		bool sent, permanent;
		const char *says;
	} cases[] = {
		{ "exit 0", true, false, "" },
		{ "echo 'line is busy'; exit 75", false, false,
		  "exit code 75: line is busy" },
		{ "echo 'no such pager' >&2; exit 1", false, true,
		  "exit code 1: no such pager" },
		{ "exit 127", false, true, "exit code 127" },
		{ "kill -SEGV $$", false, false, "ended by signal 11" },
		/* It neither reads what it is given nor stops talking. */
		{ "exec <&-; i=0; while [ $i -lt 20000 ]; do echo "
		  "0123456789012345678901234567890123456789; i=$((i+1)); done; exit 0",
		  true, false, "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_program modem = program(arena, cases[i].script);
		struct attempt attempt = send_by("command", arena,
						 sample(&modem.channel, ""));

		CHECK_CASE(attempt.sent == cases[i].sent, cases[i].script);
		CHECK_CASE(attempt.sent ||
				   attempt.outcome.permanent == cases[i].permanent,
			   cases[i].script);
		if (!attempt.sent)
			CHECK_STR_EQ(str_of(attempt.error.text), str_of(cases[i].says));
	}
}

static void a_program_that_hangs_ends_with_all_it_started(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_program modem = program(arena, "sleep 600 & echo $! > $1/child\n"
					      "sleep 600\n");
	int64_t before_us = clock_monotonic_us(), child = 0, took_ms;
	struct attempt attempt = send_by("command", arena, sample(&modem.channel, ""));

	took_ms = (clock_monotonic_us() - before_us) / 1000;
	CHECK(!attempt.sent && !attempt.outcome.permanent &&
	      attempt.error.kind == ERROR_TIMEOUT);
	CHECK(took_ms >= 14900 && took_ms < 20000);
	CHECK(str_to_int(str_trim(file_in(arena, &modem, "child")), &child));
	usleep(100000);
	/* Reaped by somebody, or waiting for it; it runs no more. */
	str state = str_of("gone");
	FILE *file = fopen(arena_format(arena, "/proc/%d/stat", (int)child).bytes, "r");
	char line[200] = "";

	if (file && fgets(line, sizeof(line), file))
		state = str_of(strrchr(line, ')') ? strrchr(line, ')') + 2 : line);
	if (file)
		fclose(file);
	CHECK(str_is(state, "gone") || str_starts_with(state, STR("Z")));
}

static void what_is_run_is_a_whole_path_without_a_shell(void)
{
	static const struct {
		const char *run;
		bool good;
	} cases[] = {
		{ "/usr/bin/true", true },
		{ "/usr/bin/true a  b", true },
		{ "[\"/usr/bin/true\", \"a b\"]", true },
		{ "true", false },
		{ "", false },
		{ "[]", false },
		{ "[\"/usr/bin/true\", 1]", false },
		{ "[\"/usr/bin/true\"", false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct label run = { STR("run"), str_of(cases[i].run) };
		struct channel_config channel = { .settings = &run, .setting_count = 1 };
		struct error error = { 0 };

		CHECK_CASE(notifier("command")->check_channel(&channel, &error) ==
				   cases[i].good,
			   cases[i].run);
	}

	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct label run = { STR("run"), STR("/nowhere/at/all") };
	struct channel_config channel = { .settings = &run, .setting_count = 1 };
	struct attempt attempt = send_by("command", arena, sample(&channel, ""));

	CHECK(!attempt.sent && attempt.outcome.permanent);
	CHECK_STR(str_of(attempt.error.text),
		  "cannot start /nowhere/at/all: No such file or directory");
}

static void a_drill_calls_nobody_outside_this_machine(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct channel_config twilio = channel_of(arena, "twilio-sms", STR(""), "token",
						  "secret");
	struct channel_config duty = channel_of(arena, "pagerduty", STR(""), "key",
						ROUTING_KEY);
	struct label run = { STR("run"), STR("/usr/bin/true") };
	struct channel_config modem = { .settings = &run, .setting_count = 1 };
	const struct {
		const char *name;
		const struct channel_config *channel;
		const char *address;
	} cases[] = {
		{ "twilio-sms", &twilio, "+491701234567" },
		{ "twilio-voice", &twilio, "+491701234567" },
		{ "pagerduty", &duty, "" },
		{ "command", &modem, "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct notice notice = sample(cases[i].channel, cases[i].address);
		struct attempt attempt;

		notice.config = &drill;
		attempt = send_by(cases[i].name, arena, notice);
		CHECK_CASE(!attempt.sent && attempt.outcome.permanent &&
				   attempt.error.kind == ERROR_FORBIDDEN,
			   cases[i].name);
		notice.config = &live;
		notice.channel = NULL;
		attempt = send_by(cases[i].name, arena, notice);
		CHECK_CASE(!attempt.sent && attempt.outcome.permanent, cases[i].name);
	}
}

const struct test tests[] = {
	{ "an sms is asked for as twilio documents it",
	  an_sms_is_asked_for_as_twilio_documents_it },
	{ "an sms without a way back does not promise one",
	  an_sms_without_a_way_back_does_not_promise_one },
	{ "how to answer is said once", how_to_answer_is_said_once },
	{ "a call asks us what to say or says it itself",
	  a_call_asks_us_what_to_say_or_says_it_itself },
	{ "what twilio refuses for good is not tried again",
	  what_twilio_refuses_for_good_is_not_tried_again },
	{ "a phone number is whole or refused", a_phone_number_is_whole_or_refused },
	{ "a short message is one message", a_short_message_is_one_message },
	{ "a korean reader is told in korean where that costs nothing",
	  a_korean_reader_is_told_in_korean_where_that_costs_nothing },
	{ "a page is a trigger and its recovery resolves it",
	  a_page_is_a_trigger_and_its_recovery_resolves_it },
	{ "a message never opens an alert at pagerduty",
	  a_message_never_opens_an_alert_at_pagerduty },
	{ "what pagerduty limits comes again and what it refuses does not",
	  what_pagerduty_limits_comes_again_and_what_it_refuses_does_not },
	{ "a routing key is whole or refused", a_routing_key_is_whole_or_refused },
	{ "a program without a file left to watch it is tried again",
	  a_program_without_a_file_left_to_watch_it_is_tried_again },
	{ "a program reads the whole notice and nothing else of ours",
	  a_program_reads_the_whole_notice_and_nothing_else_of_ours },
	{ "the exit code says whether it is worth another attempt",
	  the_exit_code_says_whether_it_is_worth_another_attempt },
	{ "a program that hangs ends with all it started",
	  a_program_that_hangs_ends_with_all_it_started },
	{ "what is run is a whole path without a shell",
	  what_is_run_is_a_whole_path_without_a_shell },
	{ "a drill calls nobody outside this machine",
	  a_drill_calls_nobody_outside_this_machine },
	{ 0 },
};
