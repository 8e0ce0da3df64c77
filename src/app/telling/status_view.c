/* From what was told to what is seen: components with their state and days, incidents
 * with their updates. */
#include "app/telling/status_page.h"

#include "app/app.h"
#include "base/hash.h"
#include "formats/json.h"

enum { ID_LENGTH = 12, SETTING_BYTES_MAX = 4 << 10 };

/* The same for as long as the store lives, and telling nobody how many there are. */
static str id_of(struct work *work, const char *noun, str name)
{
	str key = { (const char *)store_key(work->app->store), 16 };
	str what = arena_format(work->arena, "status %s " STR_FMT, noun, STR_ARG(name));

	return str_slice(sha256_hex(work->arena, sha256_hmac(key, what)), 0, ID_LENGTH);
}

/* -- who watched, and since when -- */

const char *status_since_setting(struct work *work, str component)
{
	return arena_format(work->arena, "status.since." STR_FMT, STR_ARG(component))
		.bytes;
}

static bool get_instant(struct work *work, const char *name, instant_ms *ret_instant)
{
	str value;

	*ret_instant = 0;
	if (!store_setting_get(work, name, &value))
		return false;
	if (!str_to_int(value, ret_instant))
		*ret_instant = 0;
	return true;
}

static bool put_instant(struct work *work, const char *name, instant_ms instant)
{
	return store_setting_put(work, name,
				 arena_format(work->arena, "%lld", (long long)instant));
}

static bool begin_component(struct work *work, str name)
{
	const char *setting = status_since_setting(work, name);
	instant_ms since;

	return get_instant(work, setting, &since) &&
	       (since != 0 || put_instant(work, setting, work->now));
}

/* "FROM-TO FROM-TO": only what may hold a whole day is worth keeping. */
static bool add_gap(struct work *work, instant_ms from)
{
	str known, gap;

	if (from == 0 || work->now - from < DAY_MS)
		return true;
	if (!store_setting_get(work, "status.gaps", &known))
		return false;
	gap = arena_format(work->arena, "%lld-%lld " STR_FMT, (long long)from,
			   (long long)work->now,
			   STR_ARG(str_slice(known, 0, SETTING_BYTES_MAX)));
	return store_setting_put(work, "status.gaps", gap);
}

bool status_watch(struct work *work, bool is_start)
{
	const struct status_page *page = &work->config->status_page;
	instant_ms alive;

	for (size_t i = 0; i < page->component_count; i++)
		if (!begin_component(work, page->components[i].name))
			return false;
	return get_instant(work, "status.alive", &alive) &&
	       (!is_start || add_gap(work, alive)) &&
	       put_instant(work, "status.alive", work->now);
}

/* -- days -- */

static void lay_out_days(struct status_view *view)
{
	struct civil today = zone_civil(view->zone, view->now);
	int64_t first = civil_days(today.year, today.month, today.day) - STATUS_DAYS + 1;
	enum civil_fit fit;

	for (int i = 0; i <= STATUS_DAYS; i++) {
		struct civil day = { 0 };

		civil_of_days(first + i, &day.year, &day.month, &day.day);
		view->days[i] = zone_instant(view->zone, &day, &fit);
	}
}

static void forget_days(struct status_view *view, struct status_component *component,
			instant_ms from, instant_ms to)
{
	for (size_t day = 0; day < STATUS_DAYS; day++)
		if (view->days[day] >= from && view->days[day + 1] <= to)
			component->days[day] = STATUS_NO_DATA;
}

static void forget_gaps(struct status_view *view, struct status_component *component,
			str gaps)
{
	str gap, from_text, to_text;
	instant_ms from, to;

	while (str_next(&gaps, ' ', &gap))
		if (str_cut(gap, '-', &from_text, &to_text) &&
		    str_to_int(from_text, &from) && str_to_int(to_text, &to))
			forget_days(view, component, from, to);
}

/* From update to update a component was in one state. A day shows the worst of them, and
 * what was told counts for a day of which nothing else is known. */
static void mark_days(const struct status_view *view, struct status_component *component,
		      const struct status_incident *incident)
{
	str name = component->component->name;

	for (size_t i = 0; i < incident->count; i++) {
		instant_ms from = incident->updates[i]->at;
		instant_ms to = i + 1 < incident->count ? incident->updates[i + 1]->at
							: view->now + 1;
		const struct tree *components = incident->components[i];
		enum component_state state;

		if (incident->updates[i]->status == STATUS_RESOLVED ||
		    !component_state_parse(
			    tree_get_text(components, arena_c_string(view->arena, name)),
			    &state) ||
		    state == COMPONENT_OPERATIONAL)
			continue;
		for (size_t day = 0; day < STATUS_DAYS; day++) {
			int *mark = &component->days[day];

			if (view->days[day + 1] <= from || view->days[day] >= to)
				continue;
			*mark = *mark == STATUS_NO_DATA
					? (int)state
					: (int)component_worse(
						  state, (enum component_state) * mark);
		}
	}
}

/* -- incidents -- */

static struct status_incident *find_incident(struct status_view *view, int64_t incident)
{
	for (size_t i = 0; i < view->incident_count; i++)
		if (view->incidents[i].incident == incident)
			return &view->incidents[i];
	return NULL;
}

static const struct tree *parse_components(struct arena *arena, str json)
{
	struct error unheeded = { 0 };
	struct tree *tree = json_parse(arena, json, &unheeded);

	return tree ? tree : tree_map(arena);
}

static void take_update(struct work *work, struct status_incident *incident,
			const struct status_update *update)
{
	incident->updates[incident->count] = update;
	incident->components[incident->count] = parse_components(work->arena,
								 update->components);
	incident->count++;
	incident->title = update->title;
	incident->status = update->status;
	incident->impact = update->impact;
	incident->updated_at = update->at;
	if (update->status == STATUS_MONITORING && incident->monitoring_at == 0)
		incident->monitoring_at = update->at;
	incident->resolved_at = update->status == STATUS_RESOLVED ? update->at : 0;
}

static size_t updates_of(const struct status_update *updates, size_t count,
			 int64_t incident)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		found += updates[i].incident == incident;
	return found;
}

static void begin_incident(struct work *work, struct status_incident *incident,
			   const struct status_update *update, size_t most)
{
	*incident = (struct status_incident){
		.incident = update->incident,
		.id = id_of(work, "incident", update->code),
		.code = update->code,
		.started_at = update->at,
		.updates = arena_many(work->arena, const struct status_update *, most),
		.components = arena_many(work->arena, const struct tree *, most),
	};
}

static void group(struct work *work, struct status_view *view,
		  const struct status_update *updates, size_t count)
{
	view->incidents = arena_many(work->arena, struct status_incident, count + 1);
	for (size_t i = 0; i < count; i++) {
		struct status_incident *incident = find_incident(view,
								 updates[i].incident);

		if (!incident) {
			incident = &view->incidents[view->incident_count++];
			begin_incident(work, incident, &updates[i],
				       updates_of(updates, count, updates[i].incident));
		}
		take_update(work, incident, &updates[i]);
		view->updated_at = updates[i].at;
	}
	for (size_t i = 0; i < view->incident_count / 2; i++) {
		struct status_incident
			*last = &view->incidents[view->incident_count - 1 - i];
		struct status_incident kept = view->incidents[i];

		view->incidents[i] = *last;
		*last = kept;
	}
}

/* -- components -- */

static void take_state(const struct status_view *view, struct status_component *component,
		       const struct status_incident *incident)
{
	const char *name = arena_c_string(view->arena, component->component->name);
	enum component_state state;

	for (size_t i = 0; i < incident->count; i++)
		if (tree_get(incident->components[i], name) &&
		    incident->updates[i]->at > component->updated_at)
			component->updated_at = incident->updates[i]->at;
	if (incident->status != STATUS_RESOLVED &&
	    component_state_parse(
		    tree_get_text(incident->components[incident->count - 1], name),
		    &state))
		component->state = component_worse(component->state, state);
}

static bool look_at_component(struct work *work, struct status_view *view,
			      const struct component *configured, str gaps)
{
	struct status_component *component = &view->components[view->component_count++];
	const char *setting = status_since_setting(work, configured->name);

	*component = (struct status_component){ .component = configured };
	component->id = id_of(work, "component", configured->name);
	if (!get_instant(work, setting, &component->since))
		return false;
	if (component->since == 0)
		component->since = view->now;
	component->updated_at = component->since;
	forget_days(view, component, 0, component->since);
	forget_gaps(view, component, gaps);
	for (size_t i = 0; i < view->incident_count; i++) {
		take_state(view, component, &view->incidents[i]);
		mark_days(view, component, &view->incidents[i]);
	}
	return true;
}

static bool look_at_components(struct work *work, struct status_view *view)
{
	str gaps;

	if (!store_setting_get(work, "status.gaps", &gaps))
		return false;
	view->components = arena_many(work->arena, struct status_component,
				      view->page->component_count + 1);
	for (size_t i = 0; i < view->page->component_count; i++)
		if (!look_at_component(work, view, &view->page->components[i], gaps))
			return false;
	return true;
}

static const char *indicator_of(const struct status_view *view)
{
	const char *worst = "none";

	for (size_t i = 0; i < view->incident_count; i++)
		if (view->incidents[i].status != STATUS_RESOLVED)
			worst = impact_worse(str_of(worst), view->incidents[i].impact);
	for (size_t i = 0; i < view->component_count; i++)
		worst = impact_worse(str_of(worst), str_of(impact_of_component(
							    view->components[i].state)));
	return worst;
}

static str url_of(struct work *work, const struct status_page *page)
{
	str url = page->url;

	if (url.length == 0)
		url = arena_format(work->arena, STR_FMT "/status",
				   STR_ARG(app_public_url(work)));
	while (str_ends_with(url, STR("/")))
		url = str_slice(url, 0, url.length - 1);
	return url;
}

static void set_up(struct work *work, struct status_view *view)
{
	const struct status_page *page = &work->config->status_page;
	const struct audience *audience = config_audience(work->config, page->audience);

	*view = (struct status_view){ .arena = work->arena,
				      .page = page,
				      .id = id_of(work, "page", STR("")),
				      .url = url_of(work, page),
				      .language = audience && audience->language.length >
									  0
							  ? audience->language
							  : STR("en"),
				      .now = work->now };
	view->zone = page->zone ? page->zone : zone_utc();
}

bool status_look(struct work *work, struct status_view *ret_view)
{
	struct status_view view;
	struct status_update *updates;
	size_t count;

	if (!work->config->status_page.on)
		return fail(work, ERROR_NOT_FOUND, "no status page is configured");
	set_up(work, &view);
	lay_out_days(&view);
	if (!store_status_updates(work, view.days[0], &updates, &count))
		return false;
	group(work, &view, updates, count);
	if (!look_at_components(work, &view))
		return false;
	view.indicator = indicator_of(&view);
	view.as_of = view.now - view.now % STATUS_AGE_MS;
	if (view.updated_at > view.as_of)
		view.as_of = view.updated_at;
	*ret_view = view;
	return true;
}
