/* Who is suspected, on faults that were injected into Train Ticket (Yu and others,
 * "Nezha: Interpretable Fine-Grained Root Causes Analysis for Microservices on
 * Multi-modal Observability Data", ESEC/FSE 2023): 46 pods with metrics, spans and logs.
 * Its method reaches 0.87 for the first suspect and 0.98 for the first three, having been
 * trained.
 *
 * A case knows what was known at that time: the hour of metrics before the fault, and of
 * spans and lines what is in the folder of the quiet minutes before it on that day. What
 * is usual is learnt from the other day's quiet minutes and evening. */
#include "base/clock.h"
#include "base/scoped.h"
#include "bench/diagnosis.h"
#include "core/diagnosis/diagnosis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	DAYS = 2,
	FAULTS_MAX = 64,
	COLUMNS_MAX = 32,
	QUIET_MAX = 256,
	/* Evening windows for which nothing must stand out: every six minutes. */
	EVENING_STEP_MINUTES = 6,
};

#define SET "nezha-trainticket"

/* Minutes of spans and lines, from one file of each. */
struct minutes {
	struct case_span *spans;
	struct case_line *lines;
	size_t span_count, line_count;
};

struct fault {
	str name, day, kind, root;
	instant_ms at;
	size_t day_index;
	struct case_window quiet, during;
	struct minutes before, first, second;
};

struct day {
	str name;
	struct minutes fault_free;
	struct case_window fault_free_window;
	struct case_series *series;
	size_t series_count, series_capacity;
	instant_ms midnight;
};

struct trainticket {
	struct bench *bench;
	struct day days[DAYS];
	struct fault faults[FAULTS_MAX];
	size_t fault_count;
};

/* ---- reading ---- */

static int64_t whole(str cell)
{
	int64_t number = 0;

	return str_to_int(cell, &number) ? number : 0;
}

/* What stands in a flat object of JSON behind the key, up to the closing quote. */
static str text_behind(str object, const char *key)
{
	str mark = str_of(key);

	for (size_t i = 0; i + mark.length <= object.length; i++) {
		if (!str_starts_with(str_slice(object, i, object.length), mark))
			continue;
		str value = str_slice(object, i + mark.length, object.length);
		for (size_t end = 0; end < value.length; end++) {
			if (value.bytes[end] == '"' &&
			    (end == 0 || value.bytes[end - 1] != '\\'))
				return str_slice(value, 0, end);
		}
		return value;
	}
	return object;
}

static void read_spans(struct trainticket *set, const char *name, struct minutes *minutes)
{
	struct arena *arena = set->bench->arena;
	str text = { 0 }, line = { 0 }, cells[8] = { 0 };
	size_t most = 0, count = 0;

	if (!bench_read(set->bench, arena, name, &text) || !bench_line(&text, &line))
		return;
	for (size_t i = 0; i < text.length; i++)
		most += text.bytes[i] == '\n';
	minutes->spans = arena_many(arena, struct case_span, most + 1);
	while (bench_line(&text, &line)) {
		if (bench_cells(arena, line, cells, 8) < 8)
			continue;
		minutes->spans[count++] = (struct case_span){
			.trace = cells[0],
			.id = cells[1],
			.parent = str_is(cells[2], "root") ? STR("") : cells[2],
			.entity = cells[3],
			.operation = cells[4],
			.start_us = whole(cells[5]) / 1000,
			.took_us = whole(cells[7]),
		};
	}
	minutes->span_count = count;
}

static void read_lines(struct trainticket *set, const char *name, struct minutes *minutes)
{
	struct arena *arena = set->bench->arena;
	str text = { 0 }, line = { 0 }, cells[8] = { 0 };
	size_t most = 0, count = 0;

	if (!bench_read(set->bench, arena, name, &text) || !bench_line(&text, &line))
		return;
	for (size_t i = 0; i < text.length; i++)
		most += text.bytes[i] == '\n';
	minutes->lines = arena_many(arena, struct case_line, most + 1);
	while (bench_line(&text, &line)) {
		if (bench_cells(arena, line, cells, 8) < 8)
			continue;
		minutes->lines[count++] = (struct case_line){
			.entity = cells[3],
			.text = text_behind(cells[7], "\"log\":\""),
			.at = whole(cells[1]) / 1000000,
			.trace = cells[5],
			.span = cells[6],
		};
	}
	minutes->line_count = count;
}

static void read_minutes(struct trainticket *set, str folder, const char *name,
			 struct minutes *minutes)
{
	struct arena *arena = set->bench->arena;

	read_spans(set,
		   arena_c_string(arena, arena_format(arena, STR_FMT "/%s.trace.csv",
						      STR_ARG(folder), name)),
		   minutes);
	read_lines(set,
		   arena_c_string(arena, arena_format(arena, STR_FMT "/%s.log.csv",
						      STR_ARG(folder), name)),
		   minutes);
}

static struct case_window extent_of(const struct minutes *minutes)
{
	struct case_window window = { INSTANT_MAX, 0 };

	for (size_t i = 0; i < minutes->span_count; i++) {
		instant_ms at = minutes->spans[i].start_us / 1000;

		window.from = at < window.from ? at : window.from;
		window.to = at >= window.to ? at + 1 : window.to;
	}
	return window;
}

/* "2023-01-29 08:52:06", with whatever behind it. */
static instant_ms instant_of(struct arena *arena, str cell)
{
	struct error error = { 0 };
	instant_ms at = 0;
	str text = arena_format(arena, STR_FMT "T" STR_FMT "Z",
				STR_ARG(str_slice(cell, 0, 10)),
				STR_ARG(str_slice(cell, 11, 8)));

	return instant_parse(text, &at, &error) ? at : 0;
}

/* A file of one pod: each column behind the third is a series. */
static void read_metrics(struct trainticket *set, struct day *day, const char *name)
{
	struct arena *arena = set->bench->arena;
	str text = { 0 }, line = { 0 }, titles[COLUMNS_MAX] = { 0 },
	    cells[COLUMNS_MAX] = { 0 };
	size_t rows = 0, count = 0;

	if (!bench_read(set->bench, arena, name, &text) || !bench_line(&text, &line))
		return;
	size_t columns = bench_cells(arena, line, titles, COLUMNS_MAX);
	for (size_t i = 0; i < text.length; i++)
		rows += text.bytes[i] == '\n';
	instant_ms *at = arena_many(arena, instant_ms, rows + 1);
	double *values = arena_many(arena, double, (rows + 1) * COLUMNS_MAX);
	str pod = { 0 };
	while (bench_line(&text, &line)) {
		if (bench_cells(arena, line, cells, COLUMNS_MAX) < columns)
			continue;
		pod = cells[2];
		at[count] = instant_of(arena, cells[0]);
		for (size_t c = 3; c < columns && c < COLUMNS_MAX; c++)
			values[c * (rows + 1) + count] = bench_number(cells[c]);
		count++;
	}
	for (size_t c = 3; c < columns && c < COLUMNS_MAX; c++)
		*(day->series = arena_grow(arena, day->series, sizeof(*day->series),
					   day->series_count, &day->series_capacity),
		  &day->series[day->series_count++]) = (struct case_series){
			.entity = pod,
			.name = titles[c],
			.at = at,
			.values = &values[c * (rows + 1)],
			.count = count,
		};
}

static void read_day(struct trainticket *set, struct day *day)
{
	struct arena *arena = set->bench->arena;
	str folder = arena_format(arena, SET "/" STR_FMT "/metric", STR_ARG(day->name));
	str *names = NULL;
	size_t count = bench_list(set->bench, arena, arena_c_string(arena, folder),
				  &names);

	/* The front is the indicator of the whole and no suspect. */
	for (size_t i = 0; i < count; i++) {
		if (str_ends_with(names[i], STR("_metric.csv.gz")))
			read_metrics(
				set, day,
				arena_c_string(arena,
					       arena_format(arena, STR_FMT "/" STR_FMT,
							    STR_ARG(folder),
							    STR_ARG(names[i]))));
	}
	folder = arena_format(arena, SET "/" STR_FMT "/faultfree", STR_ARG(day->name));
	count = bench_list(set->bench, arena, arena_c_string(arena, folder), &names);
	for (size_t i = 0; i < count; i++) {
		const char *name = arena_c_string(
			arena, arena_format(arena, STR_FMT "/" STR_FMT, STR_ARG(folder),
					    STR_ARG(names[i])));

		if (str_contains(names[i], STR("trace")))
			read_spans(set, name, &day->fault_free);
		else
			read_lines(set, name, &day->fault_free);
	}
	day->fault_free_window = extent_of(&day->fault_free);
	day->midnight = instant_of(
		arena, arena_format(arena, STR_FMT " 00:00:00", STR_ARG(day->name)));
}

static void read_fault(struct trainticket *set, str object)
{
	struct arena *arena = set->bench->arena;
	struct fault *fault = &set->faults[set->fault_count++];

	fault->name = text_behind(object, "\"case\": \"");
	fault->day = str_slice(fault->name, 0, 10);
	fault->kind = text_behind(object, "\"fault\": \"");
	fault->root = text_behind(object, "\"root_pod\": \"");
	fault->at = instant_of(arena, text_behind(object, "\"inject_time_utc\": \""));
	for (size_t i = 0; i < DAYS; i++) {
		if (str_equal(set->days[i].name, fault->day))
			fault->day_index = i;
	}
	str folder = arena_format(arena, SET "/cases/" STR_FMT, STR_ARG(fault->name));
	read_minutes(set, folder, "before", &fault->before);
	read_minutes(set, folder, "during1", &fault->first);
	read_minutes(set, folder, "during2", &fault->second);
	fault->during = extent_of(&fault->first);
	if (fault->at < fault->during.from)
		fault->during.from = fault->at;
	/* Metrics are means of the minute before they are read: they trail by one. */
	fault->during.to = extent_of(&fault->second).to + MINUTE_MS;
	fault->quiet = extent_of(&fault->before);
	if (fault->quiet.to > fault->during.from)
		fault->quiet.to = fault->during.from;
}

static bool read_set(struct trainticket *set)
{
	str text = { 0 };
	str *names = NULL;
	size_t count = bench_list(set->bench, set->bench->arena, SET, &names), days = 0;

	for (size_t i = 0; i < count && days < DAYS; i++) {
		if (str_starts_with(names[i], STR("20")))
			set->days[days++].name = names[i];
	}
	if (days < DAYS ||
	    !bench_read(set->bench, set->bench->arena, SET "/labels.json", &text))
		return false;
	for (size_t i = 0; i < DAYS; i++)
		read_day(set, &set->days[i]);
	for (size_t i = 0; i < text.length && set->fault_count < FAULTS_MAX; i++) {
		str rest = str_slice(text, i, text.length);

		if (str_starts_with(rest, STR("\"case\"")))
			read_fault(set, rest);
	}
	return set->fault_count > 0;
}

/* ---- a case ---- */

/* What differs between the runs of the same fault. */
struct twist {
	double factor;   /* of all values of series */
	bool reversed;   /* the order of everything */
	bool renamed;    /* entities, and metrics as long as they keep their words */
	duration_ms off; /* of the onset */
};

struct known {
	struct arena *arena;
	struct diagnosis_case known;
	struct {
		struct case_series *items;
		size_t count, capacity;
	} series;
	struct {
		struct case_span *items;
		size_t count, capacity;
	} spans;
	struct {
		struct case_line *items;
		size_t count, capacity;
	} lines;
	struct case_window quiet[QUIET_MAX];
	size_t quiet_count;
};

static void add_minutes(struct known *known, const struct minutes *minutes,
			struct case_window window)
{
	for (size_t i = 0; i < minutes->span_count; i++) {
		instant_ms at = minutes->spans[i].start_us / 1000;

		if (at >= window.from && at < window.to)
			*list_add(known->arena, &known->spans) = minutes->spans[i];
	}
	for (size_t i = 0; i < minutes->line_count; i++) {
		if (minutes->lines[i].at >= window.from &&
		    minutes->lines[i].at < window.to)
			*list_add(known->arena, &known->lines) = minutes->lines[i];
	}
}

static void add_quiet(struct known *known, struct case_window window)
{
	if (known->quiet_count < QUIET_MAX)
		known->quiet[known->quiet_count++] = window;
}

static void add_quiet_minutes(struct known *known, const struct minutes *minutes,
			      struct case_window window)
{
	add_minutes(known, minutes, window);
	add_quiet(known, window);
}

/* A day's quiet minutes that end before an instant. */
static void add_day(const struct trainticket *set, size_t index, instant_ms until,
		    struct known *known)
{
	const struct day *day = &set->days[index];

	if (day->fault_free_window.to <= until)
		add_quiet_minutes(known, &day->fault_free, day->fault_free_window);
	for (size_t i = 0; i < set->fault_count; i++) {
		const struct fault *fault = &set->faults[i];

		if (fault->day_index == index && fault->quiet.to <= until)
			add_quiet_minutes(known, &fault->before, fault->quiet);
	}
	for (size_t i = 0; i < day->series_count; i++)
		*list_add(known->arena, &known->series) = day->series[i];
}

static struct case_window evening(const struct day *day, int from_hour, int to_hour)
{
	return (struct case_window){ day->midnight + from_hour * HOUR_MS,
				     day->midnight + to_hour * HOUR_MS };
}

static void close_case(struct known *known)
{
	known->known.quiet = known->quiet;
	known->known.quiet_count = known->quiet_count;
	known->known.series = known->series.items;
	known->known.series_count = known->series.count;
	known->known.spans = known->spans.items;
	known->known.span_count = known->spans.count;
	known->known.lines = known->lines.items;
	known->known.line_count = known->lines.count;
}

static void case_of(const struct trainticket *set, const struct fault *fault,
		    duration_ms off, struct known *known)
{
	size_t other = 1 - fault->day_index;
	instant_ms onset = fault->during.from + off;

	known->known.before = (struct case_window){ fault->during.from - HOUR_MS, onset };
	known->known.during = (struct case_window){ onset, fault->during.to };
	add_day(set, fault->day_index, fault->during.from, known);
	add_minutes(known, &fault->first, fault->during);
	add_minutes(known, &fault->second, fault->during);
	add_day(set, other, INSTANT_MAX, known);
	add_quiet(known, evening(&set->days[other], 18, 21));
	close_case(known);
}

/* ---- twists ---- */

static void reverse(void *items, size_t count, size_t size)
{
	char *bytes = items, spare[256];

	for (size_t i = 0; size <= sizeof(spare) && i < count / 2; i++) {
		char *one = &bytes[i * size], *other = &bytes[(count - 1 - i) * size];

		memcpy(spare, one, size);
		memcpy(one, other, size);
		memcpy(other, spare, size);
	}
}

/* "pod-7": another name that says nothing, and another order among the names. */
static str other_name(struct arena *arena, str name)
{
	uint32_t sum = 17;

	for (size_t i = 0; i < name.length; i++)
		sum = sum * 31 + (unsigned char)name.bytes[i];
	return arena_format(arena, "%08x-%zu", sum, name.length);
}

static void apply(struct known *known, const struct twist *twist)
{
	struct arena *arena = known->arena;

	for (size_t i = 0; i < known->series.count; i++) {
		struct case_series *series = &known->series.items[i];
		double *values = arena_many(arena, double, series->count);

		for (size_t k = 0; k < series->count; k++)
			values[k] = series->values[k] * twist->factor;
		series->values = values;
		if (!twist->renamed)
			continue;
		series->entity = other_name(arena, series->entity);
		series->name = arena_format(arena, "x_" STR_FMT, STR_ARG(series->name));
	}
	for (size_t i = 0; twist->renamed && i < known->spans.count; i++)
		known->spans.items[i].entity = other_name(arena,
							  known->spans.items[i].entity);
	for (size_t i = 0; twist->renamed && i < known->lines.count; i++)
		known->lines.items[i].entity = other_name(arena,
							  known->lines.items[i].entity);
	if (!twist->reversed)
		return;
	reverse(known->series.items, known->series.count, sizeof(struct case_series));
	reverse(known->spans.items, known->spans.count, sizeof(struct case_span));
	reverse(known->lines.items, known->lines.count, sizeof(struct case_line));
}

/* ---- figures ---- */

enum { RANKS = 3, RANK_UNKNOWN = 1000 };

static const struct {
	size_t most;
	const char *name;
	double target;
} ranks[RANKS] = {
	{ 1, "root first", 0.75 },
	{ 3, "root among three", 0.91 },
	{ 5, "root among five", 0 },
};

struct outcome {
	size_t rank, trivial_rank;
	bool anything;
	double seconds;
};

static str root_of(struct arena *arena, const struct fault *fault, bool renamed)
{
	return renamed ? other_name(arena, fault->root) : fault->root;
}

static struct outcome outcome_of(const struct trainticket *set, const struct fault *fault,
				 const struct twist *twist)
{
	scoped_arena arena = arena_new((size_t)4 << 30);
	struct known known = { .arena = arena };
	struct diagnosis diagnosis = { 0 };
	struct error error = { 0 };
	struct outcome outcome = { .rank = RANK_UNKNOWN };
	str root = root_of(arena, fault, twist->renamed);

	case_of(set, fault, twist->off, &known);
	apply(&known, twist);
	double began = bench_cpu_seconds();
	if (!diagnose(arena, &known.known, &diagnosis, &error)) {
		bench_say(set->bench, "%s", error.text);
		return outcome;
	}
	outcome.seconds = bench_cpu_seconds() - began;
	outcome.anything = diagnosis.anything;
	for (size_t i = diagnosis.suspect_count; i-- > 0;) {
		if (str_equal(diagnosis.suspects[i].entity, root))
			outcome.rank = i + 1;
	}
	return outcome;
}

static double mean_between(const struct case_series *series, struct case_window window)
{
	double sum = 0, count = 0;

	for (size_t i = 0; i < series->count; i++) {
		if (series->at[i] >= window.from && series->at[i] < window.to &&
		    isfinite(series->values[i])) {
			sum += series->values[i];
			count++;
		}
	}
	return sum / count;
}

/* The largest relative change of any series of the pod whose series begin at *at. */
static double change_of_next(const struct day *day, const struct fault *fault, size_t *at)
{
	struct case_window hour = { fault->during.from - HOUR_MS, fault->during.from };
	str pod = day->series[*at].entity;
	double most = 0;

	for (; *at < day->series_count && str_equal(day->series[*at].entity, pod);
	     ++*at) {
		double before = mean_between(&day->series[*at], hour);
		double after = mean_between(&day->series[*at], fault->during);
		double change = fabs(after - before) / fabs(before);

		most = isfinite(change) ? fmax(most, change) : most;
	}
	return most;
}

/* The rank of the root by the simplest rule there is: the largest relative change. */
static size_t trivial_rank(const struct trainticket *set, const struct fault *fault)
{
	const struct day *day = &set->days[fault->day_index];
	double root = 0;
	size_t not_below = 0;

	for (size_t at = 0; at < day->series_count;) {
		bool is_root = str_equal(day->series[at].entity, fault->root);
		double change = change_of_next(day, fault, &at);

		root = is_root ? change : root;
	}
	for (size_t at = 0; at < day->series_count;)
		not_below += change_of_next(day, fault, &at) >= root;
	return not_below;
}

static size_t pod_count(const struct day *day)
{
	size_t count = 0;

	for (size_t i = 0; i < day->series_count; i++)
		count += i == 0 ||
			 !str_equal(day->series[i].entity, day->series[i - 1].entity);
	return count;
}

/* Of the faults of one class, or on one day; of all for "". */
static void say_ranks(struct trainticket *set, const struct outcome *outcomes, str group)
{
	struct arena *arena = set->bench->arena;

	for (size_t r = 0; r < RANKS; r++) {
		double hits[FAULTS_MAX] = { 0 }, trivial = 0;
		size_t count = 0;

		for (size_t i = 0; i < set->fault_count; i++) {
			const struct fault *fault = &set->faults[i];

			if (group.length > 0 && !str_equal(fault->kind, group) &&
			    !str_equal(fault->day, group))
				continue;
			hits[count++] = outcomes[i].rank <= ranks[r].most;
			trivial += outcomes[i].trivial_rank <= ranks[r].most;
		}
		if (count == 0)
			return;
		const char *name = arena_c_string(
			arena,
			arena_format(arena, "Train Ticket, %s%s" STR_FMT, ranks[r].name,
				     group.length > 0 ? ", " : "", STR_ARG(group)));
		double value = bench_mean(hits, count);
		struct figure figure = group.length == 0 && ranks[r].target > 0
					       ? bench_at_least(name, value,
								ranks[r].target)
					       : bench_reported(name, value);
		figure.n = count;
		figure.random = (double)ranks[r].most / (double)pod_count(&set->days[0]);
		figure.trivial = trivial / (double)count;
		figure.note = "the largest relative change";
		bench_interval(arena, hits, count, bench_mean, &figure.low, &figure.high);
		bench_figure(set->bench, &figure);
	}
}

static void measure_ranks(struct trainticket *set, struct outcome *outcomes)
{
	static const char *const groups[] = { "", "cpu_contention", "network_delay",
					      "exception", "return" };
	double seconds = 0, found = 0, count = (double)set->fault_count;

	for (size_t i = 0; i < set->fault_count; i++) {
		outcomes[i] = outcome_of(set, &set->faults[i],
					 &(struct twist){ .factor = 1 });
		outcomes[i].trivial_rank = trivial_rank(set, &set->faults[i]);
		seconds += outcomes[i].seconds;
		found += outcomes[i].anything;
	}
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		say_ranks(set, outcomes, str_of(groups[i]));
	for (size_t i = 0; i < DAYS; i++)
		say_ranks(set, outcomes, set->days[i].name);
	struct figure figure = bench_reported("Train Ticket, a fault stands out",
					      found / count);
	figure.n = set->fault_count;
	bench_figure(set->bench, &figure);
	figure = bench_reported("Train Ticket, time of a fault", seconds / count);
	figure.n = set->fault_count;
	figure.unit = "s of a core";
	bench_figure(set->bench, &figure);
}

/* What must change nothing, and an onset that is a minute off. */
static void measure_twists(struct trainticket *set, const struct outcome *outcomes)
{
	static const struct {
		const char *name;
		struct twist twist;
		double target;
	} twists[] = {
		{ "Train Ticket, another rank of the root in other units, order and "
		  "names",
		  { .factor = 1000, .reversed = true, .renamed = true },
		  0 },
		{ "Train Ticket, root no more among three, onset 60 s early",
		  { .factor = 1, .off = -MINUTE_MS },
		  0.09 },
		{ "Train Ticket, root no more among three, onset 60 s late",
		  { .factor = 1, .off = MINUTE_MS },
		  0.09 },
	};

	for (size_t t = 0; t < sizeof(twists) / sizeof(twists[0]); t++) {
		double other = 0;

		for (size_t i = 0; i < set->fault_count; i++) {
			struct outcome outcome = outcome_of(set, &set->faults[i],
							    &twists[t].twist);

			other += twists[t].twist.off == 0
					 ? outcome.rank != outcomes[i].rank
					 : outcomes[i].rank <= 3 && outcome.rank > 3;
		}
		struct figure figure = bench_at_most(twists[t].name,
						     other / (double)set->fault_count,
						     twists[t].target);
		figure.n = set->fault_count;
		bench_figure(set->bench, &figure);
	}
}

struct evening_outcome {
	bool alarms, runs_out;
};

/* Does anything stand out in three minutes of an evening without a fault, or is anything
 * said to run out? */
static struct evening_outcome evening_at(const struct trainticket *set, size_t index,
					 instant_ms at)
{
	scoped_arena arena = arena_new((size_t)4 << 30);
	struct known known = { .arena = arena };
	struct diagnosis diagnosis = { 0 };
	struct error error = { 0 };
	const struct day *day = &set->days[index];

	known.known.before = (struct case_window){ at - HOUR_MS, at };
	known.known.during = (struct case_window){ at, at + 3 * MINUTE_MS };
	for (size_t i = 0; i < day->series_count; i++)
		*list_add(arena, &known.series) = day->series[i];
	add_quiet(&known, evening(day, 16, 20));
	close_case(&known);
	if (!diagnose(arena, &known.known, &diagnosis, &error)) {
		bench_say(set->bench, "%s", error.text);
		return (struct evening_outcome){ true, true };
	}
	return (struct evening_outcome){ diagnosis.anything,
					 diagnosis.resource_count > 0 };
}

static void measure_alarms(struct trainticket *set)
{
	double count = 0, found = 0, runs_out = 0;

	for (size_t i = 0; i < DAYS; i++) {
		struct case_window free = evening(&set->days[i], 20, 23);

		for (instant_ms at = free.from; at < free.to;
		     at += EVENING_STEP_MINUTES * MINUTE_MS) {
			struct evening_outcome outcome = evening_at(set, i, at);

			found += outcome.alarms;
			runs_out += outcome.runs_out;
			count++;
		}
	}
	struct figure figure = bench_at_most(
		"Train Ticket, alarms on evenings without a fault", found / count, 0.05);
	figure.n = (size_t)count;
	bench_figure(set->bench, &figure);
	figure = bench_reported(
		"Train Ticket, something runs out on evenings without a fault",
		runs_out / count);
	figure.n = (size_t)count;
	bench_figure(set->bench, &figure);
}

void diagnosis_trainticket(struct bench *bench)
{
	struct trainticket *set = arena_one(bench->arena, struct trainticket);
	struct outcome outcomes[FAULTS_MAX] = { 0 };

	if (!bench_has(bench, SET))
		return;
	set->bench = bench;
	if (!read_set(set)) {
		bench_say(bench, "%s cannot be read", SET);
		return;
	}
	measure_ranks(set, outcomes);
	measure_twists(set, outcomes);
	measure_alarms(set);
}
