/* How Alertmanager's API answers. */
#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "sources/alert_stream.h"

enum { ANSWER_BYTES_MAX = 16 << 10 };

static str as_problem(struct arena *arena, int status, str message)
{
	struct text text = text_new(arena, ANSWER_BYTES_MAX);

	text_addf(&text, "{\"code\":%d,\"message\":", status);
	json_add_quoted(&text, message);
	text_add(&text, STR("}"));
	return text_of(&text);
}

/* A batch of one needs no number, and its answer is Alertmanager's own, byte for
 * byte. */
static str as_fault_list(struct arena *arena, const struct alert_batch *batch)
{
	struct text list = text_new(arena, ANSWER_BYTES_MAX);
	struct text text = text_new(arena, (size_t)2 * ANSWER_BYTES_MAX);

	for (size_t i = 0; i < batch->faults.count && i < FAULTS_SHOWN_MAX; i++) {
		const struct fault *fault = &batch->faults.items[i];

		if (i > 0)
			text_add(&list, STR("; "));
		if (batch->read > 1 || batch->faults.count > 1)
			text_addf(&list, "alert %zu: ", fault->index);
		text_add(&list, str_clip(fault->reason, ERROR_TEXT_BYTES));
	}
	if (batch->faults.count > FAULTS_SHOWN_MAX)
		text_addf(&list, "; and %zu more",
			  batch->faults.count - FAULTS_SHOWN_MAX);
	json_add_quoted(&text, text_of(&list));
	text_add(&text, STR("\n"));
	return text_of(&text);
}

void alert_stream_answer(const struct door_call *call, const struct alert_batch *batch,
			 const struct error *error, struct door_answer *ret_answer)
{
	struct arena *arena = call->arena;
	bool is_ours = error && error->kind != ERROR_INVALID &&
		       error->kind != ERROR_TOO_LARGE;

	ret_answer->status = 200;
	if (batch->was_cut && !is_ours) {
		ret_answer->status = 413;
		ret_answer->body = as_problem(
			arena, ret_answer->status,
			arena_format(arena, "batch truncated: %zu alerts taken",
				     batch->count));
		return;
	}
	if (error) {
		ret_answer->status = error_http_status(error->kind);
		ret_answer->body = as_problem(arena, ret_answer->status,
					      str_of(error->text));
		return;
	}
	if (batch->faults.count > 0) {
		ret_answer->status = 400;
		ret_answer->body = as_fault_list(arena, batch);
	}
}
