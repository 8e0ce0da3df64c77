/* What people noticed, from chats, mailboxes and forms of their own: one JSON object, or
 * {"reports": […]}. Text is what they said; all else helps and may be left out. */
#include "app/ports.h"

#include "base/limits.h"
#include "formats/json.h"
#include "sources/event.h"

enum { REPORTS_PER_DELIVERY_MAX = 1000 };

static void fault(const struct door_call *call, struct alert_batch *batch, size_t index,
		  const char *field, str reason)
{
	*list_add(call->arena, &batch->faults) = (struct fault){ .index = index,
								 .field = str_of(field),
								 .reason = reason };
}

static str text_at(const struct door_call *call, const struct tree *tree,
		   const char *name)
{
	return event_clean(call->arena, tree_get_text(tree, name));
}

static void read_one(const struct door_call *call, const struct tree *tree, size_t index,
		     struct alert_batch *batch)
{
	struct report_delivery delivery = { .index = index };
	struct report *report = &delivery.report;
	str source = tree_get_text(tree, "source");
	struct error error = { 0 };

	if (tree->kind != TREE_MAP) {
		fault(call, batch, index, "", STR("must be an object with a text"));
		return;
	}
	if (source.length > 0 && !report_source_parse(source, &report->source)) {
		fault(call, batch, index, "source",
		      STR("must be user, support, social, team or test"));
		return;
	}
	report->text = text_at(call, tree, "text");
	report->reporter = text_at(call, tree, "reporter");
	report->ref = text_at(call, tree, "ref");
	report->url = text_at(call, tree, "url");
	report->service = text_at(call, tree, "service");
	report->environment = text_at(call, tree, "environment");
	if (!report_check(report, &error)) {
		fault(call, batch, index, "",
		      arena_copy(call->arena, str_of(error.text)));
		return;
	}
	*list_add(call->arena, &batch->reports) = delivery;
}

static bool read_body(const struct door_call *call, struct alert_batch *batch,
		      struct error *error)
{
	const struct tree *body, *list;

	/* A half object says nothing of which half it is. */
	if (batch->was_cut)
		return error_set(error, ERROR_TOO_LARGE, "at most %d bytes a delivery",
				 API_BODY_BYTES_MAX);
	body = json_parse(call->arena, call->body, error);
	if (!body)
		return false;
	list = body->kind == TREE_LIST ? body : tree_get(body, "reports");
	if (!list) {
		read_one(call, body, 0, batch);
		return true;
	}
	if (list->kind != TREE_LIST)
		return error_set(error, ERROR_INVALID, "reports: must be a list");
	if (tree_count(list) > REPORTS_PER_DELIVERY_MAX)
		return error_set(error, ERROR_TOO_LARGE, "at most %d reports a delivery",
				 REPORTS_PER_DELIVERY_MAX);
	for (size_t i = 0; i < tree_count(list); i++)
		read_one(call, tree_nth(list, i), i, batch);
	return true;
}

/* -- how it is answered -- */

static struct tree *taken(struct arena *arena, const struct report_delivery *delivery)
{
	struct tree *one = tree_map(arena), *missing = tree_list(arena);

	tree_put_int(arena, one, "id", delivery->report.id);
	tree_put_text(arena, one, "incident", delivery->code);
	tree_put_text(arena, one, "state", delivery->state);
	tree_put_int(arena, one, "count", delivery->count);
	tree_put_bool(arena, one, "declared", delivery->is_declared);
	tree_put_text(arena, one, "why", delivery->report.why);
	for (size_t i = 0; i < delivery->open_count; i++) {
		struct tree *open = tree_map(arena);

		tree_put_text(arena, open, "about", str_of(delivery->open[i].about));
		tree_put_text(arena, open, "asks", delivery->open[i].asks);
		tree_add(arena, missing, open);
	}
	tree_put(arena, one, "missing", missing);
	return one;
}

static struct tree *faults(struct arena *arena, const struct alert_batch *batch)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < batch->faults.count && i < FAULTS_SHOWN_MAX; i++) {
		const struct fault *fault = &batch->faults.items[i];
		struct tree *one = tree_map(arena);

		tree_put_int(arena, one, "index", (int64_t)fault->index);
		tree_put_text(arena, one, "field", fault->field);
		tree_put_text(arena, one, "reason", fault->reason);
		tree_add(arena, list, one);
	}
	return list;
}

static void answer(const struct door_call *call, const struct alert_batch *batch,
		   const struct error *error, struct door_answer *ret_answer)
{
	struct arena *arena = call->arena;
	struct tree *said = tree_map(arena), *list = tree_list(arena);

	ret_answer->status = error                     ? error_http_status(error->kind)
			     : batch->faults.count > 0 ? 400
						       : 202;
	if (error) {
		tree_put_text(arena, said, "error", str_of(error->text));
		ret_answer->body = json_write(arena, said);
		return;
	}
	for (size_t i = 0; i < batch->reports.count; i++)
		if (batch->reports.items[i].report.id > 0)
			tree_add(arena, list, taken(arena, &batch->reports.items[i]));
	tree_put(arena, said, "reports", list);
	tree_put(arena, said, "faults", faults(arena, batch));
	ret_answer->body = json_write(arena, said);
}

static const char *const types[] = { "application/json", NULL };

const struct source report_source = {
	.name = "report",
	.help = "what people noticed, as JSON: {\"text\": \"…\"}",
	.types = types,
	.body_bytes_max = API_BODY_BYTES_MAX,
	.read = read_body,
	.answer = answer,
	.limited_status = 429,
};
