/* The commands of Redis 7 and of its usual modules, and how redis-cli cuts a line into
 * words. A command that is not here may do anything. */
#include "runbook/classify_redis.h"

#include "base/limits.h"
#include "base/text.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

struct group {
	const char *names; /* with blanks between; of two words "config:get" */
	enum action_class class;
	const char *does;
};

/* Their second word says what they do. */
static const char containers[] =
	"acl client cluster command config debug function latency memory module object "
	"pubsub script sentinel slowlog xgroup xinfo";

static const struct group groups[] = {
	{ "get mget strlen getrange substr exists ttl pttl expiretime pexpiretime type "
	  "scan randomkey dbsize dump lcs hget hmget hgetall hkeys hvals hlen hexists "
	  "hstrlen hscan hrandfield httl hpttl hexpiretime hpexpiretime lrange llen "
	  "lindex lpos smembers sismember smismember scard srandmember sscan sinter "
	  "sunion sdiff sintercard zrange zrangebyscore zrangebylex zrevrange "
	  "zrevrangebyscore zrevrangebylex zscore zmscore zcard zcount zlexcount zrank "
	  "zrevrank zscan zrandmember zdiff zinter zunion zintercard bitcount bitpos "
	  "getbit bitfield_ro pfcount xrange xrevrange xlen xread xpending geopos "
	  "geodist geohash geosearch georadius_ro georadiusbymember_ro sort_ro info ping "
	  "echo time role lastsave lolwut wait waitaof",
	  ACTION_READ, "only reads" },
	{ "xinfo:stream xinfo:groups xinfo:consumers object:encoding object:freq "
	  "object:idletime object:refcount memory:usage memory:stats memory:doctor "
	  "memory:malloc-stats slowlog:get slowlog:len latency:latest latency:history "
	  "latency:graph latency:doctor latency:histogram client:list client:info "
	  "client:id client:getname client:getredir client:trackinginfo config:get "
	  "acl:list acl:users acl:getuser acl:whoami acl:cat acl:genpass acl:dryrun "
	  "cluster:info cluster:nodes cluster:slots cluster:shards cluster:myid "
	  "cluster:myshardid cluster:keyslot cluster:countkeysinslot "
	  "cluster:getkeysinslot cluster:count-failure-reports cluster:links "
	  "cluster:replicas cluster:slaves pubsub:channels pubsub:numsub pubsub:numpat "
	  "pubsub:shardchannels pubsub:shardnumsub module:list script:exists "
	  "function:list function:stats function:dump debug:object",
	  ACTION_READ, "only reads" },
	{ "command command:count command:docs command:info command:list "
	  "command:getkeys command:getkeysandflags",
	  ACTION_READ, "only reads" },
	{ "sentinel:masters sentinel:master sentinel:replicas sentinel:slaves "
	  "sentinel:sentinels sentinel:get-master-addr-by-name sentinel:ckquorum "
	  "sentinel:myid sentinel:info-cache sentinel:pending-scripts "
	  "sentinel:is-master-down-by-addr",
	  ACTION_READ, "only reads" },
	{ "json.get json.mget json.type json.strlen json.objkeys json.objlen json.arrlen "
	  "json.arrindex json.resp ft.search ft.aggregate ft.info ft._list ft.explain "
	  "ft.explaincli ft.profile ft.tagvals ts.get ts.mget ts.range ts.revrange "
	  "ts.mrange ts.mrevrange ts.info ts.queryindex bf.exists bf.mexists bf.info "
	  "bf.card cf.exists cf.count cf.info cms.query cms.info topk.query topk.list "
	  "topk.info graph.ro_query graph.list graph.explain",
	  ACTION_READ, "only reads" },
	{ "auth hello select quit exit readonly readwrite asking multi exec discard "
	  "watch "
	  "unwatch reset client:setname client:setinfo client:no-touch client:reply "
	  "client:caching client:tracking",
	  ACTION_READ, "concerns its own connection" },
	{ "eval_ro evalsha_ro fcall_ro", ACTION_READ,
	  "runs a script that the server lets only read" },
	{ "keys", ACTION_READ,
	  "only reads, but blocks the server until it has looked at every key: SCAN does "
	  "not" },
	{ "monitor subscribe psubscribe ssubscribe", ACTION_READ, "only reads" },
	{ "unsubscribe punsubscribe sunsubscribe", ACTION_READ,
	  "concerns its own connection" },

	{ "config:set", ACTION_REVERSIBLE, "changes a setting" },
	{ "config:rewrite acl:save sentinel:flushconfig cluster:saveconfig",
	  ACTION_REVERSIBLE, "writes what holds now into the server's file" },
	{ "bgsave bgrewriteaof", ACTION_REVERSIBLE, "writes a copy in the background" },
	{ "save", ACTION_REVERSIBLE, "writes a copy, and blocks the server meanwhile" },
	{ "memory:purge", ACTION_REVERSIBLE, "gives unused memory back" },
	{ "touch", ACTION_REVERSIBLE, "says of keys that they were used" },
	{ "client:pause client:unpause client:no-evict client:unblock", ACTION_REVERSIBLE,
	  "holds clients back or lets them go on" },
	{ "failover cluster:failover sentinel:failover", ACTION_REVERSIBLE,
	  "makes a replica the primary" },
	{ "script:kill function:kill", ACTION_REVERSIBLE, "stops a running script" },
	{ "script:load", ACTION_REVERSIBLE, "keeps a script" },

	{ "set setex psetex setnx mset msetnx append incr incrby incrbyfloat decr decrby "
	  "getset getdel getex setrange setbit bitop bitfield del unlink expire pexpire "
	  "expireat pexpireat persist rename renamenx copy move restore hset hmset "
	  "hsetnx "
	  "hdel hincrby hincrbyfloat hexpire hpexpire hexpireat hpexpireat hpersist "
	  "hgetdel hgetex hsetex",
	  ACTION_DATA_REPAIR, "changes keys" },
	{ "lpush rpush lpushx rpushx lpop rpop lset lrem ltrim linsert lmove rpoplpush "
	  "lmpop blmpop blmove brpoplpush blpop brpop sadd srem spop smove sdiffstore "
	  "sinterstore sunionstore zadd zrem zincrby zpopmin zpopmax bzpopmin bzpopmax "
	  "zmpop bzmpop zremrangebyscore zremrangebyrank zremrangebylex zunionstore "
	  "zinterstore zdiffstore zrangestore geoadd geosearchstore pfadd pfmerge",
	  ACTION_DATA_REPAIR, "changes keys" },
	{ "xadd xdel xtrim xack xclaim xautoclaim xreadgroup xsetid xgroup:create "
	  "xgroup:createconsumer xgroup:setid xgroup:delconsumer",
	  ACTION_DATA_REPAIR, "changes a stream or what its consumers have read" },
	{ "json.set json.mset json.merge json.del json.forget json.numincrby "
	  "json.nummultby json.strappend json.arrappend json.arrinsert json.arrpop "
	  "json.arrtrim json.toggle json.clear ts.add ts.madd ts.incrby ts.decrby ts.del "
	  "bf.add bf.madd cf.add cf.del cms.incrby topk.add",
	  ACTION_DATA_REPAIR, "changes keys" },

	{ "flushall flushdb", ACTION_DESTRUCTIVE,
	  "deletes every key, and who reads them then falls on what is behind" },
	{ "shutdown", ACTION_DESTRUCTIVE, "stops the server" },
	{ "eval evalsha fcall", ACTION_DESTRUCTIVE, "runs a script that may write" },
	{ "client:kill", ACTION_DESTRUCTIVE,
	  "ends connections: what they were about to do is lost" },
	{ "config:resetstat slowlog:reset latency:reset", ACTION_DESTRUCTIVE,
	  "throws away what was measured" },
	{ "replicaof slaveof cluster:replicate cluster:reset", ACTION_DESTRUCTIVE,
	  "replaces all keys by those of another server, or ends that" },
	{ "publish spublish", ACTION_DESTRUCTIVE, "sets off whoever listens" },
	{ "migrate swapdb xgroup:destroy", ACTION_DESTRUCTIVE,
	  "moves or removes what others use" },
	{ "script:flush function:flush function:delete function:restore function:load",
	  ACTION_DESTRUCTIVE, "replaces or removes scripts that others call" },
	{ "module:load module:loadex module:unload debug", ACTION_DESTRUCTIVE,
	  "may do anything" },
};

static bool is_word(str word, const char *names)
{
	return name_is_in(word, names) && word.length > 0;
}

static bool has_word(const str *words, size_t count, const char *names)
{
	for (size_t i = 1; i < count; i++)
		if (is_word(words[i], names))
			return true;
	return false;
}

/* -- where the other words matter -- */

static void judge_store(struct verdict *verdict, const str *words, size_t count,
			unsigned line)
{
	bool stores = has_word(words, count, "store storedist");

	verdict_add(verdict, stores ? ACTION_DATA_REPAIR : ACTION_READ, line,
		    STR_FMT " %s", STR_ARG(words[0]),
		    stores ? "writes a key" : "only reads");
}

/* What the server would read or write elsewhere, or who may come in, by CONFIG SET. */
static bool sets_deeply(const str *words, size_t count)
{
	return has_word(words, count,
			"dir dbfilename appendfilename appenddirname logfile unixsocket "
			"requirepass masterauth masteruser aclfile loadmodule bind port "
			"protected-mode replicaof slaveof save-path cluster-config-file "
			"enable-debug-command enable-module-command");
}

/* ACL LOG RESET, CLUSTER FAILOVER TAKEOVER and the like. */
static bool is_worse_here(str name, const str *words, size_t count)
{
	if (str_is(name, "config:set"))
		return sets_deeply(words, count);
	if (str_is(name, "cluster:failover"))
		return has_word(words, count, "force takeover");
	if (str_is(name, "failover"))
		return has_word(words, count, "force");
	return false;
}

static bool never_ends(str name, const str *words, size_t count)
{
	if (is_word(name, "monitor subscribe psubscribe ssubscribe"))
		return true;
	for (size_t i = 1; i + 1 < count; i++)
		if (str_is(name, "xread") && is_word(words[i], "block") &&
		    str_is(words[i + 1], "0"))
			return true;
	return false;
}

static str name_of(struct arena *arena, const str *words, size_t count)
{
	char *bytes = arena_many(arena, char, words[0].length + 1);
	struct text text = text_new(arena, 128);

	for (size_t i = 0; i < words[0].length; i++) {
		char c = words[0].bytes[i];

		bytes[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	text_add(&text, (str){ bytes, words[0].length });
	if (!name_is_in(words[0], containers) || count < 2)
		return text_of(&text);
	text_add_char(&text, ':');
	for (size_t i = 0; i < words[1].length; i++) {
		char c = words[1].bytes[i];

		text_add_char(&text, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
	return text_of(&text);
}

static void judge_group(struct verdict *verdict, str name, enum action_class class,
			unsigned line, const char *does)
{
	char shown[64] = "";

	for (size_t i = 0; i < name.length && i + 1 < sizeof(shown); i++) {
		char c = name.bytes[i] == ':' ? ' ' : name.bytes[i];

		shown[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	verdict_add(verdict, class, line, "%s %s", shown, does);
}

void redis_judge(struct verdict *verdict, const str *words, size_t count, unsigned line)
{
	str name = name_of(verdict->arena, words, count);

	if (str_contains(words[0], STR(":"))) {
		verdict_add(verdict, ACTION_DESTRUCTIVE, line, "no command has a colon");
		return;
	}
	if (is_word(name, "sort georadius georadiusbymember")) {
		judge_store(verdict, words, count, line);
		return;
	}
	if (str_is(name, "acl:log") || str_ends_with(name, STR(":help"))) {
		bool resets = has_word(words, count, "reset");

		judge_group(verdict, name, resets ? ACTION_DESTRUCTIVE : ACTION_READ,
			    line,
			    resets ? "RESET throws away what was noted" : "only reads");
		return;
	}
	if (never_ends(name, words, count))
		verdict_refuse(verdict, "it never ends", STR(""));
	for (size_t i = 0; i < COUNT(groups); i++)
		if (is_word(name, groups[i].names)) {
			bool is_worse = is_worse_here(name, words, count);

			judge_group(verdict, name,
				    is_worse ? ACTION_DESTRUCTIVE : groups[i].class, line,
				    is_worse ? "may lose data or open a door"
					     : groups[i].does);
			return;
		}
	verdict_add(verdict, ACTION_DESTRUCTIVE, line,
		    "what '" STR_FMT "' does is not known", STR_ARG(str_clip(name, 60)));
}

/* -- a line into words -- */

struct words {
	str *items;
	size_t count, capacity;
};

/* "…" has escapes, of which none but \" and \\ is written by people; '…' has \'. */
static bool take_quoted(struct text *word, str line, size_t *at)
{
	char quote = line.bytes[(*at)++];

	while (*at < line.length && line.bytes[*at] != quote) {
		if (line.bytes[*at] == '\\') {
			char next = *at + 1 < line.length ? line.bytes[*at + 1] : '\0';

			if (next != quote && (quote == '\'' || next != '\\')) {
				if (quote == '"')
					return false;
			} else if (next == quote || quote == '"') {
				++*at;
			}
		}
		text_add_char(word, line.bytes[(*at)++]);
	}
	if (*at >= line.length)
		return false;
	++*at;
	return *at == line.length || line.bytes[*at] == ' ' || line.bytes[*at] == '\t';
}

static bool read_words(struct arena *arena, str line, struct words *words)
{
	for (size_t at = 0;;) {
		struct text word;

		while (at < line.length &&
		       (line.bytes[at] == ' ' || line.bytes[at] == '\t'))
			at++;
		if (at == line.length)
			return true;
		word = text_new(arena, SQL_BYTES_MAX);
		while (at < line.length && line.bytes[at] != ' ' &&
		       line.bytes[at] != '\t') {
			if (line.bytes[at] == '"' || line.bytes[at] == '\'') {
				if (!take_quoted(&word, line, &at))
					return false;
			} else {
				text_add_char(&word, line.bytes[at++]);
			}
		}
		*list_add(arena, words) = text_of(&word);
	}
}

/* "127.0.0.1:6379[1]> ", "redis> ": what redis-cli prints before a line. */
static str without_prompt(str line)
{
	str before, after;

	if (str_cut(line, '>', &before, &after) && str_starts_with(after, STR(" ")) &&
	    !str_contains(before, STR(" ")) && !str_contains(before, STR("\"")) &&
	    !str_contains(before, STR("<")))
		return after;
	return line;
}

void classify_redis(struct arena *arena, str source, struct classified *ret_classified)
{
	struct verdict verdict = verdict_begin(arena, ret_classified);
	str rest = source, line;
	unsigned number = 0;

	if (source.length > SQL_BYTES_MAX) {
		verdict_add(&verdict, ACTION_DESTRUCTIVE, 1, "it is too long to be read");
		return;
	}
	/* Nothing is worse, and a text can be long. */
	while (ret_classified->class != ACTION_DESTRUCTIVE &&
	       str_next(&rest, '\n', &line)) {
		struct words words = { 0 };

		number++;
		line = str_trim(without_prompt(str_trim(line)));
		if (line.length == 0 || line.bytes[0] == '#')
			continue;
		if (!read_words(arena, line, &words) || words.count == 0)
			verdict_add(&verdict, ACTION_DESTRUCTIVE, number,
				    "line %u cannot be read", number);
		else
			redis_judge(&verdict, words.items, words.count, number);
	}
}
