#include "core/alerting/routes.h"

const char *const urgency_names[] = { "page", "notify", "record", NULL };

static const struct route_step *first_match(const struct route *routes, size_t count,
					    const struct labels *labels,
					    struct route_step *ret_step)
{
	for (size_t i = 0; i < count; i++)
		if (labels_match(labels, routes[i].match, routes[i].match_count)) {
			*ret_step = (struct route_step){ &routes[i], i };
			return ret_step;
		}
	return NULL;
}

static void find_path(const struct route *routes, size_t count,
		      const struct labels *labels, struct route_decision *decision)
{
	struct route_step step;

	while (decision->path_length < ROUTE_DEPTH_MAX &&
	       first_match(routes, count, labels, &step)) {
		decision->path[decision->path_length++] = step;
		routes = step.route->routes;
		count = step.route->route_count;
	}
}

/* What says of itself that it wakes nobody does not, the ever-firing watchdog first of
 * all. */
static enum urgency urgency_by_severity(const struct labels *labels)
{
	str severity = labels_get(labels, "severity");

	if (str_is(severity, "none") || str_is(severity, "info"))
		return URGENCY_RECORD;
	return str_is(severity, "warning") ? URGENCY_NOTIFY : URGENCY_PAGE;
}

/* From the top down, so that the deepest has the last word. */
static void take_what_it_says(const struct route *route, struct route_decision *decision)
{
	if (route->says & ROUTE_SAYS_URGENCY)
		decision->urgency = route->urgency;
	if (route->says & ROUTE_SAYS_RANK)
		decision->rank = route->rank;
	if (route->says & ROUTE_SAYS_ESCALATION)
		decision->escalation = route->escalation;
	if (!(route->says & ROUTE_SAYS_GROUP_BY))
		return;
	decision->groups = true;
	decision->group_by = route->group_by;
	decision->group_by_count = route->group_by_count;
	decision->group_by_all = route->group_by_all;
}

const struct route_step *route_who_says(const struct route_decision *decision,
					enum route_says what)
{
	for (size_t i = decision->path_length; i > 0; i--)
		if (decision->path[i - 1].route->says & what)
			return &decision->path[i - 1];
	return NULL;
}

/* NULL when no route says so. */
static const struct interval_list *mutes_of(const struct route_decision *decision)
{
	const struct route_step *step = route_who_says(decision, ROUTE_SAYS_MUTE);

	return step ? &step->route->mute_during : NULL;
}

static const struct interval_list *actives_of(const struct route_decision *decision)
{
	const struct route_step *step = route_who_says(decision, ROUTE_SAYS_ACTIVE);

	return step ? &step->route->active_during : NULL;
}

static void find_mute(struct route_decision *decision, instant_ms now)
{
	const struct interval_list *mutes = mutes_of(decision);
	const struct interval_list *actives = actives_of(decision);
	const struct time_interval *muting = mutes ? intervals_hold(mutes, now) : NULL;

	if (muting) {
		decision->muted_by = muting->name;
	} else if (actives && actives->count > 0 && !intervals_hold(actives, now)) {
		decision->muted_by = actives->items[0]->name;
		decision->muted_outside = true;
	}
}

/* Nobody asked for what is worst to be quiet in general. */
static void unmute_the_worst(struct route_decision *decision, instant_ms now)
{
	if (!route_names_one(decision->path, decision->path_length))
		decision->not_muted_because = NAMES_NOT_THE_WORST;
	else if (route_muted_until(decision, now) - now > SILENCE_OF_WORST_MS_MAX)
		decision->not_muted_because = "rank 0: it would last longer than 24 h";
	if (decision->not_muted_because)
		decision->muted_by = STR("");
}

struct route_decision route_decide(const struct route *routes, size_t count,
				   const struct labels *labels, instant_ms now)
{
	struct route_decision decision = { .urgency = urgency_by_severity(labels),
					   .rank = -1 };

	find_path(routes, count, labels, &decision);
	for (size_t i = 0; i < decision.path_length; i++)
		take_what_it_says(decision.path[i].route, &decision);
	decision.rank_is_explicit = decision.rank >= 0;
	find_mute(&decision, now);
	if (decision.rank == 0 && decision.muted_by.length > 0)
		unmute_the_worst(&decision, now);
	return decision;
}

instant_ms route_muted_until(const struct route_decision *decision, instant_ms now)
{
	return intervals_next_change(
		decision->muted_outside ? actives_of(decision) : mutes_of(decision), now);
}

static void add_group_label(struct arena *arena, struct matchers *group, str name,
			    const struct labels *labels)
{
	size_t at = group->count;

	*list_add(arena, group) = (struct matcher){ .name = name };
	for (; at > 0 && str_compare(group->items[at - 1].name, name) > 0; at--)
		group->items[at] = group->items[at - 1];
	group->items[at] = (struct matcher){ .name = name,
					     .value = labels_value(labels, name) };
}

str route_group(struct arena *arena, const struct route_decision *decision,
		const struct labels *labels)
{
	struct matchers group = { 0 };

	if (!decision->groups)
		return STR("");
	for (size_t i = 0; decision->group_by_all && i < labels->count; i++)
		add_group_label(arena, &group, labels->items[i].name, labels);
	for (size_t i = 0; !decision->group_by_all && i < decision->group_by_count; i++)
		add_group_label(arena, &group, decision->group_by[i], labels);
	return matchers_text(arena, group.items, group.count);
}

bool route_names_one(const struct route_step *path, size_t length)
{
	bool alert = false, place = false;

	for (size_t i = 0; i < length; i++) {
		const struct route *route = path[i].route;

		alert |= matchers_name_label(route->match, route->match_count,
					     "alertname");
		place |= matchers_name_label(route->match, route->match_count,
					     "service") ||
			 matchers_name_label(route->match, route->match_count,
					     "instance");
	}
	return alert && place;
}

static bool is_specific(const struct route *route)
{
	for (size_t i = 0; i < route->match_count; i++)
		if (!str_is(route->match[i].name, "severity") &&
		    !matcher_takes_absence(&route->match[i]))
			return true;
	return false;
}

bool route_is_specific(const struct route_step *path, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (is_specific(path[i].route))
			return true;
	return false;
}
