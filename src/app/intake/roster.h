/* The roster of alerts, in memory: it tells in a moment whether an alert that comes
 * in says anything new. Only the scribe writes entries, after the commit, so what is
 * found here is on stable storage; a door that finds an equal entry only moves the
 * time until which the alert counts as firing.
 *
 * It is complete: every alert that may still be repeated or changed is in it, so that a
 * key it does not know needs no look into the tables. Ended alerts are forgotten a while
 * after they were last heard of; one that comes later is a new one. */
#ifndef APP_INTAKE_ROSTER_H
#define APP_INTAKE_ROSTER_H

#include "app/app.h"
#include "core/alerting/alert.h"

struct roster *roster_new(void);
void roster_free(struct roster *roster);

struct roster_entry {
	struct siphash_128 key;
	uint64_t content;
	instant_ms ends_at;
	int64_t id;       /* 0: free */
	uint32_t heard_s; /* seconds since 1970: when it last came in or changed */
	uint8_t state;    /* enum alert_state */
	bool moved;       /* ends_at is newer than on disk */
};
struct roster_entry roster_entry_of(const struct alert *alert);

/* True when an equal alert is known; then its expiry is moved to ends_at, and *ret_id is
 * its id. */
bool roster_knows(struct roster *roster, struct siphash_128 key, uint64_t content,
		  instant_ms ends_at, instant_ms now, int64_t *ret_id);
void roster_put(struct roster *roster, const struct roster_entry *put);
size_t roster_count(struct roster *roster);
size_t roster_bytes(struct roster *roster);

/* -- for turns: what they add is committed later, so it is only awaited -- */

/* The ids under which the tables may have this key, at most two: the one that a turn
 * of this group gave it (which may have been undone since), then the committed one. */
size_t roster_find(struct roster *roster, struct siphash_128 key, int64_t ret_ids[2]);
void roster_await(struct roster *roster, struct siphash_128 key, int64_t id);
/* The group is over. When it failed nobody can tell whether it was stored all the same
 * (a lost connection, a disk that did not sync): the next turn that asks must look for
 * rows beyond the newest one known. */
void roster_settle(struct roster *roster, bool is_committed);
/* Since a group failed. *ret_newest is the newest id known for sure. */
bool roster_is_in_doubt(const struct roster *roster, int64_t *ret_newest);
/* The rows beyond it are in the roster now. */
void roster_trust(struct roster *roster);

/* At most "most" firing entries whose time is over, into "into". */
size_t roster_expired(struct roster *roster, instant_ms now, struct roster_entry *into,
		      size_t most);
/* The same for those whose expiry moved since it was last asked; marks them clean. */
size_t roster_moved(struct roster *roster, struct roster_entry *into, size_t most);
/* Ended ones whose sender has stopped repeating them. A stale one stays: its incident
 * waits for how it ends. */
void roster_forget_ended(struct roster *roster, instant_ms heard_before);

struct siphash_128 roster_key_parse(str hex);
str roster_key_text(struct arena *arena, struct siphash_128 key);

#endif
