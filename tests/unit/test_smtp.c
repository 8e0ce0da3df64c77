#include "base/text.h"
#include "base/thread.h"
#include "check.h"
#include "child.h"
#include "net/smtp.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <string.h>
#include <sys/socket.h>

enum { TEST_BYTES_MAX = 64 << 20, WAIT_MS = 5000 };

static struct mail sample(str relay)
{
	return (struct mail){
		.relay = relay,
		.from = STR("stanch@example.org"),
		.to = STR("alice@example.org"),
		.subject = STR("Redis is down"),
		.text = STR("It is.\n.\n.hidden\nlast"),
		.message_id = STR("page-17@example.org"),
		.date = 1795248550123,
	};
}

/* A relay of our own that says what the test wants: for refusals. */
struct script {
	int listener;
	const char *to_mail, *to_recipient, *to_data;
	bool silent;
};

static bool starts(const char *line, const char *word)
{
	return strncasecmp(line, word, strlen(word)) == 0;
}

static const char *reply_to(const struct script *script, const char *line)
{
	if (starts(line, "MAIL"))
		return script->to_mail ? script->to_mail : "250 ok";
	if (starts(line, "RCPT"))
		return script->to_recipient ? script->to_recipient : "250 ok";
	if (starts(line, "DATA"))
		return script->to_data ? script->to_data : "354 go on";
	return "250 ok";
}

static void *play(void *context)
{
	struct script *script = context;
	scoped_fd fd = accept(script->listener, NULL, NULL);
	char line[1000];
	ssize_t length;

	if (script->silent) {
		(void)!read(fd, line, sizeof(line));
		return NULL;
	}
	dprintf(fd, "220 relay\r\n");
	while ((length = read(fd, line, sizeof(line) - 1)) > 0) {
		line[length] = '\0';
		if (starts(line, "QUIT"))
			break;
		dprintf(fd, "%s\r\n", reply_to(script, line));
	}
	return NULL;
}

static bool send_to(struct script *script, struct mail *mail, int64_t total_ms,
		    bool *ret_permanent, struct error *error)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	scoped_fd fd = socket(AF_INET, SOCK_STREAM, 0);
	pthread_t thread;
	bool sent;

	CHECK_INT(bind(fd, (struct sockaddr *)&address, size), 0);
	CHECK_INT(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	CHECK_INT(listen(fd, 1), 0);
	script->listener = fd;
	thread = thread_start("relay", play, script);
	mail->relay = arena_format(arena, "smtp://127.0.0.1:%u", ntohs(address.sin_port));
	sent = smtp_send(arena, mail, total_ms, ret_permanent, error);
	mail->relay = (str){ 0 };
	pthread_join(thread, NULL);
	return sent;
}

static void a_refusal_is_permanent_only_with_5xx(void)
{
	static const struct {
		struct script script;
		bool permanent;
		const char *reason;
	} cases[] = {
		{ { .to_recipient = "550 5.1.1 no such user" },
		  true,
		  ": 550 5.1.1 no such user" },
		{ { .to_recipient = "451 4.7.1 come back later" },
		  false,
		  ": 451 4.7.1 come back later" },
		{ { .to_mail = "552 too much" }, true, ": 552 too much" },
		{ { .to_mail = "421 closing" }, false, ": 421 closing" },
		{ { .to_data = "554 no" }, true, ": 554 no" },
		{ { .silent = true }, false, ": not done within 500 ms" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct script script = cases[i].script;
		struct mail mail = sample((str){ 0 });
		struct error error = { 0 };
		bool permanent = !cases[i].permanent;

		CHECK(!send_to(&script, &mail, script.silent ? 500 : WAIT_MS, &permanent,
			       &error));
		CHECK_CASE(permanent == cases[i].permanent, cases[i].reason);
		if (!str_ends_with(str_of(error.text), str_of(cases[i].reason)))
			check_failed(__FILE__, __LINE__, "%s, not %s", error.text,
				     cases[i].reason);
	}
}

static void a_password_is_not_sent_in_the_clear(void)
{
	struct script script = { 0 };
	struct mail mail = sample((str){ 0 });
	struct error error = { 0 };
	bool permanent = true;

	mail.user = STR("alice");
	mail.password = STR("secret");
	CHECK(!send_to(&script, &mail, WAIT_MS, &permanent, &error));
	CHECK(str_ends_with(str_of(error.text),
			    STR(": no TLS, and a password is not sent without it")));
	CHECK(!permanent);
}

static void a_relay_that_is_not_there_is_told(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	unsigned port = free_port();
	struct mail mail = sample(
		arena_format(arena, "smtp://bob:secret@127.0.0.1:%u", port));
	struct error error = { 0 };
	bool permanent = true;

	CHECK(!smtp_send(arena, &mail, WAIT_MS, &permanent, &error));
	CHECK(!permanent);
	CHECK_INT(error.kind, ERROR_UNAVAILABLE);
	CHECK(str_starts_with(str_of(error.text),
			      arena_format(arena, "smtp 127.0.0.1:%u: ", port)));
	CHECK(!str_contains(str_of(error.text), STR("secret")));

	mail.relay = STR("http://127.0.0.1/");
	CHECK(!smtp_send(arena, &mail, WAIT_MS, &permanent, &error));
	CHECK(str_ends_with(str_of(error.text), STR(": not smtp://host:port")));
}

static void what_would_start_a_header_is_refused(void)
{
	static const struct {
		const char *from, *to, *id, *reply;
	} cases[] = {
		{ "a@b\r\nBcc: c@d", "a@b", "1@a", "" },
		{ "a@b", "a@b\nBcc: c@d", "1@a", "" },
		{ "a@b", "a@b>,<c@d", "1@a", "" },
		{ "a@b", "a b@c", "1@a", "" },
		{ "a@b", "nobody", "1@a", "" },
		{ "a@b", "@b", "1@a", "" },
		{ "a@b", "", "1@a", "" },
		{ "a@b", "a@b", "1\r\nX: y", "" },
		{ "a@b", "a@b", "", "" },
		{ "a@b", "a@b", "1@a", "2\r\nX: y" },
		{ "a@b", "\xc3\xa4@b", "1@a", "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct mail mail = sample(STR("smtp://127.0.0.1:1"));
		struct error error = { 0 };
		bool permanent = false;

		mail.from = str_of(cases[i].from);
		mail.to = str_of(cases[i].to);
		mail.message_id = str_of(cases[i].id);
		mail.in_reply_to = str_of(cases[i].reply);
		CHECK(!smtp_send(arena, &mail, WAIT_MS, &permanent, &error));
		CHECK(permanent);
		CHECK_INT(error.kind, ERROR_INVALID);
	}
}

static char python[] = "/usr/bin/python3";

/* Not os.system: a shell started for a test must not hide what failed. */
static bool start_relay(struct test_server *child)
{
	char where[32], mails[80];
	char *argv[] = {
		python,
		(char[]){ "-m" },
		(char[]){ "aiosmtpd" },
		(char[]){ "-n" },
		(char[]){ "-l" },
		where,
		(char[]){ "-c" },
		(char[]){ "aiosmtpd.handlers.Mailbox" },
		mails,
		NULL,
	};

	server_prepare(child);
	snprintf(where, sizeof(where), "127.0.0.1:%u", child->port);
	snprintf(mails, sizeof(mails), "%s/mails", child->directory);
	if (access(python, X_OK) != 0 || system("/usr/bin/python3 -c 'import aiosmtpd' "
						">/dev/null 2>&1") != 0)
		check_skip("no aiosmtpd");
	else if (server_start(child, argv))
		return true;
	else
		check_failed(__FILE__, __LINE__, "aiosmtpd did not start");
	server_stop(child);
	return false;
}

/* The only mail there, and it is taken away. */
static str take_mail(struct arena *arena, const struct test_server *child)
{
	str directory = arena_format(arena, "%s/mails/new", child->directory);
	DIR *mails = opendir(directory.bytes);
	const struct dirent *entry;
	str mail = { 0 };

	while (mails && (entry = readdir(mails))) {
		str path = arena_format(arena, "%s/%s", directory.bytes, entry->d_name);
		char *bytes = arena_many(arena, char, 1 << 20);
		FILE *file;

		if (entry->d_name[0] == '.')
			continue;
		file = fopen(path.bytes, "r");
		mail = (str){ bytes, fread(bytes, 1, 1 << 20, file) };
		fclose(file);
		unlink(path.bytes);
	}
	if (mails)
		closedir(mails);
	return mail;
}

/* What Python's mail library, which others wrote, reads out of it. */
static str read_back(struct arena *arena, const struct test_server *child, str mail)
{
	static const char script[] =
		"import email,email.policy,sys;"
		"m=email.message_from_binary_file(open(sys.argv[1],'rb'),"
		"policy=email.policy.default);"
		"b=m.get_content();"
		"sys.stdout.buffer.write('|'.join([m['subject'],m['from'],m['to'],"
		"m['message-id'],str(m['in-reply-to']),str(m['references']),m['date'],"
		"m['auto-submitted'],str(m['x-priority']),b]).encode())";
	str path = arena_format(arena, "%s/mail", child->directory);
	str command = arena_format(arena, "/usr/bin/python3 -c \"%s\" %s", script,
				   path.bytes);
	FILE *file = fopen(path.bytes, "w");
	char *bytes = arena_many(arena, char, 1 << 20);
	size_t length;

	fwrite(mail.bytes, 1, mail.length, file);
	fclose(file);
	file = popen(command.bytes, "r");
	length = fread(bytes, 1, 1 << 20, file);
	pclose(file);
	return (str){ bytes, length };
}

static void check_lines(str mail)
{
	str rest = mail, line;

	while (str_next(&rest, '\n', &line)) {
		CHECK(line.length <= 100);
		/* A relay may cut white space off a line's end. */
		CHECK(str_starts_with(line, STR("Subject:")) ||
		      !str_ends_with(line, STR(" ")));
		for (size_t i = 0; i < line.length; i++)
			CHECK((unsigned char)line.bytes[i] < 0x80);
	}
}

static str send_and_read(struct arena *arena, const struct test_server *child,
			 struct mail *mail)
{
	struct error error = { 0 };
	bool permanent = true;
	str raw;

	mail->relay = arena_format(arena, "smtp://127.0.0.1:%u", child->port);
	CHECK_OK(smtp_send(arena, mail, WAIT_MS, &permanent, &error), error);
	CHECK(!permanent);
	raw = take_mail(arena, child);
	check_lines(raw);
	return read_back(arena, child, raw);
}

static void a_mail_arrives_as_it_was_written(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct mail mail = sample((str){ 0 });
	struct test_server child;

	if (!start_relay(&child))
		return;
	CHECK_STR(send_and_read(arena, &child, &mail),
		  "Redis is down|stanch@example.org|alice@example.org|"
		  "<page-17@example.org>|None|None|Sat, 21 Nov 2026 08:09:10 +0000|"
		  "auto-generated|None|It is.\n.\n.hidden\nlast\n");

	mail.subject = STR("\xf0\x9f\x94\xa5 Gr\xc3\xbc\xc3\x9f"
			   "e aus M\xc3\xbcnchen: die Datenbank ist seit drei Minuten "
			   "nicht erreichbar \xe2\x80\x93 bitte best\xc3\xa4tigen");
	mail.text = STR("\xc3\xa4\xc3\xb6\xc3\xbc = 100 % \r\n\ttab \n\nFrom here\n");
	mail.in_reply_to = STR("incident-4@example.org");
	mail.urgent = true;
	CHECK_STR(send_and_read(arena, &child, &mail),
		  "\xf0\x9f\x94\xa5 Gr\xc3\xbc\xc3\x9f"
		  "e aus M\xc3\xbcnchen: die Datenbank ist seit drei Minuten "
		  "nicht erreichbar \xe2\x80\x93 bitte best\xc3\xa4tigen|"
		  "stanch@example.org|alice@example.org|<page-17@example.org>|"
		  "<incident-4@example.org>|<incident-4@example.org>|"
		  "Sat, 21 Nov 2026 08:09:10 +0000|auto-generated|1|"
		  "\xc3\xa4\xc3\xb6\xc3\xbc = 100 % \n\ttab \n\nFrom here\n");
	server_stop(&child);
}

static void a_subject_stays_one_header(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct mail mail = sample((str){ 0 });
	struct test_server child;
	str read;

	if (!start_relay(&child))
		return;
	mail.subject = STR("down\r\nBcc: eve@example.org\r\n\r\nbody");
	read = send_and_read(arena, &child, &mail);
	CHECK(str_starts_with(read, STR("down  Bcc: eve@example.org    body|")));
	mail.subject = STR("=?UTF-8?B?eA==?= is no word");
	read = send_and_read(arena, &child, &mail);
	CHECK(str_starts_with(read, STR("=?UTF-8?B?eA==?= is no word|")));
	mail.subject = STR("");
	read = send_and_read(arena, &child, &mail);
	CHECK(str_starts_with(read, STR("|stanch@")));
	server_stop(&child);
}

static void a_long_text_is_folded(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct mail mail = sample((str){ 0 });
	struct text text = text_new(arena, 1 << 20);
	struct test_server child;
	str read;

	if (!start_relay(&child))
		return;
	for (int i = 0; i < 2000; i++)
		text_addf(&text, "%d \xe2\x82\xac=", i);
	mail.text = text_of(&text);
	read = send_and_read(arena, &child, &mail);
	CHECK(str_ends_with(read, arena_format(arena, STR_FMT "\n", STR_ARG(mail.text))));
	server_stop(&child);
}

const struct test tests[] = {
	{ "a mail arrives as it was written", a_mail_arrives_as_it_was_written },
	{ "a subject stays one header", a_subject_stays_one_header },
	{ "a long text is folded", a_long_text_is_folded },
	{ "a refusal is permanent only with 5xx", a_refusal_is_permanent_only_with_5xx },
	{ "a password is not sent in the clear", a_password_is_not_sent_in_the_clear },
	{ "a relay that is not there is told", a_relay_that_is_not_there_is_told },
	{ "what would start a header is refused", what_would_start_a_header_is_refused },
	{ 0 },
};
