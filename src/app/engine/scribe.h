/* The scribe is the only one who writes. It takes all turns that wait, runs each
 * between a savepoint and its release, and commits them as one group: one fsync for
 * many. A turn that fails is undone alone. When the commit fails, every turn of the
 * group fails with UNAVAILABLE and nobody was told a lie. */
#ifndef APP_ENGINE_SCRIBE_H
#define APP_ENGINE_SCRIBE_H

#include "app/app.h"
#include "app/engine/turn.h"

struct scribe *scribe_new(struct app *app);
void scribe_free(struct scribe *scribe);

/* Hands the turn over and waits until its group is on stable storage. False with
 * turn->error: the turn's own, UNAVAILABLE when the queue is full or the commit
 * failed, TIMEOUT when it was still queued after wait_ms (then it is withdrawn and
 * did not happen). Once taken it is waited for, however long. */
bool scribe_submit(struct scribe *scribe, struct turn *turn, int64_t wait_ms) MUST_CHECK;
/* The same for several at once, so that they may share a group: one fsync for all. Each
 * succeeds or fails alone; the wait is one for all. */
void scribe_submit_all(struct scribe *scribe, struct turn *turns, size_t count,
		       int64_t wait_ms);

/* Only queues it: for the simulation, which then chooses when the scribe steps. */
bool scribe_queue(struct scribe *scribe, struct turn *turn) MUST_CHECK;

/* One group of at most turns_max turns, if any waits. Never waits itself. Returns
 * how many turns were done. */
size_t scribe_step(struct scribe *scribe, size_t turns_max);

/* The thread: steps until scribe_stop, then drains the queue. */
void *scribe_run(void *argument);
void scribe_stop(struct scribe *scribe);

/* A turn that was in hand when the process died twice is set aside: its kind and
 * row are in the file DIR/in-hand. */
bool scribe_open_in_hand(struct scribe *scribe, const char *path,
			 struct error *error) MUST_CHECK;
/* Which one that is, if any: the start marks its row. */
bool scribe_set_aside(struct scribe *scribe, str *ret_kind, int64_t *ret_row);

/* Room for what is urgent is kept in this directory (app/engine/reserve.h). */
void scribe_keep_reserve(struct scribe *scribe, struct arena *arena, str directory);
/* The disk is full: ordinary turns are refused. For any thread. */
bool scribe_is_scarce(struct scribe *scribe);

struct scribe_figures {
	int64_t groups, turns, failed_turns, failed_commits;
	int64_t commit_us_sum, queue_depth, set_aside;
};
struct scribe_figures scribe_figures(struct scribe *scribe);

#endif
