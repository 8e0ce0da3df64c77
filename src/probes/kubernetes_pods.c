/* Asks a cluster for a service's pods in one go: how they are, how they ended before,
 * what they may use and do use, what the cluster warned of, and what they said last. */
#include "base/limits.h"
#include "net/http_client.h"
#include "probes/cluster.h"
#include "probes/pods.h"

enum {
	/* Pods, workload, events of both kinds and usage, and some logs: one that hangs
	 * leaves time for the others. */
	SHARES = 4,
	EVENTS_ASKED_MAX = 1000,
	LOG_LINES = 20,
	LOG_BYTES = 16 << 10,
};

static const struct {
	const char *kind, *path;
} workloads[] = {
	{ "deployment", "apis/apps/v1" }, { "statefulset", "apis/apps/v1" },
	{ "daemonset", "apis/apps/v1" },  { "replicaset", "apis/apps/v1" },
	{ "job", "apis/batch/v1" },
};

struct asking {
	const struct probe_call *call;
	struct kubernetes *kubernetes;
	str namespace, selector;
};

/* "deployment/web", or "web" alone. */
static bool workload_path(const struct asking *asking, str workload,
			  const char **ret_path, struct error *error)
{
	struct arena *arena = asking->call->arena;
	str kind = STR("deployment"), name = workload;

	str_cut(workload, '/', &kind, &name);
	for (size_t i = 0; i < sizeof(workloads) / sizeof(workloads[0]); i++)
		if (str_is(kind, workloads[i].kind)) {
			*ret_path = arena_format(
					    arena,
					    "/%s/namespaces/" STR_FMT "/%ss/" STR_FMT,
					    workloads[i].path,
					    STR_ARG(url_encode(arena, asking->namespace)),
					    workloads[i].kind,
					    STR_ARG(url_encode(arena, name)))
					    .bytes;
			return true;
		}
	return error_set(error, ERROR_INVALID,
			 "workload: '" STR_FMT "' is none of deployment/NAME, "
			 "statefulset/NAME, daemonset/NAME, replicaset/NAME and job/NAME",
			 STR_ARG(str_clip(workload, 100)));
}

static bool choose(struct asking *asking, struct error *error)
{
	str workload = probe_argument(asking->call, "workload");
	struct tree *object = NULL;
	const char *path = "";

	asking->selector = probe_argument(asking->call, "selector");
	if (workload.length == 0)
		return true;
	if (!workload_path(asking, workload, &path, error) ||
	    !kubernetes_get(asking->kubernetes, path, &object, error))
		return false;
	asking->selector = pods_selector(asking->call->arena, object);
	return asking->selector.length > 0 ||
	       error_set(error, ERROR_UNAVAILABLE, "the workload chooses no pods");
}

/* Part of a list's path: whom it is about. */
static str query_of(const struct asking *asking, const char *name, str value)
{
	if (value.length == 0)
		return STR("");
	return arena_format(asking->call->arena, "?%s=" STR_FMT, name,
			    STR_ARG(url_encode(asking->call->arena, value)));
}

static bool list(const struct asking *asking, str path, size_t most,
		 struct tree **ret_items, struct error *error)
{
	return kubernetes_list(asking->kubernetes,
			       arena_c_string(asking->call->arena, path), most, ret_items,
			       error);
}

static str in_namespace(const struct asking *asking, const char *api, const char *plural,
			str query)
{
	return arena_format(asking->call->arena, "/%s/namespaces/" STR_FMT "/%s" STR_FMT,
			    api,
			    STR_ARG(url_encode(asking->call->arena, asking->namespace)),
			    plural, STR_ARG(query));
}

/* What fails here costs only itself. */
static void ask_beside(const struct asking *asking, struct pods_answer *answer)
{
	struct arena *arena = asking->call->arena;
	struct error error = { 0 };
	struct tree *items = NULL;
	str warnings = query_of(asking, "fieldSelector", STR("type=Warning"));

	if (list(asking, in_namespace(asking, "api/v1", "events", warnings),
		 EVENTS_ASKED_MAX, &items, &error))
		answer->events = items;
	else
		answer->no_events = arena_copy(arena, str_of(error.text));
	/* Events of what has no namespace are kept in this one. */
	if (list(asking,
		 arena_format(arena, "/api/v1/namespaces/default/events" STR_FMT,
			      STR_ARG(query_of(asking, "fieldSelector",
					       STR("involvedObject.kind=Node,"
						   "type=Warning")))),
		 EVENTS_ASKED_MAX, &items, &error))
		answer->node_events = items;
	if (list(asking,
		 in_namespace(asking, "apis/metrics.k8s.io/v1beta1", "pods",
			      query_of(asking, "labelSelector", asking->selector)),
		 PODS_MAX, &items, &error))
		answer->usage = items;
	else
		answer->no_usage = error.kind == ERROR_NOT_FOUND
					   ? STR("this cluster has no metrics API")
					   : arena_copy(arena, str_of(error.text));
}

/* 400 says that there is no earlier container any more. */
static void ask_log(const struct asking *asking, struct pod_log *log)
{
	struct arena *arena = asking->call->arena;
	struct error error = { 0 };
	str path = arena_format(
		arena,
		"/api/v1/namespaces/" STR_FMT "/pods/" STR_FMT "/log?container=" STR_FMT
		"&previous=true&tailLines=%d&limitBytes=%d",
		STR_ARG(url_encode(arena, asking->namespace)),
		STR_ARG(url_encode(arena, log->pod)),
		STR_ARG(url_encode(arena, log->container)), LOG_LINES, LOG_BYTES);

	if (kubernetes_text(asking->kubernetes, path.bytes, &log->text, &error)) {
		if (str_trim(log->text).length == 0)
			log->problem = STR("it said nothing");
		else if (!str_is_utf8(log->text))
			log->problem = STR("what it said is no text");
		return;
	}
	log->problem = error.kind == ERROR_INVALID
			       ? STR("no previous container")
			       : arena_copy(arena, str_of(error.text));
}

static bool ask_all(struct asking *asking, struct probe_finding *finding,
		    struct error *error)
{
	struct arena *arena = asking->call->arena;
	struct pods_answer answer = { 0 };
	struct pod_log logs[PODS_LOGS_MAX] = { 0 };
	struct pods pods = { 0 };
	struct tree *items = NULL;
	size_t count;

	if (!choose(asking, error))
		return false;
	finding->question = arena_format(
		arena, "pods of " STR_FMT "%s" STR_FMT, STR_ARG(asking->namespace),
		asking->selector.length > 0 ? " with " : "", STR_ARG(asking->selector));
	if (!list(asking,
		  in_namespace(asking, "api/v1", "pods",
			       query_of(asking, "labelSelector", asking->selector)),
		  PODS_MAX, &items, error))
		return false;
	answer.pods = items;
	if (tree_count(items) > 0)
		ask_beside(asking, &answer);
	pods_read(asking->call, &answer, &pods);
	count = pods_with_logs(&pods, logs, PODS_LOGS_MAX);
	for (size_t i = 0; i < count; i++)
		ask_log(asking, &logs[i]);
	pods_tell(asking->call, &answer, &pods, logs, count, finding);
	return true;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { 0 };
	struct asking asking = { .call = call };
	scoped_kubernetes kubernetes = NULL;

	if (!cluster_open(call, SHARES, &kubernetes, error))
		return false;
	asking.kubernetes = kubernetes;
	asking.namespace = cluster_namespace(call, kubernetes);
	finding.target = kubernetes_where(kubernetes);
	if (!ask_all(&asking, &finding, error))
		return cluster_fail(call, error);
	*ret_finding = finding;
	return true;
}

const struct probe kubernetes_pods_probe = {
	.name = "kubernetes_pods",
	.help = "how a service's pods are, how they ended, what they use: cluster, "
		"namespace, workload or selector",
	.by_hand = (const char *const[]){ "workload", "selector", NULL },
	.ask = ask,
};
