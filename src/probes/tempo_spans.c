/* The spans of some traces of a service, good and bad, by Tempo's API: for a diagnosis,
 * which compares them itself. */
#include "probes/traces.h"

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { 0 };
	struct trace_spans spans = { 0 };
	struct traces_part part = { 0 };
	str service = STR("");

	if (!traces_part_of(call, &part, error) ||
	    !probe_need(call, "service", &service, error))
		return error_wrap(error, "tempo_spans");
	if (str_contains(service, STR("\"")) || str_contains(service, STR("\\")))
		return error_set(error, ERROR_INVALID,
				 "service: must be a name without quotes");
	finding.question = arena_format(call->arena,
					"{ resource.service.name = \"" STR_FMT "\" }",
					STR_ARG(service));
	finding.target = secrets_mask(call->arena, part.url);
	if (!tempo_fetch(call, &part, finding.question, &spans, error))
		return error_wrap(error, "tempo " STR_FMT, STR_ARG(finding.target));
	traces_hand_on(call, &spans, &finding);
	*ret_finding = finding;
	return true;
}

const struct probe tempo_spans_probe = {
	.name = "tempo_spans",
	.help = "the spans of some traces of a service over a time: url, service, from, "
		"to, traces, tenant",
	.ask = ask,
};
