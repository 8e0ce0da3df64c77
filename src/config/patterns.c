/* patterns/NAME.yaml: a known way to fail; bundles/NAME.yaml: what to ask of one kind of
 * system. */
#include "config/names.h"
#include "config/parts.h"
#include "config/reader.h"

#include <string.h>

static const struct key question_key_items[] = {
	{ .name = "probe",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct question, probe),
	  .required = true },
	{ .name = "title",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct question, title),
	  .required = true },
	{ .name = "arguments",
	  .kind = KEY_PAIRS,
	  .offset = offsetof(struct question, arguments),
	  .count_offset = offsetof(struct question, argument_count) },
};

static struct config_place place_of(const struct reader *reader, const struct spot *map,
				    const char *name)
{
	const struct tree *at = spot_under(map, name).tree;

	return at ? (struct config_place){ arena_copy(reader->arena, reader->file),
					   at->line, at->column }
		  : (struct config_place){ 0 };
}

static void settle_question(struct reader *reader, const struct spot *spot, void *owner)
{
	((struct question *)owner)->place = place_of(reader, spot, "probe");
}

static const struct keys question_keys = KEYS(struct question, question_key_items,
					      settle_question);

static const struct key metric_key_items[] = {
	{ .name = "fact",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct metric_question, fact),
	  .required = true },
	{ .name = "title",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct metric_question, title),
	  .required = true },
	{ .name = "unit",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct metric_question, unit) },
	{ .name = "query",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct metric_question, query),
	  .required = true },
};
static const struct keys metric_keys = KEYS(struct metric_question, metric_key_items,
					    NULL);

static struct question question_of(struct arena *arena,
				   const struct metric_question *metric)
{
	const struct label arguments[] = {
		{ STR("url"), STR("{{prometheus}}") }, { STR("query"), metric->query },
		{ STR("unit"), metric->unit },         { STR("name"), metric->title },
		{ STR("fact"), metric->fact },
	};
	enum { ARGUMENTS = sizeof(arguments) / sizeof(arguments[0]) };
	struct question question = { .probe = STR("prometheus"),
				     .title = metric->title,
				     .arguments = arena_many(arena, struct label,
							     ARGUMENTS),
				     .argument_count = ARGUMENTS };

	memcpy(question.arguments, arguments, sizeof(arguments));
	return question;
}

static void ask_metrics(struct arena *arena, struct pattern *pattern)
{
	struct question *all = arena_many(arena, struct question,
					  pattern->question_count +
						  pattern->metric_count + 1);

	for (size_t i = 0; i < pattern->question_count; i++)
		all[i] = pattern->questions[i];
	for (size_t i = 0; i < pattern->metric_count; i++)
		all[pattern->question_count + i] = question_of(arena,
							       &pattern->metrics[i]);
	pattern->questions = all;
	pattern->question_count += pattern->metric_count;
}

static const struct key bundle_key_items[] = {
	{ .name = "title",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct bundle, title),
	  .required = true },
	{ .name = "questions",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct bundle, questions),
	  .count_offset = offsetof(struct bundle, question_count),
	  .of = &question_keys,
	  .required = true },
};
const struct keys bundle_keys = KEYS(struct bundle, bundle_key_items, NULL);

void read_bundle_names(struct reader *reader, const struct spot *spot,
		       const struct bundle ***ret_bundles, size_t *ret_count)
{
	const struct config *config = reader->config;
	size_t count = tree_count(spot->tree);

	if (!reader_is_list(reader, spot))
		return;
	*ret_bundles = arena_many(reader->arena, const struct bundle *, count);
	for (size_t i = 0; i < count; i++) {
		struct spot item = spot_at(spot, i);
		str name;

		if (reader_text(reader, &item, &name) &&
		    reader_knows(reader, &item, "bundle", name,
				 NAMED(config->bundles, config->bundle_count)))
			(*ret_bundles)[(*ret_count)++] = config_bundle(config, name);
	}
}

/* As written; the rule holds predictions and refutations in one list. */
struct claim {
	struct hypothesis_rule rule; /* first: its key is the claim's name */
	struct prediction *predictions, *refutations;
	size_t prediction_count, refutation_count;
};

static void read_compares(struct reader *reader, const struct spot *spot, void *owner)
{
	struct prediction *prediction = owner;

	reader_comparison(reader, spot, &prediction->comparison, &prediction->threshold);
}

static void read_equals(struct reader *reader, const struct spot *spot, void *owner)
{
	struct prediction *prediction = owner;

	prediction->is_text = true;
	reader_text(reader, spot, &prediction->text);
}

static void read_differs(struct reader *reader, const struct spot *spot, void *owner)
{
	struct prediction *prediction = owner;

	prediction->negated = true;
	read_equals(reader, spot, owner);
}

static void settle_prediction(struct reader *reader, const struct spot *spot, void *owner)
{
	int ways = (spot_under(spot, "compares").tree != NULL) +
		   (spot_under(spot, "equals").tree != NULL) +
		   (spot_under(spot, "differs").tree != NULL);

	(void)owner;
	if (ways != 1)
		reader_tell(reader, spot, "needs one of compares, equals and differs");
}

static const struct key prediction_key_items[] = {
	{ .name = "fact",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct prediction, fact),
	  .required = true },
	{ .name = "compares", .kind = KEY_OWN, .read = read_compares },
	{ .name = "equals", .kind = KEY_OWN, .read = read_equals },
	{ .name = "differs", .kind = KEY_OWN, .read = read_differs },
	{ .name = "says",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct prediction, says),
	  .required = true },
};
static const struct keys prediction_keys = KEYS(struct prediction, prediction_key_items,
						settle_prediction);

static void settle_claim(struct reader *reader, const struct spot *spot, void *owner)
{
	struct claim *claim = owner;
	size_t count = claim->prediction_count + claim->refutation_count;
	struct prediction *all = arena_many(reader->arena, struct prediction, count);

	/* What nothing could refute says nothing. */
	if (claim->prediction_count == 0 && spot_under(spot, "supported_by").tree)
		reader_tell_of(reader, spot, "supported_by", "is empty");
	if (claim->refutation_count == 0 && spot_under(spot, "refuted_by").tree)
		reader_tell_of(reader, spot, "refuted_by", "is empty");
	for (size_t i = 0; i < claim->prediction_count; i++)
		all[i] = claim->predictions[i];
	for (size_t i = 0; i < claim->refutation_count; i++) {
		all[claim->prediction_count + i] = claim->refutations[i];
		all[claim->prediction_count + i].refutes = true;
	}
	claim->rule.predictions = all;
	claim->rule.prediction_count = count;
}

static const struct key claim_key_items[] = {
	{ .name = "key",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct claim, rule.key),
	  .required = true },
	{ .name = "claim",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct claim, rule.claim),
	  .required = true },
	{ .name = "mechanism",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct claim, rule.mechanism) },
	{ .name = "symptom",
	  .kind = KEY_YES_NO,
	  .offset = offsetof(struct claim, rule.is_symptom) },
	{ .name = "supported_by",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct claim, predictions),
	  .count_offset = offsetof(struct claim, prediction_count),
	  .of = &prediction_keys,
	  .required = true },
	{ .name = "refuted_by",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct claim, refutations),
	  .count_offset = offsetof(struct claim, refutation_count),
	  .of = &prediction_keys,
	  .required = true },
	{ .name = "helps",
	  .kind = KEY_TEXTS,
	  .offset = offsetof(struct claim, rule.helps),
	  .count_offset = offsetof(struct claim, rule.help_count) },
};
static const struct keys claim_keys = KEYS(struct claim, claim_key_items, settle_claim);

static const struct key action_key_items[] = {
	{ .name = "key",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct action_rule, key),
	  .required = true },
	{ .name = "title",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct action_rule, title),
	  .required = true },
	{ .name = "actuator",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct action_rule, actuator),
	  .required = true },
	{ .name = "target",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct action_rule, target),
	  .required = true },
	{ .name = "class",
	  .kind = KEY_CHOICE,
	  .offset = offsetof(struct action_rule, class),
	  .choices = action_class_names,
	  .required = true },
	{ .name = "risk",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct action_rule, risk),
	  .required = true },
	{ .name = "expected",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct action_rule, expected),
	  .required = true },
	{ .name = "plan",
	  .kind = KEY_PAIRS,
	  .offset = offsetof(struct action_rule, plan),
	  .count_offset = offsetof(struct action_rule, plan_count),
	  .required = true },
	{ .name = "when_supported",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct action_rule, when_supported),
	  .required = true },
	{ .name = "judged_by",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct action_rule, judged_by) },
};
static void settle_action(struct reader *reader, const struct spot *spot, void *owner)
{
	((struct action_rule *)owner)->place = place_of(reader, spot, "actuator");
}

static const struct keys action_keys = KEYS(struct action_rule, action_key_items,
					    settle_action);

static void read_hypotheses(struct reader *reader, const struct spot *spot, void *owner)
{
	struct pattern *pattern = owner;

	if (!reader_is_list(reader, spot))
		return;
	pattern->hypothesis_count = tree_count(spot->tree);
	pattern->hypotheses = arena_many(reader->arena, struct hypothesis_rule,
					 pattern->hypothesis_count);
	for (size_t i = 0; i < pattern->hypothesis_count; i++) {
		struct spot item = spot_at(spot, i);
		struct claim claim = { 0 };

		reader_map(reader, &item, &claim_keys, &claim);
		pattern->hypotheses[i] = claim.rule;
	}
}

static void read_bundles(struct reader *reader, const struct spot *spot, void *owner)
{
	struct pattern *pattern = owner;

	read_bundle_names(reader, spot, &pattern->bundles, &pattern->bundle_count);
}

static void settle_pattern(struct reader *reader, const struct spot *spot, void *owner)
{
	struct pattern *pattern = owner;
	struct named hypotheses = NAMED(pattern->hypotheses, pattern->hypothesis_count);
	struct spot actions = spot_under(spot, "actions");

	reader_tell_twice(reader, spot, "metrics", "fact",
			  NAMED(pattern->metrics, pattern->metric_count));
	ask_metrics(reader->arena, pattern);
	reader_tell_twice(reader, spot, "hypotheses", "key", hypotheses);
	reader_tell_twice(reader, spot, "actions", "key",
			  NAMED(pattern->actions, pattern->action_count));
	for (size_t i = 0; i < pattern->action_count; i++) {
		struct spot action = spot_at(&actions, i);
		struct spot when = spot_under(&action, "when_supported");

		reader_knows(reader, &when, "hypothesis",
			     pattern->actions[i].when_supported, hypotheses);
	}
}

static const struct key pattern_key_items[] = {
	{ .name = "title",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct pattern, title),
	  .required = true },
	{ .name = "signs",
	  .kind = KEY_TEXTS,
	  .offset = offsetof(struct pattern, signs),
	  .count_offset = offsetof(struct pattern, sign_count) },
	{ .name = "questions",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct pattern, questions),
	  .count_offset = offsetof(struct pattern, question_count),
	  .of = &question_keys },
	{ .name = "metrics",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct pattern, metrics),
	  .count_offset = offsetof(struct pattern, metric_count),
	  .of = &metric_keys },
	{ .name = "bundles", .kind = KEY_OWN, .read = read_bundles },
	/* Of .of only its keys are taken: the list itself holds something else. */
	{ .name = "hypotheses",
	  .kind = KEY_OWN,
	  .read = read_hypotheses,
	  .of = &claim_keys,
	  .required = true },
	{ .name = "actions",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct pattern, actions),
	  .count_offset = offsetof(struct pattern, action_count),
	  .of = &action_keys },
};
const struct keys pattern_keys = KEYS(struct pattern, pattern_key_items, settle_pattern);
