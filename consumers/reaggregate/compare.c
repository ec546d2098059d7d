/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/compare.h"

#include <stdio.h>
#include <stdlib.h>

#include "consumers/audit/audit.h"
#include "sql_statements.h"

/* One long statement. */
struct query {
	PGconn *session;
	struct say *say;
	const atomic_int *stop; /* NULL: it is not cancelled */
	const char *doing;
	int64_t limit; /* cells to print */
	int64_t rows;
	int64_t number; /* the first column of the last row */
};

static void
on_row(void *context, const PGresult *row)
{
	struct query *query = context;

	query->rows++;
	query->number = strtoll(PQgetvalue(row, 0, 0), NULL, 10);
	if (query->rows > query->limit)
		return;
	say_clear(query->say);
	if (query->rows == 1 && !query->say->json)
		puts("table\tcell\tcounter\told\tnew");
	say_row(query->say, row, 0);
}

static void
on_waiting(void *context, int64_t seconds)
{
	struct query *query = context;
	char why[256];
	PGcancel *cancel;

	say_waiting(query->say, query->doing, seconds);
	if (!query->stop || atomic_load(query->stop) == 0)
		return;
	cancel = PQgetCancel(query->session);
	if (cancel)
		PQcancel(cancel, why, sizeof why);
	PQfreeCancel(cancel);
}

static bool
run(struct query *query, const char *sql, int parameters, const char *parameter,
    struct error *err)
{
	static const struct audit_calls calls = { .row = on_row, .waiting = on_waiting };
	bool ok = audit_run(query->session, sql, parameters, parameter, &calls, query, err);

	say_clear(query->say);
	return ok;
}

bool
compare_facts(PGconn *session, struct say *say, const atomic_int *stop,
	      int64_t *ret_differences, struct error *err)
{
	struct query query = { session, say, stop, "comparing the facts", 0, 0, 0 };

	if (!run(&query, sql_shadow_compare, 0, NULL, err))
		return false;
	*ret_differences = query.number;
	return true;
}

bool
compare_counters(PGconn *session, struct say *say, const atomic_int *stop,
		 int64_t *ret_differences, struct error *err)
{
	struct query query = { session, say, stop, "recounting from the facts", 0, 0, 0 };

	if (!run(&query, sql_generation_audit, 1, NULL, err))
		return false;
	*ret_differences = query.rows;
	return true;
}

bool
compare_cells(PGconn *session, const char *generation, struct say *say, const char *doing,
	      int64_t limit, int64_t *ret_differences, struct error *err)
{
	struct query query = { session, say, NULL, doing, limit, 0, 0 };

	if (!audit_begin(session, err) ||
	    !run(&query, sql_generation_audit, 1, generation, err) || !audit_end(session, err))
		return false;
	if (query.rows > limit && !say->json)
		printf("(%lld more are not shown, see --limit)\n",
		       (long long)(query.rows - limit));
	*ret_differences = query.rows;
	return true;
}

bool
compare_report(PGconn *session, struct say *say, int64_t limit, struct error *err)
{
	char number[24];
	const char *const values[] = { number };
	AUTO_PGRESULT kinds = NULL;
	AUTO_PGRESULT examples = NULL;

	snprintf(number, sizeof number, "%lld", (long long)limit);
	if (!postgres_query(session, sql_shadow_report, 0, NULL, 0, &kinds, err) ||
	    !postgres_query(session, sql_shadow_example, 1, values, 0, &examples, err))
		return false;
	say_clear(say);
	say_rows(say, kinds);
	say_rows(say, examples);
	return true;
}
