/* How alike neighbouring samples are. What they share they do not tell twice: a mean, a
 * rank sum or a trend of such samples spreads as that of fewer would (Bartlett, "On the
 * Theoretical Specification and Sampling Properties of Autocorrelated Time-Series", 1946;
 * here for a correlation that falls by the same factor with each sample between). */
#ifndef STATS_LIKENESS_H
#define STATS_LIKENESS_H

#include <stddef.h>

/* More correlation counts as this much: what wanders can still be a change, and a trend.
 */
#define LIKENESS_MAX 0.9

/* By how much the variance of a mean is larger than if the samples were independent: 1 …
 * 19. Of what is left of them when their level or line is taken off: finite, around 0. */
double likeness_of(const double *rests, size_t count);

#endif
