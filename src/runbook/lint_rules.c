/* All rules: the manual is printed from here. */
#include "runbook/lint_private.h"

const struct lint_rule lint_table[RULE_COUNT] = {
	[RULE_PROMQL_INVALID] = { "promql-invalid", "a query that Prometheus refuses",
				  FINDING_ERROR },
	[RULE_PROMQL_FUNCTION] = { "promql-function",
				   "a function that Prometheus does not have",
				   FINDING_HINT },
	[RULE_PROMQL_RATE_OF_GAUGE] = { "promql-rate-of-gauge",
					"rate() of what goes up and down: each fall "
					"counts as a restart from zero",
					FINDING_ERROR },
	[RULE_PROMQL_DERIV_OF_COUNTER] = { "promql-deriv-of-counter",
					   "delta() or deriv() of a counter: a restart "
					   "looks like a fall",
					   FINDING_WARNING },
	[RULE_PROMQL_RATE_OF_SUM] = { "promql-rate-of-sum",
				      "rate() of a sum: a restart of one instance is not "
				      "seen as one",
				      FINDING_WARNING },
	[RULE_PROMQL_RATE_AS_PERCENTAGE] = { "promql-rate-as-percentage",
					     "events per second read as a percentage",
					     FINDING_WARNING },
	[RULE_PROMQL_RATIO_WITHOUT_SUM] = { "promql-ratio-without-sum",
					    "a ratio of the same metric without sum(): "
					    "each series is divided by itself",
					    FINDING_ERROR },
	[RULE_PROMQL_QUANTILE_WITHOUT_LE] = { "promql-quantile-without-le",
					      "histogram_quantile() without sum by (le): "
					      "one value per pod and path",
					      FINDING_WARNING },
	[RULE_PROMQL_METRIC] = { "promql-metric",
				 "a metric that its exporter does not have",
				 FINDING_ERROR },
	[RULE_PROMQL_METRIC_OF_OTHER_RUNTIME] = { "promql-metric-of-other-runtime",
						  "a metric of a library in another "
						  "language than the service's",
						  FINDING_HINT },
	[RULE_PROMQL_URL] = { "promql-url", "PromQL in an address without encoding",
			      FINDING_ERROR },
	[RULE_PROMQL_API_PATH] = { "promql-api-path",
				   "Prometheus is asked at /api/v1/query",
				   FINDING_ERROR },
	[RULE_PROMQL_IN_SHELL] = { "promql-in-shell", "a query in a block of shell",
				   FINDING_ERROR },
};

const struct lint_rule *lint_rules(size_t *ret_count)
{
	*ret_count = RULE_COUNT;
	return lint_table;
}
