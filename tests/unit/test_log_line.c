/* When, how bad, and what a line of a log says, whoever wrote it. */
#include "check.h"
#include "formats/log_line.h"
#include "formats/log_time.h"

#include <string.h>

enum { ARENA_BYTES = 64 << 20 };

/* 2026-11-29T10:00:00Z, a Sunday; "now" is two hours later. */
#define AT  ((instant_ms)1795946400000)
#define NOW (AT + 2 * HOUR_MS)

static const struct {
	const char *line;
	instant_ms at;
	enum line_level level;
	const char *text;
} lines[] = {
	/* plain text with a time in front */
	{ "2026-11-29T10:00:00Z started", AT, LINE_LEVEL_NONE, "started" },
	{ "2026-11-29T10:00:00.123456Z [error] lost peer", AT + 123, LINE_ERROR,
	  "lost peer" },
	{ "2026-11-29T11:00:00.5+01:00 WARN  slow", AT + 500, LINE_WARNING, "slow" },
	{ "2026-11-29 10:00:00,123 - db - ERROR - lost", AT + 123, LINE_ERROR,
	  "- db - ERROR - lost" },
	{ "[2026-11-29 10:00:00] INFO: ready", AT, LINE_INFO, "ready" },
	{ "2026-11-29 10:00:00.123 UTC [12] LOG:  ready", AT + 123, LINE_INFO,
	  "[12] LOG:  ready" },
	{ "2026-11-29 11:00:00.000 CET [12] FATAL:  no role", AT, LINE_FATAL,
	  "[12] FATAL:  no role" },
	{ "2026-11-29 10:00:00.123  INFO 1 --- [main] c.e.App : up", AT + 123, LINE_INFO,
	  "1 --- [main] c.e.App : up" },
	{ "2026/11/29 10:00:00 [error] 12#12: *1 open() failed", AT, LINE_ERROR,
	  "12#12: *1 open() failed" },
	{ "26/11/29 10:00:00 INFO Executor: done", AT, LINE_INFO, "Executor: done" },
	{ "[Sun Nov 29 10:00:00.123456 2026] [core:notice] [pid 1] up", AT + 123,
	  LINE_LEVEL_NONE, "[core:notice] [pid 1] up" },
	{ "[Sun Nov 29 10:00:00 2026] [error] mod_jk child", AT, LINE_ERROR,
	  "mod_jk child" },
	{ "20261129-10:00:00:123|Step|30002312|flush", AT + 123, LINE_LEVEL_NONE,
	  "|Step|30002312|flush" },
	{ "1795946400.250 up", AT + 250, LINE_LEVEL_NONE, "up" },
	{ "1795946400250 up", AT + 250, LINE_LEVEL_NONE, "up" },
	{ "10:00:00.123 INFO  o.s.Order#48 saved", 0, LINE_INFO, "o.s.Order#48 saved" },
	/* access logs */
	{ "10.0.0.1 - bob [29/Nov/2026:11:00:00 +0100] \"GET / HTTP/1.1\" 200", AT,
	  LINE_LEVEL_NONE, "10.0.0.1 - bob \"GET / HTTP/1.1\" 200" },
	{ "web_1  | 2026-11-29 10:00:00 ERROR lost", AT, LINE_ERROR,
	  "web_1  | ERROR lost" },
	{ "INFO [2026-11-29 10:00:00 +00:00] (main) up", AT, LINE_INFO, "(main) up" },
	{ "[main] 2026-11-29T10:00:00Z up", AT, LINE_LEVEL_NONE, "[main] up" },
	/* syslog */
	{ "Nov 29 10:00:00 web1 sshd[12]: Failed password", AT, LINE_LEVEL_NONE,
	  "Failed password" },
	{ "<34>Nov 29 10:00:00 web1 su: 'su root' failed", AT, LINE_FATAL,
	  "'su root' failed" },
	{ "<165>1 2026-11-29T10:00:00.003Z web1 evntslog - ID47 [x@1 a=\"b\\]\"] gone",
	  AT + 3, LINE_INFO, "gone" },
	{ "<165>1 2026-11-29T10:00:00Z web1 su - - - \xef\xbb\xbfgone", AT, LINE_INFO,
	  "gone" },
	/* glog */
	{ "E1129 10:00:00.123456   12901 loader.go:140] no such file", AT + 123,
	  LINE_ERROR, "loader.go:140] no such file" },
	/* Redis */
	{ "161:M 29 Nov 2026 10:00:00.892 # Server initialized", AT + 892, LINE_WARNING,
	  "Server initialized" },
	/* fields */
	{ "ts=2026-11-29T10:00:00.615Z level=warn msg=\"it \\\"failed\\\"\" n=5",
	  AT + 615, LINE_WARNING, "it \"failed\"" },
	{ "time=\"2026-11-29T10:00:00Z\" level=error msg=lost err=\"no route\"", AT,
	  LINE_ERROR, "lost: no route" },
	{ "{\"level\":\"info\",\"ts\":1795946400.25,\"msg\":\"up\",\"n\":{\"msg\":1}}",
	  AT + 250, LINE_INFO, "up" },
	{ "{\"@timestamp\":\"2026-11-29T10:00:00Z\",\"log.level\":\"ERROR\","
	  "\"message\":\"lost\",\"error\":\"no route\"}",
	  AT, LINE_ERROR, "lost: no route" },
	{ "{\"level\":50,\"time\":1795946400250,\"msg\":\"pino\"}", AT + 250, LINE_ERROR,
	  "pino" },
	{ "{\"MESSAGE\":\"journal\",\"PRIORITY\":\"3\","
	  "\"__REALTIME_TIMESTAMP\":\"1795946400250000\"}",
	  AT + 250, LINE_ERROR, "journal" },
	/* a program's line in a container's */
	{ "{\"log\":\"16:51:24.967 INFO  u.c.User#48 got\\n\",\"stream\":\"stdout\","
	  "\"time\":\"2026-11-29T10:00:00.968139185Z\"}",
	  AT + 968, LINE_INFO, "u.c.User#48 got" },
	{ "{\"log\":\"{\\\"level\\\":\\\"warn\\\",\\\"msg\\\":\\\"in it\\\"}\\n\","
	  "\"time\":\"2026-11-29T10:00:00Z\"}",
	  AT, LINE_WARNING, "in it" },
	{ "2026-11-29T10:00:00.123456789Z stderr F [error] in it", AT + 123, LINE_ERROR,
	  "[error] in it" },
	{ "2026-11-29T10:00:00.5Z stdout F level=error msg=lost", AT + 500, LINE_ERROR,
	  "lost" },
	{ "2026-11-29T10:00:00.5Z stdout F", AT + 500, LINE_LEVEL_NONE, "" },
	/* no time, or what only looks like one */
	{ "just text", 0, LINE_LEVEL_NONE, "just text" },
	{ "ERROR in line 5", 0, LINE_ERROR, "ERROR in line 5" },
	{ "an ERRORLESS day", 0, LINE_LEVEL_NONE, "an ERRORLESS day" },
	{ "error while reading", 0, LINE_LEVEL_NONE, "error while reading" },
	{ "2026-13-29T10:00:00Z no month", 0, LINE_LEVEL_NONE,
	  "2026-13-29T10:00:00Z no month" },
	{ "2026-02-29T10:00:00Z no day", 0, LINE_LEVEL_NONE,
	  "2026-02-29T10:00:00Z no day" },
	{ "9999999999999999999 ns", 0, LINE_LEVEL_NONE, "9999999999999999999 ns" },
	{ "1795946400250123456 ns", AT + 250, LINE_LEVEL_NONE, "ns" },
	{ "12345678901 items", 0, LINE_LEVEL_NONE, "12345678901 items" },
	{ "{\"broken\": ", 0, LINE_LEVEL_NONE, "{\"broken\": " },
	{ "a=b c=d", 0, LINE_LEVEL_NONE, "a=b c=d" },
	{ "May the force be with you", 0, LINE_LEVEL_NONE, "May the force be with you" },
	{ "", 0, LINE_LEVEL_NONE, "" },
};

static void lines_of_all_kinds_are_read(void)
{
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct log_line line;

		log_line_read(arena, str_of(lines[i].line), NOW, &line);
		CHECK_CASE(line.at == lines[i].at, lines[i].line);
		CHECK_CASE(line.level == lines[i].level, lines[i].line);
		CHECK_STR_EQ(line.text, str_of(lines[i].text));
	}
}

static void traces_are_taken_from_fields(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct log_line line;

	log_line_read(arena,
		      STR("{\"msg\":\"a\",\"trace_id\":\"t1\",\"span_id\":\"s1\"}"), NOW,
		      &line);
	CHECK_STR(line.trace, "t1");
	CHECK_STR(line.span, "s1");
	log_line_read(arena, STR("level=info msg=a traceID=t2 spanID=s2"), NOW, &line);
	CHECK_STR(line.trace, "t2");
	CHECK_STR(line.span, "s2");
}

/* December read in January is of last year; a clock that is ahead is not. */
static void a_year_is_guessed(void)
{
	instant_ms january = AT + 40 * DAY_MS, at = 0;

	CHECK(log_time_read(STR("Nov 29 10:00:00"), january, &at));
	CHECK_INT(at, AT);
	CHECK(log_time_read(STR("Nov 29 10:00:00"), AT - HOUR_MS, &at));
	CHECK_INT(at, AT);
	CHECK(log_time_read(STR("Nov 29 10:00:00"), AT - 3 * DAY_MS, &at));
	CHECK_INT(at, AT - 365 * DAY_MS);
}

static struct log_reader read_all(struct arena *arena, const char *const *all)
{
	struct log_reader reader = { .arena = arena, .now = NOW };

	for (; *all; all++)
		log_reader_add(&reader, str_of(*all));
	return reader;
}

static void a_stack_belongs_to_its_line(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	const char *all[] = { "2026-11-29T10:00:00Z ERROR it broke",
			      "java.lang.IllegalStateException: closed",
			      "\tat a.b.C.d(C.java:5)",
			      "Caused by: java.io.IOException: gone",
			      "\t... 12 more",
			      "",
			      "2026-11-29T10:00:01Z INFO on",
			      NULL };
	struct log_reader reader = read_all(arena, all);

	CHECK_INT(reader.count, 2);
	CHECK_INT(reader.joined, 4);
	CHECK_STR(reader.items[0].text, "it broke\njava.lang.IllegalStateException: "
					"closed\n\tat a.b.C.d(C.java:5)\nCaused by: "
					"java.io.IOException: gone\n\t... 12 more");
	CHECK_STR(reader.items[1].text, "on");
}

static void without_times_only_the_form_tells(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	const char *all[] = { "first", "second", "  indented", "third", NULL };
	struct log_reader reader = read_all(arena, all);

	CHECK_INT(reader.count, 3);
	CHECK_STR(reader.items[1].text, "second\n  indented");
}

static void parts_of_a_container_are_one_line(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	const char *all[] = { "2026-11-29T10:00:00Z stdout P half of ",
			      "2026-11-29T10:00:00Z stdout F a line",
			      "2026-11-29T10:00:01Z stdout F another",
			      "{\"log\":\"be\",\"time\":\"2026-11-29T10:00:02Z\"}",
			      "{\"log\":\"gin\\n\",\"time\":\"2026-11-29T10:00:02Z\"}",
			      NULL };
	struct log_reader reader = read_all(arena, all);

	CHECK_INT(reader.count, 3);
	CHECK_STR(reader.items[0].text, "half of a line");
	CHECK_STR(reader.items[2].text, "begin");
}

/* What is joined is bounded in lines and in bytes. */
static void joining_has_an_end(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct log_reader reader = { .arena = arena, .now = NOW };
	char part[1024];

	memset(part, 'x', sizeof(part));
	log_reader_add(&reader, STR("2026-11-29T10:00:00Z banner"));
	for (size_t i = 0; i < 1000; i++)
		log_reader_add(&reader, (str){ part, sizeof(part) });
	CHECK_INT(reader.joined, LOG_CONTINUED_MAX);
	CHECK_INT(reader.count, 1 + 1000 - LOG_CONTINUED_MAX);
	CHECK_INT(reader.items[0].text.length, LOG_TEXT_BYTES_MAX);
	CHECK_INT(reader.items[1].text.length, sizeof(part));
}

const struct test tests[] = {
	{ "lines of all kinds are read", lines_of_all_kinds_are_read },
	{ "traces are taken from fields", traces_are_taken_from_fields },
	{ "a year is guessed", a_year_is_guessed },
	{ "a stack belongs to its line", a_stack_belongs_to_its_line },
	{ "without times only the form tells", without_times_only_the_form_tells },
	{ "parts of a container are one line", parts_of_a_container_are_one_line },
	{ "joining has an end", joining_has_an_end },
	{ 0 },
};
