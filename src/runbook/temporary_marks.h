/* Comments that say of a piece of code that it must not stay:
 *
 *     # INCIDENT FIX: Bypass broken cache (REMOVE AFTER INCIDENT)
 *     # Ticket: INC-1234
 *
 * in any language whose comments begin with #, //, --, ;, %, ' or *, or stand between
 * C's or HTML's signs. Words count whatever their case. Nothing is read but the text. */
#ifndef RUNBOOK_TEMPORARY_MARKS_H
#define RUNBOOK_TEMPORARY_MARKS_H

#include "base/arena.h"

struct temporary_mark {
	unsigned line; /* from 1 */
	str text;      /* "Bypass broken cache"; "" when nothing was said */
	/* The first id such as INC-1234 or INC-2026-11-21-001 in the comment; "" for
	 * none. */
	str ticket;
	str until; /* behind REMOVE AFTER: "INCIDENT", "2026-12-01"; "" for none */
};

enum {
	/* Of a comment that goes on below its first line. */
	MARK_LINES_MAX = 5,
	/* More in one file is a list of marks, such as a report of this search. */
	MARKS_PER_FILE_MAX = 1000,
};

/* In the order of lines. Views point into the text. */
void temporary_marks_find(struct arena *arena, str text,
			  struct temporary_mark **ret_marks, size_t *ret_count);

#endif
