/* SPDX-License-Identifier: PostgreSQL */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "consumers/reaggregate/track.h"
#include "tests/unit/capture.h"

/* Offsets of records, in order. */
static void
find(struct track *track, const int64_t *offsets, size_t count)
{
	for (size_t i = 0; i < count; i++)
		track_take(track, &(struct kafka_record){ .offset = offsets[i],
							  .broker_time_us = offsets[i] * 10 });
}

static void
records_move_a_track_and_what_lies_between_is_a_hole(void **state)
{
	struct tracks tracks = { .count = 1 };
	struct track *track = &tracks.items[0];
	const int64_t offsets[] = { 0, 1, 5, 6 };

	(void)state;
	track->next = 9;
	find(track, offsets, ARRAY_COUNT(offsets));
	assert_int_equal(track->at, 7);
	assert_int_equal(track->read, 4);
	assert_int_equal(track->latest_us, 60);
	assert_int_equal(tracks_left(&tracks), 2);
	track_end(track);
	assert_int_equal(tracks_left(&tracks), 0);
	assert_int_equal(tracks_folded(&tracks), 9);
	assert_int_equal(track->hole_count, 2);
	assert_int_equal(track->holes[0].since, 2);
	assert_int_equal(track->holes[0].upto, 5);
	assert_int_equal(track->holes[1].since, 7);
	assert_int_equal(track->holes[1].upto, 9);
	tracks_release(&tracks);
}

static void
each_hole_is_known_and_beyond_the_greatest_number_they_are_told_as_one(void **state)
{
	struct tracks tracks = { .count = 1 };
	struct track *track = &tracks.items[0];

	(void)state;
	for (int64_t offset = 1; offset <= 2 * (HOLES_MAX + 3); offset += 2)
		find(track, &offset, 1);
	assert_int_equal(track->hole_count, HOLES_MAX);
	assert_int_equal(track->holes[HOLES_MAX - 2].since, 2 * (HOLES_MAX - 2));
	assert_int_equal(track->holes[HOLES_MAX - 2].upto, 2 * (HOLES_MAX - 2) + 1);
	assert_int_equal(track->holes[HOLES_MAX - 2].ranges, 1);
	assert_int_equal(track->holes[HOLES_MAX - 1].since, 2 * (HOLES_MAX - 1));
	assert_int_equal(track->holes[HOLES_MAX - 1].upto, 2 * (HOLES_MAX + 2) + 1);
	assert_int_equal(track->holes[HOLES_MAX - 1].ranges, 4);
	tracks_release(&tracks);
}

/* What tracks_check_found() says of one partition of which the workers had read LIVE_READ
 * records, the latest at LIVE_LATEST_US. */
struct check {
	int64_t live_read, live_latest_us;
};

static void
run_check(void *context)
{
	const struct check *check = context;
	struct tracks tracks = { .count = 1 };
	struct track *track = &tracks.items[0];
	const int64_t offsets[] = { 0, 1, 5 };
	struct say say = { .json = false };
	struct error err = { 0 };

	*track = (struct track){ .topic = TOPIC_DOSSIER, .partition = 2, .next = 6,
				 .live_read = check->live_read,
				 .live_latest_us = check->live_latest_us };
	find(track, offsets, ARRAY_COUNT(offsets));
	if (!tracks_check_found(&tracks, &say, &err))
		printf("%s", err.message);
	fflush(stdout);
	tracks_release(&tracks);
	_exit(err.kind == ERROR_REJECT ? 4 : 0);
}

static struct captured
found(int64_t live_read, int64_t live_latest_us)
{
	struct check check = { live_read, live_latest_us };

	return capture(run_check, &check);
}

static void
a_hole_is_no_loss_where_as_many_records_are_found_as_were_read(void **state)
{
	(void)state;
	assert_int_equal(found(3, 50).exit_code, 0);
	assert_string_equal(found(3, 50).output, "");
}

static void
a_hole_is_a_loss_where_fewer_are_found(void **state)
{
	struct captured captured = found(4, 50);

	(void)state;
	assert_int_equal(captured.exit_code, 4);
	assert_non_null(strstr(captured.output, "dossier.v1-2: offsets 2 to 4 are gone"));
	assert_non_null(strstr(captured.output, "1 range of offsets is gone"));
}

static void
another_latest_time_means_another_log(void **state)
{
	(void)state;
	assert_int_equal(found(3, 49).exit_code, 4);
	assert_non_null(strstr(found(3, 49).output, "dossier.v1-2: offsets 0 to 5 are gone"));
}

static void
records_that_the_workers_skipped_are_no_fault_of_the_log(void **state)
{
	(void)state;
	assert_int_equal(found(2, 10).exit_code, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_move_a_track_and_what_lies_between_is_a_hole),
		cmocka_unit_test(each_hole_is_known_and_beyond_the_greatest_number_they_are_told_as_one),
		cmocka_unit_test(a_hole_is_no_loss_where_as_many_records_are_found_as_were_read),
		cmocka_unit_test(a_hole_is_a_loss_where_fewer_are_found),
		cmocka_unit_test(another_latest_time_means_another_log),
		cmocka_unit_test(records_that_the_workers_skipped_are_no_fault_of_the_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
