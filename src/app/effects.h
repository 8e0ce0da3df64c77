/* What a turn asks to happen once its group is committed, and not before: memory
 * that follows the store (roster, head, live pages) and who must be woken. */
#ifndef APP_EFFECTS_H
#define APP_EFFECTS_H

#include "app/intake/roster.h"
#include "app/store.h"

struct effects {
	struct arena *arena; /* the turn's */
	struct {
		struct entry *items;
		size_t count, capacity;
	} entries; /* for the herald */
	struct {
		struct roster_entry *items;
		size_t count, capacity;
	} alerts;              /* for the roster, as they are after the turn */
	bool recalled;         /* with all that a failed group may have stored */
	bool jobs;             /* there is work for the desks */
	bool timers;           /* the next due instant may be earlier */
	struct config *config; /* becomes the current one; the reference is handed over */
	bool stops;            /* the server must end after this group */
};

/* Its texts must live as long as the turn. */
void effects_add_entry(struct effects *effects, const struct entry *entry);
/* What the roster keeps of it. */
void effects_add_alert(struct effects *effects, const struct alert *alert);

#endif
