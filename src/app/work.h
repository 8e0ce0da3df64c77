/* What every piece of work carries: its memory, its failure, its present, on whose
 * behalf it runs, and the store as it sees it. Made per request, turn or job. */
#ifndef APP_WORK_H
#define APP_WORK_H

#include "base/clock.h"
#include "base/error.h"
#include "base/tree.h"
#include "config/config.h"
#include "core/access/person.h"

struct sql;
struct app;
struct effects;

struct work {
	struct arena *arena;
	struct error error;
	instant_ms now;
	struct actor actor;
	const struct config *config;
	struct app *app;
	struct sql *db; /* the scribe's in a turn, a reader's elsewhere */
	/* Only in a turn: what to do once it is committed. NULL means: may not write. */
	struct effects *effects;
};

#define fail(work, kind, ...)  error_set(&(work)->error, kind, __VA_ARGS__)
#define while_doing(work, ...) error_wrap(&(work)->error, __VA_ARGS__)

#endif
