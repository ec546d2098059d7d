/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/pace.h"

#include <math.h>

#include "schema/base/instant.h"

/* Seconds after which an old rate weighs 1/e. */
#define TEMPO_SECONDS 5.0

int64_t
pace_take(struct pace *pace, int64_t now_us, int64_t n)
{
	int64_t wait_us;

	if (pace->rate == 0)
		return 0;
	if (pace->next_us < now_us)
		pace->next_us = now_us;
	wait_us = pace->next_us - now_us;
	pace->next_us += n * SECOND_US / pace->rate;
	return wait_us;
}

void
tempo_see(struct tempo *tempo, int64_t now_us, int64_t total)
{
	double seconds = (double)(now_us - tempo->at_us) / (double)SECOND_US;

	if (tempo->at_us != 0 && seconds > 0) {
		double rate = (double)(total - tempo->total) / seconds;
		double weight = tempo->rate > 0 ? 1 - exp(-seconds / TEMPO_SECONDS) : 1;

		tempo->rate += weight * (rate - tempo->rate);
	}
	tempo->at_us = now_us;
	tempo->total = total;
}

int64_t
tempo_seconds_left(const struct tempo *tempo, int64_t left)
{
	if (left <= 0)
		return 0;
	if (tempo->rate <= 0)
		return -1;
	return (int64_t)ceil((double)left / tempo->rate);
}
