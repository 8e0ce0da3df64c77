/* Push messages to phones by ntfy, as docs.ntfy.sh/publish describes it: the body is
 * the text, everything else a header. The address is the topic's URL. */
#include "base/hash.h"
#include "base/text.h"
#include "notifiers/notifiers.h"

enum {
	/* A longer body becomes an attachment, which nobody opens at night. */
	TEXT_BYTES_MAX = 4000,
	TITLE_BYTES_MAX = 240,
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

static str header_text(struct arena *arena, str s)
{
	struct text text = text_new(arena, (size_t)4 * TITLE_BYTES_MAX);

	s = str_clip(str_trim(s), TITLE_BYTES_MAX);
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
	struct http_header items[6];
	size_t count;
};

static void add_header(struct headers *headers, str name, str value)
{
	if (value.length > 0)
		headers->items[headers->count++] = (struct http_header){ name, value };
}

static struct headers headers_of(struct arena *arena, const struct notice *notice)
{
	struct headers headers = { 0 };

	add_header(&headers, STR("Title"), header_text(arena, notice->subject));
	add_header(&headers, STR("Priority"), notice->urgent ? STR("5") : STR("3"));
	add_header(&headers, STR("Tags"),
		   notice->urgent ? STR("rotating_light") : STR("white_check_mark"));
	if (is_plain_header(notice->link))
		add_header(&headers, STR("Click"), notice->link);
	if (notice->ack_link.length > 0 && is_plain_header(notice->ack_link))
		add_header(&headers, STR("Actions"),
			   arena_format(arena, "view, Acknowledge, " STR_FMT,
					STR_ARG(notice->ack_link)));
	add_header(&headers, STR("X-Sequence-ID"), sequence_id(arena, notice->send_key));
	return headers;
}

static bool send_push(struct arena *arena, const struct notice *notice,
		      bool *ret_permanent, struct error *error)
{
	struct headers headers = headers_of(arena, notice);
	struct http_request request = {
		.url = notice->address,
		.headers = headers.items,
		.header_count = headers.count,
		.body = str_clip(notice->text, TEXT_BYTES_MAX),
	};

	*ret_permanent = true;
	return notifier_check_url(notice->address, error) &&
	       notifier_may_reach(notice, notice->address, ret_permanent, error) &&
	       notifier_post(arena, &request, ret_permanent, error);
}

const struct notifier ntfy_notifier = {
	.name = "ntfy",
	.help = "push to phones: the URL of an ntfy topic",
	.check_address = notifier_check_url,
	.send = send_push,
};
