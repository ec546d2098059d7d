/* SPDX-License-Identifier: PostgreSQL
 *
 * Dates as department systems write them, and what they write where they know nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "producers/formats/dates.h"
#include "schema/base/attr.h"
#include "schema/base/instant.h"

struct date_case {
	const char *text;
	enum date_kind kind;
	const char *instant; /* of a stated one */
	bool has_time;
};

static const struct date_case cases[] = {
	{ "20260105081230", DATE_STATED, "2026-01-05T08:12:30+07:00", true },
	{ "202601050812", DATE_STATED, "2026-01-05T08:12:00+07:00", true },
	{ "20260105", DATE_STATED, "2026-01-05T00:00:00+07:00", false },
	{ " 2026-01-05 08:12:30 ", DATE_STATED, "2026-01-05T08:12:30+07:00", true },
	{ "2026-01-05", DATE_STATED, "2026-01-05T00:00:00+07:00", false },
	{ "2026-01-05T08:12:30", DATE_STATED, "2026-01-05T08:12:30+07:00", true },
	{ "2026-01-05T08:12:30.5", DATE_STATED, "2026-01-05T08:12:30.500000+07:00", true },
	{ "2026-01-05T08:12:30.1234567", DATE_STATED, "2026-01-05T08:12:30.123456+07:00", true },
	{ "2022-09-21T02:11:00.000+0000", DATE_STATED, "2022-09-21T09:11:00+07:00", true },
	{ "2026-01-05T01:12:30Z", DATE_STATED, "2026-01-05T08:12:30+07:00", true },
	{ "2026-01-05T08:12:30+08:00", DATE_STATED, "2026-01-05T07:12:30+07:00", true },
	{ "2026-01-05T20:00:00-05:30", DATE_STATED, "2026-01-06T08:30:00+07:00", true },
	{ "2026/01/05", DATE_STATED, "2026-01-05T00:00:00+07:00", false },
	{ "2026/01/05 08:12:30", DATE_STATED, "2026-01-05T08:12:30+07:00", true },
	{ "05/01/2026", DATE_STATED, "2026-01-05T00:00:00+07:00", false },
	{ "05/01/2026 08:12", DATE_STATED, "2026-01-05T08:12:00+07:00", true },
	{ "05/01/2026 08:12:30", DATE_STATED, "2026-01-05T08:12:30+07:00", true },
	{ "20240229", DATE_STATED, "2024-02-29T00:00:00+07:00", false },
	{ "", DATE_NOT_STATED, NULL, false },
	{ "  ", DATE_NOT_STATED, NULL, false },
	{ "N/A", DATE_NOT_STATED, NULL, false },
	{ "null", DATE_NOT_STATED, NULL, false },
	{ "0", DATE_NOT_STATED, NULL, false },
	{ "0000-00-00T00:00:00.000+0700", DATE_NOT_STATED, NULL, false },
	{ "00000000000000", DATE_NOT_STATED, NULL, false },
	{ "0001-01-01T00:00:00", DATE_NOT_STATED, NULL, false },
	{ "1900-01-01", DATE_NOT_STATED, NULL, false },
	{ "19000101000000", DATE_NOT_STATED, NULL, false },
	{ "2014/02/30", DATE_IMPOSSIBLE, NULL, false },
	{ "20250229", DATE_IMPOSSIBLE, NULL, false },
	{ "20261301", DATE_IMPOSSIBLE, NULL, false },
	{ "2026-01-05 25:00:00", DATE_IMPOSSIBLE, NULL, false },
	{ "1985-05-05", DATE_IMPOSSIBLE, NULL, false },
	{ "hôm qua", DATE_NO_DATE, NULL, false },
	{ "2026-1-5", DATE_NO_DATE, NULL, false },
	{ "2026010508123", DATE_NO_DATE, NULL, false },
	{ "1767575550000", DATE_NO_DATE, NULL, false },
	{ "20260105081230x", DATE_NO_DATE, NULL, false },
	{ "2026-01-05T08:12:30+", DATE_NO_DATE, NULL, false },
	{ "2026-01-05T08:12:30.", DATE_NO_DATE, NULL, false },
};

static void
every_form_of_a_date(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct date date = date_read(slice_text(cases[i].text));
		char instant[INSTANT_TEXT_BYTES];

		print_message("  \"%s\"\n", cases[i].text);
		assert_int_equal(date.kind, cases[i].kind);
		if (date.kind != DATE_STATED)
			continue;
		assert_string_equal(instant_format(date.at_us, instant), cases[i].instant);
		assert_int_equal(date.has_time, cases[i].has_time);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_form_of_a_date) };

	return cmocka_run_group_tests_name("dates of foreign formats", tests, NULL, NULL);
}
