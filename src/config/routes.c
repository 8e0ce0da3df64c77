/* routes: what becomes of an alert. */
#include "config/names.h"
#include "config/parts.h"

static void read_group_by(struct reader *reader, const struct spot *spot, void *owner)
{
	struct route *route = owner;
	size_t count = tree_count(spot->tree);

	if (!reader_is_list(reader, spot))
		return;
	route->group_by = arena_many(reader->arena, str, count);
	for (size_t i = 0; i < count; i++) {
		struct spot item = spot_at(spot, i);
		struct named before = { route->group_by, i, sizeof(str) };

		if (!reader_text(reader, &item, &route->group_by[i]))
			continue;
		if (named_has(&before, route->group_by[i]))
			reader_tell(reader, &item, "'" STR_FMT "' occurs twice",
				    STR_ARG(route->group_by[i]));
		route->group_by_all |= str_is(route->group_by[i], "...");
	}
	if (route->group_by_all && count > 1)
		reader_tell(reader, spot, "'...' is all labels and stands alone");
	route->group_by_count = route->group_by_all ? 0 : count;
}

static void read_mute(struct reader *reader, const struct spot *spot, void *owner)
{
	struct route *route = owner;

	read_interval_names(reader, spot, &route->mute_during);
}

static void read_active(struct reader *reader, const struct spot *spot, void *owner)
{
	struct route *route = owner;

	read_interval_names(reader, spot, &route->active_during);
}

static void settle_route(struct reader *reader, const struct spot *spot, void *owner)
{
	static const struct {
		const char *key;
		enum route_says says;
	} keys[] = {
		{ "urgency", ROUTE_SAYS_URGENCY },
		{ "rank", ROUTE_SAYS_RANK },
		{ "group_by", ROUTE_SAYS_GROUP_BY },
		{ "escalation", ROUTE_SAYS_ESCALATION },
		{ "mute_during", ROUTE_SAYS_MUTE },
		{ "active_during", ROUTE_SAYS_ACTIVE },
	};
	struct route *route = owner;

	(void)reader;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (spot_under(spot, keys[i].key).tree)
			route->says |= keys[i].says;
}

static const struct key route_key_items[] = {
	{ .name = "name", .kind = KEY_NAME, .offset = offsetof(struct route, name) },
	{ .name = "match",
	  .kind = KEY_MATCH,
	  .offset = offsetof(struct route, match),
	  .count_offset = offsetof(struct route, match_count),
	  .required = true },
	{ .name = "urgency",
	  .kind = KEY_CHOICE,
	  .offset = offsetof(struct route, urgency),
	  .choices = urgency_names },
	{ .name = "rank",
	  .kind = KEY_WHOLE,
	  .offset = offsetof(struct route, rank),
	  .least = -1,
	  .most = 3 },
	{ .name = "group_by", .kind = KEY_OWN, .read = read_group_by },
	{ .name = "escalation",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct route, escalation) },
	{ .name = "mute_during", .kind = KEY_OWN, .read = read_mute },
	{ .name = "active_during", .kind = KEY_OWN, .read = read_active },
	{ .name = "routes",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct route, routes),
	  .count_offset = offsetof(struct route, route_count),
	  .of = &route_keys },
};
const struct keys route_keys = KEYS(struct route, route_key_items, settle_route);

/* "severity=critical" alone is what every sender writes on everything, and what holds
 * for a label that is not there says nothing of the alert. */
static void check_route(struct reader *reader, const struct spot *spot,
			const struct route_step *path, size_t length)
{
	const struct config *config = reader->config;
	const struct route *route = path[length - 1].route;
	struct spot escalation = spot_under(spot, "escalation");

	if ((route->says & ROUTE_SAYS_RANK) && route->rank == 0 &&
	    !route_is_specific(path, length))
		reader_tell_of(reader, spot, "rank",
			       "0 must match on more than the label severity");
	if (escalation.tree)
		reader_knows(reader, &escalation, "policy", route->escalation,
			     NAMED(config->policies, config->policy_count));
}

static void check_level(struct reader *reader, const struct spot *list,
			const struct route *routes, size_t count, struct route_step *path,
			size_t length)
{
	if (count > 0 && length == ROUTE_DEPTH_MAX) {
		reader_tell(reader, list, "lies deeper than %d routes", ROUTE_DEPTH_MAX);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct spot item = spot_at(list, i);
		struct spot below = spot_under(&item, "routes");

		path[length] = (struct route_step){ &routes[i], i };
		check_route(reader, &item, path, length + 1);
		check_level(reader, &below, routes[i].routes, routes[i].route_count, path,
			    length + 1);
	}
}

void check_routes(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot routes = spot_under(file, "routes");
	struct route_step path[ROUTE_DEPTH_MAX];

	check_level(reader, &routes, config->routes, config->route_count, path, 0);
}
