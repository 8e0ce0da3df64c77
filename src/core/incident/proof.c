#include "base/text.h"
#include "core/incident/check.h"

enum { WHY_NOT_BYTES_MAX = 8192 };

/* "18 s", "1:18": rounded up, so that what is missing never reads as nothing. */
static str missing_text(struct arena *arena, duration_ms missing)
{
	duration_ms seconds = (missing + SECOND_MS - 1) / SECOND_MS;

	if (seconds < 60)
		return arena_format(arena, "%lld s", (long long)seconds);
	return duration_format(arena, seconds * SECOND_MS);
}

static str green_text(struct arena *arena, const struct check *check)
{
	duration_ms green = check->last_sample_at - check->green_since;

	return arena_format(arena,
			    "green for " STR_FMT " of " STR_FMT ", " STR_FMT " missing",
			    STR_ARG(duration_format(arena, green)),
			    STR_ARG(duration_format(arena, check->hold)),
			    STR_ARG(missing_text(arena, check->hold - green)));
}

/* "" when this check is proof. */
static str why_not(struct arena *arena, const struct check *check, instant_ms now)
{
	duration_ms silent = now - check->asked_at;

	switch (check->state) {
	case CHECK_PENDING: return STR("no answer yet");
	case CHECK_GREEN: return green_text(arena, check);
	case CHECK_RED:
	case CHECK_NO_DATA: return check->reason;
	case CHECK_HELD: break;
	}
	if (silent < -check_gap_max(check))
		return STR("was held, but our clock was set back since");
	if (silent <= check_gap_max(check))
		return (str){ 0 };
	return arena_format(arena, "was held, but nothing new for " STR_FMT,
			    STR_ARG(duration_format(arena, silent)));
}

bool checks_prove_recovery(struct arena *arena, struct check_list checks, instant_ms now,
			   str *ret_why_not)
{
	struct text text = text_new(arena, WHY_NOT_BYTES_MAX);

	if (checks.count == 0) {
		*ret_why_not = STR("there is no check: nothing proves the recovery");
		return false;
	}
	for (size_t i = 0; i < checks.count; i++) {
		str reason = why_not(arena, &checks.items[i], now);

		if (reason.length == 0)
			continue;
		text_addf(&text, "%s" STR_FMT ": " STR_FMT, text.length > 0 ? " · " : "",
			  STR_ARG(checks.items[i].name), STR_ARG(reason));
	}
	if (text.length == 0)
		return true;
	*ret_why_not = text_of(&text);
	return false;
}
