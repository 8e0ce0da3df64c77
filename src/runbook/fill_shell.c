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

/* "WHERE id = id" is all of them: a name alone is code as well. */
static bool may_be_code(str before, str value)
{
	return fill_is_number(value) ||
	       (fill_is_of(value, "") && isdigit((unsigned char)value.bytes[0])) ||
	       (str_ends_with(before, STR(".")) && fill_is_identifier(value));
}

static bool refuse_program(struct fill *fill, const struct place *place, str value)
{
	return fill_refuse(fill, STR_FMT ": '" STR_FMT "' would be code there",
			   STR_ARG(fill_source(fill, place)),
			   STR_ARG(str_clip(value, 60)));
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
	if (fill_program_of(fill, place) != PROGRAM_NONE && !may_be_code(STR(""), value))
		return refuse_program(fill, place, value);
	if (fill_is_read_twice(fill, place) && !fill_is_of(value, HARMLESS))
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

/* Nobody knows what the text is: inside quotes of its own is an odd number of them
 * before the place. */
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

static bool has_signs(str text, const char *signs)
{
	for (size_t i = 0; i < text.length; i++)
		if (strchr(signs, text.bytes[i]))
			return true;
	return false;
}

/* Signs of a program or a statement; a sentence has none of them. */
static bool looks_like_code(str text, const char *signs)
{
	static const char *const words[] = { "select", "update", "delete", "insert",
					     "where" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words_include(text, words[i]))
			return true;
	return has_signs(text, signs);
}

/* What runs there, and not what it runs on. */
static bool is_command_position(str before)
{
	before = str_trim(before);
	return before.length == 0 || strchr(";|&(!", before.bytes[before.length - 1]);
}

/* Could the value be something else there than a piece of text? */
static bool is_code_there(const struct fill *fill, const struct place *place)
{
	str text = text_around(fill, place), before = before_place(fill, place);
	str after = str_slice(fill->code, place->end, place->to - place->end);

	switch (fill_program_of(fill, place)) {
	case PROGRAM_SHELL:
		return is_command_position(before) || looks_like_code(text, "(){}");
	case PROGRAM_SQL: return !fill_is_text_of(fill, place, RUNBOOK_SQL);
	case PROGRAM_SCRIPT: return !fill_is_text_of(fill, place, RUNBOOK_MONGOSH);
	case PROGRAM_OTHER: return !is_in_inner_quotes(before, after);
	case PROGRAM_NONE: break;
	}
	return looks_like_code(text, "(){}[];|&*$\\") &&
	       !is_in_inner_quotes(before, after);
}

bool fill_shell_inside(struct fill *fill, const struct place *place, str value)
{
	str before = before_place(fill, place);

	if (fill_is_in_address(before))
		return fill_address_part(fill, before, value);
	if (!fill_is_of(value, HARMLESS))
		return fill_refuse(fill,
				   STR_FMT ": '" STR_FMT "' stands inside a longer text, "
					   "where only letters, digits and %s are safe",
				   STR_ARG(fill_source(fill, place)),
				   STR_ARG(str_clip(value, 60)), HARMLESS);
	if (is_code_there(fill, place) && !may_be_code(before, value))
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

	if (!fill_is_whole(place) || fill_program_of(fill, place) != PROGRAM_NONE)
		return fill_shell_inside(fill, place, value);
	if (fill_is_read_twice(fill, place) && !fill_is_of(value, HARMLESS))
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
