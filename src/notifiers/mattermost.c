/* Mattermost by an incoming webhook, with a button that asks us back: its server posts
 * the token to /callbacks/mattermost, so it must reach our public_url. */
#include "base/text.h"
#include "notifiers/notifiers.h"

enum {
	/* Before version 5 a post's attachments had room for 8,000 characters. */
	TEXT_BYTES_MAX = 4000,
	TITLE_BYTES_MAX = 300,
	CHANNEL_BYTES_MAX = 64,
};

/* -- text that stays text -- */

static bool is_markup(char c)
{
	switch (c) {
	case '\\':
	case '`':
	case '*':
	case '_':
	case '[':
	case ']':
	case '#':
	case '~':
	case '|':
	case '>':
	case '!': return true;
	default: return false;
	}
}

static bool begins_link(str s)
{
	return str_starts_with(s, STR("https://")) || str_starts_with(s, STR("http://"));
}

static size_t link_length(str s)
{
	size_t length = 0;

	while (length < s.length && (unsigned char)s.bytes[length] > ' ' &&
	       s.bytes[length] != '<' && s.bytes[length] != '@' &&
	       s.bytes[length] != '>' && s.bytes[length] != '`' &&
	       s.bytes[length] != ')' && s.bytes[length] != '*')
		length++;
	return length;
}

/* A backslash takes the meaning from markup. It does not from mentions: those the server
 * looks for in the raw text, "@channel" and Slack's "<!channel>" alike, so a space of no
 * width stands behind "@" and "<". Links stay whole. */
static str plain(struct arena *arena, str s)
{
	struct text text = text_new(arena, s.length * 4);

	for (size_t i = 0; i < s.length; i++) {
		str rest = str_slice(s, i, s.length);
		char c = s.bytes[i];

		if (begins_link(rest)) {
			size_t length = link_length(rest);

			text_add(&text, str_slice(rest, 0, length));
			i += length - 1;
			continue;
		}
		if (is_markup(c))
			text_add_char(&text, '\\');
		text_add_char(&text, c);
		if (c == '@' || c == '<')
			text_add(&text, STR("\xe2\x80\x8b"));
	}
	return text_of(&text);
}

/* As much of the front as is no longer than that when it is escaped. */
static str plain_clip(struct arena *arena, str s, size_t bytes_max)
{
	str text;

	s = str_clip(s, bytes_max);
	text = plain(arena, s);
	while (text.length > bytes_max) {
		s = str_clip(s, s.length * 3 / 4);
		text = plain(arena, s);
	}
	return text;
}

/* -- the post -- */

static void add_button(struct arena *arena, struct tree *attachment,
		       const struct notice *notice)
{
	struct tree *actions = tree_list(arena), *action = tree_map(arena);
	struct tree *integration = tree_map(arena), *context = tree_map(arena);

	if (notice->ack_token.length == 0 || notice->callback.length == 0)
		return;
	tree_put_text(arena, context, "token", notice->ack_token);
	tree_put_text(arena, integration, "url",
		      arena_format(arena, STR_FMT "/callbacks/mattermost",
				   STR_ARG(notice->callback)));
	tree_put(arena, integration, "context", context);
	tree_put_text(arena, action, "id", STR("acknowledge"));
	tree_put_text(arena, action, "name", notifier_word_acknowledge(notice));
	tree_put_text(arena, action, "type", STR("button"));
	tree_put_text(arena, action, "style", STR("primary"));
	tree_put(arena, action, "integration", integration);
	tree_add(arena, actions, action);
	tree_put(arena, attachment, "actions", actions);
}

static str text_of_card(struct arena *arena, const struct notice *notice)
{
	str said = plain_clip(arena, notice->text, TEXT_BYTES_MAX);

	/* Without a button of ours the link is the way. */
	if (notice->ack_link.length == 0 || notice->callback.length > 0)
		return said;
	return arena_format(arena, STR_FMT "\n\n" STR_FMT ": " STR_FMT, STR_ARG(said),
			    STR_ARG(notifier_word_acknowledge(notice)),
			    STR_ARG(notice->ack_link));
}

static struct tree *post_of(struct arena *arena, const struct notice *notice)
{
	struct tree *post = tree_map(arena), *attachments = tree_list(arena);
	struct tree *attachment = tree_map(arena);
	str headline = notifier_headline(arena, notice);
	str title = plain_clip(arena, headline, TITLE_BYTES_MAX);

	tree_put_text(arena, attachment, "fallback", title);
	tree_put_text(arena, attachment, "color",
		      notice->urgent ? STR("#d24b4e") : STR("#3db887"));
	tree_put_text(arena, attachment, "title", title);
	if (notice->link.length > 0)
		tree_put_text(arena, attachment, "title_link", notice->link);
	tree_put_text(arena, attachment, "text", text_of_card(arena, notice));
	add_button(arena, attachment, notice);
	tree_add(arena, attachments, attachment);
	if (notice->address.length > 0)
		tree_put_text(arena, post, "channel", notice->address);
	tree_put(arena, post, "attachments", attachments);
	return post;
}

/* "town-square" or "@alice": where the webhook goes instead. */
static bool check_address(str address, struct error *error)
{
	bool is_name = address.length > 0 && address.length <= CHANNEL_BYTES_MAX;

	for (size_t i = 0; i < address.length; i++) {
		char c = address.bytes[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' &&
		    c != '_' && c != '.' && !(c == '@' && i == 0))
			is_name = false;
	}
	return is_name || error_set(error, ERROR_INVALID,
				    "no Mattermost channel like town-square or @alice");
}

static bool send_post(struct arena *arena, const struct notice *notice,
		      struct send_outcome *ret_outcome, struct error *error)
{
	*ret_outcome = (struct send_outcome){ .permanent = true };
	if (notice->address.length > 0 && !check_address(notice->address, error))
		return false;
	return notifier_post_for_ok(arena, notice, notifier_secret(notice, "url"),
				    post_of(arena, notice), ret_outcome, error);
}

static const struct channel_setting settings[] = {
	{ "url", true, true, "the webhook's address, https://chat.example.org/hooks/…" },
	{ 0 },
};

const struct notifier mattermost_notifier = {
	.name = "mattermost",
	.help = "Mattermost, by an incoming webhook",
	.settings = settings,
	.needs_channel = true,
	.address_is_optional = true,
	.address_setting = "url",
	.check_address = check_address,
	.check_channel = notifier_check_secret_url,
	.destination = notifier_url_destination,
	.needs_no_dns = notifier_url_needs_no_dns,
	.send = send_post,
};
