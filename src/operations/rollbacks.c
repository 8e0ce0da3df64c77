#include "operations/rollbacks.h"

#include "app/intervention/rollback.h"
#include "base/limits.h"

/* -- offers in order -- */

static int64_t rank_of(const struct rollback *rollbacks, size_t count,
		       const struct action *action)
{
	for (size_t i = 0; i < count; i++)
		if (rollbacks[i].number == action->number &&
		    rollbacks[i].state == ROLLBACK_OFFERED)
			return 0;
	return 1;
}

bool offers_of(struct work *work, int64_t incident, struct offers *ret)
{
	struct rollback *rollbacks;
	struct action *actions;
	size_t count, action_count, placed = 0;

	if (!rollbacks_of(work, incident, &rollbacks, &count) ||
	    !store_of_incident(work, &action_shape, incident, &actions, &action_count))
		return false;
	ret->items = arena_many(work->arena, struct action, action_count + 1);
	ret->ranks = arena_many(work->arena, int64_t, action_count + 1);
	ret->count = action_count;
	/* By lag among themselves, as rollbacks_of has them. */
	for (size_t r = 0; r < count; r++)
		for (size_t i = 0; i < action_count; i++)
			if (actions[i].number == rollbacks[r].number &&
			    rollbacks[r].state == ROLLBACK_OFFERED)
				ret->items[placed++] = actions[i];
	for (size_t i = 0; i < action_count; i++)
		if (rank_of(rollbacks, count, &actions[i]) > 0) {
			ret->ranks[placed] = 1;
			ret->items[placed++] = actions[i];
		}
	return true;
}

/* -- rollbacks with what their actions show -- */

static bool add_action(struct work *work, const struct rollback *rollback,
		       struct tree *one)
{
	struct action action;

	if (rollback->number == 0)
		return true;
	if (!store_action_by_number(work, rollback->incident, rollback->number, &action))
		return false;
	tree_put_text(work->arena, one, "action_state",
		      str_of(action_state_names[action.state]));
	tree_put_text(work->arena, one, "preview", action.preview);
	tree_put_text(work->arena, one, "target", action.target);
	tree_put_text(work->arena, one, "digest", action.digest);
	if (action.preview.length > 0) {
		tree_put_text(work->arena, one, "risk", action.risk);
		tree_put_text(work->arena, one, "undo_text", action.undo_text);
	}
	return true;
}

static bool add_change(struct work *work, int64_t id, struct tree *one)
{
	struct change change;

	if (!store_get(work, &change_shape, id, &change))
		return false;
	tree_put_text(work->arena, one, "at", instant_format(work->arena, change.at));
	tree_put_text(work->arena, one, "kind", change.kind);
	tree_put_text(work->arena, one, "system", change.system);
	tree_put_text(work->arena, one, "revision", change.revision);
	tree_put_text(work->arena, one, "previous", change.previous);
	tree_put_text(work->arena, one, "diff", change.diff);
	tree_put_text(work->arena, one, "author", change.author);
	tree_put_text(work->arena, one, "url", change.url);
	return true;
}

static struct tree *row_of(struct work *work, const struct incident *incident,
			   const struct rollback *rollback)
{
	struct tree *one = row_tree(work->arena, &rollback_shape, rollback);

	/* Its own "incident" is a number, which nobody types. */
	tree_put_text(work->arena, one, "code", incident->code);

	if (rollback->number == 0)
		tree_put(work->arena, one, "number", tree_null(work->arena));
	tree_put_text(work->arena, one, "lag_text",
		      duration_format(work->arena, rollback->lag));
	return one;
}

static str question_of(struct work *work, const struct rollback *rollbacks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (rollbacks[i].state == ROLLBACK_DECLINED &&
		    rollbacks[i].reason.length == 0)
			return arena_format(work->arena, "Why not '" STR_FMT "'?",
					    STR_ARG(rollbacks[i].title));
	return STR("");
}

bool rollbacks_answer(struct work *work, const struct incident *incident,
		      struct tree *answer)
{
	struct tree *list = tree_list(work->arena), *waiting = tree_null(work->arena);
	const struct rollback *best;
	struct rollback *rollbacks;
	size_t count;

	if (!rollbacks_of(work, incident->id, &rollbacks, &count) ||
	    !rollback_best(work, incident->id, &best))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = row_of(work, incident, &rollbacks[i]);

		if (!add_action(work, &rollbacks[i], one) ||
		    !add_change(work, rollbacks[i].change, one))
			return false;
		tree_add(work->arena, list, one);
		if (best && best->id == rollbacks[i].id)
			waiting = one;
	}
	tree_put(work->arena, answer, "rollbacks", list);
	tree_put(work->arena, answer, "rollback", waiting);
	tree_put_text(work->arena, answer, "rollback_question",
		      question_of(work, rollbacks, count));
	return true;
}
