/* What the engine suspects, as hypotheses: who it is, which change it was, and always the
 * two rivals that nobody likes to think of: a cause outside of what is measured, and no
 * change at all. Each predicts what the next diagnosis will find, and that is written
 * down before it is made; only later evidence counts.
 *
 * A rule is made anew from its key, so nothing of it need be stored. */
#ifndef CORE_DIAGNOSIS_RIVAL_H
#define CORE_DIAGNOSIS_RIVAL_H

#include "core/diagnosis/hypothesis.h"

/* "engine:suspect:orders", "engine:change:17", "engine:outside", "engine:no-change" */
str rival_key_of_suspect(struct arena *arena, str entity);
str rival_key_of_change(struct arena *arena, str id);
#define RIVAL_OUTSIDE   "engine:outside"
#define RIVAL_NO_CHANGE "engine:no-change"

/* False for a key of somebody else. The title of a change is part of its claim: give ""
 * to test one that is written already. */
bool rival_rule(struct arena *arena, str key, str title,
		struct hypothesis_rule *ret_rule);

/* As hypothesis_test; but between belief and doubt it stays open, since who is sent away
 * from what is still possible loses the night. */
struct verdict rival_test(struct arena *arena, const struct hypothesis_rule *rule,
			  const struct facts *facts);

/* The facts of a diagnosis that such rules are tested on. Beliefs in percent. */
str rival_fact_of_suspect(struct arena *arena, str entity);
str rival_fact_of_change(struct arena *arena, str id);
#define RIVAL_FACT_STANDS_OUT "diagnosis.stands_out"
#define RIVAL_FACT_OUTSIDE    "diagnosis.outside"
#define RIVAL_FACT_NO_CHANGE  "diagnosis.no_change"
/* Of what runs out, for patterns to name. Seconds until the first thing is full, if it
 * goes on so; how many are saturated, and how many grow: not there when none could be
 * judged by it. */
#define RIVAL_FACT_FULL_IN   "diagnosis.full_in"
#define RIVAL_FACT_SATURATED "diagnosis.saturated"
#define RIVAL_FACT_GROWING   "diagnosis.growing"

#endif
