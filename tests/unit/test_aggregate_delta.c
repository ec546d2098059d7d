/* SPDX-License-Identifier: PostgreSQL
 *
 * test_aggregate_delta.c - what a batch adds to a table of counters.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "consumers/aggregate/delta.h"

enum { WIDE = 2, NARROW = 3, COUNTERS = WIDE + NARROW, KEYS = 5000 };

static int
open_delta(void **state)
{
	static struct delta delta;

	delta_init(&delta, WIDE, NARROW);
	*state = &delta;
	return 0;
}

static int
close_delta(void **state)
{
	delta_release(*state);
	return 0;
}

/* What the rows say of COUNTER of KEY; 0 where there is no row. */
static int64_t
sum_of(struct delta *delta, int64_t key, int counter)
{
	struct delta_row **rows;
	size_t count = delta_sort(delta, &rows);

	for (size_t i = 0; i < count; i++)
		if (rows[i]->key == key)
			return delta_get(delta, rows[i], counter);
	return 0;
}

static void
counters_of_a_row_do_not_touch_each_other(void **state)
{
	struct delta *delta = *state;

	for (int i = 0; i < COUNTERS; i++)
		delta_add(delta, 7, i, i % 2 == 0 ? i + 1 : -i - 1);
	for (int i = 0; i < COUNTERS; i++)
		assert_int_equal(sum_of(delta, 7, i), i % 2 == 0 ? i + 1 : -i - 1);
}

static void
a_wide_counter_holds_what_a_narrow_one_cannot(void **state)
{
	struct delta *delta = *state;

	delta_add(delta, 1, 0, INT64_C(10000000000000));
	delta_add(delta, 1, 0, INT64_C(10000000000000));
	delta_add(delta, 1, WIDE, INT32_MIN);
	delta_add(delta, 1, COUNTERS - 1, INT32_MAX);
	assert_true(sum_of(delta, 1, 0) == INT64_C(20000000000000));
	assert_int_equal(sum_of(delta, 1, 1), 0);
	assert_int_equal(sum_of(delta, 1, WIDE), INT32_MIN);
	assert_int_equal(sum_of(delta, 1, COUNTERS - 1), INT32_MAX);
}

/* A row for each key, in an order without sense: 1789 and KEYS have no common factor. */
static void
add_every_key(struct delta *delta, int64_t n)
{
	for (int64_t i = 0; i < KEYS; i++) {
		int64_t key = i * 1789 % KEYS;

		delta_add(delta, (key - KEYS / 2) * (1 << 20), (int)(key % COUNTERS), n * (key + 1));
	}
}

static void
rows_come_in_the_order_of_their_keys_each_once(void **state)
{
	struct delta *delta = *state;
	struct delta_row **rows;

	add_every_key(delta, 1);
	delta_add(delta, INT64_MAX, 0, 1);
	delta_add(delta, INT64_MIN, 0, 1);
	assert_int_equal(delta_sort(delta, &rows), KEYS + 2);
	assert_true(rows[0]->key == INT64_MIN);
	assert_true(rows[KEYS + 1]->key == INT64_MAX);
	for (int64_t i = 0; i < KEYS; i++) {
		assert_true(rows[i + 1]->key == (i - KEYS / 2) * (1 << 20));
		assert_int_equal(delta_get(delta, rows[i + 1], (int)(i % COUNTERS)), i + 1);
	}
}

static void
what_comes_and_goes_in_one_batch_leaves_no_row(void **state)
{
	struct delta *delta = *state;
	struct delta_row **rows;

	add_every_key(delta, 1);
	add_every_key(delta, -1);
	delta_add(delta, 42, 3, 1);
	assert_int_equal(delta_sort(delta, &rows), 1);
	assert_int_equal(rows[0]->key, 42);
}

/* An entity's counters at one moment: few keys, small amounts, from a number. */
static void
contribute(struct delta *delta, uint32_t moment, int sign)
{
	for (int i = 0; i < 4; i++) {
		moment = moment * 1664525 + 1013904223;
		delta_add(delta, moment >> 16 & 7, (int)(moment >> 20 & 15) % COUNTERS,
			  sign * (int)(moment >> 28));
	}
}

/* Whatever moments lie between, the steps of an entity sum up to its last moment less
 * its first: so batches may be cut anywhere. */
static void
steps_sum_up_to_the_last_less_the_first(void **state)
{
	struct delta *steps = *state;
	struct delta whole;

	delta_init(&whole, WIDE, NARROW);
	for (uint32_t first = 0; first < 50; first++) {
		delta_reset(steps);
		delta_reset(&whole);
		for (uint32_t i = 0; i < 20; i++) {
			contribute(steps, first * 100 + i, -1);
			contribute(steps, first * 100 + i + 1, 1);
		}
		contribute(&whole, first * 100, -1);
		contribute(&whole, first * 100 + 20, 1);
		for (int64_t key = 0; key < 8; key++)
			for (int counter = 0; counter < COUNTERS; counter++)
				assert_int_equal(sum_of(steps, key, counter),
						 sum_of(&whole, key, counter));
	}
	delta_release(&whole);
}

/* A reset clears the slots one by one after few rows, and all at once after many. */
static void
after_a_reset_nothing_is_left_of_few_rows_and_of_many(void **state)
{
	struct delta *delta = *state;
	struct delta_row **rows;

	add_every_key(delta, 1);
	for (int64_t rows_before = 1; rows_before <= KEYS; rows_before *= 3) {
		delta_reset(delta);
		assert_int_equal(delta_sort(delta, &rows), 0);
		for (int64_t key = 0; key < rows_before; key++)
			delta_add(delta, key, 0, 1);
		for (int64_t key = 0; key < rows_before; key++)
			delta_add(delta, key, 0, 1);
		assert_int_equal(delta_sort(delta, &rows), rows_before);
		for (int64_t key = 0; key < rows_before; key++)
			assert_int_equal(delta_get(delta, rows[key], 0), 2);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_delta, close_delta)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(counters_of_a_row_do_not_touch_each_other),
		TEST(a_wide_counter_holds_what_a_narrow_one_cannot),
		TEST(rows_come_in_the_order_of_their_keys_each_once),
		TEST(what_comes_and_goes_in_one_batch_leaves_no_row),
		TEST(steps_sum_up_to_the_last_less_the_first),
		TEST(after_a_reset_nothing_is_left_of_few_rows_and_of_many),
	};

	return cmocka_run_group_tests_name("deltas", tests, NULL, NULL);
}
