/* Charts in a terminal. */
#include "formats/chart.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

enum { LEVELS = 8, BYTES_PER_BLOCK = 3, WIDTH_MAX = 400 };

static const char *const blocks[LEVELS] = {
	"\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587", "\u2588",
};

bool chart_range(const struct chart *chart, double *ret_least, double *ret_most)
{
	double least = INFINITY, most = -INFINITY;

	for (size_t i = 0; i < chart->count; i++) {
		double value = chart->values[i];

		if (!isfinite(value) || chart->at[i] < chart->from ||
		    chart->at[i] >= chart->to)
			continue;
		least = value < least ? value : least;
		most = value > most ? value : most;
	}
	if (least > most)
		return false;
	*ret_least = least;
	*ret_most = most;
	return true;
}

/* In which of the characters an instant is; false when in none. */
static bool place_of(const struct chart *chart, size_t width, instant_ms at,
		     size_t *ret_place)
{
	double share;

	if (at < chart->from || at >= chart->to)
		return false;
	share = (double)(at - chart->from) / (double)(chart->to - chart->from);
	*ret_place = (size_t)(share * (double)width);
	if (*ret_place >= width)
		*ret_place = width - 1;
	return true;
}

/* The mean: what is usual enough to tell which end of a cell's samples is the odd one. */
static double usual(const struct chart *chart)
{
	double sum = 0;
	size_t count = 0;

	for (size_t i = 0; i < chart->count; i++) {
		if (!isfinite(chart->values[i]) || chart->at[i] < chart->from ||
		    chart->at[i] >= chart->to)
			continue;
		count++;
		sum += (chart->values[i] - sum) / (double)count;
	}
	return sum;
}

/* No wider than there are samples: a line full of gaps shows nothing. */
static size_t fitting_width(const struct chart *chart, size_t width)
{
	size_t shown = 0;

	for (size_t i = 0; i < chart->count; i++)
		shown += chart->at[i] >= chart->from && chart->at[i] < chart->to;
	width = width < WIDTH_MAX ? width : WIDTH_MAX;
	return shown < width ? shown : width;
}

str chart_line(struct arena *arena, const struct chart *chart, size_t width)
{
	struct text text = text_new(arena, WIDTH_MAX * BYTES_PER_BLOCK + 1);
	double cells[WIDTH_MAX], least = 0, most = 0, middle = usual(chart);

	width = fitting_width(chart, width);
	if (width == 0 || !chart_range(chart, &least, &most))
		return STR("");
	for (size_t i = 0; i < width; i++)
		cells[i] = NAN;
	for (size_t i = 0; i < chart->count; i++) {
		double value = chart->values[i];
		size_t place;

		if (isfinite(value) && place_of(chart, width, chart->at[i], &place) &&
		    !(fabs(cells[place] - middle) >= fabs(value - middle)))
			cells[place] = value;
	}
	for (size_t i = 0; i < width; i++) {
		double share = most > least ? (cells[i] - least) / (most - least) : 0;

		if (isnan(cells[i]))
			text_add_char(&text, ' ');
		else
			text_add(&text,
				 str_of(blocks[(size_t)(share * (LEVELS - 1) + 0.5)]));
	}
	return text_of(&text);
}

str chart_line_marks(struct arena *arena, const struct chart *chart, size_t width)
{
	char cells[WIDTH_MAX];
	size_t end = 0, place;

	width = fitting_width(chart, width);
	memset(cells, ' ', sizeof(cells));
	for (size_t i = 0; i < chart->mark_count; i++) {
		const struct chart_mark *mark = &chart->marks[i];

		if (!place_of(chart, width, mark->at, &place))
			continue;
		/* The onset is never hidden by a change of the same minute. */
		if (mark->kind == CHART_ONSET || cells[place] == ' ')
			cells[place] = mark->kind == CHART_ONSET ? '^' : '|';
		end = place + 1 > end ? place + 1 : end;
	}
	return arena_copy(arena, (str){ cells, end });
}

str chart_number(struct arena *arena, double value)
{
	static const struct {
		double from;
		const char *letter;
	} scales[] = { { 1e12, "T" }, { 1e9, "G" }, { 1e6, "M" }, { 1e4, "k" } };
	double size = fabs(value);

	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
		double unit = scales[i].from >= 1e6 ? scales[i].from : 1e3;

		if (size >= scales[i].from)
			return arena_format(arena, "%.3g%s", value / unit,
					    scales[i].letter);
	}
	if (size >= 1000)
		return arena_format(arena, "%.0f", value);
	return arena_format(arena, "%.3g", value);
}
