#include "app/investigation/whys.h"

#include "app/investigation/belief.h"
#include "app/note.h"
#include "base/limits.h"
#include "base/text.h"
#include "core/diagnosis/symptom.h"

static bool links_of(struct work *work, int64_t incident, struct whys *ret_whys)
{
	struct why *items;
	size_t count;

	if (!store_of_incident(work, &why_shape, incident, &items, &count))
		return false;
	*ret_whys = (struct whys){ items, count };
	return true;
}

/* -- saying -- */

/* "3 because 5 because 3" */
static str way_round(struct work *work, const int64_t *path, size_t count)
{
	struct text text = text_new(work->arena, 4 << 10);

	for (size_t i = 0; i < count; i++)
		text_addf(&text, "%s%lld", i > 0 ? " because " : "", (long long)path[i]);
	return text_of(&text);
}

static bool check_link(struct work *work, const struct whys *whys,
		       const struct hypothesis *effect, const struct hypothesis *cause)
{
	int64_t path[WHYS_MAX + 2];
	const struct why *known;
	size_t length;

	if (cause->incident != effect->incident)
		return fail(work, ERROR_INVALID, "because: %lld is of another incident",
			    (long long)cause->id);
	known = why_find(whys, effect->id, cause->id);
	if (known)
		return fail(work, ERROR_CONFLICT,
			    "because: that is said already, by " STR_FMT " (why %lld)",
			    STR_ARG(known->said_by), (long long)known->id);
	length = why_circle(whys, effect->id, cause->id, path);
	if (length > 0)
		return fail(work, ERROR_INVALID,
			    "because: that would be a circle, which explains "
			    "nothing: " STR_FMT,
			    STR_ARG(way_round(work, path, length)));
	return true;
}

static bool find_by_claim(struct work *work, int64_t incident, str claim,
			  struct hypothesis *ret, bool *ret_found)
{
	struct hypothesis *hypotheses;
	size_t count;

	*ret_found = false;
	if (!store_of_incident(work, &hypothesis_shape, incident, &hypotheses, &count))
		return false;
	for (size_t i = 0; i < count && !*ret_found; i++) {
		*ret_found = str_equal(hypotheses[i].claim, claim);
		*ret = hypotheses[i];
	}
	return true;
}

/* By its number or its words; what is new is written down. */
static bool find_cause(struct work *work, const struct incident *incident, str because,
		       struct hypothesis *ret_cause)
{
	bool is_known = false;
	str unheeded;
	int64_t id;

	if (because.length == 0)
		return fail(work, ERROR_INVALID,
			    "because: say what led to it, or give its number");
	if (str_to_int(because, &id))
		return store_get(work, &hypothesis_shape, id, ret_cause);
	return find_by_claim(work, incident->id, because, ret_cause, &is_known) &&
	       (is_known ||
		belief_write(work, incident, because, STR(""), ret_cause, &unheeded));
}

static bool question(struct work *work, const struct incident *incident,
		     const struct why_said *said, str *ret_questioned)
{
	if (claim_is_symptom(said->cause.claim, said->effect.claim)) {
		*ret_questioned = arena_format(
			work->arena, "it says again what it should explain (" STR_FMT ")",
			STR_ARG(said->effect.claim));
		return true;
	}
	if (said->cause.state == HYPOTHESIS_REFUTED) {
		*ret_questioned = arena_format(work->arena, "it is refuted: " STR_FMT,
					       STR_ARG(said->cause.reason));
		return true;
	}
	return belief_question(work, incident, said->cause.claim, ret_questioned);
}

static bool note_said(struct work *work, const struct why_said *said)
{
	return note(work, "why.said", said->why.incident,
		    subject_of(work, "why", said->why.id),
		    { "effect", said->effect.claim }, { "cause", said->cause.claim },
		    { "by", said->why.said_by }, { "how", said->why.how });
}

bool whys_say(struct work *work, int64_t effect, str because, str how,
	      struct why_said *ret_said)
{
	struct why_said said = { 0 };
	struct incident incident;
	struct whys whys;

	how = str_trim(how);
	if (!store_get(work, &hypothesis_shape, effect, &said.effect) ||
	    !store_get(work, &incident_shape, said.effect.incident, &incident) ||
	    !links_of(work, incident.id, &whys))
		return false;
	if (how.length > NOTE_BYTES_MAX)
		return fail(work, ERROR_TOO_LARGE, "how: is too long");
	if (whys.count >= WHYS_MAX)
		return fail(work, ERROR_CONFLICT,
			    STR_FMT " has %d whys: no more are taken",
			    STR_ARG(incident.code), WHYS_MAX);
	if (!find_cause(work, &incident, str_trim(because), &said.cause) ||
	    !check_link(work, &whys, &said.effect, &said.cause))
		return false;
	said.why = (struct why){ .incident = incident.id,
				 .effect = said.effect.id,
				 .cause = said.cause.id,
				 .state = WHY_STATED,
				 .how = how,
				 .said_by = work->actor.name,
				 .said_at = work->now };
	if (!store_add(work, &why_shape, &said.why) || !note_said(work, &said) ||
	    !question(work, &incident, &said, &said.questioned))
		return false;
	*ret_said = said;
	return true;
}

/* -- deciding -- */

static bool open_said(struct work *work, int64_t id, struct why_said *ret_said)
{
	struct why_said said = { 0 };

	if (!store_get(work, &why_shape, id, &said.why) ||
	    !store_get(work, &hypothesis_shape, said.why.effect, &said.effect) ||
	    !store_get(work, &hypothesis_shape, said.why.cause, &said.cause))
		return false;
	if (said.why.state == WHY_WITHDRAWN)
		return fail(work, ERROR_CONFLICT, "why %lld was " STR_FMT, (long long)id,
			    STR_ARG(why_basis(work->arena, &said.why)));
	*ret_said = said;
	return true;
}

static bool decide(struct work *work, enum why_state state, str reason,
		   struct why_said *said)
{
	said->why.state = state;
	said->why.reason = str_trim(reason);
	said->why.decided_by = work->actor.name;
	said->why.decided_at = work->now;
	if (said->why.reason.length > NOTE_BYTES_MAX)
		return fail(work, ERROR_TOO_LARGE, "reason: is too long");
	return store_save(work, &why_shape, &said->why) &&
	       note(work, state == WHY_CONFIRMED ? "why.confirmed" : "why.withdrawn",
		    said->why.incident, subject_of(work, "why", said->why.id),
		    { "effect", said->effect.claim }, { "cause", said->cause.claim },
		    { "by", said->why.decided_by }, { "evidence", said->why.evidence },
		    { "reason", said->why.reason });
}

bool whys_confirm(struct work *work, int64_t why, str evidence, str reason,
		  struct why_said *ret_said)
{
	struct why_said said = { 0 };
	struct incident incident;
	int64_t first;

	if (!open_said(work, why, &said) ||
	    !store_get(work, &incident_shape, said.why.incident, &incident) ||
	    !belief_check_evidence(work, &said.effect, evidence, &first) ||
	    !question(work, &incident, &said, &said.questioned))
		return false;
	if (first == 0)
		return fail(work, ERROR_INVALID,
			    "evidence: name what confirms it, by numbers of stanch "
			    "evidence list " STR_FMT,
			    STR_ARG(incident.code));
	said.why.evidence = str_trim(evidence);
	if (!decide(work, WHY_CONFIRMED, reason, &said))
		return false;
	*ret_said = said;
	return true;
}

bool whys_withdraw(struct work *work, int64_t why, str reason, struct why_said *ret_said)
{
	struct why_said said = { 0 };

	if (!open_said(work, why, &said))
		return false;
	if (str_trim(reason).length == 0)
		return fail(work, ERROR_INVALID, "reason: say why it does not hold");
	if (!decide(work, WHY_WITHDRAWN, reason, &said))
		return false;
	*ret_said = said;
	return true;
}

/* -- the chain -- */

static const struct hypothesis *hypothesis_of(const struct hypothesis *hypotheses,
					      size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (hypotheses[i].id == id)
			return &hypotheses[i];
	return NULL;
}

/* Nobody asked yet: what is held for the cause, the surest first. */
static const struct hypothesis *begins_with(const struct hypothesis *hypotheses,
					    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (hypotheses[i].state == HYPOTHESIS_CONFIRMED)
			return &hypotheses[i];
	for (size_t i = 0; i < count; i++)
		if (hypotheses[i].state == HYPOTHESIS_SUPPORTED)
			return &hypotheses[i];
	return NULL;
}

bool whys_chain(struct work *work, const struct incident *incident,
		struct why_chain *ret_chain)
{
	struct why_step *steps = arena_many(work->arena, struct why_step, WHY_STEPS_MAX);
	struct why_chain chain = { 0 };
	const struct hypothesis *asked;
	struct hypothesis *hypotheses;
	struct whys whys;
	size_t count, known;

	if (!links_of(work, incident->id, &whys) ||
	    !store_of_incident(work, &hypothesis_shape, incident->id, &hypotheses,
			       &known))
		return false;
	count = why_steps(&whys, steps);
	chain.lines = arena_many(work->arena, struct why_line, count + 1);
	for (size_t i = 0; i < count; i++) {
		const struct hypothesis *of = hypothesis_of(hypotheses, known,
							    steps[i].hypothesis);

		if (of)
			chain.lines[chain.count++] = (struct why_line){ steps[i], *of };
	}
	asked = count > 0 ? hypothesis_of(hypotheses, known, why_ask_on(steps, count))
			  : begins_with(hypotheses, known);
	if (asked && incident_is_back(incident->state) &&
	    incident->state != INCIDENT_CLOSED) {
		chain.asked = asked->id;
		chain.asked_claim = asked->claim;
	}
	*ret_chain = chain;
	return true;
}
