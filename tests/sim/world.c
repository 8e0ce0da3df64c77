#include "world.h"

#include "disk.h"

#include "app/engine/clock_step.h"
#include "app/engine/scribe.h"
#include "app/engine/start.h"
#include "app/intake/intake.h"
#include "app/intake/silences.h"
#include "app/intervention/intervention.h"
#include "app/lifecycle/command.h"
#include "app/lifecycle/incident.h"
#include "app/lifecycle/merge.h"
#include "app/paging/escalation.h"
#include "app/paging/oncall.h"
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
		.config = sim_config(),
		.single_threaded = true,
	};

	if (!app_open(&world->app, world->life, &start, &unused, &error)) {
		arena_free(world->life);
		if (!disk_is_dead())
			world_violates(world, "it cannot start: %s", error.text);
		return false;
	}
	static const enum lane lanes[DESKS] = { LANE_PAGES, LANE_WORK, LANE_WORK,
						LANE_SLOW };

	for (size_t i = 0; i < DESKS; i++)
		desk_open(&world->desks[i], &world->app, lanes[i], "desk");
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
	str person; /* another one than who acts */
};

enum {
	ACKNOWLEDGE,
	ACKNOWLEDGE_ONE,
	RESOLVE,
	APPROVE,
	SEND,
	UNDO,
	SETTLE,
	NOTE,
	DISMISS,
	ESCALATE,
	SEVERITY,
	OVERRIDE,
	OVERRIDE_END,
	OFFER,
	ACCEPT,
	DECLINE,
	TAKE,
	BOX,
	BOX_DONE,
	SILENCE,
	SILENCE_END,
	MERGE,
	DEEDS
};

static const str people[] = { STR_INIT("alice"), STR_INIT("bob"), STR_INIT("carol"),
			      STR_INIT("dave") };

/* Any that is live, whichever incident it is of: what a reply by phone answers. */
static bool acknowledge_one(struct work *work, const struct deed *deed)
{
	struct incident incident;
	struct page *pages;
	size_t count;

	if (!store_pages_live(work, STR(""), &pages, &count))
		return false;
	return count == 0 ||
	       paging_acknowledge_page(work, pages[(size_t)deed->number % count].id,
				       &incident);
}

static bool escalate(struct work *work, struct incident *incident,
		     const struct deed *deed)
{
	static const str words[] = { STR_INIT(""), STR_INIT("L2"),
				     STR_INIT("architecture") };
	str level;

	return escalation_by_hand(work, incident, words[deed->number % 3], STR("help"),
				  &level);
}

static bool add_override(struct work *work, const struct deed *deed)
{
	struct override override = {
		.schedule = deed->number % 2 ? STR("primary") : STR("office"),
		.person = deed->person,
		.instead_of = deed->number % 3 ? STR("") : people[deed->number % 4],
		.from = work->now + (deed->number % 5) * 10 * MINUTE_MS,
		.until = work->now + (1 + deed->number % 7) * HOUR_MS,
		.reason = STR("dentist"),
	};

	return override_add(work, &override);
}

static bool send_message(struct work *work, struct incident *incident,
			 const struct deed *deed)
{
	struct telling telling = { .eta = deed->number % 4 ? 0
							   : work->now + 20 * MINUTE_MS };

	return telling_send(work, incident, &telling);
}

static bool silence(struct work *work, const struct deed *deed)
{
	struct silence silence = {
		.matchers = arena_format(work->arena,
					 "[{\"name\":\"service\",\"value\":\"%s\","
					 "\"isRegex\":false,\"isEqual\":true}]",
					 service_of((int)(deed->number % 3))),
		.comment = STR("new version"),
		.created_by = work->actor.name,
		.starts_at = work->now + (deed->number % 4) * MINUTE_MS,
		.ends_at = work->now + (5 + deed->number % 20) * MINUTE_MS,
	};

	return silence_make(work, &silence);
}

static bool end_silence(struct work *work, const struct deed *deed)
{
	struct silence silence;
	str word = arena_format(work->arena, "%lld", (long long)(1 + deed->number % 3));

	return silence_named(work, word, &silence) && silence_expire(work, &silence);
}

/* Of those that are of no one incident; ret_done false: it was none of them. */
static bool act_at_large(struct work *work, const struct deed *deed, bool *ret_done)
{
	*ret_done = true;
	switch (deed->what) {
	case ACKNOWLEDGE_ONE: return acknowledge_one(work, deed);
	case OVERRIDE: return add_override(work, deed);
	case OVERRIDE_END: return override_remove(work, 1 + deed->number % 4);
	case SILENCE: return silence(work, deed);
	case SILENCE_END: return end_silence(work, deed);
	default: *ret_done = false; return true;
	}
}

static bool act(struct work *work, void *arguments)
{
	const struct deed *deed = arguments;
	struct incident *incidents;
	struct action undo;
	struct handoff handoff;
	struct time_box box;
	size_t count;
	bool done;

	if (!act_at_large(work, deed, &done) || done)
		return done && work->error.kind == ERROR_NONE;
	if (!store_incidents(work, deed->what != SEND, 20, &incidents, &count))
		return false;
	if (count == 0)
		return true;

	struct incident *incident = &incidents[(size_t)deed->number % count];
	int64_t number = 1 + deed->number % 3;

	switch (deed->what) {
	case ACKNOWLEDGE: return paging_acknowledge(work, incident);
	case ESCALATE: return escalate(work, incident, deed);
	case SEVERITY:
		return incident_set_rank(work, incident, deed->number % 4, STR("seen"));
	case OFFER: return handoff_offer(work, incident, deed->person, &handoff);
	case ACCEPT: return handoff_accept(work, incident);
	case DECLINE: return handoff_decline(work, incident, STR("asleep"));
	case TAKE: return command_take(work, incident, STR("nobody answers"));
	case BOX:
		return time_box_open(work, incident, STR("read the log"), deed->person,
				     5 * MINUTE_MS, &box);
	case BOX_DONE: return time_box_done(work, incident, 1 + deed->number % 4);
	case RESOLVE: return verification_resolve(work, incident, STR(""), false);
	case APPROVE: return intervention_approve(work, incident, number, STR(""));
	case SEND: return send_message(work, incident, deed);
	case UNDO: return intervention_undo(work, incident, number, &undo);
	case SETTLE: return intervention_settle(work, incident, number);
	case MERGE:
		return incident_merge(work, incident,
				      &incidents[(size_t)deed->number / 7 % count],
				      STR("one cause"));
	case DISMISS: return incident_dismiss(work, incident, STR("a false alarm"));
	default: return incident_note(work, incident, STR("seen"));
	}
}

/* A person does something; most of it is refused, which is an answer too. */
static void person(struct world *world)
{
	scoped_arena arena = arena_new(64 << 20);
	struct deed deed = { .what = (int)world_random(world, DEEDS),
			     .number = (int64_t)world_random(world, 100),
			     .person = people[world_random(world, 4)] };
	struct turn turn = { .kind = "deed",
			     .run = act,
			     .arguments = &deed,
			     .arena = arena,
			     .urgent = true,
			     .actor = { .kind = ACTOR_PERSON,
					.name = people[world_random(world, 4)],
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
	world->acks += (deed.what == ACKNOWLEDGE || deed.what == ACKNOWLEDGE_ONE) &&
		       turn.succeeded;
	world->escalations += deed.what == ESCALATE && turn.succeeded;
	world->handoffs += deed.what == ACCEPT && turn.succeeded;
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
	switch (world_random(world, 6)) {
	case 0: world->percent = world_chance(world, 50) ? 96 : 0; break;
	case 1: world->prometheus_is_up = world_chance(world, 80); break;
	case 2: world->channel_is_up = world_chance(world, 70); break;
	case 3: world->second_is_up = world_chance(world, 70); break;
	case 4: disk_set_full(world_chance(world, 20)); break;
	default: disk_die_after(1 + world_random(world, 120)); break;
	}
}

/* Often a whole job, or several; sometimes one phase of one, so that others come
 * between. */
static void work_at(struct desk *desk, struct world *world)
{
	int steps = world_chance(world, 60) ? 6 : 1;

	while (steps-- > 0 && desk_step(desk) && !disk_is_dead())
		;
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
		work_at(&world->desks[world_random(world, DESKS)], world);
}
