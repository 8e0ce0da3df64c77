/* Blocks of shell, cut into commands. */
#include "runbook/lint_private.h"

#include "base/limits.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

str lint_comment(const struct lint_command *c)
{
	const struct runbook_block *block = c->block;
	size_t row = c->line >= block->code_line ? c->line - block->code_line : 0;
	str rest = block->code, line, comment = STR("");

	for (size_t i = 0; i < row && str_next(&rest, '\n', &line); i++) {
		line = str_trim(line);
		if (line.length > 0 && line.bytes[0] == '#')
			comment = line;
		else if (line.length == 0)
			comment = STR("");
	}
	return comment.length > 0 ? comment : block->title;
}

bool lint_is_assigned(struct lint *lint, str variable)
{
	for (size_t i = 0; i < lint->assigned.count; i++)
		if (str_equal(lint->assigned.items[i], variable))
			return true;
	return false;
}

/* -- what runs another command -- */

static const struct wrapper {
	const char *name;
	struct lint_grammar grammar;
	size_t others; /* words of its own before the command */
} wrappers[] = {
	{ "sudo", { "ugpCchrtTUD", NULL }, 0 },
	{ "doas", { "uC", NULL }, 0 },
	{ "timeout", { "ks", (const char *const[]){ "signal", "kill-after", NULL } }, 1 },
	{ "env", { "uC", NULL }, 0 },
	{ "nohup", { "", NULL }, 0 },
	{ "time", { "fo", NULL }, 0 },
	{ "nice", { "n", NULL }, 0 },
	{ "ionice", { "cn", NULL }, 0 },
	{ "command", { "", NULL }, 0 },
	{ "exec", { "a", NULL }, 0 },
	{ "stdbuf", { "ioe", NULL }, 0 },
	{ "xargs",
	  { "IdEnLPs", (const char *const[]){ "max-args", "max-procs", NULL } },
	  0 },
};

static str base_name(str path)
{
	for (size_t i = path.length; i > 0; i--)
		if (path.bytes[i - 1] == '/')
			return str_slice(path, i, path.length);
	return path;
}

/* Past the wrapper's own words; 0 when nothing runs behind them. */
static size_t past(const struct lint_command *c, const struct wrapper *wrapper)
{
	size_t at = 1, others = wrapper->others;

	while (at < c->count) {
		str word = c->words[at].value;
		bool is_assignment = str_is(c->name, "env") &&
				     str_contains(word, STR("="));

		if (str_starts_with(word, STR("--"))) {
			at += lint_is_one_of(str_slice(word, 2, word.length),
					     wrapper->grammar.names)
				      ? 2
				      : 1;
		} else if (word.length > 1 && word.bytes[0] == '-') {
			at += strchr(wrapper->grammar.letters,
				     word.bytes[word.length - 1]) &&
					      word.length == 2
				      ? 2
				      : 1;
		} else if (is_assignment) {
			at++;
		} else if (others > 0) {
			others--;
			at++;
		} else {
			return at;
		}
	}
	return 0;
}

static void unwrap(struct lint_command *c)
{
	for (size_t i = 0; i < sizeof(wrappers) / sizeof(wrappers[0]); i++) {
		size_t at;

		if (!str_is(c->name, wrappers[i].name))
			continue;
		at = past(c, &wrappers[i]);
		if (at == 0)
			return;
		c->has_sudo |= str_is(c->name, "sudo");
		c->has_timeout |= str_is(c->name, "timeout");
		c->has_input |= str_is(c->name, "xargs");
		c->words += at;
		c->count -= at;
		c->name = base_name(c->words[0].value);
		i = SIZE_MAX; /* from the first again */
	}
}

/* -- the walk -- */

enum { WALK_DEPTH_MAX = 24 };

struct walk {
	struct lint *lint;
	const struct runbook_block *block;
	str code;
	unsigned code_line; /* of the file, of the script's first line */
	bool has_timeout, is_test;
	const struct lint_command *outer;
	unsigned depth;
	void (*visit)(struct lint *lint, const struct lint_command *c);
};

static void walk_script(const struct walk *walk, const struct shell_script *script);

static void walk_text(const struct walk *walk, str text, unsigned line,
		      const struct lint_command *outer)
{
	struct walk inner = *walk;
	struct shell_script script;
	struct error error;

	inner.code_line = line;
	inner.outer = outer ? outer : walk->outer;
	if (walk->depth < WALK_DEPTH_MAX &&
	    shell_parse(walk->lint->arena, text, &script, &error))
		walk_script(&inner, &script);
}

static void walk_parts(const struct walk *walk, const struct shell_word *word)
{
	for (size_t i = 0; i < word->count; i++)
		if (word->parts[i].inside)
			walk_script(walk, word->parts[i].inside);
}

/* sh -c "…", bash -lc '…', eval "…" */
static const struct shell_word *script_of(const struct lint_command *c)
{
	static const char *const shells[] = { "sh", "bash", "zsh", "ash", "dash", NULL };

	if (str_is(c->name, "eval") && c->count == 2)
		return &c->words[1];
	if (!lint_is_one_of(c->name, shells))
		return NULL;
	for (size_t i = 1; i + 1 < c->count; i++) {
		str word = c->words[i].value;

		if (word.length > 1 && word.bytes[0] == '-' && word.bytes[1] != '-' &&
		    str_ends_with(word, STR("c")))
			return &c->words[i + 1];
	}
	return NULL;
}

static void visit(const struct walk *walk, struct lint_command *c);

/* What runs elsewhere: in a pod, a container, on another host. */
static void visit_inner(const struct walk *walk, const struct lint_command *c)
{
	static const char *const hosts[] = { "kubectl", "oc", "k", NULL };
	static const struct lint_grammar watch = { "n", NULL };
	const struct shell_word *script = script_of(c);
	struct lint_command inner = *c;

	if (script) {
		walk_text(walk, script->value, walk->code_line + script->line - 1, NULL);
		return;
	}
	inner.outer = c;
	inner.has_sudo = false;
	if (str_is(c->name, "watch")) {
		struct lint_arguments arguments = lint_arguments(walk->lint->arena, c,
								 &watch);

		if (arguments.other_count == 1) {
			walk_text(walk, arguments.others[0].word->value, c->line, c);
			return;
		}
		if (arguments.other_count == 0)
			return;
		inner.words = arguments.others[0].word;
		inner.count = c->count - (size_t)(inner.words - c->words);
		visit(walk, &inner);
		return;
	}
	if (!lint_is_one_of(c->name, hosts) || !lint_has_word(c, "exec"))
		return;
	for (size_t i = 1; i + 1 < c->count; i++)
		if (str_is(c->words[i].value, "--")) {
			inner.words = &c->words[i + 1];
			inner.count = c->count - i - 1;
			visit(walk, &inner);
			return;
		}
}

static void visit(const struct walk *walk, struct lint_command *c)
{
	struct walk deeper = *walk;

	c->name = base_name(c->words[0].value);
	unwrap(c);
	deeper.depth++;
	deeper.has_timeout = c->has_timeout;
	walk->visit(walk->lint, c);
	if (deeper.depth < WALK_DEPTH_MAX)
		visit_inner(&deeper, c);
}

static bool has_input(const struct shell_command *command)
{
	for (size_t i = 0; i < command->redirect_count; i++)
		if (command->redirects[i].operator.bytes[0] == '<')
			return true;
	return false;
}

static void walk_simple(const struct walk *walk, const struct lint_command *proto)
{
	const struct shell_command *command = proto->command;
	struct lint_command c = *proto;

	for (size_t i = 0; i < command->assignment_count; i++) {
		*list_add(walk->lint->arena,
			  &walk->lint->assigned) = command->assignments[i].name;
		walk_parts(walk, &command->assignments[i].value);
	}
	for (size_t i = 0; i < command->count; i++)
		walk_parts(walk, &command->words[i]);
	for (size_t i = 0; i < command->redirect_count; i++)
		walk_parts(walk, &command->redirects[i].target);
	if (command->count == 0)
		return;
	c.words = command->words;
	c.count = command->count;
	c.line = walk->code_line + command->words[0].line - 1;
	c.has_timeout = walk->has_timeout;
	c.has_input = c.position > 0 || has_input(command);
	visit(walk, &c);
}

/* Asked for its exit code: "a && b", "if a", "! a". */
static bool is_test(const struct walk *walk, const struct shell_script *script,
		    size_t nth)
{
	const struct shell_pipeline *next = nth + 1 < script->count
						    ? &script->pipelines[nth + 1]
						    : NULL;

	return walk->is_test || script->pipelines[nth].is_negated ||
	       (next && (str_is(next->before, "&&") || str_is(next->before, "||")));
}

static void walk_script(const struct walk *walk, const struct shell_script *script)
{
	struct walk inner = *walk;

	if (++inner.depth >= WALK_DEPTH_MAX)
		return;
	for (size_t i = 0; i < script->count; i++) {
		const struct shell_pipeline *pipeline = &script->pipelines[i];

		for (size_t k = 0; k < pipeline->count; k++) {
			const struct shell_command *command = &pipeline->commands[k];
			struct lint_command c = {
				.block = walk->block,
				.code_line = walk->code_line,
				.script = script,
				.nth = i,
				.pipeline = pipeline,
				.position = k,
				.command = command,
				.line = walk->code_line + command->line - 1,
				.is_test = is_test(walk, script, i),
				.outer = walk->outer,
			};

			if (command->kind == SHELL_SIMPLE) {
				walk_simple(&inner, &c);
				continue;
			}
			inner.is_test = command->kind == SHELL_CONDITION || c.is_test;
			if (command->name.length > 0)
				*list_add(walk->lint->arena,
					  &walk->lint->assigned) = command->name;
			for (size_t w = 0; w < command->count; w++)
				walk_parts(&inner, &command->words[w]);
			if (command->body)
				walk_script(&inner, command->body);
			inner.is_test = walk->is_test;
		}
	}
}

/* -- what no shell could read -- */

/* Something stands for something else: "…", "...", {{ }}. */
static bool is_template(str source)
{
	return str_contains(source, STR("...")) ||
	       str_contains(source, STR("\xe2\x80\xa6")) ||
	       str_contains(source, STR("{{")) || str_contains(source, STR("[["));
}

static bool is_reported(struct lint *lint, unsigned line)
{
	for (size_t i = 0; i < lint->findings.count; i++)
		if (lint->findings.items[i].line == line)
			return true;
	return false;
}

static void report_syntax(const struct walk *walk, const struct error *error)
{
	str text = str_of(error->text), place, sentence, rest = walk->code,
	    line = STR("");
	int64_t row = 1;

	if (walk->block->language_guessed || is_template(walk->code) ||
	    error->kind != ERROR_INVALID)
		return;
	if (str_starts_with(text, STR("line ")) &&
	    str_cut(text, ':', &place, &sentence) &&
	    str_to_int(str_slice(place, 5, place.length), &row))
		text = str_trim(sentence);
	for (int64_t i = 0; i < row && str_next(&rest, '\n', &line); i++)
		;
	if (!is_reported(walk->lint, walk->code_line + (unsigned)row - 1))
		lint_report(
			walk->lint, RULE_SHELL_SYNTAX,
			(struct spot){ .line = walk->code_line + (unsigned)row - 1,
				       .found = lint_one_line(walk->lint->arena, line) },
			"bash stops here: " STR_FMT, STR_ARG(text));
}

enum { JOINED_LINES_MAX = 40 };

/* One line that is none does not hide the others: what parses by itself is looked at. */
static void walk_lines(const struct walk *walk)
{
	str code = walk->code;
	unsigned line = walk->code_line;

	for (size_t at = 0; at < code.length;) {
		size_t end = at, next = 0;

		for (unsigned i = 0; i < JOINED_LINES_MAX && end < code.length &&
				     walk->lint->parses++ < LINT_PARSES_MAX;
		     i++) {
			struct shell_script script;
			struct error error;

			while (end < code.length && code.bytes[end] != '\n')
				end++;
			end += end < code.length;
			next = next > 0 ? next : end;
			if (end > at + 1 && code.bytes[end - 2] == '\\')
				continue;
			if (shell_parse(walk->lint->arena, str_slice(code, at, end - at),
					&script, &error)) {
				struct walk inner = *walk;

				inner.code_line = line;
				walk_script(&inner, &script);
				next = end;
				break;
			}
		}
		if (next == 0)
			return;
		for (; at < next; at++)
			line += code.bytes[at] == '\n';
	}
}

static void walk_block(struct lint *lint, const struct runbook_block *block,
		       void (*visit_command)(struct lint *lint,
					     const struct lint_command *c),
		       bool is_reporting)
{
	struct walk walk = { .lint = lint,
			     .block = block,
			     .code = block->code,
			     .code_line = block->code_line,
			     .visit = visit_command };
	struct shell_script script;
	struct error error = { 0 };

	if (is_reporting)
		lint_shell_text(lint, block);
	if (shell_parse(lint->arena, walk.code, &script, &error)) {
		walk_script(&walk, &script);
		return;
	}
	if (is_reporting)
		report_syntax(&walk, &error);
	walk_lines(&walk);
}

/* -- what the document says of all its commands -- */

static void remember_namespace(struct lint *lint, str value)
{
	if (value.length == 0 || strchr("$<{[", value.bytes[0]))
		return;
	if (lint->namespace.length == 0)
		lint->namespace = value;
	else if (!str_equal(lint->namespace, value))
		lint->namespace = STR("?");
}

static void learn(struct lint *lint, const struct lint_command *c)
{
	static const char *const grammar_names[] = { "namespace", NULL };
	static const struct lint_grammar grammar = { "n", grammar_names };
	static const char *const assigning[] = { "export", "read",    "declare",
						 "local",  "typeset", NULL };
	struct lint_arguments arguments = lint_arguments(lint->arena, c, &grammar);
	const struct lint_option *option = lint_option(&arguments, "-n", "--namespace");

	if (lint_is_one_of(c->name, assigning))
		for (size_t i = 0; i < arguments.other_count; i++) {
			str name = arguments.others[i].word->value, value;

			(void)str_cut(name, '=', &name, &value);
			*list_add(lint->arena, &lint->assigned) = name;
		}
	if (str_is(c->name, "kubens") ||
	    (str_is(c->name, "oc") && str_is(lint_other(&arguments, 0), "project")))
		lint->sets_namespace = true;
	if (!str_is(c->name, "kubectl") && !str_is(c->name, "oc"))
		return;
	if (lint_has_word(c, "set-context"))
		lint->sets_namespace = true;
	else if (option)
		remember_namespace(lint, option->value);
}

void lint_shell(struct lint *lint)
{
	const struct runbook *runbook = lint->runbook;

	for (size_t i = 0; i < runbook->block_count; i++)
		if (runbook->blocks[i].language == RUNBOOK_SHELL)
			walk_block(lint, &runbook->blocks[i], learn, false);
	if (str_is(lint->namespace, "?"))
		lint->namespace = STR("");
	for (size_t i = 0; i < runbook->block_count; i++)
		if (runbook->blocks[i].language == RUNBOOK_SHELL)
			walk_block(lint, &runbook->blocks[i], lint_command, true);
}
