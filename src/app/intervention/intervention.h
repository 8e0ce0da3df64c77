/* Actions: offered with a preview, approved by a person, written down, run, judged by
 * measurement, undone. */
#ifndef APP_INTERVENTION_INTERVENTION_H
#define APP_INTERVENTION_INTERVENTION_H

#include "app/store.h"
#include "core/action/action.h"
#include "core/diagnosis/hypothesis.h"

struct job_kind;
struct timer;

/* The actions that this supported hypothesis asks for, each once per incident. */
bool intervention_propose(struct work *work, const struct incident *incident,
			  const struct hypothesis *hypothesis) MUST_CHECK;

/* What a person or an agent wants done. Values may be "{{label.pod}}", a label of the
 * incident's alerts, and "{{redis}}", a setting of its service. */
struct action_proposal {
	str actuator, target;
	const struct label *plan;
	size_t plan_count;
	enum action_class class; /* the actuator's own class may only be tightened */
	str title, why, expected;
	str judged_by; /* the check's name; "": the incident's first */
	/* It is a runbook's step: its values were held against their own grammar, and
	 * from_alert are those of them that an alert said. Nobody else proposes one. */
	bool is_of_runbook;
	const struct label *from_alert;
	size_t from_alert_count;
};
/* Writes it down and has it previewed. INVALID for an actuator that is not there or a
 * value that would be an option; CONFLICT when just that is offered already. */
bool intervention_propose_this(struct work *work, struct incident *incident,
			       const struct action_proposal *proposal,
			       struct action *ret_action) MUST_CHECK;
/* Numbers it, and the job to preview it is there: all but id, number, state and what the
 * preview tells is the caller's. */
bool intervention_add(struct work *work, struct action *action) MUST_CHECK;

/* Nobody makes an action milder than its actuator says that it is; by_pattern: the
 * configuration wrote it, which counts where the actuator leaves it to that. */
bool intervention_tighten(struct work *work, struct action *action,
			  bool by_pattern) MUST_CHECK;

/* By which check its effect will be judged: of that name, "" for the incident's first. */
bool intervention_find_judge(struct work *work, struct action *action,
			     str name) MUST_CHECK;

/* Approves exactly what the preview showed: digest "" means the one stored. Then the
 * job to run it is there. Where two are needed and nobody asked for it yet, the approver
 * is now who asks, and a second person is called. */
bool intervention_approve(struct work *work, struct incident *incident, int64_t number,
			  str digest) MUST_CHECK;
/* What a data repair can be put back from: the number of evidence, or in words. */
bool intervention_name_snapshot(struct work *work, const struct incident *incident,
				int64_t number, str snapshot) MUST_CHECK;
/* One person runs what takes two: the next level is told, a review is opened. */
bool intervention_break_glass(struct work *work, struct incident *incident,
			      int64_t number, str target_name, str reason) MUST_CHECK;
/* Timer "action.second": nobody approved in time. */
bool intervention_second_due(struct work *work, const struct timer *timer) MUST_CHECK;
/* Offers the way back of a finished action as an action of its own; one that waits for
 * an approval already is that one. */
bool intervention_offer_undo(struct work *work, const struct action *done, str why,
			     struct action *ret_undo) MUST_CHECK;
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
/* Nothing where it has begun or is decided already. */
bool intervention_withdraw(struct work *work, struct action *action,
			   str reason) MUST_CHECK;
/* The incident is over: what is still offered is withdrawn. */
bool intervention_close(struct work *work, const struct incident *incident,
			str reason) MUST_CHECK;

extern const struct job_kind preview_job, apply_job, settle_job;

/* For the jobs: calls a second person to approve it; and its approval by a person or a
 * rule. */
bool intervention_call_second(struct work *work, struct action *action) MUST_CHECK;
bool intervention_let_run(struct work *work, struct action *action, str by) MUST_CHECK;

/* By the rules of autonomy (core/action/autonomy.h): would it only be noted? */
bool autonomy_observes(const struct work *work, const struct incident *incident,
		       const struct action *action, str *ret_rule);
/* FORBIDDEN where a rule says that stanch does not run it. */
bool autonomy_lets_approve(struct work *work, const struct incident *incident,
			   const struct action *action) MUST_CHECK;
/* Lets run what was just previewed where a rule approved it in advance. */
bool autonomy_pre_approve(struct work *work, struct action *action) MUST_CHECK;
/* For the two jobs: the call to the actuator of an action as stored. */
struct actuator_call;
bool action_call(struct work *work, const struct action *action,
		 struct actuator_call *ret_call) MUST_CHECK;
str action_digest(struct arena *arena, const struct action *action);

#endif
