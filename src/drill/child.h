/* The servers of a drill, each a process of ours in a group of its own: Ctrl-C reaches
 * the drill alone, which then stops them, and they end with it whatever happens. */
#ifndef DRILL_CHILD_H
#define DRILL_CHILD_H

#include "base/arena.h"
#include "base/error.h"

#include <sys/types.h>

struct child {
	const char *name; /* "redis": also of its log */
	pid_t pid;        /* 0: not started, or ended and seen */
	int status;       /* of wait, once it ended */
	str log;
};

enum { CHILD_WORDS_MAX = 24 };

/* argv[0] is the program's path; the list ends in NULL. What it prints goes to the log,
 * after what is there. From the main thread only: the kernel takes the end of the
 * thread that started it for the end of the drill. */
bool child_start(struct child *child, const char *const *argv,
		 struct error *error) MUST_CHECK;
/* False once it has ended by itself; then .pid is 0. */
bool child_runs(struct child *child);
/* "ended with exit code 1", "was killed by signal 9". */
str child_end(struct arena *arena, const struct child *child);
/* Asks all of them, waits for all of them, then kills what is left of their groups. */
void children_stop(struct child *children, size_t count);

#endif
