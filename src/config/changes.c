/* changes: what is done with what changed, of all services and of one. */
#include "config/parts.h"

static const struct key changes_key_items[] = {
	{ .name = "window",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, changes.window),
	  .least = MINUTE_MS,
	  .most = DAY_MS,
	  .fallback = "60m" },
	{ .name = "nudge_after",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, changes.nudge_after),
	  .most = DAY_MS,
	  .fallback = "10m" },
	{ .name = "nudge_again",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, changes.nudge_again),
	  .least = MINUTE_MS,
	  .most = DAY_MS,
	  .fallback = "20m" },
};
const struct keys changes_keys = KEYS(struct config, changes_key_items, NULL);

/* -- of a service -- */

static const struct key rollback_key_items[] = {
	{ .name = "actuator",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct service, rollback.actuator),
	  .required = true },
	{ .name = "target",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct service, rollback.target),
	  .required = true },
	{ .name = "class",
	  .kind = KEY_CHOICE,
	  .offset = offsetof(struct service, rollback.class),
	  .choices = action_class_names,
	  .fallback = "reversible" },
	{ .name = "plan",
	  .kind = KEY_PAIRS,
	  .offset = offsetof(struct service, rollback.plan),
	  .count_offset = offsetof(struct service, rollback.plan_count) },
};
const struct keys rollback_keys = KEYS(struct service, rollback_key_items, NULL);

static void settle_after_change(struct reader *reader, const struct spot *spot,
				void *owner)
{
	const struct after_change *after = &((const struct service *)owner)->after_change;

	if (after->watch > 0 && after->every > after->watch)
		reader_tell_of(reader, spot, "every",
			       "is longer than the time that is watched");
}

static const struct key after_change_key_items[] = {
	{ .name = "watch",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct service, after_change.watch),
	  .most = DAY_MS,
	  .fallback = "10m" },
	{ .name = "every",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct service, after_change.every),
	  .least = SECOND_MS,
	  .most = HOUR_MS,
	  .fallback = "30s" },
	{ .name = "page",
	  .kind = KEY_YES_NO,
	  .offset = offsetof(struct service, after_change.pages) },
};
const struct keys after_change_keys = KEYS(struct service, after_change_key_items,
					   settle_after_change);
