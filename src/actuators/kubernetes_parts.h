/* What the parts of the actuator kubernetes share. Private to actuators/kubernetes*.c.
 *
 * Each value of "do" is a deed. It turns what the plan asks for and what the object is
 * now into an order: the one request that changes it. The order is made for the preview,
 * and once more when it is carried out: only what was approved may come out again. */
#ifndef ACTUATORS_KUBERNETES_PARTS_H
#define ACTUATORS_KUBERNETES_PARTS_H

#include "actuators/actuators.h"
#include "base/limits.h"
#include "base/text.h"
#include "systems/kubernetes.h"

/* -- kubernetes_target.c: which object -- */

struct kubernetes_kind {
	const char *name, *plural, *short_name;
	const char *api; /* "/apis/apps/v1" */
	bool is_namespaced;
	bool has_template; /* it keeps pods by a template */
};
struct kubernetes_target {
	const struct kubernetes_kind *kind;
	str cluster, name;
	str namespace; /* "": of a node */
};

/* "CLUSTER/NAMESPACE/KIND/NAME", "CLUSTER/node/NAME". Each name in Kubernetes' own
 * grammar, so none is an option or leads elsewhere. */
bool kubernetes_target_read(str target, struct kubernetes_target *ret_target,
			    struct error *error) MUST_CHECK;
/* A name of an object, of a container: lower case, digits, "-" and ".". */
bool kubernetes_name_check(const char *what, str name, struct error *error) MUST_CHECK;
/* "/apis/apps/v1/namespaces/shop/deployments/orders". */
str kubernetes_path(struct arena *arena, const struct kubernetes_target *target);
/* "/apis/apps/v1/namespaces/shop/replicasets": beside the target, of another kind. */
str kubernetes_path_beside(struct arena *arena, const struct kubernetes_target *target,
			   const char *api, const char *plural);
/* The call's cluster; FORBIDDEN when the configuration does not name it. */
bool kubernetes_reach(const struct actuator_call *call,
		      const struct kubernetes_target *target,
		      struct kubernetes **ret_kubernetes, struct error *error) MUST_CHECK;

/* -- kubernetes_order.c: an order on its way -- */

/* A tool that keeps the object, and an autoscaler. */
enum { KUBERNETES_LEAVES_MAX = 2 };

struct kubernetes_order {
	const struct actuator_call *call;
	struct arena *arena;
	struct kubernetes *kubernetes;
	struct kubernetes_target target;
	const struct kubernetes_deed *deed;
	/* What the request is about as it is now; an empty map when it is not there. */
	const struct tree *object;
	/* What the deed fills in. */
	struct kubernetes_change change;
	struct tree *words; /* list of texts: what is approved, beside deed and target */
	str title;          /* first line of the preview, "revision 17 → 16" */
	struct tree *undo;  /* NULL: none, or by_merge */
	str undo_text;
	bool undo_by_merge; /* what differs now is merged back */
	enum action_class class;
	struct text warning;
	struct text notes; /* further lines of the preview */
	/* Who would put it back, so that it has to be done elsewhere, too. */
	struct actuator_leftover leaves[KUBERNETES_LEAVES_MAX];
	size_t leave_count;
};

void kubernetes_warn(struct kubernetes_order *order, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void kubernetes_note(struct kubernetes_order *order, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void kubernetes_word(struct kubernetes_order *order, const char *name, str value);
/* Of what was approved, at apply; "" at a preview. */
str kubernetes_approved_word(const struct kubernetes_order *order, const char *name);
/* A plan for undo: pairs of texts, {"do", "undo", "revision", "16"}. */
struct tree *kubernetes_undo_plan(struct arena *arena, const str *pairs, size_t count);

struct kubernetes_deed {
	const char *name;
	const char *kinds; /* names of those it takes, with spaces around each */
	enum action_class class;
	bool (*plan)(struct kubernetes_order *order, struct error *error);
	/* What it rests on, by name, of the object as it is or as it would be. */
	void (*watch)(const struct kubernetes_order *order, const struct tree *object,
		      struct tree *watched);
	/* Where the request's object is, when it is not the target. */
	str (*path)(const struct kubernetes_order *order);
	bool may_be_absent; /* the request makes it */
	bool removes;       /* it is gone afterwards */
	bool rolls_out;     /* pods are replaced: it is followed, their logs are kept */
	bool ends_pods;     /* logs are kept, and a budget may be against it */
	bool needs_room;    /* pods may ask for more than any node has */
	bool only_looks;    /* nothing is written: the rollout is followed */
	bool stays;         /* it puts something back: nothing of it is temporary */
};

extern const struct kubernetes_deed kubernetes_undo, kubernetes_restart;
extern const struct kubernetes_deed kubernetes_scale, kubernetes_status;
extern const struct kubernetes_deed kubernetes_set_resources, kubernetes_set_env;
extern const struct kubernetes_deed kubernetes_unset_env, kubernetes_patch;
extern const struct kubernetes_deed kubernetes_delete_pod;
extern const struct kubernetes_deed kubernetes_cordon, kubernetes_uncordon;
extern const struct kubernetes_deed kubernetes_isolate, kubernetes_release;

/* The order deletes its object: this one, by its uid. */
void kubernetes_delete_this(struct kubernetes_order *order);

/* -- kubernetes_diff.c: two trees -- */

bool kubernetes_equal(const struct tree *one, const struct tree *other);
/* One line for each value that differs, "containers[orders].image  a → b"; values of an
 * environment are not shown. What the server keeps for itself is left out. */
void kubernetes_diff(struct arena *arena, const struct tree *was, const struct tree *is,
		     struct text *lines);
/* The JSON merge patch that makes "from" what "to" is; NULL when they do not differ in
 * labels, annotations or spec. */
struct tree *kubernetes_merge_back(struct arena *arena, const struct tree *from,
				   const struct tree *to);
/* Whether a member, or a variable's name and value, looks like a secret: that must not be
 * written down. */
bool kubernetes_holds_secret(struct arena *arena, const struct tree *tree);
/* A short text as it stands, of all else the SHA-256. */
void kubernetes_watch_value(struct arena *arena, struct tree *watched, const char *name,
			    const struct tree *value);
/* A copy that lacks one member. */
struct tree *kubernetes_without(struct arena *arena, const struct tree *map,
				const char *name);

const struct tree *kubernetes_metadata(const struct tree *object, const char *name);
/* Of a workload's template: name and image of each container, and all of the rest. */
void kubernetes_watch_template(const struct kubernetes_order *order,
			       const struct tree *object, struct tree *watched);

/* -- kubernetes_rollout.c: how far one is -- */

enum kubernetes_progress { ROLLOUT_DONE, ROLLOUT_WAITS, ROLLOUT_FAILED };
/* As kubectl rollout status has it, of a Deployment, StatefulSet or DaemonSet. */
enum kubernetes_progress kubernetes_progress_of(struct arena *arena, const char *kind,
						const struct tree *object, str *ret_says);
/* Until it is over or the time is; what there is to say. */
enum kubernetes_progress kubernetes_follow(const struct kubernetes_order *order,
					   int64_t wait_ms, str *ret_says);

/* -- kubernetes_guard.c: what would get in its way -- */

/* After: the object as the server says it would be. */
void kubernetes_guard(struct kubernetes_order *order, const struct tree *after);

/* Of a leftover's plan: would it still be overruled? As actuator.is_gone. */
int kubernetes_is_gone(const struct kubernetes_order *order, str *ret_why);

/* -- kubernetes_room.c: whether there is room -- */

void kubernetes_guard_nodes(struct kubernetes_order *order, const struct tree *after);
/* For so many pods more of the workload. */
void kubernetes_guard_quota(struct kubernetes_order *order, const struct tree *workload,
			    int64_t more);
void kubernetes_guard_budget(struct kubernetes_order *order);

/* -- kubernetes_dumps.c: what shows itself by HTTP -- */

enum { KUBERNETES_DUMPS_MAX = 4 }; /* stacks, heap, and two more */
struct kubernetes_dump {
	int port;
	str path; /* "/debug/pprof/goroutine?debug=1" */
};
/* What says where; whoever may annotate a pod must not be obeyed. */
struct kubernetes_dumps_said {
	str text; /* "6060/debug/pprof/goroutine?debug=1 8080/actuator/threaddump" */
	bool is_of_pod; /* its annotation, and not our configuration */
};
/* Into KUBERNETES_DUMPS_MAX places. ERROR_INVALID names the first that is none, and
 * refuses a GET that is known to change something; of a pod's annotation everything but
 * the profiles of Go and a thread dump. */
bool kubernetes_dumps_read(struct arena *arena, struct kubernetes_dumps_said said,
			   struct kubernetes_dump *ret, size_t *ret_count,
			   struct error *error) MUST_CHECK;
/* What says so: the pod's annotation stanch/dumps, else the setting "dumps" of the
 * service that is called like the target, else of the incident's; "": nobody. */
struct kubernetes_dumps_said kubernetes_dumps_of(const struct kubernetes_order *order,
						 const struct tree *pod);

/* -- kubernetes_keep.c: what is gone afterwards -- */

/* "a=b,c in (d,e)": an object's selector as it stands in a query. */
str kubernetes_selector_text(struct arena *arena, const struct tree *selector);
bool kubernetes_keep(struct kubernetes_order *order, const struct actuator_kept **ret,
		     size_t *ret_count, struct error *error) MUST_CHECK;

#endif
