/* An action changes something outside. It is written down, classed, previewed and
 * approved before it runs, and its effect is judged from measurements. */
#ifndef CORE_ACTION_ACTION_H
#define CORE_ACTION_ACTION_H

#include "base/clock.h"
#include "base/shape.h"
#include "core/incident/check.h"

enum action_class {
	ACTION_READ,
	ACTION_REVERSIBLE,
	ACTION_DESTRUCTIVE,
	ACTION_DATA_REPAIR,
};
extern const char *const action_class_names[];

enum action_state {
	ACTION_PREVIEWING,
	ACTION_OFFERED,  /* previewed; waits for approval */
	ACTION_APPROVED, /* written down; may start */
	ACTION_RUNNING,
	ACTION_SUCCEEDED,
	ACTION_FAILED,
	ACTION_TIMED_OUT,
	ACTION_UNKNOWN, /* we died while it ran: it never runs again by itself */
	ACTION_REFUSED, /* the world moved since the preview, or preview failed */
	ACTION_UNDONE,
	ACTION_WITHDRAWN, /* the incident ended without it */
};
extern const char *const action_state_names[];

enum action_verdict {
	VERDICT_NONE, /* not judged yet */
	VERDICT_HELPED,
	VERDICT_NO_EFFECT,
	VERDICT_WORSE,
	VERDICT_CANNOT_TELL,
};
extern const char *const action_verdict_names[];

struct action {
	int64_t id;
	int64_t incident;
	int64_t number; /* 1, 2, … in its incident: what a person types */
	str key;
	str title;
	str actuator;
	str target;
	enum action_class class;
	str risk;      /* in a sentence */
	str why;       /* which hypothesis asks for it */
	str plan;      /* JSON: what the actuator was asked for */
	str preview;   /* text: was / will be */
	str condition; /* JSON: what was read for the preview and must still hold */
	str argv;      /* JSON list: exactly what runs */
	str undo;      /* JSON plan of the way back; "" when there is none */
	str undo_text; /* in words; "there is no way back" when there is none */
	str expected;  /* the effect, before it runs */
	str digest; /* SHA-256 of actuator, target, argv and condition: approval binds to
		       it */
	enum action_state state;
	str proposed_by;
	str approved_by;
	instant_ms approved_at;
	instant_ms approval_ends_at;
	instant_ms started_at;
	instant_ms ended_at;
	str output; /* capped */
	str problem;
	enum action_verdict verdict;
	str verdict_reason;
	double before; /* the measurement it is judged by; NaN: none */
	double after;
	str measured;    /* name and unit of that measurement */
	int64_t undo_of; /* this is the undo of that action; 0 */
	/* Whose word it is to run it, where two are needed: the person who proposed it,
	 * or the first to approve what stanch or an agent proposed. "" : nobody yet. */
	str requested_by;
	instant_ms requested_at;
	str called;     /* who was called to be the second; "" when nobody could be */
	str glass;      /* why one person ran it alone; "" : nobody did */
	str snapshot;   /* what a data repair can be put back from */
	str from_alert; /* JSON list: what of target and plan an alert said */
	str neighbours; /* JSON list: service, name, says, worse; "" : not asked yet */
	str harm;       /* who of them got worse, in a sentence; "" : nobody known */
	bool stays;     /* what it does is meant to stay, or leaves nothing behind */
	str leaves;     /* JSON list: what it leaves to be done, as its preview says */
};
extern const struct shape action_shape;

/* How long an approval is good for when it cannot start at once. */
#define APPROVAL_LASTS_MS (10 * MINUTE_MS)
/* How long the second person has before one may break the glass. */
#define SECOND_PERSON_MS (5 * MINUTE_MS)
/* Until when somebody else looks at what was run so: while it is still remembered. */
#define GLASS_REVIEW_MS (3 * DAY_MS)

/* What destroys or rewrites data takes two people. */
bool action_needs_two(const struct action *action);

/* May this person approve it? One person for read and reversible; the requester is
 * never the only approver of a destructive or data-repair action, and an agent never
 * approves. A data repair names its snapshot first. False with the reason. */
struct approver {
	str name;
	bool may_approve; /* role approver or admin */
	bool is_agent;
};
bool action_may_approve(struct arena *arena, const struct action *action,
			struct approver approver, instant_ms now, str *ret_why_not);

/* From when one person may run it alone; 0: nobody has asked for it yet, or one person
 * is enough. */
instant_ms action_alone_from(const struct action *action);

/* May this person run alone what takes two? Once the second has had SECOND_PERSON_MS, or
 * at once when nobody could be called; and only who types the target's name as it
 * stands. False with the reason. */
bool action_may_break_glass(struct arena *arena, const struct action *action,
			    struct approver approver, str target_name, instant_ms now,
			    str *ret_why_not);

/* What an alert or an agent said goes into a command as a value, never as an option:
 * printable, without a line break, and not beginning with "-". False with a sentence
 * that names it. */
bool action_value_accepts(struct arena *arena, str name, str value, str *ret_why_not);

/* Judges by the measurement's own check: within the threshold now and not before:
 * helped. Closer by a fifth or more: helped, still in breach. Further by a fifth:
 * worse. NaN on either side: cannot tell. */
enum action_verdict action_judge(struct arena *arena, double before, double after,
				 const struct check *check, str *ret_reason);

#endif
