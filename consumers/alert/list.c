/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/alert/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert_statements.h"
#include "consumers/ioc/table.h"
#include "consumers/ioc/text.h"

static const char *
value(const PGresult *rows, int row, const char *name)
{
	return PQgetvalue(rows, row, PQfnumber(rows, name));
}

static bool
is_stated(const PGresult *rows, int row, const char *name)
{
	return !PQgetisnull(rows, row, PQfnumber(rows, name));
}

static void
print_json(const PGresult *rows)
{
	struct text text = { 0 };

	for (int row = 0; row < PQntuples(rows); row++) {
		text_reset(&text);
		table_row_json(&text, rows, row, 0);
		puts(text.data);
	}
	text_release(&text);
}

static void
print_alert(const PGresult *rows, int row)
{
	const char *subject = value(rows, row, "subject");

	printf("%-5s %-12s %s of %s%s%s%s: %s %s, opens from %s on, worst %s, since %.19s\n",
	       value(rows, row, "alert"), value(rows, row, "state"), value(rows, row, "rule"),
	       subject[0] != '\0' ? subject : "(not stated)",
	       is_stated(rows, row, "subject_name") ? " (" : "", value(rows, row, "subject_name"),
	       is_stated(rows, row, "subject_name") ? ")" : "", value(rows, row, "value"),
	       value(rows, row, "value_unit"), value(rows, row, "threshold"),
	       value(rows, row, "peak"), value(rows, row, "opened_at"));
	if (is_stated(rows, row, "acknowledged_at"))
		printf("      acknowledged by %s at %.19s: %s\n",
		       value(rows, row, "acknowledged_by"), value(rows, row, "acknowledged_at"),
		       value(rows, row, "note"));
	if (is_stated(rows, row, "closed_at"))
		printf("      closed at %.19s: %s\n", value(rows, row, "closed_at"),
		       strcmp(value(rows, row, "closed_why"), "calm") == 0
			       ? "the value came down"
			       : "its rule speaks of it no more");
}

bool
list_alerts(PGconn *session, bool all, bool json, int *ret_open, struct error *err)
{
	const char *const values[] = { all ? "true" : "false" };
	AUTO_PGRESULT rows = NULL;

	if (!postgres_query(session, sql_alert_list, 1, values, 0, &rows, err))
		return false;
	*ret_open = 0;
	for (int row = 0; row < PQntuples(rows); row++)
		*ret_open += strcmp(value(rows, row, "state"), "open") == 0;
	if (json)
		print_json(rows);
	for (int row = 0; !json && row < PQntuples(rows); row++)
		print_alert(rows, row);
	return true;
}

/* "5m": as it is written when a rule is set. */
static const char *
time_words(const char *seconds, char ret_words[32])
{
	static const struct {
		long seconds;
		char sign;
	} measures[] = { { 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
	long n = strtol(seconds, NULL, 10);
	size_t i = 0;

	while (n % measures[i].seconds != 0)
		i++;
	if (n == 0)
		i = 3;
	snprintf(ret_words, 32, "%ld%c", n / measures[i].seconds, measures[i].sign);
	return ret_words;
}

static void
print_rule(const PGresult *rows, int row)
{
	char open_after[32], close_after[32], span[32];
	bool enabled = value(rows, row, "enabled")[0] == 't';

	printf("%-20s open=%s close=%s open-after=%s close-after=%s minimum=%s span=%s "
	       "enabled=%s",
	       value(rows, row, "rule"), value(rows, row, "open"), value(rows, row, "close"),
	       time_words(value(rows, row, "open_after_seconds"), open_after),
	       time_words(value(rows, row, "close_after_seconds"), close_after),
	       value(rows, row, "minimum"), time_words(value(rows, row, "span_seconds"), span),
	       enabled ? "yes" : "no");
	if (is_stated(rows, row, "subject"))
		printf(" subject=%s", value(rows, row, "subject"));
	printf("\n  %s; in %s: %s; %s open\n", value(rows, row, "title"),
	       value(rows, row, "value_unit"), value(rows, row, "meaning"),
	       value(rows, row, "open_alerts"));
}

bool
list_rules(PGconn *session, bool json, struct error *err)
{
	AUTO_PGRESULT rows = NULL;

	if (!postgres_query(session, sql_rule_list, 0, NULL, 0, &rows, err))
		return false;
	if (json)
		print_json(rows);
	for (int row = 0; !json && row < PQntuples(rows); row++)
		print_rule(rows, row);
	return true;
}
