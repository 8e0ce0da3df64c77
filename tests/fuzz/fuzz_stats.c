/* Any numbers at all: what comes back is finite, or the NaN and infinity that the headers
 * speak of, and places are within the series. The first byte says how the others are
 * read: as doubles, or one byte a sample, in which the largest stand for what no
 * measurement should be. */
#include "base/scoped.h"
#include "stats/capacity.h"
#include "stats/counter.h"
#include "stats/incident_onset.h"
#include "stats/likeness.h"
#include "stats/order.h"
#include "stats/poisson.h"
#include "stats/robust.h"
#include "stats/shift.h"
#include "stats/trend.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FUZZ_ARENA_BYTES = 1 << 30, SAMPLES_MAX = 256 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

struct input {
	double values[SAMPLES_MAX], own[SAMPLES_MAX], times[SAMPLES_MAX];
	size_t count, finite;
	double low, high; /* of those that are finite */
};

static double strange(uint8_t byte)
{
	static const double all[] = { NAN,         INFINITY, -INFINITY, DBL_MAX,
				      -DBL_MAX,    DBL_MIN,  5e-324,    -0.0,
				      DBL_MAX / 2, 1e-300,   1e300,     -1e300,
				      DBL_EPSILON, 1e16,     -5e-324,   0 };

	return byte < 240 ? (double)byte : all[byte - 240];
}

static struct input *read_input(struct arena *arena, const uint8_t *bytes, size_t size)
{
	struct input *input = arena_one(arena, struct input);
	bool wide = size > 0 && bytes[0] % 2 == 0;
	size_t each = wide ? sizeof(double) : 1;

	for (size_t at = 1; at + each <= size && input->count < SAMPLES_MAX; at += each) {
		double value;

		if (wide)
			memcpy(&value, bytes + at, sizeof(value));
		else
			value = strange(bytes[at]);
		input->values[input->count++] = value;
		if (!isfinite(value))
			continue;
		input->low = input->finite == 0 || value < input->low ? value
								      : input->low;
		input->high = input->finite == 0 || value > input->high ? value
									: input->high;
		input->finite++;
	}
	for (size_t i = 0; i < input->count; i++)
		input->times[i] = (double)i * 60 + (i % 7 == 3 ? 0.5 : 0);
	return input;
}

static double *own(struct input *input)
{
	memcpy(input->own, input->values, input->count * sizeof(double));
	return input->own;
}

static bool is_number(const struct input *input, double value)
{
	return input->finite > 0 ? isfinite(value) : isnan(value);
}

static void order(struct input *input)
{
	struct quartiles quartiles = stats_quartiles(own(input), input->count);

	must(quartiles.count == input->finite);
	if (input->finite > 0)
		must(input->low <= quartiles.lower &&
		     quartiles.lower <= quartiles.median &&
		     quartiles.median <= quartiles.upper &&
		     quartiles.upper <= input->high);
	must(is_number(input, quartiles.median));
	for (size_t i = 0; i < input->count && i < 8; i++) {
		double found = stats_quantile(own(input), input->count, input->values[i]);

		must(is_number(input, found) || isnan(input->values[i]));
		must(isnan(found) || (found >= input->low && found <= input->high));
	}
}

static void robust(struct arena *arena, struct input *input)
{
	struct robust robust = robust_of(arena, input->values, input->count);

	must(is_number(input, robust.centre) && is_number(input, robust.scale));
	must(!(robust.scale < 0));
	for (size_t i = 0; i < input->count; i++) {
		double score = robust_score(&robust, 0, input->values[i]);

		must(isnan(score) ? !isfinite(input->values[i])
				  : fabs(score) <= ROBUST_SCORE_MAX);
	}
	must(likeness_of(input->values, 0) == 1);
}

static void check_shift(const struct input *input, const struct shift *shift)
{
	must(isfinite(shift->gain) && shift->gain >= 0);
	must(is_number(input, shift->before) && is_number(input, shift->after));
	if (shift->kind == SHIFT_NONE) {
		must(shift->at == 0 && shift->settled == 0);
		return;
	}
	must(shift->at < input->count && shift->settled < input->count);
	must(shift->kind == SHIFT_STEP ? shift->at == shift->settled
				       : shift->at < shift->settled);
	must(isfinite(input->values[shift->at]) &&
	     isfinite(input->values[shift->settled]));
}

static void shifts(struct arena *arena, struct input *input)
{
	double *gains = arena_many(arena, double, input->count);
	struct shift shift = shift_find_with_gains(arena, input->values, input->count,
						   gains);
	struct shift found[SHIFTS_MAX];
	size_t count = shifts_find(arena, input->values, input->count, found, SHIFTS_MAX);

	check_shift(input, &shift);
	for (size_t i = 0; i < input->count; i++)
		must(isfinite(gains[i]) && gains[i] >= 0);
	must(count <= SHIFTS_MAX);
	for (size_t i = 0; i < count; i++) {
		must(found[i].kind != SHIFT_NONE);
		must(i == 0 || found[i - 1].settled < found[i].at);
		check_shift(input, &found[i]);
	}
}

static void check_trend(const struct trend *trend)
{
	double sum = trend->slope + trend->slope_low + trend->slope_high;

	if (isnan(trend->slope)) {
		must(isnan(sum) && isnan(trend->level) && isnan(trend->score));
		return;
	}
	must(isfinite(trend->slope) && isfinite(trend->level) && isfinite(trend->score));
	must(trend->slope_low <= trend->slope && trend->slope <= trend->slope_high);
}

static void check_until(const struct until *until)
{
	must(isnan(until->likely) ||
	     (until->soonest >= 0 && until->soonest <= until->likely &&
	      until->likely <= until->latest));
}

static void trends(struct arena *arena, struct input *input)
{
	/* Once over even times, once over whatever the values are. */
	const double *const times[] = { input->times, input->values };

	for (size_t i = 0; i < 2; i++) {
		struct trend trend = trend_of(arena, times[i], input->values,
					      input->count);
		struct leak leak = leak_of(arena, times[i], input->values, input->count);

		check_trend(&trend);
		check_trend(&leak.floor);
		for (size_t j = 0; j < input->count && j < 4; j++) {
			struct until full = trend_until_ceiling(&trend, input->values[j]);
			struct until empty = trend_until_floor(&trend, input->values[j]);

			check_until(&full);
			check_until(&empty);
		}
	}
	for (size_t i = 0; i < input->count && i < 4; i++) {
		struct saturation found = saturation_of(input->values, input->count,
							input->values[i]);

		must(!found.saturated || found.share > 0.5);
		must(isnan(found.share) || (found.share >= 0 && found.share <= 1));
	}
}

static void counters(struct input *input)
{
	must(isfinite(counter_increase(input->values, input->count)));
	(void)counter_is_likely(input->values, input->count);

	size_t rates = counter_rates(input->times, input->values, input->count,
				     own(input));

	for (size_t i = 0; i < input->count; i++) {
		must(isfinite(input->own[i]) || isnan(input->own[i]));
		rates -= isfinite(input->own[i]);
	}
	must(rates == 0);
	counter_rates(input->values, input->values, input->count, own(input));
}

static void arithmetic(const struct input *input)
{
	for (size_t i = 0; i + 3 < input->count && i < 40; i++) {
		const double *v = input->values + i;
		double answers[] = { capacity_in_flight(v[0], v[1]),
				     capacity_rate(v[0], v[1]),
				     capacity_busy(v[0], v[1], v[2]),
				     capacity_response(v[0], v[1]),
				     capacity_waiting(v[0], v[1]),
				     capacity_headroom(v[0], v[1]),
				     capacity_replicas(v[0], v[1], v[2], v[3]),
				     capacity_retries(v[0], v[1]) };

		for (size_t j = 0; j < sizeof(answers) / sizeof(answers[0]); j++)
			must(isnan(answers[j]) || answers[j] >= 0);
		must(!(capacity_waiting(v[0], v[1]) > 1));
		must(!isnan(poisson_llr(v[0], v[1], v[2], v[3])));
	}
}

/* Eight series of what there is, with times that stand still and go back. */
static void onsets(struct arena *arena, const struct input *input)
{
	enum { SERIES = 8 };
	struct onset_series series[SERIES];
	size_t each = input->count / SERIES;
	int64_t *at = arena_many(arena, int64_t, each);
	int64_t to = (int64_t)each * 1000;

	for (size_t i = 0; i < each; i++) {
		double wanted = input->values[i] * 10 + (double)i * 1000;

		at[i] = wanted > -1e18 && wanted < 1e18 ? (int64_t)wanted : INT64_MAX;
	}
	for (size_t i = 0; i < SERIES; i++)
		series[i] = (struct onset_series){ at, input->values + i * each, each,
						   i % 3 };

	struct incident_onset onset = incident_onset_of(arena, series, SERIES, 0, to);

	must(onset.chance >= 0 && onset.chance <= 1 && onset.groups <= 3);
	must(onset.first <= SERIES);
	if (onset.first < SERIES)
		must(onset.at >= 0 && onset.at <= onset.most_at && onset.most_at < to);
	else
		must(!onset.found);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	struct input *input = read_input(arena, bytes, size);

	order(input);
	robust(arena, input);
	shifts(arena, input);
	trends(arena, input);
	counters(input);
	arithmetic(input);
	onsets(arena, input);
	return 0;
}
