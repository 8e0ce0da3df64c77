/* When a series began to be another one: at most one change in the level of its robust
 * scores, clipped so that no outlier is worth more than SHIFT_CLIP of them (CUSUM of
 * the deviations from the whole: Page, "Continuous Inspection Schemes", 1954; Hinkley,
 * "Inference about the Change-Point in a Sequence of Random Variables", 1970). Whether it
 * is one is decided twice: by the ranks of the samples before and after it (Pettitt, "A
 * Non-Parametric Approach to the Change-Point Problem", 1979), which ask nothing of the
 * distribution, and by its height against the noise on both sides, of which neighbouring
 * samples share some: what drifts to and fro by itself did not change. A change that took
 * its time is a ramp: a straight line between the two levels, when that explains the
 * samples better than a step; "at" is then its foot.
 *
 * The result does not depend on the unit: a factor and an offset change neither the
 * place nor the gain. Gaps (NaN, ±Inf) are left out. Time is O(n). */
#ifndef STATS_SHIFT_H
#define STATS_SHIFT_H

#include "base/arena.h"

/* A change costs so many times ln n of gain: two for a place and a level as in the
 * criterion of Schwarz (Yao, "Estimating the Number of Change-Points via Schwarz'
 * Criterion", 1988), and one more because neighbouring samples are alike. */
#define SHIFT_PENALTY 3.0

enum {
	/* Robust scores beyond it count as this much: what is further away than three is
	 * an outlier (Huber), and a spike of a hundred must not draw the change to
	 * itself. From 2 to 12 the places of steps become worse bit by bit, those of
	 * ramps do not change. */
	SHIFT_CLIP = 3,
	/* Fewer samples are an outlier and no level. */
	SHIFT_SEGMENT_MIN = 3,
	/* In one series; with more it is a series that always changes. */
	SHIFTS_MAX = 16,
};

enum shift_kind {
	SHIFT_NONE,
	SHIFT_STEP,
	SHIFT_RAMP,
};

struct shift {
	enum shift_kind kind;
	size_t at;      /* the first sample of the new level or of the ramp */
	size_t settled; /* the first sample of the new level: "at" of a step */
	/* By how much two levels explain the series better than one, in squared scores;
	 * of the best place, even if that is no change: what is normal for a series is
	 * learned from its quiet hours. */
	double gain;
	double before, after; /* the medians of both levels, in the series' unit */
};

/* The largest change. Samples in equal steps of time, oldest first. What it needs
 * meanwhile is taken from the arena: one that is reset now and then when there are many
 * series. */
struct shift shift_find(struct arena *arena, const double *values, size_t count);

/* The same, and what a change at each sample would gain, in squared standard deviations
 * of the noise that neighbours share: 0 for gaps and for places too near to an end. There
 * is room for as many gains as there are values. */
struct shift shift_find_with_gains(struct arena *arena, const double *values,
				   size_t count, double *ret_gains);

/* The "most" largest changes, oldest first, of which there are SHIFTS_MAX at the most. By
 * binary segmentation (Scott and Knott, "A Cluster Analysis Method for Grouping Means in
 * the Analysis of Variance", 1974): the largest is found first, then what is before and
 * behind it; then those are taken back, the weakest first, that do not stand out between
 * their neighbours. Returns how many; the gain and the levels of each are those between
 * its neighbours. */
size_t shifts_find(struct arena *arena, const double *values, size_t count,
		   struct shift *ret_shifts, size_t most);

#endif
