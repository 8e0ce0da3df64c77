/* What can be compared at all, and what fell silent: no data is never a good sign.
 *
 * Something ended when it was there until just before the incident, often enough that
 * some of it was to be expected since, and there is none since. NaN is no value. */
#include "core/diagnosis/silence.h"

#include <math.h>

/* So many values of a series are to be expected during the incident: fewer, and it may
 * simply not have been its turn. Spans come by chance: e^-10 is never. */
#define SAMPLES_EXPECTED 2.0
#define SPANS_EXPECTED   10.0
enum { SILENT_TOLD_MAX = 20 };

/* Of a series, or of an entity's spans or lines. */
struct presence {
	double before, during;
	instant_ms last_before;
};

struct entity_presence {
	struct presence spans, lines;
	size_t ended, alive; /* of its series, and of spans and lines */
	instant_ms last;
};

struct silence {
	const struct study *study;
	struct diagnosis *diagnosis;
	struct entity_presence *entities;
	/* How long the incident is, measured by the quiet time of its day. */
	double share;
};

static void count_one(const struct study *study, struct presence *presence,
		      uint16_t piece, instant_ms at)
{
	if (piece == NO_PIECE)
		return;
	if (piece == study->incident) {
		presence->during++;
		return;
	}
	presence->before += study->day[piece] == 0;
	if (at > presence->last_before && at < study->known->during.from)
		presence->last_before = at;
}

static bool has_ended(const struct silence *silence, const struct presence *presence,
		      double expected)
{
	struct case_window during = silence->study->known->during;

	return presence->during <= 0 && presence->before * silence->share >= expected &&
	       presence->last_before >= during.from - (during.to - during.from);
}

static double share_of(const struct study *study)
{
	double seconds[2] = { 0 };

	for (size_t i = 0; i < study->piece_count; i++)
		if (study->day[i] == 0)
			seconds[i == study->incident] += (double)(study->pieces[i].to -
								  study->pieces[i].from);
	return seconds[0] > 0 ? seconds[1] / seconds[0] : 0;
}

/* Whatever an entity has of one sort. Spans and lines may be rare: only the times of its
 * own day count as before; series are compared with those of any. */
static void take(struct silence *silence, uint32_t entity,
		 const struct presence *presence, double expected, bool is_comparable)
{
	struct entity_presence *of = &silence->entities[entity];

	silence->diagnosis->compared += is_comparable && presence->during > 0;
	of->alive += presence->during > 0;
	if (presence->last_before > of->last)
		of->last = presence->last_before;
	if (has_ended(silence, presence, expected)) {
		of->ended++;
		silence->diagnosis->ended++;
	}
}

static void take_series(struct silence *silence)
{
	const struct study *study = silence->study;

	for (size_t i = 0; i < study->known->series_count; i++) {
		const struct placed_series *placed = &study->series[i];
		struct presence presence = { 0 };
		bool is_known = false;

		for (size_t k = 0; k < placed->count; k++) {
			if (!isfinite(placed->values[k]))
				continue;
			is_known = is_known || (placed->piece[k] != NO_PIECE &&
						placed->piece[k] != study->incident);
			count_one(study, &presence, placed->piece[k],
				  study->known->series[i].at[k]);
		}
		take(silence, study->series_entity[i], &presence, SAMPLES_EXPECTED,
		     is_known);
	}
}

static void take_spans_and_lines(struct silence *silence)
{
	const struct study *study = silence->study;

	for (size_t i = 0; i < study->known->span_count; i++) {
		const struct placed_span *span = &study->spans[i];
		uint32_t entity = study->operations[span->operation].entity;

		count_one(study, &silence->entities[entity].spans, span->piece,
			  study->known->spans[i].start_us / 1000);
	}
	for (size_t i = 0; i < study->known->line_count; i++) {
		const struct placed_line *line = &study->lines[i];
		uint32_t entity = study->line_kinds[line->kind].entity;

		count_one(study, &silence->entities[entity].lines, line->piece,
			  study->known->lines[i].at);
	}
	for (uint32_t i = 0; i < study->entity_count; i++) {
		const struct entity_presence *of = &silence->entities[i];

		take(silence, i, &of->spans, SPANS_EXPECTED, of->spans.last_before > 0);
		/* Lines that vanish are a finding. */
		take(silence, i, &of->lines, INFINITY, of->lines.last_before > 0);
	}
}

static void tell(struct silence *silence)
{
	const struct study *study = silence->study;
	struct diagnosis *diagnosis = silence->diagnosis;
	struct arena *arena = study->arena;
	struct silent *silent = arena_many(arena, struct silent, SILENT_TOLD_MAX);
	size_t told = 0;

	for (uint32_t i = 0; i < study->entity_count; i++) {
		const struct entity_presence *of = &silence->entities[i];

		if (of->ended == 0 || of->alive > 0)
			continue;
		if (diagnosis->silent_count == SILENT_TOLD_MAX)
			break;
		told += of->ended;
		silent[diagnosis->silent_count++] = (struct silent){
			.entity = study->entities[i],
			.last = of->last,
			.says = arena_format(
				arena,
				STR_FMT
				" fell silent: there is nothing of it since " STR_FMT ".",
				STR_ARG(study->entities[i]),
				STR_ARG(instant_format_time(arena, of->last))),
		};
	}
	diagnosis->silent = silent;
	if (diagnosis->ended > told)
		diagnosis->ended_says = arena_format(
			arena,
			"%zu series ended of what else there is: how they are "
			"since is not known.",
			diagnosis->ended - told);
}

void silence_look(const struct study *study, struct diagnosis *diagnosis)
{
	struct silence silence = {
		.study = study,
		.diagnosis = diagnosis,
		.entities = arena_many(study->arena, struct entity_presence,
				       study->entity_count + 1),
		.share = share_of(study),
	};

	take_series(&silence);
	take_spans_and_lines(&silence);
	tell(&silence);
}

bool *pieces_with_data(const struct study *study)
{
	bool *has_data = arena_many(study->arena, bool, study->piece_count);

	for (size_t i = 0; i < study->known->series_count; i++) {
		const struct placed_series *placed = &study->series[i];

		for (size_t k = 0; k < placed->count; k++)
			if (placed->piece[k] != NO_PIECE && isfinite(placed->values[k]))
				has_data[placed->piece[k]] = true;
	}
	return has_data;
}
