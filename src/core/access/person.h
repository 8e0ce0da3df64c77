/* Who may do what. */
#ifndef CORE_ACCESS_PERSON_H
#define CORE_ACCESS_PERSON_H

#include "base/clock.h"
#include "base/shape.h"

enum role { ROLE_NONE, ROLE_VIEWER, ROLE_RESPONDER, ROLE_APPROVER, ROLE_ADMIN };
extern const char *const role_names[];

enum actor_kind {
	ACTOR_STANCH, /* a timer or a rule of ours */
	ACTOR_DOOR,   /* a sender of alerts, by its key */
	ACTOR_PERSON,
	ACTOR_AGENT, /* a program with a token: proposes, never approves */
};
extern const char *const actor_kind_names[];

struct actor {
	enum actor_kind kind;
	str name; /* "alice", "prometheus", "stanch" */
	enum role role;
	str via; /* cli, page, api, mcp, link: how it came */
};

struct person {
	int64_t id;
	str name;
	enum role role;
	bool is_agent;
	instant_ms created_at;
	instant_ms removed_at; /* 0: active */
};
extern const struct shape person_shape;

/* A secret is kept as its SHA-256 only. */
enum token_kind { TOKEN_API, TOKEN_SESSION, TOKEN_LOGIN_LINK, TOKEN_ACK_LINK };
extern const char *const token_kind_names[];

struct token {
	int64_t id;
	str secret_hash; /* hex */
	enum token_kind kind;
	str person;
	int64_t page; /* TOKEN_ACK_LINK: which page */
	str csrf;     /* TOKEN_SESSION: the double-submit value */
	instant_ms created_at;
	instant_ms expires_at; /* 0: never */
	instant_ms used_at;
};
extern const struct shape token_shape;

#endif
