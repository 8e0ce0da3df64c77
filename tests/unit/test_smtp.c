#include "base/clock.h"
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

enum trouble {
	TROUBLE_NONE,
	TROUBLE_SILENT,
	TROUBLE_DRIPS, /* a byte now and then */
	TROUBLE_DROPS_AT_ONCE,
	TROUBLE_DROPS_AFTER_DATA, /* the whole mail was taken, nothing is said */
	TROUBLE_HANGS_AFTER_DATA,
	TROUBLE_HANGS_AT_QUIT,
};

/* A double of a relay, which says what the test wants: for what a real one does not do
 * when asked to. */
struct script {
	int listener;
	const char *to_mail, *to_recipient, *to_data;
	enum trouble trouble;
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

static void drip(int fd)
{
	static const char greeting[] = "220 a relay with a very long name";

	for (size_t i = 0; i < sizeof(greeting); i++) {
		if (send(fd, greeting + i, 1, MSG_NOSIGNAL) != 1)
			return;
		usleep(100 * 1000);
	}
}

static void wait_for_end(int fd)
{
	char bytes[1000];

	while (read(fd, bytes, sizeof(bytes)) > 0)
		;
}

/* False when the conversation is over. */
static bool answer(const struct script *script, int fd, const char *line, bool is_mail)
{
	bool quits = starts(line, "QUIT");

	if ((is_mail && script->trouble == TROUBLE_HANGS_AFTER_DATA) ||
	    (quits && script->trouble == TROUBLE_HANGS_AT_QUIT))
		wait_for_end(fd);
	else if (!quits && !(is_mail && script->trouble == TROUBLE_DROPS_AFTER_DATA))
		return dprintf(fd, "%s\r\n",
			       is_mail ? "250 ok" : reply_to(script, line)) > 0;
	return false;
}

static void *play(void *context)
{
	struct script *script = context;
	scoped_fd fd = accept(script->listener, NULL, NULL);
	bool is_mail = false;
	char line[4000];
	ssize_t length;

	switch (script->trouble) {
	case TROUBLE_DROPS_AT_ONCE: return NULL;
	case TROUBLE_SILENT: wait_for_end(fd); return NULL;
	case TROUBLE_DRIPS: drip(fd); return NULL;
	default: break;
	}
	dprintf(fd, "220 relay\r\n");
	while ((length = read(fd, line, sizeof(line) - 1)) > 0) {
		line[length] = '\0';
		if (!answer(script, fd, line, is_mail))
			break;
		is_mail = starts(line, "DATA") && !script->to_data;
	}
	return NULL;
}

static bool send_with(struct script *script, const char *scheme, struct mail *mail,
		      int64_t total_ms, bool *ret_permanent, struct error *error)
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
	mail->relay = arena_format(arena, "%s://127.0.0.1:%u", scheme,
				   ntohs(address.sin_port));
	sent = smtp_send(arena, mail, total_ms, ret_permanent, error);
	mail->relay = (str){ 0 };
	pthread_join(thread, NULL);
	return sent;
}

static bool send_to(struct script *script, struct mail *mail, int64_t total_ms,
		    bool *ret_permanent, struct error *error)
{
	return send_with(script, "smtp", mail, total_ms, ret_permanent, error);
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
		{ { .trouble = TROUBLE_SILENT }, false, ": not done within 500 ms" },
		{ { .trouble = TROUBLE_DRIPS }, false, ": not done within 500 ms" },
		{ { .trouble = TROUBLE_HANGS_AFTER_DATA },
		  false,
		  ": not done within 500 ms" },
		{ { .trouble = TROUBLE_DROPS_AT_ONCE }, false, "" },
		{ { .trouble = TROUBLE_DROPS_AFTER_DATA }, false, "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct script script = cases[i].script;
		struct mail mail = sample((str){ 0 });
		struct error error = { 0 };
		bool permanent = !cases[i].permanent;
		int64_t start_us = clock_monotonic_us();

		CHECK(!send_to(&script, &mail,
			       script.trouble != TROUBLE_NONE ? 500 : WAIT_MS, &permanent,
			       &error));
		CHECK_CASE(permanent == cases[i].permanent, cases[i].reason);
		CHECK_CASE(clock_monotonic_us() - start_us < 3000 * 1000,
			   cases[i].reason);
		if (!str_ends_with(str_of(error.text), str_of(cases[i].reason)))
			check_failed(__FILE__, __LINE__, "%s, not %s", error.text,
				     cases[i].reason);
	}
}

static void a_relay_that_hangs_after_it_took_a_mail_has_taken_it(void)
{
	struct script script = { .trouble = TROUBLE_HANGS_AT_QUIT };
	struct mail mail = sample((str){ 0 });
	struct error error = { 0 };
	int64_t start_us = clock_monotonic_us();
	bool permanent = true;

	CHECK_OK(send_to(&script, &mail, WAIT_MS, &permanent, &error), error);
	CHECK(!permanent);
	CHECK(clock_monotonic_us() - start_us < 3000 * 1000);
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

/* What a relay that strips STARTTLS from its greeting wants to see. */
static void nothing_is_sent_without_the_tls_that_was_asked_for(void)
{
	struct script script = { 0 };
	struct mail mail = sample((str){ 0 });
	struct error error = { 0 };
	bool permanent = true;

	CHECK(!send_with(&script, "smtp+starttls", &mail, WAIT_MS, &permanent, &error));
	CHECK(str_ends_with(str_of(error.text),
			    STR(": no TLS, and without it nothing is sent")));
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
	CHECK(str_contains(str_of(error.text), STR(": not smtp://host:port, ")));
	CHECK(permanent);
}

static void what_would_start_a_header_is_refused(void)
{
	static const struct {
		const char *from, *to, *id, *reply, *references, *reply_to, *list;
	} cases[] = {
		{ "a@b\r\nBcc: c@d", "a@b", "1@a", "", "", "", "" },
		{ "a@b", "a@b\nBcc: c@d", "1@a", "", "", "", "" },
		{ "a@b", "a@b>,<c@d", "1@a", "", "", "", "" },
		{ "a@b", "a b@c", "1@a", "", "", "", "" },
		{ "a@b", "nobody", "1@a", "", "", "", "" },
		{ "a@b", "@b", "1@a", "", "", "", "" },
		{ "a@b", "", "1@a", "", "", "", "" },
		{ "a@b", "a@b", "1\r\nX: y", "", "", "", "" },
		{ "a@b", "a@b", "", "", "", "", "" },
		{ "a@b", "a@b", "1@a", "2\r\nX: y", "", "", "" },
		{ "a@b", "\xc3\xa4@b", "1@a", "", "", "", "" },
		{ "a@b", "a@b", "1@a", "", "2@a 3\tX@a", "", "" },
		{ "a@b", "a@b", "1@a", "", "2@a\r\nBcc: c@d", "", "" },
		{ "a@b", "a@b", "1@a", "", "", "a@b\r\nBcc: c@d", "" },
		{ "a@b", "a@b", "1@a", "", "", "nobody", "" },
		{ "a@b", "a@b", "1@a", "", "", "", "x y" },
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
		mail.references = str_of(cases[i].references);
		mail.reply_to = str_of(cases[i].reply_to);
		mail.list_id = str_of(cases[i].list);
		CHECK(!smtp_send(arena, &mail, WAIT_MS, &permanent, &error));
		CHECK(permanent);
		CHECK_INT(error.kind, ERROR_INVALID);
	}
}

static char python[] = "/usr/bin/python3";

/* A certificate for 127.0.0.1 that only itself has signed. */
static bool make_certificate(struct arena *arena, const struct test_server *child)
{
	str command = arena_format(
		arena,
		"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 "
		"-nodes -keyout %s/key -out %s/cert -days 2 -subj /CN=relay "
		"-addext subjectAltName=IP:127.0.0.1 >/dev/null 2>&1",
		child->directory, child->directory);

	return system(command.bytes) == 0;
}

enum relay { RELAY_PLAIN, RELAY_STARTTLS, RELAY_TLS };

/* Not os.system: a shell started for a test must not hide what failed. */
static bool start_relay_with(struct test_server *child, enum relay kind)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	char where[32], mails[80], cert[90], key[90];
	char *argv[20] = {
		python,
		(char[]){ "-m" },
		(char[]){ "aiosmtpd" },
		(char[]){ "-n" },
		(char[]){ "-l" },
		where,
		(char[]){ "-c" },
		(char[]){ "aiosmtpd.handlers.Mailbox" },
		mails,
	};
	/* Options come before the handler's. */
	char *tls[] = {
		kind == RELAY_TLS ? (char[]){ "--smtpscert" } : (char[]){ "--tlscert" },
		cert,
		kind == RELAY_TLS ? (char[]){ "--smtpskey" } : (char[]){ "--tlskey" }, key
	};

	server_prepare(child);
	snprintf(where, sizeof(where), "127.0.0.1:%u", child->port);
	snprintf(mails, sizeof(mails), "%s/mails", child->directory);
	snprintf(cert, sizeof(cert), "%s/cert", child->directory);
	snprintf(key, sizeof(key), "%s/key", child->directory);
	if (kind != RELAY_PLAIN) {
		memmove(argv + 8, argv + 4, 5 * sizeof(argv[0]));
		memcpy(argv + 4, tls, sizeof(tls));
	}
	if (access(python, X_OK) != 0 || system("/usr/bin/python3 -c 'import aiosmtpd' "
						">/dev/null 2>&1") != 0)
		check_skip("no aiosmtpd");
	else if (kind != RELAY_PLAIN && !make_certificate(arena, child))
		check_skip("no openssl");
	else if (server_start(child, argv))
		return true;
	else
		check_failed(__FILE__, __LINE__, "aiosmtpd did not start");
	server_stop(child);
	return false;
}

static bool start_relay(struct test_server *child)
{
	return start_relay_with(child, RELAY_PLAIN);
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
	mail.references = STR("incident-4@example.org");
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

static void the_headers_thread_and_say_who_wrote_this(void)
{
	static const char *const lines[] = {
		"\nReply-To: <stanch+abc@example.org>\n",
		"\nIn-Reply-To: <first@example.org>\n",
		"\nReferences: <incident-4@example.org>\n <first@example.org>\n",
		"\nAuto-Submitted: auto-generated\n",
		"\nX-Auto-Response-Suppress: OOF, AutoReply\n",
		"\nList-Id: <incidents.example.org>\nPrecedence: list\n",
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct mail mail = sample((str){ 0 });
	struct error error = { 0 };
	struct test_server child;
	bool permanent;
	str raw;

	if (!start_relay(&child))
		return;
	mail.relay = arena_format(arena, "smtp://127.0.0.1:%u", child.port);
	CHECK_OK(smtp_send(arena, &mail, WAIT_MS, &permanent, &error), error);
	raw = take_mail(arena, &child);
	/* A page is for one person: filters must not take it for a newsletter. */
	CHECK(!str_contains(raw, STR("Precedence")) &&
	      !str_contains(raw, STR("List-Id")));
	CHECK(!str_contains(raw, STR("References")) &&
	      !str_contains(raw, STR("Reply-To")));
	mail.reply_to = STR("stanch+abc@example.org");
	mail.in_reply_to = STR("first@example.org");
	mail.references = STR("incident-4@example.org first@example.org");
	mail.list_id = STR("incidents.example.org");
	CHECK_OK(smtp_send(arena, &mail, WAIT_MS, &permanent, &error), error);
	raw = take_mail(arena, &child);
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		CHECK_CASE(str_contains(raw, str_of(lines[i])), lines[i]);
	server_stop(&child);
}

static str read_whole(struct arena *arena, const char *directory, const char *name)
{
	str path = arena_format(arena, "%s/%s", directory, name);
	char *bytes = arena_many(arena, char, 1 << 16);
	FILE *file = fopen(path.bytes, "r");
	str whole = { bytes, file ? fread(bytes, 1, 1 << 16, file) : 0 };

	if (file)
		fclose(file);
	return whole;
}

/* Sends by the scheme, and says how it ended: "sent", or the error's last part. */
static str try_relay(struct arena *arena, const struct test_server *child,
		     const char *scheme, const char *host, str ca)
{
	struct mail mail = sample(
		arena_format(arena, "%s://%s:%u", scheme, host, child->port));
	struct error error = { 0 };
	bool permanent = false;

	mail.ca = ca;
	if (smtp_send(arena, &mail, WAIT_MS, &permanent, &error))
		return take_mail(arena, child).length > 0 ? STR("sent") : STR("lost");
	CHECK(!permanent);
	return arena_copy(arena, str_of(error.text));
}

static void a_relay_proves_who_it_is(void)
{
	static const struct {
		enum relay relay;
		const char *scheme, *host;
		bool has_ca;
		const char *says;
	} cases[] = {
		{ RELAY_TLS, "smtps", "127.0.0.1", true, "sent" },
		{ RELAY_TLS, "smtps", "127.0.0.1", false, "its certificate" },
		{ RELAY_TLS, "smtps", "localhost", true, "its certificate" },
		{ RELAY_STARTTLS, "smtp+starttls", "127.0.0.1", true, "sent" },
		{ RELAY_STARTTLS, "smtp+starttls", "127.0.0.1", false,
		  "its certificate" },
		{ RELAY_STARTTLS, "smtp+starttls", "localhost", true, "its certificate" },
		/* Asked for by nobody: what nobody signed will do, unless it was said who
		 * must have. */
		{ RELAY_STARTTLS, "smtp", "127.0.0.1", false, "sent" },
		{ RELAY_STARTTLS, "smtp", "127.0.0.1", true, "sent" },
		{ RELAY_STARTTLS, "smtp", "localhost", true, "its certificate" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct test_server child;
		str said;

		if (!start_relay_with(&child, cases[i].relay))
			return;
		said = try_relay(arena, &child, cases[i].scheme, cases[i].host,
				 cases[i].has_ca
					 ? read_whole(arena, child.directory, "cert")
					 : STR(""));
		if (!str_contains(said, str_of(cases[i].says)))
			check_failed(__FILE__, __LINE__, "case %zu: '" STR_FMT "'", i,
				     STR_ARG(said));
		server_stop(&child);
	}
}

static void a_ca_that_is_none_is_told(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct test_server child;

	if (!start_relay_with(&child, RELAY_TLS))
		return;
	CHECK(!str_is(try_relay(arena, &child, "smtps", "127.0.0.1", STR("no PEM")),
		      "sent"));
	server_stop(&child);
}

static void a_relay_is_written_in_one_of_three_ways(void)
{
	static const struct {
		const char *relay;
		bool good;
	} cases[] = {
		{ "smtp://mail:25", true },
		{ "smtps://mail:465", true },
		{ "smtp+starttls://mail:587", true },
		{ "http://mail", false },
		{ "mail:25", false },
		{ "smtp://", false },
		{ "", false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error error = { 0 };

		CHECK_CASE(smtp_check_relay(str_of(cases[i].relay), &error) ==
				   cases[i].good,
			   cases[i].relay);
	}
}

const struct test tests[] = {
	{ "a mail arrives as it was written", a_mail_arrives_as_it_was_written },
	{ "a subject stays one header", a_subject_stays_one_header },
	{ "a long text is folded", a_long_text_is_folded },
	{ "a refusal is permanent only with 5xx", a_refusal_is_permanent_only_with_5xx },
	{ "a password is not sent in the clear", a_password_is_not_sent_in_the_clear },
	{ "a relay that hangs after it took a mail has taken it",
	  a_relay_that_hangs_after_it_took_a_mail_has_taken_it },
	{ "nothing is sent without the TLS that was asked for",
	  nothing_is_sent_without_the_tls_that_was_asked_for },
	{ "a relay proves who it is", a_relay_proves_who_it_is },
	{ "a CA that is none is told", a_ca_that_is_none_is_told },
	{ "a relay is written in one of three ways",
	  a_relay_is_written_in_one_of_three_ways },
	{ "the headers thread and say who wrote this",
	  the_headers_thread_and_say_who_wrote_this },
	{ "a relay that is not there is told", a_relay_that_is_not_there_is_told },
	{ "what would start a header is refused", what_would_start_a_header_is_refused },
	{ 0 },
};
