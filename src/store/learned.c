/* The service map as it was learned; together with the configured one it is kept from
 * one turn to the next, since in a storm each new alert asks for it. */
#include "store/store_private.h"

#include "base/map.h"
#include "core/alerting/learned.h"

/* A turn copies what it keeps of it. */
void map_forget(struct store *store)
{
	store->map.is_known = false;
}

static bool map_changes(struct work *work)
{
	struct store *store = store_of_turn(work);

	if (store)
		map_forget(store);
	return store != NULL;
}

bool store_learned(struct work *work, struct learned **ret, size_t *ret_count)
{
	return row_list(work, &learned_shape,
			"SELECT {columns} FROM {table} ORDER BY service, needs, source "
			"LIMIT $1",
			SQL(sql_int(MAP_SOURCES * MAP_EDGES_MAX)), ret, ret_count);
}

bool store_learned_add(struct work *work, struct learned *learned)
{
	return map_changes(work) && store_add(work, &learned_shape, learned);
}

bool store_learned_drop(struct work *work, enum map_source source,
			instant_ms unseen_since, int64_t *ret_count)
{
	return map_changes(work) &&
	       turn_run(work,
			"DELETE FROM dependency WHERE source = $1 AND last_seen_at < $2",
			SQL(sql_text(str_of(map_source_names[source])),
			    sql_int(unseen_since)),
			ret_count);
}

bool store_pods(struct work *work, struct pod **ret, size_t *ret_count)
{
	return row_list(work, &pod_shape,
			"SELECT {columns} FROM {table} ORDER BY name, namespace LIMIT $1",
			SQL(sql_int(2 * MAP_PODS_MAX)), ret, ret_count);
}

bool store_pods_drop(struct work *work, instant_ms unseen_since)
{
	return turn_run(work, "DELETE FROM pod WHERE last_seen_at < $1",
			SQL(sql_int(unseen_since)), NULL);
}

/* Without its namespace a name that several have says nothing. */
bool store_pod_find(struct work *work, str namespace, str name, struct pod *ret,
		    bool *ret_found)
{
	struct pod *pods;
	size_t count;

	if (!row_list(work, &pod_shape,
		      "SELECT {columns} FROM {table} WHERE name = $1 "
		      "AND ($2 = '' OR namespace = $2) ORDER BY namespace LIMIT 2",
		      SQL(sql_text(name), sql_text(namespace)), &pods, &count))
		return while_doing(work, "find a pod");
	*ret_found = count == 1;
	if (*ret_found)
		*ret = pods[0];
	return true;
}

/* -- both maps together -- */

/* What traces call a service may be another word for a configured one. */
static struct map *names_of(struct arena *arena, const struct config *config)
{
	struct map *names = map_new(arena);

	for (size_t i = 0; i < config->service_count; i++) {
		struct service *service = &config->services[i];

		for (size_t j = 0; j < service->alias_count; j++)
			map_put(names, service->aliases[j], &service->name);
	}
	for (size_t i = 0; i < config->service_count; i++)
		map_put(names, config->services[i].name, &config->services[i].name);
	return names;
}

static str name_of(struct arena *arena, const struct map *names, str said)
{
	const str *name = map_get(names, said);

	return arena_copy(arena, name ? *name : said);
}

static bool merge(struct work *work, struct arena *arena, struct service_map *ret)
{
	const struct service_map *configured = &work->config->service_map;
	const struct map *names = names_of(work->arena, work->config);
	struct learned *learned;
	struct dependency *items;
	size_t count, all = 0;

	if (!store_learned(work, &learned, &count))
		return while_doing(work, "read the service map");
	items = arena_many(arena, struct dependency, configured->count + count + 1);
	for (size_t i = 0; i < configured->count; i++)
		items[all++] = (struct dependency){
			arena_copy(arena, configured->items[i].service),
			arena_copy(arena, configured->items[i].on)
		};
	for (size_t i = 0; i < count; i++)
		items[all++] = (struct dependency){
			name_of(arena, names, learned[i].service),
			name_of(arena, names, learned[i].needs)
		};
	*ret = service_map_of(items, all);
	return true;
}

bool store_service_map(struct work *work, struct service_map *ret)
{
	struct store *store = work->effects ? work->app->store : NULL;

	if (!store)
		return merge(work, work->arena, ret);
	if (!store->map.is_known || !str_is(work->config->hash, store->map.config_hash)) {
		if (!store->map.arena)
			store->map.arena = arena_new(TURN_ARENA_BYTES_MAX);
		arena_reset(store->map.arena);
		store->map.is_known = false;
		if (!merge(work, store->map.arena, &store->map.merged))
			return false;
		store->map.config_hash = arena_c_string(store->map.arena,
							work->config->hash);
		store->map.is_known = true;
	}
	*ret = store->map.merged;
	return true;
}
