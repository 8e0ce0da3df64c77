#include "app/engine/scribe.h"

#include "app/engine/herald.h"
#include "app/engine/reserve.h"
#include "app/intake/roster.h"
#include "base/limits.h"
#include "base/log.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { URGENT, ORDINARY, LANES };

/* What is being run, in a file that outlives the process: a turn that kills us is
 * recognised by the next life instead of killing that one too. */
struct in_hand {
	char kind[48];         /* "" while nothing is in hand */
	char kind_counted[48]; /* whose deaths are counted, with the row */
	int64_t row;
	int64_t deaths;
};

struct scribe {
	struct app *app;
	/* Guards the lanes, the stages of turns and the figures. Nothing else is
	 * locked while it is held. */
	struct lock lock;
	struct signal arrived;
	struct {
		struct turn *first, *last;
	} lanes[LANES];
	size_t waiting;
	bool stopping;
	struct in_hand *in_hand;
	struct in_hand aside; /* refused: it was in hand at two deaths */
	struct scribe_figures figures;
	struct reserve reserve;
	atomic_bool is_scarce; /* for other threads: the reserve's */
};

struct scribe *scribe_new(struct app *app)
{
	struct scribe *scribe = calloc(1, sizeof(*scribe));

	assert(scribe);
	scribe->app = app;
	lock_init(&scribe->lock);
	signal_init(&scribe->arrived);
	return scribe;
}

void scribe_free(struct scribe *scribe)
{
	if (!scribe)
		return;
	assert(scribe->waiting == 0);
	if (scribe->in_hand)
		munmap(scribe->in_hand, sizeof(*scribe->in_hand));
	signal_destroy(&scribe->arrived);
	lock_destroy(&scribe->lock);
	free(scribe);
}

bool scribe_open_in_hand(struct scribe *scribe, const char *path, struct error *error)
{
	scoped_fd fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || ftruncate(fd, sizeof(struct in_hand)) != 0)
		return error_set(error, ERROR_UNAVAILABLE, "%s: %s", path,
				 strerror(errno));

	struct in_hand *in_hand = mmap(NULL, sizeof(*in_hand), PROT_READ | PROT_WRITE,
				       MAP_SHARED, fd, 0);

	if (in_hand == MAP_FAILED)
		return error_set(error, ERROR_UNAVAILABLE, "%s: %s", path,
				 strerror(errno));
	in_hand->kind[sizeof(in_hand->kind) - 1] = '\0';
	in_hand->kind_counted[sizeof(in_hand->kind_counted) - 1] = '\0';
	scribe->in_hand = in_hand;
	if (in_hand->kind[0] == '\0') {
		in_hand->deaths = 0;
		return true;
	}
	in_hand->deaths++;
	if (in_hand->deaths >= 2 && in_hand->row != 0)
		scribe->aside = *in_hand;
	in_hand->kind[0] = '\0';
	return true;
}

void scribe_keep_reserve(struct scribe *scribe, struct arena *arena, str directory)
{
	reserve_open(&scribe->reserve, arena, directory);
	atomic_store(&scribe->is_scarce, scribe->reserve.is_scarce);
}

bool scribe_is_scarce(struct scribe *scribe)
{
	return atomic_load(&scribe->is_scarce);
}

/* Before each group, so that the first that would not fit is the last to try. */
static void look_for_room(struct scribe *scribe)
{
	if (!reserve_look(&scribe->reserve))
		return;
	atomic_store(&scribe->is_scarce, scribe->reserve.is_scarce);
	if (scribe->reserve.is_scarce)
		log_error("disk.scarce", { "what", STR("only pages and answers to them "
						       "are stored") });
	else
		log_info("disk.room-again", { "what", STR("everything is stored") });
}

bool scribe_set_aside(struct scribe *scribe, str *ret_kind, int64_t *ret_row)
{
	if (scribe->aside.row == 0)
		return false;
	*ret_kind = str_of(scribe->aside.kind);
	*ret_row = scribe->aside.row;
	return true;
}

static void take_in_hand(struct scribe *scribe, const struct turn *turn)
{
	struct in_hand *in_hand = scribe->in_hand;

	/* What has no row cannot be set aside, and must not hide what has one. */
	if (!in_hand || turn->row == 0)
		return;
	/* The count of deaths belongs to one kind and row. */
	if (in_hand->row != turn->row ||
	    strncmp(in_hand->kind_counted, turn->kind, sizeof(in_hand->kind)) != 0)
		in_hand->deaths = 0;
	snprintf(in_hand->kind_counted, sizeof(in_hand->kind_counted), "%s", turn->kind);
	in_hand->row = turn->row;
	snprintf(in_hand->kind, sizeof(in_hand->kind), "%s", turn->kind);
}

static void put_down(struct scribe *scribe, const struct turn *turn)
{
	if (!scribe->in_hand || turn->row == 0)
		return;
	scribe->in_hand->kind[0] = '\0';
	scribe->in_hand->deaths = 0;
}

static void enqueue(struct scribe *scribe, struct turn *turn)
{
	int lane = turn->urgent ? URGENT : ORDINARY;

	turn->stage = TURN_QUEUED;
	turn->next = NULL;
	if (scribe->lanes[lane].last)
		scribe->lanes[lane].last->next = turn;
	else
		scribe->lanes[lane].first = turn;
	scribe->lanes[lane].last = turn;
	scribe->waiting++;
}

static struct turn *dequeue(struct scribe *scribe)
{
	for (int lane = 0; lane < LANES; lane++) {
		struct turn *turn = scribe->lanes[lane].first;

		if (!turn)
			continue;
		scribe->lanes[lane].first = turn->next;
		if (!turn->next)
			scribe->lanes[lane].last = NULL;
		scribe->waiting--;
		turn->stage = TURN_TAKEN;
		turn->next = NULL;
		return turn;
	}
	return NULL;
}

/* Only a turn nobody has taken can be withdrawn. */
static void withdraw(struct scribe *scribe, struct turn *turn)
{
	int lane = turn->urgent ? URGENT : ORDINARY;
	struct turn **link = &scribe->lanes[lane].first;
	struct turn *before = NULL;

	while (*link != turn) {
		before = *link;
		link = &before->next;
	}
	*link = turn->next;
	if (scribe->lanes[lane].last == turn)
		scribe->lanes[lane].last = before;
	scribe->waiting--;
}

static struct turn *take_next(struct scribe *scribe)
{
	scoped_lock(held, &scribe->lock);

	return dequeue(scribe);
}

bool scribe_queue(struct scribe *scribe, struct turn *turn)
{
	scoped_lock(held, &scribe->lock);

	turn->effects = (struct effects){ .arena = turn->arena };
	if (scribe->stopping)
		return error_set(&turn->error, ERROR_UNAVAILABLE,
				 "the server is stopping");
	if (scribe->waiting >= QUEUE_TURNS_MAX)
		return error_set(&turn->error, ERROR_UNAVAILABLE,
				 "%d changes wait already: try again", QUEUE_TURNS_MAX);
	enqueue(scribe, turn);
	signal_raise(&scribe->arrived);
	return true;
}

static bool wait_for(struct scribe *scribe, struct turn *turn, int64_t end_us)
{
	int64_t left_ms = (end_us - clock_monotonic_us()) / 1000;

	/* Once taken the scribe uses our memory: only its end ends our wait. */
	while (!latch_wait(&turn->done, left_ms > 0 ? left_ms : 1000)) {
		scoped_lock(held, &scribe->lock);

		left_ms = (end_us - clock_monotonic_us()) / 1000;
		if (turn->stage == TURN_QUEUED && left_ms <= 0) {
			withdraw(scribe, turn);
			return error_set(&turn->error, ERROR_TIMEOUT,
					 "nothing was changed: it waited in vain");
		}
	}
	return turn->succeeded;
}

void scribe_submit_all(struct scribe *scribe, struct turn *turns, size_t count,
		       int64_t wait_ms)
{
	int64_t end_us = clock_monotonic_us() + wait_ms * 1000;
	size_t queued = 0;

	for (; queued < count; queued++) {
		latch_init(&turns[queued].done);
		if (!scribe_queue(scribe, &turns[queued]))
			break;
	}
	for (size_t i = 0; i < queued; i++) {
		while (scribe->app->single_threaded && turns[i].stage != TURN_DONE)
			scribe_step(scribe, GROUP_TURNS_MAX);
		wait_for(scribe, &turns[i], end_us);
		latch_destroy(&turns[i].done);
	}
	if (queued < count)
		latch_destroy(&turns[queued].done);
	for (size_t i = queued + 1; i < count; i++)
		turns[i].error = turns[queued].error;
}

bool scribe_submit(struct scribe *scribe, struct turn *turn, int64_t wait_ms)
{
	scribe_submit_all(scribe, turn, 1, wait_ms);
	return turn->succeeded;
}

static bool is_aside(const struct scribe *scribe, const struct turn *turn)
{
	return turn->row != 0 && turn->row == scribe->aside.row &&
	       strcmp(turn->kind, scribe->aside.kind) == 0;
}

/* False when the transaction itself is lost, and with it the group. */
static bool run_turn(struct scribe *scribe, struct turn *turn,
		     const struct config *config)
{
	struct app *app = scribe->app;
	struct work work = {
		.arena = turn->arena,
		.now = clock_now(),
		.actor = turn->actor,
		.config = config,
		.app = app,
		.db = store_writer(app->store),
		.effects = &turn->effects,
	};

	if (is_aside(scribe, turn)) {
		error_set(&turn->error, ERROR_INTERNAL,
			  "%s %lld was in hand at two deaths and is set aside",
			  turn->kind, (long long)turn->row);
		return true;
	}
	if (scribe->reserve.is_scarce && !turn->urgent) {
		error_set(&turn->error, ERROR_UNAVAILABLE,
			  "not stored: the disk is full, what is left is for pages and "
			  "answers to them");
		return true;
	}
	if (!store_savepoint(app->store, &turn->error))
		return false;
	take_in_hand(scribe, turn);
	turn->succeeded = turn->run(&work, turn->arguments);
	put_down(scribe, turn);
	if (turn->succeeded)
		return store_release(app->store, &turn->error);
	turn->error = work.error;
	turn->effects = (struct effects){ .arena = turn->arena };

	struct error undo;

	return store_undo(app->store, &undo);
}

/* Runs turns until none waits or the group is full, and gives back the list. */
static struct turn *run_group(struct scribe *scribe, size_t turns_max, bool *ret_intact,
			      struct error *error)
{
	look_for_room(scribe);

	scoped_config config = app_config(scribe->app);
	int64_t end_us = clock_monotonic_us() + GROUP_MS_MAX * 1000;
	struct turn *first = take_next(scribe), *last = first;

	*ret_intact = first && store_begin(scribe->app->store, error);
	for (size_t count = 1; *ret_intact; count++) {
		*ret_intact = run_turn(scribe, last, config);
		if (!*ret_intact) {
			*error = last->error;
			break;
		}
		if (count >= turns_max || clock_monotonic_us() > end_us)
			break;

		struct turn *next = take_next(scribe);

		if (!next)
			break;
		last->next = next;
		last = next;
	}
	return first;
}

static void fail_group(struct scribe *scribe, struct turn *group,
		       const struct error *cause)
{
	store_roll_back(scribe->app->store);
	store_forget(scribe->app->store);
	log_error("group.failed", { "problem", str_of(cause->text) });
	for (struct turn *turn = group; turn; turn = turn->next) {
		turn->succeeded = false;
		error_set(&turn->error, ERROR_UNAVAILABLE, "not stored: %s", cause->text);
	}
}

static void apply_effects(struct scribe *scribe, struct turn *group)
{
	struct app *app = scribe->app;
	bool wakes = false;

	for (struct turn *turn = group; turn; turn = turn->next) {
		struct effects *effects = &turn->effects;

		if (!turn->succeeded)
			continue;
		for (size_t i = 0; i < effects->alerts.count; i++)
			roster_put(app->roster, &effects->alerts.items[i]);
		if (effects->recalled)
			roster_trust(app->roster);
		if (effects->config)
			app_set_config(app, effects->config);
		herald_publish(app->herald, effects->entries.items,
			       effects->entries.count);
		wakes = wakes || effects->jobs || effects->timers;
	}
	roster_settle(app->roster, true);
	if (wakes)
		app_wake(app);
}

static size_t count_group(struct scribe *scribe, struct turn *group)
{
	size_t count = 0;

	scoped_lock(held, &scribe->lock);
	for (struct turn *turn = group; turn; turn = turn->next) {
		scribe->figures.failed_turns += !turn->succeeded;
		turn->stage = TURN_DONE;
		count++;
	}
	scribe->figures.turns += (int64_t)count;
	scribe->figures.groups++;
	return count;
}

static size_t finish_group(struct scribe *scribe, struct turn *group)
{
	size_t count = count_group(scribe, group);

	while (group) {
		/* The turn's memory is its owner's again once its latch is open. */
		struct turn *turn = group;

		group = turn->next;
		latch_open(&turn->done);
	}
	return count;
}

size_t scribe_step(struct scribe *scribe, size_t turns_max)
{
	struct error error = { 0 };
	bool intact;
	struct turn *group = run_group(scribe, turns_max, &intact, &error);

	if (!group)
		return 0;

	int64_t start_us = clock_monotonic_us();

	if (intact && store_commit(scribe->app->store, &error)) {
		apply_effects(scribe, group);
	} else {
		roster_settle(scribe->app->roster, false);
		fail_group(scribe, group, &error);
		scribe->figures.failed_commits++;
	}
	scribe->figures.commit_us_sum += clock_monotonic_us() - start_us;

	/* What is committed is answered first: moving it into place takes its time. */
	size_t count = finish_group(scribe, group);
	struct error unheeded;

	if (!store_checkpoint(scribe->app->store, &unheeded))
		log_warning("checkpoint.failed", { "problem", str_of(unheeded.text) });
	return count;
}

static bool wait_for_turns(struct scribe *scribe)
{
	scoped_lock(held, &scribe->lock);

	while (scribe->waiting == 0 && !scribe->stopping)
		signal_wait(&scribe->arrived, &scribe->lock, 1000);
	return scribe->waiting > 0 || !scribe->stopping;
}

void *scribe_run(void *argument)
{
	struct scribe *scribe = argument;

	while (wait_for_turns(scribe))
		scribe_step(scribe, GROUP_TURNS_MAX);
	return NULL;
}

void scribe_stop(struct scribe *scribe)
{
	scoped_lock(held, &scribe->lock);

	scribe->stopping = true;
	signal_raise_all(&scribe->arrived);
}

struct scribe_figures scribe_figures(struct scribe *scribe)
{
	scoped_lock(held, &scribe->lock);
	struct scribe_figures figures = scribe->figures;

	figures.queue_depth = (int64_t)scribe->waiting;
	figures.set_aside = scribe->aside.row != 0;
	return figures;
}
