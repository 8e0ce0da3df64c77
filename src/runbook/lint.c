#include "runbook/lint_private.h"

#include "base/limits.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const finding_level_names[] = {
	[FINDING_ERROR] = "error",
	[FINDING_WARNING] = "warning",
	[FINDING_HINT] = "hint",
	NULL,
};

static void add(struct lint *lint, enum finding_level level, enum rule rule,
		struct spot spot, const char *format, va_list arguments)
{
	if (lint->findings.count == LINT_FINDINGS_MAX || lint->is_off[rule])
		return;
	*list_add(lint->arena, &lint->findings) = (struct finding){
		.level = level,
		.rule = str_of(lint_table[rule].name),
		.line = spot.line,
		.line_end = spot.line_end > spot.line ? spot.line_end : spot.line,
		.text = arena_vformat(lint->arena, format, arguments),
		.found = spot.found,
		.repaired = spot.repaired,
	};
}

void lint_report(struct lint *lint, enum rule rule, struct spot spot, const char *format,
		 ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(lint, lint_table[rule].level, rule, spot, format, arguments);
	va_end(arguments);
}

void lint_report_as(struct lint *lint, enum finding_level level, enum rule rule,
		    struct spot spot, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(lint, level, rule, spot, format, arguments);
	va_end(arguments);
}

unsigned lint_line_of(str text, size_t offset, unsigned first)
{
	for (size_t i = 0; i < offset && i < text.length; i++)
		first += text.bytes[i] == '\n';
	return first;
}

bool lint_is(str text, const char *word)
{
	return text.length == strlen(word) &&
	       strncasecmp(text.bytes, word, text.length) == 0;
}

bool lint_has(str text, const char *part)
{
	size_t length = strlen(part);

	for (size_t i = 0; i + length <= text.length; i++)
		if (strncasecmp(text.bytes + i, part, length) == 0)
			return true;
	return false;
}

bool lint_says(struct lint *lint, const char *part)
{
	return lint->searches++ < LINT_SEARCHES_MAX &&
	       lint_has(lint->runbook->repaired, part);
}

bool lint_says_word(struct lint *lint, str word)
{
	return lint->searches++ < LINT_SEARCHES_MAX &&
	       str_contains_word(lint->runbook->repaired, word);
}

str lint_one_line(struct arena *arena, str text)
{
	struct text line = text_new(arena, LINT_FOUND_BYTES_MAX);
	bool was_space = true;

	for (size_t i = 0; i < text.length; i++) {
		char c = text.bytes[i];
		bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';

		if (!is_space)
			text_add_char(&line, c);
		else if (!was_space)
			text_add_char(&line, ' ');
		was_space = is_space;
	}
	return str_clip(str_trim(text_of(&line)), LINT_FOUND_BYTES_MAX);
}

static void cut_lines(struct lint *lint)
{
	struct {
		str *items;
		size_t count, capacity;
	} lines = { 0 };
	str rest = lint->runbook->repaired, line;

	while (str_next(&rest, '\n', &line)) {
		if (str_ends_with(line, STR("\r")))
			line.length--;
		*list_add(lint->arena, &lines) = line;
	}
	lint->lines = lines.items;
	lint->line_count = lines.count;
}

/* By line, what is worse first; the order in which rules ran does not show. */
static int by_line(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;

	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->level != b->level)
		return a->level < b->level ? -1 : 1;
	if (!str_equal(a->rule, b->rule))
		return str_compare(a->rule, b->rule);
	return str_compare(a->found, b->found);
}

/* The same thing said of the same place by two ways of looking. */
static bool is_said(const struct finding *before, const struct finding *finding)
{
	return before->line == finding->line && str_equal(before->rule, finding->rule) &&
	       str_equal(before->found, finding->found);
}

static void switch_off(struct lint *lint, str name)
{
	for (size_t i = 0; i < RULE_COUNT; i++)
		lint->is_off[i] |= str_is(name, lint_table[i].name);
}

static void switch_off_named(struct lint *lint, str names)
{
	str name;

	while (str_next(&names, ',', &name))
		switch_off(lint, str_trim(name));
}

/* <!-- stanch: off RULE, RULE --> */
static void heed_document(struct lint *lint)
{
	static const str mark = STR_INIT("<!-- stanch: off ");

	for (size_t i = 0; i < lint->line_count; i++) {
		str line = str_trim(lint->lines[i]);

		if (str_starts_with(line, mark) && str_ends_with(line, STR("-->")))
			switch_off_named(lint, str_slice(line, mark.length,
							 line.length - mark.length - 3));
	}
}

void runbook_lint(struct arena *arena, const struct runbook *runbook,
		  const struct lint_settings *settings,
		  const struct finding **ret_findings, size_t *ret_count)
{
	struct lint lint = { .arena = arena, .runbook = runbook, .settings = settings };
	size_t count = 0;

	cut_lines(&lint);
	for (size_t i = 0; i < settings->off_count; i++)
		switch_off(&lint, settings->off[i]);
	heed_document(&lint);
	lint_queries(&lint);
	lint_shell(&lint);
	lint_databases(&lint);
	lint_document(&lint);
	lint_prose(&lint);
	lint_promises(&lint);
	if (lint.findings.count > 0)
		qsort(lint.findings.items, lint.findings.count, sizeof(struct finding),
		      by_line);
	for (size_t i = 0; i < lint.findings.count; i++)
		if (count == 0 ||
		    !is_said(&lint.findings.items[count - 1], &lint.findings.items[i]))
			lint.findings.items[count++] = lint.findings.items[i];
	*ret_findings = lint.findings.items;
	*ret_count = count;
}
