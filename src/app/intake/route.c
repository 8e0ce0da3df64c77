#include "app/intake/route.h"

#include "app/intake/fold.h"
#include "app/intake/intake.h"
#include "app/intake/noise.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/escalation.h"
#include "app/paging/paging.h"
#include "app/telling/telling.h"
#include "app/verification/verification.h"

/* A service that breaks again this soon after it was resolved was not resolved. */
#define REOPEN_WITHIN_MS (10 * MINUTE_MS)

str route_service(const struct work *work, const struct labels *labels)
{
	const struct service *service = config_service_for(work->config, labels);

	if (service)
		return service->name;

	str name = labels_get(labels, "service");

	if (name.length == 0)
		name = labels_get(labels, "alertname");
	return name.length > 0 ? str_clip(name, 200) : STR("unknown");
}

bool route_by_pod(struct work *work, const struct labels *labels, str *service)
{
	str name = labels_get(labels, "pod"), workload;
	struct pod pod;
	bool found;

	if (work->config->map.kubernetes.length == 0 || name.length == 0 ||
	    labels_get(labels, "service").length > 0 ||
	    config_service_for(work->config, labels))
		return true;
	if (!store_pod_find(work, labels_get(labels, "namespace"), name, &pod, &found))
		return false;
	workload = found ? pod.workload : workload_of_pod_name(name);
	if (workload.length > 0)
		*service = str_clip(workload, 200);
	return true;
}

static bool open_for(struct work *work, const struct alert_fact *fact,
		     const struct alert *alert, const struct way *way)
{
	struct incident incident;
	struct incident_opening opening = {
		.id = alert->incident,
		.title = alert->summary,
		.service = alert->service,
		.words = arena_format(work->arena, STR_FMT " " STR_FMT " " STR_FMT,
				      STR_ARG(alert->name), STR_ARG(alert->summary),
				      STR_ARG(alert->service)),
		.labels = &fact->labels,
		.onset_at = fact->starts_at,
		.group = way->group,
		.escalation = way->route.escalation,
		.urgency = way->urgency,
		.rank = way->rank,
		.rank_reason = STR("a route says so"),
	};

	if (!incident_open(work, &opening, &incident))
		return while_doing(work, "open an incident for " STR_FMT,
				   STR_ARG(alert->name));
	return true;
}

static bool was_called(struct work *work, const struct incident *incident, str policy,
		       bool *ret_was)
{
	struct page *pages;
	size_t count;

	*ret_was = str_equal(policy, escalation_policy(work, incident)->name);
	if (*ret_was)
		return true;
	if (!store_of_incident(work, &page_shape, incident->id, &pages, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		*ret_was = *ret_was || (pages[i].opened_at >= incident->burning_since &&
					str_equal(pages[i].policy, policy));
	return true;
}

bool way_owners(struct work *work, str service, const struct way *way, str *ret_policy)
{
	const struct service *own = config_service(work->config, service);
	bool was;

	*ret_policy = way->route.escalation;
	if (ret_policy->length == 0 && own)
		*ret_policy = own->escalation;
	if (ret_policy->length == 0)
		return true;
	if (!was_called(work, &way->incident, *ret_policy, &was))
		return false;
	if (was)
		*ret_policy = STR("");
	return true;
}

static bool call_owners(struct work *work, str service, struct way *way)
{
	struct incident *incident = &way->incident;
	str had = incident->escalation, policy;
	bool done;

	if (!way_owners(work, service, way, &policy))
		return false;
	if (policy.length == 0)
		return true;
	incident->escalation = policy;
	done = paging_open_chain(
		work, incident, 0,
		arena_format(work->arena, STR_FMT " is affected", STR_ARG(service)));
	incident->escalation = had;
	return done;
}

/* Its own page, unless somebody has the incident in hand. */
static bool call(struct work *work, struct incident *incident, bool must_page)
{
	bool in_hand;

	if (incident->state == INCIDENT_CANDIDATE)
		return incident_declare(work, incident,
					STR("an alert of its service fires"));
	if (!paging_is_in_hand(work, incident, &in_hand))
		return false;
	return (in_hand && !must_page) || paging_open(work, incident);
}

/* A joiner pages only when nobody has the incident in hand, when it had ended, when it is
 * worse, or when its own people were not called yet. */
static bool join(struct work *work, const struct alert_fact *fact,
		 const struct alert *alert, struct way *way)
{
	struct incident *incident = &way->incident;
	bool was_over = incident->state == INCIDENT_MONITORING ||
			incident->state == INCIDENT_RESOLVED;
	str reason = STR("a route says so");
	int64_t rank = way->rank;

	if (rank < 0)
		rank = severity_choose(work->arena, work->config,
				       incident_profile(work, incident), &fact->labels,
				       &reason);

	bool is_worse = rank < incident->rank;

	if (is_worse && !incident_set_rank(work, incident, rank, reason))
		return false;
	if (was_over && (!incident_move(work, incident, INCIDENT_ALERT_AGAIN) ||
			 !verification_open(work, incident)))
		return false;
	return way->urgency != URGENCY_PAGE ||
	       (call(work, incident, was_over || is_worse) &&
		call_owners(work, alert->service, way));
}

/* What a route groups belongs together there and nowhere else. */
static str group_of(struct work *work, const struct alert_fact *fact,
		    const struct alert *alert, const struct way *way)
{
	str group = route_group(work->arena, &way->route, &fact->labels);

	if (group.length == 0)
		return incident_group_of_service(work->arena, alert->service);
	return arena_format(work->arena, STR_FMT " " STR_FMT,
			    STR_ARG(route_path(work->arena, &way->route)),
			    STR_ARG(group));
}

/* Its group's incident, or one that something it depends on has begun. What is worst is
 * its own fire, whatever burns beside it. */
static bool find_incident(struct work *work, const struct alert_fact *fact,
			  const struct alert *alert, struct way *way)
{
	way->group = group_of(work, fact, alert, way);
	if (!store_incident_of_group(work, way->group, work->now - REOPEN_WITHIN_MS,
				     &way->incident, &way->joins))
		return false;
	return way->joins || way->rank == 0 || way->route.groups ||
	       fold_find(work, alert->service, &way->incident, &way->joins, &way->shared);
}

bool way_find(struct work *work, struct judge *judge, const struct alert_fact *fact,
	      const struct alert *alert, struct way *ret_way)
{
	ret_way->route = route_decide(work->config->routes, work->config->route_count,
				      &fact->labels, work->now);
	ret_way->urgency = ret_way->route.urgency;
	ret_way->rank = ret_way->route.rank;
	if (ret_way->urgency == URGENCY_RECORD)
		return true;
	if (!noise_judge(work, judge, fact, alert, ret_way))
		return false;
	return ret_way->hold.by.length > 0 || find_incident(work, fact, alert, ret_way);
}

bool way_claim(struct work *work, const struct way *way, struct alert *alert)
{
	alert->suppressed = way->hold.by;
	if (way->urgency == URGENCY_RECORD || way->hold.by.length > 0)
		return true;
	if (!way->joins)
		return store_next_id(work, &incident_shape, &alert->incident);
	alert->incident = way->incident.id;
	return true;
}

bool way_follow(struct work *work, const struct alert_fact *fact,
		const struct alert *alert, struct way *way)
{
	if (way->urgency == URGENCY_RECORD)
		return note(work, "alert.recorded", 0,
			    subject_of(work, "alert", alert->id), { "name", alert->name },
			    { "urgency", str_of(urgency_names[way->urgency]) });
	if (way->hold.by.length > 0)
		return noise_note(work, alert, way->hold.why);
	if (way->shared.length > 0 &&
	    !fold_in(work, alert->service, way->group, &way->incident, way->shared))
		return false;
	if (way->joins)
		return join(work, fact, alert, way);
	return open_for(work, fact, alert, way);
}

bool route_ended(struct work *work, const struct alert *alert)
{
	struct incident incident;
	int64_t firing, unended;

	if (alert->incident == 0)
		return true;
	if (!store_alerts_count(work, alert->incident, &firing, &unended) ||
	    !store_get(work, &incident_shape, alert->incident, &incident))
		return false;
	if (unended > 0 || !incident_is_open(incident.state))
		return true;
	return intake_alerts_ended(work, &incident);
}

bool intake_alerts_ended(struct work *work, struct incident *incident)
{
	bool unanswered;

	return paging_recovered(work, incident, &unanswered) &&
	       incident_move(work, incident, INCIDENT_ALERTS_ENDED) &&
	       verification_await_hold(work, incident, unanswered);
}
