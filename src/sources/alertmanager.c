/* What Prometheus posts to an Alertmanager, POST /api/v2/alerts, and what an Alertmanager
 * posts to its webhooks, at /hooks/alertmanager. The first repeats what fires each
 * minute, the second each group that changed, and all others after some hours. */
#include "sources/alert_stream.h"

static bool is_api(const struct door_call *call)
{
	return !str_starts_with(call->path, STR("/hooks/"));
}

static bool read_alerts(const struct door_call *call, struct alert_batch *batch,
			struct error *error)
{
	return alert_stream_read(is_api(call) ? ALERT_STREAM_LIST : ALERT_STREAM_WEBHOOK,
				 call, batch, error);
}

static const char *const paths[] = { "/api/v2/alerts", NULL };
static const char *const types[] = { "application/json", NULL };

const struct source alertmanager_source = {
	.name = "alertmanager",
	.help = "what Prometheus sends to an Alertmanager (API v2), and its webhooks",
	.paths = paths,
	.types = types,
	.read = read_alerts,
	.answer = alert_stream_answer,
	.limited_status = 503,
	.limits_hooks_only = true,
};
