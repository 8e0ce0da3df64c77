/* evidence: what systems answered, with its source, time and hash. */
#include "app/investigation/by_hand.h"
#include "app/investigation/investigation.h"
#include "app/investigation/keep.h"
#include "operations/noun.h"
#include "operations/values.h"

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       answer_rows(work, &evidence_shape, incident.id, "evidence", answer);
}

struct show_input {
	int64_t id;
};
static const struct field show_fields[] = {
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct show_input, id),
	  .required = true,
	  .help = "the number of the evidence" },
};
static const struct shape show_shape = SHAPE("evidence", struct show_input, show_fields);

/* Who has read the whole of it. */
static bool add_accesses(struct work *work, const struct evidence *evidence,
			 struct tree *answer)
{
	struct evidence_access *accesses;
	size_t count;
	struct tree *list = tree_list(work->arena);

	if (!store_evidence_accesses(work, evidence->id, &accesses, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		tree_add(work->arena, list,
			 row_tree(work->arena, &evidence_access_shape, &accesses[i]));
	tree_put(work->arena, answer, "accesses", list);
	return true;
}

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct show_input *in = input;
	struct evidence evidence;

	if (!store_get(work, &evidence_shape, in->id, &evidence))
		return false;
	tree_put(work->arena, answer, "evidence",
		 row_tree(work->arena, &evidence_shape, &evidence));
	tree_put_text(work->arena, answer, "body", evidence.body);
	return add_accesses(work, &evidence, answer);
}

struct open_input {
	int64_t id;
	str why;
};
static const struct field open_fields[] = {
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct open_input, id),
	  .required = true,
	  .help = "the number of the evidence" },
	{ .name = "why",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct open_input, why),
	  .required = true,
	  .help = "what it is read for" },
};
static const struct shape open_shape = SHAPE("evidence", struct open_input, open_fields);

static bool open_kept(struct work *work, const void *input, struct tree *answer)
{
	const struct open_input *in = input;
	struct evidence evidence;
	str bytes;

	if (!keep_open(work, in->id, in->why, &evidence, &bytes))
		return false;
	tree_put(work->arena, answer, "evidence",
		 row_tree(work->arena, &evidence_shape, &evidence));
	tree_put_text(work->arena, answer, "bytes", bytes);
	return true;
}

static bool verify(struct work *work, const void *input, struct tree *answer)
{
	int64_t count;
	str bad;

	(void)input;
	if (!store_contents_verify(work, &count, &bad))
		return false;
	tree_put_int(work->arena, answer, "count", count);
	tree_put_int(work->arena, answer, "wrong", bad.length > 0);
	tree_put_text(work->arena, answer, "first_wrong", bad);
	return true;
}

struct gather_input {
	str incident, bundle;
};
static const struct field gather_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct gather_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "bundle",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct gather_input, bundle),
	  .help = "only what this bundle asks: pg.health" },
};
static const struct shape gather_shape = SHAPE("gather", struct gather_input,
					       gather_fields);

static bool gather_bundle(struct work *work, const struct incident *incident, str name)
{
	const struct bundle *bundle = config_bundle(work->config, name);

	if (!bundle)
		return fail(work, ERROR_NOT_FOUND,
			    "there is no bundle '" STR_FMT
			    "'; see stanch evidence bundles",
			    STR_ARG(str_clip(name, 100)));
	return investigation_gather_bundle(work, incident, bundle, STR("asked"));
}

static bool gather(struct work *work, const void *input, struct tree *answer)
{
	const struct gather_input *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !(in->bundle.length > 0
		      ? gather_bundle(work, &incident, in->bundle)
		      : investigation_gather(work, &incident, STR("asked"))))
		return false;
	answer_incident(work, &incident, answer);
	return true;
}

struct ask_input {
	str incident, query, probe, arguments, title;
	int64_t hypothesis;
};
static const struct field ask_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct ask_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "query",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct ask_input, query),
	  .help = "PromQL, of the service's Prometheus (its setting prometheus)" },
	{ .name = "probe",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct ask_input, probe),
	  .help = "another system: redis, postgres, kubernetes_pods, loki, …" },
	{ .name = "arguments",
	  .kind = FIELD_JSON,
	  .offset = offsetof(struct ask_input, arguments),
	  .help = "of the probe: 'address={{redis}} what=config', or a JSON object where "
		  "a value holds a blank; {{redis}} is that setting of the service" },
	{ .name = "title",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct ask_input, title),
	  .help = "what it is about, in a few words" },
	{ .name = "for",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct ask_input, hypothesis),
	  .help = "the number of the hypothesis that it tests" },
};
static const struct shape ask_shape = SHAPE("question", struct ask_input, ask_fields);

static bool ask(struct work *work, const void *input, struct tree *answer)
{
	const struct ask_input *in = input;
	struct own_question question = { .query = in->query,
					 .probe = in->probe,
					 .title = in->title,
					 .hypothesis = in->hypothesis };
	struct incident incident;
	struct evidence evidence;

	if ((in->arguments.length > 0 &&
	     !values_read(work, "arguments", in->arguments, &question.arguments,
			  &question.argument_count)) ||
	    !store_incident_find(work, in->incident, &incident) ||
	    !own_question_ask(work, &incident, &question, &evidence))
		return false;
	tree_put(work->arena, answer, "evidence",
		 row_tree(work->arena, &evidence_shape, &evidence));
	return true;
}

static bool bundles(struct work *work, const void *input, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);

	(void)input;
	for (size_t i = 0; i < work->config->bundle_count; i++) {
		const struct bundle *bundle = &work->config->bundles[i];
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "name", bundle->name);
		tree_put_text(work->arena, one, "title", bundle->title);
		tree_put_int(work->arena, one, "questions",
			     (int64_t)bundle->question_count);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "bundles", list);
	return true;
}

static const struct operation operations[] = {
	{ .noun = "evidence",
	  .verb = "list",
	  .help = "what was asked, and what it means",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = list,
	  .view = { .list = "evidence",
		    .columns = { { "id", "#", 0 },
				 { "state", "state", 0 },
				 { "title", "what", 0 },
				 { "occasion", "when", 0 },
				 { "meaning", "meaning", 0 },
				 { "problem", "problem", 0 } },
		    .empty = "No evidence yet." } },
	{ .noun = "evidence",
	  .verb = "show",
	  .help = "one answer, whole",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &show_shape,
	  .run = show,
	  .view = { .template = "{{evidence.title}} ({{evidence.state}}) from "
				"{{evidence.target}}\n"
				"  asked: {{evidence.question}}\n  meaning: "
				"{{evidence.meaning}}\n"
				"  SHA-256 {{evidence.body_hash}}\n"
				"{{#accesses}}  read by {{who}} at {{at}}: {{why}}\n"
				"{{/accesses}}\n{{body}}\n" } },
	{ .noun = "evidence",
	  .verb = "open",
	  .help = "the whole of what was kept before an action; that you read it is "
		  "noted",
	  .more = "What an actuator says that an action would destroy is kept before it "
		  "runs: masked, unchanged from then on, and found by the SHA-256 of its "
		  "bytes. No actuator of this version says so yet.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &open_shape,
	  .run = open_kept,
	  .view = { .template = "{{bytes}}\n" } },
	{ .noun = "evidence",
	  .verb = "verify",
	  .help = "whether all that was kept still has its hash",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = verify,
	  .no = "wrong",
	  .view = { .template = "{{count}} kept pieces read. {{#first_wrong}}{{.}} was "
				"altered.\n{{/first_wrong}}{{^first_wrong}}Each has its "
				"hash.\n{{/first_wrong}}" } },
	{ .noun = "evidence",
	  .verb = "bundles",
	  .help = "the groups of questions that can be asked",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = bundles,
	  .view = { .list = "bundles",
		    .columns = { { "name", "name", 0 },
				 { "title", "what it asks about", 0 },
				 { "questions", "questions", 0 } },
		    .empty = "There are no bundles." } },
	{ .noun = "evidence",
	  .verb = "gather",
	  .help = "ask all systems again, or what a bundle asks",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &gather_shape,
	  .run = gather,
	  .view = { .template = "Asking again for {{incident.code}}.\n" } },
	{ .noun = "evidence",
	  .verb = "ask",
	  .help = "a question of your own to a system of the service",
	  .more = "It only reads, within the deadline and the caps of every probe. Where "
		  "it "
		  "is asked is said by a setting of the service, never freely: "
		  "address={{redis}}. With --for the answer joins the tests of that "
		  "hypothesis; confirm or refute it with the number it got.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &ask_shape,
	  .run = ask,
	  .view = { .template =
			    "Asking: {{evidence.title}}. The answer will be evidence "
			    "{{evidence.id}}: stanch evidence show {{evidence.id}}\n" } },
};

NOUN(evidence, operations);
