/* What a cluster says of a service's pods, and what is made of it. One answer was
 * recorded (tests/contract/kubernetes); the others are made after it, without what does
 * not matter here. */
#include "check.h"
#include "config/file.h"
#include "formats/json.h"
#include "probes/pods.h"

#include <math.h>
#include <string.h>

enum { TEST_BYTES_MAX = 16 << 20 };
#define NOW 1795996800000 /* 2026-11-30T00:00:00Z */

#define READY(yes) "\"conditions\":[{\"type\":\"Ready\",\"status\":\"" yes "\"}]"
#define SPEC \
	"\"spec\":{\"nodeName\":\"n1\",\"containers\":[{\"name\":\"app\",\"image\":" \
	"\"shop/" \
	"web:1\",\"resources\":{\"limits\":{\"memory\":\"64Mi\",\"cpu\":\"500m\"}," \
	"\"requests\":{\"memory\":\"32Mi\"}}}]}"
#define POD(name, phase, ready, status) \
	"{\"metadata\":{\"name\":\"" name "\"}," SPEC ",\"status\":{\"phase\":\"" phase \
	"\"," READY(ready) ",\"containerStatuses\":[{\"name\":\"app\"," status "}]}}"
#define RUNNING    "\"state\":{\"running\":{}},\"restartCount\":0"
#define WELL(name) POD(name, "Running", "True", RUNNING)

struct asked {
	struct pods pods;
	struct pods_answer answer;
	struct probe_finding finding;
};

static struct asked look(struct arena *arena, const char *pods, const char *events,
			 const char *nodes, const char *usage)
{
	struct probe_call call = { .arena = arena, .now = NOW };
	struct asked asked = { 0 };
	struct error error;

	asked.answer.pods = json_parse(arena, str_of(pods), &error);
	CHECK(asked.answer.pods);
	asked.answer.events = events ? json_parse(arena, str_of(events), &error) : NULL;
	asked.answer.node_events = nodes ? json_parse(arena, str_of(nodes), &error)
					 : NULL;
	asked.answer.usage = usage ? json_parse(arena, str_of(usage), &error) : NULL;
	pods_read(&call, &asked.answer, &asked.pods);
	pods_tell(&call, &asked.answer, &asked.pods, NULL, 0, &asked.finding);
	return asked;
}

static double number(const struct asked *asked, const char *name)
{
	const struct fact *fact = facts_find(&asked->finding.facts, str_of(name));

	return fact ? fact->number : NAN;
}

static int64_t whole(const struct asked *asked, const char *name)
{
	double value = number(asked, name);

	return isnan(value) ? -1 : (int64_t)value;
}

static void what_a_kubernetes_1_32_answers_is_read(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_call call = { .arena = arena, .now = 1795241520000 };
	struct pods_answer answer = { 0 };
	struct probe_finding finding = { 0 };
	struct pods pods = { 0 };
	struct error error = { 0 };
	str bytes = STR("");

	CHECK_OK(file_read(arena, STR(FIXTURES "/../contract/kubernetes/1.32-pods.json"),
			   1 << 20, &bytes, &error),
		 error);
	answer.pods = tree_get(json_parse(arena, bytes, &error), "items");
	answer.usage = json_parse(arena, STR("[]"), &error);
	pods_read(&call, &answer, &pods);
	pods_tell(&call, &answer, &pods, NULL, 0, &finding);
	CHECK_STR(finding.meaning,
		  "1 of 2 pods ready; order-service-575d554968-475bw is Pending, not "
		  "ready; the metrics API does not know their use yet");
	CHECK(facts_find(&finding.facts, STR("kubernetes.pods.memory_limit"))->number ==
	      64 << 20);
	CHECK(str_contains(finding.body, STR("memory limit 64 MiB, request 32 MiB\n")));
	CHECK(str_contains(finding.body, STR("waiting ContainerCreating")));
}

static void no_pod_is_an_answer_of_its_own(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct asked asked = look(arena, "[]", "[]", "[]", "[]");

	CHECK(!asked.finding.has_data);
	CHECK_STR(asked.finding.meaning, "no pod is chosen by that");
	CHECK_INT(asked.finding.facts.count, 0);
}

/* It runs, it is ready, and what kubectl shows is "1 restart". */
static void an_oom_of_an_earlier_life_is_seen_in_a_pod_that_runs_well(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct asked asked = look(
		arena,
		"[" WELL("web-a") "," POD(
			"web-b", "Running", "True",
			"\"state\":{\"running\":{}},\"restartCount\":1,\"lastState\":{"
			"\"terminated\":{\"reason\":\"OOMKilled\",\"exitCode\":137,"
			"\"finishedAt\":\"2026-11-29T23:58:00Z\"}}") "]",
		"[]", "[]", NULL);

	CHECK_INT(whole(&asked, "kubernetes.pods.oom_killed"), 1);
	CHECK_INT(whole(&asked, "kubernetes.pods.ready"), 2);
	CHECK_INT(whole(&asked, "kubernetes.pods.restarted_last_hour"), 1);
	CHECK_INT(whole(&asked, "kubernetes.pods.memory_limit"), 64 << 20);
	CHECK(fabs(number(&asked, "kubernetes.pods.cpu_limit") - 0.5) < 1e-9);
	CHECK_STR(asked.finding.meaning,
		  "2 of 2 pods ready; web-b running, 1 restarts, last OOMKilled, exit "
		  "code 137, 2:00 ago, memory limit 64 MiB");
	CHECK_STR(asked.pods.items[0].name, "web-b");
	CHECK(str_contains(asked.finding.body, STR("1 are well")));
	CHECK_STR(facts_find(&asked.finding.facts, STR("kubernetes.pods.last_oom_at"))
			  ->text,
		  "2026-11-29T23:58:00Z");
}

/* 137 without a reason: it was killed, and nobody knows by whom. */
static void a_kill_without_a_reason_is_no_oom(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct asked asked = look(
		arena,
		"[" POD("web-b", "Running", "False",
			"\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\","
			"\"message\":\"back-off 5m0s\"}},\"restartCount\":7,"
			"\"lastState\":{\"terminated\":{\"reason\":\"Error\","
			"\"exitCode\":137}}") "]",
		"[]",
		"[{\"reason\":\"OOMKilling\",\"count\":2,\"involvedObject\":{\"kind\":"
		"\"Node\",\"name\":\"n1\"}},{\"reason\":\"OOMKilling\",\"involvedObject\""
		":{\"name\":\"n2\"}}]",
		NULL);

	CHECK_INT(whole(&asked, "kubernetes.pods.oom_killed"), 0);
	CHECK_INT(whole(&asked, "kubernetes.pods.killed"), 1);
	CHECK_INT(whole(&asked, "kubernetes.pods.crash_looping"), 1);
	CHECK_INT(whole(&asked, "kubernetes.pods.restarts"), 7);
	CHECK_INT(whole(&asked, "kubernetes.pods.not_ready"), 1);
	CHECK_INT(whole(&asked, "kubernetes.nodes.oom_kills"), 2);
	CHECK_STR(
		asked.finding.meaning,
		"0 of 1 pods ready; web-b waiting CrashLoopBackOff, 7 restarts, last "
		"Error, exit code 137; the kernel killed 2 processes for want of memory "
		"on their nodes");
}

static void a_pod_without_a_place_says_why(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct asked asked = look(
		arena,
		"[{\"metadata\":{\"name\":\"web-c\"},\"spec\":{\"containers\":[{\"name\":"
		"\"app\"}]},\"status\":{\"phase\":\"Pending\",\"conditions\":[{\"type\":"
		"\"PodScheduled\",\"status\":\"False\",\"reason\":\"Unschedulable\","
		"\"message\":\"0/3 nodes are available: 3 Insufficient memory.\"}]}}]",
		NULL, NULL, NULL);

	CHECK_INT(whole(&asked, "kubernetes.pods.unschedulable"), 1);
	CHECK_INT(whole(&asked, "kubernetes.pods.pending"), 1);
	CHECK(isnan(number(&asked, "kubernetes.pods.memory_limit")));
	CHECK(isnan(number(&asked, "kubernetes.pods.warnings")));
	CHECK_STR(asked.finding.meaning,
		  "0 of 1 pods ready; web-c Unschedulable is Pending, not ready");
	CHECK(str_contains(asked.finding.body, STR("3 Insufficient memory")));
}

#define EVENT(object, reason, count, at, message) \
	"{\"type\":\"Warning\",\"reason\":\"" reason "\",\"count\":" count \
	",\"lastTimestamp\":\"" at "\",\"message\":\"" message \
	"\",\"involvedObject\":{\"name\":\"" object "\"}}"

static void the_same_warning_is_one_with_its_number(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct asked asked = look(
		arena, "[" WELL("web-7d-a") "," WELL("web-7d-b") "]",
		"[" EVENT("web-7d-a", "Unhealthy", "3", "2026-11-29T23:50:00Z", "Readiness probe failed: 503") "," EVENT(
			"web-7d-b", "Unhealthy", "9",
			"2026-11-29T23:"
			"51:00Z",
			"Readiness probe "
			"failed: "
			"timeout") "," EVENT("web-"
					     "7d",
					     "Failed"
					     "Create",
					     "1",
					     "2026-"
					     "11-"
					     "29T"
					     "23:"
					     "52:"
					     "00Z",
					     "exceede"
					     "d "
					     "quota") "," EVENT("webmail-1", "Unhealthy",
								"50",
								"2026-11-29T23:52:00Z",
								"another's") "]",
		"[]",
		"[{\"metadata\":{\"name\":\"web-7d-a\"},\"containers\":[{\"name\":"
		"\"app\",\"usage\":{\"memory\":\"60Mi\",\"cpu\":\"20000000n\"}}]}]");

	CHECK_INT(whole(&asked, "kubernetes.pods.warnings"), 13);
	CHECK_INT(whole(&asked, "kubernetes.pods.probe_failures"), 12);
	CHECK(fabs(number(&asked, "kubernetes.pods.memory_used_percent") - 93.75) < 1e-9);
	CHECK(fabs(number(&asked, "kubernetes.pods.cpu_used_percent") - 4) < 1e-9);
	CHECK(str_contains(asked.finding.body,
			   STR("12 x Unhealthy web-7d-b: Readiness probe failed: "
			       "timeout (last at 2026-11-29T23:51:00Z)")));
	CHECK(str_contains(asked.finding.body, STR("1 x FailedCreate web-7d: exceeded")));
	CHECK(!str_contains(asked.finding.body, STR("another's")));
}

static void only_abnormal_ones_are_asked_for_their_last_words(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct pod_log logs[PODS_LOGS_MAX];
	struct asked asked = look(
		arena,
		"[" POD("web-a", "Running", "True",
			"\"state\":{\"running\":{}},\"restartCount\":4,\"lastState\":{"
			"\"terminated\":{\"reason\":\"Completed\",\"exitCode\":0,"
			"\"finishedAt\":\"2026-10-01T00:00:00Z\"}}") "," POD("web-b",
									     "Running",
									     "False",
									     "\"state\":"
									     "{\"waiting"
									     "\":{"
									     "\"reason\":"
									     "\"CrashLoop"
									     "BackOff\"}}"
									     ",\"restart"
									     "Count\":"
									     "2") "]",
		"[]", "[]", "[]");

	CHECK_INT(pods_with_logs(&asked.pods, logs, PODS_LOGS_MAX), 1);
	CHECK_STR(logs[0].pod, "web-b");
	CHECK_STR(logs[0].container, "app");
}

static void a_workload_says_which_pods_are_its(void)
{
	static const struct {
		const char *spec, *selector;
	} cases[] = {
		{ "{\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"web\",\"tier\":"
		  "\"a\"}}}}",
		  "app=web,tier=a" },
		{ "{\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"web\"},"
		  "\"matchExpressions\":[{\"key\":\"x\",\"operator\":\"In\",\"values\":["
		  "\"1\",\"2\"]},{\"key\":\"y\",\"operator\":\"DoesNotExist\"}]}}}",
		  "app=web,x in (1,2),!y" },
		{ "{\"spec\":{}}", "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct error error;

		CHECK_STR_EQ(pods_selector(arena, json_parse(arena, str_of(cases[i].spec),
							     &error)),
			     str_of(cases[i].selector));
	}
}

static void what_is_no_pod_is_passed_over(void)
{
	static const char *const cases[] = {
		"[null]", "[1,\"x\",[],{}]",
		"[{\"metadata\":null,\"spec\":7,\"status\":[]}]",
		"[{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":{\"a\":1}},"
		"\"status\":{\"containerStatuses\":\"x\",\"conditions\":7}}]"
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct asked asked = look(arena, cases[i], cases[i], cases[i], cases[i]);

		CHECK_INT(asked.pods.count + asked.pods.faults >= 1, 1);
	}
}

const struct test tests[] = {
	{ "what a Kubernetes 1.32 answers is read",
	  what_a_kubernetes_1_32_answers_is_read },
	{ "no pod is an answer of its own", no_pod_is_an_answer_of_its_own },
	{ "an OOM of an earlier life is seen in a pod that runs well",
	  an_oom_of_an_earlier_life_is_seen_in_a_pod_that_runs_well },
	{ "a kill without a reason is no OOM", a_kill_without_a_reason_is_no_oom },
	{ "a pod without a place says why", a_pod_without_a_place_says_why },
	{ "the same warning is one with its number",
	  the_same_warning_is_one_with_its_number },
	{ "only abnormal ones are asked for their last words",
	  only_abnormal_ones_are_asked_for_their_last_words },
	{ "a workload says which pods are its", a_workload_says_which_pods_are_its },
	{ "what is no pod is passed over", what_is_no_pod_is_passed_over },
	{ 0 },
};
