/* Whether a cluster has room: the reading of its answers, for tests. Pure, and private to
 * probes/. */
#ifndef PROBES_ROOM_H
#define PROBES_ROOM_H

#include "base/text.h"
#include "probes/probes.h"

struct room_look {
	const struct probe_call *call;
	struct facts *facts;
	struct text *body;    /* a page, what stands in the way first */
	struct text *meaning; /* what stands in the way; "" : nothing */
};

/* One kind of thing that may stand in the way: where it is listed, below the namespace or
 * for the whole cluster, and what a list of it means. */
struct room_part {
	const char *name, *api, *plural, *query;
	bool is_of_cluster;
	void (*tell)(struct room_look *look, const struct tree *items);
};
extern const struct room_part room_parts[];
extern const size_t room_part_count;

#endif
