/* SPDX-License-Identifier: PostgreSQL
 *
 * test_base_conf.c - settings: which source is stronger, and what is refused.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "schema/base/attr.h"
#include "schema/base/conf.h"

/* A file in memory; its path is valid until the next call. */
static const char *
file_of(const char *content)
{
	static char path[64];
	static int file = -1;

	if (file >= 0)
		close(file);
	file = memfd_create("trakhuc.ini", 0);
	assert_int_equal(write(file, content, strlen(content)), strlen(content));
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	return path;
}

static struct conf *
open_conf(const char *content)
{
	struct error err = { 0 };
	struct conf *conf = NULL;

	if (!conf_open(&conf, file_of(content), &err))
		fail_msg("%s: %s", content, err.message);
	return conf;
}

static int
without_environment(void **state)
{
	(void)state;
	return clearenv();
}

static void
what_nobody_sets_has_the_default_of_the_table(void **state)
{
	struct conf *conf = open_conf("");

	(void)state;
#define CONF_TEXT(section, key, value, secret, sentence) \
	assert_string_equal(conf->section##_##key, value);
#define CONF_NUMBER(section, key, value, lowest, highest, unit, sentence) \
	assert_int_equal(conf->section##_##key, value);
#include "schema/base/conf.def"
	assert_int_equal(conf->property_count, 0);
	conf_close(conf);
}

static void
no_file_is_as_good_as_an_empty_one(void **state)
{
	struct error err = { 0 };
	struct conf *conf;

	(void)state;
	setenv("TRAKHUC_CONFIG", "", 1);
	assert_true(conf_open(&conf, NULL, &err));
	assert_null(conf->path);
	conf_close(conf);
	clearenv();
}

static void
the_file_is_stronger_than_the_default_and_the_environment_than_the_file(void **state)
{
	struct error err = { 0 };
	struct conf *conf;

	(void)state;
	setenv("TRAKHUC_IOC_PORT", "9002", 1);
	conf = open_conf("[ioc]\nport = 9001\nlisten = ::1\n");
	assert_int_equal(conf->ioc_port, 9002);
	assert_string_equal(conf->ioc_listen, "::1");
	assert_true(conf_set(conf, "ioc.port", "9003", &err));
	assert_int_equal(conf->ioc_port, 9003);
	conf_close(conf);
	clearenv();
}

static void
the_environment_names_the_file(void **state)
{
	struct error err = { 0 };
	struct conf *conf;

	(void)state;
	setenv("TRAKHUC_CONFIG", file_of("[ioc]\nport = 9001\n"), 1);
	assert_true(conf_open(&conf, NULL, &err));
	assert_int_equal(conf->ioc_port, 9001);
	assert_string_equal(conf->path, getenv("TRAKHUC_CONFIG"));
	conf_close(conf);
	clearenv();
}

struct bad_file {
	const char *sentence;
	const char *content;
	const char *message; /* a part of it */
};

static const struct bad_file bad_files[] = {
	{ "an unknown key names the nearest", "[kafka]\nbroker = a:1\n",
	  "line 2: unknown setting \"kafka.broker\", the nearest known one is \"kafka.brokers\"" },
	{ "an unknown section names the nearest", "[agregate]\ncache_mib = 1\n",
	  "the nearest known one is \"aggregate.cache_mib\"" },
	{ "a key before any section", "port = 1\n", "line 1: unknown setting \".port\"" },
	{ "a name of any length", "[ioc]\npppppppppppppppppppppppppppppppppppppppppppppppppp"
	  "pppppppppppppppppppppppppppppppppppppppppp = 1\n", "line 2: unknown setting" },
	{ "capitals are other letters", "[ioc]\nPort = 1\n", "nearest known one is \"ioc.port\"" },
	{ "a line that is nothing", "[ioc]\nport 8480\n",
	  "line 2: neither [section] nor key = value" },
	{ "a number below its range", "\n[aggregate]\nbatch_events_max = 0\n",
	  "line 3: setting \"aggregate.batch_events_max\" is \"0\", must be between 1 and 100000 events" },
	{ "a number above its range", "[aggregate]\nbatch_events_max = 100001\n",
	  "must be between 1 and 100000 events" },
	{ "a number with a unit", "[aggregate]\ncache_mib = 12 MiB\n",
	  "\"aggregate.cache_mib\" is \"12 MiB\", must be between 1 and 4096 MiB" },
	{ "a number that is empty", "[ioc]\nport =\n", "setting \"ioc.port\" is \"\"" },
	{ "a number that would overflow", "[ioc]\nport = 99999999999999999999\n",
	  "must be between 0 and 65535 port" },
	{ "the first of two faults is told", "[ioc]\nport = x\nprot = 1\n", "line 2: setting" },
};

static void
what_is_wrong_in_a_file_is_told_with_its_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(bad_files); i++) {
		struct error err = { 0 };
		struct conf *conf;

		if (conf_open(&conf, file_of(bad_files[i].content), &err))
			fail_msg("%s: taken", bad_files[i].sentence);
		if (err.kind != ERROR_CONFIG || !strstr(err.message, bad_files[i].message))
			fail_msg("%s: kind %d, %s", bad_files[i].sentence, err.kind, err.message);
	}
}

static void
an_indented_line_is_a_line_of_its_own(void **state)
{
	struct conf *conf = open_conf("[aggregate]\n  group = a\n\tinstance = b\n  ; a comment\n");

	(void)state;
	assert_string_equal(conf->aggregate_group, "a");
	assert_string_equal(conf->aggregate_instance, "b");
	conf_close(conf);
}

static void
a_file_that_is_not_there_is_told_by_its_name(void **state)
{
	struct error err = { 0 };
	struct conf *conf;

	(void)state;
	assert_false(conf_open(&conf, "/nowhere/trakhuc.ini", &err));
	assert_int_equal(err.kind, ERROR_CONFIG);
	assert_string_equal(err.message, "could not read configuration \"/nowhere/trakhuc.ini\": "
					 "No such file or directory");
}

static void
what_is_wrong_in_the_environment_is_told_by_its_variable(void **state)
{
	struct error err = { 0 };
	struct conf *conf;

	(void)state;
	setenv("TRAKHUC_AGGREGATE_CACHE_MIB", "much", 1);
	assert_false(conf_open(&conf, file_of(""), &err));
	assert_int_equal(err.kind, ERROR_CONFIG);
	assert_non_null(strstr(err.message, "environment variable TRAKHUC_AGGREGATE_CACHE_MIB: "
					    "setting \"aggregate.cache_mib\" is \"much\""));
	clearenv();
}

static void
both_ends_of_every_range_are_taken_and_what_lies_beyond_is_not(void **state)
{
	static const struct {
		const char *name;
		long long lowest, highest;
	} ranges[] = {
#define CONF_NUMBER(section, key, value, lowest, highest, unit, sentence) \
	{ #section "." #key, lowest, highest },
#include "schema/base/conf.def"
	};
	struct conf *conf = open_conf("");

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(ranges); i++)
		for (int beyond = 0; beyond <= 1; beyond++) {
			char low[32], high[32];
			struct error err = { 0 };

			snprintf(low, sizeof low, "%lld", ranges[i].lowest - beyond);
			snprintf(high, sizeof high, "%lld", ranges[i].highest + beyond);
			if (conf_set(conf, ranges[i].name, low, &err) == beyond ||
			    conf_set(conf, ranges[i].name, high, &err) == beyond)
				fail_msg("%s: %s or %s: %s", ranges[i].name, low, high,
					 err.message);
		}
	conf_close(conf);
}

static void
a_setting_that_is_refused_changes_nothing(void **state)
{
	struct conf *conf = open_conf("[ioc]\nport = 9001\n");
	struct error err = { 0 };

	(void)state;
	assert_false(conf_set(conf, "ioc.port", "70000", &err));
	assert_false(conf_set(conf, "ioc", "1", &err));
	assert_string_equal(err.message, "setting \"ioc\" is not section.key");
	assert_int_equal(conf->ioc_port, 9001);
	conf_close(conf);
}

static void
properties_of_librdkafka_are_kept_in_their_order(void **state)
{
	struct conf *conf = open_conf("[kafka.properties]\nsecurity.protocol = ssl\n"
				      "client.id = a\n");
	struct error err = { 0 };

	(void)state;
	assert_true(conf_set_property(conf, "client.id=b=c", &err));
	assert_int_equal(conf->property_count, 3);
	assert_string_equal(conf->properties[0].name, "security.protocol");
	assert_string_equal(conf->properties[1].value, "a");
	assert_string_equal(conf->properties[2].name, "client.id");
	assert_string_equal(conf->properties[2].value, "b=c");
	assert_false(conf_set_property(conf, "client.id", &err));
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_false(conf_set_property(conf, "=b", &err));
	conf_close(conf);
}

static void
there_is_a_limit_of_properties(void **state)
{
	struct conf *conf = open_conf("");
	struct error err = { 0 };

	(void)state;
	for (int i = 0; i < CONF_PROPERTIES_MAX; i++)
		assert_true(conf_set_property(conf, "client.id=a", &err));
	assert_false(conf_set_property(conf, "client.id=a", &err));
	assert_string_equal(err.message, "more than 64 librdkafka properties");
	conf_close(conf);
}

static void
secrets_are_not_printed_and_everything_else_is_with_its_origin(void **state)
{
	struct conf *conf = open_conf("[postgres]\nconninfo = host=db password=secret1\n"
				      "[kafka.properties]\nsasl.password = secret2\n");
	struct error err = { 0 };
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	(void)state;
	assert_true(conf_set_property(conf, "ssl.key.pem=secret3", &err));
	assert_true(conf_set(conf, "ioc.port", "9001", &err));
	conf_print(conf, out);
	fclose(out);
	assert_null(strstr(text, "secret"));
	assert_non_null(strstr(text, "sasl.password = (hidden)    ; file\n"));
	assert_non_null(strstr(text, "port = 9001    ; command line\n"));
	assert_non_null(strstr(text, "[kafka]\nbrokers = 127.0.0.1:19092    ; default\n"));
	free(text);
	conf_close(conf);
}

/* The sample is every setting as a comment: taken as it stands it sets nothing, without
 * the comment signs it sets each to its default. */
static void
the_sample_is_a_file_that_is_taken(void **state)
{
	char *sample = NULL, *printed = NULL;
	size_t length;
	FILE *out = open_memstream(&sample, &length);
	struct conf *conf;

	(void)state;
	conf_print_sample(out);
	fclose(out);
	conf_close(open_conf(sample));
	for (char *c = sample; *c != '\0'; c++)
		if (c[0] == '\n' && c[1] == ';' && c[2] != ' ')
			memmove(c + 1, c + 2, strlen(c + 2) + 1);
	conf = open_conf(sample);
	assert_string_equal(conf->postgres_conninfo, "dbname=trakhuc");
	assert_int_equal(conf->property_count, 1);
	out = open_memstream(&printed, &length);
	conf_print(conf, out);
	fclose(out);
	assert_null(strstr(printed, "; default"));
	conf_close(conf);
	free(sample);
	free(printed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_nobody_sets_has_the_default_of_the_table),
		cmocka_unit_test(no_file_is_as_good_as_an_empty_one),
		cmocka_unit_test(the_file_is_stronger_than_the_default_and_the_environment_than_the_file),
		cmocka_unit_test(the_environment_names_the_file),
		cmocka_unit_test(what_is_wrong_in_a_file_is_told_with_its_line),
		cmocka_unit_test(an_indented_line_is_a_line_of_its_own),
		cmocka_unit_test(a_file_that_is_not_there_is_told_by_its_name),
		cmocka_unit_test(what_is_wrong_in_the_environment_is_told_by_its_variable),
		cmocka_unit_test(both_ends_of_every_range_are_taken_and_what_lies_beyond_is_not),
		cmocka_unit_test(a_setting_that_is_refused_changes_nothing),
		cmocka_unit_test(properties_of_librdkafka_are_kept_in_their_order),
		cmocka_unit_test(there_is_a_limit_of_properties),
		cmocka_unit_test(secrets_are_not_printed_and_everything_else_is_with_its_origin),
		cmocka_unit_test(the_sample_is_a_file_that_is_taken),
	};

	return cmocka_run_group_tests_name("settings", tests, without_environment, NULL);
}
