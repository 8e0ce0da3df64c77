/* clusters: the Kubernetes clusters that actions may change. */
#include "config/file.h"
#include "config/names.h"
#include "config/parts.h"

/* Only its name is kept: its tokens change while we run. */
static void read_kubeconfig(struct reader *reader, const struct spot *spot, void *owner)
{
	struct cluster *cluster = owner;
	str name;

	if (reader_text(reader, spot, &name))
		cluster->kubeconfig = arena_copy(
			reader->arena, path_join(reader->scratch, reader->folder, name));
}

static void settle_cluster(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct cluster *cluster = owner;

	if (cluster->context.length > 0 && !spot_under(spot, "kubeconfig").tree)
		reader_tell_of(reader, spot, "context",
			       "is one of a kubeconfig: name that, too");
	for (size_t i = 0; i < cluster->name.length; i++)
		if (cluster->name.bytes[i] == '/')
			reader_tell_of(reader, spot, "name",
				       "must be without '/': targets begin with it");
}

static const struct key cluster_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct cluster, name),
	  .required = true },
	{ .name = "kubeconfig", .kind = KEY_OWN, .read = read_kubeconfig },
	{ .name = "context",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct cluster, context) },
};
const struct keys cluster_keys = KEYS(struct cluster, cluster_key_items, settle_cluster);

void check_clusters(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;

	reader_tell_twice(reader, file, "clusters", "name",
			  NAMED(config->clusters, config->cluster_count));
}

const struct cluster *config_cluster(const struct config *config, str name)
{
	for (size_t i = 0; i < config->cluster_count; i++)
		if (str_equal(config->clusters[i].name, name))
			return &config->clusters[i];
	return NULL;
}
