/* Series as Prometheus' query API answers them (VictoriaMetrics, Thanos and Mimir answer
 * the same): a matrix of query_range, as one answer or one a line.
 * https://prometheus.io/docs/prometheus/latest/querying/api/ */
#include "diagnose/gather.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"

#include <math.h>
#include <string.h>

/* What tells of which service a series is: the first of them that it has. */
static const char *const entity_labels[] = {
	"service", "service_name", "app", "container", "pod", "job", "instance", NULL,
};

struct series_reader {
	struct gathering *gathering;
	struct arena *arena; /* of one value */
	size_t lines_before; /* of that value */
	str path;
	str file_metric; /* the name of what has none: from that of the file */
};

static size_t line_of(const struct series_reader *reader, const struct tree *value)
{
	return reader->lines_before + value->line;
}

/* "series-latency_p95.json.gz" is of latency_p95; "" of "series.json". */
static str metric_of_file(str path)
{
	str before, after;

	while (str_cut(path, '/', &before, &after))
		path = after;
	if (!str_cut(path, '-', &before, &after))
		return STR("");
	return str_cut(after, '.', &before, &path) ? before : after;
}

static const char *entity_label_of(const struct tree *metric)
{
	for (size_t i = 0; entity_labels[i]; i++)
		if (tree_get_text(metric, entity_labels[i]).length > 0)
			return entity_labels[i];
	return "";
}

/* "http_requests_total{code=500}": what else the series are told apart by. */
static str name_of(const struct series_reader *reader, const struct tree *metric,
		   const char *entity_label)
{
	struct text text = text_new(reader->arena, DIAGNOSE_NAME_BYTES_MAX);
	str name = tree_get_text(metric, "__name__");
	const char *mark = "{";

	text_add(&text, name.length > 0 ? name : reader->file_metric);
	for (size_t i = 0; i < tree_count(metric); i++) {
		str label = tree_nth_name(metric, i);

		if (tree_nth(metric, i)->kind != TREE_TEXT || str_is(label, "__name__") ||
		    str_is(label, entity_label))
			continue;
		text_addf(&text, "%s" STR_FMT "=" STR_FMT, mark, STR_ARG(label),
			  STR_ARG(tree_nth(metric, i)->text));
		mark = ",";
	}
	if (*mark == ',')
		text_add_char(&text, '}');
	return text_of(&text);
}

/* By Prometheus' rules for names, the unit stands at the end, before "_total". */
static str unit_of(str name)
{
	static const struct {
		const char *end, *unit;
	} units[] = {
		{ "seconds", "s" },   { "milliseconds", "ms" }, { "ms", "ms" },
		{ "bytes", "bytes" }, { "percent", "%" },
	};
	str before, after, last = name;

	while (str_cut(last, '_', &before, &after))
		last = after;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (str_is(last, units[i].end))
			return str_of(units[i].unit);
	return STR("");
}

/* What it counts is in its name, and which of them in what answered. */
static enum metric_kind kind_of(const struct series_reader *reader,
				const struct tree *metric, str unit)
{
	str name = tree_get_text(metric, "__name__");
	str code = tree_get_text(metric, "code");

	if (name.length == 0)
		name = reader->file_metric;
	if (code.length == 0)
		code = tree_get_text(metric, "status");
	if (code.length == 3 && code.bytes[0] == '5')
		return METRIC_ERRORS;
	return metric_kind_of(name, unit);
}

/* "NaN" and "+Inf" are gaps; what is no number at all is remarked. */
static double value_of(const struct series_reader *reader, const struct tree *value)
{
	double number = NAN;

	if (str_to_real(value->text, &number))
		return isfinite(number) ? number : (double)NAN;
	if (!str_contains(value->text, STR("NaN")) &&
	    !str_contains(value->text, STR("Inf")))
		remark(reader->gathering, reader->path, "values left out",
		       "line %zu: '" STR_FMT "' is no number", line_of(reader, value),
		       STR_ARG(str_clip(value->text, 40)));
	return NAN;
}

/* [1763726400, "12.5"] */
static bool read_pair(struct series_reader *reader, const struct tree *pair,
		      instant_ms *ret_at, double *ret_value)
{
	const struct tree *at = tree_nth(pair, 0), *value = tree_nth(pair, 1);
	double seconds = at && at->kind == TREE_REAL  ? at->real
			 : at && at->kind == TREE_INT ? (double)at->number
						      : -1;

	if (tree_count(pair) != 2 || value->kind != TREE_TEXT || !(seconds >= 0) ||
	    seconds * SECOND_MS > (double)INSTANT_MAX) {
		remark(reader->gathering, reader->path, "samples left out",
		       "line %zu: a sample is [seconds since 1970, \"value\"]",
		       line_of(reader, pair));
		return false;
	}
	*ret_at = (instant_ms)(seconds * SECOND_MS + 0.5);
	*ret_value = value_of(reader, value);
	return true;
}

static bool has_room(const struct series_reader *reader, size_t samples, size_t line)
{
	struct gathering *gathering = reader->gathering;

	if (gathering->series.count < DIAGNOSE_SERIES_MAX &&
	    gathering->point_count + samples <= DIAGNOSE_POINTS_MAX)
		return true;
	remark(gathering, reader->path, "series left out",
	       "line %zu: more than %d series, or %d samples, in all", line,
	       DIAGNOSE_SERIES_MAX, DIAGNOSE_POINTS_MAX);
	return false;
}

/* False when there is no room for more. */
static bool read_one(struct series_reader *reader, const struct tree *one)
{
	struct gathering *gathering = reader->gathering;
	const struct tree *metric = tree_get(one, "metric");
	const struct tree *pairs = tree_get(one, "values");
	const char *label = entity_label_of(metric);
	struct case_series series = { 0 };
	size_t count = tree_count(pairs);

	if (!pairs || pairs->kind != TREE_LIST) {
		remark(gathering, reader->path, "series left out",
		       "line %zu: it has no 'values': query_range gives them, query does "
		       "not",
		       line_of(reader, one));
		return true;
	}
	if (!has_room(reader, count, line_of(reader, one)))
		return false;

	instant_ms *at = arena_many(gathering->arena, instant_ms, count);
	double *values = arena_many(gathering->arena, double, count);

	for (size_t i = 0; i < count; i++) {
		const struct tree *pair = tree_nth(pairs, i);

		if (!read_pair(reader, pair, &at[series.count], &values[series.count]))
			continue;
		note_time(gathering, line_of(reader, pair), at[series.count]);
		series.count++;
	}
	series.at = at;
	series.values = values;
	series.entity = name_keep(&gathering->entities, tree_get_text(metric, label));
	series.name = name_keep(&gathering->words, name_of(reader, metric, label));
	series.unit = unit_of(tree_get_text(metric, "__name__").length > 0
				      ? tree_get_text(metric, "__name__")
				      : reader->file_metric);
	series.kind = kind_of(reader, metric, series.unit);
	gathering->point_count += series.count;
	*list_add(gathering->arena, &gathering->series) = series;
	return true;
}

static bool take_answer(struct arena *arena, const struct tree *tree, size_t lines_before,
			void *context)
{
	struct series_reader *reader = context;
	const struct tree *results = tree_at(tree, "data.result");

	reader->arena = arena;
	reader->lines_before = lines_before;
	if (!results || results->kind != TREE_LIST) {
		str why = tree_get_text(tree, "error");

		remark(reader->gathering, reader->path, "answers left out",
		       "line %zu: " STR_FMT, line_of(reader, tree),
		       STR_ARG(why.length > 0
				       ? str_clip(why, 200)
				       : STR("no answer of Prometheus' query_range, with "
					     "a matrix in 'data.result'")));
		return true;
	}
	for (size_t i = 0; i < tree_count(results); i++)
		if (!read_one(reader, tree_nth(results, i)))
			return false;
	return true;
}

bool read_series_json(struct gathering *gathering, str path, struct error *error)
{
	struct series_reader reader = {
		.gathering = gathering,
		.path = path,
		.file_metric = metric_of_file(path),
	};
	size_t points = gathering->point_count;

	if (!json_values_read(gathering, path, take_answer, &reader, error))
		return false;
	if (gathering->point_count == points)
		remark(gathering, path, "no samples", "there is not one sample in it");
	return true;
}
