/* What a metric is, by the words in its name. */
#include "core/diagnosis/case.h"

const char *const metric_kind_names[] = {
	[METRIC_OTHER] = "other",
	[METRIC_LATENCY] = "latency",
	[METRIC_ERRORS] = "errors",
	[METRIC_AVAILABILITY] = "availability",
	[METRIC_TRAFFIC] = "traffic",
	[METRIC_CPU] = "cpu",
	[METRIC_MEMORY] = "memory",
	[METRIC_SATURATION] = "saturation",
	NULL,
};

enum {
	/* Longer names are paths or queries; their beginning says what they are. */
	WORDS_MAX = 32,
	WORD_BYTES_MAX = 24,
	/* The beginning of a longer word counts from here on: "latenc", "util". */
	STEM_BYTES_MIN = 4,
};

/* The first row with a word of the name decides. Errors come first, since what fails is
 * counted in requests, connections and bytes too. Then come words that are for latencies
 * only, so that "client_latency" is no number of clients; words that name a unit of time
 * come after what was measured in it ("cpu_seconds", "queue_time"), and traffic, which
 * names hold as the thing that was measured ("request_duration"), comes last. */
static const struct {
	enum metric_kind kind;
	const char *words; /* apart by one space; of four letters on also as a stem */
} kinds_of_words[] = {
	{ METRIC_ERRORS,
	  "err error fail fault exception reject denied drop dropped discard refused "
	  "abort "
	  "panic crash restart oom 4xx 5xx 500 502 503 504 lost retry retries retrans "
	  "timeout unavailab" },
	{ METRIC_LATENCY, "laten duration rtt p50 p75 p90 p95 p99 p999" },
	{ METRIC_AVAILABILITY,
	  "availab success healthy up uptime ready alive apdex ok 2xx" },
	{ METRIC_CPU,
	  "cpu cpus load1 load5 load15 loadavg core cores processor throttl" },
	{ METRIC_MEMORY, "mem memory heap rss swap buffer cache cached nonheap working" },
	{ METRIC_SATURATION,
	  "queue pending backlog pool conn connection client clients thread threads "
	  "goroutine fd fds file files disk filesystem inode saturat util utilisation "
	  "lag "
	  "inflight active waiting lock locks slots used free full depth" },
	{ METRIC_LATENCY,
	  "delay elapsed response time wait pause took seconds milliseconds ms sec" },
	{ METRIC_TRAFFIC,
	  "request req requests rps qps ops tps throughput rate traffic workload hits "
	  "call "
	  "calls queries query commands transactions messages msg bytes packets network "
	  "receive transmit read write sent received count total" },
};

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || is_upper(c) || is_digit(c);
}

/* A word in small letters. */
struct word {
	char bytes[WORD_BYTES_MAX];
	size_t length;
};

/* "PodServerLatencyP90(s)" is pod, server, latency, p90, s; "HTTPErrors" http, errors. */
static bool begins_word(str name, size_t at)
{
	if (at == 0 || !is_word(name.bytes[at - 1]))
		return true;
	if (!is_upper(name.bytes[at]))
		return false;
	if (!is_upper(name.bytes[at - 1]))
		return true;
	return at + 1 < name.length && is_word(name.bytes[at + 1]) &&
	       !is_upper(name.bytes[at + 1]) && !is_digit(name.bytes[at + 1]);
}

static size_t words_of(str name, struct word words[WORDS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < name.length; i++) {
		char c = name.bytes[i];

		if (!is_word(c))
			continue;
		if (count == 0 || begins_word(name, i)) {
			if (count == WORDS_MAX)
				break;
			words[count++].length = 0;
		}
		struct word *word = &words[count - 1];
		if (word->length < WORD_BYTES_MAX)
			word->bytes[word->length++] = is_upper(c) ? (char)(c + 32) : c;
	}
	return count;
}

static bool is_one(const struct word *word, str known)
{
	str text = { word->bytes, word->length };

	return known.length < STEM_BYTES_MIN ? str_equal(text, known)
					     : str_starts_with(text, known);
}

/* What something is counted per says nothing of what it is: "requests_per_sec". */
static bool is_divisor(const struct word *words, size_t nth)
{
	return nth > 0 && str_equal((str){ words[nth - 1].bytes, words[nth - 1].length },
				    STR("per"));
}

static bool has_one(const struct word *words, size_t count, const char *list)
{
	str rest = str_of(list), known;

	while (str_next(&rest, ' ', &known)) {
		for (size_t i = 0; i < count; i++) {
			if (!is_divisor(words, i) && is_one(&words[i], known))
				return true;
		}
	}
	return false;
}

static enum metric_kind kind_of(str text)
{
	struct word words[WORDS_MAX] = { 0 };
	size_t count = words_of(text, words);

	for (size_t i = 0; i < sizeof(kinds_of_words) / sizeof(kinds_of_words[0]); i++) {
		if (has_one(words, count, kinds_of_words[i].words))
			return kinds_of_words[i].kind;
	}
	return METRIC_OTHER;
}

enum metric_kind metric_kind_of(str name, str unit)
{
	enum metric_kind kind = kind_of(name);

	return kind != METRIC_OTHER ? kind : kind_of(unit);
}
