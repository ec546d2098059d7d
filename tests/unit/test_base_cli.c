/* SPDX-License-Identifier: PostgreSQL
 *
 * test_base_cli.c - what the command lines of all programs share.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/attr.h"
#include "schema/base/cli.h"
#include "tests/unit/capture.h"

enum { OPTION_DAYS = 256, ARGUMENTS_MAX = 8 };

static const struct option options[] = {
	{ "days", required_argument, NULL, OPTION_DAYS },
	{ 0 },
};

static bool
on_option(void *context, int option, const char *argument, struct error *err)
{
	(void)option;
	return cli_number("--days", argument, 1, 365, context, err);
}

/* A program that reads its command line and says what it got. */
static void
program(void *context)
{
	char **argv = context;
	struct cli cli = { .program = "test", .usage = "usage: trakhuc test FILE...\n" };
	int argc = 0;
	int first;
	int64_t days = 0;

	while (argv[argc])
		argc++;
	first = cli_open(&cli, argc, argv, options, on_option, &days);
	printf("brokers=%s database=%s port=%d days=%d verbose=%d properties=%d first=%s\n",
	       cli.conf->kafka_brokers, cli.conf->postgres_conninfo, (int)cli.conf->ioc_port,
	       (int)days, cli.verbose, cli.conf->property_count,
	       argv[first] ? argv[first] : "");
	cli_close(&cli);
}

struct line_case {
	const char *sentence;
	const char *arguments[ARGUMENTS_MAX];
	int exit_code;
	const char *output; /* a part of it */
};

static const struct line_case lines[] = {
	{ "nothing said, nothing changed", { NULL }, EXIT_OK,
	  "brokers=127.0.0.1:19092 database=dbname=trakhuc port=8480 days=0 verbose=0 properties=0 first=" },
	{ "the common options by their letters", { "-b", "a:1", "-d", "dbname=x", "-v", "-X", "client.id=c" },
	  EXIT_OK, "brokers=a:1 database=dbname=x port=8480 days=0 verbose=1 properties=1" },
	{ "the common options by their names", { "--brokers=a:1", "--database=dbname=x", "--verbose" },
	  EXIT_OK, "brokers=a:1 database=dbname=x port=8480 days=0 verbose=1" },
	{ "any other setting", { "-o", "ioc.port=9001" }, EXIT_OK, "port=9001" },
	{ "the later of two is stronger", { "-b", "a:1", "-o", "kafka.brokers=b:2" }, EXIT_OK,
	  "brokers=b:2" },
	{ "an option of the program", { "--days", "30" }, EXIT_OK, "days=30" },
	{ "the first operand, wherever it stands", { "file", "-v" }, EXIT_OK, "verbose=1 properties=0 first=file" },
	{ "behind two dashes all are operands", { "--", "-v" }, EXIT_OK, "verbose=0 properties=0 first=-v" },
	{ "help is no fault", { "--help" }, EXIT_OK, "usage: trakhuc test FILE...\n\nCommon options:" },
	{ "help before a broken file", { "-c", "/nowhere", "-h" }, EXIT_OK, "Exit codes: 0 ok, 1 usage" },
	{ "the version", { "-V" }, EXIT_OK, "trakhuc test " TRAKHUC_VERSION "\n" },
	{ "an option that is not there", { "--nothing" }, EXIT_USAGE,
	  "hint: \"trakhuc test --help\" lists the options." },
	{ "an option without its argument", { "-b" }, EXIT_USAGE, "lists the options" },
	{ "a number out of range", { "--days", "366" }, EXIT_USAGE,
	  "trakhuc test: option --days is \"366\", must be a number from 1 to 365" },
	{ "no number", { "--days", "many" }, EXIT_USAGE, "option --days is \"many\"" },
	{ "a number with something behind it", { "--days", "30d" }, EXIT_USAGE, "is \"30d\"" },
	{ "an empty number", { "--days", "" }, EXIT_USAGE, "is \"\"" },
	{ "a setting without a value", { "-o", "ioc.port" }, EXIT_USAGE,
	  "trakhuc test: \"ioc.port\" is not section.key=value" },
	{ "a setting that is not there", { "-o", "ioc.prot=1" }, EXIT_CONFIG,
	  "unknown setting \"ioc.prot\", the nearest known one is \"ioc.port\"\nhint: " },
	{ "a setting out of range", { "-o", "ioc.port=70000" }, EXIT_CONFIG,
	  "must be between 0 and 65535 port" },
	{ "a property without a value", { "-X", "client.id" }, EXIT_USAGE,
	  "librdkafka property \"client.id\" is not name=value" },
	{ "a file that is not there", { "-c", "/nowhere/x.ini" }, EXIT_CONFIG,
	  "could not read configuration \"/nowhere/x.ini\"" },
};

static int
without_environment(void **state)
{
	(void)state;
	return clearenv();
}

static void
a_command_line_is_taken_or_refused_with_its_exit_code(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
		char *argv[ARGUMENTS_MAX + 2] = { strdup("trakhuc-test") };
		struct captured captured;

		for (int j = 0; j < ARGUMENTS_MAX && lines[i].arguments[j]; j++)
			argv[j + 1] = strdup(lines[i].arguments[j]);
		captured = capture(program, argv);
		for (char **argument = argv; *argument; argument++)
			free(*argument);
		if (captured.exit_code != lines[i].exit_code ||
		    !strstr(captured.output, lines[i].output))
			fail_msg("%s: exit code %d\n%s", lines[i].sentence, captured.exit_code,
				 captured.output);
	}
}

static void
the_kind_of_an_error_decides_the_exit_code(void **state)
{
	const struct {
		enum error_kind kind;
		int exit_code;
	} kinds[] = {
		{ ERROR_NONE, 0 },   { ERROR_USAGE, 1 },  { ERROR_CONFIG, 2 }, { ERROR_RETRY, 3 },
		{ ERROR_FENCED, 3 }, { ERROR_STOP, 3 },	  { ERROR_REJECT, 4 }, { ERROR_FATAL, 70 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
		struct error err = { .kind = kinds[i].kind };

		assert_int_equal(cli_exit_code(&err), kinds[i].exit_code);
	}
}

static void
a_number_that_is_refused_changes_nothing(void **state)
{
	struct error err = { 0 };
	int64_t number = 42;

	(void)state;
	assert_false(cli_number("--n", "99999999999999999999", INT64_MIN, INT64_MAX, &number, &err));
	assert_int_equal(number, 42);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_true(cli_number("--n", "-9223372036854775808", INT64_MIN, INT64_MAX, &number, &err));
	assert_true(number == INT64_MIN);
}

static void
a_reason_names_no_person(void **state)
{
	static const char *const refused[] = {
		"asked 0900 000 001", "of 001099000001", "see canary@example.vn", "", "two\nlines",
	};
	static const char *const taken[] = {
		"twice, see dossier.v1-2@1234", "sent again as e-20260105 on 2026-01-05 08:00",
	};
	const char *why = NULL;
	struct error err;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		assert_false(cli_why(refused[i], &why, &err));
		assert_int_equal(err.kind, ERROR_USAGE);
		assert_null(why);
	}
	for (size_t i = 0; i < ARRAY_COUNT(taken); i++) {
		assert_true(cli_why(taken[i], &why, &err));
		assert_ptr_equal(why, taken[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_line_is_taken_or_refused_with_its_exit_code),
		cmocka_unit_test(the_kind_of_an_error_decides_the_exit_code),
		cmocka_unit_test(a_number_that_is_refused_changes_nothing),
		cmocka_unit_test(a_reason_names_no_person),
	};

	return cmocka_run_group_tests_name("command lines", tests, without_environment, NULL);
}
