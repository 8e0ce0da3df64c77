/* When it began: how close the onset of a series comes to where it is known.
 *
 * Changes of a known place and height are added to real series from hours without a
 * fault: each of Train Ticket's metrics, one sample a minute, over the last four hours of
 * each day (the faults were in its first), in windows of two hours. A height is given in
 * robust standard deviations of the window; a series whose quartiles are equal has none
 * and is left out. A change that is not found counts as missed by the whole window. */
#include "base/scoped.h"
#include "bench/diagnosis.h"
#include "stats/order.h"
#include "stats/robust.h"
#include "stats/shift.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	SERIES = 50000,
	SAMPLES = 720,
	WINDOW = 120,
	WINDOWS_PER_DAY = 2,
	RAMP = 15,
	NEAR = 3,
};

struct window {
	double values[WINDOW];
	double scale;
};

struct windows {
	struct window *items;
	size_t count, capacity;
	size_t still; /* left out, for want of a scale */
};

static void add_windows(struct arena *arena, struct windows *windows,
			const double *values, size_t count)
{
	for (size_t i = 1; i <= WINDOWS_PER_DAY && i * WINDOW <= count; i++) {
		struct window window;

		memcpy(window.values, values + count - i * WINDOW, sizeof(window.values));
		window.scale = robust_of(arena, window.values, WINDOW).scale;
		if (window.scale > 0)
			*list_add(arena, windows) = window;
		else
			windows->still++;
	}
}

static void add_day(struct bench *bench, struct windows *windows, const char *folder)
{
	str *names = NULL;
	size_t count = bench_list(bench, bench->arena, folder, &names);

	for (size_t i = 0; i < count; i++) {
		str path = arena_format(bench->arena, "%s/" STR_FMT, folder,
					STR_ARG(names[i]));
		str text = { 0 };

		if (!bench_read(bench, bench->arena, path.bytes, &text))
			continue;

		struct bench_table table = bench_table(bench->arena, text, 3);

		for (size_t j = 3; j < table.count; j++)
			add_windows(bench->arena, windows, table.columns[j], table.rows);
	}
}

static double distance(size_t a, size_t b)
{
	return a > b ? (double)(a - b) : (double)(b - a);
}

/* The simplest rule: where the largest step from one sample to the next is. */
static size_t largest_jump(const double *values, size_t count)
{
	size_t best = 0;
	double largest = -1;

	for (size_t i = 1; i < count; i++) {
		double jump = fabs(values[i] - values[i - 1]);

		if (jump > largest) {
			largest = jump;
			best = i;
		}
	}
	return best;
}

struct errors {
	double *ours, *trivial, *random;
	size_t count, found;
};

static struct errors inject(struct bench *bench, const struct windows *windows,
			    double height, size_t length)
{
	struct errors errors = {
		.ours = arena_many(bench->arena, double, windows->count),
		.trivial = arena_many(bench->arena, double, windows->count),
		.random = arena_many(bench->arena, double, windows->count)
	};
	scoped_arena scratch = arena_new((size_t)1 << 20);
	uint64_t dice = 7;

	for (size_t i = 0; i < windows->count; i++) {
		size_t at = WINDOW / 4 + (size_t)(bench_roll(&dice) * WINDOW / 2);
		double side = bench_roll(&dice) < 0.5 ? -1 : 1, values[WINDOW];

		for (size_t j = 0; j < WINDOW; j++) {
			double part = j < at ? 0
					     : fmin(1, (double)(j - at + 1) /
							       (double)length);

			values[j] = windows->items[i].values[j] +
				    side * height * windows->items[i].scale * part;
		}

		struct shift shift = shift_find(scratch, values, WINDOW);
		bool found = shift.kind != SHIFT_NONE;

		errors.found += found;
		errors.ours[errors.count] = found ? distance(shift.at, at) : WINDOW;
		errors.trivial[errors.count] = distance(largest_jump(values, WINDOW), at);
		errors.random[errors.count++] = distance(
			(size_t)(bench_roll(&dice) * WINDOW), at);
		arena_reset(scratch);
	}
	return errors;
}

static double near_share(double *values, size_t count)
{
	size_t near = 0;

	for (size_t i = 0; i < count; i++)
		near += values[i] <= NEAR;
	return count > 0 ? (double)near / (double)count : NAN;
}

static void add_baselines(struct bench *bench, struct figure *figure,
			  const struct errors *errors,
			  double (*statistic)(double *values, size_t count))
{
	figure->n = errors->count;
	figure->random = statistic(errors->random, errors->count);
	figure->trivial = statistic(errors->trivial, errors->count);
	bench_interval(bench->arena, errors->ours, errors->count, statistic, &figure->low,
		       &figure->high);
	figure->note = "trivial: the largest jump";
	bench_figure(bench, figure);
}

static void measure_places(struct bench *bench)
{
	static const char *const days[] = { "nezha-trainticket/2023-01-29/metric",
					    "nezha-trainticket/2023-01-30/metric" };
	struct windows windows = { 0 };

	if (!bench_has(bench, "nezha-trainticket"))
		return;
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++)
		add_day(bench, &windows, days[i]);
	bench_say(
		bench,
		"onset: %zu windows of fault-free series; %zu left out, without a scale",
		windows.count, windows.still);

	struct errors none = inject(bench, &windows, 0, 1);
	struct figure alarms = bench_reported("a change is found where none was added",
					      (double)none.found / (double)none.count);

	alarms.n = none.count;
	alarms.note = "most are memory, which moves by itself";
	bench_figure(bench, &alarms);
	for (int height = 4; height <= 8; height *= 2) {
		struct errors errors = inject(bench, &windows, height, 1);
		double share = near_share(errors.ours, errors.count);
		struct figure step = bench_reported("step of 8σ, within 3 samples",
						    share);

		if (height == 4)
			step = bench_at_least("step of 4σ, within 3 samples", share,
					      0.79);
		add_baselines(bench, &step, &errors, near_share);
	}
	for (int height = 4; height <= 8; height *= 2) {
		struct errors errors = inject(bench, &windows, height, RAMP);
		double middle = stats_median(errors.ours, errors.count);
		struct figure ramp = bench_reported("ramp of 4σ, median error", middle);

		if (height == 8)
			ramp = bench_at_most("ramp of 8σ, median error", middle, 3);
		ramp.unit = "samples";
		add_baselines(bench, &ramp, &errors, stats_median);
	}
}

/* Half of the series are noise; the others step or climb somewhere. */
static void measure_speed(struct bench *bench)
{
	float *all = arena_many(bench->arena, float, (size_t)SERIES *SAMPLES);
	scoped_arena scratch = arena_new((size_t)1 << 20);
	uint64_t dice = 1;
	size_t changes = 0;

	for (size_t i = 0; i < SERIES; i++) {
		double place = bench_roll(&dice) * SAMPLES * 2;
		double length = 1 + bench_roll(&dice) * 20;

		for (size_t j = 0; j < SAMPLES; j++)
			all[i * SAMPLES + j] = (float)(bench_noise(&dice) +
						       6 * fmax(0,
								fmin(1,
								     ((double)j - place) /
									     length)));
	}

	double began = bench_cpu_seconds();

	for (size_t i = 0; i < SERIES; i++) {
		double *values = arena_many(scratch, double, SAMPLES);

		for (size_t j = 0; j < SAMPLES; j++)
			values[j] = (double)all[i * SAMPLES + j];
		changes += shift_find(scratch, values, SAMPLES).kind != SHIFT_NONE;
		arena_reset(scratch);
	}

	struct figure time = bench_at_most("onset of 50,000 series × 720",
					   bench_cpu_seconds() - began, 1);
	struct figure memory = bench_at_most("onset of 50,000 series × 720, peak",
					     bench_peak_mebibytes(), 512);

	time.unit = "s of a core";
	memory.unit = "MiB";
	time.n = memory.n = SERIES;
	bench_figure(bench, &time);
	bench_figure(bench, &memory);
	bench_say(bench, "%zu of %d series changed", changes, SERIES);
}

void diagnosis_onset(struct bench *bench)
{
	/* First, so that the peak of memory is its own. */
	measure_speed(bench);
	measure_places(bench);
}
