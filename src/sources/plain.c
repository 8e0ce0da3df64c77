#include "sources/plain.h"

#include "base/limits.h"
#include "formats/json.h"

static bool is_hint(const struct fault *fault)
{
	return str_is(fault->field, "heartbeat");
}

static struct tree *fault_tree(struct arena *arena, const struct fault *fault)
{
	struct tree *one = tree_map(arena);

	tree_put_int(arena, one, "index", (int64_t)fault->index);
	tree_put_text(arena, one, "field", fault->field);
	tree_put_text(arena, one, "reason", fault->reason);
	return one;
}

/* False when there are none but hints. */
static bool tell_faults(struct arena *arena, const struct alert_batch *batch,
			struct tree *said)
{
	struct tree *list = tree_list(arena);
	size_t count = 0;

	for (size_t i = 0; i < batch->faults.count; i++) {
		const struct fault *fault = &batch->faults.items[i];

		if (is_hint(fault)) {
			tree_put_text(arena, said, "hint", fault->reason);
			continue;
		}
		if (count++ == 0)
			tree_put_text(arena, said, "error", fault->reason);
		if (count <= FAULTS_SHOWN_MAX)
			tree_add(arena, list, fault_tree(arena, fault));
	}
	if (count == 0)
		return false;
	tree_put(arena, said, "faults", list);
	tree_put_int(arena, said, "fault_count", (int64_t)count);
	return true;
}

void plain_answer(const struct door_call *call, const struct alert_batch *batch,
		  const struct error *error, struct door_answer *ret_answer)
{
	struct arena *arena = call->arena;
	struct tree *said = tree_map(arena);

	if (error) {
		tree_put_text(arena, said, "error", str_of(error->text));
		ret_answer->status = error_http_status(error->kind);
		ret_answer->body = json_write(arena, said);
		return;
	}
	ret_answer->status = tell_faults(arena, batch, said) ? 400 : 202;
	tree_put_int(arena, said, "alerts", (int64_t)batch->count);
	tree_put_int(arena, said, "changes", (int64_t)batch->changes.count);
	tree_put_int(arena, said, "heartbeats", (int64_t)batch->pings.count);
	if (batch->reply.length > 0)
		tree_put_text(arena, said, "said", batch->reply);
	ret_answer->body = json_write(arena, said);
}
