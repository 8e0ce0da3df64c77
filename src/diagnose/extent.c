/* From when to when the sources know something, and whether that is the same time. A
 * clock that is an hour off, or times without a zone, make one incident two. */
#include "diagnose/far_times.h"

#include "base/text.h"

enum {
	/* Fewer have no extent worth speaking of. */
	ITEMS_MIN = 10,
	/* Of the shorter of two so many hundredths lie in the other: who exports what is
	 * about one incident chooses times that are nearly the same. */
	OVERLAP_PERCENT_MIN = 75,
	/* Less of the shortest is no time to compare anything in. */
	COMMON_PERCENT_MIN = 10,
};

struct extent {
	const char *what;
	enum file_kind kind;
	struct case_window
		believed; /* both included; a time beyond is some clock's fault */
	struct case_window window;
	size_t count; /* of what has a time */
};
enum { SERIES, SPANS, LINES, SOURCES };

static void reach(struct extent *extent, instant_ms at)
{
	if (at <= 0 || at < extent->believed.from || at > extent->believed.to)
		return;
	if (extent->count++ == 0 || at < extent->window.from)
		extent->window.from = at;
	if (at >= extent->window.to)
		extent->window.to = at + 1;
}

static void reach_all(struct extent *extent, const struct case_series *series)
{
	for (size_t k = 0; k < series->count; k++)
		reach(extent, series->at[k]);
}

static void extents_of(const struct diagnosis_case *known, struct extent extents[SOURCES])
{
	extents[SERIES] = (struct extent){ .what = "series", .kind = FILE_SERIES };
	extents[SPANS] = (struct extent){ .what = "spans", .kind = FILE_SPANS };
	extents[LINES] = (struct extent){ .what = "lines", .kind = FILE_LINES };
	for (size_t i = 0; i < SOURCES; i++)
		extents[i].believed = believed_times(known, extents[i].kind);
	for (size_t i = 0; i < known->series_count; i++) {
		/* Tables of many columns share their times. */
		if (i == 0 || known->series[i].at != known->series[i - 1].at)
			reach_all(&extents[SERIES], &known->series[i]);
	}
	for (size_t i = 0; i < known->span_count; i++)
		reach(&extents[SPANS], known->spans[i].start_us / 1000);
	for (size_t i = 0; i < known->line_count; i++)
		reach(&extents[LINES], known->lines[i].at);
}

static struct case_window common_of(struct case_window one, struct case_window other)
{
	return (struct case_window){ one.from > other.from ? one.from : other.from,
				     one.to < other.to ? one.to : other.to };
}

static duration_ms length_of(struct case_window window)
{
	return window.to > window.from ? window.to - window.from : 0;
}

static bool is_apart(const struct extent *one, const struct extent *other)
{
	duration_ms common = length_of(common_of(one->window, other->window));
	duration_ms shorter = length_of(one->window);

	if (one->count < ITEMS_MIN || other->count < ITEMS_MIN)
		return false;
	if (length_of(other->window) < shorter)
		shorter = length_of(other->window);
	return common < shorter / 100 * OVERLAP_PERCENT_MIN;
}

static bool any_is_apart(const struct extent extents[SOURCES])
{
	return is_apart(&extents[SERIES], &extents[SPANS]) ||
	       is_apart(&extents[SERIES], &extents[LINES]) ||
	       is_apart(&extents[SPANS], &extents[LINES]);
}

/* What all of them know; when that is next to nothing, what the first of them knows:
 * onsets are looked for in series. */
static struct case_window compared_of(const struct extent extents[SOURCES])
{
	struct case_window common = { 0 }, first = { 0 };
	duration_ms shortest = 0;

	for (size_t i = 0; i < SOURCES; i++) {
		duration_ms length = length_of(extents[i].window);

		if (extents[i].count < ITEMS_MIN)
			continue;
		common = shortest == 0 ? extents[i].window
				       : common_of(common, extents[i].window);
		if (shortest == 0)
			first = extents[i].window;
		if (shortest == 0 || length < shortest)
			shortest = length;
	}
	return length_of(common) > shortest / 100 * COMMON_PERCENT_MIN ? common : first;
}

static instant_ms whole_second(instant_ms at)
{
	return at / SECOND_MS * SECOND_MS;
}

/* "10:00:00–12:00:00", with the days where they are not all the same one. */
static str window_told(struct arena *arena, struct case_window window, bool of_one_day)
{
	str (*told)(struct arena *, instant_ms) = of_one_day ? instant_format_time
							     : instant_format;

	return arena_format(arena, STR_FMT "–" STR_FMT,
			    STR_ARG(told(arena, whole_second(window.from))),
			    STR_ARG(told(arena, whole_second(window.to))));
}

static void remark_clocks(struct gathering *gathering,
			  const struct extent extents[SOURCES], struct case_window all,
			  struct case_window compared)
{
	struct arena *arena = gathering->arena;
	struct text text = text_new(arena, 1 << 10);
	bool of_one_day = all.from / DAY_MS == all.to / DAY_MS;

	for (size_t i = 0; i < SOURCES; i++) {
		if (extents[i].count < ITEMS_MIN)
			continue;
		text_addf(&text, "%s%s " STR_FMT, text_of(&text).length > 0 ? ", " : "",
			  extents[i].what,
			  STR_ARG(window_told(arena, extents[i].window, of_one_day)));
	}
	remark(gathering, STR(""), "clocks",
	       STR_FMT ": is it the same clock, and the same zone? Onsets are looked for "
		       "in " STR_FMT,
	       STR_ARG(text_of(&text)),
	       STR_ARG(window_told(arena, compared, of_one_day)));
}

void find_extent(struct gathering *gathering, struct diagnose_files *files)
{
	struct extent extents[SOURCES];
	struct case_window all = { 0 };

	extents_of(&files->known, extents);
	for (size_t i = 0; i < SOURCES; i++) {
		struct case_window window = extents[i].window;

		remark_far_times(gathering, extents[i].kind, extents[i].believed);
		files->extents[extents[i].kind] = window;
		if (window.to == 0)
			continue;
		if (all.to == 0 || window.from < all.from)
			all.from = window.from;
		if (window.to > all.to)
			all.to = window.to;
	}
	files->extent = files->compared = all;
	if (!any_is_apart(extents))
		return;
	files->compared = compared_of(extents);
	remark_clocks(gathering, extents, all, files->compared);
}
