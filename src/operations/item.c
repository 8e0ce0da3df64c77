/* item: what must still be done after the service is back. */
#include "core/learning/item.h"

#include "app/learning/learning.h"
#include "operations/noun.h"

struct add_input {
	str incident, title, owner;
	instant_ms due;
};
static const struct field add_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "title",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, title),
	  .required = true,
	  .help = "what is to be done" },
	{ .name = "owner",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, owner),
	  .help = "who does it; without one it is flagged" },
	{ .name = "due",
	  .kind = FIELD_INSTANT,
	  .offset = offsetof(struct add_input, due),
	  .help = "until when (2026-11-30, or 7d); without it is flagged" },
};
static const struct shape add_shape = SHAPE("item", struct add_input, add_fields);

static void answer_item(struct work *work, const struct item *item, struct tree *answer)
{
	tree_put(work->arena, answer, "item", row_tree(work->arena, &item_shape, item));
	tree_put_text(work->arena, answer, "flags", item_flags(work, item));
}

static bool add(struct work *work, const void *input, struct tree *answer)
{
	const struct add_input *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident))
		return false;

	struct item item = { .incident = incident.id,
			     .title = in->title,
			     .owner = in->owner,
			     .due = in->due,
			     .state = ITEM_OPEN,
			     .created_at = work->now };

	if (!store_add(work, &item_shape, &item) ||
	    !note(work, "item.added", incident.id, subject_of(work, "item", item.id),
		  { "title", item.title },
		  { "owner", item.owner.length > 0 ? item.owner : STR("nobody") },
		  { "due", item.due != 0 ? instant_format_day(work->arena, item.due)
					 : STR("no date") }))
		return false;
	answer_item(work, &item, answer);
	return true;
}

static bool list(struct work *work, const void *input, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct item *items;
	size_t count;

	(void)input;
	if (!store_latest(work, &item_shape, 200, &items, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = row_tree(work->arena, &item_shape, &items[i]);

		tree_put_text(work->arena, one, "flags", item_flags(work, &items[i]));
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "items", list);
	return true;
}

struct done_input {
	int64_t id;
	str outcome;
};
static const struct field done_fields[] = {
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct done_input, id),
	  .required = true,
	  .help = "the item's number" },
	{ .name = "outcome",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct done_input, outcome),
	  .required = true,
	  .help = "what shows that it is done" },
};
static const struct shape done_shape = SHAPE("done", struct done_input, done_fields);

static bool done(struct work *work, const void *input, struct tree *answer)
{
	const struct done_input *in = input;
	struct item item;

	if (!store_get(work, &item_shape, in->id, &item))
		return false;
	item.state = ITEM_DONE;
	item.outcome = in->outcome;
	item.ended_at = work->now;
	if (!store_save(work, &item_shape, &item) ||
	    !note(work, "item.changed", item.incident, subject_of(work, "item", item.id),
		  { "title", item.title },
		  { "state", str_of(item_state_names[item.state]) },
		  { "outcome", item.outcome }))
		return false;
	answer_item(work, &item, answer);
	return true;
}

static const struct operation operations[] = {
	{ .noun = "item",
	  .verb = "add",
	  .help = "something that must still be done",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &add_shape,
	  .run = add,
	  .view = { .template = "Added item {{item.id}}.{{#flags}} Flagged: "
				"{{flags}}.{{/flags}}\n" } },
	{ .noun = "item",
	  .verb = "list",
	  .help = "action items, with what they lack",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = list,
	  .view = { .list = "items",
		    .columns = { { "id", "#", 0 },
				 { "state", "state", 0 },
				 { "owner", "owner", 0 },
				 { "due", "due", 0 },
				 { "flags", "flags", 0 },
				 { "title", "item", 0 } },
		    .empty = "No action item." } },
	{ .noun = "item",
	  .verb = "done",
	  .help = "it is done: say what shows it",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &done_shape,
	  .run = done,
	  .view = { .template = "Item {{item.id}} is {{item.state}}.\n" } },
};

NOUN(item, operations);
