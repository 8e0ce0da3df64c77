/* route: a tree there and here. What differs is "continue": Alertmanager goes on to the
 * routes beside it, stanch takes the first that matches. So those beside it are written
 * once more below it, each with all receivers that were passed on the way. */
#include "config/import/import.h"

#include "config/values.h"

#include <string.h>

/* Each "continue" may double what follows it: more than this nobody reads. */
enum { ROUTES_WRITTEN_MAX = 1000 };

struct position;

/* Routes that Alertmanager would ask next, after one that continues; and what they
 * inherit, which is that of the route they stand in. */
struct tail {
	const struct tree *list;
	size_t from;
	const struct position *above;
	const struct tail *next;
};

/* Receivers that are told already, on the way through those that continue. */
struct told {
	const struct import_receiver *receiver;
	const struct told *before;
};

/* What holds at a place of their tree, and what holds at the place of ours in which it is
 * written. */
struct position {
	const struct import_receiver *receiver;
	const struct tree *group_by, *repeat;
	const struct tree *written_group_by;
	bool mutes, is_active_only; /* what is above has it, so it must be taken off */
	const struct told *told;
	const struct tail *tails;
	unsigned depth;
};

static const struct import_receiver *find_receiver(struct import *import,
						   const struct tree *route)
{
	str name = import_text(import, route, "receiver");

	if (name.length == 0)
		return NULL;
	for (size_t i = 0; i < import->receivers.count; i++)
		if (str_equal(import->receivers.items[i].name, name))
			return &import->receivers.items[i];
	import_wrong(import, tree_get(route, "receiver"),
		     "there is no receiver '" STR_FMT "'", STR_ARG(str_clip(name, 60)));
	return NULL;
}

static void indent(struct text *text, unsigned depth, const char *what)
{
	text_addf(text, "%*s%s", (int)(4 * depth), "", what);
}

/* -- policies -- */

static bool has(const struct import_policy *policy,
		const struct import_receiver *receiver)
{
	for (size_t i = 0; i < policy->receiver_count; i++)
		if (policy->receivers[i] == receiver)
			return true;
	return false;
}

static bool is_same(const struct import_policy *a, const struct import_policy *b)
{
	for (size_t i = 0; i < b->receiver_count; i++)
		if (!has(a, b->receivers[i]))
			return false;
	return a->receiver_count == b->receiver_count;
}

static void add_receiver(struct import_policy *policy,
			 const struct import_receiver *receiver)
{
	if (!receiver->is_quiet && !has(policy, receiver) &&
	    policy->receiver_count < ROUTE_DEPTH_MAX)
		policy->receivers[policy->receiver_count++] = receiver;
}

static void add_told(struct import_policy *policy, const struct told *told)
{
	if (!told)
		return;
	add_told(policy, told->before);
	add_receiver(policy, told->receiver);
}

static str policy_name(struct import *import, const struct import_policy *policy)
{
	struct text text = text_new(import->arena, IMPORT_BYTES_MAX);

	if (policy->receiver_count == 1)
		return policy->receivers[0]->written;
	for (size_t i = 0; i < policy->receiver_count; i++)
		text_addf(&text, "%s" STR_FMT, i > 0 ? "+" : "",
			  STR_ARG(policy->receivers[i]->written));
	return import_name(import, text_of(&text));
}

/* The one that pages exactly these. */
static size_t policy_of(struct import *import, const struct import_policy *wanted)
{
	for (size_t i = 0; i < import->policies.count; i++)
		if (is_same(&import->policies.items[i], wanted))
			return i;

	struct import_policy *policy = list_add(import->arena, &import->policies);

	*policy = *wanted;
	policy->name = policy_name(import, policy);
	policy->repeat = HOUR_MS;
	return import->policies.count - 1;
}

/* Of the route that says it; where none does, Alertmanager's 4 hours are more than the
 * most that a policy can have. */
static void note_repeat(struct import *import, const struct tree *route, size_t policy)
{
	duration_ms interval;

	if (!route || !import_duration(import, route, "repeat_interval", &interval))
		return;
	*list_add(import->arena, &import->repeats) = (struct import_repeat){
		tree_get(route, "repeat_interval"), policy, interval
	};
	if (interval < import->policies.items[policy].repeat)
		import->policies.items[policy].repeat = interval < SECOND_MS ? SECOND_MS
			: interval;
}

static void write_policy(struct import *import, const struct position *at)
{
	struct import_policy wanted = { 0 };
	struct text *text = &import->routes;

	add_told(&wanted, at->told);
	if (at->receiver)
		add_receiver(&wanted, at->receiver);
	indent(text, at->depth, "");
	if (wanted.receiver_count == 0) {
		text_add(text, STR("urgency: record\n"));
		return;
	}

	size_t policy = policy_of(import, &wanted);

	note_repeat(import, at->repeat, policy);
	text_add(text, STR("urgency: page\n"));
	indent(text, at->depth, "escalation: ");
	write_text(text, import->policies.items[policy].name);
	text_add_char(text, '\n');
}

/* -- the other things a route says -- */

static void check_labels(struct import *import, const struct tree *list)
{
	for (size_t i = 0; i < tree_count(list); i++)
		if (tree_nth(list, i)->kind != TREE_TEXT)
			import_wrong(import, tree_nth(list, i),
				     "must be the name of a label");
}

static void write_names(struct import *import, const struct tree *list)
{
	str *items = arena_many(import->arena, str, tree_count(list));
	size_t count = 0;

	for (size_t i = 0; i < tree_count(list); i++)
		if (tree_nth(list, i)->kind == TREE_TEXT)
			items[count++] = tree_nth(list, i)->text;
	write_list(&import->routes, items, count);
	text_add_char(&import->routes, '\n');
}

static void write_group_by(struct import *import, struct position *at)
{
	if (!at->group_by || at->group_by == at->written_group_by)
		return;
	indent(&import->routes, at->depth, "group_by: ");
	write_names(import, at->group_by);
	at->written_group_by = at->group_by;
}

static bool write_during(struct import *import, const struct position *at,
			 const struct tree *route, const char *theirs, const char *ours,
			 bool is_above)
{
	const struct tree *list = import_list(import, route, theirs);

	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *item = tree_nth(list, i);

		if (item->kind != TREE_TEXT || !map_get(import->intervals, item->text))
			import_wrong(import, item, "there is no such time interval");
	}
	if (tree_count(list) == 0 && !is_above)
		return false;
	indent(&import->routes, at->depth, ours);
	text_add(&import->routes, STR(": "));
	write_names(import, list);
	return tree_count(list) > 0;
}

static void write_match(struct import *import, const struct position *at,
			const struct tree *route)
{
	struct matchers matchers = { 0 };
	bool is_top = at->depth == 1;

	if (!import_matchers(import, route, "matchers", "match", "match_re", &matchers)) {
		text_add(&import->routes, STR("{}"));
	} else {
		write_matchers(&import->routes, import->arena, &matchers);
		if (is_top)
			import_wrong(import, route,
				     "the top route takes all alerts: it must have no "
				     "matchers");
	}
}

/* -- the tree -- */

static void write_route(struct import *import, const struct tree *route,
			struct position at);

static bool has_room(struct import *import, const struct position *at,
		     const struct tree *route)
{
	if (at->depth < ROUTE_DEPTH_MAX && import->route_count < ROUTES_WRITTEN_MAX)
		return true;
	import_leave(import, route,
		     at->depth >= ROUTE_DEPTH_MAX
			     ? "stanch has routes at most %d deep, and each 'continue' "
			       "before it needs one: what this one would take stays with "
			       "the route above it"
			     : "more than %d routes: each 'continue' writes those behind "
			       "it once more",
		     at->depth >= ROUTE_DEPTH_MAX ? ROUTE_DEPTH_MAX : ROUTES_WRITTEN_MAX);
	return false;
}

static void write_level(struct import *import, const struct tree *list, size_t from,
			const struct position *above)
{
	for (size_t i = from; i < tree_count(list); i++) {
		const struct tree *route = tree_nth(list, i);
		struct position at = *above;
		struct tail rest = { list, i + 1, above, above->tails };
		const struct tree *on = import_take(import, route, "continue");

		import_taken(import, route);
		if (route->kind != TREE_MAP) {
			import_wrong(import, route, "must be a map");
			continue;
		}
		if (on && on->kind != TREE_BOOL)
			import_wrong(import, on, "must be true or false");
		else if (on && on->boolean)
			at.tails = &rest;
		if (!has_room(import, &at, route))
			continue;
		at.depth++;
		write_route(import, route, at);
	}
}

/* Where "at" is the one that takes the alert, what it continues with is asked. */
static void write_tails(struct import *import, const struct position *at)
{
	struct told told = { at->receiver, at->told };

	for (const struct tail *tail = at->tails; tail; tail = tail->next) {
		struct position next = *at;

		next.told = at->receiver ? &told : at->told;
		next.tails = tail->next;
		next.receiver = tail->above->receiver;
		next.group_by = tail->above->group_by;
		next.repeat = tail->above->repeat;
		write_level(import, tail->list, tail->from, &next);
	}
}

static bool anything_below(const struct tree *children, const struct position *at)
{
	for (const struct tail *tail = at->tails; tail; tail = tail->next)
		if (tail->from < tree_count(tail->list))
			return true;
	return tree_count(children) > 0;
}

static void write_route(struct import *import, const struct tree *route,
			struct position at)
{
	const struct import_receiver *own = find_receiver(import, route);
	const struct tree *group_by = import_list(import, route, "group_by");
	const struct tree *children = import_list(import, route, "routes");
	struct text *text = &import->routes;

	import->route_count++;
	at.receiver = own ? own : at.receiver;
	check_labels(import, group_by);
	if (tree_count(group_by) > 0)
		at.group_by = group_by;
	if (import_take(import, route, "repeat_interval"))
		at.repeat = route;
	text_addf(text, "%*s- match: ", (int)(4 * at.depth - 2), "");
	write_match(import, &at, route);
	write_origin(text, import, route);
	write_policy(import, &at);
	write_group_by(import, &at);
	at.mutes = write_during(import, &at, route, "mute_time_intervals", "mute_during",
				at.mutes);
	at.is_active_only = write_during(import, &at, route, "active_time_intervals",
					 "active_during", at.is_active_only);
	if (!anything_below(children, &at))
		return;
	indent(text, at.depth, "routes:\n");
	write_level(import, children, 0, &at);
	write_tails(import, &at);
}

void import_routes(struct import *import)
{
	const struct tree *route = import_take(import, import->root, "route");

	if (!route || route->kind != TREE_MAP) {
		import_wrong(import, route ? route : import->root,
			     "is no configuration of Alertmanager: it has no 'route'");
		return;
	}
	if (!tree_get(route, "receiver"))
		import_wrong(import, route, "the top route must have a receiver");
	text_add(&import->routes, STR("\nroutes:\n"));
	write_route(import, route, (struct position){ .depth = 1 });
}

/* -- what the policies are, once all routes are known -- */

static void write_targets(struct import *import, const struct import_policy *policy)
{
	struct text *text = &import->policies_text;
	size_t count = 0;

	text_add(text, STR("      - page: ["));
	for (size_t i = 0; i < policy->receiver_count; i++)
		for (size_t j = 0; j < policy->receivers[i]->targets.count; j++) {
			str target = policy->receivers[i]->targets.items[j];

			if (count == STEP_TARGETS_MAX) {
				import_leave(import, policy->receivers[i]->tree,
					     "a step pages at most %d: the others wait "
					     "for a step of yours",
					     STEP_TARGETS_MAX);
				break;
			}
			text_addf(text, "%s" STR_FMT, count > 0 ? ", " : "",
				  STR_ARG(target));
			count++;
		}
	text_add(text, STR("]\n"));
}

static bool pages_anybody(const struct import_policy *policy)
{
	for (size_t i = 0; i < policy->receiver_count; i++)
		if (policy->receivers[i]->targets.count > 0)
			return true;
	return false;
}

/* Whom a policy pages of which nothing could be taken: whom the fallback pages, and if
 * that is nobody, a channel that fails loudly, so that it shows. */
static const struct import_policy *stand_in(struct import *import)
{
	for (size_t i = 0; i < import->policies.count; i++)
		if (pages_anybody(&import->policies.items[i]))
			return &import->policies.items[i];
	return NULL;
}

static void write_nobody(struct import *import, const struct import_policy *policy)
{
	const struct import_policy *other = stand_in(import);
	struct text *text = &import->policies_text;

	import_leave(import, policy->receivers[0]->tree,
		     "nothing of it could be taken: its policy pages %s until you say "
		     "whom",
		     other ? "whom the first policy pages" : "nobody, and that fails");
	text_addf(text, "      # nothing of it could be taken over: put your own here\n");
	if (other) {
		write_targets(import, other);
		return;
	}
	text_add(text, STR("      - page: [nobody-yet]\n"));
	if (str_contains(text_of(&import->channels), STR("  - name: nobody-yet\n")))
		return;
	text_add(&import->channels,
		 import->channels.length == 0 ? STR("\nchannels:\n") : STR(""));
	text_add(&import->channels,
		 STR("  # Fails with every page, so that it shows: say whom to page.\n"
		     "  - name: nobody-yet\n    kind: command\n"
		     "    settings: {run: /bin/false}\n"));
}

static void leave_repeats(struct import *import)
{
	for (size_t i = 0; i < import->repeats.count; i++) {
		const struct import_repeat *repeat = &import->repeats.items[i];
		const struct import_policy *policy = &import->policies
							      .items[repeat->policy];

		if (repeat->interval != policy->repeat)
			import_leave(
				import, repeat->tree,
				"stanch pages again every " STR_FMT " (policy " STR_FMT
				"), at least hourly, until somebody acknowledges",
				STR_ARG(duration_in_words(import->arena, policy->repeat)),
				STR_ARG(policy->name));
	}
}

/* Alertmanager takes a receiver that no route leads to; here it would page nobody. */
static void leave_unused(struct import *import)
{
	for (size_t i = 0; i < import->receivers.count; i++) {
		const struct import_receiver *receiver = &import->receivers.items[i];
		bool used = receiver->is_quiet;

		for (size_t j = 0; j < import->policies.count && !used; j++)
			used = has(&import->policies.items[j], receiver);
		if (!used)
			import_leave(
				import, receiver->tree,
				"no route leads to it: only its channels were taken");
	}
}

void import_policies(struct import *import)
{
	struct text *text = &import->policies_text;

	leave_repeats(import);
	for (size_t i = 0; i < import->policies.count; i++) {
		const struct import_policy *policy = &import->policies.items[i];

		text_add(text, i == 0 ? STR("\nescalation:\n") : STR(""));
		text_add(text, STR("  - name: "));
		write_text(text, policy->name);
		write_origin(text, import, policy->receivers[0]->tree);
		text_addf(text, "    repeat: " STR_FMT "\n    steps:\n",
			  STR_ARG(duration_in_words(import->arena, policy->repeat)));
		if (pages_anybody(policy))
			write_targets(import, policy);
		else
			write_nobody(import, policy);
	}
	leave_unused(import);
}
