/* The processes of one command: one, or several joined by pipes. */
#ifndef RUNNER_PIPELINE_H
#define RUNNER_PIPELINE_H

#include "base/limits.h"
#include "runner/hands_wire.h"

#include <sys/types.h>

struct stage {
	pid_t pid;
	int process; /* pidfd */
	bool has_ended;
};

struct pipeline {
	struct stage stages[COMMAND_STAGES_MAX];
	size_t count;
};

/* Starts all stages, the last one first: where one cannot be started, nothing that
 * feeds it has run. 0, or an errno and whose program it is. ret_output: what they print
 * can be read there without waiting. */
int pipeline_start(struct arena *arena, const struct request_view *view,
		   struct pipeline *ret_pipeline, int *ret_output,
		   const char **ret_program);

/* Ends all of it, with what each left in its group. Only before pipeline_reap: groups
 * are signalled while their leaders are unreaped, so no number can mean another. */
void pipeline_kill(const struct pipeline *pipeline);
bool pipeline_has_ended(const struct pipeline *pipeline);
/* Once it has ended: fills exit_code, signal and stage. */
void pipeline_reap(struct pipeline *pipeline, struct command_result *result);

#endif
