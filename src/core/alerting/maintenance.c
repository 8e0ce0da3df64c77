#include "core/alerting/maintenance.h"

/* So far back a window's beginning is looked for. */
#define BEGAN_MS_MAX (31 * DAY_MS)

#include "base/limits.h"

bool maintenance_is_on(const struct maintenance *maintenance, instant_ms now)
{
	if (maintenance->until != 0)
		return now >= maintenance->from && now < maintenance->until;
	return intervals_hold(&maintenance->during, now) != NULL;
}

instant_ms maintenance_next_change(const struct maintenance *maintenance, instant_ms now)
{
	if (maintenance->until == 0)
		return intervals_next_change(&maintenance->during, now);
	if (now < maintenance->from)
		return maintenance->from;
	return now < maintenance->until ? maintenance->until : INSTANT_MAX;
}

/* Of a window that comes again the part counts that is still to come. */
instant_ms maintenance_began(const struct maintenance *maintenance, instant_ms now)
{
	instant_ms at = now - BEGAN_MS_MAX, began = 0;

	if (!maintenance_is_on(maintenance, now))
		return 0;
	for (;;) {
		at = maintenance_next_change(maintenance, at);
		if (at > now)
			return began;
		if (maintenance_is_on(maintenance, at))
			began = at;
	}
}

static duration_ms length_of(const struct maintenance *maintenance, instant_ms now)
{
	if (maintenance->until != 0)
		return maintenance->until - maintenance->from;
	return maintenance_next_change(maintenance, now) - now;
}

bool maintenance_covers(struct arena *arena, const struct maintenance *maintenance,
			const struct labels *labels, int64_t rank, instant_ms now,
			str *ret_why_not)
{
	const struct matcher *mismatch = labels_mismatch(labels, maintenance->match,
							 maintenance->match_count);

	*ret_why_not = STR("");
	if (!maintenance_is_on(maintenance, now))
		*ret_why_not = STR("it is not on");
	else if (mismatch)
		*ret_why_not = arena_format(arena, STR_FMT " does not match",
					    STR_ARG(matcher_text(arena, mismatch)));
	else if (rank == 0 &&
		 !matchers_name_one(maintenance->match, maintenance->match_count))
		*ret_why_not = STR(NAMES_NOT_THE_WORST);
	else if (rank == 0 && length_of(maintenance, now) > SILENCE_OF_WORST_MS_MAX)
		*ret_why_not = STR("rank 0: it lasts longer than 24 h");
	return ret_why_not->length == 0;
}

str maintenance_sentence(struct arena *arena, const struct maintenance *maintenance,
			 instant_ms now)
{
	instant_ms change = maintenance_next_change(maintenance, now);
	const char *word = maintenance_is_on(maintenance, now) ? "until" : "from";

	if (change == INSTANT_MAX)
		return arena_format(arena, "maintenance " STR_FMT ": " STR_FMT,
				    STR_ARG(maintenance->name),
				    STR_ARG(maintenance->reason));
	return arena_format(arena, "maintenance " STR_FMT " %s " STR_FMT ": " STR_FMT,
			    STR_ARG(maintenance->name), word,
			    STR_ARG(instant_format(arena, change)),
			    STR_ARG(maintenance->reason));
}
