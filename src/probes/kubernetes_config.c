/* Asks a cluster which ConfigMaps and Secrets were written of late. Only metadata is
 * asked for. "kubectl apply" repeats all values in an annotation of it, so annotations
 * are never read. Who wrote which keys when is in managedFields (Kubernetes, "Server-Side
 * Apply"), where each writer has one entry. */
#include "probes/kubernetes_config.h"

#include "base/limits.h"
#include "base/text.h"
#include "net/http_client.h"
#include "probes/cluster.h"

#include <ctype.h>

enum { KEYS_BYTES_MAX = 1000, TITLE_BYTES_MAX = 300, NAME_BYTES_MAX = 200 };

static str of_metadata(const struct tree *object, const char *name)
{
	return tree_get_text(tree_get(object, "metadata"), name);
}

/* Every namespace has the first one; the others are Helm's own books, whose rollouts are
 * told for themselves. */
static bool is_housekeeping(const struct tree *object)
{
	str name = of_metadata(object, "name");

	return str_is(name, "kube-root-ca.crt") ||
	       str_starts_with(name, STR("sh.helm.release."));
}

static const struct tree *values_of(const struct tree *entry)
{
	static const char *const fields[] = { "f:data", "f:binaryData", "f:stringData" };
	const struct tree *written = tree_get(entry, "fieldsV1"), *values = NULL;

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]) && !values; i++)
		values = tree_get(written, fields[i]);
	return values;
}

/* The latest that wrote values; NULL: nobody is known to. */
static const struct tree *last_write(const struct tree *object, instant_ms *ret_at)
{
	const struct tree *entries = tree_get(tree_get(object, "metadata"),
					      "managedFields");
	const struct tree *last = NULL;
	struct error unheeded;

	*ret_at = 0;
	for (size_t i = 0; i < tree_count(entries); i++) {
		const struct tree *entry = tree_nth(entries, i);
		instant_ms at = 0;

		if (!values_of(entry) ||
		    !instant_parse(tree_get_text(entry, "time"), &at, &unheeded) ||
		    at <= *ret_at)
			continue;
		last = entry;
		*ret_at = at;
	}
	return last;
}

/* "pool_size, timeout": those that the writer keeps, which need not be those that are
 * different now. */
static str keys_of(struct arena *arena, const struct tree *entry)
{
	const struct tree *values = values_of(entry);
	struct text keys = text_new(arena, KEYS_BYTES_MAX);

	for (size_t i = 0; values->kind == TREE_MAP && i < tree_count(values); i++) {
		str name = values->list.items[i].name;

		if (!str_starts_with(name, STR("f:")))
			continue;
		text_addf(&keys, "%s" STR_FMT, keys.length > 0 ? ", " : "",
			  STR_ARG(str_slice(name, 2, name.length)));
	}
	return text_of(&keys);
}

/* The service that an alert with its labels would belong to; "": any. */
static str service_of(const struct probe_call *call, const struct config_objects *objects,
		      const struct tree *object)
{
	const struct tree *own = tree_get(tree_get(object, "metadata"), "labels");
	const struct label found[] = {
		{ STR("cluster"), objects->cluster },
		{ STR("namespace"), of_metadata(object, "namespace") },
		{ STR("app"), tree_get_text(own, "app") },
	};
	struct labels labels = { 0 };
	const struct service *service = NULL;
	str unheeded;

	for (size_t i = 0; i < sizeof(found) / sizeof(found[0]); i++)
		*list_add(call->arena, &labels) = found[i];
	if (labels_settle(&labels, &unheeded))
		service = config_service_for(call->config, &labels);
	return service ? service->name : STR("");
}

/* kubectl is a person's hand, whatever the sub-command. */
static str author_of(struct arena *arena, str manager)
{
	return str_starts_with(manager, STR("kubectl"))
		       ? arena_format(arena, STR_FMT ", by hand", STR_ARG(manager))
		       : manager;
}

static struct change change_of(const struct probe_call *call,
			       const struct config_objects *objects,
			       const struct tree *object, const struct tree *entry)
{
	struct arena *arena = call->arena;
	str name = of_metadata(object, "name"),
	    namespace = of_metadata(object, "namespace"), keys = keys_of(arena, entry);
	str manager = str_clip(tree_get_text(entry, "manager"), NAME_BYTES_MAX);

	return (struct change){
		.kind = STR("config"),
		.system = STR("kubernetes"),
		.service = service_of(call, objects, object),
		.target = arena_format(arena, STR_FMT "/" STR_FMT "/%s/" STR_FMT,
				       STR_ARG(objects->cluster), STR_ARG(namespace),
				       objects->kind, STR_ARG(name)),
		.author = author_of(arena, manager),
		.title = str_clip(arena_format(arena,
					       "%s " STR_FMT " in " STR_FMT
					       " was written by " STR_FMT,
					       objects->kind, STR_ARG(name),
					       STR_ARG(namespace), STR_ARG(manager)),
				  TITLE_BYTES_MAX),
		.diff = keys.length > 0
				? arena_format(arena, "keys of its writer: " STR_FMT,
					       STR_ARG(keys))
				: STR(""),
	};
}

void config_objects_read(const struct probe_call *call,
			 const struct config_objects *objects,
			 struct found_changes *found)
{
	for (size_t i = 0; i < tree_count(objects->objects); i++) {
		const struct tree *object = tree_nth(objects->objects, i);
		str uid = of_metadata(object, "uid");
		instant_ms at;
		const struct tree *entry = last_write(object, &at);
		struct change change;

		if (!entry || at < objects->since || at > call->now || uid.length == 0 ||
		    is_housekeeping(object))
			continue;
		found->is_cut = found->count == CHANGES_PER_LOOK_MAX;
		if (found->is_cut)
			return;
		change = change_of(call, objects, object, entry);
		change.at = at;
		change.source_id = arena_format(call->arena, STR_FMT "@%lld",
						STR_ARG(uid), (long long)at);
		*list_add(call->arena, found) = change;
	}
}

static bool read_kind(const struct probe_call *call, struct kubernetes *kubernetes,
		      const char *plural, struct config_objects *objects,
		      struct found_changes *found, struct error *error)
{
	str namespace = probe_argument(call, "namespace");
	struct tree *items;
	str path = namespace.length == 0
			   ? arena_format(call->arena, "/api/v1/%s", plural)
			   : arena_format(
				     call->arena, "/api/v1/namespaces/" STR_FMT "/%s",
				     STR_ARG(url_encode(call->arena, namespace)), plural);

	if (!kubernetes_list_metadata(kubernetes, path.bytes, ROLLOUTS_MAX, &items,
				      error))
		return false;
	objects->objects = items;
	config_objects_read(call, objects, found);
	return true;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .has_data = true,
					 .question = STR("metadata of ConfigMaps and "
							 "Secrets") };
	struct config_objects maps = { .cluster = probe_argument(call, "cluster"),
				       .kind = "ConfigMap",
				       .since = call->now - CHANGES_LOOK_BACK_MS };
	struct config_objects secrets = maps;
	scoped_kubernetes kubernetes = NULL;

	secrets.kind = "Secret";
	if (!cluster_open(call, 1, &kubernetes, error))
		return false;
	if (!read_kind(call, kubernetes, "configmaps", &maps, &finding.changes, error) ||
	    !read_kind(call, kubernetes, "secrets", &secrets, &finding.changes, error))
		return cluster_fail(call, error);
	finding.target = kubernetes_where(kubernetes);
	*ret_finding = finding;
	return true;
}

const struct probe kubernetes_config_probe = {
	.name = "kubernetes_config",
	.help = "which ConfigMaps and Secrets were written of late, by whom: cluster, "
		"namespace",
	.by_hand = (const char *const[]){ NULL },
	.ask = ask,
};
