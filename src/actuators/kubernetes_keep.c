/* What is gone with a pod, and a postmortem will want: what it said, what the one before
 * it said when it ended, how it stood and what happened to it. */
#include "actuators/kubernetes_parts.h"
#include "formats/json.h"
#include "net/http_client.h"

#include <stdlib.h>

enum {
	PODS_READ_MAX = 500,
	PODS_KEPT_MAX = 5, /* the worst of them; the others say the same */
	PIECES_MAX = 60,
	/* A job holds all of it in memory, twice: as it came and masked. */
	ALL_BYTES_MAX = 32 << 20,
	EVENTS_MAX = 100,
	LINES_KEPT = 5000,
	SELECTOR_BYTES_MAX = 4 << 10,
};

/* -- a selector -- */

static void add_values(struct text *text, const struct tree *values)
{
	for (size_t i = 0; i < tree_count(values); i++)
		text_addf(text, "%s" STR_FMT, i > 0 ? "," : "",
			  STR_ARG(tree_nth(values, i)->kind == TREE_TEXT
					  ? tree_nth(values, i)->text
					  : STR("")));
}

static void add_expression(struct text *text, const struct tree *one)
{
	str key = tree_get_text(one, "key"), how = tree_get_text(one, "operator");
	bool is_in = str_is(how, "In");

	if (str_is(how, "Exists") || str_is(how, "DoesNotExist")) {
		text_addf(text, "%s" STR_FMT, str_is(how, "Exists") ? "" : "!",
			  STR_ARG(key));
		return;
	}
	text_addf(text, STR_FMT " %s (", STR_ARG(key), is_in ? "in" : "notin");
	add_values(text, tree_get(one, "values"));
	text_add_char(text, ')');
}

str kubernetes_selector_text(struct arena *arena, const struct tree *selector)
{
	const struct tree *labels = tree_get(selector, "matchLabels");
	const struct tree *expressions = tree_get(selector, "matchExpressions");
	struct text text = text_new(arena, SELECTOR_BYTES_MAX);

	for (size_t i = 0; i < tree_count(labels); i++)
		text_addf(&text, "%s" STR_FMT "=" STR_FMT, text.length > 0 ? "," : "",
			  STR_ARG(tree_nth_name(labels, i)),
			  STR_ARG(tree_nth(labels, i)->kind == TREE_TEXT
					  ? tree_nth(labels, i)->text
					  : STR("")));
	for (size_t i = 0; i < tree_count(expressions); i++) {
		if (text.length > 0)
			text_add_char(&text, ',');
		add_expression(&text, tree_nth(expressions, i));
	}
	return text_of(&text);
}

/* -- which pods -- */

struct keeping {
	struct kubernetes_order *order;
	struct actuator_kept *pieces;
	size_t count, bytes;
	int64_t until; /* monotonic, ms */
};

static bool is_over(const struct keeping *keeping)
{
	return keeping->count == PIECES_MAX || keeping->bytes > ALL_BYTES_MAX ||
	       clock_monotonic_us() / 1000 >= keeping->until;
}

static int64_t restarts_of(const struct tree *pod)
{
	const struct tree *all = tree_at(pod, "status.containerStatuses");
	int64_t sum = 0;

	for (size_t i = 0; i < tree_count(all); i++) {
		sum += tree_get_int(tree_nth(all, i), "restartCount", 0);
		/* One that is not ready has more to tell than any that restarted. */
		sum += tree_get_bool(tree_nth(all, i), "ready", false) ? 0 : 1000000;
	}
	return sum;
}

static int worst_first(const void *a, const void *b)
{
	int64_t one = restarts_of(((const struct tree_entry *)a)->value);
	int64_t other = restarts_of(((const struct tree_entry *)b)->value);

	return (one < other) - (one > other);
}

static bool read_pods(struct keeping *keeping, struct tree **ret_pods,
		      struct error *error)
{
	struct kubernetes_order *order = keeping->order;
	struct arena *arena = order->arena;
	str path = kubernetes_path(arena, &order->target), pods, selector;
	struct tree *object = NULL;

	if (!kubernetes_get(order->kubernetes, path.bytes, &object, error))
		return false;
	if (!order->target.kind->has_template) {
		*ret_pods = tree_list(arena);
		tree_add(arena, *ret_pods, object);
		return true;
	}
	pods = kubernetes_path_beside(arena, &order->target, "/api/v1", "pods");
	selector = kubernetes_selector_text(arena, tree_at(object, "spec.selector"));
	path = arena_format(arena, STR_FMT "?labelSelector=" STR_FMT, STR_ARG(pods),
			    STR_ARG(url_encode(arena, selector)));
	return kubernetes_list(order->kubernetes, path.bytes, PODS_READ_MAX, ret_pods,
			       error);
}

/* -- the pieces -- */

static void add(struct keeping *keeping, struct actuator_kept piece)
{
	keeping->bytes += piece.body.length;
	if (keeping->count < PIECES_MAX)
		keeping->pieces[keeping->count++] = piece;
}

static str path_of_pod(struct keeping *keeping, str pod)
{
	struct kubernetes_order *order = keeping->order;
	str pods = kubernetes_path_beside(order->arena, &order->target, "/api/v1",
					  "pods");

	return arena_format(order->arena, STR_FMT "/" STR_FMT, STR_ARG(pods),
			    STR_ARG(url_encode(order->arena, pod)));
}

static void ask(struct keeping *keeping, str path, struct actuator_kept *piece)
{
	struct kubernetes_order *order = keeping->order;
	struct error error = { 0 };

	if (!kubernetes_text(order->kubernetes, path.bytes, &piece->body, &error)) {
		piece->body = STR("");
		piece->why_not = arena_copy(order->arena, str_of(error.text));
	}
}

/* Without an answer there is a piece without a body, and why. */
static void keep_log(struct keeping *keeping, str pod, str container, bool previous)
{
	struct kubernetes_order *order = keeping->order;
	str path = arena_format(order->arena,
				STR_FMT "/log?container=" STR_FMT
					"&tailLines=%d&limitBytes=%d&timestamps=true%s",
				STR_ARG(path_of_pod(keeping, pod)),
				STR_ARG(url_encode(order->arena, container)), LINES_KEPT,
				KEPT_BYTES_MAX, previous ? "&previous=true" : "");
	struct actuator_kept piece = {
		.title = arena_format(order->arena, "log of " STR_FMT " (" STR_FMT ")%s",
				      STR_ARG(pod), STR_ARG(container),
				      previous ? ", of the one that ended" : ""),
		.question = arena_format(order->arena, "GET " STR_FMT, STR_ARG(path)),
	};

	ask(keeping, path, &piece);
	add(keeping, piece);
}

/* As bytes, a heap holds what people wrote in it, and nothing could mask that. */
static void check_is_text(struct actuator_kept *piece)
{
	if (str_is_utf8(piece->body) && !str_contains(piece->body, (str){ "", 1 }))
		return;
	piece->body = STR("");
	piece->why_not = STR("it is no text");
}

static void keep_dump(struct keeping *keeping, str pod,
		      const struct kubernetes_dump *dump)
{
	struct kubernetes_order *order = keeping->order;
	str path = arena_format(order->arena, STR_FMT ":%d/proxy" STR_FMT,
				STR_ARG(path_of_pod(keeping, pod)), dump->port,
				STR_ARG(dump->path));
	struct actuator_kept piece = {
		.title = arena_format(order->arena, "dump of " STR_FMT ": " STR_FMT,
				      STR_ARG(pod), STR_ARG(dump->path)),
		.question = arena_format(order->arena, "GET " STR_FMT, STR_ARG(path)),
		.begins = true,
	};

	if (is_over(keeping))
		piece.why_not = STR("the time to keep something was over");
	else
		ask(keeping, path, &piece);
	check_is_text(&piece);
	add(keeping, piece);
}

/* Behind all logs: what hangs in its own process may not answer at all. */
static void keep_dumps(struct keeping *keeping, const struct tree *pod)
{
	struct arena *arena = keeping->order->arena;
	struct kubernetes_dump dumps[KUBERNETES_DUMPS_MAX];
	str name = tree_get_text(tree_get(pod, "metadata"), "name");
	struct kubernetes_dumps_said said = kubernetes_dumps_of(keeping->order, pod);
	struct error error = { 0 };
	size_t count = 0;

	if (!kubernetes_dumps_read(arena, said, dumps, &count, &error))
		add(keeping,
		    (struct actuator_kept){
			    .title = arena_format(arena, "dumps of " STR_FMT,
						  STR_ARG(name)),
			    .question = arena_copy(arena, str_clip(said.text, 200)),
			    .why_not = arena_copy(arena, str_of(error.text)),
		    });
	for (size_t i = 0; i < count; i++)
		keep_dump(keeping, name, &dumps[i]);
}

static void keep_state(struct keeping *keeping, const struct tree *pod, str name)
{
	struct kubernetes_order *order = keeping->order;
	struct tree *whole = tree_map(order->arena), *events = NULL;
	str beside = kubernetes_path_beside(order->arena, &order->target, "/api/v1",
					    "events");
	str path = arena_format(
		order->arena, STR_FMT "?fieldSelector=" STR_FMT, STR_ARG(beside),
		STR_ARG(url_encode(order->arena,
				   arena_format(order->arena,
						"involvedObject.kind=Pod,"
						"involvedObject.name=" STR_FMT,
						STR_ARG(name)))));
	struct error error;

	tree_put(order->arena, whole, "status",
		 (struct tree *)(uintptr_t)tree_get(pod, "status"));
	if (kubernetes_list(order->kubernetes, path.bytes, EVENTS_MAX, &events, &error))
		tree_put(order->arena, whole, "events", events);
	add(keeping, (struct actuator_kept){
			     .title = arena_format(order->arena,
						   "state of " STR_FMT " and its events",
						   STR_ARG(name)),
			     .question = arena_format(
				     order->arena, "GET " STR_FMT "; GET " STR_FMT,
				     STR_ARG(path_of_pod(keeping, name)), STR_ARG(path)),
			     .body = json_write_pretty(order->arena, whole),
		     });
}

static void keep_pod(struct keeping *keeping, const struct tree *pod)
{
	const struct tree *all = tree_at(pod, "status.containerStatuses");
	str name = tree_get_text(tree_get(pod, "metadata"), "name");

	keep_state(keeping, pod, name);
	for (size_t i = 0; i < tree_count(all); i++) {
		str container = tree_get_text(tree_nth(all, i), "name");

		if (tree_get_int(tree_nth(all, i), "restartCount", 0) > 0 &&
		    !is_over(keeping))
			keep_log(keeping, name, container, true);
		if (!is_over(keeping))
			keep_log(keeping, name, container, false);
	}
}

/* To scale up ends no pod. */
static bool ends_pods(const struct kubernetes_order *order)
{
	int64_t now = 0, wanted = 0;

	if (order->deed != &kubernetes_scale)
		return order->deed->ends_pods ||
		       (order->deed->rolls_out && order->target.kind->has_template);
	return str_to_int(
		       tree_get_text(tree_get(order->call->condition, "was"), "replicas"),
		       &now) &&
	       str_to_int(plan_value(order->call, "replicas"), &wanted) && wanted < now;
}

bool kubernetes_keep(struct kubernetes_order *order, const struct actuator_kept **ret,
		     size_t *ret_count, struct error *error)
{
	struct keeping keeping = {
		.order = order,
		.pieces = arena_many(order->arena, struct actuator_kept, PIECES_MAX),
		.until = clock_monotonic_us() / 1000 + order->call->wait_ms * 3 / 4,
	};
	struct tree *pods = NULL;

	*ret_count = 0;
	if (!ends_pods(order))
		return true;
	if (!read_pods(&keeping, &pods, error))
		return false;
	if (tree_count(pods) > 1)
		qsort(pods->list.items, pods->list.count, sizeof(*pods->list.items),
		      worst_first);
	for (size_t i = 0; i < tree_count(pods) && i < PODS_KEPT_MAX; i++)
		if (!is_over(&keeping))
			keep_pod(&keeping, tree_nth(pods, i));
	for (size_t i = 0; i < tree_count(pods) && i < PODS_KEPT_MAX; i++)
		keep_dumps(&keeping, tree_nth(pods, i));
	*ret = keeping.pieces;
	*ret_count = keeping.count;
	return true;
}
