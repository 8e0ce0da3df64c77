#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "check.h"
#include "child.h"
#include "formats/json.h"
#include "http_double.h"
#include "notifiers/notifiers.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <sys/socket.h>

enum { TEST_BYTES_MAX = 64 << 20, MAIL_BYTES_MAX = 64 << 10 };

static char python_path[] = "/usr/bin/python3";

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

static struct notice sample(str address)
{
	return (struct notice){
		.address = address,
		.subject = STR("INC-2026-11-21-001 Redis is d\xc3\xb6wn"),
		.text = STR("Writes fail.\nPress a."),
		.send_key = STR("page-17.1"),
		.thread_key = STR("stanch-3"),
		.link = STR("https://stanch.example/room/INC-2026-11-21-001"),
		.ack_link = STR("https://stanch.example/ack/1.2.3"),
		.incident_code = STR("INC-2026-11-21-001"),
		.severity = STR("SEV1"),
		.urgent = true,
		.at = 1795241314862,
		.config = &live,
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

static void a_webhook_carries_the_whole_notice(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	struct attempt attempt;
	struct error error;
	const struct tree *body;

	double_start(&d);
	d.status = 202;
	attempt = send_by("webhook", arena,
			  sample(arena_format(arena, STR_FMT "/x", STR_ARG(d.url))));
	CHECK_OK(attempt.sent, attempt.error);
	CHECK_STR(d.method, "POST");
	CHECK_STR(d.path, "/x");
	CHECK_STR(double_header(&d, "Content-Type"), "application/json");
	CHECK_STR(double_header(&d, "Idempotency-Key"), "page-17.1");
	body = json_parse(arena, d.body, &error);
	CHECK_OK(body, error);
	CHECK_STR(tree_get_text(body, "kind"), "page");
	CHECK_STR(tree_get_text(body, "code"), "INC-2026-11-21-001");
	CHECK_STR(tree_get_text(body, "severity"), "SEV1");
	CHECK_STR(tree_get_text(body, "subject"),
		  "INC-2026-11-21-001 Redis is d\xc3\xb6wn");
	CHECK_STR(tree_get_text(body, "text"), "Writes fail.\nPress a.");
	CHECK_STR(tree_get_text(body, "link"),
		  "https://stanch.example/room/INC-2026-11-21-001");
	CHECK_STR(tree_get_text(body, "ack_link"), "https://stanch.example/ack/1.2.3");
	CHECK_STR(tree_get_text(body, "at"), "2026-11-21T06:08:34.862Z");
	CHECK(tree_get_bool(body, "urgent", false));
	CHECK_STR(tree_get_text(body, "send_key"), "page-17.1");
}

static void a_push_is_spelled_as_ntfy_reads_it(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	struct notice notice;
	struct attempt attempt;
	str sequence;

	double_start(&d);
	notice = sample(arena_format(arena, STR_FMT "/topic", STR_ARG(d.url)));
	attempt = send_by("ntfy", arena, notice);
	CHECK_OK(attempt.sent, attempt.error);
	CHECK_STR(d.method, "POST");
	CHECK_STR(d.body, "Writes fail.\nPress a.");
	CHECK_STR(double_header(&d, "Title"),
		  "=?UTF-8?B?SU5DLTIwMjYtMTEtMjEtMDAxIFJlZGlzIGlzIGTDtndu?=");
	CHECK_STR(double_header(&d, "Priority"), "5");
	CHECK_STR(double_header(&d, "Tags"), "rotating_light");
	CHECK_STR(double_header(&d, "Click"),
		  "https://stanch.example/room/INC-2026-11-21-001");
	CHECK_STR(double_header(&d, "Actions"),
		  "http, Acknowledge, https://stanch.example/ack/1.2.3, method=POST, "
		  "clear=true; view, Open the room, "
		  "https://stanch.example/room/INC-2026-11-21-001");
	sequence = double_header(&d, "X-Sequence-ID");
	CHECK_INT(sequence.length, 32);

	/* A quiet one; its repeat has the same id, another send another one. */
	notice.urgent = false;
	notice.subject = STR("recovered\r\nX-Evil: 1");
	notice.ack_link = STR("");
	notice.link = STR("");
	d.answer = STR("{\"id\":\"sPs71M8A2T\"}");
	attempt = send_by("ntfy", arena, notice);
	CHECK_OK(attempt.sent, attempt.error);
	CHECK_STR(attempt.outcome.receipt, "sPs71M8A2T");
	CHECK_STR(double_header(&d, "Priority"), "3");
	CHECK_STR(double_header(&d, "Tags"), "white_check_mark");
	CHECK_STR(double_header(&d, "Actions"), "");
	CHECK(str_starts_with(double_header(&d, "Title"), STR("=?UTF-8?B?")));
	CHECK_STR_EQ(double_header(&d, "X-Sequence-ID"), sequence);
	notice.send_key = STR("page-17.2");
	attempt = send_by("ntfy", arena, notice);
	CHECK(attempt.sent && !str_equal(double_header(&d, "X-Sequence-ID"), sequence));
}

static void what_may_pass_is_tried_again_and_what_cannot_is_not(void)
{
	static const struct {
		int status;
		bool sent, permanent;
	} cases[] = {
		{ 200, true, false },  { 204, true, false },  { 299, true, false },
		{ 301, false, true },  { 400, false, true },  { 401, false, true },
		{ 404, false, true },  { 408, false, false }, { 410, false, true },
		{ 429, false, false }, { 500, false, false }, { 503, false, false },
	};
	static const char *const channels[] = { "webhook", "ntfy" };

	for (size_t i = 0; i < 2 * COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_double d;
		struct attempt attempt;

		double_start(&d);
		d.status = cases[i / 2].status;
		d.answer = d.status == 204 ? STR("") : STR("why");
		attempt = send_by(channels[i % 2], arena, sample(d.url));
		CHECK_CASE(attempt.sent == cases[i / 2].sent &&
				   attempt.outcome.permanent == cases[i / 2].permanent,
			   arena_format(arena, "%d", d.status).bytes);
		CHECK_INT(d.count, 1);
	}
}

static void nobody_there_is_worth_another_attempt(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str url = arena_format(arena, "http://127.0.0.1:%u/x", free_port());
	struct attempt attempt = send_by("webhook", arena, sample(url));

	CHECK(!attempt.sent && !attempt.outcome.permanent);
	attempt = send_by("ntfy", arena, sample(url));
	CHECK(!attempt.sent && !attempt.outcome.permanent);
}

static const struct {
	const char *channel, *address;
	bool good;
} addresses[] = {
	{ "email", "alice@example.org", true },
	{ "email", "a.b+c@localhost", true },
	{ "email", "", false },
	{ "email", "alice", false },
	{ "email", "@example.org", false },
	{ "email", "alice@", false },
	{ "email", "a@b@c", false },
	{ "email", "a@b\r\nBcc:x", false },
	{ "email", "a b@c", false },
	{ "email", "alice@example.org\r\nBcc: x@y", false },
	{ "email", "alice@example.org,bob@example.org", false },
	{ "email", "Alice <alice@example.org>", false },
	{ "webhook", "https://example.org/x?y=1", true },
	{ "webhook", "http://127.0.0.1:8080/x", true },
	{ "webhook", "ftp://example.org", false },
	{ "webhook", "https://", false },
	{ "webhook", "example.org", false },
	{ "webhook", "https://example.org/a b", false },
	{ "webhook", "https://example.org/\r\nX: y", false },
	{ "webhook", "https://alice:secret@example.org/", false },
	{ "ntfy", "https://ntfy.sh/topic", true },
	{ "ntfy", "topic", false },
};

static void addresses_are_checked_for_their_channel(void)
{
	for (size_t i = 0; i < COUNT_OF(addresses); i++) {
		struct error error = { 0 };
		bool good = notifier(addresses[i].channel)
				    ->check_address(str_of(addresses[i].address), &error);

		CHECK_CASE(good == addresses[i].good, addresses[i].address);
		CHECK_CASE(good || error.kind == ERROR_INVALID, addresses[i].address);
	}
}

static void a_drill_tells_nobody_outside_this_machine(void)
{
	static const char *const outside[] = { "http://192.0.2.1/x",
					       "https://example.org/x",
					       "http://127.0.0.1.example.org/x",
					       "http://127.0.0.1@example.org/" };
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	struct notice notice = sample(STR("alice@example.org"));
	struct attempt attempt;

	double_start(&d);
	notice.config = &drill;
	drill.smtp_relay = STR("smtp://mail.example.org:25");
	drill.smtp_from = STR("stanch@example.org");
	attempt = send_by("email", arena, notice);
	CHECK(!attempt.sent && attempt.outcome.permanent &&
	      attempt.error.kind == ERROR_FORBIDDEN);
	for (size_t i = 0; i < COUNT_OF(outside); i++) {
		notice.address = str_of(outside[i]);
		attempt = send_by("webhook", arena, notice);
		CHECK_CASE(!attempt.sent && attempt.outcome.permanent &&
				   attempt.error.kind == ERROR_FORBIDDEN,
			   outside[i]);
		attempt = send_by("ntfy", arena, notice);
		CHECK_CASE(!attempt.sent && attempt.error.kind == ERROR_FORBIDDEN,
			   outside[i]);
	}
	notice.address = d.url;
	attempt = send_by("webhook", arena, notice);
	CHECK_OK(attempt.sent, attempt.error);
}

/* -- channels with settings: what is on the other end is a double -- */

struct setup {
	struct label settings[6], secrets[6];
	struct channel_config channel;
};

static void put(struct label *labels, size_t *count, const char *name, str value)
{
	labels[(*count)++] = (struct label){ str_of(name), value };
}

static void set(struct setup *setup, const char *name, const char *value)
{
	put(setup->settings, &setup->channel.setting_count, name, str_of(value));
}

static void set_secret(struct setup *setup, const char *name, str value)
{
	put(setup->secrets, &setup->channel.secret_count, name, value);
}

static struct notice sample_by(struct setup *setup)
{
	struct notice notice = sample(STR(""));

	setup->channel.settings = setup->settings;
	setup->channel.secrets = setup->secrets;
	notice.channel = &setup->channel;
	notice.ack_token = STR("abc234");
	notice.callback = STR("https://stanch.example");
	notice.brief = STR("SEV1 Redis");
	notice.subject = STR("INC-2026-11-21-001 <!channel> @everyone *b* & <b>");
	notice.text = STR("Writes fail.\n\nhttps://x.example/a_b <@U1> [x](y)");
	return notice;
}

static void a_template_says_what_a_webhook_posts(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	struct setup setup = { 0 };
	struct notice notice;
	struct attempt attempt;
	str mac;

	double_start(&d);
	set(&setup, "template",
	    "{\"s\":\"{{subject}}\",\"u\":{{urgent}},\"n\":{{rank}}}");
	set(&setup, "content_type", "application/vnd.x+json");
	set(&setup, "headers", "X-Team: platform\n");
	set_secret(&setup, "headers", STR("X-Key: k1"));
	set_secret(&setup, "secret", STR("hush"));
	set_secret(&setup, "token", STR("t0k"));
	set_secret(&setup, "url", d.url);
	notice = sample_by(&setup);
	notice.subject = STR("a \"b\"\\\n</script>\xc3\xb6");
	attempt = send_by("webhook", arena, notice);
	CHECK_OK(attempt.sent, attempt.error);
	CHECK_STR(d.body, "{\"s\":\"a \\\"b\\\"\\\\\\n\\u003c/script\\u003e\xc3\xb6\","
			  "\"u\":true,\"n\":0}");
	CHECK_STR(double_header(&d, "Content-Type"), "application/vnd.x+json");
	CHECK_STR(double_header(&d, "X-Team"), "platform");
	CHECK_STR(double_header(&d, "X-Key"), "k1");
	CHECK_STR(double_header(&d, "Authorization"), "Bearer t0k");
	mac = sha256_hex(
		arena, sha256_hmac(STR("hush"), arena_format(arena, "1795241314." STR_FMT,
							     STR_ARG(d.body))));
	CHECK_STR_EQ(double_header(&d, "X-Stanch-Signature"),
		     arena_format(arena, "t=1795241314,v1=" STR_FMT, STR_ARG(mac)));
}

/* Some servers answer "Cannot POST" and the path, some repeat the headers. */
static void an_answer_that_repeats_a_secret_is_not_shown(void)
{
	static const char *const answers[] = {
		"Cannot POST /services/T024/a-long-secret-of-theirs",
		"who is &quot;a-long-secret-of-theirs&quot;?",
		"I do not know Bearer the-token-of-the-channel",
	};

	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_double d;
		struct setup setup = { 0 };
		struct notice notice;
		struct attempt attempt;

		double_start(&d);
		d.status = 404;
		d.answer = str_of(answers[i]);
		set_secret(&setup, "token", STR("the-token-of-the-channel"));
		notice = sample_by(&setup);
		notice.address = arena_format(
			arena, STR_FMT "/services/T024/a-long-secret-of-theirs",
			STR_ARG(d.url));
		attempt = send_by("webhook", arena, notice);
		CHECK(!attempt.sent && attempt.outcome.permanent);
		CHECK_CASE(
			!str_contains(str_of(attempt.error.text), STR("a-long-secret")),
			attempt.error.text);
		CHECK_CASE(!str_contains(str_of(attempt.error.text), STR("the-token")),
			   attempt.error.text);
		CHECK_CASE(str_contains(str_of(attempt.error.text), STR("answered 404")),
			   attempt.error.text);
	}
}

static void a_form_and_markup_are_escaped_in_their_own_way(void)
{
	static const struct {
		const char *type, *template, *body;
	} cases[] = {
		{ "application/x-www-form-urlencoded", "text={{subject}}",
		  "text=a%26b%3D%3C%2Bc%07%EF%BF%BF" },
		{ "text/html", "<p>{{subject}}</p>", "<p>a&amp;b=&lt;+c  </p>" },
		{ "text/plain", "{{subject}}", "a&b=<+c\a\xef\xbf\xbf" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_double d;
		struct setup setup = { 0 };
		struct notice notice;
		struct attempt attempt;

		double_start(&d);
		set(&setup, "template", cases[i].template);
		set(&setup, "content_type", cases[i].type);
		notice = sample_by(&setup);
		notice.address = d.url;
		notice.subject = STR("a&b=<+c\a\xef\xbf\xbf");
		attempt = send_by("webhook", arena, notice);
		CHECK_OK(attempt.sent, attempt.error);
		CHECK_STR_EQ(d.body, str_of(cases[i].body));
	}
}

static void a_bad_template_is_told_before_a_night_depends_on_it(void)
{
	static const struct {
		const char *template, *headers;
		bool good;
	} cases[] = {
		{ "{\"a\":\"{{subject}}\"}", "", true },
		{ "{\"a\":{{subject}}}", "", false }, /* no JSON */
		{ "{{#subject}", "", false },
		{ "{{#text}}", "", false },
		{ "{}", "X-Team", false },
		{ "{}", "X-Team: a\nX-Other: b", true },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct setup setup = { 0 };
		struct error error = { 0 };

		set(&setup, "template", cases[i].template);
		set(&setup, "headers", cases[i].headers);
		sample_by(&setup);
		CHECK_CASE(notifier("webhook")->check_channel(&setup.channel, &error) ==
				   cases[i].good,
			   cases[i].template);
	}
}

#define SLACK_BLOCKS(button) \
	"[{\"type\":\"header\",\"text\":{\"type\":\"plain_text\",\"text\":" \
	"\"INC-2026-11-21-001 \\u0026lt;!channel\\u0026gt; @everyone *b* " \
	"\\u0026amp; \\u0026lt;b\\u0026gt;\",\"emoji\":false}},{\"type\":\"section\"," \
	"\"text\":{\"type\":\"plain_text\",\"text\":\"Writes " \
	"fail.\\n\\nhttps://x.example/" \
	"a_b \\u0026lt;@U1\\u0026gt; [x](y)\",\"emoji\":false}},{\"type\":\"actions\"," \
	"\"elements\":[{\"type\":\"button\",\"action_id\":" button \
	"},{\"type\":\"button\",\"action_id\":\"room\",\"text\":{\"type\":\"plain_" \
	"text\"," \
	"\"text\":\"Open the room\",\"emoji\":false},\"url\":" \
	"\"https://stanch.example/room/INC-2026-11-21-001\"}]}]"
#define SLACK_LABEL \
	"\"text\":{\"type\":\"plain_text\",\"text\":\"Acknowledge\",\"emoji\":false}," \
	"\"style\":\"primary\","

static void a_slack_webhook_shows_everything_as_text(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	struct setup setup = { 0 };
	struct attempt attempt;

	double_start(&d);
	d.answer = STR("ok");
	set_secret(&setup, "url", d.url);
	attempt = send_by("slack-webhook", arena, sample_by(&setup));
	CHECK_OK(attempt.sent, attempt.error);
	CHECK_STR(
		d.body,
		"{\"text\":\"SEV1 Redis\",\"blocks\":" SLACK_BLOCKS(
			"\"acknowledge_link\"," SLACK_LABEL
			"\"url\":\"https://stanch.example/ack/1.2.3\"") ","
									"\"mrkdwn\":"
									"false,\"unfurl_"
									"links\":false}");
}

/* What the receivers say, and what is made of it. */
static const struct answer_case {
	const char *channel;
	int status;
	const char *answer, *retry;
	bool sent, permanent;
	int64_t retry_after;
} answer_cases[] = {
	{ "slack-webhook", 200, "ok", "", true, false, 0 },
	{ "slack-webhook", 200, "<html>sign in</html>", "", false, false, 0 },
	{ "slack-webhook", 200, "invalid_token", "", false, true, 0 },
	{ "slack-webhook", 400, "invalid_payload", "", false, true, 0 },
	{ "slack-webhook", 403, "action_prohibited", "", false, true, 0 },
	{ "slack-webhook", 404, "no_service", "", false, true, 0 },
	{ "slack-webhook", 410, "channel_is_archived", "", false, true, 0 },
	{ "slack-webhook", 429, "rate_limited", "30", false, false, 30000 },
	{ "slack-webhook", 500, "rollup_error", "", false, false, 0 },
	{ "mattermost", 200, "<html>sign in</html>", "", false, false, 0 },
	{ "mattermost", 400, "{\"id\":\"x\"}", "", false, true, 0 },
	{ "slack", 200, "{\"ok\":true,\"ts\":\"1.2\"}", "", true, false, 0 },
	{ "slack", 200, "{\"ok\":false,\"error\":\"invalid_auth\"}", "", false, true, 0 },
	{ "slack", 200, "{\"ok\":false,\"error\":\"ratelimited\"}", "5", false, false,
	  5000 },
	{ "slack", 200, "{\"ok\":false,\"error\":\"internal_error\"}", "", false, false,
	  0 },
	{ "slack", 200, "<html>", "", false, false, 0 },
	{ "slack", 429, "", "2", false, false, 2000 },
	{ "teams", 202, "", "", true, false, 0 },
	{ "teams", 200, "1", "", true, false, 0 },
	{ "teams", 200, "delivery failed with error: HTTP error 429", "", false, false,
	  0 },
	{ "teams", 413, "", "", false, true, 0 },
};

static void what_slack_answers_is_read_and_not_only_its_status(void)
{
	const struct answer_case *cases = answer_cases;

	for (size_t i = 0; i < COUNT_OF(answer_cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_double d;
		struct setup setup = { 0 };
		struct notice notice;
		struct attempt attempt;

		double_start(&d);
		d.status = cases[i].status;
		d.answer = str_of(cases[i].answer);
		d.retry_after = str_of(cases[i].retry);
		set_secret(&setup, "url", d.url);
		set(&setup, "url", arena_c_string(arena, d.url));
		set_secret(&setup, "token", STR("xoxb-1"));
		notice = sample_by(&setup);
		if (str_is(str_of(cases[i].channel), "slack"))
			notice.address = STR("#ops");
		attempt = send_by(cases[i].channel, arena, notice);
		if (attempt.sent != cases[i].sent ||
		    attempt.outcome.permanent != cases[i].permanent ||
		    attempt.outcome.retry_after != cases[i].retry_after)
			check_failed(__FILE__, __LINE__,
				     "%s %d %s: sent %d, %d, %lld: %s", cases[i].channel,
				     cases[i].status, cases[i].answer, attempt.sent,
				     attempt.outcome.permanent,
				     (long long)attempt.outcome.retry_after,
				     attempt.error.text);
	}
}

static void a_slack_bot_keeps_an_incident_in_one_thread(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	struct setup setup = { 0 };
	struct notice notice;
	struct attempt attempt;

	double_start(&d);
	d.answer = STR("{\"ok\":true,\"channel\":\"C1\",\"ts\":\"1503435956.000247\"}");
	set(&setup, "url", arena_c_string(arena, d.url));
	set(&setup, "channel", "#ops");
	set_secret(&setup, "token", STR("xoxb-1"));
	set_secret(&setup, "signing_secret", STR("s"));
	notice = sample_by(&setup);
	attempt = send_by("slack", arena, notice);
	CHECK_OK(attempt.sent, attempt.error);
	CHECK_STR(d.path, "/chat.postMessage");
	CHECK_STR(double_header(&d, "Authorization"), "Bearer xoxb-1");
	CHECK_STR(
		d.body,
		"{\"text\":\"SEV1 Redis\",\"blocks\":" SLACK_BLOCKS(
			"\"acknowledge\"," SLACK_LABEL
			"\"value\":\"abc234\"") ","
						"\"mrkdwn\":false,\"unfurl_links\":false,"
						"\"channel\":\"#ops\"}");
	CHECK_STR(attempt.outcome.receipt, "1503435956.000247");

	notice.thread_receipt = attempt.outcome.receipt;
	attempt = send_by("slack", arena, notice);
	CHECK_OK(attempt.sent, attempt.error);
	CHECK(str_ends_with(d.body,
			    STR(",\"channel\":\"#ops\",\"thread_ts\":"
				"\"1503435956.000247\",\"reply_broadcast\":true}")));
}

static void a_mattermost_button_asks_us_back(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	struct setup setup = { 0 };
	struct notice notice;
	struct attempt attempt;

	double_start(&d);
	d.answer = STR("ok");
	set_secret(&setup, "url", d.url);
	notice = sample_by(&setup);
	notice.address = STR("town-square");
	notice.language = STR("ko");
	attempt = send_by("mattermost", arena, notice);
	CHECK_OK(attempt.sent, attempt.error);
	CHECK_STR(
		d.body,
		"{\"channel\":\"town-square\",\"attachments\":[{\"fallback\":"
		"\"INC-2026-11-21-001 \\u003c\u200b\\\\!channel\\\\\\u003e @\u200b"
		"everyone \\\\*b\\\\* \\u0026 \\u003c\u200bb\\\\\\u003e\","
		"\"color\":\"#d24b4e\",\"title\":"
		"\"INC-2026-11-21-001 \\u003c\u200b\\\\!channel\\\\\\u003e @\u200b"
		"everyone \\\\*b\\\\* \\u0026 \\u003c\u200bb\\\\\\u003e\","
		"\"title_link\":\"https://stanch.example/room/INC-2026-11-21-001\","
		"\"text\":\"Writes fail.\\n\\nhttps://x.example/a_b \\u003c\u200b@\u200b"
		"U1\\\\\\u003e \\\\[x\\\\](y)\",\"actions\":[{\"id\":\"acknowledge\","
		"\"name\":\"확인\",\"type\":\"button\",\"style\":\"primary\","
		"\"integration\":{\"url\":"
		"\"https://stanch.example/callbacks/mattermost\",\"context\":"
		"{\"token\":\"abc234\"}}}]}]}");
}

#define TEAMS_RUN(text, more) \
	"{\"type\":\"RichTextBlock\",\"inlines\":[{\"type\":\"TextRun\",\"text\":" \
	"\"" text "\"" more "}]}"
#define TEAMS_TITLE \
	"INC-2026-11-21-001 \\u003c!channel\\u003e @everyone *b* \\u0026 " \
	"\\u003cb\\u003e"

static void a_teams_card_knows_no_markup(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_double d;
	struct setup setup = { 0 };
	struct attempt attempt;

	double_start(&d);
	d.status = 202;
	set_secret(&setup, "url", d.url);
	attempt = send_by("teams", arena, sample_by(&setup));
	CHECK_OK(attempt.sent, attempt.error);
	CHECK_STR(
		d.body,
		"{\"type\":\"message\",\"attachments\":[{\"contentType\":"
		"\"application/vnd.microsoft.card.adaptive\",\"contentUrl\":null,"
		"\"content\":{\"$schema\":"
		"\"http://adaptivecards.io/schemas/adaptive-card.json\","
		"\"type\":\"AdaptiveCard\",\"version\":\"1.2\",\"fallbackText\":"
		"\"" TEAMS_TITLE "\",\"body\":[" TEAMS_RUN(
			TEAMS_TITLE,
			",\"weight\":\"Bolder\",\"size\":"
			"\"Medium\"") "," TEAMS_RUN("Writes fail.",
						    "") "," TEAMS_RUN("https://x.example/"
								      "a_b "
								      "\\u003c@U1\\u003e "
								      "[x](y)",
								      "") "],"
									  "\"actions\":[{"
									  "\"type\":"
									  "\"Action."
									  "OpenUrl\","
									  "\"title\":"
									  "\"Acknowledge"
									  "\","
									  "\"url\":"
									  "\"https://"
									  "stanch."
									  "example/ack/"
									  "1.2.3\"},{"
									  "\"type\":"
									  "\"Action."
									  "OpenUrl\","
									  "\"title\":"
									  "\"Open the "
									  "room\","
									  "\"url\":"
									  "\"https://"
									  "stanch."
									  "example/room/"
									  "INC-2026-11-"
									  "21-001\"}],"
									  "\"msteams\":{"
									  "\"width\":"
									  "\"Full\"}}}]"
									  "}");
}

/* Each channel has a limit; three bytes a character, and one that needs escapes. */
static void a_long_text_is_cut_between_characters(void)
{
	static const struct {
		const char *channel;
		size_t most;
	} cases[] = {
		{ "slack-webhook", 60 << 10 },
		{ "slack", 60 << 10 },
		{ "mattermost", 24 << 10 },
		{ "teams", 28 << 10 },
		{ "ntfy", 4096 },
	};

	for (size_t i = 0; i < 2 * COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_double d;
		struct text text = text_new(arena, 32 << 10);
		struct setup setup = { 0 };
		struct notice notice;
		struct error error;

		while (text.length < (32 << 10) - 8)
			text_add(&text, i % 2 ? STR("\xec\x9e\xa5\n") : STR("<&>"));
		double_start(&d);
		d.answer = STR("ok");
		set_secret(&setup, "url", d.url);
		set_secret(&setup, "token", STR("x"));
		set(&setup, "url", arena_c_string(arena, d.url));
		notice = sample_by(&setup);
		notice.address = i / 2 == 4 ? d.url : i / 2 == 1 ? STR("C1") : STR("");
		notice.text = text_of(&text);
		notice.subject = notice.brief = notice.text;
		send_by(cases[i / 2].channel, arena, notice);
		CHECK_CASE(d.count == 1 && d.body.length <= cases[i / 2].most,
			   cases[i / 2].channel);
		CHECK_CASE(str_is_utf8(d.body), cases[i / 2].channel);
		CHECK_CASE(i / 2 == 4 || json_parse(arena, d.body, &error),
			   cases[i / 2].channel);
		CHECK_CASE(!str_contains(d.body, STR("\xef\xbf\xbd")),
			   cases[i / 2].channel);
	}
}

static void retry_after_is_read_as_seconds_and_as_a_date(void)
{
	static const struct {
		int status;
		const char *spelled;
		int64_t least, most;
	} cases[] = {
		{ 429, "7", 7000, 7000 },
		{ 429, "", 0, 0 },
		{ 503, "120", 120000, 120000 },
		{ 429, "86400", HOUR_MS, HOUR_MS },
		{ 429, "soon", 0, 0 },
		{ 429, "-5", 0, 0 },
		{ 429, "Fri, 01 Jan 2021 00:00:00 GMT", 0, 0 },
		{ 429, "Fri, 01 Jan 2100 00:00:00 GMT", HOUR_MS, HOUR_MS },
		{ 404, "7", 0, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_double d;
		struct attempt attempt;

		double_start(&d);
		d.status = cases[i].status;
		d.retry_after = str_of(cases[i].spelled);
		attempt = send_by("webhook", arena, sample(d.url));
		CHECK_CASE(!attempt.sent &&
				   attempt.outcome.retry_after >= cases[i].least &&
				   attempt.outcome.retry_after <= cases[i].most,
			   cases[i].spelled);
	}
}

/* A double of a receiver that sends a byte now and then, and never the last. */
struct dripping {
	int listener;
	str url;
};

static void *drip(void *context)
{
	const struct dripping *dripping = context;
	scoped_fd fd = accept(dripping->listener, NULL, NULL);
	static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nok";

	for (size_t i = 0; fd >= 0; i++) {
		char c = i < sizeof(answer) - 1 ? answer[i] : ' ';

		if (send(fd, &c, 1, MSG_NOSIGNAL) != 1)
			break;
		usleep(1000 * 1000);
	}
	return NULL;
}

static void a_receiver_that_drips_is_left_at_the_deadline(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	scoped_fd fd = socket(AF_INET, SOCK_STREAM, 0);
	struct dripping dripping = { .listener = fd };
	int64_t start_us = clock_monotonic_us(), took_ms;
	struct attempt attempt;
	pthread_t thread;

	CHECK_INT(bind(fd, (struct sockaddr *)&address, size), 0);
	CHECK_INT(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	CHECK_INT(listen(fd, 1), 0);
	CHECK_INT(pthread_create(&thread, NULL, drip, &dripping), 0);
	attempt = send_by("webhook", arena,
			  sample(arena_format(arena, "http://127.0.0.1:%u",
					      ntohs(address.sin_port))));
	took_ms = (clock_monotonic_us() - start_us) / 1000;
	pthread_join(thread, NULL);
	CHECK(!attempt.sent && !attempt.outcome.permanent);
	CHECK_INT(attempt.error.kind, ERROR_TIMEOUT);
	CHECK(took_ms >= NOTIFY_MS_MAX - 100 && took_ms < NOTIFY_MS_MAX + 2000);
}

static void a_notice_is_never_carried_on_to_another_address(void)
{
	static const int statuses[] = { 301, 302, 303, 307, 308 };

	for (size_t i = 0; i < COUNT_OF(statuses); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_double d;
		struct attempt attempt;

		double_start(&d);
		d.status = statuses[i];
		attempt = send_by("webhook", arena, sample(d.url));
		CHECK(!attempt.sent && attempt.outcome.permanent);
		CHECK(str_ends_with(str_of(attempt.error.text),
				    STR("it has moved, and that is not followed")));
		CHECK_INT(d.count, 1);
	}
}

/* -- what is wrong with a configuration -- */

static str problems_of(struct arena *arena, struct config *config)
{
	struct config_problems problems = { 0 };
	struct ports ports = { 0 };
	struct text text = text_new(arena, 64 << 10);

	ports.notifiers = notifiers_all(&ports.notifier_count);
	ports_check(&ports, config, arena, &problems);
	for (size_t i = 0; i < problems.count; i++)
		text_addf(&text, "%s" STR_FMT ": " STR_FMT, i > 0 ? "\n" : "",
			  STR_ARG(problems.items[i].where),
			  STR_ARG(problems.items[i].what));
	return text_of(&text);
}

static void what_only_a_channel_knows_is_told_where_it_stands(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct label bad_settings[] = { { STR("chanel"), STR("#ops") },
					{ STR("token"), STR("xoxb") } };
	struct label good[] = { { STR("url"), STR("https://hooks.example.org/x") } };
	struct channel_config channels[] = {
		{ STR("chat"), STR("slack"), bad_settings, 2, NULL, 0 },
		{ STR("typo"), STR("slak"), NULL, 0, NULL, 0 },
		{ STR("ops"), STR("slack-webhook"), NULL, 0, good, 1 },
	};
	struct contact contacts[] = {
		{ STR("ops"), STR(""), 0 },      { STR("ops"), STR("#x"), 0 },
		{ STR("chat"), STR(""), 0 },     { STR("slack"), STR("#x"), 0 },
		{ STR("emial"), STR("a@b"), 0 }, { STR("email"), STR("a"), 0 }
	};
	struct person_config alice = { .name = STR("alice"),
				       .contacts = contacts,
				       .contact_count = COUNT_OF(contacts) };
	struct config config = { .channels = channels,
				 .channel_count = COUNT_OF(channels),
				 .people = &alice,
				 .person_count = 1 };

	CHECK_STR(
		problems_of(arena, &config),
		"channels[0].chanel: slack has no such setting; did you mean channel?\n"
		"channels[0].token: is a secret: write token_file or token_env beside "
		"'settings'\n"
		"channels[0]: slack needs token_file or the like: the bot's token, "
		"xoxb-…\n"
		"channels[1].kind: nothing sends by 'slak'; did you mean slack?\n"
		"people[0].contacts[1]: a Slack webhook says itself where it goes: name "
		"the channel without an address\n"
		"people[0].contacts[2]: no Slack channel like \"#ops\" or C024BE91L\n"
		"people[0].contacts[3]: 'slack' needs a channel with its settings\n"
		"people[0].contacts[4]: there is no channel 'emial'; did you mean "
		"email?\n"
		"people[0].contacts[5]: no mail address like name@host");
}

static void one_destination_is_one_receiver(void)
{
	static const struct {
		const char *kind, *url, *destination;
		bool numeric;
	} cases[] = {
		{ "webhook", "https://hooks.example.org:8443/x?y",
		  "http hooks.example.org:8443", false },
		{ "ntfy", "http://192.0.2.7/t", "http 192.0.2.7", true },
		{ "webhook", "http://[2001:db8::1]:80/", "http [2001:db8::1]:80", true },
		{ "webhook", "http://127.0.0.1.example.org/",
		  "http 127.0.0.1.example.org", false },
		{ "slack", "#ops", "http slack.com", false },
		{ "email", "a@b", "smtp 10.0.0.1:25", true },
	};
	struct config config = { .smtp_relay = STR("smtp+starttls://10.0.0.1:25") };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		const struct notifier *by = notifier(cases[i].kind);
		struct contact contact = { str_of(cases[i].kind), str_of(cases[i].url),
					   0 };

		CHECK_STR_EQ(by->destination(arena, &contact, &config),
			     str_of(cases[i].destination));
		CHECK_CASE(by->needs_no_dns(&contact, &config) == cases[i].numeric,
			   cases[i].url);
	}
}

/* -- mail, through a real relay -- */

static bool start_relay(struct test_server *child, char *mailbox, size_t room)
{
	char where[32];
	char *argv[] = {
		python_path,
		(char[]){ "-m" },
		(char[]){ "aiosmtpd" },
		(char[]){ "-n" },
		(char[]){ "-l" },
		where,
		(char[]){ "-c" },
		(char[]){ "aiosmtpd.handlers.Mailbox" },
		mailbox,
		NULL,
	};

	server_prepare(child);
	snprintf(where, sizeof(where), "127.0.0.1:%u", child->port);
	snprintf(mailbox, room, "%s/mail", child->directory);
	if (access(python_path, X_OK) == 0 && server_start(child, argv))
		return true;
	check_skip("no aiosmtpd");
	server_stop(child);
	return false;
}

/* All mails in the box, one after the other. */
static str mails(struct arena *arena, const char *mailbox, size_t *ret_count)
{
	str path = arena_format(arena, "%s/new", mailbox), all = { 0 };
	DIR *directory = opendir(path.bytes);
	const struct dirent *entry;

	*ret_count = 0;
	while (directory && (entry = readdir(directory))) {
		static char bytes[MAIL_BYTES_MAX];
		FILE *file;
		size_t length;

		if (entry->d_name[0] == '.')
			continue;
		file = fopen(
			arena_format(arena, STR_FMT "/%s", STR_ARG(path), entry->d_name)
				.bytes,
			"r");
		if (!file)
			continue;
		length = fread(bytes, 1, sizeof(bytes), file);
		fclose(file);
		all = arena_format(arena, STR_FMT STR_FMT, STR_ARG(all), (int)length,
				   bytes);
		++*ret_count;
	}
	if (directory)
		closedir(directory);
	return all;
}

static void a_mail_reaches_a_real_relay_with_its_thread_and_its_id(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct test_server child;
	char mailbox[100];
	struct attempt attempt;
	size_t count;
	str mail;

	if (!start_relay(&child, mailbox, sizeof(mailbox)))
		return;
	drill.smtp_relay = arena_format(arena, "smtp://127.0.0.1:%u", child.port);
	drill.smtp_from = STR("stanch@example.org");

	struct notice notice = sample(STR("alice@example.org"));

	notice.config = &drill;
	notice.ack_token = STR("abcdefghijklmnopqrstuvwxyz234567abcdefgh");
	attempt = send_by("email", arena, notice);
	CHECK_OK(attempt.sent, attempt.error);
	mail = mails(arena, mailbox, &count);
	CHECK_INT(count, 1);
	CHECK(str_contains(mail, STR("Message-ID: <page-17.1@example.org>\n")));
	CHECK(str_contains(mail, STR("References: <stanch-3@example.org>\n")));
	CHECK(!str_contains(mail, STR("In-Reply-To:"))); /* the thread begins here */
	CHECK(str_contains(mail, STR("Reply-To: <stanch+abcdefghijklmnopqrstuvwxyz234567"
				     "abcdefgh@example.org>\n")));
	CHECK(str_contains(mail, STR("[stanch:abcdefghijklmnopqrstuvwxyz234567"
				     "abcdefgh]")));
	CHECK_STR(attempt.outcome.receipt, "page-17.1@example.org");
	CHECK(str_contains(mail, STR("Importance: high")) ||
	      str_contains(mail, STR("Importance: High")));
	CHECK(str_contains(mail, STR("X-Priority: 1")));
	CHECK(str_contains(mail, STR("X-RcptTo: alice@example.org")));
	CHECK(str_contains(mail, STR("Writes fail.")));
	CHECK(str_contains(mail, STR("https://stanch.example/ack/1.2.3")));

	/* The next one answers the first, as the receiver's mailbox has it. */
	notice.thread_receipt = attempt.outcome.receipt;
	notice.send_key = STR("page-17.2");
	attempt = send_by("email", arena, notice);
	CHECK_OK(attempt.sent, attempt.error);
	mail = mails(arena, mailbox, &count);
	CHECK_INT(count, 2);
	CHECK(str_contains(mail, STR("In-Reply-To: <page-17.1@example.org>\n"
				     "References: <stanch-3@example.org>\n"
				     " <page-17.1@example.org>\n")));
	server_stop(&child);

	/* The relay has gone: that may pass. */
	attempt = send_by("email", arena, notice);
	CHECK(!attempt.sent && !attempt.outcome.permanent);
}

static void a_mail_without_a_relay_or_to_no_address_is_refused_for_good(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct attempt attempt = send_by("email", arena,
					 sample(STR("alice@example.org")));

	CHECK(!attempt.sent && attempt.outcome.permanent);
	CHECK_STR(str_of(attempt.error.text), "no mail relay is configured");
	attempt = send_by("email", arena, sample(STR("alice@example.org\nBcc: b@c")));
	CHECK(!attempt.sent && attempt.outcome.permanent &&
	      attempt.error.kind == ERROR_INVALID);
}

const struct test tests[] = {
	{ "a webhook carries the whole notice", a_webhook_carries_the_whole_notice },
	{ "a push is spelled as ntfy reads it", a_push_is_spelled_as_ntfy_reads_it },
	{ "what may pass is tried again and what cannot is not",
	  what_may_pass_is_tried_again_and_what_cannot_is_not },
	{ "nobody there is worth another attempt",
	  nobody_there_is_worth_another_attempt },
	{ "addresses are checked for their channel",
	  addresses_are_checked_for_their_channel },
	{ "a drill tells nobody outside this machine",
	  a_drill_tells_nobody_outside_this_machine },
	{ "a template says what a webhook posts", a_template_says_what_a_webhook_posts },
	{ "an answer that repeats a secret is not shown",
	  an_answer_that_repeats_a_secret_is_not_shown },
	{ "a form and markup are escaped in their own way",
	  a_form_and_markup_are_escaped_in_their_own_way },
	{ "a bad template is told before a night depends on it",
	  a_bad_template_is_told_before_a_night_depends_on_it },
	{ "a Slack webhook shows everything as text",
	  a_slack_webhook_shows_everything_as_text },
	{ "what Slack answers is read and not only its status",
	  what_slack_answers_is_read_and_not_only_its_status },
	{ "a Slack bot keeps an incident in one thread",
	  a_slack_bot_keeps_an_incident_in_one_thread },
	{ "a Mattermost button asks us back", a_mattermost_button_asks_us_back },
	{ "a Teams card knows no markup", a_teams_card_knows_no_markup },
	{ "a long text is cut between characters",
	  a_long_text_is_cut_between_characters },
	{ "Retry-After is read as seconds and as a date",
	  retry_after_is_read_as_seconds_and_as_a_date },
	{ "a receiver that drips is left at the deadline",
	  a_receiver_that_drips_is_left_at_the_deadline },
	{ "a notice is never carried on to another address",
	  a_notice_is_never_carried_on_to_another_address },
	{ "what only a channel knows is told where it stands",
	  what_only_a_channel_knows_is_told_where_it_stands },
	{ "one destination is one receiver", one_destination_is_one_receiver },
	{ "a mail reaches a real relay with its thread and its id",
	  a_mail_reaches_a_real_relay_with_its_thread_and_its_id },
	{ "a mail without a relay or to no address is refused for good",
	  a_mail_without_a_relay_or_to_no_address_is_refused_for_good },
	{ 0 },
};
