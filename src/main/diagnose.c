/* stanch diagnose FILES: a diagnosis without a server. */
#include "base/limits.h"
#include "base/scoped.h"
#include "base/text.h"
#include "base/thread.h"
#include "base/visible.h"
#include "core/diagnosis/diagnosis.h"
#include "diagnose/answer.h"
#include "diagnose/windows.h"
#include "main/offline.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TOP_DEFAULT = 5, TOP_MAX = 50 };

/* Whether something stands out or fell silent; wrong use and what could not be read are
 * as everywhere.
 */
enum { EXIT_FOUND = 0, EXIT_NOTHING = 1, EXIT_USE = 2, EXIT_UNREADABLE = 3 };

static const char usage[] =
	"usage: stanch diagnose FOLDER|FILES... [--json] [--top N] [--svg FOLDER]\n"
	"       stanch diagnose show FOLDER|FILES... FINDING\n"
	"       stanch diagnose INCIDENT\n"
	"       stanch diagnose --service NAME --from INSTANT [--to INSTANT]\n"
	"Reads series*.csv or .json, spans*.csv or .json, logs*.csv, .ndjson or .log,\n"
	"calls.csv, changes.json and case.json, each with or without .gz, as far as they "
	"are "
	"there,\n"
	"and says what broke first, by which numbers, and whether a change is to blame.\n"
	"Exit code: 0 something stands out or fell silent, 1 nothing does, 2 wrong use,\n"
	"3 unreadable, or nothing that could be compared.\n";

struct options {
	bool wants_help, wants_json;
	size_t top; /* 0: not given */
	const char *svg_folder;
	str finding; /* of show, else "" */
	struct paths {
		str *items;
		size_t count, capacity;
	} paths;
};

static int fail(const struct error *error)
{
	fprintf(stderr, "stanch: %s\n", error->text);
	return error->kind == ERROR_INVALID ? EXIT_USE : EXIT_UNREADABLE;
}

static bool read_top(const char *text, size_t *ret_top, struct error *error)
{
	int64_t top = 0;

	if (!str_to_int(str_of(text), &top) || top < 1 || top > TOP_MAX)
		return error_set(error, ERROR_INVALID,
				 "--top takes a number from 1 to %d, not '%s'", TOP_MAX,
				 text ? text : "");
	*ret_top = (size_t)top;
	return true;
}

/* Takes "--name value" and "--name=value"; NULL when it is another one. */
static const char *value_of(char **argv, int *at, const char *name)
{
	size_t length = strlen(name);

	if (strncmp(argv[*at], name, length) != 0)
		return NULL;
	if (argv[*at][length] == '=')
		return argv[*at] + length + 1;
	if (argv[*at][length] != '\0')
		return NULL;
	return argv[*at + 1] ? argv[++*at] : "";
}

static bool read_option(char **argv, int *at, struct options *options,
			struct error *error)
{
	const char *value;

	if (strcmp(argv[*at], "--help") == 0 || strcmp(argv[*at], "-h") == 0) {
		options->wants_help = true;
		return true;
	}
	if (strcmp(argv[*at], "--json") == 0) {
		options->wants_json = true;
		return true;
	}
	value = value_of(argv, at, "--top");
	if (value)
		return read_top(value, &options->top, error);
	value = value_of(argv, at, "--svg");
	if (value && *value) {
		options->svg_folder = value;
		return true;
	}
	if (value)
		return error_set(error, ERROR_INVALID, "--svg takes a folder");
	return error_set(error, ERROR_INVALID, "no option '%s' is known", argv[*at]);
}

static bool has_options(const struct options *options)
{
	return options->wants_json || options->svg_folder || options->top > 0;
}

static bool read_options(struct arena *arena, int argc, char **argv,
			 struct options *options, struct error *error)
{
	bool shows = argc > 1 && strcmp(argv[1], "show") == 0;

	for (int i = shows ? 2 : 1; i < argc; i++) {
		if (argv[i][0] != '-')
			*list_add(arena, &options->paths) = str_of(argv[i]);
		else if (!read_option(argv, &i, options, error))
			return false;
	}
	/* What is passed over in silence was asked for in vain. */
	if (shows && has_options(options))
		return error_set(
			error, ERROR_INVALID,
			"show takes no --json, --top and --svg: without the word "
			"show, --json has every finding and --svg draws all");
	if (shows && options->paths.count > 0)
		options->finding = options->paths.items[--options->paths.count];
	if (options->wants_help)
		return true;
	if (options->paths.count == 0)
		return error_set(error, ERROR_INVALID,
				 shows ? "what to show? a folder and a finding like F1"
				       : "which folder or files?");
	return true;
}

/* As a shell would read them again. */
static str quoted_paths(struct arena *arena, const struct options *options)
{
	struct text text = text_new(arena, 8 << 10);

	for (size_t i = 0; i < options->paths.count; i++) {
		str path = options->paths.items[i];
		bool is_plain = path.length > 0;

		for (size_t k = 0; k < path.length; k++)
			is_plain = is_plain && path.bytes[k] > ' ' &&
				   !strchr("'\"\\$`*?[](){}<>|&;#!~", path.bytes[k]);
		text_addf(&text, "%s%s" STR_FMT "%s", i ? " " : "", is_plain ? "" : "'",
			  STR_ARG(path), is_plain ? "" : "'");
	}
	return text_of(&text);
}

static int show(struct arena *arena, struct answer *answer, str finding)
{
	struct told_list told = { 0 };
	int64_t number = 0;

	answer->top = TOP_MAX;
	told = findings_told(arena, answer);
	if (!str_starts_with(finding, STR("F")) ||
	    !str_to_int(str_slice(finding, 1, finding.length), &number) || number < 1 ||
	    (size_t)number > told.count) {
		fprintf(stderr,
			"stanch: no finding '" STR_FMT "': there are %zu, from F1 on\n",
			STR_ARG(finding), told.count);
		return EXIT_USE;
	}

	str text = visible_text(arena,
				answer_finding(arena, answer, &told.items[number - 1]));

	fwrite(text.bytes, 1, text.length, stdout);
	return EXIT_FOUND;
}

static bool write_file(const char *path, str bytes, struct error *error)
{
	FILE *file = fopen(path, "we");
	bool is_written;

	if (!file)
		return error_set(error, ERROR_UNAVAILABLE, "%s: %s", path,
				 strerrordesc_np(errno));
	is_written = fwrite(bytes.bytes, 1, bytes.length, file) == bytes.length;
	is_written = fclose(file) == 0 && is_written;
	return is_written || error_set(error, ERROR_UNAVAILABLE, "%s: %s", path,
				       strerrordesc_np(errno));
}

/* F1.svg, F2.svg, … */
static bool write_charts(struct arena *arena, const struct answer *answer,
			 const char *folder, struct error *error)
{
	struct told_list told = findings_told(arena, answer);
	size_t written = 0;

	if (mkdir(folder, 0777) < 0 && errno != EEXIST)
		return error_set(error, ERROR_UNAVAILABLE, "%s: %s", folder,
				 strerrordesc_np(errno));
	for (size_t i = 0; i < told.count; i++) {
		str id = arena_format(arena, "F%zu", told.items[i].number);
		str path = arena_format(arena, "%s/" STR_FMT ".svg", folder, STR_ARG(id));
		struct chart chart = { 0 };

		if (!chart_of_finding(arena, answer, &told.items[i], &chart))
			continue;
		if (!write_file(path.bytes, chart_svg(arena, &chart, id), error))
			return false;
		written++;
	}
	fprintf(stderr, "%zu charts written to %s\n", written, folder);
	return true;
}

/* One for each processor, to read large files with. */
static size_t threads(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return processors < 1                      ? 1
	       : processors < DIAGNOSE_THREADS_MAX ? (size_t)processors
						   : DIAGNOSE_THREADS_MAX;
}

static void spread_over_threads(size_t count, void (*work)(void *context, size_t part),
				void *context)
{
	threads_share("diagnose", threads(), count, work, context);
}

static bool find_answer(struct arena *arena, const struct options *options,
			struct diagnose_files *files, struct diagnosis *diagnosis,
			str *ret_windows_say, struct error *error)
{
	const struct diagnosis_case *known = &files->known;
	instant_ms onset = 0;

	if (!files_read(arena, options->paths.items, options->paths.count, threads(),
			files, error))
		return false;
	files->known.spread = spread_over_threads;
	if (files->extent.to == 0)
		return error_set(error, ERROR_UNAVAILABLE,
				 "there is no series, no span and no line with a time in "
				 "what was named, so there is nothing to compare: "
				 "series*.csv or .json, spans*.csv or .json, logs*.csv, "
				 ".ndjson or "
				 ".log are looked for (docs/diagnose.md)");
	if (files->extent.to - files->extent.from <= 1)
		return error_set(
			error, ERROR_UNAVAILABLE,
			"all that is known is of one instant, so there is nothing "
			"to compare");
	if (!files->windows_given)
		*ret_windows_say = windows_find(arena, &files->known, files->compared,
						&onset);
	if (!diagnose(arena, known, diagnosis, error))
		return false;
	if (diagnosis->compared == 0 && !diagnosis->anything)
		return error_set(error, ERROR_UNAVAILABLE, STR_FMT,
				 STR_ARG(diagnosis->summary));
	/* Where nothing stands out nothing began: the windows' sentence says why they are
	 * as they are. */
	if (diagnosis->onset == 0 && (diagnosis->anything || diagnosis->silent_count > 0))
		diagnosis->onset = onset;
	return true;
}

/* Remarks matter most when nothing came of the files. */
static void print_remarks(struct arena *arena, const struct answer *answer)
{
	struct sentence_list list = remarks_told(arena, answer);

	for (size_t i = 0; i < list.count; i++)
		fprintf(stderr, "stanch: " STR_FMT "\n",
			STR_ARG(visible_text(arena, list.items[i])));
}

static int print_answer(struct arena *arena, struct answer *answer,
			const struct options *options)
{
	struct error error = { 0 };
	str text;

	if (options->finding.length > 0)
		return show(arena, answer, options->finding);
	text = options->wants_json ? visible_json(arena, answer_json(arena, answer))
				   : visible_text(arena, answer_text(arena, answer));
	fwrite(text.bytes, 1, text.length, stdout);
	if (options->wants_json)
		putchar('\n');
	if (options->svg_folder &&
	    !write_charts(arena, answer, options->svg_folder, &error))
		return fail(&error);
	return answer->diagnosis->anything || answer->diagnosis->silent_count > 0 ||
			       answer->diagnosis->resource_count > 0
		       ? EXIT_FOUND
		       : EXIT_NOTHING;
}

int diagnose_main(int argc, char **argv)
{
	scoped_arena arena = arena_new(DIAGNOSE_ARENA_BYTES_MAX);
	struct options options = { 0 };
	struct diagnose_files files = { 0 };
	struct diagnosis diagnosis = { 0 };
	struct answer answer = { .files = &files, .diagnosis = &diagnosis };
	struct error error = { 0 };

	if (!read_options(arena, argc, argv, &options, &error)) {
		fprintf(stderr, "stanch: %s\n%s", error.text, usage);
		return EXIT_USE;
	}
	if (options.wants_help) {
		fputs(usage, stdout);
		return EXIT_FOUND;
	}
	if (!find_answer(arena, &options, &files, &diagnosis, &answer.windows_say,
			 &error)) {
		print_remarks(arena, &answer);
		return fail(&error);
	}
	answer.paths = quoted_paths(arena, &options);
	answer.top = options.top > 0 ? options.top : TOP_DEFAULT;
	if (diagnosis.anything)
		answer.drawn_spans = spans_to_draw(arena, &files);
	return print_answer(arena, &answer, &options);
}
