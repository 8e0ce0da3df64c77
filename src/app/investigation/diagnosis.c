#include "app/investigation/diagnosis.h"

#include "app/effects.h"
#include "app/engine/desk.h"
#include "app/investigation/investigation.h"
#include "app/investigation/rest.h"
#include "app/investigation/rivals.h"
#include "app/investigation/scope.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "base/hash.h"
#include "base/limits.h"
#include "core/alerting/alert.h"
#include "formats/json.h"

static const char timer_kind[] = "diagnosis.due";

/* -- when -- */

static struct live_wish wish_of(const struct incident *incident)
{
	return (struct live_wish){ .service = incident->service,
				   .code = incident->code,
				   .onset = incident->onset_at,
				   .alert_at = incident->opened_at,
				   .alert_text = incident->title };
}

static bool want(struct work *work, const struct incident *incident, str occasion,
		 int64_t *ret_evidence)
{
	struct evidence evidence = {
		.incident = incident->id,
		.state = EVIDENCE_WANTED,
		.title = STR("diagnosis"),
		.probe = STR("diagnosis"),
		.plan = STR("{}"),
		.facts = STR("[]"),
		.question = arena_format(work->arena, "stanch diagnosis show " STR_FMT,
					 STR_ARG(incident->code)),
		.occasion = occasion,
		.wanted_at = work->now,
	};

	work->effects->jobs = true;
	if (!store_add(work, &evidence_shape, &evidence))
		return false;
	*ret_evidence = evidence.id;
	return note(work, "evidence.wanted", incident->id,
		    subject_of(work, "evidence", evidence.id),
		    { "title", evidence.title }, { "occasion", occasion }) &&
	       job_add(work, LANE_WORK, diagnose_job.name, evidence.id, incident->id,
		       work->now);
}

static bool has_series(struct work *work, const struct incident *incident, bool *ret_has)
{
	struct live_wish wish = wish_of(incident);
	struct live_plan plan;

	if (!live_plan_of(work, &wish, &plan))
		return false;
	*ret_has = live_plan_is_any(&plan);
	return true;
}

bool diagnosis_open(struct work *work, const struct incident *incident)
{
	int64_t unheeded;
	bool has_any;

	if (!has_series(work, incident, &has_any))
		return false;
	if (!has_any)
		return !config_service(work->config, incident->service) ||
		       rivals_open(work, incident);
	return want(work, incident, STR("opened"), &unheeded) &&
	       timer_set(work, timer_kind, incident->id, incident->id,
			 work->now + DIAGNOSE_AGAIN_MS);
}

bool diagnosis_ask(struct work *work, const struct incident *incident,
		   int64_t *ret_evidence)
{
	bool has_any;

	if (!has_series(work, incident, &has_any))
		return false;
	if (!has_any)
		return fail(work, ERROR_INVALID,
			    "nothing to look at: neither " STR_FMT
			    " nor its neighbours have measurements, series, logs or "
			    "traces",
			    STR_ARG(incident->service));
	return want(work, incident, STR("asked"), ret_evidence);
}

bool diagnosis_due(struct work *work, const struct timer *timer)
{
	struct incident incident;
	int64_t unheeded;

	if (!store_get(work, &incident_shape, timer->incident, &incident))
		return false;
	return !incident_is_open(incident.state) ||
	       want(work, &incident, STR("2 min later"), &unheeded);
}

/* -- at the desk -- */

struct task {
	struct live_plan plan;
	struct live_outcome outcome;
	int64_t took_ms;
	/* Of what was made, ready to be stored: the turn that stores it holds up all
	 * others. */
	str says, body, hash;
};

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	struct task *task = arena_one(work->arena, struct task);
	struct evidence evidence;
	struct incident incident;
	struct live_wish wish;

	if (!store_get(work, &evidence_shape, job->ref, &evidence) ||
	    !store_get(work, &incident_shape, evidence.incident, &incident))
		return false;
	if (evidence.state != EVIDENCE_WANTED)
		return true;
	wish = wish_of(&incident);
	if (!live_plan_of(work, &wish, &task->plan) ||
	    !live_plan_quiet(work, &task->plan))
		return false;
	*ret_task = task;
	return true;
}

static void render(struct arena *arena, struct task *task)
{
	task->says = live_says(arena, &task->plan, &task->outcome);
	task->body = live_body(arena, &task->plan, &task->outcome);
	task->hash = sha256_hex(arena, sha256_of(task->body));
}

static void perform(struct app *app, struct arena *arena, const struct config *config,
		    void *argument)
{
	struct task *task = argument;
	int64_t start_us = clock_monotonic_us();

	live_diagnose(app, arena, config, &task->plan, &task->outcome);
	task->took_ms = (clock_monotonic_us() - start_us) / 1000;
	if (task->outcome.is_made)
		render(arena, task);
}

static void fill(struct work *work, const struct task *task, struct evidence *evidence)
{
	const struct live_outcome *outcome = &task->outcome;

	evidence->gathered_at = work->now;
	evidence->took_ms = task->took_ms;
	evidence->target = STR("series, log lines and traces of the service and its "
			       "neighbours");
	if (!outcome->is_made) {
		evidence->state = EVIDENCE_FAILED;
		evidence->problem = str_of(outcome->error.text);
		return;
	}
	evidence->state = EVIDENCE_GATHERED;
	evidence->meaning = task->says;
	evidence->facts = json_write(work->arena,
				     facts_write(work->arena, &(struct facts){ 0 }));
	evidence->body = task->body;
	evidence->body_bytes = (int64_t)task->body.length;
	evidence->body_hash = task->hash;
}

static bool note_it(struct work *work, const struct evidence *evidence)
{
	str subject = subject_of(work, "evidence", evidence->id);

	if (evidence->state == EVIDENCE_FAILED)
		return note(work, "evidence.failed", evidence->incident, subject,
			    { "title", evidence->title },
			    { "problem", evidence->problem });
	return note(work, "diagnosis.made", evidence->incident, subject,
		    { "occasion", evidence->occasion }, { "meaning", evidence->meaning },
		    { "took_ms", text_of_int(work, evidence->took_ms) },
		    { "hash", evidence->body_hash });
}

static bool take_onset(struct work *work, const struct task *task,
		       const struct evidence *evidence, struct incident *incident)
{
	const struct live_onset *onset = &task->outcome.onset;
	struct onset_claim claim = { .at = onset->at,
				     .basis = BASIS_MEASURED,
				     .evidence = evidence->id };

	return !task->outcome.is_made || !onset->is_found ||
	       incident_began(work, incident, claim);
}

/* Whoever was asked: who answered needs no rest any more. */
static bool judge_systems(struct work *work, const struct live_outcome *outcome)
{
	for (size_t i = 0; i < outcome->heard.count; i++)
		if (!rest_judge(work,
				asked_system(work->arena, "url", outcome->heard.items[i]),
				false, STR("")))
			return false;
	for (size_t i = 0; i < outcome->unheard.count; i++) {
		const struct unheard *unheard = &outcome->unheard.items[i];

		if (unheard->was_asked && unheard->needs_rest &&
		    !rest_judge(work, asked_system(work->arena, "url", unheard->url),
				true, unheard->why))
			return false;
	}
	return true;
}

static bool finish(struct work *work, const struct job *job, void *argument,
		   struct job_end *ret_end)
{
	const struct task *task = argument;
	struct evidence evidence;
	struct incident incident;

	(void)ret_end;
	if (!store_get(work, &evidence_shape, job->ref, &evidence) ||
	    !store_get(work, &incident_shape, evidence.incident, &incident))
		return false;
	if (!judge_systems(work, &task->outcome))
		return false;
	fill(work, task, &evidence);
	evidence_mask(work->arena, &evidence);
	return store_save(work, &evidence_shape, &evidence) && note_it(work, &evidence) &&
	       take_onset(work, task, &evidence, &incident) &&
	       rivals_weigh(work, &incident, &evidence, &task->outcome) &&
	       investigation_weigh(work, &incident) && scope_look(work, &incident);
}

const struct job_kind diagnose_job = {
	.name = "diagnose",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};

bool diagnosis_latest(struct work *work, int64_t incident, struct evidence *ret,
		      size_t *ret_made)
{
	struct evidence *evidence;
	size_t count;

	*ret_made = 0;
	if (!store_of_incident(work, &evidence_shape, incident, &evidence, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!str_is(evidence[i].probe, "diagnosis") ||
		    evidence[i].state != EVIDENCE_GATHERED)
			continue;
		*ret = evidence[i];
		++*ret_made;
	}
	return true;
}
