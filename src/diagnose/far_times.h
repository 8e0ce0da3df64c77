/* Times so far from the others that a clock must be wrong. */
#ifndef DIAGNOSE_FAR_TIMES_H
#define DIAGNOSE_FAR_TIMES_H

#include "diagnose/gather.h"

/* One clock that is wrong must not stretch the time that is looked at to millennia: what
 * is further from the middle of all times of its kind of files than FAR_MS_MIN, and than
 * ten times as far as half of them, is not looked at. Gives from when to when a time is
 * believed, both included, for FILE_SERIES, FILE_SPANS and FILE_LINES. */
#define FAR_MS_MIN (366 * DAY_MS)
struct case_window believed_times(const struct diagnosis_case *known,
				  enum file_kind kind);

/* Tells of the files of that kind with a time that is not. */
void remark_far_times(struct gathering *gathering, enum file_kind kind,
		      struct case_window believed);

#endif
