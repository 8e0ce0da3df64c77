/* page: somebody is called until somebody answers. */
#include "app/paging/paging.h"
#include "operations/noun.h"

static bool acknowledge(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !paging_acknowledge(work, &incident))
		return false;
	answer_incident(work, &incident, answer);
	return true;
}

static bool list(struct work *work, const void *input, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct page *pages;
	size_t count;

	(void)input;
	if (!store_latest(work, &page_shape, 100, &pages, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		tree_add(work->arena, list,
			 row_tree(work->arena, &page_shape, &pages[i]));
	tree_put(work->arena, answer, "pages", list);
	return true;
}

static const struct operation operations[] = {
	{ .noun = "page",
	  .verb = "acknowledge",
	  .alias = "ack",
	  .help = "take an incident's page: it stops at once, for everybody",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &of_incident_shape,
	  .run = acknowledge,
	  .view = { .template = "Acknowledged {{incident.code}}. Commander: "
				"{{incident.commander}}\n" } },
	{ .noun = "page",
	  .verb = "list",
	  .help = "the last pages and how they ended",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = list,
	  .view = { .list = "pages",
		    .columns = { { "id", "page", 0 },
				 { "incident", "incident id", 0 },
				 { "state", "state", 0 },
				 { "person", "person", 0 },
				 { "sends", "sent", 0 },
				 { "acked_by", "acknowledged by", 0 },
				 { "opened_at", "opened", 0 } },
		    .empty = "Nobody was paged yet." } },
};

NOUN(page, operations);
