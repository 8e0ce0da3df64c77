#include "app/intake/explain.h"

#include "app/intake/arrival.h"
#include "app/intake/noise.h"
#include "app/intake/silences.h"
#include "app/lifecycle/incident.h"
#include "app/paging/escalation.h"
#include "app/paging/oncall.h"
#include "app/paging/paging.h"
#include "base/text.h"

enum { SILENCES_TOLD_MAX = 10 };

#define tell(work, explanation, a_step, ...) \
	(*list_add((work)->arena, &(explanation)->steps) = (struct explained){ \
		 STR(a_step), arena_format((work)->arena, __VA_ARGS__) })

static void tell_service(struct work *work, const struct alert_fact *fact, str service,
			 struct explanation *explanation)
{
	const struct service *configured = config_service_for(work->config,
							      &fact->labels);
	const char *how = "no service of the configuration fits and no label names one: "
			  "the alert's name stands for it";

	if (configured)
		how = "the first of the configuration whose match fits";
	else if (labels_get(&fact->labels, "service").length > 0)
		how = "by the label service; none of the configuration fits";
	tell(work, explanation, "service", STR_FMT ": %s", STR_ARG(service), how);
}

static void tell_route(struct work *work, const struct alert_fact *fact,
		       struct explanation *explanation)
{
	struct reasons reasons = { 0 };

	route_explain(work->arena, work->config->routes, work->config->route_count,
		      &fact->labels, work->now, &reasons);
	for (size_t i = 0; i < reasons.count; i++)
		tell(work, explanation, "route", STR_FMT, STR_ARG(reasons.items[i]));
}

/* Those that match it and cover it not are told as well: that is what surprises. */
static void tell_silences(struct work *work, const struct judge *judge,
			  const struct alert_fact *fact, int64_t rank,
			  struct explanation *explanation)
{
	size_t told = 0;

	for (size_t i = 0; i < judge->silence_count && told < SILENCES_TOLD_MAX; i++) {
		const struct silence_rule *rule = &judge->silences[i];
		str why_not;

		if (!labels_match(&fact->labels, rule->matchers.items,
				  rule->matchers.count) ||
		    silence_covers(work->arena, rule, &fact->labels, rank, work->now,
				   &why_not))
			continue;
		tell(work, explanation, "silence",
		     STR_FMT " matches and does not cover "
			     "it: " STR_FMT,
		     STR_ARG(rule->silence.uid), STR_ARG(why_not));
		told++;
	}
	if (told == 0)
		tell(work, explanation, "silence", "none of %zu covers it",
		     judge->silence_count);
}

static bool add_names(struct work *work, const struct incident *incident,
		      struct text *names)
{
	struct calls calls = { 0 };

	if (!oncall_calls(work, escalation_policy(work, incident), 0, incident, work->now,
			  &calls))
		return false;
	for (size_t i = 0; i < calls.count; i++) {
		str name = calls.items[i].person;

		if (name.length == 0)
			name = calls.items[i].channel.channel;
		text_addf(names, "%s" STR_FMT, names->length > 0 ? ", " : "",
			  STR_ARG(name));
	}
	if (names->length == 0)
		text_add(names, STR("NOBODY"));
	return true;
}

static bool tell_paging(struct work *work, const struct way *way,
			const struct incident *incident, bool is_anew,
			struct explanation *explanation)
{
	struct text names = text_new(work->arena, ERROR_TEXT_BYTES);

	explanation->pages = way->urgency == URGENCY_PAGE && is_anew;
	if (way->urgency != URGENCY_PAGE) {
		tell(work, explanation, "page", "nobody is woken: its urgency is %s",
		     urgency_names[way->urgency]);
		return true;
	}
	if (!is_anew) {
		tell(work, explanation, "page",
		     "nobody is called anew: " STR_FMT " is in hand, and this is not "
		     "worse",
		     STR_ARG(incident->code));
		return true;
	}
	if (!add_names(work, incident, &names))
		return false;
	tell(work, explanation, "page", "called first: " STR_FMT " (policy " STR_FMT ")",
	     STR_ARG(text_of(&names)), STR_ARG(escalation_policy(work, incident)->name));
	return true;
}

/* They are called beside those who have the incident. */
static bool tell_owners(struct work *work, str service, const struct way *way,
			struct explanation *explanation)
{
	str policy;

	if (way->urgency != URGENCY_PAGE)
		return true;
	if (!way_owners(work, service, way, &policy))
		return false;
	if (policy.length == 0)
		return true;
	explanation->pages = true;
	tell(work, explanation, "page",
	     "its own people were not called yet: the policy " STR_FMT, STR_ARG(policy));
	return true;
}

static bool tell_joining(struct work *work, const struct alert_fact *fact, str service,
			 const struct way *way, struct explanation *explanation)
{
	const struct incident *incident = &way->incident;
	bool was_over = incident->state == INCIDENT_MONITORING ||
			incident->state == INCIDENT_RESOLVED;
	int64_t rank = way->rank;
	bool in_hand;
	str why;

	if (rank < 0)
		rank = severity_choose(work->arena, work->config,
				       incident_profile(work, incident), &fact->labels,
				       &why);
	if (way->shared.length > 0)
		tell(work, explanation, "incident",
		     "comes to " STR_FMT ": by the service map it shares " STR_FMT
		     " with " STR_FMT,
		     STR_ARG(incident->code), STR_ARG(way->shared),
		     STR_ARG(incident->service));
	else
		tell(work, explanation, "incident",
		     "joins " STR_FMT " (%s): the same group, " STR_FMT,
		     STR_ARG(incident->code), incident_state_names[incident->state],
		     STR_ARG(way->group));
	if (!paging_is_in_hand(work, incident, &in_hand))
		return false;
	return tell_paging(work, way, incident,
			   !in_hand || was_over || rank < incident->rank, explanation) &&
	       tell_owners(work, service, way, explanation);
}

static bool tell_opening(struct work *work, const struct alert_fact *fact,
			 const struct alert *alert, const struct way *way,
			 struct explanation *explanation)
{
	struct incident incident = { .service = alert->service,
				     .escalation = way->route.escalation };
	const struct service *service = config_service(work->config, alert->service);
	str words = arena_format(work->arena, STR_FMT " " STR_FMT " " STR_FMT,
				 STR_ARG(alert->name), STR_ARG(alert->summary),
				 STR_ARG(alert->service));
	const struct profile *profile = NULL;
	str reason, why = STR("the route says so");

	if (service && service->profile.length > 0)
		profile = config_profile(work->config, service->profile);
	if (!profile)
		profile = profile_choose(work->arena, work->config, &fact->labels, words,
					 &reason);
	incident.profile = profile->name;
	incident.rank = way->rank;
	if (way->rank < 0)
		incident.rank = severity_choose(work->arena, work->config, profile,
						&fact->labels, &why);
	tell(work, explanation, "incident", "opens one of its own, " STR_FMT ": " STR_FMT,
	     STR_ARG(profile->levels[incident.rank].name), STR_ARG(why));
	return tell_paging(work, way, &incident, true, explanation);
}

bool explain_alert(struct work *work, const struct alert_fact *fact,
		   const struct alert *alert, struct explanation *ret)
{
	struct judge judge = { 0 };
	struct way way = { 0 };

	*ret = (struct explanation){ 0 };
	tell_service(work, fact, alert->service, ret);
	if (!fact->firing) {
		tell(work, ret, "state", "it has ended: nobody is called for that");
		return true;
	}
	if (!way_find(work, &judge, fact, alert, &way))
		return false;
	tell_route(work, fact, ret);
	if (way.urgency == URGENCY_RECORD) {
		tell(work, ret, "page", "nobody is told: it is kept and can be found");
		return true;
	}
	if (way.hold.by.length > 0) {
		tell(work, ret, "held back", "by " STR_FMT ": " STR_FMT,
		     STR_ARG(way.hold.by), STR_ARG(way.hold.why));
		tell(work, ret, "page", "nobody is called while that lasts");
		return true;
	}
	tell_silences(work, &judge, fact, way.rank, ret);
	return way.joins ? tell_joining(work, fact, alert->service, &way, ret)
			 : tell_opening(work, fact, alert, &way, ret);
}
