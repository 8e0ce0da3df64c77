/* What a command does to the world, told from its grammar before it may run. What is
 * not understood counts as destructive: no write may ever be called a read.
 *
 * A script's class is that of its worst command; a pipeline's that of its worst
 * stage. */
#ifndef RUNBOOK_CLASSIFY_H
#define RUNBOOK_CLASSIFY_H

#include "runbook/runbook.h"

struct classified {
	enum action_class class;
	/* In a sentence of its own: "kubectl get only reads", "> writes to a file". */
	str reason;
	/* It may not run as it is written: a loop, a substitution, a glob, a command that
	 * never ends, one that waits for a terminal. The repaired form, where there is
	 * one, is in .repaired ("" for none). */
	bool is_refused;
	str refusal;
	str repaired;
	unsigned line; /* of the command that decided, from 1 in the text */
};

/* One line or a whole script of shell. The prompt's sign before a command is none of
 * it. */
void classify_shell(struct arena *arena, str source, struct classified *ret_classified);
void classify_sql(struct arena *arena, str source, struct classified *ret_classified);
void classify_mongosh(struct arena *arena, str source, struct classified *ret_classified);
void classify_redis(struct arena *arena, str source, struct classified *ret_classified);
/* Requests: "GET http://…" and what belongs to it. */
void classify_http(struct arena *arena, str source, struct classified *ret_classified);
/* By what it is written in; of other languages nothing is known. */
void classify_language(struct arena *arena, enum runbook_language language, str source,
		       struct classified *ret_classified);

#endif
