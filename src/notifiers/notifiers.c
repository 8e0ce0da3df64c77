#include "notifiers/notifiers.h"

#include "base/limits.h"
#include "config/address.h"
#include "formats/json.h"
#include "notifiers/slack_card.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

enum {
	ANSWER_BYTES_MAX = 64 << 10,
	SHOWN_BYTES_MAX = 200,
	HOST_BYTES_MAX = 255,
	SECRET_WORD_BYTES_MIN = 12,
};

#define NOTIFIER(name) extern const struct notifier name##_notifier;
#include "notifiers/list.h"
#undef NOTIFIER

static const struct notifier *const notifiers[] = {
#define NOTIFIER(name) &name##_notifier,
#include "notifiers/list.h"
#undef NOTIFIER
};

const struct notifier *const *notifiers_all(size_t *ret_count)
{
	*ret_count = sizeof(notifiers) / sizeof(notifiers[0]);
	return notifiers;
}

/* -- where it goes -- */

static bool is_printable(str s)
{
	for (size_t i = 0; i < s.length; i++)
		if (s.bytes[i] <= ' ' || s.bytes[i] >= 0x7f)
			return false;
	return true;
}

bool notifier_check_url(str address, struct error *error)
{
	if (!is_printable(address) || !address_is_http(address))
		return error_set(error, ERROR_INVALID,
				 "no address like https://host/path");
	if (address_has_password(address))
		return error_set(error, ERROR_INVALID,
				 "a password in an address would be shown and stored");
	return true;
}

bool notifier_check_secret_url(const struct channel_config *channel, struct error *error)
{
	str url = channel_secret(channel, "url");

	/* Never shown: what is wrong with it is said without it. */
	return url.length == 0 || notifier_check_url(url, error) ||
	       error_wrap(error, "url");
}

/* "host:port" of a URL, or of what is that already. */
static str authority_of(str address)
{
	str before, after;

	while (str_contains(address, STR("://")) &&
	       str_cut(address, '/', &before, &address))
		;
	while (str_starts_with(address, STR("/")))
		address = str_slice(address, 1, address.length);
	for (size_t i = 0; i < address.length; i++)
		if (address.bytes[i] == '/' || address.bytes[i] == '?' ||
		    address.bytes[i] == '#')
			address.length = i;
	while (str_cut(address, '@', &before, &after))
		address = after;
	return address;
}

static str host_of(str address)
{
	str authority = authority_of(address), host = authority, rest;

	if (str_starts_with(authority, STR("[")))
		return str_cut(str_slice(authority, 1, authority.length), ']', &host,
			       &rest)
			       ? host
			       : authority;
	return str_cut(authority, ':', &host, &rest) ? host : authority;
}

bool notifier_is_numeric(str address)
{
	char host[HOST_BYTES_MAX + 1];
	unsigned char bytes[sizeof(struct in6_addr)];
	str name = host_of(address);

	if (address_is_loopback(address))
		return true;
	if (name.length > HOST_BYTES_MAX)
		return false;
	snprintf(host, sizeof(host), STR_FMT, STR_ARG(name));
	return inet_pton(AF_INET, host, bytes) == 1 ||
	       inet_pton(AF_INET6, host, bytes) == 1;
}

static str url_of(const struct channel_config *channel, str address)
{
	if (address_is_http(address) || !channel)
		return address;
	return channel_secret(channel, "url").length > 0
		       ? channel_secret(channel, "url")
		       : channel_setting(channel, "url");
}

str notifier_destination_of(struct arena *arena, const char *protocol, str address)
{
	return arena_format(arena, "%s " STR_FMT, protocol,
			    STR_ARG(str_clip(authority_of(address), HOST_BYTES_MAX)));
}

str notifier_url_destination(struct arena *arena, const struct contact *contact,
			     const struct config *config)
{
	const struct channel_config *channel = config_channel(config, contact->channel);

	return notifier_destination_of(arena, "http", url_of(channel, contact->address));
}

bool notifier_url_needs_no_dns(const struct contact *contact, const struct config *config)
{
	const struct channel_config *channel = config_channel(config, contact->channel);

	return notifier_is_numeric(url_of(channel, contact->address));
}

bool notifier_may_reach(const struct notice *notice, str address,
			struct send_outcome *ret_outcome, struct error *error)
{
	if (!notice->config || !notice->config->drill || address_is_loopback(address))
		return true;
	ret_outcome->permanent = true;
	return error_set(error, ERROR_FORBIDDEN,
			 "this is a drill: only addresses on this machine are told");
}

/* -- what it needs -- */

str notifier_setting(const struct notice *notice, const char *name)
{
	return notice->channel ? channel_setting(notice->channel, name) : STR("");
}

str notifier_secret(const struct notice *notice, const char *name)
{
	return notice->channel ? channel_secret(notice->channel, name) : STR("");
}

str notifier_bearer(struct arena *arena, const struct notice *notice)
{
	str token = notifier_secret(notice, "token");

	if (token.length == 0)
		return token;
	return arena_format(arena, "Bearer " STR_FMT, STR_ARG(token));
}

/* -- how it is sent -- */

static bool is_worth_another(int status)
{
	return status == 408 || status == 429 || status >= 500;
}

/* A word of so many bytes in an address or a header may be a secret. */
static bool repeats_a_word_of(str said, str s)
{
	for (size_t from = 0; from < s.length;) {
		size_t length = 0;

		while (from + length < s.length &&
		       !strchr("/?&=: ", s.bytes[from + length]))
			length++;
		if (length >= SECRET_WORD_BYTES_MIN &&
		    str_contains(said, str_slice(s, from, length)))
			return true;
		from += length + 1;
	}
	return false;
}

/* "Cannot POST /services/…": what is shown is also stored and sent on. */
static str said_by(const struct http_request *request, const struct http_answer *answer)
{
	bool repeats = repeats_a_word_of(answer->body, request->url);

	for (size_t i = 0; i < request->header_count; i++)
		if (!str_is(request->headers[i].name, "Content-Type"))
			repeats = repeats || repeats_a_word_of(answer->body,
							       request->headers[i].value);
	if (repeats)
		return STR("(its words repeat the address or a key, and are not shown)");
	return str_clip(str_trim(answer->body), SHOWN_BYTES_MAX);
}

static bool judge(const struct http_request *request, const struct http_answer *answer,
		  struct send_outcome *ret_outcome, struct error *error)
{
	bool permanent = !is_worth_another(answer->status);

	if (answer->status >= 200 && answer->status < 300)
		return true;
	ret_outcome->permanent = permanent;
	ret_outcome->retry_after = permanent ? 0 : answer->retry_after;
	/* Following it would carry a page and its secrets to whom nobody chose. */
	if (answer->status >= 300 && answer->status < 400)
		return error_set(error, ERROR_INVALID,
				 "answered %d: it has moved, and that is not followed",
				 answer->status);
	return error_set(error, permanent ? ERROR_INVALID : ERROR_UNAVAILABLE,
			 "answered %d: " STR_FMT, answer->status,
			 STR_ARG(said_by(request, answer)));
}

bool notifier_exchange(struct arena *arena, const struct http_request *request,
		       struct http_answer *ret_answer, struct send_outcome *ret_outcome,
		       struct error *error)
{
	struct http_request post = *request;

	*ret_outcome = (struct send_outcome){ 0 };
	post.method = "POST";
	post.has_body = true;
	post.connect_ms = CONNECT_MS_MAX;
	post.total_ms = NOTIFY_MS_MAX;
	post.answer_bytes_max = ANSWER_BYTES_MAX;
	return http_exchange(arena, &post, ret_answer, error) &&
	       judge(&post, ret_answer, ret_outcome, error);
}

bool notifier_post(struct arena *arena, const struct http_request *request,
		   struct send_outcome *ret_outcome, struct error *error)
{
	struct http_answer answer;

	return notifier_exchange(arena, request, &answer, ret_outcome, error);
}

static bool is_ok(const struct http_request *request, const struct http_answer *answer,
		  struct send_outcome *ret_outcome, struct error *error)
{
	str said = str_trim(answer->body);

	if (str_is(said, "ok"))
		return true;
	/* "invalid_token" in a polite status is for good, a proxy's sign-in page is not.
	 */
	ret_outcome->permanent = slack_is_permanent(said);
	return error_set(error,
			 ret_outcome->permanent ? ERROR_INVALID : ERROR_UNAVAILABLE,
			 "answered %d, but not ok: " STR_FMT, answer->status,
			 STR_ARG(said_by(request, answer)));
}

bool notifier_post_for_ok(struct arena *arena, const struct notice *notice, str url,
			  const struct tree *body, struct send_outcome *ret_outcome,
			  struct error *error)
{
	struct http_header type = { STR("Content-Type"), STR("application/json") };
	struct http_request request = {
		.url = url,
		.headers = &type,
		.header_count = 1,
		.body = json_write(arena, body),
	};
	struct http_answer answer;

	ret_outcome->permanent = true;
	return notifier_check_url(url, error) &&
	       notifier_may_reach(notice, url, ret_outcome, error) &&
	       notifier_exchange(arena, &request, &answer, ret_outcome, error) &&
	       is_ok(&request, &answer, ret_outcome, error);
}

/* -- what it says -- */

static bool is_korean(const struct notice *notice)
{
	return str_is(notice->language, "ko");
}

str notifier_word_acknowledge(const struct notice *notice)
{
	return is_korean(notice) ? STR("확인") : STR("Acknowledge");
}

str notifier_word_room(const struct notice *notice)
{
	return is_korean(notice) ? STR("상황 보기") : STR("Open the room");
}

str notifier_headline(struct arena *arena, const struct notice *notice)
{
	if (notice->incident_code.length == 0 ||
	    str_contains(notice->subject, notice->incident_code))
		return notice->subject;
	return arena_format(arena, STR_FMT " " STR_FMT, STR_ARG(notice->incident_code),
			    STR_ARG(notice->subject));
}
