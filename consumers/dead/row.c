/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/dead/row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/dead/mask.h"
#include "schema/base/check.h"

enum { COLUMNS_MAX = 16, TYPE_BIGINT = 20, TYPE_INTEGER = 23 };

/* Senders choose them; "name" is that of a group, perhaps a source. */
static bool
is_from_sender(const PGresult *rows, int column)
{
	static const char *const names[] = { "source", "id", "name" };

	for (size_t i = 0; i < ARRAY_COUNT(names); i++)
		if (strcmp(PQfname(rows, column), names[i]) == 0)
			return true;
	return false;
}

void
row_put_cell(struct text *text, const PGresult *rows, int row, int column)
{
	struct slice value = postgres_value(rows, row, column);
	size_t at = text->length;

	if (!value.data)
		value.length = 0;
	text_put(text, value);
	if (is_from_sender(rows, column))
		mask_value(text->data + at, value.length);
}

static void
put_value(struct text *text, const PGresult *rows, int row, int column)
{
	struct text cell = { 0 };

	if (PQgetisnull(rows, row, column)) {
		text_add(text, "null");
		return;
	}
	row_put_cell(&cell, rows, row, column);
	if (PQftype(rows, column) == TYPE_BIGINT || PQftype(rows, column) == TYPE_INTEGER)
		text_add(text, cell.data);
	else
		text_json(text, (struct slice){ cell.data, cell.length });
	text_release(&cell);
}

void
row_put_members(struct text *text, const PGresult *rows, int row)
{
	for (int column = 0; column < PQnfields(rows); column++) {
		text_format(text, "%s\"%s\":", column > 0 ? "," : "", PQfname(rows, column));
		put_value(text, rows, row, column);
	}
}

/* Code points of UTF-8: Vietnamese letters take one column each. */
static int
columns_of(const char *text)
{
	int count = 0;

	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xC0) != 0x80;
	return count;
}

static void
measure(const PGresult *rows, int count, int columns, int ret_widths[COLUMNS_MAX])
{
	struct text cell = { 0 };

	for (int column = 0; column < columns; column++) {
		ret_widths[column] = columns_of(PQfname(rows, column));
		for (int row = 0; row < count; row++) {
			text_reset(&cell);
			row_put_cell(&cell, rows, row, column);
			if (columns_of(cell.data) > ret_widths[column])
				ret_widths[column] = columns_of(cell.data);
		}
	}
	text_release(&cell);
}

/* Row -1 is that of the names. */
static void
put_line(struct text *line, const PGresult *rows, int row, int columns, const int *widths)
{
	for (int column = 0; column < columns; column++) {
		size_t at = line->length;

		if (row < 0)
			text_add(line, PQfname(rows, column));
		else
			row_put_cell(line, rows, row, column);
		if (column + 1 == columns)
			break;
		if (widths)
			text_format(line, "%*s",
				    widths[column] + 2 - columns_of(line->data + at), "");
		else
			text_add(line, "\t");
	}
	text_add(line, "\n");
}

void
row_print_all(const PGresult *rows, int count, int columns, bool json, bool terminal)
{
	struct text line = { 0 };
	int widths[COLUMNS_MAX];

	CHECK_OP(columns, <=, COLUMNS_MAX);
	if (terminal)
		measure(rows, count, columns, widths);
	for (int row = json ? 0 : -1; row < count; row++) {
		text_reset(&line);
		if (json) {
			text_add(&line, "{");
			row_put_members(&line, rows, row);
			text_add(&line, "}\n");
		} else {
			put_line(&line, rows, row, columns, terminal ? widths : NULL);
		}
		fputs(line.data, stdout);
	}
	text_release(&line);
}
