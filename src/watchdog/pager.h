/* Pages by the watchdog's own channels: every contact of everybody whom the first policy
 * of its own file names, all at the same time, so that a slow one delays no other. */
#ifndef WATCHDOG_PAGER_H
#define WATCHDOG_PAGER_H

#include "app/ports.h"

enum { CALLED_MAX = 64 };

struct pager {
	const struct ports *ports;
	const struct config *config;
	int64_t sent; /* makes the key of each page its own */
};

struct alarm_text {
	str subject, text;
	str thread; /* one for an alarm and what ends it */
	bool urgent;
};

/* How many contacts a page goes to now. */
size_t pager_reach(const struct pager *pager);
/* How many of them took it; what did not is said. */
size_t pager_send(struct pager *pager, const struct alarm_text *alarm);

#endif
