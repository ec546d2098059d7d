/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/backoff.h"

#include "schema/base/instant.h"
#include "schema/base/log.h"

bool
backoff_due(const struct backoff *backoff)
{
	return clock_monotonic_us() >= backoff->next_us;
}

void
backoff_failed(struct backoff *backoff, const struct error *err)
{
	int64_t now = clock_monotonic_us();

	if (backoff->failing_since_us == 0) {
		backoff->failing_since_us = now;
		backoff->wait_us = BACKOFF_FIRST_US;
		if (err->kind != ERROR_STOP)
			log_error(LOG_LEVEL_WARNING, err);
	} else {
		backoff->wait_us *= 2;
	}
	if (backoff->wait_us > BACKOFF_LONGEST_US)
		backoff->wait_us = BACKOFF_LONGEST_US;
	if (err->kind == ERROR_STOP && !backoff->stopped) {
		backoff->stopped = true;
		log_error(LOG_LEVEL_ERROR, err);
	}
	backoff->next_us = now + backoff->wait_us;
}

void
backoff_succeeded(struct backoff *backoff, const char *what)
{
	if (backoff->failing_since_us != 0)
		log_info("%s is back after %.1f s", what,
			 (double)(clock_monotonic_us() - backoff->failing_since_us) / 1e6);
	*backoff = (struct backoff){ 0 };
}
