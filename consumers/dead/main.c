/* SPDX-License-Identifier: PostgreSQL
 *
 * main.c - trakhuc dead: looks at refused records, tries them again, or drops them.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "consumers/dead/command.h"
#include "consumers/dead/mask.h"
#include "schema/base/check.h"

static const char usage[] =
	"usage: trakhuc dead list  [filters] [PLACE...] [options]\n"
	"       trakhuc dead show  PLACE [options]\n"
	"       trakhuc dead retry [filters] [PLACE...] [options]\n"
	"       trakhuc dead drop  [filters] [PLACE...] --why TEXT [options]\n"
	"\n"
	"Dead letters are records that were refused: what is kept of one is its place in the\n"
	"log, TOPIC-PARTITION@OFFSET as in dossier.v1-2@1234, and the reason.  A retry reads\n"
	"the record from the log and, where the program of today accepts it, applies it as\n"
	"if it had been accepted at first, in one transaction with the letter's new status.\n"
	"It may be interrupted and repeated.  What is retried or dropped stays known for\n"
	"ever, with who did it and why; ioc.action has the acts.\n"
	"\n"
	"Filters, all of which must fit:\n"
	"      --reason WORD    why it was refused\n"
	"      --source NAME    CloudEvents source\n"
	"      --topic NAME     topic\n"
	"      --since TIME     recorded by the broker then or later: a day or an instant\n"
	"      --until TIME     recorded before it\n"
	"      --status WORD    list: waiting (default), retried, dropped or all\n"
	"\n"
	"list:\n"
	"      --count-by WORD  how many: by reason, source, topic or status\n"
	"      --limit N        letters to print, newest first (100)\n"
	"\n"
	"show prints what looks like personal data as asterisks:\n"
	"      --raw            the payload alone, masked too\n"
	"      --unmasked       with --raw and --why: as it is; the look is kept in ioc.action\n"
	"\n"
	"retry and drop:\n"
	"      --why TEXT       in your words; no personal data; drop needs it\n"
	"      --by NAME        who does it (your user name)\n"
	"      --dry-run        only say what would become of each\n"
	"      --all            every letter that waits: needed when there is no filter\n"
	"\n"
	"      --json           one JSON object a line\n"
	"\n"
	"Exit code 4: retry could not apply some letters, show did not find the record.\n";

enum {
	OPTION_REASON = 256,
	OPTION_SOURCE,
	OPTION_TOPIC,
	OPTION_SINCE,
	OPTION_UNTIL,
	OPTION_STATUS,
	OPTION_COUNT_BY,
	OPTION_LIMIT,
	OPTION_RAW,
	OPTION_UNMASKED,
	OPTION_WHY,
	OPTION_BY,
	OPTION_DRY_RUN,
	OPTION_ALL,
	OPTION_JSON,
};

enum { LIMIT_MAX = 1000000 };

static const struct option options[] = {
	{ "reason", required_argument, NULL, OPTION_REASON },
	{ "source", required_argument, NULL, OPTION_SOURCE },
	{ "topic", required_argument, NULL, OPTION_TOPIC },
	{ "since", required_argument, NULL, OPTION_SINCE },
	{ "until", required_argument, NULL, OPTION_UNTIL },
	{ "status", required_argument, NULL, OPTION_STATUS },
	{ "count-by", required_argument, NULL, OPTION_COUNT_BY },
	{ "limit", required_argument, NULL, OPTION_LIMIT },
	{ "raw", no_argument, NULL, OPTION_RAW },
	{ "unmasked", no_argument, NULL, OPTION_UNMASKED },
	{ "why", required_argument, NULL, OPTION_WHY },
	{ "by", required_argument, NULL, OPTION_BY },
	{ "dry-run", no_argument, NULL, OPTION_DRY_RUN },
	{ "all", no_argument, NULL, OPTION_ALL },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ 0 },
};

typedef bool command_fn(const struct command *command, enum exit_code *ret_code,
			struct error *err);

struct verb {
	const char *name;
	command_fn *run;
	bool settles; /* changes letters: only those that wait, never all by accident */
};

static const struct verb verbs[] = {
	{ "list", command_list, false },
	{ "show", command_show, false },
	{ "retry", command_retry, true },
	{ "drop", command_drop, true },
};

static bool
set_count_by(struct command *command, const char *word, struct error *err)
{
	static const char *const words[] = { "reason", "source", "topic", "status" };

	for (size_t i = 0; i < ARRAY_COUNT(words); i++)
		if (strcmp(word, words[i]) == 0) {
			command->count_by = words[i];
			return true;
		}
	return error_set(err, ERROR_USAGE,
			 "option --count-by is \"%.60s\", must be reason, source, topic or "
			 "status",
			 word);
}

static bool
on_filter(struct command *command, int option, const char *argument, struct error *err)
{
	struct selection *selection = &command->selection;

	switch (option) {
	case OPTION_REASON:
		return selection_set_reason(selection, argument, err);
	case OPTION_SOURCE:
		selection->source = argument;
		return true;
	case OPTION_TOPIC:
		return selection_set_topic(selection, argument, err);
	case OPTION_SINCE:
		return selection_set_time(selection->since, "--since", argument, err);
	case OPTION_UNTIL:
		return selection_set_time(selection->until, "--until", argument, err);
	default:
		return selection_set_status(selection, argument, err);
	}
}

static bool
on_option(void *context, int option, const char *argument, struct error *err)
{
	struct command *command = context;

	switch (option) {
	case OPTION_COUNT_BY:
		return set_count_by(command, argument, err);
	case OPTION_LIMIT:
		return cli_number("--limit", argument, 1, LIMIT_MAX, &command->limit, err);
	case OPTION_WHY:
		return cli_why(argument, &command->why, err);
	case OPTION_BY:
		return cli_actor(argument, &command->actor, err);
	case OPTION_RAW:
		command->raw = true;
		return true;
	case OPTION_UNMASKED:
		command->unmasked = true;
		return true;
	case OPTION_DRY_RUN:
		command->dry_run = true;
		return true;
	case OPTION_ALL:
		command->all = true;
		return true;
	case OPTION_JSON:
		command->json = true;
		return true;
	default:
		return on_filter(command, option, argument, err);
	}
}

static const struct verb *
find_verb(const char *name, struct error *err)
{
	for (size_t i = 0; name && i < ARRAY_COUNT(verbs); i++)
		if (strcmp(name, verbs[i].name) == 0)
			return &verbs[i];
	error_set(err, ERROR_USAGE, "what to do must be list, show, retry or drop%s%.60s",
		  name ? ", not " : "", name ? name : "");
	error_hint(err, "\"trakhuc dead --help\" has the whole of it.");
	return NULL;
}

static bool
check_show(const struct command *command, struct error *err)
{
	if (command->selection.place_count != 1)
		return error_set(err, ERROR_USAGE, "show needs the place of one record");
	if (command->unmasked && (!command->raw || !command->why || command->json))
		return error_set(err, ERROR_USAGE,
				 "--unmasked needs --raw and --why, and goes with no --json");
	return true;
}

static bool
check_settle(const struct command *command, const struct verb *verb, struct error *err)
{
	if (!command->selection.status || strcmp(command->selection.status, "waiting") != 0)
		return error_set(err, ERROR_USAGE,
				 "only letters that wait can be settled: leave out --status");
	if (!command->all && !selection_is_narrow(&command->selection)) {
		error_set(err, ERROR_USAGE, "%s needs a filter, a place, or --all", verb->name);
		return error_hint(err, "With --dry-run it only says what would become of each.");
	}
	if (verb->run == command_drop && !command->why)
		return error_set(err, ERROR_USAGE, "drop needs --why: the reason is kept");
	return true;
}

static bool
check(struct command *command, const struct verb *verb, char **places, struct error *err)
{
	for (; *places; places++)
		if (!selection_add_place(&command->selection, *places, err))
			return false;
	if (verb->settles)
		return check_settle(command, verb, err);
	if (verb->run == command_show) {
		command->selection.status = NULL;
		return check_show(command, err);
	}
	return true;
}

int
main(int argc, char **argv)
{
	struct command command = { .cli = { .program = "dead", .usage = usage },
				   .selection = { .status = "waiting" },
				   .limit = 100,
				   .actor = cli_user_name(),
				   .terminal = isatty(STDOUT_FILENO) };
	enum exit_code code = EXIT_OK;
	const struct verb *verb;
	struct error err = { 0 };
	int first;

	first = cli_open(&command.cli, argc, argv, options, on_option, &command);
	signal(SIGPIPE, SIG_IGN); /* libpq and librdkafka lose connections with it */
	setenv("PGAPPNAME", "trakhuc dead", 0);
	prctl(PR_SET_DUMPABLE, 0); /* no core file with events in it */
	verb = find_verb(argv[first], &err);
	if (!verb || !check(&command, verb, argv + first + 1, &err) ||
	    !verb->run(&command, &code, &err))
		code = cli_fail(&command.cli, &err);
	selection_release(&command.selection);
	cli_close(&command.cli);
	if (fflush(stdout) != 0) {
		perror("trakhuc dead: could not write its output");
		return EXIT_INTERNAL;
	}
	return code;
}
