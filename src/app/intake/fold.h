/* Storms: when one thing breaks, all that depends on it alerts. What shares a dependency
 * with an incident that has just begun comes to it instead of opening another. */
#ifndef APP_INTAKE_FOLD_H
#define APP_INTAKE_FOLD_H

#include "app/store.h"

/* The open incident that began within the configured time and shares something with this
 * service by the service map; the newest of several. Only reads. */
bool fold_find(struct work *work, str service, struct incident *ret, bool *ret_found,
	       str *ret_shared) MUST_CHECK;
/* From now on the service's group is the incident's. */
bool fold_in(struct work *work, str service, str group, struct incident *incident,
	     str shared) MUST_CHECK;

/* The services whose alerts come to this incident; views of the work's arena. */
bool fold_services(struct work *work, const struct incident *incident, str **ret_services,
		   size_t *ret_count) MUST_CHECK;

/* What explains most of an incident's services, for those who look at it: at most "most",
 * and only what explains two or more. */
bool fold_suspects(struct work *work, const struct incident *incident, size_t most,
		   str **ret_sentences, size_t *ret_count) MUST_CHECK;

#endif
