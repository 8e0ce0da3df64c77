/* The reading of Loki's answers, for tests. Private to probes/. */
#ifndef PROBES_LOKI_H
#define PROBES_LOKI_H

#include "probes/log_lines.h"

/* The answer of GET /loki/api/v1/query_range to a query for lines. A line that cannot be
 * read is left out and counted as odd; false when all of them are. */
bool loki_read(const struct probe_call *call, str body, struct log_lines *lines,
	       size_t *ret_count, struct error *error) MUST_CHECK;

#endif
