/* What runs out, as a part of a live diagnosis. */
#ifndef APP_INVESTIGATION_LIVE_RESOURCE_H
#define APP_INVESTIGATION_LIVE_RESOURCE_H

#include "base/tree.h"
#include "core/diagnosis/diagnosis.h"

/* Puts into a finding's tree how fast it grows and when it is full, as docs/diagnosis.md
 * has it; and for its chart, in the unit of the samples, "trend" (two points) and
 * "chart_limit". */
void live_resource(struct arena *arena, const struct resource *resource, instant_ms end,
		   struct tree *finding);

/* The most urgent one, when it is saturated or it is known when it is full; or "". */
str live_resource_says(const struct diagnosis *diagnosis);

#endif
