/* Slack's buttons and its slash command. Slack signs each request over its raw body; it
 * waits three seconds for an answer and shows it to who asked alone. */
#include "faces/http/callbacks/callback.h"
#include "faces/http/callbacks/slack_press.h"
#include "faces/http/callbacks/told.h"

#include "app/paging/oncall.h"
#include "app/paging/paging.h"
#include "base/hash.h"
#include "base/text.h"
#include "config/address.h"
#include "formats/json.h"
#include "net/http_client.h"

enum {
	/* As Slack itself advises: older is a replay. */
	AGE_MS_MAX = 300 * 1000,
	/* Within the three seconds that Slack waits, with room for the turn. */
	TELL_MS_MAX = 1500,
	TELL_BYTES_MAX = 4 << 10,
	SHOWN_INCIDENTS_MAX = 20,
	SHOWN_BYTES_MAX = 8 << 10,
};

/* -- the proof -- */

static bool is_signed_with(struct request *request, str secret)
{
	struct arena *arena = request->work.arena;
	str base = arena_format(
		arena, "v0:" STR_FMT ":" STR_FMT,
		STR_ARG(http_header(request->in, "X-Slack-Request-Timestamp")),
		STR_ARG(request->in->body));
	struct sha256 code = sha256_hmac(secret, base);
	str expected = arena_format(arena, "v0=" STR_FMT,
				    STR_ARG(sha256_hex(arena, code)));

	return secret_equal(expected, http_header(request->in, "X-Slack-Signature"));
}

/* The channel whose secret signed it; NULL for none. All are tried, so that the time
 * tells nothing of which. */
static const struct channel_config *find_channel(struct request *request)
{
	const struct config *config = request->work.config;
	const struct channel_config *found = NULL;

	for (size_t i = 0; i < config->channel_count; i++) {
		const struct channel_config *channel = &config->channels[i];
		str secret = channel_secret(channel, "signing_secret");

		if (str_starts_with(channel->kind, STR("slack")) && secret.length > 0 &&
		    is_signed_with(request, secret))
			found = channel;
	}
	return found;
}

static bool is_of_now(const struct request *request)
{
	int64_t seconds;
	instant_ms now = request->work.now;

	return str_to_int(http_header(request->in, "X-Slack-Request-Timestamp"),
			  &seconds) &&
	       seconds > 0 && seconds < INSTANT_MAX / 1000 &&
	       seconds * 1000 <= now + AGE_MS_MAX && seconds * 1000 >= now - AGE_MS_MAX;
}

/* NULL: refused already. */
static const struct channel_config *check_proof(struct request *request)
{
	const struct channel_config *channel = NULL;

	if (!request->in->body_was_cut)
		channel = find_channel(request);
	if (!channel)
		callback_refuse_proof(request, "the signature was not made with the "
					       "signing_secret of a slack channel here");
	return channel;
}

static str sentence_of_age(struct request *request)
{
	return arena_format(request->work.arena,
			    "This was sent more than %d minutes from now: it is too old "
			    "to count. Press again.",
			    AGE_MS_MAX / 60000);
}

/* -- answering -- */

/* Slack's control sequences are made of these three: a title has none. */
static str escaped(struct arena *arena, str s)
{
	struct text text = text_new(arena, s.length * 5);

	for (size_t i = 0; i < s.length; i++) {
		switch (s.bytes[i]) {
		case '&': text_add(&text, STR("&amp;")); break;
		case '<': text_add(&text, STR("&lt;")); break;
		case '>': text_add(&text, STR("&gt;")); break;
		default: text_add_char(&text, s.bytes[i]);
		}
	}
	return text_of(&text);
}

static struct tree *ephemeral(struct arena *arena, str sentence)
{
	struct tree *answer = tree_map(arena);

	tree_put_text(arena, answer, "response_type", STR("ephemeral"));
	tree_put_text(arena, answer, "text", escaped(arena, sentence));
	return answer;
}

/* Only to Slack, or to a double of it on this machine, whatever the payload says. */
static bool may_tell(const struct request *request, const struct channel_config *channel,
		     str url)
{
	if (str_starts_with(url, STR("https://hooks.slack.com/")))
		return !request->work.config->drill;
	return address_is_http(url) && address_is_loopback(url) &&
	       address_is_loopback(channel_setting(channel, "url"));
}

/* Slack shows nothing of a press's own answer. That this fails changes nothing. */
static void tell_presser(struct request *request, const struct channel_config *channel,
			 str url, str sentence)
{
	struct arena *arena = request->work.arena;
	struct tree *body = ephemeral(arena, sentence);
	struct http_header type = { STR("Content-Type"), STR("application/json") };
	struct http_answer answer;
	struct error unheeded;

	if (!may_tell(request, channel, url))
		return;
	tree_put_bool(arena, body, "replace_original", false);

	struct http_request post = {
		.method = "POST",
		.url = url,
		.headers = &type,
		.header_count = 1,
		.body = json_write(arena, body),
		.has_body = true,
		.connect_ms = TELL_MS_MAX,
		.total_ms = TELL_MS_MAX,
		.answer_bytes_max = TELL_BYTES_MAX,
	};

	if (!http_exchange(arena, &post, &answer, &unheeded))
		return;
}

/* -- a button -- */

static str take_press(struct request *request, const struct slack_press *press)
{
	struct work *work = &request->work;
	struct reply reply = {
		.channel = STR("slack"),
		.key = press->key,
		.person = reply_person(work->config, "slack", press->user),
		.sender = press->user,
		.text = STR("ack"),
	};
	str paged;

	/* Who presses is who has it, whoever was called. */
	if (!ack_link_check(work, press->value, &reply.page, &paged))
		return callback_refuse(request, &reply, str_of(work->error.text));
	if (!is_of_now(request))
		return callback_refuse(request, &reply, sentence_of_age(request));
	return callback_take(request, &reply).sentence;
}

void slack_interact_handle(struct request *request)
{
	struct work *work = &request->work;
	const struct channel_config *channel = check_proof(request);
	struct slack_press press;
	struct form form;
	str sentence;

	if (!channel || !callback_form(request, &form))
		return;
	if (!slack_press_read(work->arena, &form, &press, &work->error)) {
		answer_error(request, &work->error);
		return;
	}
	/* A button that opens a link is told as well. */
	answer_bytes(request, 200, "", STR(""));
	if (press.value.length == 0)
		return;
	sentence = take_press(request, &press);
	if (is_of_now(request))
		tell_presser(request, channel, press.response_url, sentence);
	else
		answer_problem(request, 401, "unauthenticated", sentence);
}

/* -- the command -- */

struct shown {
	struct text text;
};

static bool list_incidents(struct work *work, void *arguments)
{
	struct shown *shown = arguments;
	struct incident *incidents;
	size_t count;

	if (!store_incidents(work, true, SHOWN_INCIDENTS_MAX, &incidents, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		text_addf(&shown->text,
			  STR_FMT "  " STR_FMT "  %s  " STR_FMT "  " STR_FMT "\n",
			  STR_ARG(incidents[i].code), STR_ARG(incidents[i].severity),
			  incident_state_names[incidents[i].state],
			  STR_ARG(incidents[i].commander.length > 0
					  ? incidents[i].commander
					  : STR("nobody has it")),
			  STR_ARG(str_clip(incidents[i].title, 100)));
	if (count == 0)
		text_add(&shown->text, STR("No incident is open."));
	return true;
}

static void show_calls(struct shown *shown, const struct policy *policy,
		       const struct calls *calls)
{
	text_addf(&shown->text, STR_FMT ":", STR_ARG(policy->name));
	for (size_t i = 0; i < calls->count; i++) {
		const struct called *called = &calls->items[i];
		str who = called->person.length > 0 ? called->person
						    : called->channel.channel;

		text_addf(&shown->text, "%s " STR_FMT " (" STR_FMT ")", i > 0 ? "," : "",
			  STR_ARG(who), STR_ARG(called->because));
	}
	for (size_t i = 0; i < calls->missing.count; i++)
		text_addf(&shown->text, " " STR_FMT, STR_ARG(calls->missing.items[i]));
	if (calls->count == 0 && calls->missing.count == 0)
		text_add(&shown->text, STR(" nobody"));
	text_add_char(&shown->text, '\n');
}

static bool list_oncall(struct work *work, void *arguments)
{
	struct shown *shown = arguments;
	const struct config *config = work->config;

	for (size_t i = 0; i < config->policy_count; i++) {
		struct calls calls = { 0 };

		if (!oncall_calls(work, &config->policies[i], 0, NULL, work->now, &calls))
			return false;
		show_calls(shown, &config->policies[i], &calls);
	}
	return true;
}

static str show(struct request *request, bool (*list)(struct work *, void *))
{
	struct work *work = &request->work;
	struct shown shown = { text_new(work->arena, SHOWN_BYTES_MAX) };

	if (!app_read(work->app, work, list, &shown))
		return arena_copy(work->arena, str_of(work->error.text));
	return text_of(&shown.text);
}

static str run_command(struct request *request, const struct reply *reply)
{
	str word = str_trim(reply->text), sentence;

	if (callback_told(request, reply, &sentence))
		return sentence;
	if (word.length == 0 || str_is(word, "help"))
		return STR(
			"ack 017: you have the incident of that page. list: what is "
			"open. oncall: who is called now. declare or report and a text: "
			"something is broken, or seems to be.");
	if (!str_is(word, "list") && !str_is(word, "oncall"))
		return callback_take(request, reply).sentence;
	/* What burns is told to our own people, not to a whole workspace. */
	if (reply->person.length == 0)
		return arena_format(request->work.arena,
				    STR_FMT " is nobody here: a person's contacts must "
					    "name it.",
				    STR_ARG(str_clip(reply->sender, 64)));
	return show(request, str_is(word, "list") ? list_incidents : list_oncall);
}

void slack_command_handle(struct request *request)
{
	struct work *work = &request->work;
	struct form form;
	str sentence;

	if (!check_proof(request) || !callback_form(request, &form))
		return;

	struct reply reply = {
		.channel = STR("slack"),
		.key = form_get(&form, "trigger_id"),
		.person = reply_person(work->config, "slack", form_get(&form, "user_id")),
		.sender = form_get(&form, "user_id"),
		.text = form_get(&form, "text"),
	};

	if (!is_of_now(request)) {
		sentence = callback_refuse(request, &reply, sentence_of_age(request));
		answer_problem(request, 401, "unauthenticated", sentence);
		return;
	}
	sentence = run_command(request, &reply);
	answer_tree(request, 200, ephemeral(work->arena, sentence));
}
