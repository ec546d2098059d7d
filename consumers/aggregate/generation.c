/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/generation.h"

int
generations_building(const struct generations *generations)
{
	for (int i = 0; i < generations->count; i++)
		if (generations->items[i].building)
			return generations->items[i].number;
	return 0;
}

void
generations_put(const struct generations *generations, struct rows *rows)
{
	for (int i = 0; i < generations->count; i++) {
		row_begin(rows, 3);
		row_number(rows, ROW_SMALLINT, generations->items[i].number);
		row_number(rows, ROW_BOOL, generations->items[i].building);
		row_number(rows, ROW_INTEGER, generations->items[i].corrections);
		row_end(rows);
	}
}
