/* SPDX-License-Identifier: PostgreSQL
 *
 * pace.h - how fast the builder may go, how fast it went, and when it will have ended.
 *
 * Pure: the caller brings the clock, in microseconds of any origin.
 */
#ifndef CONSUMERS_REAGGREGATE_PACE_H
#define CONSUMERS_REAGGREGATE_PACE_H

#include <stdint.h>

/* At most RATE things a second, 0 for no limit.  Time that was not used is lost. */
struct pace {
	int64_t rate;
	int64_t next_us; /* when the next may be taken */
};

/* Takes N; returns for how long to wait before using them. */
int64_t pace_take(struct pace *pace, int64_t now_us, int64_t n);

/* A rate that follows the last seconds. */
struct tempo {
	int64_t at_us, total; /* as seen last; at_us 0: nothing yet */
	double rate;          /* a second; 0: not known yet */
};

void tempo_see(struct tempo *tempo, int64_t now_us, int64_t total);
/* Whole seconds until LEFT more are done, -1 when nobody can tell. */
int64_t tempo_seconds_left(const struct tempo *tempo, int64_t left);

#endif
