/* Push messages to phones by ntfy, as docs.ntfy.sh/publish describes it: the body is
 * the text, everything else a header. The address is the topic's URL. */
#include "base/hash.h"
#include "base/text.h"
#include "formats/json.h"
#include "notifiers/notifiers.h"

enum {
	/* A longer body becomes an attachment, which nobody opens at night. */
	TEXT_BYTES_MAX = 4000,
	TITLE_BYTES_MAX = 240,
	ACTIONS_BYTES_MAX = 2000,
	RECEIPT_BYTES_MAX = 64,
	/* RFC 2047: an encoded word has at most 75 characters; these give 72. */
	WORD_BYTES_MAX = 45,
	SEQUENCE_BYTES_MAX = 64,
};

static bool is_plain_header(str s)
{
	for (size_t i = 0; i < s.length; i++)
		if (s.bytes[i] < ' ' || s.bytes[i] >= 0x7f)
			return false;
	return !str_contains(s, STR("=?"));
}

static str header_text(struct arena *arena, str s, size_t bytes_max)
{
	struct text text = text_new(arena, 4 * bytes_max);

	s = str_clip(str_trim(s), bytes_max);
	if (is_plain_header(s))
		return s;
	while (s.length > 0) {
		str piece = str_clip(s, WORD_BYTES_MAX);

		text_addf(&text, "%s=?UTF-8?B?" STR_FMT "?=", text.length > 0 ? " " : "",
			  STR_ARG(base64_of(arena, piece)));
		s = str_slice(s, piece.length, s.length);
	}
	return text_of(&text);
}

/* A send that is repeated with the same id replaces its notification, since ntfy
 * 2.16; before, the header is ignored. It may hold letters, digits, "-" and "_". */
static str sequence_id(struct arena *arena, str key)
{
	return str_slice(sha256_hex(arena, sha256_of(key)), 0, SEQUENCE_BYTES_MAX / 2);
}

struct headers {
	struct http_header items[8];
	size_t count;
};

static void add_header(struct headers *headers, str name, str value)
{
	if (value.length > 0)
		headers->items[headers->count++] = (struct http_header){ name, value };
}

/* The header's own separators would end it early. */
static bool fits_action(str url)
{
	return url.length > 0 && is_plain_header(url) && !str_contains(url, STR(",")) &&
	       !str_contains(url, STR(";")) && !str_contains(url, STR("\"")) &&
	       !str_contains(url, STR("'"));
}

/* The app posts by itself, so one tap acknowledges; what only fetches a link does not.
 * The notification goes when that was answered with 2xx. */
static str actions_of(struct arena *arena, const struct notice *notice)
{
	struct text text = text_new(arena, ACTIONS_BYTES_MAX);

	if (fits_action(notice->ack_link))
		text_addf(&text,
			  "http, " STR_FMT ", " STR_FMT ", method=POST, clear=true",
			  STR_ARG(notifier_word_acknowledge(notice)),
			  STR_ARG(notice->ack_link));
	if (fits_action(notice->link))
		text_addf(&text, "%sview, " STR_FMT ", " STR_FMT,
			  text.length > 0 ? "; " : "",
			  STR_ARG(notifier_word_room(notice)), STR_ARG(notice->link));
	return header_text(arena, text_of(&text), ACTIONS_BYTES_MAX);
}

static struct headers headers_of(struct arena *arena, const struct notice *notice)
{
	struct headers headers = { 0 };

	add_header(&headers, STR("Title"),
		   header_text(arena, notice->subject, TITLE_BYTES_MAX));
	add_header(&headers, STR("Priority"), notice->urgent ? STR("5") : STR("3"));
	add_header(&headers, STR("Tags"),
		   notice->urgent ? STR("rotating_light") : STR("white_check_mark"));
	if (is_plain_header(notice->link))
		add_header(&headers, STR("Click"), notice->link);
	add_header(&headers, STR("Actions"), actions_of(arena, notice));
	add_header(&headers, STR("Authorization"), notifier_bearer(arena, notice));
	add_header(&headers, STR("X-Sequence-ID"), sequence_id(arena, notice->send_key));
	return headers;
}

/* The id of the message there; a server that answers otherwise took it all the same. */
static str receipt_of(struct arena *arena, const struct http_answer *answer)
{
	struct error unheeded;
	const struct tree *body = json_parse(arena, answer->body, &unheeded);

	return str_clip(tree_get_text(body, "id"), RECEIPT_BYTES_MAX);
}

static bool send_push(struct arena *arena, const struct notice *notice,
		      struct send_outcome *ret_outcome, struct error *error)
{
	struct headers headers = headers_of(arena, notice);
	struct http_request request = {
		.url = notice->address,
		.headers = headers.items,
		.header_count = headers.count,
		.body = str_clip(notice->text, TEXT_BYTES_MAX),
	};
	struct http_answer answer;

	*ret_outcome = (struct send_outcome){ .permanent = true };
	if (!notifier_check_url(notice->address, error) ||
	    !notifier_may_reach(notice, notice->address, ret_outcome, error) ||
	    !notifier_exchange(arena, &request, &answer, ret_outcome, error))
		return false;
	ret_outcome->receipt = receipt_of(arena, &answer);
	return true;
}

static const struct channel_setting settings[] = {
	{ "token", false, true, "an access token, for a topic that is not open to all" },
	{ 0 },
};

const struct notifier ntfy_notifier = {
	.name = "ntfy",
	.help = "push to phones: the URL of an ntfy topic",
	.settings = settings,
	.check_address = notifier_check_url,
	.destination = notifier_url_destination,
	.needs_no_dns = notifier_url_needs_no_dns,
	.send = send_push,
};
