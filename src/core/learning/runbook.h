/* A runbook as it is known here: its file stands unchanged among what is kept by its
 * hash, and what was learned of it stands beside that. */
#ifndef CORE_LEARNING_RUNBOOK_H
#define CORE_LEARNING_RUNBOOK_H

#include "base/clock.h"
#include "base/shape.h"
#include "core/action/action.h"

enum runbook_origin {
	RUNBOOK_IMPORTED, /* by a person or an agent */
	RUNBOOK_OF_FILE,  /* the configuration names its file, or the folder it is in */
};
extern const char *const runbook_origin_names[];

struct stored_runbook {
	int64_t id;
	str name; /* "kubernetes/pod-crash"; once */
	enum runbook_origin origin;
	str path;   /* where its file is; "" : it was imported */
	str digest; /* SHA-256 of the file: its content is kept by it */
	str title;
	int64_t steps;   /* blocks that can be run */
	int64_t repairs; /* places of garbled text that are shown put right */
	str changed_by;
	instant_ms changed_at;
	bool gone; /* its file is no longer there: what was learned of it stays */
};
extern const struct shape stored_runbook_shape;

/* A step of it was proposed in an incident; how it went says the action. */
struct runbook_run {
	int64_t id;
	int64_t incident;
	int64_t number; /* of the action */
	int64_t runbook;
	str step;
	str block; /* SHA-256 of the block as it was */
	str proposed_by;
	instant_ms proposed_at;
};
extern const struct shape runbook_run_shape;

/* What live systems said of what it takes for granted, the last time they were asked. */
struct runbook_proof {
	int64_t id;
	int64_t runbook;
	str digest; /* of the file that was asked about */
	instant_ms asked_at;
	instant_ms proven_at; /* when all of it that could be asked held; 0: never */
	int64_t held, failed, untold;
	str findings; /* JSON list of {line, claim, verdict, why}: what does not hold */
};
extern const struct shape runbook_proof_shape;

/* What was learned of one of its blocks. */
struct step_record {
	str block;
	int64_t runs, succeeded;
	instant_ms last_at, proven_at; /* 0: never */
};

/* Of all of them. */
struct runbook_counts {
	int64_t known[RUNBOOK_OF_FILE + 1], gone;
	int64_t proven, failing, untold;     /* by what live systems said last */
	int64_t steps[ACTION_WITHDRAWN + 1]; /* that were proposed, by their states */
};

#endif
