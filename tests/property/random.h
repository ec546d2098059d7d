/* SPDX-License-Identifier: PostgreSQL
 *
 * random.h - numbers that a printed seed gives again (splitmix64).
 */
#ifndef TESTS_PROPERTY_RANDOM_H
#define TESTS_PROPERTY_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

static inline uint64_t
random_next(struct random *random)
{
	uint64_t z = random->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

/* 0 to BOUND - 1. */
static inline int
random_below(struct random *random, int bound)
{
	return bound > 0 ? (int)(random_next(random) % (uint64_t)bound) : 0;
}

static inline bool
random_chance(struct random *random, int percent)
{
	return random_below(random, 100) < percent;
}

#endif
