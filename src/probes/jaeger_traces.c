/* Traces of a service since the onset that failed, or were slow, by Jaeger's API. */
#include "base/limits.h"
#include "net/http_client.h"
#include "probes/log_lines.h"
#include "probes/spans.h"

enum { SHOWN_BYTES_MAX = 200 };

static str question_of(const struct probe_call *call, str service,
		       const struct log_window *window)
{
	str slow = probe_argument(call, "slower_than");

	return arena_format(call->arena,
			    "/api/traces?service=" STR_FMT
			    "&start=%lld000&end=%lld000&limit=%d%s" STR_FMT,
			    STR_ARG(url_encode(call->arena, service)),
			    (long long)window->onset, (long long)window->to,
			    (int)TRACES_ASKED_MAX,
			    slow.length > 0 ? "&minDuration="
					    : "&tags=%7B%22error%22%3A%22true%22%7D",
			    STR_ARG(url_encode(call->arena, slow)));
}

static bool fetch(const struct probe_call *call, str url, struct probe_finding *finding,
		  struct trace_spans *spans, struct error *error)
{
	struct http_request request = {
		.url = arena_format(call->arena, STR_FMT STR_FMT, STR_ARG(url),
				    STR_ARG(finding->question)),
		.total_ms = call->wait_ms,
		.answer_bytes_max = PROBE_BODY_BYTES_MAX,
	};
	struct http_answer answer = { 0 };

	if (!http_exchange(call->arena, &request, &answer, error))
		return false;
	if (answer.status != 200)
		return error_set(
			error, answer.status < 500 ? ERROR_INVALID : ERROR_UNAVAILABLE,
			"answered %d: " STR_FMT, answer.status,
			STR_ARG(str_clip(str_trim(answer.body), SHOWN_BYTES_MAX)));
	return jaeger_spans_read(call, answer.body, spans, error);
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { 0 };
	struct trace_spans spans = { 0 };
	struct log_window window = { 0 };
	str url = STR(""), service = STR("");

	if (!probe_need(call, "url", &url, error) ||
	    !probe_need(call, "service", &service, error) ||
	    !log_window_of(call, &window, error))
		return error_wrap(error, "jaeger_traces");
	while (str_ends_with(url, STR("/")))
		url = str_slice(url, 0, url.length - 1);
	finding.target = secrets_mask(call->arena, url);
	finding.question = question_of(call, service, &window);
	if (!fetch(call, url, &finding, &spans, error))
		return error_wrap(error, "jaeger " STR_FMT, STR_ARG(finding.target));
	spans_tell(call, &spans, &finding);
	*ret_finding = finding;
	return true;
}

const struct probe jaeger_traces_probe = {
	.name = "jaeger_traces",
	.help = "where the errors of a service's traces begin, and whose own time they "
		"take: url, service, slower_than, window",
	.ask = ask,
};
