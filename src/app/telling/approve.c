/* Approval binds to the text: whoever may agrees to exactly that. */
#include "app/note.h"
#include "app/telling/parts.h"

static bool is_in_role(const struct work *work, const struct incident *incident, str role)
{
	if (str_is(role, "commander"))
		return str_equal(work->actor.name, incident->commander);
	if (str_is(role, "approver"))
		return work->actor.role >= ROLE_APPROVER;
	return str_is(role, "admin") && work->actor.role >= ROLE_ADMIN;
}

static bool may_approve(const struct work *work, const struct incident *incident,
			str approvers)
{
	str rest = approvers, one;

	if (work->actor.kind != ACTOR_PERSON)
		return false;
	while (str_next(&rest, ',', &one)) {
		one = str_trim(one);
		if (str_equal(one, work->actor.name) || is_in_role(work, incident, one))
			return true;
	}
	return false;
}

static bool refuse(struct work *work, const struct incident *incident,
		   const struct message *message)
{
	return fail(work, ERROR_FORBIDDEN,
		    "messages to " STR_FMT " are approved by one of: " STR_FMT
		    " (the commander is " STR_FMT ")",
		    STR_ARG(message->audience), STR_ARG(message->approvers),
		    STR_ARG(incident->commander.length > 0 ? incident->commander
							   : STR("nobody yet")));
}

static bool check_state(struct work *work, const struct message *message)
{
	long long id = (long long)message->id;

	if (message->state == MESSAGE_SENT)
		return fail(work, ERROR_CONFLICT, "message %lld was sent already", id);
	if (message->state == MESSAGE_SUPERSEDED)
		return fail(work, ERROR_CONFLICT,
			    "a newer draft took the place of message %lld", id);
	if (message->approvers.length == 0)
		return fail(work, ERROR_CONFLICT,
			    "message %lld needs no approval: send it", id);
	return true;
}

static bool find(struct work *work, const struct incident *incident, int64_t id,
		 struct message *ret_message)
{
	struct message *messages;
	size_t count;

	if (!store_of_incident(work, &message_shape, incident->id, &messages, &count))
		return false;
	for (size_t i = count; i > 0; i--) {
		const struct message *one = &messages[i - 1];
		bool waits = one->state == MESSAGE_DRAFT && one->approvers.length > 0;

		if (id != 0 ? one->id != id : !waits)
			continue;
		*ret_message = *one;
		return true;
	}
	if (id != 0)
		return fail(work, ERROR_NOT_FOUND, STR_FMT " has no message %lld",
			    STR_ARG(incident->code), (long long)id);
	return fail(work, ERROR_NOT_FOUND, "no draft waits for an approval");
}

bool telling_approve(struct work *work, struct incident *incident, int64_t id)
{
	struct message message = { 0 };

	if (!find(work, incident, id, &message) || !check_state(work, &message))
		return false;
	if (!may_approve(work, incident, message.approvers))
		return refuse(work, incident, &message);
	if (message.state == MESSAGE_APPROVED)
		return true;
	message.state = MESSAGE_APPROVED;
	message.approved_by = work->actor.name;
	message.approved_at = work->now;
	return store_save(work, &message_shape, &message) &&
	       note(work, "message.approved", incident->id,
		    subject_of(work, "message", message.id),
		    { "audience", message.audience },
		    { "kind", str_of(message_kind_names[message.kind]) },
		    { "by", message.approved_by });
}
