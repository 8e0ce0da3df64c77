/* Charts as SVG: written as text, since a chart is a frame, a line and a few marks. */
#include "formats/chart.h"

#include "base/text.h"

#include <math.h>

enum {
	SVG_BYTES_MAX = 64 << 10,
	/* In units of the picture. */
	WIDTH = 640,
	HEIGHT = 180,
	LEFT = 64,
	RIGHT = 12,
	TOP = 30,
	BOTTOM = 42,
	/* More points than the width of the plot are not seen; of each step its least and
	 * its most are kept. */
	STEPS_MAX = 280,
	MARKS_MAX = 12,
	LABEL_BYTES_MAX = 60,
	/* A limit is near when it is so many heights of the series away. */
	LIMIT_SPANS = 3,
};

static const char style[] =
	"<style>"
	"svg{color-scheme:light dark;--ink:#1f2328;--soft:#59636e;--line:#0969da;"
	"--onset:#cf222e;--change:#8250df;--grid:#d1d9e0;--back:#fff}"
	"@media(prefers-color-scheme:dark){svg{--ink:#e6edf3;--soft:#9198a1;"
	"--line:#4493f8;--onset:#f85149;--change:#ab7df8;--grid:#3d444d;--back:#0d1117}}"
	"text{font:12px system-ui,sans-serif;fill:var(--soft)}"
	".title{font-weight:600;fill:var(--ink)}"
	".onset{stroke:var(--onset)}.change{stroke:var(--change);stroke-dasharray:4 3}"
	"text.onset,text.change{stroke:none}text.onset{fill:var(--onset)}"
	"text.change{fill:var(--change)}"
	"</style>\n";

static void add_escaped(struct text *text, str s)
{
	for (size_t i = 0; i < s.length; i++) {
		char c = s.bytes[i];

		switch (c) {
		case '&': text_add(text, STR("&amp;")); break;
		case '<': text_add(text, STR("&lt;")); break;
		case '>': text_add(text, STR("&gt;")); break;
		case '"': text_add(text, STR("&quot;")); break;
		default: text_add_char(text, (unsigned char)c < ' ' ? ' ' : c);
		}
	}
}

/* What is drawn, and where. */
struct plot {
	struct arena *arena;
	const struct chart *chart;
	struct text *text;
	double least, most; /* of the values at the bottom and the top */
};

static double x_of(const struct plot *plot, instant_ms at)
{
	const struct chart *chart = plot->chart;

	return LEFT + (double)(at - chart->from) / (double)(chart->to - chart->from) *
			      (WIDTH - LEFT - RIGHT);
}

static double y_of(const struct plot *plot, double value)
{
	double span = plot->most - plot->least;
	double share = span > 0 ? (value - plot->least) / span : 0.5;

	return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
}

static void add_point(struct plot *plot, bool begins, size_t sample)
{
	text_addf(plot->text, "%s%.1f %.1f", begins ? "M" : "L",
		  x_of(plot, plot->chart->at[sample]),
		  y_of(plot, plot->chart->values[sample]));
}

/* The samples from begin to end, of one step: its first extreme, then its other. */
static void add_step(struct plot *plot, size_t begin, size_t end, bool *begins)
{
	const double *values = plot->chart->values;
	size_t least = end, most = end;

	for (size_t i = begin; i < end; i++) {
		if (!isfinite(values[i]))
			continue;
		if (least == end || values[i] < values[least])
			least = i;
		if (most == end || values[i] > values[most])
			most = i;
	}
	if (least == end) {
		*begins = true; /* a gap */
		return;
	}
	add_point(plot, *begins, least < most ? least : most);
	if (least != most)
		add_point(plot, false, least < most ? most : least);
	*begins = false;
}

static void add_series(struct plot *plot)
{
	const struct chart *chart = plot->chart;
	size_t begin = 0, end = chart->count, step;
	bool begins = true;

	while (begin < end && chart->at[begin] < chart->from)
		begin++;
	while (end > begin && chart->at[end - 1] >= chart->to)
		end--;
	step = (end - begin) / STEPS_MAX + 1;
	text_add(plot->text, STR("<path fill=\"none\" stroke=\"var(--line)\" "
				 "stroke-width=\"1.5\" stroke-linejoin=\"round\" "
				 "stroke-linecap=\"round\" d=\""));
	for (size_t i = begin; i < end; i += step)
		add_step(plot, i, i + step < end ? i + step : end, &begins);
	text_add(plot->text, STR("\"/>\n"));
}

/* The part of it that is shown. */
static void add_trend(struct plot *plot)
{
	const struct chart_line_to *line = plot->chart->trend;

	if (line[0].at == 0 || line[1].at <= line[0].at || !isfinite(line[0].value) ||
	    !isfinite(line[1].value))
		return;
	text_addf(plot->text,
		  "<path class=\"trend\" fill=\"none\" stroke=\"var(--onset)\" "
		  "stroke-dasharray=\"6 4\" d=\"M%.1f %.1fL%.1f %.1f\"/>\n",
		  x_of(plot, line[0].at), y_of(plot, line[0].value),
		  x_of(plot, line[1].at), y_of(plot, line[1].value));
}

/* A limit far away would press the series flat. */
static bool is_limit_near(const struct plot *plot)
{
	const struct chart *chart = plot->chart;
	double span = plot->most - plot->least;

	return chart->has_limit && isfinite(chart->limit) &&
	       chart->limit <= plot->most + LIMIT_SPANS * span &&
	       chart->limit >= plot->least - LIMIT_SPANS * span;
}

static void add_limit(struct plot *plot)
{
	double y = y_of(plot, plot->chart->limit);

	text_addf(plot->text,
		  "<path class=\"limit\" stroke=\"var(--onset)\" d=\"M%d %.1fH%d\"/>"
		  "<text class=\"onset\" x=\"%d\" y=\"%.1f\" "
		  "text-anchor=\"end\">limit</text>\n",
		  LEFT, y, WIDTH - RIGHT, WIDTH - RIGHT, y + 12);
}

static void add_value_label(struct plot *plot, double value, double y)
{
	str number = chart_number(plot->arena, value);

	text_addf(plot->text,
		  "<path stroke=\"var(--grid)\" d=\"M%d %.1fH%d\"/>"
		  "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">" STR_FMT "</text>\n",
		  LEFT, y, WIDTH - RIGHT, LEFT - 6, y + 4, STR_ARG(number));
}

static void add_frame(struct plot *plot)
{
	const struct chart *chart = plot->chart;
	struct arena *arena = plot->arena;

	add_value_label(plot, plot->most, TOP);
	add_value_label(plot, plot->least, HEIGHT - BOTTOM);
	text_addf(plot->text,
		  "<text x=\"%d\" y=\"%d\">" STR_FMT "</text>"
		  "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">" STR_FMT " UTC</text>\n",
		  LEFT, HEIGHT - BOTTOM + 16,
		  STR_ARG(instant_format_time(arena, chart->from)), WIDTH - RIGHT,
		  HEIGHT - BOTTOM + 16, STR_ARG(instant_format_time(arena, chart->to)));
}

static void add_mark(struct plot *plot, const struct chart_mark *mark)
{
	const char *kind = mark->kind == CHART_ONSET ? "onset" : "change";
	double x = x_of(plot, mark->at);
	/* Its label is where there is more room. */
	bool is_right = x > (LEFT + WIDTH - RIGHT) / 2.0;
	int y = mark->kind == CHART_ONSET ? TOP + 12 : HEIGHT - 8;

	text_addf(plot->text,
		  "<path class=\"%s\" fill=\"none\" stroke-width=\"1.5\" d=\"M%.1f "
		  "%dV%d\"/><text class=\"%s\" x=\"%.1f\" y=\"%d\"%s>",
		  kind, x, TOP, HEIGHT - BOTTOM, kind, x + (is_right ? -5 : 5), y,
		  is_right ? " text-anchor=\"end\"" : "");
	add_escaped(plot->text, str_clip(mark->label, LABEL_BYTES_MAX));
	text_add(plot->text, STR("</text>\n"));
}

/* For who cannot see it: what is shown, between what, and what is marked. */
static void add_description(struct plot *plot, bool has_values)
{
	const struct chart *chart = plot->chart;
	struct arena *arena = plot->arena;

	text_addf(plot->text, "From " STR_FMT " to " STR_FMT ", ",
		  STR_ARG(instant_format(arena, chart->from)),
		  STR_ARG(instant_format(arena, chart->to)));
	if (has_values) {
		text_addf(plot->text, "between " STR_FMT " and " STR_FMT " ",
			  STR_ARG(chart_number(arena, plot->least)),
			  STR_ARG(chart_number(arena, plot->most)));
		add_escaped(plot->text, chart->unit);
	} else {
		text_add(plot->text, STR("without samples"));
	}
	for (size_t i = 0; i < chart->mark_count && i < MARKS_MAX; i++) {
		text_addf(plot->text, "; %s at " STR_FMT ": ",
			  chart->marks[i].kind == CHART_ONSET ? "onset" : "change",
			  STR_ARG(instant_format_time(arena, chart->marks[i].at)));
		add_escaped(plot->text, chart->marks[i].label);
	}
	text_add_char(plot->text, '.');
}

static void add_head(struct plot *plot, str id, bool has_values)
{
	text_addf(plot->text,
		  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
		  "role=\"img\" aria-labelledby=\"" STR_FMT "-title " STR_FMT
		  "-text\">\n<title id=\"" STR_FMT "-title\">",
		  WIDTH, HEIGHT, STR_ARG(id), STR_ARG(id), STR_ARG(id));
	add_escaped(plot->text, plot->chart->title);
	text_addf(plot->text, "</title>\n<desc id=\"" STR_FMT "-text\">", STR_ARG(id));
	add_description(plot, has_values);
	text_add(plot->text, STR("</desc>\n"));
	text_add(plot->text, str_of(style));
	text_addf(plot->text,
		  "<rect width=\"%d\" height=\"%d\" fill=\"var(--back)\"/>\n"
		  "<text class=\"title\" x=\"%d\" y=\"18\">",
		  WIDTH, HEIGHT, RIGHT);
	add_escaped(plot->text, str_clip(plot->chart->title, LABEL_BYTES_MAX * 3 / 2));
	if (plot->chart->unit.length > 0) {
		text_add(plot->text, STR(" ("));
		add_escaped(plot->text, str_clip(plot->chart->unit, 20));
		text_add_char(plot->text, ')');
	}
	text_add(plot->text, STR("</text>\n"));
}

str chart_svg(struct arena *arena, const struct chart *chart, str id)
{
	struct text text = text_new(arena, SVG_BYTES_MAX);
	struct plot plot = { .arena = arena, .chart = chart, .text = &text };
	bool has_values = chart->to > chart->from &&
			  chart_range(chart, &plot.least, &plot.most);

	add_head(&plot, id, has_values);
	if (has_values) {
		bool has_limit = is_limit_near(&plot);

		if (has_limit) {
			plot.most = fmax(plot.most, chart->limit);
			plot.least = fmin(plot.least, chart->limit);
		}
		add_frame(&plot);
		add_series(&plot);
		add_trend(&plot);
		if (has_limit)
			add_limit(&plot);
	}
	for (size_t i = 0; i < chart->mark_count && i < MARKS_MAX; i++)
		if (chart->marks[i].at >= chart->from && chart->marks[i].at < chart->to)
			add_mark(&plot, &chart->marks[i]);
	text_add(&text, STR("</svg>\n"));
	return text_of(&text);
}
