/* The engine looks at an incident by itself: when it opens, again when what broke has had
 * two minutes, and whenever somebody asks. What it found is evidence of the incident; a
 * claim of when it began; and hypotheses that are tested on what comes after them. */
#ifndef APP_INVESTIGATION_DIAGNOSIS_H
#define APP_INVESTIGATION_DIAGNOSIS_H

#include "app/investigation/live.h"
#include "core/evidence/evidence.h"

struct job_kind;

/* Nothing when there is no series to ask for. */
bool diagnosis_open(struct work *work, const struct incident *incident) MUST_CHECK;
/* INVALID when there is no series to ask for. */
bool diagnosis_ask(struct work *work, const struct incident *incident,
		   int64_t *ret_evidence) MUST_CHECK;
/* Timer diagnosis.due. */
bool diagnosis_due(struct work *work, const struct timer *timer) MUST_CHECK;
extern const struct job_kind diagnose_job;

/* The newest that was made, and how many were. */
bool diagnosis_latest(struct work *work, int64_t incident, struct evidence *ret,
		      size_t *ret_made) MUST_CHECK;

#endif
