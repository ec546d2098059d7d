/* SPDX-License-Identifier: PostgreSQL
 *
 * wall.c - what the wall shows one after the other, and how it is held still.
 *
 * Without a script the pages are links and nothing moves; page/wall.js turns them.
 */
#include <string.h>

#include "consumers/ioc/measure.h"
#include "consumers/ioc/page_part.h"
#include "schema/base/attr.h"

static const struct {
	const char *path, *label;
	bool past; /* what runs, and what is open, have none */
} turns[] = {
	{ "/", "Tổng quan", true },
	{ "/units", "Đơn vị", true },
	{ "/alerts", "Cảnh báo", false },
	{ "/operations", "Vận hành", false },
	{ "/documents", "Văn bản điện tử", true },
};

static void
put_address(struct text *text, const struct page *page, const char *path, bool past)
{
	const struct link link = page_link(page, NULL, 0);
	const char *rotate = page->request->rotate;
	const char *measure = request_value(page->request, "measure");
	struct text pattern = { 0 };

	if (!measure)
		measure = page->request->measure;
	text_format(&pattern, "%s?wall=1%s%s", path, rotate ? "&rotate=" : "", rotate ? rotate : "");
	if (measure && strcmp(measure, measures[0].column) != 0)
		text_format(&pattern, "&measure=%s", measure);
	text_add(&pattern, past ? "&day={day}" : "");
	link_put(text, pattern.data, &link);
	text_release(&pattern);
}

void
part_wall(struct text *text, const struct page *page, struct slice what)
{
	const char *rotate = page->request->rotate;

	(void)what;
	if (!page->request->wall)
		return;
	text_format(text, "<nav class=\"rotation\" aria-label=\"Các trang trên màn hình lớn\" data-seconds=\"%s\"><ol>\n",
		    rotate ? rotate : WALL_SECONDS);
	for (size_t i = 0; i < ARRAY_COUNT(turns); i++) {
		bool here = strcmp(turns[i].path, page->request->route->path) == 0;

		text_add(text, "<li><a href=\"");
		put_address(text, page, turns[i].path, turns[i].past);
		text_format(text, "\"%s>%s</a></li>\n", here ? " aria-current=\"page\"" : "",
			    turns[i].label);
	}
	text_add(text, "</ol><p class=\"said\" role=\"status\"></p><p class=\"next\"></p>"
		       "<button type=\"button\" hidden>Tạm dừng</button></nav>\n");
}
