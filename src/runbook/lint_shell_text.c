/* What a block of shell caught on its way through a word processor or a wiki, and what
 * its lines say before anything is parsed. */
#include "runbook/lint_private.h"

#include "base/limits.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

static const struct glyph {
	const char *bytes, *plain, *name;
	bool is_dash;
} glyphs[] = {
	{ "\xe2\x80\x93", "-", "an en dash", true },
	{ "\xe2\x80\x94", "--", "an em dash", true },
	{ "\xe2\x88\x92", "-", "a minus sign", true },
	{ "\xe2\x80\x90", "-", "a typographic hyphen", true },
	{ "\xe2\x80\x91", "-", "a typographic hyphen", true },
	{ "\xe2\x80\x9c", "\"", "a typographic quote", false },
	{ "\xe2\x80\x9d", "\"", "a typographic quote", false },
	{ "\xe2\x80\x9e", "\"", "a typographic quote", false },
	{ "\xe2\x80\x98", "'", "a typographic quote", false },
	{ "\xe2\x80\x99", "'", "a typographic quote", false },
	{ "\xc2\xa0", " ", "a space that does not break", false },
	{ "\xe2\x80\xaf", " ", "a space that does not break", false },
	{ "\xe2\x80\x8b", "", "a space of no width", false },
	{ "\xef\xbb\xbf", "", "a byte order mark", false },
};

static const struct glyph *glyph_at(str line, size_t at)
{
	for (size_t i = 0; i < sizeof(glyphs) / sizeof(glyphs[0]); i++)
		if (str_starts_with(str_slice(line, at, 4), str_of(glyphs[i].bytes)))
			return &glyphs[i];
	return NULL;
}

/* A dash matters where an option begins: behind a blank and before a letter. */
static bool is_option_dash(str line, size_t at, const struct glyph *glyph)
{
	size_t behind = at + strlen(glyph->bytes);

	while (behind < line.length && glyph_at(line, behind) &&
	       glyph_at(line, behind)->is_dash)
		behind += strlen(glyph_at(line, behind)->bytes);
	return (at == 0 || isspace((unsigned char)line.bytes[at - 1])) &&
	       behind < line.length && isalnum((unsigned char)line.bytes[behind]);
}

/* "–namespace" was "--namespace": an en dash before a word of several letters. */
static const char *plain_of(str line, size_t at, const struct glyph *glyph)
{
	size_t behind = at + strlen(glyph->bytes);
	bool is_long = behind + 1 < line.length &&
		       isalpha((unsigned char)line.bytes[behind]) &&
		       isalpha((unsigned char)line.bytes[behind + 1]);

	if (glyph->is_dash && is_long)
		return "--";
	return glyph->is_dash && strlen(glyph->plain) == 2 && !is_long ? "-"
								       : glyph->plain;
}

struct line {
	struct lint *lint;
	str text;
	unsigned number;
};

/* The line in plain letters; NULL in *ret_first when it was so already. */
static str plain_line(const struct line *line, const struct glyph **ret_first)
{
	struct text text = text_new(line->lint->arena, line->text.length * 2 + 1);
	char quote = '\0';

	*ret_first = NULL;
	for (size_t i = 0; i < line->text.length;) {
		const struct glyph *glyph = glyph_at(line->text, i);
		char c = line->text.bytes[i];
		bool is_comment = c == '#' && quote == '\0' &&
				  (i == 0 ||
				   isspace((unsigned char)line->text.bytes[i - 1]));

		if (is_comment) {
			text_add(&text, str_slice(line->text, i, line->text.length));
			break;
		}
		if (quote == '\0' && (c == '\'' || c == '"'))
			quote = c;
		else if (c == quote)
			quote = '\0';
		if (!glyph || quote != '\0' ||
		    (glyph->is_dash && !is_option_dash(line->text, i, glyph))) {
			text_add_char(&text, c);
			i++;
			continue;
		}
		*ret_first = *ret_first ? *ret_first : glyph;
		text_add(&text, str_of(plain_of(line->text, i, glyph)));
		i += strlen(glyph->bytes);
	}
	return text_of(&text);
}

static void look_at_glyphs(const struct line *line)
{
	const struct glyph *glyph;
	str plain = plain_line(line, &glyph);

	if (glyph)
		lint_report(line->lint, RULE_SHELL_TYPOGRAPHY,
			    (struct spot){
				    .line = line->number,
				    .found = lint_one_line(line->lint->arena, line->text),
				    .repaired = lint_one_line(line->lint->arena, plain) },
			    "%s, as word processors and wikis put it: to the shell it is "
			    "a letter like any other",
			    glyph->name);
}

/* "\ " at the end escapes the blank, and the command ends there. */
static void look_at_continuation(const struct line *line, str next)
{
	str trimmed = str_trim(line->text);
	bool has_blank = str_ends_with(trimmed, STR("\\")) &&
			 !str_ends_with(line->text, STR("\\"));
	bool goes_on = str_ends_with(line->text, STR("\\"));
	struct spot spot = { .line = line->number,
			     .found = lint_one_line(line->lint->arena, line->text),
			     .repaired = trimmed };

	if (trimmed.length > 0 && trimmed.bytes[0] == '#')
		return;
	if (has_blank)
		lint_report(line->lint, RULE_SHELL_CONTINUATION, spot,
			    "a blank behind the \\: the command ends here, and the next "
			    "line is one of its own");
	next = str_trim(next);
	spot.repaired = STR("");
	if (goes_on && next.length > 0 && next.bytes[0] == '#')
		lint_report(line->lint, RULE_SHELL_CONTINUATION, spot,
			    "a comment between the lines of a command ends it: what "
			    "follows the comment is a command of its own");
}

static void look_at_lines(struct lint *lint, const struct runbook_block *block)
{
	str rest = block->code, text = STR("");
	unsigned number = block->code_line;
	bool more = str_next(&rest, '\n', &text);

	while (more) {
		struct line line = { .lint = lint, .text = text, .number = number };

		number++;
		more = str_next(&rest, '\n', &text);
		if (str_ends_with(line.text, STR("\r")))
			line.text.length--;
		look_at_glyphs(&line);
		look_at_continuation(&line, more ? text : STR(""));
	}
}

/* Once for a block: a copied command takes the CR as a part of its last word. */
static void look_at_line_ends(struct lint *lint, const struct runbook_block *block)
{
	str code = block->code;

	for (size_t i = 0; i + 1 < code.length; i++)
		if (code.bytes[i] == '\r' && code.bytes[i + 1] == '\n') {
			lint_report(lint, RULE_SHELL_LINE_ENDS,
				    (struct spot){ .line = block->code_line },
				    "lines end in CR LF: the shell takes the CR as the "
				    "last letter of each command. Save the file with LF");
			return;
		}
}

/* The delimiter of "<<EOF" must stand alone on a line below it. */
static void look_at_heredocs(struct lint *lint, const struct runbook_block *block)
{
	str code = block->code;

	for (size_t i = 0; i + 2 < code.length; i++) {
		size_t at = i + 2, from, end;
		str word, rest, line;
		bool is_closed = false, is_indented = false;

		if (!str_starts_with(str_slice(code, i, 2), STR("<<")) ||
		    (i > 0 && strchr("<(", code.bytes[i - 1])) || code.bytes[at] == '<')
			continue;
		at += code.bytes[at] == '-';
		while (at < code.length && strchr(" '\"\\", code.bytes[at]) &&
		       code.bytes[at] != '\0')
			at++;
		from = at;
		while (at < code.length &&
		       (isalnum((unsigned char)code.bytes[at]) || code.bytes[at] == '_'))
			at++;
		word = str_slice(code, from, at - from);
		i = at > i ? at - 1 : i;
		if (word.length < 2 || !isalpha((unsigned char)word.bytes[0]))
			continue;
		rest = str_slice(code, at, code.length);
		end = at;
		if (!str_next(&rest, '\n', &line))
			continue;
		end += line.length;
		while (!is_closed && str_next(&rest, '\n', &line)) {
			is_closed = str_equal(line, word) ||
				    (code.bytes[from - 1] == '-' &&
				     str_equal(str_trim(line), word));
			is_indented |= str_equal(str_trim(line), word);
		}
		if (is_closed || str_contains(str_slice(code, i, end - i), STR("((")))
			continue;
		lint_report(
			lint, RULE_SHELL_HEREDOC,
			(struct spot){ .line = lint_line_of(code, from, block->code_line),
				       .found = arena_format(lint->arena, "<<" STR_FMT,
							     STR_ARG(word)) },
			"the text never ends: '" STR_FMT
			"' must stand alone on a line%s, and all that follows is "
			"taken for the text",
			STR_ARG(word), is_indented ? ", without blanks around it" : "");
	}
}

/* Prompts are for readers; in a block called bash they are commands named "$". "shell"
 * is said of either. */
static void look_at_prompts(struct lint *lint, const struct runbook_block *block)
{
	static const char *const scripts[] = { "sh", "bash", "zsh", "ksh", NULL };
	str word = block->info, rest;

	(void)str_cut(str_trim(word), ' ', &word, &rest);
	if (block->is_console && lint_is_one_of(str_trim(word), scripts))
		lint_report(lint, RULE_SHELL_PROMPT, (struct spot){ .line = block->line },
			    "prompts and what was printed stand in a block that says it "
			    "is a script: copied as a whole it runs a program named "
			    "'$'. Call the block console, or take the prompts out");
}

void lint_shell_text(struct lint *lint, const struct runbook_block *block)
{
	look_at_line_ends(lint, block);
	look_at_lines(lint, block);
	look_at_heredocs(lint, block);
	look_at_prompts(lint, block);
}
