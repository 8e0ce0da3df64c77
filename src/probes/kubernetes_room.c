/* Asks a cluster whether there is room: for more replicas, in quotas, on nodes, and for
 * one pod less. */
#include "net/http_client.h"
#include "probes/cluster.h"
#include "probes/room.h"

enum {
	SHARES = 4,
	/* A node says much of itself; where there are more, some are like these. */
	ITEMS_MAX = 500,
	BODY_BYTES_MAX = 64 << 10,
	MEANING_BYTES_MAX = 1200,
};

/* What may not be read costs itself and is said. */
static bool ask_part(struct room_look *look, struct kubernetes *kubernetes, str namespace,
		     const struct room_part *part, struct error *error)
{
	struct arena *arena = look->call->arena;
	struct tree *items = NULL;
	str path = part->is_of_cluster
			   ? arena_format(arena, "/%s/%s%s", part->api, part->plural,
					  part->query)
			   : arena_format(arena, "/%s/namespaces/" STR_FMT "/%s%s",
					  part->api,
					  STR_ARG(url_encode(arena, namespace)),
					  part->plural, part->query);

	if (kubernetes_list(kubernetes, path.bytes, ITEMS_MAX, &items, error)) {
		part->tell(look, items);
		return true;
	}
	text_addf(look->body, "%s: not known: %s\n", part->name, error->text);
	return false;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { 0 };
	struct text body = text_new(call->arena, BODY_BYTES_MAX);
	struct text meaning = text_new(call->arena, MEANING_BYTES_MAX);
	struct room_look look = {
		.call = call, .facts = &finding.facts, .body = &body, .meaning = &meaning
	};
	struct error last = { 0 };
	scoped_kubernetes kubernetes = NULL;
	str namespace;
	size_t answered = 0;

	if (!cluster_open(call, SHARES, &kubernetes, error))
		return false;
	namespace = cluster_namespace(call, kubernetes);
	for (size_t i = 0; i < room_part_count; i++)
		answered += ask_part(&look, kubernetes, namespace, &room_parts[i], &last);
	if (answered == 0) {
		*error = last;
		return cluster_fail(call, error);
	}
	finding.target = kubernetes_where(kubernetes);
	finding.question = arena_format(call->arena, "room in " STR_FMT,
					STR_ARG(namespace));
	finding.has_data = true;
	finding.body = text_of(&body);
	finding.meaning = meaning.length > 0 ? text_of(&meaning)
			  : answered == room_part_count
				  ? STR("there is room")
				  : STR("nothing in the way is known, but not all could "
					"be asked");
	*ret_finding = finding;
	return true;
}

const struct probe kubernetes_room_probe = {
	.name = "kubernetes_room",
	.help = "autoscalers at their maximum, quotas used up, budgets, pods without a "
		"node, nodes in trouble: cluster, namespace",
	.by_hand = (const char *const[]){ NULL },
	.ask = ask,
};
