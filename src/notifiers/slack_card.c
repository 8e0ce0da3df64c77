#include "notifiers/slack_card.h"

#include "base/text.h"
#include "notifiers/notifiers.h"

/* docs.slack.dev/reference/block-kit/blocks; Slack counts characters, so bytes are on the
 * safe side. */
enum {
	HEADER_BYTES_MAX = 150,
	SECTION_BYTES_MAX = 3000,
	/* Four sections stay below the 13 k characters that were seen refused. */
	SECTIONS_MAX = 4,
	FALLBACK_BYTES_MAX = 3000,
	VALUE_BYTES_MAX = 2000,
	URL_BYTES_MAX = 3000,
};

/* The three characters that Slack's control sequences are made of. */
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

/* As much of the front as fits when it is escaped. */
static str take(struct arena *arena, str *rest, size_t bytes_max)
{
	str piece = str_clip(*rest, bytes_max), text = escaped(arena, piece);

	while (text.length > bytes_max) {
		piece = str_clip(*rest, piece.length * 3 / 4);
		text = escaped(arena, piece);
	}
	*rest = str_slice(*rest, piece.length, rest->length);
	return text;
}

static struct tree *plain_text(struct arena *arena, str text)
{
	struct tree *object = tree_map(arena);

	tree_put_text(arena, object, "type", STR("plain_text"));
	tree_put_text(arena, object, "text", text);
	tree_put_bool(arena, object, "emoji", false);
	return object;
}

static void add_text(struct arena *arena, struct tree *blocks, const char *type, str text)
{
	struct tree *block = tree_map(arena);

	if (str_trim(text).length == 0)
		return;
	tree_put_text(arena, block, "type", str_of(type));
	tree_put(arena, block, "text", plain_text(arena, text));
	tree_add(arena, blocks, block);
}

static struct tree *button(struct arena *arena, str label, const char *action)
{
	struct tree *element = tree_map(arena);

	tree_put_text(arena, element, "type", STR("button"));
	tree_put_text(arena, element, "action_id", str_of(action));
	tree_put(arena, element, "text", plain_text(arena, label));
	return element;
}

static bool fits(str s, size_t bytes_max)
{
	return s.length > 0 && s.length <= bytes_max;
}

static void add_acknowledge(struct arena *arena, struct tree *elements,
			    const struct notice *notice, enum slack_button kind)
{
	bool by_token = kind == SLACK_BUTTON_TOKEN;
	str way = by_token ? notice->ack_token : notice->ack_link;
	struct tree *element;

	if (!fits(way, by_token ? VALUE_BYTES_MAX : URL_BYTES_MAX))
		return;
	element = button(arena, notifier_word_acknowledge(notice),
			 by_token ? SLACK_ACKNOWLEDGE : "acknowledge_link");
	tree_put_text(arena, element, "style", STR("primary"));
	tree_put_text(arena, element, by_token ? "value" : "url", way);
	tree_add(arena, elements, element);
}

static void add_room(struct arena *arena, struct tree *elements,
		     const struct notice *notice)
{
	struct tree *element;

	if (!fits(notice->link, URL_BYTES_MAX))
		return;
	element = button(arena, notifier_word_room(notice), "room");
	tree_put_text(arena, element, "url", notice->link);
	tree_add(arena, elements, element);
}

static void add_buttons(struct arena *arena, struct tree *blocks,
			const struct notice *notice, enum slack_button kind)
{
	struct tree *block = tree_map(arena), *elements = tree_list(arena);

	add_acknowledge(arena, elements, notice, kind);
	add_room(arena, elements, notice);
	if (tree_count(elements) == 0)
		return;
	tree_put_text(arena, block, "type", STR("actions"));
	tree_put(arena, block, "elements", elements);
	tree_add(arena, blocks, block);
}

struct tree *slack_card(struct arena *arena, const struct notice *notice,
			enum slack_button kind)
{
	struct tree *card = tree_map(arena), *blocks = tree_list(arena);
	str headline = notifier_headline(arena, notice);
	str fallback = notice->brief.length > 0 ? notice->brief : headline;
	str text = notice->text;

	add_text(arena, blocks, "header", take(arena, &headline, HEADER_BYTES_MAX));
	for (size_t i = 0; i < SECTIONS_MAX && text.length > 0; i++)
		add_text(arena, blocks, "section", take(arena, &text, SECTION_BYTES_MAX));
	add_buttons(arena, blocks, notice, kind);
	tree_put_text(arena, card, "text", take(arena, &fallback, FALLBACK_BYTES_MAX));
	tree_put(arena, card, "blocks", blocks);
	tree_put_bool(arena, card, "mrkdwn", false);
	tree_put_bool(arena, card, "unfurl_links", false);
	return card;
}

bool slack_is_permanent(str problem)
{
	static const char *const passing[] = {
		"ratelimited",         "rate_limited",
		"internal_error",      "fatal_error",
		"service_unavailable", "request_timeout",
		"rollup_error",        "message_limit_exceeded",
		"team_added_to_org",   "",
	};

	for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++)
		if (str_is(problem, passing[i]))
			return false;
	/* Slack's errors are words; anything else was said by something before it. */
	for (size_t i = 0; i < problem.length; i++)
		if (problem.bytes[i] != '_' &&
		    (problem.bytes[i] < 'a' || problem.bytes[i] > 'z'))
			return false;
	return problem.length <= 64;
}
