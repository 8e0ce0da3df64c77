/* One command of git in a repository on this machine. The hands run it, as argv; nothing
 * of the repository's own configuration that runs programs is obeyed, nothing is fetched,
 * and nobody is asked for a password. Private to probes/. */
#ifndef PROBES_GIT_ASK_H
#define PROBES_GIT_ASK_H

#include "probes/probes.h"

enum { GIT_WORDS_MAX = 20 };

/* The words behind "git", ending in one without bytes: "log", "--first-parent", … */
struct git_command {
	str path; /* the folder of the repository */
	str words[GIT_WORDS_MAX + 1];
	int64_t wait_ms;
};

/* False when it could not be run; how it ended is in the result. */
bool git_ask(const struct probe_call *call, const struct git_command *command,
	     struct command_result *ret, struct error *error) MUST_CHECK;
/* UNAVAILABLE, with the first line of what it said. */
bool git_fail(const struct git_command *command, const struct command_result *result,
	      struct error *error);

#endif
