/* SPDX-License-Identifier: PostgreSQL
 *
 * target_configuration.c - the INI file of the programs.
 *
 * Laws: an accepted configuration has every number in its range and every text; a
 * refused one says so as a fault of configuration; nothing that is printed is unfinished.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/conf.h"
#include "tests/fuzz/input.h"

static FILE *nowhere;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	clearenv(); /* only the file speaks */
	nowhere = fopen("/dev/null", "we");
	CHECK(nowhere != NULL);
	return 0;
}

static void
check_settings(const struct conf *conf)
{
#define CONF_TEXT(section, key, value, secret, sentence) \
	CHECK(conf->section##_##key != NULL);            \
	input_touch(slice_text(conf->section##_##key));
#define CONF_NUMBER(section, key, value, lowest, highest, unit, sentence) \
	CHECK_OP(conf->section##_##key, >=, lowest);                      \
	CHECK_OP(conf->section##_##key, <=, highest);
#include "schema/base/conf.def"
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = input_file((struct slice){ (const char *)data, size });
	struct error err = { 0 };
	struct conf *conf;

	if (!conf_open(&conf, path, &err)) {
		CHECK_OP(err.kind, ==, ERROR_CONFIG);
		CHECK(strstr(err.message, path) != NULL);
		return 0;
	}
	check_settings(conf);
	conf_print(conf, nowhere);
	conf_close(conf);
	return 0;
}
