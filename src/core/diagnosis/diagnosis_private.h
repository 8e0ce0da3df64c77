/* What the files of the diagnosis share.
 *
 * Time is cut into pieces as long as the incident: the incident itself is one, the rest
 * is what was quiet. An evidence compares one piece with others and says what moved, as
 * signals in a unit of its own. It is asked for the incident, and for quiet pieces, from
 * which calibrate.c learns what such a signal is worth. */
#ifndef CORE_DIAGNOSIS_DIAGNOSIS_PRIVATE_H
#define CORE_DIAGNOSIS_DIAGNOSIS_PRIVATE_H

#include "core/diagnosis/diagnosis.h"

/* Of an instant that lies in no piece. */
#define NO_PIECE UINT16_MAX

enum {
	/* A fortnight of quiet, in pieces of ten minutes. */
	PIECES_MAX = 2048,
	/* So many quiet pieces are looked at: the edge of a day needs tens of them, and
	 * each costs as much as the incident. */
	QUIET_LOOKS_MAX = 40,
};

/* A case, with its names replaced by numbers. */
struct study {
	struct arena *arena;
	const struct diagnosis_case *known;

	const struct case_window *pieces; /* by time, apart from each other */
	size_t piece_count;
	size_t incident; /* the piece that is */

	const str *entities;
	size_t entity_count;
	const uint32_t *series_entity;
	const enum metric_kind *series_kind;
	/* Series of one name and one unit, whatever they belong to. */
	const uint32_t *series_family;
	size_t family_count;
};

struct study study_of(struct arena *arena, const struct diagnosis_case *known);
/* Binary search in the pieces. */
uint16_t piece_at(const struct study *study, instant_ms at);

/* Which pieces one is compared with: the quiet ones of the same day, since a system of
 * last week is another one. */
struct comparison {
	size_t during;
	const bool *before;   /* by piece */
	const bool *anywhere; /* all that were quiet, for what was rarely measured */
};
struct comparison comparison_of(const struct study *study, struct arena *arena,
				size_t during);

/* What an evidence saw of one entity. The finding's strength is raw, in the evidence's
 * own unit, and it has no words yet: they are made for what is reported only. */
struct signal {
	uint32_t entity;
	struct finding finding;
};

struct signals {
	struct arena *arena;
	struct signal *items;
	size_t count, capacity;
};

/* One way to look at a case. */
struct viewpoint {
	/* For each entity that it knows something of, also when nothing moved. */
	void (*look)(const struct study *study, const struct comparison *comparison,
		     struct signals *signals);
	void (*say)(struct arena *arena, struct finding *finding); /* says and show */
};
extern const struct viewpoint metrics_viewpoint;

/* What signals are divided by, for each kind of them. */
enum { CHANNELS = FINDING_KINDS + METRIC_KINDS };
size_t channel_of(const struct finding *finding);

struct calibration {
	double edge[CHANNELS];
	size_t quiet_count; /* of the pieces that were looked at */
	bool learnt;        /* they were enough */
	double threshold;   /* of a suspect's score */
};
struct calibration calibrate(const struct study *study);

/* All viewpoints at one piece. */
void look_at(const struct study *study, size_t piece, struct signals *signals);
/* The strongest of each entity in each channel, at [entity * CHANNELS + channel]; NULL
 * where nothing is known. */
const struct finding **strongest_of(const struct study *study, struct arena *arena,
				    const struct signals *signals);
/* How much an entity stands out, from the strengths in each channel. */
double score_of(const double strengths[CHANNELS]);

#endif
