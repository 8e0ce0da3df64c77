#include "app/investigation/rivals.h"

#include "app/investigation/belief.h"
#include "app/investigation/by_hand.h"
#include "app/note.h"
#include "core/diagnosis/rival.h"
#include "formats/json.h"

#include <math.h>

enum {
	SUSPECTS_WRITTEN_MAX = 2, /* a third one is a guess */
	CHANGES_WRITTEN_MAX = 2,
	/* What is named in the facts: enough for all that are written. */
	SUSPECTS_NAMED_MAX = 10,
	CHANGES_NAMED_MAX = 20,
};

/* A change with less is not worth anybody's night. */
#define WRITTEN_BELIEF 0.2

/* -- what a diagnosis says, as facts -- */

static void add_number(struct arena *arena, struct facts *facts, str name, double number,
		       const char *unit)
{
	*list_add(arena, facts) = (struct fact){ .name = name,
						 .number = number,
						 .unit = str_of(unit) };
}

static void add_text(struct arena *arena, struct facts *facts, const char *name, bool yes)
{
	*list_add(arena, facts) = (struct fact){ .name = str_of(name),
						 .number = NAN,
						 .text = yes ? STR("yes") : STR("no") };
}

/* Who does not stand out any more is not among the suspects: 0, and not unknown. */
static double score_of(const struct diagnosis *diagnosis, str entity)
{
	for (size_t i = 0; i < diagnosis->suspect_count; i++)
		if (str_equal(diagnosis->suspects[i].entity, entity))
			return diagnosis->suspects[i].score / diagnosis->threshold;
	return 0;
}

/* Where none could be judged nothing is known of it: that would refute a leak by no data.
 * When one is full is a fact only where it is known. */
static void add_resources(struct arena *arena, const struct diagnosis *diagnosis,
			  instant_ms now, struct facts *facts)
{
	size_t counts[RESOURCE_KINDS] = { 0 };
	instant_ms first = INSTANT_MAX;

	for (size_t i = 0; i < diagnosis->resource_count; i++) {
		const struct resource *resource = &diagnosis->resources[i];

		counts[resource->kind]++;
		if (resource->full != 0 && resource->full < first)
			first = resource->full;
	}
	if (diagnosis->judged[RESOURCE_SATURATED] > 0)
		add_number(arena, facts, STR(RIVAL_FACT_SATURATED),
			   (double)counts[RESOURCE_SATURATED], "");
	if (diagnosis->judged[RESOURCE_GROWS] > 0)
		add_number(arena, facts, STR(RIVAL_FACT_GROWING),
			   (double)counts[RESOURCE_GROWS], "");
	if (first != INSTANT_MAX)
		add_number(arena, facts, STR(RIVAL_FACT_FULL_IN),
			   first > now ? (double)(first - now) / (double)SECOND_MS : 0,
			   "seconds");
}

struct facts rivals_facts(struct arena *arena, const struct diagnosis *diagnosis,
			  instant_ms now)
{
	struct facts facts = { 0 };

	if (diagnosis->anything || diagnosis->compared > 0) {
		add_text(arena, &facts, RIVAL_FACT_STANDS_OUT, diagnosis->anything);
		add_text(arena, &facts, RIVAL_FACT_OUTSIDE,
			 diagnosis->cause_outside.length > 0);
		add_resources(arena, diagnosis, now, &facts);
	}
	if (diagnosis->guilty_count > 0)
		add_number(arena, &facts, STR(RIVAL_FACT_NO_CHANGE),
			   diagnosis->no_change * 100, "percent");
	for (size_t i = 0; i < diagnosis->suspect_count && i < SUSPECTS_NAMED_MAX; i++) {
		str entity = diagnosis->suspects[i].entity;

		add_number(arena, &facts, rival_fact_of_suspect(arena, entity),
			   score_of(diagnosis, entity), "times the edge");
	}
	for (size_t i = 0; i < diagnosis->guilty_count && i < CHANGES_NAMED_MAX; i++)
		add_number(arena, &facts,
			   rival_fact_of_change(arena, diagnosis->guilty[i].change->id),
			   diagnosis->guilty[i].belief * 100, "percent");
	return facts;
}

/* -- testing those that are written -- */

static bool test_one(struct work *work, const struct incident *incident,
		     struct hypothesis *hypothesis, const struct facts *facts)
{
	struct hypothesis_rule rule;
	struct verdict verdict;
	bool is_news;

	if (belief_is_decided(work, hypothesis) ||
	    !rival_rule(work->arena, hypothesis->key, STR(""), &rule))
		return true;
	verdict = rival_test(work->arena, &rule, facts);
	is_news = verdict.state != hypothesis->state;
	hypothesis->state = verdict.state;
	hypothesis->reason = verdict.reason;
	hypothesis->tests = tests_with_own(work, hypothesis, verdict.tests);
	if (verdict.state != HYPOTHESIS_OPEN)
		hypothesis->decided_at = work->now;
	if (!store_save(work, &hypothesis_shape, hypothesis))
		return false;
	return !is_news ||
	       note(work, "hypothesis.verdict", incident->id,
		    subject_of(work, "hypothesis", hypothesis->id),
		    { "claim", hypothesis->claim },
		    { "state", str_of(hypothesis_state_names[hypothesis->state]) },
		    { "reason", hypothesis->reason });
}

/* -- writing what is suspected -- */

static bool is_written(const struct hypothesis *hypotheses, size_t count, str key)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(hypotheses[i].key, key))
			return true;
	return false;
}

struct writing {
	const struct incident *incident;
	const struct hypothesis *known;
	size_t known_count;
	str reason; /* why it is open */
};

static bool write_one(struct work *work, const struct writing *writing, str key,
		      str title)
{
	struct facts none = { 0 };
	struct hypothesis_rule rule;
	struct hypothesis hypothesis;
	struct verdict verdict;

	if (is_written(writing->known, writing->known_count, key) ||
	    !rival_rule(work->arena, key, title, &rule))
		return true;
	verdict = hypothesis_test(work->arena, &rule, &none);
	hypothesis = (struct hypothesis){
		.incident = writing->incident->id,
		.key = rule.key,
		.claim = rule.claim,
		.mechanism = rule.mechanism,
		.state = HYPOTHESIS_OPEN,
		.reason = writing->reason,
		.tests = json_write(work->arena, verdict.tests),
		.helps = STR("[]"),
		.written_at = work->now,
	};
	return store_add(work, &hypothesis_shape, &hypothesis) &&
	       note(work, "hypothesis.written", writing->incident->id,
		    subject_of(work, "hypothesis", hypothesis.id),
		    { "claim", rule.claim }, { "mechanism", rule.mechanism });
}

static bool write_all(struct work *work, const struct writing *writing,
		      const struct diagnosis *diagnosis)
{
	for (size_t i = 0; i < diagnosis->suspect_count && i < SUSPECTS_WRITTEN_MAX;
	     i++) {
		const struct suspect *suspect = &diagnosis->suspects[i];
		str key = rival_key_of_suspect(work->arena, suspect->entity);

		if (suspect->score >= diagnosis->threshold &&
		    !write_one(work, writing, key, STR("")))
			return false;
	}
	for (size_t i = 0; i < diagnosis->guilty_count && i < CHANGES_WRITTEN_MAX; i++) {
		const struct guilt *guilt = &diagnosis->guilty[i];
		str key = rival_key_of_change(work->arena, guilt->change->id);

		if (guilt->belief >= WRITTEN_BELIEF &&
		    !write_one(work, writing, key, guilt->change->title))
			return false;
	}
	return write_one(work, writing, STR(RIVAL_OUTSIDE), STR("")) &&
	       write_one(work, writing, STR(RIVAL_NO_CHANGE), STR(""));
}

bool rivals_weigh(struct work *work, const struct incident *incident,
		  struct evidence *evidence, const struct live_outcome *outcome)
{
	const struct diagnosis *diagnosis = &outcome->diagnosis;
	struct writing writing = { .incident = incident,
				   .reason = STR("to be tested on the next diagnosis") };
	struct hypothesis *hypotheses;
	struct tree *list;
	struct facts tested = { 0 };
	size_t count;

	if (!outcome->is_made)
		return true;

	struct facts facts = rivals_facts(work->arena, diagnosis, work->now);

	list = facts_write(work->arena, &facts);
	evidence->facts = json_write(work->arena, list);
	facts_read(work->arena, list, evidence->id, evidence->gathered_at, &tested);
	if (!store_save(work, &evidence_shape, evidence) ||
	    !store_of_incident(work, &hypothesis_shape, incident->id, &hypotheses,
			       &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!test_one(work, incident, &hypotheses[i], &tested))
			return false;
	writing.known = hypotheses;
	writing.known_count = count;
	return !diagnosis->anything || write_all(work, &writing, diagnosis);
}

bool rivals_open(struct work *work, const struct incident *incident)
{
	struct writing writing = {
		.incident = incident,
		.reason = arena_format(work->arena,
				       "nothing measured can test it: neither " STR_FMT
				       " nor its neighbours have measurements, series, "
				       "logs or traces",
				       STR_ARG(incident->service)),
	};

	return write_one(work, &writing, STR(RIVAL_OUTSIDE), STR("")) &&
	       write_one(work, &writing, STR(RIVAL_NO_CHANGE), STR(""));
}
