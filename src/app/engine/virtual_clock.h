/* Time by hand, for stories: the whole server runs as always, but its clock stands
 * still until it is moved. */
#ifndef APP_ENGINE_VIRTUAL_CLOCK_H
#define APP_ENGINE_VIRTUAL_CLOCK_H

#include "app/app.h"

/* Moves from one due instant to the next, letting all work that follows from each be
 * done, until "by" has passed. TIMEOUT when the server does not come to rest. */
bool clock_advance(struct app *app, duration_ms by, struct error *error) MUST_CHECK;

#endif
