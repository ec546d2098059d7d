/* SPDX-License-Identifier: PostgreSQL */
#include "tests/property/sums.h"

#include <stdlib.h>
#include <string.h>

/* The place of the last day that is not after DAY, or -1. */
static int
place(const struct sums *sums, int32_t day)
{
	int low = 0, high = sums->count;

	while (low < high) {
		int middle = (low + high) / 2;

		if (sums->days[middle] <= day)
			low = middle + 1;
		else
			high = middle;
	}
	return low - 1;
}

static int
day_order(const void *left, const void *right)
{
	const int32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static void
distinct_days(const struct contribution *contribution, struct sums *ret)
{
	int count = 0;

	for (uint32_t i = 0; i < contribution->step_count; i++)
		ret->days[i] = contribution->steps[i].day;
	qsort(ret->days, contribution->step_count, sizeof(ret->days[0]), day_order);
	for (uint32_t i = 0; i < contribution->step_count; i++)
		if (count == 0 || ret->days[count - 1] != ret->days[i])
			ret->days[count++] = ret->days[i];
	ret->count = count;
}

void
sums_of(const struct contribution *contribution, struct sums *ret)
{
	distinct_days(contribution, ret);
	for (int c = 0; c < COUNTER_COUNT; c++)
		memset(ret->sum[c], 0, (size_t)ret->count * sizeof(ret->sum[c][0]));
	for (uint32_t i = 0; i < contribution->step_count; i++) {
		const struct step *step = &contribution->steps[i];

		ret->sum[step->counter][place(ret, step->day)] += step->n;
	}
	for (int c = 0; c < COUNTER_COUNT; c++)
		for (int i = 1; i < ret->count; i++)
			ret->sum[c][i] += ret->sum[c][i - 1];
}

int64_t
sums_at(const struct sums *sums, enum counter counter, int32_t day)
{
	int i = place(sums, day);

	return i < 0 ? 0 : sums->sum[counter][i];
}

int64_t
sums_between(const struct sums *sums, enum counter counter, int32_t from, int32_t to)
{
	return sums_at(sums, counter, to) - sums_at(sums, counter, from - 1);
}
