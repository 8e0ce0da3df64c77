#include "store_fixture.h"

#include "app/note.h"
#include "app/telling/status_page.h"
#include "formats/json.h"

#include <string.h>

static const char yaml[] =
	"audiences:\n"
	"  - {name: public, contacts: []}\n"
	"services:\n"
	"  - {name: redis, match: {service: redis}}\n"
	"  - {name: orders, match: {service: orders}}\n"
	"status_page:\n"
	"  title: \"Example & <Co>\"\n"
	"  url: https://status.example.org/\n"
	"  zone: UTC\n"
	"  components:\n"
	"    - {name: API, description: What programs call, services: [redis, orders]}\n"
	"    - {name: Web, services: [orders]}\n";

static void configure(struct fixture *f, const char *text)
{
	struct config_problems problems = { 0 };
	struct config *config = config_parse(f->arena, STR("test.yaml"), str_of(text),
					     &problems);

	if (!config)
		error_set(&f->error, ERROR_INVALID, STR_FMT,
			  STR_ARG(problems.items[0].what));
	MUST(f, config);
	f->work.config = config;
}

#define STATUS_CLAIM(name) \
	static void name##_shown(struct fixture *f); \
	CLAIM(name) \
	{ \
		configure(f, yaml); \
		name##_shown(f); \
		config_release((struct config *)(uintptr_t)f->work.config); \
	} \
	static void name##_shown(struct fixture *f)

/* INC-2026-11-21-001, then 002. */
static struct incident incident_of(struct fixture *f, const char *service, int64_t rank)
{
	int64_t id;

	begin(f);
	MUST(f, store_next_id(&f->work, &incident_shape, &id));
	commit(f);
	struct incident incident = { .id = id,
				     .code = incident_code(f->arena, "INC", NOON, id),
				     .title = STR("host db-17.internal burns"),
				     .state = INCIDENT_INVESTIGATING,
				     .rank = rank,
				     .severity = STR("P1"),
				     .service = str_of(service),
				     .commander = STR("alice"),
				     .opened_at = NOON };

	begin(f);
	MUST(f, store_add_as(&f->work, &incident_shape, &incident));
	commit(f);
	return incident;
}

static bool tell(struct fixture *f, const struct incident *incident, const char *audience,
		 const char *text, const char *components)
{
	struct message message = { .id = 7,
				   .incident = incident->id,
				   .audience = str_of(audience),
				   .subject = STR("We are <b>looking</b> into it"),
				   .text = str_of(text) };
	bool done;

	begin(f);
	done = status_publish(&f->work, incident, &message, str_of(components));
	commit(f);
	return done;
}

static struct status_view look(struct fixture *f)
{
	struct status_view view;

	MUST(f, status_look(take(f), &view));
	/* What it shows was read; no function that renders reads more. */
	give(f);
	return view;
}

static str file(struct fixture *f, const char *name)
{
	struct status_files files;

	MUST(f, status_render(take(f), false, &files));
	give(f);
	for (size_t i = 0; i < files.count; i++)
		if (strcmp(files.items[i].name, name) == 0)
			return files.items[i].bytes;
	return STR("");
}

static const struct tree *json(struct fixture *f, const char *name)
{
	const struct tree *tree = json_parse(f->arena, file(f, name), &f->error);

	MUST(f, tree);
	return tree;
}

STATUS_CLAIM(only_what_the_public_was_told_appears)
{
	struct incident incident = incident_of(f, "redis", 0);
	static const char *const internal[] = { "db-17", "alice", "P1", "leadership" };

	MUST(f, tell(f, &incident, "leadership", "leadership: db-17 of alice", ""));
	CHECK_INT(look(f).incident_count, 0);
	CHECK_STR(str_of(look(f).indicator), "none");
	MUST(f, tell(f, &incident, "public", "Requests may fail.", ""));
	CHECK_INT(look(f).incident_count, 1);
	for (size_t i = 0; i < COUNT_OF(internal); i++) {
		str word = str_of(internal[i]);

		CHECK_CASE(!str_contains(file(f, "index.html"), word), internal[i]);
		CHECK_CASE(!str_contains(file(f, "history.html"), word), internal[i]);
		CHECK_CASE(!str_contains(file(f, "feed.atom"), word), internal[i]);
		CHECK_CASE(!str_contains(file(f, "api/v2/summary.json"), word),
			   internal[i]);
	}
	CHECK(str_contains(file(f, "index.html"), STR("Requests may fail.")));
	CHECK(str_contains(file(f, "index.html"), STR("INC-2026-11-21-001")));
}

STATUS_CLAIM(a_component_is_as_bad_as_the_worst_open_incident_that_touches_it)
{
	static const struct {
		int64_t rank;
		enum incident_state state;
		enum component_state api;
		const char *indicator;
	} cases[] = {
		{ 0, INCIDENT_INVESTIGATING, COMPONENT_MAJOR_OUTAGE, "critical" },
		{ 1, INCIDENT_IDENTIFIED, COMPONENT_PARTIAL_OUTAGE, "major" },
		{ 2, INCIDENT_MITIGATING, COMPONENT_DEGRADED, "minor" },
		{ 3, INCIDENT_INVESTIGATING, COMPONENT_DEGRADED, "minor" },
		{ 0, INCIDENT_MONITORING, COMPONENT_DEGRADED, "critical" },
		{ 0, INCIDENT_RESOLVED, COMPONENT_OPERATIONAL, "none" },
	};
	struct incident incident = incident_of(f, "redis", 0);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct status_view view;

		incident.rank = cases[i].rank;
		incident.state = cases[i].state;
		MUST(f, tell(f, &incident, "public", "text", ""));
		view = look(f);
		CHECK_INT(view.components[0].state, cases[i].api);
		CHECK_INT(view.components[1].state, COMPONENT_OPERATIONAL);
		CHECK_STR_EQ(str_of(view.indicator), str_of(cases[i].indicator));
	}
}

STATUS_CLAIM(what_somebody_said_of_a_component_stays_until_something_moves)
{
	struct incident incident = incident_of(f, "redis", 1);

	MUST(f,
	     tell(f, &incident, "public", "one", "{\"Web\": \"degraded_performance\"}"));
	CHECK_INT(look(f).components[0].state, COMPONENT_PARTIAL_OUTAGE);
	CHECK_INT(look(f).components[1].state, COMPONENT_DEGRADED);
	MUST(f, tell(f, &incident, "public", "two", ""));
	CHECK_INT(look(f).components[1].state, COMPONENT_DEGRADED);
	incident.rank = 0;
	MUST(f, tell(f, &incident, "public", "three", ""));
	CHECK_INT(look(f).components[1].state, COMPONENT_MAJOR_OUTAGE);
	incident.state = INCIDENT_RESOLVED;
	MUST(f, tell(f, &incident, "public", "four", ""));
	CHECK_INT(look(f).components[1].state, COMPONENT_OPERATIONAL);
}

STATUS_CLAIM(a_component_or_state_that_is_none_is_refused)
{
	static const struct {
		const char *said, *why;
	} cases[] = {
		{ "{\"Apí\": \"operational\"}",
		  "components: the status page has no 'Apí', but API, Web" },
		{ "{\"API\": \"broken\"}",
		  "components: API can be operational, degraded_performance, "
		  "partial_outage, major_outage or under_maintenance" },
		{ "[]", "components: want a JSON object, {\"API\": \"partial_outage\"}" },
	};
	struct incident incident = incident_of(f, "redis", 1);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CHECK(!tell(f, &incident, "public", "text", cases[i].said));
		CHECK_INT(f->work.error.kind, ERROR_INVALID);
		CHECK_STR_EQ(str_of(f->work.error.text), str_of(cases[i].why));
	}
	CHECK(!tell(f, &incident, "public", "text", "{"));
	CHECK_INT(look(f).incident_count, 0);
}

static void watch(struct fixture *f, instant_ms at, bool is_start)
{
	f->work.now = at;
	begin(f);
	MUST(f, status_watch(&f->work, is_start));
	commit(f);
}

STATUS_CLAIM(a_day_shows_its_worst_state_and_none_where_nobody_watched)
{
	struct incident incident = incident_of(f, "redis", 0);
	struct status_view view;
	const int *days;

	watch(f, NOON - 10 * DAY_MS, true);
	watch(f, NOON - 9 * DAY_MS, false);
	watch(f, NOON - 6 * DAY_MS, true);
	f->work.now = NOON - 2 * DAY_MS;
	MUST(f, tell(f, &incident, "public", "bad", ""));
	f->work.now += HOUR_MS;
	incident.state = INCIDENT_MONITORING;
	MUST(f, tell(f, &incident, "public", "better", ""));
	f->work.now = NOON - DAY_MS;
	incident.state = INCIDENT_RESOLVED;
	MUST(f, tell(f, &incident, "public", "good", ""));
	f->work.now = NOON;
	view = look(f);
	days = view.components[0].days;
	CHECK_INT(days[STATUS_DAYS - 1], COMPONENT_OPERATIONAL);
	CHECK_INT(days[STATUS_DAYS - 2], COMPONENT_DEGRADED);
	CHECK_INT(days[STATUS_DAYS - 3], COMPONENT_MAJOR_OUTAGE);
	CHECK_INT(days[STATUS_DAYS - 4], COMPONENT_OPERATIONAL);
	CHECK_INT(days[STATUS_DAYS - 7], COMPONENT_OPERATIONAL); /* half of it was seen */
	CHECK_INT(days[STATUS_DAYS - 8], STATUS_NO_DATA);
	CHECK_INT(days[STATUS_DAYS - 9], STATUS_NO_DATA);
	CHECK_INT(days[STATUS_DAYS - 10], COMPONENT_OPERATIONAL);
	CHECK_INT(days[STATUS_DAYS - 11], COMPONENT_OPERATIONAL);
	CHECK_INT(days[STATUS_DAYS - 12], STATUS_NO_DATA);
	CHECK_INT(view.components[1].days[STATUS_DAYS - 3], COMPONENT_OPERATIONAL);
}

STATUS_CLAIM(an_incident_of_long_ago_that_is_not_over_is_still_shown)
{
	struct incident old = incident_of(f, "redis", 1),
			over = incident_of(f, "redis", 0);

	f->work.now = NOON - 200 * DAY_MS;
	MUST(f, tell(f, &old, "public", "still", ""));
	MUST(f, tell(f, &over, "public", "was", ""));
	over.state = INCIDENT_RESOLVED;
	MUST(f, tell(f, &over, "public", "is over", ""));
	f->work.now = NOON;
	CHECK_INT(look(f).incident_count, 1);
	CHECK_INT(look(f).components[0].state, COMPONENT_PARTIAL_OUTAGE);
	CHECK_INT(look(f).components[0].days[0], COMPONENT_PARTIAL_OUTAGE);
}

STATUS_CLAIM(text_of_others_stays_text)
{
	struct incident incident = incident_of(f, "redis", 0);
	str html, feed;

	MUST(f, tell(f, &incident, "public",
		     "<script>alert(1)</script> & \"more\" ]]> \x01 \u202egnp", ""));
	html = file(f, "index.html");
	feed = file(f, "feed.atom");
	CHECK(!str_contains(html, STR("<script")));
	CHECK(!str_contains(html, STR("<b>looking")));
	CHECK(str_contains(html, STR("&lt;script&gt;alert(1)&lt;/script&gt; &amp; ")));
	CHECK(str_contains(html, STR("Example &amp; &lt;Co&gt;")));
	/* It would turn round what stands behind it, too. */
	CHECK(!str_contains(html, STR("\u202e")));
	CHECK(str_contains(html, STR(" [U+202E]gnp")));
	CHECK(!str_contains(feed, STR("\u202e")));
	CHECK(!str_contains(feed, STR("<script")));
	CHECK(!str_contains(feed, STR("\x01")));
	CHECK(str_contains(feed, STR("We are &lt;b&gt;looking&lt;/b&gt; into it")));
}

/* Every name that Statuspage's public API gives. */
static const char *const page[] = { "id", "name", "url", "time_zone", "updated_at" };
static const char *const component[] = {
	"id",
	"name",
	"status",
	"created_at",
	"updated_at",
	"position",
	"description",
	"showcase",
	"start_date",
	"group_id",
	"page_id",
	"group",
	"only_show_if_degraded",
};
static const char *const told[] = {
	"id",         "name",          "status",      "created_at",
	"updated_at", "monitoring_at", "resolved_at", "impact",
	"shortlink",  "started_at",    "page_id",     "incident_updates",
	"components",
};
static const char *const update[] = {
	"id",
	"status",
	"body",
	"incident_id",
	"created_at",
	"updated_at",
	"display_at",
	"affected_components",
	"deliver_notifications",
};
static const char *const affected[] = { "code", "name", "old_status", "new_status" };
static const struct {
	const char *path;
	const char *const *names;
	size_t count;
} parts[] = {
	{ "page", page, COUNT_OF(page) },
	{ "components.0", component, COUNT_OF(component) },
	{ "incidents.0", told, COUNT_OF(told) },
	{ "incidents.0.components.0", component, COUNT_OF(component) },
	{ "incidents.0.incident_updates.0", update, COUNT_OF(update) },
	{ "incidents.0.incident_updates.0.affected_components.0", affected,
	  COUNT_OF(affected) },
};

STATUS_CLAIM(json_has_the_fields_that_clients_of_statuspage_read)
{
	struct incident incident = incident_of(f, "orders", 1);
	const struct tree *summary;

	MUST(f, tell(f, &incident, "public", "text", ""));
	summary = json(f, "api/v2/summary.json");
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		for (size_t n = 0; n < parts[i].count; n++)
			CHECK_CASE(tree_get(tree_at(summary, parts[i].path),
					    parts[i].names[n]),
				   parts[i].names[n]);
	CHECK_STR(tree_get_text(tree_get(summary, "status"), "indicator"), "major");
	CHECK_STR(tree_get_text(tree_at(summary, "incidents.0"), "status"),
		  "investigating");
	CHECK_STR(tree_get_text(tree_at(summary, "components.1"), "status"),
		  "partial_outage");
	CHECK_STR(tree_get_text(tree_at(summary, "incidents.0"), "shortlink"),
		  "https://status.example.org#INC-2026-11-21-001");
	CHECK_INT(tree_count(tree_get(summary, "scheduled_maintenances")), 0);
}

STATUS_CLAIM(each_json_file_holds_its_part)
{
	static const struct {
		const char *name, *has, *has_not;
		size_t incidents;
	} cases[] = {
		{ "api/v2/status.json", "status", "components", 0 },
		{ "api/v2/components.json", "components", "status", 0 },
		{ "api/v2/incidents.json", "incidents", "components", 1 },
		{ "api/v2/incidents/unresolved.json", "incidents", "status", 0 },
		{ "api/v2/scheduled-maintenances.json", "scheduled_maintenances",
		  "incidents", 0 },
		{ "api/v2/scheduled-maintenances/upcoming.json", "scheduled_maintenances",
		  "incidents", 0 },
		{ "api/v2/scheduled-maintenances/active.json", "scheduled_maintenances",
		  "incidents", 0 },
	};
	struct incident incident = incident_of(f, "orders", 1);

	incident.state = INCIDENT_RESOLVED;
	MUST(f, tell(f, &incident, "public", "text", ""));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct tree *tree = json(f, cases[i].name);

		CHECK_CASE(tree_get(tree, "page"), cases[i].name);
		CHECK_CASE(tree_get(tree, cases[i].has), cases[i].name);
		CHECK_CASE(!tree_get(tree, cases[i].has_not), cases[i].name);
		CHECK_CASE(tree_count(tree_get(tree, "incidents")) == cases[i].incidents,
			   cases[i].name);
	}
}

/* Python's parser of XML judges, since ours is no parser. */
static const char check_feed[] =
	"python3 - %s/feed.atom <<'END'\n"
	"import re, sys, xml.etree.ElementTree as tree\n"
	"atom = '{http://www.w3.org/2005/Atom}'\n"
	"feed = tree.parse(sys.argv[1]).getroot()\n"
	"assert feed.tag == atom + 'feed', feed.tag\n"
	"ids = [one.text for one in feed.iter(atom + 'id')]\n"
	"uuid = "
	"'urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$'\n"
	"assert len(ids) == len(set(ids)) == 3, ids\n"
	"assert all(re.match(uuid, one) for one in ids), ids\n"
	"for one in [feed, *feed.iter(atom + 'entry')]:\n"
	"    for name in 'id', 'title', 'updated':\n"
	"        assert len(one.findall(atom + name)) == 1, name\n"
	"assert feed.find(atom + 'author').find(atom + 'name').text\n"
	"content = feed.find(atom + 'entry').find(atom + 'content')\n"
	"assert content.get('type') == 'html'\n"
	"assert '<p><strong>' in content.text and '&lt;i&gt;' in content.text, "
	"content.text\n"
	"END\n";

STATUS_CLAIM(the_feed_is_valid_and_its_ids_stay)
{
	struct incident incident = incident_of(f, "orders", 1);
	struct incident other = incident_of(f, "redis", 1);
	str path, first, second, command;
	FILE *out;

	MUST(f, tell(f, &incident, "public", "text", ""));
	first = file(f, "feed.atom");
	MUST(f, tell(f, &other, "public", "<i>more</i>\x02", ""));
	MUST(f, tell(f, &incident, "public", "again", ""));
	second = file(f, "feed.atom");
	path = arena_format(f->arena, "%s/feed.atom", f->directory);
	out = fopen(path.bytes, "w");
	fwrite(second.bytes, 1, second.length, out);
	fclose(out);
	command = arena_format(f->arena, check_feed, f->directory);
	CHECK_INT(system(command.bytes), 0);

	/* "<id>" of the feed and of the entry that was there before. */
	for (size_t i = 0; i + 60 < first.length; i++)
		if (str_starts_with(str_slice(first, i, 4), STR("<id>")))
			CHECK(str_contains(second, str_slice(first, i, 49)));
}

STATUS_CLAIM(a_page_is_the_same_for_five_minutes_and_then_says_a_later_time)
{
	str before = file(f, "index.html"), later;

	CHECK(str_contains(before, STR("2026-11-21 12:00 UTC")));
	CHECK(str_contains(before, STR("<meta http-equiv=\"refresh\"")));
	f->work.now = NOON + 4 * MINUTE_MS;
	CHECK_STR_EQ(file(f, "index.html"), before);
	f->work.now = NOON + 5 * MINUTE_MS;
	later = file(f, "index.html");
	CHECK(str_contains(later, STR("2026-11-21 12:05 UTC")));
}

STATUS_CLAIM(the_page_speaks_the_language_of_its_audience)
{
	static const char korean[] = "audiences:\n"
				     "  - {name: public, language: ko, contacts: []}\n"
				     "status_page: {title: 예제, zone: Asia/Seoul}\n";

	config_release((struct config *)(uintptr_t)f->work.config);
	configure(f, korean);
	CHECK(str_contains(file(f, "index.html"), STR("<html lang=\"ko\">")));
	CHECK(str_contains(file(f, "index.html"), STR("알려진 장애 없음")));
	CHECK(str_contains(file(f, "index.html"), STR("2026-11-21 21:00 KST")));
}

CLAIM(without_a_page_nothing_is_published_or_shown)
{
	struct incident incident;
	struct status_view view;

	configure(f, "people: []\n");
	incident = incident_of(f, "redis", 0);
	MUST(f, tell(f, &incident, "public", "text", ""));
	CHECK(!status_look(take(f), &view));
	CHECK_ERROR(f, ERROR_NOT_FOUND, "no status page is configured");
	give(f);
	config_release((struct config *)(uintptr_t)f->work.config);
}

const struct test tests[] = {
	{ "only what the public was told appears",
	  only_what_the_public_was_told_appears },
	{ "a component is as bad as the worst open incident that touches it",
	  a_component_is_as_bad_as_the_worst_open_incident_that_touches_it },
	{ "what somebody said of a component stays until something moves",
	  what_somebody_said_of_a_component_stays_until_something_moves },
	{ "a component or state that is none is refused",
	  a_component_or_state_that_is_none_is_refused },
	{ "a day shows its worst state, and none where nobody watched",
	  a_day_shows_its_worst_state_and_none_where_nobody_watched },
	{ "an incident of long ago that is not over is still shown",
	  an_incident_of_long_ago_that_is_not_over_is_still_shown },
	{ "text of others stays text", text_of_others_stays_text },
	{ "JSON has the fields that clients of Statuspage read",
	  json_has_the_fields_that_clients_of_statuspage_read },
	{ "each JSON file holds its part", each_json_file_holds_its_part },
	{ "the feed is valid and its ids stay", the_feed_is_valid_and_its_ids_stay },
	{ "a page is the same for five minutes and then says a later time",
	  a_page_is_the_same_for_five_minutes_and_then_says_a_later_time },
	{ "the page speaks the language of its audience",
	  the_page_speaks_the_language_of_its_audience },
	{ "without a page nothing is published or shown",
	  without_a_page_nothing_is_published_or_shown },
	{ 0 },
};
