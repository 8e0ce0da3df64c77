/* Traces of a service since the onset that failed, or were slow, by Tempo's API: a
 * search, then each trace it found. */
#include "base/limits.h"
#include "base/scoped.h"
#include "net/http_client.h"
#include "probes/log_lines.h"
#include "probes/traces.h"

/* Each of them is a request. */
enum { SHOWN_BYTES_MAX = 200, TRACES_FETCHED_MAX = 10 };

static bool get(const struct probe_call *call, str url, int64_t until_us, str *ret_body,
		struct error *error)
{
	struct http_header headers[] = { { STR("Accept"), STR("application/json") },
					 { STR("X-Scope-OrgID"),
					   probe_argument(call, "tenant") } };
	struct http_request request = {
		.url = url,
		.headers = headers,
		.header_count = headers[1].value.length > 0 ? 2 : 1,
		.total_ms = (until_us - clock_monotonic_us()) / 1000,
		.answer_bytes_max = PROBE_BODY_BYTES_MAX,
	};
	struct http_answer answer = { 0 };

	if (request.total_ms <= 0)
		return error_set(error, ERROR_TIMEOUT, "its answers took all the time");
	if (!http_exchange(call->arena, &request, &answer, error))
		return false;
	if (answer.status != 200)
		return error_set(
			error, answer.status < 500 ? ERROR_INVALID : ERROR_UNAVAILABLE,
			"answered %d: " STR_FMT, answer.status,
			STR_ARG(str_clip(str_trim(answer.body), SHOWN_BYTES_MAX)));
	*ret_body = answer.body;
	return true;
}

/* A quote would end the name within the query. */
static bool build_query(const struct probe_call *call, str *ret_query,
			struct error *error)
{
	str service = STR(""), slow = probe_argument(call, "slower_than");

	if (!probe_need(call, "service", &service, error))
		return false;
	if (str_contains(service, STR("\"")) || str_contains(service, STR("\\")) ||
	    str_contains(slow, STR("}")))
		return error_set(error, ERROR_INVALID,
				 "service: must be a name without quotes");
	*ret_query = arena_format(
		call->arena,
		"{ resource.service.name = \"" STR_FMT "\" && %s" STR_FMT " }",
		STR_ARG(service), slow.length > 0 ? "duration > " : "status = error",
		STR_ARG(slow));
	return true;
}

/* A body and its tree may be large: what is not kept of them goes with each trace. */
static bool fetch_trace(const struct probe_call *call, const struct traces_part *part,
			str id, struct trace_spans *spans, struct error *error)
{
	scoped_arena scratch = arena_new(JOB_ARENA_BYTES_MAX);
	struct probe_call one = *call;
	struct trace_spans read = { 0 };
	str body = STR("");

	one.arena = scratch;
	if (!get(&one,
		 arena_format(scratch, STR_FMT "/api/v2/traces/" STR_FMT,
			      STR_ARG(part->url), STR_ARG(url_encode(scratch, id))),
		 part->until_us, &body, error) ||
	    !tempo_spans_read(&one, body, &read, error))
		return false;
	spans_keep(call, id, &read, spans);
	return true;
}

/* A trace that cannot be got costs itself: a store drops old ones while it is asked. */
static void fetch_traces(const struct probe_call *call, const struct traces_part *part,
			 const str *ids, size_t count, struct trace_spans *spans,
			 struct error *fault)
{
	for (size_t i = 0; i < count && i < part->most; i++) {
		if (fetch_trace(call, part, ids[i], spans, fault))
			continue;
		spans->lost++;
		spans->lost_why = arena_copy(call->arena, str_of(fault->text));
	}
}

bool tempo_fetch(const struct probe_call *call, const struct traces_part *part, str query,
		 struct trace_spans *spans, struct error *error)
{
	struct error fault = { 0 };
	str ids[TRACES_ASKED_MAX], body = STR("");
	size_t count = 0;
	/* Both ends are needed to search more than the latest; in whole seconds. */
	str search = arena_format(
		call->arena,
		STR_FMT "/api/search?q=" STR_FMT "&start=%lld&end=%lld&limit=%zu",
		STR_ARG(part->url), STR_ARG(url_encode(call->arena, query)),
		(long long)(part->from / SECOND_MS), (long long)part->to / SECOND_MS + 1,
		part->most);

	if (!get(call, search, part->until_us, &body, error) ||
	    !tempo_ids_read(call, body, ids, &count, spans, error))
		return false;
	fetch_traces(call, part, ids, count, spans, &fault);
	return spans->lost == 0 || spans->count > 0 ||
	       error_set(error, fault.kind == ERROR_NONE ? ERROR_UNAVAILABLE : fault.kind,
			 "none of the %zu traces it found can be read: " STR_FMT,
			 spans->lost, STR_ARG(spans->lost_why));
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { 0 };
	struct trace_spans spans = { 0 };
	struct log_window window = { 0 };
	str url = STR("");

	if (!probe_need(call, "url", &url, error) ||
	    !build_query(call, &finding.question, error) ||
	    !log_window_of(call, &window, error))
		return error_wrap(error, "tempo");
	finding.target = secrets_mask(call->arena, traces_url(url));

	struct traces_part part = { traces_url(url), window.onset, window.to,
				    TRACES_FETCHED_MAX,
				    clock_monotonic_us() + call->wait_ms * 1000 };

	if (!tempo_fetch(call, &part, finding.question, &spans, error))
		return error_wrap(error, "tempo " STR_FMT, STR_ARG(finding.target));
	spans_tell(call, &spans, &finding);
	*ret_finding = finding;
	return true;
}

const struct probe tempo_probe = {
	.name = "tempo",
	.help = "where the errors of a service's traces begin, and whose own time they "
		"take: url, service, slower_than, window, tenant",
	.by_hand = (const char *const[]){ "service", "slower_than", "window", NULL },
	.ask = ask,
};
