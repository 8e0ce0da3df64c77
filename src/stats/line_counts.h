/* How often each entity wrote each template in each of some windows, and where that
 * changed: new lines, lines that are missing, more of them and fewer. Arrays in, numbers
 * out; entities and windows are numbers that the caller gives.
 *
 * Both directions count: what a fault adds to a log says less than what it takes away. */
#ifndef STATS_LINE_COUNTS_H
#define STATS_LINE_COUNTS_H

#include "stats/templates.h"

struct line_counts;

/* At least one window. Memory: at most LINE_COUNTS_MAX cells; lines without room are
 * counted as beyond. */
struct line_counts *line_counts_new(struct arena *arena, size_t windows);
/* A line: its shape as template_miner_add() gives it. One without is left out. */
void line_counts_add(struct line_counts *counts, uint32_t entity, uint32_t shape,
		     size_t window);
size_t line_counts_beyond(const struct line_counts *counts);

struct line_row {
	uint32_t entity, template;
	const size_t *lines; /* of each window */
};

struct line_table {
	const struct line_row *rows; /* by entity, then by template; each pair once */
	size_t count, windows;
};

/* The shapes put together to templates: the miner's, grouped after the last line. */
void line_counts_table(const struct line_counts *counts,
		       const struct templates *templates, struct arena *arena,
		       struct line_table *ret_table);

enum line_change {
	LINES_NEW,      /* none before */
	LINES_VANISHED, /* none since */
	LINES_MORE,
	LINES_FEWER,
};

struct line_shift {
	const struct line_row *row;
	enum line_change change;
	double before, during; /* per unit of exposure */
	double llr;            /* poisson_llr(): negative for fewer */
};

/* Between two windows. Exposure is what the lines were written over: seconds, or better
 * requests or spans, since a log is silent where nobody calls; exposure[entity * windows
 * + window], none where it is not positive, and then nothing is said of that entity. What
 * did not change is not in it; the rest is, the largest |llr| first. */
size_t line_shifts(const struct line_table *table, const double *exposure, size_t before,
		   size_t during, struct arena *arena, struct line_shift **ret_shifts);

#endif
