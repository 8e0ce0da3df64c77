#include "operations/merging.h"

#include "app/lifecycle/merge.h"
#include "base/limits.h"
#include "operations/noun.h"

struct merge_input {
	str incident, into, reason;
};
static const struct field merge_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct merge_input, incident),
	  .required = true,
	  .help = "the incident that ends: INC-2026-11-21-002, 2 (of today) or last" },
	{ .name = "into",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct merge_input, into),
	  .required = true,
	  .help = "the incident that takes its alerts" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct merge_input, reason),
	  .help = "why they are one" },
};
const struct shape merge_shape = SHAPE("merge", struct merge_input, merge_fields);

bool merging_merge(struct work *work, const void *input, struct tree *answer)
{
	const struct merge_input *in = input;
	struct incident from, into;

	if (!store_incident_find(work, in->incident, &from) ||
	    !store_incident_find(work, in->into, &into) ||
	    !incident_merge(work, &from, &into, in->reason))
		return false;
	answer_incident(work, &from, answer);
	tree_put(work->arena, answer, "into",
		 row_tree(work->arena, &incident_shape, &into));
	return true;
}

struct split_input {
	str incident, alerts, reason;
};
static const struct field split_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct split_input, incident),
	  .required = true,
	  .help = "the incident that keeps the rest: INC-2026-11-21-001, 1 (of today) or "
		  "last" },
	{ .name = "alerts",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct split_input, alerts),
	  .required = true,
	  .help = "the numbers of the alerts that leave, from stanch alert list: 17,18" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct split_input, reason),
	  .help = "why they are two" },
};
const struct shape split_shape = SHAPE("split", struct split_input, split_fields);

struct numbers {
	int64_t *items;
	size_t count, capacity;
};

static bool read_numbers(struct work *work, str list, struct numbers *numbers)
{
	str one;

	while (str_next(&list, ',', &one)) {
		int64_t number;

		if (!str_to_int(str_trim(one), &number))
			return fail(work, ERROR_INVALID,
				    "alerts: '" STR_FMT "' is no alert's number",
				    STR_ARG(str_clip(one, 40)));
		if (numbers->count == ROWS_PER_ANSWER_MAX)
			return fail(work, ERROR_TOO_LARGE, "alerts: at most %d at a time",
				    ROWS_PER_ANSWER_MAX);
		*list_add(work->arena, numbers) = number;
	}
	return true;
}

bool merging_split(struct work *work, const void *input, struct tree *answer)
{
	const struct split_input *in = input;
	struct incident from, part;
	struct numbers numbers = { 0 };

	if (!store_incident_find(work, in->incident, &from) ||
	    !read_numbers(work, in->alerts, &numbers) ||
	    !incident_split(work, &from, numbers.items, numbers.count, in->reason, &part))
		return false;
	answer_incident(work, &part, answer);
	tree_put(work->arena, answer, "from",
		 row_tree(work->arena, &incident_shape, &from));
	return true;
}
