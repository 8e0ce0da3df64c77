/* Taking dates and times off the front of a text: for clock.c and civil.c. On failure
 * *rest may have become shorter. */
#ifndef BASE_CIVIL_PRIVATE_H
#define BASE_CIVIL_PRIVATE_H

#include "base/zone.h"

/* Takes "count" digits and then, unless it is '\0', the byte "end" off the front. */
bool take_digits(str *rest, size_t count, char end, int *ret_number);
bool take_one_of(str *rest, str allowed);
/* "2026-11-21", if the calendar has that day. */
bool take_day(str *rest, struct civil *civil);

#endif
