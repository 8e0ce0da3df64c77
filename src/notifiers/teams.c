/* Microsoft Teams by the address of a workflow ("when a webhook request is received"): an
 * adaptive card in the message that workflows post. Texts are text runs, which know no
 * markup and no mentions. */
#include "formats/json.h"
#include "notifiers/notifiers.h"

enum {
	CARD_BYTES_MAX = 28 << 10, /* over it: 413 */
	TEXT_BYTES_MAX = 16 << 10,
	TITLE_BYTES_MAX = 500,
	LINES_MAX = 100,
	TRIES_MAX = 8,
	SHOWN_BYTES_MAX = 200,
};

static struct tree *text_run(struct arena *arena, str text, bool is_title)
{
	struct tree *block = tree_map(arena), *runs = tree_list(arena);
	struct tree *run = tree_map(arena);

	tree_put_text(arena, run, "type", STR("TextRun"));
	tree_put_text(arena, run, "text", text);
	if (is_title) {
		tree_put_text(arena, run, "weight", STR("Bolder"));
		tree_put_text(arena, run, "size", STR("Medium"));
	}
	tree_add(arena, runs, run);
	tree_put_text(arena, block, "type", STR("RichTextBlock"));
	tree_put(arena, block, "inlines", runs);
	return block;
}

static struct tree *body_of(struct arena *arena, str headline, str text)
{
	struct tree *body = tree_list(arena);
	str line;

	tree_add(arena, body, text_run(arena, headline, true));
	while (tree_count(body) < LINES_MAX && str_next(&text, '\n', &line)) {
		line = str_trim(line);
		if (line.length > 0)
			tree_add(arena, body, text_run(arena, line, false));
	}
	return body;
}

static void add_action(struct arena *arena, struct tree *actions, str title, str url)
{
	struct tree *action = tree_map(arena);

	if (url.length == 0)
		return;
	tree_put_text(arena, action, "type", STR("Action.OpenUrl"));
	tree_put_text(arena, action, "title", title);
	tree_put_text(arena, action, "url", url);
	tree_add(arena, actions, action);
}

static struct tree *card_of(struct arena *arena, const struct notice *notice, str text)
{
	struct tree *card = tree_map(arena), *actions = tree_list(arena);
	struct tree *teams = tree_map(arena);
	str headline = str_clip(notifier_headline(arena, notice), TITLE_BYTES_MAX);

	add_action(arena, actions, notifier_word_acknowledge(notice), notice->ack_link);
	add_action(arena, actions, notifier_word_room(notice), notice->link);
	tree_put_text(arena, teams, "width", STR("Full"));
	tree_put_text(arena, card, "$schema",
		      STR("http://adaptivecards.io/schemas/adaptive-card.json"));
	tree_put_text(arena, card, "type", STR("AdaptiveCard"));
	tree_put_text(arena, card, "version", STR("1.2"));
	tree_put_text(arena, card, "fallbackText", headline);
	tree_put(arena, card, "body", body_of(arena, headline, text));
	if (tree_count(actions) > 0)
		tree_put(arena, card, "actions", actions);
	tree_put(arena, card, "msteams", teams);
	return card;
}

static str message_with(struct arena *arena, const struct notice *notice, str text)
{
	struct tree *message = tree_map(arena), *attachments = tree_list(arena);
	struct tree *attachment = tree_map(arena);

	tree_put_text(arena, attachment, "contentType",
		      STR("application/vnd.microsoft.card.adaptive"));
	tree_put(arena, attachment, "contentUrl", tree_null(arena));
	tree_put(arena, attachment, "content", card_of(arena, notice, text));
	tree_add(arena, attachments, attachment);
	tree_put_text(arena, message, "type", STR("message"));
	tree_put(arena, message, "attachments", attachments);
	return json_write(arena, message);
}

/* Escapes and lines make it grow by what nobody can tell before. */
static str message_of(struct arena *arena, const struct notice *notice)
{
	str text = str_clip(notice->text, TEXT_BYTES_MAX);
	str message = message_with(arena, notice, text);

	for (int i = 0; i < TRIES_MAX && message.length > CARD_BYTES_MAX; i++) {
		text = str_clip(text, text.length * 2 / 3);
		message = message_with(arena, notice, text);
	}
	return message;
}

static bool check_address(str address, struct error *error)
{
	if (address.length == 0)
		return true;
	return error_set(error, ERROR_INVALID,
			 "a workflow says itself where it goes: name the channel without "
			 "an address");
}

/* What stands behind an address may answer 200 and tell a failure in words. */
static bool was_taken(const struct http_answer *answer, struct error *error)
{
	str said = str_clip(str_trim(answer->body), SHOWN_BYTES_MAX);

	if (!str_contains(said, STR("HTTP error")) &&
	    !str_contains(said, STR("delivery failed")))
		return true;
	return error_set(error, ERROR_UNAVAILABLE, "answered %d, but not taken: " STR_FMT,
			 answer->status, STR_ARG(said));
}

static bool send_card(struct arena *arena, const struct notice *notice,
		      struct send_outcome *ret_outcome, struct error *error)
{
	struct http_header type = { STR("Content-Type"), STR("application/json") };
	struct http_request request = { .url = notifier_secret(notice, "url"),
					.headers = &type,
					.header_count = 1 };
	struct http_answer answer;

	*ret_outcome = (struct send_outcome){ .permanent = true };
	if (!notifier_check_url(request.url, error) ||
	    !notifier_may_reach(notice, request.url, ret_outcome, error))
		return false;
	request.body = message_of(arena, notice);
	return notifier_exchange(arena, &request, &answer, ret_outcome, error) &&
	       was_taken(&answer, error);
}

static const struct channel_setting settings[] = {
	{ "url", true, true, "the workflow's address; its sig= is the key" },
	{ 0 },
};

const struct notifier teams_notifier = {
	.name = "teams",
	.help = "Microsoft Teams, by a workflow",
	.settings = settings,
	.needs_channel = true,
	.address_is_optional = true,
	.address_setting = "url",
	.check_address = check_address,
	.check_channel = notifier_check_secret_url,
	.destination = notifier_url_destination,
	.needs_no_dns = notifier_url_needs_no_dns,
	.send = send_card,
};
