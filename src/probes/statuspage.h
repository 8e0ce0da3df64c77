/* What a provider's page of Statuspage says, for tests and the fuzzer. Pure, and private
 * to probes/. */
#ifndef PROBES_STATUSPAGE_H
#define PROBES_STATUSPAGE_H

#include "probes/probes.h"

/* Of /api/v2/incidents.json (Atlassian, "Statuspage Status API", v2): each incident of
 * call's argument "url" that began since; what is none is counted as a fault.
 * ERROR_UNAVAILABLE when it is no such answer. */
bool statuspage_read(const struct probe_call *call, str body, instant_ms since,
		     struct found_changes *found, struct error *error) MUST_CHECK;

#endif
