/* SPDX-License-Identifier: PostgreSQL
 *
 * test_base_error.c - errors that are returned, bugs that end a program, lines of a log.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "schema/base/attr.h"
#include "schema/base/check.h"
#include "schema/base/error.h"
#include "schema/base/log.h"
#include "schema/base/utf8.h"
#include "tests/unit/capture.h"

static void
an_error_is_set_in_one_line_that_returns_false(void **state)
{
	struct error err = { .hint = "of something else" };

	(void)state;
	assert_false(error_set(&err, ERROR_RETRY, "could not reach \"%s\"", "db"));
	assert_int_equal(err.kind, ERROR_RETRY);
	assert_string_equal(err.message, "could not reach \"db\"");
	assert_string_equal(err.hint, "");
	assert_false(error_hint(&err, "Look at port %d.", 5432));
	assert_string_equal(err.hint, "Look at port 5432.");
	assert_false(error_wrap(&err, "batch %d", 7));
	assert_string_equal(err.message, "batch 7: could not reach \"db\"");
	assert_string_equal(err.hint, "Look at port 5432.");
	assert_int_equal(err.kind, ERROR_RETRY);
	error_clear(&err);
	assert_int_equal(err.kind, ERROR_NONE);
	assert_string_equal(err.message, "");
	assert_string_equal(err.hint, "");
}

static void
who_does_not_want_to_know_gives_no_error(void **state)
{
	(void)state;
	assert_false(error_set(NULL, ERROR_RETRY, "x"));
	assert_false(error_hint(NULL, "x"));
	assert_false(error_wrap(NULL, "x"));
}

static void
a_message_that_is_too_long_is_cut(void **state)
{
	struct error err;
	char text[1000];

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	error_set(&err, ERROR_RETRY, "%s", text);
	assert_int_equal(strlen(err.message), sizeof err.message - 1);
	error_hint(&err, "%s", text);
	assert_int_equal(strlen(err.hint), sizeof err.hint - 1);
	for (int i = 0; i < 10; i++)
		error_wrap(&err, "%s", text);
	assert_int_equal(strlen(err.message), sizeof err.message - 1);
}

static void
compare_two_and_three(void *context)
{
	int two = 2, three = 3;

	(void)context;
	CHECK(two < three);
	CHECK_OP(two, ==, three);
}

static void
a_bug_prints_what_was_claimed_and_both_values_and_aborts(void **state)
{
	struct captured captured = capture(compare_two_and_three, NULL);

	(void)state;
	assert_int_equal(captured.exit_code, 128 + SIGABRT);
	assert_non_null(strstr(captured.output, "level=bug at="));
	assert_non_null(strstr(captured.output, "check=\"two == three\" left=2 right=3\n"));
	assert_null(strstr(captured.output, "two < three"));
}

/* What the log makes of TEXT as a message, without what stands before it. */
static void
log_text(void *context)
{
	log_open("test", "", LOG_LEVEL_INFO);
	log_info("%s", (const char *)context);
}

struct escape_case {
	const char *sentence;
	const char *text, *logged;
};

static const struct escape_case escapes[] = {
	{ "plain words", "batch 7 is late", "batch 7 is late" },
	{ "Vietnamese stays readable", "cấp xã Đức Phổ", "cấp xã Đức Phổ" },
	{ "a character of four bytes", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
	{ "a quote cannot end the value", "a\" level=error", "a\\x22 level=error" },
	{ "a backslash cannot make an escape", "\\x41", "\\x5cx41" },
	{ "a line feed cannot begin a record", "a\nlevel=error", "a\\x0alevel=error" },
	{ "a carriage return", "a\rb", "a\\x0db" },
	{ "a terminal's escape", "\x1b[31mred", "\\x1b[31mred" },
	{ "delete", "\x7f", "\\x7f" },
	{ "the one-character escape of a terminal, U+009B", "\xc2\x9b" "31m", "\\xc2\\x9b31m" },
	{ "the same as a single byte", "\x9b" "31m", "\\x9b31m" },
	{ "U+00A0 is no control", "a\xc2\xa0" "b", "a\xc2\xa0" "b" },
	{ "marks that turn the direction, U+202E", "\xe2\x80\xae" "abc", "\\xe2\\x80\\xaeabc" },
	{ "isolates turn it too, U+2066", "\xe2\x81\xa6" "abc", "\\xe2\\x81\\xa6abc" },
	{ "a line separator, U+2028", "a\xe2\x80\xa8" "b", "a\\xe2\\x80\\xa8b" },
	{ "U+202F is a blank", "a\xe2\x80\xaf" "b", "a\xe2\x80\xaf" "b" },
	{ "a byte that is no UTF-8", "a\xff", "a\\xff" },
	{ "a character that is cut off", "a\xe1\xba", "a\\xe1\\xba" },
};

static void
a_hostile_text_can_neither_break_a_line_nor_colour_a_terminal(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(escapes); i++) {
		struct captured captured = capture(log_text, (void *)escapes[i].text);
		char wanted[256];

		snprintf(wanted, sizeof wanted, " level=info program=test message=\"%s\"\n",
			 escapes[i].logged);
		if (strncmp(captured.output, "time=20", 7) != 0 ||
		    !strstr(captured.output, wanted))
			fail_msg("%s: %s", escapes[i].sentence, captured.output);
	}
}

/* Every quote in the output is a sign of the log's own: they come in pairs. */
static bool
is_one_closed_line(const char *output)
{
	size_t quotes = 0;

	for (const char *c = output; *c != '\0'; c++)
		quotes += *c == '"';
	return quotes % 2 == 0 && strchr(output, '\n') == output + strlen(output) - 1 &&
	       utf8_valid(slice_text(output)) == strlen(output);
}

struct long_text {
	const char *unit; /* repeated without end */
	int letters;      /* before it: so that some line is full to its last byte */
};

static void
log_long(void *context)
{
	const struct long_text *long_text = context;
	struct error err = { .kind = ERROR_RETRY };
	char text[4096];
	size_t length = (size_t)snprintf(text, sizeof text, "%.*s", long_text->letters, "abc");

	while (length + strlen(long_text->unit) < sizeof text)
		length += (size_t)snprintf(text + length, sizeof text - length, "%s",
					   long_text->unit);
	log_open("test", text + long_text->letters, LOG_LEVEL_INFO);
	error_set(&err, ERROR_RETRY, "%s", text);
	error_hint(&err, "%s", text);
	log_error(LOG_LEVEL_WARNING, &err);
}

static void
a_line_that_is_too_long_is_cut_and_closed(void **state)
{
	const char *const units[] = { "x", "\n", "ấ", "a\xf0\x9f\x98\x80", "\"", "\xff" };
	size_t longest = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(units); i++)
		for (int letters = 0; letters < 4; letters++) {
			struct long_text text = { units[i], letters };
			struct captured captured = capture(log_long, &text);

			if (!is_one_closed_line(captured.output))
				fail_msg("of \"%s\": %s", units[i], captured.output);
			if (longest < strlen(captured.output))
				longest = strlen(captured.output);
		}
	assert_int_equal(longest, 2048);
}

static void
log_each_level(void *context)
{
	struct error err = { .kind = ERROR_RETRY, .message = "no \"db\"", .hint = "Start it." };

	log_open("test", "w\n1", *(const enum log_level *)context);
	log_debug("tiny");
	log_info("small");
	log_error(LOG_LEVEL_WARNING, &err);
	log_line(LOG_LEVEL_ERROR, "%s", "large");
}

static void
a_level_hides_what_lies_below_it(void **state)
{
	enum log_level level = LOG_LEVEL_WARNING;
	struct captured captured = capture(log_each_level, &level);

	(void)state;
	assert_null(strstr(captured.output, "tiny"));
	assert_null(strstr(captured.output, "small"));
	assert_non_null(strstr(captured.output, " level=warning program=test instance=\"w\\x0a1\" "
						"message=\"no \\x22db\\x22\" hint=\"Start it.\"\n"));
	assert_non_null(strstr(captured.output, " level=error program=test instance=\"w\\x0a1\" "
						"message=\"large\"\n"));
	level = LOG_LEVEL_DEBUG;
	captured = capture(log_each_level, &level);
	assert_non_null(strstr(captured.output, "level=debug"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_is_set_in_one_line_that_returns_false),
		cmocka_unit_test(who_does_not_want_to_know_gives_no_error),
		cmocka_unit_test(a_message_that_is_too_long_is_cut),
		cmocka_unit_test(a_bug_prints_what_was_claimed_and_both_values_and_aborts),
		cmocka_unit_test(a_hostile_text_can_neither_break_a_line_nor_colour_a_terminal),
		cmocka_unit_test(a_line_that_is_too_long_is_cut_and_closed),
		cmocka_unit_test(a_level_hides_what_lies_below_it),
	};

	return cmocka_run_group_tests_name("errors and the log", tests, NULL, NULL);
}
