#include "formats/log_line.h"

#include "formats/log_fields.h"
#include "formats/log_time.h"

#include <string.h>

enum {
	/* A program's line in a container's line in a collector's. */
	WRAPS_MAX = 3,
	/* Where a level stands: behind a thread, a process or a logger at most. */
	LEVEL_WORDS_MAX = 6,
	LEVEL_BYTES_MAX = 120,
	TAG_BYTES_MAX = 64,
	/* Where a time stands that is not in front, and how long one with a day is. */
	TIME_BYTES_MAX = 200,
	TIME_BYTES_MIN = 19,
	/* Spaces from which on a line is indented, and not only off by one. */
	INDENT_MIN = 2,
};

struct parse {
	struct arena *arena;
	instant_ms now;
	struct log_line *line;
};

static const struct {
	str name; /* in capitals */
	enum line_level level;
} levels[] = {
	{ STR_INIT("TRACE"), LINE_DEBUG },     { STR_INIT("DEBUG"), LINE_DEBUG },
	{ STR_INIT("DBG"), LINE_DEBUG },       { STR_INIT("INFO"), LINE_INFO },
	{ STR_INIT("INF"), LINE_INFO },        { STR_INIT("INFORMATION"), LINE_INFO },
	{ STR_INIT("NOTICE"), LINE_INFO },     { STR_INIT("LOG"), LINE_INFO },
	{ STR_INIT("WARN"), LINE_WARNING },    { STR_INIT("WARNING"), LINE_WARNING },
	{ STR_INIT("WRN"), LINE_WARNING },     { STR_INIT("ERROR"), LINE_ERROR },
	{ STR_INIT("ERR"), LINE_ERROR },       { STR_INIT("SEVERE"), LINE_ERROR },
	{ STR_INIT("CRITICAL"), LINE_FATAL },  { STR_INIT("CRIT"), LINE_FATAL },
	{ STR_INIT("ALERT"), LINE_FATAL },     { STR_INIT("EMERG"), LINE_FATAL },
	{ STR_INIT("EMERGENCY"), LINE_FATAL }, { STR_INIT("FATAL"), LINE_FATAL },
	{ STR_INIT("PANIC"), LINE_FATAL },
};

/* RFC 5424: 0 emergency … 7 debug. */
static const enum line_level of_syslog[] = { LINE_FATAL, LINE_FATAL,   LINE_FATAL,
					     LINE_ERROR, LINE_WARNING, LINE_INFO,
					     LINE_INFO,  LINE_DEBUG };

static bool is_in(char c, str set)
{
	return memchr(set.bytes, c, set.length) != NULL;
}

static void skip(str *rest, size_t length)
{
	*rest = str_slice(*rest, length, rest->length);
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_upper(str word)
{
	for (size_t i = 0; i < word.length; i++)
		if (word.bytes[i] != upper(word.bytes[i]))
			return false;
	return true;
}

static enum line_level level_of(str word)
{
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		size_t at = 0;

		if (levels[i].name.length != word.length)
			continue;
		while (at < word.length &&
		       upper(word.bytes[at]) == levels[i].name.bytes[at])
			at++;
		if (at == word.length)
			return levels[i].level;
	}
	return LINE_LEVEL_NONE;
}

/* Of a field: a word, a number of syslog below 10, or one of pino and bunyan. */
static enum line_level level_of_field(str value)
{
	int64_t number = 0;

	if (!str_to_int(value, &number))
		return level_of(value);
	if (number >= 0 && number <= 7)
		return of_syslog[number];
	if (number >= 10 && number <= 60)
		return number < 30   ? LINE_DEBUG
		       : number < 40 ? LINE_INFO
		       : number < 50 ? LINE_WARNING
		       : number < 60 ? LINE_ERROR
				     : LINE_FATAL;
	return LINE_LEVEL_NONE;
}

static bool is_around(char c)
{
	return is_in(c, STR(" \t[](){}<>|-"));
}

static bool is_of_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

/* The next word from "at" on; it may be a whole logger's name with dots. */
static str word_at(str text, size_t *at)
{
	size_t from = *at;

	while (from < text.length && is_around(text.bytes[from]))
		from++;
	*at = from;
	while (*at < text.length && is_of_word(text.bytes[*at]))
		(*at)++;
	return str_slice(text, from, *at - from);
}

/* Small letters are a level only in brackets or before a colon: else it is a word. */
static bool stands_as_level(str text, size_t from, size_t to)
{
	char before = from > 0 ? text.bytes[from - 1] : ' ';
	char after = to < text.length ? text.bytes[to] : ' ';

	if (!is_around(after) && after != ':')
		return false;
	return is_upper(str_slice(text, from, to - from)) || after == ':' ||
	       (before == '[' && after == ']') || (before == '<' && after == '>');
}

/* Takes it off when the text begins with it, if only behind the time of the program:
 * "ERROR in line 5" alone is a sentence. */
static void find_level(struct log_line *line)
{
	str text = str_slice(line->text, 0, LEVEL_BYTES_MAX);
	size_t at = 0;

	for (size_t i = 0; i < LEVEL_WORDS_MAX && at < text.length; i++) {
		str word = word_at(text, &at);
		enum line_level level = level_of(word);

		if (level != LINE_LEVEL_NONE &&
		    stands_as_level(text, at - word.length, at)) {
			line->level = level;
			if (i > 0 || !line->has_own_time)
				return;
			while (at < text.length &&
			       (text.bytes[at] == ']' || text.bytes[at] == '>' ||
				text.bytes[at] == ':' || text.bytes[at] == ' '))
				at++;
			skip(&line->text, at);
			return;
		}
		while (at < text.length && !is_around(text.bytes[at]))
			at++;
	}
}

/* "host program[123]: text" behind syslog's own time. */
static void skip_syslog_head(str *rest)
{
	str text = str_trim(*rest), host = { 0 }, tag = { 0 }, after = { 0 };

	if (!str_cut(text, ' ', &host, &after) ||
	    !str_cut(str_slice(after, 0, TAG_BYTES_MAX), ':', &tag, &text) ||
	    str_contains(tag, STR(" ")))
		return;
	skip(&after, tag.length + 1);
	*rest = str_trim(after);
}

static bool take_word(str *rest, str *ret_word)
{
	str word = { 0 }, after = { 0 };

	if (!str_cut(*rest, ' ', &word, &after))
		return false;
	*ret_word = word;
	*rest = after;
	return true;
}

/* "[id name=\"value\"]…" or "-"; a bracket in a value has a backslash before it. */
static bool skip_structured_data(str *rest)
{
	size_t at = 0;

	if (str_starts_with(*rest, STR("-"))) {
		skip(rest, 1);
		return true;
	}
	while (at < rest->length && rest->bytes[at] == '[') {
		while (at < rest->length && rest->bytes[at] != ']')
			at += rest->bytes[at] == '\\' ? 2 : 1;
		at++;
	}
	if (at == 0 || at > rest->length)
		return false;
	skip(rest, at);
	return true;
}

/* "<34>1 2003-10-11T22:14:15.003Z host app 123 ID47 [data] text" */
static bool read_syslog_5424(const struct parse *parse, str rest)
{
	str time = { 0 }, other = { 0 };
	instant_ms at = 0;

	skip(&rest, 2);
	if (!take_word(&rest, &time))
		return false;
	for (int i = 0; i < 4; i++) /* host, program, process, kind of message */
		if (!take_word(&rest, &other))
			return false;
	if (!skip_structured_data(&rest))
		return false;
	if (log_time_read(time, parse->now, &at)) {
		parse->line->at = at;
		parse->line->has_own_time = true;
	}
	rest = str_trim(rest);
	if (str_starts_with(rest, STR("\xef\xbb\xbf")))
		skip(&rest, 3);
	parse->line->text = rest;
	return true;
}

/* "<34>" in front of either kind. */
static bool read_syslog(const struct parse *parse)
{
	str rest = parse->line->text, number = { 0 }, after = { 0 };
	int64_t priority = 0;

	if (rest.length < 5 || rest.bytes[0] != '<' ||
	    !str_cut(str_slice(rest, 1, 4), '>', &number, &after) ||
	    !str_to_int(number, &priority) || priority < 0 || priority > 191)
		return false;
	skip(&rest, number.length + 2);
	parse->line->level = of_syslog[priority & 7];
	if (str_starts_with(rest, STR("1 ")) && read_syslog_5424(parse, rest))
		return true;
	if (log_time_take(&rest, parse->now, &parse->line->at)) {
		parse->line->has_own_time = true;
		skip_syslog_head(&rest);
	}
	parse->line->text = str_trim(rest);
	return true;
}

/* "I1129 10:00:00.123456   12345 file.go:12] text": of glog and klog. */
static bool read_glog(const struct parse *parse)
{
	static const char letters[] = "DIWEF";
	str rest = parse->line->text, thread = { 0 };
	const char *letter;

	if (rest.length < 20 || rest.bytes[5] != ' ')
		return false;
	letter = memchr(letters, rest.bytes[0], sizeof(letters) - 1);
	skip(&rest, 1);
	if (!letter || !log_time_take(&rest, parse->now, &parse->line->at))
		return false;
	parse->line->level = LINE_DEBUG + (enum line_level)(letter - letters);
	parse->line->has_own_time = true;
	rest = str_trim(rest);
	take_word(&rest, &thread);
	parse->line->text = str_trim(rest);
	return true;
}

/* "2026-11-29T10:00:00.123456789Z stdout F text"; P: the rest comes in the next line. */
static bool read_cri(const struct parse *parse)
{
	str rest = parse->line->text, time = { 0 }, stream = { 0 }, tag = { 0 };
	instant_ms at = 0;

	if (!take_word(&rest, &time) || !take_word(&rest, &stream) ||
	    (!str_is(stream, "stdout") && !str_is(stream, "stderr")))
		return false;
	if (!take_word(&rest, &tag)) {
		tag = rest;
		skip(&rest, rest.length);
	}
	if ((!str_is(tag, "F") && !str_is(tag, "P")) ||
	    !log_time_read(time, parse->now, &at))
		return false;
	parse->line->at = at;
	parse->line->unfinished = str_is(tag, "P");
	parse->line->text = rest;
	return true;
}

static void read_wrapped(const struct parse *parse, size_t depth);

/* The line of a program inside: what it says of time and level itself counts, but for a
 * time that its container knows better, since that one has a zone. */
static void read_inside(const struct parse *parse, size_t depth)
{
	instant_ms at = parse->line->at;

	if (depth >= WRAPS_MAX)
		return;
	read_wrapped(parse, depth + 1);
	if (at != 0)
		parse->line->at = at;
}

static str text_of_fields(struct arena *arena, const str *fields, str line)
{
	str text = fields[LOG_FIELD_TEXT], error = fields[LOG_FIELD_ERROR];

	if (text.length == 0)
		return error.length > 0 ? error : line;
	if (error.length == 0 || str_contains(text, error))
		return text;
	return arena_format(arena, STR_FMT ": " STR_FMT, STR_ARG(text), STR_ARG(error));
}

static bool read_fields(const struct parse *parse, size_t depth)
{
	str fields[LOG_FIELDS], trimmed = str_trim(parse->line->text);
	struct log_line *line = parse->line;
	instant_ms at = 0;

	if (!log_fields_json(parse->arena, trimmed, fields) &&
	    !log_fields_logfmt(parse->arena, trimmed, fields))
		return false;
	line->at = log_time_read(fields[LOG_FIELD_TIME], parse->now, &at) ? at : 0;
	line->level = level_of_field(fields[LOG_FIELD_LEVEL]);
	line->trace = fields[LOG_FIELD_TRACE];
	line->span = fields[LOG_FIELD_SPAN];
	if (fields[LOG_FIELD_TEXT].length == 0 && fields[LOG_FIELD_RAW].length > 0) {
		str raw = fields[LOG_FIELD_RAW];

		/* Docker ends a line with its line feed, but a part of one without. */
		line->unfinished = line->at != 0 && !str_ends_with(raw, STR("\n"));
		while (raw.length > 0 && is_in(raw.bytes[raw.length - 1], STR("\r\n")))
			raw.length--;
		line->text = raw;
		read_inside(parse, depth);
		return true;
	}
	line->has_own_time = line->at != 0;
	line->text = text_of_fields(parse->arena, fields, line->text);
	return true;
}

/* "10.0.0.1 - bob [29/Nov/2026:10:00:00 +0100] \"GET /\"", "web_1 | 2026-11-29 10:00:00
 * up": not in front. A day and a time are needed: numbers are everywhere. */
static bool read_inner_time(const struct parse *parse)
{
	str text = parse->line->text;

	for (size_t at = 1; at < text.length && at < TIME_BYTES_MAX; at++) {
		str rest = str_slice(text, at, text.length), after = rest;
		bool begins = is_in(text.bytes[at - 1], STR(" [|\"'(,:="));

		if (!begins || !is_of_word(text.bytes[at]) ||
		    !log_time_take(&after, parse->now, &parse->line->at))
			continue;
		if (rest.length - after.length < TIME_BYTES_MIN) {
			parse->line->at = 0;
			continue;
		}
		if (is_in(text.bytes[at - 1], STR("[\"'(")) && after.length > 0)
			skip(&after, 1);
		at -= is_in(text.bytes[at - 1], STR("[\"'("));
		parse->line->has_own_time = true;
		parse->line->text = arena_format(parse->arena, STR_FMT STR_FMT,
						 STR_ARG(str_slice(text, 0, at)),
						 STR_ARG(str_trim(after)));
		find_level(parse->line);
		return true;
	}
	return false;
}

/* "1:M 29 Nov 2026 10:00:00.123 * text": Redis has its process and role in front. */
static bool read_redis(const struct parse *parse)
{
	str rest = parse->line->text, process = { 0 };
	size_t length;

	if (!take_word(&rest, &process) || process.length < 3 || process.length > 12)
		return false;
	length = process.length;
	if (process.bytes[length - 2] != ':' ||
	    !is_in(process.bytes[length - 1], STR("XCSM")) ||
	    !log_time_take(&rest, parse->now, &parse->line->at))
		return false;
	rest = str_trim(rest);
	parse->line->has_own_time = true;
	if (str_starts_with(rest, STR("# ")))
		parse->line->level = LINE_WARNING;
	else if (str_starts_with(rest, STR("* ")))
		parse->line->level = LINE_INFO;
	else if (str_starts_with(rest, STR("- ")) || str_starts_with(rest, STR(". ")))
		parse->line->level = LINE_DEBUG;
	skip(&rest, parse->line->level != LINE_LEVEL_NONE ? 2 : 0);
	parse->line->text = rest;
	return true;
}

static bool begins_with_month(str text)
{
	return text.length > 0 && text.bytes[0] >= 'A' && text.bytes[0] <= 'Z';
}

static bool read_plain(const struct parse *parse)
{
	str rest = parse->line->text;
	bool like_syslog = begins_with_month(rest);

	if (!log_time_take(&rest, parse->now, &parse->line->at) && !log_clock_take(&rest))
		return false;
	parse->line->has_own_time = true;
	if (like_syslog)
		skip_syslog_head(&rest);
	parse->line->text = str_trim(rest);
	find_level(parse->line);
	return true;
}

/* What a runtime writes below the line that it belongs to. */
static bool is_continuation(str text)
{
	static const str beginnings[] = {
		STR_INIT("Caused by: "), STR_INIT("Suppressed: "),
		STR_INIT("... "),        STR_INIT("Traceback (most recent call last)"),
		STR_INIT("goroutine "),  STR_INIT("}"),
		STR_INIT(")"),           STR_INIT("]"),
	};
	size_t indent = 0;

	if (text.length > 0 && text.bytes[0] == '\t')
		return true;
	while (indent < text.length && text.bytes[indent] == ' ')
		indent++;
	if (indent >= INDENT_MIN)
		return true;
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (str_starts_with(text, beginnings[i]))
			return true;
	return false;
}

static void read_wrapped(const struct parse *parse, size_t depth)
{
	struct log_line *line = parse->line;

	if (read_fields(parse, depth))
		return;
	if (read_cri(parse)) {
		read_inside(parse, depth);
		return;
	}
	if (read_syslog(parse) || read_glog(parse) || read_redis(parse) ||
	    read_plain(parse) || read_inner_time(parse))
		return;
	line->continues = is_continuation(line->text);
	find_level(line);
}

void log_line_read(struct arena *arena, str line, instant_ms now,
		   struct log_line *ret_line)
{
	struct parse parse = { .arena = arena, .now = now, .line = ret_line };

	while (line.length > 0 && is_in(line.bytes[line.length - 1], STR("\r\n")))
		line.length--;
	*ret_line = (struct log_line){ .text = line, .raw = line };
	ret_line->trace = ret_line->span = STR("");
	read_wrapped(&parse, 0);
}
