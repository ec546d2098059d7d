/* SPDX-License-Identifier: PostgreSQL */
#include "tests/simulation/wire.h"

#include <endian.h>

#include "schema/base/check.h"
#include "schema/base/postgres.h"

static int32_t
take_int(const char **at)
{
	uint32_t value;

	memcpy(&value, *at, sizeof value);
	*at += sizeof value;
	return (int32_t)be32toh(value);
}

/* ndim, flags, type of the elements; and for the one dimension count, lower bound */
struct wire_array
wire_open(struct slice parameter)
{
	struct wire_array array = { .at = parameter.data };
	int32_t dimensions = take_int(&array.at);

	array.at += 8;
	if (dimensions == 0)
		return array;
	array.left = (uint32_t)take_int(&array.at);
	array.at += 4;
	return array;
}

uint32_t
wire_count(struct slice parameter)
{
	return wire_open(parameter).left;
}

bool
wire_next(struct wire_array *array, struct slice *ret_element)
{
	if (array->left == 0)
		return false;
	array->left--;
	ret_element->length = (size_t)take_int(&array->at);
	ret_element->data = array->at;
	array->at += ret_element->length;
	return true;
}

void
wire_split(struct slice element, struct wire_row *ret_row)
{
	const char *at = element.data;

	ret_row->count = take_int(&at);
	CHECK_OP(ret_row->count, <=, WIRE_COLUMNS_MAX);
	for (int i = 0; i < ret_row->count; i++) {
		int32_t length;

		at += 4; /* type */
		length = take_int(&at);
		ret_row->column[i] = (struct slice){ length < 0 ? NULL : at,
						     length < 0 ? 0 : (size_t)length };
		at += ret_row->column[i].length;
	}
	CHECK(at == element.data + element.length);
}

int64_t
wire_number(struct slice column)
{
	return column.data ? postgres_big_endian(column) : 0;
}
