/* Branches: a hotfix branch at the tip of another one, and the way back of what we
 * pushed, while it is still as we pushed it. */
#include "actuators/git_parts.h"
#include "base/zone.h"

enum { SHORT_SHA = 12 };

/* -- hotfix -- */

/* "hotfix/incident-20240115", by the day in UTC. */
static str hotfix_name(const struct actuator_call *call)
{
	str name = plan_value(call, "name");
	int year, month, day;

	if (name.length > 0)
		return arena_format(call->arena, "hotfix/" STR_FMT, STR_ARG(name));
	civil_of_days(call->now / DAY_MS, &year, &month, &day);
	return arena_format(call->arena, "hotfix/incident-%04d%02d%02d", year, month,
			    day);
}

static bool refuse_if_there(struct git_work *work, str name, struct error *error)
{
	str tip = { 0 };

	if (!git_is_branch(name))
		return error_set(error, ERROR_INVALID, "'" STR_FMT "' is no branch",
				 STR_ARG(str_clip(name, 100)));
	if (!git_remote_tip(work, name, &tip, error))
		return false;
	return tip.length == 0 ||
	       error_set(error, ERROR_CONFLICT,
			 STR_FMT " is there already, at " STR_FMT
				 ": give another name, such as incident-20240115-2",
			 STR_ARG(name), STR_ARG(str_clip(tip, SHORT_SHA)));
}

/* What whoever fixes it types next, and how the commit may begin. */
static str hotfix_preview(const struct git_work *work, str name)
{
	const struct actuator_call *call = work->call;
	struct git_change change = { .subject = STR("Fix …"), .solution = STR("…") };

	return arena_format(call->arena,
			    "a new branch " STR_FMT " at " STR_FMT " of " STR_FMT
			    "\n\ngit fetch origin " STR_FMT " && git switch " STR_FMT
			    "\n\nA message to start from:\n\n" STR_FMT,
			    STR_ARG(name), STR_ARG(str_clip(work->tip, SHORT_SHA)),
			    STR_ARG(work->branch), STR_ARG(name), STR_ARG(name),
			    STR_ARG(git_message(call, &change, STR(""))));
}

static bool preview_hotfix(struct git_work *work, struct actuator_preview *ret,
			   struct error *error)
{
	struct arena *arena = work->call->arena;
	struct actuator_preview found = { .class = ACTION_REVERSIBLE, .stays = true };
	str name = hotfix_name(work->call);

	if (!git_work_clone(work, 1, error) || !refuse_if_there(work, name, error))
		return false;

	const str words[GIT_WORDS] = { STR("hotfix"), work->repository->url,
				       work->branch,  work->tip,
				       name,          STR("-"),
				       STR("-") };

	git_set_words(work, words, &found);
	found.preview = hotfix_preview(work, name);
	found.undo = tree_map(arena);
	tree_put_text(arena, found.undo, "do", STR("drop-branch"));
	tree_put_text(arena, found.undo, "branch", name);
	tree_put_text(arena, found.undo, "at", work->tip);
	found.undo_text = arena_format(
		arena, "deletes the branch " STR_FMT ", while nothing was pushed to it",
		STR_ARG(name));
	*ret = found;
	return true;
}

static bool apply_hotfix(struct git_work *work, const str *argv,
			 struct actuator_result *ret, struct error *error)
{
	struct git_push push = { argv[GIT_WORD_TIP], argv[GIT_WORD_ONTO], STR("") };

	if (!git_work_clone(work, 1, error) || !git_check_base(work, argv, error) ||
	    !refuse_if_there(work, push.branch, error) ||
	    !git_push(work, &push, &ret->unknown, error))
		return false;
	ret->output = arena_format(work->call->arena, "made " STR_FMT " at " STR_FMT,
				   STR_ARG(push.branch), STR_ARG(push.source));
	return true;
}

static int hotfix_was_done(struct git_work *work, const str *argv, str *ret_why)
{
	struct error error = { 0 };
	str tip = { 0 };

	if (!git_remote_tip(work, argv[GIT_WORD_ONTO], &tip, &error)) {
		*ret_why = arena_copy(work->call->arena, str_of(error.text));
		return -1;
	}
	*ret_why = arena_format(work->call->arena, STR_FMT " is %s" STR_FMT,
				STR_ARG(argv[GIT_WORD_ONTO]),
				tip.length > 0 ? "at " : "not there", STR_ARG(tip));
	return tip.length > 0;
}

const struct git_deed git_hotfix = {
	.name = "hotfix",
	.class = ACTION_REVERSIBLE,
	.preview = preview_hotfix,
	.apply = apply_hotfix,
	.was_done = hotfix_was_done,
};

/* -- drop-branch -- */

/* Only what we made, and only while it is as we made it. */
static bool check_ours(struct git_work *work, struct error *error)
{
	str at = plan_value(work->call, "at"), mark = plan_value(work->call, "marked");
	str commit = { 0 };

	if (!str_starts_with(work->branch, STR("stanch/")) &&
	    !str_starts_with(work->branch, STR("hotfix/")))
		return error_set(error, ERROR_FORBIDDEN,
				 "only branches below stanch/ and hotfix/ are dropped");
	if ((at.length > 0) == (mark.length > 0))
		return error_set(error, ERROR_INVALID, "the plan says 'at' or 'marked'");
	if (mark.length > 0 && !git_find_marked(work, mark, &commit, error))
		return false;
	if (at.length > 0)
		commit = at;
	return str_equal(commit, work->tip) ||
	       error_set(error, ERROR_CONFLICT,
			 "somebody pushed to " STR_FMT ": it is at " STR_FMT " now",
			 STR_ARG(work->branch), STR_ARG(str_clip(work->tip, SHORT_SHA)));
}

static bool preview_drop(struct git_work *work, struct actuator_preview *ret,
			 struct error *error)
{
	struct arena *arena = work->call->arena;
	struct actuator_preview found = { .class = ACTION_REVERSIBLE, .stays = true };

	if (!git_work_clone(work, 1, error) || !check_ours(work, error))
		return false;

	const str words[GIT_WORDS] = { STR("drop-branch"),
				       work->repository->url,
				       work->branch,
				       work->tip,
				       STR("-"),
				       STR("-"),
				       STR("-") };

	git_set_words(work, words, &found);
	found.preview = arena_format(
		arena, "deletes the branch " STR_FMT ", which is at " STR_FMT,
		STR_ARG(work->branch), STR_ARG(work->tip));
	found.undo_text = arena_format(arena,
				       "there is none; git push origin " STR_FMT
				       ":refs/heads/" STR_FMT " makes it again, for who "
				       "has that commit",
				       STR_ARG(work->tip), STR_ARG(work->branch));
	*ret = found;
	return true;
}

static bool apply_drop(struct git_work *work, const str *argv,
		       struct actuator_result *ret, struct error *error)
{
	struct git_push push = { STR(""), argv[GIT_WORD_BRANCH], argv[GIT_WORD_TIP] };

	if (!git_work_clone(work, 1, error) || !git_check_base(work, argv, error) ||
	    !git_push(work, &push, &ret->unknown, error))
		return false;
	ret->output = arena_format(work->call->arena, "deleted " STR_FMT,
				   STR_ARG(push.branch));
	return true;
}

static int drop_was_done(struct git_work *work, const str *argv, str *ret_why)
{
	struct error error = { 0 };
	str tip = { 0 };

	if (!git_remote_tip(work, argv[GIT_WORD_BRANCH], &tip, &error)) {
		*ret_why = arena_copy(work->call->arena, str_of(error.text));
		return -1;
	}
	*ret_why = tip.length > 0 ? STR("the branch is still there")
				  : STR("the branch is gone");
	return tip.length == 0;
}

const struct git_deed git_drop_branch = {
	.name = "drop-branch",
	.class = ACTION_DESTRUCTIVE,
	.preview = preview_drop,
	.apply = apply_drop,
	.was_done = drop_was_done,
};
