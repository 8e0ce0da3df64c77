#include "app/mapping/mapping.h"

#include "app/note.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/map.h"

static const char timer_kind[] = "map.ask";

/* Pods are many: that they are still there is written down this often while one is
 * remembered, not at each look. */
#define WRITES_PER_MEMORY 8

static const char *const probe_names[] = {
	[MAP_JAEGER] = "jaeger",
	[MAP_PROMETHEUS] = "service_graph",
	[MAP_KUBERNETES] = "kubernetes",
};

static str url_of(const struct config *config, enum map_source source)
{
	const str urls[] = {
		[MAP_JAEGER] = config->map.jaeger,
		[MAP_PROMETHEUS] = config->map.prometheus,
		[MAP_KUBERNETES] = config->map.kubernetes,
	};

	return urls[source];
}

/* -- how it went -- */

static str setting_of(struct work *work, enum map_source source, const char *what)
{
	return arena_format(work->arena, "map.%s.%s", map_source_names[source], what);
}

bool map_look(struct work *work, enum map_source source, struct map_state *ret_state)
{
	str at;

	*ret_state = (struct map_state){ .is_asked = url_of(work->config, source).length >
						     0 };
	if (!store_setting_get(work, setting_of(work, source, "learned_at").bytes, &at) ||
	    !store_setting_get(work, setting_of(work, source, "problem").bytes,
			       &ret_state->problem))
		return false;
	str_to_int(at, &ret_state->learned_at);
	return true;
}

static bool put_problem(struct work *work, enum map_source source, str problem)
{
	return store_setting_put(work, setting_of(work, source, "problem").bytes,
				 problem);
}

/* -- when to look -- */

static bool note_learned(struct work *work, enum map_source source, int64_t added,
			 int64_t forgotten)
{
	return (added == 0 && forgotten == 0) ||
	       note(work, "map.learned", 0, STR(""),
		    { "source", str_of(map_source_names[source]) },
		    { "new", text_of_int(work, added) },
		    { "forgotten", text_of_int(work, forgotten) });
}

static bool disarm(struct work *work, enum map_source source)
{
	int64_t forgotten = 0;

	return timer_drop(work, timer_kind, source) &&
	       store_learned_drop(work, source, INSTANT_MAX, &forgotten) &&
	       (source != MAP_KUBERNETES || store_pods_drop(work, INSTANT_MAX)) &&
	       put_problem(work, source, STR("")) &&
	       note_learned(work, source, 0, forgotten);
}

bool mapping_arm(struct work *work)
{
	for (enum map_source source = 0; source < MAP_SOURCES; source++)
		if (!(url_of(work->config, source).length > 0
			      ? timer_set(work, timer_kind, source, 0, work->now)
			      : disarm(work, source)))
			return while_doing(work, "learn the service map");
	return true;
}

bool map_ask_due(struct work *work, const struct timer *timer)
{
	bool is_wanted;

	if (timer->ref < 0 || timer->ref >= MAP_SOURCES ||
	    url_of(work->config, (enum map_source)timer->ref).length == 0)
		return true;
	/* One look at a time, however slow it is. */
	return timer_set(work, timer_kind, timer->ref, 0,
			 work->now + work->config->map.every) &&
	       store_job_of(work, map_job.name, timer->ref, &is_wanted) &&
	       (is_wanted ||
		job_add(work, LANE_WATCH, map_job.name, timer->ref, 0, work->now));
}

/* -- one look -- */

struct lesson {
	enum map_source source;
	instant_ms now;
	bool answered;
	struct probe_finding finding;
	struct error error;
};

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	struct lesson *lesson = arena_one(work->arena, struct lesson);

	lesson->source = (enum map_source)job->ref;
	lesson->now = work->now;
	if (url_of(work->config, lesson->source).length > 0)
		*ret_task = lesson;
	return true;
}

static void perform(struct app *app, struct arena *arena, const struct config *config,
		    void *task)
{
	struct lesson *lesson = task;
	const struct probe *probe = ports_probe(app->ports,
						str_of(probe_names[lesson->source]));
	const struct label arguments[] = {
		{ STR("url"), url_of(config, lesson->source) },
		{ STR("token_file"), config->map.token_file },
		{ STR("ca_file"), config->map.ca_file },
		{ STR("namespace"), config->map.namespace },
	};
	struct probe_call call = { .arena = arena,
				   .config = config,
				   .arguments = arguments,
				   .argument_count = sizeof(arguments) /
						     sizeof(arguments[0]),
				   .now = lesson->now,
				   .wait_ms = MAP_MS_MAX };

	lesson->answered = probe ? probe->ask(&call, &lesson->finding, &lesson->error)
				 : error_set(&lesson->error, ERROR_INTERNAL,
					     "there is no such probe");
}

/* -- what is known of dependencies -- */

static str key_of(struct work *work, str one, str other)
{
	return arena_format(work->arena, STR_FMT "\n" STR_FMT, STR_ARG(one),
			    STR_ARG(other));
}

static bool known_of(struct work *work, enum map_source source, struct map *known)
{
	struct learned *all;
	size_t count;

	if (!store_learned(work, &all, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (all[i].source == source)
			map_put(known, key_of(work, all[i].service, all[i].needs),
				&all[i]);
	return true;
}

static bool see(struct work *work, enum map_source source, struct map *known,
		const struct dependency *seen, int64_t *added)
{
	str key = key_of(work, seen->service, seen->on);
	struct learned *learned = map_get(known, key);

	if (learned && learned->last_seen_at == work->now)
		return true;
	if (learned) {
		learned->last_seen_at = work->now;
		return store_save(work, &learned_shape, learned);
	}
	learned = arena_one(work->arena, struct learned);
	*learned = (struct learned){ .service = seen->service,
				     .needs = seen->on,
				     .source = source,
				     .first_seen_at = work->now,
				     .last_seen_at = work->now };
	map_put(known, key, learned);
	++*added;
	return store_learned_add(work, learned);
}

static bool learn(struct work *work, enum map_source source, const struct graph *graph)
{
	struct map *known = map_new(work->arena);
	instant_ms unseen_since = work->now - work->config->map.forget_after;
	int64_t added = 0, forgotten = 0;

	if (!known_of(work, source, known))
		return false;
	for (size_t i = 0; i < graph->dependencies.count; i++)
		if (!see(work, source, known, &graph->dependencies.items[i], &added))
			return false;
	return store_learned_drop(work, source, unseen_since, &forgotten) &&
	       note_learned(work, source, added, forgotten);
}

/* -- what is known of pods -- */

static bool see_pod(struct work *work, struct map *known, const struct pod *seen)
{
	duration_ms often = work->config->map.forget_after / WRITES_PER_MEMORY;
	struct pod *pod = map_get(known, key_of(work, seen->namespace, seen->name));
	struct pod fresh = *seen;

	fresh.last_seen_at = work->now;
	if (!pod)
		return store_add(work, &pod_shape, &fresh);
	if (str_equal(pod->workload, seen->workload) &&
	    str_equal(pod->node, seen->node) && work->now - pod->last_seen_at < often)
		return true;
	fresh.id = pod->id;
	return store_save(work, &pod_shape, &fresh);
}

static bool learn_pods(struct work *work, const struct graph *graph)
{
	struct map *known = map_new(work->arena);
	struct pod *pods;
	size_t count;

	if (!store_pods(work, &pods, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		map_put(known, key_of(work, pods[i].namespace, pods[i].name), &pods[i]);
	for (size_t i = 0; i < graph->pods.count; i++)
		if (!see_pod(work, known, &graph->pods.items[i]))
			return false;
	return store_pods_drop(work, work->now - work->config->map.forget_after);
}

static bool not_learned(struct work *work, enum map_source source, str problem)
{
	struct map_state state;

	if (!map_look(work, source, &state))
		return false;
	problem = str_clip(problem, WATCH_REASON_BYTES_MAX);
	/* Once, not every few minutes. */
	if (!str_equal(state.problem, problem))
		log_warning("map.not-learned",
			    { "source", str_of(map_source_names[source]) },
			    { "problem", problem });
	return put_problem(work, source, problem);
}

static str shortfall(struct work *work, const struct graph *graph)
{
	if (graph->is_cut)
		return STR("it knows more than can be kept: the first ones are");
	if (graph->faults > 0)
		return arena_format(work->arena, "%zu of its entries cannot be used",
				    graph->faults);
	return STR("");
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct lesson *lesson = task;
	const struct graph *graph = &lesson->finding.graph;
	enum map_source source = lesson->source;

	(void)job;
	(void)ret_end;
	/* Taken out of the configuration while somebody looked. */
	if (url_of(work->config, source).length == 0)
		return true;
	if (!lesson->answered)
		return not_learned(work, source, str_of(lesson->error.text));
	return learn(work, source, graph) &&
	       (source != MAP_KUBERNETES || learn_pods(work, graph)) &&
	       store_setting_put(work, setting_of(work, source, "learned_at").bytes,
				 text_of_int(work, work->now)) &&
	       put_problem(work, source, shortfall(work, graph));
}

const struct job_kind map_job = {
	.name = "map",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};
