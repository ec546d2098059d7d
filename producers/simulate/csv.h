/* SPDX-License-Identifier: PostgreSQL
 *
 * csv.h - reads a file of comma-separated values with a head row (RFC 4180: quotes,
 * doubled quotes, line breaks inside quotes).  For our own reference files only.
 */
#ifndef PRODUCERS_SIMULATE_CSV_H
#define PRODUCERS_SIMULATE_CSV_H

#include <stdbool.h>
#include <stdio.h>

#include "schema/base/error.h"

struct csv;

/* False with ERR->kind ERROR_NONE: there is no such file. */
bool csv_open(struct csv **ret_csv, const char *path, struct error *err) MUST_CHECK;
/* The next row; false at the end. */
bool csv_next(struct csv *csv);
/* The cell under HEAD in this row; "" where there is none. */
const char *csv_cell(const struct csv *csv, const char *head);
struct csv *csv_close(struct csv *csv);

#endif
