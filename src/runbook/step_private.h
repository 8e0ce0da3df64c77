/* Shared by the files that make up step.h. */
#ifndef RUNBOOK_STEP_PRIVATE_H
#define RUNBOOK_STEP_PRIVATE_H

#include "runbook/step.h"

struct words {
	str *items;
	size_t count, capacity;
};

/* Programs that start one another, as in sudo timeout 5 nice X: nobody writes more. */
enum { STEP_WRAPPED_MAX = 8 };

/* One stage on its way to be run. */
struct taming {
	struct arena *arena;
	struct words argv;
	bool is_alone;  /* its pipeline has no other stage */
	bool is_last;   /* nothing reads what it prints */
	bool has_input; /* something is there for it to read */
	unsigned depth; /* of programs that start one another */
	/* What becomes of it. */
	str note;   /* "" : it runs as it is written */
	str again;  /* a piece of shell that is run in its place; "" : none */
	bool drops; /* it only shows what comes before it */
};

/* Where the command begins that the program at this word starts in turn, as sudo and
 * timeout do; argc: it is none of these, or has none. */
size_t step_command_behind(const struct step_stage *stage, size_t at);

/* Programs that wait for a terminal or never end are made to answer once. False with the
 * reason when there is no such way. */
bool step_tame(struct taming *taming, struct error *error) MUST_CHECK;

#endif
