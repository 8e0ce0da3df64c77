/* How much one sender may deliver: a bucket of tokens a name, filled evenly. In memory
 * only: after a start everybody begins with a full one. */
#ifndef FACES_HTTP_LIMITER_H
#define FACES_HTTP_LIMITER_H

#include "base/clock.h"
#include "base/str.h"

struct limiter;

struct limiter *limiter_new(void);
void limiter_free(struct limiter *limiter);

/* Takes one token of this name; false when there is none left. per_minute is both what
 * flows in and what fits; 0: no limit. Any thread. */
bool limiter_lets(struct limiter *limiter, str name, int64_t per_minute, instant_ms now);

#endif
