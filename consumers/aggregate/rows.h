/* SPDX-License-Identifier: PostgreSQL
 *
 * rows.h - rows on their way to PostgreSQL: one binary array of composites a table.
 *
 * One parameter and one function a table, and it goes into the pipeline, which COPY does
 * not.  A row is begun with its number of
 * columns; then every column is put, in the order of its wire type.
 */
#ifndef CONSUMERS_AGGREGATE_ROWS_H
#define CONSUMERS_AGGREGATE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "consumers/aggregate/buffer.h"
#include "schema/base/slice.h"

/* OIDs of the built-in types that rows are made of. */
enum row_type {
	ROW_BOOL = 16,
	ROW_BYTEA = 17,
	ROW_BIGINT = 20,
	ROW_SMALLINT = 21,
	ROW_INTEGER = 23,
	ROW_TEXT = 25,
	ROW_DATE = 1082,
	ROW_TIMESTAMPTZ = 1184,
};

struct rows {
	struct buffer buffer;
	size_t row_at; /* where the length of the open row stands */
	uint32_t count;
};

void rows_release(struct rows *rows);
/* Begins anew; OID is that of the composite type, read at every connection. */
void rows_reset(struct rows *rows);

void row_begin(struct rows *rows, int columns);
void row_end(struct rows *rows);
void row_null(struct rows *rows, enum row_type type);
void row_number(struct rows *rows, enum row_type type, int64_t number); /* by its width */
void row_counter(struct rows *rows, enum row_type type, int64_t number); /* 0 is NULL */
void row_instant(struct rows *rows, int64_t instant_us);
void row_day(struct rows *rows, int32_t day);
void row_text(struct rows *rows, enum row_type type, struct slice text);

/* The finished parameter: the header of the array is written here. */
struct slice rows_parameter(struct rows *rows, uint32_t composite_oid);

#endif
