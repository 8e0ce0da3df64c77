/* Messages are drafted at the right moments from facts, sent by people, and each
 * promise in them has a timer. */
#ifndef APP_TELLING_TELLING_H
#define APP_TELLING_TELLING_H

#include "app/store.h"
#include "core/telling/message.h"

/* Drafts of this kind, one for each audience that the profile informs at this rank, in
 * its language; an older draft of the same audience is superseded. */
bool telling_draft(struct work *work, const struct incident *incident,
		   enum message_kind kind, str why) MUST_CHECK;
/* One for one audience, whatever the rank. NOT_FOUND when no such audience exists. */
bool telling_draft_for(struct work *work, const struct incident *incident,
		       enum message_kind kind, str audience, str why,
		       struct message *ret_message) MUST_CHECK;

/* What somebody wants drafted. An update to those who have heard nothing yet becomes an
 * initial message. */
struct draft_wish {
	enum message_kind kind;
	str audience;
	str why;
	str text;                /* their own words; "" : from the template */
	duration_ms next_update; /* 0: by the level's cadence */
	instant_ms eta;          /* 0: none is promised */
	str components;          /* JSON for the status page; "" */
};
bool telling_draft_as(struct work *work, const struct incident *incident,
		      const struct draft_wish *wish,
		      struct message *ret_message) MUST_CHECK;
/* What people say of it, for all messages from now on; "" leaves what was said. */
struct said {
	str impact;          /* who is hit and how, in one sentence */
	str affected;        /* "~10% of users" */
	str workaround;      /* what those who are hit can do meanwhile */
	str failed_requests; /* "~5000" */
};
bool telling_say(struct work *work, struct incident *incident,
		 const struct said *said) MUST_CHECK;
/* "15:15" (the next one, by the actor's clock), "30m" from now, or a whole instant; ""
 * gives 0. */
bool telling_read_eta(struct work *work, str words, instant_ms *ret_eta) MUST_CHECK;

/* Agrees to a draft (0: the latest that needs it) as it is. FORBIDDEN with the names of
 * those who may, when the actor is none of them. */
bool telling_approve(struct work *work, struct incident *incident,
		     int64_t message) MUST_CHECK;

struct telling {
	int64_t message;         /* 0: the latest draft of the audience */
	str audience;            /* "" : of any, the latest; used when message is 0 */
	str text;                /* "" : the draft's; another one needs approval anew */
	duration_ms next_update; /* 0: as the draft says */
	instant_ms eta;          /* 0: as the draft says */
	str components;          /* JSON for the status page; "": as the draft says */
	bool confirmed;          /* send despite what the check of public texts found */
};
/* Sends it; keeps the open promise of that audience and makes the next one; none when
 * the incident is over. A draft from a template that nobody had to approve is rendered
 * once more, so that it says what is true now and when the next one comes. CONFLICT when
 * it needs an approval that it has not. A public text that names people, hosts or
 * addresses of ours is refused until confirmed. */
bool telling_send(struct work *work, struct incident *incident,
		  const struct telling *telling) MUST_CHECK;

/* The severity changed: open update promises move to the new cadence, counted from the
 * message that made them, never later than promised; what is overdue by that is due now.
 */
bool telling_severity(struct work *work, struct incident *incident) MUST_CHECK;
/* It was mitigated: ETAs are kept. */
bool telling_mitigated(struct work *work, const struct incident *incident) MUST_CHECK;

/* A person's page and its quiet end, from the profile's templates; brief is its first
 * line, at most 160 characters. */
struct page;
struct page_words {
	str subject, text, brief;
};
/* reader: whose language and clock it is written for; NULL: a channel, in English and
 * UTC. */
bool telling_page_text(struct work *work, const struct incident *incident,
		       const struct page *page, enum message_kind kind,
		       const struct person_config *reader,
		       struct page_words *ret_words) MUST_CHECK;

/* Timers. */
bool telling_remind_due(struct work *work, const struct timer *timer) MUST_CHECK;
bool telling_promise_due(struct work *work, const struct timer *timer) MUST_CHECK;
bool telling_overdue_due(struct work *work, const struct timer *timer) MUST_CHECK;
/* Whether what a missed promise said was done since. */
bool telling_made_good(struct work *work, const struct incident *incident,
		       const struct promise *promise, bool *ret_is) MUST_CHECK;
/* The incident is over: open promises end as replaced by the last message. */
bool telling_close(struct work *work, const struct incident *incident) MUST_CHECK;

/* The data templates are rendered over: facts only, what is unknown is absent. */
struct tree *telling_facts(struct work *work, const struct incident *incident,
			   duration_ms next_update);

/* The tickets of its reports in one line: "SUP-1, SUP-2"; "" for none. */
bool reported_tickets(struct work *work, int64_t incident, str *ret_tickets) MUST_CHECK;

#endif
