/* Values in shell. Unquoted they become one word; inside a longer text, which may be code
 * of anything, only signs that mean nothing anywhere. */
#include "runbook/fill_private.h"
#include "runbook/read_private.h"

#include <ctype.h>
#include <string.h>

/* None of them ends a word, a text or a statement in a shell or what it calls. */
#define HARMLESS "._:/@%+=,~-"

static str before_place(const struct fill *fill, const struct place *place)
{
	return str_slice(fill->code, place->from, place->begin - place->from);
}

static str text_around(const struct fill *fill, const struct place *place)
{
	return str_slice(fill->code, place->from, place->to - place->from);
}

/* -- addresses -- */

/* From the last scheme on; "" when a blank or quote ended that address. */
static str address_in(str before)
{
	size_t at = before.length;

	while (at > 0 && !strchr(" \t\n\"'`<>", before.bytes[at - 1]))
		at--;
	before = str_slice(before, at, before.length);
	for (size_t i = 0; i + 3 <= before.length; i++)
		if (str_starts_with(str_slice(before, i, 3), STR("://")))
			return str_slice(before, i + 3, before.length);
	return STR("");
}

bool fill_is_in_address(str before)
{
	return address_in(before).length > 0 || str_ends_with(before, STR("://"));
}

static void add_encoded(struct text *out, str value)
{
	for (size_t i = 0; i < value.length; i++) {
		char c = value.bytes[i];

		if (isalnum((unsigned char)c) || strchr("-._~", c))
			text_add_char(out, c);
		else
			text_addf(out, "%%%02X", (unsigned char)c);
	}
}

bool fill_address_part(struct fill *fill, str before, str value)
{
	str address = address_in(before);
	bool is_behind_host = false;

	for (size_t i = 0; i < address.length; i++)
		is_behind_host = is_behind_host || strchr("/?#", address.bytes[i]);
	if (is_behind_host) {
		add_encoded(fill->out, value);
		return true;
	}
	if (!fill_is_of(value, ".:-_"))
		return fill_refuse(fill, "'" STR_FMT "' is no host of an address",
				   STR_ARG(str_clip(value, 60)));
	text_add(fill->out, value);
	return true;
}

/* -- what reads its arguments once more -- */

static bool next_word(str *rest, str *ret_word)
{
	size_t length = 0;

	*rest = str_trim(*rest);
	while (length < rest->length && !isspace((unsigned char)rest->bytes[length]))
		length++;
	*ret_word = str_slice(*rest, 0, length);
	*rest = str_slice(*rest, length, rest->length);
	return length > 0;
}

static bool has_program(str command, const char *const *programs)
{
	str word, folder;

	while (next_word(&command, &word)) {
		while (str_cut(word, '/', &folder, &word))
			;
		for (size_t i = 0; programs[i]; i++)
			if (str_is(word, programs[i]))
				return true;
	}
	return false;
}

static str command_before(const struct fill *fill, const struct place *place)
{
	size_t end = place->from - (place->quote != '\0' && place->from > 0);

	return end > place->segment
		       ? str_slice(fill->code, place->segment, end - place->segment)
		       : STR("");
}

/* A shell gets the words glued together, so quotes of ours are gone by then. */
static bool is_read_twice(const struct fill *fill, const struct place *place)
{
	static const char *const programs[] = { "ssh", "watch",    "eval",
						"su",  "parallel", NULL };

	return has_program(command_before(fill, place), programs);
}

static bool is_code_option(str word)
{
	static const char *const options[] = {
		"-c", "-e", "-lc", "-ec", "--eval", "--command", "--execute", "eval"
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (str_is(word, options[i]) ||
		    (str_starts_with(word, str_of(options[i])) &&
		     str_is(str_slice(word, strlen(options[i]), word.length), "=")))
			return true;
	return false;
}

/* Its text is a program: of an interpreter behind its option, of awk and jq anyway. */
static bool is_program_text(const struct fill *fill, const struct place *place)
{
	static const char *const always[] = { "awk", "gawk", "jq", "yq",
					      "sed", "eval", NULL };
	static const char *const interpreters[] = {
		"sh",      "bash",  "dash",    "zsh",     "ksh",   "su",
		"psql",    "mysql", "mariadb", "mongosh", "mongo", "python",
		"python3", "perl",  "ruby",    "node",    "php",   NULL,
	};
	str command = command_before(fill, place), rest = command, word, last = STR("");

	if (has_program(command, always))
		return true;
	while (next_word(&rest, &word))
		last = word;
	return is_code_option(last) && has_program(command, interpreters);
}

/* -- words -- */

static bool is_reserved(str word)
{
	static const char *const words[] = {
		"if",    "then",     "elif",   "else", "fi",     "for",
		"while", "until",    "do",     "done", "case",   "esac",
		"in",    "function", "select", "time", "coproc",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(word, words[i]))
			return true;
	return false;
}

static void add_single_quoted(struct text *out, str value)
{
	for (size_t i = 0; i < value.length; i++) {
		if (value.bytes[i] == '\'')
			text_add(out, STR("'\\''"));
		else
			text_add_char(out, value.bytes[i]);
	}
}

static bool refuse_harmful(struct fill *fill, const struct place *place, str value)
{
	return fill_refuse(fill,
			   STR_FMT ": '" STR_FMT "' is read once more there, where only "
				   "letters, digits and %s are safe",
			   STR_ARG(fill_source(fill, place)),
			   STR_ARG(str_clip(value, 60)), HARMLESS);
}

bool fill_shell_word(struct fill *fill, const struct place *place, str value)
{
	char next = place->end < fill->code.length ? fill->code.bytes[place->end] : '\0';

	if (fill_is_in_address(before_place(fill, place)))
		return fill_address_part(fill, before_place(fill, place), value);
	if (is_read_twice(fill, place) && !fill_is_of(value, HARMLESS))
		return refuse_harmful(fill, place, value);
	/* "1>file" would be a redirection, and "if" a keyword */
	if (fill_is_of(value, "._:/@%+-") && !is_reserved(value) && next != '>' &&
	    next != '<') {
		text_add(fill->out, value);
		return true;
	}
	text_add_char(fill->out, '\'');
	add_single_quoted(fill->out, value);
	text_add_char(fill->out, '\'');
	return true;
}

/* -- inside quotes -- */

/* Inside quotes of its own: an odd number of them before it. */
static bool is_in_inner_quotes(str before, str after)
{
	static const char quotes[] = "'\"`";

	for (size_t k = 0; quotes[k]; k++) {
		size_t count = 0;

		for (size_t i = 0; i < before.length; i++)
			count += before.bytes[i] == quotes[k];
		if (count % 2 == 1 && memchr(after.bytes, quotes[k], after.length))
			return true;
	}
	return false;
}

/* Signs of a program or a statement; a sentence has none of them. */
static bool looks_like_code(str text)
{
	static const char *const words[] = { "select", "update", "delete",
					     "insert", "where",  "kill" };

	for (size_t i = 0; i < text.length; i++)
		if (strchr("(){}[];|&*$\\", text.bytes[i]))
			return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words_have(text, words[i]))
			return true;
	return false;
}

static bool is_number_with_unit(str value)
{
	return fill_is_of(value, "") && isdigit((unsigned char)value.bytes[0]);
}

/* A name alone is code as well: "WHERE id = id" is all of them. */
static bool may_be_code(str before, str value)
{
	return fill_is_number(value) || is_number_with_unit(value) ||
	       (str_ends_with(before, STR(".")) && fill_is_identifier(value));
}

bool fill_shell_inside(struct fill *fill, const struct place *place, str value)
{
	str text = text_around(fill, place), before = before_place(fill, place);
	str after = str_slice(fill->code, place->end, place->to - place->end);

	if (fill_is_in_address(before))
		return fill_address_part(fill, before, value);
	if (!fill_is_of(value, HARMLESS))
		return fill_refuse(fill,
				   STR_FMT ": '" STR_FMT "' stands inside a longer text, "
					   "where only letters, digits and %s are safe",
				   STR_ARG(fill_source(fill, place)),
				   STR_ARG(str_clip(value, 60)), HARMLESS);
	if ((looks_like_code(text) || is_program_text(fill, place)) &&
	    !is_in_inner_quotes(before, after) && !may_be_code(before, value))
		return fill_refuse(fill,
				   STR_FMT ": '" STR_FMT "' would be code there: only a "
					   "number may stand without quotes of its own",
				   STR_ARG(fill_source(fill, place)),
				   STR_ARG(str_clip(value, 60)));
	text_add(fill->out, value);
	return true;
}

bool fill_shell_quoted(struct fill *fill, const struct place *place, str value)
{
	bool is_single = place->kind == PLACE_SHELL_SINGLE;

	if (!fill_is_whole(place) || is_program_text(fill, place))
		return fill_shell_inside(fill, place, value);
	if (is_read_twice(fill, place) && !fill_is_of(value, HARMLESS))
		return refuse_harmful(fill, place, value);
	if (is_single) {
		add_single_quoted(fill->out, value);
		return true;
	}
	for (size_t i = 0; i < value.length; i++) {
		if (strchr("\\$`\"", value.bytes[i]))
			text_add_char(fill->out, '\\');
		text_add_char(fill->out, value.bytes[i]);
	}
	return true;
}

bool fill_shell_arithmetic(struct fill *fill, const struct place *place, str value)
{
	for (size_t i = 0; i < value.length; i++)
		if (!isdigit((unsigned char)value.bytes[i]))
			return fill_refuse(fill, STR_FMT ": '" STR_FMT "' is no number",
					   STR_ARG(fill_source(fill, place)),
					   STR_ARG(str_clip(value, 60)));
	text_add(fill->out, value);
	return true;
}
