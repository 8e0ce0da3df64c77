/* diagnosis CORPORA [SET...]: what the diagnosis reaches on public data sets, one line a
 * figure. Exit code 0 when each figure that has an aim reaches it, 1 when one does not, a
 * set of figures crashed or there was nothing to measure, 2 for wrong use. */
#include "bench/diagnosis.h"

#include "base/gzip.h"
#include "base/scoped.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	DRAWS = 1000,
	PATH_BYTES = 1024,
	NAMES_BYTES = 1024,
	FILE_BYTES_MAX = 1 << 30,
};
#define ARENA_BYTES ((size_t)8 << 30)

/* Shared by the processes of the sets, which run one after the other. */
struct bench_sums {
	size_t figures, aimed, reached;
	char absent[NAMES_BYTES], failed[NAMES_BYTES];
};

static const struct {
	const char *name;
	void (*run)(struct bench *bench);
} sets[] = {
#define BENCH(name) { #name, diagnosis_##name },
#include "bench/diagnosis_list.h"
#undef BENCH
};

static void add_name(char *names, const char *name)
{
	size_t length = strlen(names);

	snprintf(names + length, NAMES_BYTES - length, "%s%s", length > 0 ? ", " : "",
		 name);
}

static bool is_named(const char *names, const char *name)
{
	str rest = str_of(names), piece = { 0 };

	while (str_next(&rest, ',', &piece))
		if (str_is(str_trim(piece), name))
			return true;
	return false;
}

static void path_of(const struct bench *bench, const char *name, const char *ending,
		    char path[PATH_BYTES])
{
	if (snprintf(path, PATH_BYTES, "%s/%s%s", bench->corpora, name, ending) >=
	    PATH_BYTES)
		abort();
}

bool bench_has(struct bench *bench, const char *name)
{
	char path[PATH_BYTES];
	struct stat found;

	path_of(bench, name, "", path);
	if (stat(path, &found) == 0)
		return true;
	if (!is_named(bench->sums->absent, name)) {
		add_name(bench->sums->absent, name);
		bench_say(bench, "%s is absent", path);
	}
	return false;
}

bool bench_read(struct bench *bench, struct arena *arena, const char *name, str *ret_text)
{
	char path[PATH_BYTES];
	struct stat found;
	struct error error;
	bool cut = false;

	path_of(bench, name, "", path);
	if (stat(path, &found) != 0) {
		path_of(bench, name, ".gz", path);
		if (stat(path, &found) != 0)
			return false;
	}

	FILE *file = fopen(path, "r");

	if (!file)
		return false;

	size_t size = (size_t)found.st_size;
	char *bytes = arena_many(arena, char, size + 1);
	str text = { bytes, fread(bytes, 1, size, file) };

	fclose(file);
	if (text.length < size)
		return false;
	if (gzip_begins(text) &&
	    (!gzip_inflate(arena, text, FILE_BYTES_MAX, &text, &cut, &error) || cut))
		return false;
	*ret_text = text;
	return true;
}

static int by_bytes(const void *left, const void *right)
{
	return str_compare(*(const str *)left, *(const str *)right);
}

size_t bench_list(struct bench *bench, struct arena *arena, const char *folder,
		  str **ret_names)
{
	struct {
		str *items;
		size_t count, capacity;
	} names = { 0 };
	char path[PATH_BYTES];

	path_of(bench, folder, "", path);

	DIR *stream = opendir(path);

	for (struct dirent *entry; stream && (entry = readdir(stream));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			*list_add(arena, &names) = arena_copy(arena,
							      str_of(entry->d_name));
	if (stream)
		closedir(stream);
	if (names.count > 1)
		qsort(names.items, names.count, sizeof(*names.items), by_bytes);
	*ret_names = names.items;
	return names.count;
}

bool bench_line(str *rest, str *ret_line)
{
	if (!str_next(rest, '\n', ret_line))
		return false;
	if (ret_line->length > 0 && ret_line->bytes[ret_line->length - 1] == '\r')
		ret_line->length--;
	return true;
}

/* What stands between the quotes, and how many bytes it took with them. */
static str quoted(struct arena *arena, str line, size_t *ret_taken)
{
	char *bytes = arena_many(arena, char, line.length + 1);
	size_t at = 1, length = 0;

	for (; at < line.length; at++) {
		if (line.bytes[at] == '"') {
			if (at + 1 >= line.length || line.bytes[at + 1] != '"')
				break;
			at++;
		}
		bytes[length++] = line.bytes[at];
	}
	*ret_taken = at < line.length ? at + 1 : at;
	return (str){ bytes, length };
}

size_t bench_cells(struct arena *arena, str line, str *ret_cells, size_t most)
{
	size_t count = 0, at = 0;

	for (bool more = true; more; count++) {
		str rest = str_slice(line, at, line.length), cell = { 0 };
		size_t taken = 0;

		if (rest.length > 0 && rest.bytes[0] == '"') {
			cell = quoted(arena, rest, &taken);
		} else {
			while (taken < rest.length && rest.bytes[taken] != ',')
				taken++;
			cell = str_slice(rest, 0, taken);
		}
		if (count < most)
			ret_cells[count] = cell;
		at += taken + 1;
		more = taken < rest.length;
	}
	return count;
}

size_t bench_column(const str *cells, size_t count, const char *title)
{
	size_t which = 0;

	while (which < count && !str_is(cells[which], title))
		which++;
	return which;
}

double bench_number(str cell)
{
	double number = NAN;

	return str_to_real(str_trim(cell), &number) ? number : NAN;
}

struct bench_table bench_table(struct arena *arena, str text, size_t skipped)
{
	str cells[BENCH_COLUMNS_MAX], line = { 0 }, rest = text;
	struct bench_table table = { 0 };
	size_t lines = 0;

	while (bench_line(&rest, &line))
		lines++;
	bench_line(&text, &line);
	table.count = bench_cells(arena, line, table.titles, BENCH_COLUMNS_MAX);
	if (table.count > BENCH_COLUMNS_MAX)
		table.count = BENCH_COLUMNS_MAX;
	for (size_t i = skipped; i < table.count; i++)
		table.columns[i] = arena_many(arena, double, lines);
	for (; bench_line(&text, &line); table.rows++) {
		size_t count = bench_cells(arena, line, cells, BENCH_COLUMNS_MAX);

		for (size_t i = skipped; i < table.count; i++)
			table.columns[i][table.rows] = i < count ? bench_number(cells[i])
								 : NAN;
	}
	return table;
}

/* Pads by characters, which printf counts in bytes. */
static void put(const char *text, int width)
{
	int characters = 0;

	for (const char *byte = text; *byte; byte++)
		characters += ((unsigned char)*byte & 0xC0) != 0x80;
	if (width < 0)
		printf("%s%*s", text, -width > characters ? -width - characters : 0, "");
	else
		printf("%*s%s", width > characters ? width - characters : 0, "", text);
}

static void put_number(const char *before, double value, int width)
{
	char text[64] = "–";

	if (!isnan(value))
		snprintf(text, sizeof(text), fabs(value) >= 1000 ? "%s%.0f" : "%s%.3g",
			 before, value);
	put(text, width);
}

static void put_head(void)
{
	put("figure", -50);
	put("value", 9);
	put("target", 10);
	put("n", 8);
	put("random", 8);
	put("trivial", 8);
	put("95 %", 17);
	printf("  reached\n");
}

struct figure bench_reported(const char *name, double value)
{
	return (struct figure){ .name = name,
				.value = value,
				.target = NAN,
				.random = NAN,
				.trivial = NAN,
				.low = NAN,
				.high = NAN };
}

struct figure bench_at_least(const char *name, double value, double target)
{
	struct figure figure = bench_reported(name, value);

	figure.aim = BENCH_AT_LEAST;
	figure.target = target;
	return figure;
}

struct figure bench_at_most(const char *name, double value, double target)
{
	struct figure figure = bench_reported(name, value);

	figure.aim = BENCH_AT_MOST;
	figure.target = target;
	return figure;
}

static bool reached(const struct figure *figure)
{
	return figure->aim == BENCH_AT_LEAST ? figure->value >= figure->target
					     : figure->value <= figure->target;
}

static void put_interval(const struct figure *figure)
{
	char text[64] = "–";

	if (!isnan(figure->low))
		snprintf(text, sizeof(text), "%.3g … %.3g", figure->low, figure->high);
	put(text, 17);
}

void bench_figure(struct bench *bench, const struct figure *figure)
{
	struct bench_sums *sums = bench->sums;
	char name[128];

	if (sums->figures++ == 0)
		put_head();
	snprintf(name, sizeof(name), figure->unit ? "%s, %s" : "%s%s", figure->name,
		 figure->unit ? figure->unit : "");
	put(name, -50);
	put_number("", figure->value, 9);
	put_number(figure->aim == BENCH_AT_MOST ? "≤ " : "≥ ",
		   figure->aim == BENCH_REPORTED ? NAN : figure->target, 10);
	put_number("", figure->n > 0 ? (double)figure->n : NAN, 8);
	put_number("", figure->random, 8);
	put_number("", figure->trivial, 8);
	put_interval(figure);
	if (figure->aim != BENCH_REPORTED) {
		sums->aimed++;
		sums->reached += reached(figure);
		printf("  %s", reached(figure) ? "yes" : "NO");
	}
	printf("%s%s\n", figure->note ? "  " : "", figure->note ? figure->note : "");
	fflush(stdout);
}

void bench_tell(struct bench *bench, struct figure figure, double *values, size_t count,
		double random, double trivial, const char *note)
{
	figure.n = count;
	figure.random = random;
	figure.trivial = trivial;
	figure.note = note;
	bench_interval(bench->arena, values, count, bench_mean, &figure.low,
		       &figure.high);
	bench_figure(bench, &figure);
}

void bench_say(struct bench *bench, const char *format, ...)
{
	va_list args;

	(void)bench;
	va_start(args, format);
	printf("# ");
	vprintf(format, args);
	printf("\n");
	va_end(args);
	fflush(stdout);
}

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

void bench_interval(struct arena *arena, const double *values, size_t count,
		    double (*statistic)(double *values, size_t count), double *ret_low,
		    double *ret_high)
{
	double *drawn = arena_many(arena, double, count);
	double found[DRAWS];
	uint64_t dice = 1;

	*ret_low = *ret_high = NAN;
	if (count == 0)
		return;
	for (size_t draw = 0; draw < DRAWS; draw++) {
		for (size_t i = 0; i < count; i++)
			drawn[i] = values[(size_t)(bench_roll(&dice) * (double)count)];
		found[draw] = statistic(drawn, count);
	}
	qsort(found, DRAWS, sizeof(*found), by_size);
	*ret_low = found[DRAWS * 25 / 1000];
	*ret_high = found[DRAWS * 975 / 1000 - 1];
}

double bench_mean(double *values, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += values[i];
	return count > 0 ? sum / (double)count : NAN;
}

/* Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016: the
 * seeder splitmix64, good from any seed. */
double bench_roll(uint64_t *dice)
{
	uint64_t bits = *dice += 0x9E3779B97F4A7C15U;

	bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9U;
	bits = (bits ^ bits >> 27) * 0x94D049BB133111EBU;
	return (double)((bits ^ bits >> 31) >> 11) / 9007199254740992.0;
}

double bench_noise(uint64_t *dice)
{
	double length = sqrt(-2 * log(1 - bench_roll(dice)));

	return length * cos(6.283185307179586 * bench_roll(dice));
}

static double seconds_of(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double bench_cpu_seconds(void)
{
	return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

double bench_wall_seconds(void)
{
	return seconds_of(CLOCK_MONOTONIC);
}

double bench_peak_mebibytes(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_maxrss / 1024;
}

static void run_set(struct bench *bench, size_t which)
{
	int status = 0;

	fflush(stdout);

	pid_t child = fork();

	if (child == 0) {
		scoped_arena arena = arena_new(ARENA_BYTES);

		bench->arena = arena;
		sets[which].run(bench);
		fflush(stdout);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
		add_name(bench->sums->failed, sets[which].name);
		bench_say(bench, "%s ended with status %d", sets[which].name, status);
	}
}

static bool is_asked(const char *name, int count, char **names)
{
	for (int i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return count == 0;
}

static int sum_up(const struct bench_sums *sums)
{
	bool good = sums->aimed > 0 && sums->reached == sums->aimed && !sums->failed[0];

	printf("%s: %zu of %zu figures reach their aim", good ? "reached" : "NOT reached",
	       sums->reached, sums->aimed);
	if (sums->failed[0])
		printf("; crashed: %s", sums->failed);
	if (sums->absent[0])
		printf("; absent, so not measured: %s", sums->absent);
	printf("\n");
	return good ? 0 : 1;
}

int main(int count, char **words)
{
	struct bench bench = { .corpora = count > 1 ? words[1] : "" };
	struct stat found;

	bench.sums = mmap(NULL, sizeof(*bench.sums), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (bench.sums == MAP_FAILED)
		return 2;
	if (count < 2 || stat(bench.corpora, &found) != 0 || !S_ISDIR(found.st_mode)) {
		fprintf(stderr,
			"there is no folder of data sets at '%s': "
			"make bench-diagnosis CORPORA=DIR\n",
			bench.corpora);
		return 2;
	}
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (is_asked(sets[i].name, count - 2, words + 2))
			run_set(&bench, i);
	return sum_up(bench.sums);
}
