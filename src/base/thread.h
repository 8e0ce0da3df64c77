/* Locks and waits with deadlines. Who may hold which lock while taking another is
 * written where the lock is declared; there are few on purpose. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include "base/scoped.h"

#include <pthread.h>
#include <semaphore.h>

struct lock {
	pthread_mutex_t mutex;
};

struct signal {
	pthread_cond_t condition; /* on the monotonic clock */
};

void lock_init(struct lock *lock);
void lock_destroy(struct lock *lock);
struct lock *lock_take(struct lock *lock); /* returns it, for scoped_lock */
void lock_release(struct lock **lock);
void signal_init(struct signal *signal);
void signal_destroy(struct signal *signal);
void signal_raise(struct signal *signal);     /* one waiter */
void signal_raise_all(struct signal *signal); /* all of them */
/* False when the time is over. The lock is held before and after. */
bool signal_wait(struct signal *signal, struct lock *lock, int64_t wait_ms);

/* Opened once, by another thread, for the one who waits. Unlike with a signal no lock is
 * held meanwhile, so a crowd that is let go does not queue for one; and whoever has
 * passed may destroy it, although the other is still in latch_open. */
struct latch {
	sem_t semaphore;
};
void latch_init(struct latch *latch);
void latch_destroy(struct latch *latch);
void latch_open(struct latch *latch);
/* False when the time is over. */
bool latch_wait(struct latch *latch, int64_t wait_ms);

#define scoped_lock(name, a_lock) \
	scoped(lock_release) \
		__attribute__((unused)) struct lock *(name) = lock_take(a_lock)

/* A named thread with a stack of 512 KiB; all signals stay with the main one. False when
 * the system lets us have no more of them, or has no room for its stack. */
bool thread_try(const char *name, void *(*run)(void *), void *argument,
		pthread_t *ret_thread);
/* For what cannot be done without: the process ends when there is none. */
pthread_t thread_start(const char *name, void *(*run)(void *), void *argument);

/* Does work(context, which) for each "which" below count, in any order, with so many
 * threads of which the caller's is one, or with fewer when there are no more; returns
 * when all are done. */
void threads_share(const char *name, size_t threads, size_t count,
		   void (*work)(void *context, size_t which), void *context);

#endif
