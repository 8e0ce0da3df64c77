/* A JSON object to any address. Every attempt of one send carries the same
 * Idempotency-Key, so that a receiver can tell a repeat from a second page. */
#include "formats/json.h"
#include "notifiers/notifiers.h"

static str body_of(struct arena *arena, const struct notice *notice)
{
	struct tree *body = tree_map(arena);

	tree_put_text(arena, body, "kind", notice->urgent ? STR("page") : STR("message"));
	tree_put_text(arena, body, "code", notice->incident_code);
	tree_put_text(arena, body, "severity", notice->severity);
	tree_put_text(arena, body, "subject", notice->subject);
	tree_put_text(arena, body, "text", notice->text);
	tree_put_text(arena, body, "link", notice->link);
	tree_put_text(arena, body, "ack_link", notice->ack_link);
	tree_put_text(arena, body, "at", instant_format(arena, notice->at));
	tree_put_bool(arena, body, "urgent", notice->urgent);
	tree_put_text(arena, body, "send_key", notice->send_key);
	return json_write(arena, body);
}

static bool send_webhook(struct arena *arena, const struct notice *notice,
			 bool *ret_permanent, struct error *error)
{
	struct http_header headers[] = {
		{ STR("Content-Type"), STR("application/json") },
		{ STR("Idempotency-Key"), notice->send_key },
	};
	struct http_request request = {
		.url = notice->address,
		.headers = headers,
		.header_count = sizeof(headers) / sizeof(headers[0]),
		.body = body_of(arena, notice),
	};

	*ret_permanent = true;
	return notifier_check_url(notice->address, error) &&
	       notifier_may_reach(notice, notice->address, ret_permanent, error) &&
	       notifier_post(arena, &request, ret_permanent, error);
}

const struct notifier webhook_notifier = {
	.name = "webhook",
	.help = "a JSON object, posted to an address",
	.check_address = notifier_check_url,
	.send = send_webhook,
};
