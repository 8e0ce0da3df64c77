#include "app/investigation/investigation.h"
#include "app/effects.h"

#include "app/intervention/intervention.h"
#include "app/investigation/belief.h"
#include "app/investigation/by_hand.h"
#include "app/investigation/cause.h"
#include "app/investigation/in_play.h"
#include "app/investigation/rest.h"
#include "app/note.h"
#include "app/telling/telling.h"
#include "base/limits.h"
#include "formats/json.h"

#include <string.h>

/* Whom a question goes to, so that no more than two desks are at one system: the part of
 * the first of these arguments that names it. */
static str destination_of(struct work *work, const struct label *plan, size_t count)
{
	static const char *const names[] = { "url",     "address", "database", "cluster",
					     "http",    "tls",     "tcp",      "dns",
					     "command", "path" };

	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
		str value = labels_setting(plan, count, names[n]);

		if (value.length > 0)
			return asked_system(work->arena, names[n], value);
	}
	return STR("");
}

static bool want(struct work *work, const struct incident *incident,
		 const struct evidence *wanted, str destination, int64_t *ret_evidence)
{
	struct evidence evidence = *wanted;
	struct job job = { .lane = LANE_WORK,
			   .kind = STR("evidence"),
			   .incident = incident->id,
			   .run_at = work->now,
			   .destination = destination };

	evidence.incident = incident->id;
	evidence.state = EVIDENCE_WANTED;
	evidence.wanted_at = work->now;
	if (!store_next_id(work, &evidence_shape, &evidence.id))
		return false;
	*ret_evidence = job.ref = evidence.id;
	return store_add_as(work, &evidence_shape, &evidence) &&
	       note(work, "evidence.wanted", incident->id,
		    subject_of(work, "evidence", evidence.id),
		    { "title", evidence.title }, { "occasion", evidence.occasion }) &&
	       job_add_whole(work, &job);
}

/* What a service lacks is said as failed evidence; the rest is asked all the same. */
static bool cannot_ask(struct work *work, const struct incident *incident,
		       struct evidence evidence)
{
	evidence.incident = incident->id;
	evidence.state = EVIDENCE_FAILED;
	evidence.wanted_at = evidence.gathered_at = work->now;
	evidence.problem = arena_copy(work->arena, str_of(work->error.text));
	evidence.plan = STR("{}");
	evidence.facts = STR("[]");
	work->error = (struct error){ 0 };
	return store_add(work, &evidence_shape, &evidence) &&
	       note(work, "evidence.failed", incident->id,
		    subject_of(work, "evidence", evidence.id),
		    { "title", evidence.title }, { "problem", evidence.problem });
}

/* One round of questions: what two patterns or bundles ask alike is asked once. */
struct round {
	const struct incident *incident;
	const struct service *service;
	str occasion;
	struct {
		str *items;
		size_t count, capacity;
	} asked;
};

static bool is_asked(struct work *work, struct round *round, str probe, str plan)
{
	str key = arena_format(work->arena, STR_FMT " " STR_FMT, STR_ARG(probe),
			       STR_ARG(plan));

	for (size_t i = 0; i < round->asked.count; i++)
		if (str_equal(round->asked.items[i], key))
			return true;
	*list_add(work->arena, &round->asked) = key;
	return false;
}

static bool ask_question(struct work *work, struct round *round,
			 const struct question *question)
{
	const struct incident *incident = round->incident;
	struct label *plan = arena_many(work->arena, struct label,
					question->argument_count + 1);
	struct evidence evidence = { .title = question->title,
				     .probe = question->probe,
				     .occasion = round->occasion };
	int64_t unheeded;

	for (size_t i = 0; i < question->argument_count; i++) {
		plan[i].name = question->arguments[i].name;
		if (!placeholders_fill(work, round->service, question->arguments[i].value,
				       &plan[i].value))
			return cannot_ask(work, incident, evidence);
	}
	evidence.plan = plan_write(work, plan, question->argument_count);
	return is_asked(work, round, evidence.probe, evidence.plan) ||
	       want(work, incident, &evidence,
		    destination_of(work, plan, question->argument_count), &unheeded);
}

bool investigation_ask(struct work *work, const struct incident *incident,
		       const struct question *question, str occasion,
		       int64_t *ret_evidence)
{
	struct evidence evidence = {
		.title = question->title,
		.probe = question->probe,
		.occasion = occasion,
		.plan = plan_write(work, question->arguments, question->argument_count),
	};

	work->effects->jobs = true;
	return want(work, incident, &evidence,
		    destination_of(work, question->arguments, question->argument_count),
		    ret_evidence);
}

/* "writes failing" becomes the fact measure.writes_failing. */
static str fact_name(struct work *work, str name)
{
	char *bytes = arena_many(work->arena, char, name.length + 1);

	for (size_t i = 0; i < name.length; i++)
		bytes[i] = name.bytes[i] == ' ' ? '_' : name.bytes[i];
	return arena_format(work->arena, "measure.%s", bytes);
}

static bool ask_measurement(struct work *work, struct round *round,
			    const struct measurement *measurement)
{
	struct label arguments[] = {
		{ STR("url"), STR("{{prometheus}}") },
		{ STR("query"), measurement->query },
		{ STR("unit"), measurement->unit },
		{ STR("name"), measurement->name },
		{ STR("fact"), fact_name(work, measurement->name) },
	};
	struct question question = { .probe = STR("prometheus"),
				     .title = measurement->name,
				     .arguments = arguments,
				     .argument_count = 5 };

	return ask_question(work, round, &question);
}

/* Since when it is in breach: of what recovery is proven by. */
static bool ask_onset(struct work *work, const struct incident *incident,
		      const struct service *service,
		      const struct measurement *measurement)
{
	struct label arguments[] = {
		{ STR("url"), STR("{{prometheus}}") },
		{ STR("query"), measurement->query },
		{ STR("unit"), measurement->unit },
		{ STR("comparison"), str_of(comparison_names[measurement->comparison]) },
		{ STR("threshold"),
		  arena_format(work->arena, "%.17g", measurement->threshold) },
	};
	struct round round = { incident, service, STR("opened"), { 0 } };
	struct question question = { .probe = STR("onset"),
				     .title = arena_format(work->arena,
							   "onset of " STR_FMT,
							   STR_ARG(measurement->name)),
				     .arguments = arguments,
				     .argument_count = 5 };

	return ask_question(work, &round, &question);
}

/* So much earlier than the alert it began, at the least. Which alert it is, is looked up
 * when it is asked. */
static bool ask_rule(struct work *work, const struct incident *incident,
		     const struct service *service)
{
	struct label arguments[] = { { STR("url"), STR("{{prometheus}}") } };
	struct round round = { incident, service, STR("opened"), { 0 } };
	struct question question = { .probe = STR("alert_rule"),
				     .title = STR("the alert's rule"),
				     .arguments = arguments,
				     .argument_count = 1 };

	if (!service || incident->told || incident->state == INCIDENT_CANDIDATE ||
	    labels_setting(service->settings, service->setting_count, "prometheus")
			    .length == 0)
		return true;
	return ask_question(work, &round, &question);
}

static bool ask_onsets(struct work *work, const struct incident *incident,
		       const struct service *service)
{
	for (size_t i = 0; service && i < service->measurement_count; i++)
		if (service->measurements[i].is_check &&
		    !ask_onset(work, incident, service, &service->measurements[i]))
			return false;
	return true;
}

static bool ask_all(struct work *work, struct round *round,
		    const struct question *questions, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!ask_question(work, round, &questions[i]))
			return false;
	return true;
}

static bool ask_bundles(struct work *work, struct round *round,
			const struct bundle *const *bundles, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!ask_all(work, round, bundles[i]->questions,
			     bundles[i]->question_count))
			return false;
	return true;
}

static bool ask_patterns(struct work *work, struct round *round)
{
	struct in_play in_play;

	if (!patterns_in_play(work, round->incident, round->service, &in_play))
		return false;
	for (size_t p = 0; p < in_play.count; p++) {
		const struct pattern *pattern = in_play.items[p];

		if (!ask_all(work, round, pattern->questions, pattern->question_count) ||
		    !ask_bundles(work, round, pattern->bundles, pattern->bundle_count))
			return false;
	}
	return true;
}

bool investigation_gather(struct work *work, const struct incident *incident,
			  str occasion)
{
	const struct service *service = config_service(work->config, incident->service);
	struct round round = { incident, service, occasion, { 0 } };

	if (!service)
		return true;
	for (size_t i = 0; i < service->measurement_count; i++)
		if (!ask_measurement(work, &round, &service->measurements[i]))
			return false;
	work->effects->jobs = true;
	return ask_patterns(work, &round) &&
	       ask_bundles(work, &round, service->bundles, service->bundle_count);
}

bool investigation_gather_bundle(struct work *work, const struct incident *incident,
				 const struct bundle *bundle, str occasion)
{
	const struct service *service = config_service(work->config, incident->service);
	struct round round = { incident, service, occasion, { 0 } };

	if (!service)
		return fail(work, ERROR_INVALID,
			    "no service is known for this incident, so nobody knows "
			    "which systems are meant");
	work->effects->jobs = true;
	return ask_bundles(work, &round, &bundle, 1);
}

static str helps_of(struct work *work, const struct hypothesis_rule *rule)
{
	struct tree *list = tree_list(work->arena);

	for (size_t i = 0; i < rule->help_count; i++)
		tree_add(work->arena, list, tree_text(work->arena, rule->helps[i]));
	return json_write(work->arena, list);
}

static bool write_hypothesis(struct work *work, const struct incident *incident,
			     const struct hypothesis_rule *rule)
{
	struct facts none = { 0 };
	struct verdict verdict = hypothesis_test(work->arena, rule, &none);
	struct hypothesis hypothesis = {
		.incident = incident->id,
		.key = rule->key,
		.claim = rule->claim,
		.mechanism = rule->mechanism,
		.state = HYPOTHESIS_OPEN,
		.reason = verdict.reason,
		.tests = json_write(work->arena, verdict.tests),
		.helps = helps_of(work, rule),
		.written_at = work->now,
	};

	return store_add(work, &hypothesis_shape, &hypothesis) &&
	       note(work, "hypothesis.written", incident->id,
		    subject_of(work, "hypothesis", hypothesis.id),
		    { "claim", rule->claim }, { "mechanism", rule->mechanism });
}

bool investigation_open(struct work *work, const struct incident *incident, str words)
{
	const struct service *service = config_service(work->config, incident->service);
	struct in_play in_play = { 0 };

	if (service)
		in_play = patterns_for(work->arena, service, words);
	for (size_t p = 0; p < in_play.count; p++)
		for (size_t i = 0; i < in_play.items[p]->hypothesis_count; i++)
			if (!write_hypothesis(work, incident,
					      &in_play.items[p]->hypotheses[i]))
				return false;
	return investigation_gather(work, incident, STR("opened")) &&
	       ask_onsets(work, incident, service) && ask_rule(work, incident, service);
}

const struct hypothesis_rule *investigation_rule(const struct service *service, str key)
{
	for (size_t p = 0; service && p < service->pattern_count; p++)
		for (size_t i = 0; i < service->patterns[p]->hypothesis_count; i++)
			if (str_equal(service->patterns[p]->hypotheses[i].key, key))
				return &service->patterns[p]->hypotheses[i];
	return NULL;
}

static bool collect_facts(struct work *work, int64_t incident, struct facts *ret_facts)
{
	struct evidence *evidence;
	size_t count;

	if (!store_of_incident(work, &evidence_shape, incident, &evidence, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		/* What an action changed says nothing about why it broke. */
		if (str_starts_with(evidence[i].occasion, STR("after")) ||
		    is_own_question(&evidence[i]))
			continue;
		if (evidence[i].state != EVIDENCE_GATHERED)
			continue;

		struct tree *list = json_parse(work->arena, evidence[i].facts,
					       &work->error);

		if (!list)
			return while_doing(work, "facts of evidence %lld",
					   (long long)evidence[i].id);
		facts_read(work->arena, list, evidence[i].id, evidence[i].gathered_at,
			   ret_facts);
	}
	return true;
}

/* Near its limit is what a leak looks like, and what a rush of work looks like. */
static str reason_of(struct work *work, const struct hypothesis_rule *rule,
		     const struct verdict *verdict)
{
	if (!rule->is_symptom || verdict->state != HYPOTHESIS_SUPPORTED)
		return verdict->reason;
	return arena_format(work->arena,
			    STR_FMT
			    ". It is a symptom, and no cause: why it came to that "
			    "is still to be found",
			    STR_ARG(verdict->reason));
}

/* What follows for the incident from a new verdict. */
static bool follow(struct work *work, struct incident *incident,
		   const struct hypothesis_rule *rule,
		   const struct hypothesis *hypothesis, enum hypothesis_state before)
{
	if (before == HYPOTHESIS_SUPPORTED && !rule->is_symptom)
		return cause_fell(work, incident,
				  hypothesis->state == HYPOTHESIS_REFUTED);
	if (hypothesis->state != HYPOTHESIS_SUPPORTED)
		return true;
	if (!rule->is_symptom && !cause_supported(work, incident))
		return false;
	return intervention_propose(work, incident, hypothesis);
}

static bool decide(struct work *work, struct incident *incident,
		   const struct hypothesis_rule *rule, struct hypothesis *hypothesis,
		   const struct verdict *verdict)
{
	enum hypothesis_state before = hypothesis->state;

	hypothesis->state = verdict->state;
	hypothesis->reason = reason_of(work, rule, verdict);
	hypothesis->tests = tests_with_own(work, hypothesis, verdict->tests);
	if (verdict->state != HYPOTHESIS_OPEN)
		hypothesis->decided_at = work->now;
	if (!store_save(work, &hypothesis_shape, hypothesis))
		return false;
	if (hypothesis->state == before)
		return true;
	return note(work, "hypothesis.verdict", incident->id,
		    subject_of(work, "hypothesis", hypothesis->id),
		    { "claim", hypothesis->claim },
		    { "state", str_of(hypothesis_state_names[hypothesis->state]) },
		    { "reason", hypothesis->reason }) &&
	       follow(work, incident, rule, hypothesis, before);
}

bool investigation_weigh(struct work *work, struct incident *incident)
{
	const struct service *service = config_service(work->config, incident->service);
	struct facts facts = { 0 };
	struct hypothesis *hypotheses;
	size_t count;

	if (!collect_facts(work, incident->id, &facts) ||
	    !store_of_incident(work, &hypothesis_shape, incident->id, &hypotheses,
			       &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct hypothesis_rule *rule = investigation_rule(
			service, hypotheses[i].key);

		if (!rule || belief_is_decided(work, &hypotheses[i]))
			continue;

		struct verdict verdict = hypothesis_test(work->arena, rule, &facts);

		if (!decide(work, incident, rule, &hypotheses[i], &verdict))
			return false;
	}
	return true;
}
