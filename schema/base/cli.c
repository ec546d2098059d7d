/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/cli.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/person.h"
#include "schema/base/utf8.h"

enum { OPTIONS_MAX = 48, ACTOR_CHARACTERS_MAX = 64, WHY_CHARACTERS_MAX = 500 };

#define COMMON_SHORT "c:b:d:X:o:vhV"

static const struct option common_options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "brokers", required_argument, NULL, 'b' },
	{ "database", required_argument, NULL, 'd' },
	{ "set", required_argument, NULL, 'o' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
};

static const char common_help[] =
	"Common options:\n"
	"  -c, --config FILE      configuration file (else $TRAKHUC_CONFIG,\n"
	"                         else /etc/trakhuc/trakhuc.ini)\n"
	"  -b, --brokers LIST     Kafka brokers, host:port,...\n"
	"  -d, --database INFO    libpq connection string or URI\n"
	"  -X NAME=VALUE          librdkafka property\n"
	"  -o, --set NAME=VALUE   any other setting, section.key=value\n"
	"  -v, --verbose          more messages\n"
	"  -h, --help             this text\n"
	"  -V, --version          version\n"
	"\n"
	"Exit codes: 0 ok, 1 usage, 2 configuration, 3 Kafka or PostgreSQL not reachable,\n"
	"4 some input refused, 5 difference found, 6 late or stopped, 70 internal error.\n";

struct pending {
	int option;
	const char *argument;
};

enum exit_code
cli_exit_code(const struct error *err)
{
	switch (err->kind) {
	case ERROR_NONE:
		return EXIT_OK;
	case ERROR_USAGE:
		return EXIT_USAGE;
	case ERROR_CONFIG:
		return EXIT_CONFIG;
	case ERROR_REJECT:
		return EXIT_REFUSED;
	case ERROR_RETRY:
	case ERROR_FENCED:
	case ERROR_STOP:
		return EXIT_UNAVAILABLE;
	case ERROR_FATAL:
		break;
	}
	return EXIT_INTERNAL;
}

const char *
cli_user_name(void)
{
	const char *name = getenv("SUDO_USER");
	const struct passwd *entry = getpwuid(geteuid());

	if (name && name[0] != '\0')
		return name;
	return entry ? entry->pw_name : "unknown";
}

static bool
check_line(const char *option, const char *text, int characters_max, struct error *err)
{
	struct slice line = slice_text(text);

	if (utf8_valid(line) == line.length && utf8_is_plain(line, (size_t)characters_max))
		return true;
	return error_set(err, ERROR_USAGE, "option %s must be 1 to %d characters in one line",
			 option, characters_max);
}

bool
cli_actor(const char *text, const char **ret_actor, struct error *err)
{
	if (!check_line("--by", text, ACTOR_CHARACTERS_MAX, err))
		return false;
	*ret_actor = text;
	return true;
}

bool
cli_why(const char *text, const char **ret_why, struct error *err)
{
	if (!check_line("--why", text, WHY_CHARACTERS_MAX, err))
		return false;
	if (person_in(slice_text(text))) {
		error_set(err, ERROR_USAGE, "option --why holds what looks like personal data");
		return error_hint(err, "Name the record or the partition, not the person: the "
				       "text is kept for ever.");
	}
	*ret_why = text;
	return true;
}

enum exit_code
cli_fail(const struct cli *cli, const struct error *err)
{
	fprintf(stderr, "trakhuc %s: %s\n", cli->program, err->message);
	if (err->hint[0] != '\0')
		fprintf(stderr, "hint: %s\n", err->hint);
	return cli_exit_code(err);
}

static size_t
join_options(struct option all[OPTIONS_MAX], const struct option *own)
{
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_COUNT(common_options); i++)
		all[count++] = common_options[i];
	for (; own && own->name; own++) {
		CHECK_OP(count, <, OPTIONS_MAX - 1);
		CHECK_OP(own->val, >=, 256);
		all[count++] = *own;
	}
	all[count] = (struct option){ 0 };
	return count;
}

static bool
set_assignment(struct conf *conf, const char *assignment, struct error *err)
{
	char name[128];
	const char *equals = strchr(assignment, '=');

	if (!equals || (size_t)(equals - assignment) >= sizeof name)
		return error_set(err, ERROR_USAGE, "\"%s\" is not section.key=value",
				 assignment);
	memcpy(name, assignment, (size_t)(equals - assignment));
	name[equals - assignment] = '\0';
	return conf_set(conf, name, equals + 1, err);
}

static bool
apply_common(struct cli *cli, int option, const char *argument, struct error *err)
{
	switch (option) {
	case 'b':
		return conf_set(cli->conf, "kafka.brokers", argument, err);
	case 'd':
		return conf_set(cli->conf, "postgres.conninfo", argument, err);
	case 'X':
		return conf_set_property(cli->conf, argument, err);
	case 'o':
		return set_assignment(cli->conf, argument, err);
	default:
		return true;
	}
}

static void
usage_error(const struct cli *cli)
{
	fprintf(stderr, "hint: \"trakhuc %s --help\" lists the options.\n", cli->program);
	exit(EXIT_USAGE);
}

static void
fail_and_exit(const struct cli *cli, const struct error *err)
{
	exit(cli_fail(cli, err));
}

/* First pass: prints help and version, finds the file, keeps the rest for later,
 * since the command line is stronger than a file that is read after it. */
static size_t
collect(struct cli *cli, int argc, char **argv, const struct option *all,
	struct pending *ret_pending, const char **ret_path)
{
	size_t count = 0;
	int option;

	while ((option = getopt_long(argc, argv, COMMON_SHORT, all, NULL)) != -1) {
		if (option == '?')
			usage_error(cli);
		if (option == 'h') {
			printf("%s\n%s", cli->usage, common_help);
			exit(EXIT_OK);
		}
		if (option == 'V') {
			printf("trakhuc %s %s\n", cli->program, TRAKHUC_VERSION);
			exit(EXIT_OK);
		}
		if (option == 'c')
			*ret_path = optarg;
		else if (option == 'v')
			cli->verbose = true;
		else
			ret_pending[count++] = (struct pending){ option, optarg };
	}
	return count;
}

int
cli_open(struct cli *cli, int argc, char **argv, const struct option *options,
	 cli_option_fn *on_option, void *context)
{
	struct option all[OPTIONS_MAX];
	struct pending *pending = calloc((size_t)argc + 1, sizeof *pending);
	const char *path = NULL;
	struct error err = { 0 };
	size_t count;

	CHECK(pending != NULL);
	join_options(all, options);
	count = collect(cli, argc, argv, all, pending, &path);
	if (!conf_open(&cli->conf, path, &err))
		fail_and_exit(cli, &err);
	for (size_t i = 0; i < count; i++) {
		bool ok = pending[i].option < 256
				  ? apply_common(cli, pending[i].option, pending[i].argument,
						 &err)
				  : on_option(context, pending[i].option,
					      pending[i].argument, &err);

		if (!ok)
			fail_and_exit(cli, &err);
	}
	free(pending);
	return optind;
}

void
cli_close(struct cli *cli)
{
	cli->conf = conf_close(cli->conf);
}

bool
cli_time(const char *option, const char *text, int64_t *ret_time_us, struct error *err)
{
	int32_t day;

	if (day_parse(slice_text(text), &day) == INSTANT_OK) {
		*ret_time_us = day_begin(day);
		return true;
	}
	return instant_parse(slice_text(text), ret_time_us) == INSTANT_OK ||
	       error_set(err, ERROR_USAGE,
			 "option %s is \"%.60s\", must be a day (2026-01-31) or an instant "
			 "(2026-01-31T08:00:00+07:00)",
			 option, text);
}

bool
cli_number(const char *option, const char *text, int64_t lowest, int64_t highest,
	   int64_t *ret_number, struct error *err)
{
	char *end;
	long long number;

	errno = 0;
	number = strtoll(text, &end, 10);
	if (end == text || *end != '\0' || errno != 0 || number < lowest || number > highest)
		return error_set(err, ERROR_USAGE,
				 "option %s is \"%s\", must be a number from %lld to %lld",
				 option, text, (long long)lowest, (long long)highest);
	*ret_number = number;
	return true;
}
