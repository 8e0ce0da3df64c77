#include "app/engine/clock_step.h"

#include "app/engine/scribe.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "base/limits.h"
#include "base/log.h"

enum {
	TIMERS_PER_STEP = 64,
	FAILURES_MAX = 5,
	LOOK_MS_MAX = 1000,
	/* Slewing is no jump; what differs by this much was set. */
	JUMP_MS_MIN = 10000,
	RETRY_MS = 200,
};

struct due_list {
	struct timer *items;
	size_t count;
	instant_ms next;
};

static bool read_due(struct work *work, void *arguments)
{
	struct due_list *due = arguments;

	return timers_due(work, work->now, TIMERS_PER_STEP, &due->items, &due->count) &&
	       timer_next_due(work, &due->next);
}

static bool fire(struct work *work, void *arguments)
{
	int64_t id = *(const int64_t *)arguments;
	struct timer timer;

	if (!store_get(work, &timer_shape, id, &timer)) {
		/* Dropped or moved since we looked: nothing is due any more. */
		return work->error.kind == ERROR_NOT_FOUND;
	}
	if (timer.due > work->now)
		return true;

	const struct timer_kind *kind = timer_kind_find(timer.kind);

	if (!kind)
		return fail(work, ERROR_INTERNAL, "no timer is called " STR_FMT,
			    STR_ARG(timer.kind));
	return timer_remove(work, id) && kind->fire(work, &timer);
}

static bool is_of_page(const struct timer *timer)
{
	return str_starts_with(timer->kind, STR("page.")) ||
	       str_starts_with(timer->kind, STR("escalation."));
}

/* Without them nothing goes stale, is let go or is missed any more, until a restart. */
static bool looks_after_all(const struct timer *timer)
{
	return str_is(timer->kind, "alert.tend") || str_is(timer->kind, "alert.held") ||
	       str_is(timer->kind, "watching.tend");
}

/* A timer whose turn fails is tried again, later each time, and then set aside with
 * an alarm in the log and on the timeline: it must not stop the others. */
static bool put_off(struct work *work, void *arguments)
{
	const struct timer *failed = arguments;
	struct timer timer;

	if (!store_get(work, &timer_shape, failed->id, &timer))
		return work->error.kind == ERROR_NOT_FOUND;

	bool is_for_ever = is_of_page(&timer) || looks_after_all(&timer);

	/* A page that nobody sends is lost: it is tried each half minute, for ever. */
	if (!is_for_ever || timer.failures < FAILURES_MAX)
		timer.failures++;
	timer.due = work->now + (SECOND_MS << timer.failures);
	timer.set_aside = timer.failures >= FAILURES_MAX && !is_for_ever;
	if (!store_save(work, &timer_shape, &timer))
		return false;
	work->effects->timers = true;
	return !timer.set_aside ||
	       note(work, "job.set-aside", timer.incident,
		    subject_of(work, "timer", timer.id), { "kind", timer.kind },
		    { "problem", STR("failed five times") });
}

/* A turn of its own: an alarm that fails leaves the timer set aside all the same. */
static bool tell_set_aside(struct work *work, void *arguments)
{
	const struct timer *failed = arguments;
	struct timer timer;

	if (!store_get(work, &timer_shape, failed->id, &timer))
		return work->error.kind == ERROR_NOT_FOUND;
	return !timer.set_aside ||
	       paging_alarm(work, timer.incident,
			    arena_format(work->arena,
					 "stanch set a timer aside: " STR_FMT,
					 STR_ARG(timer.kind)),
			    arena_format(work->arena,
					 STR_FMT " %lld failed %d times and is not tried "
						 "again.\nSee: stanch doctor\n",
					 STR_ARG(timer.kind), (long long)timer.ref,
					 FAILURES_MAX));
}

static void submit_after(struct app *app, struct arena *arena, struct timer *timer,
			 const char *kind, bool (*run)(struct work *, void *))
{
	struct turn turn = { .kind = kind,
			     .run = run,
			     .arguments = timer,
			     .actor = actor_stanch(),
			     .arena = arena,
			     .urgent = true };

	if (!scribe_submit(app->scribe, &turn, DOOR_WAIT_MS_MAX))
		log_error("timer.stuck", { "kind", timer->kind },
			  { "problem", str_of(turn.error.text) });
}

static void take_failure(struct app *app, struct arena *arena, struct timer *timer,
			 const struct error *error)
{
	log_warning("timer.failed", { "kind", timer->kind },
		    { "problem", str_of(error->text) });
	/* A full disk is nobody's fault: the timer stays due. */
	if (error->kind == ERROR_UNAVAILABLE || error->kind == ERROR_TIMEOUT)
		return;
	submit_after(app, arena, timer, "timer.put-off", put_off);
	if (timer->failures + 1 >= FAILURES_MAX)
		submit_after(app, arena, timer, "timer.tell", tell_set_aside);
}

/* All at once, so that they share syncs of the disk; each is a turn of its own. */
static size_t fire_all(struct app *app, struct arena *arena, struct due_list *due)
{
	struct turn *turns = arena_many(arena, struct turn, due->count);
	size_t fired = 0;

	for (size_t i = 0; i < due->count; i++)
		turns[i] = (struct turn){ .kind = "timer",
					  .row = due->items[i].id,
					  .run = fire,
					  .arguments = &due->items[i].id,
					  .actor = actor_stanch(),
					  .arena = arena,
					  .urgent = true };
	scribe_submit_all(app->scribe, turns, due->count, DOOR_WAIT_MS_MAX);
	for (size_t i = 0; i < due->count; i++) {
		fired += turns[i].succeeded;
		if (!turns[i].succeeded)
			take_failure(app, arena, &due->items[i], &turns[i].error);
	}
	return fired;
}

size_t clock_step(struct app *app, instant_ms *ret_next)
{
	scoped_arena arena = arena_new(TURN_ARENA_BYTES_MAX);
	struct work work = {
		.arena = arena, .now = clock_now(), .actor = actor_stanch(), .app = app
	};
	struct due_list due = { 0 };

	if (!app_read(app, &work, read_due, &due)) {
		log_warning("clock.blind", { "problem", str_of(work.error.text) });
		*ret_next = work.now + SECOND_MS;
		return 0;
	}

	size_t fired = due.count > 0 ? fire_all(app, arena, &due) : 0;

	*ret_next = due.next;
	/* What cannot be done now is not asked for again at once. */
	if (fired == 0 && due.count > 0)
		*ret_next = clock_now() + RETRY_MS;
	return fired;
}

static bool take_jump(struct work *work, void *arguments)
{
	duration_ms by = *(const duration_ms *)arguments;

	return (by > 0 || timers_move(work, by)) && pages_move(work, by) &&
	       note(work, "clock.jumped", 0, STR(""),
		    { "by", duration_format(work->arena, by) });
}

bool clock_catch_up(struct work *work)
{
	struct entry *entries;
	size_t count;
	int64_t head;
	str hash;

	if (!journal_head(work, &head, &hash) ||
	    !journal_read(work, 0, head - 1, 1, &entries, &count))
		return false;

	duration_ms by = count > 0 ? work->now - entries[0].at : 0;

	return by > -JUMP_MS_MIN || take_jump(work, &by);
}

bool clock_jumped(struct app *app, duration_ms by)
{
	scoped_arena arena = arena_new(TURN_ARENA_BYTES_MAX);
	struct work work = { .arena = arena, .actor = actor_stanch() };

	return app_change(app, &work, "clock.jumped", take_jump, &by, true);
}

/* Wall clock and monotonic clock, read together: they part when one is set. */
struct clocks {
	instant_ms wall;
	int64_t monotonic_ms;
};

static struct clocks look_at_clocks(void)
{
	return (struct clocks){ .wall = clock_now(),
				.monotonic_ms = clock_monotonic_us() / 1000 };
}

static void watch_for_jumps(struct app *app, struct clocks *watch)
{
	struct clocks now = look_at_clocks();
	duration_ms by = (now.wall - watch->wall) -
			 (now.monotonic_ms - watch->monotonic_ms);

	if (app->clock_is_manual || (by < JUMP_MS_MIN && by > -JUMP_MS_MIN)) {
		*watch = now;
		return;
	}
	log_warning("clock.jumped",
		    { "milliseconds", by > 0 ? STR("forward") : STR("back") });
	/* Not taken yet when the disk is full: the next look sees it again. */
	if (clock_jumped(app, by))
		*watch = now;
}

static void wait_until(struct app *app, int64_t seen, instant_ms next)
{
	scoped_lock(held, &app->wake_lock);

	/* A virtual clock may be moved at any moment, a real one may jump: look again
	 * at least once a second. */
	int64_t wait_ms = LOOK_MS_MAX;

	if (next != 0 && next - clock_now() < wait_ms)
		wait_ms = next - clock_now();
	if (wait_ms > 0 && app->wakes == seen && !app->stopping)
		signal_wait(&app->wake_clock, &app->wake_lock, wait_ms);
}

static bool begin_look(struct app *app, int64_t *ret_seen)
{
	scoped_lock(held, &app->wake_lock);

	*ret_seen = app->wakes;
	app->busy += !app->stopping;
	return !app->stopping;
}

static void end_look(struct app *app)
{
	scoped_lock(held, &app->wake_lock);

	app->busy--;
}

static bool tell_scarce(struct work *work, void *arguments)
{
	bool is_scarce = *(const bool *)arguments;

	if (!note(work, is_scarce ? "disk.scarce" : "disk.room-again", 0, STR(""),
		  { "directory", work->app->directory }))
		return false;
	return !is_scarce ||
	       paging_alarm(work, 0, STR("stanch: the disk is full"),
			    arena_format(work->arena,
					 "There is no room in " STR_FMT
					 ". New alerts are refused with 503 until there "
					 "is; pages and answers go on from a reserve.\n",
					 STR_ARG(work->app->directory)));
}

/* Told once each way; again until it could be written down. */
static void watch_disk(struct app *app, bool *was_scarce)
{
	bool is_scarce = scribe_is_scarce(app->scribe);

	if (is_scarce == *was_scarce)
		return;

	scoped_arena arena = arena_new(TURN_ARENA_BYTES_MAX);
	struct work work = { .arena = arena, .actor = actor_stanch() };

	if (app_change(app, &work, "disk.look", tell_scarce, &is_scarce, true))
		*was_scarce = is_scarce;
}

void *clock_run(void *argument)
{
	struct app *app = argument;
	struct clocks watch = look_at_clocks();
	bool was_scarce = false;
	int64_t seen;

	while (begin_look(app, &seen)) {
		instant_ms next;

		watch_for_jumps(app, &watch);
		watch_disk(app, &was_scarce);
		size_t fired = clock_step(app, &next);

		end_look(app);
		if (fired == 0)
			wait_until(app, seen, next);
	}
	return NULL;
}
