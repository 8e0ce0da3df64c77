/* The opposite of a commit, as git makes it. */
#include "actuators/git_parts.h"

bool git_find_marked(struct git_work *work, str mark, str *ret_commit,
		     struct error *error)
{
	const char *grep = arena_format(work->call->arena,
					"--grep=^Stanch-Action: " STR_FMT "$",
					STR_ARG(mark))
				   .bytes;
	str output = { 0 };

	if (!git_run(work, GIT("log", "-1", "--format=%H", grep, "HEAD"), &output, error))
		return false;
	output = str_trim(output);
	if (output.length == 0)
		return error_set(error, ERROR_NOT_FOUND,
				 "no commit of " STR_FMT " has the mark " STR_FMT,
				 STR_ARG(work->branch), STR_ARG(mark));
	*ret_commit = output;
	return true;
}

/* Of a mark as we make them: it goes into a pattern. */
static bool is_mark(str mark)
{
	for (size_t i = 0; i < mark.length; i++)
		if (!((mark.bytes[i] >= '0' && mark.bytes[i] <= '9') ||
		      (mark.bytes[i] >= 'a' && mark.bytes[i] <= 'f') ||
		      mark.bytes[i] == '-'))
			return false;
	return mark.length > 0 && mark.length < 64;
}

/* HEAD need not be what did it: the commit is named. */
static bool find_commit(struct git_work *work, str *ret_commit, struct error *error)
{
	str mark = plan_value(work->call, "marked"), commit, output = { 0 };
	struct arena *arena = work->call->arena;

	if (mark.length > 0) {
		if (!is_mark(mark))
			return error_set(error, ERROR_INVALID, "'marked' is no mark");
		return git_find_marked(work, mark, ret_commit, error);
	}
	if (!plan_need(work->call, "commit", &commit, error))
		return false;
	if (!git_is_commit(commit))
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' is no commit: 7 to 40 hexadecimal digits",
				 STR_ARG(str_clip(commit, 60)));
	if (!git_run(work,
		     GIT("rev-parse", "--verify", "--quiet",
			 arena_format(arena, STR_FMT "^{commit}", STR_ARG(commit)).bytes),
		     &output, error))
		return error_set(error, ERROR_NOT_FOUND,
				 "there is no commit " STR_FMT
				 " among the last of " STR_FMT,
				 STR_ARG(commit), STR_ARG(work->branch));
	*ret_commit = str_trim(output);
	return true;
}

static bool read_one(struct git_work *work, const char *format, str commit, str *ret_said,
		     struct error *error)
{
	str output = { 0 };

	if (!git_run(work,
		     GIT("log", "-1", "--no-color", "--no-show-signature", format,
			 arena_c_string(work->call->arena, commit), "--"),
		     &output, error))
		return false;
	*ret_said = str_trim(output);
	return true;
}

static bool revert(struct git_work *work, str commit, bool is_merge, struct error *error)
{
	struct arena *arena = work->call->arena;
	const char *name = arena_c_string(arena, commit);
	str output = { 0 };
	bool done = is_merge ? git_run(work,
				       GIT("revert", "--no-commit", "--mainline", "1",
					   name),
				       &output, error)
			     : git_run(work, GIT("revert", "--no-commit", name), &output,
				       error);

	if (done || error->kind == ERROR_TIMEOUT)
		return done;
	/* What came after it changed the same lines. */
	error->kind = ERROR_CONFLICT;
	return error_wrap(error, "it cannot be reverted by itself");
}

bool git_make_revert(struct git_work *work, struct git_change *ret_change,
		     struct error *error)
{
	struct arena *arena = work->call->arena;
	struct git_change change = { 0 };
	str commit = { 0 }, parents = { 0 }, shown = { 0 }, subject = { 0 },
	    output = { 0 };
	bool is_merge;

	if (!find_commit(work, &commit, error))
		return false;
	if (!git_run(work,
		     GIT("merge-base", "--is-ancestor", arena_c_string(arena, commit),
			 "HEAD"),
		     &output, error))
		return error_set(error, ERROR_INVALID,
				 STR_FMT " is no commit of " STR_FMT,
				 STR_ARG(str_clip(commit, 12)), STR_ARG(work->branch));
	if (!read_one(work, "--format=%P", commit, &parents, error) ||
	    !read_one(work, "--format=%s", commit, &subject, error) ||
	    !read_one(work, "--format=%h %an, %aI: %s", commit, &shown, error))
		return false;
	if (parents.length == 0)
		return error_set(error, ERROR_INVALID,
				 STR_FMT " is the first commit, or too long ago",
				 STR_ARG(str_clip(commit, 12)));
	is_merge = str_contains(parents, STR(" "));
	if (!revert(work, commit, is_merge, error))
		return false;
	change.subject = arena_format(arena, "Revert \"" STR_FMT "\"",
				      STR_ARG(str_clip(subject, 60)));
	change.solution = arena_format(arena, "This reverts commit " STR_FMT ".",
				       STR_ARG(commit));
	change.notes = arena_format(arena, "reverts " STR_FMT "\n", STR_ARG(shown));
	if (is_merge)
		change.warning = STR("it is a merge: what its branch brought goes, and "
				     "cannot be merged again without reverting this");
	*ret_change = change;
	return true;
}
