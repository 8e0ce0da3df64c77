#include "stats/trend.h"

#include "stats/likeness.h"
#include "stats/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct points {
	double *at, *values;
	size_t count;
};

static struct points finite_points(struct arena *arena, const double *at,
				   const double *values, size_t count)
{
	struct points points = { .at = arena_many(arena, double, count),
				 .values = arena_many(arena, double, count) };

	for (size_t i = 0; i < count; i++)
		if (isfinite(at[i]) && isfinite(values[i])) {
			points.at[points.count] = at[i];
			points.values[points.count++] = values[i];
		}
	return points;
}

/* Each of the parts becomes one point: its quantile at its middle. In place. */
static void thin(struct points *points, size_t parts, double quantile)
{
	size_t from = 0;

	if (points->count <= parts)
		return;
	for (size_t i = 0; i < parts; i++) {
		size_t to = points->count * (i + 1) / parts;
		double middle = points->at[from + (to - from - 1) / 2] / 2 +
				points->at[from + (to - from) / 2] / 2;

		points->values[i] = stats_quantile(points->values + from, to - from,
						   quantile);
		points->at[i] = middle;
		from = to;
	}
	points->count = parts;
}

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* Of the number of rising pairs less that of falling ones, when there is no trend. */
static double pairs_variance(struct arena *arena, const struct points *points)
{
	double *sorted = arena_many(arena, double, points->count);
	double n = (double)points->count, sum = n * (n - 1) * (2 * n + 5);

	memcpy(sorted, points->values, points->count * sizeof(*sorted));
	qsort(sorted, points->count, sizeof(*sorted), by_size);
	for (size_t i = 0, same = 1; i < points->count; i++, same++)
		if (i + 1 == points->count || sorted[i + 1] != sorted[i]) {
			double t = (double)same;

			sum -= t * (t - 1) * (2 * t + 5);
			same = 0;
		}
	return sum / 18;
}

struct slopes {
	double *items;
	size_t count;
	double rising; /* pairs that rise less those that fall */
};

static struct slopes slopes_of(struct arena *arena, const struct points *points)
{
	size_t n = points->count;
	struct slopes slopes = { .items = arena_many(arena, double, n *(n - 1) / 2) };

	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++) {
			/* Halves: their difference is a number where that of the
			 * wholes may be none. */
			double rise = points->values[j] / 2 - points->values[i] / 2;
			double run = points->at[j] / 2 - points->at[i] / 2;
			double slope = rise / run;

			slopes.rising += (rise > 0) - (rise < 0);
			if (run > 0 && isfinite(slope))
				slopes.items[slopes.count++] = slope;
		}
	return slopes;
}

/* The line through the median of what is left; what is left takes the place of the
 * values. */
static double level_and_rests(struct arena *arena, struct points *points, double slope)
{
	size_t n = points->count;
	double last = points->at[n - 1], *own = arena_many(arena, double, n);

	for (size_t i = 0; i < n; i++) {
		points->values[i] += (last - points->at[i]) * slope;
		own[i] = points->values[i];
	}

	double level = stats_median(own, n);

	for (size_t i = 0; i < n; i++) {
		points->values[i] -= level;
		if (!isfinite(points->values[i]))
			points->values[i] = 0;
	}
	return level;
}

static struct trend no_trend(size_t count)
{
	return (struct trend){ count, NAN, NAN, NAN, NAN, NAN };
}

static struct trend trend_through(struct arena *arena, struct points points)
{
	if (points.count < TREND_POINTS_MIN)
		return no_trend(points.count);

	double variance = pairs_variance(arena, &points);
	struct slopes slopes = slopes_of(arena, &points);
	struct trend trend = { .count = points.count };

	trend.slope = stats_median(slopes.items, slopes.count);
	if (isnan(trend.slope))
		return no_trend(points.count);
	trend.level = level_and_rests(arena, &points, trend.slope);
	if (isnan(trend.level))
		return no_trend(points.count);
	variance *= likeness_of(points.values, points.count);

	/* One pair less towards zero, for a discrete number taken as continuous. */
	double surplus = fmax(fabs(slopes.rising) - 1, 0);
	double pairs = (double)slopes.count, width = 1.96 * sqrt(variance);

	trend.score = variance > 0 ? copysign(surplus / sqrt(variance), slopes.rising)
				   : 0;
	trend.slope_low = stats_quantile(slopes.items, slopes.count,
					 0.5 - width / 2 / pairs);
	trend.slope_high = stats_quantile(slopes.items, slopes.count,
					  0.5 + width / 2 / pairs);
	return trend;
}

struct trend trend_of(struct arena *arena, const double *at, const double *values,
		      size_t count)
{
	struct points points = finite_points(arena, at, values, count);

	thin(&points, TREND_POINTS_MAX, 0.5);
	return trend_through(arena, points);
}

/* The way that is left is positive, and so is a slope that shortens it. */
static double time_for(double way, double slope)
{
	if (way <= 0)
		return 0;
	return slope > 0 ? way / slope : INFINITY;
}

struct until trend_until_ceiling(const struct trend *trend, double ceiling)
{
	double way = ceiling - trend->level;

	if (isnan(way) || isnan(trend->slope))
		return (struct until){ NAN, NAN, NAN };
	return (struct until){ .soonest = time_for(way, trend->slope_high),
			       .likely = time_for(way, trend->slope),
			       .latest = time_for(way, trend->slope_low) };
}

struct until trend_until_floor(const struct trend *trend, double floor)
{
	struct trend mirrored = { .slope = -trend->slope,
				  .slope_low = -trend->slope_high,
				  .slope_high = -trend->slope_low,
				  .level = -trend->level };

	return trend_until_ceiling(&mirrored, -floor);
}

struct leak leak_of(struct arena *arena, const double *at, const double *values,
		    size_t count)
{
	struct points points = finite_points(arena, at, values, count);
	struct leak leak = { .floor = no_trend(points.count), .share = NAN };

	/* A part of two samples has a lower one. */
	if (points.count < 2 * LEAK_PARTS)
		return leak;
	thin(&points, LEAK_PARTS, 0);

	double span = points.at[LEAK_PARTS - 1] - points.at[0];

	leak.floor = trend_through(arena, points);

	double risen = leak.floor.slope * span;
	double share = risen / fabs(leak.floor.level - risen);

	leak.share = isnan(share) ? 0 : share;
	leak.leaking = leak.floor.score > TREND_SCORE && leak.share >= LEAK_SHARE_MIN;
	return leak;
}

struct saturation saturation_of(const double *values, size_t count, double limit)
{
	struct saturation found = { .share = NAN, .peak = NAN };
	size_t samples = 0, above = 0;

	if (!(limit > 0) || isinf(limit))
		return found;
	for (size_t i = 0; i < count; i++) {
		if (!isfinite(values[i]))
			continue;
		samples++;
		above += values[i] / limit >= SATURATED;
		found.peak = fmax(found.peak, values[i] / limit);
	}
	if (samples > 0)
		found.share = (double)above / (double)samples;
	found.saturated = above * 2 > samples;
	return found;
}
