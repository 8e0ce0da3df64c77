/* What people believe: a hypothesis of their own, and one that they hold proven. */
#ifndef APP_INVESTIGATION_BELIEF_H
#define APP_INVESTIGATION_BELIEF_H

#include "app/store.h"
#include "core/diagnosis/hypothesis.h"

/* ret_questioned: why it may be no cause, "" for nothing. It is written all the same. */
bool belief_write(struct work *work, const struct incident *incident, str claim,
		  str mechanism, struct hypothesis *ret_hypothesis,
		  str *ret_questioned) MUST_CHECK;
/* By evidence of its incident, "3 5": without any it is refused, for what nobody can look
 * at is no proof. */
bool belief_confirm(struct work *work, int64_t hypothesis, str evidence, str reason,
		    struct hypothesis *ret_hypothesis, str *ret_questioned) MUST_CHECK;
/* The same way, of one that was supported or confirmed, too: its reason and its tests
 * keep what was held before. No later test overrules a person. */
bool belief_refute(struct work *work, int64_t hypothesis, str evidence, str reason,
		   struct hypothesis *ret_hypothesis) MUST_CHECK;
/* By a person: tests leave it alone. */
bool belief_is_decided(struct work *work, const struct hypothesis *hypothesis);

/* Why a claim may be no cause: it repeats the alert. What is asked back depends on
 * whether the service is back. "" for nothing. */
bool belief_question(struct work *work, const struct incident *incident, str claim,
		     str *ret_questioned) MUST_CHECK;
/* "3 5": each must be there, of its incident, and answered. ret_first: 0 for none. */
bool belief_check_evidence(struct work *work, const struct hypothesis *hypothesis,
			   str evidence, int64_t *ret_first) MUST_CHECK;

#endif
