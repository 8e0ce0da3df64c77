/* The file that says "this directory is a drill's". Practice and real incidents never
 * share one. */
#ifndef DRILL_MARKER_H
#define DRILL_MARKER_H

#include "base/arena.h"
#include "base/error.h"

/* For the server, before it opens its store: refuses a drill's directory without
 * "drill: true", and with it one that holds anything real. Marks a fresh one. */
bool marker_check(struct arena *arena, str directory, bool is_drill,
		  struct error *error) MUST_CHECK;

/* For the drill: makes the directory, or empties the one an earlier drill marked.
 * Whatever else is there is refused and left alone. *ret_fd holds the directory until
 * it is closed: a second drill is refused. */
bool marker_take(struct arena *arena, str directory, int *ret_fd,
		 struct error *error) MUST_CHECK;

#endif
