#include "operations/room.h"
#include "operations/fixes.h"
#include "operations/rollbacks.h"
#include "operations/spark.h"
#include "operations/told.h"
#include "operations/whys.h"

#include "app/intake/fold.h"
#include "app/investigation/scope.h"
#include "app/learning/learning.h"
#include "app/telling/tracking.h"
#include "app/verification/verification.h"
#include "base/limits.h"
#include "core/alerting/alert.h"
#include "core/diagnosis/hypothesis.h"
#include "core/paging/page.h"
#include "core/telling/message.h"

#include <math.h>

const char room_text[] =
	"{{incident.code}} {{incident.severity}} {{incident.state}}"
	"{{#merged_into}} into {{merged_into}}{{/merged_into}}  {{incident.title}}\n"
	"  service {{incident.service}}, since {{since}}, commander "
	"{{#incident.commander}}{{incident.commander}}{{/incident.commander}}"
	"{{^incident.commander}}NONE{{/incident.commander}}\n"
	"  {{incident.severity}} because {{incident.severity_reason}}\n"
	"{{#page}}  page {{page.state}}{{#page.acked_by}} by "
	"{{page.acked_by}}{{/page.acked_by}}, "
	"sent {{page.sends}} times\n{{/page}}"
	"{{#handoff}}  offered by {{giver}} to {{taker}}, not accepted yet\n{{/handoff}}"
	"{{#roles}}  {{role}}: {{person}}\n{{/roles}}"
	"{{#time_boxes}}  task {{id}} ({{owner}}, {{state}}): {{task}}\n{{/time_boxes}}"
	"{{#suspects}}  in common: {{text}}\n{{/suspects}}"
	"{{#report_count}}  {{report_count}} reports:{{#report_counts}} {{count}} by "
	"{{source}}{{/report_counts}}{{#tickets}}; tickets {{tickets}}{{/tickets}}\n"
	"{{/report_count}}"
	"\nScope{{#scope.took}}, complete after {{scope.took}}{{/scope.took}}\n"
	"{{#scope.answers}}  {{label}}: {{says}} [{{basis}}]{{#why}} – {{why}}{{/why}}\n"
	"{{/scope.answers}}  how far it reaches: {{scope.radius.says}}\n"
	"\nMeasured\n{{#checks}}  {{name}}: {{shown}} – {{reason}}\n{{/checks}}"
	"{{^checks}}  nothing: no check measures this service\n{{/checks}}"
	"{{#diagnosis}}\nDiagnosis\n  {{says}}\n"
	"{{#findings}}  {{id}}  {{says}}\n{{#spark}}      {{spark}}\n      {{marks}}\n"
	"{{/spark}}{{/findings}}  more: stanch diagnose {{incident.code}}\n"
	"{{/diagnosis}}"
	"\nBelieved\n{{#hypotheses}}  {{state}}: {{claim}} – {{reason}}\n{{/hypotheses}}"
	"{{^hypotheses}}  no known pattern for this service\n{{/hypotheses}}"
	"{{#has_why}}\nWhy\n{{/has_why}}" WHYS_TEXT
	"{{#why_question}}\n{{why_question}} stanch hypothesis why {{why_asked}} "
	"\"…\"\n{{/why_question}}"
	"{{#rollback}}\nRollback first\n  {{number}}  {{title}}\n     {{says}}\n"
	"     stanch rollback approve {{code}}\n{{/rollback}}"
	"{{#rollback_question}}\n{{rollback_question}} stanch rollback reason "
	"{{incident.code}} \"…\"\n{{/rollback_question}}"
	"\nOffers\n{{#actions}}  {{number}}  {{title}} [{{class}}, {{state}}] "
	"{{preview}}\n"
	"     risk: {{risk}}\n     way back: {{undo_text}}\n"
	"{{#verdict_reason}}     {{verdict}}: {{verdict_reason}}\n{{/verdict_reason}}"
	"{{#harm}}     WORSE for a neighbour: {{harm}}\n{{/harm}}"
	"{{/actions}}{{^actions}}  none\n{{/actions}}"
	"{{#fix_count}}\nTemporary\n{{/fix_count}}"
	"{{#fixes}}  {{id}}  {{title}} [{{state}}{{#over}}, OVER{{/over}}] {{owner}}, "
	"{{age}}\n{{#way_out}}     way out: {{way_out}}\n{{/way_out}}{{/fixes}}"
	"{{#resolve.why_not}}\nNot to be resolved yet: "
	"{{resolve.why_not}}\n{{/resolve.why_not}}"
	"{{#promise}}\nPromised\n{{/promise}}"
	"{{#promises}}  {{audience}}: {{what}} by {{time}} UTC, {{state}}\n"
	"{{/promises}}";

bool room_add_timeline(struct work *work, int64_t incident, int64_t after,
		       struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct entry *entries;
	size_t count;

	if (!journal_read(work, incident, after, ROWS_PER_ANSWER_MAX, &entries, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct entry_kind *kind = entry_kind_find(entries[i].kind);
		struct tree *one = tree_map(work->arena);

		if (!kind || !kind->on_timeline)
			continue;
		tree_put_int(work->arena, one, "seq", entries[i].seq);
		tree_put_text(work->arena, one, "at",
			      instant_format(work->arena, entries[i].at));
		tree_put_text(work->arena, one, "time",
			      instant_format_time(work->arena, entries[i].at));
		tree_put_text(work->arena, one, "kind", entries[i].kind);
		tree_put_text(work->arena, one, "actor", entries[i].actor);
		tree_put_text(work->arena, one, "text",
			      entry_text(work->arena, &entries[i]));
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "timeline", list);
	return true;
}

/* In a storm there are thousands: the labels of the first few tell what it is. */
enum { ALERTS_IN_FULL = 10 };

static bool add_alerts(struct work *work, const struct incident *incident,
		       struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct alert *alerts, full;
	size_t count;

	if (!store_of_incident(work, &alert_brief_shape, incident->id, &alerts, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = row_tree(work->arena, &alert_brief_shape, &alerts[i]);

		if (i < ALERTS_IN_FULL) {
			if (!store_get(work, &alert_shape, alerts[i].id, &full))
				return false;
			one = row_tree(work->arena, &alert_shape, &full);
		}
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "alerts", list);
	return true;
}

static bool add_page(struct work *work, const struct incident *incident,
		     struct tree *answer)
{
	struct page page;
	bool found;

	if (!store_page_of_incident(work, incident->id, &page, &found))
		return false;
	tree_put(work->arena, answer, "page",
		 found ? row_tree(work->arena, &page_shape, &page)
		       : tree_null(work->arena));
	return true;
}

static void add_shown(struct work *work, const struct check *check, struct tree *one)
{
	duration_ms held = check->green_since != 0 &&
					   check->last_sample_at > check->green_since
				   ? check->last_sample_at - check->green_since
				   : 0;

	tree_put_text(work->arena, one, "shown",
		      quantity_format(work->arena, check->last_value, check->unit));
	tree_put_int(work->arena, one, "held_ms",
		     held > check->hold ? check->hold : held);
}

static bool add_checks(struct work *work, const struct incident *incident,
		       struct tree *scope, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct tree *measurements = tree_list(work->arena);
	struct check *checks;
	size_t count;

	if (!store_of_incident(work, &check_shape, incident->id, &checks, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = row_tree(work->arena, &check_shape, &checks[i]);
		struct tree *measured = tree_map(work->arena);

		add_shown(work, &checks[i], one);
		tree_add(work->arena, list, one);
		tree_put_text(work->arena, measured, "name", checks[i].name);
		tree_put_text(work->arena, measured, "value",
			      quantity_format(work->arena, checks[i].last_value,
					      checks[i].unit));
		tree_put_real(work->arena, measured, "number", checks[i].last_value);
		tree_put_text(work->arena, measured, "unit", checks[i].unit);
		tree_put_text(work->arena, measured, "verdict", checks[i].reason);
		if (!isnan(checks[i].last_value))
			tree_put_bool(work->arena, measured, "ok", !checks[i].in_breach);
		if (checks[i].last_sample_at != 0)
			tree_put_text(
				work->arena, measured, "at",
				instant_format(work->arena, checks[i].last_sample_at));
		tree_add(work->arena, measurements, measured);
	}
	tree_put(work->arena, answer, "checks", list);
	tree_put(work->arena, scope, "measurements", measurements);
	tree_put_text(work->arena, scope, "onset_at",
		      instant_format(work->arena, incident->onset_at));
	return true;
}

static void add_shown_facts(struct work *work, struct tree *evidence)
{
	const struct tree *list = tree_get(evidence, "facts");
	struct tree *shown = tree_list(work->arena);
	struct facts facts = { 0 };

	if (!list || list->kind != TREE_LIST)
		return;
	facts_read(work->arena, list, 0, 0, &facts);
	for (size_t i = 0; i < facts.count; i++) {
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "name", facts.items[i].name);
		tree_put_text(work->arena, one, "shown",
			      fact_format(work->arena, &facts.items[i]));
		tree_add(work->arena, shown, one);
	}
	tree_put(work->arena, evidence, "facts", shown);
}

static bool add_evidence(struct work *work, const struct incident *incident,
			 struct tree *scope, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct evidence *evidence;
	size_t count;

	if (!store_of_incident(work, &evidence_shape, incident->id, &evidence, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = row_tree(work->arena, &evidence_shape, &evidence[i]);

		add_shown_facts(work, one);
		tree_add(work->arena, list, one);
		if (evidence[i].state != EVIDENCE_WANTED &&
		    str_is(evidence[i].probe, "changes") &&
		    str_is(evidence[i].occasion, "opened"))
			tree_put_text(work->arena, scope, "changes", evidence[i].meaning);
	}
	tree_put(work->arena, answer, "evidence", list);
	return true;
}

static bool add_actions(struct work *work, const struct incident *incident,
			struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct offers offers;

	if (!offers_of(work, incident->id, &offers) ||
	    !rollbacks_answer(work, incident, answer))
		return false;
	for (size_t i = 0; i < offers.count; i++) {
		const struct action *action = &offers.items[i];
		struct tree *one = row_tree(work->arena, &action_shape, action);

		tree_put_bool(work->arena, one, "has_undo", action->undo.length > 0);
		tree_put_int(work->arena, one, "rank", offers.ranks[i]);
		tree_put_bool(work->arena, one, "needs_two", action_needs_two(action));
		if (action_alone_from(action) != 0)
			tree_put_text(
				work->arena, one, "alone_from",
				instant_format(work->arena, action_alone_from(action)));
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "actions", list);
	return true;
}

static bool add_resolve(struct work *work, const struct incident *incident,
			struct tree *answer)
{
	struct tree *resolve = tree_map(work->arena);
	bool open = incident_is_open(incident->state);
	str why_not = STR("");

	if (open && !verification_why_not(work, incident, &why_not))
		return false;
	tree_put_bool(work->arena, resolve, "allowed", open && why_not.length == 0);
	tree_put_text(work->arena, resolve, "why_not", why_not);
	tree_put(work->arena, answer, "resolve", resolve);
	return true;
}

/* Of each audience and kind the latest counts: open, or missed and not made good since.
 */
static bool counts(const struct promise *promises, size_t count, size_t nth)
{
	const struct promise *one = &promises[nth];

	for (size_t i = nth + 1; i < count; i++)
		if (promises[i].kind == one->kind &&
		    str_equal(promises[i].audience, one->audience))
			return false;
	return one->state == PROMISE_OPEN || one->state == PROMISE_MISSED;
}

/* "promise" is what has to be done first. */
static bool add_promise(struct work *work, const struct incident *incident,
			struct tree *answer)
{
	struct tree *list = tree_list(work->arena), *one;
	const struct promise *first = NULL;
	struct promise *promises;
	size_t count;

	if (!store_of_incident(work, &promise_shape, incident->id, &promises, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!counts(promises, count, i))
			continue;
		one = row_tree(work->arena, &promise_shape, &promises[i]);
		tree_put_text(work->arena, one, "time",
			      instant_format_time(work->arena, promises[i].due));
		tree_add(work->arena, list, one);
		if (!first || promises[i].due < first->due)
			first = &promises[i];
	}
	tree_put(work->arena, answer, "promises", list);
	tree_put(work->arena, answer, "promise",
		 first ? row_tree(work->arena, &promise_shape, first)
		       : tree_null(work->arena));
	return true;
}

static bool add_durations(struct work *work, const struct incident *incident,
			  struct tree *answer)
{
	struct duration_named durations[DURATIONS];
	struct tree *list = tree_list(work->arena);

	if (!learning_durations(work, incident->id, durations))
		return false;
	for (size_t i = 0; i < DURATIONS; i++) {
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "name", str_of(durations[i].name));
		tree_put_text(work->arena, one, "label", str_of(durations[i].label));
		tree_put_text(work->arena, one, "definition",
			      str_of(durations[i].definition));
		if (durations[i].known)
			tree_put_int(work->arena, one, "ms", durations[i].length);
		tree_put_text(work->arena, one, "text",
			      durations[i].known
				      ? duration_format(work->arena, durations[i].length)
				      : STR("unknown"));
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "durations", list);
	return true;
}

static bool add_items(struct work *work, const struct incident *incident,
		      struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct item *items;
	size_t count;

	if (!store_of_incident(work, &item_shape, incident->id, &items, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = row_tree(work->arena, &item_shape, &items[i]);
		struct tree *flags = tree_list(work->arena);
		str flag = item_flags(work, &items[i]);

		if (flag.length > 0)
			tree_add(work->arena, flags, tree_text(work->arena, flag));
		tree_put(work->arena, one, "flags", flags);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "items", list);
	return true;
}

static bool add_postmortem(struct work *work, const struct incident *incident,
			   struct tree *answer)
{
	struct tree *postmortem = tree_map(work->arena);
	struct milestone milestone;
	bool found;
	str markdown;

	if (!store_milestone_find(work, incident->id, MILESTONE_PM_DRAFTED, &milestone,
				  &found))
		return false;
	if (!found) {
		tree_put(work->arena, answer, "postmortem", tree_null(work->arena));
		return true;
	}
	if (!postmortem_render(work, incident, &markdown))
		return false;
	tree_put_text(work->arena, postmortem, "path", postmortem_path(work, incident));
	tree_put_bool(work->arena, postmortem, "ready", true);
	tree_put_text(work->arena, postmortem, "markdown", markdown);
	tree_put(work->arena, answer, "postmortem", postmortem);
	return true;
}

bool room_add_summary(struct work *work, const struct incident *incident,
		      struct tree *one)
{
	struct check *checks;
	size_t count, green = 0, held = 0;
	struct tree *sum = tree_map(work->arena);

	if (!store_of_incident(work, &check_shape, incident->id, &checks, &count) ||
	    !add_page(work, incident, one))
		return false;
	for (size_t i = 0; i < count; i++) {
		green += checks[i].state == CHECK_GREEN || checks[i].state == CHECK_HELD;
		held += checks[i].state == CHECK_HELD;
	}
	tree_put_int(work->arena, sum, "total", (int64_t)count);
	tree_put_int(work->arena, sum, "green", (int64_t)green);
	tree_put_int(work->arena, sum, "held", (int64_t)held);
	tree_put(work->arena, one, "check_counts", sum);
	tree_put_text(work->arena, one, "since",
		      duration_format(work->arena, work->now - incident->opened_at));
	tree_put_bool(work->arena, one, "acked", incident->acked_at != 0);
	return true;
}

/* What the service map says many of its services have in common, the likeliest first. */
static bool add_suspects(struct work *work, const struct incident *incident,
			 struct tree *answer)
{
	enum { SHOWN = 3 };
	struct tree *list = tree_list(work->arena);
	str *sentences;
	size_t count;

	if (!fold_suspects(work, incident, SHOWN, &sentences, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "text", sentences[i]);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "suspects", list);
	return true;
}

/* Where its alerts went: old codes stay good. */
static bool add_merged_into(struct work *work, const struct incident *incident,
			    struct tree *answer)
{
	struct incident into;

	if (incident->merged_into == 0)
		return true;
	if (!store_get(work, &incident_shape, incident->merged_into, &into))
		return false;
	tree_put_text(work->arena, answer, "merged_into", into.code);
	return true;
}

bool room_fill(struct work *work, const struct incident *incident, struct tree *answer)
{
	struct tree *scope = tree_map(work->arena);
	int64_t id = incident->id;

	tree_put(work->arena, answer, "scope", scope);
	answer_incident(work, incident, answer);
	tree_put_text(work->arena, answer, "now", instant_format(work->arena, work->now));
	tree_put_bool(work->arena, answer, "drill", work->config->drill);
	tree_put_bool(work->arena, answer, "is_open", incident_is_open(incident->state));
	return add_merged_into(work, incident, answer) &&
	       add_suspects(work, incident, answer) && add_page(work, incident, answer) &&
	       scope_tree(work, incident, scope) &&
	       spark_summary(work, incident, answer) &&
	       add_checks(work, incident, scope, answer) &&
	       add_alerts(work, incident, answer) &&
	       room_add_reports(work, incident, answer) &&
	       add_evidence(work, incident, scope, answer) &&
	       answer_rows(work, &hypothesis_shape, id, "hypotheses", answer) &&
	       whys_answer(work, incident, answer) &&
	       add_actions(work, incident, answer) &&
	       fixes_answer(work, incident, answer) &&
	       add_resolve(work, incident, answer) &&
	       room_add_people(work, incident, answer) &&
	       add_promise(work, incident, answer) &&
	       answer_rows(work, &milestone_shape, id, "milestones", answer) &&
	       add_durations(work, incident, answer) &&
	       answer_rows(work, &delivery_shape, id, "deliveries", answer) &&
	       answer_rows(work, &issue_shape, id, "issues", answer) &&
	       add_items(work, incident, answer) &&
	       add_postmortem(work, incident, answer) &&
	       room_add_timeline(work, id, 0, answer);
}
