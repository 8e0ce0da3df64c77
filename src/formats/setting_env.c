/* Env files: NAME=value, "export " in front allowed, "#" begins a comment. Who reads them
 * disagrees about quotes, so a value keeps those it has, and what would need others is
 * refused. */
#include "formats/setting_private.h"

#include "base/text.h"

#include <string.h>

/* One line that sets a name. */
struct assignment {
	str name;
	size_t from, length; /* of the value as it is written */
};

static size_t spaces_at(str line, size_t at)
{
	size_t count = 0;

	while (at + count < line.length &&
	       (line.bytes[at + count] == ' ' || line.bytes[at + count] == '\t'))
		count++;
	return count;
}

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

/* To the closing quote, else to a comment or the end. */
static size_t value_length(str value)
{
	size_t length = 0;
	char quote = value.length > 0 ? value.bytes[0] : '\0';

	if (quote == '"' || quote == '\'')
		for (size_t i = 1; i < value.length; i++)
			if (value.bytes[i] == quote)
				return i + 1;
	while (length < value.length &&
	       !(value.bytes[length] == '#' && length > 0 &&
		 (value.bytes[length - 1] == ' ' || value.bytes[length - 1] == '\t')))
		length++;
	while (length > 0 && strchr(" \t\r", value.bytes[length - 1]))
		length--;
	return length;
}

static bool read_line(str line, struct assignment *ret_assignment)
{
	size_t at = spaces_at(line, 0), begin;
	struct assignment found;

	if (str_starts_with(str_slice(line, at, line.length), STR("export ")))
		at += 7 + spaces_at(line, at + 7);
	begin = at;
	while (at < line.length && is_name_byte(line.bytes[at]))
		at++;
	found.name = str_slice(line, begin, at - begin);
	if (found.name.length == 0 || at == line.length || line.bytes[at] != '=')
		return false;
	found.from = at + 1;
	found.length = value_length(str_slice(line, found.from, line.length));
	*ret_assignment = found;
	return true;
}

static bool is_quoted(str raw)
{
	return raw.length >= 2 && (raw.bytes[0] == '"' || raw.bytes[0] == '\'') &&
	       raw.bytes[raw.length - 1] == raw.bytes[0];
}

static str meaning_of(str raw)
{
	return is_quoted(raw) ? str_slice(raw, 1, raw.length - 2) : raw;
}

bool setting_find_env(struct arena *arena, str text, str key, struct setting *ret_setting,
		      struct error *error)
{
	struct setting setting = { .kind = TREE_TEXT };
	struct assignment found;
	str rest = text, line;

	for (unsigned number = 1; str_next(&rest, '\n', &line); number++) {
		if (!read_line(line, &found) || !str_equal(found.name, key))
			continue;
		if (setting.line > 0)
			return error_set(error, ERROR_INVALID,
					 "'" STR_FMT "' stands on line %u and on line %u",
					 STR_ARG(str_clip(key, 100)), setting.line,
					 number);
		setting.line = number;
		setting.from = (size_t)(line.bytes - text.bytes) + found.from;
		setting.length = found.length;
	}
	if (setting.line == 0)
		return error_set(error, ERROR_NOT_FOUND,
				 "there is no '" STR_FMT "' in it",
				 STR_ARG(str_clip(key, 100)));
	setting.value = arena_copy(
		arena, meaning_of(str_slice(text, setting.from, setting.length)));
	*ret_setting = setting;
	return true;
}

/* Means itself to a shell, to docker and to systemd alike. */
static bool is_bare(str to)
{
	for (size_t i = 0; i < to.length; i++)
		if (!is_name_byte(to.bytes[i]) && !strchr("/:@%+,", to.bytes[i]))
			return false;
	return true;
}

bool setting_spell_env(struct arena *arena, str text, const struct setting *setting,
		       str to, str *ret_raw, struct error *error)
{
	str raw = str_slice(text, setting->from, setting->length);

	if (!is_quoted(raw)) {
		*ret_raw = to;
		return is_bare(to) ||
		       error_set(error, ERROR_INVALID,
				 "'" STR_FMT
				 "' needs quotes, which the value in the file "
				 "has not",
				 STR_ARG(str_clip(to, 60)));
	}
	for (size_t i = 0; i < to.length; i++)
		if (to.bytes[i] == raw.bytes[0] || strchr("\\$`", to.bytes[i]))
			return error_set(error, ERROR_INVALID,
					 "'%c' means something else within quotes",
					 to.bytes[i]);
	*ret_raw = arena_format(arena, "%c" STR_FMT "%c", raw.bytes[0], STR_ARG(to),
				raw.bytes[0]);
	return true;
}

bool setting_check_env(struct arena *arena, str before, str after, str key,
		       const struct setting *setting, struct error *error)
{
	struct setting found = { 0 };
	size_t length = after.length - (before.length - setting->length);

	if (!setting_find_env(arena, after, key, &found, error))
		return error_wrap(error, "with the new value");
	return (found.from == setting->from && found.length == length) ||
	       error_set(error, ERROR_INVALID,
			 "with the new value the line would mean something else");
}

/* As the last line ends: a file of Windows stays one. */
static str line_end(str text)
{
	return str_contains(text, STR("\r\n")) ? STR("\r\n") : STR("\n");
}

bool setting_append(struct arena *arena, const struct setting_file *file, str key, str to,
		    str *ret_text, struct error *error)
{
	struct text text = text_new(arena,
				    file->text.length + key.length + to.length + 8);
	struct setting unheeded = { 0 };

	if (file->format != SETTING_ENV)
		return error_set(error, ERROR_INVALID,
				 "a key is added to env files only: where it belongs in "
				 "others nobody said");
	if (setting_find_env(arena, file->text, key, &unheeded, error))
		return error_set(error, ERROR_CONFLICT, "'" STR_FMT "' is there already",
				 STR_ARG(str_clip(key, 100)));
	if (error->kind != ERROR_NOT_FOUND)
		return false;
	for (size_t i = 0; i < key.length; i++)
		if (!is_name_byte(key.bytes[i]))
			return error_set(error, ERROR_INVALID,
					 "'" STR_FMT "' is no name of a setting",
					 STR_ARG(str_clip(key, 100)));
	if (key.length == 0 || !is_bare(to))
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' needs quotes: write it there by hand",
				 STR_ARG(str_clip(to, 60)));
	text_add(&text, file->text);
	if (file->text.length > 0 && !str_ends_with(file->text, STR("\n")))
		text_add(&text, line_end(file->text));
	text_addf(&text, STR_FMT "=" STR_FMT STR_FMT, STR_ARG(key), STR_ARG(to),
		  STR_ARG(line_end(file->text)));
	*ret_text = text_of(&text);
	return true;
}
