/* A question of somebody's own, beside those of patterns and bundles. It only reads, by a
 * probe that may be asked so; where it is asked stands in the service's settings, never
 * in the question. */
#ifndef APP_INVESTIGATION_BY_HAND_H
#define APP_INVESTIGATION_BY_HAND_H

#include "app/store.h"
#include "core/alerting/alert.h"
#include "core/diagnosis/hypothesis.h"
#include "core/evidence/evidence.h"

struct own_question {
	str query; /* PromQL, of the service's Prometheus; "": what follows is asked */
	str probe;
	const struct label *arguments; /* "{{name}}" is that setting */
	size_t argument_count;
	str title;          /* "": the query or the probe's name */
	int64_t hypothesis; /* whose test it is; 0: nobody's */
};

/* ret_evidence is wanted: a desk asks after the commit. A hypothesis of somebody's own is
 * being tested from then on. */
bool own_question_ask(struct work *work, const struct incident *incident,
		      const struct own_question *question,
		      struct evidence *ret_evidence) MUST_CHECK;

/* Was it asked so? Then it says nothing of the service by itself: it may have been asked
 * of another one. */
bool is_own_question(const struct evidence *evidence);

/* What was answered, as a test of the hypothesis it was asked for; nothing for what was
 * asked for none. */
bool own_question_answered(struct work *work, const struct evidence *evidence) MUST_CHECK;

/* The tests of a pattern, followed by what people asked and found, as JSON. */
str tests_with_own(struct work *work, const struct hypothesis *hypothesis,
		   struct tree *tests);

#endif
