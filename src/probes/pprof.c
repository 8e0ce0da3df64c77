/* How many goroutines a Go program has, and where most of them are: by its own
 * /debug/pprof/goroutine?debug=1. */
#include "base/limits.h"
#include "net/http_client.h"
#include "probes/threads_text.h"

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .question = STR(
						 "/debug/pprof/goroutine?debug=1") };
	struct http_request request = { .total_ms = call->wait_ms,
					.answer_bytes_max = PROBE_BODY_BYTES_MAX };
	struct http_answer answer = { 0 };
	str url = STR("");

	if (!probe_need(call, "url", &url, error))
		return error_wrap(error, "pprof");
	while (str_ends_with(url, STR("/")))
		url = str_slice(url, 0, url.length - 1);
	finding.target = secrets_mask(call->arena, url);
	request.url = arena_format(call->arena, STR_FMT STR_FMT, STR_ARG(url),
				   STR_ARG(finding.question));
	if (!http_exchange(call->arena, &request, &answer, error))
		return error_wrap(error, "pprof " STR_FMT, STR_ARG(finding.target));
	if (answer.status != 200)
		return error_set(error, ERROR_UNAVAILABLE,
				 "pprof " STR_FMT ": answered %d",
				 STR_ARG(finding.target), answer.status);
	if (!pprof_tell(call, answer.body, &finding))
		return error_set(error, ERROR_UNAVAILABLE,
				 "pprof " STR_FMT ": it is no profile of goroutines",
				 STR_ARG(finding.target));
	*ret_finding = finding;
	return true;
}

const struct probe pprof_probe = {
	.name = "pprof",
	.help = "how many goroutines a Go program has, and where most are: url",
	.by_hand = (const char *const[]){ NULL },
	.ask = ask,
};
