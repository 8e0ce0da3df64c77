#include "runbook/classify_http.h"

#include "base/limits.h"
#include "base/text.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* A pattern is a list of the path's pieces: "*" is one, "**" any number. */
struct route {
	const char *methods; /* with blanks between, in small letters */
	const char *pattern;
	enum action_class class;
	const char *does;
};

#define READ        ACTION_READ
#define REVERSIBLE  ACTION_REVERSIBLE
#define DESTRUCTIVE ACTION_DESTRUCTIVE
#define DATA        ACTION_DATA_REPAIR

/* The first that fits holds. */
static const struct route routes[] = {
	/* Prometheus, Alertmanager, Loki, Tempo, Thanos */
	{ "get post put", "**/-/reload", REVERSIBLE,
	  "makes the server read its configuration again" },
	{ "get post put", "**/-/quit", DESTRUCTIVE, "stops the server" },
	{ "get head", "**/-/*", READ, "only reads" },
	{ "post", "**/api/v1/query", READ, "only asks" },
	{ "post", "**/api/v1/query_range", READ, "only asks" },
	{ "post", "**/api/v1/query_exemplars", READ, "only asks" },
	{ "post", "**/api/v1/format_query", READ, "only asks" },
	{ "post", "**/api/v1/parse_query", READ, "only asks" },
	{ "post", "**/loki/api/v1/index/*", READ, "only asks" },
	{ "post", "**/api/v1/admin/tsdb/snapshot", REVERSIBLE, "writes a copy" },
	{ "post", "**/api/v2/silences", REVERSIBLE,
	  "adds a silence, which can be expired" },
	{ "delete", "**/api/v2/silence/*", REVERSIBLE,
	  "expires a silence, which can be set again" },
	/* Elasticsearch and OpenSearch */
	{ "post", "**/_search", READ, "only asks" },
	{ "post", "**/_search/template", READ, "only asks" },
	{ "post", "**/_msearch", READ, "only asks" },
	{ "post", "**/_count", READ, "only asks" },
	{ "post", "**/_mget", READ, "only asks" },
	{ "post", "**/_field_caps", READ, "only asks" },
	{ "post", "**/_analyze", READ, "only asks" },
	{ "post", "**/_validate/query", READ, "only asks" },
	{ "post", "**/_explain/*", READ, "only asks" },
	{ "post", "**/_termvectors", READ, "only asks" },
	{ "post", "**/_rank_eval", READ, "only asks" },
	{ "post", "_sql", READ, "only asks" },
	{ "post", "_sql/translate", READ, "only asks" },
	{ "post", "**/_cluster/allocation/explain", READ, "only asks" },
	{ "post", "**/_render/template", READ, "only asks" },
	{ "post put", "**/_delete_by_query", DATA, "deletes documents" },
	{ "post put", "**/_update_by_query", DATA, "changes documents" },
	{ "post put", "**/_reindex", DATA, "writes documents" },
	{ "post put", "**/_bulk", DATA, "changes documents" },
	{ "post put", "**/_doc", DATA, "changes documents" },
	{ "post put delete", "**/_doc/*", DATA, "changes documents" },
	{ "post put", "**/_update/*", DATA, "changes documents" },
	{ "post put", "**/_create/*", DATA, "changes documents" },
	{ "put", "**/_cluster/settings", REVERSIBLE, "changes a setting" },
	{ "put", "**/_settings", REVERSIBLE, "changes a setting" },
	{ "post", "**/_cluster/reroute", REVERSIBLE, "moves shards" },
	{ "post get", "**/_refresh", REVERSIBLE, "shows what was written" },
	{ "post get", "**/_flush", REVERSIBLE, "writes out what is in memory" },
	{ "post get", "**/_flush/synced", REVERSIBLE, "writes out what is in memory" },
	{ "post", "**/_cache/clear", REVERSIBLE, "empties caches, which fill again" },
	{ "post", "**/_open", REVERSIBLE, "opens an index" },
	{ "post", "**/_close", REVERSIBLE, "closes an index" },
	{ "post", "**/_aliases", REVERSIBLE, "moves names" },
	{ "post put", "**/_alias/*", REVERSIBLE, "adds a name" },
	{ "post", "**/_tasks/*/_cancel", REVERSIBLE, "stops a running task" },
	{ "post", "**/_forcemerge", DESTRUCTIVE,
	  "merges segments, and cannot be stopped" },
	{ "delete", "**/_search/scroll", REVERSIBLE, "ends a search" },
	{ "get post", "**/_search/scroll", READ, "only asks" },
	/* Spring */
	{ "post", "**/actuator/loggers/*", REVERSIBLE, "changes what is logged" },
	{ "post", "**/actuator/refresh", REVERSIBLE,
	  "makes the program read its configuration again" },
	{ "post", "**/actuator/health", READ, "only asks" },
	{ "get", "**/actuator/heapdump", REVERSIBLE,
	  "stops the program while it writes out its memory" },
	/* switches of features */
	{ "post put patch", "**/flags/**/disable", REVERSIBLE, "turns a switch" },
	{ "post put patch", "**/flags/**/enable", REVERSIBLE, "turns a switch" },
	{ "post put patch", "**/flags/**/toggle", REVERSIBLE, "turns a switch" },
	{ "post put patch", "**/features/**/disable", REVERSIBLE, "turns a switch" },
	{ "post put patch", "**/features/**/enable", REVERSIBLE, "turns a switch" },
	{ "post put patch", "**/feature-flags/**/disable", REVERSIBLE, "turns a switch" },
	{ "post put patch", "**/feature-flags/**/enable", REVERSIBLE, "turns a switch" },
	/* Envoy, which acts on POST and acted on GET */
	{ "get post", "**/healthcheck/*", REVERSIBLE,
	  "takes an instance out of balance, or "
	  "back" },
};

/* Pieces of a path, and values of "action=", that say that something is done. A GET
 * should not do it, and some do. */
static const char deeds[] =
	"shutdown quit quitquitquit abortabortabort restart reload reboot stop kill "
	"terminate delete remove drop destroy purge flush clear reset disable enable "
	"trigger execute exec run _forcemerge drain_listeners reset_counters "
	"reopen_logs runtime_modify failover promote demote rollback evict drain "
	"invalidate truncate wipe unlock lock pause resume start abort cancel approve "
	"logout truncate_all createsnapshot build buildwithparameters rebuild "
	"redeploy rerun retry reindex deploy";

static const char deed_keys[] = "action act cmd command do op operation method _method";

static str path_of(str url)
{
	static const char *const schemes[] = { "http://", "https://" };
	str before, after;

	for (size_t i = 0; i < COUNT(schemes); i++)
		if (str_starts_with(url, str_of(schemes[i]))) {
			url = str_slice(url, strlen(schemes[i]), url.length);
			break;
		}
	if (str_cut(url, '#', &before, &after))
		url = before;
	if (str_cut(url, '?', &before, &after))
		url = before;
	return str_cut(url, '/', &before, &after) ? after : STR("");
}

static str query_of(str url)
{
	str before, after;

	if (str_cut(url, '#', &before, &after))
		url = before;
	return str_cut(url, '?', &before, &after) ? after : STR("");
}

/* Does the path match the pattern, piece by piece? */
static bool matches(str pattern, str path)
{
	str wanted = pattern, piece = path, more = STR(""), rest = STR("");
	bool has_more, has_rest;

	while (str_starts_with(path, STR("/")))
		path = str_slice(path, 1, path.length);
	if (pattern.length == 0)
		return path.length == 0;
	has_more = str_cut(pattern, '/', &wanted, &more);
	has_rest = str_cut(path, '/', &piece, &rest);
	if (!has_rest)
		piece = path;
	if (!has_more)
		more = STR("");
	if (str_is(wanted, "**"))
		return matches(more, path) || (path.length > 0 && matches(pattern, rest));
	if (path.length == 0 || (!str_is(wanted, "*") && !str_equal(wanted, piece)))
		return false;
	return matches(more, rest);
}

static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + 0x20 : c)
			      : NULL;

	return found ? (int)(found - digits) : -1;
}

/* %73hutdown is shutdown. */
static str decoded(struct arena *arena, str text)
{
	char *bytes = arena_many(arena, char, text.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < text.length; i++) {
		bytes[length++] = text.bytes[i];
		if (text.bytes[i] != '%' || i + 2 >= text.length ||
		    digit(text.bytes[i + 1]) < 0 || digit(text.bytes[i + 2]) < 0)
			continue;
		bytes[length - 1] = (char)(digit(text.bytes[i + 1]) * 16 +
					   digit(text.bytes[i + 2]));
		i += 2;
	}
	return (str){ bytes, length };
}

static bool next_word(str *rest, str *ret_word)
{
	size_t start = 0, end;

	while (start < rest->length && strchr("/{},[]&;", rest->bytes[start]))
		start++;
	end = start;
	while (end < rest->length && !strchr("/{},[]&;", rest->bytes[end]))
		end++;
	*ret_word = str_slice(*rest, start, end - start);
	*rest = str_slice(*rest, end, rest->length);
	return ret_word->length > 0;
}

/* What a GET might do all the same, by its path or by "action=delete". */
static str deed_of(struct arena *arena, str url)
{
	str path = decoded(arena, path_of(url)), query = decoded(arena, query_of(url)),
	    word, key, value;

	while (next_word(&path, &word))
		if (name_is_in(word, deeds))
			return word;
	while (next_word(&query, &word))
		if (str_cut(word, '=', &key, &value) && key.length > 0 &&
		    name_is_in(key, deed_keys) && value.length > 0 &&
		    name_is_in(value, deeds))
			return value;
	return STR("");
}

static bool is_hidden(str path)
{
	return str_contains(path, STR("%")) || str_contains(path, STR("/../")) ||
	       str_contains(path, STR("/./"));
}

static void say(struct verdict *verdict, enum action_class class, unsigned line,
		str method, const char *does)
{
	verdict_add(verdict, class, line, STR_FMT " here %s",
		    STR_ARG(str_clip(method, 20)), does);
}

void http_judge(struct verdict *verdict, str method, str url, unsigned line)
{
	str path = path_of(url), deed = deed_of(verdict->arena, url);
	bool asks = name_is_in(method, "get head options trace propfind");

	if (path.length > HTTP_PATH_BYTES_MAX) {
		say(verdict, ACTION_DESTRUCTIVE, line, method, "has too long an address");
		return;
	}
	for (size_t i = 0; i < COUNT(routes) && !is_hidden(path); i++)
		if (name_is_in(method, routes[i].methods) &&
		    matches(str_of(routes[i].pattern), path)) {
			say(verdict, routes[i].class, line, method, routes[i].does);
			return;
		}
	if (asks && deed.length > 0)
		verdict_add(verdict, ACTION_DESTRUCTIVE, line,
			    "'" STR_FMT "' in the address may do something",
			    STR_ARG(str_clip(deed, 40)));
	else if (asks && method.length > 0)
		verdict_add(verdict, ACTION_READ, line, STR_FMT " only reads",
			    STR_ARG(str_clip(method, 20)));
	else if (name_is_in(method, "delete"))
		verdict_add(verdict, ACTION_DESTRUCTIVE, line,
			    "DELETE removes what it names");
	else
		verdict_add(verdict, ACTION_DESTRUCTIVE, line,
			    "what " STR_FMT " does at this address is not known",
			    STR_ARG(str_clip(method, 20)));
}

/* -- a text of requests -- */

static bool is_method(str word)
{
	if (word.length == 0 || word.length > 12)
		return false;
	for (size_t i = 0; i < word.length; i++)
		if (word.bytes[i] < 'A' || word.bytes[i] > 'Z')
			return false;
	return true;
}

/* "GET http://host/path HTTP/1.1", or the address alone. */
static void judge_line(struct verdict *verdict, str line, unsigned number)
{
	str method, url, before, after;

	if (str_starts_with(line, STR("http://")) ||
	    str_starts_with(line, STR("https://"))) {
		http_judge(verdict, STR("GET"), line, number);
		return;
	}
	if (!str_cut(line, ' ', &method, &url) || !is_method(method)) {
		verdict_add(verdict, ACTION_DESTRUCTIVE, number,
			    "line %u begins no request", number);
		return;
	}
	url = str_trim(url);
	if (str_cut(url, ' ', &before, &after)) {
		if (!str_starts_with(after, STR("HTTP/")))
			verdict_add(verdict, ACTION_DESTRUCTIVE, number,
				    "line %u is no request", number);
		url = before;
	}
	http_judge(verdict, method, url, number);
}

/* Headers by which some servers take another method for the one that is given. */
static bool overrides_method(str line)
{
	str name, value;

	return str_cut(line, ':', &name, &value) &&
	       name_is_in(str_trim(name), "x-http-method-override x-http-method "
					  "x-method-override");
}

/* A line that begins a request although another has begun: Elasticsearch's console
 * writes them one behind the other. */
static bool begins_request(str line)
{
	str method, url;

	return str_cut(line, ' ', &method, &url) &&
	       name_is_in(method, "get head options post put patch delete trace connect "
				  "propfind") &&
	       is_method(method);
}

void classify_http(struct arena *arena, str source, struct classified *ret_classified)
{
	struct verdict verdict = verdict_begin(arena, ret_classified);
	str rest = source, line;
	bool is_inside = false;
	unsigned number = 0;

	while (str_next(&rest, '\n', &line)) {
		number++;
		line = str_trim(line);
		if (str_starts_with(line, STR("###")))
			is_inside = false;
		if (line.length == 0 || line.bytes[0] == '#' ||
		    (!is_inside && str_starts_with(line, STR("//"))))
			continue;
		if (overrides_method(line))
			verdict_add(&verdict, ACTION_DESTRUCTIVE, number,
				    "a header says that the method is another");
		if (is_inside && !begins_request(line))
			continue;
		judge_line(&verdict, line, number);
		is_inside = true;
	}
}
