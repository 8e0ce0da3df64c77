/* A desk does the work that waits for the outside: sending a page, asking a system,
 * running an action. It claims a job in a turn, does it, and reports in a turn. */
#ifndef APP_ENGINE_DESK_H
#define APP_ENGINE_DESK_H

#include "app/app.h"
#include "app/store.h"

/* How a job ended, for the row: again later, or done. */
struct job_end {
	instant_ms again_at; /* 0: done for good */
	str problem;
};

struct job_kind {
	const char *name;
	/* In the claiming turn: the commit of this turn is the start. Leaves what
	 * perform needs in *ret_task (in the desk's arena), or NULL when there is
	 * nothing to do any more. */
	bool (*begin)(struct work *work, const struct job *job, void **ret_task);
	/* Outside any transaction; may take its time, within its own deadline. */
	void (*perform)(struct app *app, struct arena *arena, const struct config *config,
			void *task);
	/* In a turn of its own. */
	bool (*finish)(struct work *work, const struct job *job, void *task,
		       struct job_end *ret_end);
};
const struct job_kind *job_kind_find(str name);

enum desk_phase { DESK_FREE, DESK_BEGUN, DESK_PERFORMED };

struct desk {
	struct app *app;
	enum lane lane;
	str name;
	struct arena *arena;
	enum desk_phase phase;
	struct job job;
	const struct job_kind *kind;
	void *task;
	struct config *config;
	bool last_failed; /* the scribe could not take the last turn: wait a little */
};

void desk_open(struct desk *desk, struct app *app, enum lane lane, const char *name);
void desk_close(struct desk *desk);
/* One phase of one job: claim, perform or report. False when there was nothing to do.
 * Never waits but for the job itself. */
bool desk_step(struct desk *desk);
void *desk_run(void *argument); /* the thread; of a desk */

#endif
