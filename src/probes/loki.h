/* Asking a Loki for lines, and the reading of its answers. Private to probes/. */
#ifndef PROBES_LOKI_H
#define PROBES_LOKI_H

#include "probes/log_lines.h"

/* The answer of GET /loki/api/v1/query_range to a query for lines. A line that cannot be
 * read is left out and counted as odd; false when all of them are. */
bool loki_read(const struct probe_call *call, str body, struct log_lines *lines,
	       size_t *ret_count, struct error *error) MUST_CHECK;

struct loki_part {
	str url, query;
	instant_ms from, to; /* a line at "to" is not in it */
	/* Which come first, and are taken when there are more than LOG_LINES_MAX:
	 * "forward" the oldest, "backward" the newest. */
	const char *direction;
	int64_t wait_ms;
};
/* Takes the argument "tenant" of the call. */
bool loki_fetch(const struct probe_call *call, const struct loki_part *part,
		struct log_lines *lines, bool *ret_is_cut,
		struct error *error) MUST_CHECK;

#endif
