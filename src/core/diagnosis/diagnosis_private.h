/* What the files of the diagnosis share.
 *
 * Time is cut into pieces as long as the incident: the incident itself is one, the rest
 * is what was quiet. An evidence compares one piece with others and says what moved, as
 * signals in a unit of its own. It is asked for the incident, and for quiet pieces, from
 * which calibrate.c learns what such a signal is worth. */
#ifndef CORE_DIAGNOSIS_DIAGNOSIS_PRIVATE_H
#define CORE_DIAGNOSIS_DIAGNOSIS_PRIVATE_H

#include "core/diagnosis/diagnosis.h"
#include "stats/robust.h"

/* Of an instant that lies in no piece, and of what there is none. */
#define NO_PIECE  UINT16_MAX
#define NO_NUMBER UINT32_MAX

enum {
	/* A fortnight of quiet, in pieces of ten minutes. */
	PIECES_MAX = 2048,
	/* So many quiet pieces are looked at: the edge of a day needs tens of them, and
	 * each costs as much as the incident. */
	QUIET_LOOKS_MAX = 80,
	/* With fewer nothing was learnt, and what is usual elsewhere must do. */
	QUIET_LOOKS_MIN = 5,
	/* Samples that are looked at for it, of all looks: some two seconds. Fewer pieces
	 * do for a case that is so large. */
	QUIET_SAMPLES_MAX = 200000000,
};

/* Names in the order of their first appearance. */
struct names {
	struct arena *arena;
	struct map *numbers;
	str *items;
	size_t count, capacity;
};
struct names names_new(struct arena *arena);
uint32_t names_add(struct names *names, str name);
/* For a name that does not stay: copied when it is new. */
uint32_t names_add_copy(struct names *names, str name);
uint32_t names_add_two(struct names *names, uint32_t a, uint32_t b);
/* One name of two; not for people. */
str names_key(struct arena *arena, str a, str b);

/* What an entity does in its spans. */
struct operation {
	uint32_t entity;
	str name;
};

/* One operation within another. */
struct call {
	uint32_t parent, child; /* operations */
};

/* Between two entities. */
struct edge {
	uint32_t caller, callee;
};

#define TIME_FLOOR_US 100.0

/* A span, with its place among the others. */
struct placed_span {
	uint32_t operation, call, edge; /* call and edge: NO_NUMBER for none */
	uint16_t piece;
	bool first_of_call; /* no earlier span of the same parent is the same call */
	bool source;        /* it failed, and none of its children did */
	bool has_self;      /* how long it worked by itself is known */
	/* Logarithms of µs and TIME_FLOOR_US: of the client's time less the server's, on
	 * an edge; and of the time less that of its children. */
	float gap, self;
};

/* A line, with what it is one of. */
struct placed_line {
	uint32_t kind;
	uint16_t piece;
	bool of_error; /* it speaks of an error */
};

/* Lines of one template that one entity writes in one operation. */
struct line_kind {
	uint32_t entity, operation; /* operation: NO_NUMBER when lines do not say */
	uint32_t template;
};

/* The samples of a series as they came, which may be none: in a large case they are most
 * of what there is, and are not copied. */
struct placed_series {
	const uint16_t *piece; /* of each; NO_PIECE for none */
	const double *values;
	size_t count;
	bool by_time; /* as most are */
};

/* A case, with its names replaced by numbers. */
struct study {
	struct arena *arena;
	const struct diagnosis_case *known;

	const struct case_window *pieces; /* by time, apart from each other */
	size_t piece_count;
	size_t incident; /* the piece that is */
	/* Of each piece; 0 is that of the incident and reaches to both sides of it.
	 * Pieces are compared with others of their day: a system of last week is another
	 * one. */
	const size_t *day;
	size_t day_count;
	const bool *is_given; /* it was said to be quiet, and is not only before */
	size_t given_count;

	const str *entities;
	size_t entity_count;
	const struct placed_series *series; /* as many as in the case */
	const uint32_t *series_entity;
	const enum metric_kind *series_kind;
	/* Series of one name and one unit, whatever they belong to. */
	const uint32_t *series_family;
	/* How each series usually is, by day; NULL until somebody asks. */
	struct robust **usual;
	size_t family_count;

	const struct placed_span *spans; /* as many as in the case */
	/* By names_key(trace, id) to a number in span_of_id. */
	const struct map *span_ids;
	const uint32_t *span_of_id;
	size_t spans_orphaned, spans_circled; /* as in the diagnosis */
	const struct operation *operations;
	size_t operation_count;
	const struct call *calls;
	size_t call_count;
	const struct edge *edges;
	size_t edge_count;

	const struct placed_line *lines; /* as many as in the case */
	const struct line_kind *line_kinds;
	size_t line_kind_count;
	const str *templates;
	const uint32_t *covered_entity; /* as many as in the case */
};

/* What study_of() is made of. */
void place_spans(struct study *study, struct names *entities);
void place_lines(struct study *study, struct names *entities);

struct study study_of(struct arena *arena, const struct diagnosis_case *known);
/* Binary search in the pieces. */
uint16_t piece_at(const struct study *study, instant_ms at);

/* Which pieces one is compared with: the quiet ones of the same day. */
struct comparison {
	size_t during;
	const bool *before; /* by piece */
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
extern const struct viewpoint metrics_viewpoint, calls_viewpoint, lines_viewpoint;

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
