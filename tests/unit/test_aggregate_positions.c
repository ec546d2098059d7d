/* SPDX-License-Identifier: PostgreSQL
 *
 * test_aggregate_positions.c - how far each partition is read and applied.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <signal.h>
#include <string.h>

#include "consumers/aggregate/positions.h"
#include "tests/unit/capture.h"

static int
open_positions(void **state)
{
	static struct positions positions;

	positions_init(&positions);
	positions_add(&positions, TOPIC_DOSSIER, 0, &(struct position_stored){ .next = 100 });
	positions_add(&positions, TOPIC_DOSSIER, 1, &(struct position_stored){ .next = 200 });
	positions_add(&positions, TOPIC_DOCUMENT, 0, &(struct position_stored){ .next = 300 });
	*state = &positions;
	return 0;
}

static void
a_partition_is_found_by_topic_and_number(void **state)
{
	struct positions *positions = *state;

	assert_int_equal(positions_find(positions, TOPIC_DOSSIER, 1)->gathered, 200);
	assert_int_equal(positions_find(positions, TOPIC_DOCUMENT, 0)->gathered, 300);
	assert_null(positions_find(positions, TOPIC_DOCUMENT, 1));
	assert_null(positions_find(positions, TOPIC_SOURCE, 0));
}

static void
reading_begins_where_applying_ended(void **state)
{
	struct position *position = positions_find(*state, TOPIC_DOSSIER, 0);

	assert_int_equal(position->gathered, 100);
	assert_int_equal(position->applied, 100);
}

static void
what_is_applied_moves_one_partition_and_not_what_is_gathered(void **state)
{
	struct positions *positions = *state;

	positions_find(positions, TOPIC_DOSSIER, 1)->gathered = 250;
	positions_applied(positions, TOPIC_DOSSIER, 1, 220);
	assert_int_equal(positions_find(positions, TOPIC_DOSSIER, 1)->applied, 220);
	assert_int_equal(positions_find(positions, TOPIC_DOSSIER, 1)->gathered, 250);
	assert_int_equal(positions_find(positions, TOPIC_DOSSIER, 0)->applied, 100);
	assert_int_equal(positions_find(positions, TOPIC_DOCUMENT, 0)->applied, 300);
}

/* A batch that was in flight when its partition was taken away. */
static void
what_is_applied_of_a_partition_that_is_not_ours_changes_nothing(void **state)
{
	struct positions *positions = *state;

	positions_applied(positions, TOPIC_DOCUMENT, 7, 1);
	assert_int_equal(positions->count, 3);
	assert_null(positions_find(positions, TOPIC_DOCUMENT, 7));
}

static void
a_copy_stays_as_it_was(void **state)
{
	static struct position copy[KAFKA_PARTITIONS_MAX];
	struct positions *positions = *state;
	struct primary_id server;

	assert_int_equal(positions_copy(positions, copy, &server), 3);
	positions_applied(positions, TOPIC_DOSSIER, 0, 150);
	assert_int_equal(copy[0].applied, 100);
	assert_int_equal(copy[2].topic, TOPIC_DOCUMENT);
}

static const struct position_stored stored = { .next = 5, .last_at_us = 1000 };

static void
a_partition_is_proved_by_the_record_before_it(void **state)
{
	struct positions *positions = *state;

	positions_add(positions, TOPIC_SOURCE, 0, &stored);
	assert_int_equal(positions_find(positions, TOPIC_SOURCE, 0)->proof_at_us, 1000);
	positions_add(positions, TOPIC_SOURCE, 1,
		      &(struct position_stored){ .next = 0, .last_at_us = 1000 });
	assert_int_equal(positions_find(positions, TOPIC_SOURCE, 1)->proof_at_us, 0);
}

static void
but_not_where_the_log_has_none(void **state)
{
	struct positions *positions = *state;

	positions_gone(positions, TOPIC_SOURCE, 0, 5);
	positions_clear(positions);
	positions_add(positions, TOPIC_SOURCE, 0, &stored);
	assert_int_equal(positions_find(positions, TOPIC_SOURCE, 0)->proof_at_us, 0);
	positions_clear(positions);
	positions_add(positions, TOPIC_SOURCE, 0,
		      &(struct position_stored){ .next = 6, .last_at_us = 1000 });
	assert_int_equal(positions_find(positions, TOPIC_SOURCE, 0)->proof_at_us, 1000);
}

static void
a_halt_is_told_once(void **state)
{
	struct positions *positions = *state;

	positions_halt(positions, TOPIC_DOCUMENT, 7);
	assert_false(positions_changed(positions));
	positions_halt(positions, TOPIC_DOCUMENT, 0);
	assert_true(positions_find(positions, TOPIC_DOCUMENT, 0)->halted);
	assert_true(positions_changed(positions));
	assert_false(positions_changed(positions));
}

/* All of it is at its end when what was gathered is applied, and not for a longer log. */
static void
marks_of_transactions_behind_the_last_record_are_nothing_to_wait_for(void **state)
{
	struct positions *positions = *state;
	struct position *position = positions_find(positions, TOPIC_DOSSIER, 0);
	int64_t last = position->applied + 9;

	assert_true(position_is_at(position, position->applied));
	assert_false(position_is_at(position, last + 1));
	position->gathered = last;
	positions_tail(positions, TOPIC_DOSSIER, 0, last + 2);
	assert_false(position_is_at(position, last + 2));
	positions_applied(positions, TOPIC_DOSSIER, 0, last);
	assert_true(position_is_at(position, last + 2));
	assert_false(position_is_at(position, last + 3));
}

static void
after_clearing_none_is_ours(void **state)
{
	static struct position copy[KAFKA_PARTITIONS_MAX];
	struct positions *positions = *state;
	struct primary_id server;

	positions_clear(positions);
	assert_null(positions_find(positions, TOPIC_DOSSIER, 0));
	assert_int_equal(positions_copy(positions, copy, &server), 0);
	positions_add(positions, TOPIC_DOSSIER, 0, &(struct position_stored){ .next = 5 });
	assert_int_equal(positions_find(positions, TOPIC_DOSSIER, 0)->applied, 5);
}

static void
add_too_many(void *context)
{
	positions_clear(context);
	for (int i = 0; i <= KAFKA_PARTITIONS_MAX; i++)
		positions_add(context, TOPIC_DOSSIER, i, &(struct position_stored){ 0 });
}

static void
more_partitions_than_there_is_room_for_are_a_bug(void **state)
{
	struct captured captured = capture(add_too_many, *state);

	assert_int_equal(captured.exit_code, 128 + SIGABRT);
	assert_non_null(strstr(captured.output, "left=512 right=512"));
}

#define TEST(name) cmocka_unit_test_setup(name, open_positions)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_partition_is_found_by_topic_and_number),
		TEST(reading_begins_where_applying_ended),
		TEST(what_is_applied_moves_one_partition_and_not_what_is_gathered),
		TEST(what_is_applied_of_a_partition_that_is_not_ours_changes_nothing),
		TEST(a_copy_stays_as_it_was),
		TEST(a_partition_is_proved_by_the_record_before_it),
		TEST(but_not_where_the_log_has_none),
		TEST(a_halt_is_told_once),
		TEST(marks_of_transactions_behind_the_last_record_are_nothing_to_wait_for),
		TEST(after_clearing_none_is_ours),
		TEST(more_partitions_than_there_is_room_for_are_a_bug),
	};

	return cmocka_run_group_tests_name("positions", tests, NULL, NULL);
}
