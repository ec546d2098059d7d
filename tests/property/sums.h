/* SPDX-License-Identifier: PostgreSQL
 *
 * sums.h - the counters of one contribution, summed over days.
 */
#ifndef TESTS_PROPERTY_SUMS_H
#define TESTS_PROPERTY_SUMS_H

#include "schema/model/contribution.h"

/* sum[c][i] is of all days up to and with days[i]; between two of these days nothing
 * changes. */
struct sums {
	int count;
	int32_t days[CONTRIBUTION_STEPS_MAX]; /* distinct, ascending */
	int64_t sum[COUNTER_COUNT][CONTRIBUTION_STEPS_MAX];
};

void sums_of(const struct contribution *contribution, struct sums *ret);

/* Of the days up to and with DAY; of the days FROM to TO. */
int64_t sums_at(const struct sums *sums, enum counter counter, int32_t day);
int64_t sums_between(const struct sums *sums, enum counter counter, int32_t from,
		     int32_t to);

#endif
