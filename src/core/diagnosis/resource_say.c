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

static str estimated(struct arena *arena, const struct resource *resource, instant_ms now)
{
	return arena_format(
		arena,
		STR_FMT ", in " STR_FMT " (estimated, 95 %%: " STR_FMT " to " STR_FMT ")",
		STR_ARG(at_about(arena, resource->full, now)),
		STR_ARG(duration_format(arena,
					(resource->full - now) / MINUTE_MS * MINUTE_MS)),
		STR_ARG(at_about(arena, resource->full_soonest, now)),
		STR_ARG(at_about(arena, resource->full_latest, now)));
}

/* "512 MiB (memory_limit)" */
static str limit_told(struct arena *arena, const struct resource *resource)
{
	str limit = quantity_format(arena, resource->limit, resource->finding.unit);

	if (resource->limit_name.length == 0)
		return limit;
	return arena_format(arena, STR_FMT " (" STR_FMT ")", STR_ARG(limit),
			    STR_ARG(resource->limit_name));
}

static str until_told(struct arena *arena, const struct resource *resource, bool is_free,
		      instant_ms now)
{
	bool is_there = resource->full != 0 && resource->full <= now;

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
				    STR_ARG(limit_told(arena, resource)));
	if (resource->full == 0)
		return arena_format(
			arena, "; its limit of " STR_FMT " is too far away to say when",
			STR_ARG(limit_told(arena, resource)));
	return arena_format(arena,
			    "; it reaches its limit of " STR_FMT " at about " STR_FMT,
			    STR_ARG(limit_told(arena, resource)),
			    STR_ARG(estimated(arena, resource, now)));
}

static str growth_told(struct arena *arena, const struct resource *resource,
		       const struct supply *supply, const struct growth *growth)
{
	const struct finding *finding = &resource->finding;
	bool is_free = supply->amount->role == AMOUNT_FREE;
	double low = fmin(fabs(resource->per_hour_low), fabs(resource->per_hour_high));
	double high = fmax(fabs(resource->per_hour_low), fabs(resource->per_hour_high));

	return arena_format(
		arena,
		STR_FMT " of " STR_FMT " %s by " STR_FMT "/h since %s" STR_FMT
			" (95 %%: " STR_FMT "/h to " STR_FMT "/h)" STR_FMT,
		STR_ARG(finding->subject), STR_ARG(finding->entity),
		is_free ? "falls" : "grows",
		STR_ARG(quantity_format(arena, fabs(resource->per_hour), finding->unit)),
		growth->is_anew ? "it began anew at " : "",
		STR_ARG(instant_format_time(arena, finding->onset)),
		STR_ARG(quantity_format(arena, low, finding->unit)),
		STR_ARG(quantity_format(arena, high, finding->unit)),
		STR_ARG(until_told(arena, resource, is_free, supply->end)));
}

static str saturation_told(struct arena *arena, const struct resource *resource,
			   const struct supply *supply)
{
	const struct finding *finding = &resource->finding;
	duration_ms known = (duration_ms)(-supply->at[0] * (double)HOUR_MS);
	bool is_from_first = finding->onset <= supply->end - known + 1;

	return arena_format(
		arena,
		STR_FMT " of " STR_FMT ": " STR_FMT " of " STR_FMT
			", saturated since " STR_FMT "%s",
		STR_ARG(finding->subject), STR_ARG(finding->entity),
		STR_ARG(quantity_format(arena, finding->after, finding->unit)),
		STR_ARG(limit_told(arena, resource)),
		STR_ARG(instant_format_time(arena, finding->onset)),
		is_from_first ? " at least" : "");
}

void resource_say(struct arena *arena, struct resource *resource,
		  const struct supply *supply, const struct growth *growth)
{
	resource->finding.says = resource->kind == RESOURCE_SATURATED
					 ? saturation_told(arena, resource, supply)
					 : growth_told(arena, resource, supply, growth);
}
