/* A measurement over a time, as probes that judge its past ask for it: the arguments url,
 * query, comparison ("below") and threshold. Private to probes/. */
#ifndef PROBES_MEASURED_H
#define PROBES_MEASURED_H

#include "core/diagnosis/onset.h"
#include "probes/prometheus.h"

struct measured {
	enum comparison good;
	double threshold;
	struct onset_point *points;
	size_t count;
};

/* Also fills the finding's target, question and body. ret_has is false, with the meaning
 * in the finding, when there is not exactly one series. */
bool measured_fetch(const struct probe_call *call, const struct prometheus_range *range,
		    struct probe_finding *finding, struct measured *ret_measured,
		    bool *ret_has, struct error *error);

#endif
