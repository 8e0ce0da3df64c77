#include "app/investigation/investigation.h"
#include "app/effects.h"

#include "app/intervention/intervention.h"
#include "app/investigation/in_play.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/telling/telling.h"
#include "base/limits.h"
#include "formats/json.h"

static bool want(struct work *work, const struct incident *incident,
		 const struct evidence *wanted, int64_t *ret_evidence)
{
	struct evidence evidence = *wanted;

	evidence.incident = incident->id;
	evidence.state = EVIDENCE_WANTED;
	evidence.wanted_at = work->now;
	if (!store_next_id(work, &evidence_shape, &evidence.id))
		return false;
	*ret_evidence = evidence.id;
	return store_add_as(work, &evidence_shape, &evidence) &&
	       note(work, "evidence.wanted", incident->id,
		    subject_of(work, "evidence", evidence.id),
		    { "title", evidence.title }, { "occasion", evidence.occasion }) &&
	       job_add(work, LANE_WORK, "evidence", evidence.id, incident->id, work->now);
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

static bool ask_question(struct work *work, const struct incident *incident,
			 const struct service *service, const struct question *question,
			 str occasion)
{
	struct label *plan = arena_many(work->arena, struct label,
					question->argument_count + 1);
	struct evidence evidence = { .title = question->title,
				     .probe = question->probe,
				     .occasion = occasion };
	int64_t unheeded;

	for (size_t i = 0; i < question->argument_count; i++) {
		plan[i].name = question->arguments[i].name;
		if (!placeholders_fill(work, service, question->arguments[i].value,
				       &plan[i].value))
			return cannot_ask(work, incident, evidence);
	}
	evidence.plan = plan_write(work, plan, question->argument_count);
	return want(work, incident, &evidence, &unheeded);
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
	return want(work, incident, &evidence, ret_evidence);
}

/* "writes failing" becomes the fact measure.writes_failing. */
static str fact_name(struct work *work, str name)
{
	char *bytes = arena_many(work->arena, char, name.length + 1);

	for (size_t i = 0; i < name.length; i++)
		bytes[i] = name.bytes[i] == ' ' ? '_' : name.bytes[i];
	return arena_format(work->arena, "measure.%s", bytes);
}

static bool ask_measurement(struct work *work, const struct incident *incident,
			    const struct service *service,
			    const struct measurement *measurement, str occasion)
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

	return ask_question(work, incident, service, &question, occasion);
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
	struct question question = { .probe = STR("onset"),
				     .title = arena_format(work->arena,
							   "onset of " STR_FMT,
							   STR_ARG(measurement->name)),
				     .arguments = arguments,
				     .argument_count = 5 };

	return ask_question(work, incident, service, &question, STR("opened"));
}

/* So much earlier than the alert it began, at the least. Which alert it is, is looked up
 * when it is asked. */
static bool ask_rule(struct work *work, const struct incident *incident,
		     const struct service *service)
{
	struct label arguments[] = { { STR("url"), STR("{{prometheus}}") } };
	struct question question = { .probe = STR("alert_rule"),
				     .title = STR("the alert's rule"),
				     .arguments = arguments,
				     .argument_count = 1 };

	if (!service || incident->told || incident->state == INCIDENT_CANDIDATE ||
	    labels_setting(service->settings, service->setting_count, "prometheus")
			    .length == 0)
		return true;
	return ask_question(work, incident, service, &question, STR("opened"));
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

static bool is_same(const struct question *one, const struct question *other)
{
	bool same = str_equal(one->probe, other->probe) &&
		    one->argument_count == other->argument_count;

	for (size_t i = 0; same && i < one->argument_count; i++)
		same = str_equal(one->arguments[i].name, other->arguments[i].name) &&
		       str_equal(one->arguments[i].value, other->arguments[i].value);
	return same;
}

/* Several patterns may want to know the same; it is asked once. */
static bool stands_before(const struct in_play *in_play, size_t pattern, size_t nth)
{
	const struct question *question = &in_play->items[pattern]->questions[nth];

	for (size_t p = 0; p <= pattern; p++) {
		size_t end = p == pattern ? nth : in_play->items[p]->question_count;

		for (size_t i = 0; i < end; i++)
			if (is_same(&in_play->items[p]->questions[i], question))
				return true;
	}
	return false;
}

static bool ask_patterns(struct work *work, const struct incident *incident,
			 const struct service *service, str occasion)
{
	struct in_play in_play;

	if (!patterns_in_play(work, incident, service, &in_play))
		return false;
	for (size_t p = 0; p < in_play.count; p++)
		for (size_t i = 0; i < in_play.items[p]->question_count; i++)
			if (!stands_before(&in_play, p, i) &&
			    !ask_question(work, incident, service,
					  &in_play.items[p]->questions[i], occasion))
				return false;
	return true;
}

bool investigation_gather(struct work *work, const struct incident *incident,
			  str occasion)
{
	const struct service *service = config_service(work->config, incident->service);

	if (!service)
		return true;
	for (size_t i = 0; i < service->measurement_count; i++)
		if (!ask_measurement(work, incident, service, &service->measurements[i],
				     occasion))
			return false;
	work->effects->jobs = true;
	return ask_patterns(work, incident, service, occasion);
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

static const struct hypothesis_rule *rule_of(const struct service *service, str key)
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
		if (str_starts_with(evidence[i].occasion, STR("after")))
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

/* Whoever waits for news is to hear of it. */
static bool identified(struct work *work, struct incident *incident)
{
	enum incident_state before = incident->state;

	return incident_move(work, incident, INCIDENT_CAUSE_SUPPORTED) &&
	       (incident->state == before ||
		telling_draft(work, incident, MESSAGE_UPDATE,
			      STR("the cause is identified")));
}

static bool decide(struct work *work, struct incident *incident,
		   struct hypothesis *hypothesis, const struct verdict *verdict)
{
	bool is_news = verdict->state != hypothesis->state;

	hypothesis->state = verdict->state;
	hypothesis->reason = verdict->reason;
	hypothesis->tests = json_write(work->arena, verdict->tests);
	if (verdict->state != HYPOTHESIS_OPEN)
		hypothesis->decided_at = work->now;
	if (!store_save(work, &hypothesis_shape, hypothesis))
		return false;
	if (!is_news)
		return true;
	if (!note(work, "hypothesis.verdict", incident->id,
		  subject_of(work, "hypothesis", hypothesis->id),
		  { "claim", hypothesis->claim },
		  { "state", str_of(hypothesis_state_names[hypothesis->state]) },
		  { "reason", hypothesis->reason }))
		return false;
	if (verdict->state != HYPOTHESIS_SUPPORTED)
		return true;
	return milestone_reach(work, incident->id, MILESTONE_CAUSE_SUPPORTED, work->now,
			       BASIS_MEASURED, 0) &&
	       identified(work, incident) &&
	       intervention_propose(work, incident, hypothesis);
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
		const struct hypothesis_rule *rule = rule_of(service, hypotheses[i].key);

		if (!rule || hypotheses[i].state == HYPOTHESIS_CONFIRMED)
			continue;

		struct verdict verdict = hypothesis_test(work->arena, rule, &facts);

		if (!decide(work, incident, &hypotheses[i], &verdict))
			return false;
	}
	return true;
}
