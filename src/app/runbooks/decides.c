#include "app/runbooks/decides.h"

#include "app/runbooks/compile.h"
#include "base/text.h"

#define NOBODY "zznobody"

static str replaced(struct arena *arena, str text, str what)
{
	struct text out = text_new(arena, text.length * 2 + 1);

	for (size_t i = 0; i < text.length;) {
		bool is_here = what.length > 0 && i + what.length <= text.length &&
			       str_equal(str_slice(text, i, what.length), what);

		text_add(&out, is_here ? STR("\1") : str_slice(text, i, 1));
		i += is_here ? what.length : 1;
	}
	return text_of(&out);
}

/* What a command is said to do, whatever it is done to. */
static str deed_of(struct arena *arena, const struct compiled_step *compiled, str value)
{
	return replaced(arena, replaced(arena, compiled->reason, STR(NOBODY)), value);
}

static bool compile_with(struct work *work, const struct runbook_block *block,
			 const struct label *values, size_t count,
			 struct compiled_step *ret_compiled)
{
	struct step_source source = { .language = runbook_language_of(block) };
	struct error error = { 0 };

	return runbook_fill(work->arena, block, values, count, &source.code, &error) &&
	       step_compile(work->arena, work->config, &source, ret_compiled, &error);
}

/* Two words that nobody knows look alike, and are not: the deed is what stands there. */
static bool is_of_the_unknown(struct arena *arena, const struct compiled_step *compiled)
{
	const struct step *step = &compiled->step;

	if (str_contains(compiled->reason, STR(NOBODY)) &&
	    str_contains(compiled->reason, STR("not known")))
		return true;
	for (size_t i = 0; i < step->count; i++)
		for (size_t k = 0; k < step->pipelines[i].count; k++)
			if (step_program_holds(arena, &step->pipelines[i].stages[k],
					       STR(NOBODY)))
				return true;
	return false;
}

/* Of the parameter's kind, and of nothing that exists. */
static str nobody_of(enum parameter_type type)
{
	switch (type) {
	case PARAMETER_INTEGER: return STR("1");
	case PARAMETER_DURATION: return STR("5m");
	case PARAMETER_INSTANT: return STR("2026-01-01T00:00:00Z");
	case PARAMETER_ADDRESS:
	case PARAMETER_SECRET:
	case PARAMETER_NAME:
	case PARAMETER_TEXT: break;
	}
	return STR(NOBODY);
}

/* Values of a block: what is known, and for what is not, one that nobody chose. */
struct guess {
	struct label *values;
	bool *is_guessed;
	size_t count;
	bool has_guessed;
};

static struct guess guess_of(struct arena *arena, const struct runbook_block *block,
			     const struct label *others, size_t count)
{
	struct guess guess = {
		.values = arena_many(arena, struct label, block->parameter_count + 1),
		.is_guessed = arena_many(arena, bool, block->parameter_count + 1),
	};

	for (size_t i = 0; i < block->parameter_count; i++) {
		const struct runbook_parameter *one = &block->parameters[i];
		struct label *label = &guess.values[guess.count];

		if (one->type == PARAMETER_SECRET)
			continue;
		*label = (struct label){ one->name, nobody_of(one->type) };
		guess.is_guessed[guess.count] = true;
		for (size_t k = 0; k < count; k++)
			if (str_equal(others[k].name, one->name)) {
				label->value = others[k].value;
				guess.is_guessed[guess.count] = false;
			}
		guess.count++;
	}
	return guess;
}

/* A whole path, where a folder must be one. */
static void guess_paths(struct guess *guess)
{
	for (size_t i = 0; i < guess->count; i++)
		if (guess->is_guessed[i] && str_is(guess->values[i].value, NOBODY))
			guess->values[i].value = STR("/" NOBODY);
}

bool value_decides(struct work *work, const struct runbook_block *block,
		   const struct label *others, size_t count,
		   const struct runbook_parameter *parameter, str value)
{
	struct arena *arena = work->arena;
	struct guess guess = guess_of(arena, block, others, count);
	struct compiled_step with = { 0 }, without = { 0 };
	size_t at;

	for (at = 0;
	     at < guess.count && !str_equal(guess.values[at].name, parameter->name); at++)
		;
	if (at == guess.count)
		return false;
	guess.values[at].value = value;
	guess.is_guessed[at] = false;
	for (size_t i = 0; i < guess.count; i++)
		guess.has_guessed = guess.has_guessed || guess.is_guessed[i];
	if (!compile_with(work, block, guess.values, guess.count, &with)) {
		/* What cannot run does nothing, and says so when it is asked to; but
		 * with other values than these it may. */
		if (!guess.has_guessed)
			return false;
		guess_paths(&guess);
		if (!compile_with(work, block, guess.values, guess.count, &with))
			return true;
	}
	guess.values[at].value = nobody_of(parameter->type);
	if (!compile_with(work, block, guess.values, guess.count, &without))
		return true;
	return with.class != without.class ||
	       !str_equal(deed_of(arena, &with, value),
			  deed_of(arena, &without, value)) ||
	       is_of_the_unknown(arena, &without) ||
	       step_word_decides(arena, &without.step, STR(NOBODY));
}
