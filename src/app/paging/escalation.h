/* What makes a policy's further chains begin: time unmitigated, a declared need, a worse
 * severity, a time box that is over, or a person. */
#ifndef APP_PAGING_ESCALATION_H
#define APP_PAGING_ESCALATION_H

#include "app/store.h"
#include "core/paging/policy.h"

struct timer;

/* The service's, else the level's, else the first: never NULL. */
const struct policy *escalation_policy(const struct work *work,
				       const struct incident *incident);

/* The page's own policy as configured now. One that is gone leaves its pages to the
 * incident's: they are exhausted there when it lacks their step, and never just stop. */
struct page;
const struct policy *escalation_policy_of(const struct work *work,
					  const struct incident *incident,
					  const struct page *page);

/* Sets the timer of the next "unmitigated for"; after opening, reopening, a change of
 * severity. Nothing for an incident that paged nobody. */
bool escalation_arm(struct work *work, struct incident *incident) MUST_CHECK;
/* It was mitigated or is over: nothing more is due by that. */
bool escalation_disarm(struct work *work, const struct incident *incident) MUST_CHECK;
bool escalation_due(struct work *work, const struct timer *timer) MUST_CHECK;

/* The severity became worse: chains of that rank begin, and the first one where the
 * level has a policy that called nobody yet. */
bool escalation_severity(struct work *work, struct incident *incident) MUST_CHECK;
bool escalation_time_box(struct work *work, struct incident *incident,
			 str task) MUST_CHECK;
/* By hand: "to" is a need, a level ("L2") or "" for the next level that was not called.
 * INVALID with the words that would do when it is none of the policy's. */
bool escalation_by_hand(struct work *work, struct incident *incident, str to, str reason,
			str *ret_level) MUST_CHECK;

#endif
