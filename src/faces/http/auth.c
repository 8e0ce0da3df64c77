/* Who asks: a token, a session with its CSRF token, the local socket, a door's key. */
#include "faces/http/request.h"

#include "app/access/access.h"
#include "base/hash.h"

#include <strings.h>

/* "Bearer abc" → "abc" for the scheme Bearer. */
static bool credentials(str header, const char *scheme, str *ret_credentials)
{
	str name, rest;

	if (!str_cut(str_trim(header), ' ', &name, &rest) ||
	    name.length != str_of(scheme).length ||
	    strncasecmp(name.bytes, scheme, name.length) != 0)
		return false;
	*ret_credentials = str_trim(rest);
	return true;
}

static bool by_token(struct request *request, struct work *work, str header)
{
	str secret, unused;

	if (!credentials(header, "Bearer", &secret))
		return fail(work, ERROR_UNAUTHENTICATED,
			    "the header Authorization must be: Bearer TOKEN");
	if (!access_by_secret(work, secret, TOKEN_API, &request->work.actor, &unused))
		return false;
	request->token = secret;
	request->work.actor.via = STR("api");
	return true;
}

static bool by_session(struct request *request, struct work *work, str secret)
{
	if (!access_by_secret(work, secret, TOKEN_SESSION, &request->work.actor,
			      &request->csrf))
		return false;
	request->session = secret;
	request->work.actor.via = STR("page");
	return true;
}

static bool find_person(struct work *work, void *arguments)
{
	struct request *request = arguments;
	const struct http_incoming *in = request->in;
	str header = http_header(in, "Authorization"), cookie;

	if (header.length > 0)
		return by_token(request, work, header);
	if (request->face->options.is_local) {
		if (!access_local(work, in->peer_uid, http_header(in, "X-Stanch-As"),
				  &request->work.actor))
			return false;
		request->work.actor.via = STR("cli");
		return true;
	}
	if (http_cookie(in, session_cookie(request), &cookie))
		return by_session(request, work, cookie);
	return fail(work, ERROR_UNAUTHENTICATED,
		    "who asks? Sign in, or send a token: Authorization: Bearer TOKEN");
}

const char *session_cookie(const struct request *request)
{
	return request->work.config->drill ? "stanch_practice" : "stanch_session";
}

static bool let_person_in(struct request *request)
{
	struct work *work = &request->work;
	str said = http_header(request->in, "X-CSRF-Token");

	if (!app_read(work->app, work, find_person, request)) {
		answer_error(request, &work->error);
		return false;
	}
	if (request->session.length == 0 || request_is(request, "GET") ||
	    secret_equal(said, request->csrf))
		return true;
	answer_problem(
		request, 403, "csrf",
		STR("the header X-CSRF-Token is missing or not this session's: load "
		    "the page again"));
	return false;
}

bool gate_said_key(const struct request *request, str *ret_key)
{
	str header = http_header(request->in, "Authorization"), packed, pair, user;

	if (credentials(header, "Bearer", ret_key) ||
	    credentials(header, "GenieKey", ret_key))
		return true;
	return credentials(header, "Basic", &packed) &&
	       base64_parse(request->work.arena, packed, &pair) &&
	       str_cut(pair, ':', &user, ret_key);
}

/* All keys are compared, so that the time tells nothing. */
const struct door_key *gate_door_key(struct request *request, str key)
{
	const struct config *config = request->work.config;
	const struct door_key *found = NULL;
	str hash = sha256_hex(request->work.arena, sha256_of(key));

	for (size_t i = 0; i < config->door_key_count; i++) {
		const struct door_key *one = &config->door_keys[i];

		if (secret_equal(one->hash, hash) &&
		    (one->until == 0 || request->work.now < one->until))
			found = one;
	}
	return found;
}

static bool let_sender_in(struct request *request)
{
	const struct config *config = request->work.config;
	const struct door_key *door;
	str key;

	/* Without a key nobody says a name: the source's will do. */
	request->work.actor = (struct actor){ .kind = ACTOR_DOOR, .via = STR("door") };
	if (request->face->options.is_local)
		return true;
	if (config->door_key_count == 0) {
		if (address_is_loopback_peer(request->in->peer))
			return true;
		answer_problem(request, 403, "forbidden",
			       STR("without door_keys in stanch.yaml the doors take "
				   "alerts from this machine only"));
		return false;
	}
	door = gate_said_key(request, &key) ? gate_door_key(request, key) : NULL;
	if (!door) {
		answer_problem(request, 401, "unauthenticated",
			       STR("this door needs a key: as Bearer, or as the password "
				   "of Basic"));
		return false;
	}
	request->work.actor.name = door->name;
	return true;
}

bool door_key_opens(const struct door_key *key, const char *source)
{
	for (size_t i = 0; i < key->source_count; i++)
		if (str_is(key->sources[i], source))
			return true;
	return key->source_count == 0;
}

/* The key of Alertmanager's door. One whose bodies must be signed is none here: nothing
 * that reads can sign. */
static bool by_reader_key(struct request *request)
{
	const struct door_key *door;
	str key;

	if (!gate_said_key(request, &key))
		return false;
	door = gate_door_key(request, key);
	if (!door || door->secret.length > 0 || !door_key_opens(door, "alertmanager"))
		return false;
	request->work.actor = (struct actor){ .kind = ACTOR_DOOR,
					      .name = door->name,
					      .via = STR("door") };
	return true;
}

static bool find_reader(struct work *work, void *arguments)
{
	struct request *request = arguments;
	str secret, unused;

	if (!gate_said_key(request, &secret) ||
	    !access_by_secret(work, secret, TOKEN_API, &request->work.actor, &unused))
		return fail(work, ERROR_UNAUTHENTICATED,
			    "this needs a door's key or a person's token: as Bearer, or "
			    "as the password of Basic");
	request->work.actor.via = STR("api");
	return true;
}

static bool may_as_person(struct request *request)
{
	struct work *work = &request->work;
	bool reads = request_is(request, "GET");
	enum role least = reads ? ROLE_VIEWER : ROLE_RESPONDER;

	if (work->actor.kind == ACTOR_AGENT && !reads)
		return fail(work, ERROR_FORBIDDEN, "only people may silence alerts");
	return work->actor.role >= least ||
	       fail(work, ERROR_FORBIDDEN, "this needs the role %s", role_names[least]);
}

/* A person's right comes from their token; a key is enough for what comes through a
 * door, and amtool's silences do. */
static bool let_reader_in(struct request *request)
{
	struct work *work = &request->work;
	bool is_keyless = work->config->door_key_count == 0 &&
			  address_is_loopback_peer(request->in->peer);
	bool is_person;

	if (by_reader_key(request))
		return true;
	is_person = app_read(work->app, work, find_reader, request);
	if (is_person && may_as_person(request))
		return true;
	if (!is_person && (request->face->options.is_local || is_keyless)) {
		work->error = (struct error){ 0 };
		work->actor = (struct actor){ .kind = ACTOR_DOOR,
					      .name = STR("alertmanager"),
					      .via = STR("door") };
		return true;
	}
	answer_error(request, &work->error);
	return false;
}

bool gate_let_in(struct request *request)
{
	switch (request->route->gate) {
	case GATE_OPEN:
	case GATE_SENDER: return true;
	case GATE_PERSON: return let_person_in(request);
	case GATE_DOOR: return let_sender_in(request);
	case GATE_READER: return let_reader_in(request);
	}
	return false;
}
