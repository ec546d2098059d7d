/* SPDX-License-Identifier: PostgreSQL
 *
 * test_aggregate_batch.c - records of the log, decoded: what one transaction will apply.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "consumers/aggregate/batch.h"
#include "tests/unit/capture.h"

#define HEAD(type) \
	"{\"specversion\":\"1.0\",\"source\":\"/s\",\"id\":\"1\",\"time\":\"2026-01-05T10:00:00+07:00\"," \
	"\"type\":\"vn.gov.quangngai." type ".v1\",\"data\":{\"at\":\"2026-01-05T10:00:00+07:00\""
#define RETURNED HEAD("dossier.returned") ",\"dossier\":\"D1\"}}"
#define HEARTBEAT HEAD("source.heartbeat") "}}"

struct bench {
	struct decoder *decoder;
	struct batch batch;
};

static int
open_bench(void **state)
{
	struct bench *bench = calloc(1, sizeof *bench);

	bench->decoder = decoder_open();
	batch_init(&bench->batch);
	*state = bench;
	return 0;
}

static int
close_bench(void **state)
{
	struct bench *bench = *state;

	decoder_close(bench->decoder);
	batch_release(&bench->batch);
	free(bench);
	return 0;
}

static void
add(struct bench *bench, enum topic topic, int32_t partition, int64_t offset,
    const char *payload, int64_t since)
{
	const struct kafka_record record = {
		.partition = partition,
		.offset = offset,
		.broker_time_us = 1767582000000000 + offset,
		.payload = payload ? slice_text(payload) : (struct slice){ NULL, 0 },
	};

	batch_add(&bench->batch, bench->decoder, topic, &record, since);
}

static void
an_empty_batch_has_nothing_but_heartbeats(void **state)
{
	const struct bench *bench = *state;

	assert_int_equal(bench->batch.record_count, 0);
	assert_int_equal(bench->batch.range_count, 0);
	assert_true(bench->batch.only_heartbeats);
}

static void
each_partition_has_one_range_from_where_it_stood(void **state)
{
	struct bench *bench = *state;
	const struct batch_range *ranges = bench->batch.ranges;

	add(bench, TOPIC_DOSSIER, 3, 100, RETURNED, 100);
	add(bench, TOPIC_DOSSIER, 4, 7, RETURNED, 5); /* 5 and 6 were compacted away */
	add(bench, TOPIC_DOSSIER, 3, 101, "broken", 101);
	add(bench, TOPIC_SOURCE, 3, 0, HEARTBEAT, 0);
	add(bench, TOPIC_DOSSIER, 3, 105, RETURNED, 102);
	assert_int_equal(bench->batch.range_count, 3);
	assert_int_equal(bench->batch.record_count, 5);
	assert_int_equal(ranges[0].since, 100);
	assert_int_equal(ranges[0].upto, 106);
	assert_int_equal(ranges[0].read, 3);
	assert_int_equal(ranges[0].dead, 1);
	assert_true(ranges[0].recorded_at_us == 1767582000000105);
	assert_int_equal(ranges[1].since, 5);
	assert_int_equal(ranges[1].upto, 8);
	assert_int_equal(ranges[1].dead, 0);
	assert_int_equal(ranges[2].topic, TOPIC_SOURCE);
	assert_int_equal(ranges[2].upto, 1);
}

static void
events_keep_their_order_and_their_place_in_the_log(void **state)
{
	struct bench *bench = *state;

	for (int64_t i = 0; i < 300; i++)
		add(bench, TOPIC_DOSSIER, (int32_t)(i % 2), i, RETURNED, i);
	assert_int_equal(bench->batch.event_count, 300);
	for (uint64_t i = 0; i < 300; i++) {
		assert_true(bench->batch.events[i].position == ((i % 2) << 48 | i));
		assert_true(slice_equal(bench->batch.events[i].event.entity, SLICE_LITERAL("D1")));
	}
}

static void
a_refused_record_leaves_its_reason_its_place_and_its_hash(void **state)
{
	const char *payload = HEAD("dossier.returned") "}}";
	struct bench *bench = *state;
	const struct batch_dead *dead;
	XXH128_canonical_t hash;

	add(bench, TOPIC_DOSSIER, 3, 100, RETURNED, 100);
	add(bench, TOPIC_DOSSIER, 3, 101, payload, 101);
	assert_int_equal(bench->batch.event_count, 1);
	assert_int_equal(bench->batch.dead_count, 1);
	dead = &bench->batch.dead[0];
	assert_int_equal(dead->fault.reason, REASON_MEMBER_MISSING);
	assert_string_equal(dead->fault.member, "dossier");
	assert_true(slice_equal(dead->fault.source, SLICE_LITERAL("/s")));
	assert_int_equal(dead->partition, 3);
	assert_int_equal(dead->offset, 101);
	assert_true(dead->recorded_at_us == 1767582000000101);
	XXH128_canonicalFromHash(&hash, XXH3_128bits(payload, strlen(payload)));
	assert_memory_equal(dead->hash, hash.digest, DEAD_HASH_BYTES);
}

static void
a_tombstone_is_refused_like_any_other_payload(void **state)
{
	struct bench *bench = *state;

	add(bench, TOPIC_DOSSIER, 0, 0, NULL, 0);
	assert_int_equal(bench->batch.dead_count, 1);
	assert_int_equal(bench->batch.dead[0].fault.reason, REASON_NOT_JSON);
	assert_int_equal(bench->batch.ranges[0].upto, 1);
}

static void
key_headers_and_clock_of_the_broker_are_looked_at(void **state)
{
	struct bench *bench = *state;
	struct kafka_record record = {
		.payload = SLICE_LITERAL(RETURNED), .key = SLICE_LITERAL("D2"),
	};

	batch_add(&bench->batch, bench->decoder, TOPIC_DOSSIER, &record, 0);
	assert_int_equal(bench->batch.dead[0].fault.reason, REASON_KEY_DIFFERS);
	record = (struct kafka_record){ .offset = 1, .payload = SLICE_LITERAL(RETURNED),
					.broker_time_us = 1 };
	batch_add(&bench->batch, bench->decoder, TOPIC_DOSSIER, &record, 1);
	assert_int_equal(bench->batch.dead[1].fault.reason, REASON_STATED_IN_FUTURE);
	record = (struct kafka_record){ .offset = 2, .payload = SLICE_LITERAL(RETURNED),
					.header_count = 1 };
	record.headers[0] = (struct kafka_header){ SLICE_LITERAL("content-type"),
						   SLICE_LITERAL("application/json") };
	batch_add(&bench->batch, bench->decoder, TOPIC_DOSSIER, &record, 2);
	assert_int_equal(bench->batch.dead[2].fault.reason, REASON_ENVELOPE);
}

static void
only_a_batch_of_heartbeats_wakes_no_screen(void **state)
{
	struct bench *bench = *state;

	add(bench, TOPIC_SOURCE, 0, 0, HEARTBEAT, 0);
	add(bench, TOPIC_DOSSIER, 0, 0, "broken", 0);
	assert_true(bench->batch.only_heartbeats);
	add(bench, TOPIC_DOSSIER, 0, 1, RETURNED, 1);
	assert_false(bench->batch.only_heartbeats);
	batch_reset(&bench->batch);
	assert_true(bench->batch.only_heartbeats);
}

static void
a_batch_is_full_at_its_number_of_records_dead_ones_too(void **state)
{
	struct bench *bench = *state;

	add(bench, TOPIC_DOSSIER, 0, 0, RETURNED, 0);
	add(bench, TOPIC_DOSSIER, 0, 1, "broken", 1);
	assert_false(batch_is_full(&bench->batch, 3, 1 << 20));
	add(bench, TOPIC_DOSSIER, 0, 2, RETURNED, 2);
	assert_true(batch_is_full(&bench->batch, 3, 1 << 20));
}

static void
a_batch_is_full_at_its_memory(void **state)
{
	struct bench *bench = *state;

	assert_false(batch_is_full(&bench->batch, 100, 1));
	add(bench, TOPIC_DOSSIER, 0, 0, RETURNED, 0);
	assert_true(batch_is_full(&bench->batch, 100, (int64_t)bench->batch.arena.used_bytes));
	assert_false(batch_is_full(&bench->batch, 100,
				   (int64_t)bench->batch.arena.used_bytes + 1));
}

static void
after_a_reset_a_batch_is_empty_and_goes_on_anywhere(void **state)
{
	struct bench *bench = *state;

	add(bench, TOPIC_DOSSIER, 0, 50, RETURNED, 50);
	add(bench, TOPIC_DOSSIER, 0, 51, "broken", 51);
	batch_reset(&bench->batch);
	assert_int_equal(bench->batch.record_count, 0);
	assert_int_equal(bench->batch.event_count, 0);
	assert_int_equal(bench->batch.dead_count, 0);
	assert_int_equal(bench->batch.arena.used_bytes, 0);
	add(bench, TOPIC_DOSSIER, 0, 10, RETURNED, 10);
	assert_int_equal(bench->batch.range_count, 1);
	assert_int_equal(bench->batch.ranges[0].since, 10);
}

static void
add_one_again(void *context)
{
	add(context, TOPIC_DOSSIER, 0, 5, RETURNED, 5);
	add(context, TOPIC_DOSSIER, 0, 5, RETURNED, 5);
}

static void
a_record_that_comes_twice_is_a_bug(void **state)
{
	assert_int_equal(capture(add_one_again, *state).exit_code, 128 + SIGABRT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_batch_has_nothing_but_heartbeats),
		TEST(each_partition_has_one_range_from_where_it_stood),
		TEST(events_keep_their_order_and_their_place_in_the_log),
		TEST(a_refused_record_leaves_its_reason_its_place_and_its_hash),
		TEST(a_tombstone_is_refused_like_any_other_payload),
		TEST(key_headers_and_clock_of_the_broker_are_looked_at),
		TEST(only_a_batch_of_heartbeats_wakes_no_screen),
		TEST(a_batch_is_full_at_its_number_of_records_dead_ones_too),
		TEST(a_batch_is_full_at_its_memory),
		TEST(after_a_reset_a_batch_is_empty_and_goes_on_anywhere),
		TEST(a_record_that_comes_twice_is_a_bug),
	};

	return cmocka_run_group_tests_name("batches", tests, NULL, NULL);
}
