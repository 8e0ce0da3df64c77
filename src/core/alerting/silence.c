#include "core/alerting/silence.h"

#include "base/limits.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

const char *const silence_state_names[] = {
	[SILENCE_PENDING] = "pending",
	[SILENCE_ACTIVE] = "active",
	[SILENCE_EXPIRED] = "expired",
	NULL,
};

static const struct field silence_fields[] = {
	F(struct silence, id, FIELD_INT),
	F(struct silence, uid, FIELD_TEXT),
	F(struct silence, matchers, FIELD_JSON),
	F(struct silence, comment, FIELD_TEXT),
	F(struct silence, created_by, FIELD_TEXT),
	F(struct silence, starts_at, FIELD_INSTANT),
	F(struct silence, ends_at, FIELD_INSTANT),
	F(struct silence, created_at, FIELD_INSTANT),
	F(struct silence, updated_at, FIELD_INSTANT),
	F(struct silence, expired_at, FIELD_INSTANT),
	F(struct silence, expired_by, FIELD_TEXT),
};
const struct shape silence_shape = SHAPE("silence", struct silence, silence_fields);

enum silence_state silence_state(const struct silence *silence, instant_ms now)
{
	if (silence->expired_at != 0 || now >= silence->ends_at)
		return SILENCE_EXPIRED;
	return now < silence->starts_at ? SILENCE_PENDING : SILENCE_ACTIVE;
}

instant_ms silence_due(const struct silence *silence, instant_ms now)
{
	switch (silence_state(silence, now)) {
	case SILENCE_PENDING: return silence->starts_at;
	case SILENCE_ACTIVE: return silence->ends_at;
	case SILENCE_EXPIRED: break;
	}
	return 0;
}

static bool all_take_absence(const struct matchers *matchers)
{
	for (size_t i = 0; i < matchers->count; i++)
		if (!matcher_takes_absence(&matchers->items[i]))
			return false;
	return true;
}

static bool refuse(struct error *error, const char *why)
{
	return error_set(error, ERROR_INVALID, "%s", why);
}

static bool check_times(const struct silence *silence, instant_ms now,
			struct error *error)
{
	if (silence->starts_at == 0)
		return refuse(error, "startsAt: is missing");
	if (silence->ends_at == 0)
		return refuse(error, "endsAt: is missing: a silence needs an end");
	if (silence->ends_at <= silence->starts_at)
		return refuse(error, "endsAt: must lie behind startsAt");
	if (silence->ends_at <= now)
		return refuse(error, "endsAt: lies in the past");
	return true;
}

bool silence_check(const struct silence *silence, const struct matchers *matchers,
		   instant_ms now, struct error *error)
{
	if (!check_times(silence, now, error))
		return false;
	if (matchers->count == 0)
		return refuse(error, "matchers: at least one is needed");
	if (all_take_absence(matchers))
		return refuse(error,
			      "matchers: each of them holds for a label that is not "
			      "there, so this would silence everything");
	if (str_trim(silence->created_by).length == 0)
		return refuse(error, "createdBy: say who silences it");
	if (str_trim(silence->comment).length == 0)
		return refuse(error, "comment: say why");
	if (silence->comment.length > NOTE_BYTES_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 "comment: has more than %d bytes", NOTE_BYTES_MAX);
	return true;
}

static bool in_same_second(instant_ms a, instant_ms b)
{
	return a / SECOND_MS == b / SECOND_MS;
}

bool silence_may_become(const struct silence *silence, const struct silence *changed,
			instant_ms now)
{
	if (!str_equal(silence->matchers, changed->matchers))
		return false;
	switch (silence_state(silence, now)) {
	case SILENCE_PENDING: return changed->starts_at >= now;
	case SILENCE_ACTIVE:
		return in_same_second(silence->starts_at, changed->starts_at) &&
		       changed->ends_at >= now;
	case SILENCE_EXPIRED: break;
	}
	return false;
}

bool silence_covers_worst(struct arena *arena, const struct silence_rule *rule,
			  str *ret_why_not)
{
	const struct matchers *matchers = &rule->matchers;
	duration_ms lasts = rule->silence.ends_at - rule->silence.starts_at;

	if (!matchers_name_one(matchers->items, matchers->count)) {
		*ret_why_not = STR(NAMES_NOT_THE_WORST);
		return false;
	}
	if (lasts <= SILENCE_OF_WORST_MS_MAX)
		return true;
	*ret_why_not = arena_format(arena,
				    "rank 0: it lasts " STR_FMT ", and 24 h is the most",
				    STR_ARG(duration_format(arena, lasts)));
	return false;
}

/* Whatever the rank; "" when it covers. */
static str why_not_at_all(struct arena *arena, const struct silence_rule *rule,
			  const struct labels *labels, instant_ms now)
{
	const struct silence *silence = &rule->silence;
	const struct matcher *mismatch;

	switch (silence_state(silence, now)) {
	case SILENCE_PENDING:
		return arena_format(arena, "it begins at " STR_FMT,
				    STR_ARG(instant_format(arena, silence->starts_at)));
	case SILENCE_EXPIRED: return STR("it has ended");
	case SILENCE_ACTIVE: break;
	}
	if (rule->matchers.count == 0)
		return STR("it has no matchers");
	mismatch = labels_mismatch(labels, rule->matchers.items, rule->matchers.count);
	if (!mismatch)
		return STR("");
	return arena_format(arena, STR_FMT " does not match",
			    STR_ARG(matcher_text(arena, mismatch)));
}

bool silence_covers(struct arena *arena, const struct silence_rule *rule,
		    const struct labels *labels, int64_t rank, instant_ms now,
		    str *ret_why_not)
{
	*ret_why_not = why_not_at_all(arena, rule, labels, now);
	if (ret_why_not->length > 0)
		return false;
	return rank != 0 || silence_covers_worst(arena, rule, ret_why_not);
}

str silence_sentence(struct arena *arena, const struct silence *silence)
{
	return arena_format(arena,
			    "silenced by " STR_FMT " until " STR_FMT ": " STR_FMT
			    " (" STR_FMT ")",
			    STR_ARG(silence->created_by),
			    STR_ARG(instant_format(arena, silence->ends_at)),
			    STR_ARG(silence->comment), STR_ARG(silence->uid));
}

str uuid_format(struct arena *arena, const unsigned char random[16])
{
	unsigned char b[16];

	memcpy(b, random, sizeof(b));
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	return arena_format(arena,
			    "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
			    "%02x%02x%02x%02x%02x%02x",
			    b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9],
			    b[10], b[11], b[12], b[13], b[14], b[15]);
}

bool uuid_is_valid(str s)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (s.length != sizeof(form) - 1)
		return false;
	for (size_t i = 0; i < s.length; i++) {
		const char *fitting = form[i] == '-' ? "-" : "0123456789abcdefABCDEF";

		if (s.bytes[i] == '\0' || !strchr(fitting, s.bytes[i]))
			return false;
	}
	return true;
}
