/* A notice to any address: as our JSON, or as a template says. Every attempt of one send
 * carries the same Idempotency-Key, so that a receiver can tell a repeat from a second
 * page.
 *
 * With a secret, X-Stanch-Signature is "t=SECONDS,v1=HEX": the HMAC-SHA-256 of "SECONDS."
 * and the body. A receiver refuses what is older than it likes. */
#include "base/hash.h"
#include "base/limits.h"
#include "base/scoped.h"
#include "base/text.h"
#include "formats/json.h"
#include "formats/mustache.h"
#include "notifiers/notifiers.h"

enum { HEADERS_MAX = 16, TYPE_BYTES_MAX = 200 };

static const str json_type = STR_INIT("application/json");

/* -- what is told -- */

static struct tree *tree_of(struct arena *arena, const struct notice *notice)
{
	struct tree *body = tree_map(arena);

	tree_put_text(arena, body, "kind", notice->urgent ? STR("page") : STR("message"));
	tree_put_text(arena, body, "purpose",
		      str_of(delivery_purpose_names[notice->purpose]));
	tree_put_text(arena, body, "code", notice->incident_code);
	tree_put_text(arena, body, "severity", notice->severity);
	tree_put_int(arena, body, "rank", notice->rank);
	tree_put_text(arena, body, "title", notice->title);
	tree_put_text(arena, body, "service", notice->service);
	tree_put_text(arena, body, "person", notice->person);
	tree_put_text(arena, body, "language", notice->language);
	tree_put_text(arena, body, "subject", notice->subject);
	tree_put_text(arena, body, "brief", notice->brief);
	tree_put_text(arena, body, "text", notice->text);
	tree_put_text(arena, body, "link", notice->link);
	tree_put_text(arena, body, "ack_link", notice->ack_link);
	tree_put_text(arena, body, "at", instant_format(arena, notice->at));
	tree_put_bool(arena, body, "urgent", notice->urgent);
	tree_put_text(arena, body, "send_key", notice->send_key);
	return body;
}

/* -- a template: its values are escaped as its type asks, so that no title can change
 * what the body says -- */

static str type_of(const struct channel_config *channel)
{
	str type = channel ? channel_setting(channel, "content_type") : STR("");

	return type.length > 0 ? type : json_type;
}

static bool is_json(str type)
{
	return str_contains_word(type, STR("json"));
}

static str json_inside(struct arena *arena, str s)
{
	/* Six characters for a byte, and the quotes. */
	struct text text = text_new(arena, s.length * 6 + 2);

	json_add_quoted(&text, s);
	return str_slice(text_of(&text), 1, text.length - 2);
}

static bool is_markup(str type)
{
	return str_contains_word(type, STR("xml")) ||
	       str_contains_word(type, STR("html"));
}

/* XML 1.0, 2.2: control characters, U+FFFE and U+FFFF cannot even be escaped, and who
 * reads XML would refuse the whole page for one of them. Mustache escapes the rest. */
static str markup_inside(struct arena *arena, str s)
{
	struct text text = text_new(arena, s.length);

	for (size_t i = 0; i < s.length; i++) {
		unsigned char c = (unsigned char)s.bytes[i];
		str three = str_slice(s, i, 3);
		bool is_none = str_is(three, "\xef\xbf\xbe") ||
			       str_is(three, "\xef\xbf\xbf");

		if (is_none)
			i += 2;
		if (is_none || (c < ' ' && c != '\n' && c != '\t'))
			c = ' ';
		text_add_char(&text, (char)c);
	}
	return text_of(&text);
}

static str escaped(struct arena *arena, str type, str value)
{
	if (is_json(type))
		return json_inside(arena, value);
	if (str_contains(type, STR("x-www-form-urlencoded")))
		return url_encode(arena, value);
	return is_markup(type) ? markup_inside(arena, value) : value;
}

static bool render(struct arena *arena, const struct channel_config *channel,
		   struct tree *notice, str *ret_body, struct error *error)
{
	str type = type_of(channel), body;
	struct error problem;

	for (size_t i = 0; i < tree_count(notice); i++) {
		struct tree *value = notice->list.items[i].value;

		if (value->kind == TREE_TEXT)
			value->text = escaped(arena, type, value->text);
	}
	if (!mustache_render(arena, channel_setting(channel, "template"), notice,
			     is_markup(type) ? MUSTACHE_HTML : MUSTACHE_PLAIN, &body,
			     error))
		return error_wrap(error, "template");
	if (is_json(type) && !json_parse(arena, body, &problem))
		return error_set(error, ERROR_INVALID, "template: it gives no JSON: %s",
				 problem.text);
	*ret_body = body;
	return true;
}

static bool body_of(struct arena *arena, const struct notice *notice, str *ret_body,
		    struct error *error)
{
	struct tree *tree = tree_of(arena, notice);

	if (notifier_setting(notice, "template").length > 0)
		return render(arena, notice->channel, tree, ret_body, error);
	*ret_body = json_write(arena, tree);
	return true;
}

/* -- headers -- */

struct headers {
	struct http_header items[HEADERS_MAX];
	size_t count;
};

static bool add(struct headers *headers, str name, str value)
{
	if (value.length == 0)
		return true;
	if (headers->count == HEADERS_MAX)
		return false;
	headers->items[headers->count++] = (struct http_header){ name, value };
	return true;
}

/* "Name: value", one on each line. */
static bool add_lines(struct headers *headers, str lines, struct error *error)
{
	str line, name, value;

	while (str_next(&lines, '\n', &line)) {
		line = str_trim(line);
		if (line.length == 0)
			continue;
		if (!str_cut(line, ':', &name, &value))
			return error_set(error, ERROR_INVALID,
					 "headers: a line without ':'");
		if (!add(headers, str_trim(name), str_trim(value)))
			return error_set(error, ERROR_INVALID,
					 "headers: more than %d in all", HEADERS_MAX);
	}
	return true;
}

static str signature(struct arena *arena, const struct notice *notice, str body)
{
	str secret = notifier_secret(notice, "secret"), signed_text, mac;
	long long seconds = notice->at / SECOND_MS;

	if (secret.length == 0)
		return secret;
	signed_text = arena_format(arena, "%lld." STR_FMT, seconds, STR_ARG(body));
	mac = sha256_hex(arena, sha256_hmac(secret, signed_text));
	return arena_format(arena, "t=%lld,v1=" STR_FMT, seconds, STR_ARG(mac));
}

static bool headers_of(struct arena *arena, const struct notice *notice, str body,
		       struct headers *headers, struct error *error)
{
	add(headers, STR("Content-Type"), type_of(notice->channel));
	add(headers, STR("Idempotency-Key"), notice->send_key);
	add(headers, STR("X-Stanch-Signature"), signature(arena, notice, body));
	add(headers, STR("Authorization"), notifier_bearer(arena, notice));
	return add_lines(headers, notifier_setting(notice, "headers"), error) &&
	       add_lines(headers, notifier_secret(notice, "headers"), error);
}

/* -- sending -- */

static bool send_webhook(struct arena *arena, const struct notice *notice,
			 struct send_outcome *ret_outcome, struct error *error)
{
	struct headers headers = { 0 };
	struct http_request request = { .url = notice->address };

	*ret_outcome = (struct send_outcome){ .permanent = true };
	if (request.url.length == 0)
		request.url = notifier_secret(notice, "url");
	if (!notifier_check_url(request.url, error) ||
	    !notifier_may_reach(notice, request.url, ret_outcome, error) ||
	    !body_of(arena, notice, &request.body, error) ||
	    !headers_of(arena, notice, request.body, &headers, error))
		return false;
	request.headers = headers.items;
	request.header_count = headers.count;
	return notifier_post(arena, &request, ret_outcome, error);
}

/* -- what is wrong with a channel, before a night depends on it -- */

static bool check_template(const struct channel_config *channel, struct error *error)
{
	scoped_arena arena = arena_new(JOB_ARENA_BYTES_MAX);
	struct notice sample = { .subject = STR("\"\\") };
	str body;

	return channel_setting(channel, "template").length == 0 ||
	       render(arena, channel, tree_of(arena, &sample), &body, error);
}

static bool check_channel(const struct channel_config *channel, struct error *error)
{
	struct headers headers = { 0 };

	if (type_of(channel).length > TYPE_BYTES_MAX)
		return error_set(error, ERROR_INVALID, "content_type: too long");
	return notifier_check_secret_url(channel, error) &&
	       add_lines(&headers, channel_setting(channel, "headers"), error) &&
	       add_lines(&headers, channel_secret(channel, "headers"), error) &&
	       check_template(channel, error);
}

static const struct channel_setting settings[] = {
	{ "url", false, true, "where contacts without an address are posted to" },
	{ "template", false, false, "the body, in Mustache, instead of our JSON" },
	{ "content_type", false, false, "of the template; application/json" },
	{ "headers", false, false, "further headers, one on each line" },
	{ "headers", false, true, "those that are secret" },
	{ "secret", false, true, "signs the body: X-Stanch-Signature" },
	{ "token", false, true, "sent as Authorization: Bearer" },
	{ 0 },
};

const struct notifier webhook_notifier = {
	.name = "webhook",
	.help = "a JSON object, or what a template says, posted to an address",
	.settings = settings,
	.address_is_optional = true,
	.address_setting = "url",
	.check_address = notifier_check_url,
	.check_channel = check_channel,
	.destination = notifier_url_destination,
	.needs_no_dns = notifier_url_needs_no_dns,
	.send = send_webhook,
};
