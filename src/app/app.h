/* The server's state, all of it. Shared in memory between threads are only the
 * configuration snapshot, the herald's ring and the roster; all else goes through
 * the store. */
#ifndef APP_APP_H
#define APP_APP_H

#include "app/ports.h"
#include "app/work.h"
#include "base/thread.h"

struct store;
struct scribe;
struct roster;
struct senders;
struct herald;

struct app {
	const struct ports *ports;
	struct store *store;
	struct scribe *scribe;
	struct roster *roster;
	struct senders *senders;
	struct herald *herald;
	str directory; /* of the data */
	str version;
	instant_ms started_at;

	/* The current configuration. Taken with app_config, under this small lock. */
	struct lock config_lock;
	struct config *config;
	/* Where we listen, for links while no public_url is configured; "" until we
	 * do. Under the same lock. */
	str own_url;

	/* In the simulation and in offline commands nobody else steps the scribe: a
	 * submit steps it itself. */
	bool single_threaded;
	bool clock_is_manual; /* moved by hand, for stories: no jump is one */

	/* Wakes clock and desks after a commit. */
	struct lock wake_lock;
	struct signal wake_clock, wake_desks;
	int64_t wakes; /* counts up with each commit that made work */
	bool stopping;
	bool verifying; /* the journal: it reads everything, so one at a time */

	/* Desks at work and timers being handled: what a test waits for. */
	int64_t busy;

	/* When the last answer of a channel or probe failed: /metrics and doctor. */
	struct counters *counters;
};

/* A reference to the current snapshot; give it back by config_release. */
struct config *app_config(struct app *app);
/* Swaps in a new one; takes over the reference. */
void app_set_config(struct app *app, struct config *config);

/* How people reach us, for links: as configured, else where we listen. */
str app_public_url(const struct work *work);
void app_set_own_url(struct app *app, str url);

/* Runs a read on a connection of the pool. */
bool app_read(struct app *app, struct work *work, bool (*run)(struct work *, void *),
	      void *arguments) MUST_CHECK;

/* Runs a change as one turn, waits, and leaves the failure in work->error. */
bool app_change(struct app *app, struct work *work, const char *kind,
		bool (*run)(struct work *, void *), void *arguments,
		bool urgent) MUST_CHECK;

void app_wake(struct app *app);

/* "alice", or "stanch" for our own rules. */
struct actor actor_stanch(void);

#endif
