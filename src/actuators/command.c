/* Runs a program that the configuration names, through the hands: as argv, never by a
 * shell. A plan is {command: NAME, arg1: …, arg9: …} and, for the way back,
 * {undo_command: NAME, undo_arg1: …}. */
#include "actuators/actuators.h"
#include "base/limits.h"
#include "formats/shell.h"

enum { ARGUMENTS_MAX = 9 };

static bool find_program(const struct config *config, str name, str *ret_program,
			 struct error *error)
{
	for (size_t i = 0; i < config->command_count; i++)
		if (str_equal(config->commands_allowed[i].name, name)) {
			*ret_program = config->commands_allowed[i].value;
			return true;
		}
	return error_set(error, ERROR_FORBIDDEN,
			 "the configuration allows no command '" STR_FMT "'",
			 STR_ARG(str_clip(name, 100)));
}

/* "<pod>": a word in angle brackets. "<" alone is an argument like any other. */
static bool has_angle_placeholder(str value)
{
	str before, inside, rest;

	while (str_cut(value, '<', &before, &value))
		if (str_cut(value, '>', &inside, &rest) && inside.length > 0)
			return true;
	return false;
}

/* A value may start with "-": plans come from the configuration, never from an
 * alert. */
static bool check_argument(str value, struct error *error)
{
	if (str_contains(value, STR("{{")) || str_contains(value, STR("}}")) ||
	    has_angle_placeholder(value))
		return error_set(error, ERROR_INVALID,
				 "a placeholder is not filled in: " STR_FMT,
				 STR_ARG(str_clip(value, 100)));
	for (size_t i = 0; i < value.length; i++)
		if ((unsigned char)value.bytes[i] < ' ' || value.bytes[i] == 0x7f)
			return error_set(error, ERROR_INVALID,
					 "a control character in an argument");
	return true;
}

static bool add_arguments(const struct actuator_call *call, const char *prefix, str *argv,
			  size_t *argc, struct error *error)
{
	bool ended = false;

	for (int i = 1; i <= ARGUMENTS_MAX; i++) {
		str name = arena_format(call->arena, "%sarg%d", prefix, i);
		str value = plan_value(call, name.bytes);

		if (value.length == 0) {
			ended = true;
			continue;
		}
		if (ended)
			return error_set(error, ERROR_INVALID,
					 "%s is given and one before "
					 "it is not",
					 name.bytes);
		if (!check_argument(value, error))
			return error_wrap(error, "%s", name.bytes);
		argv[(*argc)++] = value;
	}
	return true;
}

/* The plan of the undo: the same names without "undo_". Its own undo there is not. */
static bool add_undo(const struct actuator_call *call, struct actuator_preview *found,
		     struct error *error)
{
	struct arena *arena = call->arena;
	str argv[ARGUMENTS_MAX + 1], name = plan_value(call, "undo_command");
	size_t argc = 1;

	found->undo_text = STR("there is no way back");
	if (name.length == 0)
		return true;
	if (!find_program(call->config, name, &argv[0], error) ||
	    !add_arguments(call, "undo_", argv, &argc, error))
		return error_wrap(error, "undo");
	found->undo = tree_map(arena);
	tree_put_text(arena, found->undo, "command", name);
	for (size_t i = 1; i < argc; i++)
		tree_put_str(arena, found->undo, arena_format(arena, "arg%zu", i),
			     tree_text(arena, argv[i]));
	found->undo_text = arena_format(arena, "runs " STR_FMT,
					STR_ARG(shell_quote(arena, argv, argc)));
	return true;
}

static bool preview(const struct actuator_call *call, struct actuator_preview *ret,
		    struct error *error)
{
	struct actuator_preview found = { 0 };
	str argv[ARGUMENTS_MAX + 1], name;
	size_t argc = 1;

	if (!plan_need(call, "command", &name, error) ||
	    !find_program(call->config, name, &argv[0], error) ||
	    !add_arguments(call, "", argv, &argc, error) ||
	    !add_undo(call, &found, error))
		return false;
	found.argv = argv_tree(call->arena, argv, argc);
	found.preview = arena_format(call->arena, "runs  " STR_FMT,
				     STR_ARG(shell_quote(call->arena, argv, argc)));
	/* The program may be taken from the list between approval and start. */
	found.condition = tree_map(call->arena);
	tree_put_text(call->arena, found.condition, "command", name);
	tree_put_text(call->arena, found.condition, "program", argv[0]);
	*ret = found;
	return true;
}

static bool check_condition(const struct actuator_call *call, str program,
			    struct error *error)
{
	str name = tree_get_text(call->condition, "command"), now = { 0 };

	if (!find_program(call->config, name, &now, error)) {
		error->kind = ERROR_CONFLICT;
		return false;
	}
	if (str_equal(now, program))
		return true;
	return error_set(error, ERROR_CONFLICT,
			 STR_FMT " was " STR_FMT " at the preview and is " STR_FMT " now",
			 STR_ARG(name), STR_ARG(program), STR_ARG(now));
}

/* False with the reason when it did not end well. */
static bool judge(const struct command_result *result, struct error *error)
{
	if (result->timed_out)
		return error_set(error, ERROR_TIMEOUT,
				 "it did not end in time and was "
				 "killed");
	if (result->exit_code < 0)
		return error_set(error, ERROR_INTERNAL, "signal %d ended it",
				 result->signal);
	if (result->exit_code > 0)
		return error_set(error, ERROR_INTERNAL, "it ended with exit code %d",
				 result->exit_code);
	return true;
}

static bool apply(const struct actuator_call *call, struct actuator_result *ret,
		  struct error *error)
{
	struct command command = { .wait_ms = call->wait_ms, .id = call->job };
	struct command_result result;
	str *argv;

	*ret = (struct actuator_result){ 0 };
	if (!argv_read(call->arena, call->argv, &argv, &command.argc))
		return error_set(error, ERROR_INVALID, "what was approved is no argv");
	if (!check_condition(call, argv[0], error))
		return false;
	command.argv = argv;
	if (!call->hands->run(call->hands->context, call->arena, &command, &result,
			      error)) {
		ret->unknown = error->kind == ERROR_UNAVAILABLE;
		return false;
	}
	ret->output = result.output;
	ret->timed_out = result.timed_out;
	return judge(&result, error);
}

static int was_done(const struct actuator_call *call, str *ret_why)
{
	struct command_result result;
	struct error error;

	if (!call->hands->recall(call->hands->context, call->arena, call->job, &result)) {
		*ret_why = STR("the hands left no result: whether it ran is unknown");
		return -1;
	}
	if (judge(&result, &error)) {
		*ret_why = STR("the hands left its result: exit code 0");
		return 1;
	}
	*ret_why = arena_format(call->arena, "the hands left its result: %s", error.text);
	return result.exit_code > 0 ? 0 : -1;
}

const struct actuator command_actuator = {
	.name = "command",
	.help = "runs a program of commands_allowed: command, arg1 to arg9, "
		"undo_command, …",
	.preview = preview,
	.apply = apply,
	.was_done = was_done,
	.is_classed_by_pattern = true,
};
