#include "app/investigation/live_resource.h"

#include <math.h>

static void put_number(struct arena *arena, struct tree *map, const char *name,
		       double number)
{
	if (isfinite(number))
		tree_put_real(arena, map, name, number);
}

static void put_instant(struct arena *arena, struct tree *map, const char *name,
			instant_ms at)
{
	if (at != 0 && at != INSTANT_MAX)
		tree_put_text(arena, map, name, instant_format(arena, at));
}

static void add_point(struct arena *arena, struct tree *list, instant_ms at, double value)
{
	struct tree *point = tree_map(arena);

	tree_put_int(arena, point, "at", at / SECOND_MS);
	tree_put_real(arena, point, "value", value);
	tree_add(arena, list, point);
}

static void put_line(struct arena *arena, const struct resource *resource, instant_ms end,
		     struct tree *tree)
{
	const struct finding *finding = &resource->finding;
	double hours = (double)(end - finding->onset) / (double)HOUR_MS;
	struct tree *line = tree_list(arena);

	put_number(arena, tree, "chart_limit", resource->limit / resource->factor);
	if (!isfinite(resource->per_hour))
		return;
	add_point(arena, line, finding->onset, finding->before / resource->factor);
	add_point(arena, line, end,
		  (finding->before + resource->per_hour * hours) / resource->factor);
	tree_put(arena, tree, "trend", line);
}

void live_resource(struct arena *arena, const struct resource *resource, instant_ms end,
		   struct tree *finding)
{
	tree_put_text(arena, finding, "resource",
		      str_of(resource_kind_names[resource->kind]));
	put_number(arena, finding, "per_hour", resource->per_hour);
	put_number(arena, finding, "per_hour_low", resource->per_hour_low);
	put_number(arena, finding, "per_hour_high", resource->per_hour_high);
	put_number(arena, finding, "needed", resource->needed);
	put_number(arena, finding, "limit", resource->limit);
	tree_put_text(arena, finding, "limit_from", resource->limit_name);
	put_instant(arena, finding, "full_soonest", resource->full_soonest);
	put_instant(arena, finding, "full", resource->full);
	put_instant(arena, finding, "full_latest", resource->full_latest);
	put_line(arena, resource, end, finding);
}

str live_resource_says(const struct diagnosis *diagnosis)
{
	const struct resource *first = diagnosis->resources;

	if (diagnosis->resource_count == 0 ||
	    (first->kind != RESOURCE_SATURATED && first->full == 0))
		return STR("");
	return first->finding.says;
}
