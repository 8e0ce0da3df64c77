/* Values in queries, SQL, JavaScript, Redis, YAML and HTTP. */
#include "runbook/fill_private.h"
#include "runbook/promql.h"
#include "runbook/read_private.h"

#include <ctype.h>
#include <string.h>

#define HARMLESS "._:/@%+=,~-"

static bool refuse(struct fill *fill, const struct place *place, str value,
		   const char *wants)
{
	return fill_refuse(fill, STR_FMT ": '" STR_FMT "' cannot stand there: %s",
			   STR_ARG(fill_source(fill, place)),
			   STR_ARG(str_clip(value, 60)), wants);
}

static bool add_if(struct fill *fill, const struct place *place, str value, bool fits,
		   const char *wants)
{
	if (!fits)
		return refuse(fill, place, value, wants);
	text_add(fill->out, value);
	return true;
}

/* With a backslash before each of these. */
static void add_escaped(struct text *out, str value, const char *these)
{
	for (size_t i = 0; i < value.length; i++) {
		if (strchr(these, value.bytes[i]))
			text_add_char(out, '\\');
		text_add_char(out, value.bytes[i]);
	}
}

static str escaped(struct fill *fill, str value, const char *these)
{
	struct text text = text_new(fill->arena, value.length * 2 + 1);

	add_escaped(&text, value, these);
	return text_of(&text);
}

static char byte_before(const struct fill *fill, const struct place *place)
{
	return place->from > 0 ? fill->code.bytes[place->from - 1] : '\0';
}

static bool has(str value, char c)
{
	return value.length > 0 && memchr(value.bytes, c, value.length);
}

/* -- PromQL, LogQL, TraceQL -- */

#define PATTERN_SIGNS "\\.+*?()|[]{}^$"

static bool is_query_keyword(str word)
{
	static const char *const words[] = { "and",      "or",         "unless",
					     "by",       "without",    "on",
					     "ignoring", "group_left", "group_right",
					     "offset",   "bool",       "atan2",
					     "inf",      "nan" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words_equal(word, words[i]))
			return true;
	return false;
}

bool fill_query_word(struct fill *fill, const struct place *place, str value)
{
	duration_ms duration;

	if (!fill_is_whole(place))
		return add_if(fill, place, value, fill_is_of(value, "_"),
			      "inside a word only letters, digits and _");
	return add_if(fill, place, value,
		      fill_is_number(value) || promql_duration(value, &duration) ||
			      (fill_is_of(value, "_:") &&
			       !isdigit((unsigned char)value.bytes[0]) &&
			       !is_query_keyword(value)),
		      "a number, a duration or a name");
}

bool fill_query_text(struct fill *fill, const struct place *place, str value)
{
	const char quotes[] = { '\\', place->quote, '\0' };

	if (place->kind == PLACE_QUERY_REGEX)
		value = escaped(fill, value, PATTERN_SIGNS);
	if (place->quote == '`')
		return add_if(fill, place, value, !has(value, '`'), "no ` inside of `…`");
	add_escaped(fill->out, value, quotes);
	return true;
}

bool fill_query_value(struct fill *fill, const struct place *place, str value)
{
	if (!fill_is_whole(place))
		return refuse(fill, place, value, "the matcher's value has no quotes");
	if (place->quote == '~')
		value = escaped(fill, value, PATTERN_SIGNS);
	text_add_char(fill->out, '"');
	add_escaped(fill->out, value, "\\\"");
	text_add_char(fill->out, '"');
	return true;
}

bool fill_query_range(struct fill *fill, const struct place *place, str value)
{
	duration_ms duration;

	return add_if(fill, place, value,
		      fill_is_whole(place) && promql_duration(value, &duration),
		      "a duration like 5m");
}

/* -- SQL -- */

static bool is_sql_name_word(str word)
{
	static const char *const words[] = {
		"from", "join",    "into",     "update",   "table",        "index",
		"view", "schema",  "database", "analyze",  "vacuum",       "reindex",
		"by",   "column",  "describe", "exists",   "concurrently", "verbose",
		"use",  "trigger", "function", "truncate", "only",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words_equal(word, words[i]))
			return true;
	return false;
}

/* A table, a column: behind the word that wants one, or beside a ".". */
static bool is_sql_name(const struct fill *fill, const struct place *place)
{
	size_t end = place->from, begin, after = place->to;
	str code = fill->code, word;

	if (byte_before(fill, place) == '.' ||
	    (after < code.length && code.bytes[after] == '.'))
		return true;
	while (end > 0 && isspace((unsigned char)code.bytes[end - 1]))
		end--;
	for (begin = end; begin > 0 && isalpha((unsigned char)code.bytes[begin - 1]);)
		begin--;
	word = str_slice(code, begin, end - begin);
	while (after < code.length && isspace((unsigned char)code.bytes[after]))
		after++;
	return is_sql_name_word(word) ||
	       (words_equal(word, "on") && after < code.length &&
		code.bytes[after] == '(');
}

bool fill_sql_word(struct fill *fill, const struct place *place, str value)
{
	if (!fill_is_whole(place))
		return add_if(fill, place, value, fill_is_of(value, "_"),
			      "inside a word only letters, digits and _");
	if (is_sql_name(fill, place))
		return add_if(fill, place, value, fill_is_identifier(value),
			      "a name of letters, digits and _");
	if (fill_is_number(value)) {
		text_add(fill->out, value);
		return true;
	}
	text_add_char(fill->out, '\'');
	if (!fill_sql_text(fill,
			   &(struct place){ .begin = place->begin,
					    .end = place->end,
					    .kind = PLACE_SQL_TEXT,
					    .quote = '\'' },
			   value))
		return false;
	text_add_char(fill->out, '\'');
	return true;
}

/* A backslash hides the quote behind it in MySQL and not in PostgreSQL. */
bool fill_sql_text(struct fill *fill, const struct place *place, str value)
{
	if (has(value, '\\'))
		return refuse(fill, place, value, "databases differ on a backslash");
	if (place->quote != '\'')
		return add_if(fill, place, value, fill_is_of(value, "_- ."),
			      "a name of letters, digits, blanks and _-.");
	for (size_t i = 0; i < value.length; i++) {
		if (value.bytes[i] == '\'')
			text_add_char(fill->out, '\'');
		text_add_char(fill->out, value.bytes[i]);
	}
	return true;
}

/* -- JavaScript -- */

static void add_double_quoted(struct text *out, str value)
{
	text_add_char(out, '"');
	add_escaped(out, value, "\\\"");
	text_add_char(out, '"');
}

bool fill_script_word(struct fill *fill, const struct place *place, str value)
{
	if (!fill_is_whole(place))
		return add_if(fill, place, value, fill_is_of(value, "_"),
			      "inside a word only letters, digits and _");
	if (byte_before(fill, place) == '.')
		return add_if(fill, place, value, fill_is_identifier(value),
			      "a name of letters, digits and _");
	if (fill_is_number(value))
		text_add(fill->out, value);
	else
		add_double_quoted(fill->out, value);
	return true;
}

bool fill_script_text(struct fill *fill, const struct place *place, str value)
{
	const char quotes[] = { '\\', place->quote, '\0' };

	add_escaped(fill->out, value, quotes);
	return true;
}

bool fill_script_regex(struct fill *fill, const struct place *place, str value)
{
	(void)place;
	add_escaped(fill->out, value, PATTERN_SIGNS "/");
	return true;
}

/* -- Redis -- */

bool fill_redis_word(struct fill *fill, const struct place *place, str value)
{
	if (fill_is_of(value, HARMLESS)) {
		text_add(fill->out, value);
		return true;
	}
	if (!fill_is_whole(place))
		return refuse(fill, place, value,
			      "inside a word only letters, digits and " HARMLESS);
	add_double_quoted(fill->out, value);
	return true;
}

/* Between single quotes only \' is an escape. */
bool fill_redis_text(struct fill *fill, const struct place *place, str value)
{
	if (place->quote == '\'')
		return add_if(fill, place, value, !has(value, '\'') && !has(value, '\\'),
			      "no ' and no backslash between single quotes");
	add_escaped(fill->out, value, "\\\"");
	return true;
}

/* -- YAML -- */

/* Words that YAML takes for something else than a text. */
static bool is_yaml_word(str word)
{
	static const char *const words[] = { "true", "false", "yes", "no",  "on", "off",
					     "null", "y",     "n",   "nan", "inf" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words_equal(word, words[i]))
			return true;
	return false;
}

bool fill_yaml_plain(struct fill *fill, const struct place *place, str value)
{
	bool is_plain = fill_is_of(value, "._/-") &&
			isalpha((unsigned char)value.bytes[0]) && !is_yaml_word(value);

	if (!fill_is_whole(place))
		return add_if(fill, place, value, fill_is_of(value, "._/@+=~-"),
			      "inside a text only letters, digits and ._/@+=~-");
	if (is_plain || (place->type == PARAMETER_INTEGER && fill_is_number(value)))
		text_add(fill->out, value);
	else
		add_double_quoted(fill->out, value);
	return true;
}

bool fill_yaml_quoted(struct fill *fill, const struct place *place, str value)
{
	if (place->kind == PLACE_YAML_DOUBLE) {
		add_escaped(fill->out, value, "\\\"");
		return true;
	}
	for (size_t i = 0; i < value.length; i++) {
		if (value.bytes[i] == '\'')
			text_add_char(fill->out, '\'');
		text_add_char(fill->out, value.bytes[i]);
	}
	return true;
}

bool fill_yaml_block(struct fill *fill, const struct place *place, str value)
{
	return add_if(fill, place, value, fill_is_of(value, HARMLESS),
		      "inside a longer text only letters, digits and " HARMLESS);
}

/* -- HTTP -- */

bool fill_http_target(struct fill *fill, const struct place *place, str value)
{
	str before = str_slice(fill->code, place->from, place->begin - place->from);

	if (place->begin == place->from)
		return add_if(fill, place, value, fill_is_of(value, "-._~:/?[]@&=%,"),
			      "an address");
	if (!fill_is_in_address(before))
		before = arena_format(fill->arena, "http://x" STR_FMT, STR_ARG(before));
	return fill_address_part(fill, before, value);
}

bool fill_http_text(struct fill *fill, const struct place *place, str value)
{
	str before = str_slice(fill->code, place->from, place->begin - place->from);
	size_t quotes = 0;

	for (size_t i = 0; i < before.length; i++)
		quotes += before.bytes[i] == '"' &&
			  (i == 0 || before.bytes[i - 1] != '\\');
	if (quotes % 2 == 1) {
		add_escaped(fill->out, value, "\\\"");
		return true;
	}
	return add_if(fill, place, value, fill_is_of(value, HARMLESS),
		      "without quotes only letters, digits and " HARMLESS);
}
