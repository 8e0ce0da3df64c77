/* How the secrets of a step reach its programs: by their environment and what they read,
 * which nobody else sees, or among their words, which ps shows to everybody. */
#include "runbook/step.h"

#include <ctype.h>

static bool holds_secret(str text)
{
	return str_contains(text, STR(STEP_SECRET_BEGIN));
}

static bool is_assignment(str word)
{
	str name = STR(""), value = STR("");

	if (!str_cut(word, '=', &name, &value) || name.length == 0 ||
	    isdigit((unsigned char)name.bytes[0]))
		return false;
	for (size_t i = 0; i < name.length; i++)
		if (!isalnum((unsigned char)name.bytes[i]) && name.bytes[i] != '_')
			return false;
	return true;
}

size_t step_handed(const struct step_stage *stage)
{
	size_t at = 1;
	bool has_any = false;

	if (!str_is(stage->argv[0], "env"))
		return 0;
	for (; at < stage->argc && is_assignment(stage->argv[at]); at++)
		has_any = has_any || holds_secret(stage->argv[at]);
	return has_any && at < stage->argc ? at : 0;
}

/* "TOKEN" of "Bearer {{secret.TOKEN}}". */
static str name_in(str text)
{
	str begin = STR(STEP_SECRET_BEGIN), name = STR(""), rest = STR("");

	while (!str_starts_with(text, begin))
		text = str_slice(text, 1, text.length);
	text = str_slice(text, begin.length, text.length);
	return str_cut(text, '}', &name, &rest) ? name : text;
}

/* "": nothing of this stage. */
static str shown_by(struct arena *arena, const struct step_stage *stage)
{
	size_t handed = step_handed(stage);

	for (size_t w = handed; w < stage->argc; w++) {
		str name;

		if (!holds_secret(stage->argv[w]))
			continue;
		name = name_in(stage->argv[w]);
		return arena_format(
			arena,
			"$" STR_FMT " stands among the words of " STR_FMT
			", which everybody on this machine can see while it runs: hand "
			"it over as " STR_FMT "=$" STR_FMT " in front of the command, "
			"or as what it reads",
			STR_ARG(name), STR_ARG(stage->argv[handed]), STR_ARG(name),
			STR_ARG(name));
	}
	return STR("");
}

/* The variable of the first secret that a stage is handed; "": none. */
static str handed_name(const struct step_stage *stage)
{
	for (size_t w = 1; w < step_handed(stage); w++) {
		str name = STR(""), value = STR("");

		if (holds_secret(stage->argv[w]) &&
		    str_cut(stage->argv[w], '=', &name, &value))
			return name;
	}
	return STR("");
}

/* The program that reads the variable out of code; "": none. A word that names it is
 * code, whatever reads it. */
static str reader_of(struct arena *arena, const struct step_stage *stage, str name)
{
	str *programs = NULL;
	size_t count = 0;
	struct error unheeded;

	/* Of more than can be told, one may. */
	if (!step_programs(arena, stage, &programs, &count, &unheeded))
		return stage->argv[0];
	for (size_t i = 0; i < count; i++)
		if (step_runs_code(programs[i]))
			return programs[i];
	for (size_t w = step_handed(stage) + 1; w < stage->argc; w++)
		if (str_contains(stage->argv[w],
				 arena_format(arena, "$" STR_FMT, STR_ARG(name))) ||
		    str_contains(stage->argv[w],
				 arena_format(arena, "${" STR_FMT, STR_ARG(name))))
			return programs[count - 1];
	return STR("");
}

/* "": it is handed no secret, or nothing that reads it as code. */
static str code_by(struct arena *arena, const struct step_stage *stage)
{
	str name = handed_name(stage);
	str reader = name.length > 0 ? reader_of(arena, stage, name) : STR("");

	if (reader.length == 0)
		return STR("");
	return arena_format(arena,
			    "$" STR_FMT " is a secret that " STR_FMT
			    " is handed with code, which may send it anywhere",
			    STR_ARG(name), STR_ARG(reader));
}

/* What is said of the first stage of which something is; "": of none. */
static str first_said(struct arena *arena, const struct step *step,
		      str (*say)(struct arena *, const struct step_stage *))
{
	for (size_t i = 0; i < step->count; i++)
		for (size_t k = 0; k < step->pipelines[i].count; k++) {
			str said = say(arena, &step->pipelines[i].stages[k]);

			if (said.length > 0)
				return said;
		}
	return STR("");
}

str step_secret_shown(struct arena *arena, const struct step *step)
{
	return first_said(arena, step, shown_by);
}

str step_secret_in_code(struct arena *arena, const struct step *step)
{
	return first_said(arena, step, code_by);
}
