/* SPDX-License-Identifier: PostgreSQL
 *
 * main.c - trakhuc alert: the service that evaluates rules, and what people do with alerts.
 */
#include <stdio.h>
#include <string.h>

#include "alert_statements.h"
#include "consumers/alert/list.h"
#include "consumers/alert/rule.h"
#include "consumers/alert/service.h"
#include "schema/base/check.h"
#include "schema/base/cli.h"
#include "schema/base/postgres.h"

static const char usage[] =
	"usage: trakhuc alert run [options]\n"
	"       trakhuc alert list [--all] [--json]\n"
	"       trakhuc alert acknowledge NUMBER --why NOTE [--by NAME]\n"
	"       trakhuc alert rule list [--json]\n"
	"       trakhuc alert rule set RULE NAME=VALUE... --why TEXT [--by NAME]\n"
	"       trakhuc alert rule add RULE NAME=VALUE... --like RULE --why TEXT [--by NAME]\n"
	"\n"
	"An alert opens when a measure has stood at or above a rule's \"open\" for \"open-after\",\n"
	"and closes by itself when it has stood at or below \"close\" for \"close-after\".\n"
	"\n"
	"run          evaluates every rule each alert.interval_seconds, and tells alert.webhook\n"
	"             what opened, was acknowledged or closed; TERM or INT ends it\n"
	"list         alerts that are open, those that nobody has taken on first\n"
	"acknowledge  somebody has taken an alert on; it stays until it closes by itself\n"
	"rule         rules as they are; change one; add one in the likeness of another, e.g.\n"
	"             for one subject, in place of the rule for all; enabled=no silences it\n"
	"\n"
	"Values of a rule: open, close, open-after, close-after, minimum, span, enabled, title,\n"
	"subject.  Times as 30s, 5m, 1h, 30d.\n"
	"\n"
	"Deciding:\n"
	"      --why TEXT   in your words, kept in ioc.action; no personal data\n"
	"      --by NAME    who decides (your user name)\n"
	"      --like RULE  the rule that a new one takes everything else from\n"
	"\n"
	"Output:\n"
	"      --all        closed alerts too\n"
	"      --json       one JSON object a line\n"
	"\n"
	"Exit code 4: the alert is not open, the rule is not there or cannot be so.  6: list found\n"
	"an alert that nobody has taken on.\n";

enum { OPTION_WHY = 256, OPTION_BY, OPTION_LIKE, OPTION_ALL, OPTION_JSON };

static const struct option options[] = {
	{ "why", required_argument, NULL, OPTION_WHY },
	{ "by", required_argument, NULL, OPTION_BY },
	{ "like", required_argument, NULL, OPTION_LIKE },
	{ "all", no_argument, NULL, OPTION_ALL },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ 0 },
};

struct run {
	struct cli cli;
	const char *why, *actor, *like;
	bool all, json;
	char **words;
	int word_count;
	PGconn *session;
};

static bool
on_option(void *context, int option, const char *argument, struct error *err)
{
	struct run *run = context;

	switch (option) {
	case OPTION_WHY:
		return cli_why(argument, &run->why, err);
	case OPTION_BY:
		return cli_actor(argument, &run->actor, err);
	case OPTION_LIKE:
		run->like = argument;
		return true;
	case OPTION_ALL:
		run->all = true;
		return true;
	default:
		run->json = true;
		return true;
	}
}

static bool
need_why(const struct run *run, struct error *err)
{
	if (run->why)
		return true;
	error_set(err, ERROR_USAGE, "nothing was done: --why is missing");
	return error_hint(err, "Whoever decides says why.");
}

static bool
list(struct run *run, enum exit_code *ret_code, struct error *err)
{
	int open;

	if (!list_alerts(run->session, run->all, run->json, &open, err))
		return false;
	if (open > 0)
		*ret_code = EXIT_NOT_HEALTHY;
	return true;
}

static bool
acknowledge(struct run *run, struct error *err)
{
	const char *number = run->words[1];
	const char *const values[] = { number, run->actor, run->why };
	AUTO_PGRESULT row = NULL;
	int64_t ignored;

	if (!need_why(run, err) ||
	    !cli_number("NUMBER", number, 1, INT64_MAX, &ignored, err) ||
	    !postgres_query(run->session, sql_alert_acknowledge, 3, values, 0, &row, err))
		return false;
	printf("alert %s, %s, is taken on by %s\n", number, PQgetvalue(row, 0, 0), run->actor);
	return true;
}

/* rule set and rule add: the same but for --like. */
static bool
change_rule(struct run *run, struct error *err)
{
	struct rule_change change = { 0 };
	const char *values[RULE_MEMBER_COUNT + 4] = { run->words[2], run->like };
	AUTO_PGRESULT row = NULL;

	if (!need_why(run, err))
		return false;
	for (int i = 3; i < run->word_count; i++)
		if (!rule_assign(&change, run->words[i], err))
			return false;
	for (int i = 0; i < RULE_MEMBER_COUNT; i++)
		values[i + 2] = change.values[i][0] != '\0' ? change.values[i] : NULL;
	values[RULE_MEMBER_COUNT + 2] = run->actor;
	values[RULE_MEMBER_COUNT + 3] = run->why;
	if (!postgres_query(run->session, sql_rule_set, RULE_MEMBER_COUNT + 4, values, 0, &row,
			    err))
		return false;
	printf("rule %s is %s\n", run->words[2], run->like ? "added" : "set");
	return true;
}

static bool
is_word(const struct run *run, int i, const char *word)
{
	return i < run->word_count && strcmp(run->words[i], word) == 0;
}

static bool
check_words(const struct run *run, struct error *err)
{
	bool adds = is_word(run, 0, "rule") && is_word(run, 1, "add");
	bool changes = is_word(run, 0, "rule") && (adds || is_word(run, 1, "set"));

	if ((run->word_count == 1 && (is_word(run, 0, "run") || is_word(run, 0, "list"))) ||
	    (run->word_count == 2 && is_word(run, 0, "acknowledge")) ||
	    (run->word_count == 2 && is_word(run, 0, "rule") && is_word(run, 1, "list")) ||
	    (run->word_count > 3 && changes)) {
		if (adds == (run->like != NULL))
			return true;
		return error_set(err, ERROR_USAGE,
				 adds ? "rule add needs --like: the rule to take everything else from"
				      : "option --like belongs to rule add");
	}
	error_set(err, ERROR_USAGE, "it must be run, list, acknowledge NUMBER, rule list, or rule set "
				    "or add RULE NAME=VALUE");
	return error_hint(err, "\"trakhuc alert --help\" explains them.");
}

static bool
act(struct run *run, enum exit_code *ret_code, struct error *err)
{
	AUTO_PGRESULT zone = NULL;

	if (!postgres_open(&run->session, run->cli.conf->postgres_conninfo, "trakhuc alert", err) ||
	    !postgres_query(run->session, "set timezone to 'Asia/Ho_Chi_Minh'", 0, NULL, 0, &zone,
			    err))
		return false;
	if (is_word(run, 0, "list"))
		return list(run, ret_code, err);
	if (is_word(run, 0, "acknowledge"))
		return acknowledge(run, err);
	return is_word(run, 1, "list") ? list_rules(run->session, run->json, err)
				       : change_rule(run, err);
}

int
main(int argc, char **argv)
{
	struct run run = { .cli = { .program = "alert", .usage = usage },
			   .actor = cli_user_name() };
	enum exit_code code = EXIT_OK;
	struct error err = { 0 };
	int first = cli_open(&run.cli, argc, argv, options, on_option, &run);

	run.words = argv + first;
	run.word_count = argc - first;
	log_open("alert", NULL, run.cli.verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
	if (!check_words(&run, &err) ||
	    !(is_word(&run, 0, "run") ? service_run(run.cli.conf, &err) : act(&run, &code, &err)))
		code = cli_fail(&run.cli, &err);
	PQfinish(run.session);
	cli_close(&run.cli);
	if (fflush(stdout) != 0) {
		perror("trakhuc alert: could not write its output");
		return EXIT_INTERNAL;
	}
	return code;
}
