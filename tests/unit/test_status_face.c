#include "face_fixture.h"

#include "app/engine/desk.h"
#include "app/telling/status.h"

#include <fcntl.h>
#include <sys/stat.h>

static char site[64];

static const char *yaml_with(struct arena *arena, const char *directory)
{
	return arena_format(arena,
			    "people:\n"
			    "  - {name: ada, role: admin}\n"
			    "status_page:\n"
			    "  title: Example\n"
			    "  components: [{name: API}]\n"
			    "%s%s\n",
			    directory ? "  directory: " : "", directory ? directory : "")
		.bytes;
}

static void serve_page(struct served *f, const char *directory)
{
	scoped_arena arena = arena_new(1 << 20);

	serve(f, yaml_with(arena, directory));
}

static bool publish_turn(struct work *work, void *arguments)
{
	const struct incident *incident = arguments;
	struct message message = { .id = 1,
				   .incident = incident->id,
				   .audience = STR("public"),
				   .subject = STR("Requests fail"),
				   .text = STR("We look into it.") };

	return store_add(work, &incident_shape, arguments) &&
	       status_publish(work, incident, &message,
			      STR("{\"API\":\"major_outage\"}"));
}

static void publish(struct served *f)
{
	struct incident incident = { .code = STR("INC-2026-11-21-001"),
				     .state = INCIDENT_INVESTIGATING };
	struct work work = { .arena = f->arena, .actor = actor_stanch() };

	if (!app_change(&f->app, &work, "test.publish", publish_turn, &incident, true))
		check_failed(__FILE__, __LINE__, "%s", work.error.text);
}

static void everybody_reads_the_page_whatever_its_host_is_called(void)
{
	struct served f;
	struct reply reply;

	serve_page(&f, NULL);
	reply = ask(&f, "GET /status", "Host: status.example.org\r\n", "");
	CHECK_INT(reply.status, 200);
	CHECK_STR(header_of(&reply, "Content-Type"), "text/html; charset=utf-8");
	CHECK_STR(header_of(&reply, "Access-Control-Allow-Origin"), "*");
	CHECK(str_starts_with(header_of(&reply, "Cache-Control"),
			      STR("public, max-age=")));
	CHECK(str_starts_with(header_of(&reply, "Content-Security-Policy"),
			      STR("default-src 'none'; style-src 'sha256-")));
	CHECK(str_contains(reply.body, STR("All systems operational")));
	CHECK(!str_contains(reply.body, STR("<script")));
	/* The rest of the server stays under its own names. */
	CHECK_INT(ask(&f, "GET /", "Host: status.example.org\r\n", "").status, 421);
	unserve(&f);
}

static void each_file_has_its_place(void)
{
	static const char *const paths[] = {
		"/status",
		"/status/history",
		"/status/feed.atom",
		"/api/v2/summary.json",
		"/api/v2/status.json",
		"/api/v2/components.json",
		"/api/v2/incidents.json",
		"/api/v2/incidents/unresolved.json",
		"/api/v2/scheduled-maintenances.json",
		"/api/v2/scheduled-maintenances/upcoming.json",
		"/api/v2/scheduled-maintenances/active.json",
		"/status/api/v2/summary.json",
		"/status/api/v2/incidents/unresolved.json",
	};
	struct served f;

	serve_page(&f, NULL);
	for (size_t i = 0; i < COUNT_OF(paths); i++)
		CHECK_CASE(
			ask(&f, arena_format(f.arena, "GET %s", paths[i]).bytes, "", "")
					.status == 200,
			paths[i]);
	CHECK_INT(ask(&f, "GET /status/../stanch.db", "", "").status, 404);
	CHECK_INT(ask(&f, "GET /api/v2/incidents/other.json", "", "").status, 404);
	CHECK_INT(ask(&f, "POST /status", "", "").status, 405);
	unserve(&f);
}

static void without_a_page_there_is_none(void)
{
	struct served f;

	serve(&f, people_yaml);
	CHECK_INT(ask(&f, "GET /status", "", "").status, 404);
	CHECK_INT(ask(&f, "GET /api/v2/summary.json", "", "").status, 404);
	unserve(&f);
}

static void news_are_there_at_once_and_what_is_known_is_not_sent_again(void)
{
	struct served f;
	struct reply first, again, news;
	const char *have;

	serve_page(&f, NULL);
	first = ask(&f, "GET /api/v2/status.json", "", "");
	CHECK_STR(tree_get_text(tree_get(first.tree, "status"), "indicator"), "none");
	have = arena_format(f.arena, "If-None-Match: W/\"x\", " STR_FMT "\r\n",
			    STR_ARG(header_of(&first, "ETag")))
		       .bytes;
	again = ask(&f, "GET /api/v2/status.json", have, "");
	CHECK_INT(again.status, 304);
	CHECK_INT(again.body.length, 0);
	CHECK_STR_EQ(header_of(&again, "ETag"), header_of(&first, "ETag"));
	publish(&f);
	news = ask(&f, "GET /api/v2/status.json", have, "");
	CHECK_INT(news.status, 200);
	CHECK_STR(tree_get_text(tree_get(news.tree, "status"), "indicator"), "critical");
	unserve(&f);
}

/* -- the files -- */

static void work_off(struct served *f)
{
	struct desk desk;

	desk_open(&desk, &f->app, LANE_WORK, "test");
	while (desk_step(&desk))
		;
	desk_close(&desk);
}

static bool due_turn(struct work *work, void *arguments)
{
	return status_due(work, arguments);
}

static void minute(struct served *f)
{
	struct work work = { .arena = f->arena, .actor = actor_stanch() };

	if (!app_change(&f->app, &work, "test.due", due_turn, NULL, true))
		check_failed(__FILE__, __LINE__, "%s", work.error.text);
	work_off(f);
}

static str content(struct arena *arena, const char *name)
{
	str path = arena_format(arena, "%s/%s", site, name);
	scoped_fd fd = open(path.bytes, O_RDONLY | O_CLOEXEC);
	char *bytes = arena_many(arena, char, 1 << 20);
	ssize_t length = fd < 0 ? 0 : read(fd, bytes, 1 << 20);

	return (str){ bytes, (size_t)length };
}

static void remove_site(void)
{
	char command[256];

	snprintf(command, sizeof(command), "chmod -R u+w %s; rm -rf %s", site, site);
	if (system(command) != 0)
		check_failed(__FILE__, __LINE__, "%s", command);
}

static void serve_with_site(struct served *f)
{
	snprintf(site, sizeof(site), "/tmp/stanch-site-XXXXXX");
	if (!mkdtemp(site))
		abort();
	serve_page(f, site);
	work_off(f);
}

static void the_files_say_what_the_page_says(void)
{
	static const char *const names[] = { "index.html", "history.html", "feed.atom",
					     "api/v2/summary.json",
					     "api/v2/incidents/unresolved.json" };
	struct served f;
	str index;

	serve_with_site(&f);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		CHECK_CASE(content(f.arena, names[i]).length > 0, names[i]);
	index = content(f.arena, "index.html");
	CHECK(str_contains(index, STR("All systems operational")));
	CHECK(str_contains(index, STR("href=\"history.html\"")));
	CHECK(str_contains(index, STR("http-equiv=\"Content-Security-Policy\"")));
	publish(&f);
	minute(&f);
	CHECK(str_contains(content(f.arena, "index.html"), STR("We look into it.")));
	CHECK(str_contains(content(f.arena, "api/v2/status.json"), STR("critical")));
	CHECK(!str_contains(content(f.arena, "index.html.new"), STR("html")));
	unserve(&f);
	remove_site();
}

static void a_file_that_did_not_change_is_not_written_again(void)
{
	struct served f;
	struct stat before, after;
	char path[256];

	serve_with_site(&f);
	snprintf(path, sizeof(path), "%s/api/v2/scheduled-maintenances/active.json",
		 site);
	clock_set(clock_now());
	minute(&f);
	CHECK_INT(stat(path, &before), 0);
	minute(&f);
	CHECK_INT(stat(path, &after), 0);
	CHECK_INT(before.st_ino, after.st_ino);
	clock_set(clock_now() + STATUS_AGE_MS);
	minute(&f);
	CHECK_INT(stat(path, &after), 0);
	CHECK(before.st_ino != after.st_ino ||
	      before.st_mtim.tv_nsec != after.st_mtim.tv_nsec);
	clock_set(0);
	unserve(&f);
	remove_site();
}

static bool count_problems(struct work *work, void *arguments)
{
	struct entry *list;
	size_t count;
	int64_t *counts = arguments;

	if (!journal_read(work, 0, 0, 1000, &list, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		counts[0] += str_is(list[i].kind, "status.not-written");
		counts[1] += str_is(list[i].kind, "status.written");
	}
	return true;
}

/* A file where a folder should be: that stops root too. */
static void a_place_that_cannot_be_written_is_told_once_and_tried_again(void)
{
	struct served f;
	struct work work;
	int64_t counts[2] = { 0 };
	char command[256];

	serve_with_site(&f);
	snprintf(command, sizeof(command), "rm -rf %s && touch %s", site, site);
	CHECK_INT(system(command), 0);
	for (int i = 0; i < 3; i++)
		minute(&f);
	snprintf(command, sizeof(command), "rm %s", site);
	CHECK_INT(system(command), 0);
	for (int i = 0; i < 7; i++) {
		clock_set(clock_now() + MINUTE_MS);
		minute(&f);
	}
	clock_set(0);
	work = (struct work){ .arena = f.arena };
	CHECK_OK(app_read(&f.app, &work, count_problems, counts), work.error);
	CHECK_INT(counts[0], 1);
	CHECK_INT(counts[1], 1);
	CHECK(content(f.arena, "index.html").length > 0);
	unserve(&f);
	remove_site();
}

const struct test tests[] = {
	{ "everybody reads the page, whatever its host is called",
	  everybody_reads_the_page_whatever_its_host_is_called },
	{ "each file has its place", each_file_has_its_place },
	{ "without a page there is none", without_a_page_there_is_none },
	{ "news are there at once, and what is known is not sent again",
	  news_are_there_at_once_and_what_is_known_is_not_sent_again },
	{ "the files say what the page says", the_files_say_what_the_page_says },
	{ "a file that did not change is not written again",
	  a_file_that_did_not_change_is_not_written_again },
	{ "a place that cannot be written is told once, and tried again",
	  a_place_that_cannot_be_written_is_told_once_and_tried_again },
	{ 0 },
};
