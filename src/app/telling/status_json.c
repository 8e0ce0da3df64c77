/* The page as Statuspage's public API gives it, since its clients are there already. */
#include "app/telling/status_page.h"

#include "formats/json.h"

#include <string.h>

static void put_instant(struct arena *arena, struct tree *map, const char *name,
			instant_ms at)
{
	tree_put(arena, map, name,
		 at == 0 ? tree_null(arena)
			 : tree_text(arena, instant_format(arena, at)));
}

static struct tree *page_tree(const struct status_view *view)
{
	struct arena *arena = view->arena;
	struct tree *page = tree_map(arena);

	tree_put_text(arena, page, "id", view->id);
	tree_put_text(arena, page, "name", view->page->title);
	tree_put_text(arena, page, "url", view->url);
	tree_put_text(arena, page, "time_zone", zone_name(view->zone));
	put_instant(arena, page, "updated_at", view->as_of);
	return page;
}

static const char *description_of(const struct status_view *view)
{
	if (strcmp(view->indicator, "none") == 0)
		return "All Systems Operational";
	if (strcmp(view->indicator, "minor") == 0)
		return "Minor Service Outage";
	return strcmp(view->indicator, "major") == 0 ? "Partial System Outage"
						     : "Major Service Outage";
}

static struct tree *status_part(const struct status_view *view)
{
	struct tree *status = tree_map(view->arena);

	tree_put_text(view->arena, status, "indicator", str_of(view->indicator));
	tree_put_text(view->arena, status, "description", str_of(description_of(view)));
	return status;
}

static struct tree *component_tree(const struct status_view *view, size_t nth)
{
	const struct status_component *component = &view->components[nth];
	struct arena *arena = view->arena;
	struct tree *one = tree_map(arena);
	str description = component->component->description;

	tree_put_text(arena, one, "id", component->id);
	tree_put_text(arena, one, "name", component->component->name);
	tree_put_text(arena, one, "status",
		      str_of(component_state_names[component->state]));
	put_instant(arena, one, "created_at", component->since);
	put_instant(arena, one, "updated_at", component->updated_at);
	tree_put_int(arena, one, "position", (int64_t)nth + 1);
	tree_put(arena, one, "description",
		 description.length > 0 ? tree_text(arena, description)
					: tree_null(arena));
	tree_put_bool(arena, one, "showcase", true);
	tree_put_text(arena, one, "start_date", status_day(view, component->since));
	tree_put(arena, one, "group_id", tree_null(arena));
	tree_put_text(arena, one, "page_id", view->id);
	tree_put_bool(arena, one, "group", false);
	tree_put_bool(arena, one, "only_show_if_degraded", false);
	return one;
}

static struct tree *components_tree(const struct status_view *view)
{
	struct tree *list = tree_list(view->arena);

	for (size_t i = 0; i < view->component_count; i++)
		tree_add(view->arena, list, component_tree(view, i));
	return list;
}

/* "" for one that is no longer on the page. */
static str component_id(const struct status_view *view, str name)
{
	for (size_t i = 0; i < view->component_count; i++)
		if (str_equal(view->components[i].component->name, name))
			return view->components[i].id;
	return STR("");
}

static struct tree *affected_tree(const struct status_view *view,
				  const struct status_incident *incident, size_t nth)
{
	const struct tree *now = incident->components[nth];
	const struct tree *before = nth > 0 ? incident->components[nth - 1] : NULL;
	struct arena *arena = view->arena;
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < tree_count(now); i++) {
		struct tree *one = tree_map(arena);
		str name = tree_nth_name(now, i);
		const char *c_name = arena_c_string(arena, name);
		str old = tree_get_text(before, c_name);

		tree_put_text(arena, one, "code", component_id(view, name));
		tree_put_text(arena, one, "name", name);
		tree_put_text(arena, one, "old_status",
			      old.length > 0 ? old : STR("operational"));
		tree_put_text(arena, one, "new_status", tree_get_text(now, c_name));
		tree_add(arena, list, one);
	}
	return list;
}

static struct tree *update_tree(const struct status_view *view,
				const struct status_incident *incident, size_t nth)
{
	const struct status_update *update = incident->updates[nth];
	struct arena *arena = view->arena;
	struct tree *one = tree_map(arena);

	tree_put_text(
		arena, one, "id",
		arena_format(arena, STR_FMT "-%zu", STR_ARG(incident->id), nth + 1));
	tree_put_text(arena, one, "status", str_of(status_word_names[update->status]));
	tree_put_text(arena, one, "body", update->text);
	tree_put_text(arena, one, "incident_id", incident->id);
	put_instant(arena, one, "created_at", update->at);
	put_instant(arena, one, "updated_at", update->at);
	put_instant(arena, one, "display_at", update->at);
	tree_put(arena, one, "affected_components", affected_tree(view, incident, nth));
	tree_put_bool(arena, one, "deliver_notifications", true);
	return one;
}

static struct tree *touched_tree(const struct status_view *view,
				 const struct status_incident *incident)
{
	struct tree *list = tree_list(view->arena);

	for (size_t i = 0; i < view->component_count; i++)
		if (tree_get(incident->components[incident->count - 1],
			     arena_c_string(view->arena,
					    view->components[i].component->name)))
			tree_add(view->arena, list, component_tree(view, i));
	return list;
}

static struct tree *incident_tree(const struct status_view *view,
				  const struct status_incident *incident)
{
	struct arena *arena = view->arena;
	struct tree *one = tree_map(arena), *updates = tree_list(arena);

	tree_put_text(arena, one, "id", incident->id);
	tree_put_text(arena, one, "name", incident->title);
	tree_put_text(arena, one, "status", str_of(status_word_names[incident->status]));
	put_instant(arena, one, "created_at", incident->started_at);
	put_instant(arena, one, "updated_at", incident->updated_at);
	put_instant(arena, one, "monitoring_at", incident->monitoring_at);
	put_instant(arena, one, "resolved_at", incident->resolved_at);
	tree_put_text(arena, one, "impact", incident->impact);
	tree_put_text(arena, one, "shortlink",
		      arena_format(arena, STR_FMT "#" STR_FMT, STR_ARG(view->url),
				   STR_ARG(incident->code)));
	put_instant(arena, one, "started_at", incident->started_at);
	tree_put_text(arena, one, "page_id", view->id);
	for (size_t i = incident->count; i > 0; i--)
		tree_add(arena, updates, update_tree(view, incident, i - 1));
	tree_put(arena, one, "incident_updates", updates);
	tree_put(arena, one, "components", touched_tree(view, incident));
	return one;
}

static struct tree *incidents_tree(const struct status_view *view, bool unresolved_only)
{
	struct tree *list = tree_list(view->arena);

	for (size_t i = 0; i < view->incident_count; i++) {
		if (tree_count(list) == STATUS_INCIDENTS_TOLD_MAX)
			break;
		if (!unresolved_only || view->incidents[i].status != STATUS_RESOLVED)
			tree_add(view->arena, list,
				 incident_tree(view, &view->incidents[i]));
	}
	return list;
}

str status_json(const struct status_view *view, const char *what)
{
	struct arena *arena = view->arena;
	struct tree *tree = tree_map(arena);
	bool is_summary = strcmp(what, "summary") == 0;

	tree_put(arena, tree, "page", page_tree(view));
	if (is_summary || strcmp(what, "status") == 0)
		tree_put(arena, tree, "status", status_part(view));
	if (is_summary || strcmp(what, "components") == 0)
		tree_put(arena, tree, "components", components_tree(view));
	if (is_summary || strcmp(what, "unresolved") == 0)
		tree_put(arena, tree, "incidents", incidents_tree(view, true));
	if (strcmp(what, "incidents") == 0)
		tree_put(arena, tree, "incidents", incidents_tree(view, false));
	/* Nothing is planned here; clients want the lists all the same. */
	if (is_summary || strcmp(what, "maintenances") == 0)
		tree_put(arena, tree, "scheduled_maintenances", tree_list(arena));
	return json_write(arena, tree);
}
