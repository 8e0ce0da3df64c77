/* Searches a folder for comments that say of code that it must not stay
 * (runbook/temporary_marks.h), and tells which of them are over. Reads only. */
#ifndef APP_INTERVENTION_CODE_SCAN_H
#define APP_INTERVENTION_CODE_SCAN_H

#include "base/clock.h"
#include "base/error.h"
#include "runbook/temporary_marks.h"

enum mark_end {
	MARK_WITH_INCIDENT, /* no date says it: it ends as its incident does */
	MARK_STANDS,        /* its day is still to come */
	MARK_EXPIRED,
};

/* Behind REMOVE AFTER: "2026-12-01" is over when that day is, UTC. ret_at: when it is or
 * was over; 0 when no date says it. */
enum mark_end mark_end_of(str until, instant_ms now, instant_ms *ret_at);

struct code_mark {
	str path; /* below the folder; of a single file as it was given */
	struct temporary_mark mark;
	enum mark_end end;
	instant_ms ends_at; /* 0: no date says it */
};

struct code_scan {
	struct {
		struct code_mark *items;
		size_t count, capacity;
	} marks;        /* by path, then by line */
	size_t files;   /* that were searched */
	size_t skipped; /* too large, binary or unreadable */
	bool is_cut;    /* there was more than SCAN_FILES_MAX or SCAN_MARKS_MAX */
};

enum {
	/* Larger ones are data, or were written by programs. */
	SCAN_FILE_BYTES_MAX = 2 << 20,
	SCAN_FILES_MAX = 200000,
	SCAN_MARKS_MAX = 10000,
	SCAN_DEPTH_MAX = 64,
};

/* A file, or all files below a folder, but for those below a name that begins with ".git"
 * and for links. Fails when the path itself cannot be read. */
bool code_scan(struct arena *arena, str path, instant_ms now, struct code_scan *ret,
	       struct error *error) MUST_CHECK;

/* The marks of one file's text. */
void code_scan_text(struct arena *arena, str path, str text, instant_ms now,
		    struct code_scan *scan);

#endif
