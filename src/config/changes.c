/* changes: what is done with what changed, of all services and of one. */
#include "base/limits.h"
#include "config/address.h"
#include "config/names.h"
#include "config/parts.h"

/* -- who is asked -- */

const char *const feed_system_names[] = {
	[FEED_KUBERNETES] = "kubernetes",
	[FEED_KUBERNETES_CONFIG] = "kubernetes_config",
	[FEED_GIT] = "git",
	[FEED_STATUSPAGE] = "statuspage",
	NULL,
};

static void settle_feed(struct reader *reader, const struct spot *spot, void *owner)
{
	struct feed_config *feed = owner;
	size_t count = 0;

	for (size_t i = 0; i < FEED_SYSTEMS; i++)
		if (feed->asked[i].length > 0) {
			feed->system = (enum feed_system)i;
			count++;
		}
	if (count != 1)
		reader_tell_of(reader, spot, "name",
			       "is of no system: exactly one of 'kubernetes', "
			       "'kubernetes_config', 'git' and 'statuspage' is needed");
	if (feed->system == FEED_GIT && !str_starts_with(feed->asked[FEED_GIT], STR("/")))
		reader_tell_of(reader, spot, "git",
			       "must be the whole path of a repository's folder");
	if (feed->system == FEED_STATUSPAGE &&
	    (!address_is_http(feed->asked[FEED_STATUSPAGE]) ||
	     address_has_password(feed->asked[FEED_STATUSPAGE])))
		reader_tell_of(reader, spot, "statuspage",
			       "must be a page's URL such as "
			       "https://www.githubstatus.com");
	if (str_starts_with(feed->branch, STR("-")))
		reader_tell_of(reader, spot, "branch", "must not begin with '-'");
	if (feed->system != FEED_KUBERNETES && feed->system != FEED_KUBERNETES_CONFIG &&
	    feed->namespace.length > 0)
		reader_tell_of(reader, spot, "namespace", "is of 'kubernetes'");
}

static const struct key feed_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct feed_config, name),
	  .required = true },
	{ .name = "kubernetes",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct feed_config, asked[FEED_KUBERNETES]) },
	{ .name = "kubernetes_config",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct feed_config, asked[FEED_KUBERNETES_CONFIG]) },
	{ .name = "namespace",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct feed_config, namespace) },
	{ .name = "git",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct feed_config, asked[FEED_GIT]) },
	{ .name = "statuspage",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct feed_config, asked[FEED_STATUSPAGE]) },
	{ .name = "branch",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct feed_config, branch),
	  .fallback = "main" },
	{ .name = "service",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct feed_config, service) },
	{ .name = "kind",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct feed_config, kind),
	  .fallback = "config" },
	{ .name = "every",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct feed_config, every),
	  .least = 10 * SECOND_MS,
	  .most = HOUR_MS,
	  .fallback = "30s" },
};
static const struct keys feed_keys = KEYS(struct feed_config, feed_key_items,
					  settle_feed);

void check_feeds(struct reader *reader, const struct spot *file)
{
	const struct changes_config *changes = &reader->config->changes;
	struct spot spot = spot_under(file, "changes"),
		    feeds = spot_under(&spot, "feeds");

	reader_tell_twice(reader, &spot, "feeds", "name",
			  NAMED(changes->feeds, changes->feed_count));
	if (changes->feed_count > FEEDS_MAX)
		reader_tell_of(reader, &spot, "feeds", "more than %d", FEEDS_MAX);
	for (size_t i = 0; i < changes->feed_count; i++) {
		const struct feed_config *feed = &changes->feeds[i];
		struct spot item = spot_at(&feeds, i);
		struct spot cluster = spot_under(&item, feed_system_names[feed->system]);
		bool is_cluster = feed->system == FEED_KUBERNETES ||
				  feed->system == FEED_KUBERNETES_CONFIG;

		if (cluster.tree && is_cluster)
			reader_knows(reader, &cluster, "cluster",
				     feed->asked[feed->system],
				     NAMED(reader->config->clusters,
					   reader->config->cluster_count));
	}
}

static const struct key changes_key_items[] = {
	{ .name = "feeds",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct config, changes.feeds),
	  .count_offset = offsetof(struct config, changes.feed_count),
	  .of = &feed_keys },
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

/* -- what actions leave -- */

static void settle_temporary_fixes(struct reader *reader, const struct spot *spot,
				   void *owner)
{
	const struct temporary_fixes_config *fixes = &((const struct config *)owner)
							      ->temporary_fixes;
	struct spot folders = spot_under(spot, "folders");

	if (fixes->folder_count > CODE_FOLDERS_MAX)
		reader_tell_of(reader, spot, "folders", "more than %d", CODE_FOLDERS_MAX);
	for (size_t i = 0; i < fixes->folder_count; i++) {
		struct spot item = spot_at(&folders, i);

		if (!str_starts_with(fixes->folders[i], STR("/")))
			reader_tell(reader, &item, "must be the whole path of a folder");
	}
}

static const struct key temporary_fixes_key_items[] = {
	{ .name = "lasts",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, temporary_fixes.lasts),
	  .least = MINUTE_MS,
	  .most = 90 * DAY_MS,
	  .fallback = "24h" },
	{ .name = "folders",
	  .kind = KEY_TEXTS,
	  .offset = offsetof(struct config, temporary_fixes.folders),
	  .count_offset = offsetof(struct config, temporary_fixes.folder_count) },
};
const struct keys temporary_fixes_keys = KEYS(struct config, temporary_fixes_key_items,
					      settle_temporary_fixes);

/* -- of a service -- */

static const struct key rollback_key_items[] = {
	{ .name = "kind",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct undo_config, kind),
	  .fallback = "deploy" },
	{ .name = "actuator",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct undo_config, actuator),
	  .required = true },
	{ .name = "target",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct undo_config, target),
	  .required = true },
	{ .name = "class",
	  .kind = KEY_CHOICE,
	  .offset = offsetof(struct undo_config, class),
	  .choices = action_class_names,
	  .fallback = "reversible" },
	{ .name = "plan",
	  .kind = KEY_PAIRS,
	  .offset = offsetof(struct undo_config, plan),
	  .count_offset = offsetof(struct undo_config, plan_count) },
};
const struct keys rollback_keys = KEYS(struct undo_config, rollback_key_items, NULL);

const struct undo_config *service_rollback(const struct service *service, str kind)
{
	for (size_t i = 0; i < service->rollback_count; i++)
		if (str_equal(service->rollbacks[i].kind, kind))
			return &service->rollbacks[i];
	return NULL;
}

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
