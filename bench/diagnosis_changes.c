/* Several changes in one series, against what people marked: TCPD (van den Burg and
 * Williams, "An Evaluation of Change Point Detection Algorithms", 2020), whose series are
 * of economics more than of operations and where "no change at all" comes close to the
 * best; and NAB's windows (Lavin and Ahmad, "Evaluating Real-Time Anomaly Detection
 * Algorithms", 2015), which hold spikes as well as changes of level. NAB's own score is
 * not computed: counts are said instead. */
#include "base/scoped.h"
#include "bench/diagnosis.h"
#include "formats/json.h"
#include "stats/shift.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	MARGIN = 5,
	SCRATCH_BYTES = 64 << 20,
	PLACES_MAX = 256,
};

/* Where segments begin, 0 among them, in order. */
struct places {
	size_t items[PLACES_MAX];
	size_t count;
};

static int by_place(const void *left, const void *right)
{
	size_t a = *(const size_t *)left, b = *(const size_t *)right;

	return (a > b) - (a < b);
}

static void add_place(struct places *places, size_t place)
{
	for (size_t i = 0; i < places->count; i++)
		if (places->items[i] == place)
			return;
	if (places->count < PLACES_MAX)
		places->items[places->count++] = place;
	qsort(places->items, places->count, sizeof(*places->items), by_place);
}

static size_t distance(size_t a, size_t b)
{
	return a > b ? a - b : b - a;
}

/* How many of the true places have a found one within the margin, each used once. */
static size_t matches(const struct places *truth, const struct places *found)
{
	bool used[PLACES_MAX] = { false };
	size_t count = 0;

	for (size_t i = 0; i < truth->count; i++) {
		size_t best = PLACES_MAX, nearest = MARGIN + 1;

		for (size_t j = 0; j < found->count; j++) {
			size_t away = distance(truth->items[i], found->items[j]);

			if (!used[j] && away < nearest) {
				nearest = away;
				best = j;
			}
		}
		if (best < PLACES_MAX) {
			used[best] = true;
			count++;
		}
	}
	return count;
}

struct marked {
	struct places *people;
	size_t count;  /* of people */
	size_t length; /* of the series */
};

static double f1_of(const struct marked *marked, const struct places *found)
{
	struct places all = { 0 };
	double recall = 0;

	for (size_t i = 0; i < marked->count; i++) {
		const struct places *one = &marked->people[i];

		for (size_t j = 0; j < one->count; j++)
			add_place(&all, one->items[j]);
		recall += (double)matches(one, found) / (double)one->count;
	}
	recall /= (double)marked->count;

	double precision = (double)matches(&all, found) / (double)found->count;

	return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

static size_t end_of(const struct places *places, size_t which, size_t length)
{
	return which + 1 < places->count ? places->items[which + 1] : length;
}

static double best_overlap(size_t from, size_t to, const struct places *found,
			   size_t length)
{
	double best = 0;

	for (size_t i = 0; i < found->count; i++) {
		size_t begin = found->items[i], end = end_of(found, i, length);
		size_t low = begin > from ? begin : from, high = end < to ? end : to;

		if (low < high) {
			size_t both = (end > to ? end : to) -
				      (begin < from ? begin : from);

			best = fmax(best, (double)(high - low) / (double)both);
		}
	}
	return best;
}

static double covering_of(const struct marked *marked, const struct places *found)
{
	double sum = 0;

	for (size_t i = 0; i < marked->count; i++)
		for (size_t j = 0; j < marked->people[i].count; j++) {
			size_t from = marked->people[i].items[j];
			size_t to = end_of(&marked->people[i], j, marked->length);

			sum += (double)(to - from) / (double)marked->length *
			       best_overlap(from, to, found, marked->length);
		}
	return sum / (double)marked->count;
}

struct scores {
	double ours[PLACES_MAX], zero[PLACES_MAX], random[PLACES_MAX];
};

struct tcpd {
	struct scores f1, covering;
	size_t count;
};

static struct places found_in(const double *values, size_t count)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	struct places found = { .count = 1 };
	struct shift shifts[SHIFTS_MAX];
	size_t many = shifts_find(scratch, values, count, shifts, SHIFTS_MAX);

	for (size_t i = 0; i < many; i++)
		add_place(&found, shifts[i].at);
	return found;
}

static void score_series(struct tcpd *tcpd, const struct marked *marked,
			 const struct places *found, uint64_t *dice)
{
	struct places zero = { .count = 1 }, random = { .count = 1 };
	size_t which = tcpd->count++;

	for (size_t i = 1; i < found->count; i++)
		add_place(&random, (size_t)(bench_roll(dice) * (double)marked->length));
	tcpd->f1.ours[which] = f1_of(marked, found);
	tcpd->f1.zero[which] = f1_of(marked, &zero);
	tcpd->f1.random[which] = f1_of(marked, &random);
	tcpd->covering.ours[which] = covering_of(marked, found);
	tcpd->covering.zero[which] = covering_of(marked, &zero);
	tcpd->covering.random[which] = covering_of(marked, &random);
}

static struct tree *read_json(struct bench *bench, const char *path)
{
	struct error error = { 0 };
	str text = { 0 };
	struct tree *tree = bench_read(bench, bench->arena, path, &text)
				    ? json_parse(bench->arena, text, &error)
				    : NULL;

	if (!tree)
		bench_say(bench, "%s cannot be read: %s", path, error.text);
	return tree;
}

static void add_series(struct bench *bench, struct tcpd *tcpd, str name,
		       const struct tree *people, uint64_t *dice)
{
	str path = arena_format(bench->arena, "tcpd/" STR_FMT ".json", STR_ARG(name));
	const struct tree *raw = tree_at(read_json(bench, path.bytes), "series.0.raw");
	struct marked marked = { .count = tree_count(people), .length = tree_count(raw) };
	double *values = arena_many(bench->arena, double, marked.length);

	if (marked.count == 0 || marked.length == 0 || tcpd->count == PLACES_MAX)
		return;
	marked.people = arena_many(bench->arena, struct places, marked.count);
	for (size_t i = 0; i < marked.count; i++) {
		const struct tree *marks = tree_nth(people, i);

		add_place(&marked.people[i], 0);
		for (size_t j = 0; j < tree_count(marks); j++)
			add_place(&marked.people[i], (size_t)tree_nth(marks, j)->number);
	}
	for (size_t i = 0; i < marked.length; i++) {
		const struct tree *value = tree_nth(raw, i);

		values[i] = value->kind == TREE_INT    ? (double)value->number
			    : value->kind == TREE_REAL ? value->real
						       : NAN;
	}

	struct places found = found_in(values, marked.length);

	score_series(tcpd, &marked, &found, dice);
}

static void say_scores(struct bench *bench, const char *name, struct scores *scores,
		       size_t count)
{
	struct figure figure = bench_reported(name, bench_mean(scores->ours, count));

	figure.n = count;
	figure.random = bench_mean(scores->random, count);
	figure.trivial = bench_mean(scores->zero, count);
	figure.note = "trivial: no change";
	bench_interval(bench->arena, scores->ours, count, bench_mean, &figure.low,
		       &figure.high);
	bench_figure(bench, &figure);
}

static void measure_tcpd(struct bench *bench)
{
	struct tcpd *tcpd = arena_one(bench->arena, struct tcpd);
	uint64_t dice = 3;

	if (!bench_has(bench, "tcpd"))
		return;

	const struct tree *marks = read_json(bench, "tcpd/annotations.json");

	for (size_t i = 0; i < tree_count(marks); i++)
		add_series(bench, tcpd, tree_nth_name(marks, i), tree_nth(marks, i),
			   &dice);
	say_scores(bench, "TCPD: F1, margin 5", &tcpd->f1, tcpd->count);
	say_scores(bench, "TCPD: covering", &tcpd->covering, tcpd->count);
}

/* One series of NAB: its times are of one length, so they compare as bytes do. */
struct nab_series {
	str *times;
	double *values;
	size_t count;
};

static struct nab_series read_nab(struct arena *arena, str text)
{
	struct nab_series series = { 0 };
	str rest = text, line = { 0 }, cells[2];
	size_t lines = 0;

	while (bench_line(&rest, &line))
		lines++;
	series.times = arena_many(arena, str, lines);
	series.values = arena_many(arena, double, lines);
	bench_line(&text, &line);
	while (bench_line(&text, &line))
		if (bench_cells(arena, line, cells, 2) == 2) {
			series.times[series.count] = cells[0];
			series.values[series.count++] = bench_number(cells[1]);
		}
	return series;
}

struct nab {
	double hit[PLACES_MAX]; /* 1 or 0 for each window */
	double random[PLACES_MAX];
	size_t windows, changes, outside, series;
};

static bool is_within(str time, const struct tree *window)
{
	str from = tree_nth(window, 0)->text, to = tree_nth(window, 1)->text;

	return str_compare(time, str_slice(from, 0, time.length)) >= 0 &&
	       str_compare(time, str_slice(to, 0, time.length)) <= 0;
}

static void add_nab(struct nab *nab, const struct nab_series *series,
		    const struct tree *windows, uint64_t *dice)
{
	struct places found = found_in(series->values, series->count);
	size_t count = tree_count(windows), inside = 0;

	for (size_t i = 0; i < count && nab->windows < PLACES_MAX; i++) {
		size_t ours = 0, random = 0;

		for (size_t j = 1; j < found.count; j++) {
			size_t place = (size_t)(bench_roll(dice) * (double)series->count);

			ours += is_within(series->times[found.items[j]],
					  tree_nth(windows, i));
			random += is_within(series->times[place], tree_nth(windows, i));
		}
		inside += ours;
		nab->hit[nab->windows] = ours > 0;
		nab->random[nab->windows++] = random > 0;
	}
	nab->changes += found.count - 1;
	nab->outside += found.count - 1 - inside;
	nab->series++;
}

static void measure_nab(struct bench *bench)
{
	struct nab *nab = arena_one(bench->arena, struct nab);
	uint64_t dice = 5;

	if (!bench_has(bench, "nab"))
		return;

	const struct tree *files = read_json(bench, "nab/windows.json");

	for (size_t i = 0; i < tree_count(files); i++) {
		str path = arena_format(bench->arena, "nab/" STR_FMT,
					STR_ARG(tree_nth_name(files, i)));
		str text = { 0 };

		if (!bench_read(bench, bench->arena, path.bytes, &text))
			continue;

		struct nab_series series = read_nab(bench->arena, text);

		if (series.count > 0)
			add_nab(nab, &series, tree_nth(files, i), &dice);
	}

	struct figure hits = bench_reported("NAB: windows with a change in them",
					    bench_mean(nab->hit, nab->windows));
	struct figure outside = bench_reported("NAB: changes outside of windows",
					       (double)nab->outside /
						       (double)nab->series);

	hits.n = nab->windows;
	hits.random = bench_mean(nab->random, nab->windows);
	bench_interval(bench->arena, nab->hit, nab->windows, bench_mean, &hits.low,
		       &hits.high);
	outside.n = nab->series;
	outside.unit = "per series";
	bench_figure(bench, &hits);
	bench_figure(bench, &outside);
}

void diagnosis_changes(struct bench *bench)
{
	measure_tcpd(bench);
	measure_nab(bench);
}
