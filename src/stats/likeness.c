#include "stats/likeness.h"

double likeness_of(const double *rests, size_t count)
{
	double products = 0, squares = 0;

	for (size_t i = 0; i < count; i++) {
		products += i > 0 ? rests[i] * rests[i - 1] : 0;
		squares += rests[i] * rests[i];
	}
	if (!(products > 0))
		return 1;

	double shared = products / squares;

	/* Not a number when the squares are beyond all numbers: then the most. */
	if (!(shared < LIKENESS_MAX))
		shared = LIKENESS_MAX;
	return (1 + shared) / (1 - shared);
}
