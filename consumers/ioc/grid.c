/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/grid.h"

#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/find.h"
#include "consumers/ioc/format.h"
#include "consumers/ioc/grid_cut.h"
#include "consumers/ioc/page_part.h"
#include "consumers/ioc/spark.h"
#include "consumers/ioc/table.h"
#include "schema/base/attr.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

static bool
is_number(enum cell_format format)
{
	return format <= CELL_P90 || format == CELL_OVER || format == CELL_SINCE;
}

/* A line is drawn where the page asks for its course. */
static bool
is_shown(const struct page *page, const struct grid_column *column)
{
	return column->format != CELL_SPARK || page_has(page, column->name);
}

/* The script makes new rows from these. */
static void
put_head(struct text *text, const struct grid *grid, const struct page *page,
	 const struct link *later)
{
	text_add(text, "<thead><tr>");
	for (const struct grid_column *column = grid->columns; column->name; column++) {
		if (!is_shown(page, column))
			continue;
		text_format(text,
			    "<th scope=\"col\" data-column=\"%s\" data-format=\"%s\" "
			    "data-mood=\"%s\" data-rank=\"%d\"%s",
			    column->name, cell_format_name(column->format),
			    cell_mood_name(column->mood), column->rank,
			    is_number(column->format) ? " data-number" : "");
		if (column->link) {
			text_add(text, " data-link=\"");
			link_put(text, column->link, later);
			text_add(text, "\"");
		}
		text_format(text, ">%s</th>\n", column->label);
	}
	text_add(text, "</tr></thead>\n");
}

/* The name of a row may be missing where its code is known. */
static struct slice
value_of(const struct grid *grid, const struct grid_column *column, const PGresult *table,
	 int row)
{
	struct slice value = table_value(table, row, column->name);

	if (!value.data && column == grid->columns)
		value = table_value(table, row, grid->key);
	return value;
}

static bool
leads_somewhere(const struct grid_column *column, struct slice value)
{
	return column->link && (!is_number(column->format) || !cell_is_zero(value));
}

/* What a due day says of a row: a dossier that was refused, withdrawn or stopped for good has no
 * verdict (R14), one that waits or stands still is past its due day, but not overdue (R16). */
enum due { DUE_RUNS, DUE_RESTS, DUE_DONE, DUE_NO_VERDICT };

static enum due
due_of(const struct link *link)
{
	struct slice state = table_value(link->table, link->row, "state");
	struct slice kind = table_value(link->table, link->row, "ended_kind");

	if (!state.data || slice_equal(state, SLICE_LITERAL("running")))
		return DUE_RUNS;
	if (!slice_equal(state, SLICE_LITERAL("ended")))
		return DUE_RESTS;
	return slice_equal(kind, SLICE_LITERAL("resolved")) ||
			       slice_equal(kind, SLICE_LITERAL("returned"))
		       ? DUE_DONE
		       : DUE_NO_VERDICT;
}

void
grid_put_over(struct text *text, struct slice days, const struct link *link)
{
	enum due due = due_of(link);

	if (due != DUE_NO_VERDICT)
		cell_over(text, days, due == DUE_DONE);
}

/* What was done on its due day is in time. */
enum mood
grid_mood_over(struct slice days, const struct link *link)
{
	enum due due = due_of(link);

	if (!days.data || days.data[0] == '-' || due == DUE_RESTS || due == DUE_NO_VERDICT)
		return MOOD_PLAIN;
	if (days.data[0] == '0')
		return due == DUE_DONE ? MOOD_PLAIN : MOOD_WARN;
	return MOOD_BAD;
}

static enum mood
mood_of(const struct grid_column *column, struct slice value, const struct link *link)
{
	if (column->format == CELL_OVER)
		return grid_mood_over(value, link);
	if (column->format == CELL_STATE)
		return cell_state_mood(value);
	return cell_is_zero(value) ? MOOD_PLAIN : column->mood;
}

static void
put_value(struct text *text, const struct page *page, const struct grid_column *column,
	  struct slice value, const struct link *link)
{
	bool leads = leads_somewhere(column, value);

	if (leads) {
		text_add(text, "<a href=\"");
		link_put(text, column->link, link);
		text_add(text, "\">");
	}
	if (column->format == CELL_UNIT && value.length > 0)
		page_unit_name(text, page, value.data); /* libpq ends each value with a zero byte */
	else if (column->format == CELL_OVER)
		grid_put_over(text, value, link);
	else if (column->format == CELL_SINCE && value.data)
		format_duration(text, (page->now_us - strtoll(value.data, NULL, 10)) / SECOND_US);
	else
		cell_put(text, value, column->format);
	text_add(text, leads ? "</a>" : "");
}

/* The course of the unit of this row. */
static void
put_spark(struct text *text, const struct page *page, const struct grid_column *column,
	  const struct link *link)
{
	const PGresult *courses = page_table(page, column->name, NULL);
	struct slice course = { 0 };
	int row;

	if (!courses) {
		cell_put(text, SLICE_LITERAL("\"unknown\""), CELL_NUMBER);
		return;
	}
	row = table_find(courses, table_value(link->table, link->row, "unit"), 0);
	if (row >= 0)
		course = table_value(courses, row, "pending");
	spark_course(text, course);
}

static void
put_cell(struct text *text, const struct page *page, const struct grid_column *column,
	 struct slice value, const struct link *link)
{
	enum mood mood = mood_of(column, value, link);

	text_format(text, "<td data-rank=\"%d\"%s", column->rank,
		    is_number(column->format) ? " data-number" : "");
	if (mood != MOOD_PLAIN)
		text_format(text, " data-alert=\"%s\"", cell_mood_name(mood));
	text_add(text, ">");
	if (column->format == CELL_SPARK)
		put_spark(text, page, column, link);
	else
		put_value(text, page, column, value, link);
	if (column->format == CELL_BAR)
		spark_share(text, value);
	text_add(text, "</td>");
}

/* Units are found by their level, too. */
static void
put_level(struct text *text, const struct grid *grid, const struct page *page,
	  const PGresult *table, int row)
{
	struct slice level = table_value(table, row, "level");

	if (strcmp(grid->part, "units") != 0)
		return;
	if (level.data) {
		text_add(text, " data-level=\"");
		text_html(text, level);
		text_add(text, "\"");
	}
	if (!find_wants(page, table, row))
		text_add(text, " hidden");
}

static void
put_row(struct text *text, const struct grid *grid, const struct page *page,
	const PGresult *table, int row)
{
	const struct link link = page_link(page, table, row);
	const struct grid_column *first = grid->columns;

	text_add(text, "<tr data-row=\"");
	if (grid->key[0] != '\0')
		text_html(text, table_value(table, row, grid->key));
	else
		text_format(text, "%d", row);
	text_add(text, "\"");
	put_level(text, grid, page, table, row);
	text_add(text, "><th scope=\"row\">");
	put_value(text, page, first, value_of(grid, first, table, row), &link);
	text_add(text, "</th>");
	for (const struct grid_column *column = first + 1; column->name; column++)
		if (is_shown(page, column))
			put_cell(text, page, column, value_of(grid, column, table, row),
				 &link);
	text_add(text, "</tr>\n");
}

static const struct grid_cut whole = { 0, GRID_ROWS_MAX, REST_IN_CSV },
			     worst = { 0, GRID_WORST, REST_BY_SCRIPT },
			     few = { 0, GRID_FEW, REST_ON_PAGE };

static void
put_rows(struct text *text, const struct grid *grid, const struct page *page,
	 const PGresult *table, const struct grid_cut *cut)
{
	const struct link later = page_link(page, table, -1);
	int rows = PQntuples(table);

	grid_cut_count(text, cut, rows);
	text_format(text, "<table data-grid=\"%s\"><caption class=\"hidden\">%s</caption>\n",
		    grid->part, grid->caption);
	put_head(text, grid, page, &later);
	text_add(text, "<tbody>\n");
	for (int row = cut->first; row < rows && row < cut->first + cut->rows; row++)
		put_row(text, grid, page, table, row);
	text_add(text, "</tbody></table>\n");
	grid_cut_rest(text, grid, page, cut, rows);
}

bool
grid_frame(struct text *text, const char *caption, const PGresult *table, const char *nothing)
{
	text_format(text, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Bảng: %s\">\n",
		    caption);
	if (!table)
		text_add(text, "<p class=\"nothing unread\">không rõ: chưa đọc được cơ sở dữ liệu</p>\n");
	else if (PQntuples(table) == 0)
		text_format(text, "<p class=\"nothing\">%s</p>\n", nothing);
	return table && PQntuples(table) > 0;
}

/* The field that narrows a long list, which works by script: it is there from the first paint
 * on, so that nothing moves when the script comes, and not shown where there is none. */
static void
put_filter(struct text *text, const struct grid *grid, const struct grid_cut *cut, int rows)
{
	static const char *const filtered[] = { "fields", "procedures", "recipients" };
	enum { FILTER_FROM = 12 };

	for (size_t i = 0; rows >= FILTER_FROM && i < ARRAY_COUNT(filtered); i++)
		if (strcmp(filtered[i], grid->part) == 0)
			text_format(text, "<label class=\"filter\">%s theo tên <input type=\"search\"></label>\n",
				    rows > cut->rows ? "Lọc các dòng này" : "Lọc");
}

/* CUT is NULL where the page says how much it wants. */
static void
put_grid(struct text *text, const struct page *page, struct slice what,
	 const struct grid_cut *cut)
{
	const struct grid *grid = grid_of(what);
	struct grid_cut asked;
	const PGresult *table;
	int rows;

	CHECK(grid != NULL); /* a file of a page asks for a table that is not listed */
	table = page_table(page, grid->part, NULL);
	rows = table ? PQntuples(table) : 0;
	asked = cut ? *cut : grid_cut_asked(page, rows);
	put_filter(text, grid, &asked, rows);
	if (grid_frame(text, grid->caption, table, grid->nothing))
		put_rows(text, grid, page, table, &asked);
	text_add(text, "</div>\n");
}

void
part_grid(struct text *text, const struct page *page, struct slice what)
{
	put_grid(text, page, what, &whole);
}

/* The script adds the others, hidden, since any of them may become one of the worst. */
void
part_worst(struct text *text, const struct page *page, struct slice what)
{
	put_grid(text, page, what, &worst);
}

/* On the page of a unit, beside others: the rest has a page of its own. */
void
part_few(struct text *text, const struct page *page, struct slice what)
{
	put_grid(text, page, what, &few);
}

/* A list of its own: what needs a look most, all when asked. */
void
part_most(struct text *text, const struct page *page, struct slice what)
{
	put_grid(text, page, what, NULL);
}
