#include "face_fixture.h"

#include "app/paging/paging.h"
#include "base/hash.h"
#include "faces/http/callbacks/twilio_proof.h"
#include "formats/form.h"
#include "http_double.h"

#define SIGNING_SECRET "a-signing-secret"
#define AUTH_TOKEN     "an-auth-token"

static const char callbacks_yaml[] =
	"public_url: https://stanch.example.org\n"
	"hosts: [stanch.example.org]\n"
	"channels:\n"
	"  - {name: chat, kind: slack, signing_secret_env: T_SIGNING, settings: {url: "
	"\"http://127.0.0.1:1\"}}\n"
	"  - {name: docs, kind: slack, signing_secret_env: T_DOCS}\n"
	"  - {name: sms, kind: twilio-sms, token_env: T_TOKEN, settings: {account: AC1, "
	"from: \"+15550001\"}}\n"
	"  - {name: call, kind: twilio-voice, token_env: T_TOKEN, settings: {account: "
	"AC1, from: \"+15550001\"}}\n"
	"  - {name: other, kind: twilio-sms, token_env: T_OTHER, settings: {account: "
	"AC2, "
	"from: \"+15550002\"}}\n"
	"  - {name: matter, kind: mattermost}\n"
	"people:\n"
	"  - {name: vera, role: viewer, contacts: [{chat: U0VERA}]}\n"
	"  - name: rita\n"
	"    role: responder\n"
	"    contacts: [{webhook: \"http://127.0.0.1:1/x\"}, {chat: U0RITA}, {sms: "
	"\"+4917000001\"}, {call: \"+4917000001\"}, {matter: \"@rita\"}]\n"
	"  - name: kim\n"
	"    role: responder\n"
	"    language: ko\n"
	"    contacts: [{chat: U0KIM}, {call: \"+8210000002\"}, {matter: \"@kim\"}]\n"
	"on_call: [rita, kim]\n";

/* The fixture's server with one listener more, of callbacks alone. */
struct called_back {
	struct served served;
	struct http_face *face;
	unsigned port;
	int64_t page;
};

static struct tree *must_tree(const struct reply *reply)
{
	if (!reply->tree)
		check_failed(__FILE__, __LINE__, "no JSON: " STR_FMT,
			     STR_ARG(reply->body));
	return reply->tree;
}

static bool latest_page(struct work *work, void *arguments)
{
	struct page *pages;
	size_t count;

	if (!store_latest(work, &page_shape, 1, &pages, &count))
		return false;
	*(struct page *)arguments = count > 0 ? pages[0] : (struct page){ 0 };
	return true;
}

static struct page page_now(struct called_back *b)
{
	struct work work = { .arena = b->served.arena, .app = &b->served.app };
	struct page page = { 0 };

	if (!app_read(&b->served.app, &work, latest_page, &page))
		check_failed(__FILE__, __LINE__, "%s", work.error.text);
	return page;
}

static bool is_live(struct called_back *b)
{
	return page_is_live(page_now(b).state);
}

static void open_incident(struct called_back *b, const char *name)
{
	str body = arena_format(b->served.arena,
				"[{\"labels\":{\"alertname\":\"%s\",\"service\":\"%s\","
				"\"severity\":\"critical\"}}]",
				name, name);
	struct reply reply = ask(&b->served, "POST /api/v2/alerts", "", body.bytes);

	CHECK_INT(reply.status, 200);
	b->page = page_now(b).id;
	CHECK(b->page > 0);
}

static void call_back(struct called_back *b)
{
	setenv("T_SIGNING", SIGNING_SECRET, 1);
	/* Of the example in Slack's documentation. */
	setenv("T_DOCS", "8f742231b10e8888abcd99yyyzzz85a5", 1);
	setenv("T_TOKEN", AUTH_TOKEN, 1);
	setenv("T_OTHER", "another-token", 1);
	serve(&b->served, callbacks_yaml);
	b->face = serve_on(&b->served, "127.0.0.1:0", ROUTE_CLASS_CALLBACKS, false);
	b->port = http_face_port(b->face);
	open_incident(b, "Redis");
}

static void hang_up(struct called_back *b)
{
	http_face_stop(b->face);
	unserve(&b->served);
}

#define CALLED_BACK(name) \
	static void name##_called(struct called_back *b); \
	static void name(void) \
	{ \
		struct called_back back; \
\
		call_back(&back); \
		name##_called(&back); \
		hang_up(&back); \
	} \
	static void name##_called(struct called_back *b)

struct secret {
	int64_t page;
	str person, secret;
};

static bool make_secret(struct work *work, void *arguments)
{
	struct secret *secret = arguments;

	secret->secret = ack_link_secret(work, secret->page, secret->person,
					 clock_now() + HOUR_MS);
	return true;
}

static str ack_token(struct called_back *b, const char *person)
{
	struct secret secret = { .page = b->page, .person = str_of(person) };
	struct work work = { .arena = b->served.arena, .app = &b->served.app };

	if (!app_read(&b->served.app, &work, make_secret, &secret))
		check_failed(__FILE__, __LINE__, "%s", work.error.text);
	return secret.secret;
}

struct counted {
	const char *kind;
	size_t count;
	str body, actor; /* of the last */
};

static bool count_turn(struct work *work, void *arguments)
{
	struct counted *counted = arguments;
	struct entry *entries;
	size_t count;

	if (!journal_read(work, 0, 0, ROWS_PER_ANSWER_MAX, &entries, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!str_is(entries[i].kind, counted->kind))
			continue;
		counted->count++;
		counted->body = entries[i].body;
		counted->actor = entries[i].actor;
	}
	return true;
}

static struct counted journalled(struct called_back *b, const char *kind)
{
	struct work work = { .arena = b->served.arena, .app = &b->served.app };
	struct counted counted = { .kind = kind };

	if (!app_read(&b->served.app, &work, count_turn, &counted))
		check_failed(__FILE__, __LINE__, "%s", work.error.text);
	return counted;
}

/* -- Slack, as its documentation shows what it sends -- */

static str slack_headers(struct called_back *b, const char *secret, int64_t at, str body)
{
	struct arena *arena = b->served.arena;
	str base = arena_format(arena, "v0:%lld:" STR_FMT, (long long)at, STR_ARG(body));
	str code = sha256_hex(arena, sha256_hmac(str_of(secret), base));

	return arena_format(arena,
			    "Content-Type: application/x-www-form-urlencoded\r\n"
			    "X-Slack-Request-Timestamp: %lld\r\n"
			    "X-Slack-Signature: v0=" STR_FMT "\r\n",
			    (long long)at, STR_ARG(code));
}

static int64_t seconds_now(void)
{
	return clock_now() / 1000;
}

static struct reply slack_at(struct called_back *b, const char *path, str body,
			     const char *secret, int64_t at)
{
	str line = arena_format(b->served.arena, "POST /callbacks/slack/%s", path);

	return ask_bytes(&b->served, b->port, line.bytes,
			 slack_headers(b, secret, at, body).bytes, body);
}

static str press_body(struct called_back *b, const char *user, str token,
		      const char *trigger, str response_url)
{
	struct arena *arena = b->served.arena;
	struct text form = text_new(arena, 64 << 10);

	form_add(&form, "payload",
		 arena_format(
			 arena,
			 "{\"type\":\"block_actions\",\"user\":{\"id\":\"%s\","
			 "\"username\":\"x\",\"team_id\":\"T1\"},\"trigger_id\":\"%s\","
			 "\"response_url\":\"" STR_FMT
			 "\",\"actions\":[{\"action_id\":\"ack\",\"block_id\":\"b\","
			 "\"value\":\"" STR_FMT
			 "\",\"type\":\"button\",\"action_ts\":\"1795241314.86\"}]}",
			 user, trigger, STR_ARG(response_url), STR_ARG(token)));
	return text_of(&form);
}

static struct reply press(struct called_back *b, const char *user, str token,
			  const char *trigger)
{
	return slack_at(b, "interact", press_body(b, user, token, trigger, STR("")),
			SIGNING_SECRET, seconds_now());
}

CALLED_BACK(a_press_acknowledges_as_who_pressed)
{
	struct reply reply = press(b, "U0KIM", ack_token(b, "rita"), "1.2.a");
	struct page page = page_now(b);

	CHECK_INT(reply.status, 200);
	CHECK_STR(reply.body, "");
	CHECK_INT(page.state, PAGE_ACKNOWLEDGED);
	CHECK_STR(page.acked_by, "kim");
	CHECK_INT(journalled(b, "reply.taken").count, 1);
}

CALLED_BACK(a_forged_press_changes_nothing)
{
	str body = press_body(b, "U0KIM", ack_token(b, "rita"), "1.2.a", STR(""));
	str changed = press_body(b, "U0RITA", ack_token(b, "rita"), "1.2.a", STR(""));
	str headers = slack_headers(b, SIGNING_SECRET, seconds_now(), body);
	int64_t before = entries(&b->served);
	struct reply reply = slack_at(b, "interact", body, "guessed", seconds_now());

	CHECK_INT(reply.status, 401);
	CHECK_STR(tree_get_text(must_tree(&reply), "detail"),
		  "the signature was not made with the signing_secret of a slack channel "
		  "here");
	/* The signature of another body, and none. */
	reply = ask_bytes(&b->served, b->port, "POST /callbacks/slack/interact",
			  headers.bytes, changed);
	CHECK_INT(reply.status, 401);
	reply = ask_bytes(&b->served, b->port, "POST /callbacks/slack/interact", "",
			  body);
	CHECK_INT(reply.status, 401);
	reply = ask_bytes(&b->served, b->port, "POST /callbacks/slack/command", "", body);
	CHECK_INT(reply.status, 401);
	CHECK_INT(entries(&b->served), before);
	CHECK(is_live(b));
}

CALLED_BACK(an_old_press_is_refused_and_written_down_once)
{
	static const int64_t ages[] = { -310, 310, -86400 };
	str body = press_body(b, "U0RITA", ack_token(b, "rita"), "1.2.old", STR(""));

	for (size_t i = 0; i < COUNT_OF(ages); i++) {
		struct reply reply = slack_at(b, "interact", body, SIGNING_SECRET,
					      seconds_now() + ages[i]);

		CHECK_INT(reply.status, 401);
		CHECK(str_contains(tree_get_text(must_tree(&reply), "detail"),
				   STR("too old to count")));
	}
	CHECK(is_live(b));
	CHECK_INT(journalled(b, "reply.refused").count, 1);
	CHECK(str_contains(journalled(b, "reply.refused").body, STR("rita")));
}

/* The example of Slack's documentation: its signature is right, its time long over. */
CALLED_BACK(the_documented_signature_is_the_one_we_make)
{
	static const char body[] =
		"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
		"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name="
		"roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%"
		"2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%"
		"2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
		"803a0bc887a14d10d2c447fce8b6703c";
	struct reply reply = ask_bytes(
		&b->served, b->port, "POST /callbacks/slack/command",
		"Content-Type: application/x-www-form-urlencoded\r\n"
		"X-Slack-Request-Timestamp: 1531420618\r\n"
		"X-Slack-Signature: v0="
		"a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503\r\n",
		str_of(body));

	CHECK_INT(reply.status, 401);
	CHECK(str_contains(tree_get_text(must_tree(&reply), "detail"),
			   STR("too old to count")));
}

CALLED_BACK(a_press_that_comes_again_changes_nothing)
{
	int64_t after;

	CHECK_INT(press(b, "U0RITA", ack_token(b, "rita"), "1.2.a").status, 200);
	after = entries(&b->served);
	CHECK_INT(press(b, "U0RITA", ack_token(b, "rita"), "1.2.a").status, 200);
	/* Not even with another's name on it. */
	CHECK_INT(press(b, "U0KIM", ack_token(b, "rita"), "1.2.a").status, 200);
	CHECK_INT(entries(&b->served), after);
	CHECK_STR(page_now(b).acked_by, "rita");
}

CALLED_BACK(who_is_nobody_here_or_may_not_is_refused_and_written_down_once)
{
	static const char *const users[] = { "U0STRANGER", "U0VERA" };

	for (size_t i = 0; i < COUNT_OF(users); i++) {
		struct counted refused;

		press(b, users[i], ack_token(b, "rita"), users[i]);
		press(b, users[i], ack_token(b, "rita"), users[i]);
		refused = journalled(b, "reply.refused");
		CHECK_INT(refused.count, i + 1);
		CHECK_CASE(str_contains(refused.body, str_of(users[i])), users[i]);
		CHECK(is_live(b));
	}
}

CALLED_BACK(a_button_of_our_own_making_only_counts)
{
	struct reply reply = press(b, "U0RITA", STR("aaaaaaaaaaaaaaaa"), "1.2.forged");

	CHECK_INT(reply.status, 200);
	CHECK(is_live(b));
	CHECK_INT(journalled(b, "reply.refused").count, 1);
	/* One that opens a link carries nothing. */
	CHECK_INT(press(b, "U0RITA", STR(""), "1.2.link").status, 200);
	CHECK_INT(journalled(b, "reply.refused").count, 1);
	CHECK(is_live(b));
}

CALLED_BACK(the_outcome_is_told_to_who_pressed_and_to_no_other_address)
{
	scoped_double d;
	str body, url;
	struct error error;

	double_start(&d);
	url = arena_format(b->served.arena, STR_FMT "/respond", STR_ARG(d.url));
	body = press_body(b, "U0RITA", ack_token(b, "rita"), "1.2.a", url);
	/* The channel "docs" has no double's url: only Slack's own address is told. */
	CHECK_INT(slack_at(b, "interact", body, "8f742231b10e8888abcd99yyyzzz85a5",
			   seconds_now())
			  .status,
		  200);
	CHECK_INT(d.count, 0);
	body = press_body(b, "U0KIM", ack_token(b, "rita"), "1.2.b", url);
	slack_at(b, "interact", body, SIGNING_SECRET, seconds_now());
	CHECK_INT(d.count, 1);
	CHECK_STR(d.path, "/respond");

	const struct tree *told = json_parse(b->served.arena, d.body, &error);

	CHECK_STR(tree_get_text(told, "response_type"), "ephemeral");
	CHECK(!tree_get_bool(told, "replace_original", true));
	CHECK(tree_get_text(told, "text").length > 0);
}

static str command(struct called_back *b, const char *user, const char *text,
		   const char *trigger)
{
	struct text form = text_new(b->served.arena, 4096);
	struct reply reply;

	form_add(&form, "command", STR("/stanch"));
	form_add(&form, "user_id", str_of(user));
	form_add(&form, "text", str_of(text));
	form_add(&form, "trigger_id", str_of(trigger));
	reply = slack_at(b, "command", text_of(&form), SIGNING_SECRET, seconds_now());
	CHECK_INT(reply.status, 200);
	CHECK_STR(tree_get_text(must_tree(&reply), "response_type"), "ephemeral");
	return tree_get_text(reply.tree, "text");
}

CALLED_BACK(the_command_lists_says_who_is_called_and_acknowledges)
{
	struct arena *arena = b->served.arena;
	str answer = command(b, "U0RITA", "list", "t1");
	str code = page_now(b).code;

	CHECK_CASE(str_contains(answer, STR("INC-")), answer.bytes);
	CHECK_CASE(str_contains(answer, STR("nobody has it")), answer.bytes);
	answer = command(b, "U0RITA", "oncall", "t2");
	CHECK_CASE(str_contains(answer, STR("on-call: rita")), answer.bytes);
	answer = command(b, "U0STRANGER", "list", "t3");
	CHECK_CASE(!str_contains(answer, STR("INC-")), answer.bytes);
	answer = command(b, "U0RITA", "", "t4");
	CHECK_CASE(str_contains(answer, STR("ack 017")), answer.bytes);
	answer = command(b, "U0RITA", "dance", "t5");
	CHECK_CASE(str_contains(answer, STR("Not understood")), answer.bytes);
	answer = command(b, "U0STRANGER",
			 arena_format(arena, "ack " STR_FMT, STR_ARG(code)).bytes, "t6");
	CHECK(is_live(b));
	answer = command(b, "U0RITA",
			 arena_format(arena, "ack " STR_FMT, STR_ARG(code)).bytes, "t7");
	CHECK_CASE(str_contains(answer, STR("Paging has stopped")), answer.bytes);
	CHECK_STR(page_now(b).acked_by, "rita");
}

/* -- Twilio -- */

static str twilio_body(struct called_back *b, const char *const *fields)
{
	struct text form = text_new(b->served.arena, 64 << 10);

	for (size_t i = 0; fields[i]; i += 2)
		form_add(&form, fields[i], str_of(fields[i + 1]));
	return text_of(&form);
}

static struct reply twilio_with(struct called_back *b, const char *token, str path,
				const char *const *fields)
{
	struct arena *arena = b->served.arena;
	str body = twilio_body(b, fields);
	struct form form = { 0 };
	struct error error;
	str url = arena_format(arena, "https://stanch.example.org" STR_FMT,
			       STR_ARG(path));

	CHECK(form_parse(arena, body, &form, &error));

	str signature = twilio_signature(arena, str_of(token), url, &form);
	str headers = arena_format(arena,
				   "Content-Type: application/x-www-form-urlencoded\r\n"
				   "X-Twilio-Signature: " STR_FMT "\r\n",
				   STR_ARG(signature));
	str line = arena_format(arena, "POST " STR_FMT, STR_ARG(path));

	return ask_bytes(&b->served, b->port, line.bytes, headers.bytes, body);
}

static struct reply twilio(struct called_back *b, str path, const char *const *fields)
{
	return twilio_with(b, AUTH_TOKEN, path, fields);
}

/* Of Twilio's own libraries' tests. */
static void the_documented_signature_of_twilio_is_the_one_we_make(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct form form = { 0 };
	struct error error;
	str url = STR("https://mycompany.com/myapp.php?foo=1&bar=2");
	str good = STR("RSOYDt4T1cUTdK1PDd93/VVr8B8="), token = STR("12345");

	CHECK(form_parse(arena,
			 STR("To=%2B18005551212&Digits=1234&CallSid=CA1234567890ABCDE&"
			     "From=%2B14158675309&Caller=%2B14158675309"),
			 &form, &error));
	CHECK_STR_EQ(twilio_signature(arena, token, url, &form), good);
	CHECK(twilio_is_signed(arena, token, url, &form, good));
	/* Behind a proxy the port differs. */
	CHECK(twilio_is_signed(arena, token,
			       STR("https://mycompany.com:8443/myapp.php?foo=1&bar=2"),
			       &form, good));
	CHECK(!twilio_is_signed(arena, STR("12346"), url, &form, good));
	CHECK(!twilio_is_signed(arena, STR(""), url, &form,
				twilio_signature(arena, STR(""), url, &form)));
	CHECK(!twilio_is_signed(arena, token, STR("https://mycompany.com/other"), &form,
				good));
	CHECK(!twilio_is_signed(arena, token, url, &form, STR("")));
}

CALLED_BACK(an_sms_with_the_code_acknowledges)
{
	str code = page_now(b).code;
	const char *const fields[] = {
		"AccountSid", "AC1",
		"MessageSid", "SM1",
		"From",       "+4917000001",
		"To",         "+15550001",
		"Body",       arena_c_string(b->served.arena, code),
		NULL
	};
	struct reply reply = twilio(b, STR("/callbacks/twilio/sms/sms"), fields);
	int64_t after = entries(&b->served);

	CHECK_INT(reply.status, 200);
	CHECK_STR(header_of(&reply, "Content-Type"), "text/xml; charset=utf-8");
	CHECK_CASE(str_contains(reply.body, STR("<Response><Message>You have INC-")),
		   reply.body.bytes);
	CHECK_STR(page_now(b).acked_by, "rita");
	/* Twilio asks again what it had no answer to. */
	reply = twilio(b, STR("/callbacks/twilio/sms/sms"), fields);
	CHECK(str_contains(reply.body, STR("You have INC-")));
	CHECK_INT(entries(&b->served), after);
}

CALLED_BACK(an_sms_that_proves_nothing_changes_nothing)
{
	const char *const fields[] = { "AccountSid",  "AC1",  "MessageSid", "SM2", "From",
				       "+4917000001", "Body", "001",        NULL };
	const char *const others[] = { "AccountSid",  "AC2",  "MessageSid", "SM3", "From",
				       "+4917000001", "Body", "001",        NULL };
	int64_t before = entries(&b->served);
	struct reply reply = twilio_with(b, "guessed", STR("/callbacks/twilio/sms/sms"),
					 fields);

	CHECK_INT(reply.status, 401);
	/* Of a channel there is, signed by another account's token. */
	CHECK_INT(
		twilio_with(b, "another-token", STR("/callbacks/twilio/sms/sms"), others)
			.status,
		401);
	CHECK_INT(twilio(b, STR("/callbacks/twilio/sms/nowhere"), fields).status, 401);
	CHECK_INT(entries(&b->served), before);
	CHECK(is_live(b));
}

CALLED_BACK(an_sms_of_a_stranger_is_refused_and_written_down_once)
{
	const char *const fields[] = { "AccountSid",  "AC1",  "MessageSid", "SM4", "From",
				       "+4999999999", "Body", "ack",        NULL };

	for (int i = 0; i < 2; i++) {
		struct reply reply = twilio(b, STR("/callbacks/twilio/sms/sms"), fields);

		CHECK_CASE(str_contains(reply.body,
					STR("<Message>Nobody here has this address")),
			   reply.body.bytes);
	}
	CHECK(is_live(b));
	CHECK_INT(journalled(b, "reply.refused").count, 1);
}

static str voice_path(struct called_back *b, const char *person)
{
	return arena_format(b->served.arena, "/callbacks/twilio/voice/" STR_FMT,
			    STR_ARG(ack_token(b, person)));
}

CALLED_BACK(a_call_says_what_burns_and_takes_the_1)
{
	str path = voice_path(b, "rita");
	const char *const ring[] = { "AccountSid", "AC1",         "CallSid", "CA1",
				     "To",         "+4917000001", NULL };
	const char *const nine[] = { "AccountSid",  "AC1",    "CallSid", "CA1", "To",
				     "+4917000001", "Digits", "9",       NULL };
	const char *const one[] = { "AccountSid",  "AC1",    "CallSid", "CA1", "To",
				    "+4917000001", "Digits", "1",       NULL };
	struct reply reply = twilio(b, path, ring);

	CHECK_INT(reply.status, 200);
	CHECK_CASE(
		str_contains(reply.body, STR("<Say language=\"en-US\">This is stanch.")),
		reply.body.bytes);
	CHECK_CASE(str_contains(reply.body,
				arena_format(b->served.arena,
					     "action=\"https://stanch.example.org" STR_FMT
					     "\"",
					     STR_ARG(path))),
		   reply.body.bytes);
	CHECK(is_live(b));
	reply = twilio(b, path, nine);
	CHECK_CASE(str_contains(reply.body, STR("That was not 1.")), reply.body.bytes);
	CHECK(is_live(b));
	reply = twilio(b, path, one);
	CHECK_CASE(str_contains(reply.body, STR("You have it.")), reply.body.bytes);
	CHECK_STR(page_now(b).acked_by, "rita");
	/* Who is called later hears who has it. */
	reply = twilio(b, voice_path(b, "kim"), ring);
	CHECK_CASE(str_contains(reply.body, STR("rita 님이 이미 확인했습니다")),
		   reply.body.bytes);
}

CALLED_BACK(a_call_to_the_wrong_number_takes_nothing)
{
	const char *const one[] = { "AccountSid",  "AC1",    "CallSid", "CA2", "To",
				    "+4999999999", "Digits", "1",       NULL };
	struct reply reply = twilio(b, voice_path(b, "rita"), one);

	CHECK_CASE(str_contains(reply.body, STR("is not of whom it was for")),
		   reply.body.bytes);
	CHECK(is_live(b));
	CHECK_INT(journalled(b, "reply.refused").count, 1);
	CHECK_INT(twilio_with(b, "guessed", voice_path(b, "rita"), one).status, 401);
	CHECK(is_live(b));
	/* A whole proof with a token that is none. */
	reply = twilio(b, STR("/callbacks/twilio/voice/aaaa"), one);
	CHECK_CASE(str_contains(reply.body, STR("<Say")), reply.body.bytes);
	CHECK(is_live(b));
}

CALLED_BACK(a_call_in_korean_is_acknowledged_in_korean)
{
	const char *const one[] = { "AccountSid",  "AC1",    "CallSid", "CA3", "To",
				    "+8210000002", "Digits", "1",       NULL };
	struct reply reply = twilio(b, voice_path(b, "kim"), one);

	CHECK_CASE(str_contains(reply.body, STR("<Say language=\"ko-KR\">확인했습니다")),
		   reply.body.bytes);
	CHECK_STR(page_now(b).acked_by, "kim");
}

CALLED_BACK(what_did_not_arrive_is_written_down_once)
{
	str path = arena_format(b->served.arena, "/callbacks/twilio/status?page=" STR_FMT,
				STR_ARG(ack_token(b, "rita")));
	const char *const sent[] = { "AccountSid",    "AC1",       "MessageSid", "SM5",
				     "MessageStatus", "delivered", NULL };
	const char *const lost[] = { "AccountSid", "AC1",           "MessageSid",
				     "SM5",        "MessageStatus", "undelivered",
				     "ErrorCode",  "30003",         NULL };

	CHECK_INT(twilio(b, path, sent).status, 204);
	CHECK_INT(journalled(b, "delivery.lost").count, 0);
	CHECK_INT(twilio(b, path, lost).status, 204);
	CHECK_INT(twilio(b, path, lost).status, 204);
	CHECK_INT(journalled(b, "delivery.lost").count, 1);
	CHECK(str_contains(journalled(b, "delivery.lost").body,
			   STR("undelivered, error 30003")));
	CHECK_INT(twilio_with(b, "guessed", path, lost).status, 401);
	CHECK(is_live(b));
}

/* -- Mattermost -- */

static struct reply matter(struct called_back *b, str token, const char *user,
			   const char *trigger)
{
	str body = arena_format(b->served.arena,
				"{\"user_id\":\"u\",\"user_name\":\"%s\",\"post_id\":"
				"\"p\",\"trigger_id\":\"%s\",\"type\":\"button\","
				"\"context\":{\"token\":\"" STR_FMT "\"}}",
				user, trigger, STR_ARG(token));

	return ask_bytes(&b->served, b->port, "POST /callbacks/mattermost", "", body);
}

CALLED_BACK(the_token_is_the_proof_of_a_mattermost_button)
{
	str token = ack_token(b, "rita");
	struct reply reply = matter(b, STR("guessed"), "rita", "t1");
	int64_t before = entries(&b->served);

	CHECK_INT(reply.status, 401);
	CHECK_INT(entries(&b->served), before);
	/* Somebody else's button, and a whole channel's. */
	reply = matter(b, token, "kim", "t2");
	CHECK_STR(tree_get_text(must_tree(&reply), "ephemeral_text"),
		  "This button is rita's: use your own page.");
	reply = matter(b, ack_token(b, ""), "rita", "t3");
	CHECK(str_contains(tree_get_text(must_tree(&reply), "ephemeral_text"),
			   STR("whole channel")));
	CHECK_INT(journalled(b, "reply.refused").count, 2);
	CHECK(is_live(b));

	reply = matter(b, token, "rita", "t4");
	CHECK_INT(reply.status, 200);
	CHECK(str_contains(tree_get_text(must_tree(&reply), "ephemeral_text"),
			   STR("Paging has stopped")));
	CHECK_STR(page_now(b).acked_by, "rita");
	before = entries(&b->served);
	reply = matter(b, token, "rita", "t4");
	CHECK(str_contains(tree_get_text(must_tree(&reply), "ephemeral_text"),
			   STR("Paging has stopped")));
	CHECK_INT(entries(&b->served), before);
}

/* -- all of them -- */

static const char *const paths[] = {
	"/callbacks/slack/interact", "/callbacks/slack/command",
	"/callbacks/twilio/sms/sms", "/callbacks/twilio/voice/abc",
	"/callbacks/twilio/status",  "/callbacks/mattermost"
};

CALLED_BACK(a_title_is_no_markup_in_an_answer_to_slack)
{
	str answer;

	open_incident(b, "<!channel> <http://evil.example|A&B>");
	answer = command(b, "U0RITA", "list", "t1");
	CHECK_CASE(!str_contains(answer, STR("<")), answer.bytes);
	CHECK_CASE(str_contains(answer, STR("&lt;!channel&gt;")), answer.bytes);
	CHECK_CASE(str_contains(answer, STR("|A&amp;B&gt;")), answer.bytes);
}

/* A phone reaches public_url, and of that there may be no more outside than this. */
CALLED_BACK(the_link_of_a_page_is_served_where_answers_are_taken)
{
	str path = arena_format(b->served.arena, "/ack/" STR_FMT,
				STR_ARG(ack_token(b, "rita")));
	str get = arena_format(b->served.arena, "GET " STR_FMT, STR_ARG(path));
	str post = arena_format(b->served.arena, "POST " STR_FMT, STR_ARG(path));

	CHECK_INT(ask_bytes(&b->served, b->port, get.bytes, "", STR("")).status, 200);
	CHECK(is_live(b));
	CHECK_INT(ask_bytes(&b->served, b->port, post.bytes, "", STR("")).status, 200);
	CHECK_STR(page_now(b).acked_by, "rita");
}

CALLED_BACK(callbacks_are_served_where_they_are_wanted_and_by_post_only)
{
	struct http_face *page = serve_on(&b->served, "127.0.0.1:0", ROUTE_CLASS_PEOPLE,
					  false);
	unsigned port = http_face_port(page);

	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		str get = arena_format(b->served.arena, "GET %s", paths[i]);
		str post = arena_format(b->served.arena, "POST %s", paths[i]);

		CHECK_CASE(
			ask_bytes(&b->served, b->port, get.bytes, "", STR("")).status ==
				405,
			paths[i]);
		CHECK_CASE(
			ask_bytes(&b->served, port, post.bytes, "", STR("a=b")).status ==
				404,
			paths[i]);
	}
	http_face_stop(page);
}

CALLED_BACK(a_body_that_is_too_large_or_no_form_is_refused)
{
	str large = arena_format(b->served.arena, "Body=%*s", 100 << 10, "x");
	static const char *const bodies[] = { "a=%", "a=%zz", "a=%ff", "a=%00", "%=b" };

	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		str post = arena_format(b->served.arena, "POST %s", paths[i]);
		int status = ask_bytes(&b->served, b->port, post.bytes, "", large).status;

		CHECK_CASE(status == 413 || status == 401, paths[i]);
	}
	for (size_t i = 0; i < COUNT_OF(bodies); i++)
		CHECK_CASE(ask_bytes(&b->served, b->port,
				     "POST /callbacks/twilio/sms/sms", "",
				     str_of(bodies[i]))
					   .status == 400,
			   bodies[i]);
	CHECK(is_live(b));
}

const struct test tests[] = {
	{ "a press acknowledges as who pressed", a_press_acknowledges_as_who_pressed },
	{ "a forged press changes nothing", a_forged_press_changes_nothing },
	{ "an old press is refused and written down once",
	  an_old_press_is_refused_and_written_down_once },
	{ "the documented signature is the one we make",
	  the_documented_signature_is_the_one_we_make },
	{ "a press that comes again changes nothing",
	  a_press_that_comes_again_changes_nothing },
	{ "who is nobody here, or may not, is refused and written down once",
	  who_is_nobody_here_or_may_not_is_refused_and_written_down_once },
	{ "a button of our own making only counts",
	  a_button_of_our_own_making_only_counts },
	{ "the outcome is told to who pressed and to no other address",
	  the_outcome_is_told_to_who_pressed_and_to_no_other_address },
	{ "the command lists, says who is called, and acknowledges",
	  the_command_lists_says_who_is_called_and_acknowledges },
	{ "the documented signature of twilio is the one we make",
	  the_documented_signature_of_twilio_is_the_one_we_make },
	{ "an sms with the code acknowledges", an_sms_with_the_code_acknowledges },
	{ "an sms that proves nothing changes nothing",
	  an_sms_that_proves_nothing_changes_nothing },
	{ "an sms of a stranger is refused and written down once",
	  an_sms_of_a_stranger_is_refused_and_written_down_once },
	{ "a call says what burns and takes the 1",
	  a_call_says_what_burns_and_takes_the_1 },
	{ "a call to the wrong number takes nothing",
	  a_call_to_the_wrong_number_takes_nothing },
	{ "a call in korean is acknowledged in korean",
	  a_call_in_korean_is_acknowledged_in_korean },
	{ "what did not arrive is written down once",
	  what_did_not_arrive_is_written_down_once },
	{ "the token is the proof of a mattermost button",
	  the_token_is_the_proof_of_a_mattermost_button },
	{ "a title is no markup in an answer to Slack",
	  a_title_is_no_markup_in_an_answer_to_slack },
	{ "the link of a page is served where answers are taken",
	  the_link_of_a_page_is_served_where_answers_are_taken },
	{ "callbacks are served where they are wanted and by post only",
	  callbacks_are_served_where_they_are_wanted_and_by_post_only },
	{ "a body that is too large or no form is refused",
	  a_body_that_is_too_large_or_no_form_is_refused },
	{ 0 },
};
