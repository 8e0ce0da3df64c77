/* The engine's suspects as hypotheses of an incident, with the rivals that they always
 * have. */
#ifndef APP_INVESTIGATION_RIVALS_H
#define APP_INVESTIGATION_RIVALS_H

#include "app/investigation/live.h"
#include "core/evidence/evidence.h"

/* First those that are written already are tested on this diagnosis, which came after
 * them; then what it suspects is written down, to be tested on the next. The facts become
 * part of the evidence, which is saved. */
bool rivals_weigh(struct work *work, const struct incident *incident,
		  struct evidence *evidence,
		  const struct live_outcome *outcome) MUST_CHECK;

/* Of a service of which nothing can be diagnosed: the two that are always there, open for
 * people to test and to decide. */
bool rivals_open(struct work *work, const struct incident *incident) MUST_CHECK;

/* What it says, as facts. What it could not judge is not among them: where no change is
 * known none was acquitted. */
struct facts rivals_facts(struct arena *arena, const struct diagnosis *diagnosis,
			  instant_ms now);

#endif
