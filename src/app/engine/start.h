/* From nothing to a server's state, and back. Threads are main's: the simulation
 * starts the same way and steps everything itself. */
#ifndef APP_ENGINE_START_H
#define APP_ENGINE_START_H

#include "app/app.h"
#include "app/store.h"

struct start {
	const struct ports *ports;
	struct store_options store;
	str version;
	struct config *config; /* the reference is taken over */
	bool single_threaded;
	bool clock_is_manual;
};

/* Opens the store, gives leases back, loads the roster, journals the start. On
 * failure nothing is left open. ret_login: a secret for the first admin, or "". Lives
 * in the arena. */
bool app_open(struct app *app, struct arena *arena, const struct start *start,
	      str *ret_login, struct error *error) MUST_CHECK;
/* All threads that use it must have ended. */
void app_close(struct app *app);

/* Journals the end of the server; the last turn. */
bool app_say_goodbye(struct app *app) MUST_CHECK;

/* Checks and swaps in another configuration, as a turn. */
bool app_reload(struct app *app, struct work *work, struct config *config) MUST_CHECK;

#endif
