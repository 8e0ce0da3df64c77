#include "core/telling/message.h"

#include <stddef.h>

const char *const promise_state_names[] = {
	[PROMISE_OPEN] = "open",
	[PROMISE_KEPT] = "kept",
	[PROMISE_MISSED] = "missed",
	[PROMISE_REPLACED] = "replaced",
	NULL,
};

const char *const promise_kind_names[] = {
	[PROMISE_UPDATE] = "update",
	[PROMISE_ETA] = "eta",
	NULL,
};

static const struct field promise_fields[] = {
	F(struct promise, id, FIELD_INT),
	F(struct promise, incident, FIELD_INT),
	F(struct promise, message, FIELD_INT),
	F_ENUM(struct promise, kind, promise_kind_names),
	F(struct promise, audience, FIELD_TEXT),
	F(struct promise, what, FIELD_TEXT),
	F_ENUM(struct promise, state, promise_state_names),
	F(struct promise, made_at, FIELD_INSTANT),
	F(struct promise, due, FIELD_INSTANT),
	F(struct promise, ended_at, FIELD_INSTANT),
	F(struct promise, reminded, FIELD_BOOL),
};
const struct shape promise_shape = SHAPE("promise", struct promise, promise_fields);

instant_ms promise_remind_at(const struct promise *promise, instant_ms now)
{
	instant_ms at = promise->due - PROMISE_REMINDER_MS;

	if (at > now)
		return at;
	return promise->due > now ? now + (promise->due - now) / 2 : now;
}

instant_ms promise_missed_at(const struct promise *promise, instant_ms now)
{
	if (promise->due > now)
		return promise->due + PROMISE_GRACE_MS;
	return now + PROMISE_REMINDER_MS;
}

instant_ms promise_due_under(const struct promise *promise, duration_ms cadence,
			     instant_ms now)
{
	instant_ms due = promise->made_at + cadence;

	if (due < now)
		due = now;
	return cadence <= 0 || due >= promise->due ? promise->due : due;
}
