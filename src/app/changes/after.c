#include "app/changes/after.h"

#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/escalation.h"
#include "app/paging/oncall.h"
#include "app/paging/paging.h"
#include "base/limits.h"

static const char timer_kind[] = "change.after";

static const struct service *watched(const struct work *work, const struct change *change)
{
	const struct service *service = config_service(work->config, change->service);

	return service && service->measurement_count > 0 &&
			       service->after_change.watch > 0
		       ? service
		       : NULL;
}

static instant_ms watched_until(const struct service *service,
				const struct change *change)
{
	return change->at + service->after_change.watch;
}

bool after_change_begin(struct work *work, const struct change *change)
{
	const struct service *service = watched(work, change);

	if (!service || work->now >= watched_until(service, change))
		return true;
	return timer_set(work, timer_kind, change->id, 0,
			 work->now + service->after_change.every);
}

bool after_change_due(struct work *work, const struct timer *timer)
{
	const struct service *service;
	struct change change;
	bool is_wanted;

	if (!store_get(work, &change_shape, timer->ref, &change))
		return work->error.kind == ERROR_NOT_FOUND;
	service = watched(work, &change);
	if (!service)
		return true;
	if (work->now < watched_until(service, &change) &&
	    !timer_set(work, timer_kind, change.id, 0,
		       work->now + service->after_change.every))
		return false;
	return store_job_of(work, after_change_job.name, change.id, &is_wanted) &&
	       (is_wanted || job_add(work, LANE_WATCH, after_change_job.name, change.id,
				     0, work->now));
}

/* -- one look -- */

struct look {
	struct change change;
	const struct service *service;
	instant_ms now;
	/* The outcome: the first that got worse. */
	const struct measurement *worse;
	str how; /* "5 % → 20 %" */
	instant_ms since;
};

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	struct look *look = arena_one(work->arena, struct look);

	if (!store_get(work, &change_shape, job->ref, &look->change))
		return work->error.kind == ERROR_NOT_FOUND;
	look->service = watched(work, &look->change);
	look->now = work->now;
	if (look->service)
		*ret_task = look;
	return true;
}

static bool ask(struct app *app, struct arena *arena, const struct config *config,
		const struct look *look, const struct measurement *measurement,
		struct probe_finding *ret_finding)
{
	const struct probe *probe = ports_probe(app->ports, STR("regression"));
	const struct service *service = look->service;
	const struct label arguments[] = {
		{ STR("url"), labels_setting(service->settings, service->setting_count,
					     "prometheus") },
		{ STR("query"), measurement->query },
		{ STR("unit"), measurement->unit },
		{ STR("comparison"), str_of(comparison_names[measurement->comparison]) },
		{ STR("threshold"),
		  arena_format(arena, "%.17g", measurement->threshold) },
		{ STR("changed_at"), instant_format(arena, look->change.at) },
	};
	struct probe_call call = { .arena = arena,
				   .config = config,
				   .arguments = arguments,
				   .argument_count = sizeof(arguments) /
						     sizeof(arguments[0]),
				   .now = look->now,
				   .wait_ms = PROBE_MS_MAX };
	struct error error;

	/* Who cannot be asked is told by the measurement itself, once there is an
	 * incident: here nothing is known, so nothing is said. */
	return probe && probe->ask(&call, ret_finding, &error);
}

static void perform(struct app *app, struct arena *arena, const struct config *config,
		    void *task)
{
	struct look *look = task;

	for (size_t i = 0; i < look->service->measurement_count && !look->worse; i++) {
		const struct measurement *measurement = &look->service->measurements[i];
		struct probe_finding finding = { 0 };

		if (!ask(app, arena, config, look, measurement, &finding) ||
		    !finding.sample.has_value)
			continue;
		look->worse = measurement;
		look->how = finding.meaning;
		look->since = finding.sample.at;
	}
}

/* -- what follows -- */

static str name_of(struct work *work, const struct change *change)
{
	if (change->revision.length > 0)
		return change->revision;
	return arena_format(work->arena, "\"" STR_FMT "\"",
			    STR_ARG(str_clip(change->title, 80)));
}

static bool tell(struct work *work, const struct incident *incident, str sentence)
{
	const struct policy *policy = escalation_policy(work, incident);
	struct calls calls = { 0 };
	str subject = arena_format(work->arena, STR_FMT ": " STR_FMT,
				   STR_ARG(incident->code), STR_ARG(sentence));
	str text = arena_format(
		work->arena,
		STR_FMT ".\n\nIt is a candidate for an incident and pages nobody.\n\n"
			"Look:     stanch show " STR_FMT "\n"
			"Roll back: stanch rollback " STR_FMT "\n",
		STR_ARG(sentence), STR_ARG(incident->code), STR_ARG(incident->code));

	if (!oncall_calls(work, policy, 0, NULL, work->now, &calls))
		return false;
	for (size_t i = 0; i < calls.count; i++)
		if (!paging_tell(work, incident, calls.items[i].person, subject, text))
			return false;
	return true;
}

static bool open_candidate(struct work *work, const struct look *look, str sentence,
			   struct incident *ret_incident)
{
	struct labels labels = { 0 };
	struct incident_opening opening = {
		.title = sentence,
		.service = look->change.service,
		.words = sentence,
		.labels = &labels,
		.onset_at = look->since,
		.urgency = URGENCY_NOTIFY,
		.is_candidate = true,
		.rank = -1,
	};

	*list_add(work->arena, &labels) = (struct label){ STR("service"),
							  look->change.service };
	return incident_open(work, &opening, ret_incident);
}

static bool regressed(struct work *work, const struct look *look, bool pages)
{
	str sentence = arena_format(
		work->arena, STR_FMT ": " STR_FMT " " STR_FMT " after " STR_FMT,
		STR_ARG(look->change.service), STR_ARG(look->worse->name),
		STR_ARG(look->how), STR_ARG(name_of(work, &look->change)));
	str group = incident_group_of_service(work->arena, look->change.service);
	struct incident incident;
	bool is_open;

	if (!store_incident_of_group(work, group, INSTANT_MAX, &incident, &is_open) ||
	    (!is_open && !open_candidate(work, look, sentence, &incident)) ||
	    !note(work, "change.regressed", incident.id,
		  subject_of(work, "change", look->change.id), { "sentence", sentence },
		  { "since", instant_format_time(work->arena, look->since) }))
		return false;
	if (is_open)
		return true;
	return pages ? incident_declare(work, &incident, sentence)
		     : tell(work, &incident, sentence);
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct look *look = task;
	const struct service *service = watched(work, &look->change);

	(void)job;
	(void)ret_end;
	if (!look->worse || !service)
		return true;
	/* Said once. */
	return timer_drop(work, timer_kind, look->change.id) &&
	       regressed(work, look, service->after_change.pages);
}

const struct job_kind after_change_job = {
	.name = "after-change",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};
