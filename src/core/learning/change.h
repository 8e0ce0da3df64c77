/* What changed outside: a deployment, a flag, a setting. Whatever changed shortly before
 * something broke may have broken it, and putting it back is often the shortest way out.
 * That one came before the other says no more than that: only the lag is told, and what
 * else changed in the same time. How far each is to blame is core/diagnosis/guilt.h's,
 * where more than the time is known. */
#ifndef CORE_LEARNING_CHANGE_H
#define CORE_LEARNING_CHANGE_H

#include "base/clock.h"
#include "base/shape.h"

struct change {
	int64_t id;
	instant_ms at;
	str service; /* "" : it is not known which, so it may be any */
	str kind; /* deploy, config, flag, infrastructure, status, maintenance, other */
	str title;
	str author;
	str url;
	str source;
	instant_ms recorded_at;
	str source_id; /* by which its sender names it: a repeat is no second change */
	str system;    /* where it was made: kubernetes, git, argocd, flag, … */
	str target;    /* what was changed there: "prod/shop/deployment/orders" */
	str revision;  /* what runs since: "v2.3.4", a commit, "17" */
	str previous;  /* what ran before; "" : not known */
	str diff;      /* what differs, one line each */
	/* Its way back; actuator "" : none is known. The plan is JSON. */
	str undo_actuator, undo_target, undo_plan;
	str irreversible; /* why there is no way back: "drops a column"; "" : not said */
};
extern const struct shape change_shape;

enum {
	REVISION_BYTES_MAX = 200,
	CHANGES_TOLD_MAX = 3, /* in one sentence */
};

/* Where changes are made, for counting: what comes from outside is no name of ours.
 * Ends in "other" and NULL. */
enum { CHANGE_SYSTEMS = 10 };
extern const char *const change_system_names[];
size_t change_system(str system); /* its place; that of "other" */

/* Such as may stand in a command or a path: letters, digits and ._/:@+- behind a letter
 * or a digit, and no "..": it came from outside. */
bool revision_is_plain(str revision);

/* -- before something broke -- */

enum change_relation {
	CHANGE_OWN,        /* of the service itself */
	CHANGE_DEPENDENCY, /* of what it depends on */
	CHANGE_ANYWHERE,   /* nobody said of what */
};

struct suspect_change {
	const struct change *change;
	duration_ms lag; /* from the change to the onset; never negative */
	enum change_relation relation;
	str on; /* of a dependency: its service */
};

struct change_search {
	instant_ms onset;
	duration_ms window;
	str service;
	const str *needs; /* what it depends on, nearest first */
	size_t need_count;
};

struct suspect_changes {
	struct suspect_change *items;
	size_t count, capacity;
};
/* Those that concern the service within the window before the onset, nearest first; of
 * two at the same instant its own, then that of a dependency. */
struct suspect_changes changes_before(struct arena *arena,
				      const struct change_search *search,
				      const struct change *changes, size_t count);

/* "deploy v2.3.4 was 2:00 before it began; also in the 60 min before: config "pool size"
 * 20:00 before": of the nth, and of the others. Lag only: what came before is no cause.
 */
str change_says(struct arena *arena, const struct suspect_changes *suspects, size_t nth,
		duration_ms window);

#endif
