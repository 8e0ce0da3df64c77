/* Asks Prometheus since when a measurement has been in breach: its samples of the last
 * hours, against the threshold it is judged by. */
#include "core/diagnosis/onset.h"
#include "base/limits.h"
#include "probes/prometheus.h"

#include <math.h>

enum { POINTS_MAX = ONSET_WINDOW_MS / ONSET_STEP_MS + 1 };

static bool read_comparison(const struct probe_call *call, enum comparison *ret,
			    struct error *error)
{
	str name;

	if (!probe_need(call, "comparison", &name, error))
		return false;
	for (int i = 0; comparison_names[i]; i++)
		if (str_is(name, comparison_names[i])) {
			*ret = (enum comparison)i;
			return true;
		}
	return error_set(error, ERROR_INVALID, "comparison: '" STR_FMT "' is none",
			 STR_ARG(str_clip(name, 60)));
}

static bool read_points(const struct probe_call *call, const struct tree *series,
			struct onset_point **ret_points, size_t *ret_count,
			struct error *error)
{
	const struct tree *values = tree_get(series, "values");
	size_t count = tree_count(values);

	if (count > POINTS_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 "%zu samples where %d were asked for", count,
				 (int)POINTS_MAX);
	*ret_points = arena_many(call->arena, struct onset_point, count + 1);
	for (size_t i = 0; i < count; i++)
		if (!prometheus_read_value(tree_nth(values, i), &(*ret_points)[i].value,
					   &(*ret_points)[i].at, error))
			return false;
	*ret_count = count;
	return true;
}

static str shown(const struct probe_call *call, double value)
{
	return quantity_format(call->arena, value, probe_argument(call, "unit"));
}

static void tell(const struct probe_call *call, const struct onset *onset,
		 struct probe_finding *finding)
{
	if (onset->kind == ONSET_NONE) {
		finding->meaning = STR("it is not in breach");
		return;
	}
	if (onset->kind == ONSET_EARLIER) {
		finding->meaning = arena_format(
			call->arena,
			"in breach for longer than the " STR_FMT " that were looked at",
			STR_ARG(duration_format(call->arena, ONSET_WINDOW_MS)));
		return;
	}
	finding->sample.has_value = true;
	finding->sample.value = onset->value;
	finding->sample.at = onset->at;
	finding->meaning = arena_format(
		call->arena, "in breach since " STR_FMT " UTC: " STR_FMT " → " STR_FMT,
		STR_ARG(instant_format_time(call->arena, onset->at)),
		STR_ARG(shown(call, onset->before)), STR_ARG(shown(call, onset->value)));
}

static bool find(const struct probe_call *call, const struct tree *data,
		 struct probe_finding *finding, struct error *error)
{
	const struct tree *result = tree_get(data, "result");
	str threshold = probe_argument(call, "threshold");
	struct onset_point *points = NULL;
	enum comparison good = COMPARE_BELOW;
	double limit = 0;
	size_t count = 0;

	if (!read_comparison(call, &good, error))
		return false;
	if (!str_to_real(threshold, &limit))
		return error_set(error, ERROR_INVALID, "threshold: is no number");
	if (!result || result->kind != TREE_LIST)
		return error_set(error, ERROR_UNAVAILABLE, "an answer without a result");
	if (tree_count(result) != 1) {
		finding->meaning = tree_count(result) == 0
					   ? STR("no series")
					   : arena_format(
						     call->arena,
						     "%zu series where one is needed",
						     tree_count(result));
		return true;
	}
	if (!read_points(call, tree_nth(result, 0), &points, &count, error))
		return false;

	struct onset onset = onset_of(points, count, good, limit);

	finding->has_data = true;
	tell(call, &onset, finding);
	return true;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .sample.value = NAN };
	const struct tree *data;
	str url;

	if (!probe_need(call, "url", &url, error) ||
	    !probe_need(call, "query", &finding.question, error))
		return error_wrap(error, "onset");
	finding.target = secrets_mask(call->arena, url);
	if (!prometheus_fetch_range(
		    call, url,
		    &(struct prometheus_range){ .from = call->now - ONSET_WINDOW_MS,
						.to = call->now,
						.step = ONSET_STEP_MS },
		    &finding, &data, error) ||
	    !find(call, data, &finding, error))
		return error_wrap(error, "prometheus " STR_FMT, STR_ARG(finding.target));
	*ret_finding = finding;
	return true;
}

const struct probe onset_probe = {
	.name = "onset",
	.help = "since when a measurement has been in breach: url, query, comparison, "
		"threshold, unit",
	.ask = ask,
};
