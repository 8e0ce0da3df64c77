/* What the type of a CloudEvent says of it. Types are free, so this goes by their words:
 * "com.example.disk.AlertRaised" has com, example, disk, alert and raised. */
#ifndef SOURCES_CLOUDEVENTS_H
#define SOURCES_CLOUDEVENTS_H

#include "base/arena.h"

enum event_kind { EVENT_OTHER, EVENT_HEARTBEAT, EVENT_ALERT, EVENT_CHANGE };

struct event_type {
	enum event_kind kind;
	bool ends;          /* of an alert */
	const char *change; /* of a change: "deploy", "config", "flag" or "other" */
	/* Without the words that say how far it is, and without numbers: what an event
	 * that begins something and the one that ends it have in common. */
	str subject;
};

struct event_type event_type_of(struct arena *arena, str type);
/* "resolved", "OK" and the like, as a whole. */
bool event_word_ends(str word);

#endif
