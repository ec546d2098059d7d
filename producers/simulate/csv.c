/* SPDX-License-Identifier: PostgreSQL */
#include "producers/simulate/csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"

enum { CELLS_MAX = 32, ROW_BYTES = 16 * 1024 };

struct row {
	char bytes[ROW_BYTES];
	size_t length;
	const char *cells[CELLS_MAX];
	int count;
};

struct csv {
	FILE *file;
	struct row head;
	struct row row;
};

static void
put(struct row *row, int c)
{
	if (row->length < ROW_BYTES - 1)
		row->bytes[row->length++] = (char)c;
}

static void
begin_cell(struct row *row)
{
	CHECK_OP(row->count, <, CELLS_MAX);
	row->cells[row->count++] = row->bytes + row->length;
}

/* Reads one row; false at the end of the file. */
static bool
read_row(FILE *file, struct row *row)
{
	bool quoted = false;
	int c = getc(file);

	row->length = 0;
	row->count = 0;
	if (c == EOF)
		return false;
	begin_cell(row);
	for (; c != EOF && (quoted || c != '\n'); c = getc(file)) {
		if (c == '"') {
			int next = quoted ? getc(file) : '\0';

			if (next == '"')
				put(row, '"');
			else if (quoted)
				ungetc(next, file);
			quoted = !quoted || next == '"';
		} else if (c == ',' && !quoted) {
			put(row, '\0');
			begin_cell(row);
		} else if (c != '\r') {
			put(row, c);
		}
	}
	put(row, '\0');
	row->bytes[row->length < ROW_BYTES ? row->length : ROW_BYTES - 1] = '\0';
	return true;
}

bool
csv_open(struct csv **ret_csv, const char *path, struct error *err)
{
	FILE *file = fopen(path, "re");
	struct csv *csv;

	if (!file) {
		if (errno != ENOENT && errno != ENOTDIR)
			error_set(err, ERROR_USAGE, "cannot read \"%s\": %s", path,
				  strerror(errno));
		return false;
	}
	csv = calloc(1, sizeof *csv);
	CHECK(csv != NULL);
	csv->file = file;
	if (!read_row(file, &csv->head)) {
		csv_close(csv);
		return error_set(err, ERROR_USAGE, "\"%s\" has no head row", path);
	}
	*ret_csv = csv;
	return true;
}

bool
csv_next(struct csv *csv)
{
	return read_row(csv->file, &csv->row);
}

const char *
csv_cell(const struct csv *csv, const char *head)
{
	for (int i = 0; i < csv->head.count && i < csv->row.count; i++)
		if (strcmp(csv->head.cells[i], head) == 0)
			return csv->row.cells[i];
	return "";
}

struct csv *
csv_close(struct csv *csv)
{
	if (!csv)
		return NULL;
	fclose(csv->file);
	free(csv);
	return NULL;
}
