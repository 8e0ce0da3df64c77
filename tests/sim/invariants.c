/* What must hold at every moment (LEDGER 3.4), read from tables and journal. */
#include "world.h"

#include "app/engine/scribe.h"
#include "app/paging/oncall.h"
#include "app/store.h"
#include "base/limits.h"
#include "core/alerting/alert.h"
#include "core/diagnosis/hypothesis.h"
#include "core/evidence/evidence.h"
#include "core/incident/check.h"
#include "core/paging/page.h"
#include "core/telling/message.h"
#include "formats/json.h"
#include "sql/sql.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FOLD_MAX = 256, ENTRIES_MAX = 1000 };

/* A round of a page, and who led its incident then. */
struct round {
	struct entry entry;
	char commander[16];
};

/* What folding the journal gives. */
struct fold {
	struct {
		char state[16];
		int64_t pages; /* page.opened less page.acknowledged and page.stopped */
		int64_t opened;
	} incidents[FOLD_MAX];
	bool started[FOLD_MAX * 4]; /* deliveries by id: started since the page's ack */
	bool page_is_over[FOLD_MAX];
	int64_t page_of[FOLD_MAX * 4];
	bool action_started[ACTS_MAX], action_approved[ACTS_MAX];
	char commander[FOLD_MAX][16];
	signed char promise[FOLD_MAX]; /* by id: 1 made, 2 ended */
	struct rounds {
		struct round *items;
		size_t count, capacity;
	} rounds;
};

static bool all_of(struct work *work, const struct shape *shape, void *ret_rows,
		   size_t *ret_count)
{
	return store_latest(work, shape, ROWS_PER_ANSWER_MAX, ret_rows, ret_count);
}

static str member(struct work *work, const struct entry *entry, const char *name)
{
	struct error error;
	const struct tree *body = json_parse(work->arena, entry->body, &error);

	return tree_get_text(body, name);
}

static int64_t number_in(str subject)
{
	int64_t number = 0;
	str noun, rest;

	if (!str_cut(subject, ' ', &noun, &rest) || !str_to_int(rest, &number))
		return 0;
	return number;
}

static void fold_one(struct world *world, struct work *work, struct fold *fold,
		     const struct entry *entry)
{
	int64_t id = entry->incident, number = number_in(entry->subject);

	if (id < 0 || id >= FOLD_MAX)
		return;
	if (str_is(entry->kind, "incident.opened")) {
		strcpy(fold->incidents[id].state, "declared");
		fold->incidents[id].opened++;
	} else if (str_is(entry->kind, "incident.state")) {
		str to = member(work, entry, "to");

		memcpy(fold->incidents[id].state, to.bytes, to.length);
		fold->incidents[id].state[to.length] = '\0';
	} else if (str_is(entry->kind, "page.opened") && number < FOLD_MAX) {
		fold->incidents[id].pages++;
	} else if ((str_is(entry->kind, "page.acknowledged") ||
		    str_is(entry->kind, "page.stopped")) &&
		   number < FOLD_MAX) {
		fold->incidents[id].pages--;
		fold->page_is_over[number] = true;
	} else if (str_is(entry->kind, "delivery.started") && number < FOLD_MAX * 4) {
		int64_t page = fold->page_of[number];

		if (page > 0 && page < FOLD_MAX && fold->page_is_over[page])
			world_violates(world,
				       "INV-04: delivery %lld of page %lld started "
				       "after the page had ended",
				       (long long)number, (long long)page);
	} else if (str_is(entry->kind, "action.approved") && number < ACTS_MAX) {
		fold->action_approved[number] = true;
	} else if (str_is(entry->kind, "action.started") && number < ACTS_MAX &&
		   !fold->action_approved[number]) {
		world_violates(world, "INV-08: action %lld started without approval",
			       (long long)number);
	}
}

/* INV-11: command passes in one entry, from one person to one. */
static void fold_command(struct fold *fold, struct work *work, const struct entry *entry)
{
	bool taken = str_is(entry->kind, "incident.commander");
	bool handed = str_is(entry->kind, "handoff.accepted");

	if ((!taken && !handed) || entry->incident <= 0 || entry->incident >= FOLD_MAX)
		return;

	str name = member(work, entry, taken ? "name" : "taker");

	snprintf(fold->commander[entry->incident], 16, STR_FMT, STR_ARG(name));
}

/* INV-13: what was promised ends once, and visibly. */
static void fold_promise(struct world *world, struct fold *fold,
			 const struct entry *entry)
{
	int64_t id = number_in(entry->subject);
	bool made = str_is(entry->kind, "promise.made");
	bool ended = str_is(entry->kind, "promise.kept") ||
		     str_is(entry->kind, "promise.missed") ||
		     str_is(entry->kind, "promise.replaced");

	if ((!made && !ended) || id <= 0 || id >= FOLD_MAX)
		return;
	if (made ? fold->promise[id] != 0 : fold->promise[id] != 1)
		world_violates(world, "INV-13: promise %lld: " STR_FMT " out of turn",
			       (long long)id, STR_ARG(entry->kind));
	fold->promise[id] = made ? 1 : 2;
}

/* One whom a step may call at that instant: by name, or by what its schedules show. */
static bool step_shows(struct work *work, const struct policy_step *step, str name,
		       instant_ms at)
{
	for (size_t i = 0; i < step->target_count; i++) {
		const struct target *target = &step->targets[i];
		struct shifts shifts = { 0 };

		if (target->kind != TARGET_SCHEDULE && str_equal(target->name, name))
			return true;
		if (target->kind == TARGET_SCHEDULE &&
		    oncall_shifts(work, config_schedule(work->config, target->name), at,
				  at + 1, &shifts) &&
		    shifts.count == 1 && str_equal(shifts.items[0].person, name))
			return true;
	}
	return false;
}

/* INV-06: a round calls whom the calendar shows for that instant, whoever leads, or whom
 * the policy names; nobody else. */
static void round_is_right(struct world *world, struct work *work,
			   const struct round *round)
{
	const struct entry *entry = &round->entry;
	str rest = member(work, entry, "person"), name;
	const struct policy *policy;
	struct page page;
	int64_t step;

	if (str_is(rest, "everybody"))
		return;
	if (!str_to_int(member(work, entry, "step"), &step) ||
	    !store_get(work, &page_shape, number_in(entry->subject), &page))
		return;
	policy = config_policy(work->config, page.policy);
	while (policy && str_next(&rest, ',', &name)) {
		name = str_trim(name);
		if (!str_is(name, round->commander) &&
		    !step_shows(work, &policy->steps[step - 1], name, entry->at))
			world_violates(world,
				       "INV-06: entry %lld paged " STR_FMT
				       ", whom the calendar does not show",
				       (long long)entry->seq, STR_ARG(name));
	}
}

/* New rounds, but not those that an override was made for in the same instant or, by a
 * clock set back, before: the calendar shows those as they would be now. */
static void keep_rounds(struct world *world, struct work *work, struct fold *fold,
			const struct entry *entry)
{
	struct round round = { .entry = *entry };
	size_t kept = 0;

	if (str_is(entry->kind, "page.round") && entry->seq > world->looked_at &&
	    entry->incident > 0 && entry->incident < FOLD_MAX) {
		memcpy(round.commander, fold->commander[entry->incident],
		       sizeof(round.commander));
		*list_add(work->arena, &fold->rounds) = round;
	}
	if (!str_starts_with(entry->kind, STR("override.")))
		return;
	for (size_t i = 0; i < fold->rounds.count; i++)
		if (fold->rounds.items[i].entry.at < entry->at)
			fold->rounds.items[kept++] = fold->rounds.items[i];
	fold->rounds.count = kept;
}

static bool fold_journal(struct world *world, struct work *work, struct fold *fold)
{
	int64_t after = world->looked_at;
	struct entry *entries;
	size_t count;

	do {
		if (!journal_read(work, 0, after, ENTRIES_MAX, &entries, &count))
			return world_violates(world, "the journal: %s", work->error.text);
		for (size_t i = 0; i < count; i++) {
			if (entries[i].seq != after + 1)
				return world_violates(
					world, "INV-01: entry %lld follows %lld",
					(long long)entries[i].seq, (long long)after);
			after = entries[i].seq;
			fold_one(world, work, fold, &entries[i]);
			fold_command(fold, work, &entries[i]);
			fold_promise(world, fold, &entries[i]);
			keep_rounds(world, work, fold, &entries[i]);
		}
	} while (count == ENTRIES_MAX);
	for (size_t i = 0; i < fold->rounds.count; i++)
		round_is_right(world, work, &fold->rounds.items[i]);
	world->looked_at = after;
	return true;
}

static bool has_timer(const struct timer *timers, size_t count, const char *kind,
		      int64_t ref)
{
	for (size_t i = 0; i < count; i++)
		if (timers[i].ref == ref && str_is(timers[i].kind, kind))
			return true;
	return false;
}

/* INV-02: what was acknowledged exists, exactly once, in the state that was said. One
 * that comes long after it ended is a new row, so at most one has not ended. */
static bool alerts_are_kept(struct world *world, struct work *work)
{
	struct alert *alerts;
	size_t count;

	if (!all_of(work, &alert_shape, &alerts, &count))
		return world_violates(world, "alerts: %s", work->error.text);
	for (int which = 0; which < ALERTS; which++) {
		size_t found = 0, unended = 0;
		bool fires = false;

		for (size_t i = 0; i < count; i++) {
			char name[16];

			snprintf(name, sizeof(name), "A%d", which);
			if (!str_is(alerts[i].name, name))
				continue;
			found++;
			unended += !alert_has_ended(alerts[i].state);
			/* Stale and unknown is firing, seen by us as not repeated. */
			fires |= alerts[i].state != ALERT_RESOLVED;
		}
		bool same = fires == world->alerts[which].firing;

		if (unended > 1)
			return world_violates(world,
					      "INV-02: alert A%d is there %zu times",
					      which, unended);
		if (world->alerts[which].acknowledged && (found == 0 || !same))
			return world_violates(
				world,
				"INV-02: alert A%d was acknowledged and "
				"%s",
				which, found == 0 ? "is lost" : "has another state");
	}
	return true;
}

/* INV-03, INV-05: an unanswered page always has its next instant. */
static bool pages_go_on(struct world *world, struct work *work,
			const struct timer *timers, size_t timer_count)
{
	struct page *pages;
	size_t count;

	if (!all_of(work, &page_shape, &pages, &count))
		return world_violates(world, "pages: %s", work->error.text);
	for (size_t i = 0; i < count; i++) {
		struct incident incident;

		if (!store_get(work, &incident_shape, pages[i].incident, &incident))
			return world_violates(world, "page %lld: %s",
					      (long long)pages[i].id, work->error.text);
		if (page_is_live(pages[i].state) &&
		    !has_timer(timers, timer_count, "page.due", pages[i].id))
			return world_violates(
				world, "INV-03: page %lld is live and has no timer",
				(long long)pages[i].id);
		if (!page_is_live(pages[i].state) &&
		    has_timer(timers, timer_count, "page.due", pages[i].id))
			return world_violates(world,
					      "INV-04: page %lld is over and has a timer",
					      (long long)pages[i].id);
		if (!page_is_live(pages[i].state) && pages[i].acked_by.length == 0 &&
		    pages[i].reason.length == 0)
			return world_violates(world,
					      "INV-03: page %lld ended without a reason",
					      (long long)pages[i].id);
		/* INV-05: nobody is called for longer than the policy says. */
		if (pages[i].state == PAGE_CLIMBING && pages[i].waited > 6 * MINUTE_MS)
			return world_violates(world,
					      "INV-05: page %lld is not exhausted yet",
					      (long long)pages[i].id);
		if (page_is_live(pages[i].state) && !incident_is_open(incident.state))
			return world_violates(world,
					      "page %lld goes on for a %s incident",
					      (long long)pages[i].id,
					      incident_state_names[incident.state]);
	}
	return true;
}

/* When all that is held back was looked at last; the next time is set then. 0 while that
 * goes on, or when it failed, on a full disk, and is tried again. */
static instant_ms looked_at(const struct timer *timers, size_t count)
{
	if (has_timer(timers, count, "alert.held", 0))
		return 0;
	for (size_t i = 0; i < count; i++)
		if (str_is(timers[i].kind, "alert.tend"))
			return timers[i].failures > 0 ? 0
						      : timers[i].due - 15 * SECOND_MS;
	return 0;
}

/* INV-20: a silence holds nothing back once it is over and that was looked at. */
static bool is_held_rightly(struct world *world, struct work *work,
			    const struct alert *alert, instant_ms looked)
{
	static const str prefix = STR_INIT("silence:");
	struct silence silence;
	bool found;

	if (!str_starts_with(alert->suppressed, prefix))
		return true;
	if (!store_silence_find(
		    work,
		    str_slice(alert->suppressed, prefix.length, alert->suppressed.length),
		    &silence, &found) ||
	    !found)
		return world_violates(world,
				      "INV-20: alert %lld is held back by a silence that "
				      "is not there",
				      (long long)alert->id);
	/* A start only sets the time of the first look; and where the clock was set back
	 * and that could not be written down, nothing is looked at for a while. */
	return looked <= world->app.started_at || looked > world->now ||
	       silence_state(&silence, looked) != SILENCE_EXPIRED ||
	       world_violates(world,
			      "INV-20: alert %lld is held back by a silence that is over",
			      (long long)alert->id);
}

static bool has_unended_page(const struct page *pages, size_t count, int64_t incident)
{
	for (size_t i = 0; i < count; i++)
		if (pages[i].incident == incident && pages[i].state != PAGE_STOPPED)
			return true;
	return false;
}

/* INV-03: who is called for an alert that fires is called, or was and answered; only what
 * is held back, and says so, calls nobody. */
static bool alerts_call(struct world *world, struct work *work,
			const struct timer *timers, size_t timer_count)
{
	instant_ms looked = looked_at(timers, timer_count);
	struct alert *alerts;
	struct page *pages;
	size_t count, page_count;

	if (!all_of(work, &alert_shape, &alerts, &count) ||
	    !all_of(work, &page_shape, &pages, &page_count))
		return world_violates(world, "alerts: %s", work->error.text);
	for (size_t i = 0; i < count; i++) {
		struct incident incident;

		if (!alert_has_ended(alerts[i].state) &&
		    !is_held_rightly(world, work, &alerts[i], looked))
			return false;
		if (alerts[i].state != ALERT_FIRING || alerts[i].suppressed.length > 0 ||
		    str_is(alerts[i].service, "quiet"))
			continue;
		if (alerts[i].incident == 0)
			return world_violates(world,
					      "INV-03: alert %lld fires, is not held "
					      "back and has no incident",
					      (long long)alerts[i].id);
		if (!store_get(work, &incident_shape, alerts[i].incident, &incident))
			return world_violates(world, "alert %lld: %s",
					      (long long)alerts[i].id, work->error.text);
		if (incident_is_open(incident.state) &&
		    !has_unended_page(pages, page_count, incident.id))
			return world_violates(
				world,
				"INV-03: alert %lld fires, is not held back "
				"and calls nobody",
				(long long)alerts[i].id);
	}
	return true;
}

/* What is called sent was sent, and what was sent twice was in flight at a death. */
static bool sends_are_true(struct world *world, struct work *work)
{
	struct delivery *deliveries;
	size_t count;

	if (!all_of(work, &delivery_shape, &deliveries, &count))
		return world_violates(world, "deliveries: %s", work->error.text);
	for (size_t i = 0; i < count; i++) {
		const struct delivery *delivery = &deliveries[i];

		if (delivery->id >= DELIVERIES_MAX)
			continue;
		if (delivery->state == DELIVERY_SENT && world->sent[delivery->id] == 0)
			return world_violates(world,
					      "INV-03: delivery %lld is called sent and "
					      "was not",
					      (long long)delivery->id);
		if (world->sent[delivery->id] > delivery->attempts)
			return world_violates(world,
					      "delivery %lld was sent %u times in %lld "
					      "attempts",
					      (long long)delivery->id,
					      world->sent[delivery->id],
					      (long long)delivery->attempts);
	}
	return true;
}

/* INV-11, INV-24 and that the tables are what the journal says. */
static bool incidents_are_true(struct world *world, const struct incident *incidents,
			       size_t count, const struct fold *fold)
{
	for (size_t i = 0; i < count; i++) {
		const struct incident *incident = &incidents[i];

		if (incident->id >= FOLD_MAX)
			continue;
		if (fold->incidents[incident->id].opened != 1)
			return world_violates(
				world, "incident %lld was opened %lld times",
				(long long)incident->id,
				(long long)fold->incidents[incident->id].opened);
		if (strcmp(fold->incidents[incident->id].state,
			   incident_state_names[incident->state]) != 0)
			return world_violates(world,
					      "incident %lld is %s, the journal says %s",
					      (long long)incident->id,
					      incident_state_names[incident->state],
					      fold->incidents[incident->id].state);
		if (!str_is(incident->commander, fold->commander[incident->id]))
			return world_violates(world,
					      "INV-11: incident %lld is led by '" STR_FMT
					      "', the journal says '%s'",
					      (long long)incident->id,
					      STR_ARG(incident->commander),
					      fold->commander[incident->id]);
		for (size_t j = 0; j < i; j++)
			if (str_equal(incidents[j].code, incident->code))
				return world_violates(
					world, "INV-24: " STR_FMT " is there twice",
					STR_ARG(incident->code));
	}
	return true;
}

/* INV-24: of each day's codes none is missing. */
static bool codes_have_no_gap(struct world *world, const struct incident *incidents,
			      size_t count)
{
	for (size_t i = 0; i < count; i++) {
		str day = str_slice(incidents[i].code, 0, incidents[i].code.length - 4);
		int64_t number, of_day = 0, highest = 0;

		for (size_t j = 0; j < count; j++) {
			if (!str_starts_with(incidents[j].code, day) ||
			    !str_to_int(str_slice(incidents[j].code,
						  incidents[j].code.length - 3, 3),
					&number))
				continue;
			of_day++;
			highest = number > highest ? number : highest;
		}
		if (of_day != highest)
			return world_violates(
				world, "INV-24: " STR_FMT " has a gap: %lld of %lld",
				STR_ARG(day), (long long)of_day, (long long)highest);
	}
	return true;
}

/* INV-13: an open promise has its timer. */
static bool promises_are_timed(struct world *world, struct work *work,
			       const struct timer *timers, size_t timer_count)
{
	struct promise *promises;
	size_t count;

	if (!all_of(work, &promise_shape, &promises, &count))
		return world_violates(world, "promises: %s", work->error.text);
	for (size_t i = 0; i < count; i++)
		if (promises[i].state == PROMISE_OPEN &&
		    !has_timer(timers, timer_count, "promise.due", promises[i].id))
			return world_violates(world, "INV-13: promise %lld has no timer",
					      (long long)promises[i].id);
	return true;
}

/* INV-10: what is called proven has checks, and each of them held by a value. */
static bool proofs_have_checks(struct world *world, struct work *work,
			       const struct incident *incidents, size_t count)
{
	struct check *checks;
	size_t check_count;

	if (!all_of(work, &check_shape, &checks, &check_count))
		return world_violates(world, "checks: %s", work->error.text);
	for (size_t i = 0; i < count; i++) {
		size_t of_it = 0, held = 0;

		if (incidents[i].state != INCIDENT_RESOLVED || !incidents[i].proven)
			continue;
		for (size_t j = 0; j < check_count; j++) {
			if (checks[j].incident != incidents[i].id)
				continue;
			of_it++;
			held += checks[j].state == CHECK_HELD &&
				!isnan(checks[j].last_value);
		}
		if (of_it == 0 || held != of_it)
			return world_violates(
				world,
				"INV-10: incident %lld is called proven by %zu of %zu "
				"checks",
				(long long)incidents[i].id, held, of_it);
	}
	return true;
}

/* INV-09: a verdict rests on evidence. */
static bool verdicts_have_evidence(struct world *world, struct work *work)
{
	struct hypothesis *hypotheses;
	struct evidence *evidence;
	size_t count, evidence_count;

	if (!all_of(work, &hypothesis_shape, &hypotheses, &count) ||
	    !all_of(work, &evidence_shape, &evidence, &evidence_count))
		return world_violates(world, "hypotheses: %s", work->error.text);
	for (size_t i = 0; i < count; i++) {
		bool has_any = false;

		for (size_t j = 0; j < evidence_count; j++)
			has_any = has_any ||
				  (evidence[j].incident == hypotheses[i].incident &&
				   evidence[j].state == EVIDENCE_GATHERED);
		if (hypotheses[i].state != HYPOTHESIS_OPEN && !has_any)
			return world_violates(world,
					      "INV-09: hypothesis %lld has a verdict "
					      "without evidence",
					      (long long)hypotheses[i].id);
	}
	return true;
}

static void know_deliveries(struct work *work, struct fold *fold)
{
	struct delivery *deliveries;
	size_t count;

	if (!all_of(work, &delivery_shape, &deliveries, &count))
		return;
	for (size_t i = 0; i < count; i++)
		if (deliveries[i].id < FOLD_MAX * 4)
			fold->page_of[deliveries[i].id] = deliveries[i].page;
}

/* What the journal says so far: folded on from look to look, and anew after a death. */
static struct fold *fold_of(const struct world *world)
{
	static struct fold fold;

	if (world->looked_at == 0)
		memset(&fold, 0, sizeof(fold));
	fold.rounds = (struct rounds){ 0 };
	return &fold;
}

static bool tables_hold(struct world *world, struct work *work)
{
	struct fold *fold = fold_of(world);
	struct incident *incidents;
	struct timer *timers;
	size_t count, timer_count;

	if (!all_of(work, &timer_shape, &timers, &timer_count) ||
	    !all_of(work, &incident_shape, &incidents, &count))
		return world_violates(world, "timers, incidents: %s", work->error.text);
	know_deliveries(work, fold);
	return fold_journal(world, work, fold) && sends_are_true(world, work) &&
	       alerts_are_kept(world, work) &&
	       pages_go_on(world, work, timers, timer_count) &&
	       alerts_call(world, work, timers, timer_count) &&
	       incidents_are_true(world, incidents, count, fold) &&
	       codes_have_no_gap(world, incidents, count) &&
	       promises_are_timed(world, work, timers, timer_count) &&
	       proofs_have_checks(world, work, incidents, count) &&
	       verdicts_have_evidence(world, work);
}

bool invariants_hold(struct world *world, bool thorough)
{
	scoped_arena arena = arena_new(512u << 20);
	scoped_config config = app_config(&world->app);
	struct work work = { .arena = arena,
			     .db = store_writer(world->app.store),
			     .app = &world->app,
			     .config = config,
			     .now = world->now };
	struct journal_report report;

	if (world->problem[0] != '\0')
		return false;
	/* After a failed sync nothing is read until the next turn connects anew. */
	if (!work.db || sql_is_broken(work.db))
		return true;
	if (!tables_hold(world, &work))
		return false;
	if (!thorough)
		return true;
	if (!journal_verify(&work, STR(""), &report))
		return world_violates(world, "INV-01: %s", work.error.text);
	if (report.bad_seq != 0)
		return world_violates(world, "INV-01: " STR_FMT, STR_ARG(report.problem));
	return world->problem[0] == '\0';
}
