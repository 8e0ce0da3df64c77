/* Shared by the files that make up systems/kubernetes.h. */
#ifndef SYSTEMS_KUBERNETES_PRIVATE_H
#define SYSTEMS_KUBERNETES_PRIVATE_H

#include "formats/kubeconfig.h"
#include "systems/kubernetes.h"

/* What a plugin printed: either a token or a certificate with its key, or both. */
struct kubernetes_credential {
	str token;
	str certificate, key; /* PEM */
	instant_ms ends_at;   /* 0: not said, so until it is refused */
};

struct kubernetes {
	struct arena *arena;
	struct kubeconfig config;
	const struct hands *hands;
	int64_t wait_ms;
	int64_t until_us; /* on the monotonic clock; 0: as long as it takes */
	str where;
	str authority; /* PEM; "": the machine's */
	bool has_credential;
	struct kubernetes_credential credential;
};

/* Who we are in one request. */
struct kubernetes_identity {
	str authorization;    /* of the header; "": none */
	str certificate, key; /* PEM */
};

/* Reads tokens and certificates from their files anew, and runs the plugin when there is
 * no credential of it or it ends within seconds. */
bool kubernetes_identify(struct kubernetes *kubernetes,
			 struct kubernetes_identity *ret_identity,
			 struct error *error) MUST_CHECK;

/* An ExecCredential among what else a plugin may have printed. */
bool exec_credential_read(struct arena *arena, str output, str api_version,
			  struct kubernetes_credential *ret_credential,
			  struct error *error) MUST_CHECK;

/* "": there is none. */
bool kubernetes_read_pem(struct arena *arena, const struct kubeconfig_pem *pem,
			 str *ret_bytes, struct error *error) MUST_CHECK;

#endif
