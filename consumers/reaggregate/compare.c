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
	const atomic_int *stop;
	const char *doing;
	int64_t rows;
	int64_t number; /* the first column of the last row */
};

static void
on_row(void *context, const PGresult *row)
{
	struct query *query = context;

	query->rows++;
	query->number = strtoll(PQgetvalue(row, 0, 0), NULL, 10);
}

static void
on_waiting(void *context, int64_t seconds)
{
	struct query *query = context;
	char why[256];
	PGcancel *cancel;

	say_waiting(query->say, query->doing, seconds);
	if (atomic_load(query->stop) == 0)
		return;
	cancel = PQgetCancel(query->session);
	if (cancel)
		PQcancel(cancel, why, sizeof why);
	PQfreeCancel(cancel);
}

static bool
run(struct query *query, const char *sql, int parameters, struct error *err)
{
	static const struct audit_calls calls = { .row = on_row, .waiting = on_waiting };
	bool ok = audit_run(query->session, sql, parameters, NULL, &calls, query, err);

	say_clear(query->say);
	return ok;
}

bool
compare_facts(PGconn *session, struct say *say, const atomic_int *stop,
	      int64_t *ret_differences, struct error *err)
{
	struct query query = { session, say, stop, "comparing the facts", 0, 0 };

	if (!run(&query, sql_shadow_compare, 0, err))
		return false;
	*ret_differences = query.number;
	return true;
}

bool
compare_counters(PGconn *session, struct say *say, const atomic_int *stop,
		 int64_t *ret_differences, struct error *err)
{
	struct query query = { session, say, stop, "recounting from the facts", 0, 0 };

	if (!run(&query, sql_generation_audit, 1, err))
		return false;
	*ret_differences = query.rows;
	return true;
}

struct cells {
	struct say *say;
	const char *doing;
	int64_t limit, count;
};

static void
on_cell(void *context, const PGresult *row)
{
	struct cells *cells = context;
	int columns = PQnfields(row) - 1;

	say_clear(cells->say);
	if (cells->count++ >= cells->limit)
		return;
	if (cells->say->json) {
		puts(PQgetvalue(row, 0, columns));
		return;
	}
	if (cells->count == 1)
		puts("table\tcell\tcounter\told\tnew");
	for (int column = 0; column < columns; column++)
		printf("%s%s", PQgetvalue(row, 0, column), column + 1 < columns ? "\t" : "\n");
}

static void
on_cells_waiting(void *context, int64_t seconds)
{
	struct cells *cells = context;

	say_waiting(cells->say, cells->doing, seconds);
}

bool
compare_cells(PGconn *session, const char *generation, struct say *say, const char *doing,
	      int64_t limit, int64_t *ret_differences, struct error *err)
{
	static const struct audit_calls calls = { .row = on_cell,
						  .waiting = on_cells_waiting };
	struct cells cells = { .say = say, .doing = doing, .limit = limit };

	if (!audit_begin(session, err) ||
	    !audit_run(session, sql_generation_audit, 1, generation, &calls, &cells, err) ||
	    !audit_end(session, err))
		return false;
	say_clear(say);
	if (cells.count > limit && !say->json)
		printf("(%lld more are not shown, see --limit)\n",
		       (long long)(cells.count - limit));
	*ret_differences = cells.count;
	return true;
}

/* The last column is the row as JSON. */
static void
print_rows(const PGresult *result, bool json)
{
	int columns = PQnfields(result) - 1;
	bool head = !json && PQntuples(result) > 0;

	for (int row = head ? -1 : 0; row < PQntuples(result); row++) {
		if (json) {
			puts(PQgetvalue(result, row, columns));
			continue;
		}
		for (int column = 0; column < columns; column++)
			printf("%s%s", column > 0 ? "\t" : "",
			       row < 0 ? PQfname(result, column)
				       : PQgetvalue(result, row, column));
		putchar('\n');
	}
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
	print_rows(kinds, say->json);
	print_rows(examples, say->json);
	return true;
}
