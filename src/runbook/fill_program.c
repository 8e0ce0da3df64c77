/* Arguments that are programs themselves: sh -c '…', psql -c "…", jq '…'. What a value is
 * there, only their own language tells. */
#include "runbook/fill_private.h"

#include <ctype.h>
#include <string.h>

enum {
	/* A command that is longer is looked at from its end; no value is worth more. */
	COMMAND_BYTES_MAX = 8 << 10,
};

static const struct interpreter {
	const char *name;
	enum program program;
	bool is_first; /* its first argument is the program, without an option */
} interpreters[] = {
	{ "sh", PROGRAM_SHELL, false },     { "bash", PROGRAM_SHELL, false },
	{ "dash", PROGRAM_SHELL, false },   { "zsh", PROGRAM_SHELL, false },
	{ "ksh", PROGRAM_SHELL, false },    { "su", PROGRAM_SHELL, false },
	{ "eval", PROGRAM_SHELL, true },    { "watch", PROGRAM_SHELL, true },
	{ "psql", PROGRAM_SQL, false },     { "mysql", PROGRAM_SQL, false },
	{ "mariadb", PROGRAM_SQL, false },  { "clickhouse-client", PROGRAM_SQL, false },
	{ "cqlsh", PROGRAM_SQL, false },    { "mongosh", PROGRAM_SCRIPT, false },
	{ "mongo", PROGRAM_SCRIPT, false }, { "node", PROGRAM_SCRIPT, false },
	{ "python", PROGRAM_OTHER, false }, { "python3", PROGRAM_OTHER, false },
	{ "perl", PROGRAM_OTHER, false },   { "ruby", PROGRAM_OTHER, false },
	{ "php", PROGRAM_OTHER, false },    { "awk", PROGRAM_OTHER, true },
	{ "gawk", PROGRAM_OTHER, true },    { "jq", PROGRAM_OTHER, true },
	{ "yq", PROGRAM_OTHER, true },      { "sed", PROGRAM_OTHER, true },
};

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

static str file_of(str word)
{
	str folder;

	while (str_cut(word, '/', &folder, &word))
		;
	return word;
}

static const struct interpreter *interpreter_of(str word)
{
	word = file_of(word);
	for (size_t i = 0; i < sizeof(interpreters) / sizeof(interpreters[0]); i++)
		if (str_is(word, interpreters[i].name))
			return &interpreters[i];
	return NULL;
}

/* What stands of the command before the word or text. */
static str command_before(const struct fill *fill, const struct place *place)
{
	size_t end = place->from - (place->quote != '\0' && place->from > 0);
	size_t begin = place->segment;

	if (end <= begin)
		return STR("");
	if (end - begin > COMMAND_BYTES_MAX)
		begin = end - COMMAND_BYTES_MAX;
	return str_slice(fill->code, begin, end - begin);
}

static bool is_code_option(str word)
{
	static const char *const options[] = { "-c",        "-e",     "-lc",
					       "-ec",       "--eval", "--command",
					       "--execute", "--query" };

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		str rest = str_slice(word, strlen(options[i]), word.length);

		if (str_starts_with(word, str_of(options[i])) &&
		    (rest.length == 0 || str_is(rest, "=")))
			return true;
	}
	return false;
}

/* ssh [OPTIONS] HOST COMMAND… */
static enum program program_of_ssh(str command)
{
	str word;
	size_t names = 0;
	bool is_ssh = false;

	while (next_word(&command, &word)) {
		names += is_ssh && !str_starts_with(word, STR("-"));
		is_ssh = is_ssh || str_is(file_of(word), "ssh");
	}
	return is_ssh && names > 0 ? PROGRAM_SHELL : PROGRAM_NONE;
}

enum program fill_program_of(const struct fill *fill, const struct place *place)
{
	str command = command_before(fill, place), rest = command, word, last = STR("");
	const struct interpreter *interpreter = NULL;
	bool has_argument = false;
	bool is_bare = place->kind == PLACE_SHELL_WORD;

	while (next_word(&rest, &word)) {
		const struct interpreter *found = interpreter_of(word);

		has_argument = !found &&
			       (has_argument || !str_starts_with(word, STR("-")));
		interpreter = found ? found : interpreter;
		last = word;
	}
	if (interpreter &&
	    (is_code_option(last) || (interpreter->is_first && !has_argument) ||
	     (place->kind == PLACE_SHELL_DOCUMENT && place->quote != '\0')))
		return interpreter->program;
	/* its words one by one are for fill_is_read_twice */
	return is_bare ? PROGRAM_NONE : program_of_ssh(command);
}

bool fill_is_read_twice(const struct fill *fill, const struct place *place)
{
	static const char *const programs[] = { "ssh", "watch", "eval", "su",
						"parallel" };
	str command = command_before(fill, place), word;

	while (next_word(&command, &word))
		for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
			if (str_is(file_of(word), programs[i]))
				return true;
	return place->from - place->segment > COMMAND_BYTES_MAX;
}

/* The text as the program gets it, and where in it the place begins. */
static str unquoted(const struct fill *fill, const struct place *place, size_t *ret_begin)
{
	struct text text = text_new(fill->arena, place->to - place->from + 1);

	*ret_begin = 0;
	for (size_t i = place->from; i < place->to; i++) {
		bool is_escape = place->quote == '"' && fill->code.bytes[i] == '\\' &&
				 i + 1 < place->to &&
				 strchr("\\\"$`", fill->code.bytes[i + 1]);

		if (i == place->begin)
			*ret_begin = text.length;
		text_add_char(&text, fill->code.bytes[i + is_escape]);
		i += is_escape;
	}
	return text_of(&text);
}

bool fill_is_text_of(const struct fill *fill, const struct place *place,
		     enum runbook_language language)
{
	struct place inside = { .name = place->name };
	struct places places = { .items = &inside, .count = 1 };
	struct place_scan scan = { .arena = fill->arena, .places = &places };
	str text = unquoted(fill, place, &inside.begin);

	inside.end = inside.begin + (place->end - place->begin);
	if (inside.end > text.length)
		return false;
	scan.code = places_masked(fill->arena, text, &places);
	if (language == RUNBOOK_SQL)
		place_scan_sql(&scan);
	else
		place_scan_script(&scan);
	return inside.kind == PLACE_SQL_TEXT || inside.kind == PLACE_SCRIPT_TEXT;
}
