/* SPDX-License-Identifier: PostgreSQL
 *
 * test_alert_rule.c - what people write of a rule, and where notices may go.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

#include "consumers/alert/rule.h"
#include "consumers/alert/webhook.h"

static void
values_become_what_the_database_reads(void **state)
{
	static const struct {
		const char *written;
		enum rule_member member;
		const char *read;
	} cases[] = {
		{ "open=50", RULE_OPEN, "50" },
		{ "close=12.75", RULE_CLOSE, "12.75" },
		{ "open-after=90s", RULE_OPEN_AFTER, "90 seconds" },
		{ "close-after=5m", RULE_CLOSE_AFTER, "5 minutes" },
		{ "span=30d", RULE_SPAN, "30 days" },
		{ "span=1h", RULE_SPAN, "1 hours" },
		{ "minimum=20", RULE_MINIMUM, "20" },
		{ "enabled=no", RULE_ENABLED, "no" },
		{ "title=Quá hạn = nhiều", RULE_TITLE, "Quá hạn = nhiều" },
		{ "subject=/quangngai/one-stop", RULE_SUBJECT, "/quangngai/one-stop" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rule_change change = { 0 };
		struct error err = { 0 };

		assert_true(rule_assign(&change, cases[i].written, &err));
		assert_string_equal(change.values[cases[i].member], cases[i].read);
	}
}

static void
all_else_is_refused_by_name(void **state)
{
	static const char *const wrong[] = {
		"open", "open=", "open=-1", "open=1e3", "open=1.234", "open=.5", "open=5.",
		"open=1234567890123", "open=1 ", "close=nan", "minimum=1.5", "span=30",
		"span=d", "span=1w", "span=1dd", "span=99999999d", "enabled=true", "title=",
		"title=a\nb", "opening=5", "=5", "subject=\xff",
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct rule_change change = { 0 };
		struct error err = { 0 };

		assert_false(rule_assign(&change, wrong[i], &err));
		assert_int_equal(err.kind, ERROR_USAGE);
		for (int member = 0; member < RULE_MEMBER_COUNT; member++)
			assert_string_equal(change.values[member], "");
	}
}

static void
nothing_is_given_twice(void **state)
{
	struct rule_change change = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_true(rule_assign(&change, "open=50", &err));
	assert_true(rule_assign(&change, "close=40", &err));
	assert_false(rule_assign(&change, "open=60", &err));
	assert_string_equal(err.message, "open is given twice");
	assert_string_equal(change.values[RULE_OPEN], "50");
}

static void
notices_go_to_http_only(void **state)
{
	static const char *const right[] = { "http://127.0.0.1:8080/x", "https://host/a?b=c",
					     "http://user:secret@host/" };
	static const char *const wrong[] = { "ftp://host/", "file:///etc/passwd", "host/path", "http://",
					     "https://bad host/" };

	(void)state;
	for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
		struct error err = { 0 };

		assert_true(webhook_check(right[i], &err));
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct error err = { 0 };

		assert_false(webhook_check(wrong[i], &err));
		assert_int_equal(err.kind, ERROR_CONFIG);
		assert_null(strstr(err.message, wrong[i]));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_become_what_the_database_reads),
		cmocka_unit_test(all_else_is_refused_by_name),
		cmocka_unit_test(nothing_is_given_twice),
		cmocka_unit_test(notices_go_to_http_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
