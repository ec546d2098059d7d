/* SPDX-License-Identifier: PostgreSQL
 *
 * backoff.h - when to try again, and when to say so.
 *
 * A failure is reported once, its end once; between them attempts come at distances
 * that double from the first to the longest, for ever.  A failure that needs a person
 * (ERROR_STOP) is reported as an error, also when it comes after one that may pass by
 * itself.
 */
#ifndef CONSUMERS_AGGREGATE_BACKOFF_H
#define CONSUMERS_AGGREGATE_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/base/error.h"

enum { BACKOFF_FIRST_US = 50000, BACKOFF_LONGEST_US = 2000000 };

struct backoff {
	int64_t failing_since_us; /* monotonic; 0: not failing */
	int64_t next_us;          /* do not try before */
	int64_t wait_us;
	bool stopped;             /* an ERROR_STOP was reported */
};

bool backoff_due(const struct backoff *backoff);
/* Logs ERR when this is the first failure, and sets the next attempt. */
void backoff_failed(struct backoff *backoff, const struct error *err);
/* Logs the recovery of WHAT when it had failed. */
void backoff_succeeded(struct backoff *backoff, const char *what);

#endif
