/* SPDX-License-Identifier: PostgreSQL
 *
 * test_partition_name.c - what people write for a partition and for an offset.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

#include "consumers/partition/name.h"

static void
a_partition_is_a_topic_and_a_number(void **state)
{
	struct partition_name name;
	struct error err = { 0 };

	(void)state;
	assert_true(partition_parse("dossier.v1-2", &name, &err));
	assert_int_equal(name.topic, TOPIC_DOSSIER);
	assert_int_equal(name.partition, 2);
	assert_true(partition_parse("source.v1-32767", &name, &err));
	assert_int_equal(name.partition, 32767);
}

static void
nothing_else_is(void **state)
{
	static const char *const wrong[] = { "",	     "dossier.v1",   "dossier.v1-",
					     "-2",	     "dossier.v2-1", "dossier.v1-x",
					     "dossier.v1-1x", "dossier.v1-+1", "dossier.v1-32768",
					     "dossier.v1-99999999999999999999" };
	struct partition_name name;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct error err = { 0 };

		assert_false(partition_parse(wrong[i], &name, &err));
		assert_int_equal(err.kind, ERROR_USAGE);
		assert_non_null(strstr(err.message, wrong[i][0] ? wrong[i] + strlen(wrong[i]) - 1
								: "\"\""));
	}
}

static void
a_target_lies_in_the_log(void **state)
{
	struct error err = { 0 };
	int64_t offset;

	(void)state;
	assert_true(target_parse("start", 5, 9, &offset, &err) && offset == 5);
	assert_true(target_parse("end", 5, 9, &offset, &err) && offset == 9);
	assert_true(target_parse("5", 5, 9, &offset, &err) && offset == 5);
	assert_true(target_parse("9", 5, 9, &offset, &err) && offset == 9);
	assert_false(target_parse("4", 5, 9, &offset, &err));
	assert_non_null(strstr(err.message, "5 to 9"));
	assert_false(target_parse("10", 5, 9, &offset, &err));
	assert_false(target_parse("-1", 0, 9, &offset, &err));
	assert_false(target_parse("7 ", 5, 9, &offset, &err));
	assert_false(target_parse("", 5, 9, &offset, &err));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_partition_is_a_topic_and_a_number),
		cmocka_unit_test(nothing_else_is),
		cmocka_unit_test(a_target_lies_in_the_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
