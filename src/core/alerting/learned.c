#include "core/alerting/learned.h"

#include <stddef.h>
#include <string.h>

const char *const map_source_names[] = {
	[MAP_JAEGER] = "jaeger",
	[MAP_PROMETHEUS] = "prometheus",
	[MAP_KUBERNETES] = "kubernetes",
	NULL,
};

static const struct field learned_fields[] = {
	F(struct learned, id, FIELD_INT),
	F(struct learned, service, FIELD_TEXT),
	F(struct learned, needs, FIELD_TEXT),
	F_ENUM(struct learned, source, map_source_names),
	F(struct learned, first_seen_at, FIELD_INSTANT),
	F(struct learned, last_seen_at, FIELD_INSTANT),
};
const struct shape learned_shape = SHAPE("dependency", struct learned, learned_fields);

static const struct field pod_fields[] = {
	F(struct pod, id, FIELD_INT),    F(struct pod, namespace, FIELD_TEXT),
	F(struct pod, name, FIELD_TEXT), F(struct pod, workload, FIELD_TEXT),
	F(struct pod, node, FIELD_TEXT), F(struct pod, last_seen_at, FIELD_INSTANT),
};
const struct shape pod_shape = SHAPE("pod", struct pod, pod_fields);

str workload_of_replicas(str replica_set, str hash)
{
	size_t end = hash.length + 1;

	if (hash.length == 0 || replica_set.length <= end ||
	    !str_ends_with(replica_set, hash) ||
	    replica_set.bytes[replica_set.length - end] != '-')
		return STR("");
	return str_slice(replica_set, 0, replica_set.length - end);
}

/* The last part behind a "-", all of it from the letters of Kubernetes' random names:
 * no vowels, so that it makes no words, and none of 0, 1, 3. */
static bool cut_random_end(str *name, size_t least, size_t most)
{
	size_t start = name->length;

	while (start > 0 && name->bytes[start - 1] != '-') {
		start--;
		if (!strchr("bcdfghjklmnpqrstvwxz2456789", name->bytes[start]))
			return false;
	}
	if (start < 2 || name->length - start < least || name->length - start > most)
		return false;
	*name = str_slice(*name, 0, start - 1);
	return true;
}

/* Of a StatefulSet or a DaemonSet the end alone is no proof: "web-0" may be a name. */
str workload_of_pod_name(str pod)
{
	return cut_random_end(&pod, 5, 5) && cut_random_end(&pod, 8, 10) ? pod : STR("");
}
