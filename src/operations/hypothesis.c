/* hypothesis: what is believed, and what the evidence says of it. */
#include "core/diagnosis/hypothesis.h"
#include "app/investigation/belief.h"
#include "formats/json.h"
#include "operations/noun.h"
#include "operations/whys.h"

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       answer_rows(work, &hypothesis_shape, incident.id, "hypotheses", answer);
}

/* -- one, with what it rests on -- */

struct one_input {
	int64_t id;
};
static const struct field one_fields[] = {
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct one_input, id),
	  .required = true,
	  .help = "the number of the hypothesis" },
};
static const struct shape one_shape = SHAPE("hypothesis", struct one_input, one_fields);

/* Each test with the command that shows the evidence of it. */
static bool add_tests(struct work *work, str tests, struct tree *answer)
{
	struct arena *arena = work->arena;
	struct tree *read = json_parse(arena, tests, &work->error);
	struct tree *list = tree_list(arena);
	static const char *const texts[] = { "says", "fact", "expected", "observed",
					     "outcome" };

	if (!read)
		return while_doing(work, "the tests of a hypothesis");
	for (size_t i = 0; i < tree_count(read); i++) {
		const struct tree *test = tree_nth(read, i);
		int64_t evidence = tree_get_int(test, "evidence", 0);
		struct tree *one = tree_map(arena);

		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++)
			tree_put_text(arena, one, texts[k],
				      tree_get_text(test, texts[k]));
		tree_put_bool(arena, one, "refutes",
			      tree_get_bool(test, "refutes", false));
		tree_put_int(arena, one, "evidence", evidence);
		if (evidence > 0)
			tree_put_text(arena, one, "show",
				      arena_format(arena, "stanch evidence show %lld",
						   (long long)evidence));
		tree_add(arena, list, one);
	}
	tree_put(arena, answer, "tests", list);
	return true;
}

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct one_input *in = input;
	struct hypothesis hypothesis;

	if (!store_get(work, &hypothesis_shape, in->id, &hypothesis))
		return false;
	tree_put(work->arena, answer, "hypothesis",
		 row_tree(work->arena, &hypothesis_shape, &hypothesis));
	return add_tests(work, hypothesis.tests, answer);
}

/* -- the catalogue -- */

struct known_input {
	str pattern;
};
static const struct field known_fields[] = {
	{ .name = "pattern",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct known_input, pattern),
	  .by_place = true,
	  .help = "only this one's, with what it asks" },
};
static const struct shape known_shape = SHAPE("known", struct known_input, known_fields);

static struct tree *texts(struct arena *arena, const str *items, size_t count)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < count; i++)
		tree_add(arena, list, tree_text(arena, items[i]));
	return list;
}

static struct tree *questions(struct arena *arena, const struct pattern *pattern)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < pattern->question_count; i++) {
		const struct question *question = &pattern->questions[i];
		struct tree *one = tree_map(arena), *arguments = tree_map(arena);

		for (size_t k = 0; k < question->argument_count; k++)
			tree_put_str(arena, arguments, question->arguments[k].name,
				     tree_text(arena, question->arguments[k].value));
		tree_put_text(arena, one, "title", question->title);
		tree_put_text(arena, one, "probe", question->probe);
		tree_put(arena, one, "arguments", arguments);
		tree_add(arena, list, one);
	}
	return list;
}

static void add_known(struct arena *arena, const struct pattern *pattern,
		      struct tree *list)
{
	for (size_t i = 0; i < pattern->hypothesis_count; i++) {
		const struct hypothesis_rule *rule = &pattern->hypotheses[i];
		struct tree *one = tree_map(arena);

		tree_put_text(arena, one, "pattern", pattern->name);
		tree_put_text(arena, one, "key", rule->key);
		tree_put_text(arena, one, "claim", rule->claim);
		tree_put_text(arena, one, "mechanism", rule->mechanism);
		tree_put(arena, one, "helps",
			 texts(arena, rule->helps, rule->help_count));
		tree_add(arena, list, one);
	}
}

static bool known(struct work *work, const void *input, struct tree *answer)
{
	const struct known_input *in = input;
	const struct config *config = work->config;
	struct tree *list = tree_list(work->arena), *asked = tree_map(work->arena);

	for (size_t i = 0; i < config->pattern_count; i++) {
		const struct pattern *pattern = &config->patterns[i];

		if (in->pattern.length > 0 && !str_equal(in->pattern, pattern->name))
			continue;
		add_known(work->arena, pattern, list);
		tree_put_str(work->arena, asked, pattern->name,
			     questions(work->arena, pattern));
	}
	if (in->pattern.length > 0 && tree_count(list) == 0)
		return fail(work, ERROR_NOT_FOUND, "no pattern is called '" STR_FMT "'",
			    STR_ARG(in->pattern));
	tree_put(work->arena, answer, "hypotheses", list);
	tree_put(work->arena, answer, "questions", asked);
	return true;
}

struct write_input {
	str incident, claim, mechanism;
};
static const struct field write_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct write_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "claim",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct write_input, claim),
	  .required = true,
	  .help = "what is believed to be the cause" },
	{ .name = "mechanism",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct write_input, mechanism),
	  .by_place = true,
	  .help = "how that leads to what is seen" },
};
static const struct shape write_shape = SHAPE("hypothesis", struct write_input,
					      write_fields);

static void answer_one(struct work *work, const struct hypothesis *hypothesis,
		       str questioned, struct tree *answer)
{
	tree_put(work->arena, answer, "hypothesis",
		 row_tree(work->arena, &hypothesis_shape, hypothesis));
	tree_put_text(work->arena, answer, "questioned", questioned);
}

static bool write_one(struct work *work, const void *input, struct tree *answer)
{
	const struct write_input *in = input;
	struct incident incident;
	struct hypothesis hypothesis;
	str questioned;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !belief_write(work, &incident, in->claim, in->mechanism, &hypothesis,
			  &questioned))
		return false;
	answer_one(work, &hypothesis, questioned, answer);
	return true;
}

struct confirm_input {
	int64_t id;
	str evidence, reason;
};
static const struct field confirm_fields[] = {
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct confirm_input, id),
	  .required = true,
	  .help = "the number of the hypothesis" },
	{ .name = "evidence",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct confirm_input, evidence),
	  .required = true,
	  .help = "numbers of what confirms it: \"3 5\"" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct confirm_input, reason),
	  .by_place = true,
	  .help = "how it does" },
};
static const struct shape confirm_shape = SHAPE("confirmation", struct confirm_input,
						confirm_fields);

static bool confirm(struct work *work, const void *input, struct tree *answer)
{
	const struct confirm_input *in = input;
	struct hypothesis hypothesis;
	str questioned;

	if (!belief_confirm(work, in->id, in->evidence, in->reason, &hypothesis,
			    &questioned))
		return false;
	answer_one(work, &hypothesis, questioned, answer);
	return true;
}

static const struct field refute_fields[] = {
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct confirm_input, id),
	  .required = true,
	  .help = "the number of the hypothesis" },
	{ .name = "evidence",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct confirm_input, evidence),
	  .required = true,
	  .help = "numbers of what speaks against it: \"3 5\"" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct confirm_input, reason),
	  .by_place = true,
	  .help = "how it does" },
};
static const struct shape refute_shape = SHAPE("refutation", struct confirm_input,
					       refute_fields);

static bool refute(struct work *work, const void *input, struct tree *answer)
{
	const struct confirm_input *in = input;
	struct hypothesis hypothesis;

	if (!belief_refute(work, in->id, in->evidence, in->reason, &hypothesis))
		return false;
	answer_one(work, &hypothesis, STR(""), answer);
	return true;
}

/* -- why, and why that -- */

struct why_input {
	int64_t id;
	str because, how;
};
static const struct field why_fields[] = {
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct why_input, id),
	  .required = true,
	  .help = "the number of the hypothesis that is asked about" },
	{ .name = "because",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct why_input, because),
	  .required = true,
	  .help = "its deeper cause: the number of another one, or the cause in words" },
	{ .name = "how",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct why_input, how),
	  .by_place = true,
	  .help = "how the one leads to the other" },
};
static const struct shape why_input_shape = SHAPE("why", struct why_input, why_fields);

static bool why(struct work *work, const void *input, struct tree *answer)
{
	const struct why_input *in = input;
	struct why_said said;

	return whys_say(work, in->id, in->because, in->how, &said) &&
	       why_answer(work, &said, answer);
}

struct why_decision_input {
	int64_t why;
	str evidence, reason;
};
static const struct field why_confirm_fields[] = {
	{ .name = "why",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct why_decision_input, why),
	  .required = true,
	  .help = "the number of the step: stanch hypothesis chain INCIDENT" },
	{ .name = "evidence",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct why_decision_input, evidence),
	  .required = true,
	  .help = "numbers of what shows that the one led to the other: \"3 5\"" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct why_decision_input, reason),
	  .by_place = true,
	  .help = "how it does" },
};
static const struct shape why_confirm_shape = SHAPE(
	"why confirmation", struct why_decision_input, why_confirm_fields);

static bool why_confirm(struct work *work, const void *input, struct tree *answer)
{
	const struct why_decision_input *in = input;
	struct why_said said;

	return whys_confirm(work, in->why, in->evidence, in->reason, &said) &&
	       why_answer(work, &said, answer);
}

static const struct field why_withdraw_fields[] = {
	{ .name = "why",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct why_decision_input, why),
	  .required = true,
	  .help = "the number of the step: stanch hypothesis chain INCIDENT" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct why_decision_input, reason),
	  .required = true,
	  .help = "why the one did not lead to the other" },
};
static const struct shape why_withdraw_shape = SHAPE(
	"why withdrawal", struct why_decision_input, why_withdraw_fields);

static bool why_withdraw(struct work *work, const void *input, struct tree *answer)
{
	const struct why_decision_input *in = input;
	struct why_said said;

	return whys_withdraw(work, in->why, in->reason, &said) &&
	       why_answer(work, &said, answer);
}

static bool chain(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident))
		return false;
	answer_incident(work, &incident, answer);
	return whys_answer(work, &incident, answer);
}

static const struct operation operations[] = {
	{ .noun = "hypothesis",
	  .verb = "list",
	  .help = "claims with their verdicts",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = list,
	  .view = { .list = "hypotheses",
		    .columns = { { "id", "#", 0 },
				 { "state", "verdict", 0 },
				 { "claim", "claim", 0 },
				 { "reason", "because", 0 } },
		    .empty = "No known pattern for this service." } },
	{ .noun = "hypothesis",
	  .verb = "show",
	  .help = "one claim, its tests, and the command that shows what each rests on",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &one_shape,
	  .run = show,
	  .view = { .template = "{{hypothesis.id}}  {{hypothesis.claim}} "
				"[{{hypothesis.state}}]\n"
				"{{#hypothesis.mechanism}}   {{hypothesis.mechanism}}\n"
				"{{/hypothesis.mechanism}}"
				"{{#hypothesis.reason}}   {{hypothesis.reason}}\n"
				"{{/hypothesis.reason}}"
				"{{#tests}}\n   {{outcome}}: {{says}}"
				"{{#refutes}} (would refute it){{/refutes}}\n"
				"     {{fact}}: {{observed}}, predicted {{expected}}\n"
				"{{#show}}     again: {{show}}\n{{/show}}{{/tests}}"
				"{{#hypothesis.helps}}   helps: {{.}}\n"
				"{{/hypothesis.helps}}" } },
	{ .noun = "hypothesis",
	  .verb = "known",
	  .help = "the catalogue: what is known to go wrong, by pattern, and what helps",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &known_shape,
	  .run = known,
	  .view = { .list = "hypotheses",
		    .columns = { { "pattern", "pattern", 0 },
				 { "key", "key", 0 },
				 { "claim", "claim", 0 } } } },
	{ .noun = "hypothesis",
	  .verb = "write",
	  .help = "write down what you believe to be the cause",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &write_shape,
	  .run = write_one,
	  .view = { .template = "{{hypothesis.id}}  {{hypothesis.claim}}\n"
				"{{#questioned}}  {{questioned}}\n{{/questioned}}" } },
	{ .noun = "hypothesis",
	  .verb = "confirm",
	  .help = "it is the cause, by evidence",
	  .more = "Refused without evidence. A cause that only repeats the alert is "
		  "questioned, and taken all the same.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &confirm_shape,
	  .run = confirm,
	  .view = { .template = "Confirmed: {{hypothesis.claim}}\n"
				"{{#questioned}}  {{questioned}}\n{{/questioned}}" } },
	{ .noun = "hypothesis",
	  .verb = "refute",
	  .help = "it is not the cause, by evidence",
	  .more = "Refused without evidence. Also one that was supported or confirmed: "
		  "what "
		  "was held before stays in its reason. When no other cause is left, it "
		  "is "
		  "unknown again, the incident goes back to investigating, and an update "
		  "is "
		  "drafted. No later test takes it up again; a person may confirm it.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &refute_shape,
	  .run = refute,
	  .view = { .template = "Refuted: {{hypothesis.claim}}\n" } },
	{ .noun = "hypothesis",
	  .verb = "why",
	  .help = "it is so because of a deeper cause: one step of the five whys",
	  .more = "The cause is another hypothesis of the incident, by its number, or is "
		  "written down as one. That it leads to the other is stated until "
		  "evidence confirms it. A circle is refused. Nobody is asked for it "
		  "before the service is back.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &why_input_shape,
	  .run = why,
	  .view = { .template = "{{effect.claim}}\n  because {{cause.claim}} "
				"[hypothesis {{cause.id}}, why {{why.id}}]\n"
				"  {{basis}}\n"
				"{{#questioned}}  {{questioned}}\n{{/questioned}}"
				"{{#why_question}}{{why_question}} stanch hypothesis why "
				"{{why_asked}} \"…\"\n{{/why_question}}" } },
	{ .noun = "hypothesis",
	  .verb = "why-confirm",
	  .help = "the one did lead to the other, by evidence",
	  .more = "Refused without evidence.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &why_confirm_shape,
	  .run = why_confirm,
	  .view = { .template = "{{effect.claim}}\n  because {{cause.claim}}\n"
				"  {{basis}}\n"
				"{{#questioned}}  {{questioned}}\n{{/questioned}}" } },
	{ .noun = "hypothesis",
	  .verb = "why-withdraw",
	  .help = "the one did not lead to the other",
	  .more = "It stays in the record, and is no more in the chain.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &why_withdraw_shape,
	  .run = why_withdraw,
	  .view = { .template = "{{effect.claim}}\n  not because {{cause.claim}}\n"
				"  {{basis}}\n" } },
	{ .noun = "hypothesis",
	  .verb = "chain",
	  .help = "why, and why that: from what was seen to the root",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = chain,
	  .view = { .template = WHYS_TEXT
		    "{{^has_why}}Nobody said yet what led to what.\n{{/has_why}}"
		    "{{#why_question}}{{why_question}} stanch hypothesis why "
		    "{{why_asked}} \"…\"\n{{/why_question}}" } },
};

NOUN(hypothesis, operations);
