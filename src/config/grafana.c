/* grafana: where links to series, lines and dashboards lead. Nothing is asked there. */
#include "config/names.h"
#include "config/parts.h"

#include <string.h>

/* It becomes part of a link in a document and on a page: nothing in it may end one. */
static bool is_link_part(str part)
{
	for (size_t i = 0; i < part.length; i++) {
		unsigned char byte = (unsigned char)part.bytes[i];

		if (byte <= ' ' || byte >= 0x7f || strchr("\"'()<>[]\\^`{|}", byte))
			return false;
	}
	return true;
}

static void read_link(struct reader *reader, const struct spot *spot, str *ret_url)
{
	str url;

	if (!reader_url(reader, spot, &url))
		return;
	if (is_link_part(url))
		*ret_url = url;
	else
		reader_tell(reader, spot, "has characters that a link must not have");
}

static void read_grafana_url(struct reader *reader, const struct spot *spot, void *owner)
{
	struct config *config = owner;

	read_link(reader, spot, &config->grafana.url);
	if (str_contains(config->grafana.url, STR("?")))
		reader_tell(reader, spot, "must end before the '?'");
}

static void read_source_url(struct reader *reader, const struct spot *spot, void *owner)
{
	struct grafana_source *source = owner;

	read_link(reader, spot, &source->url);
}

static void settle_dashboard(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct grafana_dashboard *dashboard = owner;

	if (dashboard->path.length == 0)
		return;
	if (!str_starts_with(dashboard->path, STR("/d/")) ||
	    !is_link_part(dashboard->path) || str_contains(dashboard->path, STR("#")))
		reader_tell_of(reader, spot, "path",
			       "must be a dashboard's path, such as /d/abc123/orders");
}

static const struct key source_key_items[] = {
	{ .name = "url", .kind = KEY_OWN, .read = read_source_url, .required = true },
	{ .name = "uid",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct grafana_source, uid),
	  .required = true },
	{ .name = "type",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct grafana_source, type) },
};
static const struct keys grafana_source_keys = KEYS(struct grafana_source,
						    source_key_items, NULL);

static const struct key dashboard_key_items[] = {
	{ .name = "service",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct grafana_dashboard, service),
	  .required = true },
	{ .name = "path",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct grafana_dashboard, path),
	  .required = true },
};
static const struct keys dashboard_keys = KEYS(struct grafana_dashboard,
					       dashboard_key_items, settle_dashboard);

#define GRAFANA(member) .offset = offsetof(struct config, grafana.member)

static const struct key grafana_key_items[] = {
	{ .name = "url", .kind = KEY_OWN, .read = read_grafana_url, .required = true },
	{ .name = "organisation",
	  .kind = KEY_WHOLE,
	  GRAFANA(organisation),
	  .most = 1000000 },
	{ .name = "sources",
	  .kind = KEY_LIST,
	  GRAFANA(sources),
	  .count_offset = offsetof(struct config, grafana.source_count),
	  .of = &grafana_source_keys },
	{ .name = "dashboards",
	  .kind = KEY_LIST,
	  GRAFANA(dashboards),
	  .count_offset = offsetof(struct config, grafana.dashboard_count),
	  .of = &dashboard_keys },
};
const struct keys grafana_keys = KEYS(struct config, grafana_key_items, NULL);

/* Services are read later than this. */
void check_grafana(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot map = spot_under(file, "grafana");
	struct spot dashboards = spot_under(&map, "dashboards");

	for (size_t i = 0; i < config->grafana.dashboard_count; i++) {
		struct spot item = spot_at(&dashboards, i);
		struct spot name = spot_under(&item, "service");

		reader_knows(reader, &name, "service",
			     config->grafana.dashboards[i].service,
			     NAMED(config->services, config->service_count));
	}
}
