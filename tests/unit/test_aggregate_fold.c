/* SPDX-License-Identifier: PostgreSQL
 *
 * test_aggregate_fold.c - from the records of a batch to what is added to the counters.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/aggregate/fold.h"
#include "schema/base/instant.h"

#define CODE "H48.21-260105-0001"
#define RECEIVED "{\"dossier\":\"" CODE "\",\"unit\":\"H48.21\",\"at\":\"2026-01-05T08:00:00+07:00\"}"
#define RESOLVED "{\"dossier\":\"" CODE "\",\"at\":\"2026-01-06T09:00:00+07:00\"}"
#define VOIDED "{\"dossier\":\"" CODE "\",\"at\":\"2026-01-07T09:00:00+07:00\"}"
#define HEARTBEAT "{\"at\":\"2026-01-07T09:00:00+07:00\"}"

enum { UNIT_NUMBER = 7, GENERATION = 3 };

struct work {
	struct decoder *decoder;
	struct codes *codes;
	struct entity_cache cache;
	struct fold fold;
	struct batch batch;
	struct write write;
	uint64_t number;
	int64_t offset;
};

static int
set_up(void **state)
{
	struct work *work = calloc(1, sizeof *work);

	assert_non_null(work);
	work->decoder = decoder_open();
	work->codes = codes_open();
	codes_add(work->codes, CODE_UNIT, SLICE_LITERAL("H48.21"), UNIT_NUMBER);
	entity_cache_init(&work->cache, 1 << 20);
	fold_init(&work->fold, &work->cache, work->codes);
	work->fold.generations = (struct generations){ .items = { { GENERATION, false, 0 } },
						       .count = 1 };
	batch_init(&work->batch);
	write_init(&work->write);
	*state = work;
	return 0;
}

static int
tear_down(void **state)
{
	struct work *work = *state;

	write_release(&work->write);
	batch_release(&work->batch);
	fold_release(&work->fold);
	entity_cache_clear(&work->cache);
	work->codes = codes_close(work->codes);
	work->decoder = decoder_close(work->decoder);
	free(work);
	return 0;
}

/* A record of the type TYPE, in partition 0. */
static void
tell(struct work *work, enum topic topic, const char *type, const char *data)
{
	char payload[512];
	int length = snprintf(payload, sizeof payload,
			      "{\"specversion\":\"1.0\",\"type\":\"vn.gov.quangngai.%s.v1\","
			      "\"source\":\"/thu\",\"id\":\"%s\",\"time\":\"2026-01-08T08:00:00+07:00\","
			      "\"data\":%s}",
			      type, type, data);
	struct kafka_record record = { .offset = work->offset,
				       .payload = { payload, (size_t)length } };

	batch_add(&work->batch, work->decoder, topic, &record, work->offset);
	work->offset++;
}

static void
tell_dossier(struct work *work, const char *type, const char *data)
{
	tell(work, TOPIC_DOSSIER, type, data);
}

/* Folds what was told since the last time, as the worker does after loading. */
static void
fold(struct work *work)
{
	entity_get(&work->cache, ENTITY_DOSSIER, SLICE_LITERAL(CODE))->loaded = true;
	fold_batch(&work->fold, &work->batch, ++work->number, &work->write);
	batch_reset(&work->batch);
}

/* What the batch adds to COUNTER of the unit on DAY in GENERATION. */
static int64_t
added(struct work *work, int generation, const char *day, enum counter counter)
{
	struct cell cell = { .unit = UNIT_NUMBER, .handling_unit = UNIT_NUMBER };
	struct delta_row **rows;
	size_t count = delta_sort(&work->fold.fine, &rows);

	assert_int_equal(day_parse(slice_text(day), &cell.day), INSTANT_OK);
	for (size_t i = 0; i < count; i++)
		if (rows[i]->key == cell_fine(generation, &cell))
			return delta_get(&work->fold.fine, rows[i], (int)counter);
	return 0;
}

static void
a_reception_adds_one_where_and_when_it_was(void **state)
{
	struct work *work = *state;

	tell_dossier(work, "dossier.received", RECEIVED);
	fold(work);
	assert_int_equal(added(work, GENERATION, "2026-01-05", COUNTER_received), 1);
	assert_int_equal(added(work, GENERATION, "2026-01-05", COUNTER_pending), 1);
	assert_int_equal(work->write.rows[WRITE_dossier].count, 1);
}

static void
a_record_twice_in_a_batch_adds_as_once(void **state)
{
	struct work *work = *state;

	for (int i = 0; i < 3; i++)
		tell_dossier(work, "dossier.received", RECEIVED);
	fold(work);
	assert_int_equal(added(work, GENERATION, "2026-01-05", COUNTER_received), 1);
	assert_int_equal(work->write.rows[WRITE_dossier].count, 1);
	assert_int_equal(work->write.ranges[0].read, 3);
}

static void
a_record_again_in_a_later_batch_adds_and_writes_nothing(void **state)
{
	struct work *work = *state;

	tell_dossier(work, "dossier.received", RECEIVED);
	fold(work);
	tell_dossier(work, "dossier.received", RECEIVED);
	fold(work);
	assert_int_equal(work->write.rows[WRITE_fine].count, 0);
	assert_int_equal(work->write.rows[WRITE_dossier].count, 0);
	assert_int_equal(work->write.rows[WRITE_position].count, 1);
}

static void
what_a_dossier_counted_before_is_taken_out(void **state)
{
	struct work *work = *state;

	tell_dossier(work, "dossier.received", RECEIVED);
	fold(work);
	tell_dossier(work, "dossier.resolved", RESOLVED);
	fold(work);
	assert_int_equal(added(work, GENERATION, "2026-01-05", COUNTER_received), 0);
	assert_int_equal(added(work, GENERATION, "2026-01-06", COUNTER_pending), -1);
	tell_dossier(work, "dossier.voided", VOIDED);
	fold(work);
	assert_int_equal(added(work, GENERATION, "2026-01-05", COUNTER_received), -1);
	assert_int_equal(added(work, GENERATION, "2026-01-05", COUNTER_pending), -1);
	assert_int_equal(added(work, GENERATION, "2026-01-06", COUNTER_pending), 1);
}

static void
every_generation_gets_the_same_steps(void **state)
{
	struct work *work = *state;

	work->fold.generations.items[1] = (struct generation){ GENERATION + 1, true, 0 };
	work->fold.generations.count = 2;
	tell_dossier(work, "dossier.received", RECEIVED);
	fold(work);
	for (int generation = GENERATION; generation <= GENERATION + 1; generation++)
		assert_int_equal(added(work, generation, "2026-01-05", COUNTER_received), 1);
}

static void
a_correction_adds_what_is_and_takes_out_what_was(void **state)
{
	struct work *work = *state;
	struct entity_cache other;
	struct entity *told, *unknown;

	entity_cache_init(&other, 1 << 20);
	unknown = entity_get(&other, ENTITY_DOSSIER, SLICE_LITERAL(CODE));
	tell_dossier(work, "dossier.received", RECEIVED);
	fold(work);
	told = entity_find(&work->cache, ENTITY_DOSSIER, SLICE_LITERAL(CODE));
	fold_change(&work->fold, &unknown, &told, 1, &work->write);
	assert_int_equal(added(work, GENERATION, "2026-01-05", COUNTER_received), 1);
	assert_int_equal(work->write.rows[WRITE_dossier].count, 0);
	assert_int_equal(work->write.rows[WRITE_before].count, 0);
	fold_change(&work->fold, &told, &unknown, 1, &work->write);
	assert_int_equal(added(work, GENERATION, "2026-01-05", COUNTER_received), -1);
	fold_change(&work->fold, &told, &told, 1, &work->write);
	assert_int_equal(work->write.rows[WRITE_fine].count, 0);
	work->fold.generations.items[0].building = true;
	fold_change(&work->fold, &unknown, &told, 1, &work->write);
	assert_int_equal(work->write.rows[WRITE_before].count, 1);
	entity_cache_clear(&other);
}

static void
what_is_refused_is_read_and_dead_and_adds_nothing(void **state)
{
	struct work *work = *state;

	tell_dossier(work, "dossier.received", RECEIVED);
	tell_dossier(work, "dossier.received", "{}");
	fold(work);
	assert_int_equal(work->write.range_count, 1);
	assert_int_equal(work->write.ranges[0].since, 0);
	assert_int_equal(work->write.ranges[0].upto, 2);
	assert_int_equal(work->write.ranges[0].read, 2);
	assert_int_equal(work->write.ranges[0].dead, 1);
	assert_int_equal(work->write.rows[WRITE_dead].count, 1);
	assert_int_equal(added(work, GENERATION, "2026-01-05", COUNTER_received), 1);
}

static void
only_heartbeats_wake_nobody(void **state)
{
	struct work *work = *state;

	tell(work, TOPIC_SOURCE, "source.heartbeat", HEARTBEAT);
	fold(work);
	assert_false(work->write.notify);
	tell(work, TOPIC_SOURCE, "source.heartbeat", HEARTBEAT);
	tell_dossier(work, "dossier.received", RECEIVED);
	fold(work);
	assert_true(work->write.notify);
	tell_dossier(work, "dossier.received", "{}");
	fold(work);
	assert_true(work->write.notify);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_reception_adds_one_where_and_when_it_was, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_record_twice_in_a_batch_adds_as_once, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			a_record_again_in_a_later_batch_adds_and_writes_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_a_dossier_counted_before_is_taken_out, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_correction_adds_what_is_and_takes_out_what_was,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_generation_gets_the_same_steps, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_is_refused_is_read_and_dead_and_adds_nothing,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(only_heartbeats_wake_nobody, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
