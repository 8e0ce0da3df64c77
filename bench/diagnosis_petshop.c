/* Which of a shop's services an alert at its front comes from, along the graph of calls:
 * the PetShop data set (Hardt and others, 2023; CC-BY-4.0). An issue is five samples, its
 * normal data four months younger. Normal windows, held out from what is compared with,
 * must give no suspect. */
#include "base/scoped.h"
#include "bench/diagnosis.h"
#include "core/diagnosis/diagnosis.h"
#include "formats/json.h"

#include <math.h>

enum {
	COLUMNS_MAX = 2000,
	ROWS_MAX = 4000,
	CALLS_MAX = 4000,
	PIECE = 5, /* samples, as many as an issue has */
	STEP_MS = 5 * 60 * 1000,
	ARENA_BYTES = 512 << 20,
	SCORES_MAX = 2000,
	DEPLOYMENT_EACH = 4, /* windows */
	REACHED_MAX = 200,
	MADE_EACH = 2, /* windows for each service */
};

struct table {
	struct case_series *series;
	size_t count;
	instant_ms *at;
	size_t rows;
};

struct scores {
	double first[SCORES_MAX], third[SCORES_MAX], alerting[SCORES_MAX],
		chance[SCORES_MAX];
	size_t count;
	double quiet[SCORES_MAX];
	size_t quiet_count;
	double made_first[SCORES_MAX], made_third[SCORES_MAX];
	size_t made_count;
	double innocent[SCORES_MAX];
	size_t innocent_count;
	size_t asked, changed; /* twisted cases, and how many gave another answer */
};

/* -- reading -- */

static struct table read_table(struct bench *bench, struct arena *arena, str text)
{
	str rest = text, line, *titles[3];
	size_t columns = 0;
	struct table table = { .at = arena_many(arena, instant_ms, ROWS_MAX) };
	str *cells = arena_many(arena, str, COLUMNS_MAX);

	(void)bench;
	for (size_t i = 0; i < 3; i++) {
		titles[i] = arena_many(arena, str, COLUMNS_MAX);
		if (!bench_line(&rest, &line))
			return table;
		columns = bench_cells(arena, line, titles[i], COLUMNS_MAX);
	}
	table.series = arena_many(arena, struct case_series, columns);
	double **values = arena_many(arena, double *, columns);
	for (size_t c = 1; c < columns; c++)
		values[c] = arena_many(arena, double, ROWS_MAX);
	while (table.rows < ROWS_MAX && bench_line(&rest, &line)) {
		size_t count = bench_cells(arena, line, cells, COLUMNS_MAX);
		double at = count > 0 ? bench_number(cells[0]) : NAN;

		if (!isfinite(at))
			continue;
		table.at[table.rows] = (instant_ms)at * SECOND_MS;
		for (size_t c = 1; c < columns; c++)
			values[c][table.rows] = c < count ? bench_number(cells[c]) : NAN;
		table.rows++;
	}
	for (size_t c = 1; c < columns; c++) {
		str name = arena_format(arena, STR_FMT " " STR_FMT, STR_ARG(titles[1][c]),
					STR_ARG(titles[2][c]));

		table.series[table.count++] = (struct case_series){
			.entity = titles[0][c],
			.name = name,
			.kind = metric_kind_of(name, STR("")),
			.at = table.at,
			.values = values[c],
			.count = table.rows,
		};
	}
	return table;
}

static size_t read_calls(struct arena *arena, str text, struct case_call *calls)
{
	str rest = text, line, *callees = arena_many(arena, str, COLUMNS_MAX),
	    *cells = arena_many(arena, str, COLUMNS_MAX);
	size_t columns, count = 0;

	if (!bench_line(&rest, &line))
		return 0;
	columns = bench_cells(arena, line, callees, COLUMNS_MAX);
	while (bench_line(&rest, &line)) {
		size_t cell_count = bench_cells(arena, line, cells, COLUMNS_MAX);

		for (size_t c = 1; c < cell_count && c < columns; c++)
			if (bench_number(cells[c]) > 0 && count < CALLS_MAX)
				calls[count++] = (struct case_call){
					.caller = cells[0], .callee = callees[c]
				};
	}
	return count;
}

/* -- cases -- */

struct shop {
	struct table normal;
	struct case_call *calls;
	size_t call_count;
};

/* Rows as quiet windows of one issue's length. */
static size_t quiet_of(struct arena *arena, const struct table *table, size_t from,
		       size_t to, struct case_window **ret_quiet)
{
	size_t count = 0;

	*ret_quiet = arena_many(arena, struct case_window, table->rows / PIECE + 1);
	for (size_t i = from; i + PIECE <= to; i += PIECE)
		(*ret_quiet)[count++] = (struct case_window){
			.from = table->at[i], .to = table->at[i + PIECE - 1] + STEP_MS
		};
	return count;
}

/* The normal series and those of the issue as one. */
static struct case_series *joined(struct arena *arena, const struct table *normal,
				  const struct table *issue, size_t *ret_count)
{
	struct case_series *all = arena_many(arena, struct case_series,
					     normal->count + issue->count);
	size_t count = 0;

	for (size_t i = 0; i < normal->count; i++)
		all[count++] = normal->series[i];
	for (size_t i = 0; i < issue->count; i++) {
		const struct case_series *more = &issue->series[i];
		struct case_series *found = NULL;

		for (size_t j = 0; j < normal->count && !found; j++)
			if (str_equal(all[j].entity, more->entity) &&
			    str_equal(all[j].name, more->name))
				found = &all[j];
		if (!found) {
			all[count++] = *more;
			continue;
		}
		instant_ms *at = arena_many(arena, instant_ms,
					    found->count + more->count);
		double *values = arena_many(arena, double, found->count + more->count);
		for (size_t k = 0; k < found->count + more->count; k++) {
			bool is_old = k < found->count;

			at[k] = is_old ? found->at[k] : more->at[k - found->count];
			values[k] = is_old ? found->values[k]
					   : more->values[k - found->count];
		}
		found->at = at;
		found->values = values;
		found->count += more->count;
	}
	*ret_count = count;
	return all;
}

static bool answer_of(struct bench *bench, struct arena *arena,
		      const struct diagnosis_case *known, struct diagnosis *diagnosis)
{
	struct error error = { 0 };

	if (diagnose(arena, known, diagnosis, &error))
		return true;
	bench_say(bench, "not diagnosed: %s", error.text);
	return false;
}

static bool among(const struct diagnosis *diagnosis, size_t most, str entity)
{
	for (size_t i = 0;
	     diagnosis->anything && i < diagnosis->suspect_count && i < most; i++)
		if (str_equal(diagnosis->suspects[i].entity, entity))
			return true;
	return false;
}

static str first_of(const struct diagnosis *diagnosis)
{
	return diagnosis->anything && diagnosis->suspect_count > 0
		       ? diagnosis->suspects[0].entity
		       : STR("");
}

/* Another unit of time, the other order of the series, a minute more or less. */
static void twist(struct bench *bench, struct arena *arena, struct diagnosis_case known,
		  str before, struct scores *scores)
{
	for (int way = 0; way < 4; way++) {
		struct diagnosis_case twisted = known;
		struct case_series *series = arena_many(arena, struct case_series,
							known.series_count);
		struct diagnosis diagnosis = { 0 };

		for (size_t i = 0; i < known.series_count; i++) {
			size_t from = way == 1 ? known.series_count - 1 - i : i;

			series[i] = known.series[from];
			if (way != 0 || series[i].kind != METRIC_LATENCY)
				continue;
			double *values = arena_many(arena, double, series[i].count);
			for (size_t j = 0; j < series[i].count; j++)
				values[j] = 1000 * series[i].values[j];
			series[i].values = values;
		}
		twisted.series = series;
		if (way > 1)
			twisted.during.from += way == 2 ? MINUTE_MS : -MINUTE_MS;
		scores->asked++;
		if (!answer_of(bench, arena, &twisted, &diagnosis) ||
		    !str_equal(first_of(&diagnosis), before))
			scores->changed++;
	}
}

static void try_issue(struct bench *bench, const struct shop *shop, const char *folder,
		      struct scores *scores)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct error error = { 0 };
	str text = { 0 }, truth, metric;
	struct table issue;
	struct tree *target;
	struct diagnosis diagnosis = { 0 };
	struct diagnosis_case known = { .calls = shop->calls,
					.call_count = shop->call_count };
	struct case_window *quiet;

	if (!bench_read(bench, arena, arena_format(arena, "%s/target.json", folder).bytes,
			&text) ||
	    !(target = json_parse(arena, text, &error)) ||
	    !bench_read(bench, arena, arena_format(arena, "%s/metrics.csv", folder).bytes,
			&text))
		return;
	issue = read_table(bench, arena, text);
	if (issue.rows == 0 || scores->count == SCORES_MAX)
		return;
	metric = tree_get_text(tree_get(target, "target"), "metric");
	truth = tree_get_text(tree_get(target, "root_cause"), "node");
	known.series = joined(arena, &shop->normal, &issue, &known.series_count);
	known.alert_entity = tree_get_text(tree_get(target, "target"), "node");
	known.alert_metric = arena_format(
		arena, STR_FMT " " STR_FMT, STR_ARG(metric),
		STR_ARG(tree_get_text(tree_get(target, "target"), "agg")));
	known.before.from = shop->normal.at[0];
	known.before.to = shop->normal.at[shop->normal.rows - 1] + STEP_MS;
	known.quiet_count = quiet_of(arena, &shop->normal, 0, shop->normal.rows, &quiet);
	known.quiet = quiet;
	known.during = (struct case_window){ .from = issue.at[0],
					     .to = issue.at[issue.rows - 1] + STEP_MS };
	known.alert_at = issue.at[issue.rows - 1];
	if (!answer_of(bench, arena, &known, &diagnosis))
		return;
	scores->first[scores->count] = among(&diagnosis, 1, truth);
	scores->third[scores->count] = among(&diagnosis, 3, truth);
	scores->alerting[scores->count] = str_equal(known.alert_entity, truth);
	scores->chance[scores->count] = (double)known.series_count;
	scores->count++;
	if (!among(&diagnosis, 1, truth))
		bench_say(bench, "%s: " STR_FMT " instead of " STR_FMT, folder,
			  STR_ARG(first_of(&diagnosis)), STR_ARG(truth));
	twist(bench, arena, known, first_of(&diagnosis), scores);
}

/* The same window without an alert, and a deployment that has done nothing. */
static void try_deployment(struct bench *bench, struct arena *arena,
			   struct diagnosis_case known, struct scores *scores)
{
	struct case_change deployment = {
		.id = STR("d"),
		.kind = STR("deploy"),
		.entity = known.calls[known.call_count / 2].callee,
		.title = STR("a new version"),
		.at = known.during.from - 2 * MINUTE_MS,
	};
	struct diagnosis diagnosis = { 0 };

	known.alert_entity = known.alert_metric = STR("");
	known.changes = &deployment;
	known.change_count = 1;
	if (answer_of(bench, arena, &known, &diagnosis))
		scores->innocent[scores->innocent_count++] = diagnosis.guilty_count ==
								     0 ||
							     diagnosis.guilty[0].belief <
								     diagnosis.no_change;
}

/* Each half of the normal data in turn is what the other one is compared with. */
static void try_quiet(struct bench *bench, const struct shop *shop, const char *metric,
		      struct scores *scores)
{
	const struct table *normal = &shop->normal;
	size_t half = normal->rows / 2;

	for (size_t fold = 0; fold < 2; fold++) {
		size_t from = fold ? 0 : half, to = fold ? half : normal->rows;
		size_t learn = fold ? half : 0, learnt = fold ? normal->rows : half;

		for (size_t i = from; i + PIECE <= to && scores->quiet_count < SCORES_MAX;
		     i += PIECE) {
			scoped_arena arena = arena_new(ARENA_BYTES);
			struct case_window *quiet;
			struct diagnosis diagnosis = { 0 };
			struct diagnosis_case known = {
				.series = normal->series,
				.series_count = normal->count,
				.calls = shop->calls,
				.call_count = shop->call_count,
				.alert_entity = STR("PetSite"),
				.alert_metric = str_of(metric),
				.before = { normal->at[learn],
					    normal->at[learnt - 1] + STEP_MS },
				.during = { normal->at[i],
					    normal->at[i + PIECE - 1] + STEP_MS },
			};

			known.quiet_count = quiet_of(arena, normal, learn, learnt,
						     &quiet);
			known.quiet = quiet;
			if (answer_of(bench, arena, &known, &diagnosis))
				scores->quiet[scores->quiet_count++] = !diagnosis
										.anything;
			if (scores->quiet_count % DEPLOYMENT_EACH == 0)
				try_deployment(bench, arena, known, scores);
		}
	}
}

/* -- issues that are made -- */

/* Every issue that is known comes from one service, so the same is made of the others:
 * some calls of a service take longer or fail, and so do those of whoever waits for them,
 * up to the front. */
struct way {
	str names[REACHED_MAX];
	size_t from[REACHED_MAX]; /* who calls it, nearest to the front */
	size_t count;
};

static struct way way_from(const struct shop *shop, str front)
{
	struct way way = { .names = { front }, .count = 1 };

	for (size_t i = 0; i < way.count; i++)
		for (size_t j = 0; j < shop->call_count; j++) {
			size_t k = 0;

			if (!str_equal(shop->calls[j].caller, way.names[i]))
				continue;
			while (k < way.count &&
			       !str_equal(way.names[k], shop->calls[j].callee))
				k++;
			if (k < way.count || way.count == REACHED_MAX)
				continue;
			way.names[way.count] = shop->calls[j].callee;
			way.from[way.count++] = i;
		}
	return way;
}

static struct case_series *series_named(struct case_series *series, size_t count,
					str entity, str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(series[i].entity, entity) &&
		    str_equal(series[i].name, name))
			return &series[i];
	return NULL;
}

/* So many seconds more, or so many calls that fail, in each of the middle samples. */
static bool spoil(struct arena *arena, struct case_series *series, size_t count,
		  str entity, str metric, size_t row, double amount)
{
	struct case_series *measure = series_named(series, count, entity, metric);
	struct case_series *calls = series_named(series, count, entity,
						 STR("requests Sum"));
	double *values;
	bool done = false;

	if (!measure || !calls)
		return false;
	values = arena_many(arena, double, measure->count);
	for (size_t i = 0; i < measure->count; i++)
		values[i] = measure->values[i];
	for (size_t i = row + 1; i < row + PIECE - 1; i++) {
		if (!(calls->values[i] > 0) || !isfinite(values[i]))
			continue;
		if (measure->kind == METRIC_LATENCY)
			values[i] += amount / calls->values[i];
		else
			values[i] = fmax(0, values[i] - 100 * amount / calls->values[i]);
		done = true;
	}
	measure->values = values;
	return done;
}

static void try_made(struct bench *bench, const struct shop *shop, const struct way *way,
		     size_t nth, str metric, double amount, size_t row,
		     struct scores *scores)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	const struct table *normal = &shop->normal;
	struct case_series *series = arena_many(arena, struct case_series, normal->count);
	struct case_window *quiet;
	struct diagnosis diagnosis = { 0 };
	struct diagnosis_case known = {
		.series = series,
		.series_count = normal->count,
		.calls = shop->calls,
		.call_count = shop->call_count,
		.alert_entity = way->names[0],
		.alert_metric = metric,
		.before = { normal->at[0], normal->at[normal->rows / 2] },
		.during = { normal->at[row], normal->at[row + PIECE - 1] + STEP_MS },
	};
	bool done = true;

	known.quiet_count = quiet_of(arena, normal, 0, normal->rows / 2, &quiet);
	known.quiet = quiet;
	for (size_t i = 0; i < normal->count; i++)
		series[i] = normal->series[i];
	for (size_t i = nth;; i = way->from[i]) {
		done = spoil(arena, series, normal->count, way->names[i], metric, row,
			     amount) &&
		       done;
		if (i == 0)
			break;
	}
	if (!done || scores->made_count == SCORES_MAX ||
	    !answer_of(bench, arena, &known, &diagnosis))
		return;
	scores->made_first[scores->made_count] = among(&diagnosis, 1, way->names[nth]);
	scores->made_third[scores->made_count++] = among(&diagnosis, 3, way->names[nth]);
}

/* A fifth of the seconds, or a fortieth of the calls, of the front in one sample. */
static void try_all_made(struct bench *bench, const struct shop *shop,
			 struct scores *scores)
{
	static const struct {
		const char *metric;
		double amount;
	} ways_to_fail[] = { { "latency Average", 9 }, { "availability Average", 12 } };
	struct way way = way_from(shop, STR("PetSite"));
	uint64_t dice = 3;

	for (size_t i = 0; i < way.count; i++)
		for (size_t j = 0; j < 2 * MADE_EACH; j++) {
			size_t half = shop->normal.rows / 2;
			size_t row = half + (size_t)(bench_roll(&dice) *
						     (double)(half - PIECE - 1));

			try_made(bench, shop, &way, i, str_of(ways_to_fail[j % 2].metric),
				 ways_to_fail[j % 2].amount, row, scores);
		}
}

static void try_shop(struct bench *bench, const char *folder, struct scores *scores)
{
	static const char *const parts[] = { "train", "test" };
	struct arena *arena = bench->arena;
	struct shop shop = { .calls = arena_many(arena, struct case_call, CALLS_MAX) };
	str text = { 0 }, *issues = NULL;

	if (!bench_read(bench, arena,
			arena_format(arena, "%s/noissue/metrics.csv", folder).bytes,
			&text))
		return;
	shop.normal = read_table(bench, arena, text);
	if (!bench_read(bench, arena, arena_format(arena, "%s/graph.csv", folder).bytes,
			&text) ||
	    shop.normal.rows < 4 * PIECE)
		return;
	shop.call_count = read_calls(arena, text, shop.calls);
	for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]); p++) {
		const char *part = arena_format(arena, "%s/%s", folder, parts[p]).bytes;
		size_t count = bench_list(bench, arena, part, &issues);

		for (size_t i = 0; i < count; i++)
			try_issue(bench, &shop,
				  arena_format(arena, "%s/" STR_FMT, part,
					       STR_ARG(issues[i]))
					  .bytes,
				  scores);
	}
	try_all_made(bench, &shop, scores);
	try_quiet(bench, &shop, "latency Average", scores);
	try_quiet(bench, &shop, "availability Average", scores);
}

void diagnosis_petshop(struct bench *bench)
{
	struct scores *scores = arena_one(bench->arena, struct scores);
	double alerting;
	str *shops = NULL;
	size_t count;

	if (!bench_has(bench, "petshop"))
		return;
	count = bench_list(bench, bench->arena, "petshop", &shops);
	for (size_t i = 0; i < count; i++)
		try_shop(bench,
			 arena_format(bench->arena, "petshop/" STR_FMT, STR_ARG(shops[i]))
				 .bytes,
			 scores);
	alerting = bench_mean(scores->alerting, scores->count);
	bench_tell(bench,
		   bench_at_least("PetShop, cause first",
				  bench_mean(scores->first, scores->count), 0.67),
		   scores->first, scores->count, 1.0 / 42, alerting,
		   "blame the alerting service");
	bench_tell(bench,
		   bench_at_least("PetShop, cause among three",
				  bench_mean(scores->third, scores->count), 0.86),
		   scores->third, scores->count, 3.0 / 42, alerting,
		   "blame the alerting service");
	bench_tell(bench,
		   bench_reported("PetShop, made at each service, cause first",
				  bench_mean(scores->made_first, scores->made_count)),
		   scores->made_first, scores->made_count, 1.0 / 42, NAN, NULL);
	bench_tell(bench,
		   bench_reported("PetShop, made at each service, among three",
				  bench_mean(scores->made_third, scores->made_count)),
		   scores->made_third, scores->made_count, 3.0 / 42, NAN, NULL);
	bench_tell(bench,
		   bench_at_least("PetShop, nothing on normal windows",
				  bench_mean(scores->quiet, scores->quiet_count), 0.8),
		   scores->quiet, scores->quiet_count, NAN, 0, "always blame somebody");
	bench_tell(bench,
		   bench_at_least("PetShop, a deployment on a normal day is innocent",
				  bench_mean(scores->innocent, scores->innocent_count),
				  0.9),
		   scores->innocent, scores->innocent_count, NAN, 0,
		   "blame the last deployment");
	struct figure same = bench_at_most(
		"PetShop, another answer in other units, order, ±60 s",
		scores->asked ? (double)scores->changed / (double)scores->asked : NAN, 0);
	same.n = scores->asked;
	bench_figure(bench, &same);
}
