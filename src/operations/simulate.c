#include "operations/simulate.h"

#include "app/app.h"
#include "app/intake/arrival.h"
#include "app/intake/explain.h"
#include "base/limits.h"
#include "base/suggest.h"

/* More alerts than anybody reads. */
enum { SIMULATED_MAX = 100 };

static str no_header(const void *request, const char *name)
{
	(void)request;
	(void)name;
	return STR("");
}

const struct source *source_named(struct work *work, str name)
{
	const struct ports *ports = work->app->ports;
	const struct source *source = ports_source(ports, name);
	struct suggestion suggestion = suggestion_for(name);

	if (source)
		return source;
	for (size_t i = 0; i < ports->source_count; i++)
		suggestion_try(&suggestion, str_of(ports->sources[i]->name));
	fail(work, ERROR_INVALID, "source: there is no source '" STR_FMT "'" STR_FMT,
	     STR_ARG(str_clip(name, 60)),
	     STR_ARG(suggestion_text(work->arena, &suggestion)));
	return NULL;
}

struct tree *explanation_tree(struct work *work, const struct explanation *explanation)
{
	struct tree *list = tree_list(work->arena);

	for (size_t i = 0; i < explanation->steps.count; i++) {
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "step", explanation->steps.items[i].step);
		tree_put_text(work->arena, one, "text", explanation->steps.items[i].text);
		tree_add(work->arena, list, one);
	}
	return list;
}

static bool explain_one(struct work *work, str source, struct alert_fact *fact,
			struct tree *list, bool *ret_pages)
{
	struct tree *one = tree_map(work->arena);
	struct arrival arrival = { .fact = fact };
	struct explanation explanation;

	if (!alert_settle(fact, work->now, work->config->resolve_timeout, &work->error))
		return false;
	arrival_prepare(work, &arrival, source);
	if (!explain_alert(work, fact, &arrival.alert, &explanation))
		return false;
	tree_put_text(work->arena, one, "name", arrival.alert.name);
	tree_put_text(work->arena, one, "state",
		      str_of(alert_state_names[arrival.alert.state]));
	tree_put_bool(work->arena, one, "pages", explanation.pages);
	tree_put(work->arena, one, "steps", explanation_tree(work, &explanation));
	tree_add(work->arena, list, one);
	*ret_pages = explanation.pages;
	return true;
}

static bool explain_batch(struct work *work, str source, struct alert_batch *batch,
			  struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	size_t paging = 0;

	for (size_t i = 0; i < batch->count && i < SIMULATED_MAX; i++) {
		bool pages;

		if (!explain_one(work, source, &batch->items[i], list, &pages))
			return while_doing(work, "alert %zu", batch->items[i].index);
		paging += pages;
	}
	tree_put(work->arena, answer, "simulated", list);
	tree_put_text(work->arena, answer, "summary",
		      arena_format(work->arena,
				   "%zu alerts, %zu of them bad, %zu changes; of the %zu "
				   "led through, %zu would page. Nothing was stored.",
				   batch->read, batch->faults.count, batch->changes.count,
				   tree_count(list), paging));
	return true;
}

static void add_faults(struct work *work, const struct alert_batch *batch,
		       struct tree *answer)
{
	struct tree *list = tree_list(work->arena);

	for (size_t i = 0; i < batch->faults.count && i < FAULTS_SHOWN_MAX; i++) {
		struct tree *one = tree_map(work->arena);

		tree_put_int(work->arena, one, "index",
			     (int64_t)batch->faults.items[i].index);
		tree_put_text(work->arena, one, "reason", batch->faults.items[i].reason);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "faults", list);
}

bool simulate_delivery(struct work *work, str source, str body, struct tree *answer)
{
	str name = source.length > 0 ? source : STR("alertmanager");
	const struct source *found = source_named(work, name);
	struct door_call call = { .arena = work->arena,
				  .body = body,
				  .header = no_header,
				  .now = work->now,
				  .config = work->config };
	struct alert_batch batch = { 0 };

	if (!found)
		return false;
	if (!found->read(&call, &batch, &work->error))
		return while_doing(work, "simulate: %s does not understand it",
				   found->name);
	add_faults(work, &batch, answer);
	return explain_batch(work, name, &batch, answer);
}
