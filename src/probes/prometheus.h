/* One number from whoever speaks Prometheus' query API; Loki does, under a path of its
 * own. Private to probes/. */
#ifndef PROBES_PROMETHEUS_H
#define PROBES_PROMETHEUS_H

#include "probes/probes.h"

#define PROMETHEUS_QUERY_PATH "/api/v1/query"
#define LOKI_QUERY_PATH       "/loki/api/v1/query"

/* Asks the finding's question and fills its body; the "data" of the answer. */
bool prometheus_fetch(const struct probe_call *call, str url, const char *path,
		      struct probe_finding *finding, const struct tree **ret_data,
		      struct error *error);
/* The same over a time: a matrix. */
struct prometheus_range {
	instant_ms from, to;
	duration_ms step;
};
bool prometheus_fetch_range(const struct probe_call *call, str url,
			    const struct prometheus_range *range,
			    struct probe_finding *finding, const struct tree **ret_data,
			    struct error *error);
/* [1795240082.214, "2"]; NaN for what is none. */
bool prometheus_read_value(const struct tree *pair, double *ret_value, instant_ms *ret_at,
			   struct error *error);
/* Takes the arguments "unit" and "fact" of the call. */
bool prometheus_ask(const struct probe_call *call, str url, const char *path, str query,
		    struct probe_finding *ret_finding, struct error *error);

#endif
