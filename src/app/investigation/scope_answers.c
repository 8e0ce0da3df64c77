/* The five answers of the scope card, from what is stored. */
#include "app/changes/feed.h"
#include "app/intervention/rollback.h"
#include "app/investigation/scope_private.h"
#include "base/text.h"
#include "core/evidence/evidence.h"
#include "core/learning/change.h"
#include "formats/json.h"

#include <math.h>

enum { SAYS_BYTES_MAX = 2000 };

/* What one measurement says, as it is known now. */
struct reading {
	const struct measurement *of;
	bool is_awaited;
	double value; /* NaN: none */
	instant_ms at;
	str problem; /* why there is no value */
};

struct known {
	const struct incident *incident;
	const struct service *service; /* NULL: not configured */
	struct evidence *evidence;
	size_t evidence_count;
	struct check *checks;
	size_t check_count;
	struct reading *readings; /* one for each of the service's measurements */
	size_t reading_count;
};

static str shown(struct work *work, const struct reading *reading, double value)
{
	return quantity_format(work->arena, value, reading->of->unit);
}

/* -- readings -- */

static double number_of(struct work *work, const struct evidence *evidence)
{
	struct error unheeded;
	struct tree *list = json_parse(work->arena, evidence->facts, &unheeded);
	struct facts facts = { 0 };

	if (!list || list->kind != TREE_LIST)
		return NAN;
	facts_read(work->arena, list, evidence->id, evidence->gathered_at, &facts);
	return facts.count > 0 ? facts.items[0].number : NAN;
}

/* After an action it says how the action did, not how bad it is. */
static bool is_of(const struct evidence *evidence, const struct measurement *of)
{
	return str_is(evidence->probe, "prometheus") &&
	       str_equal(evidence->title, of->name) &&
	       !str_starts_with(evidence->occasion, STR("after"));
}

static void take_evidence(struct work *work, const struct evidence *evidence,
			  struct reading *reading)
{
	switch (evidence->state) {
	case EVIDENCE_WANTED: reading->is_awaited = true; return;
	case EVIDENCE_GATHERED:
		reading->value = number_of(work, evidence);
		reading->at = evidence->gathered_at;
		return;
	case EVIDENCE_NO_DATA:
		reading->problem = evidence->meaning.length > 0 ? evidence->meaning
								: STR("no data");
		return;
	case EVIDENCE_FAILED: reading->problem = evidence->problem; return;
	}
}

/* Once it is mitigated, how it is now says nothing of how bad it was: the worst does. */
static void take_check(const struct incident *incident, const struct check *check,
		       struct reading *reading)
{
	bool is_burning = incident_is_open(incident->state) &&
			  incident->mitigated_at == 0;
	double value = is_burning ? check->last_value : check->worst_value;

	if (isnan(value) || (is_burning && check->last_sample_at < reading->at))
		return;
	reading->value = value;
	reading->at = check->last_sample_at;
}

static struct reading read_one(struct work *work, const struct known *known,
			       const struct measurement *of)
{
	struct reading reading = { .of = of, .value = NAN };

	for (size_t i = 0; i < known->evidence_count; i++)
		if (is_of(&known->evidence[i], of))
			take_evidence(work, &known->evidence[i], &reading);
	for (size_t i = 0; i < known->check_count; i++)
		if (str_equal(known->checks[i].name, of->name))
			take_check(known->incident, &known->checks[i], &reading);
	if (!isnan(reading.value))
		reading.is_awaited = false;
	return reading;
}

static bool know(struct work *work, const struct incident *incident,
		 struct known *ret_known)
{
	struct known known = { .incident = incident,
			       .service = config_service(work->config,
							 incident->service) };
	const struct service *service = known.service;

	if (!store_of_incident(work, &evidence_shape, incident->id, &known.evidence,
			       &known.evidence_count) ||
	    !store_of_incident(work, &check_shape, incident->id, &known.checks,
			       &known.check_count))
		return false;
	known.readings = arena_many(work->arena, struct reading,
				    service ? service->measurement_count + 1 : 1);
	for (size_t i = 0; service && i < service->measurement_count; i++)
		known.readings[known.reading_count++] = read_one(
			work, &known, &service->measurements[i]);
	*ret_known = known;
	return true;
}

/* -- what is broken -- */

static void add_part(struct text *text, str part)
{
	if (text->length > 0)
		text_add(text, STR("; "));
	text_add(text, part);
}

static str as_measured(struct work *work, const struct reading *reading)
{
	const struct measurement *of = reading->of;

	return arena_format(work->arena, STR_FMT " " STR_FMT " (good: %s " STR_FMT ")",
			    STR_ARG(of->name),
			    STR_ARG(shown(work, reading, reading->value)),
			    comparison_names[of->comparison],
			    STR_ARG(shown(work, reading, of->threshold)));
}

/* How the readings of a service stand, those of users left out. */
struct standing {
	struct text bad, awaited, missing;
	size_t measured, all;
	instant_ms at;
};

static struct standing standing_of(struct work *work, const struct known *known)
{
	struct standing standing = {
		.bad = text_new(work->arena, SAYS_BYTES_MAX),
		.awaited = text_new(work->arena, SAYS_BYTES_MAX),
		.missing = text_new(work->arena, SAYS_BYTES_MAX),
	};

	for (size_t i = 0; i < known->reading_count; i++) {
		const struct reading *reading = &known->readings[i];
		const struct measurement *of = reading->of;

		if (of->counts_users)
			continue;
		standing.all++;
		if (reading->is_awaited)
			add_part(&standing.awaited, of->name);
		else if (isnan(reading->value))
			add_part(&standing.missing,
				 arena_format(work->arena, STR_FMT ": " STR_FMT,
					      STR_ARG(of->name),
					      STR_ARG(reading->problem.length > 0
							      ? reading->problem
							      : STR("not measured"))));
		if (isnan(reading->value))
			continue;
		standing.measured++;
		if (reading->at > standing.at)
			standing.at = reading->at;
		if (!compare(of->comparison, reading->value, of->threshold))
			add_part(&standing.bad, as_measured(work, reading));
	}
	return standing;
}

static struct scope_answer as_told(const struct known *known, enum scope_basis basis,
				   str why)
{
	return (struct scope_answer){ .basis = basis,
				      .says = known->incident->title,
				      .why = why,
				      .at = known->incident->opened_at };
}

static struct scope_answer broken(struct work *work, const struct known *known)
{
	struct standing standing = standing_of(work, known);
	struct scope_answer answer = { .at = standing.at };

	if (standing.all == 0)
		return as_told(known, SCOPE_STATED,
			       known->incident->told
				       ? STR("as people say: nothing measures it")
				       : STR("as the alert says: nothing measures it"));
	if (standing.measured == 0) {
		answer = as_told(known, SCOPE_UNKNOWN, text_of(&standing.missing));
		answer.says = arena_format(work->arena, "the alert says: " STR_FMT,
					   STR_ARG(known->incident->title));
	} else {
		answer.basis = SCOPE_MEASURED;
		answer.says = text_of(&standing.bad);
		answer.why = text_of(&standing.missing);
		if (answer.says.length == 0)
			answer.says = arena_format(work->arena,
						   "all of %zu measurements are good; "
						   "the alert says: " STR_FMT,
						   standing.measured,
						   STR_ARG(known->incident->title));
	}
	if (standing.awaited.length == 0)
		return answer;
	answer.at_last = answer.basis;
	answer.basis = SCOPE_AWAITED;
	answer.why = text_of(&standing.awaited);
	return answer;
}

/* -- who is affected -- */

static const struct reading *users_of(const struct known *known)
{
	for (size_t i = 0; i < known->reading_count; i++)
		if (known->readings[i].of->counts_users)
			return &known->readings[i];
	return NULL;
}

static struct scope_answer measured_users(struct work *work, const struct reading *users)
{
	struct scope_answer answer = { .basis = SCOPE_UNKNOWN,
				       .why = users->problem,
				       .at = users->at };

	if (users->is_awaited) {
		answer.basis = SCOPE_AWAITED;
		answer.at_last = SCOPE_UNKNOWN;
		answer.why = users->of->name;
	} else if (!isnan(users->value)) {
		answer.basis = SCOPE_MEASURED;
		answer.why = STR("");
		answer.says = arena_format(work->arena, STR_FMT ": " STR_FMT,
					   STR_ARG(users->of->name),
					   STR_ARG(shown(work, users, users->value)));
	} else if (answer.why.length == 0) {
		answer.why = arena_format(work->arena, STR_FMT " was not measured",
					  STR_ARG(users->of->name));
	}
	return answer;
}

static bool affected(struct work *work, const struct known *known,
		     const struct scope *scope, struct scope_answer *ret)
{
	const struct reading *users = users_of(known);
	struct scope_answer answer = {
		.basis = SCOPE_UNKNOWN,
		.why = arena_format(
			work->arena,
			"no measurement counts users and nobody said it: stanch "
			"incident affected " STR_FMT " \"…\"",
			STR_ARG(known->incident->code)),
	};
	int64_t all, recent;

	if (users)
		answer = measured_users(work, users);
	if (scope->affected.length > 0 && answer.basis != SCOPE_MEASURED) {
		answer = (struct scope_answer){ .basis = SCOPE_STATED,
						.at = scope->affected_at };
		answer.says = arena_format(work->arena, STR_FMT " (said by " STR_FMT ")",
					   STR_ARG(scope->affected),
					   STR_ARG(scope->affected_by));
	} else if (scope->affected.length > 0) {
		answer.says = arena_format(work->arena,
					   STR_FMT "; " STR_FMT " (said by " STR_FMT ")",
					   STR_ARG(answer.says), STR_ARG(scope->affected),
					   STR_ARG(scope->affected_by));
	}
	if (!store_reports_count(work, known->incident->id, 0, &all, &recent))
		return false;
	if (answer.basis == SCOPE_UNKNOWN && all > 0) {
		answer.basis = SCOPE_ESTIMATED;
		answer.at = work->now;
		answer.says = arena_format(work->arena, "at least those of %lld report%s",
					   (long long)all, all == 1 ? "" : "s");
	}
	*ret = answer;
	return true;
}

/* -- when it began -- */

static bool find_onset(struct work *work, const struct incident *incident,
		       struct milestone *ret_onset)
{
	bool found;

	if (!store_milestone_find(work, incident->id, MILESTONE_IMPACT_STARTED, ret_onset,
				  &found))
		return false;
	if (!found)
		*ret_onset = (struct milestone){ .at = incident->onset_at,
						 .basis = BASIS_ESTIMATED };
	return true;
}

static str onset_why(const struct known *known, int64_t evidence)
{
	for (size_t i = 0; i < known->evidence_count; i++)
		if (known->evidence[i].id == evidence)
			return known->evidence[i].meaning;
	return STR("");
}

static bool asks_onset(const struct evidence *evidence)
{
	return str_is(evidence->probe, "onset") ||
	       str_is(evidence->probe, "alert_rule") ||
	       str_is(evidence->probe, "diagnosis");
}

static bool onset_is_awaited(const struct known *known)
{
	for (size_t i = 0; i < known->evidence_count; i++)
		if (known->evidence[i].state == EVIDENCE_WANTED &&
		    asks_onset(&known->evidence[i]))
			return true;
	return false;
}

/* The first that was asked and could not say. */
static str onset_problem(const struct known *known)
{
	for (size_t i = 0; i < known->evidence_count; i++)
		if (known->evidence[i].state == EVIDENCE_FAILED &&
		    asks_onset(&known->evidence[i]))
			return known->evidence[i].problem;
	return STR("");
}

static bool began(struct work *work, const struct known *known, struct scope_answer *ret)
{
	const struct incident *incident = known->incident;
	struct scope_answer answer = { 0 };
	struct milestone onset;
	str time, before;

	if (!find_onset(work, incident, &onset))
		return false;
	time = instant_format_time(work->arena, onset.at);
	before = duration_format(work->arena, incident->opened_at - onset.at);
	answer.at = onset.recorded_at;
	answer.basis = onset.basis == BASIS_MEASURED ? SCOPE_MEASURED
		       : onset.basis == BASIS_STATED ? SCOPE_STATED
						     : SCOPE_ESTIMATED;
	answer.why = onset_why(known, onset.evidence);
	if (answer.basis == SCOPE_STATED)
		answer.why = arena_format(work->arena, "stated by " STR_FMT,
					  STR_ARG(onset.recorder));
	if (answer.basis != SCOPE_ESTIMATED || onset.evidence != 0)
		answer.says = arena_format(work->arena,
					   STR_FMT " UTC, " STR_FMT " before this opened",
					   STR_ARG(time), STR_ARG(before));
	else
		answer.says = arena_format(work->arena,
					   STR_FMT " UTC at the latest, as it was told",
					   STR_ARG(time));
	if (answer.why.length == 0)
		answer.why = onset_problem(known);
	if (onset_is_awaited(known) && answer.basis == SCOPE_ESTIMATED) {
		answer.at_last = answer.basis;
		answer.basis = SCOPE_AWAITED;
		answer.why = STR("who was asked for the time before");
	}
	*ret = answer;
	return true;
}

/* -- what changed -- */

/* Why that nothing is recorded need not mean that nothing changed; "" when it does. */
static bool feeds_why(struct work *work, str *ret_why)
{
	const struct changes_config *changes = &work->config->changes;
	struct change *latest;
	struct feed_state state;
	size_t count;

	*ret_why = STR("");
	for (size_t i = 0; i < changes->feed_count; i++) {
		if (!feed_look(work, &changes->feeds[i], &state))
			return false;
		if (state.problem.length > 0)
			*ret_why = arena_format(work->arena, "feed " STR_FMT ": " STR_FMT,
						STR_ARG(changes->feeds[i].name),
						STR_ARG(state.problem));
	}
	if (changes->feed_count > 0)
		return true;
	if (!store_latest(work, &change_shape, 1, &latest, &count))
		return false;
	if (count == 0)
		*ret_why = STR("nobody tells of changes yet");
	return true;
}

static bool changed(struct work *work, const struct known *known,
		    const struct scope_answer *onset, struct scope_answer *ret)
{
	duration_ms window = work->config->changes.window;
	struct scope_answer answer = { .basis = SCOPE_RECORDED, .at = work->now };
	struct suspect_changes suspects;
	str why;

	if (!rollback_find_suspects(work, known->incident, &suspects) ||
	    !feeds_why(work, &why))
		return false;
	answer.why = why;
	if (suspects.count > 0)
		answer.says = change_says(work->arena, &suspects, 0, window);
	else
		answer.says = arena_format(work->arena, "nothing in the %lld min before",
					   (long long)(window / MINUTE_MS));
	if (suspects.count == 0 && why.length > 0)
		answer.basis = SCOPE_UNKNOWN;
	/* Before what, is not known yet. */
	if (onset->basis == SCOPE_AWAITED) {
		answer.at_last = answer.basis;
		answer.basis = SCOPE_AWAITED;
		answer.why = onset->why;
	}
	*ret = answer;
	return true;
}

/* -- how bad -- */

/* "120", "2.5": three digits are enough for how many times. */
static str times(struct work *work, double factor)
{
	return factor >= 10 ? arena_format(work->arena, "%.0f", factor)
			    : arena_format(work->arena, "%.2g", factor);
}

struct worst {
	const struct reading *reading;
	double factor;
	bool has_objective;
};

/* One with an objective is worse than any without. */
static bool is_worse(const struct worst *one, const struct worst *than)
{
	if (!than->reading || one->has_objective != than->has_objective)
		return !than->reading || one->has_objective;
	return one->factor > than->factor;
}

static struct worst worst_of(const struct known *known)
{
	struct worst worst = { 0 };

	for (size_t i = 0; i < known->reading_count; i++) {
		const struct reading *reading = &known->readings[i];
		const struct measurement *of = reading->of;
		struct worst one = { .reading = reading,
				     .has_objective = of->has_objective };

		if (isnan(reading->value) || of->counts_users)
			continue;
		one.factor = scope_factor(
			one.has_objective ? of->objective_comparison : of->comparison,
			reading->value, one.has_objective ? of->objective : of->threshold,
			of->unit);
		if (is_worse(&one, &worst))
			worst = one;
	}
	return worst;
}

static str how_bad(struct work *work, const struct worst *worst)
{
	const struct measurement *of = worst->reading->of;
	enum comparison good = worst->has_objective ? of->objective_comparison
						    : of->comparison;
	double bound = worst->has_objective ? of->objective : of->threshold;
	bool is_met = compare(good, worst->reading->value, bound);
	str value = shown(work, worst->reading, worst->reading->value);
	str target = arena_format(work->arena, "%s " STR_FMT, comparison_names[good],
				  STR_ARG(shown(work, worst->reading, bound)));
	const char *what = worst->has_objective ? "the objective" : "what counts as good";
	const char *none = worst->has_objective ? "" : "no objective; ";

	if (is_met)
		return arena_format(
			work->arena,
			"%s" STR_FMT " " STR_FMT " is within %s (" STR_FMT ")", none,
			STR_ARG(of->name), STR_ARG(value), what, STR_ARG(target));
	if (isinf(worst->factor))
		return arena_format(work->arena,
				    "%s" STR_FMT " " STR_FMT
				    ", where %s leaves no room (" STR_FMT ")",
				    none, STR_ARG(of->name), STR_ARG(value), what,
				    STR_ARG(target));
	return arena_format(work->arena,
			    "%s" STR_FMT " " STR_FMT " is " STR_FMT " times %s (" STR_FMT
			    ")",
			    none, STR_ARG(of->name), STR_ARG(value),
			    STR_ARG(times(work, worst->factor)), what, STR_ARG(target));
}

static struct scope_answer objective(struct work *work, const struct known *known)
{
	struct standing standing = standing_of(work, known);
	struct worst worst = worst_of(known);
	struct scope_answer answer = { .basis = SCOPE_UNKNOWN, .at = standing.at };

	if (standing.all == 0)
		answer.why = STR("no objective, and nothing measures it");
	else
		answer.why = text_of(&standing.missing);
	if (worst.reading) {
		answer.basis = SCOPE_MEASURED;
		answer.says = how_bad(work, &worst);
		answer.at = worst.reading->at;
	}
	if (standing.awaited.length == 0)
		return answer;
	answer.at_last = answer.basis;
	answer.basis = SCOPE_AWAITED;
	answer.why = text_of(&standing.awaited);
	return answer;
}

bool scope_answers(struct work *work, const struct incident *incident,
		   const struct scope *scope, struct scope_card *ret_card)
{
	struct scope_card card = { 0 };
	struct known known;

	if (!know(work, incident, &known))
		return false;
	card.answers[SCOPE_BROKEN] = broken(work, &known);
	card.answers[SCOPE_OBJECTIVE] = objective(work, &known);
	if (!affected(work, &known, scope, &card.answers[SCOPE_AFFECTED]) ||
	    !began(work, &known, &card.answers[SCOPE_BEGAN]) ||
	    !changed(work, &known, &card.answers[SCOPE_BEGAN],
		     &card.answers[SCOPE_CHANGED]))
		return false;
	*ret_card = card;
	return true;
}
