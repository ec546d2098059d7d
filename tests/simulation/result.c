/* SPDX-License-Identifier: PostgreSQL */
#include "tests/simulation/result.h"

#include "schema/base/check.h"
#include "tests/simulation/state.h"

struct pg_result {
	ExecStatusType status;
	struct answer answer;
};

PGresult *
result_make(ExecStatusType status, struct answer answer)
{
	PGresult *result = arena_alloc(state_arena(), sizeof *result);

	*result = (PGresult){ .status = status, .answer = answer };
	return result;
}

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libpq has others */

ExecStatusType
PQresultStatus(const PGresult *result)
{
	return result->status;
}

char *
PQresultErrorField(const PGresult *result, int field)
{
	return field == PG_DIAG_SQLSTATE ? (char *)(uintptr_t)result->answer.sqlstate : NULL;
}

int
PQntuples(const PGresult *result)
{
	return result->answer.row_count;
}

static struct slice
cell(const PGresult *result, int row, int column)
{
	CHECK(row < result->answer.row_count && column < result->answer.column_count);
	return result->answer.cells[row * result->answer.column_count + column];
}

char *
PQgetvalue(const PGresult *result, int row, int column)
{
	return (char *)(uintptr_t)cell(result, row, column).data;
}

int
PQgetlength(const PGresult *result, int row, int column)
{
	return (int)cell(result, row, column).length;
}

int
PQgetisnull(const PGresult *result, int row, int column)
{
	return cell(result, row, column).data == NULL;
}

/* Results live in the arena of the run. */
void
PQclear(PGresult *result)
{
	(void)result;
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
