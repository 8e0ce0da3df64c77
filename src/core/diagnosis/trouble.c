#include "core/diagnosis/trouble.h"

#include "core/diagnosis/graph.h"

#include <ctype.h>

enum {
	/* Of those before, and of those since on each pass: enough to know all kinds. */
	LINES_READ_MAX = 20000,
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
	{ "queries", "select query sql join limit scan row orm fetch index",
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
	  "unmarshal decod pars malformed field unexpected deserializ schema" },
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

enum { TOPICS = sizeof(topics) / sizeof(topics[0]) };
_Static_assert(TOPICS <= 64, "a bit each");

uint64_t topics_of_change(const struct words *change)
{
	uint64_t found = 0;

	for (size_t i = 0; i < TOPICS; i++)
		if (words_have_of(change, topics[i].change))
			found |= (uint64_t)1 << i;
	return found;
}

uint64_t topics_of_trouble(const struct words *trouble)
{
	uint64_t found = 0;

	for (size_t i = 0; i < TOPICS; i++)
		if (words_have_of(trouble, topics[i].trouble))
			found |= (uint64_t)1 << i;
	return found;
}

const char *topic_named(uint64_t found, size_t nth)
{
	for (size_t i = 0; i < TOPICS; i++)
		if ((found >> i & 1) && nth-- == 0)
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
		      "conflict|unhealthy|evict|not ready|stopped|preempt|"
		      "interrupt|pressure|unreachable|quota|hardware|i/o");
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

/* The suspect itself, or whoever calls or is called by it, the alert's entity too; and
 * their parts, as the pods of a service. */
enum nearness { NEARNESS_NONE, NEARNESS_AROUND, NEARNESS_OWN };

static struct map *neighbours_of(struct arena *arena, const struct diagnosis_case *known,
				 const struct trouble *trouble)
{
	struct map *near = map_new(arena);

	for (size_t i = 0; i < trouble->caller_count; i++)
		map_put(near, trouble->callers[i], (void *)NEARNESS_AROUND);
	for (size_t i = 0; i < trouble->callee_count; i++)
		map_put(near, trouble->callees[i], (void *)NEARNESS_AROUND);
	map_put(near, known->alert_entity, (void *)NEARNESS_AROUND);
	map_put(near, trouble->suspect, (void *)NEARNESS_OWN);
	for (size_t i = 0; i < known->part_count; i++) {
		void *nearness = map_get(near, known->parts[i].whole);

		if (nearness && !map_get(near, known->parts[i].part))
			map_put(near, known->parts[i].part, nearness);
	}
	return near;
}

static enum nearness nearness_of(const struct map *near, str entity)
{
	return (enum nearness)(uintptr_t)map_get(near, entity);
}

/* The kinds of lines there were before the trouble. */
static struct map *kinds_before(struct arena *arena, const struct diagnosis_case *known,
				instant_ms from)
{
	struct map *kinds = map_new(arena);
	size_t read = 0;

	for (size_t i = 0; i < known->line_count && read < LINES_READ_MAX; i++) {
		if (known->lines[i].at <= 0 || known->lines[i].at >= from)
			continue;
		map_put(kinds, kind_of(arena, known->lines[i].text), (void *)1);
		read++;
	}
	return kinds;
}

struct telling {
	const struct map *near;
	struct map *told; /* kinds of lines that are among them, or were there before */
	str *lines;
};

/* The suspect's own lines come first, so that they are not lost in the crowd's. */
static void take_lines(struct arena *arena, const struct diagnosis_case *known,
		       const struct telling *telling, enum nearness wanted,
		       struct trouble *trouble)
{
	instant_ms from = trouble->since - LINES_BEFORE_MS;
	size_t read = 0;

	for (size_t i = 0; i < known->line_count && read < LINES_READ_MAX; i++) {
		const struct case_line *line = &known->lines[i];
		str kind;

		if (line->at < from || line->at >= known->during.to ||
		    nearness_of(telling->near, line->entity) != wanted)
			continue;
		read++;
		if (trouble->line_count == LINES_TOLD_MAX ||
		    !speaks_of_failure(line->text))
			continue;
		kind = kind_of(arena, line->text);
		if (map_get(telling->told, kind))
			continue;
		map_put(telling->told, kind, (void *)1);
		telling->lines[trouble->line_count++] = line->text;
	}
}

/* -- all -- */

static void add_words(struct arena *arena, const struct diagnosis_case *known,
		      const struct diagnosis *diagnosis, const struct map *near,
		      struct trouble *trouble)
{
	trouble->words = words_new(arena);
	words_add(arena, &trouble->words, known->alert_metric);
	words_add(arena, &trouble->words, known->alert_text);
	for (size_t i = 0; i < diagnosis->finding_count; i++)
		if (nearness_of(near, diagnosis->findings[i].entity))
			words_add(arena, &trouble->words, diagnosis->findings[i].subject);
	for (size_t i = 0; i < known->series_count; i++) {
		const struct case_series *series = &known->series[i];

		if (nearness_of(near, series->entity) &&
		    graph_series_fails(known, series))
			words_add(arena, &trouble->words, series->name);
	}
	for (size_t i = 0; i < trouble->line_count; i++)
		words_add(arena, &trouble->words, trouble->lines[i]);
	trouble->topics = topics_of_trouble(&trouble->words);
}

static instant_ms since_of(struct arena *arena, const struct diagnosis_case *known,
			   const struct diagnosis *diagnosis, str suspect)
{
	instant_ms since = graph_failing_since(arena, known, suspect);

	if (since == 0 && diagnosis->suspect_count > 0 &&
	    diagnosis->suspects[0].finding_count > 0)
		since = diagnosis->suspects[0].findings[0].onset;
	if (since == 0)
		since = diagnosis->onset;
	if (since == 0)
		since = known->alert_at;
	return since ? since : known->during.from;
}

struct trouble trouble_of(struct arena *arena, const struct diagnosis_case *known,
			  const struct diagnosis *diagnosis)
{
	struct trouble trouble = { .text = known->alert_text };
	struct telling telling = { .lines = arena_many(arena, str, LINES_TOLD_MAX) };
	struct graph_names callers, callees;

	trouble.suspect = diagnosis->suspect_count > 0 ? diagnosis->suspects[0].entity
						       : known->alert_entity;
	trouble.since = since_of(arena, known, diagnosis, trouble.suspect);
	callers = graph_callers(arena, known, trouble.suspect);
	callees = graph_callees(arena, known, trouble.suspect);
	trouble.callers = callers.items;
	trouble.caller_count = callers.count;
	trouble.callees = callees.items;
	trouble.callee_count = callees.count;
	telling.near = neighbours_of(arena, known, &trouble);
	telling.told = kinds_before(arena, known, trouble.since - LINES_BEFORE_MS);
	take_lines(arena, known, &telling, NEARNESS_OWN, &trouble);
	take_lines(arena, known, &telling, NEARNESS_AROUND, &trouble);
	trouble.lines = telling.lines;
	add_words(arena, known, diagnosis, telling.near, &trouble);
	return trouble;
}
