/* stanch's routes in Alertmanager's words, for `amtool config show` and `config routes`.
 * Who is called, and when, is stanch's own: a receiver here is an urgency. */
#include "faces/http/compat/am.h"

#include "base/limits.h"
#include "formats/json.h"

enum { TEXT_BYTES_MAX = 4 * CONFIG_BYTES_MAX };

static void add_duration(struct text *text, const char *name, duration_ms duration)
{
	if (duration % MINUTE_MS == 0)
		text_addf(text, "%s: %lldm\n", name, (long long)(duration / MINUTE_MS));
	else if (duration % SECOND_MS == 0)
		text_addf(text, "%s: %llds\n", name, (long long)(duration / SECOND_MS));
	else
		text_addf(text, "%s: %lldms\n", name, (long long)duration);
}

/* A text of JSON is one of YAML, too. */
static void add_route(struct text *text, const struct matcher *matchers, size_t count,
		      enum urgency urgency)
{
	text_add(text, STR("  - receiver: "));
	json_add_quoted(text, am_receiver(urgency));
	if (count > 0)
		text_add(text, STR("\n    matchers:"));
	for (size_t i = 0; i < count; i++) {
		text_add(text, STR("\n    - "));
		json_add_quoted(text, matcher_text(text->arena, &matchers[i]));
	}
	text_add_char(text, '\n');
}

/* What urgency_choose does where no route says anything. */
static void add_default_routes(struct text *text)
{
	text_add(text, STR("  - receiver: \"record\"\n"
			   "    matchers:\n"
			   "    - \"severity=~\\\"none|info\\\"\"\n"
			   "  - receiver: \"notify\"\n"
			   "    matchers:\n"
			   "    - \"severity=\\\"warning\\\"\"\n"));
}

str am_config_text(struct arena *arena, const struct config *config)
{
	struct text text = text_new(arena, TEXT_BYTES_MAX);

	text_add(&text, STR("global:\n"));
	add_duration(&text, "  resolve_timeout", config->resolve_timeout);
	text_add(&text, STR("route:\n  receiver: "));
	json_add_quoted(&text, am_receiver(URGENCY_PAGE));
	text_add(&text, STR("\n  group_by:\n  - \"service\"\n  routes:\n"));
	for (size_t i = 0; i < config->route_count; i++)
		add_route(&text, config->routes[i].match, config->routes[i].match_count,
			  config->routes[i].urgency);
	add_default_routes(&text);
	text_add(&text, STR("receivers:\n"));
	for (int i = 0; urgency_names[i]; i++) {
		text_add(&text, STR("- name: "));
		json_add_quoted(&text, am_receiver((enum urgency)i));
		text_add_char(&text, '\n');
	}
	return text_of(&text);
}
