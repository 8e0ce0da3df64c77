/* What can be compared, and what fell silent. */
#ifndef CORE_DIAGNOSIS_SILENCE_H
#define CORE_DIAGNOSIS_SILENCE_H

#include "core/diagnosis/diagnosis_private.h"

/* Fills compared, ended, ended_says and silent. */
void silence_look(const struct study *study, struct diagnosis *diagnosis);

/* By piece: whether a series has a value in it. */
bool *pieces_with_data(const struct study *study);

#endif
