/* What would happen: who would be woken, and what of the configuration would wake
 * nobody. Nothing is written; the answers come from the functions that page. */
#ifndef APP_PAGING_OUTLOOK_H
#define APP_PAGING_OUTLOOK_H

#include "app/store.h"
#include "core/paging/policy.h"

/* One line of a simulated night: a round, to one person or channel. */
struct outlook_call {
	duration_ms after; /* the incident's beginning */
	instant_ms at;
	str level;
	int64_t step, round; /* from 1 */
	str who;             /* "alice", "#ops", "everybody" */
	str by;              /* "ntfy, sms" */
	str because;
	bool is_alarm; /* nobody answered: the last line of a chain */
};

/* A page and its climb until the alarm, when nobody ever answers. */
struct outlook_chain {
	str level;
	str trigger;         /* "when the incident opens", "not mitigated for 30:00" */
	bool is_conditional; /* somebody must do something for it to begin */
	struct outlook_call *items;
	size_t count, capacity;
	bool was_cut;
	struct {
		str *items;
		size_t count, capacity;
	} missing; /* what led to nobody on the way, each once */
};
struct outlook {
	struct outlook_chain *items;
	size_t count, capacity;
};
/* Every chain of the policy from "at" on, for an incident of that rank; over virtual
 * time by page_advance and oncall_calls. */
bool outlook_simulate(struct work *work, const struct policy *policy, int64_t rank,
		      instant_ms at, struct outlook *ret_outlook) MUST_CHECK;
/* "when the incident opens", "unacknowledged for 5:00", … */
str outlook_trigger(struct arena *arena, const struct policy *policy, size_t step);
/* "slack #ops", "webhook hooks.example.org": the rest of a URL is a secret often. */
str outlook_channel_name(struct arena *arena, const struct contact *contact);

struct lint_finding {
	bool is_error; /* somebody would not be woken; else a warning */
	str where;     /* "schedule primary", "policy platform, step 2" */
	str what;
};
struct lint_findings {
	struct lint_finding *items;
	size_t count, capacity;
	size_t errors;
};
/* Errors first. Schedules are looked at for so long from now on. */
#define LINT_LOOKS_AHEAD_MS (30 * DAY_MS)
bool outlook_lint(struct work *work, struct lint_findings *ret_findings) MUST_CHECK;

#endif
