#include "core/diagnosis/trouble.h"

#include "core/diagnosis/graph.h"

#include <ctype.h>

enum {
	LINES_READ_MAX = 50000,
	LINES_TOLD_MAX = 200,
	KIND_BYTES_MAX = 80,
};

/* Clocks, scrapes and batches of logs: what came so little before belongs to it. */
#define LINES_BEFORE_MS (2 * MINUTE_MS)

/* -- topics -- */

/* What a change is about, and how one reads of it when it goes wrong. Of four letters on
 * a word stands for all that begin with it. */
static const struct {
	const char *name, *change, *trouble;
} topics[] = {
	{ "cache", "cache ttl expir evict redis memcache invalidat",
	  "cache hit miss evict stampede ttl redis" },
	{ "timeouts", "timeout deadline cancel keepalive grace",
	  "timeout deadline timed cancel exceeded" },
	{ "connections", "pool conn idle keepalive maxconn connection",
	  "pool conn connection acquire exhaust wait saturat" },
	{ "retries", "retry retries attempt backoff jitter retrie",
	  "retry retries attempt exhaust budget storm conflict" },
	{ "queries", "select query sql join where order limit scan row orm fetch index",
	  "query queries row rows scan select sql slow statement database db" },
	{ "tables", "migrat schema table column alter drop relation",
	  "relation column table exist missing schema migrat undefined" },
	{ "absent values", "nil null none optional undefined guard deref",
	  "nil null panic dereference nonetype nullpointer undefined segfault sigsegv" },
	{ "memory",
	  "memory heap map append buffer slice alloc global listener pool gc "
	  "retain",
	  "memory heap oom oomkill rss leak killed gc" },
	{ "computing", "regex loop compress hash encrypt sort serializ recurs parse",
	  "cpu throttl load core" },
	{ "libraries",
	  "require module version upgrade bump sdk protobuf library import "
	  "dependency golang.org github.com mod",
	  "version incompatib registration symbol startup crashloop module import "
	  "protobuf linkage classnotfound nosuchmethod restart" },
	{ "encryption", "tls cert x509 cipher certificate ssl mtls",
	  "tls x509 certificate handshake ssl" },
	{ "permissions",
	  "token jwt secret password credential auth role permission scope "
	  "issuer audience acl policy",
	  "unauthoriz forbidden denied token jwt credential permission auth signature "
	  "unauthenticat" },
	{ "addresses", "host endpoint dns addr port resolv domain hostname",
	  "host resolv dns refused unreachable nxdomain endpoint" },
	{ "formats",
	  "json marshal decode parse encod format serializ field proto schema "
	  "enum",
	  "unmarshal decod pars invalid malformed field unexpected deserializ schema" },
	{ "limits of rate", "limit rate throttl quota burst",
	  "throttl quota ratelimit rate_limit limited limiter" },
	{ "queues",
	  "queue consumer partition batch offset topic kafka worker prefetch ack "
	  "commit poll",
	  "lag queue backlog consumer offset rebalanc redeliver poison kafka" },
	{ "locks", "lock mutex transaction isolation synchronized",
	  "lock deadlock blocked contention mutex" },
	{ "disk", "log debug retention rotate disk volume tmp",
	  "disk space inode enospc volume" },
	{ "resources", "replica cpu memory limit request hpa resources instance autoscal",
	  "oom throttl evict pending restart ready replica saturat" },
	{ "concurrency", "goroutine thread worker concurren parallel async semaphore",
	  "thread goroutine saturat race concurren" },
	{ "settings", "env config default setting flag yaml",
	  "config missing env variable unset default" },
	{ "start", "readiness liveness probe health entrypoint command init",
	  "probe unhealthy readiness liveness crashloop startup" },
	{ "routes", "route weight canary balanc shard region zone partition",
	  "imbalanc shard hot route skew region" },
};

const char *trouble_topic(const struct words *change, const struct words *trouble,
			  size_t nth)
{
	for (size_t i = 0; i < sizeof(topics) / sizeof(topics[0]); i++)
		if (words_have_of(change, topics[i].change) &&
		    words_have_of(trouble, topics[i].trouble) && nth-- == 0)
			return topics[i].name;
	return NULL;
}

/* -- lines -- */

static bool speaks_of_failure(str line)
{
	return words_in_any(
		line, "error|fail|panic|exceed|timeout|timed out|refus|denied|"
		      "unavailable|expired|exhaust|not exist|no such|cancel|abort|"
		      "crash|killed|oom|reset by|invalid|missing|slow|degraded|"
		      "reject|cannot|could not|unable|fatal|exception|lost|overflow|"
		      "saturat|throttl|too many|deadlock|full|\"5|=5|backoff|retry|"
		      "conflict|unhealthy|evict");
}

/* The line without what differs each time. */
static str kind_of(struct arena *arena, str line)
{
	char *kept = arena_many(arena, char, KIND_BYTES_MAX + 1);
	size_t length = 0;

	for (size_t i = 0; i < line.length && length < KIND_BYTES_MAX; i++)
		if (isalpha((unsigned char)line.bytes[i]) || line.bytes[i] == ' ')
			kept[length++] = line.bytes[i];
	return (str){ kept, length };
}

static bool is_one_of(str name, const str *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(name, names[i]))
			return true;
	return false;
}

static bool is_around(const struct trouble *trouble, const struct diagnosis_case *known,
		      str entity)
{
	return str_equal(entity, trouble->suspect) ||
	       str_equal(entity, known->alert_entity) ||
	       is_one_of(entity, trouble->callers, trouble->caller_count) ||
	       is_one_of(entity, trouble->callees, trouble->callee_count);
}

/* The suspect's own lines come first, so that they are not lost in the crowd's. */
static void take_lines(struct arena *arena, const struct diagnosis_case *known,
		       struct trouble *trouble)
{
	struct map *before = map_new(arena), *told = map_new(arena);
	str *lines = arena_many(arena, str, LINES_TOLD_MAX);
	instant_ms from = trouble->since - LINES_BEFORE_MS;
	size_t read = known->line_count < LINES_READ_MAX ? known->line_count
							 : LINES_READ_MAX;

	for (size_t i = 0; i < read; i++)
		if (known->lines[i].at > 0 && known->lines[i].at < from)
			map_put(before, kind_of(arena, known->lines[i].text), (void *)1);
	for (size_t pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < known->line_count; i++) {
			const struct case_line *line = &known->lines[i];
			bool is_own = str_equal(line->entity, trouble->suspect);
			str kind;

			if (line->at < from || line->at >= known->during.to ||
			    is_own != (pass == 0) ||
			    !is_around(trouble, known, line->entity) ||
			    !speaks_of_failure(line->text) ||
			    trouble->line_count == LINES_TOLD_MAX)
				continue;
			kind = kind_of(arena, line->text);
			if (map_get(before, kind) || map_get(told, kind))
				continue;
			map_put(told, kind, (void *)1);
			lines[trouble->line_count++] = line->text;
		}
	trouble->lines = lines;
}

/* -- all -- */

static void add_words(struct arena *arena, const struct diagnosis_case *known,
		      const struct diagnosis *diagnosis, struct trouble *trouble)
{
	trouble->words = words_new(arena);
	words_add(arena, &trouble->words, known->alert_metric);
	words_add(arena, &trouble->words, known->alert_text);
	for (size_t i = 0; i < diagnosis->finding_count; i++)
		if (is_around(trouble, known, diagnosis->findings[i].entity))
			words_add(arena, &trouble->words, diagnosis->findings[i].subject);
	for (size_t i = 0; i < known->series_count; i++) {
		const struct case_series *series = &known->series[i];

		if (is_around(trouble, known, series->entity) &&
		    graph_series_fails(arena, known, series))
			words_add(arena, &trouble->words, series->name);
	}
	for (size_t i = 0; i < trouble->line_count; i++)
		words_add(arena, &trouble->words, trouble->lines[i]);
}

struct trouble trouble_of(struct arena *arena, const struct diagnosis_case *known,
			  const struct diagnosis *diagnosis)
{
	struct trouble trouble = { .text = known->alert_text };
	struct graph_names names;

	trouble.suspect = diagnosis->suspect_count > 0 ? diagnosis->suspects[0].entity
						       : known->alert_entity;
	trouble.since = graph_failing_since(arena, known, trouble.suspect, NULL);
	if (trouble.since == 0 && diagnosis->suspect_count > 0 &&
	    diagnosis->suspects[0].finding_count > 0)
		trouble.since = diagnosis->suspects[0].findings[0].onset;
	if (trouble.since == 0)
		trouble.since = diagnosis->onset  ? diagnosis->onset
				: known->alert_at ? known->alert_at
						  : known->during.from;
	names = graph_callers(arena, known, trouble.suspect);
	trouble.callers = names.items;
	trouble.caller_count = names.count;
	names = graph_callees(arena, known, trouble.suspect);
	trouble.callees = names.items;
	trouble.callee_count = names.count;
	take_lines(arena, known, &trouble);
	add_words(arena, known, diagnosis, &trouble);
	return trouble;
}
