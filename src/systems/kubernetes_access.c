/* Where a cluster is and whom it takes us for: from a kubeconfig, or from what every
 * pod is given. */
#include "base/limits.h"
#include "config/address.h"
#include "config/file.h"
#include "systems/kubernetes_private.h"

#include <stdlib.h>
#include <string.h>

#define ACCOUNT_FOLDER "/var/run/secrets/kubernetes.io/serviceaccount"

bool kubernetes_read_pem(struct arena *arena, const struct kubeconfig_pem *pem,
			 str *ret_bytes, struct error *error)
{
	*ret_bytes = pem->data;
	return pem->data.length > 0 || pem->path.length == 0 ||
	       file_read(arena, pem->path, CREDENTIAL_BYTES_MAX, ret_bytes, error);
}

/* -- in the cluster -- */

static bool read_account(struct arena *arena, const struct kubernetes_access *access,
			 struct kubeconfig *ret, struct error *error)
{
	str folder = access->account_folder.length > 0 ? access->account_folder
						       : STR(ACCOUNT_FOLDER);
	const char *host = getenv("KUBERNETES_SERVICE_HOST");
	const char *port = getenv("KUBERNETES_SERVICE_PORT");
	bool is_ipv6 = host && strchr(host, ':');
	str namespace;

	if (!host || !*host || !port || !*port)
		return error_set(error, ERROR_INVALID,
				 "this is no pod: KUBERNETES_SERVICE_HOST and _PORT are "
				 "not set, so a kubeconfig is needed");
	if (!file_read(arena, path_join(arena, folder, STR("namespace")),
		       CREDENTIAL_BYTES_MAX, &namespace, error))
		return false;
	*ret = (struct kubeconfig){
		.context = STR("in-cluster"),
		.user = STR("the pod's account"),
		.namespace = str_trim(namespace),
		.server = arena_format(arena, "https://%s%s%s:%s", is_ipv6 ? "[" : "",
				       host, is_ipv6 ? "]" : "", port),
		.authority.path = path_join(arena, folder, STR("ca.crt")),
		.token_path = path_join(arena, folder, STR("token")),
	};
	return true;
}

/* -- by a kubeconfig -- */

/* As in KUBECONFIG: of several paths those that are missing do not count. */
static bool read_kubeconfig(struct arena *arena, const struct kubernetes_access *access,
			    struct kubeconfig *ret, struct error *error)
{
	struct kubeconfig_file files[KUBECONFIG_FILES_MAX];
	struct error missing = { 0 };
	str rest = access->kubeconfig, path;
	size_t count = 0;

	while (str_next(&rest, ':', &path)) {
		if (path.length == 0)
			continue;
		if (count == KUBECONFIG_FILES_MAX)
			return error_set(error, ERROR_INVALID,
					 "more than %d files of kubeconfig",
					 KUBECONFIG_FILES_MAX);
		files[count].path = path;
		if (file_read(arena, path, CONFIG_BYTES_MAX, &files[count].bytes,
			      &missing))
			count++;
		else if (missing.kind != ERROR_NOT_FOUND)
			return error_set(error, ERROR_INVALID, "%s", missing.text);
	}
	if (count == 0)
		return error_set(error, ERROR_INVALID, "%s", missing.text);
	return kubeconfig_read(arena, files, count, access->context, ret, error);
}

static str name_of(struct arena *arena, const struct kubeconfig *config)
{
	str user = config->as.length > 0 ? config->as : config->user;

	return arena_format(arena, STR_FMT " (" STR_FMT ")%s" STR_FMT,
			    STR_ARG(config->context), STR_ARG(config->server),
			    user.length > 0 ? " as " : "", STR_ARG(user));
}

bool kubernetes_open(struct arena *arena, const struct kubernetes_access *access,
		     struct kubernetes **ret_kubernetes, struct error *error)
{
	struct kubernetes *kubernetes = arena_one(arena, struct kubernetes);
	bool is_inside = access->kubeconfig.length == 0;
	int64_t now_us = clock_monotonic_us();

	*kubernetes = (struct kubernetes){ .arena = arena,
					   .hands = access->hands,
					   .wait_ms = access->wait_ms };
	if (access->total_ms > 0)
		kubernetes->until_us = now_us + access->total_ms * 1000;
	if (!(is_inside ? read_account : read_kubeconfig)(arena, access,
							  &kubernetes->config, error) ||
	    !kubernetes_read_pem(arena, &kubernetes->config.authority,
				 &kubernetes->authority, error))
		return error_wrap(error, "kubernetes");
	kubernetes->where = name_of(arena, &kubernetes->config);
	*ret_kubernetes = kubernetes;
	return true;
}

static void forget(str secret)
{
	if (secret.length > 0)
		explicit_bzero((void *)(uintptr_t)secret.bytes, secret.length);
}

void kubernetes_close(struct kubernetes *kubernetes)
{
	if (!kubernetes)
		return;
	forget(kubernetes->config.token);
	forget(kubernetes->config.password);
	forget(kubernetes->config.key.data);
	forget(kubernetes->credential.token);
	forget(kubernetes->credential.key);
	kubernetes->config.token = kubernetes->config.password = STR("");
	kubernetes->config.key.data = STR("");
	kubernetes->credential = (struct kubernetes_credential){ 0 };
	kubernetes->has_credential = false;
}

str kubernetes_where(const struct kubernetes *kubernetes)
{
	return kubernetes->where;
}

bool kubernetes_is_local(const struct kubernetes *kubernetes)
{
	return address_is_loopback(kubernetes->config.server);
}

str kubernetes_namespace(const struct kubernetes *kubernetes)
{
	return kubernetes->config.namespace.length > 0 ? kubernetes->config.namespace
						       : STR("default");
}
