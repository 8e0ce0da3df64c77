#include "check.h"
#include "formats/kubeconfig.h"

#include <string.h>

enum { TEST_BYTES_MAX = 64 << 20 };

static const char whole[] =
	"apiVersion: v1\n"
	"kind: Config\n"
	"preferences: {}\n"
	"current-context: prod\n"
	"contexts:\n"
	"- name: prod\n"
	"  context: {cluster: eu, user: alice, namespace: shop}\n"
	"- name: ci\n"
	"  context: {cluster: eu, user: robot}\n"
	"- name: open\n"
	"  context: {cluster: lab}\n"
	"clusters:\n"
	"- name: eu\n"
	"  cluster:\n"
	"    server: https://10.0.0.1:6443/\n"
	"    certificate-authority-data: Q0Eg\n"
	"    tls-server-name: api.eu\n"
	"    proxy-url: http://proxy:3128\n"
	"- name: lab\n"
	"  cluster: {server: 'http://127.0.0.1:8001', insecure-skip-tls-verify: true}\n"
	"users:\n"
	"- name: alice\n"
	"  user:\n"
	"    client-certificate: pki/alice.crt\n"
	"    client-key: /etc/alice.key\n"
	"    client-key-data: S0VZ\n"
	"    tokenFile: token\n"
	"    as: admin\n"
	"    as-groups: [ops, dev]\n"
	"- name: robot\n"
	"  user:\n"
	"    exec:\n"
	"      apiVersion: client.authentication.k8s.io/v1\n"
	"      command: aws\n"
	"      args: [eks, get-token]\n"
	"      env:\n"
	"      - {name: AWS_PROFILE, value: prod}\n"
	"      installHint: install the aws client\n"
	"      provideClusterInfo: true\n"
	"      interactiveMode: Always\n";

static bool read_one(struct arena *arena, const char *yaml, const char *context,
		     struct kubeconfig *ret, struct error *error)
{
	struct kubeconfig_file file = { STR("/home/a/.kube/config"), str_of(yaml) };

	return kubeconfig_read(arena, &file, 1, str_of(context), ret, error);
}

static void the_current_context_says_where_and_who(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct kubeconfig config = { 0 };
	struct error error = { 0 };

	CHECK_OK(read_one(arena, whole, "", &config, &error), error);
	CHECK_STR(config.context, "prod");
	CHECK_STR(config.server, "https://10.0.0.1:6443");
	CHECK_STR(config.namespace, "shop");
	CHECK_STR(config.authority.data, "CA ");
	CHECK_STR(config.tls_server_name, "api.eu");
	CHECK_STR(config.proxy_url, "http://proxy:3128");
	CHECK(!config.takes_any_certificate);
	CHECK_STR(config.user, "alice");
	CHECK_STR(config.certificate.path, "/home/a/.kube/pki/alice.crt");
	CHECK_STR(config.key.path, "/etc/alice.key");
	CHECK_STR(config.key.data, "KEY");
	CHECK_STR(config.token_path, "/home/a/.kube/token");
	CHECK_STR(config.as, "admin");
	CHECK_INT(config.as_group_count, 2);
	CHECK_STR(config.exec.command, "");
}

static void a_plugin_is_read_with_all_it_is_given(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct kubeconfig config = { 0 };
	struct error error = { 0 };

	CHECK_OK(read_one(arena, whole, "ci", &config, &error), error);
	CHECK_STR(config.exec.command, "aws");
	CHECK_INT(config.exec.argument_count, 2);
	CHECK_STR(config.exec.arguments[1], "get-token");
	CHECK_INT(config.exec.environment_count, 1);
	CHECK_STR(config.exec.environment[0].name, "AWS_PROFILE");
	CHECK_STR(config.exec.environment[0].value, "prod");
	CHECK_STR(config.exec.install_hint, "install the aws client");
	CHECK(config.exec.is_told_cluster && config.exec.needs_terminal);
	CHECK_STR(config.namespace, "");
}

static void a_context_needs_no_user(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct kubeconfig config = { 0 };
	struct error error = { 0 };

	CHECK_OK(read_one(arena, whole, "open", &config, &error), error);
	CHECK_STR(config.server, "http://127.0.0.1:8001");
	CHECK(config.takes_any_certificate);
	CHECK_STR(config.user, "");
}

static void of_several_files_the_first_that_says_it_holds(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct kubeconfig_file files[] = {
		{ STR("/one/a"), STR("clusters:\n- {name: eu, cluster: {server: "
				     "'https://first'}}\n") },
		{ STR("/two/b"), str_of(whole) },
		{ STR("/three/c"), STR("current-context: other\n") },
	};
	struct kubeconfig config = { 0 };
	struct error error = { 0 };

	CHECK_OK(kubeconfig_read(arena, files, 3, STR(""), &config, &error), error);
	CHECK_STR(config.context, "prod");
	CHECK_STR(config.server, "https://first");
	/* Relative to the file that says it, not to the first. */
	CHECK_STR(config.token_path, "/two/token");
}

#define CONTEXT \
	"current-context: x\ncontexts: [{name: x, context: {cluster: x, user: x}}]\n"
#define CLUSTER    CONTEXT "clusters: [{name: x, cluster: {server: 'https://x'}}]\n"
#define USER(text) CLUSTER "users:\n- name: x\n  user: {" text "}\n"

static const struct {
	const char *yaml, *error;
} refused[] = {
	{ "a: [", "/home/a/.kube/config: line 2" },
	{ "- 1\n", "no kubeconfig: its kind is not Config" },
	{ "kind: Pod\n", "no kubeconfig: its kind is not Config" },
	{ "", "it has no current-context, and none was named" },
	{ "current-context: x\n", "there is no context 'x'; there are: none" },
	{ "current-context: x\ncontexts: [{name: a, context: {}}, {name: b}]\n",
	  "there is no context 'x'; there are: a, b" },
	{ "contexts: {}\n", "line 1, column 11: contexts must be a list" },
	{ "contexts: [{context: {}}]\n",
	  "line 1, column 12: contexts: an entry without a name in text" },
	{ "users:\n- {name: a}\n- {name: a}\n",
	  "line 3, column 3: users: the name 'a' occurs twice" },
	{ CONTEXT, "there is no cluster 'x'; there are: none" },
	{ CONTEXT "clusters: [{name: x}]\n",
	  "line 3, column 12: this entry has no cluster" },
	{ CONTEXT "clusters: [{name: x, cluster: {server: 'x:6443'}}]\n",
	  "the cluster's server must begin with https:// or http://" },
	{ CONTEXT "clusters: [{name: x, cluster: {server: 12}}]\n",
	  "line 3, column 40: server must be a text: it reads as integer and needs "
	  "quotes" },
	{ CONTEXT "clusters: [{name: x, cluster: {server: 'https://x', "
		  "certificate-authority: ca, insecure-skip-tls-verify: true}}]\n",
	  "insecure-skip-tls-verify and a certificate-authority: one of them only" },
	{ CONTEXT "clusters: [{name: x, cluster: {server: 'https://x', "
		  "insecure-skip-tls-verify: 'yes'}}]\n",
	  "insecure-skip-tls-verify must be true or false" },
	{ CLUSTER, "there is no user 'x'; there are: none" },
	{ USER("client-certificate-data: '%%%'"),
	  "client-certificate-data is no base64" },
	{ USER("client-certificate: a"),
	  "client-certificate and client-key need each other" },
	{ USER("token: 12345"), "line 6, column 17: token must be a text" },
	{ USER("auth-provider: {name: gcp}"), "auth-provider has been replaced by exec" },
	{ USER("exec: {}"), "exec needs a command" },
	{ USER("exec: {command: a}"), "exec needs the apiVersion" },
	{ USER("exec: {command: a, args: [1]}"),
	  "line 6, column 36: args must hold texts" },
	{ USER("exec: {command: a, env: [{name: 'A=B'}]}"),
	  "env: an entry without a name, or one with '='" },
};

static void what_is_wrong_is_named_with_its_place(void)
{
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct kubeconfig config = { 0 };
		struct error error = { 0 };

		CHECK_CASE(!read_one(arena, refused[i].yaml, "", &config, &error),
			   refused[i].yaml);
		CHECK_INT(error.kind, ERROR_INVALID);
		if (!strstr(error.text, refused[i].error))
			check_failed(__FILE__, __LINE__, "%s: '%s', want '%s'",
				     refused[i].yaml, error.text, refused[i].error);
		CHECK_CASE(str_starts_with(str_of(error.text),
					   STR("/home/a/.kube/config: ")),
			   error.text);
	}
}

static void base64_may_be_folded(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct kubeconfig config = { 0 };
	struct error error = { 0 };

	CHECK_OK(read_one(arena,
			  CLUSTER "users:\n- name: x\n  user:\n"
				  "    client-key-data: |\n      S0\n      VZ\n"
				  "    client-certificate: c\n",
			  "", &config, &error),
		 error);
	CHECK_STR(config.key.data, "KEY");
}

const struct test tests[] = {
	{ "the current context says where and who",
	  the_current_context_says_where_and_who },
	{ "a plugin is read with all it is given",
	  a_plugin_is_read_with_all_it_is_given },
	{ "a context needs no user", a_context_needs_no_user },
	{ "of several files the first that says it holds",
	  of_several_files_the_first_that_says_it_holds },
	{ "what is wrong is named with its place",
	  what_is_wrong_is_named_with_its_place },
	{ "base64 may be folded", base64_may_be_folded },
	{ 0 },
};
