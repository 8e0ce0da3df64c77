/* Whether a rate has changed, from two counts and what each was counted over. */
#ifndef STATS_POISSON_H
#define STATS_POISSON_H

/* The log-likelihood ratio of two Poisson rates against one common rate, in nats:
 *
 *     a ln(a / (A r)) + b ln(b / (B r)),  r = (a + b) / (A + B),  0 ln 0 = 0
 *
 * with a, b the counts and A, B their exposures: seconds, requests, spans, in one unit.
 * Positive when the rate rose, negative when it fell, 0 when nothing can be said: no
 * count, no exposure on one side, anything negative or not finite. A count of 0 needs no
 * correction: it gives the other's count times a logarithm of the exposures.
 *
 * Twice its size is about chi-squared with one degree (Wilks 1938), so from 1.92 on it
 * happens once in twenty by chance, from 5.41 on once in a thousand. It holds for rare
 * things, where a normal approximation does not: T. Dunning, "Accurate methods for the
 * statistics of surprise and coincidence", Computational Linguistics 19(1), 1993. */
double poisson_llr(double count_before, double exposure_before, double count_after,
		   double exposure_after);

#endif
