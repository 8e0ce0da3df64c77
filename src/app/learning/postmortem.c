/* The record nobody had to type: every line of it comes from the journal or from a
 * row, and says whether it was measured, stated or is unknown. */
#include "app/intervention/rollback.h"
#include "app/investigation/scope.h"
#include "app/learning/learning.h"
#include "app/learning/postmortem_charts.h"
#include "app/learning/postmortem_why.h"
#include "app/note.h"
#include "app/telling/telling.h"
#include "base/limits.h"
#include "base/text.h"
#include "core/action/action.h"
#include "core/action/fix.h"
#include "core/diagnosis/hypothesis.h"
#include "core/incident/check.h"
#include "formats/markdown_write.h"

#include <math.h>

enum { POSTMORTEM_BYTES_MAX = 4 << 20, TIMELINE_MAX = 2000 };

/* Alerts, patterns and people may write what they like: it stays text. */
static str plain(struct work *work, str s)
{
	return markdown_text(work->arena, s);
}

static void add_head(struct work *work, struct text *out, const struct incident *incident)
{
	text_addf(out, "# " STR_FMT ": " STR_FMT "\n\n", STR_ARG(incident->code),
		  STR_ARG(plain(work, incident->title)));
	if (work->config->drill)
		text_add(out, STR("> PRACTICE: this was a drill.\n\n"));
	text_addf(out, "- Service: " STR_FMT "\n",
		  STR_ARG(plain(work, incident->service)));
	text_addf(out, "- Severity: " STR_FMT " – " STR_FMT "\n",
		  STR_ARG(plain(work, incident->severity)),
		  STR_ARG(plain(work, incident->severity_reason)));
	text_addf(out, "- Profile: " STR_FMT " – " STR_FMT "\n",
		  STR_ARG(plain(work, incident->profile)),
		  STR_ARG(plain(work, incident->profile_reason)));
	text_addf(out, "- Commander: " STR_FMT "\n",
		  STR_ARG(incident->commander.length > 0
				  ? plain(work, incident->commander)
				  : STR("none")));
	text_addf(out, "- State: %s", incident_state_names[incident->state]);
	if (incident->resolved_at != 0)
		text_addf(out, " at " STR_FMT ", %s",
			  STR_ARG(instant_format(work->arena, incident->resolved_at)),
			  incident->proven ? "proven by measurement"
					   : "**not proven by measurement**");
	text_add(out, STR("\n"));
}

static bool add_durations(struct work *work, struct text *out,
			  const struct incident *incident)
{
	struct duration_named durations[DURATIONS];

	if (!learning_durations(work, incident->id, durations))
		return false;
	text_add(out,
		 STR("\n## Durations\n\n| name | length | from → to |\n|---|---|---|\n"));
	for (size_t i = 0; i < DURATIONS; i++) {
		str length = durations[i].known
				     ? duration_format(work->arena, durations[i].length)
				     : STR("unknown");

		text_addf(out, "| %s, %s | " STR_FMT " | %s |\n", durations[i].name,
			  durations[i].label, STR_ARG(length), durations[i].definition);
	}
	return true;
}

/* As it is known in the end, beside when it was complete. */
static bool add_scope(struct work *work, struct text *out,
		      const struct incident *incident)
{
	struct scope scope = { 0 };
	struct scope_card card = { 0 };
	struct radius radius;

	if (!scope_read(work, incident, &scope, &card) ||
	    !scope_radius(work, incident, &radius))
		return false;
	text_add(out, STR("\n## Scope card\n\n"));
	for (size_t i = 0; i < SCOPE_QUESTIONS; i++) {
		const struct scope_answer *answer = &card.answers[i];
		const char *basis = scope_basis_names[answer->basis];

		text_addf(out, "- %s: " STR_FMT " (%s)", scope_question_words[i],
			  STR_ARG(answer->says.length > 0 ? plain(work, answer->says)
							  : STR("unknown")),
			  basis);
		if (answer->why.length > 0)
			text_addf(out, " – " STR_FMT, STR_ARG(plain(work, answer->why)));
		text_add(out, STR("\n"));
	}
	text_addf(out, "- how far it reaches: " STR_FMT "\n",
		  STR_ARG(plain(work, radius.says)));
	if (scope.completed_at != 0)
		text_addf(out,
			  "- complete " STR_FMT " after the alert, %lld of %d answers "
			  "unknown then\n",
			  STR_ARG(duration_format(work->arena, scope.took)),
			  (long long)scope.unknown, SCOPE_QUESTIONS);
	return true;
}

static bool add_impact(struct work *work, struct text *out,
		       const struct incident *incident)
{
	struct check *checks;
	size_t count;

	if (!store_of_incident(work, &check_shape, incident->id, &checks, &count))
		return false;
	text_add(out, STR("\n## Impact\n\n"));
	for (size_t i = 0; i < count; i++) {
		str worst = quantity_format(work->arena, checks[i].worst_value,
					    checks[i].unit);
		str last = quantity_format(work->arena, checks[i].last_value,
					   checks[i].unit);
		str breach = duration_format(work->arena, checks[i].breach);

		text_addf(out,
			  "- " STR_FMT ": worst " STR_FMT ", in breach for " STR_FMT
			  " since we began to measure, last " STR_FMT
			  " (measured, %lld samples of " STR_FMT ")\n",
			  STR_ARG(plain(work, checks[i].name)), STR_ARG(worst),
			  STR_ARG(breach), STR_ARG(last), (long long)checks[i].samples,
			  STR_ARG(markdown_code(work->arena, checks[i].query)));
	}
	if (count == 0)
		text_add(out, STR("- unknown: no check measures this service\n"));
	return add_scope(work, out, incident);
}

static bool add_causes(struct work *work, struct text *out,
		       const struct incident *incident)
{
	struct hypothesis *hypotheses;
	size_t count;

	if (!store_of_incident(work, &hypothesis_shape, incident->id, &hypotheses,
			       &count))
		return false;
	text_add(out, STR("\n## What was believed, and what the evidence said\n\n"));
	for (size_t i = 0; i < count; i++)
		text_addf(out, "- **%s**: " STR_FMT " – " STR_FMT "\n",
			  hypothesis_state_names[hypotheses[i].state],
			  STR_ARG(plain(work, hypotheses[i].claim)),
			  STR_ARG(plain(work, hypotheses[i].reason)));
	if (count == 0)
		text_add(out, STR("- no pattern is known for this service\n"));
	return true;
}

static void add_rollback(struct work *work, struct text *out,
			 const struct rollback *rollback)
{
	text_addf(out, "- **%s**: " STR_FMT ". " STR_FMT,
		  rollback_state_names[rollback->state],
		  STR_ARG(plain(work, rollback->title)),
		  STR_ARG(plain(work, rollback->says)));
	if (rollback->why_not.length > 0)
		text_addf(out, " – " STR_FMT, STR_ARG(plain(work, rollback->why_not)));
	if (rollback->state == ROLLBACK_DECLINED)
		text_addf(out, " – declined by " STR_FMT ": " STR_FMT,
			  STR_ARG(plain(work, rollback->declined_by)),
			  STR_ARG(rollback->reason.length > 0
					  ? plain(work, rollback->reason)
					  : STR("**no reason was given**")));
	text_add(out, STR("\n"));
}

/* That one came before the other is no cause: told are the lag and what became of it. */
static bool add_changes(struct work *work, struct text *out,
			const struct incident *incident)
{
	struct rollback *rollbacks;
	size_t count;

	if (!rollbacks_of(work, incident->id, &rollbacks, &count))
		return false;
	text_add(out, STR("\n## What changed shortly before, and its way back\n\n"));
	for (size_t i = 0; i < count; i++)
		add_rollback(work, out, &rollbacks[i]);
	if (count == 0)
		text_add(out, STR("- no change is known shortly before it began\n"));
	return true;
}

static bool add_evidence(struct work *work, struct text *out,
			 const struct incident *incident)
{
	struct evidence *evidence;
	size_t count;

	if (!store_of_incident(work, &evidence_shape, incident->id, &evidence, &count))
		return false;
	text_add(out, STR("\n## Evidence\n\n| # | at (UTC) | what | meaning | SHA-256 |\n"
			  "|---|---|---|---|---|\n"));
	for (size_t i = 0; i < count; i++) {
		const struct evidence *one = &evidence[i];
		bool failed = one->state == EVIDENCE_FAILED;

		text_addf(out,
			  "| %lld | " STR_FMT " | " STR_FMT " (" STR_FMT ") | %s" STR_FMT
			  " | " STR_FMT " |\n",
			  (long long)one->id,
			  STR_ARG(instant_format_time(work->arena, one->gathered_at)),
			  STR_ARG(plain(work, one->title)),
			  STR_ARG(plain(work, one->occasion)),
			  failed ? "not answered: " : "",
			  STR_ARG(plain(work, failed ? one->problem : one->meaning)),
			  STR_ARG(str_slice(one->body_hash, 0, 12)));
	}
	return true;
}

static bool add_actions(struct work *work, struct text *out,
			const struct incident *incident)
{
	struct action *actions;
	size_t count, done = 0;

	if (!store_of_incident(work, &action_shape, incident->id, &actions, &count))
		return false;
	text_add(out, STR("\n## What was done\n\n"));
	for (size_t i = 0; i < count; i++) {
		const struct action *action = &actions[i];

		if (action->started_at == 0)
			continue;
		done++;
		text_addf(out,
			  "- " STR_FMT " **" STR_FMT "** on " STR_FMT ": " STR_FMT
			  ", approved by " STR_FMT ", %s",
			  STR_ARG(instant_format_time(work->arena, action->started_at)),
			  STR_ARG(plain(work, action->title)),
			  STR_ARG(plain(work, action->target)),
			  STR_ARG(markdown_code(work->arena, action->argv)),
			  STR_ARG(plain(work, action->approved_by)),
			  action_state_names[action->state]);
		if (action->verdict != VERDICT_NONE)
			text_addf(out, " – %s: " STR_FMT,
				  action_verdict_names[action->verdict],
				  STR_ARG(plain(work, action->verdict_reason)));
		if (action->harm.length > 0)
			text_addf(out, "; worse for a neighbour: " STR_FMT,
				  STR_ARG(plain(work, action->harm)));
		text_addf(out, ". Way back: " STR_FMT "\n",
			  STR_ARG(plain(work, action->undo_text)));
	}
	if (done == 0)
		text_add(out, STR("- nothing was run by stanch\n"));
	return true;
}

/* What stays until somebody removes it is said apart from what was done for good. */
static bool add_fixes(struct work *work, struct text *out,
		      const struct incident *incident)
{
	struct fix *fixes;
	size_t count;

	if (!store_of_incident(work, &fix_shape, incident->id, &fixes, &count))
		return false;
	if (count == 0)
		return true;
	text_add(out, STR("\n## Temporary fixes\n\n| | temporary fix | owner | until | "
			  "state |\n|---|---|---|---|---|\n"));
	for (size_t i = 0; i < count; i++)
		text_addf(out,
			  "| %lld | " STR_FMT " | " STR_FMT " | " STR_FMT
			  " | %s%s" STR_FMT " |\n",
			  (long long)fixes[i].id, STR_ARG(plain(work, fixes[i].title)),
			  STR_ARG(fixes[i].owner.length > 0 ? plain(work, fixes[i].owner)
							    : STR("**nobody**")),
			  STR_ARG(instant_format(work->arena, fixes[i].ends_at)),
			  fixes[i].state == FIX_OPEN ? "**open**"
						     : fix_state_names[fixes[i].state],
			  fixes[i].reason.length > 0 ? ": " : "",
			  STR_ARG(plain(work, fixes[i].reason)));
	return true;
}

static bool add_timeline(struct work *work, struct text *out,
			 const struct incident *incident)
{
	struct entry *entries;
	size_t count;

	if (!journal_read(work, incident->id, 0, TIMELINE_MAX, &entries, &count))
		return false;
	text_add(out, STR("\n## Timeline (UTC)\n\n| time | who | what | entry "
			  "|\n|---|---|---|---|\n"));
	for (size_t i = 0; i < count; i++) {
		const struct entry_kind *kind = entry_kind_find(entries[i].kind);

		if (!kind || !kind->on_timeline)
			continue;
		text_addf(out, "| " STR_FMT " | " STR_FMT " | " STR_FMT " | %lld |\n",
			  STR_ARG(instant_format_time(work->arena, entries[i].at)),
			  STR_ARG(plain(work, entries[i].actor)),
			  STR_ARG(plain(work, entry_text(work->arena, &entries[i]))),
			  (long long)entries[i].seq);
	}
	if (count == TIMELINE_MAX)
		text_addf(out, "\nCut after %d entries; the journal has them all.\n",
			  TIMELINE_MAX);
	return true;
}

static bool add_items(struct work *work, struct text *out,
		      const struct incident *incident)
{
	struct item *items;
	size_t count;

	if (!store_of_incident(work, &item_shape, incident->id, &items, &count))
		return false;
	text_add(out, STR("\n## Action items\n\n| item | owner | due | state "
			  "|\n|---|---|---|---|\n"));
	for (size_t i = 0; i < count; i++) {
		str flags = item_flags(work, &items[i]);

		text_addf(out,
			  "| " STR_FMT " | " STR_FMT " | " STR_FMT " | %s%s" STR_FMT
			  " |\n",
			  STR_ARG(plain(work, items[i].title)),
			  STR_ARG(items[i].owner.length > 0 ? plain(work, items[i].owner)
							    : STR("**nobody**")),
			  STR_ARG(items[i].due != 0
					  ? instant_format_day(work->arena, items[i].due)
					  : STR("**no date**")),
			  item_state_names[items[i].state], flags.length > 0 ? " – " : "",
			  STR_ARG(plain(work, flags)));
	}
	if (count == 0)
		text_add(out,
			 STR("| none yet: add one with `stanch item add` | **nobody** | "
			     "**no date** | open |\n"));
	return true;
}

/* What the record itself shows to be missing. */
static bool add_questions(struct work *work, struct text *out,
			  const struct incident *incident)
{
	struct hypothesis *hypotheses;
	struct evidence *evidence;
	size_t count, evidence_count, known = 0;

	if (!store_of_incident(work, &hypothesis_shape, incident->id, &hypotheses,
			       &count) ||
	    !store_of_incident(work, &evidence_shape, incident->id, &evidence,
			       &evidence_count))
		return false;
	text_add(out, STR("\n## Open questions\n\n"));
	for (size_t i = 0; i < count; i++) {
		if (hypotheses[i].state == HYPOTHESIS_SUPPORTED)
			text_addf(out,
				  "- \"" STR_FMT
				  "\" is supported, not confirmed: what made it "
				  "so, and since when?\n",
				  STR_ARG(plain(work, hypotheses[i].claim)));
		known += hypotheses[i].state == HYPOTHESIS_SUPPORTED ||
			 hypotheses[i].state == HYPOTHESIS_CONFIRMED;
	}
	if (known == 0)
		text_add(out,
			 STR("- What caused it? No known pattern is supported by the "
			     "evidence.\n"));
	if (!postmortem_add_why_questions(work, out, incident))
		return false;
	for (size_t i = 0; i < evidence_count; i++)
		if (evidence[i].state == EVIDENCE_FAILED)
			text_addf(out, "- " STR_FMT " could not be asked: " STR_FMT "\n",
				  STR_ARG(plain(work, evidence[i].title)),
				  STR_ARG(plain(work, evidence[i].problem)));
	if (!incident->proven && incident->resolved_at != 0)
		text_add(out, STR("- Is it really over? No measurement proves it.\n"));
	text_add(out, STR("- How many users were affected, and what did they see?\n"));
	return true;
}

bool postmortem_render(struct work *work, const struct incident *incident,
		       str *ret_markdown)
{
	struct text out = text_new(work->arena, POSTMORTEM_BYTES_MAX);

	add_head(work, &out, incident);
	if (!add_durations(work, &out, incident) || !add_impact(work, &out, incident) ||
	    !postmortem_add_charts(work, &out, incident) ||
	    !add_causes(work, &out, incident) ||
	    !postmortem_add_whys(work, &out, incident) ||
	    !add_changes(work, &out, incident) || !add_actions(work, &out, incident) ||
	    !add_fixes(work, &out, incident) || !add_questions(work, &out, incident) ||
	    !add_items(work, &out, incident) || !add_timeline(work, &out, incident) ||
	    !add_evidence(work, &out, incident))
		return while_doing(work, "postmortem of " STR_FMT,
				   STR_ARG(incident->code));
	*ret_markdown = text_of(&out);
	return true;
}

str item_flags(struct work *work, const struct item *item)
{
	struct text text = text_new(work->arena, 256);
	/* 1970-01-01 was a Thursday: 0 is Monday. */
	int64_t weekday = (item->due / DAY_MS + 3) % 7;

	if (item->state != ITEM_OPEN)
		return STR("");
	if (item->owner.length == 0)
		text_add(&text, STR("nobody owns it"));
	if (item->due == 0)
		text_addf(&text, "%shas no date", text.length > 0 ? ", " : "");
	else if (weekday >= 5)
		text_addf(&text, "%sdue on a weekend", text.length > 0 ? ", " : "");
	if (item->due != 0 && item->due < work->now)
		text_addf(&text, "%soverdue", text.length > 0 ? ", " : "");
	return text_of(&text);
}
