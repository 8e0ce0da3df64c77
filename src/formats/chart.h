/* A small chart of one series, with what happened marked in it: as SVG for the page and
 * the postmortem, and as one line of block characters for a terminal. Pure: the same
 * chart gives the same bytes. */
#ifndef FORMATS_CHART_H
#define FORMATS_CHART_H

#include "base/clock.h"

enum chart_mark_kind {
	CHART_ONSET,
	CHART_CHANGE,
};

struct chart_mark {
	enum chart_mark_kind kind;
	instant_ms at;
	str label; /* a few words */
};

struct chart {
	str title, unit;
	/* Samples by time. What is not finite is a gap. */
	const instant_ms *at;
	const double *values;
	size_t count;
	instant_ms from, to; /* what is shown of them; to is not in it */
	const struct chart_mark *marks;
	size_t mark_count;
	/* A straight line from one time and value to another, when the times are not 0;
	 * and a level that is a limit, drawn where it is near enough. Both in SVG only.
	 */
	struct chart_line_to {
		instant_ms at;
		double value;
	} trend[2];
	bool has_limit;
	double limit;
};

/* A whole SVG document of some 5 KiB, light or dark as its reader prefers, with a title
 * and a description for who cannot see it. Labels are escaped. The id, of letters, digits
 * and "-", must differ from that of other charts in the same page. */
str chart_svg(struct arena *arena, const struct chart *chart, str id);

/* "▁▁▂▁▁▇█▇", as many characters as the width at most: the height of each is the sample
 * of its time that is furthest from the usual, so that a short spike is not lost. A space
 * is a gap. "" when there is nothing to show. */
str chart_line(struct arena *arena, const struct chart *chart, size_t width);

/* What stands below such a line: "     ^" for an onset, "|" for changes, each below its
 * time; "" when none is in it. */
str chart_line_marks(struct arena *arena, const struct chart *chart, size_t width);

/* The smallest and the largest finite value shown; false when there is none. */
bool chart_range(const struct chart *chart, double *ret_least, double *ret_most);

/* "0.25", "12.3", "4560000" as "4.56M": four digits at most. */
str chart_number(struct arena *arena, double value);

#endif
