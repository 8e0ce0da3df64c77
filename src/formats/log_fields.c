#include "formats/log_fields.h"

#include "formats/json.h"

enum { PAIRS_MIN = 2 };

static const struct {
	str name;
	enum log_field field;
} names[] = {
	{ STR_INIT("message"), LOG_FIELD_TEXT },
	{ STR_INIT("msg"), LOG_FIELD_TEXT },
	{ STR_INIT("MESSAGE"), LOG_FIELD_TEXT },
	{ STR_INIT("body"), LOG_FIELD_TEXT },
	{ STR_INIT("text"), LOG_FIELD_TEXT },
	{ STR_INIT("event"), LOG_FIELD_TEXT },
	{ STR_INIT("log"), LOG_FIELD_RAW },
	{ STR_INIT("@timestamp"), LOG_FIELD_TIME },
	{ STR_INIT("timestamp"), LOG_FIELD_TIME },
	{ STR_INIT("time"), LOG_FIELD_TIME },
	{ STR_INIT("ts"), LOG_FIELD_TIME },
	{ STR_INIT("t"), LOG_FIELD_TIME },
	{ STR_INIT("at"), LOG_FIELD_TIME },
	{ STR_INIT("datetime"), LOG_FIELD_TIME },
	{ STR_INIT("__REALTIME_TIMESTAMP"), LOG_FIELD_TIME },
	{ STR_INIT("level"), LOG_FIELD_LEVEL },
	{ STR_INIT("log.level"), LOG_FIELD_LEVEL },
	{ STR_INIT("severity"), LOG_FIELD_LEVEL },
	{ STR_INIT("lvl"), LOG_FIELD_LEVEL },
	{ STR_INIT("levelname"), LOG_FIELD_LEVEL },
	{ STR_INIT("loglevel"), LOG_FIELD_LEVEL },
	{ STR_INIT("PRIORITY"), LOG_FIELD_LEVEL },
	{ STR_INIT("error"), LOG_FIELD_ERROR },
	{ STR_INIT("err"), LOG_FIELD_ERROR },
	{ STR_INIT("exception"), LOG_FIELD_ERROR },
	{ STR_INIT("reason"), LOG_FIELD_ERROR },
	{ STR_INIT("trace_id"), LOG_FIELD_TRACE },
	{ STR_INIT("traceId"), LOG_FIELD_TRACE },
	{ STR_INIT("traceID"), LOG_FIELD_TRACE },
	{ STR_INIT("trace.id"), LOG_FIELD_TRACE },
	{ STR_INIT("span_id"), LOG_FIELD_SPAN },
	{ STR_INIT("spanId"), LOG_FIELD_SPAN },
	{ STR_INIT("spanID"), LOG_FIELD_SPAN },
	{ STR_INIT("span.id"), LOG_FIELD_SPAN },
};

enum { NAMES = sizeof(names) / sizeof(names[0]), UNKNOWN = NAMES };

/* The best name that each field was found under. */
struct found {
	struct arena *arena;
	str fields[LOG_FIELDS];
	size_t ranks[LOG_FIELDS];
	size_t name; /* of the value to come */
	size_t depth;
};

static size_t name_of(str text)
{
	size_t i = 0;

	while (i < NAMES && !str_equal(text, names[i].name))
		i++;
	return i;
}

static void begin(struct found *found, struct arena *arena)
{
	*found = (struct found){ .arena = arena, .name = UNKNOWN };
	for (size_t i = 0; i < LOG_FIELDS; i++) {
		found->fields[i] = STR("");
		found->ranks[i] = UNKNOWN;
	}
}

static void keep(struct found *found, size_t name, str value)
{
	enum log_field field;

	if (name == UNKNOWN)
		return;
	field = names[name].field;
	if (name >= found->ranks[field])
		return;
	found->ranks[field] = name;
	found->fields[field] = arena_copy(found->arena, value);
}

static bool is_log(const struct found *found)
{
	return found->ranks[LOG_FIELD_TEXT] < UNKNOWN ||
	       found->ranks[LOG_FIELD_RAW] < UNKNOWN ||
	       found->ranks[LOG_FIELD_TIME] < UNKNOWN ||
	       found->ranks[LOG_FIELD_LEVEL] < UNKNOWN;
}

static bool give(const struct found *found, str ret_fields[LOG_FIELDS])
{
	if (!is_log(found))
		return false;
	for (size_t i = 0; i < LOG_FIELDS; i++)
		ret_fields[i] = found->fields[i];
	return true;
}

static bool on_begin(void *context)
{
	struct found *found = context;

	found->depth++;
	return true;
}

static bool on_end(void *context)
{
	struct found *found = context;

	found->depth--;
	found->name = UNKNOWN;
	return true;
}

static bool on_name(void *context, str name)
{
	struct found *found = context;

	if (found->depth == 1)
		found->name = name_of(name);
	return true;
}

static bool on_value(void *context, str value)
{
	struct found *found = context;

	if (found->depth == 1)
		keep(found, found->name, value);
	return true;
}

bool log_fields_json(struct arena *arena, str line, str ret_fields[LOG_FIELDS])
{
	static const struct json_events events = { .begin_map = on_begin,
						   .end_map = on_end,
						   .begin_list = on_begin,
						   .end_list = on_end,
						   .name = on_name,
						   .text = on_value,
						   .number = on_value };
	struct error error = { 0 };
	struct found found;

	if (line.length == 0 || line.bytes[0] != '{')
		return false;
	begin(&found, arena);
	return json_scan(line, &events, &found, &error) && give(&found, ret_fields);
}

static char escaped(char c)
{
	return c == 'n' ? '\n' : c == 't' ? '\t' : c;
}

/* What stands between the quotes; a backslash is for the byte behind it. */
static str take_quoted(struct arena *arena, str *rest)
{
	size_t end = 1, length = 0;
	char *bytes;

	while (end < rest->length && rest->bytes[end] != '"')
		end += rest->bytes[end] == '\\' ? 2 : 1;
	end = end < rest->length ? end : rest->length;
	bytes = arena_many(arena, char, end);
	for (size_t at = 1; at < end; at++) {
		bool is_escape = rest->bytes[at] == '\\' && at + 1 < end;

		at += is_escape;
		bytes[length++] = is_escape ? escaped(rest->bytes[at]) : rest->bytes[at];
	}
	*rest = str_slice(*rest, end + 1, rest->length);
	return (str){ bytes, length };
}

static bool is_of_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-' || c == '@' ||
	       c == '/';
}

/* "name=value", "name=" or "name=\"a value\"" off the front; false for anything else. */
static bool take_pair(struct arena *arena, str *rest, str *ret_name, str *ret_value)
{
	size_t length = 0;
	str after;

	while (length < rest->length && is_of_name(rest->bytes[length]))
		length++;
	if (length == 0 || length == rest->length || rest->bytes[length] != '=')
		return false;
	*ret_name = str_slice(*rest, 0, length);
	after = str_slice(*rest, length + 1, rest->length);
	if (after.length > 0 && after.bytes[0] == '"') {
		*ret_value = take_quoted(arena, &after);
	} else {
		for (length = 0; length < after.length && after.bytes[length] != ' ';)
			length++;
		*ret_value = str_slice(after, 0, length);
		after = str_slice(after, length, after.length);
	}
	*rest = after;
	return true;
}

bool log_fields_logfmt(struct arena *arena, str line, str ret_fields[LOG_FIELDS])
{
	str rest = str_trim(line), name = { 0 }, value = { 0 };
	struct found found;
	size_t pairs = 0;

	begin(&found, arena);
	while (rest.length > 0) {
		if (!take_pair(arena, &rest, &name, &value))
			return false;
		keep(&found, name_of(name), value);
		pairs++;
		if (rest.length > 0 && rest.bytes[0] != ' ')
			return false;
		rest = str_trim(rest);
	}
	return pairs >= PAIRS_MIN && give(&found, ret_fields);
}
