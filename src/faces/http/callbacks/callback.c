#include "faces/http/callbacks/callback.h"

#include "base/limits.h"
#include "base/log.h"

#include <stdatomic.h>

bool callback_form(struct request *request, struct form *ret_form)
{
	struct work *work = &request->work;

	if (request->in->body_was_cut) {
		answer_problem(request, 413, "too-large", STR("the body is too large"));
		return false;
	}
	if (form_parse(work->arena, request->in->body, ret_form, &work->error))
		return true;
	answer_error(request, &work->error);
	return false;
}

static bool may_log(instant_ms now)
{
	static _Atomic instant_ms last;
	instant_ms before = atomic_load(&last);

	return (now < before || now - before >= SECOND_MS) &&
	       atomic_compare_exchange_strong(&last, &before, now);
}

void callback_refuse_proof(struct request *request, const char *sentence)
{
	if (may_log(request->work.now))
		log_warning("callback.refused", { "path", str_of(request->route->path) },
			    { "peer", request->in->peer },
			    { "problem", str_of(sentence) });
	answer_problem(request, 401, "unauthenticated", str_of(sentence));
}

static void log_failure(struct request *request)
{
	log_error("callback.failed", { "path", str_of(request->route->path) },
		  { "problem", str_of(request->work.error.text) });
}

struct callback_outcome callback_take(struct request *request, const struct reply *reply)
{
	struct work *work = &request->work;
	struct callback_outcome outcome = { 0 };

	if (reply_take(work->app, work, reply, &outcome.acknowledged, &outcome.sentence))
		return outcome;
	log_failure(request);
	outcome.sentence = STR("This could not be written down, so paging goes on: try "
			       "again.");
	return outcome;
}

str callback_refuse(struct request *request, const struct reply *reply, str sentence)
{
	struct work *work = &request->work;

	/* The error's text may be the sentence itself. */
	sentence = arena_copy(work->arena, sentence);
	if (!reply_refuse(work->app, work, reply, sentence))
		log_failure(request);
	return sentence;
}
