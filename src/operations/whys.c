#include "operations/whys.h"

#include "operations/noun.h"

static struct tree *line_tree(struct arena *arena, const struct why_line *line)
{
	const struct why_step *step = &line->step;
	struct tree *one = tree_map(arena);

	tree_put_int(arena, one, "depth", (int64_t)step->depth);
	tree_put_text(arena, one, "indent",
		      arena_format(arena, "%*s", (int)(2 * step->depth), ""));
	tree_put_int(arena, one, "hypothesis", line->of.id);
	tree_put_text(arena, one, "claim", line->of.claim);
	tree_put_text(arena, one, "state",
		      str_of(hypothesis_state_names[line->of.state]));
	/* The link itself has no claim of its own: both ends and how sure it is. */
	tree_put(arena, one, "why",
		 step->by ? tree_int(arena, step->by->id) : tree_null(arena));
	tree_put_text(arena, one, "link",
		      step->by ? str_of(why_state_names[step->by->state]) : STR(""));
	tree_put_text(arena, one, "basis",
		      step->by ? why_basis(arena, step->by) : STR(""));
	tree_put_bool(arena, one, "is_root", step->is_last);
	tree_put_bool(arena, one, "is_again", step->is_again);
	return one;
}

static void put_question(struct arena *arena, const struct why_chain *chain,
			 struct tree *answer)
{
	bool is_asked = chain->asked != 0;

	tree_put_text(arena, answer, "why_question",
		      is_asked ? arena_format(arena, "Why \"" STR_FMT "\"?",
					      STR_ARG(chain->asked_claim))
			       : STR(""));
	tree_put_int(arena, answer, "why_asked", chain->asked);
}

bool whys_answer(struct work *work, const struct incident *incident, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct why_chain chain;

	if (!whys_chain(work, incident, &chain))
		return false;
	for (size_t i = 0; i < chain.count; i++)
		tree_add(work->arena, list, line_tree(work->arena, &chain.lines[i]));
	tree_put(work->arena, answer, "whys", list);
	tree_put_bool(work->arena, answer, "has_why", chain.count > 0);
	put_question(work->arena, &chain, answer);
	return true;
}

bool why_answer(struct work *work, const struct why_said *said, struct tree *answer)
{
	struct incident incident;
	struct why_chain chain;

	if (!store_get(work, &incident_shape, said->why.incident, &incident) ||
	    !whys_chain(work, &incident, &chain))
		return false;
	tree_put(work->arena, answer, "why",
		 row_tree(work->arena, &why_shape, &said->why));
	tree_put(work->arena, answer, "effect",
		 row_tree(work->arena, &hypothesis_shape, &said->effect));
	tree_put(work->arena, answer, "cause",
		 row_tree(work->arena, &hypothesis_shape, &said->cause));
	tree_put_text(work->arena, answer, "basis", why_basis(work->arena, &said->why));
	tree_put_text(work->arena, answer, "questioned", said->questioned);
	put_question(work->arena, &chain, answer);
	return true;
}
