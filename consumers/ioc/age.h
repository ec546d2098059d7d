/* SPDX-License-Identifier: PostgreSQL
 *
 * age.h - how old numbers are, in one place for API, stream and pages.
 *
 * Numbers hold everything that was published until `as_of_us`.  They are fresh, late from
 * 10 seconds on, stale from a minute on or when their age is not known; recovering goes
 * before all: the database has lost commits, so counters can be lower than they were.
 */
#ifndef CONSUMERS_IOC_AGE_H
#define CONSUMERS_IOC_AGE_H

#include <stdbool.h>
#include <stdint.h>

#include "consumers/ioc/text.h"

enum { AGE_LATE_SECONDS = 10, AGE_STALE_SECONDS = 60 };

enum age_state { AGE_FRESH, AGE_LATE, AGE_STALE, AGE_RECOVERING };

struct age {
	bool known;
	bool recovering;
	int64_t as_of_us;
};

enum age_state age_state(const struct age *age, int64_t now_us);
/* fresh, late, stale, recovering */
const char *age_word(enum age_state state);

/* "as_of", "delay_seconds", "state", "server_time" as members, without braces. */
void age_json(struct text *text, const struct age *age, int64_t now_us);

#endif
