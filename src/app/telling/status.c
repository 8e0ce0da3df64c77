#include "app/telling/status.h"

#include "app/engine/desk.h"
#include "app/note.h"
#include "app/telling/status_page.h"
#include "formats/json.h"

enum { JOBS_LOOKED_AT = 50 };

/* -- publishing -- */

static bool touches(const struct component *component, str service)
{
	if (component->service_count == 0)
		return str_equal(component->name, service);
	for (size_t i = 0; i < component->service_count; i++)
		if (str_equal(component->services[i], service))
			return true;
	return false;
}

static const struct component *find_component(const struct status_page *page, str name)
{
	for (size_t i = 0; i < page->component_count; i++)
		if (str_equal(page->components[i].name, name))
			return &page->components[i];
	return NULL;
}

static str component_names(struct work *work)
{
	const struct status_page *page = &work->config->status_page;
	struct text text = text_new(work->arena, ERROR_TEXT_BYTES);

	for (size_t i = 0; i < page->component_count; i++)
		text_addf(&text, "%s" STR_FMT, i > 0 ? ", " : "",
			  STR_ARG(page->components[i].name));
	return text_of(&text);
}

static bool check_component(struct work *work, str name, const struct tree *state)
{
	enum component_state unheeded;

	if (!find_component(&work->config->status_page, name))
		return fail(work, ERROR_INVALID,
			    "components: the status page has no '" STR_FMT
			    "', but " STR_FMT,
			    STR_ARG(str_clip(name, 60)), STR_ARG(component_names(work)));
	if (state->kind == TREE_TEXT && component_state_parse(state->text, &unheeded))
		return true;
	return fail(work, ERROR_INVALID,
		    "components: " STR_FMT " can be operational, degraded_performance, "
		    "partial_outage, major_outage or under_maintenance",
		    STR_ARG(str_clip(name, 60)));
}

/* What was said with this message, over what is there already. */
static bool add_said(struct work *work, str json, struct tree *components)
{
	struct tree *said;

	if (json.length == 0)
		return true;
	said = json_parse(work->arena, json, &work->error);
	if (!said)
		return while_doing(work, "components");
	if (said->kind != TREE_MAP)
		return fail(work, ERROR_INVALID,
			    "components: want a JSON object, {\"API\": "
			    "\"partial_outage\"}");
	for (size_t i = 0; i < tree_count(said); i++) {
		const struct tree *state = tree_nth(said, i);

		if (!check_component(work, tree_nth_name(said, i), state))
			return false;
		tree_put_str(work->arena, components, tree_nth_name(said, i),
			     tree_text(work->arena, state->text));
	}
	return true;
}

static bool read_last(struct work *work, int64_t incident, struct status_update *ret_last)
{
	struct status_update *updates;
	size_t count;

	if (!store_of_incident(work, &status_update_shape, incident, &updates, &count))
		return false;
	*ret_last = count > 0 ? updates[count - 1] : (struct status_update){ 0 };
	return true;
}

/* What the incident touched before and touches now. While neither its impact nor its
 * status moved, a state that somebody chose stays. */
static struct tree *components_by_rank(struct work *work, const struct incident *incident,
				       const struct status_update *update,
				       const struct status_update *last)
{
	const struct status_page *page = &work->config->status_page;
	str derived = str_of(
		component_state_names[component_of_rank(incident->rank, update->status)]);
	bool moved = last->id == 0 || last->status != update->status ||
		     !str_equal(last->impact, update->impact);
	struct tree *components = tree_map(work->arena);
	struct error unheeded;
	const struct tree *before = json_parse(work->arena, last->components, &unheeded);

	for (size_t i = 0; i < page->component_count; i++)
		if (touches(&page->components[i], incident->service))
			tree_put_str(work->arena, components, page->components[i].name,
				     tree_text(work->arena, derived));
	for (size_t i = 0; i < tree_count(before); i++)
		if (find_component(page, tree_nth_name(before, i)))
			tree_put_str(
				work->arena, components, tree_nth_name(before, i),
				tree_text(work->arena,
					  moved ? derived : tree_nth(before, i)->text));
	return components;
}

bool status_publish(struct work *work, const struct incident *incident,
		    const struct message *message, str components)
{
	const struct status_page *page = &work->config->status_page;
	struct status_update last, update = {
		.incident = incident->id,
		.message = message->id,
		.code = incident->code,
		.status = status_of_incident(incident->state),
		.impact = str_of(impact_of_rank(incident->rank)),
		.title = message->subject,
		.text = message->text,
		.made_by = work->actor.name,
		.at = work->now,
	};
	struct tree *all;

	if (!page->on || !str_equal(message->audience, page->audience))
		return true;
	if (!read_last(work, incident->id, &last))
		return false;
	all = components_by_rank(work, incident, &update, &last);
	if (!add_said(work, components, all))
		return false;
	update.components = json_write(work->arena, all);
	return store_add(work, &status_update_shape, &update) &&
	       note(work, "status.published", incident->id, incident->code,
		    { "status", str_of(status_word_names[update.status]) },
		    { "impact", update.impact }, { "title", update.title },
		    { "components", update.components }) &&
	       timer_set(work, "status.tick", 0, 0, work->now);
}

/* -- reading -- */

struct tree *status_page_tree(struct work *work)
{
	struct status_view view;

	return status_look(work, &view) ? status_tree(&view) : NULL;
}

static const struct {
	const char *name, *what;
} json_files[] = {
	{ "api/v2/summary.json", "summary" },
	{ "api/v2/status.json", "status" },
	{ "api/v2/components.json", "components" },
	{ "api/v2/incidents.json", "incidents" },
	{ "api/v2/incidents/unresolved.json", "unresolved" },
	{ "api/v2/scheduled-maintenances.json", "maintenances" },
	{ "api/v2/scheduled-maintenances/upcoming.json", "maintenances" },
	{ "api/v2/scheduled-maintenances/active.json", "maintenances" },
};
static const char *const html_files[] = { "index.html", "history.html" };

enum {
	JSON_FILES = sizeof(json_files) / sizeof(json_files[0]),
	HTML_FILES = sizeof(html_files) / sizeof(html_files[0]),
};

static void add_file(struct status_files *files, const char *name, const char *type,
		     str bytes)
{
	files->items[files->count++] = (struct status_file){ name, type, bytes };
}

bool status_render(struct work *work, bool is_static, struct status_files *ret_files)
{
	struct status_files files = {
		.items = arena_many(work->arena, struct status_file,
				    JSON_FILES + HTML_FILES + 1),
		.policy = status_html_policy(work->arena),
	};
	struct status_view view;
	str html;

	if (!status_look(work, &view))
		return false;
	for (size_t i = 0; i < HTML_FILES; i++) {
		if (!status_html(work, &view, html_files[i], is_static, &html))
			return false;
		add_file(&files, html_files[i], "text/html; charset=utf-8", html);
	}
	add_file(&files, "feed.atom", "application/atom+xml; charset=utf-8",
		 status_feed(&view));
	for (size_t i = 0; i < JSON_FILES; i++)
		add_file(&files, json_files[i].name, "application/json; charset=utf-8",
			 status_json(&view, json_files[i].what));
	*ret_files = files;
	return true;
}

/* -- keeping the files up to date -- */

/* A disk that hangs must not gather a job a minute: one that waits does for all. */
static bool is_wanted_already(struct work *work, bool *ret_wanted)
{
	struct job *jobs;
	size_t count;

	*ret_wanted = false;
	if (!store_latest(work, &job_shape, JOBS_LOOKED_AT, &jobs, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (str_is(jobs[i].kind, status_job.name) && jobs[i].state == JOB_WAITING)
			*ret_wanted = true;
	return true;
}

static bool want_files(struct work *work)
{
	bool wanted;

	if (work->config->status_page.directory.length == 0)
		return true;
	return is_wanted_already(work, &wanted) &&
	       (wanted || job_add(work, LANE_WORK, status_job.name, 0, 0, work->now));
}

bool status_arm(struct work *work)
{
	if (!work->config->status_page.on)
		return timer_drop(work, "status.tick", 0);
	return status_watch(work, true) && want_files(work) &&
	       timer_set(work, "status.tick", 0, 0, work->now + MINUTE_MS);
}

bool status_due(struct work *work, const struct timer *timer)
{
	(void)timer;
	if (!work->config->status_page.on)
		return true;
	return status_watch(work, false) && want_files(work) &&
	       timer_set(work, "status.tick", 0, 0, work->now + MINUTE_MS);
}
