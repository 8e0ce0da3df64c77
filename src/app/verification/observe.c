/* The desk's part of verification: one look at one check. */
#include "app/engine/desk.h"
#include "app/intervention/intervention.h"
#include "app/investigation/investigation.h"
#include "app/investigation/rest.h"
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
	str system; /* whom checks ask; "": nobody is named */
	bool rests; /* it did not answer checks a moment ago, and is not asked */
	instant_ms now;
	struct error error;
};

/* A system in trouble is left alone as by any other question. Checks have a rest of their
 * own, though: that a diagnosis asks more of Prometheus than it can answer must not cost
 * the small questions by which recovery is proven. While it rests there is no data, and
 * no data is never a pass. */
static bool let_rest(struct work *work, str url, struct look *look)
{
	instant_ms until;
	str problem = STR("");

	if (url.length == 0)
		return true;
	look->system = arena_format(work->arena, STR_FMT " by checks",
				    STR_ARG(asked_system(work->arena, "url", url)));
	if (!rest_until(work, look->system, &until, &problem))
		return false;
	look->rests = until != 0;
	if (look->rests)
		error_set(&look->error, ERROR_UNAVAILABLE,
			  "not asked, since it did not answer: " STR_FMT,
			  STR_ARG(problem));
	return true;
}

static bool judge_system(struct work *work, const struct look *look)
{
	bool is_hurt = !look->answered && rest_is_needed(look->error.kind);

	return look->system.length == 0 || look->rests ||
	       rest_judge(work, look->system, is_hurt, str_of(look->error.text));
}

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
	return let_rest(work, url, look);
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
	if (look->rests)
		return;
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
		return judge_system(work, look);
	check = check_observe(work->arena, before, sample_of(look), work->now);
	return judge_system(work, look) && store_save(work, &check_shape, &check) &&
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
