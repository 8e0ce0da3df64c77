/* What Alertmanager's own tools and readers ask of its API v2, beside what senders post
 * (sources/alertmanager.c): made of what stanch knows. */
#include "faces/http/request.h"

static void put_versions(struct arena *arena, struct tree *status, str version)
{
	static const char *const others[] = { "branch", "buildDate", "buildUser",
					      "goVersion", "revision" };
	struct tree *versions = tree_map(arena);

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		tree_put_text(arena, versions, others[i], STR(""));
	tree_put_text(arena, versions, "version",
		      arena_format(arena, "stanch " STR_FMT, STR_ARG(version)));
	tree_put(arena, status, "versionInfo", versions);
}

/* What Alertmanager's own tools ask first. */
void am_status_handle(struct request *request)
{
	struct arena *arena = request->work.arena;
	struct tree *status = tree_map(arena), *cluster = tree_map(arena);
	struct tree *config = tree_map(arena);

	tree_put(arena, cluster, "peers", tree_list(arena));
	tree_put_text(arena, cluster, "status", STR("ready"));
	tree_put(arena, status, "cluster", cluster);
	tree_put_text(arena, config, "original", STR(""));
	tree_put(arena, status, "config", config);
	tree_put_text(arena, status, "uptime",
		      instant_format(arena, request->work.app->started_at));
	put_versions(arena, status, request->work.app->version);
	answer_tree(request, 200, status);
}
