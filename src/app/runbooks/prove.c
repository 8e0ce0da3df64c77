#include "app/runbooks/prove.h"

#include "app/engine/desk.h"
#include "app/note.h"
#include "app/runbooks/proof.h"
#include "base/limits.h"
#include "core/learning/runbook.h"
#include "formats/json.h"

static const char timer_kind[] = "runbook.prove";

/* -- when -- */

bool prove_arm(struct work *work)
{
	return work->config->runbook_proof.every > 0
		       ? timer_set(work, timer_kind, 0, 0, work->now)
		       : timer_drop(work, timer_kind, 0);
}

bool prove_now(struct work *work, const struct stored_runbook *stored)
{
	bool is_wanted = false;

	return store_job_of(work, prove_job.name, stored->id, &is_wanted) &&
	       (is_wanted ||
		job_add(work, LANE_WATCH, prove_job.name, stored->id, 0, work->now));
}

/* One after the other, so that no system is asked much at once and the desks of the
 * watches stay free. */
bool prove_due(struct work *work, const struct timer *timer)
{
	duration_ms every = work->config->runbook_proof.every;
	struct stored_runbook next = { 0 };
	bool found = false;

	(void)timer;
	if (every == 0)
		return true;
	return store_runbook_unasked(work, work->now - every, &next, &found) &&
	       timer_set(work, timer_kind, 0, 0,
			 work->now + (every < HOUR_MS ? every : HOUR_MS)) &&
	       (!found || prove_now(work, &next));
}

/* -- one runbook -- */

struct proving {
	struct stored_runbook stored;
	str source;
	struct proof *proofs;
	size_t count;
	struct error error; /* it could not be read any more */
};

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	struct proving *proving = arena_one(work->arena, struct proving);
	struct content content;
	bool is_there = false;

	if (!store_get(work, &stored_runbook_shape, job->ref, &proving->stored) ||
	    !store_content_find(work, proving->stored.digest, &content, &is_there))
		return false;
	if (!is_there || proving->stored.gone)
		return true;
	proving->source = content.bytes;
	*ret_task = proving;
	return true;
}

static void perform(struct app *app, struct arena *arena, const struct config *config,
		    void *task)
{
	struct proving *proving = task;
	struct claims_asked asked = { .wait_ms = PROVE_MS_MAX };
	struct runbook *runbook;

	if (!runbook_read(arena, proving->stored.name, proving->source, &runbook,
			  &proving->error))
		return;
	runbook_claims(arena, runbook, &asked.items, &asked.count);
	proving->count = asked.count;
	proving->proofs = arena_many(arena, struct proof, asked.count + 1);
	proof_ask(app->ports, arena, config, &asked, proving->proofs);
}

/* -- what came of it -- */

static void add_finding(struct work *work, struct tree *list, const struct proof *proof)
{
	struct tree *one = tree_map(work->arena);

	tree_put_int(work->arena, one, "line", proof->claim->line);
	tree_put_text(work->arena, one, "claim", proof->claim->text);
	tree_put_text(work->arena, one, "verdict",
		      str_of(proof_verdict_names[proof->verdict]));
	tree_put_text(work->arena, one, "why",
		      str_clip(proof->why, WATCH_REASON_BYTES_MAX));
	tree_add(work->arena, list, one);
}

/* What was there when it was imported and cannot be read any more. */
static const struct claim no_claim = { .line = 1, .text = STR_INIT("the file itself") };

static str findings_of(struct work *work, const struct proving *proving)
{
	struct tree *list = tree_list(work->arena);

	if (proving->error.kind != ERROR_NONE)
		add_finding(work, list,
			    &(struct proof){ .claim = &no_claim,
					     .verdict = PROOF_UNTOLD,
					     .why = str_of(proving->error.text) });
	for (size_t i = 0; i < proving->count; i++)
		if (proving->proofs[i].verdict != PROOF_HOLDS)
			add_finding(work, list, &proving->proofs[i]);
	return json_write(work->arena, list);
}

static int64_t count_of(const struct proving *proving, enum proof_verdict verdict)
{
	int64_t count = 0;

	for (size_t i = 0; i < proving->count; i++)
		count += proving->proofs[i].verdict == verdict;
	return count;
}

static const struct proof *first_failed(const struct proving *proving)
{
	for (size_t i = 0; i < proving->count; i++)
		if (proving->proofs[i].verdict == PROOF_FAILS)
			return &proving->proofs[i];
	return NULL;
}

static bool note_proof(struct work *work, const struct proving *proving,
		       const struct runbook_proof *proof)
{
	const struct proof *first = first_failed(proving);
	str says = first ? arena_format(work->arena, STR_FMT ": " STR_FMT,
					STR_ARG(first->claim->text), STR_ARG(first->why))
			 : STR("");

	return note(work, "runbook.proven", 0,
		    subject_of(work, "runbook", proof->runbook),
		    { "name", proving->stored.name },
		    { "held", text_of_int(work, proof->held) },
		    { "failed", text_of_int(work, proof->failed) },
		    { "untold", text_of_int(work, proof->untold) },
		    { "line", text_of_int(work, first ? first->claim->line : 0) },
		    { "first", says });
}

/* Written into the record when it says something else than the last time. */
static bool is_news(const struct runbook_proof *before, const struct runbook_proof *now)
{
	return !str_equal(before->digest, now->digest) || before->held != now->held ||
	       before->failed != now->failed || before->untold != now->untold;
}

static bool save(struct work *work, const struct proving *proving)
{
	struct runbook_proof before = { 0 }, proof;
	bool is_known = false;

	if (!store_runbook_proof(work, proving->stored.id, &before, &is_known))
		return false;
	proof = (struct runbook_proof){
		.id = before.id,
		.runbook = proving->stored.id,
		.digest = proving->stored.digest,
		.asked_at = work->now,
		.proven_at = before.proven_at,
		.held = count_of(proving, PROOF_HOLDS),
		.failed = count_of(proving, PROOF_FAILS),
		.untold = count_of(proving, PROOF_UNTOLD) +
			  (proving->error.kind != ERROR_NONE),
		.findings = findings_of(work, proving),
	};
	/* No data is no pass: what nobody could tell was not proven. */
	if (proof.held > 0 && proof.failed == 0 && proof.untold == 0)
		proof.proven_at = work->now;
	return (is_known ? store_save(work, &runbook_proof_shape, &proof)
			 : store_add(work, &runbook_proof_shape, &proof)) &&
	       (!is_news(&before, &proof) || note_proof(work, proving, &proof));
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct proving *proving = task;

	(void)job;
	(void)ret_end;
	return save(work, proving) && (work->config->runbook_proof.every == 0 ||
				       timer_set(work, timer_kind, 0, 0, work->now));
}

const struct job_kind prove_job = {
	.name = "prove",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};
