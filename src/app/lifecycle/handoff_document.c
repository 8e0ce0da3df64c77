/* What the next one must know, so that nobody has to write it at 3 a.m. Everything in it
 * is read from the journal and the tables; what nobody knows is said to be unknown. */
#include "app/lifecycle/command.h"

#include "app/note.h"
#include "app/telling/telling.h"
#include "app/verification/verification.h"
#include "base/limits.h"
#include "base/text.h"
#include "core/action/action.h"
#include "core/action/fix.h"
#include "core/diagnosis/hypothesis.h"
#include "core/learning/item.h"

enum {
	LINE_BYTES_MAX = 400,
	HAPPENED_FIRST = 5,
	HAPPENED_LAST = 20,
	LEARNED_MAX = 12,
	JOURNAL_READS_MAX = 20,
};

struct lines {
	str *items;
	size_t count, capacity;
};

struct document {
	struct work *work;
	const struct incident *incident;
	struct text text;
	struct lines happened, noted;
	str reporter; /* who opened it; "" */
};

/* On one line: a text from outside must not make a heading or a list of its own. */
static str flat(struct document *document, str s)
{
	struct text line = text_new(document->work->arena, LINE_BYTES_MAX + 4);
	str clipped = str_clip(str_trim(s), LINE_BYTES_MAX);

	for (size_t i = 0; i < clipped.length; i++)
		text_add_char(&line, (unsigned char)clipped.bytes[i] < ' '
					     ? ' '
					     : clipped.bytes[i]);
	if (clipped.length < str_trim(s).length)
		text_add(&line, STR("…"));
	return text_of(&line);
}

static void add_item(struct document *document, str s)
{
	text_addf(&document->text, "- " STR_FMT "\n", STR_ARG(flat(document, s)));
}

static void add_heading(struct document *document, const char *heading)
{
	text_addf(&document->text, "\n**%s**:\n", heading);
}

static void add_field(struct document *document, const char *name, str value)
{
	text_addf(&document->text, "**%s**: " STR_FMT "\n", name,
		  STR_ARG(value.length > 0 ? flat(document, value) : STR("unknown")));
}

/* -- the journal -- */

/* Entries that tell how it went; what was sent to whom and what was asked is left out. */
static bool is_told(str kind)
{
	static const char *const kinds[] = {
		"incident.opened",    "incident.state",   "incident.severity",
		"incident.commander", "page.opened",      "page.acknowledged",
		"page.exhausted",     "page.ack-lapsed",  "page.stopped",
		"escalation.begun",   "handoff.declined", "role.given",
		"timebox.over",       "message.sent",     "promise.missed",
		"change.recorded",    "action.judged",    "incident.resolve-refused",
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_is(kind, kinds[i]))
			return true;
	return false;
}

static void take_entry(struct document *document, const struct entry *entry)
{
	struct arena *arena = document->work->arena;
	bool is_note = str_is(entry->kind, "incident.note") ||
		       str_is(entry->kind, "incident.note-late");

	if (str_is(entry->kind, "incident.opened"))
		document->reporter = entry->actor;
	if (!is_note && !is_told(entry->kind))
		return;

	str line = arena_format(arena, STR_FMT " " STR_FMT,
				STR_ARG(instant_format_time(arena, entry->at)),
				STR_ARG(entry_text(arena, entry)));

	if (is_note)
		*list_add(arena, &document->noted) = arena_format(
			arena, STR_FMT " (" STR_FMT ")", STR_ARG(line),
			STR_ARG(entry->actor));
	else
		*list_add(arena, &document->happened) = line;
}

static bool read_journal(struct document *document)
{
	int64_t after = 0;

	for (int i = 0; i < JOURNAL_READS_MAX; i++) {
		struct entry *entries;
		size_t count;

		if (!journal_read(document->work, document->incident->id, after,
				  ROWS_PER_ANSWER_MAX, &entries, &count))
			return false;
		for (size_t e = 0; e < count; e++)
			take_entry(document, &entries[e]);
		if (count < ROWS_PER_ANSWER_MAX)
			return true;
		after = entries[count - 1].seq;
	}
	return true;
}

/* -- the parts, in the order of the page they make -- */

static bool add_reports(struct document *document)
{
	struct work *work = document->work;
	int64_t count, recent;
	str tickets;

	if (!store_reports_count(work, document->incident->id, 0, &count, &recent) ||
	    !reported_tickets(work, document->incident->id, &tickets))
		return false;
	if (count > 0)
		add_field(document, "Reports",
			  arena_format(work->arena, "%lld%s" STR_FMT, (long long)count,
				       tickets.length > 0 ? "; tickets " : "",
				       STR_ARG(tickets)));
	return true;
}

static bool add_head(struct document *document)
{
	const struct incident *incident = document->incident;
	struct work *work = document->work;
	int64_t firing, unended;

	if (!store_alerts_count(work, incident->id, &firing, &unended))
		return false;
	text_addf(&document->text, "## Incident Handoff: " STR_FMT "\n\n",
		  STR_ARG(incident->code));
	add_field(document, "Incident",
		  arena_format(work->arena, STR_FMT " (service " STR_FMT ")",
			       STR_ARG(incident->title), STR_ARG(incident->service)));
	add_field(document, "Status",
		  arena_format(work->arena,
			       "%s, open for " STR_FMT ", %lld of its alerts %s",
			       incident_state_names[incident->state],
			       STR_ARG(duration_format(work->arena,
						       work->now - incident->opened_at)),
			       (long long)firing, firing == 1 ? "fires" : "fire"));
	add_field(document, "Current severity",
		  arena_format(work->arena, STR_FMT " – " STR_FMT,
			       STR_ARG(incident->severity),
			       STR_ARG(incident->severity_reason)));
	add_field(document, "Commander",
		  incident->commander.length > 0 ? incident->commander : STR("NONE"));
	add_field(document, "Impact", incident->summary);
	return add_reports(document);
}

static void add_happened(struct document *document)
{
	const struct lines *lines = &document->happened;
	size_t shown = HAPPENED_FIRST + HAPPENED_LAST;

	add_heading(document, "What happened (times are UTC)");
	for (size_t i = 0; i < lines->count; i++) {
		if (lines->count > shown && i == HAPPENED_FIRST) {
			text_addf(&document->text, "- … %zu more\n",
				  lines->count - shown);
			i = lines->count - HAPPENED_LAST;
		}
		add_item(document, lines->items[i]);
	}
	if (lines->count == 0)
		add_item(document, STR("unknown"));
}

static bool was_tried(enum action_state state)
{
	return state == ACTION_RUNNING || state == ACTION_SUCCEEDED ||
	       state == ACTION_FAILED || state == ACTION_TIMED_OUT ||
	       state == ACTION_UNKNOWN || state == ACTION_UNDONE;
}

static bool add_tried(struct document *document)
{
	struct work *work = document->work;
	struct action *actions;
	size_t count, tried = 0;

	if (!store_of_incident(work, &action_shape, document->incident->id, &actions,
			       &count))
		return false;
	add_heading(document, "What we've tried");
	for (size_t i = 0; i < count; i++) {
		const struct action *action = &actions[i];
		bool is_judged = action->verdict != VERDICT_NONE;

		if (!was_tried(action->state))
			continue;
		tried++;
		add_item(document,
			 arena_format(work->arena,
				      "action %lld, " STR_FMT ": %s, %s%s" STR_FMT,
				      (long long)action->number, STR_ARG(action->title),
				      action_state_names[action->state],
				      is_judged ? action_verdict_names[action->verdict]
						: "effect unknown",
				      action->verdict_reason.length > 0 ? ": " : "",
				      STR_ARG(action->verdict_reason)));
	}
	if (tried == 0)
		add_item(document, STR("nothing yet"));
	return true;
}

static bool add_evidence(struct document *document, size_t *count_learned)
{
	struct work *work = document->work;
	struct evidence *evidence;
	size_t count;

	if (!store_of_incident(work, &evidence_shape, document->incident->id, &evidence,
			       &count))
		return false;
	for (size_t i = count > LEARNED_MAX ? count - LEARNED_MAX : 0; i < count; i++) {
		if (evidence[i].state != EVIDENCE_GATHERED ||
		    evidence[i].meaning.length == 0)
			continue;
		++*count_learned;
		add_item(document,
			 arena_format(work->arena, STR_FMT ": " STR_FMT " (" STR_FMT ")",
				      STR_ARG(evidence[i].title),
				      STR_ARG(evidence[i].meaning),
				      STR_ARG(instant_format_time(
					      work->arena, evidence[i].gathered_at))));
	}
	return true;
}

static str hypothesis_line(struct document *document, const struct hypothesis *hypothesis)
{
	return arena_format(
		document->work->arena, "%s: " STR_FMT "%s" STR_FMT,
		hypothesis_state_names[hypothesis->state], STR_ARG(hypothesis->claim),
		hypothesis->reason.length > 0 ? " – " : "", STR_ARG(hypothesis->reason));
}

/* What was refuted is learned; what is not is what we believe now. */
static bool add_learned_and_believed(struct document *document)
{
	struct hypothesis *hypotheses;
	size_t count, learned = 0, believed = 0;

	if (!store_of_incident(document->work, &hypothesis_shape, document->incident->id,
			       &hypotheses, &count))
		return false;
	add_heading(document, "What we learned");
	if (!add_evidence(document, &learned))
		return false;
	for (size_t i = 0; i < count; i++)
		if (hypotheses[i].state == HYPOTHESIS_REFUTED) {
			learned++;
			add_item(document, hypothesis_line(document, &hypotheses[i]));
		}
	for (size_t i = 0; i < document->noted.count; i++)
		add_item(document, document->noted.items[i]);
	if (learned + document->noted.count == 0)
		add_item(document, STR("nothing yet"));

	add_heading(document, "Current hypothesis");
	for (size_t i = 0; i < count; i++)
		if (hypotheses[i].state != HYPOTHESIS_REFUTED) {
			believed++;
			add_item(document, hypothesis_line(document, &hypotheses[i]));
		}
	if (believed == 0)
		add_item(document, STR("unknown"));
	return true;
}

/* -- what to do next -- */

static void add_step(struct document *document, size_t *count, str s)
{
	++*count;
	text_addf(&document->text, "%zu. " STR_FMT "\n", *count,
		  STR_ARG(flat(document, s)));
}

static bool add_offers(struct document *document, size_t *steps)
{
	struct action *actions;
	size_t count;

	if (!store_of_incident(document->work, &action_shape, document->incident->id,
			       &actions, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (actions[i].state == ACTION_OFFERED)
			add_step(document, steps,
				 arena_format(document->work->arena,
					      "decide on action %lld: " STR_FMT
					      " [%s], risk: " STR_FMT,
					      (long long)actions[i].number,
					      STR_ARG(actions[i].title),
					      action_class_names[actions[i].class],
					      STR_ARG(actions[i].risk)));
	return true;
}

static bool add_tasks(struct document *document, size_t *steps)
{
	struct arena *arena = document->work->arena;
	struct time_box *boxes;
	size_t count;

	if (!store_of_incident(document->work, &time_box_shape, document->incident->id,
			       &boxes, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (boxes[i].state == TIME_BOX_OPEN)
			add_step(document, steps,
				 arena_format(arena,
					      STR_FMT " (" STR_FMT ", until " STR_FMT ")",
					      STR_ARG(boxes[i].task),
					      STR_ARG(boxes[i].owner),
					      STR_ARG(instant_format_time(
						      arena, boxes[i].due))));
	return true;
}

static bool add_fixes(struct document *document, size_t *steps)
{
	struct arena *arena = document->work->arena;
	struct fix *fixes;
	size_t count;

	if (!store_fixes_open(document->work, document->incident->id, &fixes, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		add_step(document, steps,
			 arena_format(arena,
				      "temporary fix %lld, to be removed by " STR_FMT
				      ": " STR_FMT " (" STR_FMT ")",
				      (long long)fixes[i].id,
				      STR_ARG(instant_format(arena, fixes[i].ends_at)),
				      STR_ARG(fixes[i].title),
				      STR_ARG(fixes[i].owner.length > 0
						      ? fixes[i].owner
						      : STR("no owner"))));
	return true;
}

static bool add_items(struct document *document, size_t *steps)
{
	struct item *items;
	size_t count;

	if (!store_of_incident(document->work, &item_shape, document->incident->id,
			       &items, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (items[i].state == ITEM_OPEN)
			add_step(document, steps,
				 arena_format(document->work->arena,
					      "to do: " STR_FMT " (" STR_FMT ")",
					      STR_ARG(items[i].title),
					      STR_ARG(items[i].owner.length > 0
							      ? items[i].owner
							      : STR("no owner"))));
	return true;
}

static bool add_next_steps(struct document *document)
{
	str why_not = { 0 };
	size_t steps = 0;

	add_heading(document, "Next steps");
	if (!add_offers(document, &steps) || !add_tasks(document, &steps) ||
	    !add_fixes(document, &steps) || !add_items(document, &steps) ||
	    !verification_why_not(document->work, document->incident, &why_not))
		return false;
	if (why_not.length > 0)
		add_step(document, &steps,
			 arena_format(document->work->arena,
				      "not to be resolved yet: " STR_FMT,
				      STR_ARG(why_not)));
	if (steps == 0)
		add_item(document, STR("unknown"));
	return true;
}

/* What was missed and is still owed is owed by the next one. */
static bool is_owed(struct document *document, const struct promise *promise,
		    bool *ret_is)
{
	bool made_good;

	*ret_is = promise->state == PROMISE_OPEN;
	if (promise->state != PROMISE_MISSED)
		return true;
	if (!telling_made_good(document->work, document->incident, promise, &made_good))
		return false;
	*ret_is = !made_good;
	return true;
}

static bool add_promises(struct document *document)
{
	struct arena *arena = document->work->arena;
	struct promise *promises;
	size_t count, owed = 0;
	bool is;

	if (!store_of_incident(document->work, &promise_shape, document->incident->id,
			       &promises, &count))
		return false;
	add_heading(document, "Promised");
	for (size_t i = 0; i < count; i++) {
		const struct promise *promise = &promises[i];

		if (!is_owed(document, promise, &is))
			return false;
		if (!is)
			continue;
		owed++;
		add_item(
			document,
			arena_format(arena, STR_FMT " to " STR_FMT " by " STR_FMT "%s",
				     STR_ARG(promise->what), STR_ARG(promise->audience),
				     STR_ARG(instant_format_time(arena, promise->due)),
				     promise->state == PROMISE_MISSED ? ": MISSED" : ""));
	}
	if (owed == 0)
		add_item(document, STR("nothing is open"));
	return true;
}

static void add_contact(struct document *document, const char *role, str person)
{
	text_addf(&document->text, "- %s: " STR_FMT "\n", role,
		  STR_ARG(person.length > 0 ? flat(document, person) : STR("unknown")));
}

static bool add_contacts(struct document *document)
{
	struct work *work = document->work;
	str reporter = document->reporter, expert = { 0 };
	struct duty_holder *holders;
	size_t count;

	if (!store_of_incident(work, &duty_holder_shape, document->incident->id, &holders,
			       &count))
		return false;
	add_heading(document, "Contacts");
	for (size_t i = 0; i < count; i++) {
		if (holders[i].ended_at != 0)
			continue;
		if (holders[i].role == DUTY_REPORTER)
			reporter = holders[i].person;
		else if (holders[i].role == DUTY_EXPERT)
			expert = holders[i].person;
		else
			add_contact(document, duty_role_names[holders[i].role],
				    holders[i].person);
	}
	add_contact(document, "Original reporter", reporter);
	add_contact(document, "Subject matter expert", expert);
	return true;
}

bool handoff_document(struct work *work, const struct incident *incident,
		      str *ret_document)
{
	struct document document = { .work = work,
				     .incident = incident,
				     .text = text_new(work->arena, MESSAGE_BYTES_MAX) };

	if (!read_journal(&document) || !add_head(&document))
		return false;
	add_happened(&document);
	if (!add_tried(&document) || !add_learned_and_believed(&document) ||
	    !add_next_steps(&document) || !add_promises(&document) ||
	    !add_contacts(&document))
		return false;
	*ret_document = text_of(&document.text);
	return true;
}
