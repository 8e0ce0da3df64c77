/* http_actions[].requests: what may be sent, how to tell what was set before, and which
 * request puts that back. */
#include "config/blanks.h"
#include "config/names.h"
#include "config/parts.h"
#include "formats/json.h"
#include "formats/pointer.h"

static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE" };

/* -- one request -- */

static void read_method(struct reader *reader, const struct spot *spot, void *owner)
{
	struct http_action_request *request = owner;
	str method;

	if (!reader_text(reader, spot, &method))
		return;
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (str_is(method, methods[i])) {
			request->method = method;
			return;
		}
	reader_tell(reader, spot, "must be GET, HEAD, POST, PUT, PATCH or DELETE");
}

/* Behind the URL: whoever may choose a host chooses whom the token is sent to. */
static void read_path_of(struct reader *reader, const struct spot *spot, str *ret_path)
{
	str path;

	if (!reader_text(reader, spot, &path))
		return;
	if (!str_starts_with(path, STR("/")) || str_contains(path, STR("/../")) ||
	    str_contains(path, STR("#")) || str_contains(path, STR(" "))) {
		reader_tell(reader, spot,
			    "must be a path such as /flags/<flag>: what comes behind the "
			    "URL");
		return;
	}
	*ret_path = path;
}

static void read_path(struct reader *reader, const struct spot *spot, void *owner)
{
	read_path_of(reader, spot, &((struct http_action_request *)owner)->path);
}

static void read_state_path(struct reader *reader, const struct spot *spot, void *owner)
{
	read_path_of(reader, spot, &((struct http_action_request *)owner)->read);
}

/* Kept as JSON: written in YAML there is no way to write it wrong. */
static void read_body(struct reader *reader, const struct spot *spot, void *owner)
{
	struct http_action_request *request = owner;

	request->body = arena_copy(reader->arena,
				   json_write(reader->scratch, spot->tree));
}

static void read_pointer(struct reader *reader, const struct spot *spot, void *owner)
{
	struct http_action_request *request = owner;

	if (!reader_text(reader, spot, &request->value))
		return;
	if (!pointer_is_one(request->value))
		reader_tell(reader, spot, "must be a JSON pointer such as /enabled");
}

/* A value as JSON has it: true is no mistake here. */
static void read_becomes(struct reader *reader, const struct spot *spot, void *owner)
{
	struct http_action_request *request = owner;

	if (spot->tree->kind == TREE_TEXT) {
		reader_text(reader, spot, &request->becomes);
		return;
	}
	if (spot->tree->kind == TREE_LIST || spot->tree->kind == TREE_MAP) {
		reader_tell(reader, spot, "must be a single value");
		return;
	}
	request->becomes = arena_copy(reader->arena,
				      json_write(reader->scratch, spot->tree));
}

static void settle_header(struct reader *reader, const struct spot *spot, void *owner)
{
	int given = 0;

	(void)owner;
	given += spot_under(spot, "value").tree != NULL;
	given += spot_under(spot, "value_file").tree != NULL;
	given += spot_under(spot, "value_env").tree != NULL;
	if (given != 1)
		reader_tell(reader, spot, "needs one of value, value_file and value_env");
}

static const struct key header_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct http_action_header, name),
	  .required = true },
	{ .name = "value",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct http_action_header, value) },
	{ .name = "value_file",
	  .kind = KEY_SECRET_FILE,
	  .offset = offsetof(struct http_action_header, secret) },
	{ .name = "value_env",
	  .kind = KEY_SECRET_ENV,
	  .offset = offsetof(struct http_action_header, secret) },
};
static const struct keys header_keys = KEYS(struct http_action_header, header_key_items,
					    settle_header);

static void check_statuses(struct reader *reader, const struct spot *spot,
			   const struct http_action_request *request)
{
	for (size_t i = 0; i < request->expect_count; i++) {
		int64_t status;

		if (!str_to_int(request->expect[i], &status) || status < 100 ||
		    status > 599)
			reader_tell_of(reader, spot, "expect",
				       "must be statuses such as 200 and 204");
	}
}

static bool only_asks(const struct http_action_request *request)
{
	return str_is(request->method, "GET") || str_is(request->method, "HEAD");
}

static void settle_request(struct reader *reader, const struct spot *spot, void *owner)
{
	struct http_action_request *request = owner;

	check_statuses(reader, spot, request);
	if (request->read.length == 0 &&
	    (request->value.length > 0 || request->becomes.length > 0))
		reader_tell_of(reader, spot,
			       request->value.length > 0 ? "value" : "becomes",
			       "needs read beside it: where to look");
	if (!spot_under(spot, "class").tree)
		request->class = request->undo_count > 0 ? ACTION_REVERSIBLE
							 : ACTION_DESTRUCTIVE;
	else if (request->class == ACTION_READ && !only_asks(request))
		reader_tell_of(reader, spot, "class", "of " STR_FMT " cannot be read",
			       STR_ARG(request->method));
}

#define IN_REQUEST(member) .offset = offsetof(struct http_action_request, member)
#define COUNTED_IN_REQUEST(member, member_count) \
	IN_REQUEST(member), \
		.count_offset = offsetof(struct http_action_request, member_count)

static const struct key request_key_items[] = {
	{ .name = "name", .kind = KEY_NAME, IN_REQUEST(name), .required = true },
	{ .name = "method",
	  .kind = KEY_OWN,
	  .read = read_method,
	  IN_REQUEST(method),
	  .fallback = "POST" },
	{ .name = "path", .kind = KEY_OWN, .read = read_path, .required = true },
	{ .name = "headers",
	  .kind = KEY_LIST,
	  COUNTED_IN_REQUEST(headers, header_count),
	  .of = &header_keys },
	{ .name = "body", .kind = KEY_OWN, .read = read_body },
	{ .name = "expect", .kind = KEY_TEXTS, COUNTED_IN_REQUEST(expect, expect_count) },
	{ .name = "read", .kind = KEY_OWN, .read = read_state_path },
	{ .name = "value", .kind = KEY_OWN, .read = read_pointer },
	{ .name = "becomes", .kind = KEY_OWN, .read = read_becomes },
	{ .name = "undo", .kind = KEY_PAIRS, COUNTED_IN_REQUEST(undo, undo_count) },
	{ .name = "class",
	  .kind = KEY_CHOICE,
	  IN_REQUEST(class),
	  .choices = action_class_names },
};
const struct keys http_request_keys = KEYS(struct http_action_request, request_key_items,
					   settle_request);

/* -- between the requests of an action -- */

static struct named parameters_of(const struct http_action *action)
{
	return NAMED(action->parameters, action->parameter_count);
}

/* Each blank is a parameter, or what was read. */
static void check_blanks(struct reader *reader, const struct spot *request,
			 const char *key, const struct http_action *action, str text,
			 bool has_was)
{
	struct named parameters = parameters_of(action);
	str before, name;

	while (blank_next(&text, &before, &name))
		if (!named_has(&parameters, name) && !(has_was && str_is(name, "was")))
			reader_tell_of(reader, request, key,
				       "<" STR_FMT "> is none of the parameters",
				       STR_ARG(name));
}

static void check_undo(struct reader *reader, const struct spot *spot,
		       const struct http_action *action,
		       const struct http_action_request *request)
{
	str to = labels_setting(request->undo, request->undo_count, "do");
	struct named requests = NAMED(action->requests, action->request_count);
	struct named parameters = parameters_of(action);

	if (request->undo_count == 0)
		return;
	if (!named_has(&requests, to))
		reader_tell_of(reader, spot, "undo",
			       "needs do: the name of one of these requests");
	for (size_t i = 0; i < request->undo_count; i++) {
		const struct label *pair = &request->undo[i];

		if (!str_is(pair->name, "do") && !named_has(&parameters, pair->name))
			reader_tell_of(reader, spot, "undo",
				       STR_FMT " is none of the parameters",
				       STR_ARG(pair->name));
		check_blanks(reader, spot, "undo", action, pair->value,
			     request->read.length > 0);
	}
}

static void check_request(struct reader *reader, const struct spot *spot,
			  const struct http_action *action,
			  const struct http_action_request *request)
{
	const struct {
		const char *key;
		str text;
	} texts[] = { { "path", request->path },
		      { "body", request->body },
		      { "read", request->read },
		      { "becomes", request->becomes } };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		check_blanks(reader, spot, texts[i].key, action, texts[i].text, false);
	for (size_t i = 0; i < request->header_count; i++)
		check_blanks(reader, spot, "headers", action, request->headers[i].value,
			     false);
	check_undo(reader, spot, action, request);
}

void settle_http_requests(struct reader *reader, const struct spot *spot,
			  const struct http_action *action)
{
	struct spot requests = spot_under(spot, "requests");

	for (size_t i = 0; i < action->parameter_count; i++)
		if (!blank_type_is_one(action->parameters[i].value))
			reader_tell_of(reader, spot, "parameters",
				       STR_FMT " must be name, text, integer, duration, "
					       "boolean, or values such as on|off",
				       STR_ARG(action->parameters[i].name));
	reader_tell_twice(reader, spot, "requests", "name",
			  NAMED(action->requests, action->request_count));
	for (size_t i = 0; requests.tree && i < action->request_count; i++) {
		struct spot item = spot_at(&requests, i);

		check_request(reader, &item, action, &action->requests[i]);
	}
}
