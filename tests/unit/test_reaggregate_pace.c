/* SPDX-License-Identifier: PostgreSQL
 *
 * test_reaggregate_pace.c - how fast the builder goes, and what it forecasts.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "consumers/reaggregate/lanes.h"
#include "consumers/reaggregate/pace.h"
#include "schema/base/instant.h"

#define BEGIN (INT64_C(77) * SECOND_US)

static void
without_a_rate_nobody_waits(void **state)
{
	struct pace pace = { .rate = 0 };

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_int_equal(pace_take(&pace, BEGIN, 1000000), 0);
}

static void
a_rate_holds_over_many_portions(void **state)
{
	struct pace pace = { .rate = 2000 };
	int64_t now = BEGIN;

	(void)state;
	for (int i = 0; i < 40; i++)
		now += pace_take(&pace, now, 500);
	/* the last of 40 begins when 39 have had their quarter of a second */
	assert_int_equal(now - BEGIN, 39 * SECOND_US / 4);
}

static void
time_that_was_not_used_is_lost(void **state)
{
	struct pace pace = { .rate = 1000 };

	(void)state;
	assert_int_equal(pace_take(&pace, BEGIN, 500), 0);
	assert_int_equal(pace_take(&pace, BEGIN + 60 * SECOND_US, 500), 0);
	assert_int_equal(pace_take(&pace, BEGIN + 60 * SECOND_US, 500), SECOND_US / 2);
}

static void
a_steady_tempo_gives_its_rate_and_the_time_left(void **state)
{
	struct tempo tempo = { 0 };

	(void)state;
	assert_int_equal(tempo_seconds_left(&tempo, 10), -1);
	tempo_see(&tempo, BEGIN, 5000);
	assert_int_equal(tempo_seconds_left(&tempo, 10), -1);
	for (int second = 1; second <= 5; second++)
		tempo_see(&tempo, BEGIN + second * SECOND_US, 5000 + second * 300);
	assert_true(tempo.rate > 299.9 && tempo.rate < 300.1);
	assert_int_equal(tempo_seconds_left(&tempo, 2999), 10);
	assert_int_equal(tempo_seconds_left(&tempo, 0), 0);
}

static void
a_tempo_follows_a_change_within_seconds(void **state)
{
	struct tempo tempo = { 0 };

	(void)state;
	tempo_see(&tempo, BEGIN, 0);
	tempo_see(&tempo, BEGIN + SECOND_US, 1000);
	for (int second = 2; second <= 16; second++)
		tempo_see(&tempo, BEGIN + second * SECOND_US, 1000 + (second - 1) * 100);
	assert_true(tempo.rate > 100 && tempo.rate < 150);
}

static void
a_lane_is_taken_once_and_the_estimate_never_falls_short(void **state)
{
	struct lanes lanes = { .count = 2 };
	struct lane *first, *second;

	(void)state;
	lanes.items[0].about = lanes.items[1].about = 100;
	first = lanes_take(&lanes);
	second = lanes_take(&lanes);
	assert_ptr_not_equal(first, second);
	assert_null(lanes_take(&lanes));
	lane_advance(first, "H1", 130, false);
	assert_int_equal(lanes_about(&lanes), 230);
	lane_advance(first, "H2", 10, true);
	lane_advance(second, "H9", 20, true);
	assert_int_equal(lanes_entities(&lanes), 160);
	assert_int_equal(lanes_about(&lanes), 160);
	assert_true(lanes_finished(&lanes));
	first->taken = second->taken = false;
	assert_null(lanes_take(&lanes));
	lanes_release(&lanes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_rate_nobody_waits),
		cmocka_unit_test(a_rate_holds_over_many_portions),
		cmocka_unit_test(time_that_was_not_used_is_lost),
		cmocka_unit_test(a_steady_tempo_gives_its_rate_and_the_time_left),
		cmocka_unit_test(a_tempo_follows_a_change_within_seconds),
		cmocka_unit_test(a_lane_is_taken_once_and_the_estimate_never_falls_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
