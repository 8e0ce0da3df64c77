/* What a finding is about, as a series that can be drawn. */
#include "diagnose/answer.h"
#include "diagnose/finding_samples.h"

#include <stdlib.h>

enum {
	/* Of the time before, in lengths of the incident: more would make it a dot. */
	LENGTHS_BEFORE = 5,
	MARKS_MAX = 20,
};

static void choose_range(const struct diagnose_files *files, struct chart *chart)
{
	const struct diagnosis_case *known = &files->known;
	duration_ms length = known->during.to - known->during.from;

	chart->from = known->during.from - LENGTHS_BEFORE * length;
	if (known->before.to > known->before.from && chart->from < known->before.from)
		chart->from = known->before.from;
	/* How it went on, as far as that is known. */
	chart->to = known->during.to + length;
	if (chart->to > files->extent.to)
		chart->to = files->extent.to;
	if (chart->to < known->during.to)
		chart->to = known->during.to;
}

static void add_marks(struct arena *arena, const struct answer *answer,
		      const struct finding *finding, struct chart *chart)
{
	const struct diagnosis_case *known = &answer->files->known;
	struct chart_mark *marks = arena_many(arena, struct chart_mark, MARKS_MAX);
	instant_ms onset = finding->onset ? finding->onset : answer->diagnosis->onset;
	size_t count = 0;

	if (onset)
		marks[count++] = (struct chart_mark){ CHART_ONSET, onset, STR("onset") };
	for (size_t i = 0; i < known->change_count && count < MARKS_MAX; i++) {
		const struct case_change *change = &known->changes[i];

		if (change->at >= chart->from && change->at < chart->to)
			marks[count++] = (struct chart_mark){ CHART_CHANGE, change->at,
							      change->id };
	}
	chart->marks = marks;
	chart->mark_count = count;
}

bool chart_of_finding(struct arena *arena, const struct answer *answer,
		      const struct finding *finding, struct chart *ret_chart)
{
	struct chart chart = { 0 };

	choose_range(answer->files, &chart);
	if (!finding_samples(arena, &answer->files->known, finding, &chart))
		return false;
	add_marks(arena, answer, finding, &chart);
	*ret_chart = chart;
	return true;
}
