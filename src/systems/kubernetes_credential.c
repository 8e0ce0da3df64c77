/* Tokens and certificates, each as fresh as it must be: files are read for every
 * request, since what renews them does not tell us; a plugin is run when its credential
 * ends. */
#include "base/hash.h"
#include "base/limits.h"
#include "config/file.h"
#include "formats/json.h"
#include "systems/kubernetes_private.h"

#include <string.h>

enum {
	/* A credential that ends while a request is on its way is of no use. */
	CREDENTIAL_MARGIN_MS = 10000,
	SAID_BYTES_MAX = 200,
};

/* -- what a plugin says -- */

/* The hands give both of a program's outputs in order, and plugins like to warn. */
static str object_in(str output)
{
	size_t from = 0, to = output.length;

	while (from < to && output.bytes[from] != '{')
		from++;
	while (to > from && output.bytes[to - 1] != '}')
		to--;
	return str_slice(output, from, to - from);
}

bool exec_credential_read(struct arena *arena, str output, str api_version,
			  struct kubernetes_credential *ret_credential,
			  struct error *error)
{
	const struct tree *answer = json_parse(arena, object_in(output), error);
	const struct tree *status = tree_get(answer, "status");
	struct kubernetes_credential credential = {
		.token = tree_get_text(status, "token"),
		.certificate = tree_get_text(status, "clientCertificateData"),
		.key = tree_get_text(status, "clientKeyData"),
	};
	str end = tree_get_text(status, "expirationTimestamp");

	if (!answer)
		return error_wrap(error, "it printed no ExecCredential");
	if (!str_is(tree_get_text(answer, "kind"), "ExecCredential"))
		return error_set(error, ERROR_INVALID, "it printed no ExecCredential");
	if (!str_equal(tree_get_text(answer, "apiVersion"), api_version))
		return error_set(error, ERROR_INVALID,
				 "it speaks " STR_FMT ", the kubeconfig " STR_FMT,
				 STR_ARG(tree_get_text(answer, "apiVersion")),
				 STR_ARG(api_version));
	if (credential.token.length + credential.certificate.length == 0 ||
	    (credential.certificate.length > 0) != (credential.key.length > 0))
		return error_set(error, ERROR_INVALID,
				 "it gave neither a token nor a certificate with its "
				 "key");
	if (end.length > 0 && !instant_parse(end, &credential.ends_at, error))
		return error_wrap(error, "expirationTimestamp");
	*ret_credential = credential;
	return true;
}

/* -- running it -- */

/* KUBERNETES_EXEC_INFO: which version we understand, that nobody can be asked and, when
 * the kubeconfig wants that, which cluster it is for. */
static str exec_info(const struct kubernetes *kubernetes)
{
	const struct kubeconfig *config = &kubernetes->config;
	struct arena *arena = kubernetes->arena;
	struct tree *info = tree_map(arena), *spec = tree_map(arena);

	tree_put_text(arena, info, "kind", STR("ExecCredential"));
	tree_put_text(arena, info, "apiVersion", config->exec.api_version);
	tree_put(arena, info, "spec", spec);
	tree_put_bool(arena, spec, "interactive", false);
	if (config->exec.is_told_cluster) {
		struct tree *cluster = tree_map(arena);

		tree_put(arena, spec, "cluster", cluster);
		tree_put_text(arena, cluster, "server", config->server);
		if (config->tls_server_name.length > 0)
			tree_put_text(arena, cluster, "tls-server-name",
				      config->tls_server_name);
		if (kubernetes->authority.length > 0)
			tree_put_text(arena, cluster, "certificate-authority-data",
				      base64_of(arena, kubernetes->authority));
		if (config->takes_any_certificate)
			tree_put_bool(arena, cluster, "insecure-skip-tls-verify", true);
	}
	return json_write(arena, info);
}

static struct command command_of(const struct kubernetes *kubernetes)
{
	const struct kubeconfig_exec *exec = &kubernetes->config.exec;
	struct arena *arena = kubernetes->arena;
	str *argv = arena_many(arena, str, exec->argument_count + 1);
	struct label *environment = arena_many(arena, struct label,
					       exec->environment_count + 1);

	argv[0] = exec->command;
	for (size_t i = 0; i < exec->argument_count; i++)
		argv[i + 1] = exec->arguments[i];
	for (size_t i = 0; i < exec->environment_count; i++)
		environment[i] = (struct label){ exec->environment[i].name,
						 exec->environment[i].value };
	environment[exec->environment_count] = (struct label){
		STR("KUBERNETES_EXEC_INFO"), exec_info(kubernetes)
	};
	return (struct command){ .argv = argv,
				 .argc = exec->argument_count + 1,
				 .environment = environment,
				 .environment_count = exec->environment_count + 1,
				 .wait_ms = kubernetes->wait_ms };
}

static bool check_end(const struct kubernetes *kubernetes,
		      const struct command_result *result, struct error *error)
{
	str said = secrets_mask(kubernetes->arena, str_trim(result->output));

	if (result->timed_out)
		return error_set(error, ERROR_TIMEOUT, "no end within %lld ms",
				 (long long)kubernetes->wait_ms);
	if (result->exit_code != 0)
		return error_set(error, ERROR_UNAUTHENTICATED,
				 "it ended with %d: " STR_FMT, result->exit_code,
				 STR_ARG(str_clip(said, SAID_BYTES_MAX)));
	return true;
}

static bool run_plugin(struct kubernetes *kubernetes, struct error *error)
{
	const struct kubeconfig_exec *exec = &kubernetes->config.exec;
	const struct hands *hands = kubernetes->hands;
	struct command command;
	struct command_result result = { 0 };

	if (exec->needs_terminal)
		return error_set(error, ERROR_INVALID,
				 "it always asks somebody (interactiveMode: Always), and "
				 "here is nobody");
	if (!hands || !hands->run)
		return error_set(error, ERROR_UNAVAILABLE, "there are no hands here");
	command = command_of(kubernetes);
	if (!hands->run(hands->context, kubernetes->arena, &command, &result, error))
		return exec->install_hint.length > 0 &&
		       error_wrap(error, STR_FMT,
				  STR_ARG(str_clip(exec->install_hint, SAID_BYTES_MAX)));
	return check_end(kubernetes, &result, error) &&
	       exec_credential_read(kubernetes->arena, result.output, exec->api_version,
				    &kubernetes->credential, error);
}

static bool has_ended(const struct kubernetes *kubernetes)
{
	instant_ms end = kubernetes->credential.ends_at;

	return !kubernetes->has_credential ||
	       (end > 0 && end - CREDENTIAL_MARGIN_MS <= clock_now());
}

static bool ask_plugin(struct kubernetes *kubernetes,
		       struct kubernetes_identity *identity, struct error *error)
{
	const struct kubernetes_credential *credential = &kubernetes->credential;

	if (has_ended(kubernetes)) {
		if (!run_plugin(kubernetes, error))
			return error_wrap(
				error, "exec plugin " STR_FMT,
				STR_ARG(str_clip(kubernetes->config.exec.command, 100)));
		kubernetes->has_credential = true;
	}
	if (credential->token.length > 0)
		identity->authorization = arena_format(
			kubernetes->arena, "Bearer " STR_FMT, STR_ARG(credential->token));
	identity->certificate = credential->certificate;
	identity->key = credential->key;
	return true;
}

/* -- all ways in -- */

static bool read_token(struct kubernetes *kubernetes,
		       struct kubernetes_identity *identity, struct error *error)
{
	const struct kubeconfig *config = &kubernetes->config;
	str token = config->token;

	if (config->token_path.length > 0 &&
	    !file_read(kubernetes->arena, config->token_path, CREDENTIAL_BYTES_MAX,
		       &token, error))
		return false;
	identity->authorization = arena_format(kubernetes->arena, "Bearer " STR_FMT,
					       STR_ARG(str_trim(token)));
	return true;
}

static str basic(const struct kubernetes *kubernetes)
{
	const struct kubeconfig *config = &kubernetes->config;
	str pair = arena_format(kubernetes->arena, STR_FMT ":" STR_FMT,
				STR_ARG(config->name), STR_ARG(config->password));

	return arena_format(kubernetes->arena, "Basic " STR_FMT,
			    STR_ARG(base64_of(kubernetes->arena, pair)));
}

bool kubernetes_identify(struct kubernetes *kubernetes,
			 struct kubernetes_identity *ret_identity, struct error *error)
{
	const struct kubeconfig *config = &kubernetes->config;
	struct kubernetes_identity identity = { 0 };

	if (!kubernetes_read_pem(kubernetes->arena, &config->certificate,
				 &identity.certificate, error) ||
	    !kubernetes_read_pem(kubernetes->arena, &config->key, &identity.key, error))
		return false;
	if (config->token.length + config->token_path.length > 0) {
		if (!read_token(kubernetes, &identity, error))
			return false;
	} else if (config->name.length > 0) {
		identity.authorization = basic(kubernetes);
	} else if (config->exec.command.length > 0 &&
		   !ask_plugin(kubernetes, &identity, error)) {
		return false;
	}
	*ret_identity = identity;
	return true;
}
