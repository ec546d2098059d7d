/* SPDX-License-Identifier: PostgreSQL
 *
 * main.c - trakhuc partition: partitions that were left unread, and what a person decides.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/text.h"
#include "consumers/partition/name.h"
#include "schema/base/check.h"
#include "schema/base/cli.h"
#include "schema/base/kafka.h"
#include "schema/base/postgres.h"
#include "sql_statements.h"

static const char usage[] =
	"usage: trakhuc partition list [options]\n"
	"       trakhuc partition resume PARTITION --why TEXT --yes\n"
	"       trakhuc partition reset PARTITION --to OFFSET --why TEXT --yes\n"
	"\n"
	"A worker leaves a partition unread when its log and our position do not fit each\n"
	"other: records are gone before they were read, the log is shorter than our offset,\n"
	"the topic was made anew, the brokers are of another cluster.  The others go on.\n"
	"\n"
	"list    where every partition stands, the halted ones first, and why\n"
	"resume  reads on at the same offset: the log is right again, or was right all along\n"
	"reset   reads on at another offset of the log as it is now.  What is passed over is\n"
	"        never counted; \"list\" shows how much.  Events that are read twice count once.\n"
	"\n"
	"Deciding:\n"
	"      --to OFFSET  start, end, or an offset of the log\n"
	"      --why TEXT   in your words, kept in ioc.action; no personal data\n"
	"      --by NAME    who decides (your user name)\n"
	"      --yes        do it; without it only what would be done is printed\n"
	"\n"
	"Output:\n"
	"      --json       one JSON object a line\n"
	"\n"
	"Exit code 4: the partition is not halted, or somebody was faster.  6: list found one\n"
	"that is halted.\n";

enum { OPTION_TO = 256, OPTION_WHY, OPTION_BY, OPTION_YES, OPTION_JSON };
enum { ASK_MS_MAX = 10000 };

static const struct option options[] = {
	{ "to", required_argument, NULL, OPTION_TO },
	{ "why", required_argument, NULL, OPTION_WHY },
	{ "by", required_argument, NULL, OPTION_BY },
	{ "yes", no_argument, NULL, OPTION_YES },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ 0 },
};

struct run {
	struct cli cli;
	const char *to, *why, *actor;
	bool yes, json;
	PGconn *session;
};

/* A halted partition, and what is to be done with it. */
struct decision {
	const char *text; /* its name as it was written */
	struct partition_name name;
	char reason[32];
	int64_t next, to, skipped; /* offsets, records */
};

static bool
on_option(void *context, int option, const char *argument, struct error *err)
{
	struct run *run = context;

	switch (option) {
	case OPTION_TO:
		run->to = argument;
		return true;
	case OPTION_WHY:
		return cli_why(argument, &run->why, err);
	case OPTION_BY:
		return cli_actor(argument, &run->actor, err);
	case OPTION_YES:
		run->yes = true;
		return true;
	default:
		run->json = true;
		return true;
	}
}

/* -- list ------------------------------------------------------------------------------ */

static void
print_row_json(const PGresult *rows, int row)
{
	struct text text = { 0 };

	for (int i = 0; i < PQnfields(rows); i++) {
		struct slice value = postgres_value(rows, row, i);
		bool is_number = PQftype(rows, i) == 20;

		text_add(&text, i == 0 ? "{" : ",");
		text_json(&text, slice_text(PQfname(rows, i)));
		text_add(&text, ":");
		if (!value.data)
			text_add(&text, "null");
		else if (is_number)
			text_put(&text, value);
		else
			text_json(&text, value);
	}
	puts(text.data ? text.data : "");
	text_release(&text);
}

static void
print_row(const PGresult *rows, int row)
{
	printf("%-16s %-10s offset %s of %s, lag %s", PQgetvalue(rows, row, 0),
	       PQgetvalue(rows, row, 1), PQgetvalue(rows, row, 2),
	       PQgetisnull(rows, row, 3) ? "?" : PQgetvalue(rows, row, 3),
	       PQgetisnull(rows, row, 4) ? "?" : PQgetvalue(rows, row, 4));
	if (strcmp(PQgetvalue(rows, row, 8), "0") != 0)
		printf(", %s passed over unread", PQgetvalue(rows, row, 8));
	putchar('\n');
	if (!PQgetisnull(rows, row, 9))
		printf("  %s since %s: %s\n", PQgetvalue(rows, row, 9),
		       PQgetvalue(rows, row, 11), PQgetvalue(rows, row, 10));
	if (PQgetvalue(rows, row, 13)[0] != '\0')
		printf("  %s\n", PQgetvalue(rows, row, 13));
}

static bool
list(struct run *run, enum exit_code *ret_code, struct error *err)
{
	AUTO_PGRESULT rows = NULL;

	if (!postgres_query(run->session, sql_partition_list, 0, NULL, 0, &rows, err))
		return false;
	for (int i = 0; i < PQntuples(rows); i++) {
		if (run->json)
			print_row_json(rows, i);
		else
			print_row(rows, i);
		if (!PQgetisnull(rows, i, 9))
			*ret_code = EXIT_NOT_HEALTHY;
	}
	return true;
}

/* -- resume and reset ------------------------------------------------------------------ */

static bool
look(struct run *run, struct decision *decision, struct error *err)
{
	char topic[12], partition[12];
	const char *const values[] = { topic, partition };
	AUTO_PGRESULT rows = NULL;

	snprintf(topic, sizeof topic, "%d", (int)decision->name.topic);
	snprintf(partition, sizeof partition, "%d", (int)decision->name.partition);
	if (!postgres_query(run->session, sql_partition_look, 2, values, 0, &rows, err))
		return false;
	if (PQntuples(rows) == 0) {
		error_set(err, ERROR_REJECT, "partition %s is not halted", decision->text);
		return error_hint(err, "Only a halted partition is decided about; see \"trakhuc "
				       "partition list\".");
	}
	snprintf(decision->reason, sizeof decision->reason, "%s", PQgetvalue(rows, 0, 0));
	decision->next = decision->to = strtoll(PQgetvalue(rows, 0, 2), NULL, 10);
	if (!run->json)
		printf("partition %s stands at offset %" PRId64 ", halted for %s: %s\n",
		       decision->text, decision->next, decision->reason,
		       PQgetvalue(rows, 0, 1));
	return true;
}

/* What of the log is passed over: from our offset on where it is still that log, else
 * from its beginning. */
static bool
aim(const struct run *run, struct decision *decision, struct error *err)
{
	struct kafka_watcher *watcher;
	int64_t first, end, from;
	bool ok;

	if (!kafka_watcher_open(&watcher, run->cli.conf, err))
		return false;
	ok = kafka_watcher_ends(watcher, topic_name(decision->name.topic),
				decision->name.partition, ASK_MS_MAX, &first, &end, err) &&
	     target_parse(run->to, first, end, &decision->to, err);
	kafka_watcher_close(watcher);
	if (!ok)
		return false;
	from = strcmp(decision->reason, "records_gone") == 0 ? decision->next : first;
	decision->skipped = decision->to > from ? decision->to - from : 0;
	if (!run->json)
		printf("the log has offsets %" PRId64 " to %" PRId64 "; to read from %" PRId64
		       " passes over %" PRId64 " unread\n",
		       first, end, decision->to, decision->skipped);
	return true;
}

static bool
decide(struct run *run, const struct decision *decision, struct error *err)
{
	char topic[12], partition[12], next[24], to[24], skipped[24];
	const char *const values[] = { topic, partition, run->actor, decision->text, run->why,
				       next,  to,	 skipped };
	AUTO_PGRESULT rows = NULL;

	snprintf(topic, sizeof topic, "%d", (int)decision->name.topic);
	snprintf(partition, sizeof partition, "%d", (int)decision->name.partition);
	snprintf(next, sizeof next, "%" PRId64, decision->next);
	snprintf(to, sizeof to, "%" PRId64, decision->to);
	snprintf(skipped, sizeof skipped, "%" PRId64, decision->skipped);
	if (!postgres_query(run->session, run->to ? sql_partition_reset : sql_partition_resume,
			    run->to ? 8 : 5, values, 0, &rows, err))
		return false;
	if (PQntuples(rows) == 0)
		return error_set(err, ERROR_REJECT,
				 "partition %s was moved or resumed by somebody else meanwhile",
				 decision->text);
	if (!run->json)
		printf("partition %s: %s\n", decision->text, PQgetvalue(rows, 0, 0));
	return true;
}

/* What was decided, or without --yes would be. */
static void
print_decision_json(const struct run *run, const struct decision *decision, bool done)
{
	printf("{\"partition\":\"%s-%d\",\"halt_reason\":\"%s\",\"action\":\"%s\","
	       "\"offset\":%" PRId64 ",\"to\":%" PRId64 ",\"passed_over\":%" PRId64
	       ",\"done\":%s}\n",
	       topic_name(decision->name.topic), (int)decision->name.partition,
	       decision->reason, run->to ? "reset" : "resume", decision->next, decision->to,
	       decision->skipped, done ? "true" : "false");
}

static bool
act(struct run *run, const char *text, struct error *err)
{
	struct decision decision = { .text = text };
	bool sure = run->yes && run->why;

	if (!partition_parse(text, &decision.name, err) || !look(run, &decision, err) ||
	    (run->to && !aim(run, &decision, err)) ||
	    (sure && !decide(run, &decision, err)))
		return false;
	if (run->json)
		print_decision_json(run, &decision, sure);
	if (!sure) {
		error_set(err, ERROR_USAGE, "nothing was done: %s is missing",
			  run->why ? "--yes" : "--why");
		return error_hint(err, "Whoever decides says why, and --yes.");
	}
	return true;
}

static bool
check_words(const struct run *run, char **words, int count, struct error *err)
{
	if (count == 1 && strcmp(words[0], "list") == 0)
		return true;
	if (count == 2 && (strcmp(words[0], "resume") == 0 || strcmp(words[0], "reset") == 0)) {
		if ((run->to != NULL) == (strcmp(words[0], "reset") == 0))
			return true;
		return error_set(err, ERROR_USAGE,
				 run->to ? "option --to belongs to reset"
					 : "reset needs --to: start, end or an offset");
	}
	error_set(err, ERROR_USAGE, "it must be list, resume PARTITION or reset PARTITION");
	return error_hint(err, "\"trakhuc partition --help\" explains them.");
}

int
main(int argc, char **argv)
{
	struct run run = { .cli = { .program = "partition", .usage = usage },
			   .actor = cli_user_name() };
	enum exit_code code = EXIT_OK;
	struct error err = { 0 };
	int first = cli_open(&run.cli, argc, argv, options, on_option, &run);
	char **words = argv + first;

	if (!check_words(&run, words, argc - first, &err) ||
	    !postgres_open(&run.session, run.cli.conf->postgres_conninfo, "trakhuc partition",
			   &err) ||
	    !(strcmp(words[0], "list") == 0 ? list(&run, &code, &err)
					    : act(&run, words[1], &err)))
		code = cli_fail(&run.cli, &err);
	PQfinish(run.session);
	cli_close(&run.cli);
	if (fflush(stdout) != 0) {
		perror("trakhuc partition: could not write its output");
		return EXIT_INTERNAL;
	}
	return code;
}
