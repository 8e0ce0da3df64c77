/* A clone of a repository, with a work tree of its own that lies in no checkout of
 * anybody, and is gone when the work is. git runs through the hands, as argv, with
 * neither the machine's nor anybody's configuration, without hooks and without asking
 * for a password. */
#ifndef ACTUATORS_GIT_WORK_H
#define ACTUATORS_GIT_WORK_H

#include "actuators/actuators.h"
#include "base/scoped.h"

enum { GIT_ARGS_MAX = 24, GIT_SHA_BYTES = 40 };

struct git_work {
	const struct actuator_call *call;
	const struct repository_config *repository;
	str branch;
	str directory; /* of the work tree; "" : there is none */
	str tip;       /* the commit the branch was at */
	int64_t ends_us;
};

/* FORBIDDEN for a repository that the configuration does not name, INVALID for what may
 * be no branch. Asks nobody. */
bool git_work_find(const struct actuator_call *call, str branch,
		   struct git_work *ret_work, struct error *error) MUST_CHECK;
/* With this many commits of the branch, checked out at its tip. */
bool git_work_clone(struct git_work *work, int depth, struct error *error) MUST_CHECK;
void git_work_close(struct git_work *work);
#define scoped_git_work scoped(git_work_close) struct git_work

/* git with these words, ending in NULL; true when it ended with 0. What it said, trimmed,
 * as output; of a failure its last lines as the error. */
bool git_run(struct git_work *work, const char *const *words, str *ret_output,
	     struct error *error) MUST_CHECK;
#define GIT(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* The same with bytes for it to read and further variables. */
struct git_input {
	str bytes;
	const struct label *environment;
	size_t environment_count;
};
bool git_run_with(struct git_work *work, const char *const *words,
		  const struct git_input *input, str *ret_output,
		  struct error *error) MUST_CHECK;

/* A program of the configuration in the work tree. */
bool git_work_run(struct git_work *work, const str *argv, size_t argc,
		  struct command_result *ret_result, struct error *error) MUST_CHECK;

/* Where a branch is over there; "" when there is none of that name. */
bool git_remote_tip(struct git_work *work, str branch, str *ret_tip,
		    struct error *error) MUST_CHECK;
/* Pushes what "source" names, or nothing to delete it, onto a branch that is at
 * "expected" over there ("" : does not exist): CONFLICT when it is not. *ret_unknown: it
 * may have been done all the same. */
struct git_push {
	str source, branch, expected;
};
bool git_push(struct git_work *work, const struct git_push *push, bool *ret_unknown,
	      struct error *error) MUST_CHECK;

/* What git takes as a name of a branch and nothing else: no option, no "..". */
bool git_is_branch(str name);
/* 7 to 40 hexadecimal digits. */
bool git_is_commit(str name);

#endif
