/* SPDX-License-Identifier: PostgreSQL
 *
 * row.h - rows of dead letters on their way to people: what may hold a person is masked.
 */
#ifndef CONSUMERS_DEAD_ROW_H
#define CONSUMERS_DEAD_ROW_H

#include "consumers/ioc/text.h"
#include "schema/base/postgres.h"

/* The value as text, masked where its column comes from a sender; empty for null. */
void row_put_cell(struct text *text, const PGresult *rows, int row, int column);
/* The members of a JSON object, without its braces. */
void row_put_members(struct text *text, const PGresult *rows, int row);
/* All rows on stdout: a JSON object a line, a table for a terminal, else tab-separated
 * with a line of names; the first COLUMNS of them. */
void row_print_all(const PGresult *rows, int count, int columns, bool json, bool terminal);

#endif
