#include "core/telling/message.h"

#include <stddef.h>

const char *const promise_state_names[] = {
	[PROMISE_OPEN] = "open",
	[PROMISE_KEPT] = "kept",
	[PROMISE_MISSED] = "missed",
	[PROMISE_REPLACED] = "replaced",
	NULL,
};

static const struct field promise_fields[] = {
	F(struct promise, id, FIELD_INT),
	F(struct promise, incident, FIELD_INT),
	F(struct promise, message, FIELD_INT),
	F(struct promise, what, FIELD_TEXT),
	F_ENUM(struct promise, state, promise_state_names),
	F(struct promise, made_at, FIELD_INSTANT),
	F(struct promise, due, FIELD_INSTANT),
	F(struct promise, ended_at, FIELD_INSTANT),
	F(struct promise, reminded, FIELD_BOOL),
};
const struct shape promise_shape = SHAPE("promise", struct promise, promise_fields);
