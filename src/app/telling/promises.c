/* A promise is a row and two timers. It ends kept, missed or replaced, and each of these
 * is in the record. */
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "app/telling/parts.h"

static bool note_promise(struct work *work, const char *kind,
			 const struct promise *promise)
{
	return note(work, kind, promise->incident,
		    subject_of(work, "promise", promise->id), { "what", promise->what },
		    { "audience", promise->audience },
		    { "due", instant_format_time(work->arena, promise->due) });
}

static bool set_timers(struct work *work, const struct promise *promise)
{
	return timer_set(work, "promise.remind", promise->id, promise->incident,
			 promise_remind_at(promise, work->now)) &&
	       timer_set(work, "promise.due", promise->id, promise->incident,
			 promise_missed_at(promise, work->now));
}

bool promise_make(struct work *work, const struct incident *incident,
		  struct promise *promise)
{
	promise->incident = incident->id;
	promise->state = PROMISE_OPEN;
	promise->made_at = work->now;
	return store_add(work, &promise_shape, promise) && set_timers(work, promise) &&
	       note_promise(work, "promise.made", promise);
}

bool promise_end(struct work *work, struct promise *promise, enum promise_state state)
{
	static const char *const kinds[] = {
		[PROMISE_OPEN] = NULL,
		[PROMISE_KEPT] = "promise.kept",
		[PROMISE_MISSED] = "promise.missed",
		[PROMISE_REPLACED] = "promise.replaced",
	};

	promise->state = state;
	promise->ended_at = work->now;
	return store_save(work, &promise_shape, promise) &&
	       timer_drop(work, "promise.remind", promise->id) &&
	       timer_drop(work, "promise.due", promise->id) &&
	       note_promise(work, kinds[state], promise);
}

bool promises_end(struct work *work, int64_t incident, str audience,
		  enum promise_kind kind, enum promise_state state)
{
	struct promise *promises;
	size_t count;

	if (!store_promises_open(work, incident, &promises, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (promises[i].kind != kind ||
		    (audience.length > 0 && !str_equal(promises[i].audience, audience)))
			continue;
		if (!promise_end(work, &promises[i], state))
			return false;
	}
	return true;
}

static bool is_told(struct work *work, int64_t incident, str audience, bool *ret_is)
{
	struct message *messages;
	size_t count;

	*ret_is = false;
	if (!store_of_incident(work, &message_shape, incident, &messages, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		*ret_is |= messages[i].state == MESSAGE_SENT &&
			   str_equal(messages[i].audience, audience);
	return true;
}

/* They were told already, or that was promised before. */
static bool has_begun(struct work *work, int64_t incident, str audience, bool *ret_has)
{
	struct promise *promises;
	size_t count;

	if (!is_told(work, incident, audience, ret_has) ||
	    !store_of_incident(work, &promise_shape, incident, &promises, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		*ret_has |= str_equal(promises[i].audience, audience);
	return true;
}

enum { FIRST_MESSAGE_LEAST_RANK = 1 };

bool promise_first(struct work *work, const struct incident *incident)
{
	struct hearers_list list = hearers_of(work, incident);

	if (incident->rank > FIRST_MESSAGE_LEAST_RANK ||
	    !incident_is_open(incident->state))
		return true;
	for (size_t i = 0; i < list.count; i++) {
		struct promise promise = { .kind = PROMISE_UPDATE,
					   .audience = list.items[i].name,
					   .what = STR("first message"),
					   .due = work->now + FIRST_MESSAGE_MS };
		bool has;

		if (!has_begun(work, incident->id, promise.audience, &has))
			return false;
		if (!has && hearers_are_reached(&list.items[i]) &&
		    !promise_make(work, incident, &promise))
			return false;
	}
	return true;
}

static bool move(struct work *work, const struct incident *incident,
		 struct promise *promise, duration_ms cadence)
{
	instant_ms due = promise_due_under(promise, cadence, work->now);

	if (due == promise->due)
		return true;
	promise->due = due;
	promise->reminded = false;
	return store_save(work, &promise_shape, promise) && set_timers(work, promise) &&
	       note(work, "promise.moved", incident->id,
		    subject_of(work, "promise", promise->id), { "what", promise->what },
		    { "audience", promise->audience },
		    { "due", instant_format_time(work->arena, due) },
		    { "severity", incident->severity });
}

bool telling_severity(struct work *work, struct incident *incident)
{
	duration_ms cadence = incident_level(work, incident)->cadence;
	struct promise *promises;
	size_t count;

	if (!incident_is_open(incident->state))
		return true;
	if (!store_promises_open(work, incident->id, &promises, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (promises[i].kind == PROMISE_UPDATE && promises[i].message != 0 &&
		    !move(work, incident, &promises[i], cadence))
			return false;
	return telling_draft(work, incident, MESSAGE_UPDATE,
			     arena_format(work->arena, "severity became " STR_FMT,
					  STR_ARG(incident->severity))) &&
	       promise_first(work, incident);
}

/* The alerts ended by themselves: whoever was told of it is told of that too. */
static bool draft_relief(struct work *work, const struct incident *incident)
{
	struct hearers_list list = hearers_of(work, incident);

	for (size_t i = 0; i < list.count; i++) {
		struct draft_wish wish = { .kind = MESSAGE_MITIGATED,
					   .audience = list.items[i].name,
					   .why = STR("its alerts ended") };
		struct message message;
		bool was_told;

		if (!is_told(work, incident->id, wish.audience, &was_told))
			return false;
		if (was_told &&
		    !draft_one(work, incident, &list.items[i], &wish, &message))
			return false;
	}
	return true;
}

bool telling_mitigated(struct work *work, const struct incident *incident)
{
	bool is_none = incident->state == INCIDENT_DISMISSED ||
		       incident->state == INCIDENT_MERGED;

	return promises_end(work, incident->id, STR(""), PROMISE_ETA,
			    is_none ? PROMISE_REPLACED : PROMISE_KEPT) &&
	       (incident->state != INCIDENT_MONITORING || draft_relief(work, incident));
}

bool telling_close(struct work *work, const struct incident *incident)
{
	bool is_back = incident->state == INCIDENT_RESOLVED;

	return promises_end(work, incident->id, STR(""), PROMISE_ETA,
			    is_back ? PROMISE_KEPT : PROMISE_REPLACED) &&
	       promises_end(work, incident->id, STR(""), PROMISE_UPDATE,
			    PROMISE_REPLACED);
}

/* -- what falls due -- */

static bool get_both(struct work *work, const struct timer *timer,
		     struct promise *ret_promise, struct incident *ret_incident)
{
	return store_get(work, &promise_shape, timer->ref, ret_promise) &&
	       store_get(work, &incident_shape, ret_promise->incident, ret_incident);
}

/* The deputy and the commander; who was paged, while nobody leads. */
static bool tell_leaders(struct work *work, const struct incident *incident,
			 bool deputy_too, str subject, str text)
{
	struct duty_holder *holders;
	str *names;
	size_t count;

	if (incident->commander.length > 0 &&
	    !paging_tell(work, incident, incident->commander, subject, text))
		return false;
	if (!store_of_incident(work, &duty_holder_shape, incident->id, &holders, &count))
		return false;
	for (size_t i = 0; deputy_too && i < count; i++)
		if (holders[i].role == DUTY_DEPUTY && holders[i].ended_at == 0 &&
		    !str_equal(holders[i].person, incident->commander) &&
		    !paging_tell(work, incident, holders[i].person, subject, text))
			return false;
	if (incident->commander.length > 0)
		return true;
	if (!store_people_paged(work, incident->id, &names, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!paging_tell(work, incident, names[i], subject, text))
			return false;
	return true;
}

/* What a leader is to send, ready to read, with the command that sends it. */
static str with_draft(struct work *work, const struct incident *incident,
		      const struct promise *promise, const struct message *message)
{
	if (!message)
		return arena_format(work->arena,
				    "Write one: stanch message draft " STR_FMT
				    " --audience " STR_FMT "\n",
				    STR_ARG(incident->code), STR_ARG(promise->audience));
	return arena_format(
		work->arena,
		"Draft %lld lies ready%s. Send it: stanch message send " STR_FMT
		" --message %lld\n\n" STR_FMT "\n",
		(long long)message->id,
		message->approvers.length > 0 && message->state == MESSAGE_DRAFT
			? " and waits for an approval"
			: "",
		STR_ARG(incident->code), (long long)message->id, STR_ARG(message->text));
}

static str shown(const struct promise *promise)
{
	return promise->kind == PROMISE_ETA ? STR("ETA") : promise->what;
}

static bool tell_of(struct work *work, const struct incident *incident,
		    const struct promise *promise, bool deputy_too, const char *how)
{
	struct message message;
	bool found;
	str subject = arena_format(
		work->arena, STR_FMT ": " STR_FMT " to " STR_FMT " %s " STR_FMT " UTC",
		STR_ARG(incident->code), STR_ARG(shown(promise)),
		STR_ARG(promise->audience), how,
		STR_ARG(instant_format_time(work->arena, promise->due)));

	if (!message_waiting(work, incident->id, promise->audience, &message, &found))
		return false;
	return tell_leaders(work, incident, deputy_too, subject,
			    arena_format(work->arena, STR_FMT "\n\n" STR_FMT,
					 STR_ARG(subject),
					 STR_ARG(with_draft(work, incident, promise,
							    found ? &message : NULL))));
}

/* A new draft, unless one waits that somebody wrote or approved. */
static bool draft_for(struct work *work, const struct incident *incident,
		      const struct promise *promise, str why)
{
	struct hearers hearers;
	struct message message;
	struct draft_wish wish = { .kind = promise->message == 0 ? MESSAGE_INITIAL
								 : MESSAGE_UPDATE,
				   .audience = promise->audience,
				   .why = why };
	bool found;

	if (!message_waiting(work, incident->id, promise->audience, &message, &found))
		return false;
	if (found && (message.state == MESSAGE_APPROVED || message.written_by.length > 0))
		return true;
	/* The audience may have left the configuration since. */
	if (!hearers_find(work, incident, promise->audience, &hearers)) {
		work->error = (struct error){ 0 };
		return true;
	}
	return draft_one(work, incident, &hearers, &wish, &message);
}

bool telling_remind_due(struct work *work, const struct timer *timer)
{
	struct promise promise;
	struct incident incident;

	if (!get_both(work, timer, &promise, &incident))
		return false;
	if (promise.state != PROMISE_OPEN)
		return true;
	promise.reminded = true;
	return store_save(work, &promise_shape, &promise) &&
	       note_promise(work, "promise.reminded", &promise) &&
	       draft_for(work, &incident, &promise,
			 promise.kind == PROMISE_ETA ? STR("an ETA is near")
						     : STR("an update is promised")) &&
	       tell_of(work, &incident, &promise, false, "is due at");
}

/* Nobody outside was promised the first message: when it got better by itself before
 * anybody was told, none is owed any more. */
static bool is_owed(const struct incident *incident, const struct promise *promise)
{
	return promise->message != 0 || (incident->state != INCIDENT_MITIGATED &&
					 incident->state != INCIDENT_MONITORING);
}

bool telling_promise_due(struct work *work, const struct timer *timer)
{
	struct promise promise;
	struct incident incident;

	if (!get_both(work, timer, &promise, &incident))
		return false;
	if (promise.state != PROMISE_OPEN)
		return true;
	if (!is_owed(&incident, &promise))
		return promise_end(work, &promise, PROMISE_REPLACED);
	return promise_end(work, &promise, PROMISE_MISSED) &&
	       draft_for(work, &incident, &promise, STR("a promise was missed")) &&
	       tell_of(work, &incident, &promise, false, "MISSED, was due at") &&
	       timer_set(work, "promise.overdue", promise.id, incident.id,
			 work->now + PROMISE_OVERDUE_MS);
}

bool telling_made_good(struct work *work, const struct incident *incident,
		       const struct promise *promise, bool *ret_is)
{
	struct message *messages;
	size_t count;

	*ret_is = !incident_is_open(incident->state) ||
		  (promise->kind == PROMISE_ETA && incident->mitigated_at != 0 &&
		   incident->mitigated_at >= promise->made_at);
	if (!store_of_incident(work, &message_shape, incident->id, &messages, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		*ret_is |= messages[i].state == MESSAGE_SENT &&
			   messages[i].sent_at >= promise->ended_at &&
			   str_equal(messages[i].audience, promise->audience);
	return true;
}

bool telling_overdue_due(struct work *work, const struct timer *timer)
{
	struct promise promise;
	struct incident incident;
	bool is;

	if (!get_both(work, timer, &promise, &incident) ||
	    !telling_made_good(work, &incident, &promise, &is))
		return false;
	return is ||
	       (note_promise(work, "promise.overdue", &promise) &&
		tell_of(work, &incident, &promise, true, "STILL MISSED, was due at"));
}
