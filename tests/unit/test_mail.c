/* Mails as real programs write them, shortened: Gmail, Outlook, Apple Mail, Naver,
 * Thunderbird, Exchange's absence notes and a bounce by Postfix. */
#include "check.h"

#include "formats/mail.h"

#include "base/clock.h"
#include "base/text.h"

#include <string.h>

enum { TEST_BYTES_MAX = 512 << 20 };

#define TOKEN "abcdefghijklmnopqrstuvwxyz234567abcdefgh"

#define FROM_ALICE \
	"From: Alice Kim <Alice@Example.org>\r\n" \
	"To: stanch+" TOKEN "@example.org\r\n" \
	"Message-ID: <m1@mail.example.org>\r\n"

static struct received_mail read_mail(struct arena *arena, str message)
{
	struct received_mail mail = { 0 };
	struct error error = { 0 };

	CHECK_OK(mail_read(arena, message, &mail, &error), error);
	return mail;
}

static const struct {
	const char *name, *mail, *said;
} written[] = {
	{ "plain", FROM_ALICE "\r\nack\r\n", "ack" },
	{ "line feeds only", "From: a@b\nTo: c@d\n\nack\n", "ack" },
	{ "from a mailbox's line",
	  "From alice@example.org Sat Nov 21 12:00:00 2026\nFrom: a@b\n\nok\n", "ok" },
	{ "Gmail",
	  FROM_ALICE
	  "MIME-Version: 1.0\r\n"
	  "Content-Type: multipart/alternative; boundary=\"000000000000d1f2\"\r\n"
	  "\r\n"
	  "--000000000000d1f2\r\n"
	  "Content-Type: text/plain; charset=\"UTF-8\"\r\n"
	  "\r\n"
	  "Ack 017\r\n"
	  "\r\n"
	  "On Sat, Nov 21, 2026 at 3:00\xe2\x80\xaf"
	  "AM <stanch@example.org>\r\n"
	  "wrote:\r\n"
	  "\r\n"
	  "> RedisDown: ok\r\n"
	  ">\r\n"
	  "\r\n"
	  "--000000000000d1f2\r\n"
	  "Content-Type: text/html; charset=\"UTF-8\"\r\n"
	  "\r\n"
	  "<div dir=\"ltr\">Ack 017</div>\r\n"
	  "--000000000000d1f2--\r\n",
	  "Ack 017" },
	{ "Gmail in Korean",
	  FROM_ALICE
	  "Content-Type: text/plain; charset=\"UTF-8\"\r\n"
	  "Content-Transfer-Encoding: base64\r\n"
	  "\r\n"
	  /* 확인, a line, and "2026년 … 님이 작성:" with ">" below */
	  "7ZmV7J24DQoNCjIwMjbrhYQgMTHsm5QgMjHsnbwgKO2GoCkg7Jik7KCEIDM6MDAsIDxz\r"
	  "\n"
	  "dGFuY2hAZXhhbXBsZS5vcmc+64uY7J20IOyekeyEsToNCg0KPiBhY2sNCg==\r\n",
	  "확인" },
	{ "Outlook",
	  FROM_ALICE "Content-Type: multipart/alternative;\r\n"
		     "\tboundary=\"_000_AM0PR\"\r\n"
		     "\r\n"
		     "--_000_AM0PR\r\n"
		     "Content-Type: text/plain; charset=\"iso-8859-1\"\r\n"
		     "Content-Transfer-Encoding: quoted-printable\r\n"
		     "\r\n"
		     "Taking it=\r\n"
		     ".\r\n"
		     "\r\n"
		     "Gr=FC=DFe\r\n"
		     "________________________________\r\n"
		     "From: stanch@example.org <stanch@example.org>\r\n"
		     "Sent: Saturday, November 21, 2026 03:00\r\n"
		     "\r\n"
		     "ack\r\n"
		     "--_000_AM0PR--\r\n",
	  "Taking it.\r\n\r\nGr\xc3\xbc\xc3\x9f"
	  "e" },
	{ "Outlook in German, without a line",
	  FROM_ALICE "\r\nja\r\n\r\nVon: stanch@example.org\r\n"
		     "Gesendet: Samstag, 21. November 2026 04:00\r\nAn: Alice\r\n"
		     "\r\nok\r\n",
	  "ja" },
	{ "Outlook of old",
	  FROM_ALICE "\r\nmine\r\n\r\n-----Original Message-----\r\nFrom: x\r\n",
	  "mine" },
	{ "Outlook of old, in German",
	  FROM_ALICE "\r\nmine\r\n\r\n-----Urspr\xc3\xbcngliche Nachricht-----\r\nok\r\n",
	  "mine" },
	{ "Naver", FROM_ALICE "\r\nyes\r\n\r\n-----원본 메시지-----\r\n보낸사람: x\r\n",
	  "yes" },
	{ "Apple Mail",
	  FROM_ALICE "Content-Type: text/plain;\r\n"
		     "\tcharset=us-ascii\r\n"
		     "Mime-Version: 1.0 (Mac OS X Mail 16.0)\r\n"
		     "\r\n"
		     "On it\r\n"
		     "\r\n"
		     "> On 21. Nov 2026, at 03:00, stanch@example.org wrote:\r\n"
		     "> \r\n"
		     "> ack\r\n",
	  "On it" },
	{ "a phone's signature",
	  FROM_ALICE "\r\nack\r\n\r\nSent from my iPhone\r\n\r\n-- \r\nAlice\r\n",
	  "ack\r\n\r\nSent from my iPhone" },
	{ "Thunderbird in German",
	  FROM_ALICE "\r\nok\r\n\r\nAm 21.11.26 um 04:00 schrieb stanch:\r\n> "
		     "ack\r\n",
	  "ok" },
	{ "an answer below the quotation",
	  FROM_ALICE "\r\nOn Sat, Nov 21, 2026, stanch wrote:\r\n> ack 017\r\n> "
		     "x\r\n\r\nyes\r\n",
	  "yes" },
	{ "only a quotation", FROM_ALICE "\r\n> ack\r\n> 017\r\n", "" },
	{ "only a bare quotation",
	  FROM_ALICE "\r\nOn Sat, Nov 21, 2026, stanch wrote:\r\nack\r\n", "" },
	{ "HTML and nothing else",
	  FROM_ALICE "Content-Type: text/html; charset=utf-8\r\n\r\n"
		     "<html><head><style>p{x:y}</style></head>\r\n<body><div>ack&nbsp;017"
		     "</div><br><blockquote>ok</blockquote></body></html>\r\n",
	  "ack 017" },
	{ "signed, with a picture in front of nothing",
	  FROM_ALICE
	  "Content-Type: multipart/signed; boundary=s\r\n\r\n--s\r\n"
	  "Content-Type: multipart/mixed; boundary=\"m\"\r\n\r\n--m\r\n"
	  "Content-Type: text/plain\r\n"
	  "Content-Disposition: attachment; filename=no.txt\r\n\r\nno\r\n--m\r\n"
	  "Content-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\n\r\n"
	  "ack\r\n--a--\r\n--m--\r\n--s\r\n"
	  "Content-Type: application/pgp-signature\r\n\r\nx\r\n--s--\r\n",
	  "ack" },
	{ "cut in the middle",
	  FROM_ALICE "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n"
		     "Content-Type: text/plain\r\n\r\nack\r\n\r\nmore of i",
	  "ack\r\n\r\nmore of i" },
	{ "bytes that are no text", FROM_ALICE "\r\n\xff\xfe\x01 ack\r\n",
	  "\xef\xbf\xbd\xef\xbf\xbd ack" },
};

static void what_is_said_comes_out_of_what_programs_write(void)
{
	for (size_t i = 0; i < COUNT_OF(written); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct text said = text_new(arena, 1000);
		str rest = read_mail(arena, str_of(written[i].mail)).said, line;

		/* CR LF or LF: how lines end is not the claim. */
		while (str_next(&rest, '\n', &line))
			text_addf(&said, "%s" STR_FMT, said.length > 0 ? "\r\n" : "",
				  STR_ARG(str_trim(line)));
		if (!str_is(text_of(&said), written[i].said))
			check_failed(__FILE__, __LINE__, "%s: said '" STR_FMT "'",
				     written[i].name, STR_ARG(text_of(&said)));
	}
}

static void what_programs_write_by_themselves_is_told(void)
{
	static const struct {
		const char *headers, *reason; /* "" : a person's */
	} cases[] = {
		{ "From: a@b\r\n", "" },
		{ "From: a@b\r\nAuto-Submitted: no\r\n", "" },
		{ "From: a@b\r\nauto-submitted: No; x=y\r\n", "" },
		{ "From: a@b\r\nPrecedence: first-class\r\n", "" },
		{ "From: a@b\r\nReturn-Path: <a@b>\r\n", "" },
		{ "From: \"postmaster\" <a@b>\r\n", "" },
		/* Vacation of Exchange, of Dovecot, of old scripts. */
		{ "From: a@b\r\nSubject: Automatic reply: RedisDown\r\n"
		  "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n",
		  "Auto-Submitted: auto-generated" },
		{ "From: a@b\r\nAuto-Submitted:\r\n auto-replied (vacation)\r\n"
		  "Precedence: bulk\r\n",
		  "Auto-Submitted: auto-replied (vacation)" },
		{ "From: a@b\r\nX-Autoreply: yes\r\n", "X-Autoreply: yes" },
		{ "From: a@b\r\nX-Autorespond: Away\r\n", "X-Autorespond: Away" },
		{ "From: a@b\r\nPrecedence: auto_reply\r\n", "Precedence: auto_reply" },
		{ "From: a@b\r\nPrecedence: junk\r\n", "Precedence: junk" },
		{ "From: a@b\r\nPrecedence: list\r\n", "Precedence: list" },
		{ "From: a@b\r\nList-Id: Ops <ops.example.org>\r\n",
		  "List-Id: Ops <ops.example.org>" },
		{ "Return-Path: <>\r\nFrom: a@b\r\n", "Return-Path: <>" },
		/* Bounces. */
		{ "From MAILER-DAEMON Sat Nov 21 12:00:00 2026\r\nFrom: a@b\r\n",
		  "From: MAILER-DAEMON" },
		{ "From: MAILER-DAEMON@mx.example.org (Mail Delivery System)\r\n",
		  "From: mailer-daemon@mx.example.org" },
		{ "From: <postmaster@x>\r\n", "From: postmaster@x" },
		{ "From: a@b\r\nContent-Type: multipart/report; "
		  "report-type=delivery-status; boundary=x\r\n",
		  "Content-Type: multipart/report" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		str mail = arena_format(arena, "%s\r\nack\r\n", cases[i].headers);
		str reason = read_mail(arena, mail).automatic;

		if (!str_is(reason, cases[i].reason))
			check_failed(__FILE__, __LINE__, "%s: '" STR_FMT "'",
				     cases[i].headers, STR_ARG(reason));
	}
}

static void the_writer_is_one_address_or_nobody(void)
{
	static const struct {
		const char *headers, *from;
	} cases[] = {
		{ "From: alice@example.org\r\n", "alice@example.org" },
		{ "From: Alice <ALICE@Example.Org>\r\n", "alice@example.org" },
		{ "From: =?utf-8?b?7JWo66as7Iqk?=\r\n <alice@example.org>\r\n",
		  "alice@example.org" },
		{ "From: \"bob@example.org <x, y>\" <alice@example.org>\r\n",
		  "alice@example.org" },
		{ "From: alice@example.org (bob@example.org (\\) c)\r\n",
		  "alice@example.org" },
		{ "From: \"a \\\" <bob@example.org>\" <alice@example.org>\r\n",
		  "alice@example.org" },
		{ "From: alice@example.org, bob@example.org\r\n", "" },
		{ "From: alice@example.org\r\nFrom: bob@example.org\r\n", "" },
		{ "From: Alice <alice@example.org\r\n", "" },
		{ "From: Alice\r\n", "" },
		{ "From: a@b@c\r\n", "" },
		{ "Subject: nobody\r\n", "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		str mail = arena_format(arena, "%s\r\nack\r\n", cases[i].headers);
		str from = read_mail(arena, mail).from;

		if (!str_is(from, cases[i].from))
			check_failed(__FILE__, __LINE__, "%s: '" STR_FMT "'",
				     cases[i].headers, STR_ARG(from));
	}
}

static void a_token_is_found_wherever_a_program_keeps_it(void)
{
	static const struct {
		const char *name, *mail;
		size_t count;
	} cases[] = {
		{ "To", "To: stanch+" TOKEN "@example.org\r\n\r\nack", 1 },
		{ "To, in large letters and with a name",
		  "To: \"stanch\" <STANCH+ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGH@X>\r\n"
		  "\r\nack",
		  1 },
		{ "Delivered-To, behind another one",
		  "Delivered-To: all@example.org\r\n"
		  "Delivered-To: stanch+" TOKEN "@example.org\r\n\r\nack",
		  1 },
		{ "X-Original-To",
		  "X-Original-To: stanch+" TOKEN "@example.org\r\n\r\nack", 1 },
		{ "a text that quotes it",
		  "From: a@b\r\n\r\nack\r\n> [stanch:" TOKEN "]\r\n", 1 },
		{ "HTML",
		  "From: a@b\r\nContent-Type: text/html\r\n\r\nack<blockquote>"
		  "[stanch:" TOKEN "]</blockquote>",
		  1 },
		{ "twice is once",
		  "To: s+" TOKEN "@x\r\nDelivered-To: s+" TOKEN "@x\r\n\r\nack", 1 },
		{ "none", "To: stanch@example.org\r\n\r\nack", 0 },
		{ "too short", "To: stanch+abc@example.org\r\n\r\nack", 0 },
		{ "no letter of ours", "To: s+" TOKEN "0@example.org\r\n\r\nack", 0 },
		{ "not closed", "From: a@b\r\n\r\n[stanch:" TOKEN, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct received_mail mail = read_mail(arena, str_of(cases[i].mail));

		CHECK_CASE(mail.token_count == cases[i].count, cases[i].name);
		if (mail.token_count > 0)
			CHECK_STR(mail.tokens[0], TOKEN);
	}
}

static void headers_are_unfolded_and_their_words_decoded(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct received_mail mail = read_mail(
		arena,
		STR("From: a@b\r\n"
		    "Message-ID:\r\n <m1@x> \r\n"
		    "Subject: =?UTF-8?Q?Re:_caf=C3=A9?=\r\n"
		    " =?utf-8?B?IO2ZleyduA==?= and =?iso-8859-1?q?Gr=FC?= =?x?z?y?=\r\n"
		    "\r\nack"));

	CHECK_STR(mail.message_id, "m1@x");
	CHECK_STR(mail.subject, "Re: café 확인 and Grü=?x?z?y?=");
}

static void what_we_send_is_what_we_find(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str token = STR(TOKEN);
	str address = mail_reply_address(arena, STR("stanch@example.org"), token);
	struct received_mail mail;

	CHECK_STR(address, "stanch+" TOKEN "@example.org");
	/* RFC 5321: 64 bytes at most. */
	CHECK_STR(
		mail_reply_address(arena, STR("a-name-that-is-too-long-for-it@x"), token),
		"a-name-that-is-too-long-for-it@x");
	CHECK_STR(mail_reply_address(arena, STR("stanch@x"), STR("")), "stanch@x");
	mail = read_mail(arena, arena_format(arena, "From: a@b\r\n\r\nack\r\n> " STR_FMT,
					     STR_ARG(mail_token_mark(arena, token))));
	CHECK_INT(mail.token_count, 1);
	CHECK_STR_EQ(mail.tokens[0], token);
}

static void what_is_no_mail_is_refused(void)
{
	static const char *const cases[] = { "", "\r\n\r\nack", "ack", "From x\n" };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct received_mail mail;
		struct error error = { 0 };

		CHECK_CASE(!mail_read(arena, str_of(cases[i]), &mail, &error), cases[i]);
		CHECK_INT(error.kind, ERROR_INVALID);
	}
}

/* "piece" until the mail is as long as it may be. */
static str filled(struct arena *arena, const char *head, const char *piece)
{
	struct text text = text_new(arena, MAIL_BYTES_READ_MAX);

	text_add(&text, str_of(head));
	while (!text.full)
		text_add(&text, str_of(piece));
	return text_of(&text);
}

static void no_mail_takes_long(void)
{
	static const struct {
		const char *name, *head, *piece;
	} cases[] = {
		{ "headers", "From: a@b\r\n", "X: y\r\n" },
		{ "a folded header", "From: a@b\r\nTo: x", "\r\n a+@" },
		{ "words", "From: a@b\r\nSubject: x", "=?x?b?" },
		{ "parts",
		  "From: a@b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n",
		  "--b\r\n" },
		{ "parts in parts", "From: a@b\r\n",
		  "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" },
		{ "marks that do not end", "From: a@b\r\n\r\n", "[stanch:" },
		{ "quotations", "From: a@b\r\n\r\n", "On x wrote:\n\n\n" },
		{ "headers in the text", "From: a@b\r\n\r\n", "From: x\n" },
		{ "tags", "From: a@b\r\nContent-Type: text/html\r\n\r\n", "<head><" },
		{ "quotation marks", "From: \"", "(\"" },
		{ "one line", "From: a@b\r\n\r\n", "On x" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		str mail = filled(arena, cases[i].head, cases[i].piece);
		int64_t start_us = clock_monotonic_us();

		read_mail(arena, mail);
		if (clock_monotonic_us() - start_us > 2000000)
			check_failed(__FILE__, __LINE__, "%s took over 2 s",
				     cases[i].name);
	}
}

const struct test tests[] = {
	{ "what is said comes out of what programs write",
	  what_is_said_comes_out_of_what_programs_write },
	{ "what programs write by themselves is told",
	  what_programs_write_by_themselves_is_told },
	{ "the writer is one address or nobody", the_writer_is_one_address_or_nobody },
	{ "a token is found wherever a program keeps it",
	  a_token_is_found_wherever_a_program_keeps_it },
	{ "headers are unfolded and their words decoded",
	  headers_are_unfolded_and_their_words_decoded },
	{ "what we send is what we find", what_we_send_is_what_we_find },
	{ "what is no mail is refused", what_is_no_mail_is_refused },
	{ "no mail takes long", no_mail_takes_long },
	{ 0 },
};
