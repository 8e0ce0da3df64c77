/* What the files that ask beside the series share. */
#ifndef APP_INVESTIGATION_LIVE_BESIDE_PRIVATE_H
#define APP_INVESTIGATION_LIVE_BESIDE_PRIVATE_H

#include "app/investigation/live_beside.h"

struct beside {
	struct fetching *fetching;
	struct arena *arena;
	const struct live_plan *plan;
	struct live_outcome *outcome;
	struct {
		struct fetch *items;
		size_t count, capacity;
	} fetches; /* in the order of the plan's sources */
	struct {
		struct case_line *items;
		size_t count, capacity;
	} lines;
	struct {
		struct case_coverage *items;
		size_t count, capacity;
	} covered;
	struct {
		struct case_span *items;
		size_t count, capacity;
	} spans;
};

/* The time around the onset: DIAGNOSE_AROUND_MS before it, and since. */
struct case_window beside_before(const struct diagnosis_case *known);
struct case_window beside_during(const struct diagnosis_case *known);

/* One more question; the arguments are copied. */
void beside_want(struct beside *beside, const char *probe, str url,
		 const struct label *arguments, size_t count);
/* What became of a source; what was not answered is missing. */
void beside_tell(struct beside *beside, const struct live_source *source, str what,
		 bool answered, str says);
void beside_miss(struct beside *beside, str what, str why);

/* Questions for traces, in slices of time; and what became of them. Returns the first
 * fetch of the next source. */
void spans_want(struct beside *beside, const struct live_source *source);
const struct fetch *spans_take(struct beside *beside, const struct live_source *source,
			       const struct fetch *fetches);

#endif
