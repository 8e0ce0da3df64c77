/* Asks Prometheus how long the rule of an alert waits before it fires: so much earlier it
 * began, at the least. Of several rules of that name the one that waits least counts. */
#include "base/limits.h"
#include "formats/json.h"
#include "net/http_client.h"
#include "probes/prometheus.h"

#include <math.h>

static str url_of(const struct probe_call *call, str url, str name)
{
	while (str_ends_with(url, STR("/")))
		url = str_slice(url, 0, url.length - 1);
	return arena_format(call->arena,
			    STR_FMT "/api/v1/rules?type=alert&rule_name%%5B%%5D=" STR_FMT,
			    STR_ARG(url), STR_ARG(url_encode(call->arena, name)));
}

/* Older ones do not know rule_name[] and answer with all. */
static double least_wait(const struct tree *answer, str name)
{
	const struct tree *groups = tree_get(tree_get(answer, "data"), "groups");
	double least = NAN;

	for (size_t g = 0; g < tree_count(groups); g++) {
		const struct tree *rules = tree_get(tree_nth(groups, g), "rules");

		for (size_t i = 0; i < tree_count(rules); i++) {
			const struct tree *rule = tree_nth(rules, i);
			double wait = tree_get_real(rule, "duration", NAN);

			if (str_equal(tree_get_text(rule, "name"), name) && wait >= 0 &&
			    wait * 1000 <= (double)DAY_MS &&
			    (isnan(least) || wait < least))
				least = wait;
		}
	}
	return least;
}

static void tell(const struct probe_call *call, str name, double wait,
		 struct probe_finding *finding)
{
	if (isnan(wait)) {
		finding->meaning = arena_format(call->arena, "no rule is called " STR_FMT,
						STR_ARG(str_clip(name, 100)));
		return;
	}
	finding->has_data = finding->sample.has_value = true;
	finding->sample.value = wait;
	probe_add_number(call, &finding->facts, STR("alert.rule_waits"), wait, "seconds");
	finding->meaning = arena_format(
		call->arena, STR_FMT " waits " STR_FMT " before it fires",
		STR_ARG(str_clip(name, 100)),
		STR_ARG(duration_format(call->arena, (duration_ms)(wait * 1000))));
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .sample.value = NAN };
	struct http_answer reply;
	const struct tree *answer;
	str url, name;

	if (!probe_need(call, "url", &url, error) ||
	    !probe_need(call, "alert", &name, error))
		return error_wrap(error, "alert_rule");
	finding.target = secrets_mask(call->arena, url);
	finding.question = arena_format(call->arena, "the rule " STR_FMT, STR_ARG(name));

	struct http_request request = { .method = "GET",
					.url = url_of(call, url, name),
					.total_ms = call->wait_ms,
					.answer_bytes_max = PROBE_BODY_BYTES_MAX };

	if (!http_exchange(call->arena, &request, &reply, error))
		return error_wrap(error, "prometheus " STR_FMT, STR_ARG(finding.target));
	answer = json_parse(call->arena, reply.body, error);
	if (reply.status != 200 || !answer ||
	    !str_is(tree_get_text(answer, "status"), "success"))
		return error_set(error, ERROR_UNAVAILABLE,
				 "prometheus " STR_FMT " answered %d to a question for "
				 "its rules",
				 STR_ARG(finding.target), reply.status);
	finding.body = reply.body;
	tell(call, name, least_wait(answer, name), &finding);
	*ret_finding = finding;
	return true;
}

const struct probe alert_rule_probe = {
	.name = "alert_rule",
	.help = "how long the rule of an alert waits before it fires: url, alert",
	.ask = ask,
};
