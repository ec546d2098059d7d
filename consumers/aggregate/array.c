/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/array.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"

enum { HEADER_BYTES = 20 };

static unsigned char *
reserve(struct array *array, size_t bytes)
{
	if (array->capacity - array->length < bytes) {
		array->capacity = array->capacity * 2 + bytes + 256;
		array->bytes = realloc(array->bytes, array->capacity);
		CHECK(array->bytes != NULL);
	}
	array->length += bytes;
	return array->bytes + array->length - bytes;
}

static void
put_u32(unsigned char *at, uint32_t value)
{
	value = htobe32(value);
	memcpy(at, &value, 4);
}

void
array_begin(struct array *array, enum row_type type)
{
	array->length = 0;
	array->count = 0;
	array->type = type;
	reserve(array, HEADER_BYTES);
}

void
array_add_text(struct array *array, struct slice text)
{
	unsigned char *at = reserve(array, 4 + text.length);

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
	put_u32(array->bytes, array->count > 0 ? 1 : 0);
	put_u32(array->bytes + 4, 0);
	put_u32(array->bytes + 8, array->type);
	put_u32(array->bytes + 12, array->count);
	put_u32(array->bytes + 16, 1);
	if (array->count == 0)
		array->length = 12; /* an empty array has no dimension */
}

void
array_release(struct array *array)
{
	free(array->bytes);
	*array = (struct array){ 0 };
}
