/* Routes say what becomes of an alert: how urgent it is, how bad, with which others it
 * goes together, who is called and when nobody is. They are a tree: at each level the
 * first that matches is taken, the deepest that matches decides, and what it does not say
 * it has from those above it. */
#ifndef CORE_ALERTING_ROUTES_H
#define CORE_ALERTING_ROUTES_H

#include "base/limits.h"
#include "core/alerting/interval.h"
#include "core/alerting/matcher.h"

enum urgency { URGENCY_PAGE, URGENCY_NOTIFY, URGENCY_RECORD };
extern const char *const urgency_names[];

enum route_says {
	ROUTE_SAYS_URGENCY = 1,
	ROUTE_SAYS_RANK = 2,
	ROUTE_SAYS_GROUP_BY = 4,
	ROUTE_SAYS_ESCALATION = 8,
	ROUTE_SAYS_MUTE = 16,
	ROUTE_SAYS_ACTIVE = 32,
};

struct route {
	str name; /* "": it is told by its place */
	struct matcher *match;
	size_t match_count;
	unsigned says; /* which of the following count: route_says, added up */
	enum urgency urgency;
	int64_t rank;  /* -1: leave it to the profile */
	str *group_by; /* names of labels */
	size_t group_by_count;
	bool group_by_all; /* by all labels there are */
	str escalation;    /* name of a policy */
	struct interval_list mute_during, active_during;
	struct route *routes;
	size_t route_count;
};

struct route_decision {
	/* Without a route that says it: the label severity "none" and "info" is recorded,
	 * "warning" notifies, everything else pages. */
	enum urgency urgency;
	int64_t rank; /* -1: left to the profile */
	bool rank_is_explicit;
	const str *group_by; /* in the order they are written */
	size_t group_by_count;
	bool groups, group_by_all; /* neither: no route says how it is grouped */
	str escalation;            /* "": no route says so */
	/* The interval that mutes it now, or of those outside of which it is muted the
	 * first; "" when it is not muted. Rank 0 is muted only by a route that names it
	 * (alertname, and service or instance) and for 24 h at most. */
	str muted_by;
	bool muted_outside;
	const char *not_muted_because; /* an interval would, but; NULL: none would */
	/* From the top to the one that decides; empty when none matches. */
	struct route_step {
		const struct route *route;
		size_t nth; /* among those beside it, from 0 */
	} path[ROUTE_DEPTH_MAX];
	size_t path_length;
};

struct route_decision route_decide(const struct route *routes, size_t count,
				   const struct labels *labels, instant_ms now);
/* When what mutes it ends; INSTANT_MAX: not in sight. Only of one that is muted. */
instant_ms route_muted_until(const struct route_decision *decision, instant_ms now);
/* What it has in common with those it goes together with: {alertname="Down",env=""}, in
 * the order of names; "" when no route says so. */
str route_group(struct arena *arena, const struct route_decision *decision,
		const struct labels *labels);

/* The deepest on its path that says this; NULL when none does. */
const struct route_step *route_who_says(const struct route_decision *decision,
					enum route_says what);
/* "platform / databases", "routes[1]" */
str route_path(struct arena *arena, const struct route_decision *decision);

/* How it was decided, a sentence each: which routes were asked and what did not match,
 * then who says what. */
struct reasons {
	str *items;
	size_t count, capacity;
};
void route_explain(struct arena *arena, const struct route *routes, size_t count,
		   const struct labels *labels, instant_ms now, struct reasons *reasons);

/* All matchers on the way to this step together name one alert; or one of them says more
 * than what its severity is. */
bool route_names_one(const struct route_step *path, size_t length);
bool route_is_specific(const struct route_step *path, size_t length);

#endif
