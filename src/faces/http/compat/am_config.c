/* stanch's routes in Alertmanager's words, for `amtool config show` and `config routes`.
 * Who is called, and when, is stanch's own: a receiver here is an urgency. */
#include "faces/http/compat/am.h"

#include "base/limits.h"
#include "formats/json.h"

enum { TEXT_BYTES_MAX = 16 * CONFIG_BYTES_MAX };

static void indent(struct text *text, unsigned depth)
{
	for (unsigned i = 0; i < depth; i++)
		text_add(text, STR("  "));
}

/* A text of JSON is one of YAML, too. */
static void add_item(struct text *text, unsigned depth, str item)
{
	indent(text, depth);
	text_add(text, STR("- "));
	json_add_quoted(text, item);
	text_add_char(text, '\n');
}

static void add_key(struct text *text, unsigned depth, const char *key)
{
	indent(text, depth);
	text_addf(text, "%s:\n", key);
}

static void add_duration(struct text *text, const char *name, duration_ms duration)
{
	if (duration % MINUTE_MS == 0)
		text_addf(text, "%s: %lldm\n", name, (long long)(duration / MINUTE_MS));
	else if (duration % SECOND_MS == 0)
		text_addf(text, "%s: %llds\n", name, (long long)(duration / SECOND_MS));
	else
		text_addf(text, "%s: %lldms\n", name, (long long)duration);
}

/* -- routes -- */

static void add_receiver(struct text *text, enum urgency urgency)
{
	text_add(text, STR("receiver: "));
	json_add_quoted(text, am_receiver(urgency));
	text_add_char(text, '\n');
}

static void add_matchers(struct text *text, unsigned depth,
			 const struct matcher *matchers, size_t count)
{
	if (count > 0)
		add_key(text, depth, "matchers");
	for (size_t i = 0; i < count; i++)
		add_item(text, depth, matcher_text(text->arena, &matchers[i]));
}

static void add_group_by(struct text *text, unsigned depth, const struct route *route)
{
	if (!(route->says & ROUTE_SAYS_GROUP_BY))
		return;
	indent(text, depth);
	if (!route->group_by_all && route->group_by_count == 0) {
		text_add(text, STR("group_by: []\n"));
		return;
	}
	text_add(text, STR("group_by:\n"));
	if (route->group_by_all)
		add_item(text, depth, STR("..."));
	for (size_t i = 0; i < route->group_by_count; i++)
		add_item(text, depth, route->group_by[i]);
}

static void add_intervals(struct text *text, unsigned depth, const char *key,
			  const struct interval_list *list)
{
	if (!list || list->count == 0)
		return;
	add_key(text, depth, key);
	for (size_t i = 0; i < list->count; i++)
		add_item(text, depth, list->items[i]->name);
}

/* What routes have from those above them. Times that mute are not passed down by
 * Alertmanager, so they are said again. */
struct said {
	bool urgency_is_said;
	enum urgency urgency;
	const struct interval_list *mute, *active;
};

static void add_routes(struct text *text, unsigned depth, const struct route *routes,
		       size_t count, struct said said);

static void add_route(struct text *text, unsigned depth, const struct route *route,
		      struct said said)
{
	if (route->says & ROUTE_SAYS_URGENCY) {
		said.urgency_is_said = true;
		said.urgency = route->urgency;
	}
	if (route->says & ROUTE_SAYS_MUTE)
		said.mute = &route->mute_during;
	if (route->says & ROUTE_SAYS_ACTIVE)
		said.active = &route->active_during;
	indent(text, depth);
	text_add(text, STR("- "));
	add_receiver(text, said.urgency);
	add_matchers(text, depth + 1, route->match, route->match_count);
	add_group_by(text, depth + 1, route);
	add_intervals(text, depth + 1, "mute_time_intervals", said.mute);
	add_intervals(text, depth + 1, "active_time_intervals", said.active);
	add_routes(text, depth + 1, route->routes, route->route_count, said);
}

/* What urgency_choose does where no route says anything, after all of them. */
static void add_default_routes(struct text *text, unsigned depth, struct said said)
{
	static const struct {
		enum urgency urgency;
		str matcher;
	} defaults[] = {
		{ URGENCY_RECORD, STR_INIT("severity=~\"none|info\"") },
		{ URGENCY_NOTIFY, STR_INIT("severity=\"warning\"") },
	};

	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++) {
		indent(text, depth);
		text_add(text, STR("- "));
		add_receiver(text, defaults[i].urgency);
		add_key(text, depth + 1, "matchers");
		add_item(text, depth + 1, defaults[i].matcher);
		add_intervals(text, depth + 1, "mute_time_intervals", said.mute);
		add_intervals(text, depth + 1, "active_time_intervals", said.active);
	}
}

static void add_routes(struct text *text, unsigned depth, const struct route *routes,
		       size_t count, struct said said)
{
	if (count > 0 || !said.urgency_is_said)
		add_key(text, depth, "routes");
	for (size_t i = 0; i < count; i++)
		add_route(text, depth, &routes[i], said);
	if (!said.urgency_is_said)
		add_default_routes(text, depth, said);
}

/* -- time intervals -- */

static void add_ranges(struct text *text, const char *key, const struct ranges *ranges,
		       const char *const *names)
{
	if (ranges->count == 0)
		return;
	add_key(text, 2, key);
	for (size_t i = 0; i < ranges->count; i++) {
		const struct range *one = &ranges->items[i];

		if (names)
			text_addf(text, "    - \"%s:%s\"\n", names[one->from],
				  names[one->until]);
		else
			text_addf(text, "    - \"%d:%d\"\n", one->from, one->until);
	}
}

static void add_minutes(struct text *text, const struct ranges *minutes)
{
	if (minutes->count > 0)
		add_key(text, 2, "times");
	for (size_t i = 0; i < minutes->count; i++) {
		const struct range *one = &minutes->items[i];

		text_addf(text,
			  "    - start_time: \"%02d:%02d\"\n"
			  "      end_time: \"%02d:%02d\"\n",
			  one->from / 60, one->from % 60, one->until / 60,
			  one->until % 60);
	}
}

static void add_stretch(struct text *text, const struct stretch *stretch)
{
	static const char *const weekdays[] = { "sunday",    "monday",   "tuesday",
						"wednesday", "thursday", "friday",
						"saturday" };

	text_add(text, STR("  - location: "));
	json_add_quoted(text, stretch->zone ? zone_name(stretch->zone) : STR("UTC"));
	text_add_char(text, '\n');
	add_minutes(text, &stretch->minutes);
	add_ranges(text, "weekdays", &stretch->weekdays, weekdays);
	add_ranges(text, "days_of_month", &stretch->days, NULL);
	add_ranges(text, "months", &stretch->months, NULL);
	add_ranges(text, "years", &stretch->years, NULL);
}

static void add_time_intervals(struct text *text, const struct config *config)
{
	if (config->interval_count > 0)
		add_key(text, 0, "time_intervals");
	for (size_t i = 0; i < config->interval_count; i++) {
		const struct time_interval *interval = &config->intervals[i];

		text_add(text, STR("- name: "));
		json_add_quoted(text, interval->name);
		text_add(text, STR("\n  time_intervals:\n"));
		for (size_t j = 0; j < interval->stretch_count; j++)
			add_stretch(text, &interval->stretches[j]);
	}
}

/* -- inhibition -- */

static void add_side(struct text *text, const char *key, const struct matcher *match,
		     size_t count)
{
	text_addf(text, "%s:\n", key);
	for (size_t i = 0; i < count; i++)
		add_item(text, 1, matcher_text(text->arena, &match[i]));
}

static void add_inhibit_rules(struct text *text, const struct config *config)
{
	if (config->inhibit_count > 0)
		add_key(text, 0, "inhibit_rules");
	for (size_t i = 0; i < config->inhibit_count; i++) {
		const struct inhibit_rule *rule = &config->inhibit[i];

		text_add(text, STR("- "));
		add_side(text, "source_matchers", rule->source, rule->source_count);
		add_side(text, "  target_matchers", rule->target, rule->target_count);
		if (rule->equal_count > 0)
			add_key(text, 1, "equal");
		for (size_t e = 0; e < rule->equal_count; e++)
			add_item(text, 1, rule->equal[e]);
	}
}

str am_config_text(struct arena *arena, const struct config *config)
{
	struct text text = text_new(arena, TEXT_BYTES_MAX);

	text_add(&text, STR("global:\n"));
	add_duration(&text, "  resolve_timeout", config->resolve_timeout);
	text_add(&text, STR("route:\n  "));
	add_receiver(&text, URGENCY_PAGE);
	text_add(&text, STR("  group_by:\n  - \"service\"\n"));
	add_routes(&text, 1, config->routes, config->route_count,
		   (struct said){ .urgency = URGENCY_PAGE });
	add_key(&text, 0, "receivers");
	for (int i = 0; urgency_names[i]; i++) {
		text_add(&text, STR("- name: "));
		json_add_quoted(&text, am_receiver((enum urgency)i));
		text_add_char(&text, '\n');
	}
	add_time_intervals(&text, config);
	add_inhibit_rules(&text, config);
	return text_of(&text);
}
