/* alert: what senders said. */
#include "core/alerting/alert.h"

#include "app/intake/explain.h"
#include "app/intake/stored.h"
#include "base/limits.h"
#include "core/paging/page.h"
#include "operations/noun.h"
#include "operations/simulate.h"

struct list_input {
	str incident;
};
static const struct field list_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct list_input, incident),
	  .help = "only of this incident; left out: the last 200 of all" },
};
static const struct shape list_shape = SHAPE("alert", struct list_input, list_fields);

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct list_input *in = input;
	struct tree *list = tree_list(work->arena);
	struct incident incident;
	struct alert *alerts;
	size_t count;

	if (in->incident.length > 0)
		return store_incident_find(work, in->incident, &incident) &&
		       answer_rows(work, &alert_brief_shape, incident.id, "alerts",
				   answer);
	if (!store_latest(work, &alert_brief_shape, 200, &alerts, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		tree_add(work->arena, list,
			 row_tree(work->arena, &alert_brief_shape, &alerts[i]));
	tree_put(work->arena, answer, "alerts", list);
	return true;
}

/* -- explain: the life of one alert, as it was recorded -- */

enum {
	/* An alert of no incident has its entries somewhere near the journal's end. */
	LOOKED_AT_MAX = 20000,
	WHAT_WIDTH = 90,
};

struct explain_input {
	int64_t id;
	bool all;
	str simulate, source;
};
static const struct field explain_fields[] = {
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct explain_input, id),
	  .by_place = true,
	  .help = "the alert's number, from: stanch alert list" },
	{ .name = "simulate",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct explain_input, simulate),
	  .is_file = true,
	  .help = "instead: what a sender would post, to see what would become of it; "
		  "nothing is stored" },
	{ .name = "source",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct explain_input, source),
	  .help = "by which source's door it would come; left out: alertmanager" },
	{ .name = "all",
	  .kind = FIELD_BOOL,
	  .offset = offsetof(struct explain_input, all),
	  .help = "also what the timeline leaves out: milestones, questions asked, each "
		  "step of a send" },
};
static const struct shape explain_shape = SHAPE("alert", struct explain_input,
						explain_fields);

/* What is told of, and how much of it. */
struct life {
	const struct alert *alert;
	bool all;
	instant_ms from; /* of its first entry */
	struct tree *list;
	int64_t cut_after; /* told up to this entry, of a long one; 0: to its end */
};

/* "03:00:00", and "+1d 03:00:00" on the day after the first. */
static str time_in(struct work *work, const struct life *life, instant_ms at)
{
	str time = instant_format_time(work->arena, at);
	int64_t days = at / DAY_MS - life->from / DAY_MS;

	if (days == 0)
		return time;
	return arena_format(work->arena, "%+lldd " STR_FMT, (long long)days,
			    STR_ARG(time));
}

static void add_entry(struct work *work, const struct entry *entry, struct life *life)
{
	struct tree *one = tree_map(work->arena);

	if (tree_count(life->list) == 0)
		life->from = entry->at;
	tree_put_int(work->arena, one, "seq", entry->seq);
	tree_put_text(work->arena, one, "at", instant_format(work->arena, entry->at));
	tree_put_text(work->arena, one, "time", time_in(work, life, entry->at));
	tree_put_text(work->arena, one, "kind", entry->kind);
	tree_put_text(work->arena, one, "actor", entry->actor);
	tree_put_text(work->arena, one, "subject", entry->subject);
	tree_put_text(work->arena, one, "text", entry_text(work->arena, entry));
	tree_add(work->arena, life->list, one);
}

/* Its own entries and those of its incident, but not those of other alerts. */
static bool belongs(const struct life *life, str own, const struct entry *entry)
{
	const struct entry_kind *kind = entry_kind_find(entry->kind);

	if (!life->all && (!kind || !kind->on_timeline))
		return false;
	if (str_equal(entry->subject, own))
		return true;
	return life->alert->incident != 0 &&
	       !str_starts_with(entry->subject, STR("alert "));
}

static bool first_to_look_at(struct work *work, const struct alert *alert,
			     int64_t *ret_after)
{
	int64_t last;
	str hash;

	if (!journal_head(work, &last, &hash))
		return false;
	*ret_after = 0;
	if (alert->incident == 0 && last > LOOKED_AT_MAX)
		*ret_after = last - LOOKED_AT_MAX;
	return true;
}

static bool tell(struct work *work, struct life *life)
{
	const struct alert *alert = life->alert;
	str own = subject_of(work, "alert", alert->id);
	int64_t after;
	size_t count;

	if (!first_to_look_at(work, alert, &after))
		return false;
	do {
		struct entry *entries;

		if (!journal_read(work, alert->incident, after, ROWS_PER_ANSWER_MAX,
				  &entries, &count))
			return false;
		for (size_t i = 0; i < count; i++)
			if (belongs(life, own, &entries[i]))
				add_entry(work, &entries[i], life);
		if (count > 0)
			after = entries[count - 1].seq;
	} while (count == ROWS_PER_ANSWER_MAX &&
		 tree_count(life->list) < ROWS_PER_ANSWER_MAX);
	life->cut_after = count == ROWS_PER_ANSWER_MAX ? after : 0;
	return true;
}

static str how_often(struct arena *arena, int64_t times)
{
	if (times == 1)
		return STR("once");
	return times == 2 ? STR("twice")
			  : arena_format(arena, "%lld times", (long long)times);
}

static bool add_incident(struct work *work, int64_t id, struct tree *answer)
{
	struct incident incident;
	struct page page;
	bool found;

	if (id == 0)
		return true;
	if (!store_get(work, &incident_shape, id, &incident) ||
	    !store_page_of_incident(work, id, &page, &found))
		return false;
	tree_put_text(work->arena, answer, "incident", incident.code);
	if (!found)
		return true;
	tree_put(work->arena, answer, "page", row_tree(work->arena, &page_shape, &page));
	tree_put_text(work->arena, answer, "paged", how_often(work->arena, page.sends));
	return true;
}

/* What would become of it if it came now: what was then stands in its entries. */
static bool add_now(struct work *work, const struct alert *alert, struct tree *answer)
{
	struct explanation explanation;
	struct alert_fact fact;

	if (alert->state != ALERT_FIRING && alert->state != ALERT_STALE)
		return true;
	if (!stored_fact(work, alert, &fact))
		return false;
	fact.firing = true;
	if (!explain_alert(work, &fact, alert, &explanation))
		return false;
	tree_put(work->arena, answer, "now", explanation_tree(work, &explanation));
	return true;
}

static bool explain_stored(struct work *work, const struct explain_input *in,
			   struct tree *answer)
{
	struct life life = { .all = in->all, .list = tree_list(work->arena) };
	struct alert alert;

	if (!store_get(work, &alert_shape, in->id, &alert))
		return false;
	life.alert = &alert;
	if (!tell(work, &life) || !add_incident(work, alert.incident, answer) ||
	    !add_now(work, &alert, answer))
		return false;
	tree_put_bool(work->arena, answer, "is_stored", true);
	tree_put(work->arena, answer, "alert",
		 row_tree(work->arena, &alert_shape, &alert));
	if (alert.state == ALERT_RESOLVED)
		tree_put_text(
			work->arena, answer, "lasted",
			duration_format(work->arena, alert.ends_at - alert.starts_at));
	if (tree_count(life.list) > 0)
		tree_put_text(work->arena, answer, "day",
			      str_clip(instant_format(work->arena, life.from), 10));
	if (life.cut_after > 0)
		tree_put_int(work->arena, answer, "cut_after", life.cut_after);
	tree_put(work->arena, answer, "entries", life.list);
	return true;
}

static bool explain(struct work *work, const void *input, struct tree *answer)
{
	const struct explain_input *in = input;

	if (in->simulate.length > 0)
		return simulate_delivery(work, in->source, in->simulate, answer);
	if (in->id == 0)
		return fail(work, ERROR_INVALID,
			    "id: say which alert, or simulate with what a sender posts");
	return explain_stored(work, in, answer);
}

/* The short of it stands last: that is where a terminal's reader looks. */
static const char explain_text[] =
	"{{#simulated}}{{name}} ({{state}})\n{{#steps}}  {{step}}: {{text}}\n{{/steps}}\n"
	"{{/simulated}}{{#faults}}alert {{index}} is bad: {{reason}}\n{{/faults}}"
	"{{#summary}}{{summary}}\n{{/summary}}{{#is_stored}}"
	"\n{{#cut_after}}It goes on: stanch journal list --after {{cut_after}}"
	"{{#incident}} --incident {{incident}}{{/incident}}\n{{/cut_after}}"
	"{{alert.name}} {{#lasted}}lasted {{lasted}}{{/lasted}}"
	"{{^lasted}}is {{alert.state}}{{/lasted}}"
	"{{#page}}; paged {{paged}}, "
	"{{#acked_by}}acknowledged by {{acked_by}}{{/acked_by}}"
	"{{^acked_by}}nobody acknowledged it{{/acked_by}}{{/page}}. "
	"{{#day}}Times are UTC, from {{day}}.{{/day}}\n"
	"{{#incident}}Its incident: stanch show {{incident}}{{/incident}}\n"
	"{{#now.0}}If it came now:\n{{/now.0}}{{#now}}  {{step}}: {{text}}\n{{/now}}"
	"{{/is_stored}}";

static const struct operation operations[] = {
	{ .noun = "alert",
	  .verb = "list",
	  .help = "alerts and their state",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &list_shape,
	  .run = list,
	  .view = { .list = "alerts",
		    .columns = { { "id", "#", 0 },
				 { "state", "state", 0 },
				 { "name", "alert", 0 },
				 { "service", "service", 0 },
				 { "starts_at", "since", 0 },
				 { "summary", "summary", 0 } },
		    .empty = "No alert." } },
	{ .noun = "alert",
	  .verb = "explain",
	  .alias = "explain",
	  .help = "why an alert did or did not page: its recorded life, and what would "
		  "become of it now",
	  .more = "With --simulate FILE nothing is stored: the file is read as if a "
		  "sender had posted it, and each alert in it is led through services, "
		  "routes, silences and incidents as they are configured and open now. "
		  "Use it before a configuration goes live, on a server of its own.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &explain_shape,
	  .run = explain,
	  .view = { .list = "entries",
		    .columns = { { "time", "UTC", 0 },
				 { "actor", "who", 0 },
				 { "text", "what", WHAT_WIDTH } },
		    .empty = "Its entries are older than what is looked at here: stanch "
			     "journal list",
		    .template = explain_text } },
};

NOUN(alert, operations);
