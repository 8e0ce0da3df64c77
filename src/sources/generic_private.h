/* Shared by the files that read JSON by a mapping. */
#ifndef SOURCES_GENERIC_PRIVATE_H
#define SOURCES_GENERIC_PRIVATE_H

#include "sources/event.h"

struct generic_reading {
	const struct door_call *call;
	struct alert_batch *batch;
	const struct mapping *mapping;
	size_t index; /* of the item in its list */
};

/* Always false. */
bool generic_fault(const struct generic_reading *reading, const char *field, str reason);
/* As text; a list or an object as its JSON; "" for what is not there. */
str generic_word(const struct generic_reading *reading, const struct tree *item,
		 str pointer);
/* In any case. */
bool generic_has_word(const str *words, size_t count, str word);
/* With the mapping's name in front; "" without a pointer. False after a fault. */
bool generic_identity(const struct generic_reading *reading, const struct tree *item,
		      str *ret_identity) MUST_CHECK;
/* What the mapping's labels find, and its defaults. */
void generic_labels(const struct generic_reading *reading, const struct tree *item,
		    struct event *event);

/* Of a mapping that says what of an item is a change. */
void generic_change(const struct generic_reading *reading, const struct tree *item);

#endif
