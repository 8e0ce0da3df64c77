/* Values in files of the repository, then what the configuration says follows from them:
 * config.env, rendered to values.yaml, validated. */
#include "actuators/beneath.h"
#include "actuators/git_parts.h"
#include "actuators/setting_diff.h"
#include "base/text.h"
#include "config/blanks.h"
#include "formats/setting.h"
#include "formats/shell.h"

enum {
	SETTINGS_MAX = 9, /* file, key, to; file2, key2, to2; … */
	NOTES_BYTES_MAX = 8 << 10,
	SAID_BYTES_MAX = 300,
};

static str numbered(const struct actuator_call *call, const char *name, int number)
{
	if (number == 1)
		return plan_value(call, name);
	return plan_value(call, arena_format(call->arena, "%s%d", name, number).bytes);
}

/* With add=true in the plan a key that is not there comes in at the end. */
static bool new_bytes(const struct actuator_call *call, const struct setting_file *file,
		      str key, str to, str *ret_after, struct error *error)
{
	struct arena *arena = call->arena;
	struct setting setting = { 0 };
	str raw = { 0 };

	if (!setting_find(arena, file, key, &setting, error))
		return error->kind == ERROR_NOT_FOUND &&
		       str_is(plan_value(call, "add"), "true") &&
		       setting_append(arena, file, key, to, ret_after, error);
	return setting_spell(arena, file, &setting, to, &raw, error) &&
	       setting_replace(arena, file, key, raw, ret_after, error);
}

static bool set_one(struct git_work *work, str name, str key, str to, struct error *error)
{
	struct arena *arena = work->call->arena;
	struct beneath at = { arena, work->directory, name };
	struct beneath_file read = { 0 };
	struct setting_file file = { 0 };
	str after = { 0 }, diff = { 0 };
	bool is_done;

	if (!setting_format_of(name, &file.format))
		return error_set(error, ERROR_INVALID,
				 "it ends in none of .json, .yaml, .yml, .env and "
				 ".properties");
	if (str_starts_with(name, STR(".git/")))
		return error_set(error, ERROR_FORBIDDEN, "it is git's own");
	if (!beneath_read(&at, &read, error))
		return false;
	file.text = read.bytes;
	return new_bytes(work->call, &file, key, to, &after, error) &&
	       setting_diff(arena, name, file.text, after, &diff, error) &&
	       beneath_replace(&at, &read, after, 0, &is_done, error);
}

static str subject_of(const struct actuator_call *call, int others)
{
	str subject = arena_format(call->arena,
				   "Set " STR_FMT " to " STR_FMT " in " STR_FMT,
				   STR_ARG(str_clip(plan_value(call, "key"), 30)),
				   STR_ARG(str_clip(plan_value(call, "to"), 20)),
				   STR_ARG(str_clip(plan_value(call, "file"), 30)));

	return others > 0 ? arena_format(call->arena, STR_FMT ", and %d more",
					 STR_ARG(subject), others)
			  : subject;
}

static bool set_all(struct git_work *work, struct git_change *change, struct error *error)
{
	const struct actuator_call *call = work->call;
	str file = STR("");
	int count = 0;

	for (int i = 1; i <= SETTINGS_MAX; i++, count++) {
		str key = numbered(call, "key", i), to = numbered(call, "to", i);
		str own = numbered(call, "file", i);

		if (key.length == 0 && to.length == 0)
			break;
		if (own.length > 0)
			file = own;
		if (file.length == 0 || key.length == 0 || to.length == 0)
			return error_set(error, ERROR_INVALID,
					 "the plan says file, key and to, then file2, "
					 "key2 and to2");
		if (!set_one(work, file, key, to, error))
			return error_wrap(error, STR_FMT, STR_ARG(file));
		change->solution = arena_format(
			call->arena,
			STR_FMT "%sset " STR_FMT " to " STR_FMT " in " STR_FMT,
			STR_ARG(change->solution), i > 1 ? ", " : "", STR_ARG(key),
			STR_ARG(str_clip(to, 60)), STR_ARG(file));
	}
	if (count == 0)
		return error_set(error, ERROR_INVALID, "the plan does not say 'key'");
	change->subject = subject_of(call, count - 1);
	return true;
}

/* -- what follows -- */

/* "<app>": a name, so no option and no path. */
static bool value_of(const void *context, str name, str *ret_value, struct error *error)
{
	const struct actuator_call *call = context;
	str value = { 0 };

	if (!plan_need(call, arena_c_string(call->arena, name), &value, error))
		return false;
	if (!blank_accepts(STR("name"), value, error))
		return error_wrap(error, STR_FMT, STR_ARG(name));
	*ret_value = value;
	return true;
}

static bool run(struct git_work *work, const char *what, const str *words, size_t count,
		struct text *notes, struct error *error)
{
	const struct actuator_call *call = work->call;
	struct blank_values values = { value_of, call, NULL };
	struct command_result result = { 0 };
	str *argv = arena_many(call->arena, str, count + 1);
	str said;

	for (size_t i = 0; i < count; i++)
		if (!blanks_fill(call->arena, words[i], &values, &argv[i], error))
			return error_wrap(error, "%s", what);
	if (count == 0)
		return true;
	if (!git_work_run(work, argv, count, &result, error))
		return error_wrap(error, "%s", what);
	said = str_trim(result.output);
	if (said.length > SAID_BYTES_MAX)
		said = str_slice(said, said.length - SAID_BYTES_MAX, SAID_BYTES_MAX);
	if (result.timed_out)
		return error_set(error, ERROR_TIMEOUT, "%s did not end in time", what);
	if (result.exit_code != 0)
		return error_set(error, ERROR_INVALID, "%s: exit %d: " STR_FMT, what,
				 result.exit_code, STR_ARG(said));
	text_addf(notes, "%s  " STR_FMT "  exit 0\n", what,
		  STR_ARG(shell_quote(call->arena, argv, count)));
	return true;
}

bool git_make_set(struct git_work *work, struct git_change *ret_change,
		  struct error *error)
{
	const struct repository_config *repository = work->repository;
	struct text notes = text_new(work->call->arena, NOTES_BYTES_MAX);
	struct git_change change = { 0 };
	str unheeded = { 0 };

	if (!set_all(work, &change, error) ||
	    !run(work, "render", repository->render, repository->render_count, &notes,
		 error) ||
	    !run(work, "validate", repository->validate, repository->validate_count,
		 &notes, error) ||
	    !git_run(work, GIT("add", "--all"), &unheeded, error))
		return false;
	change.notes = text_of(&notes);
	*ret_change = change;
	return true;
}
