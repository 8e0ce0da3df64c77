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
/* Takes the arguments "unit" and "fact" of the call. */
bool prometheus_ask(const struct probe_call *call, str url, const char *path, str query,
		    struct probe_finding *ret_finding, struct error *error);

#endif
