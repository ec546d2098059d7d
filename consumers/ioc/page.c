/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/page.h"

#include <stdio.h>
#include <string.h>

#include "consumers/ioc/cell.h"
#include "consumers/ioc/format.h"
#include "consumers/ioc/grid.h"
#include "consumers/ioc/page_part.h"
#include "consumers/ioc/table.h"
#include "ioc_files.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

const PGresult *
page_table(const struct page *page, const char *name, struct age *ret_age)
{
	const struct part *parts = page->request->route->parts;

	for (int i = 0; parts && parts[i].name; i++) {
		if (strcmp(parts[i].name, name) != 0)
			continue;
		if (ret_age)
			*ret_age = page->ages[i];
		return page->tables[i];
	}
	return NULL;
}

bool
page_has(const struct page *page, const char *name)
{
	for (const struct part *part = page->request->route->parts; part && part->name; part++)
		if (strcmp(part->name, name) == 0)
			return true;
	return false;
}

bool
page_is_past(const struct page *page)
{
	return request_value(page->request, "day") != NULL;
}

int32_t
page_date(const struct page *page)
{
	const char *asked = request_value(page->request, "day");
	int32_t day = instant_day(page->now_us);

	if (asked)
		CHECK(day_parse(slice_text(asked), &day) == INSTANT_OK); /* request.c saw to it */
	return day;
}

struct link
page_link(const struct page *page, const PGresult *table, int row)
{
	return (struct link){ page->request, page_date(page), table, row };
}

void
page_unit_name(struct text *text, const struct page *page, const char *unit)
{
	const PGresult *units = page->snapshot ? page->snapshot->tables[SNAPSHOT_units] : NULL;
	int row = units ? table_find(units, slice_text(unit), 0) : -1;
	struct slice name = row < 0 ? slice_text(unit) : table_value(units, row, "name");

	if (!name.data)
		name = slice_text(unit);
	text_html(text, name.length > 0 ? name : SLICE_LITERAL("Chưa nêu đơn vị"));
}

/* "đến 08:31:22", on every panel. */
static void
put_as_of(struct text *text, const struct page *page, struct slice what)
{
	char name[32];
	struct age age = { 0 };

	snprintf(name, sizeof name, "%.*s", (int)what.length, what.data);
	if (!page_table(page, name, &age) || !age.known)
		return;
	text_add(text, "đến ");
	format_time(text, age.as_of_us);
}

/* The same table for programs, with the same parameters. */
static void
put_csv(struct text *text, const struct page *page, struct slice what)
{
	const struct part *part = page->request->route->parts;
	const char *before = "?";
	const struct parameter *all;
	const char *path;

	while (!slice_equal(slice_text(part->name), what))
		part++;
	path = part->path;
	all = route_of(path)->parameters;
	text_add(text, "<a class=\"csv\" href=\"");
	for (const char *c = path; *c != '\0'; c++)
		if (*c == '{')
			text_uri(text, slice_text(page->request->values[0]));
		else if (*c != '}')
			text_put(text, (struct slice){ c, 1 });
	text_add(text, ".csv");
	for (int i = strstr(path, "{}") != NULL; all && all[i].name; i++) {
		const char *value = part->fixed && strcmp(all[i].name, part->fixed) == 0
					    ? part->value
					    : request_value(page->request, all[i].name);

		if (!value)
			continue;
		text_format(text, "%s%s=", before, all[i].name);
		text_uri(text, slice_text(value));
		before = "&amp;";
	}
	text_format(text, "\" download aria-label=\"Tải CSV: %s\">CSV</a>", grid_name(what));
}

static void
put_theme(struct text *text, const struct page *page, struct slice what)
{
	(void)what;
	text_add(text, page->request->wall ? "wall" : "desk");
}

/* The wall is dark, and large where the screen is; the desk is dark where its viewer prefers
 * that; paper is neither. */
static void
put_sheets(struct text *text, const struct page *page, struct slice what)
{
	(void)what;
	if (page->request->wall)
		text_add(text, "<link rel=\"stylesheet\" href=\"/dark.css\" media=\"screen\">\n"
			       "<link rel=\"stylesheet\" href=\"/wall.css\" "
			       "media=\"screen and (min-width: 1101px)\">\n");
	else
		text_add(text, "<link rel=\"stylesheet\" href=\"/dark.css\" "
			       "media=\"screen and (prefers-color-scheme: dark)\">\n");
}

/* What the script must know: a page of now goes live. */
static void
put_mode(struct text *text, const struct page *page, struct slice what)
{
	(void)what;
	text_add(text, page_is_past(page) ? "past" : "live");
}

static void
put_page(struct text *text, const struct page *page, struct slice what)
{
	(void)what;
	text_add(text, page->problem ? "problem" : page->request->route->file);
}

/* On paper, where no browser shows it; the script adds the server's name. */
static void
put_address(struct text *text, const struct page *page, struct slice what)
{
	(void)what;
	if (!page->problem)
		link_put_with(text, page->request, "", NULL);
}

static void put_content(struct text *text, const struct page *page, struct slice what);
static void put_problem(struct text *text, const struct page *page, struct slice what);

static const struct mark {
	const char *name;
	void (*put)(struct text *text, const struct page *page, struct slice what);
} marks[] = {
	{ "theme", put_theme },
	{ "sheets", put_sheets },
	{ "mode", put_mode },
	{ "page", put_page },
	{ "title", part_title },
	{ "navigation", part_navigation },
	{ "crumbs", part_crumbs },
	{ "day", part_day },
	{ "today", part_today },
	{ "address", put_address },
	{ "past", part_past },
	{ "age", part_age },
	{ "age_state", part_age_state },
	{ "silent", part_silent },
	{ "content", put_content },
	{ "problem", put_problem },
	{ "as_of", put_as_of },
	{ "csv", put_csv },
	{ "tiles", part_tiles },
	{ "compared", part_compared },
	{ "since", part_since },
	{ "grid", part_grid },
	{ "worst", part_worst },
	{ "few", part_few },
	{ "most", part_most },
	{ "hours", part_hours },
	{ "days", part_days },
	{ "sources", part_sources },
	{ "map", part_map },
	{ "measures", part_measures },
	{ "wall", part_wall },
	{ "alerts", part_alerts },
	{ "statuses", part_statuses },
	{ "document_statuses", part_document_statuses },
	{ "document_kinds", part_document_kinds },
	{ "filters", part_filters },
	{ "search", part_search },
	{ "find", part_find },
	{ "levels", part_levels },
	{ "channels", part_channels },
	{ "every_channel", part_every_channel },
	{ "units_part", part_units_part },
	{ "order", part_order },
	{ "count", part_count },
	{ "unhandled_all", part_unhandled_all },
	{ "next", part_next },
	{ "facts", part_facts },
};

/* "as_of units" is the mark as_of, of units. */
static void
put_mark(struct text *text, const struct page *page, struct slice inside)
{
	const char *blank = memchr(inside.data, ' ', inside.length);
	struct slice name = inside, what = { inside.data, 0 };

	if (blank) {
		name.length = (size_t)(blank - inside.data);
		what = (struct slice){ blank + 1, inside.length - name.length - 1 };
	}
	for (size_t i = 0; i < ARRAY_COUNT(marks); i++)
		if (slice_equal(slice_text(marks[i].name), name)) {
			marks[i].put(text, page, what);
			return;
		}
	CHECK(false); /* a file has a mark that nobody fills */
}

static const char *
file_text(const char *name)
{
	char path[64];

	snprintf(path, sizeof path, "/%s.html", name);
	for (size_t i = 0; i < FILE_COUNT; i++)
		if (strcmp(file_table[i].path, path) == 0)
			return (const char *)file_table[i].bytes;
	CHECK(false); /* a route names no file */
	return NULL;
}

static void
fill(struct text *text, const struct page *page, const char *from)
{
	for (const char *mark; (mark = strstr(from, "{{")) != NULL;) {
		const char *end = strstr(mark, "}}");

		CHECK(end != NULL);
		text_put(text, (struct slice){ from, (size_t)(mark - from) });
		put_mark(text, page, (struct slice){ mark + 2, (size_t)(end - mark - 2) });
		from = end + 2;
	}
	text_add(text, from);
}

static void
put_content(struct text *text, const struct page *page, struct slice what)
{
	(void)what;
	fill(text, page, file_text(page->problem ? "problem" : page->request->route->file));
}

static const char *
problem_sentence(int status)
{
	switch (status) {
	case 400:
		return "Địa chỉ có tham số không hợp lệ.";
	case 404:
		return "Không tìm thấy nội dung này.";
	case 503:
		return "Chưa đọc được cơ sở dữ liệu. Trang sẽ tự tải lại khi có số liệu.";
	default:
		return "Máy chủ gặp lỗi. Hãy báo người vận hành.";
	}
}

static void
put_problem(struct text *text, const struct page *page, struct slice what)
{
	const struct problem *problem = page->problem;

	(void)what;
	text_format(text, "<p class=\"problem\" data-status=\"%d\">", problem->status);
	cell_icon(text, "away");
	text_format(text, "%s", problem_sentence(problem->status));
	if (problem->parameter[0] != '\0') {
		text_add(text, " Tham số: <code>");
		text_html(text, slice_text(problem->parameter));
		text_add(text, "</code>.");
	}
	text_add(text, problem->page[0] != '\0' ? " " : "");
	text_html(text, slice_text(problem->page));
	text_add(text, "</p>");
}

void
page_write(struct text *text, const struct page *page)
{
	fill(text, page, file_text("shell"));
}
