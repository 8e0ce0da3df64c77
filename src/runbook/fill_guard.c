/* The last word: code with a value in it must be built as the same code with a harmless
 * one, as those see it who will read it. Whatever a scanner got wrong ends here. */
#include "formats/shell.h"
#include "formats/syntax.h"
#include "formats/yaml.h"
#include "runbook/fill_private.h"
#include "runbook/promql.h"
#include "runbook/sql.h"

/* -- shell -- */

static bool scripts_alike(const struct shell_script *a, const struct shell_script *b);

/* What is no literal: a variable or a substitution must not have come in. */
static size_t next_part(const struct shell_word *word, size_t at)
{
	while (at < word->count && word->parts[at].kind == SHELL_LITERAL)
		at++;
	return at;
}

static bool words_alike(const struct shell_word *a, const struct shell_word *b)
{
	size_t i = next_part(a, 0), k = next_part(b, 0);

	for (; i < a->count && k < b->count;
	     i = next_part(a, i + 1), k = next_part(b, k + 1)) {
		const struct shell_part *left = &a->parts[i], *right = &b->parts[k];

		if (left->kind != right->kind || left->is_quoted != right->is_quoted ||
		    !left->inside != !right->inside ||
		    (left->inside && !scripts_alike(left->inside, right->inside)))
			return false;
		if (left->kind == SHELL_VARIABLE && !str_equal(left->text, right->text))
			return false;
	}
	return i >= a->count && k >= b->count;
}

static bool redirects_alike(const struct shell_redirect *a,
			    const struct shell_redirect *b)
{
	return str_equal(a->operator, b->operator) && a->fd == b->fd &&
	       a->is_expanded == b->is_expanded && words_alike(&a->target, &b->target);
}

static bool commands_alike(const struct shell_command *a, const struct shell_command *b)
{
	if (a->kind != b->kind || a->count != b->count ||
	    a->assignment_count != b->assignment_count ||
	    a->redirect_count != b->redirect_count || !a->body != !b->body)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!words_alike(&a->words[i], &b->words[i]))
			return false;
	for (size_t i = 0; i < a->assignment_count; i++)
		if (!str_equal(a->assignments[i].name, b->assignments[i].name) ||
		    !words_alike(&a->assignments[i].value, &b->assignments[i].value))
			return false;
	for (size_t i = 0; i < a->redirect_count; i++)
		if (!redirects_alike(&a->redirects[i], &b->redirects[i]))
			return false;
	return !a->body || scripts_alike(a->body, b->body);
}

static bool scripts_alike(const struct shell_script *a, const struct shell_script *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct shell_pipeline *left = &a->pipelines[i];
		const struct shell_pipeline *right = &b->pipelines[i];

		if (left->count != right->count ||
		    left->is_negated != right->is_negated ||
		    left->is_background != right->is_background ||
		    !str_equal(left->before, right->before))
			return false;
		for (size_t k = 0; k < left->count; k++)
			if (!commands_alike(&left->commands[k], &right->commands[k]))
				return false;
	}
	return true;
}

static bool is_shell_alike(struct arena *arena, str filled, str sampled)
{
	struct shell_script a, b;
	struct error error;

	return shell_parse(arena, filled, &a, &error) &&
	       shell_parse(arena, sampled, &b, &error) && scripts_alike(&a, &b);
}

/* -- PromQL -- */

static bool expressions_alike(const struct promql *a, const struct promql *b)
{
	if (a->kind != b->kind || a->count != b->count || a->type != b->type ||
	    a->matcher_count != b->matcher_count || a->label_count != b->label_count ||
	    a->is_range != b->is_range || a->has_at != b->has_at ||
	    a->grouping != b->grouping)
		return false;
	if (a->kind != PROMQL_SELECTOR && !str_equal(a->name, b->name))
		return false;
	for (size_t i = 0; i < a->matcher_count; i++)
		if (a->matchers[i].match != b->matchers[i].match)
			return false;
	for (size_t i = 0; i < a->count; i++)
		if (!expressions_alike(a->arguments[i], b->arguments[i]))
			return false;
	return true;
}

static bool is_promql_alike(struct arena *arena, str filled, str sampled)
{
	size_t left = 0, right = 0;
	struct promql *a, *b;
	struct error first = { 0 }, second = { 0 };

	for (;;) {
		bool has_left = promql_next(arena, filled, &left, &a, &first);
		bool has_right = promql_next(arena, sampled, &right, &b, &second);

		if (!has_left || !has_right)
			return has_left == has_right && first.kind == ERROR_NONE &&
			       second.kind == ERROR_NONE;
		if (!expressions_alike(a, b))
			return false;
	}
}

/* -- SQL -- */

static bool is_sql_alike(struct arena *arena, str filled, str sampled)
{
	struct sql_script a = sql_read(arena, filled), b = sql_read(arena, sampled);

	if (a.is_broken || b.is_broken || a.count != b.count)
		return false;
	for (size_t i = 0; i < a.count; i++) {
		if (a.statements[i].count != b.statements[i].count)
			return false;
		for (size_t k = 0; k < a.statements[i].count; k++)
			if (a.statements[i].tokens[k].kind !=
			    b.statements[i].tokens[k].kind)
				return false;
	}
	return true;
}

/* -- JavaScript -- */

/* What a text is made of, such as its escapes, is its own. */
static bool nodes_alike(const struct syntax_node *a, const struct syntax_node *b)
{
	if (!str_equal(str_of(a->kind), str_of(b->kind)))
		return false;
	if (syntax_is(a, "string") || syntax_is(a, "regex"))
		return true;
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!nodes_alike(&a->children[i], &b->children[i]))
			return false;
	return true;
}

static bool is_script_alike(struct arena *arena, str filled, str sampled)
{
	const struct syntax_node *a, *b;
	struct error error;

	return syntax_parse(arena, SYNTAX_JAVASCRIPT, filled, &a, &error) &&
	       syntax_parse(arena, SYNTAX_JAVASCRIPT, sampled, &b, &error) &&
	       nodes_alike(a, b);
}

/* -- YAML -- */

static bool trees_alike(const struct tree *a, const struct tree *b)
{
	if (a->kind != b->kind || tree_count(a) != tree_count(b))
		return false;
	for (size_t i = 0; i < tree_count(a); i++)
		if (!trees_alike(tree_nth(a, i), tree_nth(b, i)))
			return false;
	return true;
}

static bool is_yaml_alike(struct arena *arena, str filled, str sampled)
{
	struct error error;
	const struct tree *a = yaml_parse(arena, filled, &error);
	const struct tree *b = yaml_parse(arena, sampled, &error);

	return a && b && trees_alike(a, b);
}

/* -- those without a reader of their own -- */

static size_t lines_of(str code)
{
	size_t lines = 0;

	for (size_t i = 0; i < code.length; i++)
		lines += code.bytes[i] == '\n';
	return lines;
}

static bool is_cut_alike(const struct fill *fill, str filled, str sampled)
{
	return lines_of(filled) == lines_of(sampled) &&
	       places_tokens(fill->arena, fill->language, filled) ==
		       places_tokens(fill->arena, fill->language, sampled);
}

bool fill_is_built_alike(const struct fill *fill)
{
	struct text filled_text = fill->filled, sampled_text = fill->sampled;
	str filled = text_of(&filled_text), sampled = text_of(&sampled_text);

	switch (fill->language) {
	case RUNBOOK_SHELL: return is_shell_alike(fill->arena, filled, sampled);
	case RUNBOOK_PROMQL: return is_promql_alike(fill->arena, filled, sampled);
	case RUNBOOK_SQL: return is_sql_alike(fill->arena, filled, sampled);
	case RUNBOOK_MONGOSH: return is_script_alike(fill->arena, filled, sampled);
	case RUNBOOK_YAML: return is_yaml_alike(fill->arena, filled, sampled);
	case RUNBOOK_LOGQL:
	case RUNBOOK_TRACEQL:
	case RUNBOOK_REDIS:
	case RUNBOOK_HTTP: return is_cut_alike(fill, filled, sampled);
	case RUNBOOK_OUTPUT:
	case RUNBOOK_OTHER: break;
	}
	return true;
}
