/* A hypothesis is a claim with predictions that were written down before the test.
 * It is supported when all its predictions hold on evidence, refuted when one of
 * its refutations does, and untested ("open") when facts are missing. */
#ifndef CORE_DIAGNOSIS_HYPOTHESIS_H
#define CORE_DIAGNOSIS_HYPOTHESIS_H

#include "core/evidence/evidence.h"
#include "core/incident/check.h"

enum hypothesis_state {
	HYPOTHESIS_OPEN,
	HYPOTHESIS_TESTING,
	HYPOTHESIS_SUPPORTED,
	HYPOTHESIS_REFUTED,
	HYPOTHESIS_CONFIRMED,
};
extern const char *const hypothesis_state_names[];

/* One prediction over one fact: a number compared, or a text equal / not equal. */
struct prediction {
	str fact;
	bool is_text;
	enum comparison comparison;
	double threshold;
	str text;
	bool negated; /* text: must not be equal */
	str says;     /* in words: "memory in use is at the limit" */
	bool refutes; /* when it holds, the claim is refuted */
};

struct hypothesis_rule {
	str key, claim, mechanism;
	const struct prediction *predictions;
	size_t prediction_count;
	str *helps; /* what to do about it, in words, the mildest first */
	size_t help_count;
	bool is_symptom; /* it says what happens, not why: never the cause by itself */
};

struct hypothesis {
	int64_t id;
	int64_t incident;
	str key;
	str claim;
	str mechanism;
	enum hypothesis_state state;
	str reason; /* the verdict in one sentence, with numbers */
	str tests;  /* JSON list of {says, fact, expected, observed, outcome, evidence} */
	str helps;  /* JSON list of texts: what its pattern suggests, the mildest first */
	instant_ms written_at;
	instant_ms decided_at;
};
extern const struct shape hypothesis_shape;

struct verdict {
	enum hypothesis_state state; /* OPEN, SUPPORTED or REFUTED */
	str reason;
	struct tree *tests;
};

struct verdict hypothesis_test(struct arena *arena, const struct hypothesis_rule *rule,
			       const struct facts *facts);

#endif
