/* A check is how recovery is proven: a query whose answer must stay good for a
 * hold time. Red starts the hold anew; no data stops it and is never a pass. The
 * hold counts the timestamps of samples, so a clock that jumps completes nothing. */
#ifndef CORE_INCIDENT_CHECK_H
#define CORE_INCIDENT_CHECK_H

#include "base/clock.h"
#include "base/shape.h"

enum check_state { CHECK_PENDING, CHECK_GREEN, CHECK_HELD, CHECK_RED, CHECK_NO_DATA };
extern const char *const check_state_names[];

enum comparison { COMPARE_BELOW, COMPARE_AT_MOST, COMPARE_ABOVE, COMPARE_AT_LEAST };
extern const char *const comparison_names[]; /* "below", "at most", … */
bool compare(enum comparison comparison, double value, double threshold);
/* How far a value lies on the bad side of the threshold; negative on the good one. */
double compare_excess(enum comparison comparison, double value, double threshold);

struct check {
	int64_t id;
	int64_t incident;
	str name;
	str query; /* PromQL */
	enum comparison comparison;
	double threshold;
	str unit;
	duration_ms hold;
	duration_ms interval;
	enum check_state state;
	instant_ms green_since;    /* sample time of the first green in a row */
	instant_ms last_sample_at; /* the sample's own time */
	instant_ms asked_at;       /* when we last asked and heard something new */
	double last_value;         /* NaN: none */
	str reason;                /* one sentence: why it is in this state */
	bool in_breach; /* the last value is not good: "improved, still in breach" */
	/* What the postmortem says of the impact, measured by these samples. */
	int64_t samples;
	double worst_value; /* NaN: none yet */
	/* Time between samples of which the later was in breach; a gap longer than
	 * check_gap_max is unknown and does not count. */
	duration_ms breach;
};
extern const struct shape check_shape;

struct sample {
	bool has_value;
	double value;
	instant_ms at;
	str problem; /* why there is no value: "no series", "prometheus: no answer" */
};

/* A gap longer than this between samples starts the hold anew: what happened in
 * between is not known. 3 intervals, at least 15 s. */
duration_ms check_gap_max(const struct check *check);

/* A sample that is not newer than the last one changes nothing, asked_at included:
 * so whoever repeats an old answer proves nothing. The time in which there was no data
 * is not counted by the hold. */
struct check check_observe(struct arena *arena, struct check check, struct sample sample,
			   instant_ms now);

/* May the incident be resolved? False with one sentence per check in the way, such
 * as "writes succeed: green for 0:42 of 1:00, 18 s missing", with " · " between them.
 * No checks at all is no proof: also false. Nor is a held check that has had nothing
 * new to say for longer than check_gap_max. */
struct check_list {
	struct check *items;
	size_t count;
};
bool checks_prove_recovery(struct arena *arena, struct check_list checks, instant_ms now,
			   str *ret_why_not);

#endif
