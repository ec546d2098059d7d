/* SPDX-License-Identifier: PostgreSQL
 *
 * test_base_conf_secrets.c - what is printed of a configuration holds no password.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/conf.h"

/* conf_print() after NAME was set to VALUE, or PROPERTY was given. */
static char *
printed(const char *name, const char *value, const char *property)
{
	struct error err = { 0 };
	struct conf *conf;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_true(conf_open(&conf, "", &err));
	assert_true(!name || conf_set(conf, name, value, &err));
	assert_true(!property || conf_set_property(conf, property, &err));
	conf_print(conf, out);
	fclose(out);
	conf_close(conf);
	return text;
}

static void
no_form_of_a_password_is_printed(void **state)
{
	static const struct {
		const char *name, *value, *property;
	} cases[] = {
		{ "postgres.conninfo", "dbname=trakhuc password=CANARY", NULL },
		{ "postgres.conninfo", "postgresql://writer:CANARY@127.0.0.1/trakhuc", NULL },
		{ "postgres.conninfo", "postgres:///trakhuc?password=CANARY", NULL },
		{ NULL, NULL, "sasl.password=CANARY" },
		{ NULL, NULL, "ssl.key.pem=CANARY" },
		{ NULL, NULL, "sasl.oauthbearer.client.secret=CANARY" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text = printed(cases[i].name, cases[i].value, cases[i].property);

		assert_null(strstr(text, "CANARY"));
		assert_non_null(strstr(text, "(hidden"));
		free(text);
	}
}

static void
an_address_without_a_password_is_printed(void **state)
{
	char *text = printed("postgres.conninfo", "postgresql:///trakhuc", NULL);

	(void)state;
	assert_non_null(strstr(text, "conninfo = postgresql:///trakhuc "));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_form_of_a_password_is_printed),
		cmocka_unit_test(an_address_without_a_password_is_printed),
	};

	clearenv(); /* only what a case sets */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
