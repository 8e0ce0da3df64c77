/* Traces of a service since the onset that failed, or were slow, by Jaeger's API. */
#include "base/limits.h"
#include "net/http_client.h"
#include "probes/log_lines.h"
#include "probes/traces.h"

enum { SHOWN_BYTES_MAX = 200 };

str jaeger_path(const struct probe_call *call, const struct traces_part *part,
		str service, str rest)
{
	return arena_format(call->arena,
			    "/api/traces?service=" STR_FMT
			    "&start=%lld000&end=%lld000&limit=%zu" STR_FMT,
			    STR_ARG(url_encode(call->arena, service)),
			    (long long)part->from, (long long)part->to, part->most,
			    STR_ARG(rest));
}

bool jaeger_fetch(const struct probe_call *call, const struct traces_part *part, str path,
		  struct trace_spans *spans, struct error *error)
{
	struct http_request request = {
		.url = arena_format(call->arena, STR_FMT STR_FMT, STR_ARG(part->url),
				    STR_ARG(path)),
		.total_ms = (part->until_us - clock_monotonic_us()) / 1000,
		.answer_bytes_max = PROBE_BODY_BYTES_MAX,
	};
	struct http_answer answer = { 0 };

	if (request.total_ms <= 0)
		return error_set(error, ERROR_TIMEOUT, "there was no time left for it");
	if (!http_exchange(call->arena, &request, &answer, error))
		return false;
	if (answer.status != 200)
		return error_set(
			error, answer.status < 500 ? ERROR_INVALID : ERROR_UNAVAILABLE,
			"answered %d: " STR_FMT, answer.status,
			STR_ARG(str_clip(str_trim(answer.body), SHOWN_BYTES_MAX)));
	return jaeger_spans_read(call, answer.body, spans, error);
}

static str parameters_of(const struct probe_call *call)
{
	str slow = probe_argument(call, "slower_than");

	if (slow.length == 0)
		return STR("&tags=%7B%22error%22%3A%22true%22%7D");
	return arena_format(call->arena, "&minDuration=" STR_FMT,
			    STR_ARG(url_encode(call->arena, slow)));
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
	finding.target = secrets_mask(call->arena, traces_url(url));

	struct traces_part part = { traces_url(url), window.onset, window.to,
				    TRACES_ASKED_MAX,
				    clock_monotonic_us() + call->wait_ms * 1000 };

	finding.question = jaeger_path(call, &part, service, parameters_of(call));
	if (!jaeger_fetch(call, &part, finding.question, &spans, error))
		return error_wrap(error, "jaeger " STR_FMT, STR_ARG(finding.target));
	spans_tell(call, &spans, &finding);
	*ret_finding = finding;
	return true;
}

const struct probe jaeger_traces_probe = {
	.name = "jaeger_traces",
	.help = "where the errors of a service's traces begin, and whose own time they "
		"take: url, service, slower_than, window",
	.by_hand = (const char *const[]){ "service", "slower_than", "window", NULL },
	.ask = ask,
};
