#include "core/learning/item.h"

#include <stddef.h>

static const struct field change_fields[] = {
	F(struct change, id, FIELD_INT),
	F(struct change, at, FIELD_INSTANT),
	F(struct change, service, FIELD_TEXT),
	F(struct change, kind, FIELD_TEXT),
	F(struct change, title, FIELD_TEXT),
	F(struct change, author, FIELD_TEXT),
	F(struct change, url, FIELD_TEXT),
	F(struct change, source, FIELD_TEXT),
	F(struct change, recorded_at, FIELD_INSTANT),
	F_HIDDEN(struct change, source_id, FIELD_TEXT),
};
const struct shape change_shape = SHAPE("change", struct change, change_fields);
