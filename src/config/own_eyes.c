/* heartbeats and sources: what stanch watches for by itself. */
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

static const struct key source_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct source_config, name),
	  .required = true },
	{ .name = "kind",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct source_config, kind),
	  .required = true },
	{ .name = "expect_every",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct source_config, expect_every),
	  .least = SECOND_MS,
	  .most = 400 * DAY_MS },
	OWN_KEYS(struct source_config, "warning"),
};
const struct keys source_keys = KEYS(struct source_config, source_key_items, NULL);

/* One key may open several doors. */
static void check_sources(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot list = spot_under(file, "sources");

	for (size_t i = 0; i < config->source_count; i++)
		for (size_t j = 0; j < i; j++) {
			struct spot item = spot_at(&list, i);

			if (str_equal(config->sources[i].name, config->sources[j].name) &&
			    str_equal(config->sources[i].kind, config->sources[j].kind))
				reader_tell_of(reader, &item, "name",
					       "the same name and kind occur twice");
		}
}

void check_own_eyes(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;

	check_sources(reader, file);
	reader_tell_twice(reader, file, "heartbeats", "name",
			  NAMED(config->heartbeats, config->heartbeat_count));
	reader_tell_twice(reader, file, "watches", "name",
			  NAMED(config->watches, config->watch_count));
}
