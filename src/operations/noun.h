/* For the files of nouns: how a noun describes its verbs, and what several of them
 * need. */
#ifndef OPERATIONS_NOUN_H
#define OPERATIONS_NOUN_H

#include "app/note.h"
#include "app/store.h"
#include "operations/operation.h"

struct noun {
	const char *name;
	const struct operation *operations;
	size_t count;
};

#define NOUN(a_name, table) \
	const struct noun a_name##_noun = { \
		.name = #a_name, \
		.operations = (table), \
		.count = sizeof(table) / sizeof((table)[0]), \
	}

/* The commonest inputs. */
struct of_incident {
	str incident;
};
extern const struct shape of_incident_shape;
struct of_action {
	str incident;
	int64_t number;
	str digest;
};
extern const struct shape of_action_shape;

/* All rows of an incident under a name in the answer. */
bool answer_rows(struct work *work, const struct shape *shape, int64_t incident,
		 const char *name, struct tree *answer) MUST_CHECK;
/* A delivery's address as this actor may see it: topics and numbers are secrets of whom
 * they reach, so of others only the first characters. */
str shown_address(struct work *work, const struct delivery *delivery);
/* "incident" in the answer: its row. */
void answer_incident(struct work *work, const struct incident *incident,
		     struct tree *answer);

#endif
