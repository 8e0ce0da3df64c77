#include "core/incident/check.h"

#include "core/evidence/evidence.h"

#include <math.h>
#include <stddef.h>

const char *const check_state_names[] = {
	[CHECK_PENDING] = "pending", [CHECK_GREEN] = "green",     [CHECK_HELD] = "held",
	[CHECK_RED] = "red",         [CHECK_NO_DATA] = "no-data", NULL,
};

const char *const comparison_names[] = {
	[COMPARE_BELOW] = "below",
	[COMPARE_AT_MOST] = "at most",
	[COMPARE_ABOVE] = "above",
	[COMPARE_AT_LEAST] = "at least",
	NULL,
};

static const struct field check_fields[] = {
	F(struct check, id, FIELD_INT),
	F(struct check, incident, FIELD_INT),
	F(struct check, name, FIELD_TEXT),
	F(struct check, query, FIELD_TEXT),
	F_ENUM(struct check, comparison, comparison_names),
	F(struct check, threshold, FIELD_REAL),
	F(struct check, unit, FIELD_TEXT),
	F(struct check, hold, FIELD_DURATION),
	F(struct check, interval, FIELD_DURATION),
	F_ENUM(struct check, state, check_state_names),
	F(struct check, green_since, FIELD_INSTANT),
	F(struct check, last_sample_at, FIELD_INSTANT),
	F(struct check, asked_at, FIELD_INSTANT),
	F(struct check, last_value, FIELD_REAL),
	F(struct check, reason, FIELD_TEXT),
	F(struct check, in_breach, FIELD_BOOL),
	F(struct check, samples, FIELD_INT),
	F(struct check, worst_value, FIELD_REAL),
	F(struct check, breach, FIELD_DURATION),
};
const struct shape check_shape = SHAPE("check", struct check, check_fields);

/* False for NaN, whatever is compared: no value is never good. */
bool compare(enum comparison comparison, double value, double threshold)
{
	switch (comparison) {
	case COMPARE_BELOW: return value < threshold;
	case COMPARE_AT_MOST: return value <= threshold;
	case COMPARE_ABOVE: return value > threshold;
	case COMPARE_AT_LEAST: return value >= threshold;
	}
	return false;
}

duration_ms check_gap_max(const struct check *check)
{
	duration_ms gap = 3 * check->interval;

	return gap > 15 * SECOND_MS ? gap : 15 * SECOND_MS;
}

double compare_excess(enum comparison comparison, double value, double threshold)
{
	bool low_is_good = comparison == COMPARE_BELOW || comparison == COMPARE_AT_MOST;

	return low_is_good ? value - threshold : threshold - value;
}

static double badness(const struct check *check, double value)
{
	return compare_excess(check->comparison, value, check->threshold);
}

static struct check without_data(struct arena *arena, struct check check, str problem)
{
	str why = problem.length > 0 ? problem : STR("no value was given");

	check.state = CHECK_NO_DATA;
	check.reason = arena_format(
		arena, "no data: " STR_FMT "; no data is never a pass", STR_ARG(why));
	return check;
}

static str red_reason(struct arena *arena, const struct check *check)
{
	str value = quantity_format(arena, check->last_value, check->unit);
	str limit = quantity_format(arena, check->threshold, check->unit);
	str worst = quantity_format(arena, check->worst_value, check->unit);
	bool improved = badness(check, check->last_value) <=
			badness(check, check->worst_value) * 0.8;

	if (improved && !str_equal(value, worst))
		return arena_format(arena,
				    STR_FMT " is not %s " STR_FMT
					    ": improved from " STR_FMT
					    ", still in breach",
				    STR_ARG(value), comparison_names[check->comparison],
				    STR_ARG(limit), STR_ARG(worst));
	return arena_format(arena, STR_FMT " is not %s " STR_FMT ": in breach",
			    STR_ARG(value), comparison_names[check->comparison],
			    STR_ARG(limit));
}

static str green_reason(struct arena *arena, const struct check *check,
			duration_ms unknown)
{
	static const char *const signs[] = { "<", "<=", ">", ">=" };
	str value = quantity_format(arena, check->last_value, check->unit);
	str limit = quantity_format(arena, check->threshold, check->unit);
	str green = duration_format(arena, check->last_sample_at - check->green_since);
	str hold = duration_format(arena, check->hold);
	str gap = { 0 };

	if (check->state == CHECK_HELD)
		return arena_format(
			arena, "held: green for " STR_FMT " (" STR_FMT " %s " STR_FMT ")",
			STR_ARG(green), STR_ARG(value), signs[check->comparison],
			STR_ARG(limit));
	if (unknown > 0)
		gap = arena_format(arena,
				   "; the hold started anew: no sample for " STR_FMT,
				   STR_ARG(duration_format(arena, unknown)));
	return arena_format(arena,
			    "green for " STR_FMT " of " STR_FMT " (" STR_FMT
			    " %s " STR_FMT ")" STR_FMT,
			    STR_ARG(green), STR_ARG(hold), STR_ARG(value),
			    signs[check->comparison], STR_ARG(limit), STR_ARG(gap));
}

/* What the postmortem says of the impact. */
static void measure_impact(struct check *check, duration_ms gap)
{
	bool is_first = check->samples == 0 || isnan(check->worst_value);

	check->samples++;
	if (is_first ||
	    badness(check, check->last_value) > badness(check, check->worst_value))
		check->worst_value = check->last_value;
	if (check->in_breach && gap <= check_gap_max(check))
		check->breach += gap;
}

/* green_since is 0 while no hold is under way. */
static void settle_green(struct arena *arena, struct check *check, duration_ms gap)
{
	bool is_under_way = check->green_since != 0;
	bool is_unknown = gap > check_gap_max(check);

	if (!is_under_way || is_unknown)
		check->green_since = check->last_sample_at;
	else if (check->state == CHECK_NO_DATA)
		check->green_since += gap;

	duration_ms green = check->last_sample_at - check->green_since;

	check->state = green >= check->hold ? CHECK_HELD : CHECK_GREEN;
	check->reason = green_reason(arena, check, is_under_way && is_unknown ? gap : 0);
}

struct check check_observe(struct arena *arena, struct check check, struct sample sample,
			   instant_ms now)
{
	if (sample.has_value && !isnan(sample.value) && sample.at <= check.last_sample_at)
		return check;

	check.asked_at = now;
	if (!sample.has_value || isnan(sample.value))
		return without_data(arena, check, sample.problem);

	duration_ms gap = check.last_sample_at != 0 ? sample.at - check.last_sample_at
						    : 0;

	check.last_sample_at = sample.at;
	check.last_value = sample.value;
	check.in_breach = !compare(check.comparison, sample.value, check.threshold);
	measure_impact(&check, gap);
	if (check.in_breach) {
		check.state = CHECK_RED;
		check.green_since = 0;
		check.reason = red_reason(arena, &check);
		return check;
	}
	settle_green(arena, &check, gap);
	return check;
}
