/* What became of it: for the action itself by the check that measures it, and for its
 * neighbours, the services that share a dependency with it, by their measurements. When
 * it did not help, or harmed a neighbour, its way back is offered; it never runs by
 * itself. */
#ifndef APP_INTERVENTION_VERDICT_H
#define APP_INTERVENTION_VERDICT_H

#include "app/engine/desk.h"
#include "core/action/action.h"

struct incident;
struct timer;

/* An action succeeded: it is judged, and its neighbours are asked, in a while. */
bool verdict_await(struct work *work, const struct action *action) MUST_CHECK;
/* Timer "action.judge". */
bool verdict_due(struct work *work, const struct timer *timer) MUST_CHECK;
/* Nothing where there is no way back, or nothing to take back. */
bool verdict_offer_undo(struct work *work, const struct incident *incident,
			const struct action *action, str why) MUST_CHECK;
extern const struct job_kind neighbours_job;

#endif
