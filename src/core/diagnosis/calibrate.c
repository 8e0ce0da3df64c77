/* What a signal is worth: how strong it gets while nothing is wrong. */
#include "base/limits.h"
#include "base/scoped.h"
#include "core/diagnosis/diagnosis_private.h"
#include "core/diagnosis/silence.h"
#include "stats/order.h"

#include <math.h>

/* In half of the quiet pieces the strongest entity is beyond the edge: what one entity is
 * at any time says little of whom to look at. Between the quartiles of the strongest the
 * ranking hardly changes. */
#define EDGE_SHARE 0.5
/* So often the strongest suspect of a quiet piece stays below the threshold. */
#define THRESHOLD_SHARE 0.95

enum {
	/* Of what was seen of all entities in all looks: of 10,000 all of it. Of more the
	 * rest is looked at twice, which costs time and not memory. */
	LOOKS_BYTES_MAX = 64 << 20,
};

/* What is worth a look when nothing else is known, and what an edge is at least (half
 * of it): a system that never moved is not beyond it after the first twitch. In
 * scales (metrics), in µs (gaps and operations), in nats (all that is counted; 5.4 nats
 * happen once in a thousand by chance, and there are many to choose from). */
static const double edge_unlearnt[FINDING_KINDS] = {
	[FINDING_METRIC] = 4,         [FINDING_CALL_GAP] = 4000,
	[FINDING_CALL_ERRORS] = 8,    [FINDING_OPERATION_SLOW] = 8000,
	[FINDING_CALLS_STOPPED] = 8,  [FINDING_LINES_NEW] = 8,
	[FINDING_LINES_VANISHED] = 8, [FINDING_LINES_OF_ERRORS] = 8,
};
#define EDGE_LEAST 0.5
/* Without quiet pieces a suspect has to be so many edges out. */
#define THRESHOLD_UNLEARNT 3.0

/* Findings that come from one another: of these the strongest counts, and what different
 * sources say is added up. */
enum source { SOURCE_METRICS, SOURCE_CALLS, SOURCE_MISSING, SOURCE_NEW, SOURCES };
static const enum source sources[FINDING_KINDS] = {
	[FINDING_METRIC] = SOURCE_METRICS,
	[FINDING_CALL_GAP] = SOURCE_CALLS,
	[FINDING_CALL_ERRORS] = SOURCE_CALLS,
	[FINDING_OPERATION_SLOW] = SOURCE_CALLS,
	[FINDING_CALLS_STOPPED] = SOURCE_MISSING,
	[FINDING_LINES_NEW] = SOURCE_NEW,
	[FINDING_LINES_VANISHED] = SOURCE_MISSING,
	[FINDING_LINES_OF_ERRORS] = SOURCE_NEW,
};

size_t channel_of(const struct finding *finding)
{
	return finding->kind == FINDING_METRIC ? (size_t)FINDING_KINDS + finding->metric
					       : (size_t)finding->kind;
}

double score_of(const double strengths[CHANNELS])
{
	double most[SOURCES] = { 0 }, score = 0;

	for (size_t i = 0; i < CHANNELS; i++) {
		enum source source = sources[i < FINDING_KINDS ? i : FINDING_METRIC];

		most[source] = fmax(most[source], strengths[i]);
	}
	for (size_t i = 0; i < SOURCES; i++)
		score += most[i];
	return score;
}

const struct finding **strongest_of(const struct study *study, struct arena *arena,
				    const struct signals *signals)
{
	const struct finding **most = arena_many(arena, const struct finding *,
						 study->entity_count *CHANNELS);

	for (size_t i = 0; i < signals->count; i++) {
		const struct signal *signal = &signals->items[i];
		size_t channel = channel_of(&signal->finding);
		const struct finding **cell = &most[signal->entity * CHANNELS + channel];

		if (!*cell || signal->finding.strength > (*cell)->strength)
			*cell = &signal->finding;
	}
	return most;
}

/* What was seen in one quiet piece. */
struct look {
	size_t piece;
	double most[CHANNELS]; /* of all entities; NaN where nothing is known */
	/* Of each entity in each channel, NaN where nothing is known. NULL when there is
	 * no room to keep them: then the piece is looked at again. */
	const double *strengths;
};

struct looks {
	struct look *items;
	size_t count, capacity;
};

static double *strengths_at(const struct study *study, struct arena *arena, size_t piece)
{
	scoped_arena scratch = arena_new(DIAGNOSIS_BYTES_MAX);
	struct signals signals = { .arena = scratch };
	double *strengths = arena_many(arena, double, study->entity_count *CHANNELS);

	look_at(study, piece, &signals);
	const struct finding **most = strongest_of(study, scratch, &signals);
	for (size_t i = 0; i < study->entity_count * CHANNELS; i++)
		strengths[i] = most[i] ? most[i]->strength : (double)NAN;
	return strengths;
}

static void add_look(const struct study *study, struct looks *looks, size_t piece)
{
	size_t bytes = study->entity_count * CHANNELS * sizeof(double);
	bool has_room = (looks->count + 1) * bytes <= LOOKS_BYTES_MAX;
	scoped_arena scratch = arena_new(DIAGNOSIS_BYTES_MAX);
	struct arena *arena = has_room ? study->arena : scratch;
	const double *strengths = strengths_at(study, arena, piece);
	struct look look = { .piece = piece, .strengths = has_room ? strengths : NULL };

	for (size_t c = 0; c < CHANNELS; c++) {
		look.most[c] = (double)NAN;
		for (size_t i = 0; i < study->entity_count; i++)
			look.most[c] = fmax(look.most[c], strengths[i * CHANNELS + c]);
	}
	*list_add(study->arena, looks) = look;
}

/* Pieces with spans or lines, which are rare, are chosen apart from those with metrics
 * only. */
static bool *rich_pieces(const struct study *study)
{
	bool *rich = arena_many(study->arena, bool, study->piece_count);

	for (size_t i = 0; i < study->known->span_count; i++) {
		if (study->spans[i].piece != NO_PIECE)
			rich[study->spans[i].piece] = true;
	}
	for (size_t i = 0; i < study->known->line_count; i++) {
		if (study->lines[i].piece != NO_PIECE)
			rich[study->lines[i].piece] = true;
	}
	return rich;
}

/* What was said to be quiet, when that is enough to learn from; else also what was just
 * before, which may not have been. Of spans and lines nothing is learnt from quiet times
 * that have none. */
static bool is_looked_at(const struct study *study, const bool *rich, size_t given_rich,
			 size_t piece)
{
	size_t given = rich[piece] ? given_rich : study->given_count;

	return piece != study->incident &&
	       (study->is_given[piece] || given < QUIET_LOOKS_MIN);
}

/* At least half as many are taken. */
static size_t looks_max(const struct study *study)
{
	size_t samples = 1, most;

	for (size_t i = 0; i < study->known->series_count; i++)
		samples += study->series[i].count;
	most = QUIET_SAMPLES_MAX / samples;
	if (most > QUIET_LOOKS_MAX)
		return QUIET_LOOKS_MAX;
	return most > 2 * QUIET_LOOKS_MIN ? most : 2 * QUIET_LOOKS_MIN;
}

/* Evenly spread over the quiet pieces of each sort. */
static struct looks quiet_looks(const struct study *study)
{
	const bool *rich = rich_pieces(study), *has_data = pieces_with_data(study);
	struct looks looks = { 0 };
	size_t counts[2] = { 0 }, seen[2] = { 0 }, most = looks_max(study);
	size_t given_rich = 0;

	for (size_t i = 0; i < study->piece_count; i++)
		given_rich += study->is_given[i] && rich[i];
	for (size_t i = 0; i < study->piece_count; i++)
		counts[rich[i]] += is_looked_at(study, rich, given_rich, i) &&
				   (rich[i] || has_data[i]);
	for (size_t i = 0; i < study->piece_count; i++) {
		if (!is_looked_at(study, rich, given_rich, i) ||
		    !(rich[i] || has_data[i]))
			continue;
		size_t step = counts[rich[i]] / most + 1;
		if (seen[rich[i]]++ % step == 0)
			add_look(study, &looks, i);
	}
	return looks;
}

/* Of the strongest in each piece. */
static double edge_of(const struct study *study, const struct looks *looks,
		      size_t channel, size_t *ret_count)
{
	double *values = arena_many(study->arena, double, looks->count);
	size_t count = 0;

	for (size_t i = 0; i < looks->count; i++) {
		if (!isnan(looks->items[i].most[channel]))
			values[count++] = looks->items[i].most[channel];
	}
	*ret_count = count;
	return stats_quantile(values, count, EDGE_SHARE);
}

/* Of the entity that stands out most. */
static double top_of(const struct study *study, const struct look *look,
		     const double edge[CHANNELS])
{
	scoped_arena scratch = arena_new(DIAGNOSIS_BYTES_MAX);
	const double *found = look->strengths ? look->strengths
					      : strengths_at(study, scratch, look->piece);
	double top = 0;

	for (size_t entity = 0; entity < study->entity_count; entity++) {
		double strengths[CHANNELS];

		for (size_t c = 0; c < CHANNELS; c++)
			strengths[c] = found[entity * CHANNELS + c] / edge[c];
		top = fmax(top, score_of(strengths));
	}
	return top;
}

static double threshold_of(const struct study *study, const struct looks *looks,
			   const double edge[CHANNELS])
{
	double *tops = arena_many(study->arena, double, looks->count);

	for (size_t i = 0; i < looks->count; i++)
		tops[i] = top_of(study, &looks->items[i], edge);
	return fmax(stats_quantile(tops, looks->count, THRESHOLD_SHARE), 1);
}

struct calibration calibrate(const struct study *study)
{
	struct looks looks = quiet_looks(study);
	struct calibration calibration = {
		.quiet_count = looks.count,
		.learnt = looks.count >= QUIET_LOOKS_MIN,
		.threshold = THRESHOLD_UNLEARNT,
	};

	for (size_t c = 0; c < CHANNELS; c++) {
		double unlearnt = edge_unlearnt[c < FINDING_KINDS ? c : FINDING_METRIC];
		size_t count = 0;
		double edge = edge_of(study, &looks, c, &count);

		if (count < QUIET_LOOKS_MIN)
			edge = unlearnt;
		calibration.edge[c] = fmax(edge, EDGE_LEAST * unlearnt);
	}
	if (calibration.learnt)
		calibration.threshold = threshold_of(study, &looks, calibration.edge);
	return calibration;
}
