/* When it began, by a plain threshold: the first sample of the last stretch in breach.
 * Good samples in between, for less than ONSET_CALM_MS, belong to it: what is killed
 * every four minutes did not begin with the last kill. */
#ifndef CORE_DIAGNOSIS_ONSET_H
#define CORE_DIAGNOSIS_ONSET_H

#include "core/incident/check.h"

#define ONSET_CALM_MS (5 * MINUTE_MS)

struct onset_point {
	instant_ms at;
	double value; /* NaN: none */
};

enum onset_kind {
	ONSET_NONE,    /* no samples, or none in breach lately */
	ONSET_FOUND,   /* the sample before it was good */
	ONSET_EARLIER, /* in breach as far back as the samples go */
};

struct onset {
	enum onset_kind kind;
	instant_ms at;        /* of the first sample in breach */
	double before, value; /* the good one before, NaN for none; and the first bad */
};

/* The same without a threshold that somebody chose: where the level of a series changed
 * (stats/shift.h), when that was for the worse and it is in breach since. It is earlier
 * than the threshold where something grew little by little. */
struct shift_onset {
	bool is_found;
	bool is_ramp; /* "at" is its foot */
	size_t at;    /* the first sample of the new level */
	double before, after;
};
struct shift_onset onset_by_shift(struct arena *arena, const double *values, size_t count,
				  enum comparison good, double threshold);

/* Points by time, oldest first. */
struct onset onset_of(const struct onset_point *points, size_t count,
		      enum comparison good, double threshold);

#endif
