/* service: what is watched, and what is known about it. */
#include "operations/noun.h"

#include "app/mapping/mapping.h"

static bool list(struct work *work, const void *input, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);

	(void)input;
	for (size_t i = 0; i < work->config->service_count; i++) {
		const struct service *service = &work->config->services[i];
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "name", service->name);
		tree_put_int(work->arena, one, "measurements",
			     (int64_t)service->measurement_count);
		tree_put_int(work->arena, one, "patterns",
			     (int64_t)service->pattern_count);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "services", list);
	return true;
}

static struct tree *edge(struct work *work, str service, str on, const char *source)
{
	struct tree *one = tree_map(work->arena);

	tree_put_text(work->arena, one, "service", service);
	tree_put_text(work->arena, one, "depends_on", on);
	tree_put_text(work->arena, one, "source", str_of(source));
	return one;
}

static bool add_source(struct work *work, enum map_source source, struct tree *list)
{
	struct tree *one = tree_map(work->arena);
	struct map_state state;

	if (!map_look(work, source, &state))
		return false;
	if (!state.is_asked)
		return true;
	tree_put_text(work->arena, one, "source", str_of(map_source_names[source]));
	tree_put_text(work->arena, one, "learned_at",
		      state.learned_at == 0
			      ? STR("")
			      : instant_format(work->arena, state.learned_at));
	tree_put_text(work->arena, one, "problem", state.problem);
	tree_add(work->arena, list, one);
	return true;
}

static bool show_map(struct work *work, const void *input, struct tree *answer)
{
	const struct service_map *configured = &work->config->service_map;
	struct tree *edges = tree_list(work->arena), *sources = tree_list(work->arena);
	struct learned *learned;
	size_t count;

	(void)input;
	if (!store_learned(work, &learned, &count))
		return false;
	for (size_t i = 0; i < configured->count; i++)
		tree_add(work->arena, edges,
			 edge(work, configured->items[i].service, configured->items[i].on,
			      "configuration"));
	for (size_t i = 0; i < count; i++) {
		struct tree *one = edge(work, learned[i].service, learned[i].needs,
					map_source_names[learned[i].source]);

		tree_put_text(work->arena, one, "first_seen_at",
			      instant_format(work->arena, learned[i].first_seen_at));
		tree_put_text(work->arena, one, "last_seen_at",
			      instant_format(work->arena, learned[i].last_seen_at));
		tree_add(work->arena, edges, one);
	}
	for (enum map_source source = 0; source < MAP_SOURCES; source++)
		if (!add_source(work, source, sources))
			return false;
	tree_put(work->arena, answer, "dependencies", edges);
	tree_put(work->arena, answer, "sources", sources);
	return true;
}

static const struct operation operations[] = {
	{ .noun = "service",
	  .verb = "list",
	  .help = "services with their measurements and patterns",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = list,
	  .view = { .list = "services",
		    .columns = { { "name", "service", 0 },
				 { "measurements", "measurements", 0 },
				 { "patterns", "patterns", 0 } },
		    .empty =
			    "No service is configured: alerts are grouped by their label "
			    "'service'." } },
	{ .noun = "service",
	  .verb = "map",
	  .help = "which service depends on which, who says so, and when it was seen "
		  "last",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = show_map,
	  .view = { .list = "dependencies",
		    .columns = { { "service", "service", 0 },
				 { "depends_on", "depends on", 0 },
				 { "source", "source", 0 },
				 { "last_seen_at", "seen", 0 } },
		    .empty = "Nothing depends on anything: see services[].depends_on and "
			     "service_map in the configuration." } },
};

NOUN(service, operations);
