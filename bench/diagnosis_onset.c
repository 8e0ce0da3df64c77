/* When it began: how close the onset of a series comes to where it is known. */
#include "base/scoped.h"
#include "bench/diagnosis.h"
#include "stats/shift.h"

#include <math.h>

enum { SERIES = 50000, SAMPLES = 720 };

/* Half of the series are noise; the others step or climb somewhere. Each core ranks its
 * own part of them, so one core is measured. */
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
	measure_speed(bench);
}
