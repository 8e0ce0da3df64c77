/* The drill by itself: each step waits until it can be seen in the room that it
 * happened, and acts until then where a person would. */
#include "drill/session.h"

#include <unistd.h>

enum { ACT_EVERY_US = 1000000 };

static bool room_is_there(const struct session *session)
{
	return session->room != NULL;
}

static bool page_is_delivered(const struct session *session)
{
	struct inbox *inbox = session->world.inbox;

	return inbox_count(inbox, "email", session->code, true) > 0 &&
	       inbox_count(inbox, "webhook", session->code, true) > 0 &&
	       inbox_count(inbox, "ntfy", session->code, true) > 0;
}

static bool both_are_supported(const struct session *session)
{
	return room_all_decided(session) && room_supported(session) == 2;
}

static bool neither_is_supported(const struct session *session)
{
	return room_all_decided(session) && room_supported(session) == 0;
}

static bool two_are_offered(const struct session *session)
{
	return room_offered(session) == 2;
}

static bool nothing_is_offered(const struct session *session)
{
	return room_evidence_is_in(session) &&
	       tree_count(tree_get(session->room, "actions")) == 0;
}

static bool is_acknowledged(const struct session *session)
{
	return text_is(tree_get(session->room, "page"), "state", "acknowledged");
}

static bool acknowledge(struct session *session, struct error *error)
{
	return session_act(session, &(struct act){ .operation = "page/acknowledge" },
			   error);
}

static bool is_approved(const struct session *session)
{
	const struct tree *action = room_action(session, session->taken);

	return action && tree_get_text(action, "approved_by").length > 0;
}

static bool approve(struct session *session, struct error *error)
{
	str digest = tree_get_text(room_action(session, session->taken), "digest");

	return session_act(session,
			   &(struct act){ .operation = "action/approve",
					  .number = session->taken,
					  .digest = digest },
			   error);
}

static bool has_run(const struct session *session)
{
	return text_is(room_action(session, session->taken), "state", "succeeded");
}

/* A server that died while it ran leaves it unknown: it never runs again by itself,
 * and one request reads the target again. Was it not done, there is the other one. */
static bool settle(struct session *session, struct error *error)
{
	const struct tree *action = room_action(session, session->taken);

	if (text_is(action, "state", "unknown"))
		return session_act(session,
				   &(struct act){ .operation = "action/settle",
						  .number = session->taken },
				   error);
	if (!text_is(action, "state", "failed") && !text_is(action, "state", "refused"))
		return true;
	session->taken = 2;
	return is_approved(session) || approve(session, error);
}

static bool is_sent(const struct session *session)
{
	const struct tree *messages = tree_get(session->room, "messages");

	for (size_t i = 0; i < tree_count(messages); i++)
		if (text_is(tree_nth(messages, i), "state", "sent"))
			return text_is(tree_get(session->room, "promise"), "state",
				       "open");
	return false;
}

static bool send(struct session *session, struct error *error)
{
	return session_act(session, &(struct act){ .operation = "message/send" }, error);
}

static bool has_helped(const struct session *session)
{
	return text_is(room_action(session, session->taken), "verdict", "helped");
}

static bool writer_writes(const struct session *session)
{
	const struct tree *entries = tree_get(session->room, "timeline");

	for (size_t i = 0; i < tree_count(entries); i++)
		if (text_is(tree_nth(entries, i), "kind", "incident.note"))
			return true;
	return false;
}

static bool start_writer(struct session *session, struct error *error)
{
	const struct act note = { .operation = "incident/note",
				  .text = STR("the writer was started by hand") };

	if (!world_set_writing(&session->world, true, error) ||
	    !session_act(session, &note, error))
		return false;
	session_say(session, "BY HAND", "the writer works again; stanch did not do that");
	return true;
}

/* The refusal is what is wanted; a resolve that succeeds here ends the drill. */
static bool was_refused(const struct session *session)
{
	return session->was_refused;
}

static bool resolve(struct session *session, struct error *error)
{
	return session_act(session, &(struct act){ .operation = "incident/resolve" },
			   error);
}

static bool resolve_early(struct session *session, struct error *error)
{
	if (resolve(session, error))
		return error_set(error, ERROR_INTERNAL,
				 "a resolve before the hold was over was not refused");
	if (error->kind != ERROR_CONFLICT)
		return false;
	session->was_refused = true;
	session_say(session, "REFUSED", "%s", error->text);
	return true;
}

static bool may_resolve(const struct session *session)
{
	return tree_get_bool(tree_get(session->room, "resolve"), "allowed", false);
}

static bool is_resolved(const struct session *session)
{
	const struct tree *incident = tree_get(session->room, "incident");

	return text_is(incident, "state", "resolved") &&
	       tree_get_bool(incident, "proven", false);
}

static bool is_recorded(const struct session *session)
{
	const struct tree *postmortem = tree_get(session->room, "postmortem");
	str path = tree_get_text(postmortem, "path");

	return tree_get_bool(postmortem, "ready", false) && path.length > 0 &&
	       access(arena_c_string(session->tick, path), R_OK) == 0;
}

enum { MEMORY = 1 << CAUSE_MEMORY, STOPPED = 1 << CAUSE_WRITER_STOPPED };

static const struct phase {
	const char *step;
	bool (*is_done)(const struct session *session);
	bool (*act)(struct session *session, struct error *error); /* NULL: wait */
	unsigned causes;
	int seconds_max;
} phases[] = {
	{ "the alert arrives and opens an incident", room_is_there, NULL,
	  MEMORY | STOPPED, 120 },
	{ "the page arrives by mail, webhook and ntfy", page_is_delivered, NULL,
	  MEMORY | STOPPED, 30 },
	{ "the evidence is in", room_evidence_is_in, NULL, MEMORY | STOPPED, 30 },
	{ "both hypotheses are supported", both_are_supported, NULL, MEMORY, 20 },
	{ "neither hypothesis is supported", neither_is_supported, NULL, STOPPED, 20 },
	{ "two actions are offered", two_are_offered, NULL, MEMORY, 20 },
	{ "no action is offered", nothing_is_offered, NULL, STOPPED, 20 },
	{ "the page is acknowledged", is_acknowledged, acknowledge, MEMORY | STOPPED,
	  20 },
	{ "an action is approved", is_approved, approve, MEMORY, 20 },
	{ "the action ran", has_run, settle, MEMORY, 30 },
	{ "a message is sent, the next one promised", is_sent, send, MEMORY | STOPPED,
	  20 },
	{ "the writer is started by hand", writer_writes, start_writer, STOPPED, 20 },
	{ "the effect is measured: it helped", has_helped, NULL, MEMORY, 60 },
	{ "a resolve before the hold is over is refused", was_refused, resolve_early,
	  MEMORY | STOPPED, 20 },
	{ "the checks hold and the alert ends", may_resolve, NULL, MEMORY | STOPPED,
	  150 },
	{ "the incident is resolved, proven by measurement", is_resolved, resolve,
	  MEMORY | STOPPED, 20 },
	{ "the postmortem is there", is_recorded, NULL, MEMORY | STOPPED, 15 },
};

enum { PHASES = sizeof(phases) / sizeof(phases[0]) };

bool auto_is_done(const struct session *session)
{
	return session->phase == PHASES && session->is_over;
}

static void next_phase(struct session *session)
{
	session->phase++;
	session->phase_began_us = clock_monotonic_us();
	session->acted_us = 0;
	session->last_refusal = (struct error){ 0 };
}

static bool is_due(const struct session *session)
{
	return session->room && clock_monotonic_us() - session->acted_us > ACT_EVERY_US;
}

static bool fail_phase(const struct session *session, const struct phase *phase,
		       struct error *error)
{
	const struct error *said = &session->last_refusal;

	return error_set(error, ERROR_TIMEOUT, "did not happen within %d s%s%s",
			 phase->seconds_max, said->text[0] ? ": " : "", said->text);
}

/* The first that has not happened yet; NULL at the end. */
static const struct phase *current_phase(struct session *session)
{
	for (; session->phase < PHASES; next_phase(session)) {
		const struct phase *phase = &phases[session->phase];
		bool is_ours = phase->causes >> session->world.cause & 1;

		if (is_ours && !phase->is_done(session))
			return phase;
	}
	return NULL;
}

bool auto_step(struct session *session, const char **ret_step, struct error *error)
{
	int64_t now_us = clock_monotonic_us();

	if (session->phase_began_us == 0) {
		session->phase_began_us = now_us;
		session->taken = 1;
	}

	const struct phase *phase = current_phase(session);

	if (!phase)
		return true;
	*ret_step = phase->step;
	if (now_us - session->phase_began_us > (int64_t)phase->seconds_max * 1000000)
		return fail_phase(session, phase, error);
	if (!phase->act || !is_due(session))
		return true;
	session->acted_us = now_us;
	/* Refused or out of reach: the room decides whether to try again. */
	if (phase->act(session, &session->last_refusal) ||
	    session->last_refusal.kind != ERROR_INTERNAL)
		return true;
	*error = session->last_refusal;
	return false;
}
