/* SPDX-License-Identifier: PostgreSQL
 *
 * page_head.c - what stands around every page: title, navigation, where one is, which day,
 * how old the numbers are.
 */
#include <string.h>

#include "consumers/ioc/cell.h"
#include "consumers/ioc/format.h"
#include "consumers/ioc/page_part.h"
#include "consumers/ioc/table.h"
#include "consumers/ioc/word.h"
#include "schema/base/instant.h"

/* The name of what the page shows: of the unit, the dossier, else of the page. */
static void
put_name(struct text *text, const struct page *page)
{
	const struct route *route = page->request->route;
	const char *name = page->request->values[0]; /* NULL: it was refused */

	if (name && strcmp(route->path, "/units/{}") == 0)
		page_unit_name(text, page, name);
	else if (name && strcmp(route->path, "/dossiers/{}") == 0)
		text_html(text, slice_text(name));
	else
		text_add(text, route->title);
}

void
part_title(struct text *text, const struct page *page, struct slice what)
{
	(void)what;
	put_name(text, page);
}

static const struct {
	const char *path, *label, *address;
} entries[] = {
	{ "/", "Tổng quan", "/?day={day}" },
	{ "/units", "Đơn vị", "/units?day={day}" },
	{ "/fields", "Lĩnh vực, thủ tục", "/fields?day={day}" },
	{ "/dossiers", "Hồ sơ", "/dossiers?status=overdue&day={day}" },
	{ "/documents", "Văn bản điện tử", "/documents?day={day}" },
	{ "/alerts", "Cảnh báo", "/alerts" },
	{ "/operations", "Vận hành", "/operations" },
};

void
part_navigation(struct text *text, const struct page *page, struct slice what)
{
	const struct link link = page_link(page, NULL, 0);

	(void)what;
	for (size_t i = 0; i < ARRAY_COUNT(entries); i++) {
		bool here = strcmp(entries[i].path, page->request->route->section) == 0;

		text_add(text, "<li><a href=\"");
		link_put(text, entries[i].address, &link);
		text_format(text, "\"%s>%s</a></li>\n", here ? " aria-current=\"page\"" : "",
			    entries[i].label);
	}
}

struct crumb {
	const char *parameter; /* the crumb is there when this is given; empty: always */
	const char *address;
	const char *label; /* NULL: the parameter's value */
};

/* The way of the drill: province, unit, field, procedure, list. */
static const struct crumb documents = { "", "/documents?day={day}", "Văn bản điện tử" };
static const struct crumb way[] = {
	{ "", "/?day={day}", "Toàn tỉnh" },
	{ "unit", "/units?day={day}", "Đơn vị" },
	{ "unit", "/units/{unit}?day={day}&channel={channel}", NULL },
	{ "field", "/fields?unit={unit}&day={day}&channel={channel}", "Lĩnh vực" },
	{ "field", "/procedures?field={field}&unit={unit}&day={day}&channel={channel}", NULL },
	{ "procedure",
	  "/dossiers?status=pending&procedure={procedure}&unit={unit}&day={day}&channel={channel}",
	  NULL },
};

static void
put_value(struct text *text, const struct page *page, const char *name, const char *value)
{
	if (strcmp(name, "unit") == 0)
		page_unit_name(text, page, value);
	else
		text_html(text, *value != '\0' ? slice_text(value) : SLICE_LITERAL("Chưa nêu"));
}

static void
put_crumb(struct text *text, const struct page *page, const struct crumb *crumb, const char *value)
{
	const struct link link = page_link(page, NULL, 0);

	text_add(text, "<li><a href=\"");
	link_put(text, crumb->address, &link);
	text_add(text, "\">");
	if (crumb->label)
		text_add(text, crumb->label);
	else
		put_value(text, page, crumb->parameter, value);
	text_add(text, "</a></li>\n");
}

/* A list of documents lies behind their page, not behind that of a unit. */
static bool
is_list_of_documents(const struct page *page)
{
	const struct route *route = page->request->route;

	return route->section && strcmp(route->section, "/documents") == 0 &&
	       strcmp(route->path, "/documents") != 0;
}

static void
put_way(struct text *text, const struct page *page)
{
	const char *own = strcmp(page->request->route->path, "/units/{}") == 0 ? "unit" : "";

	for (size_t i = 0; i < ARRAY_COUNT(way); i++) {
		const struct crumb *crumb = &way[i];
		const char *value = crumb->parameter[0] != '\0'
					    ? request_value(page->request, crumb->parameter)
					    : "";

		if (value && (crumb->label || strcmp(crumb->parameter, own) != 0))
			put_crumb(text, page, crumb, value);
	}
}

void
part_crumbs(struct text *text, const struct page *page, struct slice what)
{
	(void)what;
	if (strcmp(page->request->route->path, "/") == 0)
		return;
	if (is_list_of_documents(page)) {
		put_crumb(text, page, &way[0], "");
		put_crumb(text, page, &documents, "");
	} else {
		put_way(text, page);
	}
	text_add(text, "<li aria-current=\"page\">");
	put_name(text, page);
	text_add(text, "</li>\n");
}

static void
put_iso(struct text *text, int32_t day)
{
	int year, month, day_of_month;

	day_civil(day, &year, &month, &day_of_month);
	text_format(text, "%04d-%02d-%02d", year, month, day_of_month);
}

static void
put_step(struct text *text, const struct page *page, int32_t day, const char *label,
	 const char *sign)
{
	struct text iso = { 0 };

	put_iso(&iso, day);
	text_add(text, "<a class=\"step\" href=\"");
	link_put_with(text, page->request, "day", iso.data);
	text_format(text, "\" aria-label=\"%s\">%s</a>", label, sign);
	text_release(&iso);
}

/* What else the page was asked with, so that another day changes nothing but the day. */
static void
put_hidden(struct text *text, const struct page *page)
{
	const struct request *request = page->request;
	const struct parameter *all = request->route->parameters;

	for (int i = strstr(request->route->path, "{}") != NULL; i < request->value_count; i++) {
		if (!request->values[i] || request->values[i] == all[i].standard ||
		    all[i].kind == PARAMETER_PLACE || strcmp(all[i].name, "day") == 0)
			continue;
		text_format(text, "<input type=\"hidden\" name=\"%s\" value=\"", all[i].name);
		text_html(text, slice_text(request->values[i]));
		text_add(text, "\">");
	}
	if (request->wall)
		text_add(text, "<input type=\"hidden\" name=\"wall\" value=\"1\">");
	if (request->wall && request->rotate)
		text_format(text, "<input type=\"hidden\" name=\"rotate\" value=\"%s\">", request->rotate);
}

static bool
has_day(const struct page *page)
{
	const struct parameter *all = page->request->route->parameters;

	for (int i = 0; all && all[i].name; i++)
		if (strcmp(all[i].name, "day") == 0)
			return true;
	return false;
}

void
part_day(struct text *text, const struct page *page, struct slice what)
{
	int32_t day = page_date(page);
	bool past = page_is_past(page);

	(void)what;
	if (!has_day(page))
		return;
	text_add(text, "<form class=\"day\" method=\"get\" aria-label=\"Chọn ngày\">");
	put_hidden(text, page);
	put_step(text, page, day - 1, "Ngày trước", "‹");
	text_add(text, "<label><span class=\"hidden\">Ngày, dạng ngày/tháng/năm</span>"
		       "<input name=\"day\" autocomplete=\"off\" "
		       "placeholder=\"ngày/tháng/năm\" pattern=\"\\d{2}/\\d{2}/\\d{4}\" "
		       "title=\"ngày/tháng/năm, ví dụ 25/11/2026\" value=\"");
	format_day(text, day);
	text_add(text, "\"></label>");
	if (past)
		put_step(text, page, day + 1, "Ngày sau", "›");
	text_add(text, "<button>Xem</button>");
	if (past) {
		text_add(text, "<a class=\"now\" href=\"");
		link_put_with(text, page->request, "day", NULL);
		text_add(text, "\">Hiện tại</a>");
	}
	text_add(text, "</form>");
}

void
part_today(struct text *text, const struct page *page, struct slice what)
{
	int32_t day = instant_day(page->now_us);

	(void)what;
	format_weekday(text, day);
	text_add(text, ", ");
	format_day(text, day);
}

void
part_past(struct text *text, const struct page *page, struct slice what)
{
	(void)what;
	if (!page_is_past(page))
		return;
	text_add(text, "<p class=\"past\">");
	cell_icon(text, "late");
	text_add(text, "<strong>Đang xem số liệu đến hết ");
	format_weekday(text, page_date(page));
	text_add(text, ", ");
	format_day(text, page_date(page));
	text_add(text, ".</strong> <a href=\"");
	link_put_with(text, page->request, "day", NULL);
	text_add(text, "\">Về hiện tại</a></p>");
}

enum health { HEALTH_UNKNOWN, HEALTH_GOOD, HEALTH_LATE, HEALTH_RECOVERING, HEALTH_AWAY };

static enum health
health_of(const struct page *page)
{
	if (page->away_since_us != 0)
		return HEALTH_AWAY;
	if (!page->snapshot)
		return HEALTH_UNKNOWN;
	switch (age_state(&page->snapshot->age, page->now_us)) {
	case AGE_RECOVERING:
		return HEALTH_RECOVERING;
	case AGE_FRESH:
		return HEALTH_GOOD;
	case AGE_LATE:
	case AGE_STALE:
		break;
	}
	return page->snapshot->age.known ? HEALTH_LATE : HEALTH_UNKNOWN;
}

void
part_age_state(struct text *text, const struct page *page, struct slice what)
{
	static const char *const names[] = { "unknown", "good", "late", "late", "away" };

	(void)what;
	text_add(text, names[health_of(page)]);
}

/* As page/view.js says it once the page is live. */
void
part_age(struct text *text, const struct page *page, struct slice what)
{
	static const char *const begin[] = {
		"Chưa rõ số liệu đến lúc nào", "Số liệu đến ", "Số liệu chậm: đến ",
		"Đang khôi phục sau sự cố, số có thể thấp hơn thực tế", "Mất kết nối với cơ sở dữ liệu từ lúc ",
	};
	enum health health = health_of(page);

	(void)what;
	text_add(text, begin[health]);
	if (health == HEALTH_AWAY)
		format_time(text, page->away_since_us);
	if (!page->snapshot || !page->snapshot->age.known || health == HEALTH_UNKNOWN)
		return;
	if (health >= HEALTH_RECOVERING)
		text_add(text, "; số liệu đến ");
	format_time(text, page->snapshot->age.as_of_us);
	text_add(text, ", chậm ");
	format_duration(text, (page->now_us - page->snapshot->age.as_of_us) / SECOND_US);
}
