/* kubeconfig v1: how kubectl and its relatives reach a cluster. Several files count as
 * one, as in KUBECONFIG: what the first says of a name holds.
 *
 * Nothing here reads a file. Of what stands in a file of its own (a certificate, a
 * token) the path is given, made whole with the folder of the kubeconfig that names it.
 */
#ifndef FORMATS_KUBECONFIG_H
#define FORMATS_KUBECONFIG_H

#include "base/arena.h"
#include "base/error.h"

struct kubeconfig_file {
	str path; /* for errors and for paths inside */
	str bytes;
};

/* PEM, either as it stands in the kubeconfig or where to find it; of both the data
 * counts. Both "": there is none. */
struct kubeconfig_pem {
	str data, path;
};

struct kubeconfig_variable {
	str name, value;
};

/* A program that prints a credential: how EKS, GKE and AKS let people in. */
struct kubeconfig_exec {
	str command; /* "": there is none */
	str api_version;
	const str *arguments;
	size_t argument_count;
	const struct kubeconfig_variable *environment;
	size_t environment_count;
	str install_hint;
	bool is_told_cluster;
	bool needs_terminal;
};

/* One context with its cluster and its user. */
struct kubeconfig {
	str context, cluster, user;
	str namespace; /* "": not said */
	str server;    /* "https://host:6443", no "/" at its end */
	struct kubeconfig_pem authority;
	bool takes_any_certificate;
	str tls_server_name, proxy_url;
	struct kubeconfig_pem certificate, key;
	str token, token_path; /* of both the file counts: its token is renewed */
	str name, password;    /* Basic */
	str as, as_uid;        /* in whose name: the headers Impersonate-… */
	const str *as_groups;
	size_t as_group_count;
	struct kubeconfig_exec exec;
};

/* context "": the first current-context. Errors name file, line and column; what no
 * reader of ours needs is not looked at. Views into the arena. */
bool kubeconfig_read(struct arena *arena, const struct kubeconfig_file *files,
		     size_t count, str context, struct kubeconfig *ret_kubeconfig,
		     struct error *error) MUST_CHECK;

#endif
