/* Asks Prometheus whether a measurement got worse with a change: its samples before it
 * against those since. */
#include "core/diagnosis/regression.h"
#include "base/limits.h"
#include "probes/measured.h"

#include <math.h>

static str shown(const struct probe_call *call, double value)
{
	return quantity_format(call->arena, value, probe_argument(call, "unit"));
}

static void tell(const struct probe_call *call, const struct regression *regression,
		 struct probe_finding *finding)
{
	if (!regression->is_one) {
		finding->meaning = isnan(regression->before)
					   ? STR("nothing was measured before it")
					   : STR("not worse than before");
		return;
	}
	finding->sample.has_value = true;
	finding->sample.value = regression->after;
	finding->sample.at = regression->since;
	finding->meaning = arena_format(call->arena, STR_FMT " → " STR_FMT,
					STR_ARG(shown(call, regression->before)),
					STR_ARG(shown(call, regression->after)));
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .sample.value = NAN };
	struct measured measured = { 0 };
	struct regression regression;
	instant_ms changed_at;
	bool has_one;
	str at;

	if (!probe_need(call, "changed_at", &at, error) ||
	    !instant_parse(at, &changed_at, error))
		return error_wrap(error, "changed_at");

	/* As long before it as after it at most, in whole steps from the end. */
	struct prometheus_range range = { .from = changed_at - ONSET_WINDOW_MS / 4,
					  .to = call->now,
					  .step = ONSET_STEP_MS };

	if (range.to - range.from > ONSET_WINDOW_MS)
		range.from = range.to - ONSET_WINDOW_MS;
	if (!measured_fetch(call, &range, &finding, &measured, &has_one, error))
		return error_wrap(error, "regression");
	if (has_one) {
		regression = regression_of(measured.points, measured.count, changed_at,
					   measured.good, measured.threshold);
		tell(call, &regression, &finding);
	}
	*ret_finding = finding;
	return true;
}

const struct probe regression_probe = {
	.name = "regression",
	.help = "whether a measurement got worse with a change: url, query, comparison, "
		"threshold, unit, changed_at",
	.ask = ask,
};
