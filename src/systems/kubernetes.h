/* The API of a Kubernetes cluster, as kubectl would ask it: for probes that read and
 * actuators that change. How it is reached comes from a kubeconfig (certificates,
 * tokens, exec plugins run by the hands) or from the pod we run in. */
#ifndef SYSTEMS_KUBERNETES_H
#define SYSTEMS_KUBERNETES_H

#include "app/ports.h"
#include "base/tree.h"

struct kubernetes;

struct kubernetes_access {
	/* Path, or several with ":" between as in KUBECONFIG; "": in the cluster, by the
	 * pod's own account. */
	str kubeconfig;
	str context;               /* "": its current-context */
	str account_folder;        /* in the cluster; "": where pods have it */
	const struct hands *hands; /* for exec plugins; NULL: these are an error */
	int64_t wait_ms;           /* of each request */
	int64_t total_ms;          /* of all of them together; 0: no such limit */
};

/* Everything lives in the arena until kubernetes_close. ERROR_INVALID for a kubeconfig
 * that cannot be used, with what and where. */
bool kubernetes_open(struct arena *arena, const struct kubernetes_access *access,
		     struct kubernetes **ret_kubernetes, struct error *error) MUST_CHECK;
void kubernetes_close(struct kubernetes *kubernetes);
static inline void kubernetes_drop(struct kubernetes **kubernetes)
{
	kubernetes_close(*kubernetes);
}
#define scoped_kubernetes __attribute__((cleanup(kubernetes_drop))) struct kubernetes *

/* "prod-eu (https://…) as alice": for previews, so that nobody changes the wrong one. */
str kubernetes_where(const struct kubernetes *kubernetes);
/* Whether it is on this machine: in a drill nothing else is changed. */
bool kubernetes_is_local(const struct kubernetes *kubernetes);
/* The context's namespace, else "default". */
str kubernetes_namespace(const struct kubernetes *kubernetes);

/* Path with query, from the root: "/apis/apps/v1/namespaces/x/deployments/y"; names in it
 * went through url_encode. Errors by status: 401 UNAUTHENTICATED, 403 FORBIDDEN, 404
 * NOT_FOUND, 409 and 410 CONFLICT, other 4xx INVALID, 429 LIMITED, 408 and 504 TIMEOUT,
 * else UNAVAILABLE; the text is the API's own message, masked and without the middle of
 * a long one. */
bool kubernetes_get(struct kubernetes *kubernetes, const char *path,
		    struct tree **ret_answer, struct error *error) MUST_CHECK;
/* All pages of a list by limit and continue, up to `most` items; an expired continue
 * token starts it anew. ret_answer is a list of items. */
bool kubernetes_list(struct kubernetes *kubernetes, const char *path, size_t most,
		     struct tree **ret_items, struct error *error) MUST_CHECK;
/* The same, of metadata only: the API sends nothing else of an object (Kubernetes API
 * concepts, "Receiving resources as PartialObjectMetadata"). */
bool kubernetes_list_metadata(struct kubernetes *kubernetes, const char *path,
			      size_t most, struct tree **ret_items,
			      struct error *error) MUST_CHECK;
/* Text, not JSON: logs. */
bool kubernetes_text(struct kubernetes *kubernetes, const char *path, str *ret_text,
		     struct error *error) MUST_CHECK;

enum kubernetes_write {
	KUBERNETES_POST,
	KUBERNETES_PUT,
	KUBERNETES_DELETE,
	KUBERNETES_JSON_PATCH,
	KUBERNETES_MERGE_PATCH,
	KUBERNETES_STRATEGIC_PATCH,
};
struct kubernetes_change {
	enum kubernetes_write how;
	const char *path;
	const struct tree *body; /* NULL: none */
	bool dry_run;            /* the server checks and answers, and stores nothing */
};
/* Changes are made in the name "stanch" (fieldManager), and a field that the API does not
 * know is refused. ret_unknown, also on failure: the request went out and no answer came,
 * or one that does not tell (500, 502, 504, unreadable), so it may have been done;
 * nothing is sent a second time by itself. */
bool kubernetes_write(struct kubernetes *kubernetes,
		      const struct kubernetes_change *change, struct tree **ret_answer,
		      bool *ret_unknown, struct error *error) MUST_CHECK;

/* "512Mi", "500m", "2": in bytes or pieces. */
bool kubernetes_quantity(str said, double *ret_amount);
/* The one of that name in a map, which may be a number too; NaN: none, or no amount. */
double kubernetes_amount(const struct tree *map, const char *name);

struct kubernetes_right {
	str verb, group;
	str resource; /* "deployments", "pods/log" */
	str namespace, name;
};
/* A SelfSubjectAccessReview: may this account do it? */
bool kubernetes_may(struct kubernetes *kubernetes, const struct kubernetes_right *right,
		    bool *ret_may, struct error *error) MUST_CHECK;

#endif
