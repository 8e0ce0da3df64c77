/* stanch watchdog: a process that shares nothing with the server but its address. It asks
 * whether the server answers, now and then sends a test page the whole way, and pages by
 * its own channels when one of the two is missing. */
#ifndef WATCHDOG_WATCHDOG_H
#define WATCHDOG_WATCHDOG_H

#include "app/ports.h"

/* What only main can give: the channels, and a file read with them; NULL when it has
 * problems, which are printed then. */
struct watchdog_needs {
	const struct ports *ports;
	struct config *(*read_config)(struct arena *arena, const char *path);
};

/* The exit code: 0 when it was asked to stop, or with --once when all was well; 1 with
 * --once when it had to page; 2 for wrong use, 3 when it could not start. */
int watchdog_main(int argc, char **argv, const struct watchdog_needs *needs);

#endif
