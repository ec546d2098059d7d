/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/array.h"

#include <endian.h>
#include <string.h>

void
array_begin(struct array *array, enum row_type type)
{
	buffer_begin(&array->buffer);
	array->count = 0;
	array->type = type;
}

void
array_add_text(struct array *array, struct slice text)
{
	unsigned char *at = buffer_add(&array->buffer, 4 + text.length);

	put_u32(at, (uint32_t)text.length);
	memcpy(at + 4, text.data, text.length);
	array->count++;
}

void
array_add_number(struct array *array, int64_t value)
{
	uint64_t whole = htobe64((uint64_t)value);
	size_t bytes = array->type == ROW_SMALLINT ? 2 : array->type == ROW_INTEGER ? 4 : 8;

	array_add_text(array, (struct slice){ (const char *)&whole + 8 - bytes, bytes });
}

void
array_end(struct array *array)
{
	buffer_end(&array->buffer, array->type, array->count);
}

void
array_release(struct array *array)
{
	buffer_release(&array->buffer);
}
