/* What the checks of a configuration share. Private to app/ports*.c. */
#ifndef APP_PORTS_PRIVATE_H
#define APP_PORTS_PRIVATE_H

#include "app/ports.h"

struct checking {
	const struct ports *ports;
	const struct config *config;
	struct arena *arena;
	struct config_problems *problems;
};

/* Something is wrong at "channels[0].kind". */
void checking_tell(const struct checking *checking, str where, str what);

/* The same at a place in another file. */
void checking_tell_at(const struct checking *checking, const struct config_place *place,
		      str where, str what);

void check_patterns(const struct checking *checking);
void check_watch(const struct checking *checking, const struct watch_config *watch,
		 str where);

#endif
