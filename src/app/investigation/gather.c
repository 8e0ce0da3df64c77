/* The desk's part of the investigation: one question to one system. */
#include "app/engine/desk.h"
#include "app/investigation/by_hand.h"
#include "app/investigation/investigation.h"
#include "app/investigation/rest.h"
#include "app/investigation/scope.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "base/hash.h"
#include "base/limits.h"
#include "core/alerting/alert.h"
#include "core/learning/change.h"
#include "formats/json.h"

#include <string.h>

#define CHANGES_BEFORE_MS HOUR_MS

struct inquiry {
	struct evidence evidence;
	const struct probe *probe;
	struct label *plan;
	size_t plan_count;
	str rows;
	instant_ms now;
	instant_ms alert_at; /* of the alert whose rule is asked for */
	str destination;     /* of the job */
	/* Not asked before: who failed twice in a row is left alone, and what compares
	 * waits for the onset. 0: it is asked. */
	instant_ms rests_until;
	bool given_up; /* it was put off too often */
	/* The outcome. */
	bool answered;
	struct probe_finding finding;
	int64_t took_ms;
	struct error error;
};

static bool read_changes(struct work *work, const struct incident *incident,
			 str *ret_rows)
{
	struct change *changes;
	size_t count;
	struct tree *list = tree_list(work->arena);

	if (!store_changes_between(work, incident->service,
				   incident->onset_at - CHANGES_BEFORE_MS, work->now,
				   &changes, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "title", changes[i].title);
		tree_put_text(work->arena, one, "kind", changes[i].kind);
		tree_put_text(work->arena, one, "author", changes[i].author);
		tree_put_text(work->arena, one, "at",
			      instant_format(work->arena, changes[i].at));
		tree_put_int(work->arena, one, "before_onset_ms",
			     incident->onset_at - changes[i].at);
		tree_add(work->arena, list, one);
	}
	*ret_rows = json_write(work->arena, list);
	return true;
}

/* The first one that has a rule: its name joins what is asked. */
static bool name_alert(struct work *work, int64_t incident, struct inquiry *inquiry)
{
	struct label *plan = arena_many(work->arena, struct label,
					inquiry->plan_count + 1);
	struct alert *alerts;
	size_t count;

	if (!store_of_incident(work, &alert_brief_shape, incident, &alerts, &count))
		return false;
	if (count == 0)
		return true;
	memcpy(plan, inquiry->plan, inquiry->plan_count * sizeof(*plan));
	plan[inquiry->plan_count] = (struct label){ STR("alert"), alerts[0].name };
	inquiry->plan = plan;
	inquiry->plan_count++;
	inquiry->alert_at = alerts[0].starts_at;
	return true;
}

/* What has waited thrice is not asked any more. */
static bool let_rest(struct work *work, const struct job *job, struct inquiry *inquiry)
{
	str problem = STR("");

	inquiry->destination = job->destination;
	if (job->destination.length == 0)
		return true;
	if (!rest_until(work, job->destination, &inquiry->rests_until, &problem))
		return false;
	if (inquiry->rests_until == 0)
		return true;
	inquiry->given_up = job->attempts >= PROBE_ATTEMPTS_MAX;
	error_set(&inquiry->error, ERROR_UNAVAILABLE,
		  "not asked, since it did not answer others: " STR_FMT,
		  STR_ARG(problem));
	return true;
}

static bool judge_destination(struct work *work, const struct inquiry *inquiry)
{
	bool is_hurt = !inquiry->answered && rest_is_needed(inquiry->error.kind);

	return inquiry->destination.length == 0 ||
	       rest_judge(work, inquiry->destination, is_hurt,
			  str_of(inquiry->error.text));
}

/* What compares before with since must know when it began. */
static bool compares(const struct inquiry *inquiry)
{
	static const char *const comparing[] = { "journald", "log_file", "loki", "tempo",
						 "jaeger_traces" };

	for (size_t i = 0; i < sizeof(comparing) / sizeof(comparing[0]); i++)
		if (str_is(inquiry->evidence.probe, comparing[i]))
			return true;
	return false;
}

static void tell_onset(struct work *work, const struct incident *incident,
		       struct inquiry *inquiry)
{
	struct label *plan = arena_many(work->arena, struct label,
					inquiry->plan_count + 1);

	if (!compares(inquiry) || incident->onset_at == 0)
		return;
	memcpy(plan, inquiry->plan, inquiry->plan_count * sizeof(*plan));
	plan[inquiry->plan_count++] = (struct label){
		STR("onset_at"), instant_format(work->arena, incident->onset_at)
	};
	inquiry->plan = plan;
}

/* An alert comes later than what it tells of: until the onset is measured, lines of the
 * incident would be taken for those before it. Who is to measure it may not answer, so it
 * is waited for a moment only. */
static bool await_onset(struct work *work, const struct job *job, struct inquiry *inquiry)
{
	struct evidence *all;
	size_t count;

	if (!compares(inquiry) || job->attempts >= PROBE_ATTEMPTS_MAX)
		return true;
	if (!store_of_incident(work, &evidence_shape, inquiry->evidence.incident, &all,
			       &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (str_is(all[i].probe, "onset") && all[i].state == EVIDENCE_WANTED)
			inquiry->rests_until = work->now + ONSET_AWAITED_MS;
	if (inquiry->rests_until != 0)
		error_set(&inquiry->error, ERROR_UNAVAILABLE,
			  "not asked before it is known when it began");
	return true;
}

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	struct inquiry *inquiry = arena_one(work->arena, struct inquiry);
	struct evidence *evidence = &inquiry->evidence;
	struct incident incident;

	if (!store_get(work, &evidence_shape, job->ref, evidence) ||
	    !store_get(work, &incident_shape, evidence->incident, &incident))
		return false;
	if (evidence->state != EVIDENCE_WANTED)
		return true;
	inquiry->probe = ports_probe(work->app->ports, evidence->probe);
	inquiry->now = work->now;
	if (!plan_read(work, evidence->plan, &inquiry->plan, &inquiry->plan_count))
		return false;
	if (str_is(evidence->probe, "changes") &&
	    !read_changes(work, &incident, &inquiry->rows))
		return false;
	if (str_is(evidence->probe, "alert_rule") &&
	    !name_alert(work, incident.id, inquiry))
		return false;
	tell_onset(work, &incident, inquiry);
	*ret_task = inquiry;
	return let_rest(work, job, inquiry) &&
	       (inquiry->rests_until != 0 || await_onset(work, job, inquiry));
}

static void perform(struct app *app, struct arena *arena, const struct config *config,
		    void *task)
{
	struct inquiry *inquiry = task;
	struct probe_call call = { .arena = arena,
				   .config = config,
				   .arguments = inquiry->plan,
				   .argument_count = inquiry->plan_count,
				   .now = inquiry->now,
				   .wait_ms = PROBE_MS_MAX,
				   .rows = inquiry->rows,
				   .hands = &app->ports->hands };
	int64_t start_us = clock_monotonic_us();

	if (inquiry->rests_until != 0)
		return;
	if (!inquiry->probe)
		error_set(&inquiry->error, ERROR_INVALID, "no probe is called " STR_FMT,
			  STR_ARG(inquiry->evidence.probe));
	else
		inquiry->answered = inquiry->probe->ask(&call, &inquiry->finding,
							&inquiry->error);
	inquiry->took_ms = (clock_monotonic_us() - start_us) / 1000;
}

static void fill(struct work *work, const struct inquiry *inquiry,
		 struct evidence *evidence)
{
	const struct probe_finding *finding = &inquiry->finding;
	str masked = secrets_mask(work->arena, finding->body);

	evidence->gathered_at = work->now;
	evidence->took_ms = inquiry->took_ms;
	evidence->target = finding->target;
	evidence->question = finding->question;
	evidence->facts = STR("[]");
	if (!inquiry->answered) {
		evidence->state = EVIDENCE_FAILED;
		evidence->problem = str_of(inquiry->error.text);
		return;
	}
	evidence->state = finding->has_data ? EVIDENCE_GATHERED : EVIDENCE_NO_DATA;
	evidence->meaning = finding->meaning;
	evidence->facts = json_write(work->arena,
				     facts_write(work->arena, &finding->facts));
	evidence->body = str_clip(masked, EVIDENCE_BODY_BYTES_MAX);
	evidence->body_bytes = (int64_t)finding->body.length;
	evidence->body_hash = sha256_hex(work->arena, sha256_of(finding->body));
}

static bool note_evidence(struct work *work, const struct evidence *evidence)
{
	str subject = subject_of(work, "evidence", evidence->id);

	if (evidence->state == EVIDENCE_FAILED)
		return note(work, "evidence.failed", evidence->incident, subject,
			    { "title", evidence->title },
			    { "problem", evidence->problem });
	if (evidence->state == EVIDENCE_NO_DATA)
		return note(work, "evidence.no-data", evidence->incident, subject,
			    { "title", evidence->title },
			    { "meaning", evidence->meaning });
	return note(work, "evidence.gathered", evidence->incident, subject,
		    { "title", evidence->title }, { "meaning", evidence->meaning },
		    { "took_ms", text_of_int(work, evidence->took_ms) },
		    { "hash", evidence->body_hash });
}

/* Measured beats estimated: what an alert says is when its rule had waited enough. */
static bool take_onset(struct work *work, const struct inquiry *inquiry,
		       const struct evidence *evidence, struct incident *incident)
{
	const struct sample *sample = &inquiry->finding.sample;
	struct onset_claim claim = { .evidence = evidence->id };

	if (!inquiry->answered || !sample->has_value)
		return true;
	if (str_is(evidence->probe, "onset")) {
		claim.at = sample->at;
		claim.basis = BASIS_MEASURED;
		return incident_began(work, incident, claim);
	}
	if (!str_is(evidence->probe, "alert_rule") || sample->value <= 0)
		return true;
	claim.at = inquiry->alert_at - (duration_ms)(sample->value * 1000);
	claim.basis = BASIS_ESTIMATED;
	return incident_began(work, incident, claim);
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct inquiry *inquiry = task;
	struct evidence evidence = inquiry->evidence;
	struct incident incident;

	(void)job;
	if (inquiry->rests_until != 0 && !inquiry->given_up) {
		ret_end->again_at = inquiry->rests_until;
		ret_end->problem = str_of(inquiry->error.text);
		return true;
	}
	if (inquiry->rests_until == 0 && !judge_destination(work, inquiry))
		return false;
	if (!store_get(work, &incident_shape, evidence.incident, &incident))
		return false;
	fill(work, inquiry, &evidence);
	evidence_mask(work->arena, &evidence);
	return store_save(work, &evidence_shape, &evidence) &&
	       note_evidence(work, &evidence) && own_question_answered(work, &evidence) &&
	       take_onset(work, inquiry, &evidence, &incident) &&
	       investigation_weigh(work, &incident) && scope_look(work, &incident);
}

const struct job_kind evidence_job = {
	.name = "evidence",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};
