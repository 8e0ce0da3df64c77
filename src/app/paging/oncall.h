/* Who is called: targets of a policy as people and contacts, at an instant. Display,
 * lint, simulation and paging all ask here. */
#ifndef APP_PAGING_ONCALL_H
#define APP_PAGING_ONCALL_H

#include "app/store.h"
#include "core/paging/policy.h"
#include "core/paging/schedule.h"

struct timer;

/* schedule_duty with the overrides of the store. */
bool oncall_duty(struct work *work, const struct schedule *schedule, instant_ms at,
		 struct duty *ret_duty) MUST_CHECK;
bool oncall_shifts(struct work *work, const struct schedule *schedule, instant_ms from,
		   instant_ms until, struct shifts *ret_shifts) MUST_CHECK;

/* One whom a step calls. */
struct called {
	str person; /* "" : a channel */
	struct contact channel;
	str because; /* "schedule primary, layer week", "holds the incident", "named" */
};
struct calls {
	struct called *items;
	size_t count, capacity;
	/* Sentences on what leads to nobody: "schedule primary has nobody now". */
	struct missing_call {
		str *items;
		size_t count, capacity;
	} missing;
};
/* Whom the step calls at this instant; a person once. In the first step of the first
 * chain the commander of the incident stands in for schedules. incident may be NULL. */
bool oncall_calls(struct work *work, const struct policy *policy, size_t step,
		  const struct incident *incident, instant_ms at,
		  struct calls *ret_calls) MUST_CHECK;
/* Whether a page uses this contact of somebody whom it calls since "waited". The earliest
 * is used at once. */
bool contact_is_due(const struct person_config *person, const struct contact *contact,
		    duration_ms waited);
/* For each step of the policy: is there anybody with a contact? An array in the work's
 * arena. */
bool oncall_reachable(struct work *work, const struct policy *policy,
		      const struct incident *incident, instant_ms at,
		      bool **ret_reachable) MUST_CHECK;
/* Everybody in the policy's steps, and everybody on call in "on_call". */
bool oncall_everybody(struct work *work, const struct policy *policy, instant_ms at,
		      struct calls *ret_calls) MUST_CHECK;

/* An override; the past is not changed: CONFLICT with another of the same schedule in
 * that time ("7 has carol from … until …: remove it first"). */
bool override_add(struct work *work, struct override *override) MUST_CHECK;
/* One that runs ends now; the row stays. */
bool override_remove(struct work *work, int64_t id) MUST_CHECK;

/* Shift notices: sets one timer per schedule at its next hand-over; at the start, and
 * when configuration or overrides change. */
bool oncall_arm(struct work *work) MUST_CHECK;
bool oncall_shift_due(struct work *work, const struct timer *timer) MUST_CHECK;

#endif
