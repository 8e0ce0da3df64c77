#include "runbook/classify_http.h"

#include "base/limits.h"
#include "base/text.h"
#include "runbook/step.h"

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
	/* Servers that act on a GET: Jolokia, Tomcat, Solr */
	{ "get head", "**/jolokia/write/**", DESTRUCTIVE, "writes an attribute" },
	{ "get head", "**/jolokia/exec/**", DESTRUCTIVE, "runs an operation" },
	{ "get head", "**/manager/text/list", READ, "only lists" },
	{ "get head", "**/manager/text/serverinfo", READ, "only tells" },
	{ "get head", "**/manager/text/sessions", READ, "only tells" },
	{ "get head", "**/manager/text/threaddump", READ, "only tells" },
	{ "get head", "**/manager/text/vminfo", READ, "only tells" },
	{ "get head", "**/manager/text/resources", READ, "only lists" },
	{ "get head", "**/manager/text/*", DESTRUCTIVE, "changes what the server runs" },
	{ "get head", "**/solr/**/update/**", DESTRUCTIVE, "changes documents" },
	/* Names that may hold any word: jvm.gc.pause, web-restart-abc */
	{ "get head", "**/actuator/metrics/*", READ, "only reads" },
	{ "get head", "**/api/v1/namespaces/*/pods/*", READ, "only reads" },
	{ "get head", "**/apis/apps/v1/namespaces/*/deployments/*", READ, "only reads" },
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

/* Pieces of a path, and words in its last piece, that say that something is done. A GET
 * should not do it, and some do. */
static const char deeds[] =
	"shutdown quit quitquitquit abortabortabort exit restart reboot reload stop kill "
	"terminate delete del remove destroy drop purge flush flushdb flushall clear "
	"reset disable enable trigger execute exec forcemerge _forcemerge reopen_logs "
	"runtime_modify failover promote demote rollback evict drain invalidate truncate "
	"wipe unlock pause abort cancel approve logout createsnapshot "
	"buildwithparameters "
	"rebuild redeploy undeploy deregister unregister unload uninstall expire "
	"quietdown cancelquietdown rerun retry reindex";

/* Those which name a thing as well, /run/1: only at the beginning of the last piece, and
 * not of a page that tells of it: /build-info, /docs/start. */
static const char deeds_at_end[] = "run start build deploy lock resume update";
static const char pages[] =
	"info status log logs list page time history id json html htm "
	"txt md version date count docs doc documentation help";

/* What Redis does by webdis, in capitals: /DEL/key. */
static const char redis_deeds[] =
	"APPEND BGREWRITEAOF BGSAVE COPY DEBUG DECR DECRBY DEL EVAL EVALSHA EXPIRE "
	"EXPIREAT FAILOVER FCALL FLUSHALL FLUSHDB GETDEL GETEX GETSET HDEL HINCRBY HMSET "
	"HSET HSETNX INCR INCRBY LINSERT LPOP LPUSH LREM LSET LTRIM MIGRATE MOVE MSET "
	"MSETNX PERSIST PEXPIRE PEXPIREAT PFADD PSETEX PUBLISH RENAME RENAMENX REPLICAOF "
	"RESTORE RPOP RPOPLPUSH RPUSH SADD SAVE SET SETBIT SETEX SETNX SETRANGE "
	"SHUTDOWN SLAVEOF SMOVE SPOP SREM SWAPDB UNLINK XACK XADD XDEL XTRIM ZADD "
	"ZINCRBY ZPOPMAX ZPOPMIN ZREM";

/* Of these parts of a query the value says what is done; any that is not known to read
 * may do something. */
static const char deed_keys[] = "action command cmd op do method _method "
				"x-http-method-override x-http-method x-method-override";
static const char reading_values[] =
	"get head options read list show status view search find query info describe "
	"stats select check test ping health help version history count "
	"clusterstatus requeststatus overseerstatus liststatus colstatus listaliases "
	"getfilestatus getcontentsummary getfilechecksum "
	"gethomedirectory getaclstatus getxattrs listxattrs checkaccess open opensearch "
	"parse details";
/* Their values may be the name of something that was done: Jaeger's traces. */
static const char loose_keys[] = "act operation";
/* These do something whatever they say: Nagios, Solr. */
static const char acting_keys[] = "cmd_typ cmd_mod stream.body stream.url stream.file";

/* Pages that do something when they are asked with a query. */
static const char *const acting_pages[] = { "**/upstream_conf", "**/balancer-manager",
					    "**/jolokia", "**/scale" };

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

static bool is_letter(char c, char first, char last)
{
	return c >= first && c <= last;
}

/* deleteAll, drain_listeners and delete.php begin with a word, safeRestart ends in one.
 */
static bool next_word(str *rest, str *ret_word)
{
	size_t start = 0, end;

	while (start < rest->length && !is_letter(rest->bytes[start], 'a', 'z') &&
	       !is_letter(rest->bytes[start], 'A', 'Z'))
		start++;
	for (end = start; end < rest->length; end++) {
		char c = rest->bytes[end],
		     next = end + 1 < rest->length ? rest->bytes[end + 1] : ' ';
		bool is_capital = is_letter(c, 'A', 'Z');

		if (!is_capital && !is_letter(c, 'a', 'z'))
			break;
		if (is_capital && end > start &&
		    (!is_letter(rest->bytes[end - 1], 'A', 'Z') ||
		     is_letter(next, 'a', 'z')))
			break;
	}
	*ret_word = str_slice(*rest, start, end - start);
	*rest = str_slice(*rest, end, rest->length);
	return ret_word->length > 0;
}

static bool next_piece(str *rest, const char *ends, str *ret_piece)
{
	size_t start = 0, end;

	while (start < rest->length && strchr(ends, rest->bytes[start]))
		start++;
	end = start;
	while (end < rest->length && !strchr(ends, rest->bytes[end]))
		end++;
	*ret_piece = str_slice(*rest, start, end - start);
	*rest = str_slice(*rest, end, rest->length);
	return ret_piece->length > 0;
}

/* A deed among the words of a path's last piece. */
static bool last_does(str piece, bool is_page)
{
	str rest = piece, word, first = STR("");
	bool does = false;

	while (next_word(&rest, &word)) {
		first = first.length > 0 ? first : word;
		does = does || name_is_in(word, deeds);
		is_page = is_page || name_is_in(word, pages);
	}
	return does || (!is_page && first.length > 0 && name_is_in(first, deeds_at_end));
}

/* What a GET might do all the same, by its path. */
static str deed_of_path(str path)
{
	str rest = path, whole, last = STR(""), piece;
	bool is_page = false;

	while (next_piece(&rest, "/", &whole)) {
		str inner = whole;

		/* What it leads to is not what stands here. */
		if (str_is(whole, "..") || str_is(whole, "."))
			return whole;
		is_page = is_page || (last.length > 0 && name_is_in(last, pages));
		last = whole;
		while (next_piece(&inner, "{},[]&;", &piece))
			if (name_is_in(piece, deeds) ||
			    name_is_in_exactly(piece, redis_deeds))
				return piece;
	}
	while (next_piece(&last, "{},[]&;", &piece))
		if (last_does(piece, is_page))
			return piece;
	return STR("");
}

static bool key_does(str key, str value)
{
	if (name_is_in(key, acting_keys))
		return true;
	if (value.length == 0)
		return false;
	return (name_is_in(key, deed_keys) && !name_is_in(value, reading_values)) ||
	       (name_is_in(key, loose_keys) && name_is_in(value, deeds));
}

/* The same by its query: "action=delete". */
static str deed_of_query(struct arena *arena, str query)
{
	str part, key, value;

	while (next_piece(&query, "&;", &part)) {
		part = decoded(arena, part);
		if (str_cut(part, '=', &key, &value) && key.length > 0 &&
		    key_does(key, value))
			return part;
	}
	return STR("");
}

static str deed_of(struct arena *arena, str url)
{
	str path = decoded(arena, path_of(url)), query = query_of(url),
	    deed = deed_of_path(path);

	for (size_t i = 0; i < COUNT(acting_pages) && query.length > 0; i++)
		if (matches(str_of(acting_pages[i]), path))
			return path;
	return deed.length > 0 ? deed : deed_of_query(arena, query);
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

/* The route of a path; of one that is written in another way only one that acts. */
static const struct route *route_of(struct arena *arena, str method, str path)
{
	bool hides = is_hidden(path);

	if (hides)
		path = decoded(arena, path);
	for (size_t i = 0; i < COUNT(routes); i++)
		if (name_is_in(method, routes[i].methods) &&
		    (!hides || routes[i].class == DESTRUCTIVE) &&
		    matches(str_of(routes[i].pattern), path))
			return &routes[i];
	return NULL;
}

void http_judge(struct verdict *verdict, str method, str url, unsigned line)
{
	bool asks = name_is_in(method, "get head options trace propfind");
	const struct route *route;
	str path = path_of(url), deed;

	/* Behind the host it is written down by every server and proxy on the way. */
	if (str_contains(path, STR(STEP_SECRET_BEGIN)) ||
	    str_contains(query_of(url), STR(STEP_SECRET_BEGIN))) {
		verdict_add(verdict, ACTION_DESTRUCTIVE, line,
			    "a secret stands in the address, which servers and proxies "
			    "write down: send it in a header");
		return;
	}
	if (path.length > HTTP_PATH_BYTES_MAX) {
		say(verdict, ACTION_DESTRUCTIVE, line, method, "has too long an address");
		return;
	}
	route = route_of(verdict->arena, method, path);
	deed = !asks   ? STR("")
	       : route ? deed_of_query(verdict->arena, query_of(url))
		       : deed_of(verdict->arena, url);
	if (deed.length > 0)
		verdict_add(verdict, ACTION_DESTRUCTIVE, line,
			    "'" STR_FMT "' in the address may do something",
			    STR_ARG(str_clip(deed, 40)));
	else if (route)
		say(verdict, route->class, line, method, route->does);
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
