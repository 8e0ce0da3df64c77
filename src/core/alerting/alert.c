#include "core/alerting/alert.h"

#include <stddef.h>

const char *const alert_state_names[] = {
	[ALERT_FIRING] = "firing",
	[ALERT_RESOLVED] = "resolved",
	[ALERT_STALE] = "stale",
	[ALERT_UNKNOWN] = "unknown",
	NULL,
};

bool alert_has_ended(enum alert_state state)
{
	return state == ALERT_RESOLVED || state == ALERT_UNKNOWN;
}

static const struct field alert_fields[] = {
	F(struct alert, id, FIELD_INT),
	F(struct alert, incident, FIELD_INT),
	F_HIDDEN(struct alert, key, FIELD_TEXT),
	F(struct alert, fingerprint, FIELD_TEXT),
	F_HIDDEN(struct alert, content, FIELD_INT),
	F_ENUM(struct alert, state, alert_state_names),
	F(struct alert, name, FIELD_TEXT),
	F(struct alert, summary, FIELD_TEXT),
	F(struct alert, service, FIELD_TEXT),
	F(struct alert, source, FIELD_TEXT),
	F(struct alert, labels, FIELD_JSON),
	F(struct alert, annotations, FIELD_JSON),
	F(struct alert, starts_at, FIELD_INSTANT),
	F(struct alert, ends_at, FIELD_INSTANT),
	F(struct alert, first_seen_at, FIELD_INSTANT),
	F(struct alert, changed_at, FIELD_INSTANT),
	F(struct alert, generator_url, FIELD_TEXT),
	F(struct alert, identity, FIELD_TEXT),
	F(struct alert, suppressed, FIELD_TEXT),
	F_HIDDEN(struct alert, turns, FIELD_TEXT),
};
const struct shape alert_shape = SHAPE("alert", struct alert, alert_fields);

static const struct field alert_brief_fields[] = {
	F(struct alert, id, FIELD_INT),
	F(struct alert, incident, FIELD_INT),
	F_ENUM(struct alert, state, alert_state_names),
	F(struct alert, name, FIELD_TEXT),
	F(struct alert, summary, FIELD_TEXT),
	F(struct alert, service, FIELD_TEXT),
	F(struct alert, source, FIELD_TEXT),
	F(struct alert, starts_at, FIELD_INSTANT),
	F(struct alert, ends_at, FIELD_INSTANT),
	F(struct alert, first_seen_at, FIELD_INSTANT),
	F(struct alert, changed_at, FIELD_INSTANT),
	F(struct alert, suppressed, FIELD_TEXT),
};
const struct shape alert_brief_shape = SHAPE("alert", struct alert, alert_brief_fields);

static instant_ms later(instant_ms a, instant_ms b)
{
	return a > b ? a : b;
}

/* Who says that it is over has the last word on that; its time may be missing, or
 * lie ahead because its clock does. */
static void settle_end(struct alert_fact *fact, instant_ms now,
		       duration_ms resolve_timeout)
{
	if (fact->firing && fact->is_said_once)
		fact->ends_at = INSTANT_MAX;
	else if (fact->firing && fact->ends_at == 0)
		fact->ends_at = later(now, fact->starts_at) + resolve_timeout;
	else if (fact->ends_at == 0 || (!fact->firing && fact->ends_at > now))
		fact->ends_at = later(now, fact->starts_at);
	if (fact->firing)
		fact->firing = fact->ends_at > now;
}

bool alert_settle(struct alert_fact *fact, instant_ms now, duration_ms resolve_timeout,
		  struct error *error)
{
	if (fact->labels.count == 0 && fact->identity.length == 0)
		return error_set(error, ERROR_INVALID,
				 "labels: there is none, so this alert has no identity");
	if (fact->starts_at != 0 && fact->ends_at != 0 && fact->ends_at < fact->starts_at)
		return error_set(error, ERROR_INVALID, "endsAt: it lies before startsAt");
	if (fact->starts_at == 0)
		fact->starts_at = fact->ends_at != 0 ? fact->ends_at : now;
	settle_end(fact, now, resolve_timeout);
	return true;
}
