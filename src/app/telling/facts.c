/* What a message may say: only what is known, in words that carry their source. */
#include "app/app.h"
#include "app/lifecycle/incident.h"
#include "app/telling/telling.h"
#include "core/diagnosis/hypothesis.h"
#include "core/incident/check.h"

#include <math.h>

static bool add_measurements(struct work *work, const struct incident *incident,
			     struct tree *facts)
{
	struct tree *list = tree_list(work->arena);
	struct check *checks;
	size_t count;

	if (!store_of_incident(work, &check_shape, incident->id, &checks, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "name", checks[i].name);
		if (!isnan(checks[i].last_value))
			tree_put_text(work->arena, one, "value",
				      quantity_format(work->arena, checks[i].last_value,
						      checks[i].unit));
		tree_put_text(work->arena, one, "verdict", checks[i].reason);
		if (checks[i].green_since != 0)
			tree_put_text(
				work->arena, one, "since",
				instant_format_time(work->arena, checks[i].green_since));
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, facts, "measurements", list);
	return true;
}

static bool add_actions(struct work *work, const struct incident *incident,
			struct tree *facts)
{
	struct tree *list = tree_list(work->arena);
	struct action *actions;
	size_t count;

	if (!store_of_incident(work, &action_shape, incident->id, &actions, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = tree_map(work->arena);

		if (actions[i].started_at == 0)
			continue;
		tree_put_int(work->arena, one, "number", actions[i].number);
		tree_put_text(work->arena, one, "title", actions[i].title);
		tree_put_text(work->arena, one, "state",
			      str_of(action_state_names[actions[i].state]));
		tree_put_text(work->arena, one, "verdict",
			      actions[i].verdict == VERDICT_NONE
				      ? STR("effect not measured yet")
				      : actions[i].verdict_reason);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, facts, "actions", list);
	return true;
}

static bool add_hypotheses(struct work *work, const struct incident *incident,
			   struct tree *facts)
{
	struct tree *list = tree_list(work->arena);
	struct hypothesis *hypotheses;
	size_t count;

	if (!store_of_incident(work, &hypothesis_shape, incident->id, &hypotheses,
			       &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = tree_map(work->arena);

		if (hypotheses[i].state != HYPOTHESIS_SUPPORTED &&
		    hypotheses[i].state != HYPOTHESIS_CONFIRMED)
			continue;
		tree_put_text(work->arena, one, "claim", hypotheses[i].claim);
		tree_put_text(work->arena, one, "state",
			      str_of(hypothesis_state_names[hypotheses[i].state]));
		tree_put_text(work->arena, one, "reason", hypotheses[i].reason);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, facts, "hypotheses", list);
	return true;
}

static void add_times(struct work *work, const struct incident *incident,
		      duration_ms next_update, struct tree *facts)
{
	struct arena *arena = work->arena;

	tree_put_text(arena, facts, "opened_at",
		      instant_format_time(arena, incident->opened_at));
	tree_put_text(arena, facts, "since",
		      duration_format(arena, work->now - incident->onset_at));
	if (incident->mitigated_at != 0)
		tree_put_text(arena, facts, "duration_to_mitigated",
			      duration_format(arena, incident->mitigated_at -
							     incident->opened_at));
	if (incident->resolved_at != 0)
		tree_put_text(arena, facts, "duration_to_resolved",
			      duration_format(arena, incident->resolved_at -
							     incident->opened_at));
	if (next_update == 0 || !incident_is_open(incident->state))
		return;
	tree_put_text(arena, facts, "next_update",
		      instant_format_time(arena, work->now + next_update));
	tree_put_text(arena, facts, "cadence", duration_format(arena, next_update));
}

struct tree *telling_facts(struct work *work, const struct incident *incident,
			   duration_ms next_update)
{
	struct arena *arena = work->arena;
	struct tree *facts = tree_map(arena);
	str url = app_public_url(work);

	tree_put_text(arena, facts, "code", incident->code);
	tree_put_text(arena, facts, "title", incident->title);
	tree_put_text(arena, facts, "service", incident->service);
	tree_put_text(arena, facts, "severity", incident->severity);
	tree_put_text(arena, facts, "severity_reason", incident->severity_reason);
	tree_put_text(arena, facts, "state",
		      str_of(incident_state_names[incident->state]));
	if (incident->commander.length > 0)
		tree_put_text(arena, facts, "commander", incident->commander);
	if (incident->summary.length > 0)
		tree_put_text(arena, facts, "impact", incident->summary);
	tree_put_bool(arena, facts, "proven", incident->proven);
	tree_put_bool(arena, facts, "not_proven",
		      incident->state == INCIDENT_RESOLVED && !incident->proven);
	tree_put_text(arena, facts, "public_url", url);
	if (url.length > 0)
		tree_put_text(arena, facts, "link",
			      arena_format(arena, STR_FMT "/room/" STR_FMT, STR_ARG(url),
					   STR_ARG(incident->code)));
	add_times(work, incident, next_update, facts);
	/* A list that cannot be read is left out: the template says unknown. */
	if (!add_measurements(work, incident, facts) ||
	    !add_actions(work, incident, facts) || !add_hypotheses(work, incident, facts))
		work->error = (struct error){ 0 };
	return facts;
}
