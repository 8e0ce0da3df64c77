/* What of a mail its writer said: not what they quote, nor the signature. Programs mark
 * a quotation in one of three ways: with ">" before each line, with a line "On … wrote:"
 * above it, or with a block of headers, of which all that follows is quoted. */
#include "formats/mail_parts.h"

#include "base/text.h"

enum {
	/* "On … wrote:" is broken where a line gets too long. */
	ATTRIBUTION_LINES_MAX = 3,
	ATTRIBUTION_BYTES_MAX = 400,
	/* The second header stands right below, or after one that is folded. */
	BLOCK_LINES_MAX = 4,
	RULE_MIN = 10, /* of "_" above a quotation */
};

static const struct {
	const char *begins, *holds, *ends;
} attributions[] = {
	{ "On ", "", "wrote:" },    { "Am ", "schrieb ", ":" }, { "Am ", "", "schrieb:" },
	{ "20", "", "님이 작성:" }, { "20", "", "님이 씀:" },   { "20", "", "작성:" },
	{ "Le ", "", "a écrit :" }, { "El ", "", "escribió:" },
};

static const char *const rules[] = {
	"Original Message",
	"Ursprüngliche Nachricht",
	"원본 메시지",
	"원본 메일",
	"Original message",
	"Forwarded message",
	"Weitergeleitete Nachricht",
};

static const char *const first_headers[] = { "From:", "Von:", "보낸 사람:", "보낸사람:" };
static const char *const next_headers[] = {
	"Sent:",      "Date:",     "To:",   "Gesendet:",  "Datum:",    "An:",
	"보낸 날짜:", "보낸날짜:", "날짜:", "받는 사람:", "받는사람:",
};

/* "*From:*" of a bold heading counts as "From:". */
static str plain(str line)
{
	line = str_trim(line);
	while (line.length > 0 && line.bytes[0] == '*')
		line = str_slice(line, 1, line.length);
	return line;
}

static bool begins_with_any(str line, const char *const *words, size_t count)
{
	line = plain(line);
	for (size_t i = 0; i < count; i++)
		if (str_starts_with(line, str_of(words[i])))
			return true;
	return false;
}

static bool is_attribution(str s)
{
	for (size_t i = 0; i < sizeof(attributions) / sizeof(attributions[0]); i++)
		if (str_starts_with(s, str_of(attributions[i].begins)) &&
		    str_contains(s, str_of(attributions[i].holds)) &&
		    str_ends_with(s, str_of(attributions[i].ends)))
			return true;
	return false;
}

/* How many lines from here are "On … wrote:"; 0: none. */
static size_t attribution_lines(str line, str rest)
{
	const char *begin = str_trim(line).bytes;
	str next = line;

	for (size_t lines = 1; lines <= ATTRIBUTION_LINES_MAX; lines++) {
		str end = str_trim(next);
		str all = { begin, (size_t)(end.bytes + end.length - begin) };

		if (end.length == 0 || all.length > ATTRIBUTION_BYTES_MAX)
			return 0;
		if (is_attribution(all))
			return lines;
		if (!mail_next_line(&rest, &next))
			return 0;
	}
	return 0;
}

/* "-----Original Message-----", or a line of "_". */
static bool is_rule(str line)
{
	size_t dashes = 0, lines = 0;

	line = str_trim(line);
	while (dashes < line.length && line.bytes[dashes] == '-')
		dashes++;
	while (lines < line.length && line.bytes[lines] == '_')
		lines++;
	if (lines >= RULE_MIN && lines == line.length)
		return true;
	line = str_trim(str_slice(line, dashes, line.length));
	return dashes >= 2 &&
	       begins_with_any(line, rules, sizeof(rules) / sizeof(rules[0]));
}

/* "From: …" and soon below "Sent: …". */
static bool is_header_block(str line, str rest)
{
	if (!begins_with_any(line, first_headers,
			     sizeof(first_headers) / sizeof(first_headers[0])))
		return false;
	for (int i = 0; i < BLOCK_LINES_MAX && mail_next_line(&rest, &line); i++)
		if (begins_with_any(line, next_headers,
				    sizeof(next_headers) / sizeof(next_headers[0])))
			return true;
	return false;
}

static bool is_quoted(str line)
{
	return str_starts_with(str_trim(line), STR(">"));
}

/* Below ">" lines an answer may go on; what stands bare below "On … wrote:" is quoted. */
static bool goes_on_marked(str rest)
{
	str line;

	while (mail_next_line(&rest, &line))
		if (str_trim(line).length > 0)
			return is_quoted(line);
	return true;
}

static bool ends_here(str line, str rest)
{
	return str_is(line, "-- ") || str_is(line, "--") || is_rule(line) ||
	       is_header_block(line, rest);
}

str mail_said(struct arena *arena, str text)
{
	struct text said = text_new(arena, text.length + 1);
	str rest = text, line;

	while (mail_next_line(&rest, &line) && !ends_here(line, rest)) {
		size_t lines = attribution_lines(line, rest);

		for (size_t i = 1; i < lines; i++)
			if (!mail_next_line(&rest, &line))
				break;
		if (lines > 0 && !goes_on_marked(rest))
			break;
		if (lines > 0 || is_quoted(line))
			continue;
		text_add(&said, line);
		text_add_char(&said, '\n');
	}
	return str_trim(text_of(&said));
}
