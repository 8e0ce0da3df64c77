/* heartbeats: what stanch watches for by itself. */
#include "config/own_eyes.h"
#include "config/names.h"
#include "config/parts.h"

/* Half a turn more than it should take is late, not slow. */
static void settle_heartbeat(struct reader *reader, const struct spot *spot, void *owner)
{
	struct heartbeat_config *heartbeat = owner;

	(void)reader;
	if (!spot_under(spot, "grace").tree)
		heartbeat->grace = heartbeat->every / 2;
}

static const struct key heartbeat_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct heartbeat_config, name),
	  .required = true },
	{ .name = "every",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct heartbeat_config, every),
	  .least = SECOND_MS,
	  .most = 400 * DAY_MS,
	  .required = true },
	{ .name = "grace",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct heartbeat_config, grace),
	  .most = 400 * DAY_MS },
	{ .name = "match",
	  .kind = KEY_MATCH,
	  .offset = offsetof(struct heartbeat_config, match),
	  .count_offset = offsetof(struct heartbeat_config, match_count) },
	OWN_KEYS(struct heartbeat_config, "critical"),
};
const struct keys heartbeat_keys = KEYS(struct heartbeat_config, heartbeat_key_items,
					settle_heartbeat);

void check_own_eyes(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;

	reader_tell_twice(reader, file, "heartbeats", "name",
			  NAMED(config->heartbeats, config->heartbeat_count));
	reader_tell_twice(reader, file, "watches", "name",
			  NAMED(config->watches, config->watch_count));
}
