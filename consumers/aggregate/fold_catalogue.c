/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/fold.h"

#include <stdlib.h>

#include "schema/base/check.h"

/* A column of a catalogue table: the member it comes from, and its type. */
struct column {
	enum member_name member;
	enum row_type type;
};

struct catalogue {
	enum event_type type;
	enum write_table table;
	struct column columns[12]; /* in the order of the wire type, ended by type 0 */
};

static const struct catalogue catalogues[] = {
	{ EVENT_REFERENCE_UNIT,
	  WRITE_reference_unit,
	  { { MEMBER_UNIT, ROW_TEXT },
	    { MEMBER_VALID_FROM, ROW_DATE },
	    { MEMBER_VALID_TO, ROW_DATE },
	    { MEMBER_NAME, ROW_TEXT },
	    { MEMBER_KIND, ROW_TEXT },
	    { MEMBER_LEVEL, ROW_SMALLINT },
	    { MEMBER_LATITUDE, ROW_BIGINT },
	    { MEMBER_LONGITUDE, ROW_BIGINT } } },
	{ EVENT_REFERENCE_LINEAGE,
	  WRITE_reference_lineage,
	  { { MEMBER_UNIT, ROW_TEXT },
	    { MEMBER_INTO, ROW_TEXT },
	    { MEMBER_VALID_FROM, ROW_DATE },
	    { MEMBER_SHARE, ROW_SMALLINT },
	    { MEMBER_NAME, ROW_TEXT },
	    { MEMBER_KIND, ROW_TEXT } } },
	{ EVENT_REFERENCE_PROCEDURE,
	  WRITE_reference_procedure,
	  { { MEMBER_PROCEDURE, ROW_TEXT },
	    { MEMBER_VALID_FROM, ROW_DATE },
	    { MEMBER_VALID_TO, ROW_DATE },
	    { MEMBER_NAME, ROW_TEXT },
	    { MEMBER_FIELD, ROW_TEXT },
	    { MEMBER_LEVEL, ROW_SMALLINT },
	    { MEMBER_HAS_FEE, ROW_BOOL },
	    { MEMBER_ONLINE_LEVEL, ROW_SMALLINT },
	    { MEMBER_LIMIT_VALUE, ROW_INTEGER },
	    { MEMBER_LIMIT_UNIT, ROW_SMALLINT } } },
	{ EVENT_REFERENCE_ORGANISATION,
	  WRITE_reference_organisation,
	  { { MEMBER_ORGANISATION, ROW_TEXT },
	    { MEMBER_VALID_FROM, ROW_DATE },
	    { MEMBER_VALID_TO, ROW_DATE },
	    { MEMBER_UNIT, ROW_TEXT },
	    { MEMBER_NAME, ROW_TEXT } } },
	{ EVENT_REFERENCE_HOLIDAY,
	  WRITE_reference_holiday,
	  { { MEMBER_HOLIDAY, ROW_DATE },
	    { MEMBER_WORKING, ROW_BOOL },
	    { MEMBER_NAME, ROW_TEXT } } },
	{ EVENT_REFERENCE_INDICATOR,
	  WRITE_reference_indicator,
	  { { MEMBER_INDICATOR, ROW_TEXT },
	    { MEMBER_VALID_FROM, ROW_DATE },
	    { MEMBER_VALID_TO, ROW_DATE },
	    { MEMBER_NAME, ROW_TEXT },
	    { MEMBER_MEASURE, ROW_TEXT },
	    { MEMBER_ROLLUP, ROW_SMALLINT },
	    { MEMBER_TARGET, ROW_BIGINT } } },
};

static int
column_count(const struct catalogue *catalogue)
{
	int count = 0;

	while (count < (int)ARRAY_COUNT(catalogue->columns) && catalogue->columns[count].type != 0)
		count++;
	return count;
}

static const struct catalogue *
catalogue_of(enum event_type type)
{
	for (size_t i = 0; i < ARRAY_COUNT(catalogues); i++)
		if (catalogues[i].type == type)
			return &catalogues[i];
	CHECK(!"not a catalogue row");
	return NULL;
}

static void
put_row(const struct catalogue *catalogue, const struct event *event, struct rows *rows)
{
	int count = column_count(catalogue);
	struct stamp stamp = stamp_of(event);
	unsigned char version[STAMP_BYTES];

	row_begin(rows, count + 1);
	for (int i = 0; i < count; i++) {
		const struct column *column = &catalogue->columns[i];
		const struct member *member = event_member(event, column->member);

		if (!member || member->is_null)
			row_null(rows, column->type);
		else if (column->type == ROW_TEXT)
			row_text(rows, ROW_TEXT, member->text);
		else
			row_number(rows, column->type, member->number);
	}
	stamp_pack(&stamp, version);
	row_text(rows, ROW_BYTEA, (struct slice){ (const char *)version, STAMP_BYTES });
	row_end(rows);
}

/* By type, key, and the greatest version last. */
static int
by_type_key_version(const void *a, const void *b)
{
	const struct event *const *left = a;
	const struct event *const *right = b;
	struct stamp left_stamp = stamp_of(*left);
	struct stamp right_stamp = stamp_of(*right);
	int order = ((*left)->type > (*right)->type) - ((*left)->type < (*right)->type);

	if (order == 0)
		order = slice_compare((*left)->entity, (*right)->entity);
	return order != 0 ? order : stamp_compare(&left_stamp, &right_stamp);
}

static bool
same_row(const struct event *a, const struct event *b)
{
	return a->type == b->type && slice_equal(a->entity, b->entity);
}

void
fold_catalogue(const struct batch *batch, struct write *write)
{
	const struct event **rows;
	size_t count = 0;

	for (uint32_t i = 0; i < batch->event_count; i++)
		count += event_type_entity(batch->events[i].event.type) == ENTITY_REFERENCE;
	if (count == 0)
		return;
	rows = calloc(count, sizeof *rows);
	CHECK(rows != NULL);
	count = 0;
	for (uint32_t i = 0; i < batch->event_count; i++)
		if (event_type_entity(batch->events[i].event.type) == ENTITY_REFERENCE)
			rows[count++] = &batch->events[i].event;
	qsort(rows, count, sizeof *rows, by_type_key_version);
	for (size_t i = 0; i < count; i++) {
		const struct catalogue *catalogue = catalogue_of(rows[i]->type);

		if (i + 1 == count || !same_row(rows[i], rows[i + 1]))
			put_row(catalogue, rows[i], &write->rows[catalogue->table]);
	}
	free(rows);
}
