/* A temporary fix: what was left behind to get a service back and must not stay, such as
 * a limit that was raised, a flag that is off, or auto-sync that somebody must turn on
 * again. It has an end and an owner, is reminded of until it is gone, and keeps its
 * incident from being closed; never from being mitigated or resolved. What must still be
 * done after an action (an obligation) is one too: not having done it is what is left. */
#ifndef CORE_ACTION_FIX_H
#define CORE_ACTION_FIX_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/shape.h"

struct action;

enum fix_source {
	FIX_FROM_ACTION,     /* what it did stays until its undo */
	FIX_FROM_OBLIGATION, /* it left something to be done */
	FIX_FROM_PERSON,     /* somebody wrote it down */
	FIX_FROM_CODE,       /* a comment in a repository says so */
	FIX_FROM_REVIEW,     /* one person ran what takes two: somebody else looks */
};
extern const char *const fix_source_names[];

enum fix_state {
	FIX_OPEN,
	FIX_REMOVED,
	FIX_KEPT, /* it stays for good, or need not be done: somebody said why */
};
extern const char *const fix_state_names[];

struct fix {
	int64_t id;
	int64_t incident; /* 0: of code whose incident is none of ours */
	enum fix_source source;
	int64_t number; /* of the action in its incident; 0: of none */
	str title;
	str place;   /* what was changed: a target, or file and line; "" */
	str removal; /* how it is removed, in words; "" */
	str plan;    /* JSON: how an actuator tells whether it is gone; "" */
	bool ends_with_undo;
	str owner;
	enum fix_state state;
	str made_by;
	instant_ms made_at;
	instant_ms ends_at;
	int64_t reminders; /* sent until now */
	str asked_by;      /* who wants it gone while the target is asked; "" */
	str reason;        /* of the last change */
	str seen;          /* what the target showed when it was asked; "" */
	str ended_by;
	instant_ms ended_at;
};
extern const struct shape fix_shape;

/* Reminders before the end come by age, after it the next day and then by age. */
#define FIX_WEEK_MS (7 * DAY_MS)
/* What is needed for longer is not temporary. */
#define FIX_LASTS_MS_MAX (90 * DAY_MS)

/* The next instant after "now" at which its owner is reminded: each week of its age, at
 * its end, and a day after that. */
instant_ms fix_next_reminder(const struct fix *fix, instant_ms now);

/* "since 3d 2h, its end was 2d 1h ago" or "…, ends in 3:00:00". */
str fix_age(struct arena *arena, const struct fix *fix, instant_ms now);

/* Does what this action did stay until somebody takes it back? It has a way back and is
 * none itself: what stays as it is, says so. */
bool action_leaves_fix(const struct action *action);

#endif
