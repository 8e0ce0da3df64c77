/* status_page and tracker: what is shown and filed outside. */
#include "config/address.h"
#include "config/names.h"
#include "config/parts.h"

static void read_page_url(struct reader *reader, const struct spot *spot, void *owner)
{
	struct config *config = owner;

	reader_url(reader, spot, &config->status_page.url);
}

static const struct key component_key_items[] = {
	{ .name = "name",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct component, name),
	  .required = true },
	{ .name = "description",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct component, description) },
	{ .name = "services",
	  .kind = KEY_NAMES,
	  .offset = offsetof(struct component, services),
	  .count_offset = offsetof(struct component, service_count) },
};
static const struct keys component_keys = KEYS(struct component, component_key_items,
					       NULL);

static void settle_page(struct reader *reader, const struct spot *spot, void *owner)
{
	struct status_page *page = &((struct config *)owner)->status_page;

	page->on = true;
	if (page->directory.length > 0 && !str_starts_with(page->directory, STR("/")))
		reader_tell_of(reader, spot, "directory",
			       "must be the whole path of a folder, such as /srv/status");
	reader_tell_twice(reader, spot, "components", "name",
			  NAMED(page->components, page->component_count));
}

#define PAGE(member) .offset = offsetof(struct config, status_page.member)

static const struct key status_page_key_items[] = {
	{ .name = "title", .kind = KEY_TEXT, PAGE(title), .required = true },
	{ .name = "url", .kind = KEY_OWN, .read = read_page_url },
	{ .name = "zone", .kind = KEY_ZONE, PAGE(zone), .fallback = "UTC" },
	{ .name = "directory", .kind = KEY_TEXT, PAGE(directory) },
	{ .name = "components",
	  .kind = KEY_LIST,
	  PAGE(components),
	  .count_offset = offsetof(struct config, status_page.component_count),
	  .of = &component_keys },
	{ .name = "audience", .kind = KEY_NAME, PAGE(audience), .fallback = "public" },
};
const struct keys status_page_keys = KEYS(struct config, status_page_key_items,
					  settle_page);

/* Services are read later than the page. */
void check_status_page(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	const struct status_page *page = &config->status_page;
	struct spot map = spot_under(file, "status_page");
	struct spot components = spot_under(&map, "components");

	for (size_t i = 0; i < page->component_count; i++) {
		struct spot item = spot_at(&components, i);
		struct spot services = spot_under(&item, "services");

		for (size_t j = 0; j < page->components[i].service_count; j++) {
			struct spot name = spot_at(&services, j);

			reader_knows(reader, &name, "service",
				     page->components[i].services[j],
				     NAMED(config->services, config->service_count));
		}
	}
}

static void read_tracker_url(struct reader *reader, const struct spot *spot, void *owner)
{
	struct config *config = owner;

	reader_url(reader, spot, &config->tracker.url);
}

static void settle_tracker(struct reader *reader, const struct spot *spot, void *owner)
{
	bool by_file = spot_under(spot, "token_file").tree;
	bool by_env = spot_under(spot, "token_env").tree;

	(void)owner;
	if (by_file == by_env && !spot_under(spot, "token").tree)
		reader_tell(reader, spot, "needs token_file or token_env%s",
			    by_file ? ", not both" : "");
}

#define TRACKER(member) .offset = offsetof(struct config, tracker.member)

static const struct key tracker_key_items[] = {
	{ .name = "kind", .kind = KEY_NAME, TRACKER(kind), .required = true },
	{ .name = "url", .kind = KEY_OWN, .read = read_tracker_url, .required = true },
	{ .name = "project", .kind = KEY_TEXT, TRACKER(project), .required = true },
	{ .name = "token_file", .kind = KEY_SECRET_FILE, TRACKER(token) },
	{ .name = "token_env", .kind = KEY_SECRET_ENV, TRACKER(token) },
	{ .name = "labels",
	  .kind = KEY_TEXTS,
	  TRACKER(labels),
	  .count_offset = offsetof(struct config, tracker.label_count) },
	{ .name = "least",
	  .kind = KEY_WHOLE,
	  TRACKER(least),
	  .most = 3,
	  .fallback = "3" },
};
const struct keys tracker_keys = KEYS(struct config, tracker_key_items, settle_tracker);
