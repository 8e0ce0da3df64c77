#include "app/investigation/stored_chart.h"

#include "base/text.h"

#include <math.h>

enum { MARKS_MAX = 12, LABEL_BYTES_MAX = 40, WORDS_BYTES_MAX = 2000 };

/* -- as a chart -- */

static instant_ms instant_of(const struct tree *tree, const char *name)
{
	struct error unheeded;
	instant_ms at;

	return instant_parse(tree_get_text(tree, name), &at, &unheeded) ? at : 0;
}

/* What runs out has its own beginning. */
static instant_ms onset_of(const struct tree *diagnosis, const struct tree *finding)
{
	instant_ms onset = tree_get(finding, "resource") ? instant_of(finding, "onset")
							 : 0;

	if (onset == 0)
		onset = instant_of(diagnosis, "onset");
	return onset != 0 ? onset : instant_of(tree_get(diagnosis, "during"), "from");
}

static void add_marks(struct arena *arena, const struct tree *diagnosis,
		      const struct tree *finding, struct chart *chart)
{
	const struct tree *changes = tree_get(diagnosis, "changes");
	struct chart_mark *marks = arena_many(arena, struct chart_mark, MARKS_MAX);

	marks[chart->mark_count++] = (struct chart_mark){ .kind = CHART_ONSET,
							  .at = onset_of(diagnosis,
									 finding),
							  .label = STR("onset") };
	for (size_t i = 0; i < tree_count(changes) && chart->mark_count < MARKS_MAX;
	     i++) {
		const struct tree *change = tree_nth(changes, i);

		marks[chart->mark_count++] = (struct chart_mark){
			.kind = CHART_CHANGE,
			.at = instant_of(change, "at"),
			.label = str_clip(tree_get_text(change, "title"),
					  LABEL_BYTES_MAX),
		};
	}
	chart->marks = marks;
}

static double number_of(const struct tree *number)
{
	if (number && number->kind == TREE_REAL)
		return number->real;
	return number && number->kind == TREE_INT ? (double)number->number : NAN;
}

static void add_samples(struct arena *arena, const struct tree *stored,
			struct chart *chart)
{
	const struct tree *seconds = tree_get(stored, "at");
	const struct tree *numbers = tree_get(stored, "values");
	size_t count = tree_count(seconds);
	instant_ms *at = arena_many(arena, instant_ms, count + 1);
	double *values = arena_many(arena, double, count + 1);

	for (size_t i = 0; i < count && i < tree_count(numbers); i++) {
		const struct tree *second = tree_nth(seconds, i);

		if (second->kind != TREE_INT)
			continue;
		at[chart->count] = second->number * SECOND_MS;
		values[chart->count++] = number_of(tree_nth(numbers, i));
	}
	chart->at = at;
	chart->values = values;
}

static void add_trend(const struct tree *finding, struct chart *chart)
{
	const struct tree *trend = tree_get(finding, "trend");

	chart->limit = number_of(tree_get(finding, "chart_limit"));
	chart->has_limit = isfinite(chart->limit);
	for (size_t i = 0; i < 2 && tree_count(trend) == 2; i++) {
		const struct tree *point = tree_nth(trend, i);

		chart->trend[i].at = tree_get_int(point, "at", 0) * SECOND_MS;
		chart->trend[i].value = number_of(tree_get(point, "value"));
	}
}

bool stored_chart_of(struct arena *arena, const struct tree *diagnosis,
		     const struct tree *finding, struct chart *ret_chart)
{
	const struct tree *stored = tree_get(finding, "chart");
	struct chart chart = {
		.title = arena_format(arena, STR_FMT " of " STR_FMT,
				      STR_ARG(tree_get_text(finding, "subject")),
				      STR_ARG(tree_get_text(finding, "entity"))),
		.unit = tree_get_text(finding, "unit"),
	};
	str unit = tree_get_text(stored, "unit");

	if (unit.length > 0)
		chart.unit = unit;

	if (tree_count(stored) == 0)
		return false;
	add_samples(arena, stored, &chart);
	if (chart.count == 0)
		return false;
	chart.from = chart.at[0];
	chart.to = chart.at[chart.count - 1] + 1;
	add_marks(arena, diagnosis, finding, &chart);
	add_trend(finding, &chart);
	*ret_chart = chart;
	return true;
}

/* -- in words -- */

static void add_range(struct arena *arena, const struct chart *chart, struct text *text)
{
	double least, most;

	text_addf(text, STR_FMT " to " STR_FMT ": ",
		  STR_ARG(instant_format(arena, chart->from)),
		  STR_ARG(instant_format_time(arena, chart->to - 1)));
	if (!chart_range(chart, &least, &most)) {
		text_add(text, STR("no number"));
		return;
	}
	text_addf(text, "between " STR_FMT " and " STR_FMT,
		  STR_ARG(chart_number(arena, least)),
		  STR_ARG(chart_number(arena, most)));
	if (chart->unit.length > 0)
		text_addf(text, " " STR_FMT, STR_ARG(chart->unit));
}

static void add_levels(struct arena *arena, const struct tree *finding, struct text *text)
{
	double before = number_of(tree_get(finding, "before"));
	double after = number_of(tree_get(finding, "after"));

	if (isfinite(before) && isfinite(after))
		text_addf(text, "; " STR_FMT " before, " STR_FMT " since",
			  STR_ARG(chart_number(arena, before)),
			  STR_ARG(chart_number(arena, after)));
}

str stored_chart_words(struct arena *arena, const struct chart *chart,
		       const struct tree *finding)
{
	struct text text = text_new(arena, WORDS_BYTES_MAX);

	add_range(arena, chart, &text);
	add_levels(arena, finding, &text);
	for (size_t i = 0; i < chart->mark_count; i++) {
		const struct chart_mark *mark = &chart->marks[i];
		str at = instant_format_time(arena, mark->at);

		if (mark->at < chart->from || mark->at >= chart->to)
			continue;
		if (mark->kind == CHART_ONSET)
			text_addf(&text, "; onset at " STR_FMT, STR_ARG(at));
		else
			text_addf(&text, "; change at " STR_FMT ": " STR_FMT, STR_ARG(at),
				  STR_ARG(mark->label));
	}
	return text_of(&text);
}

str stored_chart_svg(struct arena *arena, const struct chart *chart,
		     const struct tree *finding)
{
	return chart_svg(arena, chart,
			 arena_format(arena, "chart-" STR_FMT,
				      STR_ARG(tree_get_text(finding, "id"))));
}
