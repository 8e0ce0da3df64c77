/* The roster of alerts, in memory: it tells in a moment whether an alert that comes
 * in says anything new. Only the scribe writes entries, after the commit, so what is
 * found here is on stable storage; a door that finds an equal entry only moves the
 * time until which the alert counts as firing. */
#ifndef APP_INTAKE_ROSTER_H
#define APP_INTAKE_ROSTER_H

#include "app/app.h"
#include "core/alerting/alert.h"

struct roster *roster_new(void);
void roster_free(struct roster *roster);

/* True when an equal alert is known, with its id; then its expiry is moved to ends_at. */
bool roster_knows(struct roster *roster, struct siphash_128 key, uint64_t content,
		  instant_ms ends_at, int64_t *ret_id);
void roster_put(struct roster *roster, const struct alert *alert);
size_t roster_count(struct roster *roster);
size_t roster_bytes(struct roster *roster);

struct roster_entry {
	struct siphash_128 key;
	uint64_t content;
	instant_ms ends_at;
	int64_t id; /* 0: free */
	bool firing;
	bool moved; /* ends_at is newer than on disk */
};

/* At most "most" firing entries whose time is over, into "into". */
size_t roster_expired(struct roster *roster, instant_ms now, struct roster_entry *into,
		      size_t most);
/* The same for those whose expiry moved since it was last asked; marks them clean. */
size_t roster_moved(struct roster *roster, struct roster_entry *into, size_t most);
/* Ended ones whose sender has stopped repeating them. */
void roster_forget_ended(struct roster *roster, instant_ms ended_before);

struct siphash_128 roster_key_parse(str hex);
str roster_key_text(struct arena *arena, struct siphash_128 key);

#endif
