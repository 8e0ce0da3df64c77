/* The simulated world: senders that repeat and reorder, channels that fail, people who
 * answer or do not, systems that break and heal, clocks that jump; and the whole of
 * core, app and store in one thread, on a disk that dies. */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "app/app.h"
#include "app/engine/desk.h"

enum { ALERTS = 6, DESKS = 4, ACTS_MAX = 64, STEPS_MAX = 160, DELIVERIES_MAX = 4096 };

struct world {
	uint64_t random; /* the state of the only source of chance */
	uint64_t seed;
	struct arena *life; /* of one life of the server */
	struct app app;
	bool is_up;
	struct desk desks[DESKS];
	instant_ms now;
	int step, deaths;

	/* What the senders know was acknowledged: the promise we must keep. */
	struct {
		bool firing;       /* what the sender says now */
		bool acknowledged; /* a 2xx for the present state was given */
		instant_ms starts_at;
	} alerts[ALERTS];

	double percent; /* of writes that fail, as the fake Prometheus answers */
	bool prometheus_is_up;
	bool channel_is_up, second_is_up;

	/* What reached the outside. */
	int64_t pages_sent, actions_run;
	unsigned char sent[DELIVERIES_MAX]; /* by the delivery's id */
	int64_t looked_at; /* the journal's entry up to which duties were compared */
	int64_t action_runs[ACTS_MAX]; /* by the action's id */
	int64_t acks, resolves, groups, escalations, handoffs;

	char problem[512]; /* the violated invariant; "" while all is well */
};

/* The world that the fakes act on: one per process. */
extern struct world *the_world;

uint64_t world_random(struct world *world, uint64_t below);
bool world_chance(struct world *world, unsigned percent);

/* Starts the server on the disk as it is. False when it cannot: then problem says so,
 * unless the disk died once more. */
bool world_start(struct world *world);
/* Memory thrown away, as by kill -9. */
void world_kill(struct world *world);
/* One step of somebody, chosen by chance. */
void world_step(struct world *world);

bool world_violates(struct world *world, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The fakes behind the ports. */
extern const struct ports sim_ports;
/* A reference to the one configuration of all nights. */
struct config *sim_config(void);

/* All invariants that can be seen at this moment; false when one is violated. */
bool invariants_hold(struct world *world, bool thorough);

#endif
