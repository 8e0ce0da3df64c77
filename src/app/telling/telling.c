/* Sending: a person's decision, checked once more, and the promise in it. */
#include "app/telling/telling.h"

#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "app/telling/parts.h"
#include "app/telling/status.h"

static bool check_waits(struct work *work, const struct message *message)
{
	long long id = (long long)message->id;

	if (message->state == MESSAGE_SENT)
		return fail(work, ERROR_CONFLICT, "message %lld was sent by " STR_FMT, id,
			    STR_ARG(message->sent_by));
	if (message->state == MESSAGE_SUPERSEDED)
		return fail(work, ERROR_CONFLICT,
			    "a newer draft took the place of message %lld", id);
	return true;
}

static bool find_by_id(struct work *work, const struct incident *incident, int64_t id,
		       struct message *ret_message)
{
	struct message *messages;
	size_t count;

	if (!store_of_incident(work, &message_shape, incident->id, &messages, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (messages[i].id == id) {
			*ret_message = messages[i];
			return check_waits(work, &messages[i]);
		}
	return fail(work, ERROR_NOT_FOUND, STR_FMT " has no message %lld",
		    STR_ARG(incident->code), (long long)id);
}

/* Whoever names an audience and words, or only the audience, need not draft first. */
static bool find_message(struct work *work, const struct incident *incident,
			 const struct telling *telling, struct message *ret_message)
{
	struct draft_wish wish = {
		.kind = MESSAGE_UPDATE,
		.audience = telling->audience,
		.why = arena_format(work->arena, STR_FMT " sends it",
				    STR_ARG(work->actor.name)),
	};
	bool found;

	if (telling->message != 0)
		return find_by_id(work, incident, telling->message, ret_message);
	if (!message_waiting(work, incident->id, telling->audience, ret_message, &found))
		return false;
	if (found)
		return true;
	if (telling->audience.length > 0)
		return telling_draft_as(work, incident, &wish, ret_message);
	return fail(work, ERROR_NOT_FOUND,
		    "there is no draft to send: make one with "
		    "'stanch message draft'");
}

/* Takes over what the sender says differently; true in ret_changed when an approval
 * would be for something else. */
static void take_over(const struct work *work, const struct telling *telling,
		      struct message *message, bool *ret_changed)
{
	*ret_changed = false;
	if (telling->text.length > 0 && !str_equal(telling->text, message->text)) {
		message->text = telling->text;
		message->written_by = work->actor.name;
		*ret_changed = true;
	}
	if (telling->next_update != 0 && telling->next_update != message->next_update) {
		message->next_update = telling->next_update;
		*ret_changed = true;
	}
	if (telling->eta != 0 && telling->eta != message->eta) {
		message->eta = telling->eta;
		*ret_changed = true;
	}
	if (telling->components.length > 0 &&
	    !str_equal(telling->components, message->components)) {
		message->components = telling->components;
		*ret_changed = true;
	}
}

static bool refuse_unapproved(struct work *work, const struct message *message,
			      bool is_changed)
{
	if (is_changed && message->state == MESSAGE_APPROVED)
		return fail(work, ERROR_CONFLICT,
			    STR_FMT " approved another text: draft yours with 'stanch "
				    "message draft --text', it needs approval anew",
			    STR_ARG(message->approved_by));
	return fail(work, ERROR_CONFLICT,
		    "message %lld needs the approval of one of: " STR_FMT
		    " ('stanch message approve')",
		    (long long)message->id, STR_ARG(message->approvers));
}

/* An approved text stays as it is; so it must not promise what is past already. */
static bool check_still_true(struct work *work, const struct message *message)
{
	bool is_over = message->next_update != 0 &&
		       message->drafted_at + message->next_update <= work->now;

	if (is_over || (message->eta != 0 && message->eta <= work->now))
		return fail(work, ERROR_CONFLICT,
			    "message %lld promises something for an instant that is "
			    "past: draft it anew",
			    (long long)message->id);
	return true;
}

static bool prepare(struct work *work, const struct incident *incident,
		    const struct telling *telling, const struct hearers *hearers,
		    struct message *message)
{
	bool is_changed;

	take_over(work, telling, message, &is_changed);
	if (message->approvers.length > 0) {
		if (is_changed || message->state != MESSAGE_APPROVED)
			return refuse_unapproved(work, message, is_changed);
		if (!check_still_true(work, message))
			return false;
	} else {
		if (!incident_is_open(incident->state))
			message->next_update = 0;
		if (message->eta != 0 && message->eta <= work->now)
			return fail(work, ERROR_INVALID, "eta: that was already");
		if (!message_render(work, incident, hearers, message))
			return false;
	}
	return !hearers->is_public || telling->confirmed ||
	       public_text_check(work, incident, message);
}

static bool mark_sent(struct work *work, struct incident *incident,
		      struct message *message)
{
	message->state = MESSAGE_SENT;
	message->sent_at = work->now;
	message->sent_by = work->actor.name;
	return store_save(work, &message_shape, message) &&
	       note(work, "message.sent", incident->id,
		    subject_of(work, "message", message->id),
		    { "kind", str_of(message_kind_names[message->kind]) },
		    { "audience", message->audience }, { "subject", message->subject }) &&
	       milestone_reach(work, incident->id, MILESTONE_FIRST_COMM, work->now,
			       BASIS_MEASURED, 0) &&
	       incident_touch(work, incident);
}

/* Everybody who was called for this incident, and who leads it. */
static bool tell_responders(struct work *work, const struct incident *incident,
			    const struct message *message)
{
	str *names;
	size_t count;
	bool has_commander = incident->commander.length == 0;

	if (!store_people_paged(work, incident->id, &names, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		has_commander |= str_equal(names[i], incident->commander);
		if (!paging_tell(work, incident, names[i], message->subject,
				 message->text))
			return false;
	}
	return has_commander || paging_tell(work, incident, incident->commander,
					    message->subject, message->text);
}

static bool deliver(struct work *work, const struct incident *incident,
		    const struct hearers *hearers, const struct message *message)
{
	const struct audience *places = hearers->places;

	if (str_is(hearers->name, "responders") &&
	    !tell_responders(work, incident, message))
		return false;
	if (hearers->on_status_page &&
	    !status_publish(work, incident, message, message->components))
		return false;
	return !places || places->contact_count == 0 ||
	       paging_tell_contacts(work, message, places->contacts,
				    places->contact_count);
}

/* An approved text says its instant; any other was rendered just now. */
static instant_ms next_due(const struct work *work, const struct message *message)
{
	return message->approvers.length > 0 ? message->drafted_at + message->next_update
					     : work->now + message->next_update;
}

static bool renew_promises(struct work *work, const struct incident *incident,
			   const struct message *message)
{
	struct promise update = { .kind = PROMISE_UPDATE,
				  .message = message->id,
				  .audience = message->audience,
				  .what = STR("next update") };
	struct promise eta = { .kind = PROMISE_ETA,
			       .message = message->id,
			       .audience = message->audience,
			       .what = STR("ETA"),
			       .due = message->eta };

	if (!promises_end(work, incident->id, message->audience, PROMISE_UPDATE,
			  PROMISE_KEPT))
		return false;
	if (!incident_is_open(incident->state))
		return true;
	update.due = next_due(work, message);
	if (message->next_update != 0 && !promise_make(work, incident, &update))
		return false;
	return message->eta == 0 || (promises_end(work, incident->id, message->audience,
						  PROMISE_ETA, PROMISE_REPLACED) &&
				     promise_make(work, incident, &eta));
}

bool telling_send(struct work *work, struct incident *incident,
		  const struct telling *telling)
{
	struct message message = { 0 };
	struct hearers hearers;

	return find_message(work, incident, telling, &message) &&
	       hearers_find(work, incident, message.audience, &hearers) &&
	       prepare(work, incident, telling, &hearers, &message) &&
	       mark_sent(work, incident, &message) &&
	       deliver(work, incident, &hearers, &message) &&
	       renew_promises(work, incident, &message);
}
