/* SPDX-License-Identifier: PostgreSQL
 *
 * test_aggregate_backoff.c - when to try again, and when to say so.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

#include "consumers/aggregate/backoff.h"
#include "schema/base/instant.h"
#include "schema/base/log.h"
#include "tests/unit/capture.h"

static const struct error away = { .kind = ERROR_RETRY, .message = "could not reach it" };

/* The log would only disturb the report of the tests. */
static int
without_log(void **state)
{
	(void)state;
	log_open("test", "", LOG_LEVEL_ERROR);
	return 0;
}

static void
who_has_not_failed_may_try(void **state)
{
	struct backoff backoff = { 0 };

	(void)state;
	assert_true(backoff_due(&backoff));
	backoff_succeeded(&backoff, "it");
	assert_true(backoff_due(&backoff));
}

static void
distances_double_from_the_first_and_never_exceed_the_longest(void **state)
{
	struct backoff backoff = { 0 };
	int64_t wanted_us = BACKOFF_FIRST_US;

	(void)state;
	for (int i = 0; i < 100; i++) {
		int64_t before = clock_monotonic_us();

		backoff_failed(&backoff, &away);
		assert_in_range(backoff.next_us, before + wanted_us,
				clock_monotonic_us() + wanted_us);
		assert_false(backoff_due(&backoff));
		wanted_us = wanted_us * 2 < BACKOFF_LONGEST_US ? wanted_us * 2
							       : BACKOFF_LONGEST_US;
	}
	assert_int_equal(wanted_us, BACKOFF_LONGEST_US);
}

static void
an_attempt_is_due_when_its_time_has_come(void **state)
{
	struct backoff backoff = { 0 };

	(void)state;
	backoff_failed(&backoff, &away);
	backoff.next_us = clock_monotonic_us();
	assert_true(backoff_due(&backoff));
	backoff.next_us = clock_monotonic_us() + 10 * SECOND_US;
	assert_false(backoff_due(&backoff));
}

static void
after_a_success_the_next_failure_begins_with_the_first_distance(void **state)
{
	struct backoff backoff = { 0 };

	(void)state;
	for (int i = 0; i < 5; i++)
		backoff_failed(&backoff, &away);
	backoff_succeeded(&backoff, "it");
	assert_true(backoff_due(&backoff));
	backoff_failed(&backoff, &away);
	assert_int_equal(backoff.wait_us, BACKOFF_FIRST_US);
}

static void
fail_often_and_recover_twice(void *context)
{
	struct backoff backoff = { 0 };
	struct error other = { .kind = ERROR_RETRY, .message = "something else" };

	(void)context;
	log_open("test", "", LOG_LEVEL_DEBUG);
	backoff_succeeded(&backoff, "PostgreSQL");
	for (int i = 0; i < 10; i++)
		backoff_failed(&backoff, i < 5 ? &away : &other);
	backoff_succeeded(&backoff, "PostgreSQL");
	backoff_succeeded(&backoff, "PostgreSQL");
}

static int
lines_with(const char *text, const char *part)
{
	int count = 0;

	for (const char *at = text; (at = strstr(at, part)); at++)
		count++;
	return count;
}

static void
a_failure_is_said_once_and_its_end_once(void **state)
{
	struct captured captured = capture(fail_often_and_recover_twice, NULL);

	(void)state;
	assert_int_equal(lines_with(captured.output, "\n"), 2);
	assert_int_equal(lines_with(captured.output, "level=warning program=test "
						     "message=\"could not reach it\"\n"), 1);
	assert_int_equal(lines_with(captured.output, "level=info program=test "
						     "message=\"PostgreSQL is back after 0.0 s\"\n"), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_has_not_failed_may_try),
		cmocka_unit_test(distances_double_from_the_first_and_never_exceed_the_longest),
		cmocka_unit_test(an_attempt_is_due_when_its_time_has_come),
		cmocka_unit_test(after_a_success_the_next_failure_begins_with_the_first_distance),
		cmocka_unit_test(a_failure_is_said_once_and_its_end_once),
	};

	return cmocka_run_group_tests_name("backing off", tests, without_log, NULL);
}
