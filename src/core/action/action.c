#include "core/action/action.h"

#include <stddef.h>

const char *const action_class_names[] = {
	[ACTION_READ] = "read",
	[ACTION_REVERSIBLE] = "reversible",
	[ACTION_DESTRUCTIVE] = "destructive",
	[ACTION_DATA_REPAIR] = "data-repair",
	NULL,
};

const char *const action_state_names[] = {
	[ACTION_PREVIEWING] = "previewing", [ACTION_OFFERED] = "offered",
	[ACTION_APPROVED] = "approved",     [ACTION_RUNNING] = "running",
	[ACTION_SUCCEEDED] = "succeeded",   [ACTION_FAILED] = "failed",
	[ACTION_TIMED_OUT] = "timed-out",   [ACTION_UNKNOWN] = "unknown",
	[ACTION_REFUSED] = "refused",       [ACTION_UNDONE] = "undone",
	[ACTION_WITHDRAWN] = "withdrawn",   NULL,
};

const char *const action_verdict_names[] = {
	[VERDICT_NONE] = "none",
	[VERDICT_HELPED] = "helped",
	[VERDICT_NO_EFFECT] = "no-effect",
	[VERDICT_WORSE] = "worse",
	[VERDICT_CANNOT_TELL] = "cannot-tell",
	NULL,
};

static const struct field action_fields[] = {
	F(struct action, id, FIELD_INT),
	F(struct action, incident, FIELD_INT),
	F(struct action, number, FIELD_INT),
	F(struct action, key, FIELD_TEXT),
	F(struct action, title, FIELD_TEXT),
	F(struct action, actuator, FIELD_TEXT),
	F(struct action, target, FIELD_TEXT),
	F_ENUM(struct action, class, action_class_names),
	F(struct action, risk, FIELD_TEXT),
	F(struct action, why, FIELD_TEXT),
	F(struct action, plan, FIELD_JSON),
	F(struct action, preview, FIELD_TEXT),
	F(struct action, condition, FIELD_JSON),
	F(struct action, argv, FIELD_JSON),
	F(struct action, undo, FIELD_JSON),
	F(struct action, undo_text, FIELD_TEXT),
	F(struct action, expected, FIELD_TEXT),
	F(struct action, digest, FIELD_TEXT),
	F_ENUM(struct action, state, action_state_names),
	F(struct action, proposed_by, FIELD_TEXT),
	F(struct action, approved_by, FIELD_TEXT),
	F(struct action, approved_at, FIELD_INSTANT),
	F(struct action, approval_ends_at, FIELD_INSTANT),
	F(struct action, started_at, FIELD_INSTANT),
	F(struct action, ended_at, FIELD_INSTANT),
	F(struct action, output, FIELD_TEXT),
	F(struct action, problem, FIELD_TEXT),
	F_ENUM(struct action, verdict, action_verdict_names),
	F(struct action, verdict_reason, FIELD_TEXT),
	F(struct action, before, FIELD_REAL),
	F(struct action, after, FIELD_REAL),
	F(struct action, measured, FIELD_TEXT),
	F(struct action, undo_of, FIELD_INT),
	F(struct action, requested_by, FIELD_TEXT),
	F(struct action, requested_at, FIELD_INSTANT),
	F(struct action, called, FIELD_TEXT),
	F(struct action, glass, FIELD_TEXT),
	F(struct action, snapshot, FIELD_TEXT),
	F(struct action, from_alert, FIELD_JSON),
	F(struct action, neighbours, FIELD_JSON),
	F(struct action, harm, FIELD_TEXT),
	F(struct action, stays, FIELD_BOOL),
	F(struct action, leaves, FIELD_JSON),
};
const struct shape action_shape = SHAPE("action", struct action, action_fields);
