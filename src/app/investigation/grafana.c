#include "app/investigation/grafana.h"

#include "base/clock.h"
#include "base/text.h"
#include "config/config.h"
#include "formats/form.h"
#include "formats/json.h"

enum {
	/* What every browser and proxy takes. */
	LINK_BYTES_MAX = 8 << 10,
	AROUND_MS = 15 * MINUTE_MS,
};

struct window {
	instant_ms from, to;
};

static instant_ms instant_of(const struct tree *tree, const char *name)
{
	struct error unheeded;
	instant_ms at;

	return instant_parse(tree_get_text(tree, name), &at, &unheeded) ? at : 0;
}

static instant_ms second_of(const struct tree *seconds, size_t nth)
{
	const struct tree *second = tree_nth(seconds, nth);

	return second && second->kind == TREE_INT ? second->number * SECOND_MS : 0;
}

/* As its chart shows it; of what has none, as the diagnosis compares. */
static struct window window_of(const struct tree *diagnosis, const struct tree *finding)
{
	const struct tree *seconds = tree_at(finding, "chart.at");
	size_t count = tree_count(seconds);

	if (count > 0)
		return (struct window){ second_of(seconds, 0),
					second_of(seconds, count - 1) };
	return (struct window){ instant_of(tree_get(diagnosis, "before"), "from"),
				instant_of(tree_get(diagnosis, "during"), "to") };
}

/* -- a link -- */

static void add_query_start(struct text *link, const struct config *config)
{
	text_add_char(link, '?');
	if (config->grafana.organisation > 0)
		text_addf(link, "orgId=%lld&", (long long)config->grafana.organisation);
}

/* A form writes a space as "+", which not everybody reads in a link. */
static void add_value(struct arena *arena, struct text *link, const char *name, str value)
{
	struct text form = text_new(arena, LINK_BYTES_MAX);

	form_add(&form, name, value);
	for (size_t i = 0; i < form.length; i++) {
		if (form.bytes[i] == '+')
			text_add(link, STR("%20"));
		else if (form.bytes[i] == '*')
			text_add(link, STR("%2A"));
		else
			text_add_char(link, form.bytes[i]);
	}
	link->full = link->full || form.full;
}

static str finish(struct text *link)
{
	return link->full ? STR("") : text_of(link);
}

/* -- Explore -- */

static const struct grafana_source *source_of(const struct config *config, str asked)
{
	while (str_ends_with(asked, STR("/")))
		asked.length--;
	for (size_t i = 0; i < config->grafana.source_count; i++)
		if (str_equal(config->grafana.sources[i].url, asked))
			return &config->grafana.sources[i];
	return NULL;
}

static struct tree *query_tree(struct arena *arena, const struct grafana_source *source,
			       const struct tree *finding)
{
	bool is_of_lines = str_starts_with(tree_get_text(finding, "kind"), STR("lines"));
	struct tree *query = tree_map(arena), *by = tree_map(arena);
	str type = source->type;

	if (type.length == 0)
		type = is_of_lines ? STR("loki") : STR("prometheus");
	tree_put_text(arena, by, "type", type);
	tree_put_text(arena, by, "uid", source->uid);
	tree_put_text(arena, query, "refId", STR("A"));
	tree_put(arena, query, "datasource", by);
	tree_put_text(arena, query, "expr", tree_get_text(finding, "query"));
	if (is_of_lines)
		tree_put_text(arena, query, "queryType", STR("range"));
	else
		tree_put_bool(arena, query, "range", true);
	return query;
}

static str milliseconds(struct arena *arena, instant_ms at)
{
	return arena_format(arena, "%lld", (long long)at);
}

/* One pane, in the words of the first version of Explore's address (Grafana 10 and
 * later; public/app/features/explore/hooks/useStateSync/migrators/v1.ts): its id has
 * three letters, its times are texts. */
static str panes(struct arena *arena, const struct grafana_source *source,
		 const struct tree *finding, struct window window)
{
	struct tree *all = tree_map(arena), *pane = tree_map(arena),
		    *queries = tree_list(arena), *range = tree_map(arena);

	tree_put_text(arena, range, "from", milliseconds(arena, window.from));
	tree_put_text(arena, range, "to", milliseconds(arena, window.to));
	tree_add(arena, queries, query_tree(arena, source, finding));
	tree_put_text(arena, pane, "datasource", source->uid);
	tree_put(arena, pane, "queries", queries);
	tree_put(arena, pane, "range", range);
	tree_put(arena, all, "sta", pane);
	return json_write(arena, all);
}

str grafana_explore(struct arena *arena, const struct config *config,
		    const struct tree *diagnosis, const struct tree *finding)
{
	const struct grafana_source *source = source_of(config,
							tree_get_text(finding, "asked"));
	struct window window = window_of(diagnosis, finding);
	struct text link = text_new(arena, LINK_BYTES_MAX);

	if (config->grafana.url.length == 0 || !source || window.to <= window.from ||
	    tree_get_text(finding, "query").length == 0)
		return STR("");
	text_addf(&link, STR_FMT "/explore", STR_ARG(config->grafana.url));
	add_query_start(&link, config);
	text_add(&link, STR("schemaVersion=1&"));
	add_value(arena, &link, "panes", panes(arena, source, finding, window));
	return finish(&link);
}

/* -- dashboards -- */

str grafana_dashboard(struct arena *arena, const struct config *config, str service,
		      const struct tree *diagnosis)
{
	instant_ms from = instant_of(diagnosis, "onset");
	instant_ms to = instant_of(tree_get(diagnosis, "during"), "to");
	struct text link = text_new(arena, LINK_BYTES_MAX);
	str path = STR("");

	for (size_t i = 0; i < config->grafana.dashboard_count; i++)
		if (str_equal(config->grafana.dashboards[i].service, service))
			path = config->grafana.dashboards[i].path;
	if (from == 0)
		from = instant_of(tree_get(diagnosis, "during"), "from");
	if (path.length == 0 || config->grafana.url.length == 0 || from == 0 || to < from)
		return STR("");
	text_addf(&link, STR_FMT STR_FMT, STR_ARG(config->grafana.url), STR_ARG(path));
	if (str_contains(path, STR("?"))) {
		text_add_char(&link, '&');
		if (config->grafana.organisation > 0)
			text_addf(&link, "orgId=%lld&",
				  (long long)config->grafana.organisation);
	} else {
		add_query_start(&link, config);
	}
	text_addf(&link, "from=%lld&to=%lld", (long long)(from - AROUND_MS),
		  (long long)(to + AROUND_MS));
	return finish(&link);
}
