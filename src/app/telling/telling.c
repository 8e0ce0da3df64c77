#include "app/telling/telling.h"

#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "formats/mustache.h"

static const struct template *template_for(const struct profile *profile,
					   enum message_kind kind)
{
	for (size_t i = 0; i < profile->template_count; i++)
		if (profile->templates[i].kind == kind)
			return &profile->templates[i];
	return NULL;
}

static bool supersede(struct work *work, int64_t incident, str audience)
{
	struct message *messages;
	size_t count;

	if (!store_of_incident(work, &message_shape, incident, &messages, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (messages[i].state != MESSAGE_DRAFT ||
		    !str_equal(messages[i].audience, audience))
			continue;
		messages[i].state = MESSAGE_SUPERSEDED;
		if (!store_save(work, &message_shape, &messages[i]))
			return false;
	}
	return true;
}

bool telling_draft(struct work *work, const struct incident *incident,
		   enum message_kind kind, str why)
{
	const struct template *template = template_for(incident_profile(work, incident),
						       kind);

	if (!template)
		return true;

	const struct level *level = incident_level(work, incident);
	struct tree *facts = telling_facts(work, incident, level->cadence);
	struct message message = { .incident = incident->id,
				   .kind = kind,
				   .state = MESSAGE_DRAFT,
				   .audience = template->audience,
				   .drafted_why = why,
				   .drafted_at = work->now };

	if (!mustache_render(work->arena, template->subject, facts, MUSTACHE_PLAIN,
			     &message.subject, &work->error) ||
	    !mustache_render(work->arena, template->text, facts, MUSTACHE_PLAIN,
			     &message.text, &work->error))
		return while_doing(work, "draft the %s message",
				   message_kind_names[kind]);
	return supersede(work, incident->id, template->audience) &&
	       store_add(work, &message_shape, &message) &&
	       note(work, "message.drafted", incident->id,
		    subject_of(work, "message", message.id),
		    { "kind", str_of(message_kind_names[kind]) },
		    { "audience", message.audience }, { "why", why });
}

static bool find_message(struct work *work, const struct incident *incident, int64_t id,
			 struct message *ret_message)
{
	struct message *messages;
	size_t count;

	if (!store_of_incident(work, &message_shape, incident->id, &messages, &count))
		return false;
	for (size_t i = count; i > 0; i--) {
		const struct message *message = &messages[i - 1];

		if (id != 0 ? message->id != id : message->state != MESSAGE_DRAFT)
			continue;
		if (message->state == MESSAGE_SENT)
			return fail(work, ERROR_CONFLICT,
				    "message %lld was sent by " STR_FMT,
				    (long long)message->id, STR_ARG(message->sent_by));
		if (message->state == MESSAGE_SUPERSEDED)
			return fail(work, ERROR_CONFLICT,
				    "a newer draft took the place of message %lld",
				    (long long)message->id);
		*ret_message = *message;
		return true;
	}
	return fail(work, ERROR_NOT_FOUND,
		    "there is no draft to send: make one with "
		    "'stanch message draft'");
}

static bool end_promise(struct work *work, struct promise *promise,
			enum promise_state state)
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
	       note(work, kinds[state], promise->incident,
		    subject_of(work, "promise", promise->id), { "what", promise->what },
		    { "due", instant_format_time(work->arena, promise->due) });
}

static bool end_open_promise(struct work *work, int64_t incident,
			     enum promise_state state)
{
	struct promise promise;
	bool found;

	if (!store_promise_open(work, incident, &promise, &found))
		return false;
	return !found || end_promise(work, &promise, state);
}

static bool make_promise(struct work *work, const struct message *message,
			 duration_ms wait)
{
	struct promise promise = { .incident = message->incident,
				   .message = message->id,
				   .what = STR("next update"),
				   .state = PROMISE_OPEN,
				   .made_at = work->now,
				   .due = work->now + wait };
	instant_ms remind_at = promise.due - PROMISE_REMINDER_MS;

	if (remind_at <= work->now)
		remind_at = work->now + wait / 2;
	return store_add(work, &promise_shape, &promise) &&
	       timer_set(work, "promise.remind", promise.id, promise.incident,
			 remind_at) &&
	       timer_set(work, "promise.due", promise.id, promise.incident,
			 promise.due) &&
	       note(work, "promise.made", promise.incident,
		    subject_of(work, "promise", promise.id), { "what", promise.what },
		    { "due", instant_format_time(work->arena, promise.due) });
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

bool telling_send(struct work *work, struct incident *incident, int64_t id, str text,
		  duration_ms next_update)
{
	struct message message = { 0 };
	bool is_over = !incident_is_open(incident->state);

	if (!find_message(work, incident, id, &message))
		return false;
	if (text.length > 0)
		message.text = text;
	if (next_update == 0)
		next_update = incident_level(work, incident)->cadence;
	if (!mark_sent(work, incident, &message) ||
	    !paging_tell_audiences(work, incident, message.id, message.subject,
				   message.text) ||
	    !end_open_promise(work, incident->id, PROMISE_KEPT))
		return false;
	return is_over || next_update == 0 || make_promise(work, &message, next_update);
}

bool telling_remind_due(struct work *work, const struct timer *timer)
{
	struct promise promise;
	struct incident incident;

	if (!store_get(work, &promise_shape, timer->ref, &promise) ||
	    !store_get(work, &incident_shape, promise.incident, &incident))
		return false;
	if (promise.state != PROMISE_OPEN)
		return true;
	promise.reminded = true;
	return store_save(work, &promise_shape, &promise) &&
	       note(work, "promise.reminded", incident.id,
		    subject_of(work, "promise", promise.id), { "what", promise.what },
		    { "due", instant_format_time(work->arena, promise.due) }) &&
	       telling_draft(work, &incident, MESSAGE_UPDATE,
			     STR("an update is promised"));
}

bool telling_promise_due(struct work *work, const struct timer *timer)
{
	struct promise promise;

	if (!store_get(work, &promise_shape, timer->ref, &promise))
		return false;
	return promise.state != PROMISE_OPEN ||
	       end_promise(work, &promise, PROMISE_MISSED);
}

bool telling_close(struct work *work, const struct incident *incident)
{
	return end_open_promise(work, incident->id, PROMISE_REPLACED);
}
