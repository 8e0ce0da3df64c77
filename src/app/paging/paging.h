/* Paging: rounds of deliveries until somebody acknowledges. An incident has one page for
 * each chain of its policy that was called (core/paging/policy.h). */
#ifndef APP_PAGING_PAGING_H
#define APP_PAGING_PAGING_H

#include "app/store.h"
#include "core/paging/page.h"

struct timer;
struct job_kind;

/* Starts the first chain for an incident with its first round at once; nothing when that
 * one is live already. Also sets what is due when it stays unmitigated. */
bool paging_open(struct work *work, struct incident *incident) MUST_CHECK;
/* A page that begins with this step of the policy, unless one that does is live. */
bool paging_open_chain(struct work *work, struct incident *incident, size_t chain,
		       str why) MUST_CHECK;
/* The same from a later step of the chain on, as if those before it had had their time.
 */
bool paging_open_at(struct work *work, struct incident *incident, size_t chain,
		    size_t from, str why) MUST_CHECK;
/* A later step of a live page is called now. */
bool paging_pass_to(struct work *work, struct incident *incident, struct page page,
		    size_t step) MUST_CHECK;
/* Timers: the next round, and the lapse of an ack. */
bool paging_due(struct work *work, const struct timer *timer) MUST_CHECK;
bool paging_lapse_due(struct work *work, const struct timer *timer) MUST_CHECK;

/* Takes every live page of the incident; of somebody who acknowledged one before, only
 * those that call them. Queued sends are cancelled, the first who acknowledges becomes
 * the commander. The actor's via says how: cli, page, link, sms, mail, slack. CONFLICT
 * when it was acknowledged already by another; the same person again is no error. */
bool paging_acknowledge(struct work *work, struct incident *incident) MUST_CHECK;
/* Takes one page, by a link, a code, a button: what called this person. CONFLICT when a
 * newer page of the same incident is live that this one says nothing of. */
bool paging_acknowledge_page(struct work *work, int64_t page,
			     struct incident *ret_incident) MUST_CHECK;

/* Ends all of them without an ack, whatever the reason. */
bool paging_stop(struct work *work, struct incident *incident, str reason) MUST_CHECK;
/* The alerts ended: unanswered pages stop and those who were paged get one quiet
 * notice. */
bool paging_recovered(struct work *work, struct incident *incident,
		      bool *ret_unanswered) MUST_CHECK;
/* The incident is over: what was opened elsewhere (PagerDuty) ends there too. */
bool paging_close(struct work *work, const struct incident *incident) MUST_CHECK;
/* Has a person this in hand: answered, or being called right now? */
bool paging_is_in_hand(struct work *work, const struct incident *incident,
		       bool *ret_is) MUST_CHECK;

/* A quiet text to one person (their first contact), or to a list of contacts. */
bool paging_tell(struct work *work, const struct incident *incident, str person,
		 str subject, str text) MUST_CHECK;
bool paging_tell_contacts(struct work *work, const struct message *message,
			  const struct contact *contacts, size_t count) MUST_CHECK;
/* A loud one to all contacts of one person: something waits for them that is no page. */
bool paging_wake(struct work *work, const struct incident *incident, str person,
		 str subject, str text) MUST_CHECK;
/* A test page, as loud as a real one, to all contacts of a person: does it ring?
 * INVALID when there is no such person, or no contact. ret_count is how many. */
bool paging_test(struct work *work, str person, int64_t *ret_count) MUST_CHECK;
/* A loud one to everybody that can be called, of something of ours that is broken;
 * incident 0 is none. */
bool paging_alarm(struct work *work, int64_t incident, str subject, str text) MUST_CHECK;

extern const struct job_kind deliver_job;

/* A token that acknowledges one page for one configured person until an instant; nothing
 * is stored for it: it carries its own proof. 40 letters and digits whose case does not
 * matter. The person "" makes one for a channel that many read: it proves the page, and
 * who answers must be proven otherwise. */
str ack_link_secret(struct work *work, int64_t page, str person, instant_ms until);
bool ack_link_check(struct work *work, str secret, int64_t *ret_page,
		    str *ret_person) MUST_CHECK;

#endif
