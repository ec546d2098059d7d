/* SPDX-License-Identifier: PostgreSQL
 *
 * main.c - trakhuc status: one line that says whether the numbers can be trusted now.
 *
 * Exit code 0 healthy, 6 late or stopped, 3 the database cannot be asked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/text.h"
#include "consumers/status/judge.h"
#include "schema/base/attr.h"
#include "schema/base/cli.h"
#include "schema/base/instant.h"
#include "schema/base/postgres.h"
#include "sql_statements.h"

static const char usage[] =
	"usage: trakhuc status [options]\n"
	"\n"
	"Says in one line whether the numbers are healthy, late or stopped: why, since\n"
	"when, what to do.  The whole is as bad as its worst part; the parts follow.\n"
	"\n"
	"Status:\n"
	"      --short  only the one line\n"
	"      --json   one JSON object\n";

enum { OPTION_SHORT = 256, OPTION_JSON };

static const struct option options[] = {
	{ "short", no_argument, NULL, OPTION_SHORT },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ 0 },
};

struct run {
	struct cli cli;
	bool brief, json;
};

static bool
on_option(void *context, int option, const char *argument, struct error *err)
{
	struct run *run = context;

	(void)argument, (void)err;
	if (option == OPTION_SHORT)
		run->brief = true;
	else
		run->json = true;
	return true;
}

/* "since 25/11 08:31:22 (5 min)" for people. */
static void
print_since(int64_t since_us, int64_t now_us)
{
	char text[INSTANT_TEXT_BYTES];
	long long seconds = (now_us - since_us) / SECOND_US;

	if (since_us == 0)
		return;
	printf(", since %.19s", instant_format(since_us, text));
	if (seconds >= 2 * DAY_SECONDS)
		printf(" (%lld days)", seconds / DAY_SECONDS);
	else if (seconds >= 7200)
		printf(" (%lld h)", seconds / 3600);
	else if (seconds >= 120)
		printf(" (%lld min)", seconds / 60);
	else
		printf(" (%lld s)", seconds);
}

static void
print_part(const struct part *part, int64_t now_us)
{
	printf("%s", part->why);
	print_since(part->since_us, now_us);
	if (part->todo[0] != '\0')
		printf(". %s", part->todo);
	putchar('\n');
}

static void
print_text(const struct run *run, const struct part *parts, int64_t now_us)
{
	const struct part *worst = judge_worst(parts);

	printf("%s: ", state_name(worst->state));
	print_part(worst, now_us);
	for (int i = 0; i < PART_COUNT && !run->brief; i++) {
		printf("  %-13s%-8s ", parts[i].name, state_name(parts[i].state));
		print_part(&parts[i], now_us);
	}
}

static void
put_members(struct text *text, const struct part *part)
{
	char instant[INSTANT_TEXT_BYTES];

	text_format(text, "\"state\":\"%s\",\"why\":", state_name(part->state));
	text_json(text, slice_text(part->why));
	if (part->since_us != 0)
		text_format(text, ",\"since\":\"%s\"",
			    instant_format(part->since_us, instant));
	if (part->todo[0] != '\0') {
		text_add(text, ",\"todo\":");
		text_json(text, slice_text(part->todo));
	}
}

/* The whole, then its COUNT parts. */
static void
print_json(const struct part *worst, const struct part *parts, int count)
{
	struct text text = { 0 };

	text_add(&text, "{");
	put_members(&text, worst);
	text_add(&text, ",\"parts\":[");
	for (int i = 0; i < count; i++) {
		text_format(&text, "%s{\"part\":\"%s\",", i > 0 ? "," : "", parts[i].name);
		put_members(&text, &parts[i]);
		text_add(&text, "}");
	}
	text_add(&text, "]}\n");
	fputs(text.data, stdout);
	text_release(&text);
}

/* 0 where the value is null. */
static int64_t
number(const PGresult *row, const char *name)
{
	return strtoll(PQgetvalue(row, 0, PQfnumber(row, name)), NULL, 10);
}

static const char *
word(const PGresult *row, const char *name)
{
	return PQgetvalue(row, 0, PQfnumber(row, name));
}

static struct facts
facts_of(const PGresult *row)
{
	return (struct facts){
		.now_us = number(row, "now_us"),
		.timeline = number(row, "timeline"),
		.timeline_since_us = number(row, "timeline_since_us"),
		.superseded_by = number(row, "superseded_by"),
		.superseded_at_us = number(row, "superseded_at_us"),
		.partitions = number(row, "partitions"),
		.workers = number(row, "workers"),
		.unseen = number(row, "unseen"),
		.unseen_since_us = number(row, "unseen_since_us"),
		.as_of_us = number(row, "as_of_us"),
		.lag = number(row, "lag"),
		.recovering = number(row, "recovering"),
		.halted = number(row, "halted"),
		.halted_since_us = number(row, "halted_since_us"),
		.halted_first = word(row, "halted_first"),
		.stuck = number(row, "stuck"),
		.sources = number(row, "sources"),
		.silent = number(row, "silent"),
		.silent_since_us = number(row, "silent_since_us"),
		.silent_name = word(row, "silent_name"),
		.dead_hour = number(row, "dead_hour"),
		.dead = number(row, "dead"),
		.dead_reason = word(row, "dead_reason"),
		.alerts_open = number(row, "alerts_open"),
		.alerts_acknowledged = number(row, "alerts_acknowledged"),
		.alerts_since_us = number(row, "alerts_since_us"),
		.alert_rule = word(row, "alert_rule"),
	};
}

/* Without a database there is one part only. */
static enum exit_code
say_unreachable(const struct run *run, const struct error *err)
{
	struct part parts[PART_COUNT];

	judge(&(struct facts){ .silent_name = "", .dead_reason = "", .halted_first = "",
			       .alert_rule = "" }, parts);
	parts[PART_DATABASE].state = STATE_STOPPED;
	snprintf(parts[PART_DATABASE].why, sizeof parts[0].why, "%.300s", err->message);
	snprintf(parts[PART_DATABASE].todo, sizeof parts[0].todo, "%.300s", err->hint);
	if (run->json) {
		print_json(&parts[PART_DATABASE], parts, 1);
	} else {
		printf("stopped: ");
		print_part(&parts[PART_DATABASE], 0);
	}
	return cli_exit_code(err);
}

static bool
read_facts(PGconn *session, PGresult **ret_row, struct error *err)
{
	char unseen[16];
	const char *const values[] = { unseen };

	snprintf(unseen, sizeof unseen, "%d", JUDGE_UNSEEN_SECONDS);
	return postgres_query(session, sql_status, 1, values, 0, ret_row, err);
}

int
main(int argc, char **argv)
{
	struct run run = { .cli = { .program = "status", .usage = usage } };
	AUTO_PGCONN session = NULL;
	AUTO_PGRESULT row = NULL;
	struct error err = { 0 };
	struct part parts[PART_COUNT];
	struct facts facts;

	cli_open(&run.cli, argc, argv, options, on_option, &run);
	if (!postgres_open(&session, run.cli.conf->postgres_conninfo, "trakhuc status", &err) ||
	    !read_facts(session, &row, &err))
		return say_unreachable(&run, &err);
	facts = facts_of(row);
	judge(&facts, parts);
	if (run.json)
		print_json(judge_worst(parts), parts, PART_COUNT);
	else
		print_text(&run, parts, facts.now_us);
	cli_close(&run.cli);
	return judge_worst(parts)->state == STATE_HEALTHY ? EXIT_OK : EXIT_NOT_HEALTHY;
}
