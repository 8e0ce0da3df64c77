/* What stands behind "stanch watchdog". */
#ifndef WATCHDOG_OPTIONS_H
#define WATCHDOG_OPTIONS_H

#include "base/clock.h"

struct watchdog_options {
	const char *config;
	str server;   /* without a slash at its end */
	str listen;   /* for test pages; "" without */
	str door_key; /* of the door, read from its file; "" for none */
	duration_ms every, missing;
	duration_ms test_every; /* 0: no test pages */
	bool once;
};

bool watchdog_options_read(struct arena *arena, int argc, char **argv,
			   struct watchdog_options *ret_options,
			   struct error *error) MUST_CHECK;

#endif
