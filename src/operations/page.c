/* page: somebody is called until somebody answers. */
#include "app/paging/paging.h"
#include "base/text.h"
#include "operations/noun.h"

enum { NAMES_BYTES_MAX = 1024 };

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

struct test_input {
	str person;
};
static const struct field test_fields[] = {
	{ .name = "person",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct test_input, person),
	  .required = true,
	  .help = "whose phone should ring" },
};
static const struct shape test_shape = SHAPE("test", struct test_input, test_fields);

static bool test(struct work *work, const void *input, struct tree *answer)
{
	const struct test_input *in = input;
	struct text names = text_new(work->arena, NAMES_BYTES_MAX);
	const struct person_config *person;
	int64_t count;

	if (!paging_test(work, in->person, &count))
		return false;
	person = config_person(work->config, in->person);
	for (int64_t i = 0; i < count; i++)
		text_addf(&names, "%s" STR_FMT, i > 0 ? ", " : "",
			  STR_ARG(person->contacts[i].channel));
	tree_put_text(work->arena, answer, "channels", text_of(&names));
	tree_put_text(work->arena, answer, "person", in->person);
	return true;
}

struct deliveries_input {
	int64_t most;
};
static const struct field deliveries_fields[] = {
	{ .name = "most",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct deliveries_input, most),
	  .help = "so many of the last; left out: 40" },
};
static const struct shape deliveries_shape = SHAPE("deliveries", struct deliveries_input,
						   deliveries_fields);

/* Each with what became of it, and how long it took. */
static bool deliveries(struct work *work, const void *input, struct tree *answer)
{
	const struct deliveries_input *in = input;
	struct tree *list = tree_list(work->arena);
	struct delivery *rows;
	size_t count, most = in->most > 0 ? (size_t)in->most : 40;

	if (!store_latest(work, &delivery_shape, most, &rows, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = row_tree(work->arena, &delivery_shape, &rows[i]);

		tree_put_text(work->arena, one, "address", shown_address(work, &rows[i]));
		tree_put_text(work->arena, one, "to",
			      rows[i].person.length > 0 ? rows[i].person
							: rows[i].channel);
		if (rows[i].ended_at != 0)
			tree_put_text(
				work->arena, one, "took",
				duration_format(work->arena,
						rows[i].ended_at - rows[i].created_at));
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "deliveries", list);
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
				 { "level", "level", 0 },
				 { "state", "state", 0 },
				 { "person", "last called", 0 },
				 { "sends", "rounds", 0 },
				 { "acked_by", "acknowledged by", 0 },
				 { "opened_at", "opened", 0 } },
		    .empty = "Nobody was paged yet." } },
	{ .noun = "page",
	  .verb = "deliveries",
	  .help = "the last sends: to whom, by what, and what became of each",
	  .more = "queued and sending are under way; failed is for good, with the "
		  "reason; held is a page that a person's limit kept back (never one of "
		  "rank 0); cancelled was overtaken by an acknowledgement or by the next "
		  "round.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &deliveries_shape,
	  .run = deliveries,
	  .view = { .list = "deliveries",
		    .columns = { { "created_at", "queued", 0 },
				 { "to", "to", 0 },
				 { "channel", "by", 0 },
				 { "purpose", "what", 0 },
				 { "state", "state", 0 },
				 { "attempts", "attempts", 0 },
				 { "took", "took", 0 },
				 { "problem", "problem", 60 } },
		    .empty = "Nothing was sent yet." } },
	{ .noun = "page",
	  .verb = "test",
	  .help = "ring a person by every channel, to see whether it does",
	  .more = "What became of each is in 'stanch page deliveries'. Nothing else "
		  "happens: no incident, no escalation.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &test_shape,
	  .run = test,
	  .view = { .template =
			    "On its way to {{person}} by {{channels}}. What became of "
			    "it: stanch page deliveries\n" } },
};

NOUN(page, operations);
