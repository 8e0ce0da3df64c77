#include "stats/shift.h"

#include "stats/order.h"
#include "stats/robust.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* What is left of a series: its finite samples as clipped robust scores. */
struct scores {
	double *items;
	size_t *places; /* of each in the series */
	double *room;   /* for as many numbers, to be reordered */
	size_t count;
};

/* Half of a quantised series may be one value; then its standard deviation is what is
 * left to tell how far it spreads. */
static double deviation_of(const double *values, size_t count, double centre)
{
	double widest = 0, squares = 0;

	for (size_t i = 0; i < count; i++)
		widest = fmax(widest, fabs(values[i] / 2 - centre / 2));
	if (widest == 0)
		return 0;
	for (size_t i = 0; i < count; i++) {
		double part = (values[i] / 2 - centre / 2) / widest;

		squares += part * part;
	}
	return fmin(2 * widest, 1e308) * sqrt(squares / (double)count);
}

static struct scores scores_of(struct arena *arena, const double *values, size_t count)
{
	struct scores scores = { .items = arena_many(arena, double, count),
				 .places = arena_many(arena, size_t, count),
				 .room = arena_many(arena, double, count) };

	for (size_t i = 0; i < count; i++) {
		if (!isfinite(values[i]))
			continue;
		scores.items[scores.count] = values[i];
		scores.room[scores.count] = values[i];
		scores.places[scores.count++] = i;
	}

	struct robust robust = robust_of_own(scores.room, scores.count);
	double scale = robust.scale > 0
			       ? robust.scale
			       : deviation_of(scores.items, scores.count, robust.centre);

	for (size_t i = 0; i < scores.count; i++) {
		double half = scores.items[i] / 2 - robust.centre / 2;
		double score = scale > 0 ? half / scale * 2 : 0;

		score = score < SHIFT_CLIP ? score : SHIFT_CLIP;
		scores.items[i] = score > -SHIFT_CLIP ? score : -SHIFT_CLIP;
	}
	return scores;
}

struct split {
	size_t at;
	double gain;
};

static double mean_of(const double *scores, size_t from, size_t to)
{
	double sum = 0;

	for (size_t i = from; i < to; i++)
		sum += scores[i];
	return to > from ? sum / (double)(to - from) : 0;
}

static struct split best_split(const double *scores, size_t from, size_t to)
{
	struct split best = { .at = from };
	double mean = mean_of(scores, from, to), sum = 0, n = (double)(to - from);

	for (size_t i = from; i + SHIFT_SEGMENT_MIN < to; i++) {
		double before = (double)(i - from + 1);

		sum += scores[i] - mean;
		if (before < SHIFT_SEGMENT_MIN)
			continue;

		double gain = sum * sum * n / (before * (n - before));

		if (gain > best.gain)
			best = (struct split){ .at = i + 1, .gain = gain };
	}
	return best;
}

/* Scores are counted in 1/32 of one, which is as good as sorting them. */
enum { BINS_PER_SCORE = 32, BINS = 2 * SHIFT_CLIP * BINS_PER_SCORE + 1 };

static size_t bin_of(double score)
{
	return (size_t)((score + SHIFT_CLIP) * BINS_PER_SCORE + 0.5);
}

/* The square of the standardised rank sum of what is before the split (Wilcoxon, 1945;
 * Mann and Whitney, 1947), with mean ranks for equal scores. */
static double rank_gain(const double *scores, size_t from, size_t split, size_t to)
{
	uint32_t all[BINS] = { 0 }, before[BINS] = { 0 };
	double n = (double)(to - from), n1 = (double)(split - from), n2 = n - n1;
	double passed = 0, ties = 0, sum = 0;

	for (size_t i = from; i < to; i++)
		all[bin_of(scores[i])]++;
	for (size_t i = from; i < split; i++)
		before[bin_of(scores[i])]++;
	for (size_t i = 0; i < BINS; i++) {
		double same = all[i];

		sum += before[i] * (passed + (same + 1) / 2);
		passed += same;
		ties += same * same * same - same;
	}

	double spread = n1 * n2 / 12 * (n + 1 - ties / (n * (n - 1)));
	double excess = sum - n1 * (n + 1) / 2;

	return spread > 0 ? excess * excess / spread : 0;
}

/* Sums up to each sample, so that any stretch costs nothing to fit. */
struct sums {
	double *of, *of_squares, *of_places; /* z, z², i·z */
	size_t from, to;
};

static struct sums sums_of(struct arena *arena, const double *scores, size_t from,
			   size_t to)
{
	size_t room = to - from + 1;
	struct sums sums = { .of = arena_many(arena, double, room),
			     .of_squares = arena_many(arena, double, room),
			     .of_places = arena_many(arena, double, room),
			     .from = from,
			     .to = to };

	for (size_t i = 0; i + 1 < room; i++) {
		double score = scores[from + i];

		sums.of[i + 1] = sums.of[i] + score;
		sums.of_squares[i + 1] = sums.of_squares[i] + score * score;
		sums.of_places[i + 1] = sums.of_places[i] + (double)i * score;
	}
	return sums;
}

static double between(const double *sums, size_t from, size_t to)
{
	return sums[to] - sums[from];
}

/* The squared errors of a level up to "foot", a straight line and a level from "top";
 * places are counted from the beginning of the sums. */
static double ramp_errors(const struct sums *sums, size_t foot, size_t top)
{
	size_t end = sums->to - sums->from;
	double n1 = (double)foot, n2 = (double)(end - top), m = (double)(top - foot);
	double below = between(sums->of, 0, foot) / n1;
	double above = between(sums->of, top, end) / n2;
	double errors = between(sums->of_squares, 0, foot) - n1 * below * below +
			between(sums->of_squares, top, end) - n2 * above * above;

	/* Sample j = 1 … m of the line is at below + j · slope. */
	double slope = (above - below) / (m + 1), sum = between(sums->of, foot, top);
	double by_place = between(sums->of_places, foot, top) - (n1 - 1) * sum;
	double j = m * (m + 1) / 2, jj = j * (2 * m + 1) / 3;

	return errors + between(sums->of_squares, foot, top) - 2 * below * sum +
	       m * below * below - 2 * slope * (by_place - below * j) +
	       slope * slope * jj;
}

struct ramp {
	size_t foot, top;
	double errors;
};

/* Around the best step, in strides that grow by half: what is 30 samples long need not
 * be known to one. */
static struct ramp best_ramp(const struct sums *sums, size_t split)
{
	static const size_t strides[] = { 0,  1,  2,  3,  4,  6,   9,   13,
					  19, 28, 42, 63, 94, 141, 211, 316 };
	const size_t count = sizeof(strides) / sizeof(strides[0]);
	size_t end = sums->to - sums->from;
	struct ramp best = { split, split, ramp_errors(sums, split, split) };

	for (size_t i = 0; i < count && strides[i] + SHIFT_SEGMENT_MIN <= split; i++)
		for (size_t j = 0; j < count; j++) {
			size_t foot = split - strides[i], top = split + strides[j];

			if (top + SHIFT_SEGMENT_MIN > end)
				break;

			double errors = ramp_errors(sums, foot, top);

			if (errors < best.errors)
				best = (struct ramp){ foot, top, errors };
		}
	return best;
}

static double level_of(const struct scores *scores, const double *values, size_t from,
		       size_t to)
{
	for (size_t i = from; i < to; i++)
		scores->room[i - from] = values[scores->places[i]];
	return stats_median(scores->room, to - from);
}

/* The change within [from, to) of the scores; its places are those of the scores. */
static struct shift shift_within(struct arena *arena, const struct scores *scores,
				 size_t from, size_t to)
{
	if (to - from < 2 * SHIFT_SEGMENT_MIN)
		return (struct shift){ 0 };

	struct split split = best_split(scores->items, from, to);
	struct shift shift = { .at = split.at, .settled = split.at, .gain = split.gain };
	double cost = SHIFT_PENALTY * log((double)scores->count);

	if (split.gain <= cost || rank_gain(scores->items, from, split.at, to) <= cost)
		return shift;
	shift.kind = SHIFT_STEP;

	struct sums sums = sums_of(arena, scores->items, from, to);
	struct ramp step = { .errors = ramp_errors(&sums, split.at - from,
						   split.at - from) };
	struct ramp ramp = best_ramp(&sums, split.at - from);
	double noise = ramp.errors / (double)(to - from);

	if (ramp.top > ramp.foot + 2 && step.errors - ramp.errors > cost * noise) {
		shift.kind = SHIFT_RAMP;
		shift.at = from + ramp.foot;
		shift.settled = from + ramp.top;
	}
	return shift;
}

static void to_places(const struct scores *scores, const double *values, size_t from,
		      size_t to, struct shift *shift)
{
	if (shift->kind == SHIFT_NONE) {
		*shift = (struct shift){ .gain = shift->gain,
					 .before = level_of(scores, values, from, to) };
		shift->after = shift->before;
		return;
	}
	shift->before = level_of(scores, values, from, shift->at);
	shift->after = level_of(scores, values, shift->settled, to);
	shift->at = scores->places[shift->at];
	shift->settled = scores->places[shift->settled];
}

struct shift shift_find(struct arena *arena, const double *values, size_t count)
{
	struct scores scores = scores_of(arena, values, count);
	struct shift shift = shift_within(arena, &scores, 0, scores.count);

	to_places(&scores, values, 0, scores.count, &shift);
	return shift;
}

/* What lies between two changes, and the change that it may still hold. */
struct part {
	size_t from, to;
	struct shift best;
};

struct parts {
	struct part items[SHIFTS_MAX + 1]; /* oldest first */
	struct shift changes[SHIFTS_MAX];  /* from each to the next */
	size_t count;
};

static size_t richest(const struct parts *parts)
{
	size_t best = parts->count;

	for (size_t i = 0; i < parts->count; i++)
		if (parts->items[i].best.kind != SHIFT_NONE &&
		    (best == parts->count ||
		     parts->items[i].best.gain > parts->items[best].best.gain))
			best = i;
	return best;
}

/* A ramp belongs to neither side. */
static void cut_part(struct arena *arena, const struct scores *scores,
		     struct parts *parts, size_t which)
{
	struct part *left = &parts->items[which], *right = left + 1;
	struct shift change = left->best;
	size_t behind = parts->count - which - 1;

	memmove(right + 1, right, behind * sizeof(*right));
	memmove(&parts->changes[which + 1], &parts->changes[which],
		behind * sizeof(change));
	parts->changes[which] = change;
	*right = (struct part){ .from = change.settled, .to = left->to };
	left->to = change.at;
	left->best = shift_within(arena, scores, left->from, left->to);
	right->best = shift_within(arena, scores, right->from, right->to);
	parts->count++;
}

/* A change was found in a part that held others; between its neighbours it is seen as it
 * is. */
static void look_again(struct arena *arena, const struct scores *scores,
		       struct shift *changes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t from = i > 0 ? changes[i - 1].settled : 0;
		size_t to = i + 1 < count ? changes[i + 1].at : scores->count;
		struct shift change = shift_within(arena, scores, from, to);

		if (change.kind != SHIFT_NONE)
			changes[i] = change;
	}
}

size_t shifts_find(struct arena *arena, const double *values, size_t count,
		   struct shift *ret_shifts, size_t most)
{
	struct scores scores = scores_of(arena, values, count);
	struct parts parts = { .items[0].to = scores.count, .count = 1 };
	size_t which;

	if (most > SHIFTS_MAX)
		most = SHIFTS_MAX;
	parts.items[0].best = shift_within(arena, &scores, 0, scores.count);
	while (parts.count <= most && (which = richest(&parts)) < parts.count)
		cut_part(arena, &scores, &parts, which);

	size_t found = parts.count - 1;
	struct shift *changes = parts.changes;

	look_again(arena, &scores, changes, found);
	for (size_t i = 0; i < found; i++) {
		ret_shifts[i] = changes[i];
		to_places(&scores, values, i > 0 ? changes[i - 1].settled : 0,
			  i + 1 < found ? changes[i + 1].at : scores.count,
			  &ret_shifts[i]);
	}
	return found;
}
