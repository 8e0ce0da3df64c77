/* What follows when it is known why it broke: the milestone, the state, and a message for
 * those who wait for news. */
#ifndef APP_INVESTIGATION_CAUSE_H
#define APP_INVESTIGATION_CAUSE_H

#include "app/store.h"

/* By measurement alone: what a test found. */
bool cause_supported(struct work *work, struct incident *incident) MUST_CHECK;
/* By a person, who names this evidence. Those who wait hear of it in every state of an
 * open incident, for mitigation may have begun long before; a closed one gets the
 * milestone only. */
bool cause_confirmed(struct work *work, struct incident *incident,
		     int64_t evidence) MUST_CHECK;
/* A person refuted what may have been it. If nothing else is left that is supported or
 * confirmed, the cause is unknown again, and so is what was measured to it. */
bool cause_refuted(struct work *work, struct incident *incident) MUST_CHECK;
/* The same, of what a later measurement refuted or does not support any more. Once
 * something was done against it, or the service is back, nothing follows: then what is
 * measured is no word about why it broke. */
bool cause_fell(struct work *work, struct incident *incident, bool is_refuted) MUST_CHECK;

#endif
