/* A block of a runbook whose parameters are filled, as what would run: its programs and
 * what they do to the world. */
#ifndef APP_RUNBOOKS_COMPILE_H
#define APP_RUNBOOKS_COMPILE_H

#include "config/config.h"
#include "runbook/step.h"

struct step_source {
	str language; /* as runbook_language_names, or what stands behind the fence */
	str code;     /* filled */
	str block;    /* the block's seal, as it stands in the file */
	str digest;   /* of its code alone, as entries once named it; "": unknown */
	/* What its attribute says; it can only be stricter than what the code shows. */
	enum action_class least;
	str least_why; /* "": its runbook says so */
};

struct compiled_step {
	struct step step;
	/* Of what runs, as it runs: not of what was written. */
	enum action_class class;
	str reason;
};

/* ERROR_INVALID names what cannot run and what can be written instead; ERROR_FORBIDDEN:
 * no client is configured for this language. */
bool step_compile(struct arena *arena, const struct config *config,
		  const struct step_source *source, struct compiled_step *ret_compiled,
		  struct error *error) MUST_CHECK;

#endif
