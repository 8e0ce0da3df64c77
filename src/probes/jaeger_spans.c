/* The spans of some traces of a service, good and bad, by Jaeger's API: for a diagnosis,
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
		return error_wrap(error, "jaeger_spans");
	finding.question = jaeger_path(call, &part, service, STR(""));
	finding.target = secrets_mask(call->arena, part.url);
	if (!jaeger_fetch(call, &part, finding.question, &spans, error))
		return error_wrap(error, "jaeger " STR_FMT, STR_ARG(finding.target));
	traces_hand_on(call, &spans, &finding);
	*ret_finding = finding;
	return true;
}

const struct probe jaeger_spans_probe = {
	.name = "jaeger_spans",
	.help = "the spans of some traces of a service over a time: url, service, from, "
		"to, traces",
	.ask = ask,
};
