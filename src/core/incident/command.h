/* Who does what in an incident. Exactly one person commands, or nobody, which is shown
 * in alarm colour; command passes by being taken while nobody has it, or by a handoff
 * that is offered and accepted in one step. */
#ifndef CORE_INCIDENT_COMMAND_H
#define CORE_INCIDENT_COMMAND_H

#include "base/clock.h"
#include "base/shape.h"

/* Roles beside the commander (PagerDuty's and Google's names). */
enum duty_role {
	DUTY_DEPUTY,
	DUTY_SCRIBE,
	DUTY_OPERATIONS,
	DUTY_COMMUNICATIONS,
	DUTY_EXPERT,   /* subject matter expert */
	DUTY_REPORTER, /* who told us */
};
extern const char *const duty_role_names[];

struct duty_holder {
	int64_t id;
	int64_t incident;
	enum duty_role role;
	str person;
	str given_by;
	instant_ms given_at;
	instant_ms ended_at; /* 0: still */
};
extern const struct shape duty_holder_shape; /* table duty_role */

enum handoff_state {
	HANDOFF_OFFERED,
	HANDOFF_ACCEPTED,
	HANDOFF_DECLINED,
	HANDOFF_WITHDRAWN,
};
extern const char *const handoff_state_names[];

struct handoff {
	int64_t id;
	int64_t incident;
	enum handoff_state state;
	str giver, taker;
	str document; /* as it was at the offer; written anew when it is read open */
	str reason;   /* of a decline or withdrawal */
	instant_ms offered_at;
	instant_ms ended_at;
};
extern const struct shape handoff_shape;

enum time_box_state { TIME_BOX_OPEN, TIME_BOX_DONE, TIME_BOX_OVER };
extern const char *const time_box_state_names[];

/* A task, a person, so many minutes: when they are over somebody asks. */
struct time_box {
	int64_t id;
	int64_t incident;
	str task;
	str owner;
	enum time_box_state state;
	instant_ms due;
	str made_by;
	instant_ms made_at;
	instant_ms ended_at;
};
extern const struct shape time_box_shape;

#endif
