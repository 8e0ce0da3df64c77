/* What the doors of paging services share: how the fields of an event, which are free in
 * number, name and size, become an alert's labels and annotations. Labels are what routes
 * and the service map decide by; all else is told to people. Nothing is left out without
 * a word: what is too long is cut where one sees it. Pure. */
#ifndef SOURCES_EVENT_H
#define SOURCES_EVENT_H

#include "app/ports.h"

enum {
	/* A host, a service, a class; longer is prose. */
	EVENT_LABEL_BYTES_MAX = 4 << 10,
	EVENT_LABELS_MAX = 64,
	/* A stack trace; longer is a log. */
	EVENT_TEXT_BYTES_MAX = 64 << 10,
	/* Annotations with names of the sender's; more go into one, as JSON. */
	EVENT_DETAILS_MAX = 64,
};

struct event {
	struct arena *arena;
	struct alert_fact fact;
	size_t bytes; /* so far, of ALERT_BYTES_MAX */
};

/* What was put first under a name stays; "" is left out; NUL becomes U+FFFD. A label
 * that is too long is cut, and the whole is an annotation of the same name; one whose
 * name is no label's is an annotation only. */
void event_label(struct event *event, str name, str value);
void event_annotate(struct event *event, str name, str value);
str event_get(const struct event *event, const char *label);
/* A map of details: names by which services are commonly found become labels, other
 * single values annotations of their name, the rest one annotation "rest_name" as JSON.
 */
void event_details(struct event *event, const struct tree *details,
		   const char *rest_name);
/* Of the alerts that an Alertmanager puts into an event, as its text or as a list: the
 * labels and annotations that all of them share. False when there are none. */
bool event_group(struct event *event, const struct tree *firing);
/* What was sent to a paging service pages here too, whatever a label inside it says: the
 * label severity becomes the worse of what it is and this word. */
void event_severity(struct event *event, str severity);
/* Sorted, as an alert must have them. */
const struct alert_fact *event_settle(struct event *event);

/* Whose change it is: the service of the map that these labels belong to, else what the
 * label service says. */
str event_service(struct event *event, const struct config *config);
/* When it was, of a text or of seconds or milliseconds since 1970; 0 for what is neither,
 * and for what lies ahead: other clocks run fast. */
instant_ms event_instant(const struct tree *value, instant_ms now);
/* The first line, clean and at most so long. */
str event_line(struct arena *arena, str text, size_t most);

/* At most "most" bytes, with a word about what was cut. */
str event_cut(struct arena *arena, str text, size_t most);
/* A single value in words; "" for null, lists and maps. */
str event_word(struct arena *arena, const struct tree *value);
bool event_has_nul(str text);
/* With U+FFFD for each NUL and each byte that is no UTF-8. */
str event_clean(struct arena *arena, str text);

/* A fault of the event, which is the only thing in its batch. */
void event_fault(const struct door_call *call, struct alert_batch *batch,
		 const char *field, const char *reason);

#endif
