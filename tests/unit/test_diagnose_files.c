/* Files that say something of an incident, whole and broken. */
#include "base/limits.h"
#include "base/text.h"
#include "check.h"
#include "diagnose/answer.h"
#include "diagnose/windows.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { THREADS = 2 };

static const size_t TEST_BYTES_MAX = (size_t)16 << 30;

/* A folder that goes away with its files. */
struct folder {
	char path[64];
};

static void remove_folder(struct folder *folder)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -r %s", folder->path);
	CHECK(system(command) == 0);
}

#define scoped_folder scoped(remove_folder) struct folder

static struct folder folder_new(void)
{
	struct folder folder = { "/tmp/stanch-diagnose-XXXXXX" };

	CHECK(mkdtemp(folder.path));
	return folder;
}

static void put(const struct folder *folder, const char *name, str bytes)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder->path, name);
	file = fopen(path, "we");
	CHECK(file && fwrite(bytes.bytes, 1, bytes.length, file) == bytes.length);
	fclose(file);
}

static struct diagnose_files read_folder(struct arena *arena, const struct folder *folder)
{
	struct diagnose_files files = { 0 };
	struct error error = { 0 };
	str path = str_of(folder->path);

	CHECK_OK(files_read(arena, &path, 1, THREADS, &files, &error), error);
	return files;
}

/* The first remark of a kind, without the folder; "" when there is none. */
static str remark_of(const struct diagnose_files *files, const char *what, size_t count)
{
	for (size_t i = 0; i < files->remarks.count; i++)
		if (strcmp(files->remarks.items[i].what, what) == 0) {
			CHECK_INT(files->remarks.items[i].count, count);
			return files->remarks.items[i].first;
		}
	return STR("");
}

static const instant_ms NOON = 1763726400000; /* 2025-11-21T12:00:00Z */

static void a_wide_table_has_a_series_in_each_column(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnose_files files;

	put(&folder, "series.csv",
	    STR("time,cart.latency (ms),cart cpu [cores],lonely\n"
		"2025-11-21T12:00:00Z,12.5,0.25,1\n"
		"2025-11-21T12:01:00Z,,NaN,-2e3\n"
		"yesterday,1,2,3\n"
		"2025-11-21T12:02:00Z,inf,x,4,5\n"
		"2025-11-21T12:03:00Z,7\n"));
	files = read_folder(arena, &folder);

	const struct case_series *series = files.known.series;

	CHECK_INT(files.known.series_count, 3);
	CHECK_STR(series[0].entity, "cart");
	CHECK_STR(series[0].name, "latency");
	CHECK_STR(series[0].unit, "ms");
	CHECK_INT(series[0].kind, METRIC_LATENCY);
	CHECK_STR(series[1].name, "cpu");
	CHECK_STR(series[1].unit, "cores");
	CHECK_STR(series[2].entity, "the system");
	CHECK_STR(series[2].name, "lonely");
	CHECK_INT(series[0].count, 4);
	CHECK(series[0].at == series[1].at);
	CHECK(series[0].at[0] == NOON && series[0].at[3] == NOON + 3 * MINUTE_MS);
	CHECK(series[0].values[0] == 12.5 && isnan(series[0].values[1]) &&
	      isnan(series[0].values[2]) && series[0].values[3] == 7);
	CHECK(isnan(series[1].values[2]) && isnan(series[1].values[3]));
	CHECK(series[2].values[1] == -2000 && series[2].values[2] == 4);
	CHECK_STR(remark_of(&files, "rows left out", 1),
		  "line 4: 'yesterday' is no time like 2026-11-21T08:09:10Z or seconds "
		  "since 1970");
	CHECK_STR(remark_of(&files, "values left out", 1),
		  "line 5, column 'cart cpu [cores]': 'x' is no number");
	CHECK_INT(files.point_count, 12);
}

/* More rows than are transposed at once, so that tiles meet. */
static void a_long_wide_table_is_transposed_as_it_stands(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, 1 << 20);
	struct diagnose_files files;
	size_t wrong = 0;

	text_add(&text, STR("time;a.x;b.x;c.x"));
	for (int i = 0; i < 101; i++)
		text_addf(&text, "\n%d;%d;%d;%d", 1763726400 + i, i, 1000 + i, 2000 + i);
	put(&folder, "series-1.csv", text_of(&text));
	files = read_folder(arena, &folder);
	CHECK_INT(files.known.series_count, 3);
	for (size_t k = 0; k < files.known.series_count; k++) {
		CHECK_INT(files.known.series[k].count, 101);
		for (size_t i = 0; i < files.known.series[k].count; i++)
			wrong += files.known.series[k].values[i] !=
					 (double)(1000 * k + i) ||
				 files.known.series[k].at[i] !=
					 NOON + (instant_ms)i * SECOND_MS;
	}
	CHECK_INT(wrong, 0);
	CHECK_STR(remark_of(&files, "seconds since 1970", 1),
		  "its times were read as seconds since 1970");
}

static void a_long_table_has_a_sample_in_each_row(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnose_files files;

	put(&folder, "series.csv",
	    STR("value,time,service,metric,unit\n"
		"1,1763726400000,cart,latency,ms\n"
		"2,1763726400000,web,latency,ms\n"
		"3,1763726460000,cart,latency,ms\n"
		"4,1763726460000,web,latency,ms\n"
		"5,1763726460000,web,cpu,\n"
		"oops,1763726520000,cart,latency,ms\n"));
	files = read_folder(arena, &folder);

	const struct case_series *series = files.known.series;

	CHECK_INT(files.known.series_count, 3);
	CHECK_STR(series[0].entity, "cart");
	CHECK_INT(series[0].count, 3);
	CHECK(series[0].at[1] == NOON + MINUTE_MS && series[0].values[1] == 3);
	CHECK(isnan(series[0].values[2]));
	CHECK_STR(series[1].entity, "web");
	CHECK(series[1].count == 2 && series[1].values[1] == 4);
	CHECK_STR(series[2].name, "cpu");
	CHECK_INT(series[2].count, 1);
	CHECK_STR(remark_of(&files, "milliseconds since 1970", 1),
		  "its times were read as milliseconds since 1970");
}

static void lines_come_in_three_forms(void)
{
	static const struct {
		const char *name, *text;
	} forms[] = {
		{ "logs.csv", "time,service,text,trace,span\n"
			      "2025-11-21T12:00:00Z,cart,\"a \"\"b\"\"\",t1,s1\n"
			      "2025-11-21T12:00:01Z,cart,second,,\n" },
		{ "logs.ndjson",
		  "{\"time\":\"2025-11-21T12:00:00Z\",\"service\":\"cart\","
		  "\"text\":\"a \\\"b\\\"\",\"trace\":\"t1\",\"span\":\"s1\"}\n"
		  "\n{broken\n[1]\n{\"time\":1}\n"
		  "{\"ts\":1763726401.0,\"pod\":\"cart\",\"msg\":\"second\"}" },
		{ "logs-cart.log", "2025-11-21T12:00:00Z a \"b\"\n"
				   "[2025-11-21 12:00:01,000] second\n" },
		{ "logs-cart.docker.log",
		  "{\"log\":\"a \\\"b\\\"\\n\",\"stream\":\"stdout\",\"time\":"
		  "\"2025-11-21T12:00:00Z\"}\n{\"log\":\"second\\n\",\"stream\":"
		  "\"stdout\",\"time\":\"2025-11-21T12:00:01Z\"}\n" },
		{ "logs-cart.2.txt", "2025-11-21T12:00:00.000+00:00 a \"b\"\r\n"
				     "1763726401 second\n" },
	};

	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		scoped_folder folder = folder_new();
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct diagnose_files files;
		const struct case_line *lines;

		put(&folder, forms[i].name, str_of(forms[i].text));
		files = read_folder(arena, &folder);
		lines = files.known.lines;
		CHECK_CASE(files.known.line_count == 2, forms[i].name);
		CHECK_STR(lines[0].text, "a \"b\"");
		CHECK_STR(lines[0].entity, "cart");
		CHECK_STR(lines[1].text, "second");
		CHECK_CASE(lines[0].at == NOON, forms[i].name);
		CHECK_CASE(lines[1].at == NOON + SECOND_MS, forms[i].name);
		CHECK_STR_EQ(lines[0].trace, i < 2 ? STR("t1") : STR(""));
		CHECK_STR_EQ(lines[0].span, i < 2 ? STR("s1") : STR(""));
		if (i == 1)
			CHECK(remark_of(&files, "lines left out", 3).length > 0);
	}
}

/* As containers and collectors wrote them: with what wraps a line taken off. */
static void lines_are_unwrapped(void)
{
	static const char *const wrapped[] = {
		"{\"log\":\"13:00:00.1 ERROR lost peer\\n\",\"stream\":\"stdout\","
		"\"time\":\"2025-11-21T12:00:00.9Z\"}",
		"2025-11-21T12:00:00.9Z stdout F lost peer",
		"ts=2025-11-21T12:00:00.9Z level=error msg=\"lost peer\" traceID=t1",
		"<11>1 2025-11-21T12:00:00.9Z web app 1 - - lost peer",
		"I1121 12:00:00.900000   17 lost peer",
	};

	for (size_t i = 0; i < COUNT_OF(wrapped); i++) {
		scoped_folder folder = folder_new();
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct diagnose_files files;

		put(&folder, "logs-cart.log", str_of(wrapped[i]));
		files = read_folder(arena, &folder);
		CHECK_CASE(files.known.line_count == 1, wrapped[i]);
		if (files.known.line_count != 1)
			continue;
		/* How bad it is stays a word of it: the second and the last do not say.
		 */
		CHECK_STR_EQ(files.known.lines[0].text, i == 1 || i == 4
								? STR("lost peer")
								: STR("ERROR lost peer"));
		/* klog says no year, and now is another. */
		CHECK_CASE(i == 4 || files.known.lines[0].at == NOON + 900, wrapped[i]);
		CHECK_STR_EQ(files.known.lines[0].trace, i == 2 ? STR("t1") : STR(""));
	}
}

static void odd_lines_are_kept_as_far_as_they_go(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, 4 << 20);
	struct diagnose_files files;
	const struct case_line *lines;

	text_add(&text, STR("no time yet\n2025-11-21T12:00:00Z \x1b[31mred\xff\n"
			    "\tat Stack.trace(1)\n2025-11-21T12:00:02Z "));
	for (int i = 0; i < 1 << 20; i++)
		text_add_char(&text, 'x');
	text_add(&text, STR("\nbi\0nary\n2025-11-21T12:00:03Z last"));
	put(&folder, "logs-a.log", text_of(&text));
	files = read_folder(arena, &folder);
	lines = files.known.lines;
	CHECK_INT(files.known.line_count, 4);
	CHECK_INT(lines[0].at, 0);
	CHECK_STR(lines[1].text, "?[31mred?");
	CHECK_INT(lines[2].text.length + strlen("2025-11-21T12:00:02Z "),
		  INPUT_LINE_BYTES_MAX);
	CHECK_STR(lines[3].text, "last");
	CHECK(remark_of(&files, "lines cut", 1).length > 0);
	CHECK(remark_of(&files, "lines left out", 1).length > 0);
	CHECK(remark_of(&files, "lines without a time", 1).length > 0);
}

static const struct {
	const char *name, *text;
} span_forms[] = {
	{ "spans.csv", "trace,span,parent,service,operation,start,duration,error,kind\n"
		       "t,a,,web,GET /,1763726400000000,2500,1,client\n"
		       "t,b,a,cart,read,1763726400001000,1500,0,Server\n" },
	{ "spans-ms.csv",
	  "trace_id,span_id,parent_id,service,name,start,duration_ms,error,span_kind\n"
	  "t,a,root,web,GET /,2025-11-21T12:00:00Z,2.5,true,SPAN_KIND_CLIENT\n"
	  "t,b,a,cart,read,2025-11-21T12:00:00.001Z,1.5,,2\n" },
	{ "spans.json",
	  "[{\"trace\":\"t\",\"span\":\"a\",\"service\":\"web\",\"operation\":"
	  "\"GET /\",\"start\":\"2025-11-21T12:00:00Z\",\"duration\":2500,"
	  "\"error\":true,\"kind\":\"client\"},\n{\"trace\":\"t\",\"span\":\"b\","
	  "\"parent\":\"a\","
	  "\"service\":\"cart\",\"operation\":\"read\","
	  "\"start\":1763726400001000,\"duration_ms\":1.5,\"kind\":\"server\"}]" },
	{ "spans.jaeger.json",
	  "{\"data\":[{\"traceID\":\"t\",\"spans\":[{\"traceID\":\"t\","
	  "\"spanID\":"
	  "\"a\",\"operationName\":\"GET /\",\"references\":[],\"startTime\":"
	  "1763726400000000,\"duration\":2500,\"tags\":[{\"key\":\"error\","
	  "\"value\":true},{\"key\":\"span.kind\",\"value\":\"client\"}],"
	  "\"processID\":\"p1\"},{\"traceID\":\"t\",\"spanID\":"
	  "\"b\",\"operationName\":\"read\",\"references\":[{\"refType\":"
	  "\"CHILD_OF\",\"spanID\":\"a\"}],\"startTime\":1763726400001000,"
	  "\"duration\":1500,\"tags\":[{\"key\":\"span.kind\",\"value\":\"server\"}],"
	  "\"processID\":\"p2\"}],\"processes\":{\"p1\":"
	  "{\"serviceName\":\"web\"},\"p2\":{\"serviceName\":\"cart\"}}}]}" },
	{ "spans.otlp.ndjson",
	  "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":"
	  "\"service.name\",\"value\":{\"stringValue\":\"web\"}}]},"
	  "\"scopeSpans\":"
	  "[{\"spans\":[{\"traceId\":\"t\",\"spanId\":\"a\",\"name\":\"GET /\","
	  "\"kind\":3,"
	  "\"startTimeUnixNano\":\"1763726400000000000\",\"endTimeUnixNano\":"
	  "\"1763726400002500000\",\"status\":{\"code\":2}}]}]}]}\n"
	  "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":"
	  "\"service.name\",\"value\":{\"stringValue\":\"cart\"}}]},"
	  "\"scopeSpans\":"
	  "[{\"spans\":[{\"traceId\":\"t\",\"spanId\":\"b\",\"parentSpanId\":"
	  "\"a\","
	  "\"kind\":\"SPAN_KIND_SERVER\","
	  "\"name\":\"read\",\"startTimeUnixNano\":\"1763726400001000000\","
	  "\"endTimeUnixNano\":\"1763726400002500000\"}]}]}]}\n" },
};

static void spans_come_as_table_ours_jaeger_and_otlp(void)
{
	for (size_t i = 0; i < COUNT_OF(span_forms); i++) {
		scoped_folder folder = folder_new();
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct diagnose_files files;
		const struct case_span *spans;

		put(&folder, span_forms[i].name, str_of(span_forms[i].text));
		files = read_folder(arena, &folder);
		spans = files.known.spans;
		CHECK_CASE(files.known.span_count == 2, span_forms[i].name);
		if (files.known.span_count != 2)
			continue;
		CHECK_STR(spans[0].trace, "t");
		CHECK_STR(spans[0].id, "a");
		CHECK_STR(spans[0].parent, "");
		CHECK_STR(spans[0].entity, "web");
		CHECK_STR(spans[0].operation, "GET /");
		CHECK_CASE(spans[0].start_us == NOON * 1000, span_forms[i].name);
		CHECK_CASE(spans[0].took_us == 2500, span_forms[i].name);
		CHECK_CASE(spans[0].failed && !spans[1].failed, span_forms[i].name);
		CHECK_CASE(spans[0].kind == SPAN_KIND_CLIENT, span_forms[i].name);
		CHECK_CASE(spans[1].kind == SPAN_KIND_SERVER, span_forms[i].name);
		CHECK_STR(spans[1].parent, "a");
		CHECK_CASE(spans[1].start_us == NOON * 1000 + 1000, span_forms[i].name);
		CHECK_CASE(spans[1].took_us == 1500, span_forms[i].name);
	}
}

static void a_kind_that_is_none_is_told(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnose_files files;

	put(&folder, "spans.csv",
	    STR("trace,span,service,start,kind\nt,a,web,1763726400,\n"
		"t,b,web,1763726400,http\nt,c,web,1763726400,6\n"));
	files = read_folder(arena, &folder);
	for (size_t i = 0; i < 3; i++)
		CHECK_INT(files.known.spans[i].kind, SPAN_KIND_UNKNOWN);
	CHECK_STR(remark_of(&files, "kinds of spans not known", 2),
		  "line 3: 'http' is none of server, client, producer, consumer and "
		  "internal");
}

static void calls_parts_changes_and_the_case(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnose_files files;

	put(&folder, "calls.csv", STR("caller,callee\nweb,cart\nweb,\n"));
	put(&folder, "parts.csv", STR("pod,service\nweb-1,web\n"));
	put(&folder, "changes.json",
	    STR("[{\"id\":\"d1\",\"kind\":\"deployment\",\"service\":\"cart\",\"at\":"
		"\"2025-11-21T12:00:00Z\",\"title\":\"T\",\"diff\":\"-a\\n+b\","
		"\"touches\":[\"lib\",7],\"owner\":\"Ines\",\"undo\":\"u\"},\n"
		"{\"title\":\"no time\"}]"));
	put(&folder, "case.json",
	    STR("{\"before\":{\"from\":1763722800,\"to\":1763726400},\n"
		"\"during\":{\"from\":\"2025-11-21T12:00:00Z\",\"to\":"
		"\"2025-11-21T12:10:00Z\"},\n\"quiet\":[{\"from\":1,\"to\":2}],"
		"\"alert\":{\"time\":1763726400,\"service\":\"web\",\"metric\":\"m\","
		"\"text\":\"it burns\"}}"));
	put(&folder, "README.md", STR("x"));
	files = read_folder(arena, &folder);

	const struct diagnosis_case *known = &files.known;

	CHECK_INT(known->call_count, 1);
	CHECK_STR(known->calls[0].callee, "cart");
	CHECK_STR(known->parts[0].whole, "web");
	CHECK_INT(known->change_count, 1);
	CHECK_STR(known->changes[0].id, "d1");
	CHECK(known->changes[0].at == NOON);
	CHECK_INT(known->changes[0].touch_count, 1);
	CHECK_STR(known->changes[0].touches[0], "lib");
	CHECK(known->before.to == NOON && known->during.to == NOON + 10 * MINUTE_MS);
	CHECK_INT(known->quiet_count, 1);
	CHECK_STR(known->alert_entity, "web");
	CHECK_STR(known->alert_text, "it burns");
	CHECK(files.windows_given);
	CHECK(remark_of(&files, "changes left out", 1).length > 0);
	CHECK(str_contains(remark_of(&files, "files not read", 1), STR("README.md")));
}

/* A change a minute, the latest in the midst of them, "count" before noon. */
static str changes_until_noon(struct arena *arena, int count)
{
	struct text text = text_new(arena, 4 << 20);

	for (int i = 0; i < count; i++)
		text_addf(&text, "%s{\"id\":\"c%d\",\"at\":%lld}", i ? "," : "[",
			  (i + count / 2) % count,
			  (long long)(NOON / 1000) - (i + count / 2) % count * 60);
	text_add(&text, STR("]"));
	CHECK(!text.full);
	return text_of(&text);
}

static void of_many_changes_those_near_to_the_incident_stay(void)
{
	enum { TOLD = 3 * DIAGNOSE_CHANGES_MAX };
	static const struct {
		const char *json; /* of the case */
		int nearest;      /* c0 is at noon, c1 a minute before */
		const char *trouble;
	} cases[] = {
		{ "{\"alert\":{\"time\":1763720400}}", 100, "2025-11-21T10:20:00Z" },
		{ "{\"before\":{\"from\":1763700000,\"to\":1763714400},"
		  "\"during\":{\"from\":1763714400,\"to\":1763715000}}",
		  200, "2025-11-21T08:40:00Z" },
		/* Nothing is known of any time but of the last sample. */
		{ "{}", 50, "2025-11-21T11:10:00Z" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_folder folder = folder_new();
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct diagnose_files files;
		int64_t last = NOON - (cases[i].nearest + DIAGNOSE_CHANGES_MAX - 1) *
					      INT64_C(60000);

		put(&folder, "case.json", str_of(cases[i].json));
		put(&folder, "changes.json", changes_until_noon(arena, TOLD));
		put(&folder, "series.csv",
		    STR("time,cart.x\n1763723340,1\n1763723400,1\n"));
		files = read_folder(arena, &folder);
		CHECK_INT(files.known.change_count, DIAGNOSE_CHANGES_MAX);
		for (size_t k = 0; k < files.known.change_count; k++)
			CHECK_CASE(files.known.changes[k].at >= last &&
					   files.known.changes[k].at <=
						   NOON - cases[i].nearest * 60000,
				   cases[i].json);
		CHECK_CASE(str_contains(remark_of(&files, "changes left out", 1),
					str_of(cases[i].trouble)),
			   cases[i].json);
		CHECK(str_starts_with(remark_of(&files, "changes left out", 1),
				      STR("20000 of 30000: the 10000 that came last")));
	}
}

/* The remark on far times of a file; "" when there is none. */
static str far_remark(const struct diagnose_files *files, const char *name)
{
	for (size_t i = 0; i < files->remarks.count; i++) {
		const struct remark *remark = &files->remarks.items[i];

		if (strcmp(remark->what, "times far from all others") == 0 &&
		    str_ends_with(remark->path, str_of(name)))
			return remark->first;
	}
	return STR("");
}

static void a_clock_that_is_wrong_does_not_move_the_window(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnose_files files;

	put(&folder, "series.csv",
	    STR("time,cart.x\n1763726400,1\n1763726460,1\n9999-12-31T23:59:59Z,9\n"
		"1763726520,1\n1763726580,1\n1763726640,1\n1763726700,1\n"));
	put(&folder, "logs.csv",
	    STR("time,service,text\n1763726400,cart,hello\n100000000,cart,hello\n"));
	put(&folder, "logs-cart.log",
	    STR("2025-11-21T12:03:00Z hello\n2031-11-21T12:03:00Z hello\n"));
	put(&folder, "spans.csv",
	    STR("trace,span,service,start,duration\nt,s,cart,1763726400,5\n"
		"t,r,cart,1763726401,5\nt,q,cart,1763726402,5\n"
		"t,u,cart,1420070400,5\n"));
	put(&folder, "spans.ndjson",
	    STR("{\"trace\":\"t\",\"span\":\"v\",\"service\":\"cart\",\"start\":"
		"1763726400}\n\n{\"trace\":\"t\",\"span\":\"w\",\"service\":\"cart\","
		"\"start\":1111111111}\n"));
	put(&folder, "series-2.csv", STR("time,pay.x\n1763726400,1\n1763726460,1\n"));
	files = read_folder(arena, &folder);
	CHECK_INT(files.extent.from, NOON);
	CHECK_INT(files.extent.to, NOON + 5 * 60000 + 1);
	CHECK(str_starts_with(far_remark(&files, "/series.csv"),
			      STR("line 4: 9999-12-31T23:59:59Z is more than a year")));
	CHECK(str_starts_with(far_remark(&files, "/logs.csv"),
			      STR("line 3: 1973-03-03T09:46:40Z")));
	CHECK(str_starts_with(far_remark(&files, "/logs-cart.log"),
			      STR("line 2: 2031-11-21T12:03:00Z")));
	CHECK(str_starts_with(far_remark(&files, "/spans.csv"),
			      STR("line 5: 2015-01-01T00:00:00Z")));
	CHECK(str_starts_with(far_remark(&files, "/spans.ndjson"),
			      STR("line 3: 2005-03-18T01:58:31Z")));
	CHECK_STR(far_remark(&files, "/series-2.csv"), "");
}

/* What was quiet some months ago is asked about as well as the incident. */
static void another_day_is_not_far(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnose_files files;

	put(&folder, "series.csv",
	    STR("time,cart.x\n1752000000,1\n1763726400,1\n1763726460,1\n1763726520,1\n"
		"1763726580,1\n1763726640,1\n"));
	files = read_folder(arena, &folder);
	CHECK_INT(files.extent.from, INT64_C(1752000000000));
	CHECK_INT(files.extent.to, NOON + 4 * 60000 + 1);
	CHECK_INT(files.remarks.count, 1); /* seconds since 1970 */
}

static void a_case_that_is_wrong_is_refused_with_its_line(void)
{
	static const struct {
		const char *json, *error;
	} cases[] = {
		{ "{\"during\":\n{\"from\":1,\"to\":2}}",
		  "line 1: 'before' and 'during' are compared" },
		{ "{\n\"befor\":1}",
		  "line 2: no 'befor' is known here; did you mean before?" },
		{ "{\"before\":{\"from\":1,\"to\":2},\n\"during\":{\"from\":3,\"to\":3}}",
		  "line 2: the window ends before it begins" },
		{ "{\"alert\":{\n\"time\":\"noon\"}}", "line 2: a time like" },
		{ "[]", "line 1: an object is needed" },
		{ "{", "line 1" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_folder folder = folder_new();
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct diagnose_files files = { 0 };
		struct error error = { 0 };
		str path = str_of(folder.path);

		put(&folder, "case.json", str_of(cases[i].json));
		CHECK_CASE(!files_read(arena, &path, 1, THREADS, &files, &error),
			   cases[i].json);
		CHECK_CASE(strstr(error.text, cases[i].error), error.text);
	}
}

static void a_file_that_cannot_be_read_does_not_cost_the_others(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnose_files files;

	put(&folder, "series-1.csv", STR("time,cart.x\n1763726400,1\n"));
	put(&folder, "series-2.csv", STR("when,cart.y\n1763726400,1\n"));
	put(&folder, "series-3.csv", STR(""));
	put(&folder, "spans.json", STR("{\"data\":"));
	files = read_folder(arena, &folder);
	CHECK_INT(files.known.series_count, 1);
	CHECK_INT(files.read[FILE_SERIES], 1);

	size_t not_read = 0;

	for (size_t i = 0; i < files.remarks.count; i++)
		not_read += strcmp(files.remarks.items[i].what, "not read") == 0;
	CHECK_INT(not_read, 3);
	CHECK(str_ends_with(remark_of(&files, "not read", 1),
			    STR("series-2.csv: line 1: there is no column 'time'; its "
				"columns are when,cart.y")));
}

static void more_series_than_the_maximum_are_told(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, 64 << 20);
	struct diagnose_files files;

	text_add(&text, STR("time"));
	for (int i = 0; i < DIAGNOSE_SERIES_MAX + 10; i++)
		text_addf(&text, ",s%d.x", i);
	text_add(&text, STR("\n1763726400,1,2,3\n"));
	put(&folder, "series.csv", text_of(&text));
	files = read_folder(arena, &folder);
	CHECK_INT(files.known.series_count, DIAGNOSE_SERIES_MAX);
	CHECK_STR(remark_of(&files, "series left out", 1),
		  "200010 series, of which the first 200000 are looked at: no more than "
		  "200000 in all");
}

static void half_a_gzip_is_read_and_told(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, 8 << 20);
	struct diagnose_files files;
	char command[512];

	for (int i = 0; i < 20000; i++)
		text_addf(&text, "%d line %d of %d\n", 1763726400 + i, i, i * 7919);
	put(&folder, "all", text_of(&text));
	snprintf(command, sizeof(command),
		 "cd %s && gzip -c all > logs-a.log.gz && gzip -c all | head -c 20000 > "
		 "logs-b.log.gz && rm all",
		 folder.path);
	CHECK(system(command) == 0);
	files = read_folder(arena, &folder);
	CHECK(files.known.line_count > 20500 && files.known.line_count < 40000);
	CHECK_STR(files.known.lines[19999].entity, "a");
	CHECK_STR(files.known.lines[20000].entity, "b");
	CHECK_STR(remark_of(&files, "cut off", 1),
		  "the gzip is cut off: only what came before was read");
}

static void a_named_file_must_be_of_a_known_kind(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnose_files files = { 0 };
	struct error error = { 0 };
	str path = arena_format(arena, "%s/numbers.csv", folder.path);

	put(&folder, "numbers.csv", STR("time,a.b\n1763726400,1\n"));
	CHECK(!files_read(arena, &path, 1, THREADS, &files, &error));
	CHECK(strstr(error.text, "Call it series*.csv"));
	path = STR("/nowhere/series.csv");
	CHECK(!files_read(arena, &path, 1, THREADS, &files, &error));
	CHECK(error.kind == ERROR_NOT_FOUND);
	CHECK(strcmp(error.text, "/nowhere/series.csv: no such file or folder") == 0);
}

/* Series of two hours from noon on, two of which are of another size after 100 minutes,
 * and lines that are as much later. */
static void put_two_hours(const struct folder *folder, duration_ms lines_later)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text series = text_new(arena, 1 << 20), lines = text_new(arena, 1 << 20);

	text_add(&series, STR("time,pay.latency (ms),web.latency (ms),db.cpu (%)\n"));
	text_add(&lines, STR("time,service,text\n"));
	for (int i = 0; i < 120; i++) {
		long long at = NOON + i * MINUTE_MS;

		text_addf(&series, "%lld,%d,%d,%d\n", at, (i < 100 ? 50 : 900) + i % 3,
			  (i < 100 ? 80 : 950) + i % 4, 20 + i % 2);
		for (int k = 0; k < 3; k++)
			text_addf(&lines, "%lld,pay,charged card %d of customer\n",
				  at + lines_later + k, i);
	}
	put(folder, "series.csv", text_of(&series));
	put(folder, "logs.csv", text_of(&lines));
}

static const struct {
	const char *name;
	duration_ms later;
	duration_ms from, to; /* compared, after noon */
	const char *says;
} clocks[] = {
	{ "one clock", 0, 0, 119 * MINUTE_MS, "" },
	{ "a few minutes prove nothing", 10 * MINUTE_MS, 0, 129 * MINUTE_MS, "" },
	{ "an hour", HOUR_MS, HOUR_MS, 119 * MINUTE_MS,
	  "series 12:00:00–13:59:00, lines 13:00:00–14:59:00: is it the same clock, and "
	  "the same zone? Onsets are looked for in 13:00:00–13:59:00" },
	{ "another day", DAY_MS, 0, 119 * MINUTE_MS,
	  "series 2025-11-21T12:00:00Z–2025-11-21T13:59:00Z, lines 2025-11-22T12:00:00Z–"
	  "2025-11-22T13:59:00Z: is it the same clock, and the same zone? Onsets are "
	  "looked for in 2025-11-21T12:00:00Z–2025-11-21T13:59:00Z" },
};

static void clocks_that_differ_are_told(void)
{
	for (size_t i = 0; i < COUNT_OF(clocks); i++) {
		scoped_folder folder = folder_new();
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct diagnose_files files;
		instant_ms onset = 0;

		put_two_hours(&folder, clocks[i].later);
		files = read_folder(arena, &folder);
		CHECK_CASE(files.compared.from == NOON + clocks[i].from, clocks[i].name);
		CHECK_CASE(files.compared.to / 100 == (NOON + clocks[i].to) / 100,
			   clocks[i].name);
		CHECK_STR_EQ(remark_of(&files, "clocks", 1), str_of(clocks[i].says));
		windows_find(arena, &files.known, files.compared, &onset);
		CHECK_CASE(onset == NOON + 100 * MINUTE_MS, clocks[i].name);
		CHECK_CASE(files.known.before.from == files.compared.from,
			   clocks[i].name);
		CHECK_CASE(files.known.during.to <= files.compared.to, clocks[i].name);
	}
}

/* One part of what was exported may be of any time. */
static void what_is_of_another_time_is_told(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnosis diagnosis = { 0 };
	struct diagnose_files files;
	struct answer answer = { .files = &files, .diagnosis = &diagnosis };
	struct sentence_list list;
	bool is_told = false;

	put_two_hours(&folder, 105 * MINUTE_MS);
	files = read_folder(arena, &folder);
	files.known.before = (struct case_window){ NOON, NOON + 100 * MINUTE_MS };
	files.known.during = (struct case_window){ files.known.before.to,
						   NOON + 2 * HOUR_MS };
	list = not_looked_at(arena, &answer);
	for (size_t i = 0; i < list.count; i++) {
		CHECK(!str_contains(list.items[i], STR("No samples")));
		is_told |= str_is(list.items[i],
				  "No lines are of the time before: they begin at "
				  "2025-11-21T13:45:00Z and end at "
				  "2025-11-21T15:44:00Z.");
	}
	CHECK(is_told);
}

static const struct {
	const char *name;
	str service;
	duration_ms alert; /* after noon; 0: none */
	const char *says;  /* "": nothing */
} alerts[] = {
	{ "no alert", { 0 }, 0, "" },
	{ "one that is known", STR_INIT("web"), HOUR_MS, "" },
	{ "a little after all", STR_INIT("pay"), 125 * MINUTE_MS, "" },
	{ "a slip", STR_INIT("wbe"), HOUR_MS,
	  "Nothing is known of 'wbe', the service of the alert; did you mean web? All "
	  "services are looked at alike." },
	{ "unlike all", STR_INIT("warehouse"), 0,
	  "Nothing is known of 'warehouse', the service of the alert. All services are "
	  "looked at alike." },
	{ "another zone", STR_INIT("web"), -HOUR_MS,
	  "The alert is of 2025-11-21T11:00:00Z, and all that is known is from "
	  "2025-11-21T12:00:00Z to 2025-11-21T13:59:00Z: is it the right day and "
	  "zone?" },
	{ "another day",
	  { 0 },
	  DAY_MS,
	  "The alert is of 2025-11-22T12:00:00Z, and all that is known is from "
	  "2025-11-21T12:00:00Z to 2025-11-21T13:59:00Z: is it the right day and "
	  "zone?" },
};

static void an_alert_of_nobody_or_never_is_told(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnosis diagnosis = { 0 };
	struct diagnose_files files;
	struct answer answer = { .files = &files, .diagnosis = &diagnosis };

	put_two_hours(&folder, 0);
	files = read_folder(arena, &folder);
	for (size_t i = 0; i < COUNT_OF(alerts); i++) {
		str says = STR("");

		files.known.alert_entity = alerts[i].service;
		files.known.alert_at = alerts[i].alert ? NOON + alerts[i].alert : 0;

		struct sentence_list list = not_looked_at(arena, &answer);

		for (size_t k = 0; k < list.count; k++)
			if (str_contains(list.items[k], STR("alert")))
				says = list.items[k];
		CHECK_STR_EQ(says, str_of(alerts[i].says));
	}
}

static void what_names_no_service_is_of_the_system(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnose_files files;

	put(&folder, "series.csv", STR("time,metric,value\n1763726400,latency,5\n"));
	put(&folder, "logs.csv", STR("time,text\n1763726400,order 7 is written\n"));
	put(&folder, "spans.csv", STR("trace,span,service,start\nt,a,,1763726400\n"));
	put(&folder, "case.json", STR("{\"alert\":{\"time\":1763726400}}"));
	files = read_folder(arena, &folder);
	CHECK_STR(files.known.series[0].entity, "the system");
	CHECK_STR(files.known.lines[0].entity, "the system");
	CHECK_STR(files.known.spans[0].entity, "the system");
	CHECK_STR(files.known.alert_entity, "");
}

/* One row of many names, as an exporter of everything writes it. */
static void a_table_that_is_too_wide_says_so(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, 16 << 20);
	struct diagnose_files files;

	text_add(&text, STR("time"));
	for (int i = 0; i < CSV_ROW_FIELDS_MAX; i++)
		text_addf(&text, ",s%d", i);
	text_add(&text, STR("\n1763726400,1,2\n1763726460,3,4\n"));
	put(&folder, "series.csv", text_of(&text));
	files = read_folder(arena, &folder);
	CHECK_INT(files.known.series_count, 0);
	str says = remark_of(&files, "not read", 1);

	CHECK(str_contains(says, STR("/series.csv: refused: line 1, column ")));
	CHECK(str_ends_with(says, STR(": a row of more than 1000000 fields")));
	CHECK_STR(remark_of(&files, "rows left out", 1), "");
}

/* The engine may still find when one of them began to be another one. */
static void a_guess_says_only_that_series_do_not_agree(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, 1 << 20);
	struct diagnose_files files;
	instant_ms onset = 0;

	text_add(&text, STR("time,a.x,b.x\n"));
	for (int i = 0; i < 120; i++)
		text_addf(&text, "%lld,%d,%d\n", (long long)NOON + i * MINUTE_MS, i % 5,
			  i % 7);
	put(&folder, "series.csv", text_of(&text));
	files = read_folder(arena, &folder);
	CHECK(str_starts_with(windows_find(arena, &files.known, files.compared, &onset),
			      STR("No windows were given, and the series do not agree on "
				  "when it began: the last part, from ")));
	CHECK_INT(onset, 0);
	files.known.alert_at = NOON + HOUR_MS;
	CHECK(str_starts_with(windows_find(arena, &files.known, files.compared, &onset),
			      STR("No windows were given, and the series do not agree on "
				  "when it began: what came after ")));
}

static const struct {
	const char *name, *text;
	const char *first; /* of two durations that are none */
} bad_durations[] = {
	{ "spans.csv",
	  "trace,span,service,start,duration,duration_s\nt,a,web,1763726400,,2\n"
	  "t,b,web,1763726400,-5,\nt,c,web,1763726400,,90000\nt,d,web,1763726400,,\n",
	  "line 3: '-5' is no duration" },
	{ "spans.ndjson",
	  "{\"trace\":\"t\",\"span\":\"a\",\"service\":\"web\",\"start\":1763726400,"
	  "\"duration\":2000000}\n{\"trace\":\"t\",\"span\":\"b\",\"service\":\"web\","
	  "\"start\":1763726400,\"duration\":1e300}\n{\"trace\":\"t\",\"span\":\"c\","
	  "\"service\":\"web\",\"start\":1763726400,\"duration_ms\":\"fast\"}\n"
	  "{\"trace\":\"t\",\"span\":\"d\",\"service\":\"web\",\"start\":1763726400}\n",
	  "line 2: '1e+300' is more than a day" },
	{ "spans.otlp.json",
	  "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"t\","
	  "\"spanId\":\"a\",\"startTimeUnixNano\":\"1763726400000000000\","
	  "\"endTimeUnixNano\":\"1763726402000000000\"},\n{\"spanId\":\"b\","
	  "\"startTimeUnixNano\":\"1763726400000000000\","
	  "\"endTimeUnixNano\":\"1763726399000000000\"},{\"spanId\":\"c\","
	  "\"startTimeUnixNano\":\"1\",\"endTimeUnixNano\":\"1763726402000000000\"},"
	  "{\"spanId\":\"d\",\"startTimeUnixNano\":\"1763726400000000000\"}]}]}]}",
	  "line 2: '-1000000' is no duration" },
};

static void durations_that_are_none_are_told(void)
{
	for (size_t i = 0; i < COUNT_OF(bad_durations); i++) {
		scoped_folder folder = folder_new();
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct diagnose_files files;

		put(&folder, bad_durations[i].name, str_of(bad_durations[i].text));
		files = read_folder(arena, &folder);
		CHECK_INT(files.known.span_count, 4);
		CHECK_INT(files.known.spans[0].took_us, 2000000);
		for (size_t k = 1; k < files.known.span_count; k++)
			CHECK_INT(files.known.spans[k].took_us, -1);
		CHECK_STR_EQ(remark_of(&files, "durations left out", 2),
			     str_of(bad_durations[i].first));
		CHECK(remark_of(&files, "spans without a duration", 1).length > 0);
	}
}

static void broken_trees_are_told(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnosis diagnosis = { .spans_orphaned = 1, .spans_circled = 2 };
	struct diagnose_files files;
	struct answer answer = { .files = &files, .diagnosis = &diagnosis };
	size_t told = 0;

	put(&folder, "spans.csv",
	    STR("trace,span,parent,service,start\nt,a,b,web,1763726400\n"
		"t,b,a,web,1763726400\nt,c,gone,web,1763726460\n"));
	files = read_folder(arena, &folder);

	struct sentence_list list = not_looked_at(arena, &answer);

	for (size_t i = 0; i < list.count; i++)
		told += str_starts_with(list.items[i],
					STR("Of 1 of the 3 spans the parent is not "
					    "there")) ||
			str_starts_with(list.items[i],
					STR("2 of the 3 spans are their own forebears"));
	CHECK_INT(told, 2);
}

static void what_is_named_twice_is_read_once(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnose_files files = { 0 };
	struct error error = { 0 };
	str paths[3] = { str_of(folder.path) };

	put(&folder, "logs-a.log", STR("2025-11-21T12:00:00Z one\n"));
	CHECK(symlink("logs-a.log",
		      arena_format(arena, "%s/logs-b.log", folder.path).bytes) == 0);
	paths[1] = arena_format(arena, "%s/", folder.path);
	paths[2] = arena_format(arena, "%s/logs-a.log", folder.path);
	CHECK_OK(files_read(arena, paths, 3, THREADS, &files, &error), error);
	CHECK_INT(files.known.line_count, 1);
	CHECK_STR_EQ(remark_of(&files, "files named twice", 4),
		     arena_format(arena,
				  "%s/logs-b.log: read once, though it was named twice",
				  folder.path));
}

static void what_lies_deeper_or_beyond_is_told(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnose_files files;

	CHECK(mkdir(arena_format(arena, "%s/monday", folder.path).bytes, 0777) == 0);
	put(&folder, "monday/logs-z.log", STR("2025-11-21T12:00:00Z one\n"));
	for (int i = 0; i < DIAGNOSE_FILES_MAX + 2; i++)
		put(&folder, arena_format(arena, "series-%05d.csv", i).bytes, STR(""));
	files = read_folder(arena, &folder);
	/* Each of them has nothing in it, and the first are told. */
	CHECK(files.remarks.count > DIAGNOSE_REMARKS_MAX / 2);
	CHECK_STR(remark_of(&files, "folders not read", 1),
		  "monday: folders in a folder are not read; name it to have it read");
	CHECK_STR_EQ(remark_of(&files, "files left out", 2),
		     arena_format(arena, "%s/series-10000.csv: more than 10000 files",
				  folder.path));
}

static const struct {
	const char *name;
	str bytes;
	const char *says; /* the end */
} no_texts[] = {
	{ "nothing", STR_INIT(""), ": empty" },
	{ "UTF-16", STR_INIT("\xff\xfet\0i\0m\0e\0"),
	  ": UTF-16, where UTF-8 is needed: iconv -f UTF-16 -t UTF-8 makes it so" },
	{ "a zero", STR_INIT("time,a.x\n1763726400,1\n1763726460,\0\n"),
	  ": line 3: a byte of value 0, which no text has: it is binary, damaged or "
	  "UTF-16, where a table in UTF-8 is needed" },
	{ "no names", STR_INIT("\n\n"),
	  ": not a table: CSV with the names of its columns in the first row is needed" },
};

static void what_is_no_text_is_refused_with_the_reason(void)
{
	for (size_t i = 0; i < COUNT_OF(no_texts); i++) {
		scoped_folder folder = folder_new();
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct diagnose_files files;

		put(&folder, "series.csv", no_texts[i].bytes);
		files = read_folder(arena, &folder);
		CHECK_CASE(str_ends_with(remark_of(&files, "not read", 1),
					 str_of(no_texts[i].says)),
			   no_texts[i].name);
	}
}

static const char matrix[] =
	"{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
	"{\"metric\":{\"__name__\":\"http_request_duration_seconds\",\"job\":\"web\","
	"\"service\":\"pay\"},\"values\":[[1763726400,\"0.25\"],[1763726460.5,\"NaN\"],"
	"[1763726520,\"+Inf\"],[1763726580,\"1e3\"]]},\n"
	"{\"metric\":{\"pod\":\"web-7\",\"code\":\"503\"},\"values\":[[1763726400,"
	"\"many\"],[\"now\",\"1\"],[1763726460]]},\n"
	"{\"metric\":{},\"value\":[1763726400,\"1\"]}]}}";

static void prometheus_answers_are_series(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnose_files files;

	put(&folder, "metrics-errors_per_minute.json", str_of(matrix));
	files = read_folder(arena, &folder);
	CHECK_INT(files.known.series_count, 2);

	const struct case_series *pay = &files.known.series[0], *web = pay + 1;

	CHECK_STR(pay->entity, "pay");
	CHECK_STR(pay->name, "http_request_duration_seconds{job=web}");
	CHECK_STR(pay->unit, "s");
	CHECK_INT(pay->kind, METRIC_LATENCY);
	CHECK_INT(pay->count, 4);
	CHECK(pay->at[0] == NOON && pay->at[1] == NOON + MINUTE_MS + 500);
	CHECK(pay->values[0] == 0.25 && isnan(pay->values[1]) && isnan(pay->values[2]) &&
	      pay->values[3] == 1000);
	CHECK_STR(web->entity, "web-7");
	CHECK_STR(web->name, "errors_per_minute{code=503}");
	CHECK_INT(web->kind, METRIC_ERRORS);
	CHECK_INT(web->count, 1);
	CHECK_INT(files.point_count, 5);
	CHECK_STR(remark_of(&files, "values left out", 1), "line 2: 'many' is no number");
	CHECK_STR(remark_of(&files, "samples left out", 2),
		  "line 2: a sample is [seconds since 1970, \"value\"]");
	CHECK_STR(remark_of(&files, "series left out", 1),
		  "line 3: it has no 'values': query_range gives them, query does not");
}

static void answers_come_one_a_line_and_may_be_refusals(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, 1 << 20);
	struct diagnose_files files;

	for (const char *at = matrix; *at; at++)
		text_add_char(&text, *at == '\n' ? ' ' : *at);
	text_add(&text,
		 STR("\n{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":"
		     "\"exceeded maximum resolution\"}\n[]\n"));
	put(&folder, "series.ndjson", text_of(&text));
	files = read_folder(arena, &folder);
	CHECK_INT(files.known.series_count, 2);
	CHECK_STR(files.known.series[1].name, "{code=503}");
	CHECK_STR(remark_of(&files, "answers left out", 2),
		  "line 2: exceeded maximum resolution");
}

static void usual_names_are_known(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct diagnose_files files;

	put(&folder, "metrics.csv", STR("time,pay.latency\n1763726400,5\n"));
	put(&folder, "traces.csv", STR("trace,span,service,start\nt,a,web,1763726400\n"));
	put(&folder, "traces.ndjson",
	    STR("{\"trace\":\"t\",\"span\":\"b\",\"service\":\"web\",\"start\":"
		"1763726400}\n"));
	files = read_folder(arena, &folder);
	CHECK_INT(files.known.series_count, 1);
	CHECK_INT(files.known.span_count, 2);
	CHECK_STR(remark_of(&files, "files not read", 0), "");
}

const struct test tests[] = {
	{ "a wide table has a series in each column",
	  a_wide_table_has_a_series_in_each_column },
	{ "a long wide table is transposed as it stands",
	  a_long_wide_table_is_transposed_as_it_stands },
	{ "a long table has a sample in each row",
	  a_long_table_has_a_sample_in_each_row },
	{ "lines come in three forms", lines_come_in_three_forms },
	{ "odd lines are kept as far as they go", odd_lines_are_kept_as_far_as_they_go },
	{ "lines are unwrapped", lines_are_unwrapped },
	{ "spans come as table, ours, Jaeger's and OTLP",
	  spans_come_as_table_ours_jaeger_and_otlp },
	{ "a kind of span that is none is told", a_kind_that_is_none_is_told },
	{ "calls, parts, changes and the case", calls_parts_changes_and_the_case },
	{ "of many changes those near to the incident stay",
	  of_many_changes_those_near_to_the_incident_stay },
	{ "a clock that is wrong does not move the window",
	  a_clock_that_is_wrong_does_not_move_the_window },
	{ "another day is not far", another_day_is_not_far },
	{ "a case that is wrong is refused with its line",
	  a_case_that_is_wrong_is_refused_with_its_line },
	{ "a file that cannot be read does not cost the others",
	  a_file_that_cannot_be_read_does_not_cost_the_others },
	{ "more series than the maximum are told",
	  more_series_than_the_maximum_are_told },
	{ "half a gzip is read and told", half_a_gzip_is_read_and_told },
	{ "a named file must be of a known kind", a_named_file_must_be_of_a_known_kind },
	{ "sources that go by different clocks are told of",
	  clocks_that_differ_are_told },
	{ "what is of another time than is compared is told",
	  what_is_of_another_time_is_told },
	{ "an alert of nobody, or of another time, is told",
	  an_alert_of_nobody_or_never_is_told },
	{ "what names no service is of the system",
	  what_names_no_service_is_of_the_system },
	{ "a table that is too wide says so", a_table_that_is_too_wide_says_so },
	{ "a guess says only that series do not agree",
	  a_guess_says_only_that_series_do_not_agree },
	{ "durations that are none are told", durations_that_are_none_are_told },
	{ "broken trees of spans are told", broken_trees_are_told },
	{ "what is named twice is read once", what_is_named_twice_is_read_once },
	{ "what lies deeper or beyond is told", what_lies_deeper_or_beyond_is_told },
	{ "what is no text is refused with the reason",
	  what_is_no_text_is_refused_with_the_reason },
	{ "what Prometheus answers are series", prometheus_answers_are_series },
	{ "answers come one a line, and may be refusals",
	  answers_come_one_a_line_and_may_be_refusals },
	{ "usual names are known", usual_names_are_known },
	{ NULL, NULL },
};
