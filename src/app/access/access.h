/* Who is asking: by a token, a session, a link, or the local socket. */
#ifndef APP_ACCESS_ACCESS_H
#define APP_ACCESS_ACCESS_H

#include "app/store.h"

#define SESSION_LASTS_MS    (7 * DAY_MS)
#define LOGIN_LINK_LASTS_MS (DAY_MS)

/* A person of the configuration, else one that was added; NOT_FOUND otherwise. */
bool access_person(struct work *work, str name, struct actor *ret_actor) MUST_CHECK;

/* UNAUTHENTICATED when the secret is unknown, over, or its person is gone. csrf is
 * empty for an API token. */
bool access_by_secret(struct work *work, str secret, enum token_kind kind,
		      struct actor *ret_actor, str *ret_csrf) MUST_CHECK;

/* The other end of the local socket: the server's own user or root may act as
 * anybody it names; without a name it is who has that system user, else the first
 * admin. Everybody else is UNAUTHENTICATED. */
bool access_local(struct work *work, int64_t peer_uid, str as,
		  struct actor *ret_actor) MUST_CHECK;

/* In a turn. The secret is told once and kept as its hash. */
bool access_make_token(struct work *work, enum token_kind kind, str person,
		       duration_ms lasts, str *ret_secret, str *ret_csrf) MUST_CHECK;
/* A link is good once: it becomes a session. */
bool access_use_login_link(struct work *work, str secret, str *ret_session, str *ret_csrf,
			   struct actor *ret_actor) MUST_CHECK;
bool access_end_session(struct work *work, str secret) MUST_CHECK;

/* At the first start: makes the person "admin" and a link, when nobody exists. */
bool access_first_admin(struct work *work, str *ret_link_secret) MUST_CHECK; /* "" */

#endif
