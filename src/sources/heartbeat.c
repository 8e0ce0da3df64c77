/* A sign of life by a URL that anything can call: /heartbeats/NAME/KEY, by GET, HEAD or
 * POST. Without the last part the key comes as for every door. */
#include "sources/sources.h"

#include "formats/json.h"

static str name_of(const struct door_call *call, str *ret_key)
{
	str name = call->rest, key = STR("");

	str_cut(call->rest, '/', &name, &key);
	*ret_key = key;
	return name;
}

static str said_key(const struct door_call *call)
{
	str key;

	(void)name_of(call, &key);
	return key;
}

static bool read_ping(const struct door_call *call, struct alert_batch *batch,
		      struct error *error)
{
	str key, name = name_of(call, &key);

	if (name.length == 0)
		return error_set(error, ERROR_INVALID,
				 "which heartbeat? The path is /heartbeats/NAME/KEY");
	*list_add(call->arena, &batch->pings) = name;
	return true;
}

static str as_json(const struct door_call *call, const char *name, str value)
{
	struct tree *answer = tree_map(call->arena);

	tree_put_text(call->arena, answer, name, value);
	return json_write(call->arena, answer);
}

static void answer(const struct door_call *call, const struct alert_batch *batch,
		   const struct error *error, struct door_answer *ret_answer)
{
	str key, name = name_of(call, &key);

	if (error) {
		ret_answer->status = error_http_status(error->kind);
		ret_answer->body = as_json(call, "error", str_of(error->text));
	} else if (batch->faults.count > 0) {
		ret_answer->status = 404;
		ret_answer->body = as_json(call, "error", batch->faults.items[0].reason);
	} else {
		ret_answer->status = 200;
		ret_answer->body = as_json(call, "heartbeat", name);
	}
}

static const char *const paths[] = { "/heartbeats/", NULL };

const struct source heartbeat_source = {
	.name = "heartbeat",
	.help = "a sign of life: any request to /heartbeats/NAME/KEY",
	.paths = paths,
	.takes_get = true,
	.read = read_ping,
	.answer = answer,
	.said_key = said_key,
	.limited_status = 429,
};
