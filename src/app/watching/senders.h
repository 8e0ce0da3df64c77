/* Who sends, as memory knows it: a delivery costs a lock and no write. Every few seconds
 * the figures reach the disk, and who fell silent is found. */
#ifndef APP_WATCHING_SENDERS_H
#define APP_WATCHING_SENDERS_H

#include "app/app.h"
#include "app/store.h"
#include "core/alerting/sender.h"

struct senders *senders_new(void);
void senders_free(struct senders *senders);

/* What came of one delivery. */
struct sent {
	str name, source; /* the key's and the door's */
	size_t alerts, faults;
	bool refused; /* by its key: then it was not heard */
	str problem;  /* "" : none */
	instant_ms at;
};
void senders_note(struct senders *senders, const struct sent *sent);

/* A copy of all, by first appearance; their state is that of the last tending. */
struct sender *senders_all(struct senders *senders, struct arena *arena,
			   size_t *ret_count);

/* At the start: what the store knows. */
bool senders_start(struct work *work) MUST_CHECK;
bool senders_tend(struct work *work) MUST_CHECK;

#endif
