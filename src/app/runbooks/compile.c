#include "app/runbooks/compile.h"

#include "runbook/classify.h"

static enum runbook_language language_of(str name)
{
	for (int i = 0; runbook_language_names[i]; i++)
		if (str_is(name, runbook_language_names[i]))
			return (enum runbook_language)i;
	return RUNBOOK_OTHER;
}

/* -- what it does -- */

static bool refuse(const struct classified *classified, struct error *error)
{
	str repaired = classified->repaired;

	if (repaired.length == 0)
		return error_set(error, ERROR_INVALID, "line %u: " STR_FMT,
				 classified->line, STR_ARG(classified->refusal));
	return error_set(error, ERROR_INVALID, "line %u: " STR_FMT "; write: " STR_FMT,
			 classified->line, STR_ARG(classified->refusal),
			 STR_ARG(str_clip(repaired, 200)));
}

/* The file may say a stricter class; a milder one only the configuration, of this very
 * block. */
static void settle_class(struct arena *arena, const struct config *config,
			 const struct step_source *source, struct compiled_step *compiled)
{
	enum action_class said;

	if (config_runbook_class(config, source->block, &said)) {
		compiled->class = said;
		compiled->reason = STR("runbook_classes says so of this block");
	} else if (source->digest.length > 0 &&
		   config_runbook_class(config, source->digest, &said)) {
		compiled->reason = arena_format(
			arena,
			STR_FMT "; runbook_classes names the SHA-256 of its code, and "
				"counts no more: its language, verify and undo belong to "
				"it, too: write " STR_FMT,
			STR_ARG(compiled->reason), STR_ARG(source->block));
	}
	if (compiled->class < source->least) {
		compiled->class = source->least;
		compiled->reason = source->least_why.length > 0
					   ? source->least_why
					   : STR("its runbook says so");
	}
}

/* -- what runs -- */

/* "-- a comment" in front of a query must not become an option of its client. In most
 * languages an empty line says nothing; in the others it is refused. */
static bool begin_safely(struct arena *arena, const struct runbook_client *client,
			 const struct step_source *source, str *ret_code,
			 struct error *error)
{
	bool is_word = false;

	for (size_t i = 0; i < client->word_count; i++)
		is_word = is_word || str_starts_with(client->words[i], STR("{{code}}"));
	*ret_code = source->code;
	if (!is_word || !str_starts_with(source->code, STR("-")))
		return true;
	switch (language_of(source->language)) {
	case RUNBOOK_PROMQL:
	case RUNBOOK_LOGQL:
	case RUNBOOK_TRACEQL:
	case RUNBOOK_SQL:
	case RUNBOOK_MONGOSH:
	case RUNBOOK_YAML:
		*ret_code = arena_format(arena, "\n" STR_FMT, STR_ARG(source->code));
		return true;
	case RUNBOOK_SHELL:
	case RUNBOOK_HTTP:
	case RUNBOOK_OUTPUT:
	case RUNBOOK_REDIS:
	case RUNBOOK_OTHER: break;
	}
	return error_set(error, ERROR_INVALID,
			 "it begins with \"-\", which " STR_FMT
			 " would read as an option: begin with another word",
			 STR_ARG(client->words[0]));
}

static bool read_by_client(struct arena *arena, const struct config *config,
			   const struct step_source *source, struct step *ret_step,
			   struct error *error)
{
	const struct runbook_client *client = config_runbook_client(config,
								    source->language);
	str code = source->code;

	if (!client || client->word_count == 0)
		return error_set(error, ERROR_FORBIDDEN,
				 "runbook_clients names nothing that runs " STR_FMT,
				 STR_ARG(str_clip(source->language, 40)));
	if (str_trim(source->code).length == 0)
		return error_set(error, ERROR_INVALID, "there is nothing to run in it");
	if (!begin_safely(arena, client, source, &code, error))
		return false;
	*ret_step = step_by_client(arena, client->words, client->word_count, code);
	return true;
}

static struct step_secrets secrets_of(struct arena *arena, const struct config *config)
{
	str *names = arena_many(arena, str, config->runbook_secret_count + 1);

	for (size_t i = 0; i < config->runbook_secret_count; i++)
		names[i] = config->runbook_secrets[i].name;
	return (struct step_secrets){ names, config->runbook_secret_count };
}

static bool read_step(struct arena *arena, const struct config *config,
		      const struct step_source *source, struct step *ret_step,
		      struct error *error)
{
	struct step_secrets secrets = secrets_of(arena, config);

	switch (language_of(source->language)) {
	case RUNBOOK_SHELL:
		return step_read_shell(arena, source->code, &secrets, ret_step, error);
	case RUNBOOK_HTTP: return step_read_http(arena, source->code, ret_step, error);
	case RUNBOOK_OUTPUT:
		return error_set(error, ERROR_INVALID,
				 "this is what something printed: there is nothing to "
				 "run in it");
	case RUNBOOK_PROMQL:
	case RUNBOOK_LOGQL:
	case RUNBOOK_TRACEQL:
	case RUNBOOK_SQL:
	case RUNBOOK_MONGOSH:
	case RUNBOOK_REDIS:
	case RUNBOOK_YAML:
	case RUNBOOK_OTHER: break;
	}
	return read_by_client(arena, config, source, ret_step, error);
}

/* Code may send it away. Whoever may look at this machine's processes would see what
 * stands among words: somebody agrees to that. */
static void settle_secrets(struct arena *arena, struct compiled_step *compiled)
{
	const struct step *step = &compiled->step;
	str in_code = step_secret_in_code(arena, step);
	str shown = step_secret_shown(arena, step), *notes;

	if (in_code.length > 0 && compiled->class < ACTION_DESTRUCTIVE) {
		compiled->class = ACTION_DESTRUCTIVE;
		compiled->reason = in_code;
	}
	if (shown.length == 0)
		return;
	notes = arena_many(arena, str, step->note_count + 1);
	for (size_t i = 0; i < step->note_count; i++)
		notes[i] = step->notes[i];
	notes[step->note_count] = shown;
	compiled->step.notes = notes;
	compiled->step.note_count++;
	if (compiled->class == ACTION_READ) {
		compiled->class = ACTION_REVERSIBLE;
		compiled->reason = shown;
	}
}

bool step_compile(struct arena *arena, const struct config *config,
		  const struct step_source *source, struct compiled_step *ret_compiled,
		  struct error *error)
{
	enum runbook_language language = language_of(source->language);
	struct compiled_step compiled = { 0 };
	struct classified classified = { 0 };

	if (!read_step(arena, config, source, &compiled.step, error))
		return false;
	classify_language(arena, language,
			  language == RUNBOOK_SHELL ? step_script(arena, &compiled.step)
						    : source->code,
			  &classified);
	if (classified.is_refused)
		return refuse(&classified, error);
	compiled.class = classified.class;
	compiled.reason = classified.reason;
	settle_secrets(arena, &compiled);
	settle_class(arena, config, source, &compiled);
	*ret_compiled = compiled;
	return true;
}
