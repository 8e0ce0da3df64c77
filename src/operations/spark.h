/* The chart of a finding, as it is stored: a line of blocks for a terminal, a picture for
 * the page. */
#ifndef OPERATIONS_SPARK_H
#define OPERATIONS_SPARK_H

#include "base/error.h"
#include "base/tree.h"

struct incident;
struct work;

/* "diagnosis" in the answer: what the newest one says, with a line for each of its first
 * findings; null when there is none. One that cannot be read as it is stored says so. */
bool spark_summary(struct work *work, const struct incident *incident,
		   struct tree *answer) MUST_CHECK;

/* Adds "spark", "marks", "words" and "svg" to a finding of a stored diagnosis, whose
 * onset and changes are marked; nothing of these when it has no samples. "grafana": the
 * link that asks the same there, if one is set. */
void spark_add(struct work *work, const struct tree *diagnosis, struct tree *finding);

#endif
