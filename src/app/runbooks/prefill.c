/* Where the values of a runbook's parameters come from: what the alerts say, what the
 * service is configured with, what was found out. */
#include "app/investigation/investigation.h"
#include "app/runbooks/books.h"
#include "app/runbooks/decides.h"
#include "base/limits.h"
#include "core/alerting/alert.h"
#include "core/evidence/evidence.h"
#include "formats/json.h"
#include "runbook/step.h"

enum { BARE_BYTES_MAX = 64 };

/* "your-pod_name" and "Pod" are the same: letters and digits in lower case, without what
 * only says that it is a name. */
struct bare {
	char bytes[BARE_BYTES_MAX];
	size_t length;
};

static bool cut_end(struct bare *bare, const char *end)
{
	str whole = { bare->bytes, bare->length }, ending = str_of(end);

	if (!str_ends_with(whole, ending) || whole.length == ending.length)
		return false;
	bare->length -= ending.length;
	return true;
}

static struct bare bare_of(str name)
{
	static const char *const starts[] = { "your", "the", "my", "affected", "target" };
	struct bare bare = { 0 };
	str rest;

	for (size_t i = 0; i < name.length && bare.length < BARE_BYTES_MAX; i++) {
		char c = name.bytes[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + ('a' - 'A'));
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			bare.bytes[bare.length++] = c;
	}
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		rest = str_of(starts[i]);
		if (bare.length > rest.length + 1 &&
		    str_starts_with((str){ bare.bytes, bare.length }, rest)) {
			struct bare shorter = { .length = bare.length - rest.length };

			for (size_t k = 0; k < shorter.length; k++)
				shorter.bytes[k] = bare.bytes[rest.length + k];
			bare = shorter;
		}
	}
	if (!cut_end(&bare, "name"))
		cut_end(&bare, "id");
	return bare;
}

/* What people shorten in one place and write out in another. */
static const struct {
	const char *one, *other;
} aliases[] = {
	{ "ns", "namespace" },        { "svc", "service" },
	{ "deploy", "deployment" },   { "sts", "statefulset" },
	{ "ds", "daemonset" },        { "host", "instance" },
	{ "node", "instance" },       { "server", "instance" },
	{ "db", "database" },         { "app", "service" },
	{ "job", "jobname" },         { "hostname", "instance" },
	{ "application", "service" },
};

static bool are_aliases(str a, str b)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if ((str_is(a, aliases[i].one) && str_is(b, aliases[i].other)) ||
		    (str_is(b, aliases[i].one) && str_is(a, aliases[i].other)))
			return true;
	return false;
}

/* 2: the same name, 1: another word for it, 0: not. */
static int likeness(str parameter, str name)
{
	struct bare a = bare_of(parameter), b = bare_of(name);
	str one = { a.bytes, a.length }, other = { b.bytes, b.length };

	if (one.length == 0 || other.length == 0)
		return 0;
	if (str_equal(one, other))
		return 2;
	return are_aliases(one, other) ? 1 : 0;
}

/* -- what is known -- */

struct known {
	str name, value, from;
	bool by_alert;
	bool is_outside; /* nobody of ours said it */
};
struct knowledge {
	struct known *items;
	size_t count, capacity;
};

static void know(struct work *work, struct knowledge *knowledge, struct known known)
{
	if (known.value.length > 0)
		*list_add(work->arena, knowledge) = known;
}

static bool know_alerts(struct work *work, const struct incident *incident,
			struct knowledge *knowledge)
{
	struct alert *alerts, full;
	size_t count;

	if (!store_of_incident(work, &alert_brief_shape, incident->id, &alerts, &count))
		return false;
	for (size_t i = 0; i < count && i < ALERTS_LOOKED_AT_MAX; i++) {
		const struct tree *labels;

		if (!store_get(work, &alert_shape, alerts[i].id, &full))
			return false;
		labels = json_parse(work->arena, full.labels, &work->error);
		if (!labels)
			return while_doing(work, "labels of alert %lld",
					   (long long)full.id);
		for (size_t k = 0; k < tree_count(labels); k++)
			know(work, knowledge,
			     (struct known){
				     .name = tree_nth_name(labels, k),
				     .value = tree_nth(labels, k)->text,
				     .from = arena_format(
					     work->arena,
					     "label " STR_FMT " of the alert " STR_FMT,
					     STR_ARG(tree_nth_name(labels, k)),
					     STR_ARG(str_clip(full.name, 60))),
				     .by_alert = true,
				     .is_outside = true,
			     });
	}
	return true;
}

static void know_service(struct work *work, const struct incident *incident,
			 struct knowledge *knowledge)
{
	const struct service *service = config_service(work->config, incident->service);

	know(work, knowledge,
	     (struct known){ .name = STR("service"),
			     .value = incident->service,
			     .from = STR("the incident's service"),
			     .is_outside = !service });
	for (size_t i = 0; service && i < service->setting_count; i++)
		know(work, knowledge,
		     (struct known){
			     .name = service->settings[i].name,
			     .value = service->settings[i].value,
			     .from = arena_format(work->arena,
						  "setting " STR_FMT " of " STR_FMT,
						  STR_ARG(service->settings[i].name),
						  STR_ARG(service->name)),
		     });
}

/* "redis.slowest_client" is known as slowest_client, too. */
static str last_part(str name)
{
	str before;

	while (str_cut(name, '.', &before, &name))
		;
	return name;
}

static bool know_evidence(struct work *work, const struct incident *incident,
			  struct knowledge *knowledge)
{
	struct evidence *evidence;
	struct facts facts = { 0 };
	struct error unheeded;
	size_t count;

	if (!store_of_incident(work, &evidence_shape, incident->id, &evidence, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (evidence[i].facts.length > 0)
			facts_read(work->arena,
				   json_parse(work->arena, evidence[i].facts, &unheeded),
				   evidence[i].id, evidence[i].gathered_at, &facts);
	for (size_t i = 0; i < facts.count; i++)
		know(work, knowledge,
		     (struct known){
			     .name = last_part(facts.items[i].name),
			     .value = facts.items[i].text,
			     .from = arena_format(work->arena, "evidence %lld: " STR_FMT,
						  (long long)facts.items[i].evidence,
						  STR_ARG(facts.items[i].name)),
			     .is_outside = true,
		     });
	return true;
}

/* -- filling -- */

static void fill_secret(struct work *work, struct prefilled *prefilled)
{
	str name = prefilled->parameter->name;

	if (!config_runbook_secret(work->config, name)) {
		prefilled->from = STR("a secret that runbook_secrets does not name");
		return;
	}
	prefilled->value = arena_format(work->arena, STEP_SECRET_BEGIN STR_FMT "}}",
					STR_ARG(name));
	prefilled->from = STR("runbook_secrets, when it runs");
}

/* The first that is called like it and fits; one that does not fit is told, never
 * taken. */
static void fill(struct work *work, const struct knowledge *knowledge,
		 struct prefilled *prefilled)
{
	const struct runbook_parameter *parameter = prefilled->parameter;
	str why_not;

	for (int wanted = 2; wanted > 0; wanted--)
		for (size_t i = 0; i < knowledge->count; i++) {
			const struct known *known = &knowledge->items[i];

			if (likeness(parameter->name, known->name) != wanted)
				continue;
			if (parameter_accepts(work->arena, parameter, known->value,
					      &why_not)) {
				prefilled->value = known->value;
				prefilled->from = known->from;
				prefilled->by_alert = known->by_alert;
				prefilled->is_outside = known->is_outside;
				prefilled->is_refused = false;
				return;
			}
			if (!prefilled->is_refused)
				prefilled->from = arena_format(
					work->arena, STR_FMT " is refused: " STR_FMT,
					STR_ARG(known->from), STR_ARG(why_not));
			prefilled->is_refused = true;
		}
}

static bool has_parameter(const struct runbook_block *block, str name)
{
	for (size_t i = 0; i < block->parameter_count; i++)
		if (str_equal(block->parameters[i].name, name))
			return true;
	return false;
}

/* Does an order have to do with a block: it is its step, or the way back or the check of
 * that? */
static bool is_of_order(const struct step_order *order, const struct runbook_block *block)
{
	const struct runbook_attributes *attributes;

	if (!order)
		return true;
	attributes = &order->block->attributes;
	return str_equal(block->id, order->block->id) ||
	       str_equal(block->id, attributes->undo) ||
	       str_equal(block->id, attributes->verify);
}

static const struct label *given_for(const struct step_order *order, str name)
{
	for (size_t i = 0; order && i < order->value_count; i++)
		if (str_equal(order->values[i].name, name))
			return &order->values[i];
	return NULL;
}

/* What a person gives goes before what was found. */
static size_t values_of(const struct runbook *runbook, const struct prefilled *all,
			const struct step_order *order, struct label *values)
{
	size_t count = 0;

	for (size_t i = 0; i < runbook->parameter_count; i++) {
		const struct runbook_parameter *parameter = all[i].parameter;
		const struct label *given = given_for(order, parameter->name);
		str value = given ? given->value : all[i].value;

		if (value.length > 0 && parameter->type != PARAMETER_SECRET)
			values[count++] = (struct label){ parameter->name, value };
	}
	return count;
}

static void refuse_one(struct arena *arena, struct prefilled *prefilled, str step)
{
	prefilled->from = arena_format(
		arena, STR_FMT " is refused: it would decide what step " STR_FMT " does",
		STR_ARG(prefilled->from), STR_ARG(step));
	prefilled->value = STR("");
	prefilled->is_refused = true;
	prefilled->by_alert = prefilled->is_outside = false;
}

/* Does its value decide what the block does, or a command that stands in the block as its
 * way back or its check? Those with a name of their own are looked at for themselves. */
static bool decides_in(struct work *work, const struct runbook *runbook,
		       const struct runbook_block *block, const struct label *values,
		       size_t count, const struct prefilled *prefilled)
{
	const str words[] = { block->attributes.undo, block->attributes.verify };
	struct runbook_block other;

	if (value_decides(work, block, values, count, prefilled->parameter,
			  prefilled->value))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (block_named(runbook, block, words[i], &other) &&
		    other.id.length == 0 &&
		    value_decides(work, &other, values, count, prefilled->parameter,
				  prefilled->value))
			return true;
	return false;
}

/* What comes from outside is data: it names what a command is done to, and never says
 * what is done. */
static void refuse_deciding(struct work *work, const struct runbook *runbook,
			    const struct step_order *order, struct prefilled *all)
{
	struct label *values = arena_many(work->arena, struct label,
					  runbook->parameter_count + 1);
	size_t count = values_of(runbook, all, order, values);

	for (size_t i = 0; i < runbook->parameter_count; i++)
		for (size_t k = 0; k < runbook->block_count && all[i].is_outside; k++) {
			const struct runbook_block *block = &runbook->blocks[k];

			if (is_of_order(order, block) && block_is_step(block) &&
			    has_parameter(block, all[i].parameter->name) &&
			    decides_in(work, runbook, block, values, count, &all[i]))
				refuse_one(work->arena, &all[i], block->id);
		}
}

bool book_prefill(struct work *work, const struct incident *incident,
		  const struct book *book, const struct step_order *order,
		  struct prefilled **ret)
{
	const struct runbook *runbook = book->runbook;
	struct knowledge knowledge = { 0 };
	struct prefilled *all = arena_many(work->arena, struct prefilled,
					   runbook->parameter_count + 1);

	if (!know_alerts(work, incident, &knowledge) ||
	    !know_evidence(work, incident, &knowledge))
		return false;
	know_service(work, incident, &knowledge);
	for (size_t i = 0; i < runbook->parameter_count; i++) {
		all[i].parameter = &runbook->parameters[i];
		if (all[i].parameter->type == PARAMETER_SECRET)
			fill_secret(work, &all[i]);
		else
			fill(work, &knowledge, &all[i]);
	}
	refuse_deciding(work, runbook, order, all);
	*ret = all;
	return true;
}
