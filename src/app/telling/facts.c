/* What a message may say: only what is known, in words that carry their source. */
#include "app/app.h"
#include "app/intervention/rollback.h"
#include "app/investigation/investigation.h"
#include "app/investigation/scope.h"
#include "app/lifecycle/incident.h"
#include "app/telling/parts.h"
#include "core/diagnosis/hypothesis.h"
#include "core/incident/check.h"
#include "core/paging/page.h"
#include "core/telling/words.h"

#include <math.h>

static const struct zone *zone_of(const struct rendering_for *rendering)
{
	return rendering->zone ? rendering->zone : zone_utc();
}

/* "15:15 UTC" */
static str time_in(struct arena *arena, const struct rendering_for *rendering,
		   instant_ms at)
{
	struct civil civil = zone_civil(zone_of(rendering), at);

	return arena_format(arena, "%02d:%02d " STR_FMT, civil.hour, civil.minute,
			    STR_ARG(zone_abbreviation(zone_of(rendering), at)));
}

/* "2026-11-21 15:15 UTC" */
static str instant_in(struct arena *arena, const struct rendering_for *rendering,
		      instant_ms at)
{
	struct civil civil = zone_civil(zone_of(rendering), at);

	return arena_format(arena, "%04d-%02d-%02d " STR_FMT, civil.year, civil.month,
			    civil.day, STR_ARG(time_in(arena, rendering, at)));
}

static bool add_measurements(struct work *work, const struct incident *incident,
			     const struct rendering_for *rendering, struct tree *facts)
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
				time_in(work->arena, rendering, checks[i].green_since));
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, facts, "measurements", list);
	return true;
}

/* "analyzing slow queries, preparing an index": what is running and what is next. */
static void add_step(struct work *work, str step, struct tree *facts)
{
	str before = tree_get_text(facts, "next_steps");

	tree_put_text(work->arena, facts, "next_steps",
		      before.length == 0 ? step
					 : arena_format(work->arena, STR_FMT ", " STR_FMT,
							STR_ARG(before), STR_ARG(step)));
}

static struct tree *action_fact(struct work *work, const struct action *action)
{
	struct tree *one = tree_map(work->arena);

	tree_put_int(work->arena, one, "number", action->number);
	tree_put_text(work->arena, one, "title", action->title);
	tree_put_text(work->arena, one, "state",
		      str_of(action_state_names[action->state]));
	tree_put_text(work->arena, one, "verdict",
		      action->verdict == VERDICT_NONE ? STR("effect not measured yet")
						      : action->verdict_reason);
	return one;
}

static bool add_actions(struct work *work, const struct incident *incident,
			struct tree *facts)
{
	struct tree *started = tree_list(work->arena), *next = tree_list(work->arena);
	struct action *actions;
	const struct action *helped = NULL;
	size_t count;

	if (!store_of_incident(work, &action_shape, incident->id, &actions, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (actions[i].started_at != 0)
			tree_add(work->arena, started, action_fact(work, &actions[i]));
		if (actions[i].state == ACTION_APPROVED ||
		    actions[i].state == ACTION_RUNNING) {
			tree_add(work->arena, next, action_fact(work, &actions[i]));
			add_step(work, actions[i].title, facts);
		}
		if (actions[i].verdict == VERDICT_HELPED)
			helped = &actions[i];
	}
	tree_put(work->arena, facts, "actions", started);
	tree_put(work->arena, facts, "doing", next);
	if (helped)
		tree_put_text(work->arena, facts, "resolution", helped->title);
	return true;
}

/* A cause is named as such only when somebody confirmed it; what the evidence supports
 * is likely, and said to be that. */
static void add_cause(struct work *work, const struct hypothesis *hypothesis,
		      struct tree *facts)
{
	bool is_sure = hypothesis->state == HYPOTHESIS_CONFIRMED;

	if (tree_get(facts, "cause") && !is_sure)
		return;
	tree_put_text(work->arena, facts, "cause", hypothesis->claim);
	tree_put_text(work->arena, facts, "cause_reason", hypothesis->reason);
	tree_put_bool(work->arena, facts, "cause_is_likely", !is_sure);
}

static bool add_hypotheses(struct work *work, const struct incident *incident,
			   struct tree *facts)
{
	const struct service *service = config_service(work->config, incident->service);
	struct tree *list = tree_list(work->arena);
	struct hypothesis *hypotheses;
	size_t count;

	if (!store_of_incident(work, &hypothesis_shape, incident->id, &hypotheses,
			       &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct hypothesis_rule *rule = investigation_rule(
			service, hypotheses[i].key);
		struct tree *one = tree_map(work->arena);

		if (hypotheses[i].state != HYPOTHESIS_SUPPORTED &&
		    hypotheses[i].state != HYPOTHESIS_CONFIRMED)
			continue;
		tree_put_text(work->arena, one, "claim", hypotheses[i].claim);
		tree_put_text(work->arena, one, "state",
			      str_of(hypothesis_state_names[hypotheses[i].state]));
		tree_put_text(work->arena, one, "reason", hypotheses[i].reason);
		tree_add(work->arena, list, one);
		if (!rule || !rule->is_symptom ||
		    hypotheses[i].state == HYPOTHESIS_CONFIRMED)
			add_cause(work, &hypotheses[i], facts);
	}
	tree_put(work->arena, facts, "hypotheses", list);
	return true;
}

/* Tasks with an end are what we do next. */
static bool add_tasks(struct work *work, const struct incident *incident,
		      const struct rendering_for *rendering, struct tree *facts)
{
	struct tree *list = tree_list(work->arena);
	struct time_box *boxes;
	size_t count;

	if (!store_of_incident(work, &time_box_shape, incident->id, &boxes, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = tree_map(work->arena);

		if (boxes[i].state != TIME_BOX_OPEN)
			continue;
		tree_put_text(work->arena, one, "task", boxes[i].task);
		tree_put_text(work->arena, one, "owner", boxes[i].owner);
		tree_put_text(work->arena, one, "until",
			      time_in(work->arena, rendering, boxes[i].due));
		tree_add(work->arena, list, one);
		add_step(work, boxes[i].task, facts);
	}
	tree_put(work->arena, facts, "tasks", list);
	return true;
}

static bool add_paged(struct work *work, const struct incident *incident,
		      struct tree *facts)
{
	str *names, all = STR("");
	size_t count;

	if (!store_people_paged(work, incident->id, &names, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		all = arena_format(work->arena, STR_FMT "%s" STR_FMT, STR_ARG(all),
				   i > 0 ? ", " : "", STR_ARG(names[i]));
	if (count > 0)
		tree_put_text(work->arena, facts, "paged", all);
	return true;
}

static void add_lasting(struct work *work, const struct rendering_for *rendering,
			const char *name, duration_ms lasts, struct tree *facts)
{
	tree_put_text(work->arena, facts, name,
		      words_duration(work->arena, rendering->language, lasts));
}

static void add_times(struct work *work, const struct incident *incident,
		      const struct rendering_for *rendering, struct tree *facts)
{
	struct arena *arena = work->arena;

	tree_put_text(arena, facts, "now", time_in(arena, rendering, work->now));
	tree_put_text(arena, facts, "opened_at",
		      instant_in(arena, rendering, incident->opened_at));
	tree_put_text(arena, facts, "began_at",
		      instant_in(arena, rendering, incident->onset_at));
	tree_put_text(arena, facts, "began_time",
		      time_in(arena, rendering, incident->onset_at));
	add_lasting(work, rendering, "since", work->now - incident->onset_at, facts);
	if (incident->mitigated_at != 0)
		add_lasting(work, rendering, "duration_to_mitigated",
			    incident->mitigated_at - incident->opened_at, facts);
	if (incident->resolved_at == 0)
		return;
	tree_put_text(arena, facts, "resolved_time",
		      time_in(arena, rendering, incident->resolved_at));
	add_lasting(work, rendering, "duration_to_resolved",
		    incident->resolved_at - incident->opened_at, facts);
}

static void add_promises(struct work *work, const struct incident *incident,
			 const struct rendering_for *rendering, struct tree *facts)
{
	struct arena *arena = work->arena;

	if (!incident_is_open(incident->state))
		return;
	if (rendering->eta != 0) {
		tree_put_text(arena, facts, "eta",
			      time_in(arena, rendering, rendering->eta));
		add_lasting(work, rendering, "eta_in", rendering->eta - work->now, facts);
	}
	if (rendering->next_update == 0)
		return;
	tree_put_text(arena, facts, "next_update",
		      time_in(arena, rendering, work->now + rendering->next_update));
	add_lasting(work, rendering, "cadence", rendering->next_update, facts);
}

static void add_incident(struct work *work, const struct incident *incident,
			 const struct rendering_for *rendering, struct tree *facts)
{
	struct arena *arena = work->arena;

	tree_put_text(arena, facts, "code", incident->code);
	tree_put_text(arena, facts, "title", incident->title);
	if (incident->service.length > 0)
		tree_put_text(arena, facts, "service", incident->service);
	tree_put_text(arena, facts, "severity", incident->severity);
	tree_put_text(arena, facts, "severity_reason", incident->severity_reason);
	tree_put_text(arena, facts, "severity_means",
		      incident_level(work, incident)->means);
	tree_put_text(arena, facts, "state",
		      str_of(incident_state_names[incident->state]));
	tree_put_text(arena, facts, "status",
		      words_status(rendering->language, incident->state));
	if (incident->commander.length > 0)
		tree_put_text(arena, facts, "commander", incident->commander);
	if (incident->summary.length > 0)
		tree_put_text(arena, facts, "impact", incident->summary);
	tree_put_bool(arena, facts, "proven", incident->proven);
	tree_put_bool(arena, facts, "not_proven",
		      incident->state == INCIDENT_RESOLVED && !incident->proven);
	if (rendering->number > 0)
		tree_put_int(arena, facts, "number", rendering->number);
	if (rendering->audience.length > 0)
		tree_put_text(arena, facts, "audience", rendering->audience);
}

static void add_page_facts(struct work *work, const struct page *page, struct tree *facts)
{
	tree_put_text(work->arena, facts, "reply_code", page->code);
	tree_put_text(work->arena, facts, "level", page->level);
	tree_put_text(work->arena, facts, "why", page->why);
	tree_put_int(work->arena, facts, "round", page->sends);
	tree_put_bool(work->arena, facts, "again", page->sends > 1);
	tree_put_bool(work->arena, facts, "nobody_answered",
		      page->state == PAGE_EXHAUSTED);
}

static void add_links(struct work *work, const struct incident *incident,
		      struct tree *facts)
{
	str url = app_public_url(work);

	tree_put_text(work->arena, facts, "public_url", url);
	if (url.length > 0)
		tree_put_text(work->arena, facts, "link",
			      arena_format(work->arena, STR_FMT "/room/" STR_FMT,
					   STR_ARG(url), STR_ARG(incident->code)));
}

/* Of a page only: whoever is woken wants to know what changed. */
static bool add_changed(struct work *work, const struct incident *incident,
			struct tree *facts)
{
	str says;

	if (!rollback_suspects(work, incident, &says))
		return false;
	if (says.length > 0)
		tree_put_text(work->arena, facts, "changed", says);
	return true;
}

/* Of a page: the scope card as far as it is filled, so that a second round tells more
 * than the first. What the text has already is left out. */
static bool add_scope(struct work *work, const struct incident *incident,
		      struct tree *facts)
{
	static const enum scope_question told[] = { SCOPE_AFFECTED, SCOPE_BEGAN,
						    SCOPE_OBJECTIVE };
	struct tree *list = tree_list(work->arena);
	struct scope scope = { 0 };
	struct scope_card card = { 0 };

	if (!scope_read(work, incident, &scope, &card))
		return false;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		const struct scope_answer *answer = &card.answers[told[i]];
		struct tree *one = tree_map(work->arena);

		if (answer->basis == SCOPE_AWAITED)
			continue;
		tree_put_text(work->arena, one, "label",
			      str_of(scope_question_words[told[i]]));
		tree_put_text(work->arena, one, "says",
			      answer->basis == SCOPE_UNKNOWN ? STR("unknown")
							     : answer->says);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, facts, "scope", list);
	return true;
}

struct tree *facts_for(struct work *work, const struct incident *incident,
		       const struct rendering_for *rendering)
{
	struct tree *facts = tree_map(work->arena);

	add_incident(work, incident, rendering, facts);
	add_links(work, incident, facts);
	add_times(work, incident, rendering, facts);
	add_promises(work, incident, rendering, facts);
	if (rendering->page)
		add_page_facts(work, rendering->page, facts);
	/* A list that cannot be read is left out: the template says unknown. */
	if (!add_measurements(work, incident, rendering, facts) ||
	    !add_actions(work, incident, facts) ||
	    !add_hypotheses(work, incident, facts) ||
	    !add_tasks(work, incident, rendering, facts) ||
	    !add_paged(work, incident, facts) || !add_said(work, incident, facts) ||
	    !add_reported(work, incident, facts) ||
	    (rendering->page && (!add_changed(work, incident, facts) ||
				 !add_scope(work, incident, facts))) ||
	    (rendering->since != 0 && !add_happened(work, incident, rendering, facts)))
		work->error = (struct error){ 0 };
	return facts;
}

struct tree *telling_facts(struct work *work, const struct incident *incident,
			   duration_ms next_update)
{
	struct rendering_for rendering = { .language = STR("en"),
					   .next_update = next_update };

	return facts_for(work, incident, &rendering);
}
