#include "app/investigation/belief.h"

#include "app/intervention/intervention.h"
#include "app/investigation/cause.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "base/limits.h"
#include "core/alerting/alert.h"
#include "core/diagnosis/symptom.h"
#include "core/evidence/evidence.h"

static bool question(struct work *work, const struct incident *incident, str claim,
		     str *ret_questioned)
{
	struct alert *alerts;
	size_t count;
	str same = STR("");

	if (!store_of_incident(work, &alert_brief_shape, incident->id, &alerts, &count))
		return false;
	if (claim_is_symptom(claim, incident->title))
		same = incident->title;
	for (size_t i = 0; i < count && i < ALERTS_LOOKED_AT_MAX; i++)
		if (claim_is_symptom(claim, alerts[i].name) ||
		    claim_is_symptom(claim, alerts[i].summary))
			same = alerts[i].name;
	*ret_questioned = STR("");
	if (same.length > 0)
		*ret_questioned = arena_format(work->arena,
					       "it repeats what was seen (" STR_FMT
					       "): why did that happen?",
					       STR_ARG(same));
	return true;
}

bool belief_write(struct work *work, const struct incident *incident, str claim,
		  str mechanism, struct hypothesis *ret_hypothesis, str *ret_questioned)
{
	struct hypothesis hypothesis = {
		.incident = incident->id,
		.claim = str_trim(claim),
		.mechanism = str_trim(mechanism),
		.state = HYPOTHESIS_OPEN,
		.tests = STR("[]"),
		.helps = STR("[]"),
		.written_at = work->now,
	};

	if (hypothesis.claim.length == 0)
		return fail(work, ERROR_INVALID, "claim: say what is believed");
	if (hypothesis.claim.length + hypothesis.mechanism.length > NOTE_BYTES_MAX)
		return fail(work, ERROR_TOO_LARGE, "claim: is too long");
	hypothesis.reason = arena_format(work->arena, "believed by " STR_FMT,
					 STR_ARG(work->actor.name));
	if (!question(work, incident, hypothesis.claim, ret_questioned) ||
	    !store_add(work, &hypothesis_shape, &hypothesis) ||
	    !note(work, "hypothesis.written", incident->id,
		  subject_of(work, "hypothesis", hypothesis.id),
		  { "claim", hypothesis.claim },
		  { "mechanism", hypothesis.mechanism.length > 0 ? hypothesis.mechanism
								 : hypothesis.reason }))
		return false;
	*ret_hypothesis = hypothesis;
	return true;
}

/* Each must be there, of this incident, and say something. ret_first: 0 for none. */
static bool check_evidence(struct work *work, const struct hypothesis *hypothesis,
			   str evidence, int64_t *ret_first)
{
	str rest = str_trim(evidence), word;
	struct evidence one;
	int64_t id;

	*ret_first = 0;
	while (rest.length > 0) {
		if (!str_cut(rest, ' ', &word, &rest)) {
			word = rest;
			rest = STR("");
		}
		rest = str_trim(rest);
		if (!str_to_int(word, &id))
			return fail(work, ERROR_INVALID,
				    "evidence: '" STR_FMT "' is no number",
				    STR_ARG(str_clip(word, 20)));
		if (!store_get(work, &evidence_shape, id, &one))
			return false;
		if (one.incident != hypothesis->incident)
			return fail(work, ERROR_INVALID,
				    "evidence: %lld is of another incident",
				    (long long)id);
		if (one.state != EVIDENCE_GATHERED)
			return fail(work, ERROR_INVALID,
				    "evidence: %lld has no answer (%s)", (long long)id,
				    evidence_state_names[one.state]);
		if (*ret_first == 0)
			*ret_first = id;
	}
	return true;
}

/* What its pattern offers against it: nobody has to wait for a test of what is proven. */
static bool offer(struct work *work, const struct incident *incident,
		  const struct hypothesis *hypothesis)
{
	return hypothesis->key.length == 0 || !incident_is_open(incident->state) ||
	       intervention_propose(work, incident, hypothesis);
}

/* The verdict of a person, with what it rests on. */
static bool pronounce(struct work *work, struct hypothesis *hypothesis,
		      enum hypothesis_state state, str evidence, str reason)
{
	hypothesis->state = state;
	hypothesis->decided_at = work->now;
	hypothesis->reason = arena_format(
		work->arena, "%s by " STR_FMT " on evidence " STR_FMT "%s" STR_FMT,
		hypothesis_state_names[state], STR_ARG(work->actor.name),
		STR_ARG(str_trim(evidence)), reason.length > 0 ? ": " : "",
		STR_ARG(str_clip(reason, NOTE_BYTES_MAX)));
	return store_save(work, &hypothesis_shape, hypothesis) &&
	       note(work, "hypothesis.verdict", hypothesis->incident,
		    subject_of(work, "hypothesis", hypothesis->id),
		    { "claim", hypothesis->claim },
		    { "state", str_of(hypothesis_state_names[state]) },
		    { "reason", hypothesis->reason });
}

bool belief_confirm(struct work *work, int64_t id, str evidence, str reason,
		    struct hypothesis *ret_hypothesis, str *ret_questioned)
{
	struct hypothesis *hypothesis = ret_hypothesis;
	struct incident incident;
	bool is_news;
	int64_t first;

	if (!store_get(work, &hypothesis_shape, id, hypothesis) ||
	    !store_get(work, &incident_shape, hypothesis->incident, &incident) ||
	    !check_evidence(work, hypothesis, evidence, &first))
		return false;
	if (first == 0)
		return fail(work, ERROR_INVALID,
			    "evidence: name what confirms it, by numbers of stanch "
			    "evidence list " STR_FMT,
			    STR_ARG(incident.code));
	is_news = hypothesis->state != HYPOTHESIS_CONFIRMED;
	return question(work, &incident, hypothesis->claim, ret_questioned) &&
	       pronounce(work, hypothesis, HYPOTHESIS_CONFIRMED, evidence, reason) &&
	       (!is_news || cause_confirmed(work, &incident, first)) &&
	       offer(work, &incident, hypothesis) && incident_touch(work, &incident);
}
