#include "core/paging/page.h"

#include <math.h>
#include <stddef.h>

const char *const delivery_state_names[] = {
	[DELIVERY_QUEUED] = "queued",
	[DELIVERY_SENDING] = "sending",
	[DELIVERY_SENT] = "sent",
	[DELIVERY_FAILED] = "failed",
	[DELIVERY_CANCELLED] = "cancelled",
	[DELIVERY_HELD] = "held",
	NULL,
};

const char *const delivery_purpose_names[] = {
	[DELIVERY_PAGE] = "page",
	[DELIVERY_ALARM] = "alarm",
	[DELIVERY_RECOVERY] = "recovery",
	[DELIVERY_MESSAGE] = "message",
	NULL,
};

static const struct field delivery_fields[] = {
	F(struct delivery, id, FIELD_INT),
	F(struct delivery, incident, FIELD_INT),
	F(struct delivery, page, FIELD_INT),
	F(struct delivery, message, FIELD_INT),
	F(struct delivery, round, FIELD_INT),
	F_ENUM(struct delivery, purpose, delivery_purpose_names),
	F_ENUM(struct delivery, state, delivery_state_names),
	F(struct delivery, person, FIELD_TEXT),
	F(struct delivery, channel, FIELD_TEXT),
	F(struct delivery, address, FIELD_TEXT),
	F(struct delivery, send_key, FIELD_TEXT),
	F(struct delivery, subject, FIELD_TEXT),
	F(struct delivery, text, FIELD_TEXT),
	F(struct delivery, brief, FIELD_TEXT),
	F(struct delivery, attempts, FIELD_INT),
	F(struct delivery, created_at, FIELD_INSTANT),
	F(struct delivery, started_at, FIELD_INSTANT),
	F(struct delivery, ended_at, FIELD_INSTANT),
	F(struct delivery, problem, FIELD_TEXT),
	F(struct delivery, receipt, FIELD_TEXT),
};
const struct shape delivery_shape = SHAPE("delivery", struct delivery, delivery_fields);

enum { ATTEMPTS_MAX = 5 };

duration_ms delivery_retry_wait(int64_t attempts, double jitter)
{
	duration_ms wait = 2 * SECOND_MS;
	double spread = jitter >= 0 && jitter <= 1 ? jitter : 0.5;

	if (attempts >= ATTEMPTS_MAX)
		return -1;
	if (attempts <= 0)
		return 0;
	for (int64_t i = 1; i < attempts; i++)
		wait = wait < 30 * SECOND_MS ? wait * 2 : 60 * SECOND_MS;
	return (duration_ms)llround((double)wait * (0.8 + 0.4 * spread));
}
