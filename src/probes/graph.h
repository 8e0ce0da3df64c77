/* Who teaches which service depends on which: the reading of their answers, for tests.
 * What is wrong with one entry costs that entry, never the others. Private to probes/. */
#ifndef PROBES_GRAPH_H
#define PROBES_GRAPH_H

#include "probes/probes.h"

/* The answer of GET /api/dependencies: {"data": [{parent, child, callCount}, …]}, or the
 * list alone. */
bool jaeger_read(const struct probe_call *call, str body, struct graph *graph,
		 struct error *error);
/* The "data" of a query's answer: an instant vector with the labels client and server. */
bool service_graph_read(const struct probe_call *call, const struct tree *data,
			struct graph *graph, struct error *error);
/* One page of GET /api/v1/pods; ret_next: the token of the next page, "" at the last. */
bool kubernetes_read(const struct probe_call *call, str body, struct graph *graph,
		     str *ret_next, struct error *error);

#endif
