/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/rows.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"

/* ndim, flags, oid of the elements, count, lower bound */
enum { ARRAY_HEADER_BYTES = 20 };

void
rows_release(struct rows *rows)
{
	free(rows->bytes);
	*rows = (struct rows){ 0 };
}

static unsigned char *
reserve(struct rows *rows, size_t bytes)
{
	if (rows->capacity - rows->length < bytes) {
		size_t wanted = rows->capacity + rows->capacity / 2 + bytes + 512;

		rows->bytes = realloc(rows->bytes, wanted);
		CHECK(rows->bytes != NULL);
		rows->capacity = wanted;
	}
	rows->length += bytes;
	return rows->bytes + rows->length - bytes;
}

static void
put_u32(unsigned char *at, uint32_t value)
{
	value = htobe32(value);
	memcpy(at, &value, 4);
}

void
rows_reset(struct rows *rows)
{
	rows->length = 0;
	rows->count = 0;
	reserve(rows, ARRAY_HEADER_BYTES);
}

void
row_begin(struct rows *rows, int columns)
{
	unsigned char *at = reserve(rows, 8);

	rows->row_at = rows->length - 8;
	put_u32(at + 4, (uint32_t)columns);
}

void
row_end(struct rows *rows)
{
	put_u32(rows->bytes + rows->row_at, (uint32_t)(rows->length - rows->row_at - 4));
	rows->count++;
}

void
row_null(struct rows *rows, enum row_type type)
{
	unsigned char *at = reserve(rows, 8);

	put_u32(at, type);
	put_u32(at + 4, UINT32_MAX);
}

static unsigned char *
value(struct rows *rows, enum row_type type, size_t bytes)
{
	unsigned char *at = reserve(rows, 8 + bytes);

	put_u32(at, type);
	put_u32(at + 4, (uint32_t)bytes);
	return at + 8;
}

static void
put_u64(unsigned char *at, uint64_t number)
{
	number = htobe64(number);
	memcpy(at, &number, 8);
}

void
row_number(struct rows *rows, enum row_type type, int64_t number)
{
	unsigned char *at;

	switch (type) {
	case ROW_BIGINT:
		put_u64(value(rows, type, 8), (uint64_t)number);
		return;
	case ROW_INTEGER:
		put_u32(value(rows, type, 4), (uint32_t)number);
		return;
	case ROW_SMALLINT:
		at = value(rows, type, 2);
		at[0] = (unsigned char)((uint64_t)number >> 8);
		at[1] = (unsigned char)number;
		return;
	case ROW_BOOL:
		*value(rows, type, 1) = number != 0;
		return;
	case ROW_TIMESTAMPTZ:
		row_instant(rows, number);
		return;
	case ROW_DATE:
		row_day(rows, (int32_t)number);
		return;
	case ROW_BYTEA:
	case ROW_TEXT:
		break;
	}
	CHECK(!"a text is no number");
}

void
row_counter(struct rows *rows, enum row_type type, int64_t number)
{
	if (number == 0)
		row_null(rows, type);
	else
		row_number(rows, type, number);
}

void
row_instant(struct rows *rows, int64_t instant_us)
{
	put_u64(value(rows, ROW_TIMESTAMPTZ, 8), (uint64_t)(instant_us - POSTGRES_EPOCH_US));
}

/* PostgreSQL counts days from 2000-01-01, ours from the day before. */
void
row_day(struct rows *rows, int32_t day)
{
	put_u32(value(rows, ROW_DATE, 4), (uint32_t)(day - 1));
}

void
row_text(struct rows *rows, enum row_type type, struct slice text)
{
	unsigned char *at = value(rows, type, text.length);

	if (text.length > 0)
		memcpy(at, text.data, text.length);
}

struct slice
rows_parameter(struct rows *rows, uint32_t composite_oid)
{
	CHECK_OP(rows->length, >=, ARRAY_HEADER_BYTES);
	put_u32(rows->bytes, 1);
	put_u32(rows->bytes + 4, 0);
	put_u32(rows->bytes + 8, composite_oid);
	put_u32(rows->bytes + 12, rows->count);
	put_u32(rows->bytes + 16, 1);
	return (struct slice){ (const char *)rows->bytes, rows->length };
}
