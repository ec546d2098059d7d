/* SPDX-License-Identifier: PostgreSQL
 *
 * random.h - a small generator of its own, so that a seed gives the same bytes on every
 * machine: splitmix64.  Every entity has its own stream, a function of seed, kind and
 * number, so its life does not depend on what was drawn for others.
 */
#ifndef PRODUCERS_SIMULATE_RANDOM_H
#define PRODUCERS_SIMULATE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

static inline uint64_t
random_next(struct random *random)
{
	uint64_t z = (random->state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static inline struct random
random_stream(uint64_t seed, uint64_t kind, uint64_t number)
{
	struct random random = { seed };

	random.state = random_next(&random) ^ kind;
	random.state = random_next(&random) ^ number;
	random_next(&random);
	return random;
}

/* A number below BOUND, which is not 0.  The bias is far below what anybody counts. */
static inline uint64_t
random_below(struct random *random, uint64_t bound)
{
	return (uint64_t)(((unsigned __int128)random_next(random) * bound) >> 64);
}

/* From LOW to HIGH, both included. */
static inline int64_t
random_between(struct random *random, int64_t low, int64_t high)
{
	return low + (int64_t)random_below(random, (uint64_t)(high - low) + 1);
}

/* True in PER_MILLE of a thousand cases. */
static inline bool
random_chance(struct random *random, int per_mille)
{
	return random_below(random, 1000) < (uint64_t)per_mille;
}

/* The same with parts per million. */
static inline bool
random_ppm(struct random *random, int64_t per_million)
{
	return (int64_t)random_below(random, 1000000) < per_million;
}

/* Small numbers are frequent: the least of two draws below BOUND. */
static inline uint64_t
random_small(struct random *random, uint64_t bound)
{
	uint64_t a = random_below(random, bound);
	uint64_t b = random_below(random, bound);

	return a < b ? a : b;
}

#endif
