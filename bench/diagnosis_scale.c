/* How large a case may be: 50,000 series of 720 samples and a million log lines, of 500
 * services over twelve hours, of which the last hour is the incident. The case is made
 * before the time is taken; its memory counts. */
#include "bench/diagnosis.h"
#include "core/diagnosis/diagnosis.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	SERVICES = 500,
	METRICS = 100,
	SERIES = SERVICES * METRICS,
	SAMPLES = 720,
	INCIDENT = 60,
	LINES = 1000000,
	KINDS = 200,
	LINE_BYTES = 80,
	GUILTY = 137,
};

static const instant_ms began = 1700000000000;

static void add_series(struct bench *bench, struct diagnosis_case *known,
		       const str *services)
{
	struct case_series *series = arena_many(bench->arena, struct case_series, SERIES);
	double *values = arena_many(bench->arena, double, (size_t)SERIES *SAMPLES);
	instant_ms *at = arena_many(bench->arena, instant_ms, SAMPLES);
	str names[METRICS];
	uint64_t dice = 1;

	for (size_t i = 0; i < SAMPLES; i++)
		at[i] = began + (instant_ms)i * MINUTE_MS;
	for (size_t i = 0; i < METRICS; i++)
		names[i] = arena_format(bench->arena, "metric_%zu", i);
	for (size_t i = 0; i < SERIES; i++) {
		double *own = values + i * SAMPLES;
		bool moves = i / METRICS == GUILTY && i % 3 == 0;

		for (size_t j = 0; j < SAMPLES; j++)
			own[j] = 100 + 4 * bench_roll(&dice) +
				 (moves && j >= SAMPLES - INCIDENT ? 20 : 0);
		series[i] = (struct case_series){ .entity = services[i / METRICS],
						  .name = names[i % METRICS],
						  .at = at,
						  .values = own,
						  .count = SAMPLES };
	}
	known->series = series;
	known->series_count = SERIES;
}

static void add_lines(struct bench *bench, struct diagnosis_case *known,
		      const str *services)
{
	static const char *const verbs[] = { "accepted", "closed", "retried", "stored" };
	struct case_line *lines = arena_many(bench->arena, struct case_line, LINES);
	char *text = arena_many(bench->arena, char, (size_t)LINES *LINE_BYTES);
	uint64_t dice = 2;

	for (size_t i = 0; i < LINES; i++) {
		size_t kind = (size_t)(bench_roll(&dice) * KINDS);
		size_t service = (size_t)(bench_roll(&dice) * SERVICES);
		char *own = text + i * LINE_BYTES;
		int length = snprintf(own, LINE_BYTES,
				      "INFO part%zu request %d of 10.0.%d.%d %s in %d ms",
				      kind, (int)(bench_roll(&dice) * 1e6),
				      (int)(bench_roll(&dice) * 256),
				      (int)(bench_roll(&dice) * 256),
				      verbs[kind % (sizeof(verbs) / sizeof(verbs[0]))],
				      (int)(bench_roll(&dice) * 500));

		lines[i] = (struct case_line){
			.entity = services[service],
			.text = { own, (size_t)length },
			.at = began +
			      (instant_ms)((double)i / LINES * SAMPLES * MINUTE_MS),
		};
	}
	known->lines = lines;
	known->line_count = LINES;
}

void diagnosis_scale(struct bench *bench)
{
	instant_ms since = began + (SAMPLES - INCIDENT) * MINUTE_MS;
	struct diagnosis_case known = {
		.before = { began, since },
		.during = { since, began + SAMPLES * MINUTE_MS },
	};
	str *services = arena_many(bench->arena, str, SERVICES);
	struct diagnosis diagnosis = { 0 };
	struct error error = { 0 };

	for (size_t i = 0; i < SERVICES; i++)
		services[i] = arena_format(bench->arena, "service-%zu", i);
	add_series(bench, &known, services);
	add_lines(bench, &known, services);
	bench_say(bench, "scale: the case itself takes %.0f MiB", bench_peak_mebibytes());

	double wall = bench_wall_seconds(), cpu = bench_cpu_seconds();
	bool done = diagnose(bench->arena, &known, &diagnosis, &error);

	wall = bench_wall_seconds() - wall;
	cpu = bench_cpu_seconds() - cpu;

	struct figure time = bench_at_most("50,000 × 720 and 1,000,000 lines", cpu, 5);
	struct figure memory = bench_at_most("50,000 × 720 and 1,000,000 lines, peak",
					     bench_peak_mebibytes(), 512);

	time.unit = "s of CPU";
	memory.unit = "MiB";
	bench_figure(bench, &time);
	bench_figure(bench, &memory);
	bench_say(bench, "scale: %.1f s by the wall; %s", wall,
		  !done ? error.text
		  : diagnosis.suspect_count == 0
			  ? "nobody is suspected"
			  : arena_format(bench->arena, STR_FMT " is suspected, " STR_FMT,
					 STR_ARG(diagnosis.suspects[0].entity),
					 STR_ARG(diagnosis.onset_says))
				    .bytes);
}
