/* SPDX-License-Identifier: PostgreSQL
 *
 * test_model_version.c - which of two statements wins, and that bytes sort likewise.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "schema/base/attr.h"
#include "schema/model/cell.h"
#include "schema/model/version.h"

#define HIGH (UINT64_C(1) << 63)

/* Each is smaller than the one below it: by the first member that differs. */
static const struct {
	const char *sentence;
	struct stamp stamp;
} ascending[] = {
	{ "a time before 1970 sorts before one after it", { -5, 9, HIGH, HIGH, true, 0 } },
	{ "the earliest time", { 0, 9, HIGH, HIGH, true, 0 } },
	{ "a later time beats everything else", { 1, -3, 0, 0, false, 0 } },
	{ "a later fact of an equal statement", { 1, 0, 0, 0, false, 0 } },
	{ "then the greater hash of source and id", { 1, 0, 1, 0, false, 0 } },
	{ "hashes are unsigned: a high bit is no minus", { 1, 0, HIGH, 0, false, 0 } },
	{ "then the greater hash of the content", { 1, 0, HIGH, 1, false, 0 } },
	{ "unsigned there too", { 1, 0, HIGH, HIGH, false, 0 } },
	{ "a correction of the same time beats any fact", { 1, -9, 0, 0, true, 0 } },
	{ "a later time again", { 2, -9, 0, 0, false, 0 } },
};

static void
stamps_are_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(ascending); i++)
		for (size_t j = 0; j < ARRAY_COUNT(ascending); j++) {
			int order = stamp_compare(&ascending[i].stamp, &ascending[j].stamp);

			if ((order > 0) != (i > j) || (order < 0) != (i < j))
				fail_msg("not so: %s", ascending[i > j ? i : j].sentence);
		}
}

static void
who_stated_it_decides_nothing(void **state)
{
	struct stamp a = { 1, 0, HIGH, 1, false, 7 }, b = { 1, 0, HIGH, 1, false, 9 };

	(void)state;
	assert_int_equal(stamp_compare(&a, &b), 0);
}

static void
packed_stamps_sort_as_stamps_and_come_back(void **state)
{
	unsigned char before[STAMP_BYTES], bytes[STAMP_BYTES];

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(ascending); i++) {
		struct stamp back;

		stamp_pack(&ascending[i].stamp, bytes);
		back = stamp_unpack(bytes);
		assert_int_equal(stamp_compare(&back, &ascending[i].stamp), 0);
		if (i > 0 && memcmp(before, bytes, STAMP_BYTES) >= 0)
			fail_msg("as bytes not so: %s", ascending[i].sentence);
		memcpy(before, bytes, STAMP_BYTES);
	}
}

static void
only_corrections_are_corrected(void **state)
{
	(void)state;
	for (enum event_type type = 0; type < EVENT_TYPE_COUNT; type++) {
		struct event event = { .type = type, .time_us = 5, .at_us = 4 };
		bool corrects = type == EVENT_DOSSIER_CORRECTED ||
				type == EVENT_DOCUMENT_CORRECTED;

		assert_int_equal(stamp_of(&event).corrected, corrects);
	}
}

static void
a_cell_at_its_bounds_comes_back_and_is_never_negative(void **state)
{
	struct cell cell = { 131071, 4095, 4094, 16383, 7 };
	struct cell back = cell_of_fine(cell_fine(GENERATION_MAX, &cell));

	(void)state;
	assert_true(cell_fine(GENERATION_MAX, &cell) > 0);
	assert_memory_equal(&back, &cell, sizeof(cell));
}

static void
a_range_of_days_is_a_range_of_keys(void **state)
{
	struct cell last = { 100, 4095, 4095, 16383, 7 };
	struct cell next = { 101, 0, 0, 0, 0 };

	(void)state;
	assert_true(cell_fine(1, &last) < cell_fine(1, &next));
	assert_true(cell_unit_day(1, 100, 4095, 7) < cell_unit_day(1, 101, 0, 0));
	assert_true(cell_unit_day(1, 131071, 4095, 7) < cell_unit_day(2, 0, 0, 0));
	assert_true(cell_procedure_month(1, 9, 16383, 7) < cell_procedure_month(1, 10, 0, 0));
	assert_true(cell_document_day(1, 100, 4095, 7) < cell_document_day(1, 101, 0, 0));
	assert_true(cell_recipient_day(1, 100, 4095) < cell_recipient_day(1, 101, 0));
	assert_true(cell_recipient_month(1, 9, 4095) < cell_recipient_month(1, 10, 0));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(stamps_are_in_order),
		cmocka_unit_test(who_stated_it_decides_nothing),
		cmocka_unit_test(packed_stamps_sort_as_stamps_and_come_back),
		cmocka_unit_test(only_corrections_are_corrected),
		cmocka_unit_test(a_cell_at_its_bounds_comes_back_and_is_never_negative),
		cmocka_unit_test(a_range_of_days_is_a_range_of_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
