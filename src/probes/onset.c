/* Asks Prometheus since when a measurement has been in breach: its samples of the last
 * hours, against the threshold it is judged by. */
#include "base/limits.h"
#include "probes/measured.h"

#include <math.h>

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

/* Between the last good and the first bad sample it is looked for second by second: how
 * exact it is, is then up to the scrapes. Without an answer it stays as it is. */
static void refine(const struct probe_call *call, struct onset *onset)
{
	struct prometheus_range range = { .from = onset->at - ONSET_STEP_MS,
					  .to = onset->at,
					  .step = SECOND_MS };
	struct probe_finding finding = { 0 };
	struct measured measured = { 0 };
	struct error ignored;
	struct onset finer;
	bool has_one;

	if (!measured_fetch(call, &range, &finding, &measured, &has_one, &ignored) ||
	    !has_one)
		return;
	finer = onset_of(measured.points, measured.count, measured.good,
			 measured.threshold);
	if (finer.kind == ONSET_FOUND && finer.at < onset->at)
		*onset = finer;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct prometheus_range range = { .from = call->now - ONSET_WINDOW_MS,
					  .to = call->now,
					  .step = ONSET_STEP_MS };
	struct probe_finding finding = { .sample.value = NAN };
	struct measured measured = { 0 };
	struct onset onset;
	bool has_one;

	if (!measured_fetch(call, &range, &finding, &measured, &has_one, error))
		return error_wrap(error, "onset");
	if (has_one) {
		onset = onset_of(measured.points, measured.count, measured.good,
				 measured.threshold);
		if (onset.kind == ONSET_FOUND)
			refine(call, &onset);
		tell(call, &onset, &finding);
	}
	*ret_finding = finding;
	return true;
}

const struct probe onset_probe = {
	.name = "onset",
	.help = "since when a measurement has been in breach: url, query, comparison, "
		"threshold, unit",
	.ask = ask,
};
