/* SPDX-License-Identifier: PostgreSQL
 *
 * test_base_condition.c - waiting for another thread, for some time at most.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <errno.h>

#include "schema/base/condition.h"
#include "schema/base/instant.h"

enum { WAIT_MS = 1030, LATE_MS_MAX = 5000 };

static void
a_wait_that_nobody_ends_takes_its_time_by_the_clock_that_nobody_sets(void **state)
{
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t condition;
	int64_t begun_us = clock_monotonic_us(), waited_ms;
	struct timespec until;
	int code;

	(void)state;
	condition_init(&condition);
	pthread_mutex_lock(&lock);
	until = condition_until(WAIT_MS);
	do {
		code = pthread_cond_timedwait(&condition, &lock, &until);
	} while (code == 0);
	pthread_mutex_unlock(&lock);
	pthread_cond_destroy(&condition);
	waited_ms = (clock_monotonic_us() - begun_us) / 1000;
	assert_int_equal(code, ETIMEDOUT);
	assert_in_range(waited_ms, WAIT_MS, WAIT_MS + LATE_MS_MAX);
}

static void
the_end_of_a_wait_is_a_proper_time(void **state)
{
	(void)state;
	for (int64_t ms = 0; ms < 3000; ms += 7) {
		struct timespec until = condition_until(ms);

		assert_in_range(until.tv_nsec, 0, 999999999);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wait_that_nobody_ends_takes_its_time_by_the_clock_that_nobody_sets),
		cmocka_unit_test(the_end_of_a_wait_is_a_proper_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
