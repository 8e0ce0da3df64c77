/* What the actuator kubernetes works out without asking anybody. */
#include "actuators/kubernetes_parts.h"
#include "check.h"
#include "formats/json.h"

#include <stdlib.h>
#include <unistd.h>

enum { TEST_BYTES_MAX = 16 << 20 };

static struct tree *tree_of(struct arena *arena, const char *json)
{
	struct error error = { 0 };
	struct tree *tree = json_parse(arena, str_of(json), &error);

	CHECK_OK(tree != NULL, error);
	return tree;
}

static void a_target_is_a_place_and_a_name(void)
{
	static const struct {
		const char *target, *kind, *namespace, *name;
	} good[] = {
		{ "prod/shop/deployment/orders", "deployment", "shop", "orders" },
		{ "prod/shop/deploy/orders", "deployment", "shop", "orders" },
		{ "prod/shop/statefulsets/a-0.b", "statefulset", "shop", "a-0.b" },
		{ "prod/node/node-1.example", "node", "", "node-1.example" },
	};
	static const struct {
		const char *target, *says;
	} bad[] = {
		{ "", "CLUSTER/NAMESPACE/KIND/NAME" },
		{ "prod/orders", "CLUSTER/NAMESPACE/KIND/NAME" },
		{ "prod/shop/deployment/orders/x", "CLUSTER/NAMESPACE/KIND/NAME" },
		{ "prod/shop/service/orders", "'service' is none of" },
		{ "prod/shop/pod/--all", "'--all' begins with '-': that is an option" },
		{ "prod/-n/pod/x", "namespace '-n' begins with '-'" },
		{ "prod/shop/pod/a b", "is no name" },
		{ "prod/shop/pod/Orders", "is no name" },
		{ "prod/shop/pod/..", "is no name" },
		{ "prod/shop/pod/a-", "is no name" },
		{ "prod/shop/pod/", "'shop' is none of" },
		{ "prod/pod/x", "a pod is in a namespace" },
		{ "prod/shop/node/x", "a node is not in a namespace" },
	};

	for (size_t i = 0; i < COUNT_OF(good); i++) {
		struct kubernetes_target target = { 0 };
		struct error error = { 0 };

		CHECK_OK(kubernetes_target_read(str_of(good[i].target), &target, &error),
			 error);
		if (!target.kind)
			continue;
		CHECK_STR_EQ(str_of(target.kind->name), str_of(good[i].kind));
		CHECK_STR_EQ(target.namespace, str_of(good[i].namespace));
		CHECK_STR_EQ(target.name, str_of(good[i].name));
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct kubernetes_target target = { 0 };
		struct error error = { 0 };

		CHECK(!kubernetes_target_read(str_of(bad[i].target), &target, &error));
		CHECK_CASE(str_contains(str_of(error.text), str_of(bad[i].says)),
			   bad[i].says);
	}
}

static void what_differs_is_said_in_lines(void)
{
	static const struct {
		const char *was, *is, *says;
	} cases[] = {
		{ "{}", "{}", "" },
		/* Whatever the order of names is, and the server's own. */
		{ "{\"a\":1,\"b\":[1,2]}", "{\"b\":[1,2],\"a\":1}", "" },
		{ "{\"status\":1,\"metadata\":{\"resourceVersion\":\"1\"}}",
		  "{\"status\":2,\"metadata\":{\"resourceVersion\":\"2\"}}", "" },
		{ "{\"spec\":{\"replicas\":3}}", "{\"spec\":{\"replicas\":10}}",
		  "replicas  3 → 10" },
		/* By name, not by place. */
		{ "{\"spec\":{\"template\":{\"spec\":{\"containers\":["
		  "{\"name\":\"a\",\"image\":\"x:1\"},{\"name\":\"b\",\"image\":\"y:"
		  "1\"}]}}}}",
		  "{\"spec\":{\"template\":{\"spec\":{\"containers\":["
		  "{\"name\":\"b\",\"image\":\"y:1\"},{\"name\":\"a\",\"image\":\"x:"
		  "2\"}]}}}}",
		  "containers[a].image  x:1 → x:2" },
		{ "{\"metadata\":{}}", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}",
		  "labels.a  (none) → b" },
		{ "{\"spec\":{\"x\":{\"y\":1,\"z\":2}}}", "{\"spec\":{}}",
		  "x.y  1 → (none)\nx.z  2 → (none)" },
		{ "{\"spec\":[1]}", "{\"spec\":[1,2]}", "spec  [1] → [1,2]" },
		/* What an environment holds is nobody's business. */
		{ "{\"c\":[{\"name\":\"a\",\"env\":[{\"name\":\"P\",\"value\":\"s3cr\"}]}"
		  "]}",
		  "{\"c\":[{\"name\":\"a\",\"env\":[{\"name\":\"P\",\"value\":\"t0p\"},"
		  "{\"name\":\"Q\",\"value\":\"z\"}]}]}",
		  "c[a].env[P].value  changes\nc[a].env[Q]  is new" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct text lines = text_new(arena, 4096);

		kubernetes_diff(arena, tree_of(arena, cases[i].was),
				tree_of(arena, cases[i].is), &lines);
		CHECK_STR_EQ(text_of(&lines), str_of(cases[i].says));
	}
}

static void the_way_back_is_what_differs(void)
{
	static const struct {
		const char *from, *to, *patch;
	} cases[] = {
		{ "{\"spec\":{\"a\":1}}", "{\"spec\":{\"a\":1}}", NULL },
		{ "{\"spec\":{\"a\":1,\"b\":2}}", "{\"spec\":{\"a\":1}}",
		  "{\"spec\":{\"b\":null}}" },
		{ "{\"spec\":{\"a\":1}}", "{\"spec\":{\"a\":3,\"b\":{\"c\":1}}}",
		  "{\"spec\":{\"a\":3,\"b\":{\"c\":1}}}" },
		{ "{\"spec\":{\"l\":[1,2]}}", "{\"spec\":{\"l\":[2]}}",
		  "{\"spec\":{\"l\":[2]}}" },
		{ "{\"status\":1,\"spec\":{}}", "{\"status\":2,\"spec\":{}}", NULL },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct tree *patch = kubernetes_merge_back(arena,
							   tree_of(arena, cases[i].from),
							   tree_of(arena, cases[i].to));

		CHECK((patch == NULL) == (cases[i].patch == NULL));
		if (patch && cases[i].patch)
			CHECK_STR_EQ(json_write(arena, patch), str_of(cases[i].patch));
	}
}

static void a_dump_is_a_port_and_a_path_that_only_reads(void)
{
	static const struct {
		const char *said;
		size_t count;
		const char *says; /* NULL: it is taken */
		bool is_of_pod;
	} cases[] = {
		{ "", 0, NULL, false },
		{ "", 0, NULL, true },
		{ "6060/debug/pprof/heap?debug=1 1/debug/pprof/mutex", 2, NULL, true },
		{ "1/debug/pprof/goroutine?debug=2 2/actuator/threaddump", 2, NULL,
		  true },
		{ "8080/threaddump", 1, NULL, true },
		{ "8080/api/payments/settle-all", 1, NULL, false },
		{ "8080/api/payments/settle-all", 0, "because a pod says so", true },
		{ "8080/gc", 0, "because a pod says so", true },
		{ "8080/migrate", 0, "because a pod says so", true },
		{ "6060/debug/pprof/heap?gc=1", 0, "because a pod says so", true },
		{ "6060/debug/pprof/heap?debug=1&gc=1", 0, "pod says so", true },
		{ "6060/debug/pprof/profile?seconds=30", 0, "pod says so", true },
		{ "6060/debug/pprof/heap/x", 0, "pod says so", true },
		{ "6060/debug/pprof/", 0, "pod says so", true },
		{ "8080/migrate?x=/threaddump", 0, "pod says so", true },
		{ "8080/migrate;x=/threaddump", 0, "pod says so", true },
		{ "8080/mythreaddump", 0, "pod says so", true },
		{ "8080/-/quit", 0, "changes something", true },
		{ "6060/debug/pprof/goroutine?debug=1", 1, NULL, false },
		{ " 6060/debug/pprof/heap?debug=1  8080/actuator/threaddump ", 2, NULL,
		  false },
		{ "/debug/pprof/heap", 0, "is no dump", false },
		{ "http/debug", 0, "is no dump", false },
		{ "0/debug", 0, "is no dump", false },
		{ "65536/debug", 0, "is no dump", false },
		{ "-1/debug", 0, "is no dump", false },
		{ "6060", 0, "is no dump", false },
		{ "6060/../../secrets/x", 0, "leads elsewhere", false },
		{ "6060/%2e%2e/x", 0, "leads elsewhere", false },
		{ "6060/x#y", 0, "leads elsewhere", false },
		{ "6060//host/x", 0, "leads elsewhere", false },
		{ "8080/-/quit", 0, "changes something", false },
		{ "1/a 2/b 3/c 4/d", 4, NULL, false },
		{ "1/a 2/b 3/c 4/d 5/e", 0, "more than 4", false },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct kubernetes_dump dumps[KUBERNETES_DUMPS_MAX];
		struct error error = { 0 };
		size_t count = 0;
		bool taken = kubernetes_dumps_read(
			arena,
			(struct kubernetes_dumps_said){ str_of(cases[i].said),
							cases[i].is_of_pod },
			dumps, &count, &error);

		CHECK(taken == (cases[i].says == NULL));
		CHECK_INT(count, cases[i].count);
		if (cases[i].says)
			CHECK(str_contains(str_of(error.text), str_of(cases[i].says)));
	}
}

#define OF(generation, seen, replicas, status) \
	"{\"metadata\":{\"generation\":" generation "},\"spec\":{\"replicas\":" replicas \
	"},\"status\":{\"observedGeneration\":" seen "," status "}}"

static void a_rollout_is_over_when_all_pods_are_new_and_there(void)
{
	static const struct {
		const char *kind, *object;
		enum kubernetes_progress progress;
		const char *says;
	} cases[] = {
		{ "deployment", OF("2", "1", "3", "\"updatedReplicas\":3"), ROLLOUT_WAITS,
		  "has not taken it up" },
		{ "deployment",
		  OF("2", "2", "3",
		     "\"replicas\":3,\"updatedReplicas\":3,\"availableReplicas\":3"),
		  ROLLOUT_DONE, "3 of 3 updated" },
		{ "deployment",
		  OF("2", "2", "3",
		     "\"replicas\":4,\"updatedReplicas\":2,\"availableReplicas\":3"),
		  ROLLOUT_WAITS, "2 of 3 updated" },
		{ "deployment",
		  OF("2", "2", "3",
		     "\"replicas\":4,\"updatedReplicas\":3,\"availableReplicas\":3"),
		  ROLLOUT_WAITS, "1 old still to end" },
		{ "deployment",
		  OF("2", "2", "3",
		     "\"conditions\":[{\"type\":\"Progressing\",\"reason\":"
		     "\"ProgressDeadlineExceeded\"}]"),
		  ROLLOUT_FAILED, "progress deadline" },
		{ "statefulset",
		  OF("1", "1", "3", "\"readyReplicas\":3,\"updatedReplicas\":3"),
		  ROLLOUT_DONE, "3 ready" },
		{ "statefulset",
		  OF("1", "1", "3",
		     "\"readyReplicas\":3,\"updatedReplicas\":3,\"updateRevision\":"
		     "\"b\",\"currentRevision\":\"a\""),
		  ROLLOUT_WAITS, "3 ready" },
		{ "daemonset",
		  OF("1", "1", "1",
		     "\"desiredNumberScheduled\":5,\"updatedNumberScheduled\":5,"
		     "\"numberAvailable\":4"),
		  ROLLOUT_WAITS, "5 of 5 updated, 4 available" },
		{ "daemonset", "{\"spec\":{\"updateStrategy\":{\"type\":\"OnDelete\"}}}",
		  ROLLOUT_FAILED, "only as they are deleted" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		str says = STR("");

		CHECK_INT(kubernetes_progress_of(arena, cases[i].kind,
						 tree_of(arena, cases[i].object), &says),
			  cases[i].progress);
		CHECK_CASE(str_contains(says, str_of(cases[i].says)), cases[i].says);
	}
}

static void amounts_are_read_as_kubernetes_writes_them(void)
{
	static const struct {
		const char *said;
		double amount;
	} good[] = {
		{ "2", 2 },
		{ "500m", 0.5 },
		{ "0.5", 0.5 },
		{ "512Mi", 536870912 },
		{ "1Gi", 0x1p30 },
		{ "1G", 1e9 },
		{ "12345n", 12345e-9 },
		{ "1e3", 1000 },
		{ "10k", 10000 },
	};
	static const char *const bad[] = { "",     "Mi",   "-1",   "nan",  "inf",
					   "0x10", "lots", "1 Gi", "1GiB", "--all" };

	for (size_t i = 0; i < COUNT_OF(good); i++) {
		double amount = 0;

		CHECK_CASE(kubernetes_quantity(str_of(good[i].said), &amount),
			   good[i].said);
		CHECK_CASE(amount > good[i].amount * 0.999999 &&
				   amount < good[i].amount * 1.000001,
			   good[i].said);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		double amount = 0;

		CHECK_CASE(!kubernetes_quantity(str_of(bad[i]), &amount), bad[i]);
	}
}

static void a_selector_stands_in_a_query(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	static const struct {
		const char *selector, *text;
	} cases[] = {
		{ "{}", "" },
		{ "{\"matchLabels\":{\"a\":\"b\",\"c\":\"d\"}}", "a=b,c=d" },
		{ "{\"matchLabels\":{\"a\":\"b\"},\"matchExpressions\":["
		  "{\"key\":\"t\",\"operator\":\"In\",\"values\":[\"x\",\"y\"]},"
		  "{\"key\":\"u\",\"operator\":\"NotIn\",\"values\":[\"z\"]},"
		  "{\"key\":\"v\",\"operator\":\"Exists\"},"
		  "{\"key\":\"w\",\"operator\":\"DoesNotExist\"}]}",
		  "a=b,t in (x,y),u notin (z),v,!w" },
		{ "{\"matchLabels\":{\"a\":1}}", "a=" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR_EQ(kubernetes_selector_text(arena,
						      tree_of(arena, cases[i].selector)),
			     str_of(cases[i].text));
}

static void what_looks_like_a_secret_is_found_wherever_it_stands(void)
{
	static const struct {
		const char *json;
		bool holds;
	} cases[] = {
		{ "{}", false },
		{ "{\"image\":\"shop/orders:v2\",\"replicas\":3}", false },
		{ "{\"env\":[{\"name\":\"POOL\",\"value\":\"20\"}]}", false },
		{ "{\"env\":[{\"name\":\"DB_PASSWORD\",\"value\":\"hunter2-x\"}]}",
		  true },
		{ "[{\"op\":\"add\",\"value\":{\"name\":\"API_TOKEN\",\"value\":"
		  "\"0123456789abcdef\"}}]",
		  true },
		{ "{\"data\":{\"password\":\"hunter2-x\"}}", true },
		{ "{\"args\":{\"url\":\"postgres://u:hunter2@db/x\"}}", true },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_CASE(
			kubernetes_holds_secret(arena, tree_of(arena, cases[i].json)) ==
				cases[i].holds,
			cases[i].json);
}

static void a_drill_reaches_no_cluster_elsewhere(void)
{
	static const struct {
		const char *server;
		bool good;
	} cases[] = { { "http://127.0.0.1:1", true },
		      { "https://10.0.0.1:6443", false } };
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	char path[] = "/tmp/test_kubernetes_change.XXXXXX";
	scoped_fd fd = mkstemp(path);
	struct cluster cluster = { .name = STR("prod"), .kubeconfig = str_of(path) };
	struct config config = { .drill = true,
				 .clusters = &cluster,
				 .cluster_count = 1 };
	struct actuator_call call = { .arena = arena,
				      .config = &config,
				      .wait_ms = 1000 };
	struct kubernetes_target target = { .cluster = STR("prod") };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		str text = arena_format(
			arena,
			"current-context: x\ncontexts: [{name: x, context: {cluster: c, "
			"user: u}}]\nclusters: [{name: c, cluster: {server: \"%s\"}}]\n"
			"users: [{name: u, user: {token: t}}]\n",
			cases[i].server);
		struct kubernetes *kubernetes = NULL;
		struct error error = { 0 };

		CHECK(ftruncate(fd, 0) == 0);
		CHECK(pwrite(fd, text.bytes, text.length, 0) == (ssize_t)text.length);
		CHECK_CASE(kubernetes_reach(&call, &target, &kubernetes, &error) ==
				   cases[i].good,
			   error.text);
		kubernetes_close(kubernetes);
	}
	unlink(path);
}

const struct test tests[] = {
	{ "a drill reaches no cluster elsewhere", a_drill_reaches_no_cluster_elsewhere },
	{ "what looks like a secret is found wherever it stands",
	  what_looks_like_a_secret_is_found_wherever_it_stands },
	{ "amounts are read as Kubernetes writes them",
	  amounts_are_read_as_kubernetes_writes_them },
	{ "a selector stands in a query", a_selector_stands_in_a_query },
	{ "a target is a place and a name", a_target_is_a_place_and_a_name },
	{ "a dump is a port and a path that only reads",
	  a_dump_is_a_port_and_a_path_that_only_reads },
	{ "what differs is said in lines", what_differs_is_said_in_lines },
	{ "the way back is what differs", the_way_back_is_what_differs },
	{ "a rollout is over when all pods are new and there",
	  a_rollout_is_over_when_all_pods_are_new_and_there },
	{ 0 },
};
