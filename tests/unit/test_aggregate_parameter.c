/* SPDX-License-Identifier: PostgreSQL
 *
 * test_aggregate_parameter.c - parameters, byte by byte, as PostgreSQL's receive
 * functions read them: array_recv (dimensions, flags, type; count and lower bound of
 * each dimension; length and bytes of each element), record_recv (columns; type, length
 * and bytes of each; length -1 is NULL), and those of the types.  All is big-endian.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "consumers/aggregate/array.h"
#include "consumers/aggregate/rows.h"
#include "schema/base/instant.h"

enum { COMPOSITE = 0x00012345 };

/* BYTES as "00 01 ff". */
static void
assert_bytes(struct slice bytes, const char *wanted)
{
	char text[4096] = "";

	assert_true(bytes.length * 3 < sizeof text);
	for (size_t i = 0; i < bytes.length; i++)
		snprintf(text + 3 * i, 4, "%02x ", (unsigned char)bytes.data[i]);
	if (bytes.length > 0)
		text[3 * bytes.length - 1] = '\0';
	assert_string_equal(text, wanted);
}


static void
rows_are_an_array_of_composites(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	rows_reset(&rows);
	row_begin(&rows, 2);
	row_number(&rows, ROW_INTEGER, 7);
	row_text(&rows, ROW_TEXT, SLICE_LITERAL("xã"));
	row_end(&rows);
	row_begin(&rows, 2);
	row_null(&rows, ROW_INTEGER);
	row_text(&rows, ROW_BYTEA, SLICE_LITERAL(""));
	row_end(&rows);
	assert_bytes(rows_parameter(&rows, COMPOSITE),
		     "00 00 00 01 00 00 00 00 00 01 23 45 " /* dimensions, flags, type */
		     "00 00 00 02 00 00 00 01 "             /* count, lower bound */
		     "00 00 00 1b 00 00 00 02 "             /* bytes of the row, columns */
		     "00 00 00 17 00 00 00 04 00 00 00 07 " /* int4 is 23 */
		     "00 00 00 19 00 00 00 03 78 c3 a3 "    /* text is 25 */
		     "00 00 00 14 00 00 00 02 "
		     "00 00 00 17 ff ff ff ff "             /* NULL */
		     "00 00 00 11 00 00 00 00");            /* bytea is 17; empty is not NULL */
	rows_release(&rows);
}

struct value_case {
	const char *sentence;
	enum row_type type;
	int64_t number;
	const char *bytes; /* type, length, value */
};

static const struct value_case values[] = {
	{ "true", ROW_BOOL, 1, "00 00 00 10 00 00 00 01 01" },
	{ "false", ROW_BOOL, 0, "00 00 00 10 00 00 00 01 00" },
	{ "a large truth is true", ROW_BOOL, 256, "00 00 00 10 00 00 00 01 01" },
	{ "int2", ROW_SMALLINT, 0x1234, "00 00 00 15 00 00 00 02 12 34" },
	{ "the lowest int2", ROW_SMALLINT, INT16_MIN, "00 00 00 15 00 00 00 02 80 00" },
	{ "int4", ROW_INTEGER, 0x12345678, "00 00 00 17 00 00 00 04 12 34 56 78" },
	{ "a negative int4", ROW_INTEGER, -2, "00 00 00 17 00 00 00 04 ff ff ff fe" },
	{ "int8", ROW_BIGINT, INT64_C(0x123456789abcdef0),
	  "00 00 00 14 00 00 00 08 12 34 56 78 9a bc de f0" },
	{ "a negative int8", ROW_BIGINT, -1, "00 00 00 14 00 00 00 08 ff ff ff ff ff ff ff ff" },
	{ "timestamptz counts microseconds from 2000 in UTC", ROW_TIMESTAMPTZ,
	  INT64_C(946684800) * SECOND_US + 1, "00 00 04 a0 00 00 00 08 00 00 00 00 00 00 00 01" },
	{ "a timestamp before 2000", ROW_TIMESTAMPTZ, INT64_C(946684799) * SECOND_US,
	  "00 00 04 a0 00 00 00 08 ff ff ff ff ff f0 bd c0" },
	{ "date counts days from 2000-01-01, ours is day 1", ROW_DATE, 1,
	  "00 00 04 3a 00 00 00 04 00 00 00 00" },
	{ "the last day of 1999", ROW_DATE, 0, "00 00 04 3a 00 00 00 04 ff ff ff ff" },
	{ "2000-12-31", ROW_DATE, 366, "00 00 04 3a 00 00 00 04 00 00 01 6d" },
};

/* The one column of the one row: behind the headers of array, row and columns. */
static struct slice
only_column(struct rows *rows)
{
	struct slice parameter = rows_parameter(rows, COMPOSITE);

	return (struct slice){ parameter.data + 28, parameter.length - 28 };
}

static void
each_type_has_its_width_and_its_zero(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		print_message("  %s\n", values[i].sentence);
		rows_reset(&rows);
		row_begin(&rows, 1);
		row_number(&rows, values[i].type, values[i].number);
		row_end(&rows);
		assert_bytes(only_column(&rows), values[i].bytes);
	}
	rows_release(&rows);
}

static void
a_counter_of_nothing_is_null(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	rows_reset(&rows);
	row_begin(&rows, 2);
	row_counter(&rows, ROW_INTEGER, 0);
	row_counter(&rows, ROW_INTEGER, -1);
	row_end(&rows);
	assert_bytes(only_column(&rows), "00 00 00 17 ff ff ff ff "
					 "00 00 00 17 00 00 00 04 ff ff ff ff");
	rows_release(&rows);
}

static void
no_rows_are_an_array_without_a_dimension(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	rows_reset(&rows);
	assert_bytes(rows_parameter(&rows, COMPOSITE), "00 00 00 00 00 00 00 00 00 01 23 45");
	rows_release(&rows);
}

static void
after_a_reset_the_next_batch_has_its_own_rows_only(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (int batch = 0; batch < 3; batch++) {
		rows_reset(&rows);
		for (int i = 0; i < 1000; i++) {
			row_begin(&rows, 1);
			row_number(&rows, ROW_SMALLINT, i);
			row_end(&rows);
		}
		assert_int_equal(rows.count, 1000);
		assert_int_equal(rows_parameter(&rows, COMPOSITE).length, 20 + 1000 * 18);
	}
	rows_release(&rows);
}

static void
an_array_has_the_width_of_its_type(void **state)
{
	struct array array = { 0 };

	(void)state;
	array_begin(&array, ROW_SMALLINT);
	array_add_number(&array, 3);
	array_add_number(&array, -1);
	array_end(&array);
	assert_bytes((struct slice){ (char *)array.buffer.bytes, array.buffer.length },
		     "00 00 00 01 00 00 00 00 00 00 00 15 00 00 00 02 00 00 00 01 "
		     "00 00 00 02 00 03 00 00 00 02 ff ff");
	array_begin(&array, ROW_INTEGER);
	array_add_number(&array, 0x01020304);
	array_end(&array);
	assert_bytes((struct slice){ (char *)array.buffer.bytes, array.buffer.length },
		     "00 00 00 01 00 00 00 00 00 00 00 17 00 00 00 01 00 00 00 01 "
		     "00 00 00 04 01 02 03 04");
	array_begin(&array, ROW_BIGINT);
	array_add_number(&array, -2);
	array_end(&array);
	assert_bytes((struct slice){ (char *)array.buffer.bytes, array.buffer.length },
		     "00 00 00 01 00 00 00 00 00 00 00 14 00 00 00 01 00 00 00 01 "
		     "00 00 00 08 ff ff ff ff ff ff ff fe");
	array_release(&array);
}

static void
an_array_of_texts_and_an_empty_one(void **state)
{
	struct array array = { 0 };

	(void)state;
	array_begin(&array, ROW_TEXT);
	array_add_text(&array, SLICE_LITERAL("Đ1"));
	array_add_text(&array, SLICE_LITERAL(""));
	array_end(&array);
	assert_bytes((struct slice){ (char *)array.buffer.bytes, array.buffer.length },
		     "00 00 00 01 00 00 00 00 00 00 00 19 00 00 00 02 00 00 00 01 "
		     "00 00 00 03 c4 90 31 00 00 00 00");
	array_begin(&array, ROW_TEXT);
	array_end(&array);
	assert_bytes((struct slice){ (char *)array.buffer.bytes, array.buffer.length },
		     "00 00 00 00 00 00 00 00 00 00 00 19");
	array_release(&array);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_an_array_of_composites),
		cmocka_unit_test(each_type_has_its_width_and_its_zero),
		cmocka_unit_test(a_counter_of_nothing_is_null),
		cmocka_unit_test(no_rows_are_an_array_without_a_dimension),
		cmocka_unit_test(after_a_reset_the_next_batch_has_its_own_rows_only),
		cmocka_unit_test(an_array_has_the_width_of_its_type),
		cmocka_unit_test(an_array_of_texts_and_an_empty_one),
	};

	return cmocka_run_group_tests_name("parameters", tests, NULL, NULL);
}
