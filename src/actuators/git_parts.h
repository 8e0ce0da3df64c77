/* What the parts of the actuator git share. Private to actuators/git*.c. */
#ifndef ACTUATORS_GIT_PARTS_H
#define ACTUATORS_GIT_PARTS_H

#include "actuators/git_work.h"

/* One value of "do". The branch is that of the plan, or of what was approved. */
struct git_deed {
	const char *name;
	enum action_class class;
	bool (*preview)(struct git_work *work, struct actuator_preview *ret,
			struct error *error);
	bool (*apply)(struct git_work *work, const str *argv, struct actuator_result *ret,
		      struct error *error);
	int (*was_done)(struct git_work *work, const str *argv, str *ret_why);
};

extern const struct git_deed git_set, git_revert, git_hotfix, git_drop_branch;

/* What was approved, as words: all deeds have as many. */
enum git_word {
	GIT_WORD_DO,
	GIT_WORD_URL,
	GIT_WORD_BRANCH, /* that it starts from, or that is dropped */
	GIT_WORD_TIP,    /* where that was */
	GIT_WORD_ONTO,   /* what is pushed to; "-": nothing */
	GIT_WORD_TREE,   /* what all files are then; "-": as they were */
	GIT_WORD_MARK,   /* by which the commit is known again; "-": there is none */
	GIT_WORDS,
};
/* Sets argv and condition of a preview. */
void git_set_words(const struct git_work *work, const str words[GIT_WORDS],
		   struct actuator_preview *preview);

/* CONFLICT when the branch, or its repository, is not what was approved. */
bool git_check_base(const struct git_work *work, const str *argv,
		    struct error *error) MUST_CHECK;

/* A change in the work tree, not yet a commit. */
struct git_change {
	str subject;  /* "Set RATE to 20 in config.env" */
	str solution; /* what it does, for the message */
	str notes;    /* what was run and how it ended, for the preview */
	str warning;
};
/* From the plan, or as approved: the same words give the same tree. */
bool git_make_set(struct git_work *work, struct git_change *ret_change,
		  struct error *error) MUST_CHECK;
bool git_make_revert(struct git_work *work, struct git_change *ret_change,
		     struct error *error) MUST_CHECK;

/* The commit with this mark among those of the work tree; NOT_FOUND. */
bool git_find_marked(struct git_work *work, str mark, str *ret_commit,
		     struct error *error) MUST_CHECK;

/* The message of a commit, from the incident. */
str git_message(const struct actuator_call *call, const struct git_change *change,
		str mark);

#endif
