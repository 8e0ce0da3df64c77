/* Each rule: one text that has it, on which line, and one that is near and right. */
#include "check.h"
#include "runbook/lint.h"

#include <string.h>

enum { TEST_BYTES_MAX = 1 << 28 };

struct fault {
	enum runbook_language language;
	const char *code;
	const char *rule; /* NULL: nothing is wrong with it */
	unsigned line;
	const char *repaired; /* NULL: whatever it says */
};

static const struct fault faults[] = {
	{ RUNBOOK_PROMQL, "# fine\nsum(rate(x_total[5m]))", NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "up\n\nrate(x_total[5m)", "promql-invalid", 3, NULL },
	{ RUNBOOK_PROMQL, "rate(x_total[$__rate_interval])", NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "rate(x_total{pod=\"<pod>\"}[5m])", NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "median_over_time(x[5m])", "promql-function", 1, NULL },
	{ RUNBOOK_PROMQL, "rate(redis_memory_used_bytes[7d])", "promql-rate-of-gauge", 1,
	  "deriv(redis_memory_used_bytes[7d])" },
	{ RUNBOOK_PROMQL, "rate(node_network_receive_bytes_total[5m])", NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "deriv(http_requests_total[5m])", "promql-deriv-of-counter", 1,
	  "rate(http_requests_total[5m])" },
	{ RUNBOOK_PROMQL, "deriv(queue_length[5m])", NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "rate(sum(x_total)[5m:])", "promql-rate-of-sum", 1, NULL },
	{ RUNBOOK_PROMQL, "max_over_time(sum(x)[5m:])", NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "# Errors\nrate(r_total{status=~\"5..\"}[5m])\n# Result: 12%",
	  "promql-rate-as-percentage", 2,
	  "100 * sum(rate(r_total{status=~\"5..\"}[5m])) / sum(rate(r_total[5m]))" },
	{ RUNBOOK_PROMQL, "# Error rate\nsum(rate(r_total{job=\"a\",code=\"500\"}[5m]))",
	  "promql-rate-as-percentage", 2,
	  "100 * sum(rate(r_total{job=\"a\",code=\"500\"}[5m])) / "
	  "sum(rate(r_total{job=\"a\"}[5m]))" },
	{ RUNBOOK_PROMQL, "# Errors a second\nrate(r_total{status=~\"5..\"}[5m])", NULL,
	  0, NULL },
	{ RUNBOOK_PROMQL, "# CPU in %\n100 * rate(process_cpu_seconds_total[5m])", NULL,
	  0, NULL },
	{ RUNBOOK_PROMQL, "# rate\nrate(a_total[5m])\n# Error rate\nup", NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "100 * rate(r_total{code=~\"5..\"}[5m]) / rate(r_total[5m])",
	  "promql-ratio-without-sum", 1,
	  "100 * sum(rate(r_total{code=~\"5..\"}[5m])) / sum(rate(r_total[5m]))" },
	{ RUNBOOK_PROMQL,
	  "sum(rate(r_total{code=~\"5..\"}[5m])) / sum(rate(r_total[5m]))", NULL, 0,
	  NULL },
	{ RUNBOOK_PROMQL, "rate(errors_total[5m]) / rate(r_total[5m])", NULL, 0, NULL },
	{ RUNBOOK_PROMQL,
	  "rate(r_total{code=~\"5..\"}[5m]) / ignoring (code) group_left "
	  "rate(r_total[5m])",
	  NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "histogram_quantile(0.99, rate(d_bucket[5m]))",
	  "promql-quantile-without-le", 1,
	  "histogram_quantile(0.99, sum by (le) (rate(d_bucket[5m])))" },
	{ RUNBOOK_PROMQL, "histogram_quantile(0.9, sum by (job) (rate(d_bucket[5m])))",
	  "promql-quantile-without-le", 1, NULL },
	{ RUNBOOK_PROMQL, "histogram_quantile(0.9, sum by (le,job) (rate(d_bucket[5m])))",
	  NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "histogram_quantile(0.9, rate(native_seconds[5m]))", NULL, 0,
	  NULL },
	{ RUNBOOK_PROMQL, "redis_memory_used_bytes / redis_memory_limit_bytes",
	  "promql-metric", 1, "redis_memory_max_bytes" },
	{ RUNBOOK_PROMQL, "redis_memory_used_bytes / redis_memory_max_bytes", NULL, 0,
	  NULL },
	{ RUNBOOK_PROMQL,
	  "# a goroutine leak\nsum(rate(http_server_requests_seconds_count[5m]))",
	  "promql-metric-of-other-runtime", 2, NULL },
	{ RUNBOOK_YAML,
	  "groups:\n- rules:\n  - alert: A\n    expr: |\n      rate(\n      x_total\n",
	  "promql-invalid", 7, NULL },
	{ RUNBOOK_YAML, "- alert: A\n  expr: |\n    node_cpu > 1\n", "promql-metric", 3,
	  NULL },
	{ RUNBOOK_YAML, "- alert: A\n  expr: up == 0\n", NULL, 0, NULL },
	{ RUNBOOK_SHELL, "# growth\nrate(redis_memory_used_bytes[7d])", "promql-in-shell",
	  2, NULL },
	{ RUNBOOK_SHELL,
	  "curl https://m.example.com/api/v1/query?query=rate(x_total[5m])", "promql-url",
	  1,
	  "curl -fsS -G 'https://m.example.com/api/v1/query' --data-urlencode "
	  "'query=rate(x_total[5m])'" },
	{ RUNBOOK_SHELL, "curl 'https://m.example.com/api/v1/query?query=up'", NULL, 0,
	  NULL },
	{ RUNBOOK_SHELL, "curl 'https://m.example.com/query?query=up'", "promql-api-path",
	  1,
	  "curl -fsS -G 'https://m.example.com/api/v1/query' --data-urlencode "
	  "'query=up'" },
	{ RUNBOOK_SHELL, "curl 'https://s.example.com/find?query=two words'", NULL, 0,
	  NULL },
};

static void find(struct arena *arena, const struct fault *fault,
		 const struct finding **ret_findings, size_t *ret_count)
{
	str code = str_of(fault->code);
	struct runbook_block block = { .number = 1,
				       .language = fault->language,
				       .code = code,
				       .line = 0,
				       .code_line = 1,
				       .part = RUNBOOK_DIAGNOSIS };
	struct runbook runbook = {
		.source = code, .repaired = code, .blocks = &block, .block_count = 1
	};

	runbook_lint(arena, &runbook, ret_findings, ret_count);
}

static void each_rule_finds_its_own_and_nothing_else(void)
{
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		const struct fault *fault = &faults[i];
		const struct finding *findings, *found = NULL;
		size_t count;

		find(arena, fault, &findings, &count);
		for (size_t j = 0; j < count; j++)
			if (fault->rule && str_is(findings[j].rule, fault->rule) &&
			    findings[j].line == fault->line)
				found = &findings[j];
		if (!fault->rule && count > 0)
			check_failed(__FILE__, __LINE__, "%s: " STR_FMT ": " STR_FMT,
				     fault->code, STR_ARG(findings[0].rule),
				     STR_ARG(findings[0].text));
		if (!fault->rule)
			continue;
		CHECK_CASE(found, fault->code);
		if (found && fault->repaired)
			CHECK_STR_EQ(found->repaired, str_of(fault->repaired));
	}
}

static void each_rule_has_a_sample_and_a_name_of_its_own(void)
{
	size_t count;
	const struct lint_rule *rules = lint_rules(&count);

	for (size_t i = 0; i < count; i++) {
		bool is_shown = false;

		for (size_t j = 0; j < COUNT_OF(faults); j++)
			is_shown |= faults[j].rule &&
				    strcmp(faults[j].rule, rules[i].name) == 0;
		CHECK_CASE(is_shown, rules[i].name);
		for (size_t j = 0; j < i; j++)
			CHECK_CASE(strcmp(rules[i].name, rules[j].name) != 0,
				   rules[i].name);
	}
}

const struct test tests[] = {
	{ "lint: each rule finds its own and nothing else",
	  each_rule_finds_its_own_and_nothing_else },
	{ "lint: each rule has a sample and a name of its own",
	  each_rule_has_a_sample_and_a_name_of_its_own },
	{ 0 },
};
