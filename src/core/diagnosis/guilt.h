/* Which change is guilty, and how much speaks for none.
 *
 * Each change before the suspect began to fail is weighed by reasons that a person can
 * check: what it touches, how long before it was, what it does and whether that is what
 * went wrong. A reason is a weight in natural logarithms of odds (Good, "Probability and
 * the Weighing of Evidence", 1950), so reasons add up; the beliefs are e to the sums,
 * divided by the sum of all. "No change" is one of the candidates: its weight is what
 * speaks for a cause outside (trouble.h). The last deployment before an alert is right in
 * one public case of twenty-four, so being near counts little.
 *
 * core/learning/change.h lists what changed before an onset, by nearness, and says no
 * more than that; this is the judgement, where there is something to judge. */
#ifndef CORE_DIAGNOSIS_GUILT_H
#define CORE_DIAGNOSIS_GUILT_H

#include "core/diagnosis/diagnosis.h"

/* Halved every so often, like the odds that something waits so long to break. */
#define GUILT_DECAY_MS (30 * MINUTE_MS)
/* Clocks differ, and a first sample comes late: so much after the onset is still before.
 */
#define GUILT_SLACK_MS (90 * SECOND_MS)

/* Seven outages of ten follow a change; without any sign of an outside cause a fresh
 * change of the suspect's own that nobody can read must weigh more than this. */
#define GUILT_NO_CHANGE 1.0
/* When nothing is broken nothing is guilty. */
#define GUILT_NOTHING_WRONG 8.0

/* Of "count" changes the "most", which are no more, that came last before the trouble;
 * then those that came first after it. The nearest first. */
struct case_change *changes_nearest(struct arena *arena,
				    const struct case_change *changes, size_t count,
				    instant_ms trouble, size_t most);

/* Of more changes than DIAGNOSIS_CHANGES_MAX keeps those that came last before the alert,
 * or before the incident where there is none. Returns how many it left out. */
size_t guilt_keep_nearest(struct arena *arena, struct diagnosis_case *known);

/* Fills guilty, no_change and cause_outside from the suspects and what is known. */
void guilt_judge(struct arena *arena, const struct diagnosis_case *known,
		 struct diagnosis *diagnosis);

#endif
