#include "operations/noun.h"

static const struct field of_incident_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct of_incident, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
};
const struct shape of_incident_shape = SHAPE("incident", struct of_incident,
					     of_incident_fields);

static const struct field of_action_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct of_action, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "number",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct of_action, number),
	  .required = true,
	  .help = "the action's number: 1, 2, …" },
	{ .name = "digest",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct of_action, digest),
	  .help = "of the preview you saw; if given it must still be that one" },
};
const struct shape of_action_shape = SHAPE("action", struct of_action, of_action_fields);

bool answer_rows(struct work *work, const struct shape *shape, int64_t incident,
		 const char *name, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	char *rows;
	size_t count;

	if (!store_of_incident(work, shape, incident, &rows, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		tree_add(work->arena, list,
			 row_tree(work->arena, shape, rows + i * shape->size));
	tree_put(work->arena, answer, name, list);
	return true;
}

void answer_incident(struct work *work, const struct incident *incident,
		     struct tree *answer)
{
	tree_put(work->arena, answer, "incident",
		 row_tree(work->arena, &incident_shape, incident));
}

str shown_address(struct work *work, const struct delivery *delivery)
{
	str address = delivery->address;
	size_t shown = 3;

	if (work->actor.role >= ROLE_ADMIN ||
	    str_equal(delivery->person, work->actor.name))
		return address;
	/* Of a URL the host: it says which system, and is no secret. */
	if (str_contains(address, STR("://"))) {
		str scheme, rest, path;

		str_cut(address, '/', &scheme, &rest);
		rest = str_slice(rest, 1, rest.length);
		return str_cut(rest, '/', &rest, &path)
			       ? arena_format(work->arena, STR_FMT "/…", STR_ARG(rest))
			       : rest;
	}
	return arena_format(work->arena, STR_FMT "%s", STR_ARG(str_clip(address, shown)),
			    address.length > shown ? "…" : "");
}
