/* The part of /metrics on heartbeats, watches and senders. Each is a figure of its own:
 * names are few, and stand in the configuration. */
#include "faces/http/metrics.h"

#include "app/store.h"
#include "app/watching/senders.h"
#include "base/limits.h"
#include "core/alerting/heartbeat.h"
#include "core/alerting/watch.h"

bool watching_count(struct work *work, struct watching_counts *ret)
{
	ret->senders = senders_all(work->app->senders, work->arena, &ret->sender_count);
	for (int source = 0; source < MAP_SOURCES; source++)
		if (!map_look(work, (enum map_source)source, &ret->map[source]))
			return false;
	return store_latest(work, &heartbeat_shape, ROWS_PER_ANSWER_MAX, &ret->heartbeats,
			    &ret->heartbeat_count) &&
	       store_latest(work, &watch_shape, ROWS_PER_ANSWER_MAX, &ret->watches,
			    &ret->watch_count);
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

static void add_map(struct text *text, const struct watching_counts *counts)
{
	metric_head(
		text, "stanch_service_map_age_seconds", "gauge",
		"Since a system last taught us the service map; of one that never did "
		"there is no figure.");
	for (int source = 0; source < MAP_SOURCES; source++)
		if (counts->map[source].is_asked && counts->map[source].learned_at != 0)
			text_addf(text,
				  "stanch_service_map_age_seconds{source=\"%s\"} %.17g\n",
				  map_source_names[source],
				  seconds_since(counts->map[source].learned_at));
	metric_head(text, "stanch_service_map_failing", "gauge",
		    "1 for a system whose last look at the service map failed.");
	for (int source = 0; source < MAP_SOURCES; source++)
		if (counts->map[source].is_asked)
			text_addf(text, "stanch_service_map_failing{source=\"%s\"} %d\n",
				  map_source_names[source],
				  counts->map[source].problem.length > 0);
}

static void add_watches(struct text *text, const struct watching_counts *counts)
{
	metric_head(text, "stanch_watch_failing", "gauge",
		    "1 for a watch whose alert fires.");
	for (size_t i = 0; i < counts->watch_count; i++)
		if (counts->watches[i].state != WATCH_REMOVED)
			text_addf(text,
				  "stanch_watch_failing{watch=\"" STR_FMT "\"} %d\n",
				  STR_ARG(counts->watches[i].name),
				  counts->watches[i].state == WATCH_FAILING);
	metric_head(text, "stanch_watch_seconds", "gauge",
		    "How long the last look of a watch took.");
	for (size_t i = 0; i < counts->watch_count; i++)
		if (counts->watches[i].state != WATCH_REMOVED)
			text_addf(text,
				  "stanch_watch_seconds{watch=\"" STR_FMT "\"} %.17g\n",
				  STR_ARG(counts->watches[i].name),
				  (double)counts->watches[i].took_ms / 1000);
}

static void add_sender(struct text *text, const char *name, const struct sender *sender,
		       double value)
{
	text_addf(text, "%s{sender=\"" STR_FMT "\",source=\"" STR_FMT "\"} %.17g\n", name,
		  STR_ARG(sender->name), STR_ARG(sender->source), value);
}

static void add_senders(struct text *text, const struct watching_counts *counts)
{
	static const struct {
		const char *name, *help;
		size_t offset;
	} totals[] = {
		{ "stanch_sender_deliveries_total", "Deliveries of a sender.",
		  offsetof(struct sender, deliveries) },
		{ "stanch_sender_alerts_total", "Alerts in its deliveries.",
		  offsetof(struct sender, alerts) },
		{ "stanch_sender_faults_total", "What was wrong in its deliveries.",
		  offsetof(struct sender, faults) },
		{ "stanch_sender_refused_total", "Deliveries refused for their key.",
		  offsetof(struct sender, refused) },
	};

	for (size_t t = 0; t < sizeof(totals) / sizeof(totals[0]); t++) {
		metric_head(text, totals[t].name, "counter", totals[t].help);
		for (size_t i = 0; i < counts->sender_count; i++) {
			const char *at = (const char *)&counts->senders[i] +
					 totals[t].offset;

			add_sender(text, totals[t].name, &counts->senders[i],
				   (double)*(const int64_t *)(const void *)at);
		}
	}
	metric_head(text, "stanch_sender_age_seconds", "gauge",
		    "Since a sender was last heard; of one never heard there is no "
		    "figure.");
	for (size_t i = 0; i < counts->sender_count; i++)
		if (counts->senders[i].last_seen_at != 0)
			add_sender(text, "stanch_sender_age_seconds", &counts->senders[i],
				   seconds_since(counts->senders[i].last_seen_at));
	metric_head(text, "stanch_sender_silent", "gauge",
		    "1 for a sender that is silent for longer than it should be.");
	for (size_t i = 0; i < counts->sender_count; i++)
		add_sender(text, "stanch_sender_silent", &counts->senders[i],
			   counts->senders[i].state == SENDER_SILENT);
}

void metrics_add_watching(struct text *text, const struct watching_counts *counts)
{
	add_senders(text, counts);
	add_watches(text, counts);
	add_heartbeats(text, counts);
	add_map(text, counts);
}
