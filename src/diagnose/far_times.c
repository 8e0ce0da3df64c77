#include "diagnose/far_times.h"

#include "base/limits.h"
#include "base/scoped.h"

#include <stdlib.h>

enum {
	/* So many times say where the middle of all is. */
	TIMES_MAX = 1 << 16,
	/* Of two nobody knows which is wrong. */
	TIMES_MIN = 3,
	/* A spread is as far as half of the times are from their middle. */
	SPREADS = 10,
};

static void see_series(const struct diagnosis_case *known,
		       void (*see)(void *context, instant_ms at), void *context)
{
	for (size_t i = 0; i < known->series_count; i++) {
		const struct case_series *series = &known->series[i];

		/* Tables of many columns share their times. */
		if (i > 0 && series->at == series[-1].at)
			continue;
		for (size_t k = 0; k < series->count; k++)
			see(context, series->at[k]);
	}
}

/* Has all times of one kind of files seen. */
static void see_times(const struct diagnosis_case *known, enum file_kind kind,
		      void (*see)(void *context, instant_ms at), void *context)
{
	if (kind == FILE_SERIES)
		see_series(known, see, context);
	for (size_t i = 0; i < known->span_count && kind == FILE_SPANS; i++)
		see(context, known->spans[i].start_us / 1000);
	for (size_t i = 0; i < known->line_count && kind == FILE_LINES; i++)
		see(context, known->lines[i].at);
}

/* Some of them, evenly. */
struct some_times {
	instant_ms *items; /* NULL: they are only counted */
	size_t count, seen, stride;
};

static void take_some(void *context, instant_ms at)
{
	struct some_times *some = context;

	if (at <= 0 || some->seen++ % some->stride != 0)
		return;
	if (some->items)
		some->items[some->count] = at;
	some->count++;
}

static int by_size(const void *a, const void *b)
{
	instant_ms one = *(const instant_ms *)a, other = *(const instant_ms *)b;

	return (one > other) - (one < other);
}

static instant_ms median_of(instant_ms *items, size_t count)
{
	qsort(items, count, sizeof(*items), by_size);
	return items[(count - 1) / 2];
}

struct case_window believed_times(const struct diagnosis_case *known, enum file_kind kind)
{
	scoped_arena scratch = arena_new(DIAGNOSE_ARENA_BYTES_MAX);
	struct some_times all = { .stride = 1 }, some = { 0 };
	instant_ms middle;
	duration_ms away;

	see_times(known, kind, take_some, &all);
	if (all.count < TIMES_MIN)
		return (struct case_window){ 0, INSTANT_MAX };
	some.stride = all.count / TIMES_MAX + 1;
	some.items = arena_many(scratch, instant_ms, all.count / some.stride + 1);
	see_times(known, kind, take_some, &some);
	middle = median_of(some.items, some.count);
	for (size_t i = 0; i < some.count; i++)
		some.items[i] = llabs(some.items[i] - middle);
	away = SPREADS * median_of(some.items, some.count);
	away = away > FAR_MS_MIN ? away : FAR_MS_MIN;
	return (struct case_window){ middle - away, middle + away };
}

static bool is_believed(struct case_window window, instant_ms at)
{
	return at >= window.from && at <= window.to;
}

static void remark_far(struct gathering *gathering, str path, const struct time_mark *far)
{
	str at = instant_format(gathering->arena, far->at);
	str place = far->line > 0
			    ? arena_format(gathering->arena, "line %zu: ", far->line)
			    : STR("");

	remark(gathering, path, "times far from all others",
	       STR_FMT STR_FMT " is more than a year from most of the others: what is "
			       "so far away is not looked at",
	       STR_ARG(place), STR_ARG(at));
}

void remark_far_times(struct gathering *gathering, enum file_kind kind,
		      struct case_window believed)
{
	for (size_t i = 0; i < gathering->file_times.count; i++) {
		const struct file_times *file = &gathering->file_times.items[i];

		if (file->kind != kind)
			continue;
		if (!is_believed(believed, file->times.first.at))
			remark_far(gathering, file->path, &file->times.first);
		if (file->times.last.at != file->times.first.at &&
		    !is_believed(believed, file->times.last.at))
			remark_far(gathering, file->path, &file->times.last);
	}
}
