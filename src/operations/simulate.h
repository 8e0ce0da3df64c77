/* What would become of a delivery, without any of it. For explain. */
#ifndef OPERATIONS_SIMULATE_H
#define OPERATIONS_SIMULATE_H

#include "app/intake/explain.h"

/* Its steps as a list of {step, text}. */
struct tree *explanation_tree(struct work *work, const struct explanation *explanation);

/* Fills "simulated" (a list of alerts with their steps), "faults" and "summary". */
bool simulate_delivery(struct work *work, str source, str body,
		       struct tree *answer) MUST_CHECK;

/* By its name; NULL after telling which may have been meant. */
const struct source *source_named(struct work *work, str name);

#endif
