/* The reading of a Prometheus' answer about a past, for tests. Private to probes/. */
#ifndef PROBES_SERIES_H
#define PROBES_SERIES_H

#include "probes/probes.h"

/* The "data" of an answer of /api/v1/query_range; takes the arguments name, unit, entity
 * and label of the call. */
bool series_read(const struct probe_call *call, const struct tree *data,
		 struct probe_finding *finding, struct error *error) MUST_CHECK;

#endif
