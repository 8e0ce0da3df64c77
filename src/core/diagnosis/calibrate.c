/* What a signal is worth: how strong it gets while nothing is wrong. */
#include "base/limits.h"
#include "base/scoped.h"
#include "core/diagnosis/diagnosis_private.h"
#include "stats/order.h"

#include <math.h>

/* The edge of a quiet day: one entity in ten is beyond it at any time. Between the upper
 * quartile and this the ranking hardly changes; further out tens of pieces say nothing.
 */
#define EDGE_SHARE 0.90
/* Of the quiet pieces' strongest suspects, so many are below the threshold. */
#define THRESHOLD_SHARE 0.95
/* With fewer quiet pieces nothing was learnt, and what is usual elsewhere must do. */
enum { QUIET_LOOKS_MIN = 5 };

/* What is worth a look when nothing else is known, and the least that an edge can be: in
 * scales (metrics). A system that never moved is not at an edge after the first twitch.
 */
static const double edge_floors[FINDING_KINDS] = {
	[FINDING_METRIC] = 3,         [FINDING_CALL_GAP] = 3,
	[FINDING_CALL_ERRORS] = 3,    [FINDING_OPERATION_SLOW] = 3,
	[FINDING_CALLS_STOPPED] = 3,  [FINDING_LINES_NEW] = 3,
	[FINDING_LINES_VANISHED] = 3, [FINDING_LINES_OF_ERRORS] = 3,
};
/* Without quiet pieces a suspect has to be so many edges out. */
#define THRESHOLD_UNLEARNT 3.0

size_t channel_of(const struct finding *finding)
{
	return finding->kind == FINDING_METRIC ? (size_t)FINDING_KINDS + finding->metric
					       : (size_t)finding->kind;
}

double score_of(const double strengths[CHANNELS])
{
	double most = 0;

	for (size_t i = 0; i < CHANNELS; i++)
		most = fmax(most, strengths[i]);
	return most;
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

/* Strengths of one quiet piece, by entity and channel; NaN where nothing is known. */
static double *strengths_at(const struct study *study, size_t piece)
{
	scoped_arena scratch = arena_new(DIAGNOSIS_BYTES_MAX);
	struct signals signals = { .arena = scratch };
	double *strengths = arena_many(study->arena, double,
				       study->entity_count *CHANNELS);

	look_at(study, piece, &signals);
	const struct finding **most = strongest_of(study, scratch, &signals);
	for (size_t i = 0; i < study->entity_count * CHANNELS; i++)
		strengths[i] = most[i] ? most[i]->strength : (double)NAN;
	return strengths;
}

struct looks {
	double **items;
	size_t count, capacity;
};

/* Evenly spread over the quiet pieces. */
static struct looks quiet_looks(const struct study *study)
{
	size_t quiet = study->piece_count - 1;
	size_t step = quiet / QUIET_LOOKS_MAX + 1;
	struct looks looks = { 0 };

	for (size_t i = 0; i < study->piece_count; i += step) {
		if (i != study->incident)
			*list_add(study->arena, &looks) = strengths_at(study, i);
	}
	return looks;
}

static double edge_of(const struct study *study, const struct looks *looks,
		      size_t channel)
{
	double *values = arena_many(study->arena, double,
				    looks->count * study->entity_count);
	size_t count = 0;

	for (size_t i = 0; i < looks->count; i++) {
		for (size_t entity = 0; entity < study->entity_count; entity++)
			values[count++] = looks->items[i][entity * CHANNELS + channel];
	}
	return stats_quantile(values, count, EDGE_SHARE);
}

static double threshold_of(const struct study *study, const struct looks *looks,
			   const double edge[CHANNELS])
{
	double *tops = arena_many(study->arena, double, looks->count);

	for (size_t i = 0; i < looks->count; i++) {
		for (size_t entity = 0; entity < study->entity_count; entity++) {
			double strengths[CHANNELS];

			for (size_t c = 0; c < CHANNELS; c++)
				strengths[c] = looks->items[i][entity * CHANNELS + c] /
					       edge[c];
			tops[i] = fmax(tops[i], score_of(strengths));
		}
	}
	return fmax(stats_quantile(tops, looks->count, THRESHOLD_SHARE), 1);
}

struct calibration calibrate(const struct study *study)
{
	struct looks looks = quiet_looks(study);
	struct calibration calibration = { .quiet_count = looks.count,
					   .threshold = THRESHOLD_UNLEARNT };
	bool learnt = looks.count >= QUIET_LOOKS_MIN;

	calibration.learnt = learnt;
	for (size_t c = 0; c < CHANNELS; c++) {
		double floor = edge_floors[c < FINDING_KINDS ? c : FINDING_METRIC];
		double edge = learnt ? edge_of(study, &looks, c) : floor;

		calibration.edge[c] = edge > floor ? edge : floor;
	}
	if (learnt)
		calibration.threshold = threshold_of(study, &looks, calibration.edge);
	return calibration;
}
