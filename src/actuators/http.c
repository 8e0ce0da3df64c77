/* Sends a request that http_actions names: a feature flag, a circuit breaker, a limit, a
 * maintenance page, a cache. The target is the entry's name; a plan is {do: REQUEST} and
 * a value for each of its parameters. Where the configuration says how to read what is
 * set, that is the condition, the proof that it was done, and what goes back. */
#include "actuators/api.h"
#include "config/blanks.h"
#include "formats/json.h"
#include "formats/pointer.h"

#include <assert.h>
#include <time.h>

enum {
	BODY_SHOWN_BYTES_MAX = 16 << 10,
	VALUE_SHOWN_BYTES_MAX = 200,
	VALUE_BYTES_MAX = 4096,
	/* What is set is not always seen at once: caches, replicas. */
	READ_BACK_MS = 5000,
	READ_BACK_EVERY_MS = 250,
};

/* A request with its blanks filled in. */
struct order {
	const struct actuator_call *call;
	const struct http_action *action;
	const struct http_action_request *request;
	str path, body, read, becomes;
	struct http_header *headers;
	struct tree *argv; /* what an approval binds to; without secrets */
};

/* -- from configuration and plan -- */

static const struct http_action_request *request_of(const struct actuator_call *call)
{
	const struct http_action *action = config_http_action(call->config, call->target);
	str wanted = plan_value(call, "do");

	for (size_t i = 0; action && i < action->request_count; i++)
		if (str_equal(action->requests[i].name, wanted))
			return &action->requests[i];
	return NULL;
}

static bool find_request(struct order *order, struct error *error)
{
	const struct actuator_call *call = order->call;
	str wanted;

	order->action = config_http_action(call->config, call->target);
	if (!order->action)
		return error_set(error, ERROR_FORBIDDEN,
				 "the configuration names no http action '" STR_FMT "'",
				 STR_ARG(str_clip(call->target, 100)));
	if (!plan_need(call, "do", &wanted, error))
		return false;
	order->request = request_of(call);
	return order->request ||
	       error_set(error, ERROR_FORBIDDEN, STR_FMT " has no request '" STR_FMT "'",
			 STR_ARG(call->target), STR_ARG(str_clip(wanted, 100)));
}

static str type_of(const struct http_action *action, str parameter)
{
	for (size_t i = 0; i < action->parameter_count; i++)
		if (str_equal(action->parameters[i].name, parameter))
			return action->parameters[i].value;
	return STR("");
}

static bool check_plan(const struct order *order, struct error *error)
{
	for (size_t i = 0; i < order->call->plan_count; i++) {
		const struct label *pair = &order->call->plan[i];
		str type = type_of(order->action, pair->name);

		if (str_is(pair->name, "do"))
			continue;
		if (type.length == 0)
			return error_set(error, ERROR_INVALID,
					 STR_FMT " has no parameter '" STR_FMT "'",
					 STR_ARG(order->call->target),
					 STR_ARG(str_clip(pair->name, 100)));
		if (!blank_accepts(type, pair->value, error))
			return error_wrap(error, STR_FMT, STR_ARG(pair->name));
	}
	return true;
}

static bool value_of(const void *context, str name, str *ret_value, struct error *error)
{
	const struct order *order = context;

	return plan_need(order->call, arena_c_string(order->call->arena, name), ret_value,
			 error);
}

static bool fill(const struct order *order, str text, str *ret_filled,
		 struct error *error)
{
	struct blank_values values = { value_of, order, NULL };

	return blanks_fill(order->call->arena, text, &values, ret_filled, error);
}

/* A value cannot lead out of its place: "/" and "?" are encoded, ".." is refused. */
static bool fill_path(const struct order *order, str text, str *ret_path,
		      struct error *error)
{
	struct arena *arena = order->call->arena;
	struct blank_values values = { value_of, order, url_encode };
	str path = { 0 }, rest, query, segment;

	if (!blanks_fill(arena, text, &values, &path, error))
		return false;
	rest = path;
	str_cut(path, '?', &rest, &query);
	while (str_next(&rest, '/', &segment))
		if (str_is(segment, ".") || str_is(segment, ".."))
			return error_set(error, ERROR_INVALID,
					 "a value leads out of its place in " STR_FMT,
					 STR_ARG(text));
	*ret_path = path;
	return true;
}

/* The type says what "<rps>" alone becomes: 100 and not "100". */
static struct tree *typed(struct arena *arena, str type, str value)
{
	int64_t number;

	if (str_is(type, "integer") && str_to_int(value, &number))
		return tree_int(arena, number);
	if (str_is(type, "boolean"))
		return tree_bool(arena, str_is(value, "true"));
	return tree_text(arena, value);
}

static bool fill_text(const struct order *order, struct tree *node, struct error *error)
{
	str name, filled = { 0 };

	if (!fill(order, node->text, &filled, error))
		return false;
	if (blank_is_whole(node->text, &name))
		*node = *typed(order->call->arena, type_of(order->action, name), filled);
	else
		node->text = filled;
	return true;
}

/* As deep as the configuration's YAML may be. */
static bool fill_tree(const struct order *order, struct tree *node, struct error *error)
{
	if (node->kind == TREE_TEXT)
		return fill_text(order, node, error);
	for (size_t i = 0; i < tree_count(node); i++)
		if (!fill_tree(order, node->list.items[i].value, error))
			return false;
	return true;
}

static bool fill_body(struct order *order, struct error *error)
{
	struct tree *body;

	if (order->request->body.length == 0)
		return true;
	body = json_parse(order->call->arena, order->request->body, error);
	if (!body || !fill_tree(order, body, error))
		return error_wrap(error, "body");
	order->body = json_write(order->call->arena, body);
	return true;
}

static bool fill_headers(struct order *order, struct error *error)
{
	size_t count = order->request->header_count;

	order->headers = arena_many(order->call->arena, struct http_header, count + 1);
	for (size_t i = 0; i < count; i++) {
		const struct http_action_header *header = &order->request->headers[i];

		order->headers[i] = (struct http_header){ header->name, header->secret };
		if (header->secret.length == 0 &&
		    !fill(order, header->value, &order->headers[i].value, error))
			return error_wrap(error, "header " STR_FMT,
					  STR_ARG(header->name));
	}
	return true;
}

static str url_of(const struct order *order, str path)
{
	return arena_format(order->call->arena, STR_FMT STR_FMT,
			    STR_ARG(order->action->api.url), STR_ARG(path));
}

static void make_argv(struct order *order)
{
	struct arena *arena = order->call->arena;
	struct tree *argv = tree_list(arena);

	tree_add(arena, argv, tree_text(arena, order->request->method));
	tree_add(arena, argv, tree_text(arena, url_of(order, order->path)));
	for (size_t i = 0; i < order->request->header_count; i++) {
		bool is_secret = order->request->headers[i].secret.length > 0;

		tree_add(
			arena, argv,
			tree_text(arena,
				  arena_format(
					  arena, STR_FMT ": " STR_FMT,
					  STR_ARG(order->headers[i].name),
					  STR_ARG(is_secret ? STR("***")
							    : order->headers[i].value))));
	}
	if (order->body.length > 0)
		tree_add(arena, argv, tree_text(arena, order->body));
	order->argv = argv;
}

static bool make_order(const struct actuator_call *call, struct order *ret_order,
		       struct error *error)
{
	struct order order = { .call = call };

	if (!find_request(&order, error))
		return false;
	assert(order.action && order.request);
	if (!check_plan(&order, error) ||
	    !fill_path(&order, order.request->path, &order.path, error) ||
	    !fill_path(&order, order.request->read, &order.read, error) ||
	    !fill(&order, order.request->becomes, &order.becomes, error) ||
	    !fill_headers(&order, error) || !fill_body(&order, error))
		return false;
	make_argv(&order);
	*ret_order = order;
	return true;
}

/* -- what it is set to -- */

static bool pick_value(const struct order *order, str body, str *ret_value,
		       struct error *error)
{
	struct arena *arena = order->call->arena;
	const struct tree *tree, *found;

	if (order->request->value.length == 0) {
		*ret_value = str_trim(body);
		return true;
	}
	tree = json_parse(arena, body, error);
	if (!tree)
		return error_wrap(error, "the answer");
	found = pointer_find(tree, order->request->value);
	if (!found)
		return error_set(error, ERROR_UNAVAILABLE,
				 "nothing stands at " STR_FMT " of the answer",
				 STR_ARG(order->request->value));
	*ret_value = found->kind == TREE_TEXT ? found->text : json_write(arena, found);
	return true;
}

static bool read_value(const struct order *order, str *ret_value, struct error *error)
{
	struct api_ask ask = { .call = order->call,
			       .api = &order->action->api,
			       .path = order->read,
			       .headers = order->headers,
			       .header_count = order->request->header_count,
			       .wait_ms = order->call->wait_ms / 6 };
	struct http_answer answer;
	str value = { 0 };

	if (!api_ask(&ask, &answer, error))
		return false;
	if (answer.status < 200 || answer.status > 299)
		return error_set(error, ERROR_UNAVAILABLE,
				 "reading what is set: " STR_FMT,
				 STR_ARG(api_says(order->call->arena, &answer)));
	if (!pick_value(order, answer.body, &value, error))
		return error_wrap(error, "reading what is set");
	if (value.length > VALUE_BYTES_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 "reading what is set: more than %d bytes",
				 VALUE_BYTES_MAX);
	*ret_value = value;
	return true;
}

static str shown(str value)
{
	return value.length > 0 ? str_clip(value, VALUE_SHOWN_BYTES_MAX) : STR("\"\"");
}

/* -- preview -- */

struct undo_values {
	const struct order *order;
	str was;
};

static bool undo_value_of(const void *context, str name, str *ret_value,
			  struct error *error)
{
	const struct undo_values *values = context;

	if (!str_is(name, "was"))
		return value_of(values->order, name, ret_value, error);
	*ret_value = values->was;
	return true;
}

/* All that this plan says, but for what the configuration says otherwise. */
static bool add_undo(const struct order *order, str was, struct actuator_preview *found,
		     struct error *error)
{
	struct arena *arena = order->call->arena;
	const struct http_action_request *request = order->request;
	struct undo_values known = { order, was };
	struct blank_values values = { undo_value_of, &known, NULL };
	struct actuator_call undo_call = *order->call;
	struct order undo = { 0 };
	struct label *plan;
	size_t count = 0;
	str value = { 0 };

	found->undo_text = STR("there is no way back");
	if (request->undo_count == 0)
		return true;
	found->undo = tree_map(arena);
	for (size_t i = 0; i < order->call->plan_count; i++)
		tree_put_str(arena, found->undo, order->call->plan[i].name,
			     tree_text(arena, order->call->plan[i].value));
	for (size_t i = 0; i < request->undo_count; i++) {
		if (!blanks_fill(arena, request->undo[i].value, &values, &value, error))
			return error_wrap(error, "undo");
		tree_put_str(arena, found->undo, request->undo[i].name,
			     tree_text(arena, value));
	}
	plan = arena_many(arena, struct label, tree_count(found->undo) + 1);
	for (; count < tree_count(found->undo); count++)
		plan[count] = (struct label){ tree_nth_name(found->undo, count),
					      tree_nth(found->undo, count)->text };
	undo_call.plan = plan;
	undo_call.plan_count = count;
	if (!make_order(&undo_call, &undo, error))
		return error_wrap(error, "undo");
	found->undo_text = arena_format(
		arena, "sends " STR_FMT " " STR_FMT "%s" STR_FMT,
		STR_ARG(undo.request->method), STR_ARG(url_of(&undo, undo.path)),
		undo.body.length > 0 ? " " : "", STR_ARG(str_clip(undo.body, 400)));
	return true;
}

static str preview_of(const struct order *order, str was)
{
	struct arena *arena = order->call->arena;
	str text = arena_format(arena, STR_FMT "  " STR_FMT,
				STR_ARG(order->request->method),
				STR_ARG(url_of(order, order->path)));

	for (size_t i = 0; i < order->request->header_count; i++)
		text = arena_format(arena, STR_FMT "\n" STR_FMT, STR_ARG(text),
				    STR_ARG(tree_nth(order->argv, 2 + i)->text));
	if (order->body.length > 0)
		text = arena_format(arena, STR_FMT "\n" STR_FMT, STR_ARG(text),
				    STR_ARG(str_clip(order->body, BODY_SHOWN_BYTES_MAX)));
	if (order->read.length == 0)
		return text;
	return arena_format(arena, STR_FMT "\nis set to " STR_FMT "%s" STR_FMT,
			    STR_ARG(text), STR_ARG(shown(was)),
			    order->becomes.length > 0 ? " → " : "",
			    STR_ARG(order->becomes));
}

static bool preview(const struct actuator_call *call, struct actuator_preview *ret,
		    struct error *error)
{
	struct actuator_preview found = { 0 };
	struct order order = { 0 };
	str was = { 0 };

	if (!make_order(call, &order, error))
		return false;
	found.condition = tree_map(call->arena);
	if (order.read.length > 0) {
		if (!read_value(&order, &was, error))
			return false;
		if (order.becomes.length > 0 && str_equal(was, order.becomes))
			return error_set(error, ERROR_CONFLICT,
					 "it is set to " STR_FMT " already",
					 STR_ARG(shown(was)));
		tree_put_text(call->arena, found.condition, "was", was);
	} else if (order.request->class != ACTION_READ) {
		found.warning = STR("what is set now cannot be read: nothing tells "
				    "whether somebody else changed it");
	}
	if (!add_undo(&order, was, &found, error))
		return false;
	found.argv = order.argv;
	found.class = order.request->class;
	found.preview = preview_of(&order, was);
	*ret = found;
	return true;
}

/* -- apply -- */

/* The configuration may have changed between approval and start. */
static bool check_condition(const struct order *order, struct error *error)
{
	const struct actuator_call *call = order->call;
	str was = tree_get_text(call->condition, "was"), now = { 0 };

	if (!str_equal(json_write(call->arena, call->argv),
		       json_write(call->arena, order->argv)))
		return error_set(error, ERROR_CONFLICT,
				 "the request is not any more what was approved");
	if (order->read.length == 0)
		return true;
	if (!read_value(order, &now, error))
		return false;
	if (str_equal(now, was))
		return true;
	return error_set(error, ERROR_CONFLICT,
			 "it was set to " STR_FMT " at the preview and is " STR_FMT
			 " now",
			 STR_ARG(shown(was)), STR_ARG(shown(now)));
}

static bool is_expected(const struct http_action_request *request, int status)
{
	int64_t wanted;

	for (size_t i = 0; i < request->expect_count; i++)
		if (str_to_int(request->expect[i], &wanted) && wanted == status)
			return true;
	return request->expect_count == 0 && status >= 200 && status <= 299;
}

static bool send(const struct order *order, struct actuator_result *ret,
		 struct error *error)
{
	struct arena *arena = order->call->arena;
	struct api_ask ask = { .call = order->call,
			       .api = &order->action->api,
			       .method = arena_c_string(arena, order->request->method),
			       .path = order->path,
			       .body = order->body,
			       .headers = order->headers,
			       .header_count = order->request->header_count,
			       .wait_ms = order->call->wait_ms / 3 };
	struct http_answer answer;

	if (!api_ask(&ask, &answer, error)) {
		/* Without an answer it may have been done all the same. */
		ret->unknown = answer.may_have_arrived;
		return false;
	}
	ret->output = arena_format(
		arena, STR_FMT " " STR_FMT "\n" STR_FMT, STR_ARG(order->request->method),
		STR_ARG(url_of(order, order->path)), STR_ARG(api_says(arena, &answer)));
	if (is_expected(order->request, answer.status))
		return true;
	/* Who gave up in the middle may have done half of it. */
	ret->unknown = answer.status >= 500;
	return error_set(error, ERROR_INVALID, "it answered " STR_FMT,
			 STR_ARG(api_says(arena, &answer)));
}

static void pause_before_reading(void)
{
	struct timespec wait = { .tv_nsec = READ_BACK_EVERY_MS * 1000000L };

	nanosleep(&wait, NULL);
}

static bool read_back(const struct order *order, struct actuator_result *ret,
		      struct error *error)
{
	int64_t ends_us = clock_monotonic_us() + (int64_t)READ_BACK_MS * 1000;
	str now = { 0 };

	if (order->read.length == 0)
		return true;
	for (bool again = false; !again || clock_monotonic_us() < ends_us; again = true) {
		if (again)
			pause_before_reading();
		if (!read_value(order, &now, error)) {
			ret->unknown = true;
			return false;
		}
		if (order->becomes.length == 0 || str_equal(now, order->becomes)) {
			ret->output = arena_format(
				order->call->arena, STR_FMT "\nread back: " STR_FMT,
				STR_ARG(ret->output), STR_ARG(shown(now)));
			return true;
		}
	}
	return error_set(error, ERROR_INVALID,
			 "it took the request, and is set to " STR_FMT
			 " all the same, not to " STR_FMT,
			 STR_ARG(shown(now)), STR_ARG(shown(order->becomes)));
}

static bool apply(const struct actuator_call *call, struct actuator_result *ret,
		  struct error *error)
{
	struct order order = { 0 };

	*ret = (struct actuator_result){ 0 };
	if (!make_order(call, &order, error)) {
		error->kind = ERROR_CONFLICT;
		return false;
	}
	return check_condition(&order, error) && send(&order, ret, error) &&
	       read_back(&order, ret, error);
}

static int was_done(const struct actuator_call *call, str *ret_why)
{
	struct error error = { 0 };
	struct order order = { 0 };
	str now = { 0 };

	if (!make_order(call, &order, &error)) {
		*ret_why = arena_copy(call->arena, str_of(error.text));
		return -1;
	}
	if (order.read.length == 0) {
		*ret_why = STR("the configuration does not say how to read what is set");
		return -1;
	}
	if (!read_value(&order, &now, &error)) {
		*ret_why = arena_copy(call->arena, str_of(error.text));
		return -1;
	}
	*ret_why = arena_format(call->arena, "it is set to " STR_FMT " now",
				STR_ARG(shown(now)));
	if (order.becomes.length > 0 && str_equal(now, order.becomes))
		return 1;
	return str_equal(now, tree_get_text(call->condition, "was")) ? 0 : -1;
}

static enum action_class class_of(const struct actuator_call *call)
{
	const struct http_action_request *request = request_of(call);

	return request ? request->class : ACTION_DESTRUCTIVE;
}

const struct actuator http_actuator = {
	.name = "http",
	.help = "a request of http_actions: do, and a value for each of its parameters",
	.preview = preview,
	.apply = apply,
	.was_done = was_done,
	.target_tells = true,
	.class_of = class_of,
};
