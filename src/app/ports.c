#include "app/ports.h"

/* Four tables of pointers to structs that begin with their name. */
#define FIND(noun) \
	const struct noun *ports_##noun(const struct ports *ports, str name) \
	{ \
		for (size_t i = 0; i < ports->noun##_count; i++) \
			if (str_is(name, ports->noun##s[i]->name)) \
				return ports->noun##s[i]; \
		return NULL; \
	}

FIND(source)
FIND(probe)
FIND(notifier)
FIND(actuator)
