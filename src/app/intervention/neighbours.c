/* What an action did to others: the services that share a dependency with its incident's
 * service, or depend on it, are asked whether they got worse with it. */
#include "app/intervention/verdict.h"

#include "app/note.h"
#include "app/ports.h"
#include "base/limits.h"
#include "core/alerting/service_map.h"
#include "formats/json.h"

struct neighbour {
	const struct service *service;
	const struct measurement *measurement;
	bool was_told, is_worse;
	str says; /* "0 % → 12 %", or why nothing is known */
};

struct look {
	struct action action;
	instant_ms now;
	struct {
		struct neighbour *items;
		size_t count, capacity;
	} list;
};

static bool has_prometheus(const struct service *service)
{
	return labels_setting(service->settings, service->setting_count, "prometheus")
		       .length > 0;
}

static void add_measurements(struct work *work, const struct service *service,
			     struct look *look)
{
	for (size_t i = 0; i < service->measurement_count; i++) {
		if (look->list.count == NEIGHBOURS_MAX)
			return;
		*list_add(work->arena, &look->list) = (struct neighbour){
			.service = service, .measurement = &service->measurements[i]
		};
	}
}

static bool find_neighbours(struct work *work, str service, struct look *look)
{
	const struct config *config = work->config;
	struct service_map map;

	if (!store_service_map(work, &map))
		return false;
	for (size_t i = 0; i < config->service_count; i++) {
		const struct service *other = &config->services[i];

		if (!str_equal(other->name, service) && has_prometheus(other) &&
		    service_map_shared(work->arena, &map, service, other->name,
				       config->storm_apart, config->storm_apart_count)
				    .length > 0)
			add_measurements(work, other, look);
	}
	return true;
}

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	struct look *look = arena_one(work->arena, struct look);
	struct incident incident;

	if (!store_get(work, &action_shape, job->ref, &look->action) ||
	    !store_get(work, &incident_shape, look->action.incident, &incident) ||
	    !find_neighbours(work, incident.service, look))
		return false;
	look->now = work->now;
	if (look->list.count > 0)
		*ret_task = look;
	return true;
}

static void ask(struct app *app, struct arena *arena, const struct config *config,
		const struct look *look, struct neighbour *neighbour)
{
	const struct probe *probe = ports_probe(app->ports, STR("regression"));
	const struct service *service = neighbour->service;
	const struct measurement *measurement = neighbour->measurement;
	const struct label arguments[] = {
		{ STR("url"), labels_setting(service->settings, service->setting_count,
					     "prometheus") },
		{ STR("query"), measurement->query },
		{ STR("unit"), measurement->unit },
		{ STR("comparison"), str_of(comparison_names[measurement->comparison]) },
		{ STR("threshold"),
		  arena_format(arena, "%.17g", measurement->threshold) },
		{ STR("changed_at"), instant_format(arena, look->action.started_at) },
	};
	struct probe_call call = { .arena = arena,
				   .config = config,
				   .arguments = arguments,
				   .argument_count = sizeof(arguments) /
						     sizeof(arguments[0]),
				   .now = look->now,
				   .wait_ms = PROBE_MS_MAX };
	struct probe_finding finding = { 0 };
	struct error error = { 0 };

	neighbour->was_told = probe && probe->ask(&call, &finding, &error);
	neighbour->is_worse = neighbour->was_told && finding.sample.has_value;
	neighbour->says = neighbour->was_told ? finding.meaning
					      : arena_copy(arena, str_of(error.text));
}

/* Who does not answer is not waited for again and again. */
static void perform(struct app *app, struct arena *arena, const struct config *config,
		    void *task)
{
	int64_t until_us = clock_monotonic_us() + NEIGHBOURS_MS_MAX * 1000;
	struct look *look = task;

	for (size_t i = 0; i < look->list.count; i++) {
		look->list.items[i].says = STR("there was no time to ask");
		if (clock_monotonic_us() < until_us)
			ask(app, arena, config, look, &look->list.items[i]);
	}
}

static str named(struct work *work, const struct neighbour *neighbour)
{
	return arena_format(work->arena, STR_FMT " (" STR_FMT ": " STR_FMT ")",
			    STR_ARG(neighbour->service->name),
			    STR_ARG(neighbour->measurement->name),
			    STR_ARG(neighbour->says));
}

static str told_of(struct work *work, const struct look *look, struct action *action)
{
	struct tree *list = tree_list(work->arena);
	size_t fine = 0;

	for (size_t i = 0; i < look->list.count; i++) {
		const struct neighbour *neighbour = &look->list.items[i];
		struct tree *one = tree_map(work->arena);

		fine += neighbour->was_told && !neighbour->is_worse;
		tree_put_text(work->arena, one, "service", neighbour->service->name);
		tree_put_text(work->arena, one, "name", neighbour->measurement->name);
		tree_put_text(work->arena, one, "says", neighbour->says);
		tree_put_bool(work->arena, one, "worse", neighbour->is_worse);
		tree_put_bool(work->arena, one, "asked", neighbour->was_told);
		tree_add(work->arena, list, one);
		if (neighbour->is_worse)
			action->harm = arena_format(work->arena, STR_FMT "%s" STR_FMT,
						    STR_ARG(action->harm),
						    action->harm.length > 0 ? ", " : "",
						    STR_ARG(named(work, neighbour)));
	}
	action->neighbours = json_write(work->arena, list);
	action->harm = str_clip(action->harm, TEXT_INPUT_BYTES_MAX);
	return arena_format(work->arena, "%zu of %zu measurements are not worse", fine,
			    look->list.count);
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct look *look = task;
	struct incident incident;
	struct action action;
	str says;

	(void)ret_end;
	if (!store_get(work, &action_shape, job->ref, &action) ||
	    !store_get(work, &incident_shape, action.incident, &incident))
		return false;
	action.harm = STR("");
	says = told_of(work, look, &action);
	return store_save(work, &action_shape, &action) &&
	       note(work, "action.neighbours", incident.id,
		    subject_of(work, "action", action.number),
		    { "number", text_of_int(work, action.number) },
		    { "title", action.title }, { "harm", action.harm },
		    { "says", says }) &&
	       (action.harm.length == 0 ||
		verdict_offer_undo(work, &incident, &action, action.harm));
}

const struct job_kind neighbours_job = {
	.name = "neighbours",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};
