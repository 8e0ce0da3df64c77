/* When an incident began, from many series: one that changes may do so for reasons of its
 * own, many that change together have one.
 *
 * Each series that changed has a weight, what it gains by its change in its own noise, up
 * to a cap; the weights are summed over the time, of each group (a service, a pod) up to
 * another cap, so that a group with a hundred series does not outvote ten (sums of what
 * is beyond a threshold: Cho and Fryzlewicz, "Multiple-change-point Detection for High
 * Dimensional Time Series via Sparsified Binary Segmentation", 2015). One measurement
 * under several names has one weight. Most changed where the sum over a sample and its
 * neighbours is the largest; from there it goes back to the first sample whose sum is
 * larger than it usually is: what began it may be a slope in one service whose callers
 * stepped a minute later. Whether it is an incident at all is decided by how often so
 * much changes together in the same window at other times.
 *
 * Units, the order of series and the names of groups do not matter; times that are all
 * later by a minute give an onset that is later by a minute. */
#ifndef STATS_INCIDENT_ONSET_H
#define STATS_INCIDENT_ONSET_H

#include "base/arena.h"
#include "base/spread.h"

/* Times are within ten thousand years around 1970; what is not says "not found". */
#define INCIDENT_ONSET_MS_MAX (INT64_C(10000) * 366 * 24 * 60 * 60 * 1000)

enum {
	/* No series is worth more: beyond it a change is certain, and how large it is
	 * says nothing about when the incident began. */
	INCIDENT_ONSET_GAIN_MAX = 100,
	/* No group is worth more than three series at one time. */
	INCIDENT_ONSET_GROUP_MAX = 300,
};

/* The samples of one series, oldest first; a sample that is not later than the one before
 * it, and NaN and ±Inf, are left out. Groups are numbered from 0, below "count" below. */
struct onset_series {
	const int64_t *at; /* ms */
	const double *values;
	size_t count;
	size_t group;
};

struct incident_onset {
	/* So much changes together in less than one of twenty such windows, or all groups
	 * did. */
	bool found;
	int64_t at;      /* the first sample that was different, of the first group */
	int64_t most_at; /* when most changed */
	size_t groups;   /* that changed from the one to the other */
	size_t first;    /* the series that changed first; "count" when none did */
	double chance;   /* that so much changes together somewhere in the window */
};

/* What changed between "from" and "to", which is not in it any more. */
struct incident_onset incident_onset_of(struct arena *arena,
					const struct onset_series *series, size_t count,
					int64_t from, int64_t to);

/* The same, with the series looked at side by side. */
struct incident_onset incident_onset_spread(struct arena *arena,
					    const struct onset_series *series,
					    size_t count, int64_t from, int64_t to,
					    spread_function spread);

#endif
