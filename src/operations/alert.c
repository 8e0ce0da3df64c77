/* alert: what senders said. */
#include "core/alerting/alert.h"

#include "base/limits.h"
#include "operations/noun.h"

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
		       answer_rows(work, &alert_shape, incident.id, "alerts", answer);
	if (!store_latest(work, &alert_shape, 200, &alerts, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		tree_add(work->arena, list,
			 row_tree(work->arena, &alert_shape, &alerts[i]));
	tree_put(work->arena, answer, "alerts", list);
	return true;
}

/* -- explain: the life of one alert, as it was recorded -- */

/* An alert of no incident has its entries somewhere near the journal's end. */
enum { LOOKED_AT_MAX = 20000 };

struct explain_input {
	int64_t id;
};
static const struct field explain_fields[] = {
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct explain_input, id),
	  .required = true,
	  .help = "the alert's number, from: stanch alert list" },
};
static const struct shape explain_shape = SHAPE("alert", struct explain_input,
						explain_fields);

static void add_entry(struct work *work, const struct entry *entry, struct tree *list)
{
	struct tree *one = tree_map(work->arena);

	tree_put_int(work->arena, one, "seq", entry->seq);
	tree_put_text(work->arena, one, "at", instant_format(work->arena, entry->at));
	tree_put_text(work->arena, one, "kind", entry->kind);
	tree_put_text(work->arena, one, "actor", entry->actor);
	tree_put_text(work->arena, one, "subject", entry->subject);
	tree_put_text(work->arena, one, "text", entry_text(work->arena, entry));
	tree_add(work->arena, list, one);
}

/* Its own entries and those of its incident, but not those of other alerts. */
static bool belongs(const struct alert *alert, str own, const struct entry *entry)
{
	if (str_equal(entry->subject, own))
		return true;
	return alert->incident != 0 && !str_starts_with(entry->subject, STR("alert "));
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

static bool add_life(struct work *work, const struct alert *alert, struct tree *list)
{
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
			if (belongs(alert, own, &entries[i]))
				add_entry(work, &entries[i], list);
		if (count > 0)
			after = entries[count - 1].seq;
	} while (count == ROWS_PER_ANSWER_MAX && tree_count(list) < ROWS_PER_ANSWER_MAX);
	return true;
}

static bool explain(struct work *work, const void *input, struct tree *answer)
{
	const struct explain_input *in = input;
	struct tree *list = tree_list(work->arena);
	struct incident incident = { 0 };
	struct alert alert;

	if (!store_get(work, &alert_shape, in->id, &alert) ||
	    (alert.incident != 0 &&
	     !store_get(work, &incident_shape, alert.incident, &incident)) ||
	    !add_life(work, &alert, list))
		return false;
	tree_put(work->arena, answer, "alert",
		 row_tree(work->arena, &alert_shape, &alert));
	tree_put_text(work->arena, answer, "incident", incident.code);
	tree_put(work->arena, answer, "entries", list);
	return true;
}

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
	  .help = "the recorded life of one alert, from its arrival to the postmortem",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &explain_shape,
	  .run = explain,
	  .view = { .list = "entries",
		    .columns = { { "seq", "#", 0 },
				 { "at", "at", 0 },
				 { "kind", "kind", 0 },
				 { "actor", "who", 0 },
				 { "text", "what", 0 } },
		    .empty = "Its entries are older than what is looked at here: stanch "
			     "journal list" } },
};

NOUN(alert, operations);
