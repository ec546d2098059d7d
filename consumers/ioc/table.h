/* SPDX-License-Identifier: PostgreSQL
 *
 * table.h - rows of the database as JSON and as CSV.
 *
 * A statement's column names are the members' names.  Numbers and booleans stand bare,
 * instants in RFC 3339 with +07:00 (the session's zone), a column of type json stands as
 * it is.  Four kinds of nothing: 0 is 0; SQL null is null, in CSV an empty cell ("none:
 * no data for this unit and period"); the json text "unknown" is "unknown" in both; so
 * is "denied".
 */
#ifndef CONSUMERS_IOC_TABLE_H
#define CONSUMERS_IOC_TABLE_H

#include <stdbool.h>

#include "consumers/ioc/text.h"
#include "schema/base/postgres.h"

void table_cell_json(struct text *text, const PGresult *table, int row, int column);
/* "2026-11-25 08:31:22.12+07" to "2026-11-25T08:31:22.12+07:00"; a day stays as it is. */
void table_put_instant(struct text *text, struct slice value);
/* The columns from FIRST on. */
void table_row_json(struct text *text, const PGresult *table, int row, int first);
void table_rows_json(struct text *text, const PGresult *table);
/* A line of names, then a line a row, the columns from FIRST on; UTF-8, CRLF (RFC 4180). */
void table_csv(struct text *text, const PGresult *table, int first);

/* Both tables come from the same statement. */
bool table_cell_same(const PGresult *a, int row_a, const PGresult *b, int row_b,
		     int column);
/* The row whose first column is KEY, or -1.  Looks at HINT first. */
int table_find(const PGresult *table, struct slice key, int hint);

/* The value of the column called NAME; data NULL when it is null or there is none. */
struct slice table_value(const PGresult *table, int row, const char *name);

#endif
