#include "core/diagnosis/hypothesis.h"

#include <stddef.h>

const char *const hypothesis_state_names[] = {
	[HYPOTHESIS_OPEN] = "open",           [HYPOTHESIS_TESTING] = "testing",
	[HYPOTHESIS_SUPPORTED] = "supported", [HYPOTHESIS_REFUTED] = "refuted",
	[HYPOTHESIS_CONFIRMED] = "confirmed", NULL,
};

static const struct field hypothesis_fields[] = {
	F(struct hypothesis, id, FIELD_INT),
	F(struct hypothesis, incident, FIELD_INT),
	F(struct hypothesis, key, FIELD_TEXT),
	F(struct hypothesis, claim, FIELD_TEXT),
	F(struct hypothesis, mechanism, FIELD_TEXT),
	F_ENUM(struct hypothesis, state, hypothesis_state_names),
	F(struct hypothesis, reason, FIELD_TEXT),
	F(struct hypothesis, tests, FIELD_JSON),
	F(struct hypothesis, helps, FIELD_JSON),
	F(struct hypothesis, written_at, FIELD_INSTANT),
	F(struct hypothesis, decided_at, FIELD_INSTANT),
};
const struct shape hypothesis_shape = SHAPE("hypothesis", struct hypothesis,
					    hypothesis_fields);
