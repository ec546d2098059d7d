/* SPDX-License-Identifier: PostgreSQL
 *
 * check_config.c - prints effective settings with their origin, or the sample file.
 */
#include <stdio.h>

#include "schema/base/cli.h"

enum { OPTION_SAMPLE = 256 };

static const char usage[] =
	"usage: trakhuc check-config [options]\n"
	"\n"
	"Reads the configuration as every program does and prints each setting with the\n"
	"place it comes from.  Secrets are hidden.  Exit code 2 says what is wrong.\n"
	"\n"
	"      --sample           print the commented sample file instead\n";

static const struct option options[] = {
	{ "sample", no_argument, NULL, OPTION_SAMPLE },
	{ 0 },
};

static bool
on_option(void *context, int option, const char *argument, struct error *err)
{
	(void)argument;
	(void)err;
	if (option == OPTION_SAMPLE)
		*(bool *)context = true;
	return true;
}

int
main(int argc, char **argv)
{
	struct cli cli = { .program = "check-config", .usage = usage };
	bool sample = false;

	cli_open(&cli, argc, argv, options, on_option, &sample);
	if (sample)
		conf_print_sample(stdout);
	else
		conf_print(cli.conf, stdout);
	cli_close(&cli);
	return EXIT_OK;
}
