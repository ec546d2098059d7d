/* SPDX-License-Identifier: PostgreSQL
 *
 * Files of events as editors and spreadsheets leave them, and what a report may show.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "producers/lines.h"
#include "producers/report.h"
#include "schema/base/attr.h"

enum { LINE_BYTES_MAX = 64 };

static void
write_file(char path[64], struct slice content)
{
	int fd;

	snprintf(path, 64, "/tmp/trakhuc-lines-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, content.data, content.length), content.length);
	close(fd);
}

struct expected_line {
	uint64_t number;
	const char *text; /* NULL: too long */
};

static void
expect_lines(struct slice content, const struct expected_line *expected, size_t count)
{
	struct error err = { 0 };
	struct lines *lines;
	struct line line;
	char path[64];

	write_file(path, content);
	assert_true(lines_open(&lines, path, LINE_BYTES_MAX, &err));
	for (size_t i = 0; i < count; i++) {
		assert_true(lines_next(lines, &line, &err));
		assert_int_equal(line.number, expected[i].number);
		assert_int_equal(line.too_long, expected[i].text == NULL);
		if (expected[i].text)
			assert_true(slice_equal(line.text, slice_text(expected[i].text)));
	}
	assert_false(lines_next(lines, &line, &err));
	assert_int_equal(err.kind, ERROR_NONE);
	lines_close(lines);
	unlink(path);
}

#define SIXTY_FOUR "0123456789012345678901234567890123456789012345678901234567890123"

static void
marks_and_blank_lines_are_taken_off_but_counted(void **state)
{
	static const struct expected_line expected[] = {
		{ 1, "{\"a\":1}" }, { 4, "{\"b\":2}" }, { 5, SIXTY_FOUR }, { 6, "the end" }
	};

	(void)state;
	expect_lines(SLICE_LITERAL("\xef\xbb\xbf{\"a\":1}\r\n\n \t\r\n{\"b\":2}\r\n" SIXTY_FOUR
				   "\r\nthe end"),
		     expected, ARRAY_COUNT(expected));
}

static void
a_line_that_is_too_long_is_refused_alone(void **state)
{
	static const struct expected_line expected[] = { { 1, "before" }, { 2, NULL },
							 { 3, "after" } };

	(void)state;
	expect_lines(SLICE_LITERAL("before\n" SIXTY_FOUR "x\nafter\n"), expected,
		     ARRAY_COUNT(expected));
}

static void
a_line_of_megabytes_needs_no_more_memory(void **state)
{
	static const struct expected_line expected[] = { { 1, "before" }, { 2, NULL },
							 { 3, "after" }, { 4, NULL } };
	size_t big = (size_t)3 * 1024 * 1024;
	char *text = malloc(2 * big + 64);
	size_t length = 0;

	(void)state;
	assert_non_null(text);
	snprintf(text, 8, "before\n");
	memset(text + 7, 'x', big);
	snprintf(text + 7 + big, 8, "\nafter\n");
	memset(text + 14 + big, 'y', big);
	length = 14 + 2 * big;
	expect_lines((struct slice){ text, length }, expected, ARRAY_COUNT(expected));
	free(text);
}

static void
an_empty_file_has_no_lines(void **state)
{
	(void)state;
	expect_lines(SLICE_LITERAL(""), NULL, 0);
	expect_lines(SLICE_LITERAL("\xef\xbb\xbf\n\n"), NULL, 0);
}

static void
only_codes_are_shown_in_a_report(void **state)
{
	static const struct {
		const char *text;
		bool is_code;
	} cases[] = {
		{ "H48.21-260105-0001", true },
		{ "000.00.01.H48,2026/01/05,12/UBND-KGVX", true },
		{ "Đ12:a&b+c_d", true },
		{ "", false },
		{ "Nguyễn", false },
		{ "Nguyen Van", false },
		{ ".1", false },
		{ "a\nb", false },
		{ SIXTY_FOUR, true },
		{ SIXTY_FOUR "4", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
		assert_int_equal(report_is_code(slice_text(cases[i].text)), cases[i].is_code);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_and_blank_lines_are_taken_off_but_counted),
		cmocka_unit_test(a_line_that_is_too_long_is_refused_alone),
		cmocka_unit_test(a_line_of_megabytes_needs_no_more_memory),
		cmocka_unit_test(an_empty_file_has_no_lines),
		cmocka_unit_test(only_codes_are_shown_in_a_report),
	};

	return cmocka_run_group_tests_name("lines and reports", tests, NULL, NULL);
}
