#include "app/lifecycle/merge.h"

#include "app/access/access.h"
#include "app/intake/stored.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "app/verification/verification.h"
#include "core/paging/page.h"

static bool must_be_open(struct work *work, const struct incident *incident)
{
	return incident_is_open(incident->state) ||
	       fail(work, ERROR_CONFLICT,
		    STR_FMT " is %s: only open ones are joined or "
			    "parted",
		    STR_ARG(incident->code), incident_state_names[incident->state]);
}

/* Who answered for the one answers for the other, where it is the same thing. */
static bool carry_ack(struct work *work, const struct page *page, struct incident *into)
{
	struct actor merger = work->actor, actor;
	bool done;

	if (!access_person(work, page->acked_by, &actor))
		return work->error.kind == ERROR_NOT_FOUND;
	actor.via = STR("merge");
	work->actor = actor;
	done = paging_acknowledge(work, into) || work->error.kind == ERROR_CONFLICT;
	work->actor = merger;
	return done;
}

/* What a page of "from" said of it before it ended; "is_same": what pages of "into" say
 * is the same thing. */
struct burden {
	struct page page;
	bool was_paged, is_same;
};

/* Of several pages the one that nobody answered, else the newest. */
static bool find_burden(struct work *work, const struct incident *from,
			const struct incident *into, struct burden *ret)
{
	struct page *pages;
	size_t count;

	if (!store_of_incident(work, &page_shape, from->id, &pages, &count))
		return false;
	*ret = (struct burden){ .was_paged = count > 0,
				.is_same = str_equal(from->service, into->service) &&
					   from->rank == into->rank };
	for (size_t i = 0; i < count; i++)
		if (!page_is_live(ret->page.state) || ret->page.id == 0 ||
		    page_is_live(pages[i].state))
			ret->page = pages[i];
	return true;
}

/* What it took still fires: it burns again, if all had seemed over. */
static bool reopen(struct work *work, struct incident *into)
{
	int64_t firing, unended;

	if (into->state != INCIDENT_MONITORING)
		return true;
	if (!store_alerts_count(work, into->id, &firing, &unended))
		return false;
	return unended == 0 || (incident_move(work, into, INCIDENT_ALERT_AGAIN) &&
				verification_open(work, into));
}

static bool settle_pages(struct work *work, const struct burden *burden,
			 struct incident *into)
{
	bool is_answered = burden->page.state == PAGE_ACKNOWLEDGED, in_hand, must_page;

	if (!reopen(work, into))
		return false;
	if (!burden->was_paged || into->state == INCIDENT_MONITORING ||
	    (!is_answered && !page_is_live(burden->page.state)))
		return true;
	if (!paging_is_in_hand(work, into, &in_hand))
		return false;
	/* Nobody had answered, and what into's people know of is another thing, if they
	 * were called at all. */
	must_page = !in_hand || !(is_answered || burden->is_same);
	if (must_page && !paging_open(work, into))
		return false;
	return !is_answered || (in_hand && !burden->is_same) ||
	       carry_ack(work, &burden->page, into);
}

static bool take_rank(struct work *work, const struct incident *from,
		      struct incident *into)
{
	return from->rank >= into->rank ||
	       incident_set_rank(work, into, from->rank,
				 arena_format(work->arena, STR_FMT " was merged into it",
					      STR_ARG(from->code)));
}

static bool note_merge(struct work *work, const struct incident *from,
		       const struct incident *into, int64_t alerts, str reason)
{
	return note(work, "incident.merged", from->id, from->code, { "into", into->code },
		    { "reason", reason }) &&
	       note(work, "incident.took", into->id, into->code, { "from", from->code },
		    { "alerts", text_of_int(work, alerts) }, { "reason", reason });
}

bool incident_merge(struct work *work, struct incident *from, struct incident *into,
		    str reason)
{
	struct burden burden;
	int64_t alerts;
	bool was_candidate = from->state == INCIDENT_CANDIDATE;

	if (from->id == into->id)
		return fail(work, ERROR_INVALID, "into: " STR_FMT " is the same incident",
			    STR_ARG(into->code));
	if (!must_be_open(work, from) || !must_be_open(work, into) ||
	    !find_burden(work, from, into, &burden))
		return false;
	from->merged_into = into->id;
	into->told = into->told || from->told;
	return store_alerts_move(work, from->id, into->id, &alerts) &&
	       store_groups_move(work, from->id, into->id) &&
	       store_reports_move(work, from->id, into->id) &&
	       note_merge(work, from, into, alerts, reason) &&
	       incident_move(work, from, INCIDENT_MERGE) &&
	       incident_end(work, from,
			    arena_format(work->arena, "merged into " STR_FMT,
					 STR_ARG(into->code))) &&
	       take_rank(work, from, into) &&
	       (was_candidate ||
		incident_declare(work, into,
				 arena_format(work->arena, STR_FMT " was merged into it",
					      STR_ARG(from->code)))) &&
	       settle_pages(work, &burden, into) && incident_touch(work, into);
}

/* -- split -- */

struct parting {
	struct incident *from;
	struct alert *alerts;
	size_t count;
};

static bool look_up(struct work *work, const int64_t *ids, struct parting *parting)
{
	int64_t firing, unended;

	parting->alerts = arena_many(work->arena, struct alert, parting->count);
	for (size_t i = 0; i < parting->count; i++) {
		struct alert *alert = &parting->alerts[i];

		if (!store_get(work, &alert_shape, ids[i], alert))
			return while_doing(work, "alerts: %lld", (long long)ids[i]);
		if (alert->incident != parting->from->id)
			return fail(work, ERROR_CONFLICT,
				    "alerts: %lld is not in " STR_FMT, (long long)ids[i],
				    STR_ARG(parting->from->code));
	}
	if (!store_alerts_count(work, parting->from->id, &firing, &unended))
		return false;
	return unended > (int64_t)parting->count ||
	       fail(work, ERROR_CONFLICT,
		    "alerts: " STR_FMT " would be left with none that fires",
		    STR_ARG(parting->from->code));
}

/* What comes later of a service follows where all of it went. */
static bool move_group(struct work *work, const struct parting *parting,
		       const struct incident *incident, str service)
{
	str key = incident_group_of_service(work->arena, service);
	int64_t left;

	if (!store_alerts_of_service(work, parting->from->id, service, &left))
		return false;
	if (left > 0 || str_equal(service, parting->from->service))
		return true;
	return store_group_drop(work, key, parting->from->id) &&
	       store_group_add(work, key, incident->id);
}

static bool move_alerts(struct work *work, const struct parting *parting,
			const struct incident *incident)
{
	for (size_t i = 0; i < parting->count; i++) {
		parting->alerts[i].incident = incident->id;
		if (!store_save(work, &alert_shape, &parting->alerts[i]))
			return false;
	}
	for (size_t i = 0; i < parting->count; i++)
		if (!move_group(work, parting, incident, parting->alerts[i].service))
			return false;
	return true;
}

static bool open_part(struct work *work, const struct parting *parting,
		      struct incident *ret_incident)
{
	const struct alert *first = &parting->alerts[0];
	struct alert_fact fact;

	if (!stored_fact(work, first, &fact))
		return false;

	struct incident_opening opening = {
		.title = first->summary,
		.service = first->service,
		.words = arena_format(work->arena, STR_FMT " " STR_FMT " " STR_FMT,
				      STR_ARG(first->name), STR_ARG(first->summary),
				      STR_ARG(first->service)),
		.labels = &fact.labels,
		.onset_at = first->starts_at,
		.urgency = URGENCY_PAGE,
		.rank = -1,
		/* A group of its own: what comes of the service's goes on where it
		 * went, unless all of it left. */
		.group = arena_format(work->arena, "split from " STR_FMT " alert %lld",
				      STR_ARG(parting->from->code), (long long)first->id),
	};

	return incident_open(work, &opening, ret_incident);
}

bool incident_split(struct work *work, struct incident *from, const int64_t *alerts,
		    size_t count, str reason, struct incident *ret_incident)
{
	struct parting parting = { .from = from, .count = count };

	if (count == 0)
		return fail(work, ERROR_INVALID, "alerts: say which, by their numbers");
	if (!must_be_open(work, from) || !look_up(work, alerts, &parting) ||
	    !open_part(work, &parting, ret_incident) ||
	    !move_alerts(work, &parting, ret_incident))
		return false;
	return note(work, "incident.split", from->id, from->code,
		    { "into", ret_incident->code },
		    { "alerts", text_of_int(work, (int64_t)count) },
		    { "reason", reason }) &&
	       note(work, "incident.split-from", ret_incident->id, ret_incident->code,
		    { "from", from->code },
		    { "alerts", text_of_int(work, (int64_t)count) },
		    { "reason", reason }) &&
	       incident_touch(work, from);
}
