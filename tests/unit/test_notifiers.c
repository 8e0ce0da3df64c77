#include "check.h"
#include "child.h"
#include "formats/json.h"
#include "http_double.h"
#include "notifiers/notifiers.h"

#include <dirent.h>

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
	bool sent, permanent;
	struct error error;
};

static void *run_attempt(void *context)
{
	struct attempt *attempt = context;

	attempt->sent = attempt->notifier->send(attempt->arena, &attempt->notice,
						&attempt->permanent, &attempt->error);
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
		  "view, Acknowledge, https://stanch.example/ack/1.2.3");
	sequence = double_header(&d, "X-Sequence-ID");
	CHECK_INT(sequence.length, 32);

	/* A quiet one; its repeat has the same id, another send another one. */
	notice.urgent = false;
	notice.subject = STR("recovered\r\nX-Evil: 1");
	notice.ack_link = STR("");
	attempt = send_by("ntfy", arena, notice);
	CHECK_OK(attempt.sent, attempt.error);
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
				   attempt.permanent == cases[i / 2].permanent,
			   arena_format(arena, "%d", d.status).bytes);
		CHECK_INT(d.count, 1);
	}
}

static void nobody_there_is_worth_another_attempt(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str url = arena_format(arena, "http://127.0.0.1:%u/x", free_port());
	struct attempt attempt = send_by("webhook", arena, sample(url));

	CHECK(!attempt.sent && !attempt.permanent);
	attempt = send_by("ntfy", arena, sample(url));
	CHECK(!attempt.sent && !attempt.permanent);
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
	CHECK(!attempt.sent && attempt.permanent &&
	      attempt.error.kind == ERROR_FORBIDDEN);
	for (size_t i = 0; i < COUNT_OF(outside); i++) {
		notice.address = str_of(outside[i]);
		attempt = send_by("webhook", arena, notice);
		CHECK_CASE(!attempt.sent && attempt.permanent &&
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
	attempt = send_by("email", arena, notice);
	CHECK_OK(attempt.sent, attempt.error);
	mail = mails(arena, mailbox, &count);
	CHECK_INT(count, 1);
	CHECK(str_contains(mail, STR("Message-ID: <page-17.1@stanch>")));
	CHECK(str_contains(mail, STR("In-Reply-To: <stanch-3@stanch>")));
	CHECK(str_contains(mail, STR("Importance: high")) ||
	      str_contains(mail, STR("Importance: High")));
	CHECK(str_contains(mail, STR("X-Priority: 1")));
	CHECK(str_contains(mail, STR("X-RcptTo: alice@example.org")));
	CHECK(str_contains(mail, STR("Writes fail.")));
	CHECK(str_contains(mail, STR("https://stanch.example/ack/1.2.3")));
	server_stop(&child);

	/* The relay has gone: that may pass. */
	attempt = send_by("email", arena, notice);
	CHECK(!attempt.sent && !attempt.permanent);
}

static void a_mail_without_a_relay_or_to_no_address_is_refused_for_good(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct attempt attempt = send_by("email", arena,
					 sample(STR("alice@example.org")));

	CHECK(!attempt.sent && attempt.permanent);
	CHECK_STR(str_of(attempt.error.text), "no mail relay is configured");
	attempt = send_by("email", arena, sample(STR("alice@example.org\nBcc: b@c")));
	CHECK(!attempt.sent && attempt.permanent && attempt.error.kind == ERROR_INVALID);
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
	{ "a mail reaches a real relay with its thread and its id",
	  a_mail_reaches_a_real_relay_with_its_thread_and_its_id },
	{ "a mail without a relay or to no address is refused for good",
	  a_mail_without_a_relay_or_to_no_address_is_refused_for_good },
	{ 0 },
};
