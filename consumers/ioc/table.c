/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/table.h"

#include <string.h>

/* Types by their number in pg_type, which never changes. */
enum type {
	TYPE_BOOLEAN = 16,
	TYPE_BIGINT = 20,
	TYPE_SMALLINT = 21,
	TYPE_INTEGER = 23,
	TYPE_JSON = 114,
	TYPE_REAL = 700,
	TYPE_DOUBLE = 701,
	TYPE_TIMESTAMPTZ = 1184,
	TYPE_NUMERIC = 1700,
};

void
table_put_instant(struct text *text, struct slice value)
{
	const char *blank = memchr(value.data, ' ', value.length);
	size_t date;

	if (!blank) { /* a day, or infinity */
		text_put(text, value);
		return;
	}
	date = (size_t)(blank - value.data);
	text_put(text, (struct slice){ value.data, date });
	text_add(text, "T");
	text_put(text, (struct slice){ blank + 1, value.length - date - 1 });
	if (value.length >= 3 && value.data[value.length - 3] == '+')
		text_add(text, ":00");
}

void
table_cell_json(struct text *text, const PGresult *table, int row, int column)
{
	struct slice value = postgres_value(table, row, column);

	if (!value.data) {
		text_add(text, "null");
		return;
	}
	switch (PQftype(table, column)) {
	case TYPE_BOOLEAN:
		text_add(text, value.data[0] == 't' ? "true" : "false");
		return;
	case TYPE_BIGINT:
	case TYPE_SMALLINT:
	case TYPE_INTEGER:
	case TYPE_NUMERIC:
	case TYPE_REAL:
	case TYPE_DOUBLE:
	case TYPE_JSON:
		text_put(text, value);
		return;
	case TYPE_TIMESTAMPTZ:
		text_add(text, "\"");
		table_put_instant(text, value);
		text_add(text, "\"");
		return;
	default:
		text_json(text, value);
	}
}

void
table_row_json(struct text *text, const PGresult *table, int row, int first)
{
	for (int column = first; column < PQnfields(table); column++) {
		text_add(text, column == first ? "{" : ",");
		text_json(text, slice_text(PQfname(table, column)));
		text_add(text, ":");
		table_cell_json(text, table, row, column);
	}
	text_add(text, "}");
}

void
table_rows_json(struct text *text, const PGresult *table)
{
	text_add(text, "[");
	for (int row = 0; row < PQntuples(table); row++) {
		if (row > 0)
			text_add(text, ",");
		table_row_json(text, table, row, 0);
	}
	text_add(text, "]");
}

static void
cell_csv(struct text *text, const PGresult *table, int row, int column)
{
	struct slice value = postgres_value(table, row, column);

	if (!value.data)
		return;
	switch (PQftype(table, column)) {
	case TYPE_BOOLEAN:
		text_add(text, value.data[0] == 't' ? "true" : "false");
		return;
	case TYPE_BIGINT:
	case TYPE_SMALLINT:
	case TYPE_INTEGER:
	case TYPE_NUMERIC:
	case TYPE_REAL:
	case TYPE_DOUBLE: /* may begin with a minus: no text, so no formula */
		text_put(text, value);
		return;
	case TYPE_TIMESTAMPTZ:
		table_put_instant(text, value);
		return;
	case TYPE_JSON: /* a number or one of the words for nothing */
		if (value.length > 0 && strchr("-0123456789", value.data[0])) {
			text_put(text, value);
			return;
		}
		if (value.length >= 2 && value.data[0] == '"')
			value = (struct slice){ value.data + 1, value.length - 2 };
		text_csv(text, value);
		return;
	default:
		text_csv(text, value);
	}
}

void
table_csv(struct text *text, const PGresult *table, int first)
{
	int columns = PQnfields(table);

	for (int column = first; column < columns; column++) {
		if (column > first)
			text_add(text, ",");
		text_csv(text, slice_text(PQfname(table, column)));
	}
	text_add(text, "\r\n");
	for (int row = 0; row < PQntuples(table); row++) {
		for (int column = first; column < columns; column++) {
			if (column > first)
				text_add(text, ",");
			cell_csv(text, table, row, column);
		}
		text_add(text, "\r\n");
	}
}

bool
table_cell_same(const PGresult *a, int row_a, const PGresult *b, int row_b, int column)
{
	struct slice value_a = postgres_value(a, row_a, column);
	struct slice value_b = postgres_value(b, row_b, column);

	if (!value_a.data || !value_b.data)
		return !value_a.data && !value_b.data;
	return slice_equal(value_a, value_b);
}

int
table_find(const PGresult *table, struct slice key, int hint)
{
	if (hint < PQntuples(table) && slice_equal(postgres_value(table, hint, 0), key))
		return hint;
	for (int row = 0; row < PQntuples(table); row++)
		if (slice_equal(postgres_value(table, row, 0), key))
			return row;
	return -1;
}

struct slice
table_value(const PGresult *table, int row, const char *name)
{
	int column = PQfnumber(table, name);

	if (column < 0 || row >= PQntuples(table))
		return (struct slice){ NULL, 0 };
	return postgres_value(table, row, column);
}
