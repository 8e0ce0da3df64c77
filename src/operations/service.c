/* service: what is watched, and what is known about it. */
#include "operations/noun.h"

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
};

NOUN(service, operations);
