/* SPDX-License-Identifier: PostgreSQL
 *
 * alert.c - alerts as people read them: what, where, how bad, since when, who has taken it
 * on; each leads to the list or page behind it.  What a table has no room for is counted, and
 * stands in the list of its state.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/cell.h"
#include "consumers/ioc/format.h"
#include "consumers/ioc/grid.h"
#include "consumers/ioc/page_part.h"
#include "consumers/ioc/table.h"
#include "consumers/ioc/word.h"
#include "schema/base/attr.h"

enum { WALL_ALERTS = 8 };

static const struct {
	const char *state, *icon, *word;
	const char *order; /* of the list of this state */
} states[] = {
	{ "open", "bad", "Đang mở", "Theo thời điểm mở, mới nhất xếp trước" },
	{ "acknowledged", "warn", "Đã có người nhận xử lý", "Theo thời điểm mở, mới nhất xếp trước" },
	{ "closed", "good", "Đã đóng", "Theo thời điểm đóng, mới nhất xếp trước" },
};

/* Where the value leads: the list of what it counts, else what runs.  A list that has more
 * than the value says so. */
static const struct list_behind {
	const char *measure, *link, *more;
} lists[] = {
	{ "overdue_share", "/dossiers?status=overdue&unit={unit}", NULL },
	{ "overdue", "/dossiers?status=overdue&unit={unit}", NULL },
	{ "near_due", "/dossiers?status=near_due&unit={unit}", NULL },
	{ "reception_overdue", "/dossiers?status=reception_overdue&unit={unit}", NULL },
	{ "late_reception_share",
	  "/dossiers?part=late_reception&received_from={from_day}&received_to={to_day}&unit={unit}", NULL },
	{ "waiting_supplement", "/dossiers?status=waiting_supplement&unit={unit}",
	  "danh sách có cả hồ sơ mới chờ" },
	{ "document_pending", "/documents/unhandled?recipient={unit}", NULL },
	{ "document_overdue", "/documents/unhandled?recipient={unit}&status=overdue", NULL },
	{ "source_silence", "/operations#sources-title", NULL },
	{ "partition_stop", "/operations#partitions-title", NULL },
	{ "dead_letters", "/operations#letters-title", "danh sách có cả lý do khác, trong 7 ngày" },
};

static const struct list_behind *
list_of(const struct link *link)
{
	static const struct list_behind other = { "", "/operations", NULL };
	struct slice measure = table_value(link->table, link->row, "measure");

	for (size_t i = 0; i < ARRAY_COUNT(lists); i++)
		if (slice_equal(slice_text(lists[i].measure), measure))
			return &lists[i];
	return &other;
}

static void
put_state(struct text *text, struct slice state)
{
	for (size_t i = 0; i < ARRAY_COUNT(states); i++) {
		if (!slice_equal(slice_text(states[i].state), state))
			continue;
		text_format(text, "<span class=\"alert-state\" data-state=\"%s\">", states[i].state);
		cell_icon(text, states[i].icon);
		text_format(text, "%s</span> ", states[i].word);
	}
}

static void
put_subject(struct text *text, const struct page *page, const struct link *link)
{
	struct slice unit = table_value(link->table, link->row, "unit");
	struct slice name = table_value(link->table, link->row, "subject_name");

	text_add(text, "<a href=\"");
	link_put(text, unit.data ? "/units/{unit}" : list_of(link)->link, link);
	text_add(text, "\">");
	if (name.data)
		text_html(text, name);
	else if (unit.data)
		page_unit_name(text, page, unit.data); /* libpq ends each value with a zero byte */
	else
		cell_put(text, table_value(link->table, link->row, "subject"), CELL_TERM);
	text_add(text, "</a>");
}

/* "61 hồ sơ", "23,5 %", "2 phút" */
static void
put_amount(struct text *text, const struct link *link, const char *column)
{
	struct slice value = table_value(link->table, link->row, column);
	struct slice measured = table_value(link->table, link->row, "value_unit");

	if (slice_equal(measured, SLICE_LITERAL("seconds"))) {
		format_duration(text, strtoll(value.data ? value.data : "0", NULL, 10));
	} else if (slice_equal(measured, SLICE_LITERAL("percent"))) {
		cell_put(text, value, CELL_PERCENT);
	} else {
		cell_put(text, value, CELL_NUMBER);
		text_add(text, "\u00a0");
		text_html(text, word_of(measured));
	}
}

static void
put_value(struct text *text, const struct link *link)
{
	const struct list_behind *list = list_of(link);

	text_add(text, "<a href=\"");
	link_put(text, list->link, link);
	text_add(text, "\">");
	put_amount(text, link, "value");
	text_add(text, "</a>");
	if (list->more)
		text_format(text, "<span class=\"course\">%s</span>", list->more);
}

/* Who has taken it on, or how somebody does; how it ended. */
static void
put_course(struct text *text, const struct link *link)
{
	struct slice by = table_value(link->table, link->row, "acknowledged_by");
	struct slice closed = table_value(link->table, link->row, "closed_at");

	text_add(text, "<span class=\"course\">");
	if (by.data) {
		text_html(text, by);
		text_add(text, ", ");
		cell_put(text, table_value(link->table, link->row, "acknowledged_at"), CELL_INSTANT);
		text_add(text, ": ");
		text_html(text, table_value(link->table, link->row, "note"));
	} else if (!closed.data) {
		text_add(text, "<code>trakhuc alert acknowledge ");
		text_html(text, table_value(link->table, link->row, "alert"));
		text_add(text, "</code>");
	}
	if (closed.data) {
		text_add(text, by.data ? "; đóng " : "Đóng ");
		cell_put(text, closed, CELL_INSTANT);
		if (slice_equal(table_value(link->table, link->row, "closed_why"),
				SLICE_LITERAL("rule")))
			text_add(text, ", do quy tắc thay đổi");
	}
	text_add(text, "</span>");
}

static void
put_row(struct text *text, const struct page *page, const PGresult *alerts, int row, bool brief)
{
	const struct link link = page_link(page, alerts, row);

	text_add(text, "<tr><th scope=\"row\">");
	put_state(text, table_value(alerts, row, "state"));
	text_html(text, table_value(alerts, row, "title"));
	if (!brief)
		put_course(text, &link);
	text_add(text, "</th><td>");
	put_subject(text, page, &link);
	text_add(text, "</td><td>");
	put_value(text, &link);
	text_add(text, "</td><td data-rank=\"2\">");
	put_amount(text, &link, "threshold");
	text_add(text, "</td><td data-rank=\"3\">");
	put_amount(text, &link, "peak");
	text_add(text, "</td><td data-rank=\"2\">");
	cell_put(text, table_value(alerts, row, "opened_at"), CELL_INSTANT);
	text_add(text, "</td></tr>\n");
}

static void
put_rows(struct text *text, const struct page *page, const PGresult *alerts, const char *caption,
	 bool brief)
{
	text_format(text,
		    "<table class=\"alerts\"><caption class=\"hidden\">%s</caption>\n<thead><tr>"
		    "<th scope=\"col\">Cảnh báo</th><th scope=\"col\">Đơn vị, đối tượng</th>"
		    "<th scope=\"col\">Giá trị</th><th scope=\"col\" data-rank=\"2\">Ngưỡng</th>"
		    "<th scope=\"col\" data-rank=\"3\">Giá trị cao nhất</th>"
		    "<th scope=\"col\" data-rank=\"2\">Mở lúc</th></tr></thead>\n<tbody>\n",
		    caption);
	for (int row = 0; row < PQntuples(alerts); row++)
		put_row(text, page, alerts, row, brief);
	text_add(text, "</tbody></table>\n");
}

/* One to be read from six metres. */
static void
put_large(struct text *text, const struct page *page, const PGresult *alerts, int row)
{
	const struct link link = page_link(page, alerts, row);

	text_add(text, "<li><p class=\"what\">");
	put_state(text, table_value(alerts, row, "state"));
	text_html(text, table_value(alerts, row, "title"));
	text_add(text, "</p><p class=\"where\">");
	put_subject(text, page, &link);
	text_add(text, "</p><p class=\"amount\"><a href=\"");
	link_put(text, list_of(&link)->link, &link);
	text_add(text, "\">");
	put_amount(text, &link, "value");
	text_add(text, "</a></p><p class=\"limit\">ngưỡng ");
	put_amount(text, &link, "threshold");
	text_add(text, "</p><p class=\"opened\">mở lúc ");
	cell_put(text, table_value(alerts, row, "opened_at"), CELL_INSTANT);
	text_add(text, "</p></li>\n");
}

static void
put_count(struct text *text, int count, const char *before, const char *behind)
{
	char digits[16];

	if (count <= 0)
		return;
	snprintf(digits, sizeof digits, "%d", count);
	text_add(text, before);
	format_number(text, slice_text(digits));
	text_add(text, behind);
}

/* How many rows a list of alerts has at most. */
static int
rows_most(const struct page *page)
{
	const struct parameter *all = route_of("/api/v1/alerts")->parameters;
	const char *asked = request_value(page->request, "limit");

	while (strcmp(all->name, "limit") != 0)
		all++;
	return atoi(asked ? asked : all->standard);
}

/* "12 cảnh báo.", "100 cảnh báo trong 1.012.", "100 cảnh báo, có thể còn nữa." with the way to all:
 * of open ones there is a total, of the others it is not known how many follow a full table. */
static void
put_total(struct text *text, const struct page *page, const PGresult *alerts, const char *state)
{
	struct slice all = table_value(alerts, 0, "open_alerts");
	int rows = PQntuples(alerts), total = all.data ? atoi(all.data) : rows;
	bool cut = total > rows || (!all.data && rows >= rows_most(page));
	const struct link link = page_link(page, NULL, 0);
	char pattern[96];

	put_count(text, rows, "<p class=\"more\">", " cảnh báo");
	if (total > rows)
		put_count(text, total, " trong ", "");
	else if (cut)
		text_add(text, ", có thể còn nữa");
	text_add(text, ".");
	if (cut && state) {
		snprintf(pattern, sizeof pattern,
			 "/alerts/list?state=%s&rule={rule}&unit={unit}&since={since}", state);
		text_add(text, " <a class=\"next\" href=\"");
		link_put(text, pattern, &link);
		text_add(text, "\">Xem tất cả</a>");
	}
	text_add(text, "</p>\n");
}

/* Of the open ones the wall shows as many as it has room for, the worst first; the rest, and
 * what somebody has taken on, are counted. */
static void
put_wall(struct text *text, const struct page *page, const PGresult *alerts)
{
	const PGresult *taken = page_table(page, "acknowledged", NULL);
	struct slice all = table_value(alerts, 0, "open_alerts");
	int rows = PQntuples(alerts), shown = rows < WALL_ALERTS ? rows : WALL_ALERTS;

	text_add(text, "<ol class=\"large\">\n");
	for (int row = 0; row < shown; row++)
		put_large(text, page, alerts, row);
	text_add(text, "</ol>\n<p class=\"others\">");
	put_count(text, (all.data ? atoi(all.data) : rows) - shown, "<span>Và ",
		  " cảnh báo khác đang mở</span> ");
	put_count(text, taken ? PQntuples(taken) : 0,
		  taken && PQntuples(taken) >= rows_most(page) ? "<span>Ít nhất " : "<span>",
		  " cảnh báo đã có người nhận xử lý</span>");
	text_add(text, "</p>\n");
}

static void
put_calm(struct text *text)
{
	text_add(text, "<p class=\"calm\">");
	cell_icon(text, "good");
	text_add(text, "Hiện không có cảnh báo nào đang mở.</p>\n");
}

static const struct list {
	const char *part, *caption, *nothing;
	bool brief;
} parts[] = {
	{ "alerts", "Cảnh báo mới nhất", "Không có cảnh báo nào đang mở.", true },
	{ "open", "Cảnh báo đang mở, chưa ai nhận xử lý", "Không có cảnh báo nào chờ nhận xử lý.", false },
	{ "acknowledged", "Cảnh báo đã có người nhận xử lý", "Không có cảnh báo nào đang được xử lý.", false },
	{ "closed", "Cảnh báo đã đóng", "Chưa có cảnh báo nào đã đóng.", false },
	{ "listed", "Danh sách cảnh báo", "Không có cảnh báo nào.", false },
};

static void
put_list(struct text *text, const struct page *page, const struct list *list)
{
	const PGresult *alerts = page_table(page, list->part, NULL);

	if (page->request->wall && alerts && strcmp(list->part, "open") == 0) {
		if (PQntuples(alerts) == 0)
			put_calm(text);
		else
			put_wall(text, page, alerts);
		return;
	}
	if (!list->brief && alerts && PQntuples(alerts) > 0)
		put_total(text, page, alerts, strcmp(list->part, "listed") == 0 ? NULL : list->part);
	if (grid_frame(text, list->caption, alerts, list->nothing))
		put_rows(text, page, alerts, list->caption, list->brief);
	text_add(text, "</div>\n");
}

/* The states that a list can be of. */
static void
put_states(struct text *text, const struct page *page)
{
	text_add(text, "<ul class=\"statuses\" aria-label=\"Tình trạng\">\n");
	for (size_t i = 0; i < ARRAY_COUNT(states); i++)
		page_choice(text, page, "state", states[i].state, slice_text(states[i].word));
	text_add(text, "</ul>\n");
}

static void
put_order(struct text *text, const struct page *page)
{
	const char *given = request_value(page->request, "state");

	for (size_t i = 0; i < ARRAY_COUNT(states); i++)
		if (given && strcmp(given, states[i].state) == 0)
			text_add(text, states[i].order);
}

/* Alerts are of now: a page of the past sends to their history. */
void
part_alerts(struct text *text, const struct page *page, struct slice what)
{
	if (page_is_past(page)) {
		text_add(text, "<p class=\"nothing\">Cảnh báo của ngày này: xem trang Cảnh báo.</p>\n");
		return;
	}
	if (slice_equal(what, SLICE_LITERAL("states")))
		put_states(text, page);
	if (slice_equal(what, SLICE_LITERAL("order")))
		put_order(text, page);
	for (size_t i = 0; i < ARRAY_COUNT(parts); i++)
		if (slice_equal(slice_text(parts[i].part), what))
			put_list(text, page, &parts[i]);
}
