/* What a query measures, and what the text around it takes it for. */
#include "runbook/lint_private.h"

#include <string.h>

static str source_of(const struct query *query, const struct promql *node)
{
	return str_slice(query->source, node->begin, node->end - node->begin);
}

static struct spot spot_of(struct lint *lint, const struct query *query,
			   const struct promql *node, str repaired)
{
	return (struct spot){
		.line = lint_line_of(query->source, node->begin, query->line),
		.line_end = lint_line_of(query->source, node->end, query->line),
		.found = lint_one_line(lint->arena, source_of(query, node)),
		.repaired = repaired,
	};
}

static bool ends_in_one_of(str name, const char *const *endings)
{
	for (; *endings; endings++)
		if (str_ends_with(name, str_of(*endings)))
			return true;
	return false;
}

/* The naming that OpenMetrics asks for and client libraries enforce. */
static bool is_counter(str name)
{
	static const char *const endings[] = { "_total", "_count", "_sum", "_bucket",
					       NULL };

	return ends_in_one_of(name, endings);
}

/* Endings that no exporter gives a counter. */
static bool is_gauge(str name)
{
	static const char *const endings[] = {
		"_used_bytes",        "_usage_bytes",       "_free_bytes",
		"_avail_bytes",       "_available_bytes",   "_size_bytes",
		"_limit_bytes",       "_max_bytes",         "_rss_bytes",
		"_cache_bytes",       "_memory_bytes",      "_set_bytes",
		"_inuse_bytes",       "_heap_bytes",        "_ratio",
		"_percent",           "_celsius",           "_goroutines",
		"_threads",           "_replicas",          "_in_flight",
		"_inflight",          "_open_fds",          "_queue_length",
		"_queue_size",        "_queue_depth",       "_utilization",
		"_utilisation",       "_lag_seconds",       "_age_seconds",
		"_connected_clients", "_timestamp_seconds", NULL,
	};

	return !is_counter(name) && ends_in_one_of(name, endings);
}

static const struct promql *ungrouped(const struct promql *node)
{
	while (node->kind == PROMQL_GROUP)
		node = node->arguments[0];
	return node;
}

/* "100 * x" and "x * 100" are x. */
static const struct promql *unscaled(const struct promql *node)
{
	for (;;) {
		node = ungrouped(node);
		if (node->kind != PROMQL_BINARY || !str_is(node->name, "*"))
			return node;
		if (node->arguments[0]->type == PROMQL_SCALAR)
			node = node->arguments[1];
		else if (node->arguments[1]->type == PROMQL_SCALAR)
			node = node->arguments[0];
		else
			return node;
	}
}

static bool is_rate(const struct promql *node)
{
	return node->kind == PROMQL_CALL &&
	       (str_is(node->name, "rate") || str_is(node->name, "irate") ||
		str_is(node->name, "increase"));
}

/* The selector that rate() is of; NULL when it is of something else. */
static const struct promql *selector_of(const struct promql *call)
{
	const struct promql *of = call->count > 0
					  ? ungrouped(call->arguments[call->count - 1])
					  : NULL;

	return of && of->kind == PROMQL_SELECTOR && of->name.length > 0 ? of : NULL;
}

static void look_at_rate(struct lint *lint, const struct query *query,
			 const struct promql *call)
{
	const struct promql *selector = selector_of(call), *of;

	if (selector && is_gauge(selector->name)) {
		str range = source_of(query, selector);
		str repaired = arena_format(lint->arena, "deriv(" STR_FMT ")",
					    STR_ARG(range));

		lint_report(lint, RULE_PROMQL_RATE_OF_GAUGE,
			    spot_of(lint, query, call, repaired),
			    STR_FMT " goes up and down; " STR_FMT
				    "() takes each fall for a restart from zero and "
				    "adds it. The slope of a gauge is deriv()",
			    STR_ARG(str_clip(selector->name, 100)), STR_ARG(call->name));
	}
	if (selector || call->count != 1)
		return;
	of = call->arguments[0];
	if (of->kind == PROMQL_SUBQUERY && of->count == 1 &&
	    ungrouped(of->arguments[0])->kind == PROMQL_AGGREGATION &&
	    str_is(ungrouped(of->arguments[0])->name, "sum"))
		lint_report(lint, RULE_PROMQL_RATE_OF_SUM,
			    spot_of(lint, query, call, STR("")),
			    "in a sum the restart of one instance is no restart any "
			    "more; take the rate of each first, and then the sum");
}

static void look_at_slope(struct lint *lint, const struct query *query,
			  const struct promql *call)
{
	const struct promql *selector = selector_of(call);
	bool is_slope = str_is(call->name, "deriv") || str_is(call->name, "delta") ||
			str_is(call->name, "idelta");
	str repaired;

	if (!is_slope || !selector || !str_ends_with(selector->name, STR("_total")))
		return;
	repaired = arena_format(lint->arena, "%s(" STR_FMT ")",
				str_is(call->name, "deriv") ? "rate" : "increase",
				STR_ARG(source_of(query, selector)));
	lint_report(lint, RULE_PROMQL_DERIV_OF_COUNTER,
		    spot_of(lint, query, call, repaired),
		    STR_FMT " is a counter: when its process restarts, " STR_FMT
			    "() sees a fall",
		    STR_ARG(str_clip(selector->name, 100)), STR_ARG(call->name));
}

static bool has_label(const struct promql *aggregation, const char *label)
{
	for (size_t i = 0; i < aggregation->label_count; i++)
		if (str_is(aggregation->labels[i], label))
			return true;
	return false;
}

static bool is_of_buckets(const struct promql *node)
{
	const struct promql *selector;

	node = ungrouped(node);
	if (node->kind == PROMQL_SELECTOR)
		return str_ends_with(node->name, STR("_bucket"));
	selector = is_rate(node) ? selector_of(node) : NULL;
	return selector && str_ends_with(selector->name, STR("_bucket"));
}

static void look_at_quantile(struct lint *lint, const struct query *query,
			     const struct promql *call)
{
	const struct promql *of;
	bool keeps_le;

	if (!str_is(call->name, "histogram_quantile") || call->count != 2)
		return;
	of = ungrouped(call->arguments[1]);
	if (is_of_buckets(of)) {
		str repaired = arena_format(lint->arena,
					    "histogram_quantile(" STR_FMT
					    ", sum by (le) (" STR_FMT "))",
					    STR_ARG(source_of(query, call->arguments[0])),
					    STR_ARG(source_of(query, of)));

		lint_report(
			lint, RULE_PROMQL_QUANTILE_WITHOUT_LE,
			spot_of(lint, query, call, lint_one_line(lint->arena, repaired)),
			"one value for each pod and path, none for the service: the "
			"buckets must be summed by le first");
		return;
	}
	if (of->kind != PROMQL_AGGREGATION || of->count != 1 ||
	    !is_of_buckets(of->arguments[0]))
		return;
	keeps_le = of->grouping == PROMQL_WITHOUT ? !has_label(of, "le")
						  : has_label(of, "le");
	if (!keeps_le)
		lint_report_as(lint, FINDING_ERROR, RULE_PROMQL_QUANTILE_WITHOUT_LE,
			       spot_of(lint, query, call, STR("")),
			       "the aggregation drops the label le, so there are no "
			       "buckets left: the answer is empty");
}

static bool has_matcher(const struct promql *selector,
			const struct promql_matcher *matcher)
{
	for (size_t i = 0; i < selector->matcher_count; i++)
		if (selector->matchers[i].match == matcher->match &&
		    str_equal(selector->matchers[i].name, matcher->name) &&
		    str_equal(selector->matchers[i].value, matcher->value))
			return true;
	return false;
}

/* The same series, of which the left takes fewer. */
static bool is_part_of(const struct promql *left, const struct promql *right)
{
	if (!str_equal(left->name, right->name) ||
	    left->matcher_count <= right->matcher_count)
		return false;
	for (size_t i = 0; i < right->matcher_count; i++)
		if (!has_matcher(left, &right->matchers[i]))
			return false;
	return true;
}

static const struct promql *series_of(const struct promql *node)
{
	node = unscaled(node);
	if (is_rate(node))
		return selector_of(node);
	return node->kind == PROMQL_SELECTOR && node->name.length > 0 ? node : NULL;
}

static void look_at_ratio(struct lint *lint, const struct query *query,
			  const struct promql *ratio)
{
	const struct promql *left, *right;
	const char *scale;

	if (!str_is(ratio->name, "/") || ratio->grouping != PROMQL_UNGROUPED)
		return;
	left = series_of(ratio->arguments[0]);
	right = series_of(ratio->arguments[1]);
	if (!left || !right || !is_counter(left->name) || !is_part_of(left, right))
		return;
	scale = unscaled(ratio->arguments[0]) == ungrouped(ratio->arguments[0])
			? ""
			: "100 * ";
	lint_report(
		lint, RULE_PROMQL_RATIO_WITHOUT_SUM,
		spot_of(lint, query, ratio,
			lint_one_line(
				lint->arena,
				arena_format(
					lint->arena,
					"%ssum(" STR_FMT ") / sum(" STR_FMT ")", scale,
					STR_ARG(source_of(query,
							  unscaled(ratio->arguments[0]))),
					STR_ARG(source_of(
						query, unscaled(ratio->arguments[1])))))),
		"both sides keep their labels, so each series of the left finds "
		"itself on the right: the answer is always %s",
		scale[0] ? "100" : "1");
}

/* Names of older or other exporters that still stand in runbooks, and what they are
 * now: node_exporter 0.16, kube-state-metrics 2.0, redis_exporter. */
static const struct {
	const char *wrong, *right, *why;
} renamed[] = {
	{ "redis_memory_limit_bytes", "redis_memory_max_bytes",
	  "redis_exporter calls it redis_memory_max_bytes" },
	{ "node_cpu", "node_cpu_seconds_total", "renamed in node_exporter 0.16" },
	{ "node_memory_MemTotal", "node_memory_MemTotal_bytes",
	  "renamed in node_exporter 0.16" },
	{ "node_memory_MemFree", "node_memory_MemFree_bytes",
	  "renamed in node_exporter 0.16" },
	{ "node_memory_MemAvailable", "node_memory_MemAvailable_bytes",
	  "renamed in node_exporter 0.16" },
	{ "node_filesystem_free", "node_filesystem_free_bytes",
	  "renamed in node_exporter 0.16" },
	{ "node_filesystem_avail", "node_filesystem_avail_bytes",
	  "renamed in node_exporter 0.16" },
	{ "node_filesystem_size", "node_filesystem_size_bytes",
	  "renamed in node_exporter 0.16" },
	{ "node_network_receive_bytes", "node_network_receive_bytes_total",
	  "renamed in node_exporter 0.16" },
	{ "node_network_transmit_bytes", "node_network_transmit_bytes_total",
	  "renamed in node_exporter 0.16" },
	{ "kube_pod_container_resource_limits_memory_bytes",
	  "kube_pod_container_resource_limits{resource=\"memory\"}",
	  "gone in kube-state-metrics 2.0" },
	{ "kube_pod_container_resource_limits_cpu_cores",
	  "kube_pod_container_resource_limits{resource=\"cpu\"}",
	  "gone in kube-state-metrics 2.0" },
	{ "kube_pod_container_resource_requests_memory_bytes",
	  "kube_pod_container_resource_requests{resource=\"memory\"}",
	  "gone in kube-state-metrics 2.0" },
	{ "kube_pod_container_resource_requests_cpu_cores",
	  "kube_pod_container_resource_requests{resource=\"cpu\"}",
	  "gone in kube-state-metrics 2.0" },
	{ "kube_node_status_allocatable_memory_bytes",
	  "kube_node_status_allocatable{resource=\"memory\"}",
	  "gone in kube-state-metrics 2.0" },
	{ "kube_hpa_status_current_replicas",
	  "kube_horizontalpodautoscaler_status_current_replicas",
	  "renamed in kube-state-metrics 2.0" },
	{ "kube_hpa_spec_max_replicas", "kube_horizontalpodautoscaler_spec_max_replicas",
	  "renamed in kube-state-metrics 2.0" },
};

static void look_at_metric(struct lint *lint, const struct query *query,
			   const struct promql *selector)
{
	for (size_t i = 0; i < sizeof(renamed) / sizeof(renamed[0]); i++) {
		struct spot spot;

		if (!str_is(selector->name, renamed[i].wrong))
			continue;
		spot = spot_of(lint, query, selector, str_of(renamed[i].right));
		spot.found = selector->name;
		lint_report(lint, RULE_PROMQL_METRIC, spot,
			    "the exporter has no such metric: %s", renamed[i].why);
	}
	/* Micrometer runs in a JVM; goroutines do not. */
	if (str_starts_with(selector->name, STR("http_server_requests_seconds")) &&
	    lint_has(lint->runbook->repaired, "goroutine"))
		lint_report(lint, RULE_PROMQL_METRIC_OF_OTHER_RUNTIME,
			    spot_of(lint, query, selector, STR("")),
			    "http_server_requests_seconds is what Micrometer (Spring) "
			    "exports, and the text speaks of goroutines: see whether "
			    "the service has it");
}

/* What counts events: seconds and bytes per second are something else. */
static bool counts_events(str name)
{
	return (str_ends_with(name, STR("_total")) &&
		!str_ends_with(name, STR("_seconds_total")) &&
		!str_ends_with(name, STR("_bytes_total"))) ||
	       str_ends_with(name, STR("_count"));
}

static bool is_outcome(str label)
{
	return str_is(label, "status") || str_is(label, "code") ||
	       str_is(label, "status_code") || str_is(label, "http_status") ||
	       str_is(label, "http_status_code") || str_is(label, "response_code") ||
	       str_is(label, "result") || str_is(label, "outcome") ||
	       str_is(label, "grpc_code");
}

/* The same without the matcher that picks the bad ones; "" when none does. */
static str of_all(struct lint *lint, const struct query *query,
		  const struct promql *selector)
{
	str all = STR(""), comma = STR("");
	bool picks = false;
	duration_ms range = selector->range;

	for (size_t i = 0; i < selector->matcher_count; i++) {
		const struct promql_matcher *matcher = &selector->matchers[i];
		size_t end = i + 1 < selector->matcher_count
				     ? selector->matchers[i + 1].begin
				     : selector->end;
		str text = str_slice(query->source, matcher->begin, end - matcher->begin);

		if (is_outcome(matcher->name)) {
			picks = true;
			continue;
		}
		while (text.length > 0 && !strchr("\"'`", text.bytes[text.length - 1]))
			text.length--;
		all = arena_format(lint->arena, STR_FMT STR_FMT STR_FMT, STR_ARG(all),
				   STR_ARG(comma), STR_ARG(text));
		comma = STR(",");
	}
	if (!picks || range % MINUTE_MS != 0)
		return STR("");
	if (all.length > 0)
		all = arena_format(lint->arena, "{" STR_FMT "}", STR_ARG(all));
	return arena_format(lint->arena, STR_FMT STR_FMT "[%lldm]",
			    STR_ARG(selector->name), STR_ARG(all),
			    (long long)(range / MINUTE_MS));
}

static bool says_percentage(str around)
{
	return lint_has(around, "%") || lint_has(around, "percent");
}

static bool says_rate(str around)
{
	return lint_has(around, "error rate") || lint_has(around, "success rate") ||
	       lint_has(around, "failure rate") || lint_has(around, "error ratio");
}

/* The whole query is a rate of events, and the text reads a share from it. */
static void look_at_whole(struct lint *lint, const struct query *query)
{
	const struct promql *node = unscaled(query->promql), *selector;
	str all, repaired = STR("");

	while (node->kind == PROMQL_AGGREGATION && node->count == 1)
		node = unscaled(node->arguments[0]);
	selector = is_rate(node) ? selector_of(node) : NULL;
	if (!selector || !counts_events(selector->name) ||
	    (!says_percentage(query->around) && !says_rate(query->around)))
		return;
	all = of_all(lint, query, selector);
	if (all.length > 0)
		repaired = arena_format(lint->arena,
					"100 * sum(" STR_FMT ") / sum(rate(" STR_FMT "))",
					STR_ARG(source_of(query, node)), STR_ARG(all));
	lint_report_as(
		lint, says_percentage(query->around) ? FINDING_WARNING : FINDING_HINT,
		RULE_PROMQL_RATE_AS_PERCENTAGE,
		spot_of(lint, query, query->promql, lint_one_line(lint->arena, repaired)),
		"this is a number of events per second, not a share: a share is "
		"the sum of these divided by the sum of all");
}

struct walk {
	struct lint *lint;
	const struct query *query;
};

static bool look_at_node(void *context, const struct promql *node)
{
	struct walk *walk = context;

	switch (node->kind) {
	case PROMQL_CALL:
		if (is_rate(node))
			look_at_rate(walk->lint, walk->query, node);
		look_at_slope(walk->lint, walk->query, node);
		look_at_quantile(walk->lint, walk->query, node);
		return true;
	case PROMQL_BINARY: look_at_ratio(walk->lint, walk->query, node); return true;
	case PROMQL_SELECTOR: look_at_metric(walk->lint, walk->query, node); return true;
	case PROMQL_NUMBER:
	case PROMQL_STRING:
	case PROMQL_SUBQUERY:
	case PROMQL_AGGREGATION:
	case PROMQL_NEGATION:
	case PROMQL_GROUP: return true;
	}
	return true;
}

void lint_query(struct lint *lint, const struct query *query)
{
	struct walk walk = { lint, query };

	promql_walk(query->promql, look_at_node, &walk);
	look_at_whole(lint, query);
}
