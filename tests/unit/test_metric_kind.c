/* What a metric is, by its name. */
#include "check.h"
#include "core/diagnosis/case.h"

static const struct {
	const char *name, *unit;
	enum metric_kind kind;
} cases[] = {
	{ "http_request_duration_seconds", "", METRIC_LATENCY },
	{ "PodServerLatencyP90(s)", "", METRIC_LATENCY },
	{ "checkout_p99", "ms", METRIC_LATENCY },
	{ "responseTime", "", METRIC_LATENCY },
	{ "PodClientLatencyP90(s)", "", METRIC_LATENCY },
	{ "queue_wait_seconds", "", METRIC_SATURATION },
	{ "http_requests_errors_total", "", METRIC_ERRORS },
	{ "HTTPErrors", "", METRIC_ERRORS },
	{ "istio_responses_5xx", "", METRIC_ERRORS },
	{ "request_latency_timeouts", "", METRIC_ERRORS },
	{ "container_restarts", "", METRIC_ERRORS },
	{ "Availability", "", METRIC_AVAILABILITY },
	{ "PodSuccessRate(%)", "", METRIC_AVAILABILITY },
	{ "up", "", METRIC_AVAILABILITY },
	{ "http_requests_total", "", METRIC_TRAFFIC },
	{ "PodWorkload(Ops)", "", METRIC_TRAFFIC },
	/* What it is counted per does not matter. */
	{ "requests_per_sec", "", METRIC_TRAFFIC },
	{ "errorsPerRequest", "", METRIC_ERRORS },
	{ "NodeNetworkReceiveBytes", "", METRIC_TRAFFIC },
	{ "process_cpu_seconds_total", "", METRIC_CPU },
	{ "CpuUsageRate(%)", "", METRIC_CPU },
	{ "node_load1", "", METRIC_CPU },
	{ "MemoryUsage(Mi)", "", METRIC_MEMORY },
	{ "jvm_heap_used_bytes", "", METRIC_MEMORY },
	{ "redis_connected_clients", "", METRIC_SATURATION },
	{ "queue_depth", "", METRIC_SATURATION },
	{ "disk_io_time_seconds_total", "", METRIC_SATURATION },
	/* Short words only as a whole: neither "up" nor "ok" nor "fd". */
	{ "backupsize", "", METRIC_OTHER },
	{ "tokens", "", METRIC_OTHER },
	{ "temperature", "", METRIC_OTHER },
	/* The unit decides only when the name says nothing. */
	{ "x", "ms", METRIC_LATENCY },
	{ "x", "requests/s", METRIC_TRAFFIC },
	{ "cpu", "ms", METRIC_CPU },
	{ "", "", METRIC_OTHER },
	{ "___((%))", "", METRIC_OTHER },
	{ "\xff\xfe\xc3", "", METRIC_OTHER },
};

static void words_decide(void)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		enum metric_kind kind = metric_kind_of(str_of(cases[i].name),
						       str_of(cases[i].unit));

		CHECK_STR_EQ(str_of(metric_kind_names[kind]),
			     str_of(metric_kind_names[cases[i].kind]));
		CHECK_CASE(kind == cases[i].kind, cases[i].name);
	}
}

/* Names of thousands of words and of one word of thousands of letters. */
static void long_names_are_cut(void)
{
	scoped_arena arena = arena_new(1 << 20);
	char *bytes = arena_many(arena, char, 20000);

	for (size_t i = 0; i < 20000; i++)
		bytes[i] = i % 2 ? '_' : 'a';
	CHECK_INT(metric_kind_of((str){ bytes, 20000 }, STR("")), METRIC_OTHER);
	for (size_t i = 0; i < 20000; i++)
		bytes[i] = 'z';
	CHECK_INT(metric_kind_of((str){ bytes, 20000 }, STR("seconds")), METRIC_LATENCY);
}

const struct test tests[] = {
	{ "the words of a metric's name say what it is", words_decide },
	{ "names beyond reason are cut", long_names_are_cut },
	{ 0 },
};
