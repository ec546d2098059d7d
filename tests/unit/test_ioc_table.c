/* SPDX-License-Identifier: PostgreSQL
 *
 * test_ioc_table.c - rows as JSON and CSV, snapshots and what changed between them, and
 * the forms in which Vietnamese readers write numbers.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/age.h"
#include "consumers/ioc/format.h"
#include "consumers/ioc/snapshot.h"
#include "consumers/ioc/table.h"
#include "schema/base/instant.h"

enum { TEXT = 25, BIGINT = 20, BOOLEAN = 16, JSON = 114, TIMESTAMPTZ = 1184 };

struct field {
	const char *name;
	Oid type;
};

/* VALUES row by row; NULL is null. */
static PGresult *
make_table(const struct field *fields, int columns, const char *const *values, int rows)
{
	PGresult *table = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc attributes[16] = { { 0 } };

	for (int i = 0; i < columns; i++) {
		attributes[i].name = strdup(fields[i].name);
		attributes[i].typid = fields[i].type;
	}
	assert_true(PQsetResultAttrs(table, columns, attributes));
	for (int i = 0; i < columns; i++)
		free(attributes[i].name);
	for (int i = 0; i < rows * columns; i++) {
		char *value = values[i] ? strdup(values[i]) : NULL;

		assert_true(PQsetvalue(table, i / columns, i % columns, value,
				       value ? (int)strlen(value) : -1));
		free(value);
	}
	return table;
}

static const struct field kinds[] = {
	{ "code", TEXT }, { "count", BIGINT }, { "share", JSON },
	{ "silent", BOOLEAN }, { "at", TIMESTAMPTZ },
};

static void
test_the_kinds_of_nothing_stay_apart(void **state)
{
	static const char *const values[] = {
		"a", "0", "-1.5", "f", "2026-11-25 08:31:22.5+07",
		"b", NULL, "\"unknown\"", "t", NULL,
		"c", "-5", "98.43", NULL, "infinity",
	};
	PGresult *table = make_table(kinds, 5, values, 3);
	struct text text = { 0 };

	(void)state;
	table_rows_json(&text, table);
	assert_string_equal(text.data,
			    "[{\"code\":\"a\",\"count\":0,\"share\":-1.5,\"silent\":false,"
			    "\"at\":\"2026-11-25T08:31:22.5+07:00\"},"
			    "{\"code\":\"b\",\"count\":null,\"share\":\"unknown\",\"silent\":true,"
			    "\"at\":null},"
			    "{\"code\":\"c\",\"count\":-5,\"share\":98.43,\"silent\":null,"
			    "\"at\":\"infinity\"}]");
	text_reset(&text);
	table_csv(&text, table, 0);
	assert_string_equal(text.data, "code,count,share,silent,at\r\n"
				       "a,0,-1.5,false,2026-11-25T08:31:22.5+07:00\r\n"
				       "b,,unknown,true,\r\n"
				       "c,-5,98.43,,infinity\r\n");
	text_release(&text);
	PQclear(table);
}

static void
test_hostile_texts_stay_texts(void **state)
{
	static const char hostile[] = "=1+1,\"</script>\x1b[31m\n'";
	struct text text = { 0 };

	(void)state;
	text_json(&text, slice_text(hostile));
	assert_string_equal(text.data,
			    "\"=1+1,\\\"</script>\\u001b[31m\\u000a'\"");
	text_reset(&text);
	text_html(&text, slice_text(hostile));
	assert_string_equal(text.data,
			    "=1+1,&quot;&lt;/script&gt;\x1b[31m\n&#39;");
	text_reset(&text);
	text_csv(&text, slice_text(hostile));
	assert_string_equal(text.data, "\"'=1+1,\"\"</script>\x1b[31m\n'\"");
	text_release(&text);
}

static struct snapshot *
make_snapshot(int64_t version, const char *received, const char *const *units, int rows,
	      const char *next)
{
	static const struct field now[] = { { "received_today", BIGINT },
					    { "as_of_us", BIGINT } };
	static const struct field unit[] = { { "unit", TEXT }, { "name", TEXT },
					     { "overdue", BIGINT } };
	static const struct field source[] = { { "source", TEXT }, { "silent", BOOLEAN },
					       { "heard_at_us", BIGINT } };
	static const struct field partition[] = { { "key", TEXT }, { "next", BIGINT } };
	const char *const now_values[] = { received, "1795587409000000" };
	const char *const source_values[] = { "/quangngai/<b>", "t", NULL };
	const char *const partition_values[] = { "dossier.v1-0", next };
	PGresult *tables[SNAPSHOT_TABLE_COUNT] = {
		[SNAPSHOT_now] = make_table(now, 2, now_values, 1),
		[SNAPSHOT_units] = make_table(unit, 3, units, rows),
		[SNAPSHOT_sources] = make_table(source, 3, source_values, 1),
		[SNAPSHOT_partitions] = make_table(partition, 2, partition_values, 1),
	};

	return snapshot_make(version, 0, tables);
}

static void
test_a_delta_holds_only_what_changed(void **state)
{
	static const char *const before[] = { "1", "Xã A", "3", "2", "Xã B", "1", "3", "Xã C", "0" };
	static const char *const after[] = { "2", "Xã B", "4", "1", "Xã A", "3", "4", "Xã D", "0" };
	struct snapshot *old = make_snapshot(7, "5", before, 3, "10");
	struct snapshot *new = make_snapshot(8, "6", after, 3, "12");
	struct text text = { 0 };

	(void)state;
	snapshot_delta_json(&text, old, new, 1795587411500000);
	assert_string_equal(
		text.data,
		"{\"version\":8,\"as_of\":\"2026-11-25T13:16:49+07:00\","
		"\"delay_seconds\":2.500,\"state\":\"fresh\",\"server_time\":\"2026-11-25T13:16:51.500000+07:00\","
		"\"position\":{\"dossier.v1-0\":12},\"now\":{\"received_today\":6},"
		"\"units\":{\"2\":{\"overdue\":4},"
		"\"4\":{\"unit\":\"4\",\"name\":\"Xã D\",\"overdue\":0},\"3\":null},"
		"\"sources\":{},\"partitions\":{\"dossier.v1-0\":{\"next\":12}},\"comparison\":{}}");
	text_release(&text);
	snapshot_release(old);
	snapshot_release(new);
}

static void
test_the_age_has_a_word(void **state)
{
	static const struct {
		struct age age;
		int64_t seconds;
		const char *word;
	} cases[] = {
		{ { .known = true }, 9, "fresh" },
		{ { .known = true }, 10, "late" },
		{ { .known = true }, 59, "late" },
		{ { .known = true }, 60, "stale" },
		{ { .known = false }, 0, "stale" },
		{ { .known = true, .recovering = true }, 0, "recovering" },
		{ { .known = false, .recovering = true }, 90, "recovering" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(age_word(age_state(&cases[i].age, cases[i].seconds * SECOND_US)),
				    cases[i].word);
}

static void
check_number(const char *digits, const char *want)
{
	struct text text = { 0 };

	format_number(&text, slice_text(digits));
	assert_string_equal(text.data, want);
	text_release(&text);
}

static void
check_percent(const char *number, const char *want)
{
	struct text text = { 0 };

	format_percent(&text, slice_text(number));
	assert_string_equal(text.data, want);
	text_release(&text);
}

static void
check_duration(int64_t seconds, const char *want)
{
	struct text text = { 0 };

	format_duration(&text, seconds);
	assert_string_equal(text.data, want);
	text_release(&text);
}

static void
test_numbers_as_they_are_written_here(void **state)
{
	struct text text = { 0 };

	(void)state;
	check_number("0", "0");
	check_number("123", "123");
	check_number("1234", "1.234");
	check_number("1234567", "1.234.567");
	check_number("-1234", "\u22121.234");
	check_percent("98.43", "98,4\u00a0%");
	check_percent("98.45", "98,5\u00a0%");
	check_percent("100", "100,0\u00a0%");
	check_percent("0", "0,0\u00a0%");
	check_percent("-0.04", "0,0\u00a0%");
	check_percent("-0.3", "\u22120,3\u00a0%");
	check_percent("17611000000000000000", "17.611.000.000.000.000.000,0\u00a0%");
	check_duration(-3, "0 giây");
	check_duration(59, "59 giây");
	check_duration(60, "1 phút");
	check_duration(7300, "2 giờ");
	check_duration(200000, "2 ngày");
	format_weekday(&text, day_of_civil(2026, 11, 25));
	text_add(&text, " ");
	format_day(&text, day_of_civil(2026, 11, 25));
	text_add(&text, " ");
	format_time(&text, 1795587409000000);
	assert_string_equal(text.data, "Thứ Tư 25/11/2026 13:16:49");
	text_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_kinds_of_nothing_stay_apart),
		cmocka_unit_test(test_hostile_texts_stay_texts),
		cmocka_unit_test(test_a_delta_holds_only_what_changed),
		cmocka_unit_test(test_the_age_has_a_word),
		cmocka_unit_test(test_numbers_as_they_are_written_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
