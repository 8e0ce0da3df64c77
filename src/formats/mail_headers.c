/* Lines and headers of mails. */
#include "formats/mail_parts.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

bool mail_next_line(str *rest, str *ret_line)
{
	if (!str_next(rest, '\n', ret_line))
		return false;
	if (ret_line->length > 0 && ret_line->bytes[ret_line->length - 1] == '\r')
		ret_line->length--;
	return true;
}

bool mail_equal(str a, const char *b)
{
	return a.length == strlen(b) && strncasecmp(a.bytes, b, a.length) == 0;
}

bool mail_starts(str s, const char *prefix)
{
	return mail_equal(str_slice(s, 0, strlen(prefix)), prefix);
}

char mail_small(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool is_continued(str rest)
{
	return rest.length > 0 && (rest.bytes[0] == ' ' || rest.bytes[0] == '\t');
}

/* A line break before white space is none. */
static str unfold(struct arena *arena, str value)
{
	char *bytes = arena_many(arena, char, value.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < value.length; i++)
		if (value.bytes[i] != '\r' && value.bytes[i] != '\n')
			bytes[length++] = value.bytes[i];
	return str_trim((str){ bytes, length });
}

static void take_header(struct arena *arena, struct mail_headers *headers, str line,
			str *rest)
{
	str name, value, more;

	if (!str_cut(line, ':', &name, &value))
		return;
	while (is_continued(*rest) && mail_next_line(rest, &more))
		value.length = (size_t)(more.bytes + more.length - value.bytes);
	if (headers->count < MAIL_HEADERS_MAX)
		*list_add(arena, headers) = (struct mail_header){
			.name = str_trim(name), .value = unfold(arena, value)
		};
}

struct mail_headers mail_take_headers(struct arena *arena, str *rest)
{
	struct mail_headers headers = { 0 };
	str line, after;

	if (str_starts_with(*rest, STR("From ")) && mail_next_line(rest, &line)) {
		line = str_slice(line, 5, line.length);
		headers.envelope_sender = line;
		str_cut(line, ' ', &headers.envelope_sender, &after);
	}
	while (mail_next_line(rest, &line) && line.length > 0)
		take_header(arena, &headers, line, rest);
	return headers;
}

str mail_header(const struct mail_headers *headers, const char *name, size_t nth)
{
	for (size_t i = 0; i < headers->count; i++)
		if (mail_equal(headers->items[i].name, name) && nth-- == 0)
			return headers->items[i].value;
	return STR("");
}

static str lower(struct arena *arena, str s)
{
	char *bytes = arena_many(arena, char, s.length + 1);

	for (size_t i = 0; i < s.length; i++)
		bytes[i] = mail_small(s.bytes[i]);
	return (str){ bytes, s.length };
}

str mail_type(struct arena *arena, const struct mail_headers *headers)
{
	str type = mail_header(headers, "Content-Type", 0), rest;

	str_cut(type, ';', &type, &rest);
	type = str_trim(type);
	return type.length > 0 ? lower(arena, type) : STR("text/plain");
}
