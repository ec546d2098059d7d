/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/rows.h"

#include <endian.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"

void
rows_release(struct rows *rows)
{
	buffer_release(&rows->buffer);
	*rows = (struct rows){ 0 };
}

void
rows_reset(struct rows *rows)
{
	buffer_begin(&rows->buffer);
	rows->count = 0;
}

void
row_begin(struct rows *rows, int columns)
{
	unsigned char *at = buffer_add(&rows->buffer, 8);

	rows->row_at = rows->buffer.length - 8;
	put_u32(at + 4, (uint32_t)columns);
}

void
row_end(struct rows *rows)
{
	put_u32(rows->buffer.bytes + rows->row_at,
		(uint32_t)(rows->buffer.length - rows->row_at - 4));
	rows->count++;
}

void
row_null(struct rows *rows, enum row_type type)
{
	unsigned char *at = buffer_add(&rows->buffer, 8);

	put_u32(at, type);
	put_u32(at + 4, UINT32_MAX);
}

static unsigned char *
value(struct rows *rows, enum row_type type, size_t bytes)
{
	unsigned char *at = buffer_add(&rows->buffer, 8 + bytes);

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
	buffer_end(&rows->buffer, composite_oid, rows->count);
	return (struct slice){ (const char *)rows->buffer.bytes, rows->buffer.length };
}
