/* hypothesis: what is believed, and what the evidence says of it. */
#include "core/diagnosis/hypothesis.h"
#include "operations/noun.h"

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       answer_rows(work, &hypothesis_shape, incident.id, "hypotheses", answer);
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

static const struct operation operations[] = {
	{ .noun = "hypothesis",
	  .verb = "list",
	  .help = "claims with their verdicts",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = list,
	  .view = { .list = "hypotheses",
		    .columns = { { "state", "verdict", 0 },
				 { "claim", "claim", 0 },
				 { "reason", "because", 0 } },
		    .empty = "No known pattern for this service." } },
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
};

NOUN(hypothesis, operations);
