/* Log lines by the statement that wrote them: Loghub's sets of 2,000 lines, with the
 * corrected truth, all with one setting. GA is the share of lines in exactly the right
 * group, FGA the harmonic mean of precision and recall of whole groups, PA the share of
 * lines whose template is also spelled as in the truth (J. Zhu et al., "Loghub", ISSRE
 * 2023; Z. Khan et al., "Guidelines for assessing the accuracy of log message template
 * identification techniques", ICSE 2022). */
#include "base/map.h"
#include "base/scoped.h"
#include "bench/diagnosis.h"
#include "stats/template_group.h"
#include "stats/templates.h"

enum {
	SETS_MAX = 32,
	CELLS_MAX = 32,
	CHOICES_FROM = 1,
	CHOICES_TO = 7,
	LINES = 1000000,
	CHUNK = 20000,
	SCRATCH_BYTES = 1 << 30,
};

struct set {
	str name;
	str *lines, *truth; /* texts, and templates as they should read */
	uint32_t *events;
	size_t count, event_count;
};

struct sets {
	struct set items[SETS_MAX];
	size_t count;
};

struct score {
	double ga, fga;
};

static bool read_set(struct bench *bench, str name, struct set *ret_set)
{
	str path = arena_format(bench->arena,
				"loghub_2k/" STR_FMT "/" STR_FMT
				"_2k.log_structured_corrected.csv",
				STR_ARG(name), STR_ARG(name));
	str cells[CELLS_MAX], text = { 0 }, line = { 0 };
	struct set set = { .name = name };
	struct map *events = map_new(bench->arena);
	size_t content, event, template, most = 0, columns;

	if (!bench_read(bench, bench->arena, path.bytes, &text) ||
	    !bench_line(&text, &line))
		return false;
	columns = bench_cells(bench->arena, line, cells, CELLS_MAX);
	content = bench_column(cells, columns, "Content");
	event = bench_column(cells, columns, "EventId");
	template = bench_column(cells, columns, "EventTemplate");
	for (str rest = text; bench_line(&rest, &line);)
		most++;
	set.lines = arena_many(bench->arena, str, most + 1);
	set.truth = arena_many(bench->arena, str, most + 1);
	set.events = arena_many(bench->arena, uint32_t, most + 1);
	while (bench_line(&text, &line)) {
		size_t count = bench_cells(bench->arena, line, cells, CELLS_MAX);
		uint32_t *number;

		if (content >= count || event >= count || template >= count)
			continue;
		number = map_get(events, cells[event]);
		if (!number) {
			number = arena_one(bench->arena, uint32_t);
			*number = (uint32_t)set.event_count++;
			map_put(events, cells[event], number);
		}
		set.events[set.count] = *number;
		set.lines[set.count] = cells[content];
		set.truth[set.count++] = cells[template];
	}
	*ret_set = set;
	return set.count > 0;
}

static void read_sets(struct bench *bench, struct sets *sets)
{
	str *names = NULL;
	size_t count = bench_list(bench, bench->arena, "loghub_2k", &names);

	for (size_t i = 0; i < count && sets->count < SETS_MAX; i++) {
		if (read_set(bench, names[i], &sets->items[sets->count]))
			sets->count++;
		else
			bench_say(bench, "logs: " STR_FMT " cannot be read",
				  STR_ARG(names[i]));
	}
}

/* A group is right when it has all lines of one event and no other. A line without a
 * template is in a group of its own. */
static struct score score_of(struct arena *arena, const struct set *set,
			     const uint32_t *groups, size_t group_count)
{
	size_t *lines = arena_many(arena, size_t, group_count + 1);
	size_t *events = arena_many(arena, size_t, set->event_count + 1);
	uint32_t *event_of = arena_many(arena, uint32_t, group_count + 1);
	bool *mixed = arena_many(arena, bool, group_count + 1);
	size_t right = 0, right_lines = 0, found = 0;
	double precision, recall;

	for (size_t i = 0; i < set->count; i++) {
		uint32_t group = groups[i];

		events[set->events[i]]++;
		if (group == TEMPLATE_NONE)
			continue;
		if (lines[group]++ == 0)
			event_of[group] = set->events[i];
		else if (event_of[group] != set->events[i])
			mixed[group] = true;
	}
	for (size_t i = 0; i < group_count; i++) {
		found += lines[i] > 0;
		if (lines[i] == 0 || mixed[i] || lines[i] != events[event_of[i]])
			continue;
		right++;
		right_lines += lines[i];
	}
	precision = found > 0 ? (double)right / (double)found : 0;
	recall = (double)right / (double)set->event_count;
	return (struct score){
		.ga = (double)right_lines / (double)set->count,
		.fga = right > 0 ? 2 * precision * recall / (precision + recall) : 0,
	};
}

static double spelled(const struct set *set, const struct templates *templates,
		      const uint32_t *groups)
{
	size_t right = 0;

	for (size_t i = 0; i < set->count; i++)
		right += groups[i] != TEMPLATE_NONE &&
			 str_equal(templates->items[groups[i]].text, set->truth[i]);
	return (double)right / (double)set->count;
}

static double mean_over(const struct sets *sets, double (*measure)(const struct set *set))
{
	double sum = 0;

	for (size_t i = 0; i < sets->count; i++)
		sum += measure(&sets->items[i]);
	return sum / (double)sets->count;
}

/* Groups by values alone, without looking at other lines. */
static double values_only(const struct set *set)
{
	scoped_arena arena = arena_new(SCRATCH_BYTES);
	struct template_miner *miner = template_miner_new(arena);
	uint32_t *groups = arena_many(arena, uint32_t, set->count);
	struct templates templates;

	for (size_t i = 0; i < set->count; i++)
		groups[i] = template_miner_add(miner, set->lines[i]);
	template_miner_group(miner, arena, &templates);
	return score_of(arena, set, groups, templates.shapes).ga;
}

static double each_alone(const struct set *set)
{
	scoped_arena arena = arena_new(SCRATCH_BYTES);
	uint32_t *groups = arena_many(arena, uint32_t, set->count);

	for (size_t i = 0; i < set->count; i++)
		groups[i] = (uint32_t)i;
	return score_of(arena, set, groups, set->count).ga;
}

static double all_in_one(const struct set *set)
{
	scoped_arena arena = arena_new(SCRATCH_BYTES);

	return score_of(arena, set, arena_many(arena, uint32_t, set->count), 1).ga;
}

/* The last line first: what is together must not depend on the order. */
static double backwards(const struct set *set)
{
	scoped_arena arena = arena_new(SCRATCH_BYTES);
	str *lines = arena_many(arena, str, set->count);
	uint32_t *forwards = arena_many(arena, uint32_t, set->count);
	struct templates templates;
	const uint32_t *groups = NULL;

	for (size_t i = 0; i < set->count; i++)
		lines[i] = set->lines[set->count - 1 - i];
	templates_of(arena, lines, set->count, &templates, &groups);
	for (size_t i = 0; i < set->count; i++)
		forwards[i] = groups[set->count - 1 - i];
	return score_of(arena, set, forwards, templates.count).ga;
}

static struct score score_by(const struct set *set, size_t choices)
{
	scoped_arena arena = arena_new(SCRATCH_BYTES);
	struct template_miner *miner = template_miner_new(arena);
	uint32_t *groups = arena_many(arena, uint32_t, set->count);
	struct templates templates;

	for (size_t i = 0; i < set->count; i++)
		groups[i] = template_miner_add(miner, set->lines[i]);
	template_miner_group_by(miner, arena, choices, &templates);
	for (size_t i = 0; i < set->count; i++)
		if (groups[i] != TEMPLATE_NONE)
			groups[i] = templates.of_shape[groups[i]];
	return score_of(arena, set, groups, templates.count);
}

static void measure_each(struct bench *bench, const struct sets *sets, double *ret_ga,
			 double *ret_fga, double *ret_pa)
{
	for (size_t i = 0; i < sets->count; i++) {
		const struct set *set = &sets->items[i];
		scoped_arena arena = arena_new(SCRATCH_BYTES);
		struct templates templates;
		const uint32_t *groups = NULL;
		struct score score;
		struct figure figure;

		templates_of(arena, set->lines, set->count, &templates, &groups);
		score = score_of(arena, set, groups, templates.count);
		ret_ga[i] = score.ga;
		ret_fga[i] = score.fga;
		ret_pa[i] = spelled(set, &templates, groups);
		figure = bench_reported(
			arena_format(arena, "logs of " STR_FMT ", GA", STR_ARG(set->name))
				.bytes,
			score.ga);
		figure.n = set->count;
		figure.trivial = values_only(set);
		figure.note = arena_format(arena,
					   "FGA %.3f, PA %.3f; %zu templates of %zu; "
					   "trivial: values left out",
					   score.fga, ret_pa[i], templates.count,
					   set->event_count)
				      .bytes;
		bench_figure(bench, &figure);
	}
}

/* Is the one constant chosen for these sets? For each set the one that is best for the
 * others is taken. */
static void measure_constant(struct bench *bench, const struct sets *sets)
{
	double ga[SETS_MAX][CHOICES_TO + 1], sums[CHOICES_TO + 1] = { 0 }, held_out = 0;
	struct figure figure;

	for (size_t choices = CHOICES_FROM; choices <= CHOICES_TO; choices++) {
		for (size_t i = 0; i < sets->count; i++) {
			ga[i][choices] = score_by(&sets->items[i], choices).ga;
			sums[choices] += ga[i][choices];
		}
		bench_say(bench, "logs: mean GA with %zu choices%s: %.3f", choices,
			  choices == TEMPLATE_CHOICES ? " (ours)" : "",
			  sums[choices] / (double)sets->count);
	}
	for (size_t i = 0; i < sets->count; i++) {
		size_t best = CHOICES_FROM;

		for (size_t choices = CHOICES_FROM; choices <= CHOICES_TO; choices++)
			if (sums[choices] - ga[i][choices] > sums[best] - ga[i][best])
				best = choices;
		held_out += ga[i][best];
	}
	figure = bench_reported("logs, mean GA, each set without its own constant",
				held_out / (double)sets->count);
	figure.n = sets->count;
	bench_figure(bench, &figure);
}

static void put_mean(struct bench *bench, const struct sets *sets, struct figure figure,
		     double *values)
{
	figure.n = sets->count;
	bench_interval(bench->arena, values, sets->count, bench_mean, &figure.low,
		       &figure.high);
	bench_figure(bench, &figure);
}

static void measure_groups(struct bench *bench, const struct sets *sets)
{
	double ga[SETS_MAX], fga[SETS_MAX], pa[SETS_MAX];
	struct figure figure;

	measure_each(bench, sets, ga, fga, pa);
	figure = bench_at_least("logs, mean GA", bench_mean(ga, sets->count), 0.83);
	figure.trivial = mean_over(sets, values_only);
	figure.random = mean_over(sets, each_alone);
	figure.note = "random: each line alone; trivial: values left out";
	put_mean(bench, sets, figure, ga);
	put_mean(bench, sets,
		 bench_reported("logs, mean FGA", bench_mean(fga, sets->count)), fga);
	put_mean(bench, sets,
		 bench_reported("logs, mean PA", bench_mean(pa, sets->count)), pa);
	figure = bench_at_least("logs, mean GA, last line first",
				mean_over(sets, backwards), bench_mean(ga, sets->count));
	figure.n = sets->count;
	bench_figure(bench, &figure);
	bench_say(bench, "logs: mean GA with all lines in one group: %.3f",
		  mean_over(sets, all_in_one));
	measure_constant(bench, sets);
}

/* A line of the sets with other digits, so that it is like no line before. */
static str varied(struct arena *arena, str line, uint64_t *dice)
{
	str copy = arena_copy(arena, line);
	char *bytes = (char *)(uintptr_t)copy.bytes;

	for (size_t i = 0; i < copy.length; i++)
		if (bytes[i] >= '0' && bytes[i] <= '9')
			bytes[i] = (char)('0' + (int)(bench_roll(dice) * 10));
	return copy;
}

static void measure_speed(struct bench *bench, const struct sets *sets)
{
	scoped_arena arena = arena_new(SCRATCH_BYTES);
	scoped_arena chunk = arena_new(SCRATCH_BYTES);
	struct template_miner *miner = template_miner_new(arena);
	struct templates templates;
	struct figure speed, memory;
	size_t bytes = 0, number = 0;
	uint64_t dice = 1;
	double took = 0, began;

	while (number < LINES) {
		str *lines = arena_many(chunk, str, CHUNK);

		for (size_t i = 0; i < CHUNK; i++, number++) {
			const struct set *set = &sets->items[number % sets->count];

			lines[i] = varied(chunk,
					  set->lines[number / sets->count % set->count],
					  &dice);
			bytes += lines[i].length;
		}
		began = bench_cpu_seconds();
		for (size_t i = 0; i < CHUNK; i++)
			template_miner_add(miner, lines[i]);
		took += bench_cpu_seconds() - began;
		arena_reset(chunk);
	}
	began = bench_cpu_seconds();
	template_miner_group(miner, arena, &templates);
	took += bench_cpu_seconds() - began;
	speed = bench_at_least("logs, lines a second of a core", LINES / took, 300000);
	speed.n = LINES;
	speed.note = arena_format(arena,
				  "%.0f MB/s; %zu shapes, %zu templates, %zu beyond",
				  (double)bytes / took / 1e6, templates.shapes,
				  templates.count, templates.beyond)
			     .bytes;
	bench_figure(bench, &speed);
	memory = bench_at_most("logs, memory for a million lines",
			       (double)arena_held_bytes(arena) / (1 << 20), 64);
	memory.unit = "MiB";
	bench_figure(bench, &memory);
}

void diagnosis_logs(struct bench *bench)
{
	struct sets sets = { 0 };

	if (!bench_has(bench, "loghub_2k"))
		return;
	read_sets(bench, &sets);
	if (sets.count == 0)
		return;
	measure_groups(bench, &sets);
	measure_speed(bench, &sets);
}
