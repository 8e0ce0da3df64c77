/* A step of a runbook, through the hands: its programs as argv, one pipeline after the
 * other, until one fails. A plan is {language, code, block} with "class", "expect",
 * "empty" and "timeout" as the runbook has them; "check" and "undo" with
 * "check_language", "check_class" and so on; and "runbook" and "step", which say where it
 * is from. Only what stanch reads out of a runbook comes here. */
#include "actuators/step_parts.h"
#include "app/runbooks/compile.h"
#include "base/limits.h"
#include "base/regex.h"
#include "base/text.h"
#include "formats/shell.h"

/* -- from the plan -- */

static enum action_class least_of(str name)
{
	for (int i = 0; action_class_names[i]; i++)
		if (str_is(name, action_class_names[i]))
			return (enum action_class)i;
	return ACTION_READ;
}

static struct step_source source_of(const struct actuator_call *call)
{
	return (struct step_source){
		.language = plan_value(call, "language"),
		.code = plan_value(call, "code"),
		.block = plan_value(call, "block"),
		.digest = plan_value(call, "block_code"),
		.least = least_of(plan_value(call, "class")),
		.least_why = plan_value(call, "class_why"),
	};
}

static bool compile_check(const struct actuator_call *call, struct step *step,
			  struct error *error)
{
	struct step_source source = {
		.language = plan_value(call, "check_language"),
		.code = plan_value(call, "check"),
		.block = plan_value(call, "check_block"),
		.least = least_of(plan_value(call, "check_class")),
	};
	struct compiled_step check;

	if (source.code.length == 0)
		return true;
	if (!step_compile(call->arena, call->config, &source, &check, error))
		return error_wrap(error, "verify");
	if (check.class != ACTION_READ)
		return error_set(error, ERROR_INVALID,
				 "verify: it is %s, and a check only reads: " STR_FMT,
				 action_class_names[check.class], STR_ARG(check.reason));
	*step = step_with_check(call->arena, step, &check.step);
	return true;
}

static bool compile(const struct actuator_call *call, struct compiled_step *ret,
		    struct error *error)
{
	struct step_source source = source_of(call);

	return step_compile(call->arena, call->config, &source, ret, error) &&
	       compile_check(call, &ret->step, error);
}

static enum action_class class_of(const struct actuator_call *call)
{
	struct compiled_step compiled;
	struct error unheeded = { 0 };

	return compile(call, &compiled, &unheeded) ? compiled.class : ACTION_DESTRUCTIVE;
}

/* -- preview -- */

static bool add_undo(const struct actuator_call *call, struct actuator_preview *found,
		     struct error *error)
{
	struct arena *arena = call->arena;
	struct step_source source = {
		.language = plan_value(call, "undo_language"),
		.code = plan_value(call, "undo"),
		.block = plan_value(call, "undo_block"),
		.least = least_of(plan_value(call, "undo_class")),
	};
	struct compiled_step undo;

	found->undo_text = STR("there is no way back");
	if (source.code.length == 0)
		return true;
	if (!step_compile(arena, call->config, &source, &undo, error))
		return error_wrap(error, "undo");
	found->undo = tree_map(arena);
	tree_put_text(arena, found->undo, "runbook", plan_value(call, "runbook"));
	tree_put_text(arena, found->undo, "step",
		      arena_format(arena, "undo of " STR_FMT,
				   STR_ARG(plan_value(call, "step"))));
	tree_put_text(arena, found->undo, "language", source.language);
	tree_put_text(arena, found->undo, "code", source.code);
	tree_put_text(arena, found->undo, "block", source.block);
	if (source.least > ACTION_READ)
		tree_put_text(arena, found->undo, "class",
			      str_of(action_class_names[source.least]));
	found->undo_text = arena_format(arena, "runs " STR_FMT " [%s]",
					STR_ARG(step_text(arena, &undo.step)),
					action_class_names[undo.class]);
	return true;
}

static str preview_text(struct arena *arena, const struct compiled_step *compiled)
{
	struct text text = text_new(arena, STEP_BYTES_MAX);
	str rest = step_text(arena, &compiled->step), line;

	for (int i = 0; str_next(&rest, '\n', &line); i++)
		text_addf(&text, "%s" STR_FMT "\n", i == 0 ? "runs  " : "      ",
			  STR_ARG(line));
	text_addf(&text, "%s: " STR_FMT, action_class_names[compiled->class],
		  STR_ARG(compiled->reason));
	for (size_t i = 0; i < compiled->step.note_count; i++)
		text_addf(&text, "\nnote: " STR_FMT, STR_ARG(compiled->step.notes[i]));
	return text_of(&text);
}

static bool preview(const struct actuator_call *call, struct actuator_preview *ret,
		    struct error *error)
{
	struct actuator_preview found = { 0 };
	struct compiled_step compiled = { 0 };
	struct tree *programs = NULL;

	if (!compile(call, &compiled, error) ||
	    !step_programs_pin(call->arena, &compiled.step, &programs, error) ||
	    !add_undo(call, &found, error))
		return false;
	found.class = compiled.class;
	found.preview = preview_text(call->arena, &compiled);
	found.argv = step_tree(call->arena, &compiled.step);
	/* Another program of the same name may come between approval and start. */
	found.condition = tree_map(call->arena);
	tree_put(call->arena, found.condition, "programs", programs);
	*ret = found;
	return true;
}

/* -- secrets -- */

struct known_secret {
	str mark, value;
};
struct known_secrets {
	struct known_secret *items;
	size_t count, capacity;
};

static str replace_all(struct arena *arena, str text, str what, str with)
{
	struct text out = text_new(arena, STEP_BYTES_MAX + COMMAND_OUTPUT_BYTES_MAX);
	size_t from = 0;

	if (what.length == 0 || !str_contains(text, what))
		return text;
	for (size_t i = 0; i + what.length <= text.length;) {
		if (!str_equal(str_slice(text, i, what.length), what)) {
			i++;
			continue;
		}
		text_add(&out, str_slice(text, from, i - from));
		text_add(&out, with);
		i += what.length;
		from = i;
	}
	text_add(&out, str_slice(text, from, text.length));
	return text_of(&out);
}

static bool is_used(const struct step *step, str mark)
{
	for (size_t i = 0; i < step->count; i++) {
		const struct step_pipeline *pipeline = &step->pipelines[i];

		if (str_contains(pipeline->input, mark))
			return true;
		for (size_t k = 0; k < pipeline->count; k++)
			for (size_t w = 0; w < pipeline->stages[k].argc; w++)
				if (str_contains(pipeline->stages[k].argv[w], mark))
					return true;
	}
	return false;
}

/* Only now, and only those that are used. */
static bool read_secrets(const struct actuator_call *call, const struct step *step,
			 struct known_secrets *ret, struct error *error)
{
	const struct config *config = call->config;

	for (size_t i = 0; i < config->runbook_secret_count; i++) {
		const struct runbook_secret *secret = &config->runbook_secrets[i];
		struct known_secret known = {
			.mark = arena_format(call->arena, STEP_SECRET_BEGIN STR_FMT "}}",
					     STR_ARG(secret->name)),
		};

		if (!is_used(step, known.mark))
			continue;
		if (!runbook_secret_read(call->arena, secret, &known.value, error))
			return false;
		*list_add(call->arena, ret) = known;
	}
	return true;
}

static str with_secrets(struct arena *arena, const struct known_secrets *secrets,
			str text)
{
	for (size_t i = 0; i < secrets->count; i++)
		text = replace_all(arena, text, secrets->items[i].mark,
				   secrets->items[i].value);
	return text;
}

static str without_secrets(struct arena *arena, const struct known_secrets *secrets,
			   str text)
{
	for (size_t i = 0; i < secrets->count; i++)
		text = replace_all(arena, text, secrets->items[i].value, STR("***"));
	return text;
}

/* -- running -- */

struct running {
	const struct actuator_call *call;
	struct known_secrets secrets;
	instant_ms ends_at; /* monotonic */
	struct text output;
	struct actuator_result *result;
	struct error *error;
};

/* Secrets that stand in front as NAME=value are nobody's words. */
static struct command stage_command(struct running *running,
				    const struct step_stage *stage)
{
	struct arena *arena = running->call->arena;
	size_t handed = step_handed(stage), variables = handed > 0 ? handed - 1 : 0;
	struct label *environment = arena_many(arena, struct label, variables + 1);
	str *argv = arena_many(arena, str, stage->argc);

	for (size_t i = 0; i < variables; i++) {
		struct label *one = &environment[i];

		str_cut(stage->argv[1 + i], '=', &one->name, &one->value);
		one->value = with_secrets(arena, &running->secrets, one->value);
	}
	for (size_t w = handed; w < stage->argc; w++)
		argv[w - handed] = with_secrets(arena, &running->secrets, stage->argv[w]);
	return (struct command){ .argv = argv,
				 .argc = stage->argc - handed,
				 .environment = environment,
				 .environment_count = variables,
				 .joins_errors = stage->joins_errors };
}

static struct command *command_of(struct running *running,
				  const struct step_pipeline *pipeline)
{
	struct arena *arena = running->call->arena;
	struct command *commands = arena_many(arena, struct command, pipeline->count);

	for (size_t k = 0; k < pipeline->count; k++) {
		commands[k] = stage_command(running, &pipeline->stages[k]);
		if (k + 1 < pipeline->count)
			commands[k].into = &commands[k + 1];
	}
	commands[0].input = with_secrets(arena, &running->secrets, pipeline->input);
	commands[0].directory = pipeline->directory;
	return commands;
}

/* grep and diff say by 1 that they found nothing, or a difference: an answer. */
static bool is_answer(const struct step_pipeline *pipeline,
		      const struct command_result *result)
{
	static const char *const programs[] = { "grep",  "egrep", "fgrep",
						"zgrep", "diff",  "cmp" };
	str program;

	if (result->exit_code != 1 || result->stage < 0 ||
	    (size_t)result->stage >= pipeline->count)
		return false;
	program = pipeline->stages[result->stage].argv[0];
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		if (str_is(program, programs[i]))
			return true;
	return false;
}

static bool judge_exit(const struct step_pipeline *pipeline,
		       const struct command_result *result, struct error *error)
{
	str program = pipeline->stages[0].argv[0];

	if (result->stage >= 0 && (size_t)result->stage < pipeline->count)
		program = pipeline->stages[result->stage].argv[0];
	if (result->timed_out)
		return error_set(error, ERROR_TIMEOUT,
				 STR_FMT " did not end in time and was killed",
				 STR_ARG(program));
	if (result->exit_code < 0)
		return error_set(error, ERROR_INTERNAL, "signal %d ended " STR_FMT,
				 result->signal, STR_ARG(program));
	if (result->exit_code > 0 && !is_answer(pipeline, result))
		return error_set(error, ERROR_INTERNAL,
				 STR_FMT " ended with exit code %d", STR_ARG(program),
				 result->exit_code);
	return true;
}

/* False when the hands failed, or what ran did; the error tells which. */
static bool run_pipeline(struct running *running, const struct step_pipeline *pipeline,
			 bool is_last)
{
	const struct actuator_call *call = running->call;
	struct command *command = command_of(running, pipeline);
	struct command_result result = { 0 };

	command->wait_ms = running->ends_at - clock_monotonic_us() / 1000;
	command->id = is_last ? call->job : 0;
	/* was_done asks for no more than its exit code. */
	command->keeps_no_output = true;
	if (command->wait_ms <= 0) {
		running->result->timed_out = true;
		return error_set(running->error, ERROR_TIMEOUT,
				 "its time was over before its last command");
	}
	if (!call->hands->run(call->hands->context, call->arena, command, &result,
			      running->error)) {
		running->result->unknown = running->error->kind == ERROR_UNAVAILABLE;
		return false;
	}
	text_add(&running->output,
		 without_secrets(call->arena, &running->secrets, result.output));
	running->result->timed_out = result.timed_out;
	return judge_exit(pipeline, &result, running->error);
}

/* Those of the step itself, or those of its check. */
static bool run_all(struct running *running, const struct step *step, bool checks)
{
	bool failed = false;

	for (size_t i = 0; i < step->count; i++) {
		const struct step_pipeline *pipeline = &step->pipelines[i];

		bool is_for_failure = pipeline->joined == STEP_ON_FAILURE;

		if (pipeline->is_check != checks || (is_for_failure && !failed))
			continue;
		if (failed && !is_for_failure)
			return false;
		if (i > 0 && running->output.length > 0 &&
		    running->output.bytes[running->output.length - 1] != '\n')
			text_add_char(&running->output, '\n');
		failed = !run_pipeline(running, pipeline, i + 1 == step->count);
		if (running->result->unknown || running->result->timed_out)
			return false;
	}
	return !failed;
}

/* -- judging what was printed -- */

static bool one_number(str output, double *ret_number)
{
	str rest = output, line, word;
	size_t found = 0;
	double number;

	while (str_next(&rest, '\n', &line))
		while (str_next(&line, ' ', &word))
			if (str_to_real(str_trim(word), &number)) {
				*ret_number = number;
				found++;
			}
	return found == 1;
}

static bool compares(double a, str sign, double b)
{
	if (str_is(sign, "<"))
		return a < b;
	if (str_is(sign, "<="))
		return a <= b;
	if (str_is(sign, ">"))
		return a > b;
	if (str_is(sign, ">="))
		return a >= b;
	return (a == b) == !str_is(sign, "!=");
}

/* "< 0.01": sign and number; false when it is none of that kind. */
static bool read_comparison(str expect, str *ret_sign, double *ret_bound)
{
	static const char *const signs[] = { "<=", ">=", "==", "!=", "<", ">" };

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (str_starts_with(expect, str_of(signs[i]))) {
			*ret_sign = str_of(signs[i]);
			return str_to_real(str_trim(str_slice(expect, ret_sign->length,
							      expect.length)),
					   ret_bound);
		}
	return false;
}

static bool is_expected(const struct actuator_call *call, str expect, str output,
			struct error *error)
{
	str sign = STR("");
	double bound = 0, number = 0;
	const struct regex *regex;

	if (read_comparison(expect, &sign, &bound)) {
		if (!one_number(output, &number))
			return error_set(error, ERROR_INTERNAL,
					 "it printed no single number to hold against "
					 "\"" STR_FMT "\": that is no pass",
					 STR_ARG(expect));
		return compares(number, sign, bound) ||
		       error_set(error, ERROR_INTERNAL,
				 "it printed %g, expected is " STR_FMT, number,
				 STR_ARG(expect));
	}
	regex = regex_new(
		call->arena,
		arena_format(call->arena, "(?s).*(?:" STR_FMT ").*", STR_ARG(expect)),
		error);
	if (!regex)
		return error_wrap(error, "expect");
	return regex_matches(regex, output) ||
	       error_set(error, ERROR_INTERNAL,
			 "what it printed is not what is expected: " STR_FMT,
			 STR_ARG(str_clip(expect, 120)));
}

/* No data is never a pass, unless the runbook says that nothing is what it wants. */
static bool judge_output(const struct actuator_call *call, str output,
			 struct error *error)
{
	str expect = str_trim(plan_value(call, "expect"));
	str empty = plan_value(call, "empty");

	if (str_trim(output).length > 0)
		return expect.length == 0 || is_expected(call, expect, output, error);
	if (str_is(empty, "pass") || (expect.length == 0 && empty.length == 0))
		return true;
	return error_set(error, ERROR_INTERNAL,
			 str_is(empty, "fail")
				 ? "it printed nothing, which its runbook calls a failure"
				 : "it printed nothing: no data is no pass");
}

/* -- apply -- */

static int64_t wait_of(const struct actuator_call *call)
{
	int64_t wait = 0;

	if (str_to_int(plan_value(call, "timeout"), &wait) && wait > 0 &&
	    wait < call->wait_ms)
		return wait;
	return call->wait_ms;
}

static bool apply(const struct actuator_call *call, struct actuator_result *ret,
		  struct error *error)
{
	struct step step = { 0 };
	struct running running = {
		.call = call,
		.ends_at = clock_monotonic_us() / 1000 + wait_of(call),
		.output = text_new(call->arena, COMMAND_OUTPUT_BYTES_MAX),
		.result = ret,
		.error = error,
	};
	bool done;

	*ret = (struct actuator_result){ 0 };
	if (!step_of_tree(call->arena, call->argv, &step))
		return error_set(error, ERROR_INVALID, "what was approved is no step");
	if (!step_programs_check(call->arena, &step,
				 tree_get(call->condition, "programs"), error) ||
	    !read_secrets(call, &step, &running.secrets, error))
		return false;
	done = run_all(&running, &step, false);
	ret->output = text_of(&running.output);
	if (!done || !judge_output(call, ret->output, error))
		return false;
	done = run_all(&running, &step, true);
	ret->output = text_of(&running.output);
	return done || error_wrap(error, "verify");
}

/* Of several commands those before the last may have done their work, and a check that
 * fails has changed nothing. */
static bool is_one_command(const struct actuator_call *call)
{
	struct step step = { 0 };

	return step_of_tree(call->arena, call->argv, &step) && step.count == 1 &&
	       step.pipelines[0].count == 1 && !step.pipelines[0].is_check;
}

/* Only what its last command left is known; whether it came to that is not. */
static int was_done(const struct actuator_call *call, str *ret_why)
{
	struct command_result result;

	if (!call->hands->recall(call->hands->context, call->arena, call->job, &result)) {
		*ret_why = STR("its last command left no result: how far it came is "
			       "unknown");
		return -1;
	}
	*ret_why = arena_format(call->arena, "its last command ended with exit code %d",
				result.exit_code);
	if (result.exit_code == 0)
		return 1;
	return result.exit_code > 0 && is_one_command(call) ? 0 : -1;
}

const struct actuator step_actuator = {
	.name = "step",
	.help = "a step of a runbook, as stanch runbook run proposes it",
	.preview = preview,
	.apply = apply,
	.was_done = was_done,
	.class_of = class_of,
	.is_of_runbooks = true,
};
