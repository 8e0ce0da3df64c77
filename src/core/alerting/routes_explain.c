/* Why a route was taken, in sentences. */
#include "core/alerting/routes.h"

#include <inttypes.h>

/* "platform", or "routes[1]" within "within". */
static str name_of(struct arena *arena, str within, const struct route_step *step)
{
	const char *separator = within.length > 0 ? " / " : "";

	if (step->route->name.length > 0)
		return arena_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(within),
				    separator, STR_ARG(step->route->name));
	return arena_format(arena, STR_FMT "%sroutes[%zu]", STR_ARG(within), separator,
			    step->nth);
}

static str path_until(struct arena *arena, const struct route_decision *decision,
		      size_t length)
{
	str path = STR("");

	for (size_t i = 0; i < length; i++)
		path = name_of(arena, path, &decision->path[i]);
	return path;
}

str route_path(struct arena *arena, const struct route_decision *decision)
{
	return path_until(arena, decision, decision->path_length);
}

#define SAY(arena, reasons, ...) \
	(*list_add(arena, reasons) = arena_format(arena, __VA_ARGS__))

/* Those beside the one that was taken, up to it; all when none was. */
static void explain_level(struct arena *arena, str within, const struct route *routes,
			  size_t count, const struct labels *labels,
			  struct reasons *reasons)
{
	for (size_t i = 0; i < count; i++) {
		struct route_step step = { &routes[i], i };
		str name = name_of(arena, within, &step);
		const struct matcher *mismatch = labels_mismatch(labels, routes[i].match,
								 routes[i].match_count);

		if (!mismatch) {
			SAY(arena, reasons, "the route " STR_FMT " matches: " STR_FMT,
			    STR_ARG(name),
			    STR_ARG(matchers_text(arena, routes[i].match,
						  routes[i].match_count)));
			return;
		}
		SAY(arena, reasons, "the route " STR_FMT " does not match: " STR_FMT,
		    STR_ARG(name), STR_ARG(matcher_text(arena, mismatch)));
	}
}

/* "the route platform / databases"; "" when none says it. */
static str who_says(struct arena *arena, const struct route_decision *decision,
		    enum route_says what)
{
	const struct route_step *step = route_who_says(decision, what);
	size_t length = step ? (size_t)(step - decision->path) + 1 : 0;

	return length == 0 ? STR("")
			   : arena_format(arena, "the route " STR_FMT,
					  STR_ARG(path_until(arena, decision, length)));
}

static void explain_urgency(struct arena *arena, const struct route_decision *decision,
			    const struct labels *labels, struct reasons *reasons)
{
	str who = who_says(arena, decision, ROUTE_SAYS_URGENCY);
	str severity = labels_get(labels, "severity");

	if (who.length > 0)
		SAY(arena, reasons, "urgency %s: " STR_FMT " says so",
		    urgency_names[decision->urgency], STR_ARG(who));
	else
		SAY(arena, reasons,
		    "urgency %s: no route says so, and its severity is \"" STR_FMT "\"",
		    urgency_names[decision->urgency], STR_ARG(severity));
}

static void explain_rank(struct arena *arena, const struct route_decision *decision,
			 struct reasons *reasons)
{
	if (decision->rank_is_explicit)
		SAY(arena, reasons, "rank %" PRId64 ": " STR_FMT " says so",
		    decision->rank, STR_ARG(who_says(arena, decision, ROUTE_SAYS_RANK)));
	else
		SAY(arena, reasons, "rank: left to the profile");
}

static void explain_group(struct arena *arena, const struct route_decision *decision,
			  const struct labels *labels, struct reasons *reasons)
{
	if (decision->groups)
		SAY(arena, reasons, "goes together with " STR_FMT ": " STR_FMT " says so",
		    STR_ARG(route_group(arena, decision, labels)),
		    STR_ARG(who_says(arena, decision, ROUTE_SAYS_GROUP_BY)));
	if (decision->escalation.length > 0)
		SAY(arena, reasons, "escalation " STR_FMT ": " STR_FMT " says so",
		    STR_ARG(decision->escalation),
		    STR_ARG(who_says(arena, decision, ROUTE_SAYS_ESCALATION)));
}

static void explain_mute(struct arena *arena, const struct route_decision *decision,
			 instant_ms now, struct reasons *reasons)
{
	str who = decision->muted_outside ? who_says(arena, decision, ROUTE_SAYS_ACTIVE)
					  : who_says(arena, decision, ROUTE_SAYS_MUTE);
	instant_ms until = INSTANT_MAX;

	if (decision->not_muted_because)
		SAY(arena, reasons, STR_FMT " would mute it, but %s", STR_ARG(who),
		    decision->not_muted_because);
	if (decision->muted_by.length == 0)
		return;
	until = route_muted_until(decision, now);
	SAY(arena, reasons, "muted %s " STR_FMT "%s" STR_FMT ": " STR_FMT " says so",
	    decision->muted_outside ? "outside" : "during", STR_ARG(decision->muted_by),
	    until == INSTANT_MAX ? "" : ", until ",
	    STR_ARG(until == INSTANT_MAX ? STR("") : instant_format(arena, until)),
	    STR_ARG(who));
}

void route_explain(struct arena *arena, const struct route *routes, size_t count,
		   const struct labels *labels, instant_ms now, struct reasons *reasons)
{
	struct route_decision decision = route_decide(routes, count, labels, now);

	for (size_t i = 0; i <= decision.path_length && count > 0; i++) {
		explain_level(arena, path_until(arena, &decision, i), routes, count,
			      labels, reasons);
		if (i < decision.path_length) {
			routes = decision.path[i].route->routes;
			count = decision.path[i].route->route_count;
		}
	}
	explain_urgency(arena, &decision, labels, reasons);
	explain_rank(arena, &decision, reasons);
	explain_group(arena, &decision, labels, reasons);
	explain_mute(arena, &decision, now, reasons);
}
