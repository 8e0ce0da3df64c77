#include "core/alerting/sender.h"

#include <stddef.h>

#define BURST_MS        SECOND_MS
#define SLACK_MS        (5 * SECOND_MS)
#define REGULAR_FOR_MS  DAY_MS
#define USUAL_MAX_MS    (10 * MINUTE_MS)
#define PATIENCE_MIN_MS (5 * MINUTE_MS)

const char *const sender_state_names[] = {
	[SENDER_HEARD] = "heard",
	[SENDER_SILENT] = "silent",
	NULL,
};

static const struct field sender_fields[] = {
	F(struct sender, id, FIELD_INT),
	F(struct sender, name, FIELD_TEXT),
	F(struct sender, source, FIELD_TEXT),
	F_ENUM(struct sender, state, sender_state_names),
	F(struct sender, since, FIELD_INSTANT),
	F(struct sender, first_seen_at, FIELD_INSTANT),
	F(struct sender, last_seen_at, FIELD_INSTANT),
	F(struct sender, regular_since, FIELD_INSTANT),
	F(struct sender, usual, FIELD_DURATION),
	F(struct sender, deliveries, FIELD_INT),
	F(struct sender, alerts, FIELD_INT),
	F(struct sender, faults, FIELD_INT),
	F(struct sender, refused, FIELD_INT),
	F(struct sender, problem, FIELD_TEXT),
};
const struct shape sender_shape = SHAPE("sender", struct sender, sender_fields);

static void learn(struct sender *sender, duration_ms gap, instant_ms now)
{
	if (sender->usual == 0) {
		sender->usual = gap;
		sender->regular_since = now - gap;
		return;
	}
	if (gap > 3 * sender->usual + SLACK_MS)
		sender->regular_since = now;
	sender->usual += (gap - sender->usual) / 8;
}

struct sender sender_heard(struct sender sender, instant_ms now)
{
	duration_ms gap = now - sender.last_seen_at;

	sender.deliveries++;
	if (sender.first_seen_at == 0)
		sender.first_seen_at = now;
	if (sender.last_seen_at != 0 && gap < BURST_MS)
		return sender;
	if (sender.last_seen_at != 0)
		learn(&sender, gap, now);
	sender.last_seen_at = now;
	return sender;
}

static bool was_regular(const struct sender *sender)
{
	return sender->usual > 0 && sender->usual <= USUAL_MAX_MS &&
	       sender->last_seen_at - sender->regular_since >= REGULAR_FOR_MS;
}

duration_ms sender_patience(const struct sender *sender, duration_ms expect_every)
{
	duration_ms patience = 10 * sender->usual;

	if (expect_every > 0)
		return 2 * expect_every;
	if (!was_regular(sender))
		return 0;
	return patience > PATIENCE_MIN_MS ? patience : PATIENCE_MIN_MS;
}

bool sender_is_late(const struct sender *sender, duration_ms expect_every,
		    instant_ms deaf_until, instant_ms now)
{
	duration_ms patience = sender_patience(sender, expect_every);
	instant_ms from = sender->last_seen_at != 0 ? sender->last_seen_at
						    : sender->first_seen_at;

	if (from < deaf_until)
		from = deaf_until;
	return patience > 0 && now - from > patience;
}
