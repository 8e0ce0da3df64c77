/* Who leads an incident, who helps, and how that passes on. */
#ifndef APP_LIFECYCLE_COMMAND_H
#define APP_LIFECYCLE_COMMAND_H

#include "app/store.h"
#include "core/incident/command.h"

/* The actor becomes commander. Nobody has it: at once. Somebody has: a reason is needed,
 * and who had it is told quietly. CONFLICT when a handoff to another is on offer. */
bool command_take(struct work *work, struct incident *incident, str reason) MUST_CHECK;

/* The commander (or an admin) offers; the document is written from the timeline in that
 * turn and sent to the taker, who is called like by a page but quietly. Until it is
 * accepted pages go on to the giver. One offer at a time. */
bool handoff_offer(struct work *work, struct incident *incident, str taker,
		   struct handoff *ret_handoff) MUST_CHECK;
/* Only the taker accepts or declines; commander and pages move in that one turn, and a
 * handoff message is drafted for each audience. */
bool handoff_accept(struct work *work, struct incident *incident) MUST_CHECK;
bool handoff_decline(struct work *work, struct incident *incident, str reason) MUST_CHECK;
bool handoff_withdraw(struct work *work, struct incident *incident,
		      str reason) MUST_CHECK;
/* The open offer, if any. */
bool handoff_open(struct work *work, int64_t incident, struct handoff *ret_handoff,
		  bool *ret_found) MUST_CHECK;
/* What the next one must know, in Markdown: incident, status, severity, what happened,
 * what was tried with its verdict, what was learned, the hypotheses, next steps, promises
 * that are open, who reported it and who knows it. "unknown" where nothing is known. */
bool handoff_document(struct work *work, const struct incident *incident,
		      str *ret_document) MUST_CHECK;

/* A role's holder; "" for person ends it. */
bool role_give(struct work *work, struct incident *incident, enum duty_role role,
	       str person) MUST_CHECK;

/* A task with an end. When it is over unfinished: its owner and the commander are asked
 * (continue, escalate, or mitigate), and the policy's time box steps are called. */
bool time_box_open(struct work *work, struct incident *incident, str task, str owner,
		   duration_ms lasts, struct time_box *ret_box) MUST_CHECK;
bool time_box_done(struct work *work, struct incident *incident, int64_t box) MUST_CHECK;
bool time_box_due(struct work *work, const struct timer *timer) MUST_CHECK;

/* The incident is over: offers and boxes end. */
bool command_close(struct work *work, const struct incident *incident) MUST_CHECK;

#endif
