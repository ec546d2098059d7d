/* SPDX-License-Identifier: PostgreSQL
 *
 * cli.h - what the command lines of all programs share.
 *
 * Data goes to stdout, messages to stderr.  Options every program knows:
 *   -c, --config FILE     configuration file
 *   -b, --brokers LIST    Kafka brokers
 *   -d, --database INFO   libpq connection string
 *   -X NAME=VALUE         librdkafka property
 *   -o, --set NAME=VALUE  any other setting, section.key=value
 *   -v, --verbose         more messages
 *   -h, --help            -V, --version
 */
#ifndef SCHEMA_BASE_CLI_H
#define SCHEMA_BASE_CLI_H

#include <getopt.h>

#include "schema/base/conf.h"
#include "schema/base/error.h"
#include "schema/base/log.h"

/* Documented exit codes; tests assert them. */
enum exit_code {
	EXIT_OK = 0,
	EXIT_USAGE = 1,       /* the command line is wrong */
	EXIT_CONFIG = 2,      /* the configuration is wrong */
	EXIT_UNAVAILABLE = 3, /* Kafka or PostgreSQL cannot be reached */
	EXIT_REFUSED = 4,     /* some of the input was refused, the rest was taken */
	EXIT_DIFFERENCE = 5,  /* an audit found a difference */
	EXIT_NOT_HEALTHY = 6, /* status: late or stopped */
	EXIT_INTERNAL = 70,
};

enum exit_code cli_exit_code(const struct error *err);

struct cli {
	const char *program;   /* "emit" */
	const char *usage;     /* whole help text, grouped; without the common options */
	struct conf *conf;     /* after cli_open */
	bool verbose;
};

/* Options of one program beside the common ones, in the form of getopt_long; `val` of
 * each must be 256 or more.  Called for each of them. */
typedef bool cli_option_fn(void *context, int option, const char *argument,
			   struct error *err);

/* Reads the command line and the configuration.  --help and --version print and exit.
 * On a wrong line or configuration prints why and exits with 1 or 2.  Returns the index
 * of the first operand in argv. */
int cli_open(struct cli *cli, int argc, char **argv, const struct option *options,
	     cli_option_fn *on_option, void *context);
void cli_close(struct cli *cli);

/* Who acts: the user's name, also behind sudo; "unknown" where there is none.  Lives as
 * long as the next getpwuid(). */
const char *cli_user_name(void);
/* The NAME of --by instead: one line of at most 64 characters. */
bool cli_actor(const char *text, const char **ret_actor, struct error *err) MUST_CHECK;
/* The TEXT of --why: one line of at most 500 characters without numbers and addresses of
 * persons, since it is kept for ever. */
bool cli_why(const char *text, const char **ret_why, struct error *err) MUST_CHECK;

/* Prints "trakhuc emit: message" and the hint to stderr; returns the exit code. */
enum exit_code cli_fail(const struct cli *cli, const struct error *err);

/* A day of Asia/Ho_Chi_Minh, meaning its begin, or an instant; microseconds since 1970. */
bool cli_time(const char *option, const char *text, int64_t *ret_time_us,
	      struct error *err) MUST_CHECK;

/* A whole number from LOWEST to HIGHEST. */
bool cli_number(const char *option, const char *text, int64_t lowest, int64_t highest,
		int64_t *ret_number, struct error *err) MUST_CHECK;

#endif
