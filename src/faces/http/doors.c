/* Where senders deliver. What a body means and how it is answered is the source's;
 * here are the key, the signature, the size, the type, and the way to stable storage. */
#include "faces/http/request.h"

#include "app/intake/intake.h"
#include "app/store.h"
#include "app/watching/senders.h"
#include "faces/http/limiter.h"

#include <strings.h>

static const str hooks = STR_INIT("/hooks/");

/* One delivery on its way in. */
struct door {
	struct request *request;
	const struct source *source;
	struct door_call call;
	str path_key; /* of /hooks/NAME/KEY; "" */
	struct alert_batch batch;
};

/* "/v2/alerts/" takes "/v2/alerts/x" and leaves "x". */
static bool is_own_path(const struct source *source, str path, str *ret_rest)
{
	for (const char *const *own = source->paths; own && *own; own++) {
		str name = str_of(*own);
		bool is_folder = name.bytes[name.length - 1] == '/';

		if (is_folder ? !str_starts_with(path, name) : !str_equal(path, name))
			continue;
		*ret_rest = str_slice(path, name.length, path.length);
		return true;
	}
	return false;
}

static const struct source *at_hook(const struct ports *ports, str path, str *ret_key)
{
	str name, rest = STR("");

	if (!str_starts_with(path, hooks))
		return NULL;
	name = str_slice(path, hooks.length, path.length);
	str_cut(name, '/', &name, &rest);
	*ret_key = rest;
	return ports_source(ports, name);
}

const struct source *door_source(const struct ports *ports, str path, str *ret_rest,
				 str *ret_key)
{
	*ret_rest = *ret_key = STR("");
	for (size_t i = 0; i < ports->source_count; i++)
		if (is_own_path(ports->sources[i], path, ret_rest))
			return ports->sources[i];
	return at_hook(ports, path, ret_key);
}

static str header_of_call(const void *request, const char *name)
{
	return http_header(((const struct request *)request)->in, name);
}

static bool is_type(str type, const char *name)
{
	str wanted = str_of(name);

	return type.length == wanted.length &&
	       strncasecmp(type.bytes, wanted.bytes, wanted.length) == 0;
}

/* In Alertmanager's words; a missing type counts as its library counts it. */
bool type_let_in(struct request *request, const char *const *types)
{
	struct arena *arena = request->work.arena;
	str type = http_header(request->in, "Content-Type"), rest;

	str_cut(type, ';', &type, &rest);
	type = str_trim(type);
	if (type.length == 0)
		type = STR("application/octet-stream");
	for (const char *const *name = types; *name; name++)
		if (is_type(type, *name))
			return true;

	struct tree *answer = tree_map(arena);

	tree_put_int(arena, answer, "code", 415);
	tree_put_text(arena, answer, "message",
		      arena_format(arena,
				   "unsupported media type \"" STR_FMT
				   "\", only [%s] are allowed",
				   STR_ARG(str_clip(type, 100)), types[0]));
	answer_tree(request, 415, answer);
	return false;
}

static str key_said(const struct door *door)
{
	str key = { 0 };

	if (door->path_key.length > 0)
		return door->path_key;
	if (door->source->said_key)
		key = door->source->said_key(&door->call);
	if (key.length > 0 || gate_said_key(door->request, &key))
		return key;
	return door->batch.said_key;
}

/* Who has a secret must sign; the bytes are those that came. */
static bool is_signed(struct door *door, const struct door_key *key)
{
	struct work *work = &door->request->work;

	if (key->secret.length == 0)
		return true;
	if (!door->source->is_signed)
		return fail(work, ERROR_FORBIDDEN,
			    "%s cannot sign: remove the secret of the key " STR_FMT
			    ", or its use for %s",
			    door->source->name, STR_ARG(key->name), door->source->name);
	return door->source->is_signed(&door->call, key->secret) ||
	       fail(work, ERROR_UNAUTHENTICATED,
		    "the signature is missing or does not fit the body and the secret "
		    "of " STR_FMT,
		    STR_ARG(key->name));
}

/* Without any keys the doors take everybody of this machine, so that a first try just
 * works. */
static bool let_keyless_in(struct door *door)
{
	const struct request *request = door->request;

	if (request->face->options.is_local ||
	    address_is_loopback_peer(request->in->peer))
		return true;
	return fail(&door->request->work, ERROR_FORBIDDEN,
		    "without door_keys in stanch.yaml the doors take alerts from this "
		    "machine only");
}

static bool may_be_limited(const struct door *door)
{
	return door->source->limited_status != 0 &&
	       (!door->source->limits_hooks_only ||
		str_starts_with(door->call.path, hooks));
}

static bool let_in(struct door *door)
{
	struct request *request = door->request;
	struct work *work = &request->work;
	const struct door_key *key;
	str said = key_said(door);

	if (work->config->door_key_count == 0)
		return let_keyless_in(door);
	key = said.length > 0 ? gate_door_key(request, said) : NULL;
	if (!key && request->face->options.is_local)
		return true;
	if (!key)
		return fail(work, ERROR_UNAUTHENTICATED,
			    said.length > 0
				    ? "this key opens no door here, or not any longer"
				    : "this door needs a key: as Bearer, as the password "
				      "of Basic, or in the path /hooks/%s/KEY",
			    door->source->name);
	if (!door_key_opens(key, door->source->name))
		return fail(work, ERROR_UNAUTHENTICATED,
			    "the key " STR_FMT " does not open the door %s",
			    STR_ARG(key->name), door->source->name);
	if (!is_signed(door, key))
		return false;
	work->actor.name = door->call.key_name = key->name;
	door->call.per_minute = may_be_limited(door) ? key->per_minute : 0;
	if (!may_be_limited(door) ||
	    limiter_lets(request->face->limiter, key->name, key->per_minute, work->now))
		return true;
	return fail(work, ERROR_LIMITED,
		    STR_FMT " sends more than %lld deliveries a minute",
		    STR_ARG(key->name), (long long)key->per_minute);
}

static bool deliver(struct door *door)
{
	struct work *work = &door->request->work;
	const struct source *source = door->source;
	struct intake_result result;

	if (!source->key_is_in_body && !let_in(door))
		return false;
	if (!source->read(&door->call, &door->batch, &work->error))
		return false;
	if (source->key_is_in_body && !let_in(door))
		return false;
	return intake_deliver(work->app, work, str_of(source->name), &door->batch,
			      &result);
}

/* Failures of ours are logged, and the sender's headers stay as they would be. */
static void log_failure(struct request *request)
{
	answer_error(request, &request->work.error);
	request->out->header_count = 0;
}

static bool is_refused(enum error_kind kind)
{
	return kind == ERROR_UNAUTHENTICATED || kind == ERROR_FORBIDDEN;
}

/* Who is limited is alive all the same. */
static void note_sender(const struct door *door, bool delivered)
{
	const struct work *work = &door->request->work;
	const struct alert_batch *batch = &door->batch;
	struct sent sent = { .name = work->actor.name,
			     .source = str_of(door->source->name),
			     .alerts = batch->count,
			     .faults = batch->faults.count,
			     .at = work->now };

	if (!delivered) {
		sent.refused = is_refused(work->error.kind);
		sent.problem = str_of(work->error.text);
		sent.faults += !sent.refused;
	} else if (batch->faults.count > 0) {
		sent.problem = batch->faults.items[0].reason;
	}
	senders_note(work->app->senders, &sent);
}

static void give_answer(struct door *door, bool delivered)
{
	struct request *request = door->request;
	struct work *work = &request->work;
	struct door_answer answer = { .status = 500 };
	bool is_limited = !delivered && work->error.kind == ERROR_LIMITED;

	door->source->answer(&door->call, &door->batch, delivered ? NULL : &work->error,
			     &answer);
	if (is_limited)
		answer.status = door->source->limited_status;
	else if (answer.status >= 500)
		log_failure(request);
	if (!answer.type)
		answer.type = answer.body.length > 0 ? "application/json" : "";
	answer_bytes(request, answer.status, answer.type, answer.body);
	for (int i = 0; i < DOOR_HEADERS_MAX && answer.headers[i].name; i++)
		http_add_header(request->out, answer.headers[i].name,
				answer.headers[i].value);
	if (answer.request_id.length > 0)
		http_add_header(request->out, "X-Request-Id", answer.request_id);
	if (answer.status == 429 || answer.status == 503)
		http_add_header(request->out, "Retry-After", STR("60"));
	if (answer.status == 401)
		http_add_header(request->out, "WWW-Authenticate",
				STR("Basic realm=\"stanch doors\""));
}

void door_handle(struct request *request)
{
	struct work *work = &request->work;
	const struct http_incoming *in = request->in;
	struct door door = { .request = request,
			     .call = { .arena = work->arena,
				       .method = in->method,
				       .path = in->path,
				       .query = in->query,
				       .body = in->body,
				       .header = header_of_call,
				       .request = request,
				       .now = work->now,
				       .config = work->config,
				       .secret = store_key(work->app->store) },
			     .batch = { .was_cut = in->body_was_cut } };

	door.source = door_source(work->app->ports, in->path, &door.call.rest,
				  &door.path_key);
	if (door.source->types && !type_let_in(request, door.source->types))
		return;
	/* Without a key nobody says a name: the source's will do. */
	work->actor = (struct actor){ .kind = ACTOR_DOOR,
				      .name = str_of(door.source->name),
				      .via = STR("door") };

	bool delivered = deliver(&door);

	note_sender(&door, delivered);
	give_answer(&door, delivered);
}
