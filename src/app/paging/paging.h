/* Paging: rounds of deliveries until somebody acknowledges. */
#ifndef APP_PAGING_PAGING_H
#define APP_PAGING_PAGING_H

#include "app/store.h"
#include "core/paging/page.h"

struct timer;
struct job_kind;

/* Starts the loop for an incident with its first round at once; nothing when one is
 * live already. */
bool paging_open(struct work *work, struct incident *incident) MUST_CHECK;
/* Timers: the next round, and the lapse of an ack. */
bool paging_due(struct work *work, const struct timer *timer) MUST_CHECK;
bool paging_lapse_due(struct work *work, const struct timer *timer) MUST_CHECK;

/* Takes the page: queued sends are cancelled, the first who acknowledges becomes the
 * commander. "via" says how: cli, page, link. CONFLICT when it was acknowledged
 * already by another; the same person again is no error. */
bool paging_acknowledge(struct work *work, struct incident *incident) MUST_CHECK;

/* Ends it without an ack, whatever the reason. */
bool paging_stop(struct work *work, struct incident *incident, str reason) MUST_CHECK;
/* The alerts ended: an unanswered page stops and those who were paged get one quiet
 * notice. */
bool paging_recovered(struct work *work, struct incident *incident,
		      bool *ret_unanswered) MUST_CHECK;

/* A quiet text to the audiences of the configuration. */
bool paging_tell_audiences(struct work *work, const struct incident *incident,
			   int64_t message, str subject, str text) MUST_CHECK;

extern const struct job_kind deliver_job;

/* A link that acknowledges one page for one person until an instant; nothing is
 * stored for it: it carries its own proof. */
str ack_link_secret(struct work *work, int64_t page, str person, instant_ms until);
bool ack_link_check(struct work *work, str secret, int64_t *ret_page,
		    str *ret_person) MUST_CHECK;

#endif
