/* report: what somebody noticed, before anybody knows whether it is an incident. */
#include "app/intake/told.h"
#include "operations/noun.h"
#include "operations/told.h"

#include "base/limits.h"

struct add_input {
	str text;
	enum report_source source;
	str ref, url, service, environment, reporter;
};
static const struct field add_fields[] = {
	{ .name = "text",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, text),
	  .required = true,
	  .help = "what was seen, in any words" },
	{ .name = "source",
	  .kind = FIELD_ENUM,
	  .offset = offsetof(struct add_input, source),
	  .names = report_source_names,
	  .help = "who saw it: user, support, social, team or test; left out: user" },
	{ .name = "ref",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, ref),
	  .help = "its ticket" },
	{ .name = "url",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, url),
	  .help = "where it can be seen" },
	{ .name = "service",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, service),
	  .help = "which service; left out: read from the text" },
	{ .name = "environment",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, environment),
	  .help = "where: production, staging; left out: read from the text" },
	{ .name = "reporter",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, reporter),
	  .help = "who noticed it" },
};
static const struct shape add_shape = SHAPE("report", struct add_input, add_fields);

static bool add(struct work *work, const void *input, struct tree *answer)
{
	const struct add_input *in = input;
	struct report_delivery delivery = { .report = { .source = in->source,
							.text = in->text,
							.ref = in->ref,
							.url = in->url,
							.service = in->service,
							.environment = in->environment,
							.reporter = in->reporter } };

	if (!report_take(work, &delivery))
		return false;
	tree_put(work->arena, answer, "report",
		 row_tree(work->arena, &report_shape, &delivery.report));
	tree_put_text(work->arena, answer, "code", delivery.code);
	tree_put_text(work->arena, answer, "title", delivery.title);
	tree_put_text(work->arena, answer, "state", delivery.state);
	tree_put_int(work->arena, answer, "count", delivery.count);
	tree_put_bool(work->arena, answer, "declared", delivery.is_declared);
	answer_open_questions(work, delivery.open, delivery.open_count, answer);
	return true;
}

static bool list(struct work *work, const void *input, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct report *reports;
	size_t count;

	(void)input;
	if (!store_latest(work, &report_shape, 100, &reports, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		tree_add(work->arena, list,
			 row_tree(work->arena, &report_shape, &reports[i]));
	tree_put(work->arena, answer, "reports", list);
	return true;
}

struct show_input {
	int64_t id;
};
static const struct field show_fields[] = {
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct show_input, id),
	  .required = true,
	  .help = "its number" },
};
static const struct shape show_shape = SHAPE("report", struct show_input, show_fields);

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct show_input *in = input;
	struct incident incident;
	struct report report;

	if (!store_get(work, &report_shape, in->id, &report) ||
	    (report.incident > 0 &&
	     !store_get(work, &incident_shape, report.incident, &incident)))
		return false;
	tree_put(work->arena, answer, "report",
		 row_tree(work->arena, &report_shape, &report));
	if (report.incident > 0)
		answer_incident(work, &incident, answer);
	return true;
}

#define QUESTIONS "{{#missing}}  {{asks}}\n{{/missing}}"

static const struct operation operations[] = {
	{ .noun = "report",
	  .verb = "add",
	  .alias = "report",
	  .help = "say that something seems broken; some of one thing page",
	  .more = "Service, environment and symptom are read from the text. The report "
		  "joins the open incident of its service, or makes a candidate, which "
		  "pages nobody until there are as many as `reports.page_after` of the "
		  "configuration says. What the text leaves open is asked back and need "
		  "not be answered.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &add_shape,
	  .run = add,
	  .view = { .template =
			    "{{#code}}Report {{report.id}} stands at {{code}} "
			    "({{state}}, "
			    "{{count}} reports): {{title}}\n{{/code}}"
			    "{{^code}}Report {{report.id}} is kept; it says of nothing "
			    "that it fails.\n{{/code}}"
			    "{{#declared}}  That is enough: it pages now.\n{{/declared}}"
			    "  {{report.why}}\n" QUESTIONS } },
	{ .noun = "report",
	  .verb = "list",
	  .help = "the last reports, newest first",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = list,
	  .view = { .list = "reports",
		    .columns = { { "id", "report", 0 },
				 { "at", "at", 0 },
				 { "source", "from", 0 },
				 { "ref", "ticket", 0 },
				 { "service", "service", 0 },
				 { "symptom", "symptom", 0 },
				 { "text", "text", 0 } },
		    .empty = "Nobody reported anything." } },
	{ .noun = "report",
	  .verb = "show",
	  .help = "one report, and where it went",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &show_shape,
	  .run = show,
	  .view = { .template =
			    "Report {{report.id}} ({{report.source}}) at {{report.at}}"
			    "{{#report.reporter}} by "
			    "{{report.reporter}}{{/report.reporter}}"
			    "{{#report.ref}}, {{report.ref}}{{/report.ref}}"
			    "{{#report.url}}, {{report.url}}{{/report.url}}\n"
			    "{{report.text}}\n  {{report.why}}\n"
			    "{{#incident}}  at {{incident.code}} ({{incident.state}}): "
			    "{{incident.title}}\n{{/incident}}" } },
};

NOUN(report, operations);
