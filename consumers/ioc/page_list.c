/* SPDX-License-Identifier: PostgreSQL
 *
 * page_list.c - the list behind a number: which one, what restricts it, where it goes on;
 * and what is known of one dossier.
 */
#include <stdio.h>
#include <string.h>

#include "consumers/ioc/cell.h"
#include "consumers/ioc/format.h"
#include "consumers/ioc/grid.h"
#include "consumers/ioc/page_part.h"
#include "consumers/ioc/table.h"
#include "consumers/ioc/word.h"

static const char *const statuses[] = {
	"overdue", "near_due", "pending", "waiting_supplement", "waiting_payment", "stopped",
	"awaiting_reception", "done", "done_overdue",
};

static void
end_choice(struct text *text, bool here, struct slice words)
{
	text_format(text, "\"%s>", here ? " aria-current=\"true\"" : "");
	text_html(text, words);
	text_add(text, "</a></li>\n");
}

/* One of several links that exclude each other and lead elsewhere; PATTERN as of link_put(). */
static void
put_choice(struct text *text, const struct page *page, const char *pattern, bool here,
	   struct slice words)
{
	const struct link link = page_link(page, NULL, 0);

	text_add(text, "<li><a href=\"");
	link_put(text, pattern, &link);
	end_choice(text, here, words);
}

static bool
is_asked(const struct page *page, const char *name, const char *value)
{
	const char *given = request_value(page->request, name);

	return given && strcmp(given, value) == 0;
}

void
page_choice(struct text *text, const struct page *page, const char *name, const char *value,
	    struct slice words)
{
	text_add(text, "<li><a href=\"");
	link_put_with(text, page->request, name, value);
	end_choice(text, value ? is_asked(page, name, value) : !request_value(page->request, name),
		   words);
}

/* Only what has ended has a period of ends. */
void
part_statuses(struct text *text, const struct page *page, struct slice what)
{
	char pattern[256];

	(void)what;
	for (size_t i = 0; i < ARRAY_COUNT(statuses); i++) {
		bool ended = strncmp(statuses[i], "done", 4) == 0;

		snprintf(pattern, sizeof pattern,
			 "/dossiers?status=%s&unit={unit}&receiving_unit={receiving_unit}&field={field}"
			 "&procedure={procedure}&channel={channel}&received_from={received_from}"
			 "&received_to={received_to}&day={day}%s",
			 statuses[i], ended ? "&ended_from={ended_from}&ended_to={ended_to}" : "");
		put_choice(text, page, pattern, is_asked(page, "status", statuses[i]),
			   word_of(slice_text(statuses[i])));
	}
}

void
part_document_statuses(struct text *text, const struct page *page, struct slice what)
{
	static const struct {
		const char *status, *words;
	} choices[] = { { "pending", "Chờ xử lý" }, { "overdue", "Quá hạn" } };
	char pattern[96];

	(void)what;
	for (size_t i = 0; i < ARRAY_COUNT(choices); i++) {
		snprintf(pattern, sizeof pattern,
			 "/documents/unhandled?status=%s&recipient={recipient}&day={day}",
			 choices[i].status);
		put_choice(text, page, pattern, is_asked(page, "status", choices[i].status),
			   slice_text(choices[i].words));
	}
}

void
part_document_kinds(struct text *text, const struct page *page, struct slice what)
{
	static const char *const kinds[] = { "electronic", "electronic_unknown", "signed", "signed_unknown",
					     "revoked" };

	(void)what;
	page_choice(text, page, "kind", NULL, SLICE_LITERAL("Tất cả"));
	for (size_t i = 0; i < ARRAY_COUNT(kinds); i++)
		page_choice(text, page, "kind", kinds[i], word_of(slice_text(kinds[i])));
}

void
part_channels(struct text *text, const struct page *page, struct slice what)
{
	static const char *const channels[] = { "online", "direct", "postal", "unknown" };

	(void)what;
	page_choice(text, page, "channel", NULL, SLICE_LITERAL("Mọi hình thức nộp"));
	for (size_t i = 0; i < ARRAY_COUNT(channels); i++)
		page_choice(text, page, "channel", channels[i], word_of(slice_text(channels[i])));
}

/* Hours have no channel. */
void
part_every_channel(struct text *text, const struct page *page, struct slice what)
{
	(void)what;
	if (request_value(page->request, "channel"))
		text_add(text, ", mọi hình thức nộp");
}

static const struct {
	const char *name, *label;
	enum cell_format format;
} filters[] = {
	{ "status", "Trạng thái", CELL_WORD },
	{ "unit", "Đơn vị", CELL_CODE },
	{ "receiving_unit", "Đơn vị tiếp nhận", CELL_CODE },
	{ "recipient", "Đơn vị nhận", CELL_CODE },
	{ "field", "Lĩnh vực", CELL_CODE },
	{ "procedure", "Thủ tục", CELL_CODE },
	{ "channel", "Hình thức nộp", CELL_WORD },
	{ "part", "Nhóm hồ sơ", CELL_WORD },
	{ "level", "Cấp", CELL_WORD },
	{ "kind", "Nhóm văn bản", CELL_WORD },
	{ "from_day", "Từ ngày", CELL_DAY },
	{ "to_day", "Đến ngày", CELL_DAY },
	{ "received_from", "Tiếp nhận từ", CELL_DAY },
	{ "received_to", "Tiếp nhận đến", CELL_DAY },
	{ "ended_from", "Kết thúc từ", CELL_DAY },
	{ "ended_to", "Kết thúc đến", CELL_DAY },
	{ "due_from", "Hạn từ", CELL_DAY },
	{ "due_to", "Hạn đến", CELL_DAY },
	{ "dossier", "Mã bắt đầu bằng", CELL_TEXT },
	{ "rule", "Quy tắc", CELL_TEXT },
	{ "since", "Mở từ ngày", CELL_DAY },
};

/* Each with the way to take it off. */
void
part_filters(struct text *text, const struct page *page, struct slice what)
{
	(void)what;
	for (size_t i = 0; i < ARRAY_COUNT(filters); i++) {
		const char *value = request_value(page->request, filters[i].name);

		if (!value || request_is_standard(page->request, filters[i].name))
			continue;
		text_format(text, "<li><span>%s:</span> <strong>", filters[i].label);
		if (strstr(filters[i].name, "unit") || strcmp(filters[i].name, "recipient") == 0)
			page_unit_name(text, page, value);
		else
			cell_put(text, slice_text(value), filters[i].format);
		text_add(text, "</strong> <a href=\"");
		link_put_with(text, page->request, filters[i].name, NULL);
		text_format(text, "\" aria-label=\"Bỏ lọc %s\">×</a></li>\n", filters[i].label);
	}
}

void
part_search(struct text *text, const struct page *page, struct slice what)
{
	const char *given = request_value(page->request, "dossier");
	const char *day = request_value(page->request, "day");

	(void)what;
	text_add(text, "<form class=\"search\" method=\"get\" action=\"/dossiers\" role=\"search\">"
		       "<label>Tìm theo mã hồ sơ <input name=\"dossier\" autocomplete=\"off\" "
		       "spellcheck=\"false\" maxlength=\"64\" value=\"");
	text_html(text, slice_text(given ? given : ""));
	text_add(text, "\"></label>");
	if (day) {
		text_add(text, "<input type=\"hidden\" name=\"day\" value=\"");
		text_html(text, slice_text(day));
		text_add(text, "\">");
	}
	text_add(text, "<button>Tìm</button></form>");
}

void
part_order(struct text *text, const struct page *page, struct slice what)
{
	static const char *const orders[] = {
		[LIST_BY_DUE] = "Theo hạn trả, cũ nhất xếp trước",
		[LIST_BY_CODE] = "Theo mã hồ sơ",
		[LIST_BY_RECEPTION] = "Theo thời điểm tiếp nhận, mới nhất xếp trước",
		[LIST_BY_END] = "Theo thời điểm kết thúc, mới nhất xếp trước",
	};

	(void)what;
	text_add(text, orders[request_list_order(page->request)]);
}

void
part_unhandled_all(struct text *text, const struct page *page, struct slice what)
{
	const struct link link = page_link(page, NULL, 0);

	(void)what;
	text_add(text, "<a href=\"");
	link_put(text, "/documents/unhandled?day={day}", &link);
	text_add(text, "\">Tất cả văn bản chờ xử lý</a>");
}

/* "17 hồ sơ": how many rows are here, and whether these are all. */
void
part_count(struct text *text, const struct page *page, struct slice what)
{
	const PGresult *table = page_table(page, page->request->route->file, NULL);
	char digits[16];

	if (!table || PQntuples(table) == 0)
		return;
	snprintf(digits, sizeof digits, "%d", PQntuples(table));
	text_add(text, request_value(page->request, "after") || page->next ? "Trang này có " : "Có ");
	format_number(text, slice_text(digits));
	text_add(text, slice_equal(what, SLICE_LITERAL("dossiers")) ? " hồ sơ" : " văn bản");
	text_add(text, page->next ? ", còn trang sau." : ".");
}

void
part_next(struct text *text, const struct page *page, struct slice what)
{
	(void)what;
	if (!page->next)
		return;
	text_add(text, "<a class=\"next\" rel=\"next\" href=\"");
	text_html(text, slice_text(page->next));
	text_add(text, "\">Trang sau ›</a>");
}

static const struct fact {
	const char *column, *label;
	enum cell_format format;
	const char *link;
} facts[] = {
	{ "state", "Trạng thái", CELL_WORD, NULL },
	{ "days_over", "So với hạn", CELL_OVER, NULL },
	{ "handling_unit_name", "Đơn vị giải quyết", CELL_TEXT, "/units/{handling_unit}" },
	{ "unit_name", "Đơn vị tiếp nhận", CELL_TEXT, "/units/{unit}" },
	{ "field", "Lĩnh vực", CELL_CODE, "/procedures?field={field}" },
	{ "procedure", "Mã thủ tục", CELL_CODE, "/dossiers?status=pending&procedure={procedure}" },
	{ "procedure_name", "Thủ tục", CELL_TEXT, NULL },
	{ "channel", "Hình thức nộp", CELL_WORD, NULL },
	{ "submitted_at", "Nộp lúc", CELL_INSTANT, NULL },
	{ "received_at", "Tiếp nhận lúc", CELL_INSTANT, NULL },
	{ "due", "Hạn trả", CELL_DAY, NULL },
	{ "due_before", "Hạn trước khi hẹn lại", CELL_DAY, NULL },
	{ "ended_at", "Kết thúc lúc", CELL_INSTANT, NULL },
	{ "ended_kind", "Hình thức kết thúc", CELL_WORD, NULL },
	{ "fee_vnd", "Phí, lệ phí (đồng)", CELL_NUMBER, NULL },
	{ "paid_vnd", "Đã thu (đồng)", CELL_NUMBER, NULL },
	{ "papers", "Giấy tờ nộp", CELL_NUMBER, NULL },
	{ "digitised", "Giấy tờ số hóa", CELL_NUMBER, NULL },
	{ "electronic_result", "Kết quả điện tử", CELL_WORD, NULL },
	{ "alias_of", "Là mã khác của", CELL_TEXT, "/dossiers/{alias_of}" },
};

static void
put_mood(struct text *text, enum mood mood)
{
	if (mood == MOOD_PLAIN) {
		text_add(text, ">");
		return;
	}
	text_format(text, " data-alert=\"%s\">", cell_mood_name(mood));
	cell_icon(text, cell_mood_name(mood));
}

/* What is not known of this dossier has no line. */
void
part_facts(struct text *text, const struct page *page, struct slice what)
{
	const PGresult *table = page_table(page, "dossier", NULL);
	const struct link link = page_link(page, table, 0);

	(void)what;
	for (size_t i = 0; table && i < ARRAY_COUNT(facts); i++) {
		struct slice value = table_value(table, 0, facts[i].column);

		if (!value.data)
			continue;
		text_format(text, "<div><dt>%s</dt><dd", facts[i].label);
		if (facts[i].format == CELL_OVER)
			put_mood(text, grid_mood_over(value, &link));
		else
			text_add(text, ">");
		if (facts[i].link) {
			text_add(text, "<a href=\"");
			link_put(text, facts[i].link, &link);
			text_add(text, "\">");
		}
		if (facts[i].format == CELL_OVER)
			grid_put_over(text, value, &link);
		else
			cell_put(text, value, facts[i].format);
		text_add(text, facts[i].link ? "</a></dd></div>\n" : "</dd></div>\n");
	}
}
