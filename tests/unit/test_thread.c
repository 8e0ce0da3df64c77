#include "base/thread.h"

#include "base/clock.h"
#include "check.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>

enum { THREADS = 4, ROUNDS = 2000, LONG_MS = 10000 };

struct shared {
	struct lock lock;
	struct signal changed;
	int64_t count;
	bool go;
};

static void prepare(struct shared *shared)
{
	*shared = (struct shared){ 0 };
	lock_init(&shared->lock);
	signal_init(&shared->changed);
}

static void finish(struct shared *shared)
{
	signal_destroy(&shared->changed);
	lock_destroy(&shared->lock);
}

static void *count_up(void *argument)
{
	struct shared *shared = argument;

	for (int i = 0; i < ROUNDS; i++) {
		scoped_lock(held, &shared->lock);

		shared->count++;
		signal_raise(&shared->changed);
	}
	return NULL;
}

static void a_lock_keeps_others_out(void)
{
	struct shared shared;
	pthread_t threads[THREADS];

	prepare(&shared);
	for (int i = 0; i < THREADS; i++)
		threads[i] = thread_start("count", count_up, &shared);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	CHECK_INT(shared.count, THREADS * ROUNDS);
	finish(&shared);
}

static void a_wait_ends_at_its_deadline(void)
{
	struct shared shared;

	prepare(&shared);
	{
		scoped_lock(held, &shared.lock);
		int64_t start = clock_monotonic_us();

		CHECK(!signal_wait(&shared.changed, &shared.lock, 30));
		CHECK(clock_monotonic_us() - start >= 30000);
		start = clock_monotonic_us();
		CHECK(!signal_wait(&shared.changed, &shared.lock, -5));
		CHECK(clock_monotonic_us() - start < 1000000);
	}
	finish(&shared);
}

static void *wait_for_go(void *argument)
{
	struct shared *shared = argument;
	scoped_lock(held, &shared->lock);

	shared->count++;
	signal_raise_all(&shared->changed);
	while (!shared->go)
		if (!signal_wait(&shared->changed, &shared->lock, LONG_MS))
			return NULL;
	return shared;
}

static void all_waiters_hear_of_a_change(void)
{
	struct shared shared;
	pthread_t threads[THREADS];

	prepare(&shared);
	for (int i = 0; i < THREADS; i++)
		threads[i] = thread_start("wait", wait_for_go, &shared);
	{
		scoped_lock(held, &shared.lock);

		while (shared.count < THREADS)
			if (!signal_wait(&shared.changed, &shared.lock, LONG_MS))
				break;
		shared.go = true;
		signal_raise_all(&shared.changed);
	}
	for (int i = 0; i < THREADS; i++) {
		void *heard = NULL;

		pthread_join(threads[i], &heard);
		CHECK(heard == &shared);
	}
	finish(&shared);
}

struct seen {
	bool blocked;
};

static void *look_around(void *argument)
{
	struct seen *seen = argument;
	sigset_t mask;

	pthread_sigmask(SIG_SETMASK, NULL, &mask);
	seen->blocked = sigismember(&mask, SIGTERM) && sigismember(&mask, SIGCHLD);
	return NULL;
}

static void signals_stay_with_the_main_thread(void)
{
	struct seen seen = { 0 };
	sigset_t mask;

	pthread_join(thread_start("a name too long for the kernel", look_around, &seen),
		     NULL);
	CHECK(seen.blocked);
	pthread_sigmask(SIG_SETMASK, NULL, &mask);
	CHECK(!sigismember(&mask, SIGTERM));
}

static void *open_latch(void *argument)
{
	latch_open(argument);
	return NULL;
}

static void a_latch_lets_go_once_it_is_open(void)
{
	struct latch latch;
	pthread_t opener;

	latch_init(&latch);
	CHECK(!latch_wait(&latch, 0));
	CHECK(!latch_wait(&latch, 1));
	opener = thread_start("opener", open_latch, &latch);
	CHECK(latch_wait(&latch, 60000));
	/* It may go at once, though the other may still be inside. */
	latch_destroy(&latch);
	pthread_join(opener, NULL);
}

struct heaps {
	struct lock lock;
	size_t done[100];
	size_t threads; /* that took part, of two */
	pthread_t seen[2];
};

static void note_share(void *context, size_t which)
{
	struct heaps *heaps = context;
	scoped_lock(held, &heaps->lock);
	size_t known = 0;

	heaps->done[which]++;
	while (known < heaps->threads &&
	       !pthread_equal(heaps->seen[known], pthread_self()))
		known++;
	CHECK(known < 2);
	heaps->seen[known] = pthread_self();
	heaps->threads += known == heaps->threads;
}

static void shared_work_is_done_once(void)
{
	struct heaps heaps = { 0 };

	lock_init(&heaps.lock);
	threads_share("share", 2, 100, note_share, &heaps);
	for (size_t i = 0; i < 100; i++)
		CHECK_INT(heaps.done[i], 1);
	threads_share("share", 2, 0, note_share, &heaps);
	threads_share("share", 1, 1, note_share, &heaps);
	CHECK_INT(heaps.done[0], 2);
	CHECK_INT(heaps.done[1], 1);
	lock_destroy(&heaps.lock);
}

/* A sanitizer itself ends the process when it gets no more memory. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED 1
#endif

enum { SHARES = 100, ASKED = 60 };

static void count_share(void *context, size_t which)
{
	atomic_int *done = context;

	atomic_fetch_add(&done[which], 1);
}

/* A system without room for one more stack, as one that allows no more threads, answers
 * EAGAIN. Stacks of threads that ended are used again, but not so many. */
static void shared_work_is_done_without_more_threads(void)
{
	struct rlimit before, none;
	atomic_int done[SHARES] = { 0 };

	CHECK_INT(getrlimit(RLIMIT_AS, &before), 0);
	none = (struct rlimit){ .rlim_cur = 1, .rlim_max = before.rlim_max };
#ifdef IS_SANITIZED
	none = before;
#endif
	CHECK_INT(setrlimit(RLIMIT_AS, &none), 0);
	threads_share("share", ASKED, SHARES, count_share, done);
	CHECK_INT(setrlimit(RLIMIT_AS, &before), 0);
	for (size_t i = 0; i < SHARES; i++)
		CHECK_INT(atomic_load(&done[i]), 1);
}

const struct test tests[] = {
	{ "a lock keeps others out", a_lock_keeps_others_out },
	{ "a wait ends at its deadline", a_wait_ends_at_its_deadline },
	{ "all waiters hear of a change", all_waiters_hear_of_a_change },
	{ "a latch lets go once it is open", a_latch_lets_go_once_it_is_open },
	{ "shared work is done once", shared_work_is_done_once },
	{ "shared work is done without more threads",
	  shared_work_is_done_without_more_threads },
	{ "signals stay with the main thread", signals_stay_with_the_main_thread },
	{ 0 },
};
