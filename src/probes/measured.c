#include "probes/measured.h"

#include "base/limits.h"

enum { POINTS_MAX = ONSET_WINDOW_MS / ONSET_STEP_MS + 1 };

static bool read_good(const struct probe_call *call, struct measured *measured,
		      struct error *error)
{
	str name, threshold;

	if (!probe_need(call, "comparison", &name, error) ||
	    !probe_need(call, "threshold", &threshold, error))
		return false;
	if (!str_to_real(threshold, &measured->threshold))
		return error_set(error, ERROR_INVALID, "threshold: is no number");
	for (int i = 0; comparison_names[i]; i++)
		if (str_is(name, comparison_names[i])) {
			measured->good = (enum comparison)i;
			return true;
		}
	return error_set(error, ERROR_INVALID, "comparison: '" STR_FMT "' is none",
			 STR_ARG(str_clip(name, 60)));
}

static bool read_points(const struct probe_call *call, const struct tree *series,
			struct measured *measured, struct error *error)
{
	const struct tree *values = tree_get(series, "values");
	size_t count = tree_count(values);

	if (count > POINTS_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 "%zu samples where %d were asked for", count,
				 (int)POINTS_MAX);
	measured->points = arena_many(call->arena, struct onset_point, count + 1);
	for (size_t i = 0; i < count; i++)
		if (!prometheus_read_value(tree_nth(values, i),
					   &measured->points[i].value,
					   &measured->points[i].at, error))
			return false;
	measured->count = count;
	return true;
}

static bool take_series(const struct probe_call *call, const struct tree *data,
			struct probe_finding *finding, struct measured *measured,
			bool *ret_has, struct error *error)
{
	const struct tree *result = tree_get(data, "result");
	size_t count = tree_count(result);

	if (!result || result->kind != TREE_LIST)
		return error_set(error, ERROR_UNAVAILABLE, "an answer without a result");
	*ret_has = count == 1;
	if (count == 1)
		return read_points(call, tree_nth(result, 0), measured, error);
	finding->meaning = count == 0 ? STR("no series")
				      : arena_format(call->arena,
						     "%zu series where one is needed",
						     count);
	return true;
}

bool measured_fetch(const struct probe_call *call, const struct prometheus_range *range,
		    struct probe_finding *finding, struct measured *ret_measured,
		    bool *ret_has, struct error *error)
{
	struct measured measured = { 0 };
	const struct tree *data;
	str url;

	*ret_has = false;
	if (!probe_need(call, "url", &url, error) ||
	    !probe_need(call, "query", &finding->question, error) ||
	    !read_good(call, &measured, error))
		return false;
	finding->target = secrets_mask(call->arena, url);
	if (!prometheus_fetch_range(call, url, range, finding, &data, error) ||
	    !take_series(call, data, finding, &measured, ret_has, error))
		return error_wrap(error, "prometheus " STR_FMT, STR_ARG(finding->target));
	finding->has_data = *ret_has;
	*ret_measured = measured;
	return true;
}
