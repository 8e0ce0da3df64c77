/* What went wrong, in words: from the alert, the names of the series that fail and the
 * lines that speak of failure, of the suspect and of those around it. With it a change
 * can be compared (does it touch what went wrong?), and signs be found that the cause
 * lies outside: what nobody deployed cannot be rolled back. */
#ifndef CORE_DIAGNOSIS_TROUBLE_H
#define CORE_DIAGNOSIS_TROUBLE_H

#include "core/diagnosis/change_reading.h"
#include "core/diagnosis/diagnosis.h"

struct trouble {
	str suspect;
	instant_ms since; /* when the suspect began to fail */
	const str *callers, *callees;
	size_t caller_count, callee_count;
	struct words words; /* of what went wrong, that were not there before */
	uint64_t topics;
	const str *lines; /* that speak of failure, each kind once */
	size_t line_count;
	str text; /* of the alert */
};
struct trouble trouble_of(struct arena *arena, const struct diagnosis_case *known,
			  const struct diagnosis *diagnosis);

/* What a change or a trouble is about, one bit each; and what a bit is called: "cache",
 * "connections". The nth that both are about, NULL for none. */
uint64_t topics_of_change(const struct words *change);
uint64_t topics_of_trouble(const struct words *trouble);
const char *topic_named(uint64_t found, size_t nth);

/* A sign that the cause lies outside of what was changed here. */
struct outside_sign {
	double weight; /* in natural logarithms of odds, as in guilt.h */
	str says;
};
enum { OUTSIDE_SIGNS_MAX = 8 };
/* The strongest first. */
size_t outside_signs(struct arena *arena, const struct diagnosis_case *known,
		     const struct trouble *trouble,
		     struct outside_sign signs[OUTSIDE_SIGNS_MAX]);

/* Of changes that are none of ours: what a provider says of itself. */
bool change_is_status(const struct case_change *change);

#endif
