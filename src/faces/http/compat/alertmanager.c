/* What Alertmanager's own tools and readers ask of its API v2, beside what senders post
 * (sources/alertmanager.c): made of what stanch knows. */
#include "faces/http/compat/am.h"

#include "formats/json.h"

/* More than anybody asks for; each is looked up in the query from its start. */
enum { FILTERS_MAX = 100 };

void am_send(struct request *request, int status, str json)
{
	answer_bytes(request, status, "application/json", json);
	http_add_header(request->out, "Cache-Control", STR("no-store"));
}

void am_answer(struct request *request, int status, const struct tree *tree)
{
	struct arena *arena = request->work.arena;

	am_send(request, status,
		arena_format(arena, STR_FMT "\n", STR_ARG(json_write(arena, tree))));
}

void am_say(struct request *request, int status, str text)
{
	am_answer(request, status, tree_text(request->work.arena, text));
}

void am_refuse(struct request *request, int status, int code, str message)
{
	struct arena *arena = request->work.arena;
	struct tree *answer = tree_map(arena);

	tree_put_int(arena, answer, "code", code);
	tree_put_text(arena, answer, "message", message);
	am_send(request, status, json_write(arena, answer));
}

/* What is wrong with us is logged where all of it is; the form is Alertmanager's. */
void am_fail(struct request *request, const struct error *error)
{
	answer_error(request, error);
	request->out->header_count = 0;
	am_say(request, error_http_status(error->kind), str_of(error->text));
}

str am_instant(struct arena *arena, instant_ms instant)
{
	str whole = instant_format(arena, instant - instant % SECOND_MS);

	return arena_format(arena, STR_FMT ".%03dZ",
			    STR_ARG(str_slice(whole, 0, whole.length - 1)),
			    (int)(instant % SECOND_MS));
}

str am_receiver(enum urgency urgency)
{
	return str_of(urgency_names[urgency]);
}

bool am_filter_read(struct request *request, struct matchers *ret_matchers)
{
	struct arena *arena = request->work.arena;
	struct error error = { 0 };
	str said;

	for (size_t i = 0; http_query(request->in, "filter", i, &said); i++) {
		if (i < FILTERS_MAX && matchers_parse(arena, said, ret_matchers, &error))
			continue;
		if (i == FILTERS_MAX)
			error_set(&error, ERROR_TOO_LARGE, "more than %d filters",
				  FILTERS_MAX);
		am_say(request, 400,
		       arena_format(arena, "bad matcher format: " STR_FMT ": %s",
				    STR_ARG(str_clip(said, 200)), error.text));
		return false;
	}
	return true;
}

void am_receivers_handle(struct request *request)
{
	struct arena *arena = request->work.arena;
	struct tree *list = tree_list(arena);

	for (int i = 0; urgency_names[i]; i++) {
		struct tree *one = tree_map(arena);

		tree_put_text(arena, one, "name", am_receiver((enum urgency)i));
		tree_add(arena, list, one);
	}
	am_answer(request, 200, list);
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

/* What Alertmanager's own tools ask first; amtool reads routes out of it. */
void am_status_handle(struct request *request)
{
	struct work *work = &request->work;
	struct arena *arena = work->arena;
	struct tree *status = tree_map(arena), *cluster = tree_map(arena);
	struct tree *config = tree_map(arena);

	tree_put(arena, cluster, "peers", tree_list(arena));
	tree_put_text(arena, cluster, "status", STR("ready"));
	tree_put(arena, status, "cluster", cluster);
	tree_put_text(arena, config, "original", am_config_text(arena, work->config));
	tree_put(arena, status, "config", config);
	tree_put_text(arena, status, "uptime", am_instant(arena, work->app->started_at));
	put_versions(arena, status, work->app->version);
	am_answer(request, 200, status);
}
