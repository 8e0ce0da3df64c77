/* What a command of Redis does is told from its name. */
#include "classify_cases.h"

static const struct text_case cases[] = {
	{ "", "R" },
	{ "# nothing\n\n", "R" },
	{ "GET a", "R" },
	{ "get \"a b\"", "R" },
	{ "127.0.0.1:6379> INFO memory", "R" },
	{ "redis> PING", "R" },
	{ "INFO\nDBSIZE\nTTL a", "R" },
	{ "CONFIG GET maxmemory-policy", "R" },
	{ "config get '*'", "R" },
	{ "CLIENT LIST", "R" },
	{ "SLOWLOG GET 10", "R" },
	{ "MEMORY USAGE a SAMPLES 5", "R" },
	{ "MEMORY DOCTOR", "R" },
	{ "OBJECT ENCODING a", "R" },
	{ "LATENCY HISTORY command", "R" },
	{ "CLUSTER INFO", "R" },
	{ "CLUSTER NODES", "R" },
	{ "SCAN 0 MATCH user:* COUNT 100", "R" },
	{ "KEYS *", "R" },
	{ "XINFO GROUPS s", "R" },
	{ "XPENDING s g", "R" },
	{ "ZRANGE z 0 -1 WITHSCORES", "R" },
	{ "SORT l BY nosort", "R" },
	{ "EVAL_RO 'return 1' 0", "R" },
	{ "ACL LOG", "R" },
	{ "SENTINEL masters", "R" },
	{ "DEBUG OBJECT a", "R" },
	{ "SCRIPT EXISTS abc", "R" },
	{ "ROLE", "R" },
	{ "MONITOR", "R" },
	{ "JSON.GET a $.b", "R" },
	{ "FT.SEARCH i '*'", "R" },
	{ "GETBIT a 1", "R" },
	{ "CONFIG HELP", "R" },

	{ "CONFIG SET maxmemory 2gb", "r" },
	{ "CONFIG REWRITE", "r" },
	{ "BGSAVE", "r" },
	{ "SAVE", "r" },
	{ "CLIENT PAUSE 1000", "r" },
	{ "CLUSTER FAILOVER", "r" },
	{ "MEMORY PURGE", "r" },
	{ "SCRIPT KILL", "r" },

	{ "SET a b", "d" },
	{ "DEL a b c", "d" },
	{ "UNLINK a", "d" },
	{ "EXPIRE a 10", "d" },
	{ "HSET h a b", "d" },
	{ "LPUSH l a", "d" },
	{ "ZREMRANGEBYRANK z 0 10", "d" },
	{ "XACK s g 1-1", "d" },
	{ "SORT l STORE m", "d" },
	{ "GEORADIUS g 1 2 3 km STORE x", "d" },
	{ "GETDEL a", "d" },
	{ "GET a\nSET a b", "d" },

	{ "FLUSHALL", "D" },
	{ "flushdb async", "D" },
	{ "GET a\nFLUSHALL", "D" },
	{ "\"FLUSHALL\"", "D" },
	{ "'flush'all", "D" },
	{ "FLUSH\"ALL\"", "D" },
	{ "127.0.0.1:6379> FLUSHALL", "D" },
	{ "SHUTDOWN NOSAVE", "D" },
	{ "DEBUG SLEEP 10", "D" },
	{ "DEBUG SEGFAULT", "D" },
	{ "EVAL 'return 1' 0", "D" },
	{ "EVALSHA abc 0", "D" },
	{ "SCRIPT FLUSH", "D" },
	{ "CLIENT KILL ID 5", "D" },
	{ "CLIENT", "D" },
	{ "CONFIG", "D" },
	{ "CONFIG SET dir /tmp", "D" },
	{ "CONFIG SET maxmemory 1gb dbfilename x", "D" },
	{ "CONFIG RESETSTAT", "D" },
	{ "SLOWLOG RESET", "D" },
	{ "ACL LOG RESET", "D" },
	{ "ACL SETUSER x on", "D" },
	{ "REPLICAOF NO ONE", "D" },
	{ "SLAVEOF a 1", "D" },
	{ "CLUSTER RESET HARD", "D" },
	{ "CLUSTER FAILOVER TAKEOVER", "D" },
	{ "CLUSTER FORGET x", "D" },
	{ "MODULE LOAD x", "D" },
	{ "PUBLISH c m", "D" },
	{ "MIGRATE h 1 k 0 5", "D" },
	{ "XGROUP DESTROY s g", "D" },
	{ "NOSUCH", "D" },
	{ "<command> a", "D" },
	{ "GET \"open", "D" },
	{ "GET \"a\"b", "D" },
	{ "\"\\x46LUSHALL\"", "D" },
	{ "get:x", "D" },
	{ "config:get x", "D" },
};

static void commands_are_known_by_name(void)
{
	check_classes(cases, COUNT_OF(cases), classify_redis);
}

static void what_never_ends_is_refused(void)
{
	static const char *const endless[] = { "MONITOR", "SUBSCRIBE a",
					       "XREAD BLOCK 0 STREAMS s $" };
	scoped_arena arena = arena_new(1 << 20);
	struct classified got = { 0 };

	for (size_t i = 0; i < COUNT_OF(endless); i++) {
		classify_redis(arena, str_of(endless[i]), &got);
		CHECK(got.is_refused);
		CHECK(got.class == ACTION_READ);
	}
	classify_redis(arena, STR("KEYS *"), &got);
	CHECK(!got.is_refused);
	CHECK(str_contains(got.reason, STR("blocks the server")));
	classify_redis(arena, STR("GET a\n\nFLUSHALL"), &got);
	CHECK_INT(got.line, 3);
}

const struct test tests[] = {
	{ "commands are known by name", commands_are_known_by_name },
	{ "what never ends is refused", what_never_ends_is_refused },
	{ 0 },
};
