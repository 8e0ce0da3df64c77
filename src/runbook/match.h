/* Which runbook is for this incident: by what its alerts link to and are called, by its
 * service, and by the words that tell what is seen. Nothing is learned and nothing is
 * random; each point has its reason in words, so that who is called can see why. */
#ifndef RUNBOOK_MATCH_H
#define RUNBOOK_MATCH_H

#include "runbook/runbook.h"

struct match_alert {
	str name, url; /* its runbook_url */
};

/* What is known of the incident. Any of it may be missing. */
struct match_question {
	const struct match_alert *alerts;
	size_t alert_count;
	str service;
	const str *texts; /* title, summaries, descriptions, what people reported */
	size_t text_count;
};

struct match_book {
	str name; /* the file's, with its folders; its ending may be left out */
	const struct runbook *runbook;
};

struct match {
	size_t book;    /* index */
	size_t section; /* the incident in it that fits best; SIZE_MAX: the whole */
	unsigned score;
	str reasons; /* "it speaks of the alert DiskFull; both speak of disk, full" */
};

/* Those with a score, the best first; equal ones by name. */
void runbook_match(struct arena *arena, const struct match_question *question,
		   const struct match_book *books, size_t count,
		   const struct match **ret_matches, size_t *ret_count);

#endif
