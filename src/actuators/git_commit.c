/* A change in the work tree becomes one commit, pushed onto the branch itself or onto one
 * of its own. It is approved by the tree that comes out: made again from the same tip, it
 * must come out the same. */
#include "actuators/git_parts.h"
#include "base/hash.h"
#include "base/text.h"
#include "core/evidence/evidence.h"

enum {
	DEPTH_SET = 1,
	DEPTH_REVERT = 500, /* a change that is to blame is not older */
	DIFF_BYTES_MAX = 40 << 10,
	SHORT_SHA = 12,
	MARK_DIGEST_BYTES = 16,
};

typedef bool make_change(struct git_work *work, struct git_change *ret_change,
			 struct error *error);

static bool is_direct(const struct git_work *work)
{
	return work->repository->push == PUSH_BRANCH;
}

static str onto(const struct git_work *work)
{
	const struct actuator_call *call = work->call;

	if (is_direct(work))
		return work->branch;
	return arena_format(call->arena, "stanch/" STR_FMT "%s%lld",
			    STR_ARG(call->incident), call->incident.length > 0 ? "-" : "",
			    (long long)call->job);
}

static bool make(struct git_work *work, int depth, make_change *change_it,
		 struct git_change *ret_change, str *ret_tree, struct error *error)
{
	str tree = { 0 }, was = { 0 };

	if (!git_work_clone(work, depth, error) || !change_it(work, ret_change, error) ||
	    !git_run(work, GIT("write-tree"), &tree, error) ||
	    !git_run(work, GIT("rev-parse", "HEAD^{tree}"), &was, error))
		return false;
	if (str_equal(str_trim(tree), str_trim(was)))
		return error_set(error, ERROR_CONFLICT,
				 "nothing would change: " STR_FMT " says so already",
				 STR_ARG(work->branch));
	*ret_tree = str_trim(tree);
	return true;
}

/* -- preview -- */

/* Of this action, tip and tree: known before there is a commit. */
static str mark_of(const struct git_work *work, str tree)
{
	struct arena *arena = work->call->arena;
	str all = arena_format(arena, STR_FMT " " STR_FMT, STR_ARG(work->tip),
			       STR_ARG(tree));

	return arena_format(
		arena, "%lld-" STR_FMT, (long long)work->call->job,
		STR_ARG(str_clip(sha256_hex(arena, sha256_of(all)), MARK_DIGEST_BYTES)));
}

static bool read_diff(struct git_work *work, str *ret_diff, struct error *error)
{
	struct arena *arena = work->call->arena;
	str output = { 0 };

	if (!git_run(work,
		     GIT("diff", "--cached", "--no-color", "--no-ext-diff",
			 "--no-textconv", "--stat", "--patch", "HEAD"),
		     &output, error))
		return false;
	*ret_diff = secrets_mask(arena, output);
	if (ret_diff->length > DIFF_BYTES_MAX)
		*ret_diff = arena_format(arena, STR_FMT "\n… %zu bytes more",
					 STR_ARG(str_clip(*ret_diff, DIFF_BYTES_MAX)),
					 ret_diff->length - DIFF_BYTES_MAX);
	return true;
}

static void add_undo(const struct git_work *work, str mark,
		     struct actuator_preview *found)
{
	struct arena *arena = work->call->arena;
	bool direct = is_direct(work);

	found->undo = tree_map(arena);
	tree_put_text(arena, found->undo, "do",
		      direct ? STR("revert") : STR("drop-branch"));
	tree_put_text(arena, found->undo, "branch", onto(work));
	tree_put_text(arena, found->undo, "marked", mark);
	found->undo_text = direct ? arena_format(arena, "reverts that commit on " STR_FMT,
						 STR_ARG(work->branch))
				  : arena_format(arena,
						 "deletes the branch " STR_FMT
						 ", while nobody built on it",
						 STR_ARG(onto(work)));
	found->warning = direct ? arena_format(arena,
					       "it goes onto " STR_FMT
					       " at once: what deploys from there "
					       "deploys it",
					       STR_ARG(work->branch))
				: STR("people merge its branch: until then it has no "
				      "effect");
}

static bool preview_change(struct git_work *work, const char *name, int depth,
			   make_change *change_it, struct actuator_preview *ret,
			   struct error *error)
{
	struct arena *arena = work->call->arena;
	struct actuator_preview found = { .class = ACTION_REVERSIBLE, .stays = true };
	struct git_change change = { 0 };
	str tree = { 0 }, diff = { 0 }, mark;

	if (!make(work, depth, change_it, &change, &tree, error) ||
	    !read_diff(work, &diff, error))
		return false;
	mark = mark_of(work, tree);

	const str words[GIT_WORDS] = { str_of(name), work->repository->url,
				       work->branch, work->tip,
				       onto(work),   tree,
				       mark };

	git_set_words(work, words, &found);
	add_undo(work, mark, &found);
	if (change.warning.length > 0)
		found.warning = arena_format(arena, STR_FMT "; " STR_FMT,
					     STR_ARG(found.warning),
					     STR_ARG(change.warning));
	found.preview = arena_format(
		arena,
		STR_FMT " at " STR_FMT " of " STR_FMT ", pushed onto " STR_FMT
			"\n" STR_FMT "\n" STR_FMT "\n" STR_FMT,
		STR_ARG(work->branch), STR_ARG(str_clip(work->tip, SHORT_SHA)),
		STR_ARG(work->repository->name), STR_ARG(onto(work)),
		STR_ARG(change.notes), STR_ARG(git_message(work->call, &change, mark)),
		STR_ARG(diff));
	*ret = found;
	return true;
}

/* -- apply -- */

static bool commit(struct git_work *work, str tree, str message, str *ret_commit,
		   struct error *error)
{
	const struct repository_config *repository = work->repository;
	struct arena *arena = work->call->arena;
	str person = work->call->person;
	const struct label names[] = {
		{ STR("GIT_AUTHOR_NAME"),
		  person.length > 0 ? person : repository->author },
		{ STR("GIT_AUTHOR_EMAIL"), repository->email },
		{ STR("GIT_COMMITTER_NAME"), repository->author },
		{ STR("GIT_COMMITTER_EMAIL"), repository->email },
	};
	struct git_input input = { message, names, sizeof(names) / sizeof(names[0]) };
	str output = { 0 };

	if (!git_run_with(work,
			  GIT("commit-tree", arena_c_string(arena, tree), "-p",
			      arena_c_string(arena, work->tip)),
			  &input, &output, error))
		return false;
	*ret_commit = str_trim(output);
	return true;
}

static bool push(struct git_work *work, str made, const str *argv,
		 struct actuator_result *ret, struct error *error)
{
	bool direct = str_equal(argv[GIT_WORD_ONTO], argv[GIT_WORD_BRANCH]);
	struct git_push push = { made, argv[GIT_WORD_ONTO],
				 direct ? work->tip : STR("") };
	str now = { 0 };

	if (!git_push(work, &push, &ret->unknown, error))
		return false;
	if (!git_remote_tip(work, push.branch, &now, error)) {
		ret->unknown = true;
		return false;
	}
	if (!str_equal(now, made))
		return error_set(error, ERROR_INVALID,
				 STR_FMT " is at " STR_FMT
					 " after the push: somebody pushed meanwhile",
				 STR_ARG(push.branch), STR_ARG(str_clip(now, SHORT_SHA)));
	ret->output = arena_format(work->call->arena,
				   "pushed and looked at: " STR_FMT " is at " STR_FMT,
				   STR_ARG(push.branch), STR_ARG(now));
	return true;
}

static bool apply_change(struct git_work *work, int depth, make_change *change_it,
			 const str *argv, struct actuator_result *ret,
			 struct error *error)
{
	struct git_change change = { 0 };
	str tree = { 0 }, made = { 0 };

	if (!make(work, depth, change_it, &change, &tree, error) ||
	    !git_check_base(work, argv, error))
		return false;
	if (!str_equal(tree, argv[GIT_WORD_TREE]) ||
	    !str_equal(onto(work), argv[GIT_WORD_ONTO]))
		return error_set(error, ERROR_CONFLICT,
				 "it does not come out as it was approved");
	return commit(work, tree, git_message(work->call, &change, argv[GIT_WORD_MARK]),
		      &made, error) &&
	       push(work, made, argv, ret, error);
}

static int was_done(struct git_work *work, const str *argv, str *ret_why)
{
	struct error error = { 0 };
	str found = { 0 }, tip = { 0 };

	work->branch = argv[GIT_WORD_ONTO];
	if (!git_remote_tip(work, work->branch, &tip, &error) ||
	    (tip.length > 0 && !git_work_clone(work, DEPTH_REVERT, &error))) {
		*ret_why = arena_copy(work->call->arena, str_of(error.text));
		return -1;
	}
	if (tip.length > 0 &&
	    git_find_marked(work, argv[GIT_WORD_MARK], &found, &error)) {
		*ret_why = arena_format(work->call->arena, STR_FMT " has commit " STR_FMT,
					STR_ARG(work->branch), STR_ARG(found));
		return 1;
	}
	*ret_why = arena_format(work->call->arena, STR_FMT " has no such commit",
				STR_ARG(work->branch));
	return tip.length == 0 || error.kind == ERROR_NOT_FOUND ? 0 : -1;
}

/* -- the two -- */

static bool preview_set(struct git_work *work, struct actuator_preview *ret,
			struct error *error)
{
	return preview_change(work, git_set.name, DEPTH_SET, git_make_set, ret, error);
}

static bool apply_set(struct git_work *work, const str *argv, struct actuator_result *ret,
		      struct error *error)
{
	return apply_change(work, DEPTH_SET, git_make_set, argv, ret, error);
}

const struct git_deed git_set = {
	.name = "set",
	.class = ACTION_REVERSIBLE,
	.preview = preview_set,
	.apply = apply_set,
	.was_done = was_done,
};

static bool preview_revert(struct git_work *work, struct actuator_preview *ret,
			   struct error *error)
{
	return preview_change(work, git_revert.name, DEPTH_REVERT, git_make_revert, ret,
			      error);
}

static bool apply_revert(struct git_work *work, const str *argv,
			 struct actuator_result *ret, struct error *error)
{
	return apply_change(work, DEPTH_REVERT, git_make_revert, argv, ret, error);
}

const struct git_deed git_revert = {
	.name = "revert",
	.class = ACTION_REVERSIBLE,
	.preview = preview_revert,
	.apply = apply_revert,
	.was_done = was_done,
};
