/* When it began: of each series that is reported, and of the whole. */
#ifndef CORE_DIAGNOSIS_WHEN_H
#define CORE_DIAGNOSIS_WHEN_H

#include "core/diagnosis/diagnosis_private.h"

/* What is looked at before the incident: so many times its length, and an hour at least;
 * longer, and the rhythm of a day looks like a change. */
#define WHEN_LEAD_LENGTHS 6
#define WHEN_LEAD_MIN_MS  HOUR_MS

/* What changes because of one thing does so within ten minutes of it or is dated by what
 * changed first. */
#define WHEN_NEAR_MS (10 * MINUTE_MS)

/* Fills in the onsets of findings that are series and have none yet, and the onset of the
 * diagnosis with what it is known by: many series that changed together, or else what
 * the first suspect is suspected for. Nothing began where nothing stands out, and no
 * incident began after its alert. */
void when_began(const struct study *study, struct diagnosis *diagnosis);

#endif
