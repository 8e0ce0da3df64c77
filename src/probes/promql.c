/* A rule in PromQL as a watch: one number, judged by "good". No series is no data, and
 * never a pass. */
#include "probes/prometheus.h"

static bool check(const struct probe_call *call, struct error *error)
{
	return probe_check_url(call, "prometheus", error);
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	return prometheus_ask(call, probe_argument(call, "prometheus"),
			      PROMETHEUS_QUERY_PATH, probe_argument(call, "promql"),
			      ret_finding, error);
}

static const struct channel_setting settings[] = {
	{ "promql", true, false, "PromQL with one value as its answer" },
	{ "prometheus", true, false, "URL of the Prometheus that is asked" },
	{ 0 },
};

const struct probe promql_probe = {
	.name = "promql",
	.help = "a PromQL expression, for a watch: promql, prometheus, unit",
	.watch = settings,
	.measures = true,
	.check = check,
	.ask = ask,
};
