/* Which service failed first, which change is guilty, and whether none is: RootCauseBench
 * (Edge Delta, Apache-2.0), reconstructed incidents with commits, deployments and flags,
 * most of them decoys, some without any guilty change. A quiet hour with the same
 * deployments in it must find none guilty. */
#include "base/scoped.h"
#include "bench/diagnosis.h"
#include "core/diagnosis/diagnosis.h"
#include "formats/json.h"

#include <math.h>

enum {
	INCIDENTS_MAX = 200,
	SAMPLES_EACH_MAX = 5000,
	SERIES_MAX = 500,
	LINES_MAX = 20000,
	SPANS_MAX = 5000,
	CHANGES_MAX = 1000,
	TOUCHES_MAX = 50,
	ARENA_BYTES = 512 << 20,
};

struct scores {
	double service[INCIDENTS_MAX], alerting[INCIDENTS_MAX], entities[INCIDENTS_MAX];
	size_t count;
	double third[INCIDENTS_MAX], first[INCIDENTS_MAX], wrongly_none[INCIDENTS_MAX];
	double recent_third[INCIDENTS_MAX], chance_third[INCIDENTS_MAX];
	size_t guilty_count;
	double none[INCIDENTS_MAX];
	size_t none_count;
	double decoy[INCIDENTS_MAX], last_deploy_decoy[INCIDENTS_MAX];
	double quiet[INCIDENTS_MAX];
	size_t quiet_count;
	size_t asked, changed;
};

struct incident {
	struct arena *arena;
	struct diagnosis_case known;
	str guilty; /* the id of the change, or "none" */
	str first_service;
	const struct tree *decoys;
	size_t entity_count;
};

static instant_ms instant_of(str text)
{
	instant_ms at = 0;
	struct error error = { 0 };

	return instant_parse(text, &at, &error) ? at : 0;
}

static const struct tree *read_tree(struct bench *bench, struct arena *arena,
				    const char *folder, const char *name)
{
	struct error error = { 0 };
	str text = { 0 };

	if (!bench_read(bench, arena, arena_format(arena, "%s/%s", folder, name).bytes,
			&text))
		return NULL;
	return json_parse(arena, text, &error);
}

/* -- series, lines, spans -- */

static void read_series(struct bench *bench, const char *folder,
			struct incident *incident)
{
	struct arena *arena = incident->arena;
	struct case_series *series = arena_many(arena, struct case_series, SERIES_MAX);
	instant_ms **at = arena_many(arena, instant_ms *, SERIES_MAX);
	double **values = arena_many(arena, double *, SERIES_MAX);
	str text = { 0 }, rest, line, cells[4];
	size_t count = 0;

	if (!bench_read(bench, arena, arena_format(arena, "%s/metrics.csv", folder).bytes,
			&text))
		return;
	rest = text;
	while (bench_line(&rest, &line)) {
		size_t nth = 0;
		instant_ms when;

		if (bench_cells(arena, line, cells, 4) < 4 ||
		    (when = instant_of(cells[0])) == 0)
			continue;
		while (nth < count && !(str_equal(series[nth].entity, cells[1]) &&
					str_equal(series[nth].name, cells[2])))
			nth++;
		if (nth == SERIES_MAX)
			continue;
		if (nth == count) {
			at[nth] = arena_many(arena, instant_ms, SAMPLES_EACH_MAX);
			values[nth] = arena_many(arena, double, SAMPLES_EACH_MAX);
			series[count++] = (struct case_series){
				.entity = cells[1],
				.name = cells[2],
				.kind = metric_kind_of(cells[2], STR("")),
				.at = at[nth],
				.values = values[nth],
			};
		}
		if (series[nth].count == SAMPLES_EACH_MAX)
			continue;
		at[nth][series[nth].count] = when;
		values[nth][series[nth].count++] = bench_number(cells[3]);
	}
	incident->known.series = series;
	incident->known.series_count = count;
}

/* What else a record says, as key=value. */
static str spoken(struct arena *arena, const struct tree *record, const char *first)
{
	static const char *const apart[] = { "timestamp",  "service",   "trace_id",
					     "span_id",    "parent_id", "start",
					     "duration_ms" };
	struct text text = text_new(arena, 4000);

	text_add(&text, tree_get_text(record, first));
	for (size_t i = 0; i < tree_count(record); i++) {
		str name = tree_nth_name(record, i);
		const struct tree *value = tree_nth(record, i);
		bool is_apart = str_is(name, first);

		for (size_t j = 0; j < sizeof(apart) / sizeof(apart[0]); j++)
			is_apart = is_apart || str_is(name, apart[j]);
		if (is_apart)
			continue;
		if (value->kind == TREE_TEXT)
			text_addf(&text, " " STR_FMT "=" STR_FMT, STR_ARG(name),
				  STR_ARG(value->text));
		else if (value->kind == TREE_INT)
			text_addf(&text, " " STR_FMT "=%lld", STR_ARG(name),
				  (long long)value->number);
	}
	return text_of(&text);
}

static void read_lines(struct bench *bench, const char *folder, struct incident *incident)
{
	struct arena *arena = incident->arena;
	struct case_line *lines = arena_many(arena, struct case_line, LINES_MAX);
	str text = { 0 }, rest, line;
	struct error error = { 0 };
	size_t count = 0;

	if (bench_read(bench, arena, arena_format(arena, "%s/logs.ndjson", folder).bytes,
		       &text)) {
		rest = text;
		while (count < LINES_MAX && bench_line(&rest, &line)) {
			const struct tree *record = json_parse(arena, line, &error);

			if (!record)
				continue;
			lines[count++] = (struct case_line){
				.entity = tree_get_text(record, "service"),
				.text = spoken(arena, record, "msg"),
				.at = instant_of(tree_get_text(record, "timestamp")),
				.trace = tree_get_text(record, "trace_id"),
			};
		}
	}
	incident->known.lines = lines;
	incident->known.line_count = count;
}

/* A span that failed says why as a line does; some spans name "same" for the trace of
 * the one above. */
static void read_spans(struct bench *bench, const char *folder, struct incident *incident)
{
	struct arena *arena = incident->arena;
	const struct tree *records = read_tree(bench, arena, folder, "traces.json");
	struct case_span *spans = arena_many(arena, struct case_span, SPANS_MAX);
	struct case_line *lines = arena_many(arena, struct case_line,
					     incident->known.line_count + SPANS_MAX);
	size_t count = 0;
	str trace = STR("");

	for (size_t i = 0; i < incident->known.line_count; i++)
		lines[i] = incident->known.lines[i];
	for (size_t i = 0; i < tree_count(records) && count < SPANS_MAX; i++) {
		const struct tree *record = tree_nth(records, i);
		instant_ms at = instant_of(tree_get_text(record, "start"));

		if (!str_is(tree_get_text(record, "trace_id"), "same"))
			trace = tree_get_text(record, "trace_id");
		spans[count] = (struct case_span){
			.trace = trace,
			.id = tree_get_text(record, "span_id"),
			.parent = tree_get_text(record, "parent_id"),
			.entity = tree_get_text(record, "service"),
			.operation = tree_get_text(record, "name"),
			.start_us = at * 1000,
			.took_us = (int64_t)(1000 *
					     tree_get_real(record, "duration_ms", 0)),
			.failed = str_is(tree_get_text(record, "status"), "ERROR"),
		};
		if (spans[count].failed)
			lines[incident->known.line_count++] = (struct case_line){
				.entity = spans[count].entity,
				.text = spoken(arena, record, "name"),
				.at = at,
				.trace = trace
			};
		count++;
	}
	incident->known.lines = lines;
	incident->known.spans = spans;
	incident->known.span_count = count;
}

/* -- changes -- */

static const struct tree *commit_of(const struct tree *commits, str sha)
{
	for (size_t i = 0; i < tree_count(commits); i++)
		if (str_equal(tree_get_text(tree_nth(commits, i), "sha"), sha))
			return tree_nth(commits, i);
	return NULL;
}

static struct case_change change_of(struct arena *arena, const struct tree *commit)
{
	const struct tree *files = tree_get(commit, "files_changed");
	str *touches = arena_many(arena, str, TOUCHES_MAX);
	struct case_change change = {
		.id = tree_get_text(commit, "sha"),
		.kind = STR("commit"),
		.title = tree_get_text(commit, "message"),
		.text = tree_get_text(commit, "diff"),
		.at = instant_of(tree_get_text(commit, "timestamp")),
		.owner = tree_get_text(commit, "author"),
		.touches = touches,
	};

	for (size_t i = 0; i < tree_count(files) && i < TOUCHES_MAX; i++)
		if (tree_nth(files, i)->kind == TREE_TEXT)
			touches[change.touch_count++] = tree_nth(files, i)->text;
	return change;
}

/* Whatever tells of others' troubles has a time at which it started. */
static void add_status(struct arena *arena, const struct tree *tree, str from,
		       struct case_change *changes, size_t *count)
{
	instant_ms at = instant_of(tree_get_text(tree, "started_at"));

	if (at != 0 && *count < CHANGES_MAX) {
		str title = tree_get_text(tree, "title");

		changes[(*count)++] = (struct case_change){
			.id = tree_get_text(tree, "id"),
			.kind = STR("status"),
			.entity = from,
			.title = title.length ? title : tree_get_text(tree, "name"),
			.text = json_write(arena, tree),
			.at = at,
		};
		return;
	}
	if (!tree || (tree->kind != TREE_MAP && tree->kind != TREE_LIST))
		return;
	for (size_t i = 0; i < tree_count(tree); i++)
		add_status(arena, tree_nth(tree, i), from, changes, count);
}

static void read_status(struct bench *bench, const char *folder,
			struct incident *incident, struct case_change *changes,
			size_t *count)
{
	str *names = NULL;
	size_t name_count = bench_list(bench, incident->arena, folder, &names);

	for (size_t i = 0; i < name_count; i++) {
		const struct tree *feed;
		str from;

		if (!str_ends_with(names[i], STR(".json")) ||
		    str_is(names[i], "alert.json") || str_is(names[i], "traces.json") ||
		    str_is(names[i], "patterns.json"))
			continue;
		feed = read_tree(bench, incident->arena, folder, names[i].bytes);
		from = tree_get_text(feed, "provider");
		add_status(incident->arena, feed,
			   from.length ? from : tree_get_text(feed, "source"), changes,
			   count);
	}
}

static void read_changes(struct bench *bench, const char *folder,
			 struct incident *incident)
{
	struct arena *arena = incident->arena;
	const struct tree *commits = read_tree(bench, arena, folder,
					       "context/commits.json");
	const struct tree *deploys = read_tree(bench, arena, folder,
					       "context/deploys.json");
	const struct tree *flags = read_tree(bench, arena, folder, "context/flags.json");
	struct case_change *changes = arena_many(arena, struct case_change, CHANGES_MAX);
	size_t count = 0, deploy_count;

	for (size_t i = 0; i < tree_count(deploys) && count < CHANGES_MAX; i++) {
		const struct tree *deploy = tree_nth(deploys, i);
		str sha = tree_get_text(deploy, "commit_sha");

		changes[count] = change_of(arena, commit_of(commits, sha));
		changes[count].id = sha;
		changes[count].kind = STR("deploy");
		changes[count].entity = tree_get_text(deploy, "service");
		changes[count++].at = instant_of(tree_get_text(deploy, "timestamp"));
	}
	deploy_count = count;
	for (size_t i = 0; i < tree_count(commits) && count < CHANGES_MAX; i++) {
		struct case_change change = change_of(arena, tree_nth(commits, i));
		bool is_deployed = false;

		for (size_t j = 0; j < deploy_count; j++)
			is_deployed = is_deployed || str_equal(changes[j].id, change.id);
		if (!is_deployed)
			changes[count++] = change;
	}
	for (size_t i = 0; i < tree_count(flags) && count < CHANGES_MAX; i++) {
		const struct tree *flag = tree_nth(flags, i);

		changes[count++] = (struct case_change){
			.id = tree_get_text(flag, "flag"),
			.kind = STR("flag"),
			.entity = tree_get_text(flag, "service"),
			.title = arena_format(arena, STR_FMT " " STR_FMT,
					      STR_ARG(tree_get_text(flag, "flag")),
					      STR_ARG(tree_get_text(flag, "change"))),
			.at = instant_of(tree_get_text(flag, "timestamp")),
		};
	}
	read_status(bench, folder, incident, changes, &count);
	incident->known.changes = changes;
	incident->known.change_count = count;
}

/* -- an incident -- */

static void span_of_samples(const struct diagnosis_case *known, instant_ms *ret_from,
			    instant_ms *ret_to)
{
	*ret_from = INSTANT_MAX;
	*ret_to = 0;
	for (size_t i = 0; i < known->series_count; i++)
		for (size_t j = 0; j < known->series[i].count; j++) {
			instant_ms at = known->series[i].at[j];

			*ret_from = at < *ret_from ? at : *ret_from;
			*ret_to = at > *ret_to ? at : *ret_to;
		}
}

/* The first third of what is known before the alert is taken for undisturbed. */
static void set_windows(struct incident *incident)
{
	struct diagnosis_case *known = &incident->known;
	instant_ms from = 0, to = 0;

	span_of_samples(known, &from, &to);
	known->before = (struct case_window){ from, from + (known->alert_at - from) / 3 };
	known->during = (struct case_window){ known->alert_at - 10 * MINUTE_MS,
					      known->alert_at + 5 * MINUTE_MS };
}

static bool read_incident(struct bench *bench, const char *folder,
			  struct incident *incident)
{
	struct arena *arena = incident->arena;
	const struct tree *truth = read_tree(bench, arena, folder, "ground_truth.json");
	const char *data = arena_format(arena, "%s/data", folder).bytes;
	const struct tree *alert = read_tree(bench, arena, data, "alert.json");

	if (!truth || !alert)
		return false;
	incident->guilty = tree_get_text(truth, "root_cause_commit");
	incident->first_service = tree_get_text(truth, "first_failing_service");
	incident->decoys = tree_get(truth, "decoy_deploy_commits");
	incident->known.alert_entity = tree_get_text(alert, "service");
	incident->known.alert_metric = tree_get_text(alert, "metric");
	incident->known.alert_text = arena_format(
		arena, STR_FMT " " STR_FMT, STR_ARG(tree_get_text(alert, "summary")),
		STR_ARG(tree_get_text(alert, "detail")));
	incident->known.alert_at = instant_of(tree_get_text(alert, "fired_at"));
	read_series(bench, data, incident);
	read_lines(bench, data, incident);
	read_spans(bench, data, incident);
	read_changes(bench, data, incident);
	set_windows(incident);
	return incident->known.series_count > 0;
}

static bool is_decoy(const struct incident *incident, str id)
{
	for (size_t i = 0; i < tree_count(incident->decoys); i++)
		if (tree_nth(incident->decoys, i)->kind == TREE_TEXT &&
		    str_equal(tree_nth(incident->decoys, i)->text, id))
			return true;
	return false;
}

/* The first answer: a change's id, or "none". */
static str answer_of(const struct diagnosis *diagnosis)
{
	if (diagnosis->guilty_count == 0 ||
	    diagnosis->no_change >= diagnosis->guilty[0].belief)
		return STR("none");
	return diagnosis->guilty[0].change->id;
}

/* No change takes a place of its own in the ranking. */
static size_t place_of(const struct diagnosis *diagnosis, str id)
{
	size_t place = 1;

	for (size_t i = 0; i < diagnosis->guilty_count; i++) {
		if (str_equal(diagnosis->guilty[i].change->id, id))
			return place +
			       (diagnosis->no_change >= diagnosis->guilty[i].belief);
		place++;
	}
	return SIZE_MAX;
}

/* -- baselines -- */

/* The nth last deployment before the alert; "" for none. */
static str recent_deploy(const struct diagnosis_case *known, size_t nth)
{
	instant_ms before = known->alert_at + 1;
	str id = STR("");

	for (size_t i = 0; i <= nth; i++) {
		instant_ms latest = 0;

		id = STR("");
		for (size_t j = 0; j < known->change_count; j++)
			if (str_is(known->changes[j].kind, "deploy") &&
			    known->changes[j].at < before &&
			    known->changes[j].at > latest) {
				latest = known->changes[j].at;
				id = known->changes[j].id;
			}
		before = latest;
	}
	return id;
}

static double chance_of_three(const struct diagnosis_case *known)
{
	size_t candidates = 1; /* none */

	for (size_t i = 0; i < known->change_count; i++)
		candidates += known->changes[i].at <= known->alert_at &&
			      !str_is(known->changes[i].kind, "status");
	return fmin(1, 3 / (double)candidates);
}

static size_t count_entities(const struct diagnosis_case *known)
{
	size_t count = 0;

	for (size_t i = 0; i < known->series_count; i++) {
		size_t j = 0;

		while (j < i &&
		       !str_equal(known->series[i].entity, known->series[j].entity))
			j++;
		count += j == i;
	}
	return count ? count : 1;
}

/* -- measuring -- */

static void measure_guilt(struct bench *bench, const char *folder,
			  const struct incident *incident,
			  const struct diagnosis *diagnosis, struct scores *scores)
{
	str answer = answer_of(diagnosis);
	size_t nth = scores->count;

	scores->decoy[nth] = is_decoy(incident, answer);
	scores->last_deploy_decoy[nth] = is_decoy(incident,
						  recent_deploy(&incident->known, 0));
	if (!str_equal(answer, incident->guilty))
		bench_say(bench,
			  "%s: " STR_FMT " (%.2f, none %.2f) instead of " STR_FMT
			  ", which is at %zd",
			  folder, STR_ARG(str_slice(answer, 0, 10)),
			  diagnosis->guilty_count ? diagnosis->guilty[0].belief : 0,
			  diagnosis->no_change,
			  STR_ARG(str_slice(incident->guilty, 0, 10)),
			  (ssize_t)place_of(diagnosis, incident->guilty));
	if (str_is(incident->guilty, "none")) {
		scores->none[scores->none_count++] = str_is(answer, "none");
		return;
	}
	nth = scores->guilty_count++;
	scores->first[nth] = str_equal(answer, incident->guilty);
	scores->third[nth] = place_of(diagnosis, incident->guilty) <= 3;
	scores->wrongly_none[nth] = str_is(answer, "none");
	scores->chance_third[nth] = chance_of_three(&incident->known);
	for (size_t i = 0; i < 3; i++)
		if (str_equal(recent_deploy(&incident->known, i), incident->guilty))
			scores->recent_third[nth] = 1;
}

/* Another unit of time, the other order of everything, a minute more or less. */
static void twist(struct incident *incident, const struct diagnosis *straight,
		  struct scores *scores)
{
	struct arena *arena = incident->arena;

	for (int way = 0; way < 4; way++) {
		struct diagnosis_case known = incident->known;
		struct case_series *series = arena_many(arena, struct case_series,
							known.series_count);
		struct case_change *changes = arena_many(arena, struct case_change,
							 known.change_count + 1);
		struct diagnosis diagnosis = { 0 };
		struct error error = { 0 };

		for (size_t i = 0; i < known.series_count; i++) {
			series[i] =
				known.series[way == 1 ? known.series_count - 1 - i : i];
			if (way != 0 || series[i].kind != METRIC_LATENCY)
				continue;
			double *values = arena_many(arena, double, series[i].count);
			for (size_t j = 0; j < series[i].count; j++)
				values[j] = series[i].values[j] / 1000;
			series[i].values = values;
		}
		for (size_t i = 0; i < known.change_count; i++)
			changes[i] =
				known.changes[way == 1 ? known.change_count - 1 - i : i];
		known.series = series;
		known.changes = changes;
		if (way > 1) {
			duration_ms shift = way == 2 ? MINUTE_MS : -MINUTE_MS;

			known.alert_at += shift;
			known.during.from += shift;
			known.during.to += shift;
			known.before.to += shift;
		}
		scores->asked++;
		if (!diagnose(arena, &known, &diagnosis, &error) ||
		    diagnosis.suspect_count == 0 || straight->suspect_count == 0 ||
		    !str_equal(diagnosis.suspects[0].entity,
			       straight->suspects[0].entity) ||
		    !str_equal(answer_of(&diagnosis), answer_of(straight)))
			scores->changed++;
	}
}

/* The same deployments, and nothing wrong behind them. */
static void try_quiet(struct bench *bench, const char *folder, struct incident *incident,
		      struct scores *scores)
{
	struct diagnosis_case known = incident->known;
	struct case_change *changes = arena_many(incident->arena, struct case_change,
						 known.change_count + 1);
	struct diagnosis diagnosis = { 0 };
	struct error error = { 0 };
	duration_ms length = known.before.to - known.before.from;

	for (size_t i = 0; i < known.change_count; i++)
		if (str_equal(known.changes[i].id, incident->guilty) &&
		    known.changes[i].at < known.before.from + length)
			length = known.changes[i].at - known.before.from;

	known.alert_at = 0;
	known.alert_entity = known.alert_metric = known.alert_text = STR("");
	known.before.to = known.before.from + 2 * length / 3;
	known.during = (struct case_window){ known.before.to,
					     known.before.from + length };
	known.line_count = 0;
	known.span_count = 0;
	for (size_t i = 0; i < known.change_count; i++) {
		changes[i] = known.changes[i];
		changes[i].at = known.during.from - 2 * MINUTE_MS;
	}
	known.changes = changes;
	if (!diagnose(incident->arena, &known, &diagnosis, &error))
		return;
	scores->quiet[scores->quiet_count++] = str_is(answer_of(&diagnosis), "none");
	if (!str_is(answer_of(&diagnosis), "none"))
		bench_say(bench, "%s: in a quiet hour " STR_FMT, folder,
			  STR_ARG(diagnosis.summary));
}

static void try_incident(struct bench *bench, const char *folder, struct scores *scores)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct incident incident = { .arena = arena };
	struct diagnosis diagnosis = { 0 };
	struct error error = { 0 };
	str first = STR("");

	if (scores->count == INCIDENTS_MAX || !read_incident(bench, folder, &incident))
		return;
	if (!diagnose(arena, &incident.known, &diagnosis, &error)) {
		bench_say(bench, "%s: not diagnosed: %s", folder, error.text);
		return;
	}
	if (diagnosis.suspect_count > 0)
		first = diagnosis.suspects[0].entity;
	if (!str_equal(first, incident.first_service))
		bench_say(bench, "%s: " STR_FMT " instead of " STR_FMT, folder,
			  STR_ARG(first), STR_ARG(incident.first_service));
	scores->service[scores->count] = str_equal(first, incident.first_service);
	scores->alerting[scores->count] = str_equal(incident.known.alert_entity,
						    incident.first_service);
	scores->entities[scores->count] = 1 / (double)count_entities(&incident.known);
	measure_guilt(bench, folder, &incident, &diagnosis, scores);
	scores->count++;
	twist(&incident, &diagnosis, scores);
	try_quiet(bench, folder, &incident, scores);
}

static void tell_all(struct bench *bench, struct scores *all)
{
	struct figure same;

	bench_tell(bench,
		   bench_at_least("RootCauseBench, first failing service",
				  bench_mean(all->service, all->count), 0.92),
		   all->service, all->count, bench_mean(all->entities, all->count),
		   bench_mean(all->alerting, all->count), "blame the alerting service");
	bench_tell(bench,
		   bench_at_least("RootCauseBench, guilty change among three",
				  bench_mean(all->third, all->guilty_count), 0.88),
		   all->third, all->guilty_count,
		   bench_mean(all->chance_third, all->guilty_count),
		   bench_mean(all->recent_third, all->guilty_count),
		   "the last three deployments");
	bench_tell(bench,
		   bench_reported("RootCauseBench, guilty change first",
				  bench_mean(all->first, all->guilty_count)),
		   all->first, all->guilty_count,
		   bench_mean(all->chance_third, all->guilty_count) / 3, NAN, NULL);
	bench_tell(bench,
		   bench_at_most("RootCauseBench, decoy first",
				 bench_mean(all->decoy, all->count), 0.25),
		   all->decoy, all->count, NAN,
		   bench_mean(all->last_deploy_decoy, all->count),
		   "blame the last deployment");
	bench_tell(bench,
		   bench_at_least("RootCauseBench, abstains where no change did it",
				  bench_mean(all->none, all->none_count), 0.5),
		   all->none, all->none_count, NAN, 0, "never abstain");
	bench_tell(bench,
		   bench_at_most("RootCauseBench, abstains wrongly",
				 bench_mean(all->wrongly_none, all->guilty_count), 0.1),
		   all->wrongly_none, all->guilty_count, NAN, 1, "always abstain");
	bench_tell(bench,
		   bench_at_least("quiet hour with deployments, none guilty",
				  bench_mean(all->quiet, all->quiet_count), 0.95),
		   all->quiet, all->quiet_count, NAN, 0, "blame the last deployment");
	same = bench_at_most(
		"RootCauseBench, another answer in other units, order, ±60 s",
		all->asked ? (double)all->changed / (double)all->asked : NAN, 0.05);
	same.n = all->asked;
	bench_figure(bench, &same);
}

void diagnosis_guilt(struct bench *bench)
{
	struct scores *scores = arena_one(bench->arena, struct scores);
	str *incidents = NULL;
	size_t count;

	if (!bench_has(bench, "rootcausebench"))
		return;
	count = bench_list(bench, bench->arena, "rootcausebench", &incidents);
	for (size_t i = 0; i < count; i++)
		try_incident(bench,
			     arena_format(bench->arena, "rootcausebench/" STR_FMT,
					  STR_ARG(incidents[i]))
				     .bytes,
			     scores);
	tell_all(bench, scores);
}
