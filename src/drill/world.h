/* All that runs during a drill: a Redis with its exporter, an application that writes
 * to it, a Prometheus with alert rules, a mail server, the inbox, and stanch itself. */
#ifndef DRILL_WORLD_H
#define DRILL_WORLD_H

#include "drill/child.h"
#include "drill/inbox.h"

enum cause {
	CAUSE_MEMORY,         /* the data outgrows the memory limit */
	CAUSE_WRITER_STOPPED, /* nothing writes any more; Redis is well */
};
extern const char *const cause_names[];

enum {
	CHILD_REDIS,
	CHILD_EXPORTER,
	CHILD_WRITER,
	CHILD_MAIL,
	CHILD_STANCH,
	CHILD_PROMETHEUS,
	CHILDREN,
};

struct world {
	struct arena *arena;
	const char *servers; /* the directory of the programs */
	str data;            /* the drill's directory: whole path */
	enum cause cause;
	const char *hold; /* "60s": of the recovery checks */
	unsigned ports[CHILDREN];
	struct child children[CHILDREN];
	struct inbox *inbox;
	int restarts; /* of stanch, after it was killed */
};

/* What the files of the servers say, written below .data. */
bool scenario_write(const struct world *world, struct error *error) MUST_CHECK;

/* Starts all and waits until each answers. When not, *ret_failed is who. "stopped"
 * is asked while waiting. */
bool world_start(struct world *world, bool (*stopped)(void), const char **ret_failed,
		 struct error *error) MUST_CHECK;
void world_stop(struct world *world);

/* A killed stanch is started again on the same data, which must be enough for it to go
 * on. Any other end of a server, or too many of them, is a failure. */
bool world_watch(struct world *world, bool *ret_restarted, const char **ret_failed,
		 struct error *error) MUST_CHECK;

/* Makes the writer hang, or work again. */
bool world_set_writing(const struct world *world, bool on,
		       struct error *error) MUST_CHECK;

/* What Prometheus says now; false without exactly one series. */
bool world_measure(const struct world *world, struct arena *arena, const char *query,
		   double *ret_value) MUST_CHECK;

/* PromQL, as scenario_write gives it to stanch too. */
#define QUERY_FAILING \
	"100 * sum(rate(app_cache_writes_total{result!=\"ok\"}[10s])) / " \
	"sum(rate(app_cache_writes_total[10s]))"
#define QUERY_ATTEMPTED "sum(rate(app_cache_writes_total[10s]))"

#endif
