/* SPDX-License-Identifier: PostgreSQL */
#include "tests/fuzz/rows.h"

#include <string.h>

#include "schema/base/check.h"
#include "schema/base/json.h"
#include "schema/base/utf8.h"
#include "tests/fuzz/input.h"

enum { COLUMNS_MAX = 48 };

/* By their number in pg_type. */
enum { TYPE_BOOLEAN = 16, TYPE_BIGINT = 20, TYPE_TEXT = 25, TYPE_JSON = 114, TYPE_DATE = 1082, TYPE_TIMESTAMPTZ = 1184 };

static const struct {
	const char *name;
	char type;
} names[] = {
#define COLUMN(name, type) { #name, type },
#include "tests/fuzz/columns.def"
#undef COLUMN
};

static Oid
type_of(char letter)
{
	switch (letter) {
	case 'i':
		return TYPE_BIGINT;
	case 'j':
		return TYPE_JSON;
	case 'b':
		return TYPE_BOOLEAN;
	case 'd':
		return TYPE_DATE;
	case 'a':
		return TYPE_TIMESTAMPTZ;
	default:
		return TYPE_TEXT;
	}
}

static struct slice
take_until(struct slice *rest, char end)
{
	const char *stop = rest->length > 0 ? memchr(rest->data, end, rest->length) : NULL;
	size_t length = stop ? (size_t)(stop - rest->data) : rest->length;
	struct slice taken = { rest->data, length };

	length += stop != NULL;
	rest->data += length;
	rest->length -= length;
	return taken;
}

static bool
has_only(struct slice value, const char *bytes)
{
	for (size_t i = 0; i < value.length; i++)
		if (value.data[i] == '\0' || !strchr(bytes, value.data[i]))
			return false;
	return value.length > 0;
}

static bool
take_token(void *context, enum json_token token, struct slice text)
{
	(void)context, (void)token, (void)text;
	return true;
}

/* Numbers, lists of them, and the two words for what is not told. */
static bool
is_json(struct slice value)
{
	static const struct json_limits limits = { 4096, 2 };
	static struct json_reader *json;

	if (!json)
		json = json_open();
	if (slice_equal(value, SLICE_LITERAL("\"unknown\"")) ||
	    slice_equal(value, SLICE_LITERAL("\"denied\"")))
		return true;
	return has_only(value, "0123456789-.,[]") &&
	       json_read(json, value, &limits, take_token, NULL) == JSON_OK;
}

static bool
is_number(struct slice value)
{
	bool minus = value.length > 0 && value.data[0] == '-';
	struct slice digits = { value.data + minus, value.length - minus };

	return has_only(digits, "0123456789") && digits.length <= 18 &&
	       (digits.data[0] != '0' || value.length == 1);
}

static bool
is_of(Oid type, struct slice value)
{
	switch (type) {
	case TYPE_BIGINT:
		return is_number(value);
	case TYPE_JSON:
		return is_json(value);
	case TYPE_BOOLEAN:
		return value.length == 1 && has_only(value, "tf");
	case TYPE_DATE:
	case TYPE_TIMESTAMPTZ:
		return slice_equal(value, SLICE_LITERAL("infinity")) || has_only(value, "0123456789 -:.+");
	default:
		return utf8_valid(value) == value.length &&
		       (value.length == 0 || !memchr(value.data, '\0', value.length));
	}
}

/* Adds the column called NAME to COLUMNS unless it is there, as in the statements. */
static int
add_column(PGresAttDesc *columns, int count, struct slice name)
{
	for (int i = 0; i < count; i++)
		if (slice_equal(slice_text(columns[i].name), name))
			return count;
	for (size_t i = 0; i < ARRAY_COUNT(names); i++)
		if (slice_equal(slice_text(names[i].name), name))
			columns[count++] = (PGresAttDesc){ .name = (char *)(uintptr_t)names[i].name,
							   .typid = type_of(names[i].type) };
	return count;
}

static PGresult *
read_columns(struct slice line)
{
	PGresult *table = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc columns[COLUMNS_MAX] = { { 0 } };
	int count = 0;

	CHECK(table != NULL);
	while (line.length > 0 && count < COLUMNS_MAX)
		count = add_column(columns, count, take_until(&line, ' '));
	CHECK(count == 0 || PQsetResultAttrs(table, count, columns));
	return table;
}

static void
read_row(PGresult *table, struct slice line)
{
	int row = PQntuples(table);

	for (int column = 0; column < PQnfields(table); column++) {
		bool given = line.length > 0;
		struct slice value = take_until(&line, '|');
		bool null = !given || !is_of(PQftype(table, column), value);

		CHECK(PQsetvalue(table, row, column, null ? NULL : (char *)(uintptr_t)value.data,
				 null ? -1 : (int)value.length));
	}
}

void
rows_read(struct rows *rows, struct slice rest)
{
	struct slice line;

	rows->count = 0;
	while (input_line(&rest, &line)) {
		if (line.length == 0)
			continue;
		if (line.data[0] == '=' && rows->count == ROWS_TABLES_MAX)
			return;
		if (line.data[0] == '=') {
			line = (struct slice){ line.data + 1, line.length - 1 };
			rows->all[rows->count].path = take_until(&line, ' ');
			rows->all[rows->count++].table = read_columns(line);
		} else if (rows->count > 0) {
			read_row(rows->all[rows->count - 1].table, line);
		}
	}
}

static PGresult *
copy(const struct rows *rows, const char *path, int what)
{
	PGresult *table = NULL;

	for (int i = 0; i < rows->count && !table; i++)
		if (slice_equal(rows->all[i].path, slice_text(path)))
			table = PQcopyResult(rows->all[i].table, what);
	if (!table)
		table = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	CHECK(table != NULL);
	return table;
}

PGresult *
rows_copy(const struct rows *rows, const char *path)
{
	return copy(rows, path, PG_COPYRES_ATTRS | PG_COPYRES_TUPLES);
}

static void
put_value(PGresult *table, int row, int column, const PGresult *from, int from_row)
{
	bool null = PQgetisnull(from, from_row, column);

	CHECK(PQsetvalue(table, row, column, null ? NULL : PQgetvalue(from, from_row, column),
			 null ? -1 : PQgetlength(from, from_row, column)));
}

static bool
has_key(const PGresult *table, const PGresult *from, int row)
{
	struct slice key = postgres_value(from, row, 0);

	for (int i = 0; i < PQntuples(table); i++)
		if (slice_equal(postgres_value(table, i, 0), key))
			return true;
	return !key.data;
}

PGresult *
rows_keyed(const struct rows *rows, const char *path, int state)
{
	PGresult *all = rows_copy(rows, path);
	PGresult *table = copy(rows, path, PG_COPYRES_ATTRS);
	int count = PQnfields(all) > 0 ? PQntuples(all) : 0;

	for (int row = 0; row < count - (count > 1 ? state : 0); row++) {
		int added = PQntuples(table);

		if (has_key(table, all, row))
			continue;
		put_value(table, added, 0, all, row);
		for (int column = 1; column < PQnfields(all); column++)
			put_value(table, added, column, all, (row + state) % count);
	}
	PQclear(all);
	return table;
}

void
rows_free(struct rows *rows)
{
	for (int i = 0; i < rows->count; i++)
		PQclear(rows->all[i].table);
	rows->count = 0;
}
