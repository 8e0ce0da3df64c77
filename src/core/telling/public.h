/* The check of a text that the public is to read: what of it is nobody's business. It
 * knows our names because it is given them, and what addresses look like. */
#ifndef CORE_TELLING_PUBLIC_H
#define CORE_TELLING_PUBLIC_H

#include "base/arena.h"

/* A name of ours and what it is: "a person", "a host of ours". */
struct own_name {
	str name;
	const char *what;
};
struct own_names {
	struct own_name *items;
	size_t count, capacity;
};

struct public_findings {
	str *items; /* "alice (a person)", each name once */
	size_t count, capacity;
};
struct public_findings public_check(struct arena *arena, str text,
				    const struct own_names *names);

/* The host in "host:6379", "redis://user@host/0", "https://host:9090/x"; "" when there
 * is none. */
str host_of(str address);

#endif
