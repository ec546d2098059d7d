/* SPDX-License-Identifier: PostgreSQL
 *
 * map_list.c - the list beside the map: the same numbers for who reads and does not look,
 * and the units that have no place on the map.
 */
#include <stdlib.h>

#include "consumers/ioc/map_part.h"
#include "consumers/ioc/page_part.h"
#include "consumers/ioc/table.h"
#include "schema/base/check.h"

struct entry {
	int order;  /* as the table has them, worst first */
	int row;    /* of the table; -1: only on the map */
	int shape;  /* on the map; -1: only in the table */
	bool low_first;
	struct value value;
};

/* Numbers first, those that need a look on top; equal ones as the table has them. */
static int
compare(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	double way = left->low_first ? 1 : -1;
	double apart = way * (left->value.number - right->value.number);

	if (left->value.kind != right->value.kind)
		return (int)left->value.kind - (int)right->value.kind;
	if (apart != 0)
		return apart < 0 ? -1 : 1;
	return left->order - right->order;
}

static int
collect(struct entry *entries, const struct page *page, const struct measured *measured)
{
	bool low_first = measured->measure->low_first;
	int rows = measured->table ? PQntuples(measured->table) : 0;
	int count = 0;

	for (int row = 0; row < rows; row++) {
		int shape = map_find(page->map, table_value(measured->table, row, "unit"));

		entries[count] = (struct entry){ count, row, shape, low_first,
			measure_value(measured->measure, measured->table, row) };
		count++;
	}
	for (int shape = 0; shape < page->map->count; shape++) {
		if (measured->rows[shape] >= 0)
			continue;
		entries[count] = (struct entry){ count, -1, shape, low_first, measured->values[shape] };
		count++;
	}
	qsort(entries, (size_t)count, sizeof entries[0], compare);
	return count;
}

static void
put_count(struct text *text, const struct page *page, const struct measured *measured,
	  const struct entry *entry)
{
	const struct link link = page_link(page, measured->table, entry->row);
	bool leads = entry->row >= 0 && entry->value.kind == VALUE_NUMBER && entry->value.number > 0;
	bool nothing = entry->value.kind != VALUE_NUMBER;

	text_add(text, "<td data-number>");
	if (leads) {
		text_add(text, "<a href=\"");
		link_put(text, measured->measure->link, &link);
		text_add(text, "\">");
	}
	text_add(text, nothing ? "<span class=\"nothing\">" : "");
	map_value(text, &entry->value, measured->measure->format);
	text_add(text, nothing ? "</span></td>" : leads ? "</a></td>" : "</td>");
}

static void
put_beside(struct text *text, const struct measured *measured, int row)
{
	const struct measure *beside = measure_of(measured->measure->beside);
	struct value value = measure_value(beside, measured->table, row);

	text_add(text, "<td data-number>");
	text_add(text, value.kind == VALUE_NUMBER ? "" : "<span class=\"nothing\">");
	map_value(text, &value, beside->format);
	text_add(text, value.kind == VALUE_NUMBER ? "</td>" : "</span></td>");
}

static void
put_entry(struct text *text, const struct page *page, const struct measured *measured,
	  const struct entry *entry)
{
	const struct map_shape *shape = entry->shape < 0 ? NULL : &page->map->shapes[entry->shape];
	struct slice unit = shape ? shape->unit : table_value(measured->table, entry->row, "unit");

	text_add(text, "<tr data-row=\"");
	text_html(text, unit);
	text_add(text, "\"><th scope=\"row\"><a href=\"");
	map_unit_link(text, page, unit);
	text_add(text, "\">");
	map_unit_name(text, measured->table, entry->row, shape);
	text_add(text, shape ? "</a></th>" : "</a> <small>ngoài bản đồ</small></th>");
	put_count(text, page, measured, entry);
	if (measured->measure->beside)
		put_beside(text, measured, entry->row);
	text_add(text, "</tr>\n");
}

static void
put_head(struct text *text, const struct measure *measure)
{
	text_format(text,
		    "<table data-grid=\"map\"><caption class=\"hidden\">Số liệu của bản đồ: %s</caption>"
		    "<thead><tr><th scope=\"col\">Đơn vị</th><th scope=\"col\" data-number>%s</th>",
		    measure->label, measure->label);
	if (measure->beside)
		text_format(text, "<th scope=\"col\" data-number>%s</th>",
			    measure_of(measure->beside)->label);
	text_add(text, "</tr></thead>\n<tbody>\n");
}

void
map_list(struct text *text, const struct page *page, const struct measured *measured)
{
	int room = page->map->count + (measured->table ? PQntuples(measured->table) : 0);
	struct entry *entries = calloc((size_t)room + 1, sizeof *entries);
	int count;

	CHECK(entries != NULL);
	count = collect(entries, page, measured);
	text_format(text, "<div class=\"scroll%s\" tabindex=\"0\" role=\"region\" aria-label=\"Bảng: số liệu của bản đồ\">\n",
		    measured->table ? "" : " unread");
	put_head(text, measured->measure);
	for (int i = 0; i < count; i++)
		put_entry(text, page, measured, &entries[i]);
	text_add(text, "</tbody></table></div>\n");
	free(entries);
}
