/* What a template is shown as. */
#ifndef STATS_TEMPLATE_NAME_H
#define STATS_TEMPLATE_NAME_H

#include "stats/template_scan.h"

#include "base/arena.h"

struct template_name {
	str example;        /* a line of it */
	const bool *varies; /* of its tokens: words that are values */
	/* A bit for each place of values side by side, from the lowest: lines have
	 * something else there than other values, so what stands there is one place. */
	uint64_t runs_differ;
	bool joined; /* lines have more values or fewer: those side by side are one */
};

/* "scan" is room to work in. */
str template_name_text(struct arena *arena, const struct template_name *name,
		       uint64_t seed, struct template_scan *scan);

#endif
