/* SPDX-License-Identifier: PostgreSQL */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "schema/model/codes.h"

static int
open_codes(void **state)
{
	*state = codes_open();
	return 0;
}

static int
close_codes(void **state)
{
	*state = codes_close(*state);
	return 0;
}

static void
a_code_that_was_never_told_has_no_number(void **state)
{
	int32_t number = 17;

	assert_false(codes_find(*state, CODE_UNIT, SLICE_LITERAL("21025"), &number));
	assert_int_equal(number, 17);
}

static void
the_empty_code_is_number_0_of_every_kind(void **state)
{
	for (enum code_kind kind = CODE_UNIT; kind < CODE_KIND_END; kind++) {
		int32_t number = 17;

		assert_true(codes_find(*state, kind, SLICE_LITERAL(""), &number));
		assert_int_equal(number, 0);
		assert_int_equal(codes_text(*state, kind, 0).length, 0);
	}
}

static void
one_text_may_be_a_code_of_two_kinds(void **state)
{
	int32_t number;

	codes_add(*state, CODE_UNIT, SLICE_LITERAL("21025"), 3);
	assert_false(codes_find(*state, CODE_DOSSIER, SLICE_LITERAL("21025"), &number));
	codes_add(*state, CODE_DOSSIER, SLICE_LITERAL("21025"), 9);
	assert_true(codes_find(*state, CODE_UNIT, SLICE_LITERAL("21025"), &number));
	assert_int_equal(number, 3);
	assert_true(codes_find(*state, CODE_DOSSIER, SLICE_LITERAL("21025"), &number));
	assert_int_equal(number, 9);
}

static void
a_code_told_again_keeps_its_number(void **state)
{
	codes_add(*state, CODE_UNIT, SLICE_LITERAL("21025"), 3);
	codes_add(*state, CODE_UNIT, SLICE_LITERAL("21025"), 3);
	assert_int_equal(codes_next(*state, CODE_UNIT), 4);
}

static void
the_text_is_kept_after_the_callers_bytes_are_gone(void **state)
{
	char bytes[] = "21028";

	codes_add(*state, CODE_UNIT, (struct slice){ bytes, 5 }, 1);
	memset(bytes, 'x', sizeof(bytes));
	assert_true(slice_equal(codes_text(*state, CODE_UNIT, 1), SLICE_LITERAL("21028")));
}

static void
an_unknown_number_has_the_empty_text(void **state)
{
	assert_int_equal(codes_text(*state, CODE_UNIT, 5).length, 0);
}

/* Numbers of a database are not dense: one sequence serves all kinds. */
static void
fifty_thousand_codes_are_found_both_ways_while_the_table_grows(void **state)
{
	char text[32];
	int32_t number;

	for (int32_t i = 1; i <= 50000; i++) {
		snprintf(text, sizeof(text), "H48.21-250908-%d", i);
		codes_add(*state, CODE_DOSSIER, slice_text(text), i * 7);
	}
	for (int32_t i = 1; i <= 50000; i++) {
		snprintf(text, sizeof(text), "H48.21-250908-%d", i);
		assert_true(codes_find(*state, CODE_DOSSIER, slice_text(text), &number));
		assert_int_equal(number, i * 7);
		assert_true(slice_equal(codes_text(*state, CODE_DOSSIER, i * 7),
					slice_text(text)));
	}
	assert_int_equal(codes_next(*state, CODE_DOSSIER), 350001);
	assert_int_equal(codes_next(*state, CODE_UNIT), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_codes, close_codes)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_code_that_was_never_told_has_no_number),
		TEST(the_empty_code_is_number_0_of_every_kind),
		TEST(one_text_may_be_a_code_of_two_kinds),
		TEST(a_code_told_again_keeps_its_number),
		TEST(the_text_is_kept_after_the_callers_bytes_are_gone),
		TEST(an_unknown_number_has_the_empty_text),
		TEST(fifty_thousand_codes_are_found_both_ways_while_the_table_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
