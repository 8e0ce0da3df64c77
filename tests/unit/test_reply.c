/* Answers from phones, mailboxes and chats: what stops paging, and what does not. The
 * turns run on a store of their own; nothing is sent. */
#include "check.h"

#include "app/app.h"
#include "app/engine/scribe.h"
#include "app/engine/start.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/escalation.h"
#include "app/paging/paging.h"
#include "app/paging/reply.h"
#include "base/limits.h"
#include "formats/mail.h"
#include "notifiers/notifiers.h"

#include <string.h>

static const char yaml[] =
	"people:\n"
	"  - {name: alice, role: responder, contacts: [{email: Alice@example.org}]}\n"
	"  - {name: bob, role: responder, contacts: [{email: bob@example.org}]}\n"
	"  - {name: vera, role: viewer, contacts: [{email: vera@example.org}]}\n"
	"escalation:\n"
	"  - name: night\n"
	"    steps:\n"
	"      - {page: [alice]}\n"
	"      - {level: L2, page: [alice], need: database}\n"
	"      - {level: L3, page: [bob], need: boss}\n"
	"smtp: {relay: \"127.0.0.1:1\", from: stanch@example.org}\n";

struct room {
	struct arena *arena;
	char directory[64];
	struct ports ports;
	struct app app;
	struct config *config;
	struct work work;
	struct error error;
};

#define MUST(f, condition) \
	do { \
		if (!(condition)) { \
			check_failed(__FILE__, __LINE__, "%s: %s %s", #condition, \
				     (f)->work.error.text, (f)->error.text); \
			exit(1); \
		} \
	} while (0)

static void open_room(struct room *f)
{
	struct config_problems problems = { 0 };
	struct start start = { .ports = &f->ports,
			       .store = { .readers = 2 },
			       .version = STR("0.0.0-test"),
			       .single_threaded = true };
	str login;

	*f = (struct room){ .arena = arena_new(TURN_ARENA_BYTES_MAX) };
	snprintf(f->directory, sizeof(f->directory), "/tmp/stanch-reply-XXXXXX");
	MUST(f, mkdtemp(f->directory));
	start.store.directory = str_of(f->directory);
	f->ports.notifiers = notifiers_all(&f->ports.notifier_count);
	f->config = config_parse(f->arena, STR("test.yaml"), str_of(yaml), &problems);
	MUST(f, f->config);
	start.config = config_keep(f->config);
	MUST(f, app_open(&f->app, f->arena, &start, &login, &f->error));
	f->work = (struct work){
		.arena = f->arena, .now = clock_now(), .config = f->config, .app = &f->app
	};
}

static void close_room(struct room *f)
{
	str remove = arena_format(f->arena, "rm -rf %s", f->directory);

	app_close(&f->app);
	config_release(f->config);
	MUST(f, system(remove.bytes) == 0);
	arena_free(f->arena);
}

#define CLAIM(name) \
	static void name##_in(struct room *f); \
	static void name(void) \
	{ \
		struct room room; \
\
		open_room(&room); \
		name##_in(&room); \
		close_room(&room); \
	} \
	static void name##_in(struct room *f)

/* -- what happens, and what was -- */

struct opened {
	const char *service;
	struct incident incident;
	struct page page;
};

static bool open_turn(struct work *work, void *arguments)
{
	struct opened *opened = arguments;
	struct labels none = { 0 };
	struct incident_opening opening = { .title = STR("orders fail"),
					    .service = str_of(opened->service),
					    .labels = &none,
					    .onset_at = work->now,
					    .rank = 1,
					    .rank_reason = STR("test") };
	bool found;

	return incident_open(work, &opening, &opened->incident) &&
	       store_page_of_incident(work, opened->incident.id, &opened->page, &found) &&
	       found;
}

static struct opened open_incident(struct room *f, const char *service)
{
	struct opened opened = { .service = service };

	f->work.actor = actor_stanch();
	MUST(f, app_change(&f->app, &f->work, "test.open", open_turn, &opened, true));
	return opened;
}

static bool read_page(struct work *work, void *arguments)
{
	struct page *page = arguments;

	return store_get(work, &page_shape, page->id, page);
}

static struct page page_now(struct room *f, int64_t id)
{
	struct page page = { .id = id };

	f->work.error = (struct error){ 0 };
	MUST(f, app_read(&f->app, &f->work, read_page, &page));
	return page;
}

struct kinds {
	const char *kind;
	size_t count;
	str text, actor; /* of the last */
};

static bool count_kind(struct work *work, void *arguments)
{
	struct kinds *kinds = arguments;
	struct entry *entries;
	size_t count;

	if (!journal_read(work, 0, 0, ROWS_PER_ANSWER_MAX, &entries, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!str_is(entries[i].kind, kinds->kind))
			continue;
		kinds->count++;
		kinds->text = entry_text(work->arena, &entries[i]);
		kinds->actor = entries[i].actor;
	}
	return true;
}

static struct kinds journalled(struct room *f, const char *kind)
{
	struct kinds kinds = { .kind = kind };

	f->work.error = (struct error){ 0 };
	MUST(f, app_read(&f->app, &f->work, count_kind, &kinds));
	return kinds;
}

struct outcome {
	bool acknowledged;
	str text;
};

static struct outcome answer(struct room *f, struct reply reply)
{
	struct outcome outcome;

	f->work.error = (struct error){ 0 };
	MUST(f,
	     reply_take(&f->app, &f->work, &reply, &outcome.acknowledged, &outcome.text));
	return outcome;
}

static struct reply sms(const char *person, const char *text)
{
	return (struct reply){ .channel = STR("chat"),
			       .person = str_of(person),
			       .sender = STR("+491710000000"),
			       .text = str_of(text) };
}

/* -- claims -- */

CLAIM(each_word_that_acknowledges_does)
{
	static const char *const words[] = {
		"ack",
		"ACK",
		"Ack.",
		" acknowledge ",
		"Acknowledged!",
		"ok",
		"OK",
		"Yes",
		"mine",
		"on  it",
		"Taking it",
		"확인",
		"{code}",
		"ack {code}",
		"Ok {code}.",
		"\n\r\n ack\r\n\r\nsent from a phone",
	};

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		struct opened opened = open_incident(
			f, arena_format(f->arena, "s%zu", i).bytes);
		str text = str_of(words[i]), before, after;
		struct outcome outcome;

		if (str_cut(text, '{', &before, &after))
			text = arena_format(f->arena, STR_FMT STR_FMT "%s",
					    STR_ARG(before), STR_ARG(opened.page.code),
					    str_ends_with(after, STR(".")) ? "." : "");
		outcome = answer(f, sms("alice", arena_c_string(f->arena, text)));
		CHECK_CASE(outcome.acknowledged, words[i]);
		CHECK_CASE(page_now(f, opened.page.id).state == PAGE_ACKNOWLEDGED,
			   words[i]);
		CHECK_STR_EQ(outcome.text,
			     arena_format(f->arena,
					  "You have " STR_FMT
					  ": orders fail. Paging has stopped.",
					  STR_ARG(opened.incident.code)));
	}
	CHECK_INT(journalled(f, "reply.taken").count, COUNT_OF(words));
	CHECK_INT(journalled(f, "reply.refused").count, 0);
}

CLAIM(no_other_word_does)
{
	static const char *const words[] = {
		"",        "no",       "ackk",           "not ok",     "ack?",
		"back",    "ok, who?", "I am on it now", "12",         "1234",
		"ack 12",  "ack 1234", "017018",         "ack017x",    "\xff\xfe",
		"STOP",    "01 7",     "thanks\nack",    "확인 안 함", "ack {code} x",
		"ackx017",
	};
	struct opened opened = open_incident(f, "orders");

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		struct outcome outcome = answer(f, sms("alice", words[i]));

		CHECK_CASE(!outcome.acknowledged, words[i]);
		CHECK_STR(outcome.text,
			  "Not understood: answer with ack, or with the 3-digit code.");
	}
	CHECK(page_is_live(page_now(f, opened.page.id).state));
	CHECK_INT(journalled(f, "reply.refused").count, COUNT_OF(words));
}

CLAIM(with_two_pages_the_code_says_which)
{
	struct opened first = open_incident(f, "orders");
	struct opened second = open_incident(f, "billing");
	struct outcome outcome = answer(f, sms("alice", "ack"));

	CHECK(!outcome.acknowledged);
	CHECK_STR_EQ(outcome.text,
		     arena_format(f->arena,
				  "2 pages call you: answer with " STR_FMT " or " STR_FMT
				  ".",
				  STR_ARG(first.page.code), STR_ARG(second.page.code)));
	outcome = answer(f, sms("alice", arena_c_string(f->arena, first.page.code)));
	CHECK(outcome.acknowledged);
	CHECK_INT(page_now(f, first.page.id).state, PAGE_ACKNOWLEDGED);
	CHECK(page_is_live(page_now(f, second.page.id).state));
	outcome = answer(f, sms("alice", "ack"));
	CHECK(outcome.acknowledged);
	outcome = answer(f, sms("alice", "ack"));
	CHECK_STR(outcome.text, "No page calls you now.");
	outcome = answer(f, sms("alice", "999"));
	CHECK_STR(outcome.text, "No page has the code 999.");
}

static bool call_others(struct work *work, void *arguments)
{
	struct opened *opened = arguments;
	bool found;
	str level;

	return escalation_by_hand(work, &opened->incident, STR("database"), STR(""),
				  &level) &&
	       escalation_by_hand(work, &opened->incident, STR("boss"), STR(""),
				  &level) &&
	       store_page_of_incident(work, opened->incident.id, &opened->page, &found);
}

CLAIM(one_word_stops_all_pages_that_call_whom_it_comes_from_and_no_other)
{
	struct opened opened = open_incident(f, "orders");
	int64_t first = opened.page.id;

	MUST(f, app_change(&f->app, &f->work, "test.call", call_others, &opened, true));
	CHECK(answer(f, sms("alice", "ack")).acknowledged);
	CHECK_INT(page_now(f, first).state, PAGE_ACKNOWLEDGED);
	CHECK_INT(page_now(f, first + 1).state, PAGE_ACKNOWLEDGED);
	CHECK(page_is_live(page_now(f, opened.page.id).state));
}

CLAIM(only_a_responder_that_is_known_acknowledges)
{
	struct opened opened = open_incident(f, "orders");
	struct outcome outcome = answer(f, sms("vera", "ack"));

	CHECK(!outcome.acknowledged);
	CHECK_STR(outcome.text,
		  "vera is viewer: acknowledging needs the role responder.");
	outcome = answer(f, sms("", "ack"));
	CHECK(!outcome.acknowledged);
	outcome = answer(f, sms("nobody", "ack"));
	CHECK(!outcome.acknowledged);
	CHECK(page_is_live(page_now(f, opened.page.id).state));
	CHECK_INT(journalled(f, "reply.refused").count, 3);
}

CLAIM(the_second_to_answer_is_told_who_has_it)
{
	struct opened opened = open_incident(f, "orders");
	const char *code = arena_c_string(f->arena, opened.page.code);

	CHECK(answer(f, sms("alice", code)).acknowledged);
	CHECK(answer(f, sms("alice", code)).acknowledged);

	struct outcome outcome = answer(f, sms("bob", code));

	CHECK(!outcome.acknowledged);
	CHECK(str_contains(outcome.text, STR("by alice")));
	CHECK_STR(page_now(f, opened.page.id).acked_by, "alice");
}

CLAIM(a_reply_that_comes_again_changes_nothing)
{
	struct opened opened = open_incident(f, "orders");
	struct reply no = sms("alice", "no"), yes = sms("alice", "ack");
	struct outcome first, again;

	no.key = STR("SM1");
	yes.key = STR("SM2");
	first = answer(f, no);
	/* With other words under the same key it is still the first. */
	no.text = STR("ack");
	again = answer(f, no);
	CHECK(!first.acknowledged && !again.acknowledged);
	CHECK_STR_EQ(again.text, first.text);
	CHECK(page_is_live(page_now(f, opened.page.id).state));

	first = answer(f, yes);
	again = answer(f, yes);
	CHECK(first.acknowledged && again.acknowledged);
	CHECK_STR_EQ(again.text, first.text);
	CHECK_INT(journalled(f, "reply.taken").count, 1);
	CHECK_INT(journalled(f, "reply.refused").count, 1);
	CHECK_INT(journalled(f, "page.acknowledged").count, 1);
	/* Another channel has keys of its own. */
	yes.channel = STR("slack");
	CHECK_STR(answer(f, yes).text, "No page calls you now.");
}

CLAIM(what_came_before_it_could_be_taken_is_written_down)
{
	struct opened opened = open_incident(f, "orders");
	struct reply reply = { .channel = STR("slack"),
			       .sender = STR("U123"),
			       .page = opened.page.id };
	struct kinds kinds;

	MUST(f, reply_refuse(&f->app, &f->work, &reply, STR("The signature is wrong.")));
	kinds = journalled(f, "reply.refused");
	CHECK_INT(kinds.count, 1);
	CHECK_STR(kinds.text,
		  "An answer by slack was not taken (U123): The signature is wrong.");
}

CLAIM(people_are_found_by_their_addresses)
{
	CHECK_STR(reply_person(f->config, "email", STR("alice@EXAMPLE.org")), "alice");
	CHECK_STR(reply_person(f->config, "email", STR("carol@example.org")), "");
	CHECK_STR(reply_person(f->config, "email", STR("")), "");
	CHECK_STR(reply_person(f->config, "twilio-sms", STR("alice@example.org")), "");
}

/* -- by mail -- */

static str mail_text(struct room *f, const struct opened *opened, const char *person,
		     const char *from, const char *headers, const char *body)
{
	str token = ack_link_secret(&f->work, opened->page.id, str_of(person),
				    f->work.now + HOUR_MS);
	str to = mail_reply_address(f->arena, STR("stanch@example.org"), token);

	return arena_format(f->arena, "From: %s\r\nTo: " STR_FMT "\r\n%s\r\n%s\r\n", from,
			    STR_ARG(to), headers, body);
}

struct decision {
	enum mail_verdict is;
	str text;
};

static struct decision take_mail(struct room *f, str mail)
{
	struct decision verdict;

	f->work.error = (struct error){ 0 };
	MUST(f, reply_take_mail(&f->app, &f->work, mail, &verdict.is, &verdict.text));
	return verdict;
}

CLAIM(a_mail_of_whom_the_page_called_acknowledges_it)
{
	struct opened opened = open_incident(f, "orders"), other = open_incident(f, "b");
	str mail = mail_text(f, &opened, "alice", "Alice <ALICE@example.org>",
			     "Message-ID: <m1@x>\r\n", "Ack\r\n\r\n> 999");
	struct decision verdict = take_mail(f, mail);
	struct kinds kinds;

	CHECK_INT(verdict.is, MAIL_TAKEN);
	CHECK_INT(page_now(f, opened.page.id).state, PAGE_ACKNOWLEDGED);
	CHECK_STR(page_now(f, opened.page.id).acked_by, "alice");
	CHECK(page_is_live(page_now(f, other.page.id).state));
	kinds = journalled(f, "page.acknowledged");
	CHECK(str_contains(kinds.text, STR("alice acknowledged by mail")));

	/* The same once more, as an MTA does that heard no answer. */
	verdict = take_mail(f, mail);
	CHECK_INT(verdict.is, MAIL_TAKEN);
	CHECK_INT(journalled(f, "reply.taken").count, 1);
}

struct mail_case {
	const char *name;
	str mail;
	enum mail_verdict is;
	const char *kind; /* journalled as; NULL: only logged */
};

static void check_stops_nothing(struct room *f, const struct opened *opened,
				const struct mail_case *c)
{
	const char *kind = c->kind ? c->kind : "reply.refused";
	size_t before = journalled(f, kind).count;
	struct decision decision = take_mail(f, c->mail);

	if (decision.is != c->is)
		check_failed(__FILE__, __LINE__, "%s: %s: " STR_FMT, c->name,
			     mail_verdict_names[decision.is], STR_ARG(decision.text));
	CHECK_CASE(decision.text.length > 0, c->name);
	CHECK_CASE(journalled(f, kind).count == before + (c->kind != NULL), c->name);
	CHECK_CASE(page_is_live(page_now(f, opened->page.id).state), c->name);
	CHECK_INT(journalled(f, "page.acknowledged").count, 0);
}

CLAIM(no_mail_of_somebody_else_stops_anything)
{
	struct opened opened = open_incident(f, "orders");
	const struct mail_case cases[] = {
		{ "the wrong person",
		  mail_text(f, &opened, "alice", "bob@example.org", "", "ack"),
		  MAIL_REFUSED, "reply.refused" },
		{ "two writers",
		  mail_text(f, &opened, "alice", "alice@example.org, bob@example.org", "",
			    "ack"),
		  MAIL_REFUSED, "reply.refused" },
		{ "a viewer",
		  mail_text(f, &opened, "vera", "vera@example.org", "", "ack"),
		  MAIL_REFUSED, "reply.refused" },
		{ "somebody who is not here any more",
		  mail_text(f, &opened, "gone", "gone@example.org", "", "ack"),
		  MAIL_REFUSED, "reply.refused" },
		{ "a forged token",
		  STR("From: alice@example.org\r\n"
		      "To: stanch+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@x\r\n\r\nack"),
		  MAIL_REFUSED, "reply.refused" },
		{ "no token",
		  STR("From: alice@example.org\r\nTo: stanch@x\r\n\r\nack 001"),
		  MAIL_REFUSED, NULL },
		{ "no mail", STR("ack"), MAIL_REFUSED, NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		check_stops_nothing(f, &opened, &cases[i]);
}

CLAIM(a_mail_of_somebody_else_is_not_written_down_as_of_whom_the_page_called)
{
	struct opened opened = open_incident(f, "orders");
	struct kinds kinds;

	take_mail(f, mail_text(f, &opened, "alice", "bob@example.org", "", "ack"));
	kinds = journalled(f, "reply.refused");
	CHECK_INT(kinds.count, 1);
	CHECK_STR(kinds.actor, "door mail");
	CHECK_CASE(str_contains(kinds.text, STR("(bob@example.org said: ack)")),
		   kinds.text.bytes);
}

CLAIM(no_mail_that_says_nothing_stops_anything)
{
	struct opened opened = open_incident(f, "orders");
	const struct mail_case cases[] = {
		{ "only a quotation",
		  mail_text(f, &opened, "alice", "alice@example.org", "", "> ack"),
		  MAIL_REFUSED, "reply.refused" },
		{ "another page's code",
		  mail_text(f, &opened, "alice", "alice@example.org", "", "ack 998"),
		  MAIL_REFUSED, "reply.refused" },
		{ "an absence note",
		  mail_text(f, &opened, "alice", "alice@example.org",
			    "Auto-Submitted: auto-replied\r\n", "ack"),
		  MAIL_IGNORED, "reply.ignored" },
		{ "a bounce",
		  mail_text(f, &opened, "alice", "MAILER-DAEMON@x",
			    "Content-Type: multipart/report; boundary=x\r\n",
			    "--x\r\n\r\nack\r\n--x--"),
		  MAIL_IGNORED, "reply.ignored" },
		{ "an absence note of a stranger",
		  STR("From: a@b\r\nPrecedence: bulk\r\n\r\nack"), MAIL_IGNORED, NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		check_stops_nothing(f, &opened, &cases[i]);
}

CLAIM(a_token_ends_and_belongs_to_its_page_and_person)
{
	struct opened opened = open_incident(f, "orders");
	struct work *work = &f->work;
	str token = ack_link_secret(work, opened.page.id, STR("alice"),
				    work->now + HOUR_MS),
	    person;
	str capitals = arena_copy(f->arena, token);
	str shared = ack_link_secret(work, 7, STR(""), work->now + HOUR_MS);
	int64_t page;

	for (size_t i = 0; i < capitals.length; i++)
		if (token.bytes[i] >= 'a')
			((char *)(uintptr_t)capitals.bytes)[i] -= 'a' - 'A';
	CHECK_INT(token.length, 40);
	CHECK(ack_link_check(work, capitals, &page, &person));
	CHECK_INT(page, opened.page.id);
	CHECK_STR(person, "alice");
	CHECK(ack_link_check(work, shared, &page, &person));
	CHECK_INT(page, 7);
	CHECK_STR(person, "");

	for (size_t i = 0; i < token.length; i++) {
		str changed = arena_copy(f->arena, token);

		((char *)(uintptr_t)changed.bytes)[i] = token.bytes[i] == 'a' ? 'b' : 'a';
		CHECK(!ack_link_check(work, changed, &page, &person));
		CHECK_INT(work->error.kind, ERROR_NOT_FOUND);
	}
	work->now += HOUR_MS + MINUTE_MS;
	CHECK(!ack_link_check(work, token, &page, &person));
	CHECK_INT(work->error.kind, ERROR_CONFLICT);
	CHECK(str_contains(str_of(work->error.text), STR("ended on")));
}

const struct test tests[] = {
	{ "each word that acknowledges does", each_word_that_acknowledges_does },
	{ "no other word does", no_other_word_does },
	{ "with two pages the code says which", with_two_pages_the_code_says_which },
	{ "one word stops all pages that call whom it comes from and no other",
	  one_word_stops_all_pages_that_call_whom_it_comes_from_and_no_other },
	{ "only a responder that is known acknowledges",
	  only_a_responder_that_is_known_acknowledges },
	{ "the second to answer is told who has it",
	  the_second_to_answer_is_told_who_has_it },
	{ "a reply that comes again changes nothing",
	  a_reply_that_comes_again_changes_nothing },
	{ "what came before it could be taken is written down",
	  what_came_before_it_could_be_taken_is_written_down },
	{ "people are found by their addresses", people_are_found_by_their_addresses },
	{ "a mail of whom the page called acknowledges it",
	  a_mail_of_whom_the_page_called_acknowledges_it },
	{ "no mail of somebody else stops anything",
	  no_mail_of_somebody_else_stops_anything },
	{ "a mail of somebody else is not written down as of whom the page called",
	  a_mail_of_somebody_else_is_not_written_down_as_of_whom_the_page_called },
	{ "no mail that says nothing stops anything",
	  no_mail_that_says_nothing_stops_anything },
	{ "a token ends and belongs to its page and person",
	  a_token_ends_and_belongs_to_its_page_and_person },
	{ 0 },
};
