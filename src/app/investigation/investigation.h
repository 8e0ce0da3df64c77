/* Evidence gathers itself, and hypotheses are tested on it. */
#ifndef APP_INVESTIGATION_INVESTIGATION_H
#define APP_INVESTIGATION_INVESTIGATION_H

#include "app/store.h"
#include "core/diagnosis/hypothesis.h"
#include "core/evidence/evidence.h"

struct job_kind;

/* Asks what the service's measurements and patterns ask, and writes down the
 * hypotheses with their predictions before any answer is there. The words are what was
 * said of it: by them patterns are chosen where the service names none. */
bool investigation_open(struct work *work, const struct incident *incident,
			str words) MUST_CHECK;
/* Asks again; occasion says why: "asked", "after action 2". */
bool investigation_gather(struct work *work, const struct incident *incident,
			  str occasion) MUST_CHECK;
/* Asks what a bundle asks, with the service's settings. */
bool investigation_gather_bundle(struct work *work, const struct incident *incident,
				 const struct bundle *bundle, str occasion) MUST_CHECK;
/* One question more, with its arguments as they are. */
bool investigation_ask(struct work *work, const struct incident *incident,
		       const struct question *question, str occasion,
		       int64_t *ret_evidence) MUST_CHECK;
/* Tests all hypotheses on the evidence from before any mitigation, and offers the
 * actions of those that are supported. */
/* What the service's patterns say of it; NULL: nothing. */
const struct hypothesis_rule *investigation_rule(const struct service *service, str key);
bool investigation_weigh(struct work *work, struct incident *incident) MUST_CHECK;

extern const struct job_kind evidence_job;

/* "{{redis}}" by the service's settings. False with the name that is missing. */
bool placeholders_fill(struct work *work, const struct service *service, str text,
		       str *ret_filled) MUST_CHECK;
/* A plan as JSON, and back as names and values. */
str plan_write(struct work *work, const struct label *plan, size_t count);
bool plan_read(struct work *work, str json, struct label **ret_plan,
	       size_t *ret_count) MUST_CHECK;

#endif
