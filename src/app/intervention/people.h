/* Whom an action needs beside the one who asks for it. Private to app/intervention. */
#ifndef APP_INTERVENTION_PEOPLE_H
#define APP_INTERVENTION_PEOPLE_H

#include "app/store.h"

struct wanted_people {
	size_t from_step; /* of the incident's policy: 0, or 1 for the next level */
	bool are_approvers;
	str neither, nor; /* who must not be called: "" for nobody */
	str subject, text;
};
/* Wakes those of the first step that has any, by all their contacts. ret_names is "bob,
 * carol"; "" when nobody can be reached. */
bool people_call(struct work *work, const struct incident *incident,
		 const struct wanted_people *wanted, str *ret_names) MUST_CHECK;

#endif
