#include "world.h"

#include "disk.h"

#include "app/engine/clock_step.h"
#include "app/engine/scribe.h"
#include "app/engine/start.h"
#include "app/intake/intake.h"
#include "app/intervention/intervention.h"
#include "app/lifecycle/incident.h"
#include "app/paging/paging.h"
#include "app/telling/telling.h"
#include "app/verification/verification.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct world *the_world;

/* splitmix64 (Steele, Lea and Flood 2014): small, and good enough for chance. */
uint64_t world_random(struct world *world, uint64_t below)
{
	uint64_t z = world->random += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (z ^ (z >> 31)) % below;
}

bool world_chance(struct world *world, unsigned percent)
{
	return world_random(world, 100) < percent;
}

bool world_violates(struct world *world, const char *format, ...)
{
	va_list args;

	if (world->problem[0] != '\0')
		return false;
	va_start(args, format);
	vsnprintf(world->problem, sizeof(world->problem), format, args);
	va_end(args);
	return false;
}

/* -- lives -- */

bool world_start(struct world *world)
{
	struct error error = { 0 };
	str unused;

	world->life = arena_new(512u << 20);
	clock_set(world->now);

	struct start start = {
		.ports = &sim_ports,
		.store = { .database = STR("sqlite:sim.db"),
			   .directory = STR(""),
			   .vfs = "sim",
			   .exclusive = true },
		.version = STR("sim"),
		.config = sim_config(world->life),
		.single_threaded = true,
	};

	if (!app_open(&world->app, world->life, &start, &unused, &error)) {
		arena_free(world->life);
		if (!disk_is_dead())
			world_violates(world, "it cannot start: %s", error.text);
		return false;
	}
	for (size_t i = 0; i < DESKS; i++)
		desk_open(&world->desks[i], &world->app, i == 0 ? LANE_PAGES : LANE_WORK,
			  "desk");
	world->is_up = true;
	return true;
}

void world_kill(struct world *world)
{
	if (!world->is_up)
		return;
	for (size_t i = 0; i < DESKS; i++)
		desk_close(&world->desks[i]);
	/* The disk is dead or frozen: what closing writes does not reach it. */
	app_close(&world->app);
	arena_free(world->life);
	world->is_up = false;
	world->deaths++;
}

/* -- what may happen -- */

static const char *service_of(int alert)
{
	static const char *const services[] = { "shop", "mail", "quiet" };

	return services[alert % 3];
}

static void say(struct world *world, struct arena *arena, int which,
		struct alert_batch *batch)
{
	struct alert_fact fact = { .starts_at = world->alerts[which].starts_at,
				   .firing = world->alerts[which].firing };

	*list_add(arena,
		  &fact.labels) = (struct label){ STR("alertname"),
						  arena_format(arena, "A%d", which) };
	*list_add(arena, &fact.labels) = (struct label){ STR("service"),
							 str_of(service_of(which)) };
	/* The clock may have been set back since it started. */
	fact.ends_at = fact.firing ? world->now + 4 * MINUTE_MS : world->now;
	if (fact.ends_at < fact.starts_at)
		fact.ends_at = fact.starts_at;
	*list_add(arena, batch) = fact;
	batch->read++;
}

static void deliver(struct world *world)
{
	scoped_arena arena = arena_new(64 << 20);
	struct alert_batch batch = { 0 };
	int chosen[3], count = 1 + (int)world_random(world, 3);
	struct intake_result result;
	scoped_config config = app_config(&world->app);
	struct work work = { .arena = arena,
			     .now = world->now,
			     .config = config,
			     .app = &world->app,
			     .actor = { .kind = ACTOR_DOOR, .name = STR("sender") } };

	for (int i = 0; i < count; i++) {
		chosen[i] = (int)world_random(world, ALERTS);
		if (world->alerts[chosen[i]].starts_at == 0)
			world->alerts[chosen[i]].starts_at = world->now;
		say(world, arena, chosen[i], &batch);
	}
	if (!intake_deliver(&world->app, &work, STR("sim"), &batch, &result)) {
		/* Only a bad disk is a reason to refuse what is in order. */
		if (!disk_is_dead() && !disk_is_full())
			world_violates(world, "alerts were refused: %s", work.error.text);
		return;
	}
	if (batch.faults.count > 0)
		world_violates(world, "a good alert was called bad");
	for (int i = 0; i < count; i++)
		world->alerts[chosen[i]].acknowledged = true;
}

static void flip(struct world *world)
{
	int which = (int)world_random(world, ALERTS);

	world->alerts[which].firing = !world->alerts[which].firing;
	world->alerts[which].acknowledged = false;
	if (world->alerts[which].firing)
		world->alerts[which].starts_at = world->now;
	deliver(world);
}

struct deed {
	int what;
	int64_t number;
};

enum { ACKNOWLEDGE, RESOLVE, APPROVE, SEND, UNDO, SETTLE, NOTE, DISMISS, DEEDS };

static bool act(struct work *work, void *arguments)
{
	const struct deed *deed = arguments;
	struct incident *incidents;
	struct action undo;
	size_t count;

	if (!store_incidents(work, deed->what != SEND, 20, &incidents, &count))
		return false;
	if (count == 0)
		return true;

	struct incident *incident = &incidents[(size_t)deed->number % count];
	int64_t number = 1 + deed->number % 3;

	switch (deed->what) {
	case ACKNOWLEDGE: return paging_acknowledge(work, incident);
	case RESOLVE: return verification_resolve(work, incident, STR(""), false);
	case APPROVE: return intervention_approve(work, incident, number, STR(""));
	case SEND: return telling_send(work, incident, 0, STR(""), 0);
	case UNDO: return intervention_undo(work, incident, number, &undo);
	case SETTLE: return intervention_settle(work, incident, number);
	case DISMISS: return incident_dismiss(work, incident, STR("a false alarm"));
	default: return incident_note(work, incident, STR("seen"));
	}
}

/* A person does something; most of it is refused, which is an answer too. */
static void person(struct world *world)
{
	scoped_arena arena = arena_new(64 << 20);
	struct deed deed = { .what = (int)world_random(world, DEEDS),
			     .number = (int64_t)world_random(world, 100) };
	struct turn turn = { .kind = "deed",
			     .run = act,
			     .arguments = &deed,
			     .arena = arena,
			     .urgent = true,
			     .actor = { .kind = ACTOR_PERSON,
					.name = STR("alice"),
					.role = ROLE_APPROVER,
					.via = STR("cli") } };

	if (deed.what == DISMISS && !world_chance(world, 10))
		return;
	/* Half of the time it waits, and shares a group with what comes next. */
	if (world_chance(world, 50)) {
		if (!scribe_queue(world->app.scribe, &turn))
			return;
		deliver(world);
		while (turn.stage != TURN_DONE)
			scribe_step(world->app.scribe, 1 + world_random(world, 4));
	} else if (!scribe_submit(world->app.scribe, &turn, 1000)) {
		return;
	}
	world->acks += deed.what == ACKNOWLEDGE && turn.succeeded;
	world->resolves += deed.what == RESOLVE && turn.succeeded;
}

static void pass_time(struct world *world)
{
	static const duration_ms lengths[] = { 1,     200,   2000,  5000,
					       10000, 31000, 61000, 400000 };
	instant_ms next;

	world->now += lengths[world_random(world, 8)];
	if (world_chance(world, 2))
		world->now += HOUR_MS; /* the clock is set forward */
	clock_set(world->now);
	if (world_chance(world, 2)) {
		clock_set(world->now -= HOUR_MS);
		if (!clock_jumped(&world->app, -HOUR_MS))
			return;
	}
	for (int i = 0; i < 4 && clock_step(&world->app, &next) > 0; i++)
		if (disk_is_dead())
			return;
}

static void weather(struct world *world)
{
	switch (world_random(world, 5)) {
	case 0: world->percent = world_chance(world, 50) ? 96 : 0; break;
	case 1: world->prometheus_is_up = world_chance(world, 80); break;
	case 2: world->channel_is_up = world_chance(world, 70); break;
	case 3: disk_set_full(world_chance(world, 20)); break;
	default: disk_die_after(1 + world_random(world, 120)); break;
	}
}

void world_step(struct world *world)
{
	uint64_t dice = world_random(world, 100);

	world->step++;
	if (dice < 20)
		deliver(world);
	else if (dice < 28)
		flip(world);
	else if (dice < 40)
		person(world);
	else if (dice < 60)
		pass_time(world);
	else if (dice < 64)
		weather(world);
	else
		desk_step(&world->desks[world_random(world, DESKS)]);
}
