/* diagnosis: what the engine makes of an incident, or of a time without one. */
#include "app/investigation/diagnosis.h"
#include "app/investigation/grafana.h"
#include "formats/json.h"
#include "operations/noun.h"
#include "operations/spark.h"

static const char shown[] =
	"{{says}}\n"
	"{{#onset}}  onset {{onset}}: {{onset_says}}\n{{/onset}}"
	"  looked at {{series}} series, {{log_lines}} log lines and {{spans}} spans, "
	"{{during.from}} to {{during.to}} against the time before. {{calibration}}\n"
	"{{#dashboard}}  dashboard: {{dashboard}}\n{{/dashboard}}"
	"{{#beside}}{{#answered}}  {{what}}: {{says}}\n{{/answered}}{{/beside}}"
	"{{#suspects}}\n{{entity}}{{#stands_out}} stands out{{/stands_out}}: {{why}}\n"
	"{{/suspects}}"
	"{{#findings}}\n{{id}}  {{says}}\n"
	"{{#spark}}    {{spark}}\n    {{marks}}\n{{/spark}}"
	"{{#lines}}    {{.}}\n{{/lines}}"
	"{{#traces}}    {{.}}\n{{/traces}}"
	"{{#query}}    {{query}}\n{{/query}}"
	"{{#show}}    again: {{show}}\n{{/show}}{{/findings}}"
	"{{#runs_out}}\nWhat runs out\n{{/runs_out}}"
	"{{#resources}}{{id}}  {{says}}\n"
	"{{#spark}}    {{spark}}\n    {{marks}}\n{{/spark}}"
	"{{#query}}    {{query}}\n{{/query}}"
	"{{#show}}    again: {{show}}\n{{/show}}{{/resources}}"
	"\nChanges\n{{#changes}}  {{believed}}  {{kind}} \"{{title}}\""
	"{{#entity}} of {{entity}}{{/entity}}, {{lag}}{{#owner}}, by "
	"{{owner}}{{/owner}}: "
	"{{why}}\n        {{undo}}\n{{/changes}}"
	"{{#no_change_believed}}  {{no_change_believed}}  no change is guilty\n"
	"{{/no_change_believed}}"
	"{{^no_change_believed}}  none was judged\n{{/no_change_believed}}"
	"{{#outside}}  outside: {{outside}}\n{{/outside}}"
	"{{#has_missing}}\nNot looked at\n{{/has_missing}}"
	"{{#missing}}  {{.}}\n{{/missing}}";

/* The stored answer with what only a reader needs: small charts. */
static bool answer_body(struct work *work, str body, struct tree *answer)
{
	struct tree *made = json_parse(work->arena, body, &work->error);
	const struct tree *findings = tree_get(made, "findings");
	const struct tree *resources = tree_get(made, "resources");

	if (!made || made->kind != TREE_MAP)
		return fail(work, ERROR_INTERNAL, "the diagnosis cannot be read");
	for (size_t i = 0; i < tree_count(findings); i++)
		spark_add(work, made, findings->list.items[i].value);
	for (size_t i = 0; i < tree_count(resources); i++)
		spark_add(work, made, resources->list.items[i].value);
	for (size_t i = 0; i < tree_count(made); i++)
		tree_put_str(work->arena, answer, tree_nth_name(made, i),
			     made->list.items[i].value);
	tree_put_text(work->arena, answer, "dashboard",
		      grafana_dashboard(work->arena, work->config,
					tree_get_text(made, "service"), made));
	tree_put_bool(work->arena, answer, "runs_out", tree_count(resources) > 0);
	tree_put_bool(work->arena, answer, "has_missing",
		      tree_count(tree_get(made, "missing")) > 0);
	return true;
}

static bool newest(struct work *work, str word, struct incident *ret_incident,
		   struct evidence *ret_evidence)
{
	size_t made;

	if (!store_incident_find(work, word, ret_incident) ||
	    !diagnosis_latest(work, ret_incident->id, ret_evidence, &made))
		return false;
	if (made == 0)
		return fail(work, ERROR_NOT_FOUND,
			    STR_FMT " has no diagnosis: stanch diagnosis ask " STR_FMT,
			    STR_ARG(ret_incident->code), STR_ARG(ret_incident->code));
	return true;
}

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;
	struct evidence evidence;

	if (!newest(work, in->incident, &incident, &evidence) ||
	    !answer_body(work, evidence.body, answer))
		return false;
	tree_put_text(work->arena, answer, "made_at",
		      instant_format(work->arena, evidence.gathered_at));
	tree_put_int(work->arena, answer, "evidence", evidence.id);
	return true;
}

static bool ask(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;
	int64_t evidence;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !diagnosis_ask(work, &incident, &evidence))
		return false;
	answer_incident(work, &incident, answer);
	tree_put_int(work->arena, answer, "evidence", evidence);
	return true;
}

struct finding_input {
	str incident, finding;
};
static const struct field finding_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct finding_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "finding",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct finding_input, finding),
	  .required = true,
	  .help = "its name in the diagnosis: F1" },
};
static const struct shape finding_shape = SHAPE("finding", struct finding_input,
						finding_fields);

/* A finding, or what runs out; NULL when nothing is called so. */
static struct tree *named(const struct tree *made, str id)
{
	const struct tree *lists[] = { tree_get(made, "findings"),
				       tree_get(made, "resources") };

	for (size_t k = 0; k < sizeof(lists) / sizeof(lists[0]); k++)
		for (size_t i = 0; i < tree_count(lists[k]); i++) {
			struct tree *one = lists[k]->list.items[i].value;

			if (str_equal(tree_get_text(one, "id"), id))
				return one;
		}
	return NULL;
}

static bool finding(struct work *work, const void *input, struct tree *answer)
{
	const struct finding_input *in = input;
	const struct tree *made;
	struct tree *one;
	struct incident incident;
	struct evidence evidence;

	if (!newest(work, in->incident, &incident, &evidence))
		return false;
	made = json_parse(work->arena, evidence.body, &work->error);
	if (!made)
		return while_doing(work, "the diagnosis as stored");
	one = named(made, in->finding);
	if (one) {
		spark_add(work, made, one);
		tree_put(work->arena, answer, "finding", one);
		tree_put_int(work->arena, answer, "evidence", evidence.id);
		tree_put_text(work->arena, answer, "hash", evidence.body_hash);
		return true;
	}
	return fail(work, ERROR_NOT_FOUND, "no finding of " STR_FMT " is called " STR_FMT,
		    STR_ARG(incident.code), STR_ARG(str_clip(in->finding, 20)));
}

/* -- a time without an incident -- */

struct window_input {
	str service;
	instant_ms from, to;
};
static const struct field window_fields[] = {
	{ .name = "service",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct window_input, service),
	  .required = true,
	  .help = "the service to begin with" },
	{ .name = "from",
	  .kind = FIELD_INSTANT,
	  .offset = offsetof(struct window_input, from),
	  .required = true,
	  .help = "when the time in question begins" },
	{ .name = "to",
	  .kind = FIELD_INSTANT,
	  .offset = offsetof(struct window_input, to),
	  .by_place = true,
	  .help = "when it ends; left out: now" },
};
static const struct shape window_shape = SHAPE("window", struct window_input,
					       window_fields);

struct planning {
	struct live_wish wish;
	struct live_plan plan;
};

static bool make_plan(struct work *work, void *argument)
{
	struct planning *planning = argument;

	return live_plan_of(work, &planning->wish, &planning->plan) &&
	       live_plan_quiet(work, &planning->plan);
}

static bool window(struct work *work, const void *input, struct tree *answer)
{
	const struct window_input *in = input;
	struct planning planning = {
		.wish = { .service = in->service,
			  .during = { in->from, in->to != 0 ? in->to : work->now } },
	};
	struct live_outcome outcome;

	if (!config_service(work->config, in->service))
		return fail(work, ERROR_NOT_FOUND, "no service is called " STR_FMT,
			    STR_ARG(str_clip(in->service, 60)));
	if (!app_read(work->app, work, make_plan, &planning))
		return false;
	live_diagnose(work->app, work->arena, work->config, &planning.plan, &outcome);
	if (!outcome.is_made) {
		work->error = outcome.error;
		return while_doing(work, "diagnose " STR_FMT, STR_ARG(in->service));
	}
	return answer_body(work, live_body(work->arena, &planning.plan, &outcome),
			   answer);
}

static const struct operation operations[] = {
	{ .noun = "diagnosis",
	  .verb = "show",
	  .alias = "diagnose",
	  .help = "what stands out from quiet times, who is suspected, and which change",
	  .more = "The engine looks by itself when an incident opens, again two minutes "
		  "later, and when it is asked. Strengths are in multiples of what a "
		  "quiet time reaches; beliefs of all changes and of none sum to 1.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = show,
	  .view = { .template = shown } },
	{ .noun = "diagnosis",
	  .verb = "ask",
	  .help = "look again, now",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &of_incident_shape,
	  .run = ask,
	  .view = { .template = "Looking again at {{incident.code}}: stanch diagnosis "
				"show {{incident.code}}\n" } },
	{ .noun = "diagnosis",
	  .verb = "finding",
	  .help = "one finding with its chart, and the question that shows it again",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &finding_shape,
	  .run = finding,
	  .view = { .template = "{{finding.id}}  {{finding.says}}\n"
				"{{#finding.spark}}    {{finding.spark}}\n    "
				"{{finding.marks}}\n{{/finding.spark}}"
				"  {{finding.subject}} of {{finding.entity}}\n"
				"{{#finding.lines}}    {{.}}\n{{/finding.lines}}"
				"{{#finding.traces}}    {{.}}\n{{/finding.traces}}"
				"{{#finding.query}}  asked {{finding.asked}}: "
				"{{finding.query}}\n{{/finding.query}}"
				"{{#finding.grafana}}  in Grafana: {{finding.grafana}}\n"
				"{{/finding.grafana}}"
				"  evidence {{evidence}}, SHA-256 {{hash}}\n" } },
	{ .noun = "diagnosis",
	  .verb = "window",
	  .help = "the same for a time without an incident",
	  .more = "Nothing is kept of it. It is compared with the time before it.",
	  .effect = OPERATION_WORKS,
	  .least = ROLE_RESPONDER,
	  .input = &window_shape,
	  .run = window,
	  .view = { .template = shown } },
};

NOUN(diagnosis, operations);
