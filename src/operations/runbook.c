/* runbook: what teams wrote down for an incident, and its steps as actions. */
#include "app/runbooks/books.h"
#include "base/limits.h"
#include "formats/json.h"
#include "operations/runbook_parts.h"

/* -- shown -- */

static struct tree *stored_tree(struct work *work, const struct stored_runbook *stored)
{
	return row_tree(work->arena, &stored_runbook_shape, stored);
}

static struct tree *parameters_tree(struct work *work,
				    const struct runbook_parameter *parameters,
				    size_t count)
{
	struct tree *list = tree_list(work->arena);

	for (size_t i = 0; i < count; i++) {
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "name", parameters[i].name);
		tree_put_text(work->arena, one, "source", parameters[i].source);
		tree_put_text(work->arena, one, "type",
			      str_of(parameter_type_names[parameters[i].type]));
		tree_add(work->arena, list, one);
	}
	return list;
}

static void put_record(struct work *work, struct tree *one, const struct book *book,
		       const struct runbook_block *block)
{
	const struct step_record *record = book_record(book, block->digest);

	tree_put_int(work->arena, one, "runs", record ? record->runs : 0);
	tree_put_int(work->arena, one, "succeeded", record ? record->succeeded : 0);
	if (record && record->proven_at > 0)
		tree_put_text(work->arena, one, "proven_at",
			      instant_format(work->arena, record->proven_at));
}

/* What the lint says of this step. */
static struct tree *findings_tree(struct work *work, const struct book *book,
				  const struct runbook_block *block)
{
	struct tree *list = tree_list(work->arena);
	const struct finding *finding;
	size_t from = 0;

	while ((finding = book_finding(book, block, FINDING_HINT, &from))) {
		struct tree *one = tree_map(work->arena);

		tree_put_int(work->arena, one, "line", finding->line);
		tree_put_text(work->arena, one, "level",
			      str_of(finding_level_names[finding->level]));
		tree_put_text(work->arena, one, "rule", finding->rule);
		tree_put_text(work->arena, one, "text", finding->text);
		tree_put_text(work->arena, one, "repaired", finding->repaired);
		tree_add(work->arena, list, one);
	}
	return list;
}

/* Why it cannot run as it is written; "" when it can. */
static str refusal_of(struct work *work, const struct book *book,
		      const struct runbook_block *block, const struct block_view *view)
{
	size_t from = 0;
	const struct finding *finding = book_finding(book, block, FINDING_ERROR, &from);

	if (!finding)
		return view->refusal;
	return arena_format(work->arena, "line %u: " STR_FMT, finding->line,
			    STR_ARG(finding->text));
}

static struct tree *step_shown(struct work *work, const struct book *book,
			       const struct runbook_block *block)
{
	struct arena *arena = work->arena;
	struct tree *one = tree_map(arena);
	struct block_view view = block_view(work, block);
	str refusal = refusal_of(work, book, block, &view);

	tree_put_text(arena, one, "id", block->id);
	tree_put_int(arena, one, "line", block->line);
	tree_put_text(arena, one, "title", block_title(arena, book, block));
	tree_put_text(arena, one, "part", str_of(runbook_part_names[block->part]));
	tree_put_text(arena, one, "condition", block->condition);
	tree_put_text(arena, one, "language", runbook_language_of(block));
	tree_put_text(arena, one, "code", block->code);
	tree_put_text(arena, one, "digest", block->seal);
	tree_put_text(arena, one, "class",
		      refusal.length > 0 ? STR("refused")
					 : str_of(action_class_names[view.class]));
	tree_put_text(arena, one, "reason", refusal.length > 0 ? refusal : view.reason);
	tree_put_bool(arena, one, "can_run", refusal.length == 0);
	tree_put(arena, one, "findings", findings_tree(work, book, block));
	tree_put(arena, one, "parameters",
		 parameters_tree(work, block->parameters, block->parameter_count));
	put_record(work, one, book, block);
	return one;
}

static bool is_in_section(const struct runbook *runbook, size_t section, size_t wanted)
{
	for (size_t depth = 0; depth < 8 && section < runbook->section_count; depth++) {
		if (section == wanted)
			return true;
		section = runbook->sections[section].parent;
	}
	return false;
}

/* Of one section and those in it; SIZE_MAX: of all. */
static struct tree *steps_shown(struct work *work, const struct book *book,
				size_t section)
{
	const struct runbook *runbook = book->runbook;
	struct tree *list = tree_list(work->arena);

	for (size_t i = 0; i < runbook->block_count; i++) {
		const struct runbook_block *block = &runbook->blocks[i];

		if (block_is_step(block) &&
		    (section == SIZE_MAX ||
		     is_in_section(runbook, block->section, section)))
			tree_add(work->arena, list, step_shown(work, book, block));
	}
	return list;
}

static bool list(struct work *work, const void *input, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct stored_runbook *all;
	struct runbook_proof *proofs;
	size_t count, proof_count;

	(void)input;
	if (!store_runbooks(work, &all, &count) ||
	    !store_runbook_proofs(work, &proofs, &proof_count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = stored_tree(work, &all[i]);

		runbook_put_proof(work, proofs, proof_count, all[i].id, one);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "runbooks", list);
	return true;
}

struct show_input {
	str runbook, step;
};
static const struct field show_fields[] = {
	{ .name = "runbook",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct show_input, runbook),
	  .required = true,
	  .help = "its name, or the end of it: pod-crash" },
	{ .name = "step",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct show_input, step),
	  .by_place = true,
	  .help = "one of its steps, by name or line: else all of them" },
};
static const struct shape show_shape = SHAPE("runbook", struct show_input, show_fields);

/* What stood garbled, and how it is read: the file stays as it is. */
static void put_repairs(struct work *work, const struct book *book, struct tree *answer)
{
	const struct runbook *runbook = book->runbook;
	struct tree *list = tree_list(work->arena);
	str was = runbook->source, is = runbook->repaired, old, new;

	for (int64_t line = 1; str_next(&was, '\n', &old) && str_next(&is, '\n', &new);
	     line++) {
		struct tree *one;

		if (str_equal(old, new) || tree_count(list) >= REPAIRS_SHOWN_MAX)
			continue;
		one = tree_map(work->arena);
		tree_put_int(work->arena, one, "line", line);
		tree_put_text(work->arena, one, "was", str_clip(old, 200));
		tree_put_text(work->arena, one, "read_as", str_clip(new, 200));
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "repairs", list);
}

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct show_input *in = input;
	const struct runbook_block *block;
	struct book book;
	struct tree *steps;

	if (!book_open(work, in->runbook, &book))
		return false;
	book_lint(work, &book);
	steps = tree_list(work->arena);
	if (in->step.length > 0) {
		if (!book_step(work, &book, in->step, &block))
			return false;
		tree_add(work->arena, steps, step_shown(work, &book, block));
	} else {
		steps = steps_shown(work, &book, SIZE_MAX);
	}
	tree_put(work->arena, answer, "runbook", stored_tree(work, &book.stored));
	tree_put(work->arena, answer, "steps", steps);
	put_repairs(work, &book, answer);
	return true;
}

/* -- import -- */

struct import_input {
	str files;
};
static const struct field import_fields[] = {
	{ .name = "files",
	  .kind = FIELD_JSON,
	  .offset = offsetof(struct import_input, files),
	  .required = true,
	  .is_file = true,
	  .help = "a Markdown file, or a folder of them; a list of {name, text}" },
};
static const struct shape import_shape = SHAPE("import", struct import_input,
					       import_fields);

static bool import_one(struct work *work, const struct tree *file, struct tree *list)
{
	struct stored_runbook stored;
	struct tree *one;
	str name = tree_get_text(file, "inside");

	if (name.length == 0)
		name = book_base_name(tree_get_text(file, "name"));
	if (!books_import(work, book_name_of(name), tree_get_text(file, "text"), &stored))
		return false;
	one = stored_tree(work, &stored);
	tree_put_bool(work->arena, one, "is_garbled", stored.repairs > 0);
	tree_add(work->arena, list, one);
	return true;
}

static bool import(struct work *work, const void *input, struct tree *answer)
{
	const struct import_input *in = input;
	const struct tree *files = json_parse(work->arena, in->files, &work->error);
	struct tree *list = tree_list(work->arena);

	if (!files)
		return while_doing(work, "files");
	if (files->kind != TREE_LIST || tree_count(files) == 0)
		return fail(work, ERROR_INVALID,
			    "files: must be a list of {\"name\": …, \"text\": …}");
	for (size_t i = 0; i < tree_count(files); i++)
		if (!import_one(work, tree_nth(files, i), list))
			return false;
	tree_put(work->arena, answer, "runbooks", list);
	return true;
}

/* -- match -- */

static struct tree *prefilled_tree(struct work *work, const struct book_match *match)
{
	struct tree *list = tree_list(work->arena);

	for (size_t i = 0; i < match->book.runbook->parameter_count; i++) {
		const struct prefilled *prefilled = &match->parameters[i];
		bool is_secret = prefilled->parameter->type == PARAMETER_SECRET;
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "name", prefilled->parameter->name);
		tree_put_text(work->arena, one, "source", prefilled->parameter->source);
		tree_put_text(work->arena, one, "type",
			      str_of(parameter_type_names[prefilled->parameter->type]));
		tree_put_text(work->arena, one, "value",
			      is_secret ? STR("") : prefilled->value);
		tree_put_bool(work->arena, one, "is_known", prefilled->value.length > 0);
		tree_put_bool(work->arena, one, "is_refused", prefilled->is_refused);
		tree_put_text(work->arena, one, "from", prefilled->from);
		tree_add(work->arena, list, one);
	}
	return list;
}

static struct tree *match_tree(struct work *work, const struct incident *incident,
			       const struct book_match *match)
{
	const struct runbook *runbook = match->book.runbook;
	struct tree *one = stored_tree(work, &match->book.stored);
	bool has_section = match->section < runbook->section_count;

	tree_put_text(work->arena, one, "because", match->reason);
	tree_put_int(work->arena, one, "score", match->score);
	tree_put_text(work->arena, one, "section",
		      has_section ? runbook->sections[match->section].title : STR(""));
	tree_put_text(work->arena, one, "incident", incident->code);
	tree_put(work->arena, one, "parameters", prefilled_tree(work, match));
	tree_put(
		work->arena, one, "steps",
		steps_shown(work, &match->book, has_section ? match->section : SIZE_MAX));
	return one;
}

static bool match(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;
	struct book_match *matches;
	size_t count;
	struct tree *list = tree_list(work->arena);

	if (!store_incident_find(work, in->incident, &incident) ||
	    !books_match(work, &incident, &matches, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		book_lint(work, &matches[i].book);
		tree_add(work->arena, list, match_tree(work, &incident, &matches[i]));
	}
	answer_incident(work, &incident, answer);
	tree_put(work->arena, answer, "runbooks", list);
	return true;
}

/* -- run -- */

struct run_input {
	str runbook, step, incident, values;
};
static const struct field run_fields[] = {
	{ .name = "runbook",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct run_input, runbook),
	  .required = true,
	  .help = "its name, or the end of it: pod-crash" },
	{ .name = "step",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct run_input, step),
	  .required = true,
	  .help = "which of its steps, by name or line" },
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct run_input, incident),
	  .help = "the incident: INC-2026-11-21-001, 1 (of today); else the last" },
	{ .name = "values",
	  .kind = FIELD_JSON,
	  .offset = offsetof(struct run_input, values),
	  .is_pairs = true,
	  .help = "its parameters: pod-name=web-1 namespace=shop; what is not given is "
		  "taken from the alerts" },
};
static const struct shape run_shape = SHAPE("run", struct run_input, run_fields);

static bool read_values(struct work *work, str json, struct step_order *order)
{
	const struct tree *map;
	struct label *values = arena_many(work->arena, struct label, PLAN_VALUES_MAX);

	order->values = values;
	if (json.length == 0)
		return true;
	map = json_parse(work->arena, json, &work->error);
	if (!map)
		return while_doing(work, "values");
	if (map->kind != TREE_MAP || tree_count(map) > PLAN_VALUES_MAX)
		return fail(work, ERROR_INVALID,
			    "values: must be a map of at most %d names and values",
			    PLAN_VALUES_MAX);
	for (size_t i = 0; i < tree_count(map); i++) {
		const struct tree *value = tree_nth(map, i);

		values[order->value_count++] = (struct label){
			tree_nth_name(map, i), value->kind == TREE_TEXT
						       ? value->text
						       : json_write(work->arena, value)
		};
	}
	return true;
}

static bool propose(struct work *work, struct incident *incident,
		    const struct step_order *order, struct tree *answer)
{
	struct action action;

	if (!book_run(work, incident, order, &action))
		return false;
	tree_put(work->arena, answer, "action",
		 row_tree(work->arena, &action_shape, &action));
	return true;
}

static bool ask(struct work *work, const struct incident *incident,
		const struct step_order *order, struct tree *answer)
{
	int64_t evidence = 0;

	if (!book_ask(work, incident, order, &evidence))
		return false;
	tree_put_int(work->arena, answer, "evidence", evidence);
	return true;
}

static bool run(struct work *work, const void *input, struct tree *answer)
{
	const struct run_input *in = input;
	struct book book = { 0 };
	struct step_order order = { .book = &book };
	struct incident incident;
	str wanted = in->incident.length > 0 ? in->incident : STR("last");

	if (!read_values(work, in->values, &order) ||
	    !store_incident_find(work, wanted, &incident) ||
	    !book_open(work, in->runbook, &book) ||
	    !book_step(work, &book, in->step, &order.block))
		return false;
	book_lint(work, &book);
	tree_put_text(work->arena, answer, "incident", incident.code);
	return book_is_question(work, &incident, order.block)
		       ? ask(work, &incident, &order, answer)
		       : propose(work, &incident, &order, answer);
}

static const struct operation operations[] = {
	RUNBOOK_CLASSIFY,
	RUNBOOK_LINT,
	RUNBOOK_RULES,
	{ .noun = "runbook",
	  .verb = "list",
	  .help = "the runbooks that are known",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = list,
	  .view = { .list = "runbooks",
		    .columns = { { "name", "runbook", 0 },
				 { "steps", "steps", 0 },
				 { "origin", "from", 0 },
				 { "changed_at", "changed", 0 },
				 { "proof", "live systems", 0 },
				 { "proven_at", "proven", 0 },
				 { "title", "title", 0 } },
		    .empty = "No runbook is known: put Markdown files into the folder "
			     "runbooks beside stanch.yaml, or import them." } },
	{ .noun = "runbook",
	  .verb = "show",
	  .help = "its steps, each with its class and why",
	  .more = "The class is of what would run, with sample values for parameters: "
		  "the one that counts is told of the filled step, in the preview. "
		  "'refused' stands where a step cannot run as it is written, with what "
		  "to write instead.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &show_shape,
	  .run = show,
	  .view = { .template =
			    "{{runbook.title}} ({{runbook.name}}, {{runbook.steps}} "
			    "steps)\n{{#steps}}\n{{id}}  [{{class}}] {{title}}\n"
			    "    {{reason}}\n{{#parameters}}    needs {{source}} "
			    "({{type}})\n{{/parameters}}{{#proven_at}}    worked last "
			    "{{proven_at}}\n{{/proven_at}}{{#findings}}    line "
			    "{{line}}: "
			    "{{level}}: {{text}}\n{{#repaired}}      write: "
			    "{{repaired}}\n"
			    "{{/repaired}}{{/findings}}{{code}}{{/steps}}"
			    "{{#repairs}}\nline {{line}} is garbled, and read as: "
			    "{{read_as}}{{/repairs}}\n" } },
	{ .noun = "runbook",
	  .verb = "import",
	  .help = "keep a Markdown file, or a folder of them, as runbooks",
	  .more = "They are kept byte for byte; one of the same name takes the place of "
		  "the older. Garbled text is shown put right, and never changed. Files "
		  "in the folder runbooks beside stanch.yaml need no import.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &import_shape,
	  .run = import,
	  .view = { .template =
			    "{{#runbooks}}Kept {{name}}: {{title}}, {{steps}} steps"
			    "{{#is_garbled}}; {{repairs}} garbled places are read put "
			    "right: stanch runbook show {{name}}{{/is_garbled}}\n"
			    "{{/runbooks}}" } },
	{ .noun = "runbook",
	  .verb = "match",
	  .help = "which runbooks an incident calls for, and why",
	  .more = "By the alerts' runbook_url, by alerts that a runbook names, and by "
		  "what both speak of. Parameters are filled from the alerts' labels, "
		  "the service's settings and the evidence, where they fit.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = match,
	  .view = { .template =
			    "{{#runbooks}}{{title}}{{#section}} › {{section}}{{/section}}"
			    "\n  because {{because}}\n{{#steps}}  {{id}}  [{{class}}] "
			    "{{title}}\n{{/steps}}{{#parameters}}  {{source}}"
			    "{{#is_known}} = {{value}} ({{from}}){{/is_known}}"
			    "{{^is_known}} is not known{{#from}}: {{from}}{{/from}}"
			    "{{/is_known}}\n{{/parameters}}  run one: stanch runbook run "
			    "{{name}} STEP --incident {{incident}}\n\n{{/runbooks}}"
			    "{{^runbooks}}No runbook speaks of this incident.\n"
			    "{{/runbooks}}" } },
	{ .noun = "runbook",
	  .verb = "run",
	  .help = "propose a step as an action, with its parameters filled",
	  .more = "Nothing runs by this alone: the action has a class, a preview with "
		  "the exact words that will run, and waits for its approval as any "
		  "other. A parameter without a value is refused by name, and so is a "
		  "value that is none of its kind, such as a label that says --all.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &run_shape,
	  .run = run,
	  .view = { .template =
			    "{{#action.number}}Proposed as action {{action.number}}: "
			    "{{action.title}} [{{action.class}}]. Its preview comes: "
			    "stanch action show {{incident}} {{action.number}}\nThen: "
			    "stanch approve {{incident}} {{action.number}}\n"
			    "{{/action.number}}{{#evidence}}Asked as evidence "
			    "{{evidence}}: stanch evidence show {{evidence}}\n"
			    "{{/evidence}}" } },
	{ .noun = "runbook",
	  .verb = "prove",
	  .help = "ask live systems whether what it takes for granted is so",
	  .more = "Its metrics and their labels are asked of the Prometheus servers that "
		  "services name, its objects of the clusters, its links of the hosts in "
		  "runbook_proof.hosts. By itself this is done as often as "
		  "runbook_proof.every says. Nothing is changed anywhere.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &of_runbook_shape,
	  .run = runbook_prove,
	  .view = { .template = "{{name}} is being asked about. In a minute: stanch "
				"runbook proof {{name}}\n" } },
	{ .noun = "runbook",
	  .verb = "proof",
	  .help = "what live systems said of it last, line by line",
	  .more = "What nobody could tell is neither proven nor wrong. Proven is a "
		  "runbook of which all holds that could be asked. Exit code 1 when "
		  "something fails.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_runbook_shape,
	  .run = runbook_proof_show,
	  .no = "failed",
	  .view = { .template = "{{#is_asked}}{{name}}, asked {{asked_at}}"
				"{{#is_of_older}} as it was before its last change"
				"{{/is_of_older}}: {{held}} hold, {{failed}} fail, "
				"{{untold}} untold\n{{#findings}}  line {{line}}  "
				"{{verdict}}  {{claim}}: {{why}}\n{{/findings}}"
				"{{#proven_at}}proven last {{proven_at}}\n{{/proven_at}}"
				"{{^proven_at}}never proven whole\n{{/proven_at}}"
				"{{/is_asked}}{{^is_asked}}{{name}} was not asked about "
				"yet: stanch runbook prove {{name}}\n{{/is_asked}}" } },
};

NOUN(runbook, operations);
