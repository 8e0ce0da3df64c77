/* The desk's part of verification: one look at one check. */
#include "app/engine/desk.h"
#include "app/intervention/intervention.h"
#include "app/investigation/investigation.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/verification/verification.h"
#include "base/limits.h"

#include <math.h>

struct look {
	struct check check;
	const struct probe *probe;
	struct label arguments[3];
	struct probe_finding finding;
	bool answered;
	instant_ms now;
	struct error error;
};

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	struct look *look = arena_one(work->arena, struct look);
	struct incident incident;

	if (!store_get(work, &check_shape, job->ref, &look->check) ||
	    !store_get(work, &incident_shape, look->check.incident, &incident))
		return false;
	if (!incident_is_open(incident.state))
		return true;

	const struct service *service = config_service(work->config, incident.service);
	str url = STR("");

	if (service)
		url = labels_setting(service->settings, service->setting_count,
				     "prometheus");
	look->arguments[0] = (struct label){ STR("url"), url };
	look->arguments[1] = (struct label){ STR("query"), look->check.query };
	look->arguments[2] = (struct label){ STR("unit"), look->check.unit };
	look->probe = ports_probe(work->app->ports, STR("prometheus"));
	look->now = work->now;
	*ret_task = look;
	return true;
}

static void perform(struct app *app, struct arena *arena, const struct config *config,
		    void *task)
{
	struct look *look = task;
	struct probe_call call = { .arena = arena,
				   .config = config,
				   .arguments = look->arguments,
				   .argument_count = 3,
				   .now = look->now,
				   .wait_ms = PROBE_MS_MAX };

	(void)app;
	if (!look->probe)
		error_set(&look->error, ERROR_INTERNAL, "there is no probe for checks");
	else
		look->answered = look->probe->ask(&call, &look->finding, &look->error);
}

static struct sample sample_of(const struct look *look)
{
	if (!look->answered)
		return (struct sample){ .value = NAN,
					.problem = str_of(look->error.text) };

	struct sample sample = look->finding.sample;

	if (!sample.has_value && sample.problem.length == 0)
		sample.problem = look->finding.meaning;
	return sample;
}

static bool note_change(struct work *work, const struct check *before,
			const struct check *check)
{
	if (before->state == check->state)
		return true;
	return note(work, "check.changed", check->incident,
		    subject_of(work, "check", check->id), { "name", check->name },
		    { "state", str_of(check_state_names[check->state]) },
		    { "reason", check->reason });
}

/* The incident's impact in one sentence, as far as it is measured. */
static bool tell_impact(struct work *work, struct incident *incident,
			const struct check *before, const struct check *check)
{
	bool is_worse = check->in_breach && check->worst_value != before->worst_value;

	if (!is_worse || incident->mitigated_at != 0)
		return true;
	incident->summary = arena_format(
		work->arena, STR_FMT " up to " STR_FMT " (measured)",
		STR_ARG(check->name),
		STR_ARG(quantity_format(work->arena, check->worst_value, check->unit)));
	incident->updated_at = work->now;
	return store_save(work, &incident_shape, incident);
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct look *look = task;
	struct check before, check;
	struct incident incident;

	(void)ret_end;
	if (!store_get(work, &check_shape, job->ref, &before) ||
	    !store_get(work, &incident_shape, before.incident, &incident))
		return false;
	if (!incident_is_open(incident.state))
		return true;
	check = check_observe(work->arena, before, sample_of(look), work->now);
	return store_save(work, &check_shape, &check) &&
	       tell_impact(work, &incident, &before, &check) &&
	       note_change(work, &before, &check) &&
	       timer_set(work, "check.ask", check.id, check.incident,
			 work->now + check.interval) &&
	       intervention_judge(work, &incident, &check) &&
	       verification_end_if_proven(work, &incident);
}

const struct job_kind check_job = {
	.name = "check",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};
