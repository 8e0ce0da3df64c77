/* The page as HTML: two templates, one style sheet inside the page, no script. It needs
 * nothing else from anywhere, so that any host can serve the file. */
#include "app/telling/status_page.h"

#include "base/asset.h"
#include "base/hash.h"
#include "formats/mustache.h"

enum { BAR = 6, BAR_GAP = 2, BAR_HEIGHT = 24, BARS_BYTES_MAX = 64 << 10 };

static str style(void)
{
	str css = STR("");

	asset_find(STR("data/status/status.css"), &css, NULL);
	return css;
}

/* Nothing may run or be loaded but this very style sheet. */
static str inner_policy(struct arena *arena)
{
	struct sha256 digest = sha256_of(style());
	str bytes = { (const char *)digest.bytes, SHA256_BYTES };

	return arena_format(arena,
			    "default-src 'none'; style-src 'sha256-" STR_FMT
			    "'; base-uri 'none'; form-action 'none'",
			    STR_ARG(base64_of(arena, bytes)));
}

/* A page cannot say this one of itself, only its server can. */
str status_html_policy(struct arena *arena)
{
	return arena_format(arena, STR_FMT "; frame-ancestors 'none'",
			    STR_ARG(inner_policy(arena)));
}

static const char *class_of(int state)
{
	return state == STATUS_NO_DATA ? "no_data" : component_state_names[state];
}

/* The days of one state in one shape, since most are alike. */
static void add_days(const struct status_component *component, struct text *text,
		     int state)
{
	text_addf(text, "<path class=\"%s\" d=\"", class_of(state));
	for (size_t i = 0; i < STATUS_DAYS; i++)
		if (component->days[i] == state)
			text_addf(text, "M%zu 0h%dv%dh-%dz", i * BAR, BAR - BAR_GAP,
				  BAR_HEIGHT, BAR - BAR_GAP);
	text_add(text, STR("\"/>"));
}

/* A day on which something was wrong says which day and what. */
static void add_day(const struct status_view *view, struct text *text, size_t day,
		    int state)
{
	text_addf(
		text,
		"<rect class=\"%s\" x=\"%zu\" width=\"%d\" height=\"%d\"><title>" STR_FMT
		": ",
		class_of(state), day * BAR, BAR - BAR_GAP, BAR_HEIGHT,
		STR_ARG(status_day(view, view->days[day])));
	status_add_escaped(text, status_word(view, class_of(state)));
	text_add(text, STR("</title></rect>"));
}

/* For who cannot see it: how many days in each state. */
static void add_label(const struct status_view *view, struct text *text,
		      const struct status_component *component)
{
	for (int state = STATUS_NO_DATA; state <= COMPONENT_MAINTENANCE; state++) {
		size_t days = 0;

		for (size_t i = 0; i < STATUS_DAYS; i++)
			days += component->days[i] == state;
		if (days == 0)
			continue;
		status_add_escaped(text, status_word(view, class_of(state)));
		text_addf(text, ": %zu. ", days);
	}
}

static str bars(const struct status_view *view, const struct status_component *component)
{
	struct text text = text_new(view->arena, BARS_BYTES_MAX);

	text_addf(&text,
		  "<svg class=\"days\" viewBox=\"0 0 %d %d\" "
		  "preserveAspectRatio=\"none\" role=\"img\" aria-label=\"",
		  STATUS_DAYS * BAR - BAR_GAP, BAR_HEIGHT);
	add_label(view, &text, component);
	text_add(&text, STR("\">"));
	add_days(component, &text, COMPONENT_OPERATIONAL);
	add_days(component, &text, STATUS_NO_DATA);
	for (size_t i = 0; i < STATUS_DAYS; i++)
		if (component->days[i] > COMPONENT_OPERATIONAL)
			add_day(view, &text, i, component->days[i]);
	text_add(&text, STR("</svg>"));
	return text_of(&text);
}

static struct tree *links(const struct status_view *view, bool is_static)
{
	struct tree *tree = tree_map(view->arena);

	tree_put_text(view->arena, tree, "home",
		      is_static ? STR("index.html") : STR("/status"));
	tree_put_text(view->arena, tree, "history",
		      is_static ? STR("history.html") : STR("/status/history"));
	tree_put_text(view->arena, tree, "feed",
		      is_static ? STR("feed.atom") : STR("/status/feed.atom"));
	tree_put_text(view->arena, tree, "json",
		      is_static ? STR("api/v2/summary.json")
				: STR("/status/api/v2/summary.json"));
	return tree;
}

/* What the templates need beside the page's own tree. */
static struct tree *data_of(const struct status_view *view, bool is_static)
{
	struct tree *data = status_tree(view);
	const struct tree *components = tree_get(data, "components");

	for (size_t i = 0; i < view->component_count; i++) {
		struct tree *one = components->list.items[i].value;

		tree_put_text(view->arena, one, "bars", bars(view, &view->components[i]));
	}
	tree_put_bool(view->arena, data, "has_components", view->component_count > 0);
	tree_put_bool(view->arena, data, "has_open",
		      tree_count(tree_get(data, "open")) > 0);
	tree_put(view->arena, data, "words", status_words(view));
	tree_put(view->arena, data, "links", links(view, is_static));
	tree_put_text(view->arena, data, "style", style());
	tree_put_text(view->arena, data, "policy", inner_policy(view->arena));
	return data;
}

bool status_html(struct work *work, const struct status_view *view, const char *name,
		 bool is_static, str *ret_html)
{
	str path = arena_format(work->arena, "data/status/%s", name), template;

	if (!asset_find(path, &template, NULL))
		return fail(work, ERROR_INTERNAL, "%s is not part of this program", name);
	return mustache_render(work->arena, template, data_of(view, is_static),
			       MUSTACHE_HTML, ret_html, &work->error) ||
	       while_doing(work, "the status page's %s", name);
}
