#include "app/watching/watches.h"

#include "app/effects.h"
#include "app/note.h"
#include "app/watching/own_alert.h"
#include "base/limits.h"

#include <math.h>

static const char source[] = "watch";
static const char timer_kind[] = "watch.ask";

/* Those whose last look hung share few desks, so that they hold up no others. */
static const str hanging = STR_INIT("watches that hang");

/* -- when to look -- */

/* Once it is known to fail, a system that gives no answer is left alone for as long as by
 * any other question. Before that each look counts, and after its first answer again. */
static bool is_left_alone(const struct watch *watch)
{
	return watch->state == WATCH_FAILING &&
	       (watch->verdict == WATCH_HANGS || watch->verdict == WATCH_UNREACHABLE);
}

static duration_ms pause_of(const struct watch *watch, const struct watch_config *config)
{
	return is_left_alone(watch) && config->every < PROBE_REST_MS ? PROBE_REST_MS
								     : config->every;
}

bool watch_ask_due(struct work *work, const struct timer *timer)
{
	struct watch watch;
	const struct watch_config *config;
	struct job job = { .lane = LANE_WATCH,
			   .kind = str_of(watch_job.name),
			   .ref = timer->ref,
			   .run_at = work->now };
	bool is_wanted;

	if (!store_get(work, &watch_shape, timer->ref, &watch))
		return work->error.kind == ERROR_NOT_FOUND;
	config = config_watch(work->config, watch.name);
	if (!config)
		return true;
	if (watch.verdict == WATCH_HANGS)
		job.destination = hanging;
	/* One look at a time, however slow the desks are. */
	return timer_set(work, timer_kind, watch.id, 0,
			 work->now + pause_of(&watch, config)) &&
	       store_job_of(work, watch_job.name, watch.id, &is_wanted) &&
	       (is_wanted || job_add_whole(work, &job));
}

static bool arm(struct work *work, const struct watch_config *config)
{
	const struct probe *probe = ports_watch(work->app->ports, config);
	struct watch watch = { .since = work->now };
	bool found;

	if (!store_watch_find(work, config->name, &watch, &found))
		return false;
	watch.name = config->name;
	watch.kind = probe ? str_of(probe->name) : STR("");
	if (watch.state == WATCH_REMOVED) {
		watch.state = WATCH_NEW;
		watch.since = work->now;
	}
	return (found ? store_save(work, &watch_shape, &watch)
		      : store_add(work, &watch_shape, &watch)) &&
	       timer_set(work, timer_kind, watch.id, 0, work->now);
}

static bool disarm(struct work *work, struct watch *watch)
{
	bool was_failing = watch->state == WATCH_FAILING;

	if (watch->state == WATCH_REMOVED || config_watch(work->config, watch->name))
		return true;
	watch->state = WATCH_REMOVED;
	watch->since = work->now;
	watch->results = watch->looks = 0;
	watch->memory = STR("");
	return store_save(work, &watch_shape, watch) &&
	       timer_drop(work, timer_kind, watch->id) &&
	       (!was_failing || own_alert_end(work, source, watch->name));
}

bool watches_arm(struct work *work)
{
	struct watch *watches;
	size_t count;

	if (!store_latest(work, &watch_shape, ROWS_PER_ANSWER_MAX, &watches, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!disarm(work, &watches[i]))
			return false;
	for (size_t i = 0; i < work->config->watch_count; i++)
		if (!arm(work, &work->config->watches[i]))
			return while_doing(work, "watch " STR_FMT,
					   STR_ARG(work->config->watches[i].name));
	return true;
}

/* -- one look -- */

/* What is given to the probe: its settings and what of them is secret. */
static void give_arguments(struct arena *arena, const struct watch_config *watch,
			   struct probe_call *call)
{
	size_t count = watch->setting_count + watch->secret_count;
	struct label *arguments = arena_many(arena, struct label, count + 1);

	for (size_t i = 0; i < watch->setting_count; i++)
		arguments[i] = watch->settings[i];
	for (size_t i = 0; i < watch->secret_count; i++)
		arguments[watch->setting_count + i] = watch->secrets[i];
	if (watch->unit.length > 0)
		arguments[count++] = (struct label){ STR("unit"), watch->unit };
	call->arguments = arguments;
	call->argument_count = count;
}

static void judge_failure(struct arena *arena, const struct error *error,
			  struct watch_outcome *outcome)
{
	outcome->verdict = error->kind == ERROR_TIMEOUT ? WATCH_HANGS : WATCH_UNREACHABLE;
	outcome->reason = arena_copy(arena, str_of(error->text));
}

static void judge_sample(struct arena *arena, const struct watch_config *watch,
			 const struct probe_finding *finding,
			 struct watch_outcome *outcome)
{
	const struct sample *sample = &finding->sample;

	if (!sample->has_value) {
		outcome->verdict = WATCH_NO_DATA;
		outcome->reason = arena_format(arena, "no data: " STR_FMT,
					       STR_ARG(sample->problem.length > 0
							       ? sample->problem
							       : finding->meaning));
		return;
	}
	outcome->verdict = compare(watch->comparison, sample->value, watch->threshold)
				   ? WATCH_WELL
				   : WATCH_WRONG;
	outcome->reason = arena_format(
		arena, STR_FMT ", and %s " STR_FMT " is good", STR_ARG(finding->meaning),
		comparison_names[watch->comparison],
		STR_ARG(quantity_format(arena, watch->threshold, watch->unit)));
}

static void judge_latency(struct arena *arena, const struct watch_config *watch,
			  struct watch_outcome *outcome)
{
	if (outcome->verdict != WATCH_WELL || watch->latency_below == 0 ||
	    outcome->took_ms < watch->latency_below)
		return;
	outcome->verdict = WATCH_WRONG;
	outcome->reason = arena_format(arena, "it took %lld ms, not below %lld ms",
				       (long long)outcome->took_ms,
				       (long long)watch->latency_below);
}

void watch_take_look(struct app *app, struct arena *arena, const struct config *config,
		     const struct watch_config *watch, instant_ms now,
		     struct watch_outcome *outcome)
{
	const struct probe *probe = ports_watch(app->ports, watch);
	struct probe_finding finding = { .sample.value = NAN };
	struct probe_call call = { .arena = arena,
				   .config = config,
				   .now = now,
				   .wait_ms = watch->timeout,
				   .memory = outcome->memory,
				   .hands = &app->ports->hands };
	struct error error = { 0 };
	int64_t begun_us = clock_monotonic_us();
	bool answered;

	give_arguments(arena, watch, &call);
	answered = probe ? probe->ask(&call, &finding, &error)
			 : error_set(&error, ERROR_INTERNAL, "there is no such probe");
	outcome->took_ms = (clock_monotonic_us() - begun_us) / 1000;
	if (answered && finding.memory.length > 0)
		outcome->memory = finding.memory;
	if (!answered) {
		judge_failure(arena, &error, outcome);
	} else if (watch->has_good && finding.verdict == WATCH_UNJUDGED) {
		judge_sample(arena, watch, &finding, outcome);
	} else {
		outcome->verdict = finding.verdict;
		outcome->reason = finding.meaning;
	}
	judge_latency(arena, watch, outcome);
	outcome->reason = secrets_mask(arena,
				       str_clip(outcome->reason, WATCH_REASON_BYTES_MAX));
}

/* -- as a job -- */

struct look {
	struct watch watch;
	const struct watch_config *config;
	instant_ms now;
	struct watch_outcome outcome;
};

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	struct look *look = arena_one(work->arena, struct look);

	if (!store_get(work, &watch_shape, job->ref, &look->watch))
		return work->error.kind == ERROR_NOT_FOUND;
	look->config = config_watch(work->config, look->watch.name);
	look->now = work->now;
	if (look->config)
		*ret_task = look;
	return true;
}

static void perform(struct app *app, struct arena *arena, const struct config *config,
		    void *task)
{
	struct look *look = task;

	look->outcome.memory = look->watch.memory;
	watch_take_look(app, arena, config, look->config, look->now, &look->outcome);
}

static bool fire(struct work *work, const struct watch *watch,
		 const struct watch_config *config)
{
	struct own_alert alert = {
		.source = source,
		.name = watch->name,
		.summary = arena_format(
			work->arena, STR_FMT ": " STR_FMT " (" STR_FMT ")",
			STR_ARG(watch->name), STR_ARG(watch->reason),
			STR_ARG(watch_count(work->arena, watch, &config->rules))),
		.own = &config->own
	};

	return own_alert_fire(work, &alert);
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct look *look = task;
	const struct watch_config *config;
	struct watch before, watch;

	(void)ret_end;
	if (!store_get(work, &watch_shape, job->ref, &before))
		return false;
	config = config_watch(work->config, before.name);
	/* Removed while somebody looked. */
	if (!config || before.state == WATCH_REMOVED)
		return true;
	watch = watch_look(before, &config->rules, look->outcome.verdict, work->now);
	watch.reason = look->outcome.reason;
	watch.took_ms = look->outcome.took_ms;
	watch.memory = look->outcome.memory;
	if (!store_save(work, &watch_shape, &watch))
		return false;
	if (is_left_alone(&before) && !is_left_alone(&watch) &&
	    !timer_set(work, timer_kind, watch.id, 0, work->now + config->every))
		return false;
	if (watch.state == before.state)
		return true;
	if (watch.state == WATCH_FAILING)
		return fire(work, &watch, config);
	return before.state != WATCH_FAILING || own_alert_end(work, source, watch.name);
}

const struct job_kind watch_job = {
	.name = "watch",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};
