/* Traces that failed or were slow, as spans: where their errors begin and whose own time
 * they took. For whoever has spans, from wherever. Private to probes/. */
#ifndef PROBES_SPANS_H
#define PROBES_SPANS_H

#include "probes/probes.h"

enum {
	TRACES_ASKED_MAX = 20,
	/* Of all of them together; a trace of more is cut, and its times are a guess. */
	SPANS_MAX = 20000,
};

struct trace_span {
	str trace, id, parent; /* parent "": none */
	str service, operation;
	str words; /* of the failure; "" */
	int64_t start_us, took_us;
	bool failed;
};

struct trace_spans {
	struct trace_span *items;
	size_t count, capacity;
	size_t faults; /* entries that could not be used */
	/* Traces that were found but not got, and why the last of them was not. */
	size_t lost;
	str lost_why;
	bool is_cut;
};

/* The answer of GET /api/traces of Jaeger. */
bool jaeger_spans_read(const struct probe_call *call, str body, struct trace_spans *spans,
		       struct error *error) MUST_CHECK;
/* The answer of GET /api/search of Tempo: the ids of its traces, at most
 * TRACES_ASKED_MAX. One that cannot be asked for counts as lost. */
bool tempo_ids_read(const struct probe_call *call, str body, str *ids, size_t *ret_count,
		    struct trace_spans *spans, struct error *error) MUST_CHECK;
/* The answer of GET /api/v2/traces/ID or /api/traces/ID of Tempo. */
bool tempo_spans_read(const struct probe_call *call, str body, struct trace_spans *spans,
		      struct error *error) MUST_CHECK;

/* Adds copies of the spans of a trace that is read in an arena of its own, under the name
 * given; of each text DIAGNOSE_NAME_BYTES_MAX bytes. */
void spans_keep(const struct probe_call *call, str trace, const struct trace_spans *read,
		struct trace_spans *spans);

/* Fills facts, body, meaning and has_data. A parent that is not there is as none; spans
 * that are each other's parents count as they are. */
void spans_tell(const struct probe_call *call, struct trace_spans *spans,
		struct probe_finding *finding);

#endif
