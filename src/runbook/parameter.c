/* What a placeholder's name says about its value, and which values it takes. */
#include "base/limits.h"
#include "base/text.h"
#include "core/action/action.h"
#include "runbook/places.h"
#include "runbook/promql.h"
#include "runbook/read_private.h"

#include <ctype.h>
#include <string.h>

enum {
	NAME_BYTES_MAX = 253, /* RFC 1123 */
	INTEGER_DIGITS_MAX = 18,
};

/* -- types by name -- */

static const struct {
	const char *word;
	enum parameter_type type;
} type_words[] = {
	{ "password", PARAMETER_SECRET },
	{ "passwd", PARAMETER_SECRET },
	{ "pass", PARAMETER_SECRET },
	{ "passphrase", PARAMETER_SECRET },
	{ "secret", PARAMETER_SECRET },
	{ "token", PARAMETER_SECRET },
	{ "credential", PARAMETER_SECRET },
	{ "credentials", PARAMETER_SECRET },
	{ "apikey", PARAMETER_SECRET },
	{ "dsn", PARAMETER_SECRET },
	{ "pod", PARAMETER_NAME },
	{ "namespace", PARAMETER_NAME },
	{ "ns", PARAMETER_NAME },
	{ "container", PARAMETER_NAME },
	{ "deployment", PARAMETER_NAME },
	{ "deploy", PARAMETER_NAME },
	{ "statefulset", PARAMETER_NAME },
	{ "daemonset", PARAMETER_NAME },
	{ "replicaset", PARAMETER_NAME },
	{ "service", PARAMETER_NAME },
	{ "svc", PARAMETER_NAME },
	{ "app", PARAMETER_NAME },
	{ "application", PARAMETER_NAME },
	{ "job", PARAMETER_NAME },
	{ "cronjob", PARAMETER_NAME },
	{ "ingress", PARAMETER_NAME },
	{ "configmap", PARAMETER_NAME },
	{ "pvc", PARAMETER_NAME },
	{ "pv", PARAMETER_NAME },
	{ "hpa", PARAMETER_NAME },
	{ "node", PARAMETER_NAME },
	{ "release", PARAMETER_NAME },
	{ "pid", PARAMETER_INTEGER },
	{ "ppid", PARAMETER_INTEGER },
	{ "port", PARAMETER_INTEGER },
	{ "count", PARAMETER_INTEGER },
	{ "replicas", PARAMETER_INTEGER },
	{ "number", PARAMETER_INTEGER },
	{ "num", PARAMETER_INTEGER },
	{ "opid", PARAMETER_INTEGER },
	{ "lines", PARAMETER_INTEGER },
	{ "seconds", PARAMETER_INTEGER },
	{ "minutes", PARAMETER_INTEGER },
	{ "hours", PARAMETER_INTEGER },
	{ "days", PARAMETER_INTEGER },
	{ "revision", PARAMETER_INTEGER },
	{ "offset", PARAMETER_INTEGER },
	{ "partition", PARAMETER_INTEGER },
	{ "duration", PARAMETER_DURATION },
	{ "timeout", PARAMETER_DURATION },
	{ "interval", PARAMETER_DURATION },
	{ "period", PARAMETER_DURATION },
	{ "window", PARAMETER_DURATION },
	{ "range", PARAMETER_DURATION },
	{ "age", PARAMETER_DURATION },
	{ "time", PARAMETER_INSTANT },
	{ "timestamp", PARAMETER_INSTANT },
	{ "date", PARAMETER_INSTANT },
	{ "datetime", PARAMETER_INSTANT },
	{ "instant", PARAMETER_INSTANT },
	{ "host", PARAMETER_ADDRESS },
	{ "hostname", PARAMETER_ADDRESS },
	{ "url", PARAMETER_ADDRESS },
	{ "uri", PARAMETER_ADDRESS },
	{ "endpoint", PARAMETER_ADDRESS },
	{ "address", PARAMETER_ADDRESS },
	{ "addr", PARAMETER_ADDRESS },
	{ "ip", PARAMETER_ADDRESS },
	{ "server", PARAMETER_ADDRESS },
	{ "domain", PARAMETER_ADDRESS },
	{ "instance", PARAMETER_ADDRESS },
	{ "broker", PARAMETER_ADDRESS },
	{ "brokers", PARAMETER_ADDRESS },
	/* names, and none of RFC 1123's */
	{ "id", PARAMETER_TEXT },
	{ "table", PARAMETER_TEXT },
	{ "index", PARAMETER_TEXT },
	{ "column", PARAMETER_TEXT },
	{ "user", PARAMETER_TEXT },
	{ "username", PARAMETER_TEXT },
	{ "database", PARAMETER_TEXT },
	{ "topic", PARAMETER_TEXT },
	{ "file", PARAMETER_TEXT },
	{ "path", PARAMETER_TEXT },
};

/* The name's last word of those we know says what it is: a pod's port is a number, and
 * the value of a label is what the label is. */
static bool take_last_word(str *rest, str *ret_word)
{
	size_t end = rest->length, begin;

	while (end > 0 && !isalnum((unsigned char)rest->bytes[end - 1]))
		end--;
	for (begin = end; begin > 0 && isalnum((unsigned char)rest->bytes[begin - 1]);
	     begin--)
		if (begin < end && isupper((unsigned char)rest->bytes[begin]) &&
		    islower((unsigned char)rest->bytes[begin - 1]))
			break;
	*ret_word = str_slice(*rest, begin, end - begin);
	rest->length = begin;
	return ret_word->length > 0;
}

/* An address of these holds a user and a password more often than not. */
static bool holds_credentials(str name)
{
	static const char *const systems[] = { "mongo",      "mongodb",  "postgres",
					       "postgresql", "pg",       "database",
					       "db",         "mysql",    "redis",
					       "amqp",       "rabbitmq", "connection" };
	str rest = name, word;

	while (take_last_word(&rest, &word))
		for (size_t i = 0; i < sizeof(systems) / sizeof(systems[0]); i++)
			if (words_equal(word, systems[i]))
				return true;
	return false;
}

static bool is_connection(str word)
{
	return words_equal(word, "uri") || words_equal(word, "url");
}

/* "API_KEY", "private key"; a key alone is one of a map. */
static bool is_secret_key(str rest, str word)
{
	str before;

	if (!words_equal(word, "key") || !take_last_word(&rest, &before))
		return false;
	return words_equal(before, "api") || words_equal(before, "private") ||
	       words_equal(before, "access") || words_equal(before, "secret");
}

static bool type_of_word(str word, enum parameter_type *ret_type)
{
	for (size_t i = 0; i < sizeof(type_words) / sizeof(type_words[0]); i++)
		if (words_equal(word, type_words[i].word)) {
			*ret_type = type_words[i].type;
			return true;
		}
	return false;
}

/* A pod's name is one of Kubernetes, a file's or a user's is not; a secret's is. */
static enum parameter_type type_of_name(str rest)
{
	enum parameter_type type = PARAMETER_TEXT;
	str before;

	if (!take_last_word(&rest, &before))
		return PARAMETER_NAME;
	if (!type_of_word(before, &type))
		return PARAMETER_TEXT;
	if (type == PARAMETER_NAME || type == PARAMETER_SECRET)
		return PARAMETER_NAME;
	return type == PARAMETER_ADDRESS ? PARAMETER_ADDRESS : PARAMETER_TEXT;
}

enum parameter_type parameter_type_of(str name)
{
	enum parameter_type type = PARAMETER_TEXT;
	str rest = name, word;

	while (take_last_word(&rest, &word)) {
		if (is_secret_key(rest, word) ||
		    (is_connection(word) && holds_credentials(name)))
			return PARAMETER_SECRET;
		if (words_equal(word, "name"))
			return type_of_name(rest);
		if (type_of_word(word, &type))
			return type;
	}
	return PARAMETER_TEXT;
}

/* -- values -- */

static bool is_of(str value, const char *more)
{
	for (size_t i = 0; i < value.length; i++)
		if (!isalnum((unsigned char)value.bytes[i]) &&
		    !strchr(more, value.bytes[i]))
			return false;
	return value.length > 0;
}

static bool is_lower_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* RFC 1123: each label begins and ends with a letter or digit. */
static bool is_name(str value)
{
	str rest = value, label;

	if (value.length == 0 || value.length > NAME_BYTES_MAX ||
	    value.bytes[value.length - 1] == '.')
		return false;
	while (str_next(&rest, '.', &label)) {
		if (label.length == 0 || !is_lower_alnum(label.bytes[0]) ||
		    !is_lower_alnum(label.bytes[label.length - 1]))
			return false;
		for (size_t i = 0; i < label.length; i++)
			if (!is_lower_alnum(label.bytes[i]) && label.bytes[i] != '-')
				return false;
	}
	return true;
}

static bool is_integer(str value)
{
	for (size_t i = 0; i < value.length; i++)
		if (!isdigit((unsigned char)value.bytes[i]))
			return false;
	return value.length > 0 && value.length <= INTEGER_DIGITS_MAX;
}

static bool is_duration(str value)
{
	duration_ms duration;
	struct error error;

	return promql_duration(value, &duration) ||
	       duration_parse(value, &duration, &error);
}

/* A day alone, too: logs are asked for by it. */
static bool is_instant(str value)
{
	instant_ms instant;
	struct error error;
	char whole[] = "0000-00-00T00:00:00Z";

	if (value.length != STR("2026-01-31").length)
		return instant_parse(value, &instant, &error);
	memcpy(whole, value.bytes, value.length);
	return instant_parse(str_of(whole), &instant, &error);
}

static bool is_host_and_port(str value)
{
	str host = value, port = STR("");

	if (str_starts_with(value, STR("["))) {
		if (!str_cut(str_slice(value, 1, value.length), ']', &host, &port) ||
		    !is_of(host, ":.%"))
			return false;
		return port.length == 0 || (port.bytes[0] == ':' &&
					    is_integer(str_slice(port, 1, port.length)));
	}
	/* more than one ":" without brackets is IPv6 without a port */
	if (str_cut(value, ':', &host, &port) && !str_contains(port, STR(":")))
		return is_of(host, ".-_") && is_integer(port);
	return is_of(value, ".-_") || (is_of(value, ":.") && port.length > 0);
}

/* host, host:port, several of them, or an address with its scheme. */
static bool is_address(str value)
{
	str scheme, rest, path, one;

	if (str_cut(value, ':', &scheme, &rest) && str_starts_with(rest, STR("//"))) {
		size_t end = 2;

		while (end < rest.length && !strchr("/?#", rest.bytes[end]))
			end++;
		path = str_slice(rest, end, rest.length);
		return is_of(scheme, "+.-") &&
		       is_host_and_port(str_slice(rest, 2, end - 2)) &&
		       (path.length == 0 || is_of(path, "-._~:/?#[]@!$&'()*+,;=%"));
	}
	rest = value;
	while (str_next(&rest, ',', &one))
		if (!is_host_and_port(one))
			return false;
	return value.length > 0 && !str_ends_with(value, STR(","));
}

static bool is_never(str value)
{
	(void)value;
	return false;
}

static bool is_any(str value)
{
	return value.length > 0;
}

static const struct {
	bool (*accepts)(str value);
	const char *wants;
} grammars[] = {
	[PARAMETER_NAME] = { is_name, "lower-case letters, digits, '-' and '.', as names "
				      "in Kubernetes are" },
	[PARAMETER_INTEGER] = { is_integer, "a whole number" },
	[PARAMETER_DURATION] = { is_duration, "a duration like 90s, 5m or 1h30m" },
	[PARAMETER_INSTANT] = { is_instant,
				"a time like 2026-01-31T14:17:00Z, or a day" },
	[PARAMETER_ADDRESS] = { is_address,
				"a host, host:port or URL without user and password" },
	[PARAMETER_SECRET] = { is_never, "nothing from here: a secret comes from the "
					 "environment of what runs, as $NAME" },
	[PARAMETER_TEXT] = { is_any, "a text" },
};

/* Signs that are not seen, or turn round how the rest is read: a preview would show
 * something else than what runs. U+0080 to U+009F, U+200B to U+200F, U+2028 to U+202E,
 * U+2060 to U+206F, U+FEFF. */
static bool holds_unseen(str value)
{
	for (size_t i = 0; i + 1 < value.length; i++) {
		unsigned char first = (unsigned char)value.bytes[i];
		unsigned char second = (unsigned char)value.bytes[i + 1];
		unsigned char third = i + 2 < value.length
					      ? (unsigned char)value.bytes[i + 2]
					      : 0;

		if (first == 0xc2 && second <= 0x9f)
			return true;
		if (first == 0xe2 && second == 0x80 &&
		    ((third >= 0x8b && third <= 0x8f) ||
		     (third >= 0xa8 && third <= 0xae)))
			return true;
		if ((first == 0xe2 && second == 0x81 && third >= 0xa0) ||
		    (first == 0xef && second == 0xbb && third == 0xbf))
			return true;
	}
	return false;
}

/* "../../etc/shadow" in the place of a file's name. */
static bool leads_out(str value)
{
	str piece;

	while (str_next(&value, '/', &piece))
		if (str_is(piece, ".."))
			return true;
	return false;
}

bool parameter_accepts(struct arena *arena, const struct runbook_parameter *parameter,
		       str value, str *ret_why_not)
{
	str name = str_clip(parameter->name, 100);

	if (value.length > PARAMETER_VALUE_BYTES_MAX)
		*ret_why_not = arena_format(arena, STR_FMT ": longer than %d bytes",
					    STR_ARG(name), PARAMETER_VALUE_BYTES_MAX);
	else if (!action_value_accepts(arena, name, value, ret_why_not))
		;
	else if (value.length > 0 && (!str_is_utf8(value) || holds_unseen(value)))
		*ret_why_not = arena_format(
			arena, STR_FMT ": holds signs that are not seen", STR_ARG(name));
	else if (leads_out(value))
		*ret_why_not = arena_format(arena,
					    STR_FMT ": '..' would lead out of its place",
					    STR_ARG(name));
	else if (!grammars[parameter->type].accepts(value))
		*ret_why_not = arena_format(
			arena, STR_FMT ": '" STR_FMT "' is not %s", STR_ARG(name),
			parameter->type == PARAMETER_SECRET
				? 6
				: (int)str_clip(value, 60).length,
			parameter->type == PARAMETER_SECRET ? "******" : value.bytes,
			grammars[parameter->type].wants);
	else
		return true;
	return false;
}

void parameters_read(struct arena *arena, struct runbook_block *block)
{
	struct {
		struct runbook_parameter *items;
		size_t count, capacity;
	} parameters = { 0 };
	struct places places;

	places_find(arena, block->language, block->code, &places);
	for (size_t i = 0; i < places.count && parameters.count < PARAMETERS_MAX; i++) {
		const struct place *place = &places.items[i];
		size_t known = 0;

		while (known < parameters.count &&
		       !str_equal(parameters.items[known].name, place->name))
			known++;
		if (known < parameters.count)
			continue;
		*list_add(arena, &parameters) = (struct runbook_parameter){
			.name = place->name,
			.source = str_slice(block->code, place->begin,
					    place->end - place->begin),
			.type = place->type,
		};
	}
	block->parameters = parameters.items;
	block->parameter_count = parameters.count;
}
