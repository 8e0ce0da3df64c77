/* Metrics: how far the median of each series is from where it was, in scales of its own.
 *
 * Levels and scales are quartiles of the quiet pieces, so an onset that was dated a
 * minute late costs little. A scale is at least what is usual among the series of the
 * same name and unit, since what is flat at one entity and moves at its neighbours moves
 * too little to matter: that takes the place of a floor in units, which would have to
 * know them. */
#include "base/limits.h"
#include "base/scoped.h"
#include "core/diagnosis/diagnosis_private.h"
#include "stats/order.h"
#include "stats/robust.h"

#include <math.h>

/* What moved by less than so much of itself did not move. */
#define RELATIVE_FLOOR 0.05
/* Scales are no less than that of the most restless quarter of their namesakes. */
#define FAMILY_SHARE 0.75
/* Level and scale below this share of what it is now were nothing: zero, or what is left
 * of it after rounding. */
#define NOTHING_SHARE 1e-6
enum {
	/* Fewer samples of the same day say nothing of a spread. */
	SAMPLES_MIN = 8,
	/* Of the series, for whoever looks at them side by side. */
	PARTS = 64,
};

/* One series around the incident. */
struct level {
	struct robust usual;
	double now; /* of the piece that is looked at; NaN: no samples */
};

static bool is_quiet(const struct study *study, const struct placed_series *series,
		     size_t at)
{
	return series->piece[at] != NO_PIECE && series->piece[at] != study->incident &&
	       isfinite(series->values[at]);
}

/* Of one day's quiet pieces, or when these have too few samples of all days'. */
static struct robust usual_of(const struct study *study,
			      const struct placed_series *series, size_t day,
			      double *values)
{
	size_t count = 0;

	for (size_t i = 0; i < series->count; i++) {
		if (is_quiet(study, series, i) && study->day[series->piece[i]] == day)
			values[count++] = series->values[i];
	}
	if (count >= SAMPLES_MIN)
		return robust_of_own(values, count);
	count = 0;
	for (size_t i = 0; i < series->count; i++) {
		if (is_quiet(study, series, i))
			values[count++] = series->values[i];
	}
	return robust_of_own(values, count);
}

/* The first sample of a window, of samples by time. */
static size_t begin_of(const struct case_series *series, instant_ms from)
{
	size_t low = 0, high = series->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (series->at[middle] < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static double median_during(const struct study *study, size_t index, size_t piece,
			    double *values)
{
	const struct case_series *series = &study->known->series[index];
	const struct placed_series *placed = &study->series[index];
	struct case_window window = study->pieces[piece];
	size_t count = 0;

	for (size_t i = placed->by_time ? begin_of(series, window.from) : 0;
	     i < series->count; i++) {
		if (placed->piece[i] == piece)
			values[count++] = series->values[i];
		else if (placed->by_time)
			break;
	}
	return stats_median(values, count);
}

/* The levels of all series in one piece, which are looked at in parts. */
struct measuring {
	const struct study *study;
	size_t piece, day;
	struct robust *usual;
	bool is_known; /* what is usual */
	double *now;
};

static void measure_part(void *context, size_t part)
{
	struct measuring *measuring = context;
	const struct study *study = measuring->study;
	size_t count = study->known->series_count, longest = 0;
	size_t from = part * count / PARTS, to = (part + 1) * count / PARTS;
	scoped_arena scratch = arena_new(DIAGNOSIS_BYTES_MAX);

	if (from == to)
		return;
	for (size_t i = from; i < to; i++) {
		if (study->series[i].count > longest)
			longest = study->series[i].count;
	}
	double *values = arena_many(scratch, double, longest);
	for (size_t i = from; i < to; i++) {
		if (!measuring->is_known)
			measuring->usual[i] = usual_of(study, &study->series[i],
						       measuring->day, values);
		measuring->now[i] = median_during(study, i, measuring->piece, values);
	}
}

/* What is usual is kept for all pieces of the day. A quiet piece is among those it is
 * compared with, which moves quartiles little, and saves to sort all series again for
 * each of the pieces. */
static struct level *levels_of(const struct study *study, struct arena *arena,
			       size_t piece)
{
	size_t count = study->known->series_count, day = study->day[piece];
	spread_function spread = study->known->spread ? study->known->spread
						      : spread_alone;
	struct level *levels = arena_many(arena, struct level, count);
	struct measuring measuring = { .study = study,
				       .piece = piece,
				       .day = day,
				       .is_known = study->usual[day],
				       .now = arena_many(arena, double, count) };

	if (!study->usual[day])
		study->usual[day] = arena_many(study->arena, struct robust, count + 1);
	measuring.usual = study->usual[day];
	spread(PARTS, measure_part, &measuring);
	for (size_t i = 0; i < count; i++)
		levels[i] = (struct level){ measuring.usual[i], measuring.now[i] };
	return levels;
}

/* The scale that is usual in each family of series. */
static double *floors_of(const struct study *study, struct arena *arena,
			 const struct level *levels)
{
	size_t count = study->known->series_count;
	double *floors = arena_many(arena, double, study->family_count);
	size_t *sizes = arena_many(arena, size_t, study->family_count + 1);
	double *scales = arena_many(arena, double, count);

	for (size_t i = 0; i < count; i++)
		sizes[study->series_family[i] + 1]++;
	for (size_t i = 0; i < study->family_count; i++)
		sizes[i + 1] += sizes[i];
	size_t *next = arena_many(arena, size_t, study->family_count);
	for (size_t i = 0; i < count; i++) {
		uint32_t family = study->series_family[i];

		scales[sizes[family] + next[family]++] = levels[i].usual.scale;
	}
	for (size_t i = 0; i < study->family_count; i++) {
		double usual = stats_quantile(&scales[sizes[i]], next[i], FAMILY_SHARE);

		floors[i] = isfinite(usual) ? usual : 0;
	}
	return floors;
}

/* In a system whose calls are known span by span, latencies, failures and traffic are
 * told by these, of each operation by itself; an entity without spans had no part in
 * them. Of a sample neither is true. */
static bool is_told_by_spans(const struct study *study, size_t index)
{
	static const bool of_calls[METRIC_KINDS] = {
		[METRIC_LATENCY] = true,
		[METRIC_ERRORS] = true,
		[METRIC_AVAILABILITY] = true,
		[METRIC_TRAFFIC] = true,
	};

	return study->known->span_count > 0 && !study->known->spans_are_sampled &&
	       of_calls[study->series_kind[index]];
}

/* In how small a scale a move is counted at most. What was nothing has no size to be
 * compared with, and any move from it would be beyond all measure: a leader's 0 that
 * became 1 says no more than a latency that became twenty times what it was. */
static double least_scale(const struct level *level, double floor)
{
	double least = fmax(floor, RELATIVE_FLOOR * fabs(level->usual.centre));
	double usual = fmax(level->usual.scale, least);

	if (usual > NOTHING_SHARE * fabs(level->now))
		return least;
	return RELATIVE_FLOOR * fabs(level->now);
}

static void add_signal(const struct study *study, size_t index, const struct level *level,
		       double floor, struct signals *signals)
{
	const struct case_series *series = &study->known->series[index];
	double score = robust_score(&level->usual, least_scale(level, floor), level->now);

	if (isnan(score) || is_told_by_spans(study, index))
		return;
	*list_add(signals->arena, signals) = (struct signal){
		.entity = study->series_entity[index],
		.finding = {
			.entity = series->entity,
			.kind = FINDING_METRIC,
			.metric = study->series_kind[index],
			.strength = fabs(score),
			.subject = series->name,
			.before = level->usual.centre,
			.after = level->now,
			.unit = series->unit,
		},
	};
}

static void look(const struct study *study, const struct comparison *comparison,
		 struct signals *signals)
{
	size_t count = study->known->series_count;
	struct level *levels = levels_of(study, signals->arena, comparison->during);
	double *floors = floors_of(study, signals->arena, levels);
	for (size_t i = 0; i < count; i++)
		add_signal(study, i, &levels[i], floors[study->series_family[i]],
			   signals);
}

static void say(struct arena *arena, struct finding *finding)
{
	const char *verb = finding->after > finding->before ? "rose" : "fell";
	const char *space = finding->unit.length > 0 ? " " : "";

	finding->says = arena_format(
		arena, STR_FMT " of " STR_FMT " %s from %.4g to %.4g%s" STR_FMT,
		STR_ARG(finding->subject), STR_ARG(finding->entity), verb,
		finding->before, finding->after, space, STR_ARG(finding->unit));
}

const struct viewpoint metrics_viewpoint = { look, say };
