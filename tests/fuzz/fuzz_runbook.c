/* Whatever the file: its sections and blocks stand in it. And whatever the value, which
 * is the input's first line: put into a block it is one value where it stood, of the same
 * words, tokens and matchers as another, and nothing more. */
#include "base/limits.h"
#include "base/scoped.h"
#include "base/text.h"
#include "core/alerting/alert.h"
#include "formats/shell.h"
#include "runbook/promql.h"
#include "runbook/runbook.h"
#include "runbook/sql.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

/* Found again, since no code with its first letter is filled. */
#define MARKER STR("zq")

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

/* The marker's places with the value in them; each sign of "twice" doubled there. */
static str replaced(struct arena *arena, str text, str value, char twice)
{
	struct text out = text_new(arena, text.length * (value.length * 2 + 1) + 1);

	for (size_t i = 0; i < text.length; i++) {
		if (!str_starts_with(str_slice(text, i, MARKER.length), MARKER)) {
			text_add_char(&out, text.bytes[i]);
			continue;
		}
		for (size_t k = 0; k < value.length; k++) {
			if (twice && value.bytes[k] == twice)
				text_add_char(&out, twice);
			text_add_char(&out, value.bytes[k]);
		}
		i += MARKER.length - 1;
	}
	return text_of(&out);
}

static void must_be_same_command(struct arena *arena, str value,
				 const struct shell_command *filled,
				 const struct shell_command *marked)
{
	must(filled->kind == marked->kind && filled->count == marked->count);
	must(filled->redirect_count == marked->redirect_count);
	for (size_t i = 0; i < filled->count; i++) {
		const struct shell_word *word = &marked->words[i];

		/* in an address it is encoded */
		if (!word->is_static || !filled->words[i].is_static ||
		    str_contains(word->value, STR("://")))
			continue;
		must(str_equal(filled->words[i].value,
			       replaced(arena, word->value, value, '\0')));
	}
}

static void must_be_same_shell(struct arena *arena, str value, str filled, str marked)
{
	struct shell_script a, b;
	struct error error;

	must(shell_parse(arena, filled, &a, &error));
	must(shell_parse(arena, marked, &b, &error));
	must(a.count == b.count);
	for (size_t i = 0; i < a.count; i++) {
		must(a.pipelines[i].count == b.pipelines[i].count);
		for (size_t k = 0; k < a.pipelines[i].count; k++)
			must_be_same_command(arena, value, &a.pipelines[i].commands[k],
					     &b.pipelines[i].commands[k]);
	}
}

static void must_be_same_sql(struct arena *arena, str value, str filled, str marked)
{
	struct sql_script a = sql_read(arena, filled), b = sql_read(arena, marked);

	must(!a.is_broken && !b.is_broken && a.count == b.count);
	for (size_t i = 0; i < a.count; i++) {
		must(a.statements[i].count == b.statements[i].count);
		for (size_t k = 0; k < a.statements[i].count; k++) {
			const struct sql_token *token = &a.statements[i].tokens[k];
			const struct sql_token *other = &b.statements[i].tokens[k];

			/* a number needs no quotes, and is none the less one token */
			if (token->kind == SQL_TEXT)
				must(str_equal(token->text, replaced(arena, other->text,
								     value, '\'')));
			else if (token->kind == SQL_WORD)
				must(str_equal(token->text, replaced(arena, other->text,
								     value, '\0')));
		}
	}
}

static void must_be_same_promql(struct arena *arena, str value, const struct promql *a,
				const struct promql *b)
{
	must(a->count == b->count && a->matcher_count == b->matcher_count);
	must(a->kind == b->kind || a->kind == PROMQL_NUMBER);
	for (size_t i = 0; i < a->matcher_count; i++) {
		must(a->matchers[i].match == b->matchers[i].match);
		if (a->matchers[i].match <= PROMQL_NOT_EQUAL)
			must(str_equal(
				a->matchers[i].value,
				replaced(arena, b->matchers[i].value, value, '\0')));
	}
	for (size_t i = 0; i < a->count; i++)
		must_be_same_promql(arena, value, a->arguments[i], b->arguments[i]);
}

static void must_be_same_queries(struct arena *arena, str value, str filled, str marked)
{
	size_t left = 0, right = 0;
	struct promql *a, *b;
	struct error error = { 0 };

	while (promql_next(arena, filled, &left, &a, &error)) {
		must(promql_next(arena, marked, &right, &b, &error));
		must_be_same_promql(arena, value, a, b);
	}
	must(error.kind == ERROR_NONE);
}

static bool fill(struct arena *arena, const struct runbook_block *block, str value,
		 str *ret_code)
{
	struct label values[PARAMETERS_MAX];
	struct error error = { 0 };

	for (size_t i = 0; i < block->parameter_count; i++)
		values[i] = (struct label){ block->parameters[i].name, value };
	if (runbook_fill(arena, block, values, block->parameter_count, ret_code, &error))
		return true;
	must(error.kind == ERROR_INVALID && error.text[0]);
	return false;
}

static void fill_block(struct arena *arena, const struct runbook_block *block, str value)
{
	str filled, marked;

	if (block->parameter_count == 0 || str_contains(block->code, STR("z")) ||
	    !fill(arena, block, value, &filled) || !fill(arena, block, MARKER, &marked))
		return;
	if (block->language == RUNBOOK_SHELL)
		must_be_same_shell(arena, value, filled, marked);
	else if (block->language == RUNBOOK_SQL)
		must_be_same_sql(arena, value, filled, marked);
	else if (block->language == RUNBOOK_PROMQL)
		must_be_same_queries(arena, value, filled, marked);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str input = { (const char *)bytes, size }, value = STR(""), source = input;
	struct runbook *runbook = NULL;
	struct error error = { 0 };

	str_cut(input, '\n', &value, &source);
	if (!runbook_read(arena, STR("x.md"), source, &runbook, &error)) {
		must(error.kind == ERROR_TOO_LARGE || error.kind == ERROR_INVALID);
		must(error.text[0] != '\0');
		return 0;
	}
	for (size_t i = 0; i < runbook->section_count; i++)
		must(runbook->sections[i].line > 0 &&
		     (runbook->sections[i].parent == SIZE_MAX ||
		      runbook->sections[i].parent < i));
	for (size_t i = 0; i < runbook->block_count; i++) {
		const struct runbook_block *block = &runbook->blocks[i];

		must(block->number == i + 1 && block->section < runbook->section_count);
		must(block->line <= block->code_line && block->id.length > 0);
		must(block->parameter_count <= PARAMETERS_MAX);
		fill_block(arena, block, value);
	}
	return 0;
}
