#include "app/access/access.h"

#include "app/app.h"
#include "app/note.h"
#include "base/hash.h"

#include <pwd.h>
#include <unistd.h>

static struct actor actor_of(str name, enum role role, bool is_agent)
{
	return (struct actor){ .kind = is_agent ? ACTOR_AGENT : ACTOR_PERSON,
			       .name = name,
			       .role = role,
			       .via = STR("api") };
}

bool access_person(struct work *work, str name, struct actor *ret_actor)
{
	const struct person_config *configured = config_person(work->config, name);
	struct person person;
	bool found;

	if (configured) {
		*ret_actor = actor_of(configured->name, configured->role,
				      configured->is_agent);
		return true;
	}
	if (!store_person_find(work, name, &person, &found))
		return false;
	if (!found || person.removed_at != 0)
		return fail(work, ERROR_NOT_FOUND, "there is no person '" STR_FMT "'",
			    STR_ARG(str_clip(name, 60)));
	*ret_actor = actor_of(person.name, person.role, person.is_agent);
	return true;
}

static bool find_token(struct work *work, str secret, enum token_kind kind,
		       struct token *ret_token)
{
	bool found;

	if (!store_token_find(work, sha256_hex(work->arena, sha256_of(secret)), ret_token,
			      &found))
		return false;
	if (!found || ret_token->kind != kind)
		return fail(work, ERROR_UNAUTHENTICATED, "this %s is not known here",
			    token_kind_names[kind]);
	if (ret_token->expires_at != 0 && ret_token->expires_at < work->now)
		return fail(work, ERROR_UNAUTHENTICATED, "this %s ended on " STR_FMT,
			    token_kind_names[kind],
			    STR_ARG(instant_format(work->arena, ret_token->expires_at)));
	return true;
}

bool access_by_secret(struct work *work, str secret, enum token_kind kind,
		      struct actor *ret_actor, str *ret_csrf)
{
	struct token token;

	if (!find_token(work, secret, kind, &token))
		return false;
	if (!access_person(work, token.person, ret_actor)) {
		if (work->error.kind == ERROR_NOT_FOUND)
			work->error.kind = ERROR_UNAUTHENTICATED;
		return false;
	}
	*ret_csrf = token.csrf;
	return true;
}

static bool first_admin(struct work *work, struct actor *ret_actor)
{
	struct person *people;
	size_t count;

	for (size_t i = 0; i < work->config->person_count; i++)
		if (work->config->people[i].role == ROLE_ADMIN)
			return access_person(work, work->config->people[i].name,
					     ret_actor);
	if (!store_people(work, &people, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (people[i].role == ROLE_ADMIN && people[i].removed_at == 0)
			return access_person(work, people[i].name, ret_actor);
	return fail(work, ERROR_UNAUTHENTICATED,
		    "nobody here is an admin: name a person with --as");
}

static str system_user(struct work *work, int64_t uid)
{
	char buffer[1024];
	struct passwd entry, *found = NULL;

	if (getpwuid_r((uid_t)uid, &entry, buffer, sizeof(buffer), &found) != 0 || !found)
		return STR("");
	return arena_copy(work->arena, str_of(entry.pw_name));
}

bool access_local(struct work *work, int64_t peer_uid, str as, struct actor *ret_actor)
{
	bool is_owner = peer_uid == 0 || peer_uid == (int64_t)geteuid();
	str user = system_user(work, peer_uid);

	if (peer_uid < 0)
		return fail(work, ERROR_UNAUTHENTICATED, "not a local connection");
	if (is_owner && as.length > 0)
		return access_person(work, as, ret_actor);
	for (size_t i = 0; user.length > 0 && i < work->config->person_count; i++)
		if (str_equal(work->config->people[i].system_user, user))
			return access_person(work, work->config->people[i].name,
					     ret_actor);
	if (is_owner)
		return first_admin(work, ret_actor);
	return fail(work, ERROR_UNAUTHENTICATED,
		    "the system user " STR_FMT " belongs to no person here",
		    STR_ARG(user));
}

bool access_make_token(struct work *work, enum token_kind kind, str person,
		       duration_ms lasts, str *ret_secret, str *ret_csrf)
{
	str secret = random_token(work->arena, 24);
	struct token token = {
		.secret_hash = sha256_hex(work->arena, sha256_of(secret)),
		.kind = kind,
		.person = person,
		.csrf = kind == TOKEN_SESSION ? random_token(work->arena, 18) : STR(""),
		.created_at = work->now,
		.expires_at = lasts > 0 ? work->now + lasts : 0,
	};

	if (!store_add(work, &token_shape, &token) ||
	    !note(work, "token.made", 0, subject_of(work, "token", token.id),
		  { "person", person }, { "kind", str_of(token_kind_names[kind]) }))
		return false;
	*ret_secret = secret;
	*ret_csrf = token.csrf;
	return true;
}

bool access_use_login_link(struct work *work, str secret, str *ret_session, str *ret_csrf,
			   struct actor *ret_actor)
{
	struct token token;

	return find_token(work, secret, TOKEN_LOGIN_LINK, &token) &&
	       access_person(work, token.person, ret_actor) &&
	       store_token_delete(work, token.id) &&
	       note(work, "token.used", 0, subject_of(work, "token", token.id),
		    { "person", token.person }, { "kind", STR("login link") }) &&
	       access_make_token(work, TOKEN_SESSION, token.person, SESSION_LASTS_MS,
				 ret_session, ret_csrf);
}

bool access_end_session(struct work *work, str secret)
{
	struct token token;

	return find_token(work, secret, TOKEN_SESSION, &token) &&
	       store_token_delete(work, token.id);
}

bool access_first_admin(struct work *work, str *ret_link_secret)
{
	struct person admin = { .name = STR("admin"),
				.role = ROLE_ADMIN,
				.created_at = work->now };
	struct person *people;
	size_t count;
	str unused;

	*ret_link_secret = STR("");
	if (work->config->person_count > 0)
		return true;
	if (!store_people(work, &people, &count))
		return false;
	if (count > 0)
		return true;
	return store_add(work, &person_shape, &admin) &&
	       note(work, "person.added", 0, subject_of(work, "person", admin.id),
		    { "name", admin.name }, { "role", str_of(role_names[ROLE_ADMIN]) }) &&
	       access_make_token(work, TOKEN_LOGIN_LINK, admin.name, LOGIN_LINK_LASTS_MS,
				 ret_link_secret, &unused);
}
