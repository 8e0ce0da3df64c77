#include "core/learning/item.h"

#include <stddef.h>

const char *const item_state_names[] = {
	[ITEM_OPEN] = "open",
	[ITEM_DONE] = "done",
	[ITEM_DEPRIORITISED] = "deprioritised",
	NULL,
};

static const struct field item_fields[] = {
	F(struct item, id, FIELD_INT),
	F(struct item, incident, FIELD_INT),
	F(struct item, title, FIELD_TEXT),
	F(struct item, owner, FIELD_TEXT),
	F(struct item, due, FIELD_INSTANT),
	F_ENUM(struct item, state, item_state_names),
	F(struct item, why, FIELD_TEXT),
	F(struct item, outcome, FIELD_TEXT),
	F(struct item, created_at, FIELD_INSTANT),
	F(struct item, ended_at, FIELD_INSTANT),
};
const struct shape item_shape = SHAPE("item", struct item, item_fields);
