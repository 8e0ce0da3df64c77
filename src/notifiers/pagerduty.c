/* Pages as events of PagerDuty's Events API v2: one alert there per incident here, which
 * the recovery resolves. Who acknowledges there is not known here. */
#include "formats/json.h"
#include "notifiers/notifiers.h"

#include <ctype.h>

enum {
	KEY_BYTES = 32,
	SUMMARY_BYTES_MAX = 1024,
	DEDUP_BYTES_MAX = 255,
	DETAILS_BYTES_MAX = 8 << 10,
};

static const struct channel_setting settings[] = {
	{ "key", true, true, "the integration's routing key" },
	{ "url", false, false, "when not https://events.pagerduty.com" },
	{ 0 },
};

static str api_of(const struct channel_config *channel)
{
	str url = channel ? channel_setting(channel, "url") : STR("");

	if (url.length == 0)
		return STR("https://events.pagerduty.com");
	while (str_ends_with(url, STR("/")))
		url.length--;
	return url;
}

static bool check_channel(const struct channel_config *channel, struct error *error)
{
	str key = channel_secret(channel, "key");
	bool is_key = key.length == KEY_BYTES;

	for (size_t i = 0; i < key.length; i++)
		if (!isalnum((unsigned char)key.bytes[i]))
			is_key = false;
	if (!is_key)
		return error_set(error, ERROR_INVALID,
				 "key: a routing key has 32 letters and digits");
	if (!notifier_check_url(api_of(channel), error))
		return error_wrap(error, "url");
	return true;
}

static bool check_address(str address, struct error *error)
{
	if (address.length == 0)
		return true;
	return error_set(error, ERROR_INVALID,
			 "takes no address: the channel's key says where it goes");
}

static str destination(struct arena *arena, const struct contact *contact,
		       const struct config *config)
{
	const struct channel_config *channel = config_channel(config, contact->channel);

	return notifier_destination_of(arena, "http", api_of(channel));
}

/* The same for every page of an incident; of two servers with one key each its own. */
static str dedup_key(struct arena *arena, const struct notice *notice)
{
	if (notice->incident_code.length == 0)
		return str_clip(notice->send_key, DEDUP_BYTES_MAX);
	return str_clip(str_trim(arena_format(arena, STR_FMT " " STR_FMT,
					      STR_ARG(notice->incident_code),
					      STR_ARG(notice->callback))),
			DEDUP_BYTES_MAX);
}

/* A service there may wake people for the upper two only; whom we page shall wake. */
static str severity_of(const struct notice *notice)
{
	return notice->rank == 0 ? STR("critical") : STR("error");
}

static struct tree *details_of(struct arena *arena, const struct notice *notice)
{
	struct tree *details = tree_map(arena);

	tree_put_text(arena, details, "incident", notice->incident_code);
	tree_put_text(arena, details, "severity", notice->severity);
	tree_put_text(arena, details, "text", str_clip(notice->text, DETAILS_BYTES_MAX));
	tree_put_text(arena, details, "send_key", notice->send_key);
	return details;
}

static struct tree *payload_of(struct arena *arena, const struct notice *notice)
{
	struct tree *payload = tree_map(arena);
	str source = notice->service.length > 0 ? notice->service : STR("stanch");

	tree_put_text(arena, payload, "summary",
		      str_clip(notice->subject, SUMMARY_BYTES_MAX));
	tree_put_text(arena, payload, "source", source);
	tree_put_text(arena, payload, "severity", severity_of(notice));
	tree_put_text(arena, payload, "timestamp", instant_format(arena, notice->at));
	tree_put_text(arena, payload, "component", notice->service);
	tree_put(arena, payload, "custom_details", details_of(arena, notice));
	return payload;
}

static void put_links(struct arena *arena, struct tree *event,
		      const struct notice *notice)
{
	struct tree *links = tree_list(arena), *link = tree_map(arena);

	if (notice->link.length == 0)
		return;
	tree_put_text(arena, link, "href", notice->link);
	tree_put_text(arena, link, "text", STR("Room"));
	tree_add(arena, links, link);
	tree_put(arena, event, "links", links);
	tree_put_text(arena, event, "client_url", notice->link);
}

static str event_of(struct arena *arena, const struct notice *notice)
{
	struct tree *event = tree_map(arena);
	bool resolves = notice->purpose == DELIVERY_RECOVERY;

	tree_put_text(arena, event, "routing_key",
		      channel_secret(notice->channel, "key"));
	tree_put_text(arena, event, "event_action",
		      resolves ? STR("resolve") : STR("trigger"));
	tree_put_text(arena, event, "dedup_key", dedup_key(arena, notice));
	if (!resolves) {
		tree_put(arena, event, "payload", payload_of(arena, notice));
		tree_put_text(arena, event, "client", STR("stanch"));
		put_links(arena, event, notice);
	}
	return json_write(arena, event);
}

static bool post_event(struct arena *arena, const struct notice *notice,
		       struct send_outcome *ret_outcome, struct error *error)
{
	struct http_header headers[] = { { STR("Content-Type"),
					   STR("application/json") } };
	struct http_request request = {
		.url = arena_format(arena, STR_FMT "/v2/enqueue",
				    STR_ARG(api_of(notice->channel))),
		.headers = headers,
		.header_count = sizeof(headers) / sizeof(headers[0]),
		.body = event_of(arena, notice),
	};

	if (!notifier_post(arena, &request, ret_outcome, error))
		return false;
	ret_outcome->receipt = dedup_key(arena, notice);
	return true;
}

static bool send_event(struct arena *arena, const struct notice *notice,
		       struct send_outcome *ret_outcome, struct error *error)
{
	*ret_outcome = (struct send_outcome){ .permanent = true };
	if (!notice->channel)
		return error_set(error, ERROR_INVALID,
				 "needs a channel with a routing key");
	/* A trigger would wake somebody, or open again what was resolved. */
	if (notice->purpose == DELIVERY_MESSAGE)
		return error_set(error, ERROR_INVALID,
				 "pagerduty takes pages, not messages");
	return notifier_may_reach(notice, api_of(notice->channel), ret_outcome, error) &&
	       post_event(arena, notice, ret_outcome, error);
}

const struct notifier pagerduty_notifier = {
	.name = "pagerduty",
	.keeps_open = true,
	.help = "pages as alerts of a PagerDuty service (Events API v2)",
	.settings = settings,
	.needs_channel = true,
	.address_is_optional = true,
	.check_address = check_address,
	.check_channel = check_channel,
	.destination = destination,
	.send = send_event,
};
