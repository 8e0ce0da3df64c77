/* Asking a Tempo or a Jaeger for traces. Private to probes/. */
#ifndef PROBES_TRACES_H
#define PROBES_TRACES_H

#include "probes/spans.h"

struct traces_part {
	str url; /* without a "/" at its end */
	instant_ms from, to;
	size_t most;      /* traces, at most TRACES_ASKED_MAX */
	int64_t until_us; /* clock_monotonic_us() */
};

/* The traces that a query of TraceQL finds; takes the argument "tenant" of the call.
 * Their spans name the trace as the search did, in hexadecimal digits. */
bool tempo_fetch(const struct probe_call *call, const struct traces_part *part, str query,
		 struct trace_spans *spans, struct error *error) MUST_CHECK;
/* "/api/traces?service=orders&start=…"; the rest is "" or more parameters: "&tags=…". */
str jaeger_path(const struct probe_call *call, const struct traces_part *part,
		str service, str rest);
bool jaeger_fetch(const struct probe_call *call, const struct traces_part *part, str path,
		  struct trace_spans *spans, struct error *error) MUST_CHECK;

/* The arguments url, from, to and traces, for the probes that hand spans on. */
bool traces_part_of(const struct probe_call *call, struct traces_part *ret_part,
		    struct error *error) MUST_CHECK;
/* Fills spans, meaning and has_data of the finding. */
void traces_hand_on(const struct probe_call *call, const struct trace_spans *spans,
		    struct probe_finding *finding);

/* Without a "/" at its end. */
str traces_url(str url);

#endif
