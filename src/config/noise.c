/* flapping and storm: when alerts are too many to be news. */
#include "config/parts.h"

static const struct key flapping_key_items[] = {
	{ .name = "changes",
	  .kind = KEY_WHOLE,
	  .offset = offsetof(struct config, flapping.turns),
	  .least = 0,
	  .most = FLAP_TURNS_MAX,
	  .fallback = "6" },
	{ .name = "within",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, flapping.within),
	  .least = MINUTE_MS,
	  .most = DAY_MS,
	  .fallback = "30m" },
	{ .name = "calm",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, flapping.calm),
	  .least = MINUTE_MS,
	  .most = DAY_MS,
	  .fallback = "15m" },
};
const struct keys flapping_keys = KEYS(struct config, flapping_key_items, NULL);

static const struct key storm_key_items[] = {
	{ .name = "within",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, storm_within),
	  .most = HOUR_MS,
	  .fallback = "5m" },
	{ .name = "apart",
	  .kind = KEY_NAMES,
	  .offset = offsetof(struct config, storm_apart),
	  .count_offset = offsetof(struct config, storm_apart_count) },
};
const struct keys storm_keys = KEYS(struct config, storm_key_items, NULL);
