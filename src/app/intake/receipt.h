/* What a client of Opsgenie's API holds after it asked for something: the id of its
 * request, by which it asks later what became of it. Here that was done when it was
 * answered, so the id itself says it, in the form of a UUID (version 8), and a keyed
 * check tells ours from others. It holds as long as the store's key does. */
#ifndef APP_INTAKE_RECEIPT_H
#define APP_INTAKE_RECEIPT_H

#include "base/clock.h"

enum receipt_action {
	RECEIPT_CREATE,
	RECEIPT_CLOSE,
	RECEIPT_DELETE,
	RECEIPT_ACKNOWLEDGE,
	RECEIPT_UNACKNOWLEDGE,
	RECEIPT_SNOOZE,
	RECEIPT_ADD_NOTE,
	RECEIPT_ESCALATE,
	RECEIPT_ASSIGN,
	RECEIPT_ADD_TEAM,
	RECEIPT_ADD_RESPONDER,
	RECEIPT_ADD_TAGS,
	RECEIPT_REMOVE_TAGS,
	RECEIPT_ADD_DETAILS,
	RECEIPT_REMOVE_DETAILS,
	RECEIPT_CUSTOM_ACTION,
	RECEIPT_UPDATE_MESSAGE,
	RECEIPT_UPDATE_DESCRIPTION,
	RECEIPT_UPDATE_PRIORITY,
};
/* As the API spells them: "AddNote". */
extern const char *const receipt_action_names[];

struct receipt {
	enum receipt_action action;
	int64_t alert; /* 0: there was no such alert */
	instant_ms at; /* to the second */
};

str receipt_write(struct arena *arena, const struct receipt *receipt,
		  const unsigned char key[16]);
/* False when it is none of ours. */
bool receipt_read(struct arena *arena, str id, const unsigned char key[16],
		  struct receipt *ret_receipt);
/* An id that is nobody's: of what was refused. */
str receipt_of_nothing(struct arena *arena);

#endif
