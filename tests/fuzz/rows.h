/* SPDX-License-Identifier: PostgreSQL
 *
 * rows.h - tables as a database may answer, from lines of an input.
 *
 *   =/api/v1/units unit name overdue     address of the API, names of columns
 *   21025|Ba Gia|3                       a row; what is missing is null
 *
 * A column is of the type that its name has in the API (columns.def); a name that is none of
 * the API's is no column.  A database keeps its types: a value that is none of its column's
 * is null.
 */
#ifndef TESTS_FUZZ_ROWS_H
#define TESTS_FUZZ_ROWS_H

#include "schema/base/postgres.h"
#include "schema/base/slice.h"

enum { ROWS_TABLES_MAX = 12 };

struct rows {
	struct {
		struct slice path;
		PGresult *table;
	} all[ROWS_TABLES_MAX];
	int count;
};

/* The tables in the lines of REST, which lives as long. */
void rows_read(struct rows *rows, struct slice rest);
/* A copy of the table of PATH, for the caller; where there is none, one without rows. */
PGresult *rows_copy(const struct rows *rows, const char *path);
/* The same as a snapshot has it: rows by the key in their first column, which is there and
 * once.  At STATE 1 the last row is gone and each other one has the values of the next. */
PGresult *rows_keyed(const struct rows *rows, const char *path, int state);
void rows_free(struct rows *rows);

#endif
