#include "formats/shell.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/shell_private.h"
#include "formats/syntax.h"

#include <stdlib.h>
#include <string.h>

struct pipelines {
	struct shell_pipeline *items;
	size_t count, capacity;
};

struct commands {
	struct shell_command *items;
	size_t count, capacity;
};

struct words {
	struct shell_word *items;
	size_t count, capacity;
};

struct redirects {
	struct shell_redirect *items;
	size_t count, capacity;
};

struct assignments {
	struct shell_assignment *items;
	size_t count, capacity;
};

/* Where simple commands begin, as one reader saw it. */
struct places {
	size_t *items;
	size_t count, capacity;
};

struct parser {
	const struct shell_text *text;
	struct shell_tokens tokens;
	size_t at;
	unsigned depth;
	struct places places;
};

static bool parse_list(struct parser *parser, struct pipelines *pipelines,
		       const char *const *ends);

/* -- looking at tokens -- */

static const struct shell_token *token_at(const struct parser *parser, size_t ahead)
{
	size_t at = parser->at + ahead;

	return at < parser->tokens.count ? &parser->tokens.items[at] : NULL;
}

static str text_at(const struct parser *parser, size_t ahead)
{
	const struct shell_token *token = token_at(parser, ahead);

	return token ? str_slice(parser->text->masked, token->start,
				 token->end - token->start)
		     : STR("");
}

static bool is_kind(const struct parser *parser, enum shell_token_kind kind)
{
	const struct shell_token *token = token_at(parser, 0);

	return token && token->kind == kind;
}

static bool is_operator(const struct parser *parser, const char *operator)
{
	return is_kind(parser, SHELL_TOKEN_OPERATOR) &&
	       str_is(text_at(parser, 0), operator);
}

static bool is_word(const struct parser *parser, const char *word)
{
	return is_kind(parser, SHELL_TOKEN_WORD) && str_is(text_at(parser, 0), word);
}

static bool is_line_end(const struct parser *parser)
{
	return is_kind(parser, SHELL_TOKEN_NEWLINE);
}

static void skip_line_ends(struct parser *parser)
{
	while (is_line_end(parser))
		parser->at++;
}

static bool fail_here(const struct parser *parser, const char *problem)
{
	const struct shell_token *token = token_at(parser, 0);
	str near = text_at(parser, 0);

	if (!token)
		return error_set(parser->text->error, ERROR_INVALID,
				 "it ends too early: %s", problem);
	return error_set(parser->text->error, ERROR_INVALID, "line %u: '" STR_FMT "': %s",
			 token->line, STR_ARG(str_clip(str_trim(near), 40)), problem);
}

static bool expect_word(struct parser *parser, const char *word, const char *problem)
{
	if (!is_word(parser, word))
		return fail_here(parser, problem);
	parser->at++;
	return true;
}

static bool read_word(struct parser *parser, struct shell_word *ret_word)
{
	const struct shell_token *token = token_at(parser, 0);

	if (!token || token->kind != SHELL_TOKEN_WORD)
		return fail_here(parser, "a word is missing here");
	parser->at++;
	return shell_word_read(parser->text, token->start, token->end, token->line,
			       ret_word);
}

/* -- redirections -- */

static bool is_redirect_operator(str operator)
{
	return operator.length> 0 &&(operator.bytes[0] == '<' || operator.bytes[0] ==
				     '>' || str_starts_with(operator, STR("&>")));
}

static bool is_number(str s)
{
	for (size_t i = 0; i < s.length; i++)
		if (s.bytes[i] < '0' || s.bytes[i] > '9')
			return false;
	return s.length > 0 && s.length < 6;
}

/* "2>" is a redirection of a descriptor only without a blank between. */
static bool begins_redirect(const struct parser *parser)
{
	const struct shell_token *token = token_at(parser, 0),
				 *next = token_at(parser, 1);

	if (!token)
		return false;
	if (token->kind == SHELL_TOKEN_OPERATOR)
		return is_redirect_operator(text_at(parser, 0));
	return next && token->kind == SHELL_TOKEN_WORD && is_number(text_at(parser, 0)) &&
	       next->kind == SHELL_TOKEN_OPERATOR && next->start == token->end &&
	       is_redirect_operator(text_at(parser, 1));
}

/* The body as a word in double quotes that says the same: in a document a quote is a
 * letter, and a backslash hides only $, a backquote, a backslash and the line's end. */
static str quoted_document(struct arena *arena, str body)
{
	struct text quoted = text_new(arena, body.length * 2 + 3);

	text_add_char(&quoted, '"');
	for (size_t i = 0; i < body.length; i++) {
		char c = body.bytes[i],
		     next = i + 1 < body.length ? body.bytes[i + 1] : 0;
		size_t stop = SIZE_MAX;

		if (c == '`' || (c == '$' && (next == '(' || next == '{')))
			stop = shell_skip(body, i, 0);
		if (stop <= body.length) {
			text_add(&quoted, str_slice(body, i, stop - i));
			i = stop - 1;
		} else if (c == '\\' && next && strchr("$`\\\n", next)) {
			text_add(&quoted, str_slice(body, i++, 2));
		} else {
			if (c == '"' || c == '\\')
				text_add_char(&quoted, '\\');
			text_add_char(&quoted, c);
		}
	}
	text_add_char(&quoted, '"');
	return text_of(&quoted);
}

static bool read_document(struct parser *parser, const struct shell_token *token,
			  struct shell_redirect *redirect)
{
	struct shell_text inside = *parser->text;
	struct shell_word word;
	str body = str_slice(parser->text->source, token->document_start,
			     token->document_end - token->document_start);

	redirect->document = body;
	redirect->is_expanded = redirect->target.count > 0;
	for (size_t i = 0; i < redirect->target.count; i++)
		redirect->is_expanded = redirect->is_expanded &&
					!redirect->target.parts[i].is_quoted;
	if (!redirect->is_expanded)
		return true;
	/* What is expanded in it is a part of the target: nobody looks elsewhere. */
	inside.source = quoted_document(parser->text->arena, body);
	inside.masked = inside.source;
	if (!shell_word_read(&inside, 0, inside.source.length, token->line, &word))
		return false;
	redirect->target.parts = word.parts;
	redirect->target.count = word.count;
	redirect->target.is_static = word.is_static;
	return true;
}

static bool read_redirect(struct parser *parser, struct redirects *redirects)
{
	struct shell_redirect redirect = { .fd = -1 };
	const struct shell_token *token;
	int64_t fd;

	if (is_kind(parser, SHELL_TOKEN_WORD) && str_to_int(text_at(parser, 0), &fd)) {
		redirect.fd = (int)fd;
		parser->at++;
	}
	token = token_at(parser, 0);
	redirect.operator= text_at(parser, 0);
	parser->at++;
	if (!read_word(parser, &redirect.target))
		return false;
	if ((str_is(redirect.operator, "<<") || str_is(redirect.operator, "<<-")) &&
	    !read_document(parser, token, &redirect))
		return false;
	*list_add(parser->text->arena, redirects) = redirect;
	return true;
}

static bool read_redirects(struct parser *parser, struct shell_command *command)
{
	struct redirects redirects = { 0 };

	while (begins_redirect(parser))
		if (!read_redirect(parser, &redirects))
			return false;
	command->redirects = redirects.items;
	command->redirect_count = redirects.count;
	return true;
}

/* -- simple commands -- */

static size_t assignment_name_length(str word)
{
	size_t length = 0;

	while (length < word.length &&
	       ((word.bytes[length] >= 'a' && word.bytes[length] <= 'z') ||
		(word.bytes[length] >= 'A' && word.bytes[length] <= 'Z') ||
		word.bytes[length] == '_' ||
		(length > 0 && word.bytes[length] >= '0' && word.bytes[length] <= '9')))
		length++;
	if (length == 0 || length >= word.length)
		return 0;
	if (word.bytes[length] == '=')
		return length;
	return str_starts_with(str_slice(word, length, 2), STR("+=")) ? length : 0;
}

static bool read_assignment(struct parser *parser, struct assignments *assignments)
{
	const struct shell_token *token = token_at(parser, 0);
	str word = text_at(parser, 0);
	size_t length = assignment_name_length(word);
	size_t from = token->start + length + (word.bytes[length] == '+' ? 2 : 1);
	struct shell_assignment assignment = { .name = str_slice(word, 0, length),
					       .is_appended = word.bytes[length] == '+' };

	parser->at++;
	if (!shell_word_read(parser->text, from, token->end, token->line,
			     &assignment.value))
		return false;
	*list_add(parser->text->arena, assignments) = assignment;
	return true;
}

static bool is_reserved(const struct parser *parser)
{
	static const char *const words[] = { "then", "elif", "else", "fi",
					     "do",   "done", "esac", "}" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (is_word(parser, words[i]))
			return true;
	return false;
}

static bool parse_simple(struct parser *parser, struct shell_command *command)
{
	struct arena *arena = parser->text->arena;
	struct assignments assignments = { 0 };
	struct redirects redirects = { 0 };
	struct words words = { 0 };
	size_t place = SIZE_MAX;

	if (is_reserved(parser))
		return fail_here(parser, "this cannot stand here");
	for (;;) {
		const struct shell_token *token = token_at(parser, 0);
		bool is_good;

		if (begins_redirect(parser)) {
			is_good = read_redirect(parser, &redirects);
		} else if (!token || token->kind != SHELL_TOKEN_WORD) {
			break;
		} else if (words.count == 0 &&
			   assignment_name_length(text_at(parser, 0)) > 0) {
			place = place == SIZE_MAX ? token->start : place;
			is_good = read_assignment(parser, &assignments);
		} else {
			place = words.count == 0 ? token->start : place;
			is_good = read_word(parser, list_add(arena, &words));
		}
		if (!is_good)
			return false;
	}
	if (words.count + assignments.count + redirects.count == 0)
		return fail_here(parser, "a command is missing here");
	if (place != SIZE_MAX)
		*list_add(arena, &parser->places) = place;
	command->words = words.items;
	command->count = words.count;
	command->assignments = assignments.items;
	command->assignment_count = assignments.count;
	command->redirects = redirects.items;
	command->redirect_count = redirects.count;
	return true;
}

/* -- the others -- */

static bool parse_body(struct parser *parser, struct pipelines *pipelines,
		       const char *const *ends)
{
	size_t before = pipelines->count;

	if (!parse_list(parser, pipelines, ends))
		return false;
	return pipelines->count > before ||
	       fail_here(parser, "a command is missing here");
}

static void keep_body(struct parser *parser, const struct pipelines *pipelines,
		      struct shell_command *command)
{
	struct shell_script *script = arena_one(parser->text->arena, struct shell_script);

	*script = (struct shell_script){ pipelines->items, pipelines->count };
	command->body = script;
}

static const char *const at_fi[] = { "then", "elif", "else", "fi", NULL };

static bool parse_if(struct parser *parser, struct shell_command *command)
{
	struct pipelines pipelines = { 0 };

	command->kind = SHELL_CONDITION;
	parser->at++;
	while (!is_word(parser, "fi")) {
		if (!parse_body(parser, &pipelines, at_fi))
			return false;
		if (is_word(parser, "then") || is_word(parser, "elif") ||
		    is_word(parser, "else"))
			parser->at++;
		else if (!is_word(parser, "fi"))
			return fail_here(parser, "an 'if' has no 'fi'");
	}
	parser->at++;
	keep_body(parser, &pipelines, command);
	return true;
}

static const char *const at_do[] = { "do", NULL };
static const char *const at_done[] = { "done", NULL };

static bool parse_do(struct parser *parser, struct pipelines *pipelines,
		     struct shell_command *command)
{
	if (!expect_word(parser, "do", "a loop has no 'do'") ||
	    !parse_body(parser, pipelines, at_done) ||
	    !expect_word(parser, "done", "a loop has no 'done'"))
		return false;
	keep_body(parser, pipelines, command);
	return true;
}

static bool parse_while(struct parser *parser, struct shell_command *command)
{
	struct pipelines pipelines = { 0 };

	command->kind = SHELL_LOOP;
	parser->at++;
	return parse_body(parser, &pipelines, at_do) &&
	       parse_do(parser, &pipelines, command);
}

static bool parse_for(struct parser *parser, struct shell_command *command)
{
	struct pipelines pipelines = { 0 };
	struct words words = { 0 };

	command->kind = SHELL_LOOP;
	parser->at++;
	if (!is_kind(parser, SHELL_TOKEN_WORD))
		return fail_here(parser, "this kind of 'for' is not understood");
	command->name = text_at(parser, 0);
	parser->at++;
	skip_line_ends(parser);
	if (is_word(parser, "in")) {
		parser->at++;
		while (is_kind(parser, SHELL_TOKEN_WORD))
			if (!read_word(parser, list_add(parser->text->arena, &words)))
				return false;
	}
	if (is_operator(parser, ";"))
		parser->at++;
	skip_line_ends(parser);
	command->words = words.items;
	command->count = words.count;
	return parse_do(parser, &pipelines, command);
}

static const char *const at_item[] = { ";;", ";&", ";;&", "esac", NULL };

static bool skip_pattern(struct parser *parser)
{
	struct shell_word word = { 0 };

	if (is_operator(parser, "("))
		parser->at++;
	for (;;) {
		if (!read_word(parser, &word))
			return false;
		for (size_t i = 0; i < word.count; i++)
			if (word.parts[i].kind == SHELL_SUBSTITUTION)
				return fail_here(parser, "a pattern that runs commands");
		if (is_operator(parser, ")"))
			break;
		if (!is_operator(parser, "|"))
			return fail_here(parser, "a pattern of 'case' has no ')'");
		parser->at++;
	}
	parser->at++;
	return true;
}

static bool parse_case(struct parser *parser, struct shell_command *command)
{
	struct pipelines pipelines = { 0 };
	struct shell_word *word = arena_one(parser->text->arena, struct shell_word);

	command->kind = SHELL_CONDITION;
	parser->at++;
	if (!read_word(parser, word))
		return false;
	command->words = word;
	command->count = 1;
	skip_line_ends(parser);
	if (!expect_word(parser, "in", "a 'case' has no 'in'"))
		return false;
	for (skip_line_ends(parser); !is_word(parser, "esac"); skip_line_ends(parser)) {
		if (!skip_pattern(parser) || !parse_list(parser, &pipelines, at_item))
			return false;
		if (!is_word(parser, "esac"))
			parser->at++;
		if (!token_at(parser, 0))
			return fail_here(parser, "a 'case' has no 'esac'");
	}
	parser->at++;
	keep_body(parser, &pipelines, command);
	return true;
}

/* [[ … ]]: only what is expanded in it matters. */
static bool parse_test(struct parser *parser, struct shell_command *command)
{
	struct words words = { 0 };

	command->kind = SHELL_CONDITION;
	*list_add(parser->text->arena, &parser->places) = token_at(parser, 0)->start;
	for (parser->at++; !is_word(parser, "]]");) {
		if (!token_at(parser, 0))
			return fail_here(parser, "[[ has no ]]");
		if (!is_kind(parser, SHELL_TOKEN_WORD))
			parser->at++;
		else if (!read_word(parser, list_add(parser->text->arena, &words)))
			return false;
	}
	parser->at++;
	command->words = words.items;
	command->count = words.count;
	return true;
}

static const char *const at_parenthesis[] = { ")", NULL };
static const char *const at_brace[] = { "}", NULL };

static bool parse_group(struct parser *parser, struct shell_command *command)
{
	struct pipelines pipelines = { 0 };
	bool is_subshell = is_operator(parser, "(");

	command->kind = SHELL_GROUP;
	parser->at++;
	if (!parse_body(parser, &pipelines, is_subshell ? at_parenthesis : at_brace))
		return false;
	if (!is_operator(parser, ")") && !is_word(parser, "}"))
		return fail_here(parser, "a group is never closed");
	parser->at++;
	keep_body(parser, &pipelines, command);
	return true;
}

static bool parse_command(struct parser *parser, struct shell_command *ret_command);

static bool parse_function(struct parser *parser, struct shell_command *command)
{
	struct shell_command inner = { 0 };
	struct shell_pipeline *pipeline = arena_one(parser->text->arena,
						    struct shell_pipeline);
	struct shell_command *body = arena_one(parser->text->arena, struct shell_command);
	struct pipelines pipelines = { pipeline, 1, 1 };

	command->kind = SHELL_FUNCTION;
	parser->at += is_word(parser, "function");
	command->name = text_at(parser, 0);
	parser->at++;
	if (is_operator(parser, "(")) {
		parser->at++;
		if (!is_operator(parser, ")"))
			return fail_here(parser, "a function's () holds something");
		parser->at++;
	}
	skip_line_ends(parser);
	if (!parse_command(parser, &inner))
		return false;
	if (inner.kind == SHELL_SIMPLE)
		return fail_here(parser, "a function has no body");
	*body = inner;
	*pipeline = (struct shell_pipeline){ .commands = body,
					     .count = 1,
					     .line = inner.line };
	keep_body(parser, &pipelines, command);
	return true;
}

static bool begins_function(const struct parser *parser)
{
	const struct shell_token *next = token_at(parser, 1);

	return is_word(parser, "function") ||
	       (is_kind(parser, SHELL_TOKEN_WORD) && next &&
		next->kind == SHELL_TOKEN_OPERATOR && str_is(text_at(parser, 1), "("));
}

static const struct {
	const char *word;
	bool (*parse)(struct parser *parser, struct shell_command *command);
} compounds[] = {
	{ "if", parse_if },   { "while", parse_while }, { "until", parse_while },
	{ "for", parse_for }, { "select", parse_for },  { "case", parse_case },
	{ "[[", parse_test }, { "{", parse_group },
};

static bool parse_compound(struct parser *parser, struct shell_command *command,
			   bool *ret_is_compound)
{
	*ret_is_compound = true;
	if (begins_function(parser))
		return parse_function(parser, command);
	if (is_operator(parser, "("))
		return parse_group(parser, command);
	for (size_t i = 0; i < sizeof(compounds) / sizeof(compounds[0]); i++)
		if (is_word(parser, compounds[i].word))
			return compounds[i].parse(parser, command);
	*ret_is_compound = false;
	return true;
}

static bool parse_command(struct parser *parser, struct shell_command *ret_command)
{
	struct shell_command command = { 0 };
	bool is_compound, is_good;

	if (!token_at(parser, 0))
		return fail_here(parser, "a command is missing here");
	command.line = token_at(parser, 0)->line;
	if (++parser->depth > SHELL_DEPTH_MAX)
		return error_set(parser->text->error, ERROR_TOO_LARGE,
				 "line %u: commands are nested more than %d deep",
				 command.line, SHELL_DEPTH_MAX);
	is_good = parse_compound(parser, &command, &is_compound) &&
		  (is_compound ? read_redirects(parser, &command)
			       : parse_simple(parser, &command));
	parser->depth--;
	*ret_command = command;
	return is_good;
}

/* -- pipelines and lists -- */

/* "X |& Y" is "X 2>&1 | Y", behind what else X redirects. */
static void join_errors(struct parser *parser, struct shell_command *command)
{
	static const struct shell_part one = { .kind = SHELL_LITERAL,
					       .text = STR_INIT("1") };
	struct redirects redirects = { 0 };

	for (size_t i = 0; i < command->redirect_count; i++)
		*list_add(parser->text->arena, &redirects) = command->redirects[i];
	*list_add(parser->text->arena, &redirects) = (struct shell_redirect){
		.operator= STR(">&"),
		.fd = 2,
		.target = { .source = STR("1"),
			    .line = token_at(parser, 0)->line,
			    .parts = &one,
			    .count = 1,
			    .is_static = true,
			    .value = STR("1") },
	};
	command->redirects = redirects.items;
	command->redirect_count = redirects.count;
}

static bool parse_pipeline(struct parser *parser, struct shell_pipeline *pipeline)
{
	struct commands commands = { 0 };
	const struct shell_token *first = token_at(parser, 0), *last;

	pipeline->line = first->line;
	while (is_word(parser, "!")) {
		pipeline->is_negated = !pipeline->is_negated;
		parser->at++;
	}
	for (;;) {
		struct shell_command *command = list_add(parser->text->arena, &commands);

		if (!parse_command(parser, command))
			return false;
		if (is_operator(parser, "|&"))
			join_errors(parser, command);
		else if (!is_operator(parser, "|"))
			break;
		parser->at++;
		skip_line_ends(parser);
	}
	last = &parser->tokens.items[parser->at - 1];
	pipeline->commands = commands.items;
	pipeline->count = commands.count;
	pipeline->source = str_slice(parser->text->source, first->start,
				     last->end - first->start);
	return true;
}

static bool is_end(const struct parser *parser, const char *const *ends)
{
	for (size_t i = 0; ends && ends[i]; i++)
		if (is_word(parser, ends[i]) || is_operator(parser, ends[i]))
			return true;
	return !token_at(parser, 0);
}

/* What joins a pipeline to the next; false when it is the last. */
static bool read_joint(struct parser *parser, struct shell_pipeline *pipeline,
		       const char *const *ends, str *ret_joint)
{
	bool is_joined = is_operator(parser, "&&") || is_operator(parser, "||");

	*ret_joint = STR(";");
	if (is_joined) {
		*ret_joint = text_at(parser, 0);
		parser->at++;
		skip_line_ends(parser);
		return true;
	}
	if (is_operator(parser, "&"))
		pipeline->is_background = true;
	else if (!is_operator(parser, ";") && !is_line_end(parser))
		return false;
	parser->at++;
	skip_line_ends(parser);
	return !is_end(parser, ends);
}

static bool parse_list(struct parser *parser, struct pipelines *pipelines,
		       const char *const *ends)
{
	str joint = pipelines->count > 0 ? STR(";") : STR("");

	skip_line_ends(parser);
	if (is_end(parser, ends))
		return true;
	for (;;) {
		struct shell_pipeline pipeline = { .before = joint };
		bool goes_on;

		if (is_end(parser, NULL))
			return fail_here(parser, "a command is missing here");
		if (!parse_pipeline(parser, &pipeline))
			return false;
		goes_on = read_joint(parser, &pipeline, ends, &joint);
		*list_add(parser->text->arena, pipelines) = pipeline;
		if (!goes_on)
			break;
	}
	return is_end(parser, ends) || fail_here(parser, "this cannot stand here");
}

/* -- the second reader -- */

static bool is_opaque(const struct syntax_node *node)
{
	return syntax_is(node, "command_substitution") ||
	       syntax_is(node, "process_substitution") || syntax_is(node, "string") ||
	       syntax_is(node, "heredoc_body") || syntax_is(node, "expansion");
}

static size_t start_of_command(const struct syntax_node *node)
{
	const struct syntax_node *name = syntax_child(node, "command_name");

	return name ? name->start : node->start;
}

static void add_places(struct arena *arena, const struct syntax_node *node,
		       struct places *places)
{
	bool is_command = syntax_is(node, "command");

	if (is_opaque(node))
		return;
	if (is_command)
		*list_add(arena, places) = start_of_command(node);
	else if (syntax_is(node, "declaration_command") ||
		 syntax_is(node, "unset_command") || syntax_is(node, "test_command") ||
		 syntax_is(node, "variable_assignments") ||
		 syntax_is(node, "variable_assignment")) {
		*list_add(arena, places) = node->start;
		return;
	}
	for (size_t i = 0; i < node->count && !is_command; i++)
		add_places(arena, &node->children[i], places);
}

static int by_place(const void *a, const void *b)
{
	size_t left = *(const size_t *)a, right = *(const size_t *)b;

	return (left > right) - (left < right);
}

static bool agree(struct parser *parser, const struct syntax_node *root)
{
	struct places mine = parser->places, theirs = { 0 };

	add_places(parser->text->arena, root, &theirs);
	if (theirs.count > 1)
		qsort(theirs.items, theirs.count, sizeof(theirs.items[0]), by_place);
	if (mine.count > 1)
		qsort(mine.items, mine.count, sizeof(mine.items[0]), by_place);
	if (mine.count == theirs.count &&
	    (mine.count == 0 ||
	     memcmp(mine.items, theirs.items, mine.count * sizeof(mine.items[0])) == 0))
		return true;
	return error_set(parser->text->error, ERROR_INVALID,
			 "it can be read in two ways; write it more plainly");
}

static bool parse_text(struct shell_text *text, struct shell_script *ret_script)
{
	struct parser parser = { .text = text };
	struct pipelines pipelines = { 0 };
	const struct syntax_node *root;

	if (text->source.length > SHELL_BYTES_MAX)
		return error_set(text->error, ERROR_TOO_LARGE, "larger than %d KiB",
				 SHELL_BYTES_MAX >> 10);
	if (text->depth > SHELL_DEPTH_MAX)
		return error_set(text->error, ERROR_TOO_LARGE,
				 "substitutions are nested more than %d deep",
				 SHELL_DEPTH_MAX);
	text->masked = shell_mask(text->arena, text->source);
	if (!shell_scan(text, &parser.tokens) || !parse_list(&parser, &pipelines, NULL) ||
	    !syntax_parse(text->arena, SYNTAX_BASH, text->masked, &root, text->error) ||
	    !agree(&parser, root))
		return false;
	*ret_script = (struct shell_script){ pipelines.items, pipelines.count };
	return true;
}

bool shell_parse_inside(const struct shell_text *outer, str source,
			struct shell_script *ret_script)
{
	struct shell_text text = { .arena = outer->arena,
				   .source = source,
				   .depth = outer->depth + 1,
				   .error = outer->error };

	return parse_text(&text, ret_script);
}

bool shell_parse(struct arena *arena, str source, struct shell_script *ret_script,
		 struct error *error)
{
	struct shell_text text = { .arena = arena, .source = source, .error = error };

	return parse_text(&text, ret_script);
}

/* -- writing -- */

static bool is_plain(str word)
{
	for (size_t i = 0; i < word.length; i++) {
		char c = word.bytes[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      (c >= '0' && c <= '9') ||
		      str_contains(STR("_-./:=,@%+"), (str){ &c, 1 })))
			return false;
	}
	return word.length > 0;
}

str shell_quote(struct arena *arena, const str *argv, size_t argc)
{
	struct text text = text_new(arena, SHELL_BYTES_MAX * 4);

	for (size_t i = 0; i < argc; i++) {
		text_add(&text, i > 0 ? STR(" ") : STR(""));
		if (is_plain(argv[i])) {
			text_add(&text, argv[i]);
			continue;
		}
		text_add_char(&text, '\'');
		for (size_t k = 0; k < argv[i].length; k++)
			if (argv[i].bytes[k] == '\'')
				text_add(&text, STR("'\\''"));
			else
				text_add_char(&text, argv[i].bytes[k]);
		text_add_char(&text, '\'');
	}
	return text_of(&text);
}
