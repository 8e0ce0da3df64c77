/* Recovery is proven by checks that stay green for their hold. */
#ifndef APP_VERIFICATION_VERIFICATION_H
#define APP_VERIFICATION_VERIFICATION_H

#include "app/store.h"
#include "core/incident/check.h"

struct job_kind;

/* The service's checks, each asked at its interval from now on; when the incident
 * opens again their hold starts anew. */
bool verification_open(struct work *work, const struct incident *incident) MUST_CHECK;
bool verification_close(struct work *work, const struct incident *incident) MUST_CHECK;
/* Timers: ask one check; the hold without checks is over. */
bool verification_ask_due(struct work *work, const struct timer *timer) MUST_CHECK;
bool verification_hold_due(struct work *work, const struct timer *timer) MUST_CHECK;
/* The alerts ended. Where nobody had acknowledged, the incident resolves itself once
 * its checks held; without any check after config.hold, said as not proven. */
bool verification_await_hold(struct work *work, const struct incident *incident,
			     bool unanswered) MUST_CHECK;

/* After an observation: an incident nobody had to answer ends once it is proven. */
bool verification_end_if_proven(struct work *work, struct incident *incident) MUST_CHECK;

extern const struct job_kind check_job;

/* Why it cannot be resolved now; "" when it can. */
bool verification_why_not(struct work *work, const struct incident *incident,
			  str *ret_why_not) MUST_CHECK;
/* Resolves, or CONFLICT with the reason and the seconds missing. With
 * unproven the commander overrides by a reason, and every message says so. */
bool verification_resolve(struct work *work, struct incident *incident, str reason,
			  bool unproven) MUST_CHECK;

#endif
