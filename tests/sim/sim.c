/* sim SEEDS [FIRST]: plays that many nights, each from its seed alone. A night that
 * violates an invariant prints the one line that plays it again. */
#include "world.h"

#include "disk.h"

#include "app/store.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>

enum { LOOK_EVERY = 12 };

struct sums {
	int64_t nights, failed, steps, deaths, acks, resolves, pages, actions,
		escalations, handoffs;
};

/* Any hour from November 2026 on; a fourth of the nights begin shortly before clocks are
 * set in Berlin or New York. */
static instant_ms start_of(uint64_t seed)
{
	static const instant_ms changes[] = {
		1774746000000, /* 2026-03-29T01:00Z, Berlin to summer */
		1792890000000, /* 2026-10-25T01:00Z, and back */
		1772953200000, /* 2026-03-08T07:00Z, New York to summer */
		1793512800000, /* 2026-11-01T06:00Z, and back */
	};

	if (seed % 4 == 0)
		return changes[seed / 4 % 4] - (instant_ms)(seed % 120) * MINUTE_MS;
	return 1795240000000 + (instant_ms)(seed % 1000) * HOUR_MS;
}

static void set_up(struct world *world, uint64_t seed)
{
	*world = (struct world){ .seed = seed,
				 .random = seed * 2654435761u + 1,
				 .now = start_of(seed),
				 .percent = 96,
				 .prometheus_is_up = true,
				 .channel_is_up = true,
				 .second_is_up = true };
	the_world = world;
}

/* After a death: what the disk kept, and a new life; maybe several deaths long. */
static bool rise(struct world *world)
{
	world_kill(world);
	world->looked_at = 0;
	for (int tries = 0; tries < 10; tries++) {
		disk_revive(world_random(world, UINT64_MAX));
		if (world_chance(world, 20))
			disk_die_after(1 + world_random(world, 60));
		if (world_start(world) && !disk_is_dead())
			return invariants_hold(world, true);
		world_kill(world);
		if (world->problem[0] != '\0')
			return false;
	}
	disk_revive(world_random(world, UINT64_MAX));
	return world_start(world) && invariants_hold(world, true);
}

static bool play(struct world *world)
{
	if (!world_start(world))
		return false;
	while (world->step < STEPS_MAX) {
		world_step(world);
		if (world->problem[0] != '\0')
			return false;
		if (disk_is_dead()) {
			if (!rise(world))
				return false;
			continue;
		}
		if (world->step % LOOK_EVERY == 0 && !invariants_hold(world, false))
			return disk_is_dead() ? rise(world) : false;
	}
	disk_set_full(false);
	disk_die_after(0);
	return disk_is_dead() ? rise(world) : invariants_hold(world, true);
}

static void add(struct sums *sums, const struct world *world, bool held)
{
	sums->nights++;
	sums->failed += !held;
	sums->steps += world->step;
	sums->deaths += world->deaths;
	sums->acks += world->acks;
	sums->resolves += world->resolves;
	sums->pages += world->pages_sent;
	sums->actions += world->actions_run;
	sums->escalations += world->escalations;
	sums->handoffs += world->handoffs;
}

static void night(uint64_t seed, struct sums *sums)
{
	static struct world world;
	bool held;

	disk_reset();
	set_up(&world, seed);
	held = play(&world);
	/* Else SQLite would tidy up at its end a disk that is thrown away. */
	disk_die();
	world_kill(&world);
	add(sums, &world, held);
	if (!held)
		printf("not ok - seed %llu step %d: %s\n# again: build/sim 1 %llu\n",
		       (unsigned long long)seed, world.step,
		       world.problem[0] ? world.problem : "no problem named",
		       (unsigned long long)seed);
}

/* The key that alerts are told apart by must be the same in every run. */
static bool fix_key(struct work *work, void *arguments)
{
	(void)arguments;
	return store_setting_put(work, "store.key",
				 STR("000102030405060708090a0b0c0d0e0f"));
}

/* The schema is laid once, not per night. */
static void make_template(void)
{
	static struct world world;

	disk_register();
	disk_reset();
	set_up(&world, 0);
	if (!world_start(&world)) {
		fprintf(stderr, "%s\n", world.problem);
		exit(1);
	}

	scoped_arena arena = arena_new(16 << 20);
	struct work work = { .arena = arena, .actor = actor_stanch() };

	if (!app_change(&world.app, &work, "key", fix_key, NULL, true)) {
		fprintf(stderr, "%s\n", work.error.text);
		exit(1);
	}
	world_kill(&world);
	disk_keep_template();
}

int main(int argc, char **argv)
{
	int64_t nights = argc > 1 ? atoll(argv[1]) : 100;
	uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	int64_t start_us = clock_monotonic_us();
	struct sums sums = { 0 };

	log_set_level(argc > 3 ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR + 1);
	make_template();
	for (int64_t i = 0; i < nights && sums.failed < 10; i++)
		night(first + (uint64_t)i, &sums);

	double ms = (double)(clock_monotonic_us() - start_us) / 1000;

	printf("# %lld nights, %lld steps, %lld deaths, %lld acks, %lld proven "
	       "recoveries, "
	       "%lld escalations, %lld handoffs, %lld pages sent, %lld actions run; "
	       "%.1f ms a night\n",
	       (long long)sums.nights, (long long)sums.steps, (long long)sums.deaths,
	       (long long)sums.acks, (long long)sums.resolves,
	       (long long)sums.escalations, (long long)sums.handoffs,
	       (long long)sums.pages, (long long)sums.actions, ms / (double)sums.nights);
	printf("%lld passed, %lld failed\n", (long long)(sums.nights - sums.failed),
	       (long long)sums.failed);
	return sums.failed > 0;
}
