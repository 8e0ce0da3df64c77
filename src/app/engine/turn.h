/* A turn is one change of our world: a function with its arguments that the scribe
 * runs inside a transaction. Everything it decides, it decides on what it reads
 * there. It does no I/O but SQL, and a bounded number of statements; parsing and
 * rendering happen before it is handed over. */
#ifndef APP_ENGINE_TURN_H
#define APP_ENGINE_TURN_H

#include "app/effects.h"
#include "base/thread.h"

enum turn_stage { TURN_QUEUED, TURN_TAKEN, TURN_DONE };

struct turn {
	const char *kind; /* "page.acknowledge": for metrics, logs and the in-hand note */
	int64_t row;      /* the timer or job behind it, for the in-hand note; 0 */
	bool (*run)(struct work *work, void *arguments);
	void *arguments;
	struct actor actor;
	struct arena
		*arena; /* the caller's; the scribe uses it while the turn is taken */
	bool urgent;    /* acks, timers, results: served before deliveries */

	/* The scribe's. */
	enum turn_stage stage;
	struct latch done;
	bool succeeded;
	struct error error;
	struct effects effects;
	struct turn *next;
};

#endif
