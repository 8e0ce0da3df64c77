#include "core/evidence/evidence.h"

#include <stddef.h>

const char *const evidence_state_names[] = {
	[EVIDENCE_WANTED] = "wanted",
	[EVIDENCE_GATHERED] = "gathered",
	[EVIDENCE_NO_DATA] = "no-data",
	[EVIDENCE_FAILED] = "failed",
	NULL,
};

static const struct field evidence_fields[] = {
	F(struct evidence, id, FIELD_INT),
	F(struct evidence, incident, FIELD_INT),
	F_ENUM(struct evidence, state, evidence_state_names),
	F(struct evidence, title, FIELD_TEXT),
	F(struct evidence, probe, FIELD_TEXT),
	F(struct evidence, target, FIELD_TEXT),
	F_HIDDEN(struct evidence, plan, FIELD_JSON),
	F(struct evidence, question, FIELD_TEXT),
	F(struct evidence, occasion, FIELD_TEXT),
	F(struct evidence, meaning, FIELD_TEXT),
	F(struct evidence, facts, FIELD_JSON),
	F_HIDDEN(struct evidence, body, FIELD_TEXT),
	F(struct evidence, body_hash, FIELD_TEXT),
	F(struct evidence, body_bytes, FIELD_INT),
	F(struct evidence, content, FIELD_TEXT),
	F(struct evidence, wanted_at, FIELD_INSTANT),
	F(struct evidence, gathered_at, FIELD_INSTANT),
	F(struct evidence, took_ms, FIELD_INT),
	F(struct evidence, problem, FIELD_TEXT),
};
const struct shape evidence_shape = SHAPE("evidence", struct evidence, evidence_fields);

static const struct field content_fields[] = {
	F(struct content, id, FIELD_INT),
	F(struct content, hash, FIELD_TEXT),
	F_HIDDEN(struct content, bytes, FIELD_TEXT),
	F(struct content, size, FIELD_INT),
	F(struct content, kept_at, FIELD_INSTANT),
};
const struct shape content_shape = SHAPE("content", struct content, content_fields);

static const struct field evidence_access_fields[] = {
	F(struct evidence_access, id, FIELD_INT),
	F(struct evidence_access, incident, FIELD_INT),
	F(struct evidence_access, evidence, FIELD_INT),
	F(struct evidence_access, who, FIELD_TEXT),
	F(struct evidence_access, why, FIELD_TEXT),
	F(struct evidence_access, at, FIELD_INSTANT),
};
const struct shape evidence_access_shape = SHAPE(
	"evidence_access", struct evidence_access, evidence_access_fields);
