#include "stats/growth.h"

#include "stats/order.h"

#include <math.h>
#include <string.h>

/* Of what was gained, so much is gone at once and so little is left: it began anew. */
#define LOST 0.5
#define LEFT 0.1

/* The middle third to the last must rise by so much of what the first to the middle did:
 * what fills a cache or warms up does not. */
#define STEADY 0.5

/* The last part of so many, and six samples, is above the part before it by STEADY of
 * what the line says: by its floor, or by its median where teeth hide that. */
enum { LAST_PARTS = 8, LAST_SAMPLES = 6 };

/* What rose by so much of it a period ago too is its season. */
#define AS_BEFORE 0.5

/* As high as it gets: of the samples, so many are below. */
#define PEAK 0.95

enum { THIRD = LEAK_PARTS / 3 };

struct samples {
	const double *at, *values;
	size_t count;
};

static struct samples from_on(struct samples all, size_t from)
{
	return (struct samples){ all.at + from, all.values + from, all.count - from };
}

/* Of each sample and its two neighbours the middle one: a scrape that went wrong once is
 * no floor and no beginning. */
static double *without_glitches(struct arena *arena, const double *values, size_t count)
{
	double *clean = arena_many(arena, double, count);

	for (size_t i = 0; i < count; i++) {
		double a = values[i > 0 ? i - 1 : i], b = values[i];
		double c = values[i + 1 < count ? i + 1 : i];

		clean[i] = fmax(fmin(a, b), fmin(fmax(a, b), c));
	}
	return clean;
}

/* The first sample after it last lost what it had gained. */
static size_t beginning_of(struct samples all)
{
	size_t from = 0;
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < all.count; i++) {
		double value = all.values[i], gained = high / 2 - low / 2;

		if (gained > 0 && all.values[i - 1] / 2 - value / 2 >= LOST * gained &&
		    value / 2 - low / 2 <= LEFT * gained) {
			from = i;
			low = high = value;
		}
		low = fmin(low, value);
		high = fmax(high, value);
	}
	return from;
}

static void floors_of(struct samples part, double floors[LEAK_PARTS])
{
	size_t from = 0;

	for (size_t i = 0; i < LEAK_PARTS; i++) {
		size_t to = part.count * (i + 1) / LEAK_PARTS;

		floors[i] = part.values[from];
		for (; from < to; from++)
			floors[i] = fmin(floors[i], part.values[from]);
	}
}

static double median_of(const double *values, size_t count)
{
	double own[LEAK_PARTS];

	memcpy(own, values, count * sizeof(*own));
	return stats_median(own, count);
}

static bool is_steady(const double floors[LEAK_PARTS])
{
	double first = median_of(floors, THIRD);
	double middle = median_of(floors + THIRD, LEAK_PARTS - 2 * THIRD);
	double last = median_of(floors + LEAK_PARTS - THIRD, THIRD);

	return middle > first && last - middle >= STEADY * (middle - first);
}

static double drift_of(const double floors[LEAK_PARTS])
{
	double n = LEAK_PARTS - 1, squares = 0;
	double mean = (floors[LEAK_PARTS - 1] - floors[0]) / n;

	for (size_t i = 1; i < LEAK_PARTS; i++) {
		double rest = floors[i] - floors[i - 1] - mean;

		squares += rest * rest;
	}
	/* Without any spread it is a line. */
	if (squares <= 0)
		return mean > 0 ? INFINITY : 0;
	return mean / sqrt(squares / (n - 1) / n);
}

/* One-sided: only what rises is asked for. */
static bool is_chance(double score, double chance)
{
	return !(erfc(score / sqrt(2)) / 2 <= chance);
}

/* The middle of the last part, where leak_of() has its last point. */
static double last_point(struct samples part)
{
	size_t from = part.count * (LEAK_PARTS - 1) / LEAK_PARTS;
	size_t length = part.count - from;

	return part.at[from + (length - 1) / 2] / 2 + part.at[from + length / 2] / 2;
}

static double quantile_of(struct arena *arena, const double *values, size_t count,
			  double q)
{
	double *own = arena_many(arena, double, count + 1);

	if (count > 0)
		memcpy(own, values, count * sizeof(*own));
	return stats_quantile(own, count, q);
}

static bool still_grows(struct arena *arena, struct samples part, double slope)
{
	static const double of[] = { 0, 0.5 };
	size_t length = part.count / LAST_PARTS > LAST_SAMPLES ? part.count / LAST_PARTS
							       : LAST_SAMPLES;
	const double *last = part.values + part.count - length, *before = last - length;
	double hours = part.at[part.count - 1] - part.at[part.count - 1 - length];

	for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i++)
		if (quantile_of(arena, last, length, of[i]) -
			    quantile_of(arena, before, length, of[i]) >=
		    STEADY * slope * hours)
			return true;
	return false;
}

static bool look(struct arena *arena, struct samples part, double chance,
		 struct growth *growth)
{
	double floors[LEAK_PARTS];

	floors_of(part, floors);
	if (!is_steady(floors) || !(drift_of(floors) >= GROWTH_DRIFT))
		return false;

	struct leak leak = leak_of(arena, part.at, part.values, part.count);

	if (!leak.leaking || is_chance(leak.floor.score, chance) ||
	    !still_grows(arena, part, leak.floor.slope))
		return false;
	growth->trend = leak.floor;
	growth->share = leak.share;
	growth->trend.level += leak.floor.slope *
			       (part.at[part.count - 1] - last_point(part));
	return true;
}

/* How far a sample is above the line of the floor. */
static double above_line(const struct growth *growth, struct samples all, size_t nth)
{
	double since = all.at[nth] - all.at[all.count - 1];

	return all.values[nth] - growth->trend.level - growth->trend.slope * since;
}

/* Back along the line, as far as samples are no further from it than those behind; one
 * that is does not end it. */
static void walk_back(struct arena *arena, struct samples all, struct growth *growth)
{
	size_t length = all.count - growth->from, outside = 0;
	double *rests = arena_many(arena, double, length);
	double low, high;

	for (size_t i = 0; i < length; i++)
		rests[i] = above_line(growth, all, growth->from + i);
	low = stats_quantile(rests, length, 0);
	high = stats_quantile(rests, length, 1);
	for (size_t i = growth->from; i > 0 && outside < 2; i--) {
		double rest = above_line(growth, all, i - 1);

		outside = rest < low || rest > high ? outside + 1 : 0;
		if (outside == 0)
			growth->from = i - 1;
	}
}

static void take_peaks(struct arena *arena, struct samples all, struct growth *growth)
{
	size_t length = all.count - growth->from;
	double *rests = arena_many(arena, double, length);

	for (size_t i = 0; i < length; i++)
		rests[i] = above_line(growth, all, growth->from + i);
	growth->trend.level += stats_quantile(rests, length, PEAK);
}

static void describe(struct arena *arena, struct samples all, struct growth *growth)
{
	double span, risen;

	walk_back(arena, all, growth);
	span = all.at[all.count - 1] - all.at[growth->from];
	risen = growth->trend.slope * span;
	growth->before = growth->trend.level - risen;
	for (size_t i = 1; i <= growth->from; i++) {
		growth->is_anew = all.values[i - 1] - all.values[i] >= LOST * risen;
		growth->drops += growth->is_anew;
	}
	growth->former = quantile_of(arena, all.values, growth->from, PEAK);
	take_peaks(arena, all, growth);
}

struct growth growth_of(struct arena *arena, const double *at, const double *values,
			size_t count, double chance)
{
	struct samples all = { at, without_glitches(arena, values, count), count };
	struct growth growth = { .share = NAN, .before = NAN, .former = NAN };
	size_t from = beginning_of(all);

	growth.trend.slope = growth.trend.level = NAN;
	for (size_t nth = 0; nth < GROWTH_TRIES; nth++) {
		if (count - from < GROWTH_SAMPLES_MIN)
			return growth;
		if (look(arena, from_on(all, from), chance / GROWTH_TRIES, &growth)) {
			growth.growing = true;
			growth.from = from;
			describe(arena, all, &growth);
			return growth;
		}
		from += (count - from) / 2;
	}
	return growth;
}

/* The median of what lies between two times. */
static double level_between(struct arena *arena, struct samples all, double from,
			    double to)
{
	double *own = arena_many(arena, double, all.count);
	size_t count = 0;

	for (size_t i = 0; i < all.count; i++)
		if (all.at[i] >= from && all.at[i] < to)
			own[count++] = all.values[i];
	return stats_median(own, count);
}

bool growth_is_of_season(struct arena *arena, const double *at, const double *values,
			 size_t count, const struct growth *growth, double period)
{
	struct samples all = { at, values, count };
	double end = at[count - 1], begin = at[growth->from], third = (end - begin) / 3;
	double then_begin = level_between(arena, all, begin - period,
					  begin - period + third);
	double then_end = level_between(arena, all, end - period - third, end - period);
	double now_end = level_between(arena, all, end - third, end);
	double risen = growth->trend.slope * 2 * third;

	/* What never came back is higher by all that it grew since; NaN is not known. */
	return then_end - then_begin >= AS_BEFORE * risen &&
	       now_end - then_end < AS_BEFORE * growth->trend.slope * period;
}
