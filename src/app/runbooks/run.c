/* A step of a runbook becomes an action: previewed, approved, written down, run. */
#include "app/investigation/investigation.h"
#include "app/note.h"
#include "app/runbooks/books.h"
#include "app/runbooks/decides.h"
#include "base/limits.h"
#include "base/suggest.h"

/* -- values -- */

static const struct label *value_of(const struct step_order *order, str name)
{
	for (size_t i = 0; i < order->value_count; i++)
		if (str_equal(order->values[i].name, name))
			return &order->values[i];
	return NULL;
}

static bool check_names(struct work *work, const struct runbook_block *block,
			const struct label *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct suggestion suggestion = suggestion_for(values[i].name);
		bool is_known = false;

		for (size_t k = 0; k < block->parameter_count; k++) {
			suggestion_try(&suggestion, block->parameters[k].name);
			is_known = is_known ||
				   str_equal(block->parameters[k].name, values[i].name);
		}
		if (!is_known)
			return fail(work, ERROR_INVALID,
				    STR_FMT ": this step has no such parameter" STR_FMT,
				    STR_ARG(str_clip(values[i].name, 60)),
				    STR_ARG(suggestion_text(work->arena, &suggestion)));
	}
	return true;
}

/* What was given, else what is known; each held against its grammar. */
struct filled {
	struct label *values;
	size_t count;
	struct label *by_alert;
	size_t by_alert_count;
};

static bool take_given(struct work *work, const struct runbook_parameter *parameter,
		       str value)
{
	str why_not;

	if (parameter->type == PARAMETER_SECRET)
		return fail(work, ERROR_INVALID,
			    STR_FMT
			    ": a secret is never typed here: runbook_secrets names it",
			    STR_ARG(parameter->name));
	/* Only we write this, where a secret belongs. */
	if (str_contains(value, STR("{{")))
		return fail(work, ERROR_INVALID, STR_FMT ": must not hold {{",
			    STR_ARG(parameter->name));
	return parameter_accepts(work->arena, parameter, value, &why_not) ||
	       fail(work, ERROR_INVALID, STR_FMT, STR_ARG(why_not));
}

static const struct prefilled *prefilled_of(const struct book *book,
					    const struct prefilled *all, str name)
{
	for (size_t i = 0; i < book->runbook->parameter_count; i++)
		if (str_equal(all[i].parameter->name, name))
			return &all[i];
	return NULL;
}

static bool fill_one(struct work *work, const struct runbook_parameter *parameter,
		     const struct label *given, const struct prefilled *known,
		     struct filled *filled)
{
	bool by_alert = false;
	str value;

	/* It stays as it is written, and is known when it runs. */
	if (!given && parameter->type == PARAMETER_SECRET && known &&
	    known->value.length > 0)
		return true;
	if (given) {
		if (!take_given(work, parameter, given->value))
			return false;
		value = given->value;
		by_alert = known && known->by_alert && str_equal(known->value, value);
	} else if (known && known->value.length > 0) {
		value = known->value;
		by_alert = known->by_alert;
	} else {
		return fail(work, ERROR_INVALID,
			    STR_FMT " has no value%s" STR_FMT
				    ": give it one, as in " STR_FMT "=…",
			    STR_ARG(parameter->source),
			    known && known->from.length > 0 ? ", " : "",
			    STR_ARG(known ? known->from : STR("")),
			    STR_ARG(parameter->name));
	}
	filled->values[filled->count++] = (struct label){ parameter->name, value };
	if (by_alert)
		filled->by_alert[filled->by_alert_count++] = (struct label){
			parameter->source, value
		};
	return true;
}

static bool fill(struct work *work, const struct incident *incident,
		 const struct step_order *order, struct filled *ret)
{
	const struct runbook_block *block = order->block;
	struct filled filled = {
		.values = arena_many(work->arena, struct label,
				     block->parameter_count + 1),
		.by_alert = arena_many(work->arena, struct label,
				       block->parameter_count + 1),
	};
	struct prefilled *known;

	if (!check_names(work, block, order->values, order->value_count) ||
	    !book_prefill(work, incident, order->book, order, &known))
		return false;
	for (size_t i = 0; i < block->parameter_count; i++) {
		const struct runbook_parameter *parameter = &block->parameters[i];

		if (!fill_one(work, parameter, value_of(order, parameter->name),
			      prefilled_of(order->book, known, parameter->name), &filled))
			return false;
	}
	*ret = filled;
	return true;
}

/* -- the plan -- */

struct planning {
	struct work *work;
	const struct book *book;
	const struct filled *filled;
	str decided; /* why a value makes it stricter; "": none does */
	struct label items[PLAN_VALUES_MAX];
	size_t count;
};

static void put(struct planning *planning, const char *name, str value)
{
	if (value.length > 0 && planning->count < PLAN_VALUES_MAX)
		planning->items[planning->count++] = (struct label){ str_of(name),
								     value };
}

static enum action_class least_of(const struct runbook_attributes *attributes)
{
	enum action_class least = attributes->has_class ? attributes->class : ACTION_READ;

	/* Two people are asked for what destroys. */
	if (str_is(attributes->approve, "two") && least < ACTION_DESTRUCTIVE)
		least = ACTION_DESTRUCTIVE;
	return least;
}

static void put_class(struct planning *planning, const char *name,
		      const struct runbook_attributes *attributes)
{
	enum action_class least = least_of(attributes);

	if (least > ACTION_READ)
		put(planning, name, str_of(action_class_names[least]));
}

/* Somebody typed what the step does: that is looked at by somebody, too. */
static void put_own_class(struct planning *planning,
			  const struct runbook_attributes *attributes)
{
	if (least_of(attributes) > ACTION_READ || planning->decided.length == 0) {
		put_class(planning, "class", attributes);
		return;
	}
	put(planning, "class", str_of(action_class_names[ACTION_REVERSIBLE]));
	put(planning, "class_why", planning->decided);
}

static bool put_other(struct planning *planning, const struct runbook_block *block,
		      const char *name, str word)
{
	struct work *work = planning->work;
	struct runbook_block other;
	str code;

	if (word.length == 0)
		return true;
	if (!block_named(planning->book->runbook, block, word, &other))
		return fail(work, ERROR_INVALID,
			    "%s: there is no step '" STR_FMT "' in this runbook", name,
			    STR_ARG(str_clip(word, 60)));
	if (!runbook_fill(work->arena, &other, planning->filled->values,
			  planning->filled->count, &code, &work->error))
		return while_doing(work, "%s", name);
	put(planning, name, code);
	put(planning, arena_format(work->arena, "%s_language", name).bytes,
	    runbook_language_of(&other));
	put(planning, arena_format(work->arena, "%s_block", name).bytes, other.seal);
	put_class(planning, arena_format(work->arena, "%s_class", name).bytes,
		  &other.attributes);
	return true;
}

static bool write_plan(struct planning *planning, const struct runbook_block *block,
		       str code)
{
	const struct runbook_attributes *attributes = &block->attributes;
	struct work *work = planning->work;

	put(planning, "runbook", planning->book->stored.name);
	put(planning, "step", block->id);
	put(planning, "language", runbook_language_of(block));
	put(planning, "code", code);
	put(planning, "block", block->seal);
	put(planning, "block_code", block->digest);
	put_own_class(planning, attributes);
	put(planning, "expect", attributes->expect);
	put(planning, "empty", attributes->empty);
	if (attributes->timeout > 0)
		put(planning, "timeout", text_of_int(work, attributes->timeout));
	if (!put_other(planning, block, "undo", attributes->undo) ||
	    !put_other(planning, block, "check", attributes->verify))
		return false;
	for (size_t i = 0; i < planning->filled->by_alert_count; i++)
		put(planning,
		    arena_c_string(work->arena, planning->filled->by_alert[i].name),
		    planning->filled->by_alert[i].value);
	return true;
}

/* -- proposing -- */

/* What does not work, or does harm, is put right first. */
static bool check_findings(struct work *work, const struct step_order *order)
{
	size_t from = 0;
	const struct finding *finding = book_finding(order->book, order->block,
						     FINDING_ERROR, &from);

	if (!finding)
		return true;
	if (finding->repaired.length == 0)
		return fail(work, ERROR_INVALID, "line %u: " STR_FMT " (" STR_FMT ")",
			    finding->line, STR_ARG(finding->text),
			    STR_ARG(finding->rule));
	return fail(work, ERROR_INVALID,
		    "line %u: " STR_FMT " (" STR_FMT "); write: " STR_FMT, finding->line,
		    STR_ARG(finding->text), STR_ARG(finding->rule),
		    STR_ARG(str_clip(finding->repaired, 200)));
}

/* What cannot run is told to who asks for it, and no action is made of it. */
static bool check_it_runs(struct work *work, const struct runbook_block *block, str code)
{
	struct step_source source = {
		.language = runbook_language_of(block),
		.code = code,
		.block = block->seal,
		.digest = block->digest,
	};
	struct compiled_step compiled;

	return step_compile(work->arena, work->config, &source, &compiled, &work->error);
}

/* A person may say what a step does, and not only to what. */
static str why_stricter(struct work *work, const struct step_order *order,
			const struct filled *filled)
{
	const struct runbook_block *block = order->block;

	for (size_t i = 0; i < block->parameter_count; i++) {
		const struct label *given = value_of(order, block->parameters[i].name);

		if (given && value_decides(work, block, filled->values, filled->count,
					   &block->parameters[i], given->value))
			return arena_format(work->arena,
					    STR_FMT " decides what it does, and was "
						    "given by a person: " STR_FMT,
					    STR_ARG(block->parameters[i].source),
					    STR_ARG(str_clip(given->value, 100)));
	}
	return STR("");
}

static bool remember(struct work *work, const struct book *book,
		     const struct runbook_block *block, const struct action *action)
{
	struct runbook_run run = {
		.incident = action->incident,
		.number = action->number,
		.runbook = book->stored.id,
		.step = block->id,
		.block = block->digest,
		.proposed_by = action->proposed_by,
		.proposed_at = work->now,
	};

	return store_add(work, &runbook_run_shape, &run);
}

bool book_run(struct work *work, struct incident *incident,
	      const struct step_order *order, struct action *ret_action)
{
	const struct book *book = order->book;
	const struct runbook_block *block = order->block;
	struct filled filled = { 0 };
	struct planning planning = { .work = work, .book = book, .filled = &filled };
	str code = STR("");

	if (!check_findings(work, order) || !fill(work, incident, order, &filled) ||
	    !runbook_fill(work->arena, block, filled.values, filled.count, &code,
			  &work->error) ||
	    !check_it_runs(work, block, code))
		return while_doing(work, "step " STR_FMT, STR_ARG(block->id));
	planning.decided = why_stricter(work, order, &filled);
	if (!write_plan(&planning, block, code))
		return while_doing(work, "step " STR_FMT, STR_ARG(block->id));

	struct action_proposal proposal = {
		.actuator = STR("step"),
		.target = arena_format(work->arena, STR_FMT ":" STR_FMT,
				       STR_ARG(book->stored.name), STR_ARG(block->id)),
		.plan = planning.items,
		.plan_count = planning.count,
		.title = block_title(work->arena, book, block),
		.why = arena_format(work->arena,
				    "step " STR_FMT " of the runbook " STR_FMT,
				    STR_ARG(block->id), STR_ARG(book->stored.name)),
		.expected = block->attributes.expect,
		.is_of_runbook = true,
		.from_alert = filled.by_alert,
		.from_alert_count = filled.by_alert_count,
	};

	return intervention_propose_this(work, incident, &proposal, ret_action) &&
	       remember(work, book, block, ret_action);
}

/* -- a question -- */

static str prometheus_of(struct work *work, const struct incident *incident)
{
	const struct service *service = config_service(work->config, incident->service);

	return service ? labels_setting(service->settings, service->setting_count,
					"prometheus")
		       : STR("");
}

bool book_is_question(struct work *work, const struct incident *incident,
		      const struct runbook_block *block)
{
	return block->language == RUNBOOK_PROMQL &&
	       !config_runbook_client(work->config, STR("promql")) &&
	       prometheus_of(work, incident).length > 0;
}

bool book_ask(struct work *work, const struct incident *incident,
	      const struct step_order *order, int64_t *ret_evidence)
{
	const struct runbook_block *block = order->block;
	struct filled filled = { 0 };
	str code = STR("");

	if (!check_findings(work, order) || !fill(work, incident, order, &filled) ||
	    !runbook_fill(work->arena, block, filled.values, filled.count, &code,
			  &work->error))
		return while_doing(work, "step " STR_FMT, STR_ARG(block->id));

	struct label arguments[] = {
		{ STR("url"), prometheus_of(work, incident) },
		{ STR("query"), str_trim(code) },
	};
	struct question question = {
		.probe = STR("prometheus"),
		.title = block_title(work->arena, order->book, block),
		.arguments = arguments,
		.argument_count = 2,
	};

	return investigation_ask(work, incident, &question,
				 arena_format(work->arena, "step " STR_FMT " of " STR_FMT,
					      STR_ARG(block->id),
					      STR_ARG(order->book->stored.name)),
				 ret_evidence);
}

/* -- while nothing is filled -- */

static str sample_of(enum parameter_type type)
{
	switch (type) {
	case PARAMETER_INTEGER: return STR("1");
	case PARAMETER_DURATION: return STR("5m");
	case PARAMETER_INSTANT: return STR("2026-01-01T00:00:00Z");
	case PARAMETER_ADDRESS: return STR("host");
	case PARAMETER_SECRET:
	case PARAMETER_NAME:
	case PARAMETER_TEXT: break;
	}
	return STR("name");
}

/* "line 1: …" counts in the block; people look at the file, as the lint does. */
static str in_file(struct arena *arena, const struct runbook_block *block, str text)
{
	str place, sentence;
	int64_t line = 0;

	if (!str_starts_with(text, STR("line ")) ||
	    !str_cut(text, ':', &place, &sentence) ||
	    !str_to_int(str_slice(place, 5, place.length), &line))
		return arena_copy(arena, text);
	return arena_format(arena, "line %lld:" STR_FMT,
			    (long long)line + block->code_line - 1, STR_ARG(sentence));
}

struct block_view block_view(struct work *work, const struct runbook_block *block)
{
	struct label *samples = arena_many(work->arena, struct label,
					   block->parameter_count + 1);
	struct step_source source = {
		.language = runbook_language_of(block),
		.block = block->seal,
		.digest = block->digest,
		.least = least_of(&block->attributes),
	};
	struct compiled_step compiled;
	size_t count = 0;
	struct error error = { 0 };

	for (size_t i = 0; i < block->parameter_count; i++)
		if (block->parameters[i].type != PARAMETER_SECRET)
			samples[count++] = (struct label){
				block->parameters[i].name,
				sample_of(block->parameters[i].type)
			};
	if (block->language == RUNBOOK_PROMQL &&
	    !config_runbook_client(work->config, STR("promql")))
		return (struct block_view){
			.class = ACTION_READ,
			.reason = STR("asked of the Prometheus of the incident's "
				      "service"),
		};
	if (runbook_fill(work->arena, block, samples, count, &source.code, &error) &&
	    step_compile(work->arena, work->config, &source, &compiled, &error))
		return (struct block_view){ .class = compiled.class,
					    .reason = compiled.reason };
	return (struct block_view){
		.class = ACTION_DESTRUCTIVE,
		.refusal = in_file(work->arena, block, str_of(error.text)),
	};
}
