#include "notifiers/notifiers.h"

#include "base/limits.h"
#include "config/address.h"

enum { ANSWER_BYTES_MAX = 64 << 10, SHOWN_BYTES_MAX = 200 };

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

bool notifier_may_reach(const struct notice *notice, str address, bool *ret_permanent,
			struct error *error)
{
	if (!notice->config || !notice->config->drill || address_is_loopback(address))
		return true;
	*ret_permanent = true;
	return error_set(error, ERROR_FORBIDDEN,
			 "this is a drill: only addresses on this machine are told");
}

static bool is_worth_another(int status)
{
	return status == 408 || status == 429 || status >= 500;
}

bool notifier_post(struct arena *arena, const struct http_request *request,
		   bool *ret_permanent, struct error *error)
{
	struct http_request post = *request;
	struct http_answer answer;

	*ret_permanent = false;
	post.method = "POST";
	post.has_body = true;
	post.connect_ms = CONNECT_MS_MAX;
	post.total_ms = NOTIFY_MS_MAX;
	post.answer_bytes_max = ANSWER_BYTES_MAX;
	if (!http_exchange(arena, &post, &answer, error))
		return false;
	if (answer.status >= 200 && answer.status < 300)
		return true;
	*ret_permanent = !is_worth_another(answer.status);
	return error_set(error, *ret_permanent ? ERROR_INVALID : ERROR_UNAVAILABLE,
			 "answered %d: " STR_FMT, answer.status,
			 STR_ARG(str_clip(str_trim(answer.body), SHOWN_BYTES_MAX)));
}
