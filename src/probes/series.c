/* The samples of an expression over a time, of every series that it gives: Prometheus'
 * query_range, which VictoriaMetrics, Thanos and Mimir have as well. */
#include "probes/series.h"

#include "base/limits.h"
#include "probes/prometheus.h"

#include <string.h>

enum { SHOWN_BYTES_MAX = 200 };

static bool read_range(const struct probe_call *call, struct prometheus_range *range,
		       struct error *error)
{
	int64_t step;
	str from, to;

	if (!probe_need(call, "from", &from, error) ||
	    !instant_parse(from, &range->from, error) ||
	    !probe_need(call, "to", &to, error) ||
	    !instant_parse(to, &range->to, error) ||
	    !probe_whole(call, "step", 0, &step, error))
		return false;
	range->step = step;
	if (range->to <= range->from || step < SECOND_MS)
		return error_set(error, ERROR_INVALID, "the time asked for is empty");
	if ((range->to - range->from) / step > SERIES_POINTS_MAX)
		return error_set(error, ERROR_TOO_LARGE, "more than %d samples a series",
				 SERIES_POINTS_MAX);
	return true;
}

/* Of several series, the others would have the same name. */
static str name_of(const struct probe_call *call, const struct tree *metric, str label)
{
	str name = probe_argument(call, "name");
	str own;

	for (size_t i = 0; i < tree_count(metric); i++) {
		own = tree_nth_name(metric, i);
		if (tree_nth(metric, i)->kind != TREE_TEXT || str_equal(own, label) ||
		    str_is(own, "__name__") || str_is(own, "job"))
			continue;
		name = arena_format(call->arena, STR_FMT " " STR_FMT "=" STR_FMT,
				    STR_ARG(name), STR_ARG(own),
				    STR_ARG(tree_nth(metric, i)->text));
	}
	return str_clip(name, SHOWN_BYTES_MAX);
}

static bool read_samples(const struct probe_call *call, const struct tree *values,
			 struct case_series *series, struct error *error)
{
	size_t count = tree_count(values);
	instant_ms *at = arena_many(call->arena, instant_ms, count + 1);
	double *numbers = arena_many(call->arena, double, count + 1);

	if (count > SERIES_POINTS_MAX + 1)
		return error_set(error, ERROR_TOO_LARGE,
				 "%zu samples where %d were asked for", count,
				 SERIES_POINTS_MAX);
	for (size_t i = 0; i < count; i++)
		if (!prometheus_read_value(tree_nth(values, i), &numbers[i], &at[i],
					   error))
			return false;
	series->at = at;
	series->values = numbers;
	series->count = count;
	return true;
}

bool series_read(const struct probe_call *call, const struct tree *data,
		 struct probe_finding *finding, struct error *error)
{
	const struct tree *result = tree_get(data, "result");
	str label = probe_argument(call, "label");
	const char *c_label = arena_c_string(call->arena, label);
	struct found_series *found = &finding->series;

	if (!result || result->kind != TREE_LIST ||
	    !str_is(tree_get_text(data, "resultType"), "matrix"))
		return error_set(error, ERROR_UNAVAILABLE, "an answer without series");
	for (size_t i = 0; i < tree_count(result); i++) {
		const struct tree *one = tree_nth(result, i);
		const struct tree *metric = tree_get(one, "metric");
		struct case_series series = { .entity = probe_argument(call, "entity"),
					      .unit = probe_argument(call, "unit"),
					      .name = name_of(call, metric, label) };
		str entity = label.length > 0 ? tree_get_text(metric, c_label) : STR("");

		if (found->count == SERIES_PER_QUESTION_MAX) {
			found->left_out = tree_count(result) - found->count;
			break;
		}
		if (entity.length > 0)
			series.entity = str_clip(entity, SHOWN_BYTES_MAX);
		if (!read_samples(call, tree_get(one, "values"), &series, error))
			return false;
		*list_add(call->arena, found) = series;
	}
	return true;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { 0 };
	struct prometheus_range range = { 0 };
	const struct tree *data;
	str url;

	if (!probe_need(call, "url", &url, error) ||
	    !probe_need(call, "query", &finding.question, error) ||
	    !read_range(call, &range, error))
		return error_wrap(error, "series");
	finding.target = secrets_mask(call->arena, url);
	if (!prometheus_fetch_range(call, url, &range, &finding, &data, error) ||
	    !series_read(call, data, &finding, error))
		return error_wrap(error, "prometheus " STR_FMT, STR_ARG(finding.target));
	finding.has_data = finding.series.count > 0;
	finding.meaning = finding.has_data ? arena_format(call->arena, "%zu series",
							  finding.series.count)
					   : STR("no series");
	*ret_finding = finding;
	return true;
}

const struct probe series_probe = {
	.name = "series",
	.help = "the samples of all series of an expression over a time: url, query, "
		"from, to, step, name, unit, entity, label",
	.ask = ask,
};
