/* One drill from its start to its end, as its parts share it: what is told, what is
 * typed, and what is done by itself. */
#ifndef DRILL_SESSION_H
#define DRILL_SESSION_H

#include "drill/api.h"
#include "drill/world.h"

enum { NEWS_MAX = 32, ROUNDS_TOLD_MAX = 100 };

struct session {
	struct world world;
	const char *socket;
	bool is_auto;
	const char *again; /* the command that plays it once more */
	instant_ms began;
	int64_t began_us;

	/* Since the last look; the room is NULL when stanch does not answer. */
	struct arena *tick;
	const struct tree *room;
	str code; /* of the incident; "" before it opened */

	/* What was told already. */
	bool told[NEWS_MAX];
	int64_t told_rounds, told_actions, told_verdicts, told_messages, told_seq;
	bool is_over;

	/* Of the keys. */
	int64_t chosen;   /* the action whose preview is shown; 0: none */
	bool wants_undo;  /* choose the next action as soon as it is offered */
	int64_t typed_us; /* the last key */

	/* Of the automatic run. */
	size_t phase;
	int64_t phase_began_us, acted_us;
	int64_t taken;    /* the number of the action it approves */
	bool was_refused; /* the resolve that came too early */
	struct error last_refusal;
};

/* Looks into the room; whoever does not answer is asked again at the next tick. */
void session_look(struct session *session);
/* "00:41  PAGE     sent to you" */
void session_say(const struct session *session, const char *label, const char *format,
		 ...) __attribute__((format(printf, 3, 4)));
/* POST with the incident's code and up to one more input of each kind; NULL: none. */
struct act {
	const char *operation;
	int64_t number; /* 0: none */
	str digest, reason, text;
};
bool session_act(struct session *session, const struct act *act,
		 struct error *error) MUST_CHECK;

/* Readers of the room; all forgive what is not there. */
const struct tree *room_check(const struct session *session, const char *name);
const struct tree *room_action(const struct session *session, int64_t number);
const struct tree *room_draft(const struct session *session); /* the latest, or NULL */
bool room_all_decided(const struct session *session);
bool room_evidence_is_in(const struct session *session);
bool room_is_previewing(const struct session *session);
size_t room_offered(const struct session *session);
size_t room_supported(const struct session *session);
bool text_is(const struct tree *map, const char *name, const char *value);
/* mm:ss since the drill's start of an RFC 3339 instant. */
str session_when(const struct session *session, str instant);

/* narrate.c: one line for each thing that is new. */
void narrate_start(struct session *session, str login_link);
void narrate(struct session *session);
void narrate_end(struct session *session);

/* keys.c: what a person types. False when the person wants to stop. */
bool keys_start(void);
void keys_stop(void);
bool keys_take(struct session *session, int wait_ms);

/* auto.c: the same by itself. False with the step that did not happen in time. */
bool auto_step(struct session *session, const char **ret_step,
	       struct error *error) MUST_CHECK;
bool auto_is_done(const struct session *session);

#endif
