/* Numbers that look random and are the same in every run. */
#ifndef TESTS_UNIT_DICE_H
#define TESTS_UNIT_DICE_H

#include <stdint.h>

static uint64_t dice;

/* 0 … 1, by Knuth's linear congruential generator (The Art of Computer Programming 2,
 * 3.3.4), of which the low bits are left out. */
static inline double roll(void)
{
	dice = dice * 6364136223846793005U + 1442695040888963407U;
	return (double)(dice >> 11) / 9007199254740992.0;
}

/* The first numbers of seeds that lie near one another do, too. */
static inline void dice_seed(uint64_t seed)
{
	dice = seed;
	for (int i = 0; i < 8; i++)
		(void)roll();
}

/* Near enough to a normal distribution of spread 1. */
static inline double noise(void)
{
	double sum = 0;

	for (int i = 0; i < 12; i++)
		sum += roll();
	return sum - 6;
}

#endif
