/* Actions: offered with a preview, approved by a person, written down, run, judged by
 * measurement, undone. */
#ifndef APP_INTERVENTION_INTERVENTION_H
#define APP_INTERVENTION_INTERVENTION_H

#include "app/store.h"
#include "core/action/action.h"
#include "core/diagnosis/hypothesis.h"

struct job_kind;

/* The actions that this supported hypothesis asks for, each once per incident. */
bool intervention_propose(struct work *work, const struct incident *incident,
			  const struct hypothesis *hypothesis) MUST_CHECK;

/* Approves exactly what the preview showed: digest "" means the one stored. Then the
 * job to run it is there. */
bool intervention_approve(struct work *work, struct incident *incident, int64_t number,
			  str digest) MUST_CHECK;
/* Offers the way back of a finished action as an action of its own. */
bool intervention_undo(struct work *work, struct incident *incident, int64_t number,
		       struct action *ret_undo) MUST_CHECK;
/* The same once more, with a new preview: the world moved, or it failed. */
bool intervention_offer_again(struct work *work, const struct action *done) MUST_CHECK;
/* For an action of unknown outcome: reads the target again. */
bool intervention_settle(struct work *work, const struct incident *incident,
			 int64_t number) MUST_CHECK;

/* After each observation of a check: judges the finished actions measured by it. */
bool intervention_judge(struct work *work, struct incident *incident,
			const struct check *check) MUST_CHECK;
/* The incident is over: what is still offered is withdrawn. */
bool intervention_close(struct work *work, const struct incident *incident,
			str reason) MUST_CHECK;

extern const struct job_kind preview_job, apply_job, settle_job;

/* For the two jobs: the call to the actuator of an action as stored. */
struct actuator_call;
bool action_call(struct work *work, const struct action *action,
		 struct actuator_call *ret_call) MUST_CHECK;
str action_digest(struct arena *arena, const struct action *action);

#endif
