/* A maintenance window is a silence that is written down beforehand: in the
 * configuration, with its reason, once or again and again. */
#ifndef CORE_ALERTING_MAINTENANCE_H
#define CORE_ALERTING_MAINTENANCE_H

#include "core/alerting/interval.h"
#include "core/alerting/matcher.h"

struct maintenance {
	str name, reason;
	struct matcher *match; /* never empty */
	size_t match_count;
	struct interval_list during; /* or: */
	instant_ms from, until;      /* 0: none */
};

bool maintenance_is_on(const struct maintenance *maintenance, instant_ms now);
/* The first instant after now at which that changes; INSTANT_MAX: not in sight. */
instant_ms maintenance_next_change(const struct maintenance *maintenance, instant_ms now);
/* When the window that is on now began; 0: none is on, or for more than a month, which
 * tells nothing of today. */
instant_ms maintenance_began(const struct maintenance *maintenance, instant_ms now);

/* Does it keep this alert of this rank quiet now? As of a silence, rank 0 must be named
 * (= on alertname, and on service or instance) and the window must end within 24 h; when
 * not, ret_why_not says so in a sentence's end. */
bool maintenance_covers(struct arena *arena, const struct maintenance *maintenance,
			const struct labels *labels, int64_t rank, instant_ms now,
			str *ret_why_not);
/* "maintenance database-upgrade until 2026-11-21T09:00:00Z: new major version" */
str maintenance_sentence(struct arena *arena, const struct maintenance *maintenance,
			 instant_ms now);

#endif
