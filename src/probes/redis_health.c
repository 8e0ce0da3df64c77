#include "probes/redis_health.h"

#include "base/text.h"

#include <math.h>

enum {
	WORDS_BYTES_MAX = 800,
	NODES_NAMED_MAX = 3,
	CLIENTS_HIGH_PERCENT = 80,
	/* Below that a cache that serves anything is mostly asked in vain. */
	HITS_LOW_PERCENT = 50,
	HITS_ASKED_MIN = 1000,
};

/* "cluster_state:fail" */
static str field(str info, const char *name)
{
	str line, key, value;

	while (str_next(&info, '\n', &line))
		if (str_cut(str_trim(line), ':', &key, &value) && str_is(key, name))
			return value;
	return STR("");
}

static double number(str info, const char *name)
{
	double value;

	return str_to_real(field(info, name), &value) ? value : NAN;
}

static void add(const struct probe_call *call, struct facts *facts, const char *name,
		double value, const char *unit)
{
	if (isfinite(value))
		probe_add_number(call, facts, arena_format(call->arena, "redis.%s", name),
				 value, unit);
}

static void add_word(const struct probe_call *call, struct facts *facts, const char *name,
		     str value)
{
	if (value.length > 0)
		probe_add_text(call, facts, arena_format(call->arena, "redis.%s", name),
			       value);
}

static void tell_clients(const struct probe_call *call, str info, struct facts *facts,
			 struct text *words)
{
	double clients = number(info, "connected_clients");
	double most = number(info, "maxclients");
	double percent = most > 0 ? 100 * clients / most : NAN;
	double rejected = number(info, "rejected_connections");

	add(call, facts, "blocked_clients", number(info, "blocked_clients"), "");
	add(call, facts, "rejected_connections", rejected, "");
	add(call, facts, "clients_percent", percent, "percent");
	add(call, facts, "commands_per_second", number(info, "instantaneous_ops_per_sec"),
	    "per second");
	if (percent >= CLIENTS_HIGH_PERCENT)
		text_addf(words, "; %.0f of %.0f clients connected", clients, most);
	if (rejected > 0)
		text_addf(words, "; %.0f connections rejected since the start", rejected);
}

static void tell_keys(const struct probe_call *call, str info, struct facts *facts,
		      struct text *words)
{
	double hits = number(info, "keyspace_hits"),
	       misses = number(info, "keyspace_misses");
	double percent = hits + misses > 0 ? 100 * hits / (hits + misses) : NAN;

	add(call, facts, "hit_percent", percent, "percent");
	add(call, facts, "expired_keys", number(info, "expired_keys"), "");
	add(call, facts, "fragmentation", number(info, "mem_fragmentation_ratio"), "");
	if (percent < HITS_LOW_PERCENT && hits + misses >= HITS_ASKED_MIN)
		text_addf(words, "; only %.0f %% of the keys asked for were there",
			  percent);
}

/* A Redis whose last save failed refuses writes by default. */
static void tell_persistence(const struct probe_call *call, str info, struct facts *facts,
			     struct text *words)
{
	str saved = field(info, "rdb_last_bgsave_status");
	str written = field(info, "aof_last_write_status");

	add_word(call, facts, "last_save", saved);
	add_word(call, facts, "last_aof_write", written);
	add(call, facts, "loading", number(info, "loading"), "");
	add(call, facts, "unsaved_changes", number(info, "rdb_changes_since_last_save"),
	    "");
	if (saved.length > 0 && !str_is(saved, "ok"))
		text_add(words, STR("; the last save to disk failed"));
	if (written.length > 0 && !str_is(written, "ok"))
		text_add(words, STR("; the last write to the append-only file failed"));
	if (number(info, "loading") > 0)
		text_add(words, STR("; it is still loading its data"));
}

static void tell_replication(const struct probe_call *call, str info, struct facts *facts,
			     struct text *words)
{
	str link = field(info, "master_link_status");

	add_word(call, facts, "master_link", link);
	add(call, facts, "replicas", number(info, "connected_slaves"), "");
	if (str_is(link, "down"))
		text_addf(words, "; its link to the primary " STR_FMT " is down",
			  STR_ARG(field(info, "master_host")));
}

str redis_tell_health(const struct probe_call *call, str info, struct facts *facts)
{
	struct text words = text_new(call->arena, WORDS_BYTES_MAX);

	tell_persistence(call, info, facts, &words);
	tell_replication(call, info, facts, &words);
	tell_clients(call, info, facts, &words);
	tell_keys(call, info, facts, &words);
	return text_of(&words);
}

/* -- the cluster -- */

struct nodes {
	int64_t count, failing, without_link;
	struct text *named;
};

/* ID ADDRESS FLAGS MASTER PING PONG EPOCH LINK SLOTS; "fail?" is suspected by this node
 * alone, "fail" agreed upon. */
static void count_node(str line, struct nodes *nodes)
{
	str id, address, flags, rest = str_trim(line), piece, link = STR("");
	bool fails;

	if (!str_cut(rest, ' ', &id, &rest) || !str_cut(rest, ' ', &address, &rest) ||
	    !str_cut(rest, ' ', &flags, &rest))
		return;
	for (int i = 0; i < 5 && str_next(&rest, ' ', &piece); i++)
		link = piece;
	nodes->count++;
	fails = str_contains(flags, STR("fail")) && !str_contains(flags, STR("nofail"));
	nodes->failing += fails;
	nodes->without_link += str_is(link, "disconnected");
	/* "127.0.0.1:7001@17001,name" */
	str_cut(address, '@', &address, &rest);
	if (fails && nodes->failing <= NODES_NAMED_MAX)
		text_addf(nodes->named, "%s" STR_FMT, nodes->failing > 1 ? ", " : "",
			  STR_ARG(address));
}

static void add_cluster_facts(const struct probe_call *call, str info,
			      const struct nodes *nodes, struct facts *facts)
{
	static const struct {
		const char *field, *fact;
	} numbers[] = {
		{ "cluster_slots_assigned", "cluster_slots_assigned" },
		{ "cluster_slots_ok", "cluster_slots_ok" },
		{ "cluster_slots_pfail", "cluster_slots_suspected" },
		{ "cluster_slots_fail", "cluster_slots_failed" },
		{ "cluster_size", "cluster_primaries" },
	};

	add_word(call, facts, "cluster_state", field(info, "cluster_state"));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		add(call, facts, numbers[i].fact, number(info, numbers[i].field), "");
	add(call, facts, "cluster_nodes", (double)nodes->count, "");
	add(call, facts, "cluster_nodes_failing", (double)nodes->failing, "");
	add(call, facts, "cluster_nodes_without_link", (double)nodes->without_link, "");
}

void redis_tell_cluster(const struct probe_call *call, str info, str nodes,
			struct probe_finding *finding)
{
	struct text named = text_new(call->arena, WORDS_BYTES_MAX);
	struct text words = text_new(call->arena, WORDS_BYTES_MAX);
	struct nodes seen = { .named = &named };
	str rest = nodes, line;

	finding->body = arena_format(call->arena, STR_FMT "\n" STR_FMT, STR_ARG(info),
				     STR_ARG(nodes));
	finding->has_data = field(info, "cluster_state").length > 0;
	if (!finding->has_data) {
		finding->meaning = STR("CLUSTER INFO says nothing about a cluster");
		return;
	}
	while (str_next(&rest, '\n', &line))
		count_node(line, &seen);
	add_cluster_facts(call, info, &seen, &finding->facts);
	text_addf(&words,
		  "cluster state " STR_FMT ", %.0f of 16384 slots served by %lld "
		  "nodes",
		  STR_ARG(field(info, "cluster_state")), number(info, "cluster_slots_ok"),
		  (long long)seen.count);
	if (seen.failing > 0)
		text_addf(&words, "; %lld fail: " STR_FMT, (long long)seen.failing,
			  STR_ARG(text_of(&named)));
	/* With cluster-require-full-coverage, which is the default. */
	if (!str_is(field(info, "cluster_state"), "ok"))
		text_add(&words, STR("; it refuses commands while that is so"));
	finding->meaning = text_of(&words);
}
