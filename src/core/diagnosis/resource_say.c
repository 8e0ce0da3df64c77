/* What runs out, in a sentence with its numbers. */
#include "core/diagnosis/resource_private.h"

#include "core/evidence/evidence.h"

#include <math.h>

/* "14:20", or with its day when that is another one. */
static str at_about(struct arena *arena, instant_ms at, instant_ms now)
{
	if (at == INSTANT_MAX)
		return STR("never");
	if (at - now < DAY_MS)
		return str_slice(instant_format_time(arena, at), 0, 5);
	return arena_format(arena, STR_FMT " " STR_FMT,
			    STR_ARG(instant_format_day(arena, at)),
			    STR_ARG(str_slice(instant_format_time(arena, at), 0, 5)));
}

/* "14:20:10", and with its day before it when the end is on another one. */
static str since_told(struct arena *arena, instant_ms since, instant_ms end)
{
	str day = instant_format_day(arena, since),
	    at = instant_format_time(arena, since);

	if (str_equal(day, instant_format_day(arena, end)))
		return at;
	return arena_format(arena, STR_FMT " " STR_FMT, STR_ARG(day), STR_ARG(at));
}

/* "2 h 29 min" */
static str in_about(struct arena *arena, duration_ms left)
{
	long long minutes = (long long)(left / MINUTE_MS);

	if (minutes < 60)
		return arena_format(arena, "%lld min", minutes);
	if (minutes < 48 * 60LL)
		return arena_format(arena, "%lld h %lld min", minutes / 60, minutes % 60);
	return arena_format(arena, "%lld d %lld h", minutes / 1440, minutes / 60 % 24);
}

/* "95 %: 12 to 14", or "" when both are written the same. */
static str interval(struct arena *arena, str low, str high)
{
	if (str_equal(low, high))
		return STR("");
	return arena_format(arena, "95 %%: " STR_FMT " to " STR_FMT, STR_ARG(low),
			    STR_ARG(high));
}

static str estimated(struct arena *arena, const struct resource *resource, instant_ms now)
{
	str between = interval(arena, at_about(arena, resource->full_soonest, now),
			       at_about(arena, resource->full_latest, now));

	return arena_format(arena,
			    STR_FMT ", in " STR_FMT
				    ", if it goes on so (estimated%s" STR_FMT ")",
			    STR_ARG(at_about(arena, resource->full, now)),
			    STR_ARG(in_about(arena, resource->full - now)),
			    between.length > 0 ? ", " : "", STR_ARG(between));
}

/* "512 MiB (memory_limit)" */
static str limit_told(struct arena *arena, double limit, str unit, str name)
{
	str told = quantity_format(arena, limit, unit);

	if (name.length == 0)
		return told;
	return arena_format(arena, STR_FMT " (" STR_FMT ")", STR_ARG(told),
			    STR_ARG(name));
}

static str until_told(struct arena *arena, const struct resource *resource, bool is_free,
		      instant_ms now)
{
	bool is_there = resource->full != 0 && resource->full <= now;
	str limit = limit_told(arena, resource->limit, resource->finding.unit,
			       resource->limit_name);

	if (is_free)
		return resource->full == 0 ? STR("")
		       : is_there
			       ? STR("; nothing is left")
			       : arena_format(arena,
					      "; nothing is left at about " STR_FMT,
					      STR_ARG(estimated(arena, resource, now)));
	if (isnan(resource->limit))
		return STR("; its limit is not known");
	if (is_there)
		return arena_format(arena, "; its peaks are at its limit of " STR_FMT,
				    STR_ARG(limit));
	if (resource->full == 0)
		return arena_format(
			arena, "; its limit of " STR_FMT " is too far away to say when",
			STR_ARG(limit));
	return arena_format(arena,
			    "; it reaches its limit of " STR_FMT " at about " STR_FMT,
			    STR_ARG(limit), STR_ARG(estimated(arena, resource, now)));
}

void resource_say(struct arena *arena, struct resource *resource,
		  const struct supply *supply, const struct growth *growth)
{
	struct finding *finding = &resource->finding;
	bool is_free = supply->amount->role == AMOUNT_FREE;
	double low = fmin(fabs(resource->per_hour_low), fabs(resource->per_hour_high));
	double high = fmax(fabs(resource->per_hour_low), fabs(resource->per_hour_high));
	str between = interval(arena, quantity_format(arena, low, finding->unit),
			       quantity_format(arena, high, finding->unit));

	finding->says = arena_format(
		arena,
		STR_FMT " of " STR_FMT " %s by " STR_FMT "/h%s" STR_FMT
			"%s since %s" STR_FMT STR_FMT,
		STR_ARG(finding->subject), STR_ARG(finding->entity),
		is_free ? "falls" : "grows",
		STR_ARG(quantity_format(arena, fabs(resource->per_hour), finding->unit)),
		between.length > 0 ? " (" : "", STR_ARG(between),
		between.length > 0 ? ")" : "", growth->is_anew ? "it began anew at " : "",
		STR_ARG(since_told(arena, finding->onset, supply->end)),
		STR_ARG(until_told(arena, resource, is_free, supply->end)));
}

/* "; the work needs 34 at once" */
static str needed_told(struct arena *arena, const struct resource *resource, double all)
{
	if (isnan(resource->needed))
		return STR("");
	return arena_format(arena,
			    "; the work needs " STR_FMT
			    " at once, if each piece holds one as long as it takes%s",
			    STR_ARG(quantity_format(arena, round(resource->needed),
						    resource->finding.unit)),
			    resource->needed > all ? ": more than there are" : "");
}

void resource_say_saturated(struct arena *arena, struct resource *resource,
			    const struct supply *supply, const struct ceiling *ceiling)
{
	struct finding *finding = &resource->finding;
	duration_ms known = (duration_ms)(-supply->at[0] * (double)HOUR_MS);
	bool is_from_first = finding->onset <= supply->end - known + 1;

	finding->says = arena_format(
		arena,
		STR_FMT " of " STR_FMT ": " STR_FMT "%s of " STR_FMT
			", saturated since " STR_FMT "%s" STR_FMT,
		STR_ARG(finding->subject), STR_ARG(finding->entity),
		STR_ARG(quantity_format(arena, finding->after, finding->unit)),
		supply->amount->role == AMOUNT_FREE ? " left" : "",
		STR_ARG(limit_told(arena, ceiling->value, finding->unit, ceiling->name)),
		STR_ARG(since_told(arena, finding->onset, supply->end)),
		is_from_first ? " at least" : "",
		STR_ARG(needed_told(arena, resource, ceiling->value)));
}
