#include "app/investigation/scope_private.h"

#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "base/limits.h"
#include "formats/json.h"

static const char timer_kind[] = "scope.due";

static bool find(struct work *work, int64_t incident, struct scope *ret)
{
	struct scope *scopes;
	size_t count;

	*ret = (struct scope){ 0 };
	if (!store_of_incident(work, &scope_shape, incident, &scopes, &count))
		return false;
	if (count > 0)
		*ret = scopes[0];
	return true;
}

static struct tree *answers_tree(struct arena *arena, const struct scope_card *card)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < SCOPE_QUESTIONS; i++) {
		const struct scope_answer *answer = &card->answers[i];
		bool is_unknown = answer->basis == SCOPE_UNKNOWN;
		struct tree *one = tree_map(arena);

		tree_put_text(arena, one, "question", str_of(scope_question_names[i]));
		tree_put_text(arena, one, "label", str_of(scope_question_words[i]));
		tree_put_text(arena, one, "basis",
			      str_of(scope_basis_names[answer->basis]));
		tree_put_text(arena, one, "says",
			      answer->says.length > 0 ? answer->says
			      : is_unknown            ? STR("unknown")
						      : STR("not there yet"));
		tree_put_text(arena, one, "why", answer->why);
		if (answer->at != 0)
			tree_put_text(arena, one, "at",
				      instant_format(arena, answer->at));
		tree_add(arena, list, one);
	}
	return list;
}

bool scope_read(struct work *work, const struct incident *incident,
		struct scope *ret_scope, struct scope_card *ret_card)
{
	if (!find(work, incident->id, ret_scope) ||
	    !scope_answers(work, incident, ret_scope, ret_card))
		return while_doing(work, "the scope card of " STR_FMT,
				   STR_ARG(incident->code));
	if (ret_scope->completed_at != 0 || ret_scope->id == 0)
		scope_give_up(work->arena, ret_card, SCOPE_MS_MAX);
	return true;
}

static bool complete(struct work *work, const struct incident *incident,
		     struct scope *scope, const struct scope_card *card, bool is_late)
{
	scope->completed_at = work->now;
	scope->took = work->now - incident->opened_at;
	scope->unknown = (int64_t)scope_unknown(card);
	return timer_drop(work, timer_kind, incident->id) &&
	       milestone_reach(work, incident->id, MILESTONE_SCOPED, work->now,
			       BASIS_MEASURED, 0) &&
	       note(work, "scope.complete", incident->id,
		    subject_of(work, "scope", scope->id),
		    { "after", duration_format(work->arena, scope->took) },
		    { "late", is_late ? STR("yes") : STR("") },
		    { "unknown", text_of_int(work, scope->unknown) },
		    { "text", scope_text(work->arena, card) });
}

static bool look(struct work *work, const struct incident *incident, bool is_late)
{
	struct scope scope = { 0 };
	struct scope_card card = { 0 };
	str answers;

	if (!scope_read(work, incident, &scope, &card))
		return false;
	if (scope.id == 0)
		return true;
	if (is_late)
		scope_give_up(work->arena, &card, SCOPE_MS_MAX);

	bool is_news = scope.completed_at == 0 && scope_is_complete(&card);

	answers = json_write(work->arena, answers_tree(work->arena, &card));
	if (!is_news && str_equal(answers, scope.answers))
		return true;
	scope.answers = answers;
	return (!is_news || complete(work, incident, &scope, &card, is_late)) &&
	       store_save(work, &scope_shape, &scope);
}

bool scope_open(struct work *work, const struct incident *incident)
{
	struct scope scope = { .incident = incident->id,
			       .due = work->now + SCOPE_MS_MAX,
			       .answers = STR("[]") };

	return store_add(work, &scope_shape, &scope) &&
	       timer_set(work, timer_kind, incident->id, incident->id, scope.due) &&
	       look(work, incident, false);
}

bool scope_look(struct work *work, const struct incident *incident)
{
	return look(work, incident, false);
}

bool scope_due(struct work *work, const struct timer *timer)
{
	struct incident incident;

	return store_get(work, &incident_shape, timer->incident, &incident) &&
	       look(work, &incident, true);
}

bool scope_state(struct work *work, const struct incident *incident, str text)
{
	struct scope scope = { 0 };

	text = str_trim(text);
	if (text.length == 0)
		return fail(work, ERROR_INVALID, "text: say who is affected");
	if (!find(work, incident->id, &scope))
		return false;
	if (scope.id == 0)
		return fail(work, ERROR_CONFLICT,
			    STR_FMT " is from before there were scope cards",
			    STR_ARG(incident->code));
	scope.affected = str_clip(text, WATCH_REASON_BYTES_MAX);
	scope.affected_by = work->actor.name;
	scope.affected_at = work->now;
	return store_save(work, &scope_shape, &scope) &&
	       note(work, "scope.stated", incident->id,
		    subject_of(work, "scope", scope.id), { "by", scope.affected_by },
		    { "text", scope.affected }) &&
	       look(work, incident, false);
}

/* -- as answers have it -- */

static struct tree *radius_tree(struct arena *arena, const struct radius *radius)
{
	struct tree *tree = tree_map(arena), *list = tree_list(arena);

	for (size_t i = 0; i < radius->count; i++) {
		const struct radius_item *item = &radius->items[i];
		struct tree *one = tree_map(arena);

		tree_put_text(arena, one, "service", item->service);
		tree_put_int(arena, one, "steps", (int64_t)item->steps);
		tree_put_bool(arena, one, "alerts", item->alerts);
		tree_put_text(arena, one, "incident", item->incident);
		tree_add(arena, list, one);
	}
	tree_put_text(arena, tree, "says", radius->says);
	tree_put_int(arena, tree, "depend_on_it", (int64_t)radius->count);
	tree_put_int(arena, tree, "alerting", (int64_t)radius->alerting);
	tree_put(arena, tree, "services", list);
	return tree;
}

bool scope_radius_tree(struct work *work, const struct incident *incident,
		       struct tree **ret)
{
	struct radius radius;

	if (!scope_radius(work, incident, &radius))
		return false;
	*ret = radius_tree(work->arena, &radius);
	return true;
}

bool scope_tree(struct work *work, const struct incident *incident, struct tree *answer)
{
	struct arena *arena = work->arena;
	struct scope scope = { 0 };
	struct scope_card card = { 0 };
	struct tree *radius;

	if (!scope_read(work, incident, &scope, &card) ||
	    !scope_radius_tree(work, incident, &radius))
		return false;
	tree_put(arena, answer, "answers", answers_tree(arena, &card));
	tree_put_bool(arena, answer, "is_complete", scope.completed_at != 0);
	if (scope.completed_at != 0) {
		tree_put_text(arena, answer, "completed_at",
			      instant_format(arena, scope.completed_at));
		tree_put_int(arena, answer, "took_ms", scope.took);
		tree_put_text(arena, answer, "took", duration_format(arena, scope.took));
	}
	tree_put_text(arena, answer, "users",
		      card.answers[SCOPE_AFFECTED].basis == SCOPE_UNKNOWN
			      ? STR("unknown")
			      : card.answers[SCOPE_AFFECTED].says);
	tree_put(arena, answer, "radius", radius);
	return true;
}
