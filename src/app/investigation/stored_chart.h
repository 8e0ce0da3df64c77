/* The charts of a diagnosis as it is stored with its incident: whoever reads it later
 * needs none of those who were asked. */
#ifndef APP_INVESTIGATION_STORED_CHART_H
#define APP_INVESTIGATION_STORED_CHART_H

#include "base/tree.h"
#include "formats/chart.h"

/* What a terminal and a page of text have room for. */
enum { CHART_LINE_WIDTH = 72 };

/* Of one finding of it, with the onset and the changes marked. False: no samples were
 * kept, as of a finding that is none of a series. */
bool stored_chart_of(struct arena *arena, const struct tree *diagnosis,
		     const struct tree *finding, struct chart *ret_chart);

/* The same in words, for who cannot see it: "2026-03-04T12:38:00Z to 14:38:00: between 5
 * and 20 percent; 5 before, 20 since; onset at 14:32:00; change at 14:30:00: v2.3.4" */
str stored_chart_words(struct arena *arena, const struct chart *chart,
		       const struct tree *finding);

/* As a picture. Its id in a page: "chart-F1". */
str stored_chart_svg(struct arena *arena, const struct chart *chart,
		     const struct tree *finding);

#endif
