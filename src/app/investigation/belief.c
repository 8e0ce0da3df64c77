#include "app/investigation/belief.h"

#include "app/intervention/intervention.h"
#include "app/investigation/cause.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "base/limits.h"
#include "core/alerting/alert.h"
#include "core/diagnosis/own_tests.h"
#include "core/diagnosis/symptom.h"
#include "core/evidence/evidence.h"
#include "formats/json.h"

enum { REASON_BEFORE_BYTES_MAX = 400 };

/* What a person found out about a hypothesis. */
struct finding {
	const char *verb; /* what the evidence does to it: "confirms" */
	str evidence, reason;
	int64_t first; /* of the evidence */
};

/* To ask for the cause of what still burns would cost time that nobody has. */
static const char *asking(const struct incident *incident)
{
	return incident_is_back(incident->state)
		       ? ": why did that happen?"
		       : ", not why it happens; that can wait until the service is back";
}

bool belief_question(struct work *work, const struct incident *incident, str claim,
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
					       "it repeats what was seen (" STR_FMT ")%s",
					       STR_ARG(same), asking(incident));
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
	if (!belief_question(work, incident, hypothesis.claim, ret_questioned) ||
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

bool belief_check_evidence(struct work *work, const struct hypothesis *hypothesis,
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

/* Beside the tests of its pattern, and kept: what was believed before is part of how it
 * was found. */
static bool add_finding(struct work *work, struct hypothesis *hypothesis,
			const char *outcome, const struct finding *finding)
{
	struct tree *tests = json_parse(work->arena, hypothesis->tests, &work->error);
	struct tree *one = tree_map(work->arena);

	if (!tests)
		return while_doing(work, "tests of hypothesis %lld",
				   (long long)hypothesis->id);
	tree_put_text(work->arena, one, "says",
		      arena_format(work->arena, STR_FMT "%s" STR_FMT,
				   STR_ARG(work->actor.name),
				   finding->reason.length > 0 ? ": " : " looked at it",
				   STR_ARG(finding->reason)));
	tree_put_text(work->arena, one, "by", work->actor.name);
	tree_put_text(work->arena, one, "expected", STR(""));
	tree_put_text(work->arena, one, "observed",
		      arena_format(work->arena, "evidence " STR_FMT,
				   STR_ARG(finding->evidence)));
	tree_put_text(work->arena, one, "outcome", str_of(outcome));
	tree_put_int(work->arena, one, "evidence", finding->first);
	own_tests_add(work->arena, tests, one);
	hypothesis->tests = json_write(work->arena, tests);
	return true;
}

/* "confirmed by alice on evidence 1: it grows, refuted before by bob on evidence 2" */
static str reason_of(struct work *work, const struct hypothesis *hypothesis,
		     enum hypothesis_state state, const struct finding *finding)
{
	bool is_overturned = state != hypothesis->state &&
			     (hypothesis->state == HYPOTHESIS_CONFIRMED ||
			      hypothesis->state == HYPOTHESIS_REFUTED ||
			      hypothesis->state == HYPOTHESIS_SUPPORTED);

	return arena_format(
		work->arena,
		"%s by " STR_FMT " on evidence " STR_FMT "%s" STR_FMT "%s%s%s" STR_FMT
		"%s",
		hypothesis_state_names[state], STR_ARG(work->actor.name),
		STR_ARG(finding->evidence), finding->reason.length > 0 ? ": " : "",
		STR_ARG(finding->reason), is_overturned ? " (it was " : "",
		is_overturned ? hypothesis_state_names[hypothesis->state] : "",
		is_overturned ? ": " : "",
		STR_ARG(is_overturned
				? str_clip(hypothesis->reason, REASON_BEFORE_BYTES_MAX)
				: STR("")),
		is_overturned ? ")" : "");
}

/* The verdict of a person, with what it rests on. */
static bool pronounce(struct work *work, struct hypothesis *hypothesis,
		      enum hypothesis_state state, const struct finding *finding)
{
	const char *outcome = state == HYPOTHESIS_CONFIRMED ? "confirms" : "refutes";

	if (!add_finding(work, hypothesis, outcome, finding))
		return false;
	hypothesis->reason = reason_of(work, hypothesis, state, finding);
	hypothesis->state = state;
	hypothesis->decided_at = work->now;
	return store_save(work, &hypothesis_shape, hypothesis) &&
	       note(work, "hypothesis.verdict", hypothesis->incident,
		    subject_of(work, "hypothesis", hypothesis->id),
		    { "claim", hypothesis->claim },
		    { "state", str_of(hypothesis_state_names[state]) },
		    { "reason", hypothesis->reason });
}

/* What a verdict is about, and what it rests on. */
static bool look_at(struct work *work, int64_t id, struct finding *finding,
		    struct hypothesis *ret_hypothesis, struct incident *ret_incident)
{
	finding->evidence = str_trim(finding->evidence);
	finding->reason = str_clip(str_trim(finding->reason), NOTE_BYTES_MAX);
	if (!store_get(work, &hypothesis_shape, id, ret_hypothesis) ||
	    !store_get(work, &incident_shape, ret_hypothesis->incident, ret_incident) ||
	    !belief_check_evidence(work, ret_hypothesis, finding->evidence,
				   &finding->first))
		return false;
	return finding->first != 0 || fail(work, ERROR_INVALID,
					   "evidence: name what %s it, by numbers of "
					   "stanch evidence list " STR_FMT,
					   finding->verb, STR_ARG(ret_incident->code));
}

bool belief_confirm(struct work *work, int64_t id, str evidence, str reason,
		    struct hypothesis *ret_hypothesis, str *ret_questioned)
{
	struct finding finding = { "confirms", evidence, reason, 0 };
	struct hypothesis *hypothesis = ret_hypothesis;
	struct incident incident;
	bool is_news;

	if (!look_at(work, id, &finding, hypothesis, &incident))
		return false;
	is_news = hypothesis->state != HYPOTHESIS_CONFIRMED;
	return belief_question(work, &incident, hypothesis->claim, ret_questioned) &&
	       pronounce(work, hypothesis, HYPOTHESIS_CONFIRMED, &finding) &&
	       (!is_news || cause_confirmed(work, &incident, finding.first)) &&
	       offer(work, &incident, hypothesis) && incident_touch(work, &incident);
}

bool belief_refute(struct work *work, int64_t id, str evidence, str reason,
		   struct hypothesis *ret_hypothesis)
{
	struct finding finding = { "refutes", evidence, reason, 0 };
	struct incident incident;
	bool was_held;

	if (!look_at(work, id, &finding, ret_hypothesis, &incident))
		return false;
	/* What nobody held for the cause takes none away. */
	was_held = ret_hypothesis->state == HYPOTHESIS_SUPPORTED ||
		   ret_hypothesis->state == HYPOTHESIS_CONFIRMED;
	return pronounce(work, ret_hypothesis, HYPOTHESIS_REFUTED, &finding) &&
	       (!was_held || cause_refuted(work, &incident)) &&
	       incident_touch(work, &incident);
}

bool belief_is_decided(struct work *work, const struct hypothesis *hypothesis)
{
	struct error unheeded = { 0 };
	const struct tree *tests = json_parse(work->arena, hypothesis->tests, &unheeded);

	for (size_t i = 0; i < tree_count(tests); i++)
		if (test_found_by(tree_nth(tests, i)).length > 0)
			return true;
	return hypothesis->state == HYPOTHESIS_CONFIRMED;
}
