/* service_map: who teaches which service depends on which. */
#include "config/file.h"
#include "config/parts.h"

/* Of a token and of authorities. */
enum { FILE_BYTES_MAX = 1 << 20 };

static void read_jaeger(struct reader *reader, const struct spot *spot, void *owner)
{
	reader_url(reader, spot, &((struct config *)owner)->map.jaeger);
}

static void read_prometheus(struct reader *reader, const struct spot *spot, void *owner)
{
	reader_url(reader, spot, &((struct config *)owner)->map.prometheus);
}

static void read_kubernetes(struct reader *reader, const struct spot *spot, void *owner)
{
	reader_url(reader, spot, &((struct config *)owner)->map.kubernetes);
}

/* Only its name is kept: it changes while we run. */
static void read_file_name(struct reader *reader, const struct spot *spot, str *ret_path)
{
	struct error error = { 0 };
	str name, path, bytes;

	if (!reader_text(reader, spot, &name))
		return;
	path = path_join(reader->arena, reader->folder, name);
	if (!file_read(reader->scratch, path, FILE_BYTES_MAX, &bytes, &error))
		reader_tell(reader, spot, "%s", error.text);
	else
		*ret_path = arena_copy(reader->arena, path);
}

static void read_token_file(struct reader *reader, const struct spot *spot, void *owner)
{
	read_file_name(reader, spot, &((struct config *)owner)->map.token_file);
}

static void read_ca_file(struct reader *reader, const struct spot *spot, void *owner)
{
	read_file_name(reader, spot, &((struct config *)owner)->map.ca_file);
}

static const struct key kubernetes_key_items[] = {
	{ .name = "url", .kind = KEY_OWN, .read = read_kubernetes, .required = true },
	{ .name = "token_file", .kind = KEY_OWN, .read = read_token_file },
	{ .name = "ca_file", .kind = KEY_OWN, .read = read_ca_file },
	{ .name = "namespace",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct config, map.namespace) },
};
static const struct keys kubernetes_keys = KEYS(struct config, kubernetes_key_items,
						NULL);

static void settle_map(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct map_config *map = &((const struct config *)owner)->map;

	if (map->every > 0 && map->forget_after > 0 && map->forget_after < map->every)
		reader_tell_of(reader, spot, "forget_after",
			       "must not be shorter than 'every'");
}

static const struct key service_map_key_items[] = {
	{ .name = "jaeger", .kind = KEY_OWN, .read = read_jaeger },
	{ .name = "prometheus", .kind = KEY_OWN, .read = read_prometheus },
	{ .name = "kubernetes", .kind = KEY_MAP, .of = &kubernetes_keys },
	{ .name = "every",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, map.every),
	  .least = SECOND_MS,
	  .most = DAY_MS,
	  .fallback = "5m" },
	{ .name = "forget_after",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, map.forget_after),
	  .least = SECOND_MS,
	  .most = 365 * DAY_MS,
	  .fallback = "7d" },
};
const struct keys service_map_keys = KEYS(struct config, service_map_key_items,
					  settle_map);
