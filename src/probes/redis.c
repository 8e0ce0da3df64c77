/* Reads a Redis server's state: INFO twice, a second apart, so that what grows has a
 * rate; the settings that decide what happens when its memory is full; or the state of
 * its cluster. Commands that only read. */
#include "net/redis.h"
#include "base/text.h"
#include "probes/redis_health.h"

#include <math.h>
#include <poll.h>

enum { RATE_WAIT_MS = 1000, BODY_BYTES_MAX = 256 << 10 };

/* One field of INFO: "used_memory:25230376". */
static bool info_field(str info, const char *name, str *ret_value)
{
	str line, key, value;

	while (str_next(&info, '\n', &line))
		if (str_cut(str_trim(line), ':', &key, &value) && str_is(key, name)) {
			*ret_value = value;
			return true;
		}
	return false;
}

static double info_number(str info, const char *name)
{
	str value;
	int64_t number;

	if (!info_field(info, name, &value) || !str_to_int(value, &number))
		return NAN;
	return (double)number;
}

/* "errorstat_OOM:count=4231"; a server that never refused has no such line. */
static double oom_errors(str info)
{
	str value, name, count;
	int64_t number;

	if (!info_field(info, "errorstat_OOM", &value) ||
	    !str_cut(value, '=', &name, &count) || !str_to_int(count, &number))
		return 0;
	return (double)number;
}

struct reading {
	str info;
	int64_t at_us;
};

static bool read_info(const struct probe_call *call, struct redis *redis,
		      struct reading *ret_reading, struct error *error)
{
	str argv[] = { STR("INFO") };
	struct redis_reply reply = { 0 };

	if (!redis_command(call->arena, redis, argv, 1, &reply, error))
		return false;
	if (reply.count != 1)
		return error_set(error, ERROR_UNAVAILABLE, "INFO gave no text");
	*ret_reading = (struct reading){ reply.items[0], clock_monotonic_us() };
	return true;
}

static void add_field(const struct probe_call *call, struct facts *facts, str info,
		      const char *field, str name, const char *unit)
{
	double number = info_number(info, field);

	if (!isnan(number))
		probe_add_number(call, facts, name, number, unit);
}

static void add_info_facts(const struct probe_call *call, struct facts *facts,
			   const struct reading *first, const struct reading *last)
{
	str info = last->info, text;
	double used = info_number(info, "used_memory"),
	       max = info_number(info, "maxmemory");
	double seconds = (double)(last->at_us - first->at_us) / 1e6;

	add_field(call, facts, info, "used_memory", STR("redis.used_memory"), "bytes");
	add_field(call, facts, info, "maxmemory", STR("redis.maxmemory"), "bytes");
	if (max > 0)
		probe_add_number(call, facts, STR("redis.used_memory_percent"),
				 100 * used / max, "percent");
	if (info_field(info, "maxmemory_policy", &text))
		probe_add_text(call, facts, STR("redis.maxmemory_policy"), text);
	add_field(call, facts, info, "evicted_keys", STR("redis.evicted_keys"), "");
	probe_add_number(call, facts, STR("redis.oom_errors"), oom_errors(info), "");
	if (seconds > 0)
		probe_add_number(call, facts, STR("redis.oom_errors_per_second"),
				 (oom_errors(info) - oom_errors(first->info)) / seconds,
				 "per second");
	add_field(call, facts, info, "total_system_memory",
		  STR("redis.total_system_memory"), "bytes");
	add_field(call, facts, info, "connected_clients", STR("redis.connected_clients"),
		  "");
	add_field(call, facts, info, "uptime_in_seconds", STR("redis.uptime"), "seconds");
	if (info_field(info, "role", &text))
		probe_add_text(call, facts, STR("redis.role"), text);
}

static double number_of(const struct facts *facts, const char *name)
{
	const struct fact *fact = facts_find(facts, str_of(name));

	return fact ? fact->number : NAN;
}

static str consequence(struct arena *arena, const struct facts *facts, str policy)
{
	double rate = number_of(facts, "redis.oom_errors_per_second");
	double percent = number_of(facts, "redis.used_memory_percent");
	double evicted = number_of(facts, "redis.evicted_keys");

	if (rate > 0)
		return arena_format(
			arena, ": writes are refused, " STR_FMT,
			STR_ARG(quantity_format(arena, rate, STR("per second"))));
	if (percent >= 100 && str_is(policy, "noeviction"))
		return STR(
			": writes that need memory are refused, none in the last second");
	if (evicted > 0)
		return arena_format(arena, ": %.0f keys evicted since the start",
				    evicted);
	return STR("");
}

/* "32 MiB of 32 MiB used (100 %), policy noeviction: writes are refused, 46 /s" */
static str meaning_of(struct arena *arena, const struct facts *facts)
{
	const struct fact *policy = facts_find(facts, STR("redis.maxmemory_policy"));
	str policy_name = policy ? policy->text : STR("unknown");
	double used = number_of(facts, "redis.used_memory");
	double max = number_of(facts, "redis.maxmemory");
	str used_text = quantity_format(arena, used, STR("bytes"));

	if (isnan(used))
		return STR("INFO says nothing about memory");
	if (!(max > 0))
		return arena_format(arena, STR_FMT " used, no limit set" STR_FMT,
				    STR_ARG(used_text),
				    STR_ARG(consequence(arena, facts, policy_name)));
	return arena_format(
		arena, STR_FMT " of " STR_FMT " used (%.0f %%), policy " STR_FMT STR_FMT,
		STR_ARG(used_text), STR_ARG(quantity_format(arena, max, STR("bytes"))),
		100 * used / max, STR_ARG(policy_name),
		STR_ARG(consequence(arena, facts, policy_name)));
}

static bool ask_info(const struct probe_call *call, struct redis *redis,
		     struct probe_finding *finding, struct error *error)
{
	struct reading first = { 0 }, last = { 0 };

	finding->question = STR("INFO, twice, 1 s apart");
	if (!read_info(call, redis, &first, error))
		return false;
	poll(NULL, 0, RATE_WAIT_MS);
	if (!read_info(call, redis, &last, error))
		return false;
	add_info_facts(call, &finding->facts, &first, &last);
	finding->body = last.info;
	finding->meaning = arena_format(
		call->arena, STR_FMT STR_FMT,
		STR_ARG(meaning_of(call->arena, &finding->facts)),
		STR_ARG(redis_tell_health(call, last.info, &finding->facts)));
	finding->has_data = true;
	return true;
}

static void add_setting_fact(const struct probe_call *call, struct facts *facts, str name,
			     str value)
{
	int64_t number;

	if (str_is(name, "maxmemory") && str_to_int(value, &number))
		probe_add_number(call, facts, STR("redis.maxmemory"), (double)number,
				 "bytes");
	if (str_is(name, "maxmemory-policy"))
		probe_add_text(call, facts, STR("redis.maxmemory_policy"), value);
}

/* A fixed list: CONFIG GET * would show the password. */
static const str settings[] = { STR_INIT("maxmemory"), STR_INIT("maxmemory-policy"),
				STR_INIT("maxclients"), STR_INIT("appendonly"),
				STR_INIT("save") };
enum { SETTING_COUNT = sizeof(settings) / sizeof(settings[0]) };

static bool ask_config(const struct probe_call *call, struct redis *redis,
		       struct probe_finding *finding, struct error *error)
{
	struct text body = text_new(call->arena, BODY_BYTES_MAX);
	struct text meaning = text_new(call->arena, BODY_BYTES_MAX);

	finding->question = STR("CONFIG GET");
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		str argv[] = { STR("CONFIG"), STR("GET"), settings[i] };
		struct redis_reply reply = { 0 };

		if (!redis_command(call->arena, redis, argv, 3, &reply, error))
			return false;
		if (reply.count != 2)
			continue;
		add_setting_fact(call, &finding->facts, settings[i], reply.items[1]);
		text_addf(&body, "%s" STR_FMT " " STR_FMT, body.length > 0 ? "\n" : "",
			  STR_ARG(settings[i]), STR_ARG(reply.items[1]));
		text_addf(&meaning, "%s" STR_FMT " " STR_FMT,
			  meaning.length > 0 ? ", " : "", STR_ARG(settings[i]),
			  STR_ARG(reply.items[1]));
	}
	finding->body = text_of(&body);
	finding->meaning = text_of(&meaning);
	finding->has_data = finding->body.length > 0;
	if (!finding->has_data)
		finding->meaning = STR("none of the settings is known there");
	return true;
}

static bool say_cluster(const struct probe_call *call, struct redis *redis,
			const char *what, str *ret_said, struct error *error)
{
	str argv[] = { STR("CLUSTER"), str_of(what) };
	struct redis_reply reply = { 0 };

	if (!redis_command(call->arena, redis, argv, 2, &reply, error))
		return false;
	*ret_said = reply.count > 0 ? reply.items[0] : STR("");
	return true;
}

static bool ask_cluster(const struct probe_call *call, struct redis *redis,
			struct probe_finding *finding, struct error *error)
{
	str info = STR(""), nodes = STR("");

	finding->question = STR("CLUSTER INFO, CLUSTER NODES");
	if (!say_cluster(call, redis, "INFO", &info, error)) {
		/* "ERR This instance has cluster support disabled" */
		finding->meaning = STR("it is no cluster");
		return error->kind == ERROR_CONFLICT &&
		       str_contains(str_of(error->text), STR("cluster support disabled"));
	}
	if (!say_cluster(call, redis, "NODES", &nodes, error))
		return false;
	redis_tell_cluster(call, info, nodes, finding);
	return true;
}

/* To connect and each command get a share, so that the sum keeps the deadline. */
static const struct {
	const char *name;
	int shares;
	bool (*ask)(const struct probe_call *call, struct redis *redis,
		    struct probe_finding *finding, struct error *error);
} ways[] = {
	{ "info", 4, ask_info },
	{ "config", SETTING_COUNT + 1, ask_config },
	{ "cluster", 3, ask_cluster },
};

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .sample.value = NAN };
	str what = probe_argument(call, "what");
	size_t way = 0;

	while (way < sizeof(ways) / sizeof(ways[0]) && what.length > 0 &&
	       !str_is(what, ways[way].name))
		way++;
	if (way == sizeof(ways) / sizeof(ways[0]))
		return error_set(error, ERROR_INVALID,
				 "redis: 'what' is info, config or cluster, not '" STR_FMT
				 "'",
				 STR_ARG(what));
	if (!probe_need(call, "address", &finding.target, error))
		return error_wrap(error, "redis");
	/* An address has neither; with one it could only be a secret. */
	if (str_contains(finding.target, STR("@")))
		return error_set(error, ERROR_INVALID,
				 "redis: the address is no host:port");

	const struct redis_config *known = call->config ? config_redis(call->config,
								       finding.target)
							: NULL;
	scoped_redis redis = redis_open_as(finding.target, known ? known->user : STR(""),
					   known ? known->password : STR(""),
					   call->wait_ms / ways[way].shares, error);

	if (!redis || !ways[way].ask(call, redis, &finding, error))
		return false;
	*ret_finding = finding;
	return true;
}

const struct probe redis_probe = {
	.name = "redis",
	.help = "memory, policy, refused writes and cluster of a Redis: address, what "
		"(info, config, cluster)",
	.by_hand = (const char *const[]){ "what", NULL },
	.ask = ask,
};
