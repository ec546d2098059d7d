/* SPDX-License-Identifier: PostgreSQL
 *
 * main.c - trakhuc reaggregate: counters anew from the facts, facts anew from the log, while
 * live numbers go on.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "consumers/reaggregate/builder.h"
#include "consumers/reaggregate/erase.h"
#include "consumers/reaggregate/facts.h"
#include "consumers/reaggregate/from_log.h"
#include "consumers/reaggregate/session.h"
#include "schema/base/check.h"
#include "schema/base/cli.h"
#include "schema/base/instant.h"
#include "schema/model/cell.h"
#include "sql_statements.h"

static const char usage[] =
	"usage: trakhuc reaggregate facts [options]\n"
	"       trakhuc reaggregate log [--apply --why TEXT] [options]\n"
	"       trakhuc reaggregate log --until TIME [options]\n"
	"       trakhuc reaggregate status|abort\n"
	"       trakhuc reaggregate drop GENERATION|log\n"
	"\n"
	"facts   counts all facts anew into a generation of counters of its own, while\n"
	"        workers write to both; audits it; then readers take it, in one instant.\n"
	"        Killed or stopped, it goes on where it was when it is started again.\n"
	"log     folds the whole log anew into facts of their own, up to where the workers are\n"
	"        at one instant, and compares them with the live facts: how many differ, by\n"
	"        kind of difference.  Refuses a log that is not complete, and says what is\n"
	"        gone.  Killed or stopped, it starts over when it is started again.\n"
	"        With --until it keeps the counters of an earlier time as a generation of\n"
	"        its own, and reports by cell what is counted otherwise now: counter, then, now.\n"
	"status  the generations, and how far the one that is being built, or the log, has come\n"
	"abort   gives up the generation that is being built, and erases it\n"
	"drop    erases an old generation, which workers keep up until then, one of an earlier\n"
	"        time, or what is left of one that was given up, or of a run of \"log\" that was\n"
	"        killed\n"
	"\n"
	"Building:\n"
	"      --dry-run        only print what would change, by cell: counter, old, new\n"
	"      --jobs N         threads, each with two database sessions (2; of \"log\" 4, each\n"
	"                       with one, since they mostly wait for the brokers)\n"
	"      --rate N         at most so many entities a second (0: no limit)\n"
	"      --age-limit MS   wait while live numbers are older than this (2000)\n"
	"      --portion N      entities in one transaction (500); small ones are kinder to\n"
	"                       the live numbers\n"
	"      --no-flip        stop when it is audited; the next \"facts\" takes it\n"
	"      --by NAME        who does it, for ioc.action (your user name)\n"
	"\n"
	"From the log (--jobs, --age-limit and --by too; --rate is of records):\n"
	"      --apply          put what the log says in place of what differs, facts and\n"
	"                       counters, in one transaction for which the workers wait\n"
	"      --why TEXT       in your words; no personal data; --apply needs it\n"
	"      --until TIME     only what the brokers recorded before it: a day or an instant;\n"
	"                       dead letters as they were then\n"
	"      --cache-mib N    memory for entities (256)\n"
	"\n"
	"Output:\n"
	"      --json           one JSON object a line; always so when standard output is no\n"
	"                       terminal\n"
	"      --limit N        differences to print (100); all are counted\n"
	"\n"
	"Exit code 4: the log is not complete.  5: --dry-run found something that would change,\n"
	"the new generation differs from its recount and was not taken, facts and log differ, or\n"
	"counters differ from their recount after --apply.  6: stopped before its end.\n";

enum {
	OPTION_DRY_RUN = 256,
	OPTION_JOBS,
	OPTION_RATE,
	OPTION_AGE_LIMIT,
	OPTION_PORTION,
	OPTION_NO_FLIP,
	OPTION_UNTIL,
	OPTION_BY,
	OPTION_JSON,
	OPTION_LIMIT,
	OPTION_APPLY,
	OPTION_WHY,
	OPTION_CACHE_MIB,
};

enum { FACTS_JOBS = 2, LOG_JOBS = 4 };

static const struct option options[] = {
	{ "dry-run", no_argument, NULL, OPTION_DRY_RUN },
	{ "jobs", required_argument, NULL, OPTION_JOBS },
	{ "rate", required_argument, NULL, OPTION_RATE },
	{ "age-limit", required_argument, NULL, OPTION_AGE_LIMIT },
	{ "portion", required_argument, NULL, OPTION_PORTION },
	{ "no-flip", no_argument, NULL, OPTION_NO_FLIP },
	{ "until", required_argument, NULL, OPTION_UNTIL },
	{ "by", required_argument, NULL, OPTION_BY },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "limit", required_argument, NULL, OPTION_LIMIT },
	{ "apply", no_argument, NULL, OPTION_APPLY },
	{ "why", required_argument, NULL, OPTION_WHY },
	{ "cache-mib", required_argument, NULL, OPTION_CACHE_MIB },
	{ 0 },
};

struct run {
	struct cli cli;
	struct facts_options facts;
	struct from_log_options log; /* what it shares with FACTS is copied from there */
	bool preview, json;
};

static atomic_int stop;

static void
on_signal(int number)
{
	(void)number;
	atomic_store(&stop, 1);
}

static bool
read_until(const char *argument, int64_t *ret_until_us, struct error *err)
{
	if (!cli_time("--until", argument, ret_until_us, err))
		return false;
	return *ret_until_us <= clock_now_us() ||
	       error_set(err, ERROR_USAGE, "option --until is \"%.60s\", which is yet to come",
			 argument);
}

static bool
on_option(void *context, int option, const char *argument, struct error *err)
{
	struct run *run = context;
	int64_t jobs;

	switch (option) {
	case OPTION_JOBS:
		if (!cli_number("--jobs", argument, 1, BUILDER_JOBS_MAX, &jobs, err))
			return false;
		run->facts.jobs = (int)jobs;
		return true;
	case OPTION_BY:
		return cli_actor(argument, &run->facts.actor, err);
	case OPTION_RATE:
		return cli_number("--rate", argument, 0, INT64_C(10000000), &run->facts.rate, err);
	case OPTION_AGE_LIMIT:
		return cli_number("--age-limit", argument, 1, INT64_C(86400000),
				  &run->facts.age_limit_ms, err);
	case OPTION_PORTION:
		return cli_number("--portion", argument, 1, 10000, &run->facts.portion, err);
	case OPTION_LIMIT:
		return cli_number("--limit", argument, 0, INT64_C(1000000000), &run->facts.limit,
				  err);
	case OPTION_UNTIL:
		return read_until(argument, &run->log.until_us, err);
	case OPTION_CACHE_MIB:
		return cli_number("--cache-mib", argument, 1, 65536, &run->log.cache_mib, err);
	case OPTION_WHY:
		return cli_why(argument, &run->log.why, err);
	case OPTION_APPLY:
		run->log.apply = true;
		return true;
	case OPTION_DRY_RUN:
		run->preview = true;
		return true;
	case OPTION_NO_FLIP:
		run->facts.flip = false;
		return true;
	default:
		run->json = true;
		return true;
	}
}

static void
set_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESETHAND };

	CHECK_OP(sigaction(SIGTERM, &action, NULL), ==, 0);
	CHECK_OP(sigaction(SIGINT, &action, NULL), ==, 0);
	signal(SIGPIPE, SIG_IGN);
}

/* STOPPED and DIFFERS: what to do then. */
static enum exit_code
end_of(const struct run *run, bool ok, int64_t differences, const struct error *err,
       const char *stopped, const char *differs)
{
	if (!ok && err->kind == ERROR_NONE) {
		fprintf(stderr, "trakhuc reaggregate: stopped before its end\nhint: %s\n",
			stopped);
		return EXIT_NOT_HEALTHY;
	}
	if (!ok)
		return cli_fail(&run->cli, err);
	if (differences == 0)
		return EXIT_OK;
	fputs(differs, stderr);
	return EXIT_DIFFERENCE;
}

static enum exit_code
run_facts(struct run *run, struct say *say)
{
	struct error err = { 0 };
	int64_t differences = 0;
	char text[64];
	bool ok;

	if (run->facts.jobs == 0)
		run->facts.jobs = FACTS_JOBS;
	if (!run->preview) {
		set_signals();
		ok = facts_run(&run->facts, say, &stop, &differences, &err);
	} else if ((ok = facts_preview(&run->facts, say, &differences, &err))) {
		snprintf(text, sizeof text, ",\"differences\":%lld", (long long)differences);
		say_event(say, "previewed", text, "%lld counters would change",
			  (long long)differences);
	}
	say_clear(say);
	return end_of(run, ok, differences, &err,
		      "the same command goes on from here, \"trakhuc reaggregate abort\" gives it "
		      "up.",
		      run->preview
			      ? ""
			      : "trakhuc reaggregate: the new generation differs from its recount "
				"and was not taken\n"
				"hint: \"trakhuc reaggregate abort\" gives it up; please report "
				"the differences.\n");
}

static enum exit_code
run_log(struct run *run, struct say *say)
{
	struct error err = { 0 };
	int64_t differences = 0;
	bool ok;

	run->log.conf = run->cli.conf;
	run->log.actor = run->facts.actor;
	run->log.jobs = run->facts.jobs > 0 ? run->facts.jobs : LOG_JOBS;
	run->log.rate = run->facts.rate;
	run->log.age_limit_ms = run->facts.age_limit_ms;
	run->log.limit = run->facts.limit;
	set_signals();
	ok = from_log_run(&run->log, say, &stop, &differences, &err);
	say_clear(say);
	return end_of(run, ok, differences, &err, "the same command starts over.",
		      run->log.apply
			      ? "trakhuc reaggregate: the facts are those of the log now, counters "
				"still differ from their recount\n"
				"hint: \"trakhuc reaggregate facts\" counts them anew.\n"
			      : "trakhuc reaggregate: live facts and log differ\n"
				"hint: with --apply --why TEXT they are corrected.\n");
}

static bool
print_list(PGconn *session, const char *sql, const struct say *say, struct error *err)
{
	AUTO_PGRESULT result = NULL;

	if (!postgres_query(session, sql, 0, NULL, 0, &result, err))
		return false;
	say_rows(say, result);
	return true;
}

static enum exit_code
run_short(struct run *run, struct say *say, const char *what, int64_t generation)
{
	AUTO_PGCONN session = NULL;
	struct error err = { 0 };
	bool ok = session_open(&session, run->facts.conninfo, run->facts.actor, &err);

	if (ok && strcmp(what, "status") == 0)
		ok = print_list(session, sql_shadow_list, say, &err) &&
		     print_list(session, sql_generation_list, say, &err);
	else if (ok && strcmp(what, "abort") == 0)
		ok = erase_building(session, say, &err);
	else if (ok && generation == 0)
		ok = from_log_drop(run->facts.conninfo, say, &err);
	else if (ok)
		ok = erase_old(session, (int)generation, say, &err);
	say_clear(say);
	return ok ? EXIT_OK : cli_fail(&run->cli, &err);
}

/* The words behind the options; false when they make no sense. */
static bool
read_words(char **words, int count, int64_t *ret_generation, struct error *err)
{
	*ret_generation = 0;
	if (count == 1 && (strcmp(words[0], "facts") == 0 || strcmp(words[0], "log") == 0 ||
			   strcmp(words[0], "status") == 0 || strcmp(words[0], "abort") == 0))
		return true;
	if (count == 2 && strcmp(words[0], "drop") == 0 && strcmp(words[1], "log") == 0)
		return true;
	if (count == 2 && strcmp(words[0], "drop") == 0)
		return cli_number("drop GENERATION", words[1], 1, GENERATION_MAX, ret_generation,
				  err);
	error_set(err, ERROR_USAGE, "it must be facts, log, status, abort, drop GENERATION or drop log");
	return error_hint(err, "\"trakhuc reaggregate --help\" explains them.");
}

/* A register keeps the statement that won, not the ones before: what a dossier said at a time
 * of the past is not in the facts. */
static bool
refuse_until(const char *word, struct error *err)
{
	if (strcmp(word, "facts") != 0)
		return error_set(err, ERROR_USAGE, "--until goes with log only");
	error_set(err, ERROR_USAGE,
		  "option --until cannot be exact: facts keep the latest statement of each "
		  "register, not what was known on an earlier day");
	return error_hint(err, "\"trakhuc reaggregate log --until TIME\" counts what was known "
			       "then.  The counters of a past day, by what is known today, are "
			       "there already: ioc.dossier_gauge(day), ioc.form_06a(from, to).");
}

static bool
check_options(const struct run *run, const char *word, struct error *err)
{
	bool log = strcmp(word, "log") == 0;

	if (!log && run->log.until_us > 0)
		return refuse_until(word, err);
	if (run->log.apply && run->log.until_us > 0)
		return error_set(err, ERROR_USAGE, "--apply and --until exclude each other: what was known "
						   "earlier corrects nothing");
	if (!log && (run->log.apply || run->log.why))
		return error_set(err, ERROR_USAGE, "--apply and --why go with log only");
	if (log && (run->preview || !run->facts.flip))
		return error_set(err, ERROR_USAGE, "--dry-run and --no-flip go with facts only");
	if (run->log.apply && !run->log.why)
		return error_set(err, ERROR_USAGE, "--apply needs --why: the reason is kept");
	return true;
}

int
main(int argc, char **argv)
{
	struct run run = { .cli = { .program = "reaggregate", .usage = usage },
			   .facts = { .actor = cli_user_name(), .portion = 500, .age_limit_ms = 2000,
				      .flip = true, .limit = 100 },
			   .log = { .cache_mib = 256 } };
	struct error err = { 0 };
	struct say say;
	int64_t generation;
	enum exit_code code;
	int first = cli_open(&run.cli, argc, argv, options, on_option, &run);

	if (!read_words(argv + first, argc - first, &generation, &err) ||
	    !check_options(&run, argv[first], &err))
		return cli_fail(&run.cli, &err);
	log_open("reaggregate", "", run.cli.verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
	run.facts.conninfo = run.cli.conf->postgres_conninfo;
	say = say_open(run.json);
	if (strcmp(argv[first], "facts") == 0)
		code = run_facts(&run, &say);
	else if (strcmp(argv[first], "log") == 0)
		code = run_log(&run, &say);
	else
		code = run_short(&run, &say, argv[first], generation);
	cli_close(&run.cli);
	if (fflush(stdout) != 0) {
		perror("trakhuc reaggregate: could not write its output");
		return EXIT_INTERNAL;
	}
	return code;
}
