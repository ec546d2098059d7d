/* SPDX-License-Identifier: PostgreSQL
 *
 * main.c - trakhuc audit: recounts every counter from the facts and shows what differs.
 *
 * Everything is read in one snapshot while the workers go on.  Differences and hashes go
 * to stdout, how long it takes to stderr.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "consumers/audit/audit.h"
#include "schema/base/check.h"
#include "schema/base/cli.h"
#include "schema/base/instant.h"
#include "sql_statements.h"

static const char usage[] =
	"usage: trakhuc audit [options]\n"
	"\n"
	"Recounts every counter from the facts, in one snapshot, and prints the rows that\n"
	"differ: table, key, counter, counted, recounted.  Exit code 5 when there is one.\n"
	"\n"
	"The result is kept (ioc.audit_result), unless the server is a standby or the role may\n"
	"only read; the page of operations shows it.\n"
	"\n"
	"Audit:\n"
	"      --hash       print a hash of each kind of facts, counters and dead letters,\n"
	"                   last the one over all of them; they depend neither on batches,\n"
	"                   workers, order and duplicates nor on the numbering of codes\n"
	"      --only-hash  the hash without the recount\n"
	"      --json       one JSON object a line\n"
	"      --limit N    differences to print (100); all are counted\n"
	"      --by NAME    who asks for it (your user name)\n";

enum { OPTION_HASH = 256, OPTION_ONLY_HASH, OPTION_JSON, OPTION_LIMIT, OPTION_BY };

static const struct option options[] = {
	{ "hash", no_argument, NULL, OPTION_HASH },
	{ "only-hash", no_argument, NULL, OPTION_ONLY_HASH },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "limit", required_argument, NULL, OPTION_LIMIT },
	{ "by", required_argument, NULL, OPTION_BY },
	{ 0 },
};

struct run {
	struct cli cli;
	bool hash, recount, json;
	const char *actor;
	int64_t limit;
	bool terminal;     /* stderr is one */
	bool progress;     /* a line of progress stands there */
	const char *doing;
	int64_t rows;
	int64_t took_us;
};

static bool
on_option(void *context, int option, const char *argument, struct error *err)
{
	struct run *run = context;

	switch (option) {
	case OPTION_LIMIT:
		return cli_number("--limit", argument, 0, INT64_C(1000000000), &run->limit,
				  err);
	case OPTION_BY:
		return cli_actor(argument, &run->actor, err);
	case OPTION_JSON:
		run->json = true;
		return true;
	case OPTION_ONLY_HASH:
		run->recount = false;
		run->hash = true;
		return true;
	default:
		run->hash = true;
		return true;
	}
}

static void
clear_progress(struct run *run)
{
	if (run->progress)
		fputs("\r\033[K", stderr);
	run->progress = false;
}

static void
on_waiting(void *context, int64_t seconds)
{
	struct run *run = context;

	if (!run->terminal)
		return;
	fprintf(stderr, "\r%s: %lld s", run->doing, (long long)seconds);
	run->progress = true;
}

/* The last column of every statement is the row as JSON. */
static void
print_row(const struct run *run, const PGresult *row)
{
	int columns = PQnfields(row) - 1;

	if (run->json) {
		puts(PQgetvalue(row, 0, columns));
		return;
	}
	for (int column = 0; column < columns; column++)
		printf("%s%s", column > 0 ? "\t" : "", PQgetvalue(row, 0, column));
	putchar('\n');
}

static void
on_row(void *context, const PGresult *row)
{
	struct run *run = context;

	clear_progress(run);
	if (run->rows == 0 && !run->json)
		for (int column = 0; column < PQnfields(row) - 1; column++)
			printf("%s%s", PQfname(row, column),
			       column + 2 < PQnfields(row) ? "\t" : "\n");
	if (run->rows++ < run->limit)
		print_row(run, row);
}

static const struct audit_calls calls = { .row = on_row, .waiting = on_waiting };

static void
print_summary(const struct run *run, int64_t took_us)
{
	double seconds = (double)took_us / (double)SECOND_US;

	if (run->json) {
		printf("{\"differences\":%lld,\"seconds\":%.3f}\n", (long long)run->rows,
		       seconds);
		return;
	}
	if (run->rows > run->limit)
		printf("(%lld more are not shown, see --limit)\n",
		       (long long)(run->rows - run->limit));
	printf("%lld differences, recounted in %.1f s\n", (long long)run->rows, seconds);
}

static bool
recount(struct run *run, PGconn *session, struct error *err)
{
	int64_t begun_us = clock_monotonic_us();

	run->doing = "recounting";
	run->rows = 0;
	if (!audit_run(session, sql_audit, 0, NULL, &calls, run, err))
		return false;
	clear_progress(run);
	run->took_us = clock_monotonic_us() - begun_us;
	print_summary(run, run->took_us);
	return true;
}

static bool
keep(const struct run *run, int64_t differences, PGconn *session, struct error *err)
{
	char found[24], seconds[32];
	const char *const values[] = { run->actor, found, seconds };
	AUTO_PGRESULT may = NULL;
	AUTO_PGRESULT kept = NULL;

	if (!postgres_query(session, sql_audit_may_keep, 0, NULL, 0, &may, err))
		return false;
	if (strcmp(PQgetvalue(may, 0, 0), "t") != 0)
		return true;
	snprintf(found, sizeof found, "%lld", (long long)differences);
	snprintf(seconds, sizeof seconds, "%.3f", (double)run->took_us / (double)SECOND_US);
	return postgres_query(session, sql_audit_keep, 3, values, 0, &kept, err);
}

static bool
print_hash(struct run *run, PGconn *session, struct error *err)
{
	int64_t limit = run->limit;
	bool done;

	run->doing = "hashing";
	run->rows = 0;
	run->limit = INT64_MAX;
	done = audit_run(session, sql_fingerprint, 0, NULL, &calls, run, err);
	run->limit = limit;
	clear_progress(run);
	return done;
}

static bool
audit(struct run *run, int64_t *ret_differences, struct error *err)
{
	AUTO_PGCONN session = NULL;
	struct error not_kept = { 0 };

	if (!postgres_open(&session, run->cli.conf->postgres_conninfo, "trakhuc audit", err) ||
	    !audit_begin(session, err))
		return false;
	if (run->recount && !recount(run, session, err))
		return false;
	*ret_differences = run->rows;
	if (run->hash && !print_hash(run, session, err))
		return false;
	if (!audit_end(session, err))
		return false;
	if (run->recount && !keep(run, *ret_differences, session, &not_kept))
		log_error(LOG_LEVEL_WARNING, &not_kept); /* what was found counts more */
	return true;
}

int
main(int argc, char **argv)
{
	struct run run = { .cli = { .program = "audit", .usage = usage }, .recount = true,
			   .limit = 100, .actor = cli_user_name(), .terminal = isatty(STDERR_FILENO) };
	struct error err = { 0 };
	int64_t differences = 0;

	cli_open(&run.cli, argc, argv, options, on_option, &run);
	signal(SIGPIPE, SIG_DFL);
	if (!audit(&run, &differences, &err)) {
		clear_progress(&run);
		return cli_fail(&run.cli, &err);
	}
	cli_close(&run.cli);
	if (fflush(stdout) != 0) {
		perror("trakhuc audit: could not write its output");
		return EXIT_INTERNAL;
	}
	return differences > 0 ? EXIT_DIFFERENCE : EXIT_OK;
}
