/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/condition.h"

#include "schema/base/check.h"

void
condition_init(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	CHECK_OP(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC), ==, 0);
	CHECK_OP(pthread_cond_init(condition, &attributes), ==, 0);
	pthread_condattr_destroy(&attributes);
}

struct timespec
condition_until(int64_t ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	return until;
}
