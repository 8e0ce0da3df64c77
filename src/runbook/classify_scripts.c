/* sed and awk: small languages that can write files and run commands. What is not plain
 * is not understood. */
#include "runbook/classify_private.h"

#include <string.h>

struct scan {
	str text;
	size_t at;
};

static char peek(const struct scan *scan)
{
	return scan->at < scan->text.length ? scan->text.bytes[scan->at] : '\0';
}

static bool is_in(char c, const char *set)
{
	return c != '\0' && strchr(set, c);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static void skip_set(struct scan *scan, const char *set)
{
	while (is_in(peek(scan), set))
		scan->at++;
}

/* -- sed -- */

/* Up to the delimiter. One in brackets ends it for some seds and not for others. */
static bool skip_delimited(struct scan *scan, char delimiter)
{
	bool in_brackets = false;

	for (; scan->at < scan->text.length; scan->at++) {
		char c = peek(scan);

		if (c == '\n')
			return false;
		if (c == '\\') {
			scan->at++;
			continue;
		}
		if (c == delimiter) {
			scan->at++;
			return !in_brackets;
		}
		if (c == '[')
			in_brackets = true;
		else if (c == ']')
			in_brackets = false;
	}
	return false;
}

static bool skip_address(struct scan *scan)
{
	char c = peek(scan);

	if (c == '$') {
		scan->at++;
		return true;
	}
	if (is_digit(c)) {
		skip_set(scan, "0123456789~");
		return true;
	}
	if (c != '/')
		return true;
	scan->at++;
	if (!skip_delimited(scan, '/'))
		return false;
	skip_set(scan, "IM");
	return true;
}

static bool skip_addresses(struct scan *scan)
{
	if (!skip_address(scan))
		return false;
	skip_set(scan, " \t");
	if (peek(scan) == ',') {
		scan->at++;
		skip_set(scan, " \t+~");
		if (!skip_address(scan))
			return false;
	}
	skip_set(scan, " \t!");
	return true;
}

static void skip_line(struct scan *scan)
{
	while (scan->at < scan->text.length && peek(scan) != '\n')
		scan->at += peek(scan) == '\\' ? 2 : 1;
}

static bool skip_substitute(struct scan *scan)
{
	char delimiter = peek(scan);

	if (is_in(delimiter, "\n\\ [") || delimiter == '\0')
		return false;
	scan->at++;
	if (!skip_delimited(scan, delimiter))
		return false;
	/* In the other half brackets are letters. */
	for (; scan->at < scan->text.length && peek(scan) != delimiter; scan->at++)
		scan->at += peek(scan) == '\\' ? 1 : 0;
	if (peek(scan) != delimiter)
		return false;
	scan->at++;
	skip_set(scan, "gpiIM0123456789");
	return true;
}

static bool skip_sed_command(struct scan *scan)
{
	char command;

	if (!skip_addresses(scan))
		return false;
	command = peek(scan);
	scan->at++;
	switch (command) {
	case 'p':
	case 'd':
	case 'n':
	case 'N':
	case 'D':
	case 'P':
	case 'g':
	case 'G':
	case 'h':
	case 'H':
	case 'x':
	case 'z':
	case 'F':
	case '=':
	case '{':
	case '}': return true;
	case 'q':
	case 'Q':
	case 'l': skip_set(scan, " 0123456789"); return true;
	case 's': return skip_substitute(scan);
	case 'a':
	case 'i':
	case 'c':
	case '#': skip_line(scan); return true;
	case ':':
	case 'b':
	case 't':
		skip_set(scan, " ");
		skip_set(scan, "abcdefghijklmnopqrstuvwxyz0123456789");
		return true;
	default: return false;
	}
}

static bool sed_only_reads(str script)
{
	struct scan scan = { .text = script };

	for (;;) {
		skip_set(&scan, " \t;\n");
		if (scan.at >= script.length)
			return true;
		if (!skip_sed_command(&scan))
			return false;
		/* "p w file" must not go on behind p. */
		skip_set(&scan, " \t");
		if (scan.at < script.length && !is_in(peek(&scan), ";\n}#") &&
		    script.bytes[scan.at - 1] != '{')
			return false;
	}
}

static void judge_script_word(struct call *call, const struct shell_word *word,
			      bool (*only_reads)(str script))
{
	if (!word->is_static)
		call_unknown(call, "its script shows only when it runs");
	else if (!only_reads(word->value))
		call_unknown(call, "its script may write or run something");
}

static void judge_sed(struct call *call)
{
	bool has_script = false;

	for (size_t i = 0; i < call->option_count; i++)
		if (is_one_of(call->options[i].name, "-e|--expression") &&
		    call->options[i].value) {
			judge_script_word(call, call->options[i].value, sed_only_reads);
			has_script = true;
		}
	if (!has_script && call->count > 0)
		judge_script_word(call, &call->operands[0], sed_only_reads);
}

/* -- awk -- */

static void skip_string(struct scan *scan)
{
	for (scan->at++; scan->at < scan->text.length && peek(scan) != '"'; scan->at++)
		scan->at += peek(scan) == '\\' ? 1 : 0;
	scan->at++;
}

static str take_word(struct scan *scan)
{
	size_t start = scan->at;

	while (is_letter(peek(scan)) || is_digit(peek(scan)))
		scan->at++;
	return str_slice(scan->text, start, scan->at - start);
}

struct awk {
	struct scan scan;
	char before; /* the last character that was no blank, outside of texts */
	bool prints; /* in a print statement */
	int level;   /* of its parentheses */
	/* if (x) /y/ …: is what follows a ")" a pattern? */
	bool is_pattern_behind_bracket;
};

static bool awk_symbol_is_safe(struct awk *awk, char c)
{
	char next = awk->scan.at + 1 < awk->scan.text.length
			    ? awk->scan.text.bytes[awk->scan.at + 1]
			    : '\0';

	if (c == '@' || (c == '|' && next != '|') ||
	    (c == '>' && awk->prints && awk->level <= 0))
		return false;
	if (c == '|')
		awk->scan.at++;
	if (is_in(c, "(["))
		awk->level++;
	if (is_in(c, ")]"))
		awk->level--;
	if (is_in(c, ";{}") || (c == '\n' && !is_in(awk->before, ",\\&|?:")))
		awk->prints = false;
	return true;
}

/* Behind a name, a number or a closed bracket "/" divides. */
static bool begins_pattern(const struct awk *awk)
{
	if (awk->before == ')')
		return awk->is_pattern_behind_bracket;
	return !is_letter(awk->before) && !is_digit(awk->before) &&
	       !is_in(awk->before, "]$\"");
}

static void take_name(struct awk *awk)
{
	str word = take_word(&awk->scan);
	bool prints = is_one_of(word, "print|printf");

	awk->before = 'a';
	if (prints || is_one_of(word, "return|in|else|do|case|exit|delete|getline"))
		awk->before = ';';
	if (prints) {
		awk->prints = true;
		awk->level = 0;
	}
}

static bool awk_goes_on(struct awk *awk)
{
	char c = peek(&awk->scan);

	if (is_letter(c)) {
		take_name(awk);
		return true;
	}
	if (c == '"') {
		skip_string(&awk->scan);
	} else if (c == '/' && begins_pattern(awk)) {
		awk->scan.at++;
		if (!skip_delimited(&awk->scan, '/'))
			return false;
		c = ')';
	} else {
		if (!awk_symbol_is_safe(awk, c))
			return false;
		awk->scan.at++;
	}
	if (!is_in(c, " \t"))
		awk->before = c;
	return true;
}

static bool awk_reads_so(str script, bool is_pattern_behind_bracket)
{
	struct awk awk = { .scan = { .text = script },
			   .is_pattern_behind_bracket = is_pattern_behind_bracket };

	while (awk.scan.at < script.length)
		if (!awk_goes_on(&awk))
			return false;
	return true;
}

/* Where a pattern begins is sometimes a guess; then it is read both ways. */
static bool awk_only_reads(str script)
{
	if (str_contains(script, STR("system")) || !awk_reads_so(script, false))
		return false;
	return !str_contains(script, STR(")")) || awk_reads_so(script, true);
}

static void judge_awk(struct call *call)
{
	bool has_script = false;

	for (size_t i = 0; i < call->option_count; i++)
		if (is_one_of(call->options[i].name, "-e|--source") &&
		    call->options[i].value) {
			judge_script_word(call, call->options[i].value, awk_only_reads);
			has_script = true;
		}
	if (!has_script && call->count > 0)
		judge_script_word(call, &call->operands[0], awk_only_reads);
}

/* -- the others -- */

static void judge_python(struct call *call)
{
	if (str_is(call_value(call, "-m"), "json.tool") && call->count <= 1)
		call_judge(call, ACTION_READ, "-m json.tool only reads");
	else if (call_any(call, "-V") && call->count == 0)
		call_judge(call, ACTION_READ, "-V says its version");
	else
		call_unknown(call, "what its script does is not known");
}

static void judge_interpreter(struct call *call)
{
	if (call->word_count == 2 && call->words[1].is_static &&
	    is_one_of(call->words[1].value, "-v|-V|-version"))
		call_judge(call, ACTION_READ, "says its version");
	else
		call_unknown(call, "what its script does is not known");
}

const struct program script_programs[] = {
	{ .names = "sed|gsed",
	  .options = "-nErsuz -e= -i?! -l= --quiet --silent --expression= "
		     "--regexp-extended --in-place?! --posix --null-data --separate "
		     "--unbuffered --line-length= --sandbox -f=! --file=!",
	  .judge = judge_sed },
	{ .names = "awk|gawk|mawk|nawk",
	  .options = "-F= -v= -e= --field-separator= --assign= --source= --posix "
		     "--re-interval -f=! --file=!",
	  .judge = judge_awk },
	{ .names = "yq",
	  .options = "* -i! --inplace! --in-place! -s! --split-exp! --split-exp-file!" },
	{ .names = "xmllint", .options = "* -o! --output! --shell!" },
	{ .names = "python|python2|python3",
	  .options = "-V -m=",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_python },
	{ .names = "perl|ruby|node|php|lua|java|deno|bun|irb|groovy|jshell|tclsh|Rscript",
	  .options = "*",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_interpreter },
	{ 0 },
};
