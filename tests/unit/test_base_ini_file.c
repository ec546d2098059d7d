/* SPDX-License-Identifier: PostgreSQL
 *
 * test_base_ini_file.c - a configuration's lines are read whole, or the file is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "schema/base/conf.h"
#include "schema/base/ini_file.h"

/* TEXT in a file; the path is valid until the next call. */
static const char *
file_with(const char *text)
{
	static char path[64];
	static int fd = -1;

	if (fd >= 0)
		close(fd);
	fd = memfd_create("ini", MFD_CLOEXEC);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return path;
}

/* "[kafka]", then brokers of LENGTH bytes, then the port of the operations centre. */
static char *
text_with_brokers(size_t length)
{
	static const char before[] = "[kafka]\nbrokers = ", after[] = "\n[ioc]\nport = 1\n";
	char *text = calloc(1, sizeof before + length + sizeof after);

	assert_non_null(text);
	memcpy(text, before, sizeof before);
	memset(text + sizeof before - 1, 'b', length);
	memcpy(text + sizeof before - 1 + length, after, sizeof after);
	return text;
}

static void
a_value_may_be_longer_than_a_screen(void **state)
{
	static const size_t lengths[] = { 170, 180, 181, 182, 183, 200, 400, 5000, 60000 };
	struct error err = { 0 };
	struct conf *conf;

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		char *text = text_with_brokers(lengths[i]);

		assert_true(conf_open(&conf, file_with(text), &err));
		assert_int_equal(strlen(conf->kafka_brokers), lengths[i]);
		assert_int_equal(conf->ioc_port, 1);
		conf_close(conf);
		free(text);
	}
}

static void
a_line_beyond_the_limit_refuses_the_file(void **state)
{
	char *text = text_with_brokers(INI_FILE_LINE_BYTES_MAX);
	struct error err = { 0 };
	struct conf *conf;

	(void)state;
	assert_false(conf_open(&conf, file_with(text), &err));
	assert_int_equal(err.kind, ERROR_CONFIG);
	assert_non_null(strstr(err.message, strerror(EMSGSIZE)));
	free(text);
}

static void
an_indented_line_does_not_replace_the_value_above_it(void **state)
{
	struct error err = { 0 };
	struct conf *conf;

	(void)state;
	assert_false(conf_open(&conf, file_with("[kafka]\nbrokers = a:1,\n  b:2\n"), &err));
	assert_non_null(strstr(err.message, "line 3: unknown setting \"kafka.b\""));
}

static void
the_first_of_two_faults_is_the_one_that_is_named(void **state)
{
	struct error err = { 0 };
	struct conf *conf;

	(void)state;
	assert_false(conf_open(&conf, file_with("[ioc]\nport = x\nports = 1\n"), &err));
	assert_non_null(strstr(err.message, "line 2: setting \"ioc.port\" is \"x\""));
}

static void
a_folder_is_no_configuration(void **state)
{
	struct error err = { 0 };
	struct conf *conf;

	(void)state;
	assert_false(conf_open(&conf, "/", &err));
	assert_non_null(strstr(err.message, strerror(EISDIR)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_may_be_longer_than_a_screen),
		cmocka_unit_test(a_line_beyond_the_limit_refuses_the_file),
		cmocka_unit_test(an_indented_line_does_not_replace_the_value_above_it),
		cmocka_unit_test(the_first_of_two_faults_is_the_one_that_is_named),
		cmocka_unit_test(a_folder_is_no_configuration),
	};

	clearenv(); /* only the file speaks */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
