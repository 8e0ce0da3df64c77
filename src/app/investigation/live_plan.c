/* What a live diagnosis asks for: the service's measurements and series, its log lines
 * and traces, and those of who it needs and who needs it, nearest first. */
#include "app/intervention/undo_plan.h"
#include "app/investigation/investigation.h"
#include "app/investigation/live.h"
#include "app/investigation/rest.h"
#include "app/note.h"
#include "base/limits.h"
#include "core/alerting/service_map.h"
#include "core/learning/change.h"

/* Further away it is no neighbour any more. */
enum { NEIGHBOUR_STEPS_MAX = 2 };

struct services {
	const struct service *items[DIAGNOSED_SERVICES_MAX];
	size_t count;
};

static void add_service(struct work *work, struct services *services, str name)
{
	const struct service *service = config_service(work->config, name);

	for (size_t i = 0; i < services->count; i++)
		if (services->items[i] == service)
			return;
	if (service && services->count < DIAGNOSED_SERVICES_MAX)
		services->items[services->count++] = service;
}

static struct services services_around(struct work *work, const struct service_map *map,
				       str service)
{
	struct reaches needs = service_map_reach(work->arena, map, service);
	struct reaches users = service_map_dependents(work->arena, map, service);
	struct services services = { 0 };

	add_service(work, &services, service);
	for (size_t step = 1; step <= NEIGHBOUR_STEPS_MAX; step++) {
		for (size_t i = 0; i < needs.count; i++)
			if (needs.items[i].steps == step)
				add_service(work, &services, needs.items[i].service);
		for (size_t i = 0; i < users.count; i++)
			if (users.items[i].steps == step)
				add_service(work, &services, users.items[i].service);
	}
	return services;
}

static void add_question(struct work *work, const struct service *service,
			 struct live_question question, struct live_plan *plan)
{
	question.entity = service->name;
	question.url = labels_setting(service->settings, service->setting_count,
				      "prometheus");
	if (question.url.length == 0)
		return;
	/* What a service lacks is said by its measurements already. */
	if (!placeholders_fill(work, service, question.query, &question.query)) {
		work->error = (struct error){ 0 };
		return;
	}
	if (plan->question_count == SERIES_QUESTIONS_MAX)
		plan->questions_left_out++;
	else
		plan->questions[plan->question_count++] = question;
}

static void add_questions(struct work *work, const struct service *service,
			  struct live_plan *plan)
{
	for (size_t i = 0; i < service->measurement_count; i++) {
		const struct measurement *of = &service->measurements[i];

		add_question(work, service,
			     (struct live_question){ .name = of->name,
						     .query = of->query,
						     .unit = of->unit,
						     .is_measurement = !of->counts_users,
						     .good = of->comparison,
						     .threshold = of->threshold },
			     plan);
	}
	for (size_t i = 0; i < service->series_count; i++) {
		const struct series_config *series = &service->series[i];

		add_question(work, service,
			     (struct live_question){ .name = series->name,
						     .query = series->query,
						     .unit = series->unit,
						     .label = series->label },
			     plan);
	}
}

/* -- where its lines and traces are -- */

static str setting_of(const struct service *service, const char *name)
{
	return labels_setting(service->settings, service->setting_count, name);
}

static void add_source(struct work *work, struct live_plan *plan,
		       struct live_source source, size_t most, const char *what)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->source_count; i++)
		count += (plan->sources[i].kind == LIVE_LOKI) ==
			 (source.kind == LIVE_LOKI);
	if (count < most)
		plan->sources[plan->source_count++] = source;
	else
		*list_add(work->arena, &plan->sources_left_out) = arena_format(
			work->arena, "%s of " STR_FMT ": %zu services nearer are asked",
			what, STR_ARG(source.entity), most);
}

/* By the settings of the bundle logs.loki. */
static void add_loki(struct work *work, const struct service *service,
		     struct live_plan *plan)
{
	struct live_source source = { .kind = LIVE_LOKI,
				      .entity = service->name,
				      .url = setting_of(service, "loki"),
				      .query = setting_of(service, "logs"),
				      .tenant = setting_of(service, "loki_tenant") };

	if (source.url.length > 0 && source.query.length > 0)
		add_source(work, plan, source, LINED_SERVICES_MAX, "log lines");
}

/* A Tempo comes before a Jaeger: who has both keeps the same traces in them. */
static void add_traces(struct work *work, const struct service *service,
		       struct live_plan *plan)
{
	str tempo = setting_of(service, "tempo"), jaeger = setting_of(service, "jaeger");
	str as = setting_of(service, "traced_as");
	struct live_source source = { .kind = tempo.length > 0 ? LIVE_TEMPO : LIVE_JAEGER,
				      .entity = service->name,
				      .url = tempo.length > 0 ? tempo : jaeger,
				      .query = as.length > 0 ? as : service->name,
				      .tenant = setting_of(service, "tempo_tenant") };

	if (as.length > 0)
		*list_add(work->arena, &plan->traced) = (struct traced){ as,
									 service->name };
	if (source.url.length > 0)
		add_source(work, plan, source, TRACED_SERVICES_MAX, "traces");
}

/* -- who is left alone -- */

static bool add_resting(struct work *work, str url, struct live_plan *plan)
{
	struct unheard unheard = { .url = url };
	instant_ms until;

	for (size_t i = 0; i < plan->resting.count; i++)
		if (str_equal(plan->resting.items[i].url, url))
			return true;
	if (!rest_until(work, asked_system(work->arena, "url", url), &until,
			&unheard.why))
		return false;
	if (until != 0)
		*list_add(work->arena, &plan->resting) = unheard;
	return true;
}

static bool find_resting(struct work *work, struct live_plan *plan)
{
	for (size_t i = 0; i < plan->question_count; i++)
		if (!add_resting(work, plan->questions[i].url, plan))
			return false;
	for (size_t i = 0; i < plan->source_count; i++)
		if (!add_resting(work, plan->sources[i].url, plan))
			return false;
	return true;
}

/* Calls of those that are looked at; the map may have thousands of others. */
static void add_calls(struct work *work, const struct service_map *map,
		      const struct services *services, struct live_plan *plan)
{
	plan->calls = arena_many(work->arena, struct case_call, map->count + 1);
	for (size_t i = 0; i < map->count; i++) {
		bool is_near = false;

		for (size_t s = 0; s < services->count && !is_near; s++)
			is_near = str_equal(map->items[i].service,
					    services->items[s]->name) ||
				  str_equal(map->items[i].on, services->items[s]->name);
		if (is_near)
			plan->calls[plan->call_count++] = (struct case_call){
				.caller = arena_copy(work->arena, map->items[i].service),
				.callee = arena_copy(work->arena, map->items[i].on),
			};
	}
}

static str way_back(struct work *work, const struct change *change)
{
	struct undo_plan undo;
	str why_not = undo_plan_of(work, change, &undo);

	if (why_not.length > 0)
		return arena_format(work->arena, "no way back: " STR_FMT,
				    STR_ARG(why_not));
	return arena_format(work->arena, STR_FMT " puts it back on " STR_FMT,
			    STR_ARG(undo.actuator), STR_ARG(undo.target));
}

static bool add_changes(struct work *work, struct live_plan *plan)
{
	instant_ms from = plan->asked.from - work->config->changes.window;
	struct change *changes;
	size_t count;

	if (!store_changes_before(work, from, plan->asked.to, &changes, &count))
		return false;
	plan->changes = arena_many(work->arena, struct case_change, count + 1);
	plan->betweens = arena_many(work->arena, struct between_plan, count + 1);
	for (size_t i = 0; i < count; i++) {
		const struct change *change = &changes[i];
		str *touches = arena_one(work->arena, str);

		*touches = change->target;
		plan->betweens[plan->change_count] = between_plan_of(work->config,
								     change);
		plan->changes[plan->change_count++] = (struct case_change){
			.id = text_of_int(work, change->id),
			.kind = change->kind,
			/* A report of trouble is of its provider. */
			.entity = str_is(change->kind, "status") &&
						  change->target.length > 0
					  ? change->target
					  : change->service,
			.title = change->title,
			.text = change->diff,
			.at = change->at,
			.touches = touches,
			.touch_count = change->target.length > 0,
			.owner = change->author,
			.undo = way_back(work, change),
		};
	}
	return true;
}

/* From when to when, and how finely: as long before as ONSET_WINDOW_MS, at the usual
 * interval of scrapes, or as much coarser as the time is longer. */
static bool choose_time(struct work *work, struct live_plan *plan)
{
	const struct live_wish *wish = &plan->wish;
	duration_ms length;

	plan->now = work->now;
	plan->asked = (struct case_window){ work->now - ONSET_WINDOW_MS, work->now };
	if (wish->during.to > 0) {
		if (wish->during.to <= wish->during.from)
			return fail(work, ERROR_INVALID, "to: is not after from");
		length = wish->during.to - wish->during.from;
		plan->asked.from = wish->during.from - (3 * length > ONSET_WINDOW_MS
								? 3 * length
								: ONSET_WINDOW_MS);
		plan->asked.to = wish->during.to < work->now ? wish->during.to
							     : work->now;
	} else if (wish->onset != 0 && wish->onset - ONSET_WINDOW_MS < plan->asked.from) {
		plan->asked.from = wish->onset - ONSET_WINDOW_MS;
	}
	if (plan->asked.to <= plan->asked.from)
		return fail(work, ERROR_INVALID, "from: is still to come");
	length = plan->asked.to - plan->asked.from;
	plan->step = ONSET_STEP_MS;
	while (length / plan->step > SERIES_POINTS_MAX)
		plan->step *= 2;
	return true;
}

bool live_plan_of(struct work *work, const struct live_wish *wish,
		  struct live_plan *ret_plan)
{
	struct live_plan plan = { .wish = *wish };
	struct service_map map;
	struct services services;

	if (!choose_time(work, &plan) || !store_service_map(work, &map))
		return false;
	services = services_around(work, &map, wish->service);
	plan.questions = arena_many(work->arena, struct live_question,
				    SERIES_QUESTIONS_MAX);
	plan.sources = arena_many(work->arena, struct live_source,
				  LINED_SERVICES_MAX + TRACED_SERVICES_MAX);
	for (size_t i = 0; i < services.count; i++) {
		plan.services[plan.service_count++] = services.items[i]->name;
		add_questions(work, services.items[i], &plan);
		add_loki(work, services.items[i], &plan);
		add_traces(work, services.items[i], &plan);
	}
	add_calls(work, &map, &services, &plan);
	if (!add_changes(work, &plan) || !find_resting(work, &plan))
		return while_doing(work, "what a diagnosis needs");
	*ret_plan = plan;
	return true;
}

bool live_plan_is_any(const struct live_plan *plan)
{
	return plan->question_count + plan->source_count > 0;
}
