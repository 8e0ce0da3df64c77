#include "stats/shift.h"

#include "stats/likeness.h"
#include "stats/order.h"
#include "stats/ramp_private.h"
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

/* The variance of what is left when both levels are taken off, as far as it can move
 * them: more when neighbours are alike. */
static double noise_of(const struct scores *scores, size_t from, size_t split, size_t to)
{
	double before = mean_of(scores->items, from, split);
	double after = mean_of(scores->items, split, to);
	double squares = 0, n = (double)(to - from);

	for (size_t i = from; i < to; i++) {
		double rest = scores->items[i] - (i < split ? before : after);

		scores->room[i - from] = rest;
		squares += rest * rest;
	}
	return squares / n * likeness_of(scores->room, to - from);
}

static double level_of(const struct scores *scores, const double *values, size_t from,
		       size_t to)
{
	for (size_t i = from; i < to; i++)
		scores->room[i - from] = values[scores->places[i]];
	return stats_median(scores->room, to - from);
}

/* The most likely change within [from, to) of the scores, which are its places too. The
 * ranks must agree; whether it stands out of the noise is asked by "strict". */
static struct shift shift_within(struct arena *arena, const struct scores *scores,
				 size_t from, size_t to, bool strict)
{
	if (to - from < 2 * SHIFT_SEGMENT_MIN)
		return (struct shift){ 0 };

	struct split split = best_split(scores->items, from, to);
	struct shift shift = { .at = split.at, .settled = split.at, .gain = split.gain };
	double cost = SHIFT_PENALTY * log((double)scores->count);

	if (split.gain <= cost || rank_gain(scores->items, from, split.at, to) <= cost ||
	    (strict && split.gain <= cost * noise_of(scores, from, split.at, to)))
		return shift;
	shift.kind = SHIFT_STEP;

	struct ramp ramp = ramp_around(arena, scores->items + from, to - from,
				       split.at - from);
	double noise = ramp.errors / (double)(to - from);

	if (ramp.top > ramp.foot + 2 && ramp.step_errors - ramp.errors > cost * noise) {
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
	left->best = shift_within(arena, scores, left->from, left->to, false);
	right->best = shift_within(arena, scores, right->from, right->to, false);
	parts->count++;
}

static void grow(struct arena *arena, const struct scores *scores, struct parts *parts,
		 size_t most)
{
	size_t which;

	parts->items[0] = (struct part){
		.to = scores->count,
		.best = shift_within(arena, scores, 0, scores->count, false),
	};
	parts->count = 1;
	while (parts->count <= most && (which = richest(parts)) < parts->count)
		cut_part(arena, scores, parts, which);
}

static void remove_change(struct shift *changes, size_t count, size_t which)
{
	memmove(&changes[which], &changes[which + 1],
		(count - which - 1) * sizeof(*changes));
}

/* A change was found in a part that held others, whose levels looked like noise or hid
 * it. Between its neighbours it is seen as it is; the weakest that does not stand out
 * there is taken back, until all do. */
static size_t prune(struct arena *arena, const struct scores *scores,
		    struct shift *changes, size_t count)
{
	for (;;) {
		size_t weakest = count;

		for (size_t i = 0; i < count; i++) {
			size_t from = i > 0 ? changes[i - 1].settled : 0;
			size_t to = i + 1 < count ? changes[i + 1].at : scores->count;
			struct shift change = shift_within(arena, scores, from, to, true);

			if (change.kind != SHIFT_NONE)
				changes[i] = change;
			else if (weakest == count || change.gain < changes[weakest].gain)
				weakest = i;
		}
		if (weakest == count)
			return count;
		remove_change(changes, count--, weakest);
	}
}

/* The levels of a change reach to its neighbours; then its places become the series'. */
static struct shift finished(const struct scores *scores, const double *values,
			     const struct shift *changes, size_t count, size_t which)
{
	struct shift shift = changes[which];

	to_places(scores, values, which > 0 ? changes[which - 1].settled : 0,
		  which + 1 < count ? changes[which + 1].at : scores->count, &shift);
	return shift;
}

static size_t weakest_of(const struct shift *changes, size_t count)
{
	size_t weakest = 0;

	for (size_t i = 1; i < count; i++)
		if (changes[i].gain < changes[weakest].gain)
			weakest = i;
	return weakest;
}

size_t shifts_find(struct arena *arena, const double *values, size_t count,
		   struct shift *ret_shifts, size_t most)
{
	struct scores scores = scores_of(arena, values, count);
	struct parts parts = { 0 };

	grow(arena, &scores, &parts, SHIFTS_MAX);

	struct shift *changes = parts.changes;
	size_t found = prune(arena, &scores, changes, parts.count - 1);

	while (found > most) {
		remove_change(changes, found, weakest_of(changes, found));
		found--;
	}
	for (size_t i = 0; i < found; i++)
		ret_shifts[i] = finished(&scores, values, changes, found, i);
	return found;
}

/* Of each place in squared standard deviations of what the best one leaves. */
static void add_gains(const struct scores *scores, double *gains)
{
	size_t count = scores->count;

	if (count < 2 * SHIFT_SEGMENT_MIN)
		return;

	struct split split = best_split(scores->items, 0, count);
	/* A series without noise is as good as one in which it is small. */
	double noise = fmax(noise_of(scores, 0, split.at, count), 1e-6);
	double mean = mean_of(scores->items, 0, count), sum = 0, n = (double)count;

	for (size_t i = 1; i < count; i++) {
		double before = (double)i;

		sum += scores->items[i - 1] - mean;
		if (i >= SHIFT_SEGMENT_MIN && i + SHIFT_SEGMENT_MIN <= count)
			gains[scores->places[i]] = sum * sum * n /
						   (before * (n - before)) / noise;
	}
}

struct shift shift_find_with_gains(struct arena *arena, const double *values,
				   size_t count, double *ret_gains)
{
	struct scores scores = scores_of(arena, values, count);
	struct shift shift = shift_within(arena, &scores, 0, scores.count, true);
	struct parts parts = { 0 };
	size_t found = 0, best = 0;

	for (size_t i = 0; ret_gains && i < count; i++)
		ret_gains[i] = 0;
	if (ret_gains)
		add_gains(&scores, ret_gains);
	/* An incident that is over looks like noise to either of its ends. */
	if (shift.kind == SHIFT_NONE &&
	    shift_within(arena, &scores, 0, scores.count, false).kind != SHIFT_NONE) {
		grow(arena, &scores, &parts, 2);
		found = prune(arena, &scores, parts.changes, parts.count - 1);
	}
	if (found == 0)
		return finished(&scores, values, &shift, 1, 0);
	for (size_t i = 1; i < found; i++)
		if (parts.changes[i].gain > parts.changes[best].gain)
			best = i;
	return finished(&scores, values, parts.changes, found, best);
}

struct shift shift_find(struct arena *arena, const double *values, size_t count)
{
	return shift_find_with_gains(arena, values, count, NULL);
}
