/* YAML that reads as what was meant, whatever stands in a text of somebody else's. */
#include "config/import/import.h"

#include <string.h>

enum { NAME_WISHED_MAX = 60 };

static bool is_plain(str s)
{
	static const char *const words[] = { "true", "false", "null", "yes", "no",
					     "on",   "off",   "y",    "n" };

	for (size_t i = 0; i < s.length; i++) {
		char c = s.bytes[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			      c == '_';

		if (!letter && (i == 0 || !strchr("0123456789-", c) || c == '\0'))
			return false;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (s.length == strlen(words[i]) &&
		    strncasecmp(s.bytes, words[i], s.length) == 0)
			return false;
	return s.length > 0;
}

/* In single quotes nothing is an escape, so nothing may need one: neither a control
 * character nor what YAML takes for the end of a line. */
static bool needs_escapes(str s)
{
	for (size_t i = 0; i < s.length; i++) {
		unsigned char c = (unsigned char)s.bytes[i];
		str rest = str_slice(s, i, 3);

		if (c < ' ' || c == 0x7f || str_starts_with(rest, STR("\xe2\x80\xa8")) ||
		    str_starts_with(rest, STR("\xe2\x80\xa9")) ||
		    str_starts_with(rest, STR("\xef\xbb\xbf")) ||
		    (c == 0xc2 && rest.length > 1 && (unsigned char)rest.bytes[1] < 0xa0))
			return true;
	}
	return false;
}

static unsigned character_at(str s, size_t *at)
{
	unsigned char lead = (unsigned char)s.bytes[(*at)++];
	unsigned more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
	unsigned code = more == 0 ? lead : lead & (0x3fU >> more);

	for (; more > 0 && *at < s.length; more--)
		code = code << 6 | ((unsigned char)s.bytes[(*at)++] & 0x3fU);
	return code;
}

static void write_escaped(struct text *text, str s)
{
	text_add_char(text, '"');
	for (size_t at = 0; at < s.length;) {
		unsigned code = character_at(s, &at);

		if (code < ' ' || code >= 0x7f)
			text_addf(text, "\\U%08x", code);
		else if (code == '"' || code == '\\')
			text_addf(text, "\\%c", (char)code);
		else
			text_add_char(text, (char)code);
	}
	text_add_char(text, '"');
}

void write_text(struct text *text, str s)
{
	if (is_plain(s)) {
		text_add(text, s);
		return;
	}
	if (needs_escapes(s)) {
		write_escaped(text, s);
		return;
	}
	text_add_char(text, '\'');
	for (size_t i = 0; i < s.length; i++) {
		if (s.bytes[i] == '\'')
			text_add_char(text, '\'');
		text_add_char(text, s.bytes[i]);
	}
	text_add_char(text, '\'');
}

void write_comment(struct text *text, str s)
{
	bool escapes = needs_escapes(s);

	for (size_t i = 0; i < s.length; i++) {
		unsigned char c = (unsigned char)s.bytes[i];
		bool printable = c >= ' ' && c < 0x7f;

		text_add_char(text, printable || !escapes ? (char)c : '?');
	}
}

void write_list(struct text *text, const str *items, size_t count)
{
	text_add_char(text, '[');
	for (size_t i = 0; i < count; i++) {
		text_add(text, i > 0 ? STR(", ") : STR(""));
		write_text(text, items[i]);
	}
	text_add_char(text, ']');
}

void write_origin(struct text *text, const struct import *import, const struct tree *tree)
{
	text_add(text, STR("  # "));
	write_comment(text, import->options->file);
	text_addf(text, ":%u\n", tree->line);
}

static str cleaned(struct arena *arena, str wish)
{
	struct text text = text_new(arena, NAME_WISHED_MAX + 1);

	wish = str_clip(wish, NAME_WISHED_MAX);
	for (size_t i = 0; i < wish.length; i++) {
		char c = wish.bytes[i];
		bool dropped = (unsigned char)c <= ' ' || c == 0x7f ||
			       strchr("/\\\"'<>{}", c);

		text_add_char(&text, dropped ? '-' : c);
	}

	str name = text_of(&text);

	while (str_starts_with(name, STR("-")))
		name = str_slice(name, 1, name.length);
	return name.length > 0 && !str_is(name, "after") ? name : STR("unnamed");
}

str import_name(struct import *import, str wish)
{
	str base = cleaned(import->arena, wish), name = base;

	for (size_t nth = 2; map_get(import->names, name); nth++)
		name = arena_format(import->arena, STR_FMT "-%zu", STR_ARG(base), nth);
	map_put(import->names, name, import);
	return name;
}
