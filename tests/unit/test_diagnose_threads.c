/* Large files are read by several threads, and nobody can tell by the answer. */
#include "base/limits.h"
#include "base/thread.h"
#include "check.h"
#include "core/diagnosis/case_onset.h"
#include "core/diagnosis/diagnosis.h"
#include "diagnose/files.h"
#include "diagnose/pieces.h"

#include <string.h>

static const size_t TEST_BYTES_MAX = (size_t)4 << 30;

enum {
	BEGIN = 1763726400,
	ROWS = 4000,
	COLUMNS = 60, /* of the wide table: 1.7 MB in all */
	LINES = 24000,
	THREADS_MAX = 4,
};

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
	struct folder folder = { "/tmp/stanch-threads-XXXXXX" };

	CHECK(mkdtemp(folder.path));
	return folder;
}

static FILE *open_new(const struct folder *folder, const char *name, char path[256])
{
	FILE *file;

	snprintf(path, 256, "%s/%s", folder->path, name);
	file = fopen(path, "we");
	CHECK(file);
	return file;
}

/* With gaps, rows without a time, empty lines and what is no number. */
static void write_wide(FILE *file)
{
	fputs("\"time\"", file);
	for (int i = 0; i < COLUMNS; i++)
		fprintf(file, ",service-%d.latency (ms)", i);
	for (int k = 0; k < ROWS; k++) {
		fprintf(file, k % 700 == 13 ? "\nno time" : "\n%d", BEGIN + k);
		for (int i = 0; i < COLUMNS; i++)
			fprintf(file,
				i % 17 == k % 19          ? ","
				: i == 3 && k % 800 == 20 ? ",%d:%d"
							  : ",%d.%d",
				i * k % 997, k % 10);
		if (k % 1100 == 7)
			fputs("\n1763726400,oops,1\n\n", file);
	}
}

static void write_table(FILE *file)
{
	fputs("time,service,text,trace\n", file);
	for (int k = 0; k < LINES; k++)
		fprintf(file, "%d.%03d,service-%d,took %d ms for customer %d,t%d%s\n",
			BEGIN + k, k % 1000, k % 7, k % 31, k * 7, k / 5,
			k % 3000 == 1 ? "\n\nnever,a,\x01\xff here," : "");
}

/* Statements of three lines hide where a row ends. */
static void write_quoted(FILE *file)
{
	fputs("time,service,text\n", file);
	for (int k = 0; k < LINES; k++)
		fprintf(file,
			k % 2 == 0 ? "%d,a,\"took\n%d ms\nor more\"\n"
				   : "%d,a,took so long that %d ms are nothing against "
				     "it\n",
			BEGIN + k, k);
}

static void write_objects(FILE *file)
{
	for (int k = 0; k < LINES; k++)
		fprintf(file,
			k % 2500 == 3 ? "{\"time\": %d, \"msg\n%d}\n"
				      : "{\"time\": %d, \"service\": \"a\", \"text\": "
					"\"took \\u00e9 %d ms\", \"span\": \"s\"}\n",
			BEGIN + k, k);
}

/* A stack belongs to the line above it, and a line without a time is as late. */
static void write_text(FILE *file)
{
	for (int k = 0; k < LINES / 4; k++) {
		int minute = k / 60 % 60, second = k % 60;

		fprintf(file, "2025-11-21T12:%02d:%02dZ took %d ms for customer %d\n",
			minute, second, k % 31, k);
		for (int i = 0; i < k % 9; i++)
			fprintf(file,
				k % 5 == 2 ? "\tat com.example.Shop.buy(Shop.java:%d)\n"
					   : "and %d things without a time of its own\n",
				i);
	}
}

static const struct {
	const char *name;
	void (*write)(FILE *file);
	bool is_table, is_cut;
} cases[] = {
	{ "series.csv", write_wide, true, true },
	{ "logs.csv", write_table, true, true },
	{ "logs-quoted.csv", write_quoted, true, false },
	{ "logs-a.ndjson", write_objects, false, true },
	{ "logs-b.log", write_text, false, true },
};

static struct diagnose_files read_with(struct arena *arena, const char *path,
				       size_t threads)
{
	struct diagnose_files files = { 0 };
	struct error error = { 0 };
	str paths = str_of(path);

	CHECK_OK(files_read(arena, &paths, 1, threads, &files, &error), error);
	return files;
}

static bool is_same_line(const struct case_line *a, const struct case_line *b)
{
	return a->at == b->at && str_equal(a->entity, b->entity) &&
	       str_equal(a->text, b->text) && str_equal(a->trace, b->trace) &&
	       str_equal(a->span, b->span);
}

static bool is_same_series(const struct case_series *a, const struct case_series *b)
{
	size_t bytes = a->count * sizeof(double);

	return str_equal(a->entity, b->entity) && str_equal(a->name, b->name) &&
	       str_equal(a->unit, b->unit) && a->count == b->count &&
	       memcmp(a->at, b->at, a->count * sizeof(*a->at)) == 0 &&
	       memcmp(a->values, b->values, bytes) == 0;
}

static void check_same(const struct diagnose_files *a, const struct diagnose_files *b,
		       const char *name)
{
	CHECK_CASE(a->point_count == b->point_count, name);
	CHECK_CASE(a->extent.from == b->extent.from && a->extent.to == b->extent.to,
		   name);
	CHECK_CASE(a->known.series_count == b->known.series_count, name);
	for (size_t i = 0; i < a->known.series_count; i++)
		CHECK_CASE(is_same_series(&a->known.series[i], &b->known.series[i]),
			   name);
	CHECK_CASE(a->known.line_count == b->known.line_count, name);
	for (size_t i = 0; i < a->known.line_count; i++)
		CHECK_CASE(is_same_line(&a->known.lines[i], &b->known.lines[i]), name);
	CHECK_CASE(a->remarks.count == b->remarks.count, name);
	for (size_t i = 0; i < a->remarks.count; i++) {
		const struct remark *one = &a->remarks.items[i];
		const struct remark *other = &b->remarks.items[i];

		CHECK_CASE(one->what == other->what && one->count == other->count, name);
		CHECK_STR_EQ(one->first, other->first);
	}
}

static void more_threads_read_the_same(void)
{
	scoped_folder folder = folder_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		char path[256];
		FILE *file = open_new(&folder, cases[i].name, path);
		struct diagnose_files alone;

		cases[i].write(file);
		CHECK(fclose(file) == 0);
		alone = read_with(arena, path, 1);
		CHECK_CASE(alone.known.series_count == COLUMNS ||
				   alone.known.line_count >= LINES / 4,
			   cases[i].name);
		for (size_t threads = 2; threads <= THREADS_MAX; threads++) {
			struct diagnose_files together = read_with(arena, path, threads);

			check_same(&alone, &together, cases[i].name);
		}
	}
}

/* Else the test above would compare one thread with itself. */
static void a_large_file_is_cut_at_ends_of_lines(void)
{
	scoped_folder folder = folder_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		char path[256];
		FILE *file = open_new(&folder, cases[i].name, path);
		struct gathering gathering = { .arena = arena, .threads = THREADS_MAX };
		struct file_piece all = { .line = 1 };
		struct file_pieces pieces;
		size_t size;

		cases[i].write(file);
		size = (size_t)ftell(file);
		CHECK(fclose(file) == 0);
		pieces = file_pieces_of(&gathering, arena, str_of(path), &all,
					cases[i].is_table && i > 0, NULL);
		CHECK_CASE(pieces.count == (cases[i].is_cut ? THREADS_MAX : 1),
			   cases[i].name);
		for (size_t k = 1; k < pieces.count; k++) {
			CHECK_INT(pieces.items[k].from, pieces.items[k - 1].to);
			CHECK_INT(pieces.items[k].line,
				  pieces.items[k - 1].line + pieces.items[k - 1].lines);
		}
		if (cases[i].is_cut)
			CHECK_INT(pieces.items[pieces.count - 1].to, size);
	}
}

/* The rows of a piece begin where those before it would end if none was left out. */
static void rows_left_out_leave_no_gap(void)
{
	scoped_folder folder = folder_new();
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	char path[256];
	FILE *file = open_new(&folder, "series.csv", path);
	struct diagnose_files files;

	write_wide(file);
	CHECK(fclose(file) == 0);
	files = read_with(arena, path, THREADS_MAX);
	CHECK_INT(files.known.series_count, COLUMNS);
	/* Of the 4,000 rows 6 have no time; 4 more are ours, from before. */
	CHECK_INT(files.known.series[0].count, ROWS - 6 + 4);
	CHECK_INT(files.known.series[0].at[files.known.series[0].count - 1],
		  (BEGIN + ROWS - 1) * INT64_C(1000));
}

static void spread_backwards(size_t count, void (*work)(void *context, size_t part),
			     void *context)
{
	while (count-- > 0)
		work(context, count);
}

static void spread_over_threads(size_t count, void (*work)(void *context, size_t part),
				void *context)
{
	threads_share("test", THREADS_MAX, count, work, context);
}

static bool is_same_onset(const struct incident_onset *a, const struct incident_onset *b)
{
	return a->found == b->found && a->at == b->at && a->most_at == b->most_at &&
	       a->groups == b->groups && a->first == b->first && a->chance == b->chance;
}

static struct diagnosis diagnosed(struct arena *arena, const struct diagnosis_case *known)
{
	struct diagnosis diagnosis = { 0 };
	struct error error = { 0 };

	CHECK_OK(diagnose(arena, known, &diagnosis, &error), error);
	return diagnosis;
}

/* Two hundred series of fifty services, of which some change at sample 130 or so. */
static void series_are_looked_at_side_by_side(void)
{
	enum { SERIES = 200, SAMPLES = 180 };
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct case_series *series = arena_many(arena, struct case_series, SERIES);
	instant_ms *at = arena_many(arena, instant_ms, SAMPLES);
	struct diagnosis_case known = { .series = series, .series_count = SERIES };
	struct case_window window = { 0, SAMPLES * MINUTE_MS };
	uint32_t seed = 3;

	for (size_t i = 0; i < SERIES; i++) {
		double *values = arena_many(arena, double, SAMPLES);

		for (size_t k = 0; k < SAMPLES; k++) {
			seed = seed * 1664525u + 1013904223u;
			at[k] = (instant_ms)k * MINUTE_MS;
			values[k] = (double)(seed >> 8) / (1u << 24) +
				    (i % 7 == 0 && k > 130 + i % 3 ? 3 : 0);
		}
		series[i] = (struct case_series){
			.entity = arena_format(arena, "service-%zu", i / 4),
			.at = at,
			.values = values,
			.count = SAMPLES,
		};
	}

	struct incident_onset alone = case_onset(arena, &known, window);

	known.spread = spread_backwards;

	struct incident_onset backwards = case_onset(arena, &known, window);

	known.spread = spread_over_threads;

	struct incident_onset together = case_onset(arena, &known, window);

	CHECK(alone.found);
	CHECK_INT(alone.at, 131 * MINUTE_MS);
	CHECK(is_same_onset(&alone, &backwards));
	CHECK(is_same_onset(&alone, &together));

	known.before = (struct case_window){ 0, 131 * MINUTE_MS };
	known.during = (struct case_window){ 131 * MINUTE_MS, 141 * MINUTE_MS };
	known.spread = NULL;

	struct diagnosis one = diagnosed(arena, &known);

	known.spread = spread_over_threads;

	struct diagnosis many = diagnosed(arena, &known);

	CHECK(one.anything && one.suspect_count > 2);
	CHECK_STR_EQ(one.summary, many.summary);
	CHECK(one.threshold == many.threshold);
	CHECK_INT(one.suspect_count, many.suspect_count);
	for (size_t i = 0; i < one.suspect_count; i++) {
		CHECK_STR_EQ(one.suspects[i].entity, many.suspects[i].entity);
		CHECK(one.suspects[i].score == many.suspects[i].score);
	}
}

const struct test tests[] = {
	{ "more threads read the same", more_threads_read_the_same },
	{ "a large file is cut at ends of lines", a_large_file_is_cut_at_ends_of_lines },
	{ "rows left out leave no gap", rows_left_out_leave_no_gap },
	{ "series are looked at side by side", series_are_looked_at_side_by_side },
	{ 0 },
};
