/* alert: what senders said. */
#include "core/alerting/alert.h"

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
};

NOUN(alert, operations);
