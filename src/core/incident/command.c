#include "core/incident/command.h"

const char *const duty_role_names[] = {
	[DUTY_DEPUTY] = "deputy",
	[DUTY_SCRIBE] = "scribe",
	[DUTY_OPERATIONS] = "operations",
	[DUTY_COMMUNICATIONS] = "communications",
	[DUTY_EXPERT] = "expert",
	[DUTY_REPORTER] = "reporter",
	NULL,
};

static const struct field duty_holder_fields[] = {
	F(struct duty_holder, id, FIELD_INT),
	F(struct duty_holder, incident, FIELD_INT),
	F_ENUM(struct duty_holder, role, duty_role_names),
	F(struct duty_holder, person, FIELD_TEXT),
	F(struct duty_holder, given_by, FIELD_TEXT),
	F(struct duty_holder, given_at, FIELD_INSTANT),
	F(struct duty_holder, ended_at, FIELD_INSTANT),
};
const struct shape duty_holder_shape = SHAPE("duty_role", struct duty_holder,
					     duty_holder_fields);

const char *const handoff_state_names[] = {
	[HANDOFF_OFFERED] = "offered",
	[HANDOFF_ACCEPTED] = "accepted",
	[HANDOFF_DECLINED] = "declined",
	[HANDOFF_WITHDRAWN] = "withdrawn",
	NULL,
};

static const struct field handoff_fields[] = {
	F(struct handoff, id, FIELD_INT),
	F(struct handoff, incident, FIELD_INT),
	F_ENUM(struct handoff, state, handoff_state_names),
	F(struct handoff, giver, FIELD_TEXT),
	F(struct handoff, taker, FIELD_TEXT),
	F(struct handoff, document, FIELD_TEXT),
	F(struct handoff, reason, FIELD_TEXT),
	F(struct handoff, offered_at, FIELD_INSTANT),
	F(struct handoff, ended_at, FIELD_INSTANT),
};
const struct shape handoff_shape = SHAPE("handoff", struct handoff, handoff_fields);

const char *const time_box_state_names[] = {
	[TIME_BOX_OPEN] = "open",
	[TIME_BOX_DONE] = "done",
	[TIME_BOX_OVER] = "over",
	NULL,
};

static const struct field time_box_fields[] = {
	F(struct time_box, id, FIELD_INT),
	F(struct time_box, incident, FIELD_INT),
	F(struct time_box, task, FIELD_TEXT),
	F(struct time_box, owner, FIELD_TEXT),
	F_ENUM(struct time_box, state, time_box_state_names),
	F(struct time_box, due, FIELD_INSTANT),
	F(struct time_box, made_by, FIELD_TEXT),
	F(struct time_box, made_at, FIELD_INSTANT),
	F(struct time_box, ended_at, FIELD_INSTANT),
};
const struct shape time_box_shape = SHAPE("time_box", struct time_box, time_box_fields);
