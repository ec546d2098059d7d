/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/grid_cut.h"

#include <stdio.h>
#include <stdlib.h>

#include "consumers/ioc/format.h"

struct grid_cut
grid_cut_asked(const struct page *page, int rows)
{
	const char *from = request_value(page->request, "from");
	int first = from ? (int)strtol(from, NULL, 10) - 1 : 0;

	if (!from)
		return (struct grid_cut){ 0, GRID_MOST, REST_ON_DEMAND };
	if (first >= rows) /* the list has become shorter: its last page */
		first = rows > 0 ? (rows - 1) / GRID_ROWS_MAX * GRID_ROWS_MAX : 0;
	return (struct grid_cut){ first, GRID_ROWS_MAX, REST_BESIDE };
}

static void
put_number(struct text *text, int number)
{
	char digits[16];

	snprintf(digits, sizeof digits, "%d", number);
	format_number(text, slice_text(digits));
}

static int
last_of(const struct grid_cut *cut, int rows)
{
	return cut->first + cut->rows < rows ? cut->first + cut->rows : rows;
}

static bool
is_cut(const struct grid_cut *cut, int rows)
{
	return cut->rest != REST_BY_SCRIPT && (cut->first > 0 || rows > cut->rows);
}

void
grid_cut_count(struct text *text, const struct grid_cut *cut, int rows)
{
	if (!is_cut(cut, rows))
		return;
	text_add(text, "<p class=\"more\">");
	if (cut->rest == REST_BESIDE) {
		text_add(text, "Dòng ");
		put_number(text, cut->first + 1);
		text_add(text, "–");
		put_number(text, last_of(cut, rows));
	} else {
		put_number(text, cut->rows);
		text_add(text, " dòng đầu");
	}
	text_add(text, " trong ");
	put_number(text, rows);
	text_add(text, cut->rest == REST_IN_CSV ? "; CSV có đủ.</p>\n" : ".</p>\n");
}

/* The page with the rows from FIRST on, counted from 0. */
static void
put_page(struct text *text, const struct page *page, int first, const char *rel, const char *words)
{
	char from[16];

	snprintf(from, sizeof from, "%d", first + 1);
	text_format(text, "<a class=\"next\"%s href=\"", rel);
	link_put_with(text, page->request, "from", from);
	text_format(text, "\">%s</a>\n", words);
}

static void
put_neighbours(struct text *text, const struct page *page, const struct grid_cut *cut, int rows)
{
	text_add(text, "<p class=\"turn\">");
	if (cut->first > 0)
		put_page(text, page, cut->first > cut->rows ? cut->first - cut->rows : 0,
			 " rel=\"prev\"", "‹ Trang trước");
	if (last_of(cut, rows) < rows)
		put_page(text, page, last_of(cut, rows), " rel=\"next\"", "Trang sau ›");
	text_add(text, "</p>\n");
}

void
grid_cut_rest(struct text *text, const struct grid *grid, const struct page *page,
	      const struct grid_cut *cut, int rows)
{
	const struct link link = page_link(page, NULL, 0);
	char pattern[96];

	if (!is_cut(cut, rows) || cut->rest == REST_IN_CSV)
		return;
	if (cut->rest == REST_BESIDE) {
		put_neighbours(text, page, cut, rows);
		return;
	}
	text_add(text, "<p class=\"turn\">");
	if (cut->rest == REST_ON_DEMAND) {
		put_page(text, page, 0, "", "Xem tất cả");
	} else {
		snprintf(pattern, sizeof pattern, "/%s?unit={unit}&channel={channel}&day={day}",
			 grid->part);
		text_add(text, "<a class=\"next\" href=\"");
		link_put(text, pattern, &link);
		text_add(text, "\">Xem tất cả</a>");
	}
	text_add(text, "</p>\n");
}
