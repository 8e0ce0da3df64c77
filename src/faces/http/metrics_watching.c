/* The part of /metrics on heartbeats. Each is a figure of its own: names are few, and
 * stand in the configuration. */
#include "faces/http/metrics.h"

#include "app/store.h"
#include "base/limits.h"
#include "core/alerting/heartbeat.h"

bool watching_count(struct work *work, struct watching_counts *ret)
{
	return store_latest(work, &heartbeat_shape, ROWS_PER_ANSWER_MAX, &ret->heartbeats,
			    &ret->heartbeat_count);
}

static double seconds_since(instant_ms instant)
{
	return (double)(clock_now() - instant) / 1000;
}

static bool is_shown(const struct heartbeat *heartbeat)
{
	return heartbeat->state != HEARTBEAT_UNKNOWN;
}

static void add_heartbeats(struct text *text, const struct watching_counts *counts)
{
	metric_head(text, "stanch_heartbeat_age_seconds", "gauge",
		    "Since a heartbeat was last heard; of one that was never heard there "
		    "is no figure.");
	for (size_t i = 0; i < counts->heartbeat_count; i++) {
		const struct heartbeat *one = &counts->heartbeats[i];

		if (is_shown(one) && one->last_ping_at != 0)
			text_addf(text,
				  "stanch_heartbeat_age_seconds{heartbeat=\"" STR_FMT
				  "\"} %.17g\n",
				  STR_ARG(one->name), seconds_since(one->last_ping_at));
	}
	metric_head(text, "stanch_heartbeat_missed", "gauge",
		    "1 for a heartbeat that did not come in time.");
	for (size_t i = 0; i < counts->heartbeat_count; i++) {
		const struct heartbeat *one = &counts->heartbeats[i];

		if (is_shown(one))
			text_addf(text,
				  "stanch_heartbeat_missed{heartbeat=\"" STR_FMT
				  "\"} %d\n",
				  STR_ARG(one->name), one->state == HEARTBEAT_MISSED);
	}
}

void metrics_add_watching(struct text *text, const struct watching_counts *counts)
{
	add_heartbeats(text, counts);
}
