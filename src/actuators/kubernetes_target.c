/* Which object an action is about, and how its cluster is reached. */
#include "actuators/kubernetes_parts.h"
#include "net/http_client.h"

enum {
	NAME_BYTES_MAX = 253,
	SHOWN_BYTES_MAX = 60,
	/* A preview asks up to seven times, and all of it is one wait. */
	REQUESTS_PER_WAIT = 8,
	REQUEST_MS_MIN = 2500,
};

static const struct kubernetes_kind kinds[] = {
	{ "deployment", "deployments", "deploy", "/apis/apps/v1", true, true },
	{ "statefulset", "statefulsets", "sts", "/apis/apps/v1", true, true },
	{ "daemonset", "daemonsets", "ds", "/apis/apps/v1", true, true },
	{ "pod", "pods", "po", "/api/v1", true, false },
	{ "node", "nodes", "no", "/api/v1", false, false },
};

static const struct kubernetes_kind *kind_named(str name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_is(name, kinds[i].name) || str_is(name, kinds[i].plural) ||
		    str_is(name, kinds[i].short_name))
			return &kinds[i];
	return NULL;
}

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool kubernetes_name_check(const char *what, str name, struct error *error)
{
	bool good = name.length > 0 && name.length <= NAME_BYTES_MAX &&
		    is_letter_or_digit(name.bytes[0]) &&
		    is_letter_or_digit(name.bytes[name.length - 1]);

	if (name.length > 0 && name.bytes[0] == '-')
		return error_set(error, ERROR_INVALID,
				 "%s '" STR_FMT "' begins with '-': that is an option "
				 "and no name",
				 what, STR_ARG(str_clip(name, SHOWN_BYTES_MAX)));
	for (size_t i = 0; good && i < name.length; i++)
		good = is_letter_or_digit(name.bytes[i]) || name.bytes[i] == '-' ||
		       name.bytes[i] == '.';
	return good || error_set(error, ERROR_INVALID,
				 "%s '" STR_FMT "' is no name in Kubernetes: lower case "
				 "letters, digits, '-' and '.'",
				 what, STR_ARG(str_clip(name, SHOWN_BYTES_MAX)));
}

static bool read_kind(str word, struct kubernetes_target *target, struct error *error)
{
	target->kind = kind_named(word);
	return target->kind ||
	       error_set(error, ERROR_INVALID,
			 "'" STR_FMT "' is none of deployment, statefulset, daemonset, "
			 "pod and node",
			 STR_ARG(str_clip(word, SHOWN_BYTES_MAX)));
}

bool kubernetes_target_read(str target, struct kubernetes_target *ret_target,
			    struct error *error)
{
	struct kubernetes_target found = { 0 };
	str rest = target, parts[5];
	size_t count = 0;

	while (count < 5 && str_next(&rest, '/', &parts[count]))
		count++;
	if (count != 3 && count != 4)
		return error_set(error, ERROR_INVALID,
				 "the target is CLUSTER/NAMESPACE/KIND/NAME, or "
				 "CLUSTER/node/NAME");
	found.cluster = parts[0];
	found.namespace = count == 4 ? parts[1] : STR("");
	found.name = parts[count - 1];
	if (!read_kind(parts[count - 2], &found, error))
		return false;
	if (found.kind->is_namespaced != (count == 4))
		return error_set(error, ERROR_INVALID, "a %s is %s a namespace",
				 found.kind->name,
				 found.kind->is_namespaced ? "in" : "not in");
	if (!kubernetes_name_check(found.kind->name, found.name, error) ||
	    (count == 4 && !kubernetes_name_check("namespace", found.namespace, error)))
		return false;
	*ret_target = found;
	return true;
}

str kubernetes_path_beside(struct arena *arena, const struct kubernetes_target *target,
			   const char *api, const char *plural)
{
	if (target->namespace.length == 0)
		return arena_format(arena, "%s/%s", api, plural);
	return arena_format(arena, "%s/namespaces/" STR_FMT "/%s", api,
			    STR_ARG(url_encode(arena, target->namespace)), plural);
}

str kubernetes_path(struct arena *arena, const struct kubernetes_target *target)
{
	str beside = kubernetes_path_beside(arena, target, target->kind->api,
					    target->kind->plural);

	return arena_format(arena, STR_FMT "/" STR_FMT, STR_ARG(beside),
			    STR_ARG(url_encode(arena, target->name)));
}

bool kubernetes_reach(const struct actuator_call *call,
		      const struct kubernetes_target *target,
		      struct kubernetes **ret_kubernetes, struct error *error)
{
	const struct cluster *cluster = config_cluster(call->config, target->cluster);
	struct kubernetes *kubernetes;

	if (!cluster)
		return error_set(error, ERROR_FORBIDDEN,
				 "the configuration names no cluster '" STR_FMT "'",
				 STR_ARG(str_clip(target->cluster, SHOWN_BYTES_MAX)));

	int64_t each_ms = call->wait_ms / REQUESTS_PER_WAIT;
	struct kubernetes_access access = { .kubeconfig = cluster->kubeconfig,
					    .context = cluster->context,
					    .hands = call->hands,
					    .wait_ms = each_ms > REQUEST_MS_MIN
							       ? each_ms
							       : REQUEST_MS_MIN };

	if (!kubernetes_open(call->arena, &access, &kubernetes, error))
		return false;
	if (call->config->drill && !kubernetes_is_local(kubernetes)) {
		kubernetes_close(kubernetes);
		return error_set(error, ERROR_FORBIDDEN,
				 "this is a drill: " STR_FMT " is not on this machine",
				 STR_ARG(target->cluster));
	}
	*ret_kubernetes = kubernetes;
	return true;
}
