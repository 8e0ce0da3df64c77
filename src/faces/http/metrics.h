/* What the files of /metrics share. Private to faces/http. */
#ifndef FACES_HTTP_METRICS_H
#define FACES_HTTP_METRICS_H

#include "app/app.h"
#include "app/mapping/mapping.h"
#include "base/text.h"
#include "core/action/rollback.h"
#include "core/learning/change.h"
#include "core/learning/runbook.h"

void metric_head(struct text *text, const char *name, const char *type, const char *help);
/* p50, p99 and max in seconds; nothing of none. */
struct page_starts;
void metric_waits(struct text *text, const char *name, const struct page_starts *starts);

/* What our own eyes see (metrics_watching.c). */
struct watching_counts {
	struct heartbeat *heartbeats;
	size_t heartbeat_count;
	struct watch *watches;
	size_t watch_count;
	struct sender *senders;
	size_t sender_count;
	struct map_state map[MAP_SOURCES]; /* what teaches us the service map */
};
bool watching_count(struct work *work, struct watching_counts *ret) MUST_CHECK;
void metrics_add_watching(struct text *text, const struct watching_counts *counts);

/* What changed, and who tells us (metrics_changes.c). */
struct feed_state;
struct change_counts {
	int64_t systems[CHANGE_SYSTEMS];
	int64_t rollbacks[ROLLBACK_OVER + 1];
	int64_t fixes_open, fixes_over; /* the latter are among the former */
	struct feed_state *feeds;       /* as the configuration has them */
	size_t feed_count;
};
bool changes_count(struct work *work, struct change_counts *ret) MUST_CHECK;
void metrics_add_changes(struct text *text, const struct config *config,
			 const struct change_counts *counts);

/* Runbooks (metrics_runbooks.c). */
void metrics_add_runbooks(struct text *text, const struct runbook_counts *counts);

/* Evidence, diagnoses and hypotheses (metrics_investigation.c). */
struct store_counts;
void metrics_add_investigation(struct text *text, const struct ports *ports,
			       const struct store_counts *stored);

#endif
