#include "core/access/person.h"

#include <stddef.h>

const char *const role_names[] = {
	[ROLE_NONE] = "none",           [ROLE_VIEWER] = "viewer",
	[ROLE_RESPONDER] = "responder", [ROLE_APPROVER] = "approver",
	[ROLE_ADMIN] = "admin",         NULL,
};

const char *const actor_kind_names[] = {
	[ACTOR_STANCH] = "stanch",
	[ACTOR_DOOR] = "door",
	[ACTOR_PERSON] = "person",
	[ACTOR_AGENT] = "agent",
	NULL,
};

const char *const token_kind_names[] = {
	[TOKEN_API] = "api",
	[TOKEN_SESSION] = "session",
	[TOKEN_LOGIN_LINK] = "login-link",
	[TOKEN_ACK_LINK] = "ack-link",
	NULL,
};

static const struct field person_fields[] = {
	F(struct person, id, FIELD_INT),
	F(struct person, name, FIELD_TEXT),
	F_ENUM(struct person, role, role_names),
	F(struct person, is_agent, FIELD_BOOL),
	F(struct person, created_at, FIELD_INSTANT),
	F(struct person, removed_at, FIELD_INSTANT),
};
const struct shape person_shape = SHAPE("person", struct person, person_fields);

static const struct field token_fields[] = {
	F(struct token, id, FIELD_INT),
	F_HIDDEN(struct token, secret_hash, FIELD_TEXT),
	F_ENUM(struct token, kind, token_kind_names),
	F(struct token, person, FIELD_TEXT),
	F(struct token, page, FIELD_INT),
	F_HIDDEN(struct token, csrf, FIELD_TEXT),
	F(struct token, created_at, FIELD_INSTANT),
	F(struct token, expires_at, FIELD_INSTANT),
	F(struct token, used_at, FIELD_INSTANT),
};
const struct shape token_shape = SHAPE("token", struct token, token_fields);
