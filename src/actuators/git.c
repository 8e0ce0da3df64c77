/* Commits and branches of a repository of the configuration. The target is its name, the
 * plan's "do" says what. Nothing happens in anybody's checkout. */
#include "actuators/git_parts.h"

static const struct git_deed *const deeds[] = { &git_set, &git_revert, &git_hotfix,
						&git_drop_branch };

static const struct git_deed *deed_named(str name)
{
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
		if (str_is(name, deeds[i]->name))
			return deeds[i];
	return NULL;
}

void git_set_words(const struct git_work *work, const str words[GIT_WORDS],
		   struct actuator_preview *preview)
{
	struct arena *arena = work->call->arena;

	preview->argv = argv_tree(arena, words, GIT_WORDS);
	preview->condition = tree_map(arena);
	tree_put_text(arena, preview->condition, "branch", work->branch);
	tree_put_text(arena, preview->condition, "tip", work->tip);
}

bool git_check_base(const struct git_work *work, const str *argv, struct error *error)
{
	if (!str_equal(work->repository->url, argv[GIT_WORD_URL]))
		return error_set(error, ERROR_CONFLICT,
				 STR_FMT " is another repository now than at the preview",
				 STR_ARG(work->repository->name));
	if (str_equal(work->tip, argv[GIT_WORD_TIP]))
		return true;
	return error_set(error, ERROR_CONFLICT,
			 STR_FMT " was at " STR_FMT " at the preview and is at " STR_FMT
				 " now",
			 STR_ARG(work->branch), STR_ARG(str_clip(argv[GIT_WORD_TIP], 12)),
			 STR_ARG(str_clip(work->tip, 12)));
}

static bool preview(const struct actuator_call *call, struct actuator_preview *ret,
		    struct error *error)
{
	const struct git_deed *deed;
	scoped_git_work work = { .call = call };
	str name;

	if (!plan_need(call, "do", &name, error))
		return false;
	deed = deed_named(name);
	if (!deed)
		return error_set(error, ERROR_INVALID,
				 "'do' is set, revert, hotfix or drop-branch");
	return git_work_find(call, plan_value(call, "branch"), &work, error) &&
	       deed->preview(&work, ret, error);
}

static const struct git_deed *read_approved(const struct actuator_call *call,
					    str **ret_argv, struct error *error)
{
	const struct git_deed *deed;
	size_t argc;

	if (!argv_read(call->arena, call->argv, ret_argv, &argc) || argc != GIT_WORDS ||
	    !(deed = deed_named((*ret_argv)[GIT_WORD_DO]))) {
		error_set(error, ERROR_INVALID, "what was approved is none of ours");
		return NULL;
	}
	return deed;
}

static bool apply(const struct actuator_call *call, struct actuator_result *ret,
		  struct error *error)
{
	scoped_git_work work = { .call = call };
	const struct git_deed *deed;
	str *argv;

	*ret = (struct actuator_result){ 0 };
	deed = read_approved(call, &argv, error);
	return deed && git_work_find(call, argv[GIT_WORD_BRANCH], &work, error) &&
	       deed->apply(&work, argv, ret, error);
}

static int was_done(const struct actuator_call *call, str *ret_why)
{
	scoped_git_work work = { .call = call };
	struct error error = { 0 };
	const struct git_deed *deed;
	str *argv;

	deed = read_approved(call, &argv, &error);
	if (deed && git_work_find(call, argv[GIT_WORD_BRANCH], &work, &error))
		return deed->was_done(&work, argv, ret_why);
	*ret_why = arena_copy(call->arena, str_of(error.text));
	return -1;
}

static enum action_class class_of(const struct actuator_call *call)
{
	const struct git_deed *deed = deed_named(plan_value(call, "do"));

	return deed && config_repository(call->config, call->target) ? deed->class
								     : ACTION_DESTRUCTIVE;
}

const struct actuator git_actuator = {
	.name = "git",
	.help = "a repository of repositories: do set (file, key, to; file2, …; add), "
		"revert "
		"(commit), hotfix (name) or drop-branch; branch",
	.preview = preview,
	.apply = apply,
	.was_done = was_done,
	.class_of = class_of,
};
