/* Links into Grafana: the same question, the same time, and nothing in it that ends it.
 */
#include "check.h"

#include "app/investigation/grafana.h"
#include "base/text.h"
#include "config/config.h"
#include "formats/form.h"
#include "formats/json.h"

#include <string.h>

enum { TEST_BYTES_MAX = 1 << 20 };

static struct grafana_source sources[] = {
	{ STR_INIT("http://prometheus:9090"), STR_INIT("PROM1"), STR_INIT("") },
	{ STR_INIT("http://loki:3100"), STR_INIT("LOKI1"), STR_INIT("") },
};
static struct grafana_dashboard dashboards[] = {
	{ STR_INIT("orders"), STR_INIT("/d/abc/orders?var-namespace=shop") },
	{ STR_INIT("stock"), STR_INIT("/d/def/stock") },
};

static struct config config_with(const char *url)
{
	return (struct config){ .grafana = { .url = str_of(url),
					     .organisation = 3,
					     .sources = sources,
					     .source_count = COUNT_OF(sources),
					     .dashboards = dashboards,
					     .dashboard_count = COUNT_OF(dashboards) } };
}

static const char diagnosis_text[] =
	"{\"before\":{\"from\":\"2026-03-04T12:38:00Z\",\"to\":\"2026-03-04T14:32:00Z\"},"
	"\"during\":{\"from\":\"2026-03-04T14:32:00Z\",\"to\":\"2026-03-04T14:38:00Z\"},"
	"\"onset\":\"2026-03-04T14:31:00Z\"}";

static struct tree *read_json(struct arena *arena, const char *text)
{
	struct error error = { 0 };
	struct tree *tree = json_parse(arena, str_of(text), &error);

	CHECK(tree);
	return tree;
}

static str explore(struct arena *arena, const char *url, const char *finding)
{
	struct config config = config_with(url);

	return grafana_explore(arena, &config, read_json(arena, diagnosis_text),
			       read_json(arena, finding));
}

/* What Grafana reads of it. */
static const struct tree *pane_of(struct arena *arena, str link)
{
	static const str head = STR_INIT("https://g.example/sub/explore?");
	struct error error = { 0 };
	struct form form;

	CHECK(str_starts_with(link, head));
	CHECK(form_parse(arena, str_slice(link, head.length, link.length), &form,
			 &error));
	CHECK_STR(form_get(&form, "orgId"), "3");
	CHECK_STR(form_get(&form, "schemaVersion"), "1");
	return tree_get(json_parse(arena, form_get(&form, "panes"), &error), "sta");
}

static void explore_asks_the_same_of_the_same_time(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct tree *pane = pane_of(
		arena,
		explore(arena, "https://g.example/sub",
			"{\"kind\":\"metric\",\"asked\":\"http://prometheus:9090/\","
			"\"query\":\"sum(rate(x{a=~\\\"b.*\\\"}[5m])) + 1\","
			"\"chart\":{\"at\":[1000,1015,1030]}}"));

	CHECK_STR(tree_get_text(pane, "datasource"), "PROM1");
	CHECK_STR(tree_get_text(tree_get(pane, "range"), "from"), "1000000");
	CHECK_STR(tree_get_text(tree_get(pane, "range"), "to"), "1030000");
	CHECK_STR(tree_get_text(tree_at(pane, "queries.0"), "expr"),
		  "sum(rate(x{a=~\"b.*\"}[5m])) + 1");
	CHECK_STR(tree_get_text(tree_at(pane, "queries.0.datasource"), "type"),
		  "prometheus");
	CHECK_STR(tree_get_text(tree_at(pane, "queries.0.datasource"), "uid"), "PROM1");
}

static void lines_are_asked_of_loki(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct tree *pane = pane_of(
		arena, explore(arena, "https://g.example/sub",
			       "{\"kind\":\"lines-new\",\"asked\":\"http://loki:3100\","
			       "\"query\":\"{app=\\\"x\\\"} |= `a b`\"}"));

	CHECK_STR(tree_get_text(tree_at(pane, "queries.0.datasource"), "type"), "loki");
	CHECK_STR(tree_get_text(tree_at(pane, "queries.0"), "expr"),
		  "{app=\"x\"} |= `a b`");
	CHECK_STR(tree_get_text(tree_get(pane, "range"), "from"), "1772627880000");
	CHECK_STR(tree_get_text(tree_get(pane, "range"), "to"), "1772635080000");
}

static void nothing_in_a_link_ends_it(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str link = explore(
		arena, "https://g.example",
		"{\"kind\":\"metric\",\"asked\":\"http://prometheus:9090\","
		"\"query\":\"a) ](x) <b> \\\"q\\\" 'r' `s` $(t) \\\\ & # %\\n+*\","
		"\"chart\":{\"at\":[1,2]}}");

	CHECK(link.length > 0);
	for (size_t i = 0; i < link.length; i++)
		CHECK((unsigned char)link.bytes[i] > ' ' &&
		      !strchr("()[]<>\"'`\\$*+#{}|", link.bytes[i]));
}

static void where_nothing_is_set_there_is_no_link(void)
{
	static const char *const findings[] = {
		"{}",
		"{\"kind\":\"metric\",\"asked\":\"http://other:9090\",\"query\":\"up\"}",
		"{\"kind\":\"metric\",\"asked\":\"http://prometheus:9090\"}",
		"{\"kind\":\"metric\",\"asked\":\"http://"
		"prometheus:9090\",\"query\":\"up\","
		"\"chart\":{\"at\":[5,5]}}",
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, 20000);

	for (size_t i = 0; i < COUNT_OF(findings); i++)
		CHECK_STR(explore(arena, "https://g.example", findings[i]), "");
	CHECK_STR(explore(arena, "",
			  "{\"kind\":\"metric\",\"asked\":\"http://prometheus:9090\","
			  "\"query\":\"up\"}"),
		  "");
	text_add(&text, STR("{\"kind\":\"metric\",\"asked\":\"http://prometheus:9090\","
			    "\"query\":\""));
	for (size_t i = 0; i < 9000; i++)
		text_add_char(&text, 'a');
	text_add(&text, STR("\"}"));
	CHECK_STR(explore(arena, "https://g.example", text_of(&text).bytes), "");
}

static void a_dashboard_opens_a_quarter_of_an_hour_around_it(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct config config = config_with("https://g.example");
	struct tree *diagnosis = read_json(arena, diagnosis_text);

	CHECK_STR(grafana_dashboard(arena, &config, STR("orders"), diagnosis),
		  "https://g.example/d/abc/orders?var-namespace=shop&orgId=3&"
		  "from=1772633760000&to=1772635980000");
	CHECK_STR(grafana_dashboard(arena, &config, STR("stock"), diagnosis),
		  "https://g.example/d/def/stock?orgId=3&from=1772633760000&"
		  "to=1772635980000");
	CHECK_STR(grafana_dashboard(arena, &config, STR("mail"), diagnosis), "");
	CHECK_STR(grafana_dashboard(arena, &config, STR("orders"), tree_map(arena)), "");
}

const struct test tests[] = {
	{ "explore asks the same of the same time",
	  explore_asks_the_same_of_the_same_time },
	{ "lines are asked of Loki", lines_are_asked_of_loki },
	{ "nothing in a link ends it", nothing_in_a_link_ends_it },
	{ "where nothing is set there is no link",
	  where_nothing_is_set_there_is_no_link },
	{ "a dashboard opens a quarter of an hour around it",
	  a_dashboard_opens_a_quarter_of_an_hour_around_it },
	{ NULL, NULL },
};
