#define _GNU_SOURCE /* pthread_setname_np */
#include "base/thread.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STACK_BYTES = 512 << 10, NAME_BYTES = 16, SHARING_THREADS_MAX = 64 };

/* A lock that does not work is a mistake of ours, and going on would corrupt. */
static void must(int code, const char *what)
{
	if (code == 0)
		return;
	fprintf(stderr, "thread: %s: %s\n", what, strerror(code));
	abort();
}

void lock_init(struct lock *lock)
{
	must(pthread_mutex_init(&lock->mutex, NULL), "lock_init");
}

void lock_destroy(struct lock *lock)
{
	must(pthread_mutex_destroy(&lock->mutex), "lock_destroy");
}

struct lock *lock_take(struct lock *lock)
{
	must(pthread_mutex_lock(&lock->mutex), "lock_take");
	return lock;
}

void lock_release(struct lock **lock)
{
	must(pthread_mutex_unlock(&(*lock)->mutex), "lock_release");
}

void signal_init(struct signal *signal)
{
	pthread_condattr_t attributes;

	must(pthread_condattr_init(&attributes), "signal_init");
	must(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC), "signal_init");
	must(pthread_cond_init(&signal->condition, &attributes), "signal_init");
	pthread_condattr_destroy(&attributes);
}

void signal_destroy(struct signal *signal)
{
	must(pthread_cond_destroy(&signal->condition), "signal_destroy");
}

void signal_raise(struct signal *signal)
{
	must(pthread_cond_signal(&signal->condition), "signal_raise");
}

void signal_raise_all(struct signal *signal)
{
	must(pthread_cond_broadcast(&signal->condition), "signal_raise_all");
}

static struct timespec in_ms(int64_t wait_ms)
{
	struct timespec until;

	must(clock_gettime(CLOCK_MONOTONIC, &until) == 0 ? 0 : errno, "signal_wait");
	if (wait_ms < 0)
		wait_ms = 0;
	until.tv_sec += wait_ms / 1000;
	until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	return until;
}

bool signal_wait(struct signal *signal, struct lock *lock, int64_t wait_ms)
{
	struct timespec until = in_ms(wait_ms);
	int code = pthread_cond_timedwait(&signal->condition, &lock->mutex, &until);

	if (code == ETIMEDOUT)
		return false;
	must(code, "signal_wait");
	return true;
}

void latch_init(struct latch *latch)
{
	must(sem_init(&latch->semaphore, 0, 0) == 0 ? 0 : errno, "latch_init");
}

void latch_destroy(struct latch *latch)
{
	must(sem_destroy(&latch->semaphore) == 0 ? 0 : errno, "latch_destroy");
}

void latch_open(struct latch *latch)
{
	must(sem_post(&latch->semaphore) == 0 ? 0 : errno, "latch_open");
}

bool latch_wait(struct latch *latch, int64_t wait_ms)
{
	struct timespec until = in_ms(wait_ms);
	int code;

	do
		code = sem_clockwait(&latch->semaphore, CLOCK_MONOTONIC, &until) == 0
			       ? 0
			       : errno;
	while (code == EINTR);
	if (code == ETIMEDOUT)
		return false;
	must(code, "latch_wait");
	return true;
}

bool thread_try(const char *name, void *(*run)(void *), void *argument,
		pthread_t *ret_thread)
{
	pthread_attr_t attributes;
	sigset_t all, before;
	char short_name[NAME_BYTES];
	int code;

	must(pthread_attr_init(&attributes), name);
	must(pthread_attr_setstacksize(&attributes, STACK_BYTES), name);
	/* A new thread has the mask of the one that starts it. */
	sigfillset(&all);
	must(pthread_sigmask(SIG_SETMASK, &all, &before), name);
	code = pthread_create(ret_thread, &attributes, run, argument);
	must(pthread_sigmask(SIG_SETMASK, &before, NULL), name);
	pthread_attr_destroy(&attributes);
	if (code == EAGAIN)
		return false;
	must(code, name);

	/* The name is for people; a thread that already ended needs none. */
	snprintf(short_name, sizeof(short_name), "%s", name);
	pthread_setname_np(*ret_thread, short_name);
	return true;
}

pthread_t thread_start(const char *name, void *(*run)(void *), void *argument)
{
	pthread_t thread;

	must(thread_try(name, run, argument, &thread) ? 0 : EAGAIN, name);
	return thread;
}

struct shared_work {
	void (*work)(void *context, size_t which);
	void *context;
	size_t count;
	atomic_size_t next;
};

static void *take_share(void *argument)
{
	struct shared_work *shared = argument;

	for (;;) {
		size_t which = atomic_fetch_add(&shared->next, 1);

		if (which >= shared->count)
			return NULL;
		shared->work(shared->context, which);
	}
}

void threads_share(const char *name, size_t threads, size_t count,
		   void (*work)(void *context, size_t which), void *context)
{
	struct shared_work shared = { .work = work, .context = context, .count = count };
	pthread_t others[SHARING_THREADS_MAX];
	size_t started = 0;

	while (started + 1 < threads && started + 1 < count &&
	       started < SHARING_THREADS_MAX &&
	       thread_try(name, take_share, &shared, &others[started]))
		started++;
	take_share(&shared);
	for (size_t i = 0; i < started; i++)
		must(pthread_join(others[i], NULL), name);
}
