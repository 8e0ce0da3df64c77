/* What stays: durations with their names, the postmortem, and what must be done. */
#ifndef APP_LEARNING_LEARNING_H
#define APP_LEARNING_LEARNING_H

#include "app/store.h"
#include "core/learning/change.h"
#include "core/learning/item.h"

struct job_kind;

struct duration_named {
	const char *name;       /* "TTM" */
	const char *label;      /* "time to mitigation" */
	const char *definition; /* "alerted → mitigated" */
	duration_ms length;
	bool known; /* false: one of the two milestones was not reached */
};
enum { DURATIONS = 10 };
/* LEDGER 3.5: each number with its definition, from milestones only. */
bool learning_durations(struct work *work, int64_t incident,
			struct duration_named ret_durations[DURATIONS]) MUST_CHECK;

/* The whole text, from what is stored. */
bool postmortem_render(struct work *work, const struct incident *incident,
		       str *ret_markdown) MUST_CHECK;
/* DIR/postmortems/CODE.md */
str postmortem_path(struct work *work, const struct incident *incident);
/* Renders and writes the file now, and the pictures beside it. */
bool postmortem_write(struct work *work, const struct incident *incident) MUST_CHECK;
extern const struct job_kind postmortem_job;

/* Writes down one change of the outside world. Left out: at is now, kind "other", author
 * the actor. One whose source_id its source has said before changes nothing. */
bool change_record(struct work *work, struct change *change) MUST_CHECK;

/* What an item lacks, in words; "" for nothing. */
str item_flags(struct work *work, const struct item *item);

#endif
