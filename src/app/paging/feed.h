/* Duties as calendars that one subscribes to. The address carries a secret: who has it
 * may read the calendar, and nothing else. */
#ifndef APP_PAGING_FEED_H
#define APP_PAGING_FEED_H

#include "app/store.h"

struct feed {
	bool of_person; /* else of a schedule */
	str name;
};

/* NOT_FOUND when there is no such person or schedule. */
bool feed_secret(struct work *work, const struct feed *feed, str *ret_secret) MUST_CHECK;
/* Addresses given out so far stop to work. */
bool feed_revoke(struct work *work, const struct feed *feed) MUST_CHECK;
bool feed_find(struct work *work, str secret, struct feed *ret_feed) MUST_CHECK;
/* From 15 days ago until half a year from now, as iCalendar. */
bool feed_calendar(struct work *work, const struct feed *feed, str *ret_text) MUST_CHECK;

#endif
