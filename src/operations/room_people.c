/* Of the room: who has it, who helps, who is called, and who was told. */
#include "operations/room.h"

#include "app/lifecycle/command.h"
#include "app/paging/escalation.h"
#include "app/paging/oncall.h"
#include "core/telling/message.h"

static void add_name(struct work *work, struct tree *list, str name)
{
	for (size_t i = 0; i < tree_count(list); i++)
		if (str_equal(tree_nth(list, i)->text, name))
			return;
	tree_add(work->arena, list, tree_text(work->arena, name));
}

bool room_add_on_call(struct work *work, const struct policy *policy, struct tree *answer)
{
	struct tree *list = tree_list(work->arena), *gaps = tree_list(work->arena);

	for (size_t step = 0; step < policy_chain_end(policy, 0); step++) {
		struct calls calls;

		if (!oncall_calls(work, policy, step, NULL, work->now, &calls))
			return false;
		for (size_t i = 0; i < calls.count; i++)
			add_name(work, list,
				 calls.items[i].person.length > 0
					 ? calls.items[i].person
					 : calls.items[i].channel.channel);
		for (size_t i = 0; i < calls.missing.count; i++)
			add_name(work, gaps, calls.missing.items[i]);
	}
	tree_put_text(work->arena, answer, "policy", policy->name);
	tree_put(work->arena, answer, "on_call", list);
	tree_put(work->arena, answer, "on_call_gaps", gaps);
	return true;
}

static bool add_handoff(struct work *work, const struct incident *incident,
			struct tree *answer)
{
	struct handoff handoff;
	bool found;

	if (!handoff_open(work, incident->id, &handoff, &found))
		return false;
	tree_put(work->arena, answer, "handoff",
		 found ? row_tree(work->arena, &handoff_shape, &handoff)
		       : tree_null(work->arena));
	return true;
}

static bool add_roles(struct work *work, const struct incident *incident,
		      struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct duty_holder *holders;
	size_t count;

	if (!store_of_incident(work, &duty_holder_shape, incident->id, &holders, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (holders[i].ended_at == 0)
			tree_add(work->arena, list,
				 row_tree(work->arena, &duty_holder_shape, &holders[i]));
	tree_put(work->arena, answer, "roles", list);
	return true;
}

static struct tree *delivery_tree(struct work *work, const struct delivery *delivery)
{
	struct tree *one = tree_map(work->arena);

	tree_put_int(work->arena, one, "id", delivery->id);
	tree_put_text(work->arena, one, "person", delivery->person);
	tree_put_text(work->arena, one, "channel", delivery->channel);
	tree_put_text(work->arena, one, "address", shown_address(work, delivery));
	tree_put_text(work->arena, one, "state",
		      str_of(delivery_state_names[delivery->state]));
	tree_put_int(work->arena, one, "attempts", delivery->attempts);
	tree_put_text(work->arena, one, "problem", delivery->problem);
	tree_put_text(work->arena, one, "receipt", delivery->receipt);
	if (delivery->ended_at != 0)
		tree_put_text(work->arena, one, "ended_at",
			      instant_format(work->arena, delivery->ended_at));
	return one;
}

struct delivery_list {
	struct delivery *items;
	size_t count;
};

static struct tree *deliveries_of(struct work *work, struct delivery_list deliveries,
				  bool of_page, int64_t id)
{
	struct tree *list = tree_list(work->arena);

	for (size_t i = 0; i < deliveries.count; i++) {
		const struct delivery *one = &deliveries.items[i];

		if ((of_page ? one->page : one->message) == id)
			tree_add(work->arena, list, delivery_tree(work, one));
	}
	return list;
}

static bool add_pages(struct work *work, const struct incident *incident,
		      struct delivery_list deliveries, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct page *pages;
	size_t count;

	if (!store_of_incident(work, &page_shape, incident->id, &pages, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = row_tree(work->arena, &page_shape, &pages[i]);

		tree_put(work->arena, one, "deliveries",
			 deliveries_of(work, deliveries, true, pages[i].id));
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "pages", list);
	return true;
}

static bool add_messages(struct work *work, const struct incident *incident,
			 struct delivery_list deliveries, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct message *messages;
	size_t count;

	if (!store_of_incident(work, &message_shape, incident->id, &messages, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = row_tree(work->arena, &message_shape, &messages[i]);

		tree_put(work->arena, one, "deliveries",
			 deliveries_of(work, deliveries, false, messages[i].id));
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "messages", list);
	return true;
}

bool room_add_people(struct work *work, const struct incident *incident,
		     struct tree *answer)
{
	struct delivery_list deliveries = { 0 };

	return store_of_incident(work, &delivery_shape, incident->id, &deliveries.items,
				 &deliveries.count) &&
	       add_pages(work, incident, deliveries, answer) &&
	       add_messages(work, incident, deliveries, answer) &&
	       add_handoff(work, incident, answer) && add_roles(work, incident, answer) &&
	       answer_rows(work, &time_box_shape, incident->id, "time_boxes", answer) &&
	       room_add_on_call(work, escalation_policy(work, incident), answer);
}
