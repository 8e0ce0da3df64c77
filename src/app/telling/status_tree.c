/* The page as a tree: for the API, the command line, and the templates of the HTML. */
#include "app/telling/status_page.h"

#include "base/visible.h"

/* What the updates of one list may take: a template has an end, and the newest of many
 * words are the ones that matter. */
enum { UPDATES_BYTES_MAX = 256 << 10, UPDATE_BYTES_MAX = 8 << 10, MARKUP_BYTES = 256 };

static const char *day_name(int state)
{
	return state == STATUS_NO_DATA ? "no_data" : component_state_names[state];
}

static struct tree *instant(const struct status_view *view, instant_ms at)
{
	return at == 0 ? tree_null(view->arena)
		       : tree_text(view->arena, instant_format(view->arena, at));
}

static struct tree *days_tree(const struct status_view *view,
			      const struct status_component *component)
{
	struct tree *days = tree_list(view->arena);

	for (size_t i = 0; i < STATUS_DAYS; i++) {
		struct tree *day = tree_map(view->arena);

		tree_put_text(view->arena, day, "day", status_day(view, view->days[i]));
		tree_put_text(view->arena, day, "state",
			      str_of(day_name(component->days[i])));
		tree_add(view->arena, days, day);
	}
	return days;
}

static struct tree *component_tree(const struct status_view *view,
				   const struct status_component *component)
{
	struct arena *arena = view->arena;
	struct tree *one = tree_map(arena);
	const char *state = component_state_names[component->state];

	tree_put_text(arena, one, "id", component->id);
	tree_put_text(arena, one, "name", component->component->name);
	tree_put_text(arena, one, "description", component->component->description);
	tree_put_text(arena, one, "state", str_of(state));
	tree_put_text(arena, one, "state_word", status_word(view, state));
	tree_put(arena, one, "since", instant(view, component->since));
	tree_put(arena, one, "updated_at", instant(view, component->updated_at));
	tree_put(arena, one, "days", days_tree(view, component));
	return one;
}

static struct tree *update_tree(const struct status_view *view,
				const struct status_update *update)
{
	struct arena *arena = view->arena;
	struct tree *one = tree_map(arena);
	const char *status = status_word_names[update->status];

	tree_put_text(arena, one, "status", str_of(status));
	tree_put_text(arena, one, "status_word", status_word(view, status));
	tree_put_text(
		arena, one, "text",
		visible_turns(arena, str_clip(str_trim(update->text), UPDATE_BYTES_MAX)));
	tree_put(arena, one, "at", instant(view, update->at));
	tree_put_text(arena, one, "at_text", status_time(view, update->at));
	return one;
}

/* "API, Web": what the last update says is not well. */
static str affected(const struct status_view *view,
		    const struct status_incident *incident)
{
	const struct tree *components = incident->components[incident->count - 1];
	struct text text = text_new(view->arena, STATUS_FILE_BYTES_MAX);

	for (size_t i = 0; i < tree_count(components); i++)
		text_addf(&text, "%s" STR_FMT, i > 0 ? ", " : "",
			  STR_ARG(tree_nth_name(components, i)));
	return text_of(&text);
}

static struct tree *updates_tree(const struct status_view *view,
				 const struct status_incident *incident, size_t *room)
{
	struct tree *updates = tree_list(view->arena);

	for (size_t i = incident->count; i > 0; i--) {
		const struct status_update *update = incident->updates[i - 1];
		size_t bytes = update->text.length + MARKUP_BYTES;

		if (bytes > *room)
			break;
		*room -= bytes;
		tree_add(view->arena, updates, update_tree(view, update));
	}
	return updates;
}

static struct tree *incident_tree(const struct status_view *view,
				  const struct status_incident *incident, size_t *room)
{
	struct arena *arena = view->arena;
	struct tree *one = tree_map(arena);
	const char *status = status_word_names[incident->status];

	tree_put_text(arena, one, "code", incident->code);
	tree_put_text(arena, one, "title", visible_turns(arena, incident->title));
	tree_put_text(arena, one, "status", str_of(status));
	tree_put_text(arena, one, "status_word", status_word(view, status));
	tree_put_text(arena, one, "impact", incident->impact);
	tree_put_text(arena, one, "affected", affected(view, incident));
	tree_put(arena, one, "started_at", instant(view, incident->started_at));
	tree_put_text(arena, one, "started_text",
		      status_time(view, incident->started_at));
	tree_put(arena, one, "updated_at", instant(view, incident->updated_at));
	tree_put(arena, one, "resolved_at", instant(view, incident->resolved_at));
	tree_put(arena, one, "updates", updates_tree(view, incident, room));
	return one;
}

/* Days on which something began, the newest first, each with its incidents. */
static struct tree *history_tree(const struct status_view *view)
{
	struct arena *arena = view->arena;
	struct tree *history = tree_list(arena), *incidents = NULL;
	size_t room = UPDATES_BYTES_MAX;
	str last = STR("");

	for (size_t i = 0; i < view->incident_count; i++) {
		const struct status_incident *incident = &view->incidents[i];
		str day = status_day(view, incident->started_at);

		if (!incidents || !str_equal(day, last)) {
			struct tree *one = tree_map(arena);

			incidents = tree_list(arena);
			tree_put_text(arena, one, "day", day);
			tree_put(arena, one, "incidents", incidents);
			tree_add(arena, history, one);
			last = day;
		}
		tree_add(arena, incidents, incident_tree(view, incident, &room));
	}
	return history;
}

static struct tree *open_tree(const struct status_view *view)
{
	struct tree *open = tree_list(view->arena);
	size_t room = UPDATES_BYTES_MAX;

	for (size_t i = 0; i < view->incident_count; i++)
		if (view->incidents[i].status != STATUS_RESOLVED)
			tree_add(view->arena, open,
				 incident_tree(view, &view->incidents[i], &room));
	return open;
}

struct tree *status_tree(const struct status_view *view)
{
	struct arena *arena = view->arena;
	struct tree *tree = tree_map(arena), *components = tree_list(arena);

	for (size_t i = 0; i < view->component_count; i++)
		tree_add(arena, components, component_tree(view, &view->components[i]));
	tree_put_text(arena, tree, "title", view->page->title);
	tree_put_text(arena, tree, "url", view->url);
	tree_put_text(arena, tree, "language", view->language);
	tree_put_text(arena, tree, "indicator", str_of(view->indicator));
	tree_put_text(arena, tree, "summary", status_summary(view));
	tree_put(arena, tree, "as_of", instant(view, view->as_of));
	tree_put_text(arena, tree, "as_of_text", status_time(view, view->as_of));
	tree_put(arena, tree, "updated_at", instant(view, view->updated_at));
	tree_put_text(arena, tree, "updated_text",
		      view->updated_at == 0 ? status_word(view, "never")
					    : status_time(view, view->updated_at));
	tree_put(arena, tree, "components", components);
	tree_put(arena, tree, "open", open_tree(view));
	tree_put(arena, tree, "history", history_tree(view));
	return tree;
}
