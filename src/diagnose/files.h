/* Reads what files say of an incident into a case for the engine: series, spans, lines of
 * logs, calls, changes and the time in question. The layout is described in
 * docs/diagnose.md; which kind a file is of is told by the beginning and the end of its
 * name, and any of them may be missing.
 *
 * One bad row never costs its file, and one bad file never the others: what was left out
 * is counted and told. */
#ifndef DIAGNOSE_FILES_H
#define DIAGNOSE_FILES_H

#include "core/diagnosis/case.h"

/* What was odd in a file: how often, and the first of it in full. */
struct remark {
	str path; /* "" when it is about all of them */
	const char *what;
	str first;
	size_t count;
};

struct remark_list {
	struct remark *items;
	size_t count, capacity;
};

/* Files of one kind. */
enum file_kind {
	FILE_CASE,
	FILE_SERIES,
	FILE_SPANS,
	FILE_LINES,
	FILE_CALLS,
	FILE_CHANGES,
	FILE_PARTS,
	FILE_KINDS,
};

struct diagnose_files {
	struct diagnosis_case known;
	struct remark_list remarks;
	size_t read[FILE_KINDS]; /* how many of each kind */
	size_t point_count;      /* samples of all series */
	/* From the first to the last instant that series, spans and lines know of, and
	 * that anything is known of; empty when nothing has a time. */
	struct case_window extents[FILE_KINDS];
	struct case_window extent;
	/* Of that the part in which windows are looked for: all of it, or when the
	 * sources know of different times what they have in common. */
	struct case_window compared;
	bool windows_given; /* by case.json; else they are empty */
};

/* With so many threads, which makes no difference but for the time it takes.
 * Each path is a file, or a folder whose files are read (not those of folders in it). In
 * a folder what is of no known kind is remarked; a named file of no known kind is an
 * error, and so is a case.json that cannot be read, for the time in question is in it. */
bool files_read(struct arena *arena, const str *paths, size_t path_count, size_t threads,
		struct diagnose_files *ret_files, struct error *error) MUST_CHECK;

#endif
