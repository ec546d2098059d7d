/* SPDX-License-Identifier: PostgreSQL
 *
 * test_base_instant.c - points in time, zones, and days of Asia/Ho_Chi_Minh (R2, R3).
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <string.h>
#include <time.h>

#include "schema/base/attr.h"
#include "schema/base/instant.h"

struct instant_case {
	const char *sentence;
	const char *text;
	int64_t seconds; /* since 1970 in UTC: date -u -d TEXT +%s */
	int us;
};

static const struct instant_case instants[] = {
	{ "UTC", "2025-09-08T01:02:03Z", 1757293323, 0 },
	{ "small letters t and z", "2025-09-08t01:02:03z", 1757293323, 0 },
	{ "the local zone", "2025-09-08T08:02:03+07:00", 1757293323, 0 },
	{ "a zone of half an hour", "2025-09-08T06:32:03+05:30", 1757293323, 0 },
	{ "a zone in the west", "2025-09-07T20:02:03-05:00", 1757293323, 0 },
	{ "the zone -00:00 is UTC", "2025-09-08T01:02:03-00:00", 1757293323, 0 },
	{ "the eastmost zone", "2025-09-08T15:02:03+14:00", 1757293323, 0 },
	{ "the westmost zone", "2025-09-07T11:02:03-14:00", 1757293323, 0 },
	{ "a tenth of a second", "2025-09-08T01:02:03.5Z", 1757293323, 500000 },
	{ "a microsecond", "2025-09-08T01:02:03.000001Z", 1757293323, 1 },
	{ "finer than a microsecond is cut, not rounded", "2025-09-08T01:02:03.9999999Z",
	  1757293323, 999999 },
	{ "any number of digits", "2025-09-08T01:02:03.00000000000000000000000001Z",
	  1757293323, 0 },
	{ "the first instant of the contract", "2000-01-01T00:00:00+14:00", 946634400, 0 },
	{ "the last instant of the contract", "2099-12-31T23:59:59.999999-14:00", 4102495199,
	  999999 },
	{ "the leap day of a fourth year", "2024-02-29T00:00:00Z", 1709164800, 0 },
	{ "the leap day of the four-hundredth year", "2000-02-29T12:00:00Z", 951825600, 0 },
	{ "the day behind a leap day", "2024-03-01T00:00:00Z", 1709251200, 0 },
	{ "the zone moves the day over a year", "2026-01-01T06:59:59+07:00", 1767225599, 0 },
};

static void
an_instant_is_the_same_in_whatever_zone_it_is_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(instants); i++) {
		const struct instant_case *row = &instants[i];
		int64_t instant = -1;
		enum instant_fault fault = instant_parse(slice_text(row->text), &instant);

		if (fault != INSTANT_OK || instant != row->seconds * SECOND_US + row->us)
			fail_msg("%s, %s: fault %d, %lld us", row->sentence, row->text, fault,
				 (long long)instant);
	}
}

struct fault_case {
	const char *text;
	enum instant_fault fault;
};

static const struct fault_case faults[] = {
	{ "", INSTANT_SHAPE },
	{ "2025-09-08", INSTANT_SHAPE },
	{ "2025-09-08 01:02:03Z", INSTANT_SHAPE },
	{ "2025-9-8T01:02:03Z", INSTANT_SHAPE },
	{ "25-09-08T01:02:03Z", INSTANT_SHAPE },
	{ "+2025-09-08T01:02:03Z", INSTANT_SHAPE },
	{ "12025-09-08T01:02:03Z", INSTANT_SHAPE },
	{ "20250908T010203Z", INSTANT_SHAPE },
	{ "2025-09-08T01:02Z", INSTANT_SHAPE },
	{ "2025-09-08T1:02:03Z", INSTANT_SHAPE },
	{ "2025-09-08T01:02:03.Z", INSTANT_SHAPE },
	{ "2025-09-08T01:02:03,5Z", INSTANT_SHAPE },
	{ "2025-09-08T01:02:03+07", INSTANT_SHAPE },
	{ "2025-09-08T01:02:03+0700", INSTANT_SHAPE },
	{ "2025-09-08T01:02:03+7:00", INSTANT_SHAPE },
	{ "2025-09-08T01:02:03 +07:00", INSTANT_SHAPE },
	{ "2025-09-08T01:02:03Z ", INSTANT_SHAPE },
	{ "2025-09-08T01:02:03+07:00Z", INSTANT_SHAPE },
	{ "2025-09-08T01:02:03ICT", INSTANT_SHAPE },
	{ "2025-09-08T01:02:03", INSTANT_NO_ZONE },
	{ "2025-09-08T01:02:03.25", INSTANT_NO_ZONE },
	{ "2025-00-08T01:02:03Z", INSTANT_IMPOSSIBLE },
	{ "2025-13-08T01:02:03Z", INSTANT_IMPOSSIBLE },
	{ "2025-09-00T01:02:03Z", INSTANT_IMPOSSIBLE },
	{ "2025-04-31T01:02:03Z", INSTANT_IMPOSSIBLE },
	{ "2025-02-29T01:02:03Z", INSTANT_IMPOSSIBLE },
	{ "2024-02-30T01:02:03Z", INSTANT_IMPOSSIBLE },
	{ "2100-02-29T01:02:03Z", INSTANT_IMPOSSIBLE },
	{ "2025-09-08T24:00:00Z", INSTANT_IMPOSSIBLE },
	{ "2025-09-08T01:60:00Z", INSTANT_IMPOSSIBLE },
	{ "2016-12-31T23:59:60Z", INSTANT_IMPOSSIBLE },
	{ "2025-09-08T01:02:03+14:01", INSTANT_IMPOSSIBLE },
	{ "2025-09-08T01:02:03-15:00", INSTANT_IMPOSSIBLE },
	{ "2025-09-08T01:02:03+07:60", INSTANT_IMPOSSIBLE },
	{ "1999-12-31T23:59:59Z", INSTANT_RANGE },
	{ "1999-12-31T23:59:59-07:00", INSTANT_RANGE }, /* as written, not in UTC */
	{ "2100-01-01T00:00:00+14:00", INSTANT_RANGE },
	{ "0000-01-01T00:00:00Z", INSTANT_RANGE },
	{ "9999-12-31T23:59:59Z", INSTANT_RANGE },
};

static void
what_is_no_instant_is_refused_for_its_own_fault(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(faults); i++) {
		int64_t instant = 42;
		enum instant_fault fault = instant_parse(slice_text(faults[i].text), &instant);

		if (fault != faults[i].fault || instant != 42)
			fail_msg("\"%s\": fault %d, wanted %d", faults[i].text, fault,
				 faults[i].fault);
	}
}

/* Each text is a part of a longer one: nothing behind its end may be read. */
static void
a_text_that_is_cut_off_anywhere_is_no_instant(void **state)
{
	const struct slice whole = SLICE_LITERAL("2025-09-08T08:02:03.5+07:00");

	(void)state;
	for (size_t length = 0; length < whole.length; length++) {
		int64_t instant;
		enum instant_fault fault =
			instant_parse((struct slice){ whole.data, length }, &instant);

		if (fault != INSTANT_SHAPE && fault != INSTANT_NO_ZONE)
			fail_msg("\"%.*s\": fault %d", (int)length, whole.data, fault);
	}
}

struct day_case {
	const char *text;
	enum instant_fault fault;
	int32_t day;
};

static const struct day_case days[] = {
	{ "2000-01-01", INSTANT_OK, 1 },
	{ "2000-02-29", INSTANT_OK, 60 },
	{ "2000-12-31", INSTANT_OK, 366 },
	{ "2001-01-01", INSTANT_OK, 367 },
	{ "2099-12-31", INSTANT_OK, 36525 },
	{ "1999-12-31", INSTANT_RANGE, 0 },
	{ "2100-01-01", INSTANT_RANGE, 0 },
	{ "2001-02-29", INSTANT_IMPOSSIBLE, 0 },
	{ "2000-01-01T00:00:00Z", INSTANT_SHAPE, 0 },
	{ "2000-01-01 ", INSTANT_SHAPE, 0 },
	{ "2000-1-1", INSTANT_SHAPE, 0 },
	{ "01/01/2000", INSTANT_SHAPE, 0 },
};

static void
a_day_is_counted_from_the_last_of_1999(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(days); i++) {
		int32_t day = 0;
		enum instant_fault fault = day_parse(slice_text(days[i].text), &day);

		if (fault != days[i].fault || day != days[i].day)
			fail_msg("\"%s\": fault %d, day %d", days[i].text, fault, day);
	}
}

struct boundary_case {
	const char *instant, *day;
};

static void
the_local_day_changes_at_17_hours_utc(void **state)
{
	const struct boundary_case cases[] = {
		{ "2025-09-08T16:59:59.999999Z", "2025-09-08" },
		{ "2025-09-08T17:00:00Z", "2025-09-09" },
		{ "2025-09-08T23:59:59.999999+07:00", "2025-09-08" },
		{ "2025-09-09T00:00:00+07:00", "2025-09-09" },
		{ "2025-12-31T17:00:00Z", "2026-01-01" },
		{ "2024-02-28T17:00:00Z", "2024-02-29" },
		{ "2024-02-29T17:00:00Z", "2024-03-01" },
		{ "2000-01-01T00:00:00+14:00", "1999-12-31" },
		{ "2000-01-01T00:00:00+07:00", "2000-01-01" },
		{ "2099-12-31T23:59:59-14:00", "2100-01-01" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		char day[DAY_TEXT_BYTES];
		int64_t instant;

		assert_int_equal(instant_parse(slice_text(cases[i].instant), &instant),
				 INSTANT_OK);
		if (strcmp(day_format(instant_day(instant), day), cases[i].day) != 0)
			fail_msg("%s lies on %s, not on %s", cases[i].instant, day,
				 cases[i].day);
	}
}

static void
a_day_begins_at_its_first_instant_and_not_before(void **state)
{
	(void)state;
	assert_int_equal(day_begin(0), DAY_0_US);
	for (int32_t day = 0; day <= 36526; day++) {
		assert_int_equal(instant_day(day_begin(day)), day);
		assert_int_equal(instant_day(day_begin(day) - 1), day - 1);
	}
}

/* glibc's calendar, asked for noon in UTC, knows each of our days. */
static void
every_day_of_the_century_is_that_of_the_c_library(void **state)
{
	(void)state;
	for (int32_t day = 0; day <= 36526; day++) {
		time_t noon = (time_t)(10956 + day) * DAY_SECONDS + DAY_SECONDS / 2;
		struct tm wanted;
		int year, month, day_of_month;

		assert_non_null(gmtime_r(&noon, &wanted));
		day_civil(day, &year, &month, &day_of_month);
		assert_int_equal(year, wanted.tm_year + 1900);
		assert_int_equal(month, wanted.tm_mon + 1);
		assert_int_equal(day_of_month, wanted.tm_mday);
		assert_int_equal(day_of_civil(year, month, day_of_month), day);
		assert_int_equal(day_month(day), (year - 2000) * 12 + month);
		assert_true(civil_exists(year, month, day_of_month));
	}
}

static void
what_was_formatted_reads_back_as_itself(void **state)
{
	const char *const texts[] = {
		"2025-09-08T08:00:00+07:00",
		"2025-09-08T08:00:00.500000+07:00",
		"2025-09-08T08:00:00.000001+07:00",
		"2000-01-01T00:00:00+07:00",
		"2099-12-31T23:59:59.999999+07:00",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
		char text[INSTANT_TEXT_BYTES];
		int64_t instant;

		assert_int_equal(instant_parse(slice_text(texts[i]), &instant), INSTANT_OK);
		assert_string_equal(instant_format(instant, text), texts[i]);
	}
}

static void
the_monotonic_clock_never_goes_back(void **state)
{
	int64_t before = clock_monotonic_us();

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int64_t now = clock_monotonic_us();

		assert_true(now >= before);
		before = now;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_instant_is_the_same_in_whatever_zone_it_is_written),
		cmocka_unit_test(what_is_no_instant_is_refused_for_its_own_fault),
		cmocka_unit_test(a_text_that_is_cut_off_anywhere_is_no_instant),
		cmocka_unit_test(a_day_is_counted_from_the_last_of_1999),
		cmocka_unit_test(the_local_day_changes_at_17_hours_utc),
		cmocka_unit_test(a_day_begins_at_its_first_instant_and_not_before),
		cmocka_unit_test(every_day_of_the_century_is_that_of_the_c_library),
		cmocka_unit_test(what_was_formatted_reads_back_as_itself),
		cmocka_unit_test(the_monotonic_clock_never_goes_back),
	};

	return cmocka_run_group_tests_name("instants", tests, NULL, NULL);
}
