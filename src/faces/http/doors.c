/* Where senders deliver. What a body means and how it is answered is the source's;
 * here are the key, the size, the type, and the way to stable storage. */
#include "faces/http/request.h"

#include "app/intake/intake.h"
#include "formats/json.h"

#include <strings.h>

static const struct source *source_at(const struct ports *ports, str path)
{
	for (size_t i = 0; i < ports->source_count; i++)
		if (ports->sources[i]->path && str_is(path, ports->sources[i]->path))
			return ports->sources[i];
	return NULL;
}

/* In Alertmanager's words; a missing type counts as its library counts it. */
static bool has_right_type(struct request *request)
{
	struct arena *arena = request->work.arena;
	str type = http_header(request->in, "Content-Type"), rest;

	str_cut(type, ';', &type, &rest);
	type = str_trim(type);
	if (type.length == 0)
		type = STR("application/octet-stream");
	if (type.length == 16 && strncasecmp(type.bytes, "application/json", 16) == 0)
		return true;

	struct tree *answer = tree_map(arena);

	tree_put_int(arena, answer, "code", 415);
	tree_put_text(arena, answer, "message",
		      arena_format(arena,
				   "unsupported media type \"" STR_FMT
				   "\", only [application/json] are allowed",
				   STR_ARG(str_clip(type, 100))));
	answer_tree(request, 415, answer);
	return false;
}

static bool deliver(struct request *request, const struct source *source,
		    struct alert_batch *batch)
{
	struct work *work = &request->work;
	struct intake_result result;

	return source->read(work->arena, request->in->body, batch, &work->error) &&
	       intake_deliver(work->app, work, str_of(source->name), batch, &result);
}

void door_handle(struct request *request)
{
	struct work *work = &request->work;
	const struct source *source = source_at(work->app->ports, request->in->path);
	struct alert_batch batch = { .was_cut = request->in->body_was_cut };
	int status = 500;
	str body = { 0 };

	if (!has_right_type(request))
		return;
	if (work->actor.name.length == 0)
		work->actor.name = str_of(source->name);

	bool delivered = deliver(request, source, &batch);

	source->answer(work->arena, &batch, delivered ? NULL : &work->error, &status,
		       &body);
	if (status >= 500) {
		answer_error(request, &work->error); /* logs it */
		request->out->header_count = 0;
	}
	answer_bytes(request, status, body.length > 0 ? "application/json" : "", body);
}

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
void door_status_handle(struct request *request)
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
