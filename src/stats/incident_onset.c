#include "stats/incident_onset.h"

#include "base/scoped.h"
#include "stats/order.h"
#include "stats/shift.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define CHANCE_MAX 0.05

/* A series without noise gains more than this. */
#define ALIKE_GAIN_MAX 1e4

enum {
	/* Steps of time in a window; finer is not needed to say what is usual. */
	STEPS_MAX = 4096,
	/* Steps that are nearer to the fullest may belong to the incident and say nothing
	 * about what is usual: of a minute each, what follows it in ten. */
	APART = 10,
	/* Changes that are nearer follow one another: each is dated to a sample or two,
	 * and a caller takes one or two more. */
	FOLLOWS = 4,
	/* What one series may need while it is looked at. */
	SCRATCH_BYTES_MAX = 1 << 30,
	/* Of the series: enough that threads end at nearly the same time. */
	PARTS = 64,
};

/* That one series changed. */
struct change {
	int64_t at;
	double gain;
	size_t group, series;
};

struct scan {
	const struct onset_series *series;
	size_t count;
	int64_t from, to;
	struct change
		*changes; /* oldest first; of each series while they are looked at */
	size_t change_count;
	bool *changed; /* each series */
	double *steps; /* of each series; NaN when it has none */
	size_t groups; /* that have a series of any use */
	int64_t step;  /* the usual time between two samples */
};

/* What lies in the window, without what is no later than the sample before. */
struct window {
	int64_t *at;
	double *values, *gains;
	size_t count;
};

static struct window window_of(struct arena *arena, const struct onset_series *series,
			       const struct scan *scan)
{
	struct window window = { .at = arena_many(arena, int64_t, series->count),
				 .values = arena_many(arena, double, series->count),
				 .gains = arena_many(arena, double, series->count) };

	for (size_t i = 0; i < series->count; i++) {
		int64_t at = series->at[i];

		if (at < scan->from || at >= scan->to || !isfinite(series->values[i]) ||
		    (window.count > 0 && at <= window.at[window.count - 1]))
			continue;
		window.at[window.count] = at;
		window.values[window.count++] = series->values[i];
	}
	return window;
}

static void scan_series(struct scan *scan, size_t which, struct arena *scratch)
{
	struct window window = window_of(scratch, &scan->series[which], scan);
	size_t count = window.count;

	scan->steps[which] = NAN;
	if (count < 2)
		return;

	struct shift shift = shift_find_with_gains(scratch, window.values, count,
						   window.gains);

	scan->changed[which] = shift.kind != SHIFT_NONE;
	if (scan->changed[which])
		scan->changes[which] = (struct change){
			.at = window.at[shift.at],
			.gain = fmax(window.gains[shift.at], window.gains[shift.settled]),
			.group = scan->series[which].group,
			.series = which,
		};
	scan->steps[which] = (double)(window.at[count - 1] - window.at[0]) /
			     (double)(count - 1);
}

static void scan_part(void *context, size_t part)
{
	struct scan *scan = context;
	scoped_arena scratch = arena_new(SCRATCH_BYTES_MAX);

	for (size_t i = part * scan->count / PARTS; i < (part + 1) * scan->count / PARTS;
	     i++) {
		scan_series(scan, i, scratch);
		arena_reset(scratch);
	}
}

static int compare(double a, double b)
{
	return (a > b) - (a < b);
}

/* By their times and gains, so that the order of the series does not matter. */
static int by_time(const void *left, const void *right)
{
	const struct change *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return compare(a->gain, b->gain);
}

static void scan_all(struct scan *scan, struct arena *arena, spread_function spread)
{
	bool *grouped = arena_many(arena, bool, scan->count);

	scan->changes = arena_many(arena, struct change, scan->count);
	scan->changed = arena_many(arena, bool, scan->count);
	scan->steps = arena_many(arena, double, scan->count);
	spread(PARTS, scan_part, scan);
	for (size_t i = 0; i < scan->count; i++) {
		size_t group = scan->series[i].group;

		assert(group < scan->count);
		if (scan->changed[i])
			scan->changes[scan->change_count++] = scan->changes[i];
		if (isnan(scan->steps[i]) || grouped[group])
			continue;
		grouped[group] = true;
		scan->groups++;
	}

	double step = stats_median(scan->steps, scan->count);

	scan->step = step >= 1 ? (int64_t)step : 1;
	if (scan->change_count > 1)
		qsort(scan->changes, scan->change_count, sizeof(*scan->changes), by_time);
}

/* Two changes at one time that gain the same to six places are one measurement under two
 * names or in two units: a node's load among the readings of each of its pods, bytes and
 * per cent. Without noise they only look alike. */
static bool is_copy(const struct change *change, const struct change *other)
{
	return change->at == other->at && other->gain < ALIKE_GAIN_MAX &&
	       change->gain - other->gain <= 1e-6 * change->gain;
}

static void drop_copies(struct scan *scan)
{
	size_t kept = 0;

	for (size_t i = 0; i < scan->change_count; i++)
		if (kept == 0 || !is_copy(&scan->changes[i], &scan->changes[kept - 1]))
			scan->changes[kept++] = scan->changes[i];
	scan->change_count = kept;
}

/* How much changed in each step of time. */
struct steps {
	int64_t from, length;
	double *weights;
	size_t count;
};

static size_t step_of(const struct steps *steps, int64_t at)
{
	return (size_t)((at - steps->from) / steps->length);
}

static struct steps steps_of(struct arena *arena, const struct scan *scan)
{
	int64_t length = (scan->to - scan->from) / STEPS_MAX + 1;
	struct steps steps = { .from = scan->from,
			       .length = scan->step > length ? scan->step : length };

	steps.count = step_of(&steps, scan->to) + 1;
	steps.weights = arena_many(arena, double, steps.count);

	/* What each group has had in the step before the one that is filled. */
	double *spent = arena_many(arena, double, scan->count);
	size_t *spent_in = arena_many(arena, size_t, scan->count);

	for (size_t i = 0; i < scan->change_count; i++) {
		const struct change *change = &scan->changes[i];
		size_t step = step_of(&steps, change->at);
		double gain = fmin(change->gain, INCIDENT_ONSET_GAIN_MAX);

		if (spent_in[change->group] != step + 1) {
			spent_in[change->group] = step + 1;
			spent[change->group] = 0;
		}
		gain = fmin(gain, INCIDENT_ONSET_GROUP_MAX - spent[change->group]);
		spent[change->group] += gain;
		steps.weights[step] += gain / INCIDENT_ONSET_GAIN_MAX;
	}
	return steps;
}

/* A change is dated to a sample or so: the sum over a step and its two neighbours. */
static double around(const struct steps *steps, size_t which)
{
	return (which > 0 ? steps->weights[which - 1] : 0) + steps->weights[which] +
	       (which + 1 < steps->count ? steps->weights[which + 1] : 0);
}

static size_t fullest(const struct steps *steps)
{
	size_t best = 0;

	for (size_t i = 1; i < steps->count; i++) {
		double more = around(steps, i) - around(steps, best);

		/* Of those that have the same ones around them the one they are in. */
		if (more > 0 || (more == 0 && steps->weights[i] > steps->weights[best]))
			best = i;
	}
	return best;
}

/* It may have all it has beside it. */
static size_t heaviest_near(const struct steps *steps, size_t which)
{
	size_t best = which;

	for (size_t i = which > 0 ? which - 1 : 0; i <= which + 1 && i < steps->count;
	     i++)
		if (steps->weights[i] > steps->weights[best])
			best = i;
	return best;
}

static bool is_apart(size_t which, size_t from)
{
	return which + APART <= from || which >= from + APART;
}

/* What the sums are like elsewhere. */
struct usual {
	double mean, variance;
};

static struct usual usual_of(const struct steps *steps, size_t which,
			     double (*of)(const struct steps *steps, size_t which))
{
	double sum = 0, squares = 0, count = 0;

	for (size_t i = 0; i < steps->count; i++) {
		if (!is_apart(i, which))
			continue;
		sum += of(steps, i);
		squares += of(steps, i) * of(steps, i);
		count++;
	}
	if (count < 1)
		return (struct usual){ 0 };
	return (struct usual){ sum / count,
			       fmax(0, squares / count - sum / count * (sum / count)) };
}

/* At least so many when they come by chance at this rate (Poisson). */
static double poisson_tail(double hits, double rate)
{
	double term = exp(-rate), below = 0;

	for (double i = 0; i < hits && i < 1000; i++) {
		below += term;
		term *= rate / (i + 1);
	}
	return fmax(0, 1 - below);
}

/* That the sum is as large somewhere in the window by chance. Sums come in lumps as large
 * as their variance is to their mean, so that they are counted in lumps. */
static double chance_of(double sum, const struct usual *usual, double places)
{
	/* What never happened elsewhere is not known to be rarer than half of once. */
	double mean = fmax(usual->mean, 0.5 / places);
	double lump = fmax(usual->variance / mean, 1);

	return fmin(1, places * poisson_tail(floor(sum / lump), mean / lump));
}

static double weight_in(const struct steps *steps, size_t which)
{
	return steps->weights[which];
}

/* How far apart changes may be that follow one another: so near that fewer than one in
 * five steps would be as heavy by chance. */
static size_t stride(const struct steps *steps, size_t from, double least)
{
	double heavy = 0, all = 0;

	for (size_t i = 0; i < steps->count; i++) {
		if (!is_apart(i, from))
			continue;
		heavy += steps->weights[i] > least;
		all++;
	}
	return heavy * FOLLOWS <= all / 5 ? FOLLOWS : (size_t)fmax(1, all / 5 / heavy);
}

/* Back to the first of the steps that hold more than usual and follow one another. */
static size_t walk_back(const struct steps *steps, size_t which)
{
	struct usual usual = usual_of(steps, which, weight_in);
	double least = usual.mean + 2 * sqrt(usual.variance);
	size_t first = which, near = stride(steps, which, least);

	for (size_t i = which; i-- > 0 && first - i <= near;)
		if (steps->weights[i] > least)
			first = i;
	return first;
}

static void judge(struct incident_onset *onset, const struct scan *scan,
		  struct arena *arena)
{
	struct steps steps = steps_of(arena, scan);
	size_t middle = fullest(&steps), most = heaviest_near(&steps, middle);
	struct usual usual = usual_of(&steps, middle, around);
	bool *seen = arena_many(arena, bool, scan->count);

	onset->chance = chance_of(around(&steps, middle), &usual, (double)steps.count);
	size_t first = walk_back(&steps, most);

	for (size_t i = scan->change_count; i-- > 0;) {
		const struct change *change = &scan->changes[i];
		size_t step = step_of(&steps, change->at);

		if (step < first || step > most + 1)
			continue;
		onset->groups += !seen[change->group];
		seen[change->group] = true;
		if (step == most)
			onset->most_at = change->at;
		onset->at = change->at;
		onset->first = change->series;
	}
	/* Where all that is known changed there is nothing to compare with. */
	onset->found = onset->chance <= CHANCE_MAX || onset->groups == scan->groups;
}

struct incident_onset incident_onset_spread(struct arena *arena,
					    const struct onset_series *series,
					    size_t count, int64_t from, int64_t to,
					    spread_function spread)
{
	struct incident_onset onset = { .first = count, .chance = 1 };
	struct scan scan = { .series = series, .count = count, .from = from, .to = to };

	if (count == 0 || to <= from || from < -INCIDENT_ONSET_MS_MAX ||
	    to > INCIDENT_ONSET_MS_MAX)
		return onset;
	scan_all(&scan, arena, spread);
	drop_copies(&scan);
	if (scan.change_count > 0)
		judge(&onset, &scan, arena);
	return onset;
}

struct incident_onset incident_onset_of(struct arena *arena,
					const struct onset_series *series, size_t count,
					int64_t from, int64_t to)
{
	return incident_onset_spread(arena, series, count, from, to, spread_alone);
}
