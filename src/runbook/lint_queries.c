/* Where queries stand: blocks of PromQL, the expressions of alerts in YAML, addresses,
 * and lines of shell blocks that no shell could run. */
#include "runbook/lint_private.h"

#include "base/text.h"
#include "formats/yaml.h"

#include <ctype.h>
#include <string.h>

/* Something is still to be filled in, or another program does it: Grafana's $interval,
 * {{ }} of a template, "…". */
static bool is_template(str source)
{
	static const char *const marks[] = { "$", "{{", "...", "\xe2\x80\xa6", "[[" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (str_contains(source, str_of(marks[i])))
			return true;
	for (size_t i = 0; i + 2 < source.length; i++)
		if (source.bytes[i] == '<' && isalpha((unsigned char)source.bytes[i + 1]))
			return true;
	return false;
}

static bool is_comment(str line)
{
	line = str_trim(line);
	return line.length > 0 && line.bytes[0] == '#';
}

/* The line that the byte stands on, and where the next begins. */
static str line_at(str source, size_t from, size_t *ret_next)
{
	size_t end = from;

	while (end < source.length && source.bytes[end] != '\n')
		end++;
	*ret_next = end < source.length ? end + 1 : end;
	return str_slice(source, from, end - from);
}

/* Comments below it, unless a query follows at once: then they are that one's title. */
static str results_below(struct lint *lint, str source, size_t next)
{
	struct text below = text_new(lint->arena, 4096);
	str line = STR("");

	while (next < source.length) {
		line = line_at(source, next, &next);
		if (!is_comment(line))
			break;
		text_addf(&below, "\n" STR_FMT, STR_ARG(line));
		line = STR("");
	}
	return str_trim(line).length > 0 ? STR("") : text_of(&below);
}

/* The comments just above and just below, and what stands behind it on its last line. */
static str comments_around(struct lint *lint, str source, size_t begin, size_t end)
{
	struct text around = text_new(lint->arena, 4096);
	size_t at = begin, next;
	str line;

	while (at > 0 && source.bytes[at - 1] != '\n')
		at--;
	while (at > 0) {
		size_t start = at - 1;

		while (start > 0 && source.bytes[start - 1] != '\n')
			start--;
		line = line_at(source, start, &next);
		if (!is_comment(line))
			break;
		text_addf(&around, STR_FMT "\n", STR_ARG(line));
		at = start;
	}
	text_add(&around, line_at(source, end, &next));
	text_add(&around, results_below(lint, source, next));
	return text_of(&around);
}

/* The error's own "line 2, column 7: " counts in the block; people look at the file. */
static void report_error(struct lint *lint, str source, unsigned line,
			 const struct error *error)
{
	str text = str_of(error->text), place, column, sentence, rest = source;
	str found = STR("");
	int64_t row = 0;

	if (!str_cut(text, ':', &place, &sentence) ||
	    !str_cut(place, ',', &place, &column) ||
	    !str_to_int(str_slice(place, 5, place.length), &row))
		return;
	for (int64_t i = 0; i < row && str_next(&rest, '\n', &found); i++)
		;
	lint_report(lint,
		    error->kind == ERROR_NOT_FOUND ? RULE_PROMQL_FUNCTION
						   : RULE_PROMQL_INVALID,
		    (struct spot){ .line = line + (unsigned)row - 1,
				   .found = lint_one_line(lint->arena, found) },
		    STR_FMT ":" STR_FMT, STR_ARG(str_trim(column)), STR_ARG(sentence));
}

static void look(struct lint *lint, str source, unsigned line, str title,
		 bool is_declared)
{
	struct error error = { 0 };
	struct promql *promql;
	size_t at = 0, begin;

	for (;;) {
		struct query query = { .source = source, .line = line };

		begin = at;
		if (!promql_next(lint->arena, source, &at, &promql, &error)) {
			str bad = str_slice(source, begin, at - begin);

			if (error.kind == ERROR_NONE)
				return;
			/* Nothing of it was looked at: silence would look like praise. */
			if (error.kind == ERROR_TOO_LARGE && at == source.length) {
				lint_report_as(lint, FINDING_WARNING, RULE_PROMQL_INVALID,
					       (struct spot){ .line = line },
					       "%s: it was not looked at", error.text);
				return;
			}
			if (is_declared && !is_template(bad))
				report_error(lint, source, line, &error);
			continue;
		}
		query.promql = promql;
		query.around = arena_format(
			lint->arena, STR_FMT "\n" STR_FMT, STR_ARG(title),
			STR_ARG(comments_around(lint, source, promql->begin,
						promql->end)));
		if (!promql_check(lint->arena, source, promql, &error)) {
			if (is_declared)
				report_error(lint, source, line, &error);
			continue;
		}
		lint_query(lint, &query);
	}
}

/* -- expressions of rules -- */

/* Where its text begins: of "expr: |" on the next line. */
static unsigned text_line(const struct runbook_block *block, const struct tree *text)
{
	str rest = block->code, line = STR("");
	unsigned number = 0;

	while (number < text->line && str_next(&rest, '\n', &line))
		number++;
	line = str_trim(line);
	while (line.length > 0 && strchr("+-", line.bytes[line.length - 1]))
		line.length--;
	return block->code_line + text->line - 1 +
	       (str_ends_with(line, STR("|")) || str_ends_with(line, STR(">")));
}

static void look_in_tree(struct lint *lint, const struct runbook_block *block,
			 const struct tree *tree)
{
	const struct tree *expression = tree_get(tree, "expr");

	if (expression && expression->kind == TREE_TEXT &&
	    (tree_get(tree, "alert") || tree_get(tree, "record")))
		look(lint, expression->text, text_line(block, expression), STR(""), true);
	for (size_t i = 0; i < tree_count(tree); i++)
		look_in_tree(lint, block, tree_nth(tree, i));
}

static void look_in_yaml(struct lint *lint, const struct runbook_block *block)
{
	struct error error;
	const struct tree *tree = yaml_parse(lint->arena, block->code, &error);

	if (tree)
		look_in_tree(lint, block, tree);
}

/* -- shell -- */

/* "rate(redis_memory_used_bytes[7d])" on a line of its own: no shell takes that. */
static bool is_query(struct lint *lint, str line)
{
	struct promql *promql;
	struct error error;

	return str_contains(line, STR("(")) && str_contains(line, STR("[")) &&
	       promql_parse(lint->arena, line, &promql, &error) &&
	       promql_check(lint->arena, line, promql, &error) &&
	       (promql->kind == PROMQL_CALL || promql->kind == PROMQL_AGGREGATION ||
		promql->kind == PROMQL_BINARY);
}

static void look_for_lines(struct lint *lint, const struct runbook_block *block)
{
	size_t at = 0, next;

	for (; at < block->code.length; at = next) {
		str line = str_trim(line_at(block->code, at, &next));
		size_t begin = at + (size_t)(line.bytes - (block->code.bytes + at));
		unsigned number = lint_line_of(block->code, at, block->code_line);
		struct query query = { .source = line, .line = number };
		struct promql *promql;
		struct error error;

		if (is_comment(line) || !is_query(lint, line))
			continue;
		lint_report(lint, RULE_PROMQL_IN_SHELL,
			    (struct spot){ .line = number,
					   .found = lint_one_line(lint->arena, line) },
			    "this is PromQL and stands in a block of shell, which stops "
			    "at the '('. Put it into a block of its own, marked promql");
		query.around = comments_around(lint, block->code, begin,
					       begin + line.length);
		if (!promql_parse(lint->arena, line, &promql, &error))
			continue;
		query.promql = promql;
		lint_query(lint, &query);
	}
}

static int hex(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static str decoded(struct arena *arena, str value)
{
	struct text text = text_new(arena, value.length + 1);

	for (size_t i = 0; i < value.length; i++) {
		char c = value.bytes[i];

		if (c == '%' && i + 2 < value.length && hex(value.bytes[i + 1]) >= 0 &&
		    hex(value.bytes[i + 2]) >= 0) {
			c = (char)(hex(value.bytes[i + 1]) * 16 +
				   hex(value.bytes[i + 2]));
			i += 2;
		} else if (c == '+') {
			c = ' ';
		}
		text_add_char(&text, c);
	}
	return text_of(&text);
}

/* An address up to the white space or quote behind it. */
static str address_at(str source, size_t from)
{
	size_t end = from;

	while (end < source.length && !strchr(" \t\n\"'`|", source.bytes[end]))
		end++;
	return str_slice(source, from, end - from);
}

struct address {
	str whole, base, query; /* base: up to the "?"; query: the parameter's value */
	unsigned line;
	size_t begin;
};

static bool take_query(str whole, struct address *ret_address)
{
	str base, parameters, parameter;

	if (!str_cut(whole, '?', &base, &parameters))
		return false;
	while (str_next(&parameters, '&', &parameter))
		if (str_starts_with(parameter, STR("query="))) {
			*ret_address = (struct address){
				.whole = whole,
				.base = base,
				.query = str_slice(parameter, 6, parameter.length)
			};
			return true;
		}
	return false;
}

/* Is it an address of Prometheus at all: does the query look like PromQL? */
static bool is_prometheus(struct lint *lint, const struct address *address)
{
	struct promql *promql;
	struct error error;

	return promql_parse(lint->arena, decoded(lint->arena, address->query), &promql,
			    &error);
}

static void look_at_address(struct lint *lint, const struct runbook_block *block,
			    const struct address *address)
{
	bool has_api = str_contains(address->base, STR("/api/v1/"));
	str base = address->base;
	struct spot spot = { .line = address->line, .found = address->whole };

	if (!is_prometheus(lint, address))
		return;
	if (!has_api && str_ends_with(base, STR("/query")))
		base = arena_format(lint->arena, STR_FMT "/api/v1/query",
				    STR_ARG(str_slice(base, 0, base.length - 6)));
	spot.repaired = arena_format(
		lint->arena,
		"curl -fsS -G '" STR_FMT "' --data-urlencode 'query=" STR_FMT "'",
		STR_ARG(base), STR_ARG(decoded(lint->arena, address->query)));
	if (!has_api && !str_equal(base, address->base))
		lint_report(lint, RULE_PROMQL_API_PATH, spot,
			    "Prometheus answers queries at /api/v1/query; at " STR_FMT
			    " there is nothing",
			    STR_ARG(str_clip(address->base, 200)));
	for (size_t i = 0; i < address->query.length; i++)
		if (strchr("{}[]()\"<>|", address->query.bytes[i])) {
			lint_report(lint, RULE_PROMQL_URL, spot,
				    "a query in an address must be encoded: curl takes "
				    "[ ] and { } for ranges of its own, and without "
				    "quotes the shell stops at the '('");
			break;
		}
	look(lint, decoded(lint->arena, address->query), address->line,
	     comments_around(lint, block->code, address->begin,
			     address->begin + address->whole.length),
	     false);
}

static void look_for_addresses(struct lint *lint, const struct runbook_block *block)
{
	str code = block->code;

	for (size_t at = 0; at + 7 < code.length; at++) {
		struct address address;
		str whole;

		if (!str_starts_with(str_slice(code, at, 8), STR("http://")) &&
		    !str_starts_with(str_slice(code, at, 8), STR("https://")))
			continue;
		whole = address_at(code, at);
		if (take_query(whole, &address)) {
			address.line = lint_line_of(code, at, block->code_line);
			address.begin = at;
			look_at_address(lint, block, &address);
		}
		at += whole.length;
	}
}

void lint_queries(struct lint *lint)
{
	for (size_t i = 0; i < lint->runbook->block_count; i++) {
		const struct runbook_block *block = &lint->runbook->blocks[i];

		if (block->language == RUNBOOK_PROMQL)
			look(lint, block->code, block->code_line, block->title,
			     !block->language_guessed);
		if (block->language == RUNBOOK_YAML)
			look_in_yaml(lint, block);
		if (block->language == RUNBOOK_SHELL) {
			look_for_lines(lint, block);
			look_for_addresses(lint, block);
		}
	}
}
