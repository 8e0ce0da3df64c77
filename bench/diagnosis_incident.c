/* When an incident began, from all series of a system at once. Incidents are made: into
 * two fault-free hours of all of Train Ticket's series (one sample a minute), a change of
 * 4 to 8 robust standard deviations is added to a third of the series of one pod, as a
 * step or as a slope of up to ten minutes; and to a fifth of those of up to four other
 * pods, as steps, one to three minutes after it. */
#include "base/scoped.h"
#include "bench/diagnosis.h"
#include "stats/incident_onset.h"
#include "stats/order.h"
#include "stats/robust.h"

#include <math.h>
#include <string.h>

enum {
	WINDOW = 120,
	STRIDE = 30,
	WINDOWS = 5, /* of a day, which overlap */
	ROUNDS = 10, /* incidents in each */
	NEAR = 3,
	OTHER_PODS_MAX = 4,
	INCIDENTS_MAX = 400,
	MINUTE = 60 * 1000,
};

/* The last four hours of one series. */
struct quiet {
	const double *values;
	size_t pod;
};

struct day {
	struct quiet *items;
	size_t count, capacity;
	size_t pods;
};

static struct day read_day(struct bench *bench, const char *folder)
{
	const size_t length = WINDOW + (WINDOWS - 1) * STRIDE;
	struct day day = { 0 };
	str *names = NULL;
	size_t count = bench_list(bench, bench->arena, folder, &names);

	for (size_t i = 0; i < count; i++) {
		str path = arena_format(bench->arena, "%s/" STR_FMT, folder,
					STR_ARG(names[i]));
		str text = { 0 };

		if (!bench_read(bench, bench->arena, path.bytes, &text))
			continue;

		struct bench_table table = bench_table(bench->arena, text, 3);

		for (size_t j = 3; j < table.count && table.rows >= length; j++)
			*list_add(bench->arena, &day) = (struct quiet){
				table.columns[j] + table.rows - length, day.pods
			};
		day.pods++;
	}
	return day;
}

struct made {
	struct onset_series *series;
	double *values; /* of all, one after the other */
	int64_t at[WINDOW];
	size_t count;
};

static struct made copy_window(struct arena *arena, const struct day *day, size_t which)
{
	struct made made = { .series = arena_many(arena, struct onset_series, day->count),
			     .values = arena_many(arena, double, day->count *WINDOW),
			     .count = day->count };

	for (size_t i = 0; i < day->count; i++)
		memcpy(made.values + i * WINDOW, day->items[i].values + which * STRIDE,
		       WINDOW * sizeof(double));
	return made;
}

static struct incident_onset onset_in(struct arena *arena, struct made *made,
				      const struct day *day)
{
	for (size_t i = 0; i < WINDOW; i++)
		made->at[i] = (int64_t)(i + 1) * MINUTE;
	for (size_t i = 0; i < made->count; i++)
		made->series[i] = (struct onset_series){ .at = made->at,
							 .values = made->values +
								   i * WINDOW,
							 .count = WINDOW,
							 .group = day->items[i].pod };
	return incident_onset_of(arena, made->series, made->count, 0,
				 (int64_t)(WINDOW + 1) * MINUTE);
}

static void change_pod(struct arena *arena, struct made *made, const struct day *day,
		       size_t pod, double share, size_t from, size_t length,
		       uint64_t *dice)
{
	for (size_t i = 0; i < made->count; i++) {
		double *values = made->values + i * WINDOW;
		double side = bench_roll(dice) < 0.5 ? -1 : 1;
		double height = 4 + 4 * bench_roll(dice);

		if (day->items[i].pod != pod || bench_roll(dice) >= share)
			continue;
		height *= side * robust_of(arena, values, WINDOW).scale;
		for (size_t j = from; j < WINDOW; j++)
			values[j] += height *
				     fmin(1, (double)(j - from + 1) / (double)length);
	}
}

struct tally {
	double ours[INCIDENTS_MAX], most[INCIDENTS_MAX], random[INCIDENTS_MAX];
	double found[INCIDENTS_MAX], alarms[INCIDENTS_MAX];
	size_t count, quiet;
};

static void one_incident(struct tally *tally, const struct day *day, size_t which,
			 uint64_t *dice)
{
	scoped_arena arena = arena_new((size_t)1 << 30);
	struct made made = copy_window(arena, day, which);
	size_t from = WINDOW / 4 + (size_t)(bench_roll(dice) * WINDOW / 2);
	size_t others = (size_t)(bench_roll(dice) * (OTHER_PODS_MAX + 1));
	size_t length = 1;

	if (bench_roll(dice) < 0.5)
		length += (size_t)(bench_roll(dice) * 10);
	change_pod(arena, &made, day, (size_t)(bench_roll(dice) * (double)day->pods),
		   0.33, from, length, dice);
	for (size_t i = 0; i < others; i++)
		change_pod(arena, &made, day,
			   (size_t)(bench_roll(dice) * (double)day->pods), 0.2,
			   from + 1 + (size_t)(bench_roll(dice) * 3), 1, dice);

	struct incident_onset onset = onset_in(arena, &made, day);
	double truth = (double)made.at[from];
	size_t at = tally->count++;

	tally->found[at] = onset.found;
	tally->ours[at] = fabs((double)onset.at - truth) / MINUTE;
	tally->most[at] = fabs((double)onset.most_at - truth) / MINUTE;
	tally->random[at] = fabs(bench_roll(dice) * WINDOW - (double)from);
}

static double near_share(double *values, size_t count)
{
	size_t near = 0;

	for (size_t i = 0; i < count; i++)
		near += values[i] <= NEAR;
	return count > 0 ? (double)near / (double)count : NAN;
}

static void say(struct bench *bench, const char *name, const double *values, size_t count,
		double (*statistic)(double *values, size_t count), double *random)
{
	double *own = arena_many(bench->arena, double, count);

	memcpy(own, values, count * sizeof(*own));

	struct figure figure = bench_reported(name, statistic(own, count));

	figure.n = count;
	figure.random = random ? statistic(random, count) : NAN;
	bench_interval(bench->arena, values, count, statistic, &figure.low, &figure.high);
	bench_figure(bench, &figure);
}

void diagnosis_incident(struct bench *bench)
{
	static const char *const folders[] = { "nezha-trainticket/2023-01-29/metric",
					       "nezha-trainticket/2023-01-30/metric" };
	struct tally *tally = arena_one(bench->arena, struct tally);
	uint64_t dice = 11;

	if (!bench_has(bench, "nezha-trainticket"))
		return;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		struct day day = read_day(bench, folders[i]);

		for (size_t which = 0; which < WINDOWS && day.count > 0; which++) {
			scoped_arena arena = arena_new((size_t)1 << 30);
			struct made made = copy_window(arena, &day, which);

			tally->alarms[tally->quiet++] = onset_in(arena, &made, &day)
								.found;
			for (int round = 0; round < ROUNDS; round++)
				one_incident(tally, &day, which, &dice);
		}
	}
	say(bench, "incident: onset within 3 minutes", tally->ours, tally->count,
	    near_share, tally->random);
	say(bench, "incident: most changes within 3 minutes", tally->most, tally->count,
	    near_share, NULL);
	say(bench, "incident: median error, minutes", tally->ours, tally->count,
	    stats_median, tally->random);
	say(bench, "incident: is seen as one", tally->found, tally->count, bench_mean,
	    NULL);
	say(bench, "incident: seen where none was", tally->alarms, tally->quiet,
	    bench_mean, NULL);
}
