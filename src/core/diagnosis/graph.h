/* Who is to blame among those that an alert's entity calls: the call graph that was
 * observed, never one that was learnt.
 *
 * Two ways, by what is measured. Where callers and callees have the same measure and the
 * calls are counted, it is bookkeeping: how much longer (or how often more in vain) each
 * one works than usual, in calls times seconds, at the same moments as the one that
 * raised the alert. What a callee explains is not its caller's own; the one with the
 * most of its own is the first suspect. A small callee that moves much costs its callers
 * nothing, and a level that has crept up since the samples of before is weighed by what
 * it costs now. Otherwise the failing ones are followed: from the alert's entity to a
 * callee that fails and did so no later, until there is none (the anomalous node without
 * an anomalous callee: Hardt and others, "The PetShop Dataset", 2023). */
#ifndef CORE_DIAGNOSIS_GRAPH_H
#define CORE_DIAGNOSIS_GRAPH_H

#include "core/diagnosis/diagnosis.h"

/* The edge of a quiet day: so many of the quiet pieces cost no more. */
#define GRAPH_QUIET_QUANTILE 0.95

/* What costs less is no finding however quiet it was before: a fiftieth of the time that
 * is usually spent, and two failures in a thousand calls. */
#define GRAPH_TIME_FLOOR     0.02
#define GRAPH_FAILURES_FLOOR 0.002

/* From here on something stands out; more when the quiet pieces themselves reach it. */
#define GRAPH_STRENGTH_MIN 1.5

/* One that is on the way of what is passed on has this share of what passes: it is named
 * behind the one it comes from. */
#define GRAPH_PASSED_SHARE 0.25

/* A caller that usually answers so many times faster than its callee does not wait for
 * it: a queue, a workflow that was started. Its slowness cannot come from there. */
#define GRAPH_NOT_AWAITED_FACTOR 10

/* A callee that is asked for so many times as much as before, and for more than its
 * caller is, suffers from the caller: it is no cause. */
#define GRAPH_DEMAND_FACTOR 1.5

/* A series fails while it is beyond so many of its scales, which are at least this share
 * of the centre; for so many samples in a row, and most of the time since. */
#define GRAPH_FAILING_SCORE  6
#define GRAPH_RELATIVE_FLOOR 0.05
#define GRAPH_FAILING_SHARE  0.6
enum { GRAPH_FAILING_SAMPLES = 3 };

struct graph_answer {
	/* The alert names an entity that is in the graph or has series. */
	bool is_known;
	/* By bookkeeping: "anything" then is the answer about this alert. */
	bool is_measured;
	bool anything;
	double threshold;               /* of the suspects' scores */
	const struct suspect *suspects; /* ranked; each with a finding or none */
	size_t suspect_count;
};

struct graph_answer graph_suspects(struct arena *arena,
				   const struct diagnosis_case *known);

/* Puts those that explain the alert before those that only stand out. Where there are
 * books, they say whether anything explains it. */
void graph_apply(struct arena *arena, const struct diagnosis_case *known,
		 struct diagnosis *diagnosis);

/* Since when the entity fails by any of its series, 0 for not at all: the earliest moment
 * since which one of them is beyond what it was before, for the worse. Traffic counts as
 * nothing worse, and neither does what callers cancelled. */
instant_ms graph_failing_since(struct arena *arena, const struct diagnosis_case *known,
			       str entity);
/* Does one series fail, or move when nobody knows which way is the worse one? */
bool graph_series_fails(const struct diagnosis_case *known,
			const struct case_series *series);

/* By which factor an entity is asked for more since then than before, by any of its
 * series of traffic (not of what it asks of others, and no sums that only grow); NAN when
 * that is not measured. */
double graph_demand(struct arena *arena, const struct diagnosis_case *known, str entity,
		    instant_ms since);

/* Those that call the entity (or that it calls), and those that call them in turn; the
 * nearest first. */
struct graph_names {
	const str *items;
	size_t count;
};
struct graph_names graph_callers(struct arena *arena, const struct diagnosis_case *known,
				 str entity);
struct graph_names graph_callees(struct arena *arena, const struct diagnosis_case *known,
				 str entity);

#endif
