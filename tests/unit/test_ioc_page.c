/* SPDX-License-Identifier: PostgreSQL
 *
 * test_ioc_page.c - the pages as the server writes them, before any script: numbers, what
 * stands behind them, where one is, which day, and what is said when there is nothing.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/cell.h"
#include "consumers/ioc/grid.h"
#include "consumers/ioc/link.h"
#include "consumers/ioc/page.h"
#include "consumers/ioc/spark.h"
#include "consumers/ioc/unmark.h"
#include "schema/base/instant.h"

#define NOW 1795587409000000 /* Wednesday, 2026-11-25 13:16:49 */

/* "unit name overdue", then a row a text, its values between bars; "-" is null. */
static PGresult *
make_table(const char *columns, const char *const *rows, int count)
{
	PGresult *table = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc attributes[24] = { { 0 } };
	char *names = strdup(columns), *save = NULL;
	int width = 0;

	for (char *name = strtok_r(names, " ", &save); name; name = strtok_r(NULL, " ", &save))
		attributes[width++] = (PGresAttDesc){ .name = name, .typid = 25 };
	assert_true(PQsetResultAttrs(table, width, attributes));
	for (int row = 0; row < count; row++) {
		char *line = strdup(rows[row]), *rest = line;

		for (int column = 0; column < width; column++) {
			char *value = strsep(&rest, "|");
			bool null = strcmp(value, "-") == 0;

			assert_true(PQsetvalue(table, row, column, null ? NULL : value,
					       null ? -1 : (int)strlen(value)));
		}
		free(line);
	}
	free(names);
	return table;
}

static struct snapshot *
make_snapshot(void)
{
	static const char *const now[] = { "1795587408000000|1234567|3|\"unknown\"" };
	static const char *const units[] = { "21025|Xã <A> & B|3|1", "|-|0|0" };
	static const char *const sources[] = { "/quangngai/<b>|silent|t|-" };
	static const char *const partitions[] = { "dossier.v1-0|10" };
	PGresult *tables[SNAPSHOT_TABLE_COUNT] = {
		[SNAPSHOT_now] = make_table("as_of_us received_today overdue electronic_percent", now, 1),
		[SNAPSHOT_units] = make_table("unit name overdue pending", units, 2),
		[SNAPSHOT_sources] = make_table("source state silent heard_at_us", sources, 1),
		[SNAPSHOT_partitions] = make_table("key next", partitions, 1),
	};

	return snapshot_make(7, 0, tables);
}

struct fixture {
	struct request request;
	struct page page;
	struct snapshot *snapshot;
	struct map *map;
	struct text text;
};

static void
open_page(struct fixture *fixture, const char *uri)
{
	struct problem problem = { 0 };

	*fixture = (struct fixture){ 0 };
	if (!request_parse(&fixture->request, "GET", uri, "localhost", NULL, &problem))
		fail_msg("%s: %s", uri, problem.detail);
	fixture->snapshot = make_snapshot();
	assert_true(map_open(&fixture->map, "", NULL));
	fixture->page = (struct page){ .request = &fixture->request,
				       .snapshot = fixture->snapshot,
				       .map = fixture->map,
				       .now_us = NOW };
}

static void
close_page(struct fixture *fixture)
{
	for (int i = 0; i < ROUTE_PARTS_MAX; i++)
		PQclear((PGresult *)(uintptr_t)fixture->page.tables[i]);
	text_release(&fixture->text);
	map_close(fixture->map);
	snapshot_release(fixture->snapshot);
}

static void
assert_has(const struct text *text, const char *part)
{
	if (!strstr(text->data, part))
		fail_msg("the page does not have: %s", part);
}

static void
test_the_first_paint_has_the_numbers_and_no_markup_of_others(void **state)
{
	struct fixture f;

	(void)state;
	open_page(&f, "/");
	for (int i = 0; i < 2; i++) { /* now, units */
		f.page.tables[i] = f.snapshot->tables[i];
		f.page.ages[i] = f.snapshot->age;
	}
	f.page.tables[4] = f.snapshot->tables[SNAPSHOT_sources];
	page_write(&f.text, &f.page);
	assert_null(strstr(f.text.data, "{{"));
	assert_has(&f.text, ">1.234.567</a>");
	assert_has(&f.text, "Xã &lt;A&gt; &amp; B");
	assert_has(&f.text, "/quangngai/&lt;b&gt;");
	assert_has(&f.text, "Số liệu đến 13:16:48, chậm 1 giây");
	assert_has(&f.text, "đến 13:16:48</span>");
	assert_has(&f.text, "<p id=\"silent\"><svg");
	assert_has(&f.text, ": /quangngai/&lt;b&gt;</p>");
	/* a number opens the list behind it, nothing opens nothing */
	assert_has(&f.text, "<a href=\"/dossiers?status=overdue\" data-key=\"overdue\"");
	assert_has(&f.text, "<a href=\"/dossiers?received_from=2026-11-25&amp;received_to=2026-11-25\"");
	assert_has(&f.text, "<a href=\"/dossiers?status=overdue&amp;unit=21025\">3</a>");
	assert_has(&f.text, "data-rank=\"1\" data-number>0</td>");
	/* the kinds of nothing */
	assert_has(&f.text, "<span class=\"nothing\">không rõ</span>");
	assert_has(&f.text, "<a href=\"/units/\"><span class=\"nothing\">chưa nêu</span></a>");
	/* what was not read says so */
	assert_has(&f.text, "không rõ: chưa đọc được cơ sở dữ liệu");
	memset(f.page.tables, 0, sizeof f.page.tables);
	close_page(&f);
}

/* Rows of comparison.sql, put where the page of the province has them. */
static const char comparison_columns[] =
	"key to_day before_to_day value value_before change change_percent first_day";
static const char *const comparison_rows[] = {
	"received_month/month|2026-11-24|2026-10-24|1200|1150|50|4.35|2026-09-01",
	"received_month/year|2026-11-24|2025-11-24|1200|-|-|-|2026-09-01",
	"pending/month|2026-11-24|2026-10-24|700|700|0|0.00|2026-09-01",
	"overdue/month|2026-11-24|2026-10-24|8|10|-2|-20.00|2026-09-01",
	"near_due/month|2026-11-24|2026-10-24|3|0|3|-|2026-09-01",
	"electronic_percent/month|2026-11-24|2026-10-24|88.00|90.04|-2.04|-|2026-09-01",
	"signed_percent/month|2026-11-24|2026-10-24|\"unknown\"|90.00|\"unknown\"|-|2026-09-01",
	"online_percent/month|2026-11-24|2026-10-24|60.01|60.00|0.01|-|2026-09-01",
};

static void
test_a_change_is_told_in_words_with_an_arrow_and_a_number(void **state)
{
	struct fixture f;

	(void)state;
	open_page(&f, "/");
	f.page.tables[5] = make_table(comparison_columns, comparison_rows,
				      sizeof comparison_rows / sizeof *comparison_rows);
	page_write(&f.text, &f.page);
	assert_has(&f.text, "data-tone=\"plain\" title=\"đến hết 24/11/2026: 1.200; đến hết 24/10/2026: 1.150\">");
	assert_has(&f.text, "#up\"/></svg>tăng 50 (4,4\u00a0%) so với tháng trước</p>");
	/* no measure has a number of the year before: it is said once, above the tiles */
	assert_null(strstr(f.text.data, "năm trước: chưa so sánh được"));
	assert_has(&f.text, "<p class=\"since\" data-fresh=\"since\">Có số liệu từ 01/09/2026; "
			    "khi đủ một năm sẽ so với năm trước.</p>");
	assert_has(&f.text, "#same\"/></svg>bằng tháng trước</p>");
	/* a fall of what is late is good, in a word too */
	assert_has(&f.text, "data-fresh=\"overdue\"><p class=\"change\" data-tone=\"better\"");
	assert_has(&f.text, "#down\"/></svg>giảm 2 (20,0\u00a0%) so với <span class=\"end\">tháng trước <svg");
	assert_has(&f.text, "<span class=\"hidden\">tốt hơn</span>");
	/* from nothing there is no percentage */
	assert_has(&f.text, "tăng 3 so với <span class=\"end\">tháng trước <svg");
	/* shares change by points, and not by what nobody sees */
	assert_has(&f.text, "giảm 2,0\u00a0điểm phần trăm so với <span class=\"end\">tháng trước <svg");
	assert_has(&f.text, "data-fresh=\"online_percent\"><p class=\"change\" data-tone=\"plain\"");
	assert_has(&f.text, "data-fresh=\"signed_percent\"><p class=\"change\" data-tone=\"plain\">tháng trước: không rõ");
	assert_has(&f.text, "đến hết 24/11/2026; tháng trước đến hết 24/10/2026.");
	close_page(&f);
}

static void
test_a_change_that_could_not_be_read_is_not_known(void **state)
{
	struct fixture f;

	(void)state;
	open_page(&f, "/");
	page_write(&f.text, &f.page);
	assert_has(&f.text, ">So với cùng kỳ: không rõ, chưa đọc được cơ sở dữ liệu.</p>");
	assert_null(strstr(f.text.data, "class=\"change\""));
	close_page(&f);
}

static void
test_what_nothing_can_be_compared_with_is_said_once(void **state)
{
	static const struct {
		const char *rows[2], *since;
		int changes; /* in the tile of receptions */
	} cases[] = {
		{ { "received_month/month|2026-11-24|2026-10-24|9|-|-|-|2026-11-20",
		    "received_month/year|2026-11-24|2025-11-24|9|-|-|-|2026-11-20" },
		  ">Có số liệu từ 20/11/2026; khi đủ một tháng sẽ so với tháng trước, đủ một năm sẽ so với năm trước.</p>", 0 },
		{ { "received_month/month|2026-11-24|2026-10-24|9|8|1|12.50|2026-01-01",
		    "received_month/year|2026-11-24|2025-11-24|9|-|-|-|2026-01-01" },
		  ">Có số liệu từ 01/01/2026; khi đủ một năm sẽ so với năm trước.</p>", 1 },
		{ { "received_month/month|2026-11-24|2026-10-24|9|8|1|12.50|2025-01-01",
		    "received_month/year|2026-11-24|2025-11-24|9|7|2|28.57|2025-01-01" },
		  "data-fresh=\"since\"></p>", 2 },
		{ { "received_month/month|2026-11-24|2026-10-24|9|-|-|-|-",
		    "received_month/year|2026-11-24|2025-11-24|9|-|-|-|-" },
		  ">Chưa có số liệu để so sánh với cùng kỳ.</p>", 0 },
	};
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *tile, *end;
		int changes = 0;

		open_page(&f, "/");
		f.page.tables[5] = make_table(comparison_columns, cases[i].rows, 2);
		page_write(&f.text, &f.page);
		assert_has(&f.text, cases[i].since);
		tile = strstr(f.text.data, "data-fresh=\"received_month\"");
		assert_non_null(tile);
		end = strstr(tile, "</div>");
		while ((tile = strstr(tile, "class=\"change\"")) && tile < end) {
			tile++;
			changes++;
		}
		assert_int_equal(changes, cases[i].changes);
		close_page(&f);
	}
}

#define ALERT_COLUMNS \
	"alert state title measure subject unit subject_name value peak threshold value_unit " \
	"opened_at acknowledged_at acknowledged_by note closed_at"

static void
test_an_alert_says_what_where_how_bad_and_who_has_it(void **state)
{
	static const char *const open[] = {
		"17|open|Nhiều hồ sơ quá hạn|overdue|21025|21025|Xã <A>|1234|2000|50|dossiers|2026-11-25 08:31:22+07|-|-|-|-",
		"18|open|Tỷ lệ cao|overdue_share|||-|23.50|24|20|percent|2026-11-25 08:31:22+07|-|-|-|-",
		"19|open|Nguồn mất tín hiệu|source_silence|/a<b>|-|-|130|130|120|seconds|2026-11-25 08:31:22+07|-|-|-|-",
	};
	static const char *const taken[] = {
		"16|acknowledged|Văn bản|document_overdue|00700|00700|-|3|3|2|documents|2026-11-25 08:31:22+07|2026-11-25 09:00:00+07|an|gọi <sở>|-",
	};
	struct fixture f;

	(void)state;
	open_page(&f, "/alerts");
	f.page.tables[0] = make_table(ALERT_COLUMNS, open, 3);
	f.page.tables[1] = make_table(ALERT_COLUMNS, taken, 1);
	f.page.tables[2] = make_table(ALERT_COLUMNS, NULL, 0);
	page_write(&f.text, &f.page);
	assert_null(strstr(f.text.data, "{{"));
	assert_has(&f.text, "icon.svg#bad\"/></svg>Đang mở</span> Nhiều hồ sơ quá hạn<span");
	assert_has(&f.text, "<a href=\"/units/21025\">Xã &lt;A&gt;</a>");
	assert_has(&f.text, "<a href=\"/dossiers?status=overdue&amp;unit=21025\">1.234\u00a0hồ sơ</a>");
	assert_has(&f.text, "<code>trakhuc alert acknowledge 17</code>");
	assert_has(&f.text, ">Chưa nêu đơn vị</a>");
	assert_has(&f.text, ">23,5\u00a0%</a>");
	assert_has(&f.text, "<a href=\"/operations#sources-title\">/a&lt;b&gt;</a>");
	assert_has(&f.text, "<a href=\"/operations#sources-title\">2 phút</a>");
	assert_has(&f.text, "<p class=\"more\">3 cảnh báo.</p>");
	assert_has(&f.text, "icon.svg#warn\"/></svg>Đã có người nhận xử lý</span> Văn bản<span");
	assert_has(&f.text, "<a href=\"/documents/unhandled?recipient=00700&amp;status=overdue\">3\u00a0văn bản</a>");
	assert_has(&f.text, "an, 25/11/2026\u00a009:00:00: gọi &lt;sở&gt;</span></th>");
	assert_has(&f.text, "Chưa có cảnh báo nào đã đóng.");
	assert_has(&f.text, "không rõ: chưa đọc được cơ sở dữ liệu"); /* the rules */
	assert_has(&f.text, "<a class=\"csv\" href=\"/api/v1/alerts/worst.csv\" download "
			    "aria-label=\"Tải CSV: Cảnh báo đang mở\">CSV</a>");
	assert_has(&f.text, "href=\"/api/v1/alert-rules.csv\" download aria-label=\"Tải CSV: Quy tắc cảnh báo\">");
	close_page(&f);
}

static void
test_the_list_behind_an_alert_is_of_its_days_or_says_that_it_has_more(void **state)
{
	static const char columns[] = "alert state title measure subject unit subject_name value threshold "
				      "value_unit from_day to_day opened_at";
	static const char *const open[] = {
		"1|open|A|late_reception_share|21025|21025|-|23.50|20|percent|2026-11-19|2026-11-25|2026-11-25 08:31:22+07",
		"2|open|B|waiting_supplement|21025|21025|-|20|20|dossiers|-|-|2026-11-25 08:31:22+07",
		"3|open|C|dead_letters|code_shape|-|-|20|20|records|-|-|2026-11-25 08:31:22+07",
		"4|open|D|overdue|21025|21025|-|20|20|dossiers|-|-|2026-11-25 08:31:22+07",
	};
	struct fixture f;

	(void)state;
	open_page(&f, "/alerts");
	f.page.tables[0] = make_table(columns, open, 4);
	page_write(&f.text, &f.page);
	assert_has(&f.text, "<a href=\"/dossiers?part=late_reception&amp;received_from=2026-11-19&amp;received_to=2026-11-25&amp;unit=21025\">23,5\u00a0%</a></td>");
	assert_has(&f.text, "<a href=\"/dossiers?status=waiting_supplement&amp;unit=21025\">20\u00a0hồ sơ</a>"
			    "<span class=\"course\">danh sách có cả hồ sơ mới chờ</span></td>");
	assert_has(&f.text, "<a href=\"/operations#letters-title\">Mã sai dạng <small>code_shape</small></a>");
	assert_has(&f.text, "<a href=\"/operations#letters-title\">20\u00a0bản ghi</a>"
			    "<span class=\"course\">danh sách có cả lý do khác, trong 7 ngày</span></td>");
	assert_has(&f.text, "<a href=\"/dossiers?status=overdue&amp;unit=21025\">20\u00a0hồ sơ</a></td>");
	close_page(&f);
}

static void
test_alerts_that_do_not_fit_are_counted_and_have_a_list_of_their_own(void **state)
{
	static const char columns[] = "alert state title measure value threshold value_unit opened_at open_alerts";
	static const char row[] = "17|open|A|overdue|12|5|dossiers|2026-11-25 08:31:22+07|1012";
	const char *rows[100];
	struct fixture f;

	(void)state;
	for (int i = 0; i < 100; i++)
		rows[i] = row;
	open_page(&f, "/alerts?unit=21025");
	f.page.tables[0] = make_table(columns, rows, 100);
	f.page.tables[1] = make_table("alert state title", rows, 99);
	f.page.tables[2] = make_table("alert state title", rows, 100);
	page_write(&f.text, &f.page);
	assert_has(&f.text, ">100 cảnh báo trong 1.012. <a class=\"next\" href=\"/alerts/list?state=open&amp;unit=21025\">Xem tất cả</a></p>");
	assert_has(&f.text, ">99 cảnh báo.</p>");
	assert_has(&f.text, ">100 cảnh báo, có thể còn nữa. <a class=\"next\" href=\"/alerts/list?state=closed&amp;unit=21025\">Xem tất cả</a></p>");
	close_page(&f);
	open_page(&f, "/alerts/list?limit=50&after=2026-11-25T08:31:22.5%2B07:00%7C17");
	f.page.tables[0] = make_table("alert state title", rows, 50);
	f.page.next = "/alerts/list?state=closed&limit=50&after=x";
	page_write(&f.text, &f.page);
	assert_null(strstr(f.text.data, "{{"));
	assert_has(&f.text, ">Theo thời điểm đóng, mới nhất xếp trước</h2>");
	assert_has(&f.text, ">50 cảnh báo, có thể còn nữa.</p>");
	assert_has(&f.text, "<a href=\"/alerts/list?limit=50&amp;state=open\">Đang mở</a>");
	assert_has(&f.text, "aria-current=\"true\">Đã đóng</a>");
	assert_has(&f.text, "<a class=\"next\" rel=\"next\" href=\"/alerts/list?state=closed&amp;limit=50&amp;after=x\">");
	close_page(&f);
}

#define OPEN_COLUMNS "alert state title measure subject unit subject_name value threshold value_unit opened_at open_alerts"

static void
test_the_wall_shows_the_worst_open_alerts_and_counts_the_others(void **state)
{
	static const char row[] = "17|open|Nhiều hồ sơ quá hạn|overdue|21025|21025|Xã <A>|1234|50|dossiers|2026-11-25 08:31:22+07|1012";
	const char *rows[12];
	struct fixture f;
	const char *item;
	int items = 0;

	(void)state;
	for (int i = 0; i < 12; i++)
		rows[i] = row;
	open_page(&f, "/alerts?wall=1");
	f.page.tables[0] = make_table(OPEN_COLUMNS, rows, 12);
	f.page.tables[1] = make_table(OPEN_COLUMNS, rows, 3);
	page_write(&f.text, &f.page);
	for (item = f.text.data; (item = strstr(item, "<li><p class=\"what\">")); item++)
		items++;
	assert_int_equal(items, 8);
	assert_has(&f.text, "icon.svg#bad\"/></svg>Đang mở</span> Nhiều hồ sơ quá hạn</p>");
	assert_has(&f.text, "<a href=\"/units/21025\">Xã &lt;A&gt;</a>");
	assert_has(&f.text, "<p class=\"amount\"><a href=\"/dossiers?status=overdue&amp;unit=21025\">1.234\u00a0hồ sơ</a></p>");
	assert_has(&f.text, "ngưỡng 50\u00a0hồ sơ</p>");
	assert_has(&f.text, "<span>Và 1.004 cảnh báo khác đang mở</span> <span>3 cảnh báo đã có người nhận xử lý</span>");
	close_page(&f);
	open_page(&f, "/alerts?wall=1");
	f.page.tables[0] = make_table(OPEN_COLUMNS, rows, 8);
	PQsetvalue((PGresult *)(uintptr_t)f.page.tables[0], 0, 11, (char[]){ "8" }, 1);
	page_write(&f.text, &f.page);
	assert_null(strstr(f.text.data, "cảnh báo khác"));
	close_page(&f);
}

static void
test_the_wall_is_calm_when_nothing_is_open(void **state)
{
	struct fixture f;

	(void)state;
	open_page(&f, "/alerts?wall=1");
	f.page.tables[0] = make_table(OPEN_COLUMNS, NULL, 0);
	page_write(&f.text, &f.page);
	assert_has(&f.text, "icon.svg#good\"/></svg>Hiện không có cảnh báo nào đang mở.</p>");
	close_page(&f);
	open_page(&f, "/alerts?wall=1"); /* not read is not calm */
	page_write(&f.text, &f.page);
	assert_null(strstr(f.text.data, "Hiện không có cảnh báo"));
	assert_has(&f.text, "không rõ: chưa đọc được cơ sở dữ liệu");
	close_page(&f);
}

static void
test_a_list_begins_with_what_needs_a_look_most_and_has_all_when_asked(void **state)
{
	static const struct {
		const char *uri, *count, *first, *last, *way, *none;
	} cases[] = {
		{ "/procedures?unit=21025", ">50 dòng đầu trong 1.000.</p>", ">P0</", ">P49</",
		  "<a class=\"next\" href=\"/procedures?unit=21025&amp;from=1\">Xem tất cả</a>", "Trang sau" },
		{ "/procedures?from=1", ">Dòng 1–150 trong 1.000.</p>", ">P0</", ">P149</",
		  "<a class=\"next\" rel=\"next\" href=\"/procedures?from=151\">Trang sau ›</a>", "Trang trước" },
		{ "/procedures?from=301", ">Dòng 301–450 trong 1.000.</p>", ">P300</", ">P449</",
		  "<a class=\"next\" rel=\"prev\" href=\"/procedures?from=151\">‹ Trang trước</a>", "Xem tất cả" },
		{ "/procedures?from=5000", ">Dòng 901–1.000 trong 1.000.</p>", ">P900</", ">P999</",
		  "href=\"/procedures?from=751\">‹ Trang trước</a>", "Trang sau" },
	};
	static char texts[1000][16];
	const char *rows[1000];
	struct fixture f;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(texts[i], sizeof texts[i], "P%d", i);
		rows[i] = texts[i];
	}
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		open_page(&f, cases[i].uri);
		f.page.tables[0] = make_table("procedure", rows, 1000);
		page_write(&f.text, &f.page);
		assert_has(&f.text, cases[i].count);
		assert_has(&f.text, cases[i].first);
		assert_has(&f.text, cases[i].last);
		assert_has(&f.text, cases[i].way);
		assert_null(strstr(f.text.data, cases[i].none));
		close_page(&f);
	}
	open_page(&f, "/procedures"); /* few are simply there */
	f.page.tables[0] = make_table("procedure", rows, 50);
	page_write(&f.text, &f.page);
	assert_null(strstr(f.text.data, "dòng đầu"));
	assert_null(strstr(f.text.data, "Xem tất cả"));
	close_page(&f);
}

static void
test_what_runs_says_its_state_by_a_sign_and_a_word(void **state)
{
	static const char *const sources[] = { "/a|silent|-|1795587229000000", "/b|alive|2026-11-25 08:31:22+07|1795587405500000",
					       "/c|spooling|-|1795587409900000", "/d|without heartbeat|-|1793000000000000",
					       "/e|unknown|-|-" };
	static const char *const partitions[] = { "dossier.v1-0|halted", "dossier.v1-1|stopped", "dossier.v1-2|healthy" };
	struct fixture f;

	(void)state;
	open_page(&f, "/operations");
	f.page.tables[0] = make_table("source state heartbeat_at heard_at_us", sources, 5);
	f.page.tables[1] = make_table("key state", partitions, 3);
	page_write(&f.text, &f.page);
	assert_has(&f.text, "data-alert=\"warn\"><svg class=\"icon\" aria-hidden=\"true\">"
			    "<use href=\"/icon.svg#silent\"/></svg>Mất tín hiệu</td>");
	assert_has(&f.text, "<td data-rank=\"3\"><span class=\"nothing\">chưa có</span></td>");
	assert_has(&f.text, "icon.svg#good\"/></svg>Đang hoạt động</td>");
	assert_has(&f.text, "data-alert=\"warn\"><svg class=\"icon\" aria-hidden=\"true\">"
			    "<use href=\"/icon.svg#warn\"/></svg>Còn dữ liệu chờ gửi</td>");
	/* how long ago each was heard of; the clock of the database may be ahead */
	assert_has(&f.text, "data-format=\"since\" data-mood=\"plain\" data-rank=\"1\" data-number>Độ trễ</th>");
	assert_has(&f.text, "data-number>3 phút</td>");
	assert_has(&f.text, "data-number>3 giây</td>");
	assert_has(&f.text, "data-number>0 giây</td>");
	assert_has(&f.text, "data-number>29 ngày</td>");
	assert_has(&f.text, "<td data-rank=\"1\" data-number><span class=\"nothing\">chưa có</span></td>");
	/* neither an alarm nor a check */
	assert_has(&f.text, "<td data-rank=\"1\"><svg class=\"icon\" aria-hidden=\"true\">"
			    "<use href=\"/icon.svg#unknown\"/></svg>Chưa có tín hiệu định kỳ</td>");
	assert_has(&f.text, "<td data-rank=\"1\"><svg class=\"icon\" aria-hidden=\"true\">"
			    "<use href=\"/icon.svg#unknown\"/></svg>Chưa\u00a0rõ</td>");
	assert_has(&f.text, "data-alert=\"bad\"><svg class=\"icon\" aria-hidden=\"true\">"
			    "<use href=\"/icon.svg#bad\"/></svg>Dừng, chờ người quyết định</td>");
	assert_has(&f.text, "icon.svg#bad\"/></svg>Ngừng\u00a0đọc</td>");
	assert_has(&f.text, "icon.svg#good\"/></svg>Bình thường</td>");
	close_page(&f);
}

static void
test_the_strip_of_sources_tells_a_catalogue_from_a_source_that_is_heard(void **state)
{
	static const char *const sources[] = { "/a|silent|1795587400000000", "/b|spooling|1795587400000000",
					       "/c|unknown|1795587400000000", "/d|without heartbeat|1793000000000000",
					       "/e|alive|1795587400000000" };
	struct fixture f;

	(void)state;
	open_page(&f, "/");
	f.page.tables[4] = make_table("source state heard_at_us", sources, 5);
	page_write(&f.text, &f.page);
	assert_has(&f.text, "data-state=\"silent\"><svg class=\"icon\" aria-hidden=\"true\"><use href=\"/icon.svg#silent\"/></svg>"
			    "<span class=\"name\">/a</span> <span class=\"heard\">mất tín hiệu từ 13:16:40</span>");
	assert_has(&f.text, "icon.svg#warn\"/></svg><span class=\"name\">/b</span> <span class=\"heard\">còn dữ liệu chờ gửi, lúc 13:16:40</span>");
	assert_has(&f.text, "icon.svg#unknown\"/></svg><span class=\"name\">/c</span> <span class=\"heard\">chưa rõ, lúc 13:16:40</span>");
	assert_has(&f.text, "icon.svg#unknown\"/></svg><span class=\"name\">/d</span> "
			    "<span class=\"heard\">chưa có tín hiệu định kỳ, lúc 26/10/2026</span>");
	assert_has(&f.text, "icon.svg#good\"/></svg><span class=\"name\">/e</span> <span class=\"heard\">lúc 13:16:40</span>");
	close_page(&f);
}

static void
test_no_line_is_drawn_where_no_day_is_typical(void **state)
{
	static const char columns[] = "hour received received_typical done done_typical";
	static const char *const young[] = { "0|4|-|2|-" }, *const old[] = { "0|4|3.0|2|0.0" };
	struct fixture f;

	(void)state;
	open_page(&f, "/");
	f.page.tables[2] = make_table(columns, young, 1);
	page_write(&f.text, &f.page);
	assert_has(&f.text, "<rect class=\"received\" x=\"1\" y=\"2.0\"");
	assert_null(strstr(f.text.data, "<path class=\"typical\""));
	assert_has(&f.text, "data-number><span class=\"nothing\">chưa có</span></td>");
	close_page(&f);
	open_page(&f, "/");
	f.page.tables[2] = make_table(columns, old, 1);
	page_write(&f.text, &f.page);
	assert_has(&f.text, "<path class=\"typical\" d=\"M0 26.5h10\"/>");
	assert_has(&f.text, "<path class=\"typical\" d=\"M10 100.0h10\"/>"); /* nothing is typical too */
	close_page(&f);
}

/* One that waits is past its due day, but not overdue; what ended on its due day is in time. */
static void
test_a_dossier_says_by_a_sign_that_it_is_overdue(void **state)
{
#define SIGN(mood)                                                     \
	"<dd data-alert=\"" mood "\"><svg class=\"icon\" aria-hidden=\"true\">" \
	"<use href=\"/icon.svg#" mood "\"/></svg>"
	static const struct {
		const char *row[1], *read;
	} cases[] = {
		{ { "running|3" }, SIGN("bad") "quá hạn 3 ngày</dd>" },
		{ { "running|0" }, SIGN("warn") "đến hạn</dd>" },
		{ { "running|-2" }, "<dd>còn 2 ngày</dd>" },
		{ { "waiting_supplement|3" }, "<dd>quá hạn 3 ngày</dd>" },
		{ { "ended|3" }, SIGN("bad") "quá hạn 3 ngày</dd>" },
		{ { "ended|0" }, "<dd>đúng hạn</dd>" },
		{ { "ended|-2" }, "<dd>trước hạn 2 ngày</dd>" },
	};
#undef SIGN
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		open_page(&f, "/dossiers/H48-1");
		f.page.tables[0] = make_table("state days_over", cases[i].row, 1);
		page_write(&f.text, &f.page);
		assert_has(&f.text, cases[i].read);
		close_page(&f);
	}
}

static void
test_a_past_day_stays_in_every_address(void **state)
{
	static const char *const rows[] = { "Đất đai|5|1|9" };
	struct fixture f;

	(void)state;
	open_page(&f, "/fields?day=01%2F10%2F2026&unit=21025");
	f.page.tables[0] = make_table("field overdue near_due pending", rows, 1);
	page_write(&f.text, &f.page);
	assert_has(&f.text, "data-mode=\"past\"");
	assert_has(&f.text, "<strong>Đang xem số liệu đến hết Thứ Năm, 01/10/2026.</strong>");
	assert_has(&f.text, "value=\"01/10/2026\"");
	assert_has(&f.text, "<a class=\"step\" href=\"/fields?unit=21025&amp;day=2026-09-30\"");
	assert_has(&f.text, "<a href=\"/units?day=2026-10-01\"");
	assert_has(&f.text, "<a href=\"/units/21025?day=2026-10-01\">Xã &lt;A&gt; &amp; B</a>");
	assert_has(&f.text, "<a href=\"/dossiers?status=overdue&amp;unit=21025&amp;"
			    "field=%C4%90%E1%BA%A5t%20%C4%91ai&amp;day=2026-10-01\">5</a>");
	assert_has(&f.text, "/api/v1/fields.csv?day=2026-10-01&amp;unit=21025\"");
	close_page(&f);
}

static void
test_today_by_its_name_is_now(void **state)
{
	struct fixture f;
	struct text uri = { 0 };
	int year, month, day;

	(void)state;
	day_civil(instant_day(clock_now_us()), &year, &month, &day);
	text_format(&uri, "/units?day=%02d/%02d/%04d", day, month, year);
	open_page(&f, uri.data);
	assert_false(page_is_past(&f.page));
	text_release(&uri);
	close_page(&f);
	open_page(&f, "/units?day=");
	assert_false(page_is_past(&f.page));
	close_page(&f);
}

static void
test_what_restricts_a_list_can_be_taken_off(void **state)
{
	struct fixture f;

	(void)state;
	open_page(&f, "/dossiers?status=overdue&unit=21025&after=2026-01-01%7CA");
	page_write(&f.text, &f.page);
	assert_has(&f.text, "<strong>Xã &lt;A&gt; &amp; B</strong> <a href=\"/dossiers?status=overdue\"");
	assert_has(&f.text, "<strong>Quá hạn</strong> <a href=\"/dossiers?unit=21025\"");
	assert_has(&f.text, "<a href=\"/dossiers?status=overdue&amp;unit=21025\" aria-current=\"true\">");
	close_page(&f);
}

static void
test_another_status_keeps_what_it_can_be_asked_with(void **state)
{
	struct fixture f;

	(void)state;
	open_page(&f, "/dossiers?status=done&unit=21025&ended_from=2026-10-01");
	page_write(&f.text, &f.page);
	assert_has(&f.text, "<a href=\"/dossiers?status=overdue&amp;unit=21025\">");
	assert_has(&f.text, "<a href=\"/dossiers?status=done_overdue&amp;unit=21025&amp;"
			    "ended_from=2026-10-01\">");
	close_page(&f);
}

static void
test_a_list_says_how_many_it_has_and_whether_these_are_all(void **state)
{
	static const char *const rows[] = { "A", "B" };
	struct fixture f;

	(void)state;
	open_page(&f, "/dossiers?status=overdue");
	f.page.tables[0] = make_table("dossier", rows, 2);
	page_write(&f.text, &f.page);
	assert_has(&f.text, "Có 2 hồ sơ.");
	f.text.length = 0;
	f.page.next = "/dossiers?after=B";
	page_write(&f.text, &f.page);
	assert_has(&f.text, "Trang này có 2 hồ sơ, còn trang sau.");
	close_page(&f);
}

static void
test_what_waits_of_documents_has_its_own_words(void **state)
{
	struct fixture f;

	(void)state;
	open_page(&f, "/documents/unhandled?recipient=21025");
	page_write(&f.text, &f.page);
	assert_has(&f.text, "<a href=\"/documents/unhandled?status=pending&amp;recipient=21025\" "
			    "aria-current=\"true\">Chờ xử lý</a>");
	assert_has(&f.text, "<a href=\"/documents/unhandled?status=overdue&amp;recipient=21025\">"
			    "Quá hạn</a>");
	assert_null(strstr(f.text.data, "Trạng thái:</span>"));
	close_page(&f);
}

/* The stream has all channels: its numbers must not get among those of one. */
static void
test_units_of_one_channel_are_no_units_of_the_stream(void **state)
{
	struct fixture f;

	(void)state;
	open_page(&f, "/units");
	page_write(&f.text, &f.page);
	assert_has(&f.text, "<section id=\"units\" class=");
	assert_has(&f.text, "<a href=\"/units\" aria-current=\"true\">Mọi hình thức nộp</a>");
	close_page(&f);
	open_page(&f, "/units?channel=online");
	page_write(&f.text, &f.page);
	assert_has(&f.text, "<section id=\"units\" data-part=\"units\" class=");
	assert_has(&f.text, "<a href=\"/units?channel=online\" aria-current=\"true\">Trực tuyến</a>");
	close_page(&f);
	open_page(&f, "/units/21025?channel=online");
	page_write(&f.text, &f.page);
	assert_has(&f.text, "theo giờ, mọi hình thức nộp</h2>");
	close_page(&f);
}

static void
test_without_a_database_the_page_says_so(void **state)
{
	static const struct problem away = { .status = 503 };
	struct fixture f;

	(void)state;
	open_page(&f, "/fields?wall=1");
	f.page.away_since_us = NOW - SECOND_US;
	f.page.problem = &away;
	page_write(&f.text, &f.page);
	assert_has(&f.text, "Mất kết nối với cơ sở dữ liệu từ lúc 13:16:48; số liệu đến 13:16:48, chậm 1 giây");
	assert_has(&f.text, "Chưa đọc được cơ sở dữ liệu.");
	assert_has(&f.text, "<html lang=\"vi\" class=\"wall\"");
	f.page.snapshot = NULL;
	f.page.away_since_us = 0;
	text_reset(&f.text);
	page_write(&f.text, &f.page);
	assert_has(&f.text, "Chưa rõ số liệu đến lúc nào");
	close_page(&f);
}

static void
test_the_wall_leads_from_page_to_page_without_a_script_too(void **state)
{
	struct fixture f;

	(void)state;
	open_page(&f, "/units?wall=1&rotate=45&day=2026-10-01");
	page_write(&f.text, &f.page);
	assert_has(&f.text, "<nav class=\"rotation\" aria-label=\"Các trang trên màn hình lớn\" data-seconds=\"45\">");
	assert_has(&f.text, "<li><a href=\"/?wall=1&amp;rotate=45&amp;day=2026-10-01\">Tổng quan</a></li>");
	assert_has(&f.text, "<a href=\"/units?wall=1&amp;rotate=45&amp;day=2026-10-01\" aria-current=\"page\">Đơn vị</a>");
	assert_has(&f.text, "<a href=\"/operations?wall=1&amp;rotate=45\">Vận hành</a>");
	assert_has(&f.text, "<a href=\"/alerts?wall=1&amp;rotate=45\">Cảnh báo</a>");
	assert_has(&f.text, "<a class=\"step\" href=\"/units?day=2026-09-30&amp;wall=1&amp;rotate=45\"");
	close_page(&f);
	/* what the overview is coloured by comes back with it */
	open_page(&f, "/units?wall=1&measure=near_due");
	page_write(&f.text, &f.page);
	assert_has(&f.text, "<li><a href=\"/?wall=1&amp;measure=near_due\">Tổng quan</a></li>");
	close_page(&f);
	open_page(&f, "/?measure=near_due&wall=1");
	page_write(&f.text, &f.page);
	assert_has(&f.text, "<li><a href=\"/units?wall=1&amp;measure=near_due\">Đơn vị</a></li>");
	close_page(&f);
	open_page(&f, "/units");
	page_write(&f.text, &f.page);
	assert_null(strstr(f.text.data, "class=\"rotation\""));
	close_page(&f);
}

static void
test_a_name_is_found_without_its_marks(void **state)
{
	static const struct {
		const char *name, *part;
		bool has;
	} cases[] = {
		{ "Xã Đặng Thùy Trâm", "dang thuy", true },
		{ "Xã Đặng Thùy Trâm", "ĐẶNG THÙY", true },
		{ "xa dang thuy tram", "Đặng Thùy Trâm", true },
		{ "Phường Trương Quang Trọng", "truong quang trong", true },
		{ "Tru\u031bo\u031bng", "trương", true }, /* decomposed */
		{ "Xã Ỹ Ữ", "y u", true },
		{ "Xã Sơn Hà", "son ha ", false },
		{ "Xã Sơn Hà", "ty", false },
		{ "Xã Sơn Hà", "", true },
		{ "", "a", false },
		{ "a\xf0", "\xf0", true }, /* no character, but no harm */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (unmark_has(slice_text(cases[i].name), slice_text(cases[i].part)) != cases[i].has)
			fail_msg("%s in %s", cases[i].part, cases[i].name);
}

static void
test_small_drawings_have_their_words(void **state)
{
	struct text text = { 0 };

	(void)state;
	spark_course(&text, SLICE_LITERAL("[1000,900,1100]"));
	assert_has(&text, "<title>từ 1.000 đến 1.100; thấp nhất 900, cao nhất 1.100</title>");
	assert_has(&text, "viewBox=\"0 0 2 20\"");
	assert_has(&text, "d=\"M0 9 1 17 2 1 \""); /* not from zero: 880 is the ground */
	text_reset(&text);
	spark_course(&text, SLICE_LITERAL("[0,0,0]"));
	assert_has(&text, "d=\"M0 19 1 19 2 19 \"");
	text_reset(&text);
	spark_course(&text, (struct slice){ 0 });
	assert_has(&text, "chưa có");
	text_reset(&text);
	spark_share(&text, SLICE_LITERAL("12.34"));
	assert_has(&text, "<rect width=\"12.3\"");
	text_reset(&text);
	spark_share(&text, SLICE_LITERAL("\"unknown\""));
	assert_has(&text, "<rect width=\"0.0\"");
	text_release(&text);
}

static void
test_an_hour_tells_its_numbers_as_the_table_does(void **state)
{
	static const char *const hours[] = { "0|1234|-|1100.5|7" };
	struct fixture f;

	(void)state;
	open_page(&f, "/");
	f.page.tables[2] = make_table("hour received done received_typical done_typical", hours, 1);
	page_write(&f.text, &f.page);
	assert_has(&f.text, "<title>0 giờ: tiếp nhận 1.234, giải quyết chưa có</title>");
	assert_has(&f.text, ">1.234</td>");
	assert_has(&f.text, ">1.100,5</td>");
	close_page(&f);
}

static void
test_units_that_are_not_looked_for_are_hidden(void **state)
{
	static const char *const units[] = { "1|Xã Trà Bồng|commune|3", "2|Sở Trà|province|2",
					     "3|Xã Sơn Hà|commune|1" };
	static const char *const courses[] = { "1|[5,6]", "3|[7,8]" };
	struct fixture f;

	(void)state;
	open_page(&f, "/units?name=tra&level=commune&day=01/10/2026");
	f.page.tables[0] = make_table("unit name level overdue", units, 3);
	f.page.tables[1] = make_table("unit pending", courses, 2);
	page_write(&f.text, &f.page);
	assert_has(&f.text, "<tr data-row=\"1\" data-level=\"commune\"><th");
	assert_has(&f.text, "<tr data-row=\"2\" data-level=\"province\" hidden><th");
	assert_has(&f.text, "<tr data-row=\"3\" data-level=\"commune\" hidden><th");
	assert_has(&f.text, ">1/3 đơn vị</p>");
	assert_has(&f.text, "name=\"name\" autocomplete=\"off\" spellcheck=\"false\" maxlength=\"64\" value=\"tra\"");
	assert_has(&f.text, "<a href=\"/units?day=2026-10-01&amp;name=tra\">Tất cả</a>");
	assert_has(&f.text, "<a href=\"/units?day=2026-10-01&amp;name=tra&amp;level=commune\" aria-current=\"true\">");
	assert_has(&f.text, "<title>từ 5 đến 6;");
	close_page(&f);
	open_page(&f, "/units?name=");
	page_write(&f.text, &f.page);
	assert_null(strstr(f.text.data, " hidden><th"));
	close_page(&f);
}

/* A name that is none is refused before any value is there: the page tells it all the same. */
static void
test_an_address_that_is_refused_has_a_page_that_says_what_is_allowed(void **state)
{
	static const struct {
		const char *address, *words;
	} cases[] = {
		{ "/units/%01a", "<code>unit</code>. Cho phép: tối đa 64 ký tự, gồm chữ không dấu, chữ số và . _ , : / &amp; + -" },
		{ "/units/!", "<code>unit</code>. Cho phép: tối đa 64 ký tự" },
		{ "/dossiers/%20", "<code>dossier</code>. " },
		{ "/units?channel=fax", "<code>channel</code>. Cho phép: unknown, direct, online, postal.</p>" },
		{ "/dossiers?due_from=x", "<code>due_from</code>. Cho phép: một ngày có trong lịch, viết ngày/tháng/năm.</p>" },
		{ "/units/1?day=2026-13-01", "<code>day</code>. Cho phép: một ngày có trong lịch, không sau hôm nay" },
		{ "/units?wall=1&rotate=9999", "<code>rotate</code>. Cho phép: số nguyên từ 0 đến 3600.</p>" },
		{ "/units?name=a&name=b", "<code>name</code>. Tham số này được nêu hai lần.</p>" },
		{ "/units?colour=red", "không hợp lệ. Trang này không có tham số đó.</p>" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fixture f = { 0 };
		struct problem problem = { 0 };

		assert_false(request_parse(&f.request, "GET", cases[i].address, "localhost", NULL, &problem));
		f.page = (struct page){ .request = &f.request, .now_us = NOW, .problem = &problem };
		page_write(&f.text, &f.page);
		assert_has(&f.text, "Địa chỉ có tham số không hợp lệ.");
		assert_has(&f.text, cases[i].words);
		close_page(&f);
	}
}

static const char *const every_page[] = {
	"/", "/units", "/units/21025", "/fields", "/procedures", "/dossiers", "/dossiers/H48-1",
	"/documents", "/documents/unhandled", "/documents/issued", "/alerts", "/alerts/list", "/operations",
};
enum { PAGES = sizeof every_page / sizeof *every_page };

/* Who hears the links of a page one after the other must know them apart. */
static void
test_each_csv_of_a_page_has_a_name_of_its_own(void **state)
{
	static const char link[] = "<a class=\"csv\" href=\"", name[] = "\" download aria-label=\"Tải CSV: ";

	(void)state;
	for (int i = 0; i < PAGES; i++) {
		struct fixture f;
		const char *links[16], *at;
		int count = 0;

		open_page(&f, every_page[i]);
		page_write(&f.text, &f.page);
		for (at = f.text.data; (at = strstr(at, link)); count++)
			links[count] = at += strlen(link);
		assert_true(count > 0);
		for (int a = 0; a < count; a++) {
			size_t path = strcspn(links[a], "\""), size;

			assert_memory_equal(links[a] + path, name, strlen(name));
			size = strcspn(links[a] + path + strlen(name), "\"") + 1;
			for (int b = 0; b < a; b++) /* the same table may be linked twice */
				if (memcmp(links[b], links[a], path + 1) != 0 &&
				    strncmp(strstr(links[b], name), links[a] + path, strlen(name) + size) == 0)
					fail_msg("%s: two CSV are %.*s", every_page[i], (int)size,
						 links[a] + path + strlen(name));
		}
		close_page(&f);
	}
}

static void
test_no_two_heads_of_a_table_are_called_the_same(void **state)
{
	(void)state;
	for (int i = 0; i < PAGES; i++) {
		struct fixture f;

		open_page(&f, every_page[i]);
		for (const struct part *part = f.request.route->parts; part->name; part++) {
			const struct grid *grid = grid_of(slice_text(part->name));

			for (int a = 0; grid && grid->columns[a].name; a++)
				for (int b = 0; b < a; b++)
					if (strcmp(grid->columns[a].label, grid->columns[b].label) == 0)
						fail_msg("%s: two heads are %s", part->name, grid->columns[a].label);
		}
		close_page(&f);
	}
}

static void
test_values_as_they_read_here(void **state)
{
	static const struct {
		const char *value;
		enum cell_format format;
		const char *read;
	} cases[] = {
		{ "1234567", CELL_NUMBER, "1.234.567" },
		{ "98.43", CELL_PERCENT, "98,4\u00a0%" },
		{ "2.50", CELL_DECIMAL, "2,50" },
		{ "1234.50", CELL_DECIMAL, "1.234,50" },
		{ "-1234567", CELL_DECIMAL, "\u22121.234.567" },
		{ "61", CELL_P90, "trên 60" },
		{ "2026-11-25", CELL_DAY, "25/11/2026" },
		{ "2026-11-25 08:31:22.5+07", CELL_INSTANT, "25/11/2026\u00a008:31:22" },
		{ "3", CELL_OVER, "quá hạn 3 ngày" },
		{ "1234", CELL_OVER, "quá hạn 1.234 ngày" },
		{ "0", CELL_OVER, "đến hạn" },
		{ "-2", CELL_OVER, "còn 2 ngày" },
		{ "-1000", CELL_OVER, "còn 1.000 ngày" },
		{ "waiting_supplement", CELL_WORD, "Chờ bổ sung" },
		{ "no <word>", CELL_WORD, "no &lt;word&gt;" },
		{ "", CELL_CODE, "<span class=\"nothing\">chưa nêu</span>" },
		{ NULL, CELL_NUMBER, "<span class=\"nothing\">chưa có</span>" },
		{ NULL, CELL_DAY, "" },
		{ "\"denied\"", CELL_NUMBER, "<span class=\"nothing\">không được xem</span>" },
	};
	struct text text = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct slice value = { cases[i].value,
				       cases[i].value ? strlen(cases[i].value) : 0 };

		text_reset(&text);
		text_add(&text, "");
		cell_put(&text, value, cases[i].format);
		assert_string_equal(text.data, cases[i].read);
	}
	text_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_first_paint_has_the_numbers_and_no_markup_of_others),
		cmocka_unit_test(test_a_change_is_told_in_words_with_an_arrow_and_a_number),
		cmocka_unit_test(test_a_change_that_could_not_be_read_is_not_known),
		cmocka_unit_test(test_what_nothing_can_be_compared_with_is_said_once),
		cmocka_unit_test(test_the_wall_shows_the_worst_open_alerts_and_counts_the_others),
		cmocka_unit_test(test_the_wall_is_calm_when_nothing_is_open),
		cmocka_unit_test(test_a_list_begins_with_what_needs_a_look_most_and_has_all_when_asked),
		cmocka_unit_test(test_what_runs_says_its_state_by_a_sign_and_a_word),
		cmocka_unit_test(test_the_strip_of_sources_tells_a_catalogue_from_a_source_that_is_heard),
		cmocka_unit_test(test_no_line_is_drawn_where_no_day_is_typical),
		cmocka_unit_test(test_a_dossier_says_by_a_sign_that_it_is_overdue),
		cmocka_unit_test(test_a_past_day_stays_in_every_address),
		cmocka_unit_test(test_today_by_its_name_is_now),
		cmocka_unit_test(test_an_alert_says_what_where_how_bad_and_who_has_it),
		cmocka_unit_test(test_the_list_behind_an_alert_is_of_its_days_or_says_that_it_has_more),
		cmocka_unit_test(test_alerts_that_do_not_fit_are_counted_and_have_a_list_of_their_own),
		cmocka_unit_test(test_what_restricts_a_list_can_be_taken_off),
		cmocka_unit_test(test_another_status_keeps_what_it_can_be_asked_with),
		cmocka_unit_test(test_a_list_says_how_many_it_has_and_whether_these_are_all),
		cmocka_unit_test(test_what_waits_of_documents_has_its_own_words),
		cmocka_unit_test(test_units_of_one_channel_are_no_units_of_the_stream),
		cmocka_unit_test(test_without_a_database_the_page_says_so),
		cmocka_unit_test(test_the_wall_leads_from_page_to_page_without_a_script_too),
		cmocka_unit_test(test_a_name_is_found_without_its_marks),
		cmocka_unit_test(test_small_drawings_have_their_words),
		cmocka_unit_test(test_an_hour_tells_its_numbers_as_the_table_does),
		cmocka_unit_test(test_units_that_are_not_looked_for_are_hidden),
		cmocka_unit_test(test_an_address_that_is_refused_has_a_page_that_says_what_is_allowed),
		cmocka_unit_test(test_each_csv_of_a_page_has_a_name_of_its_own),
		cmocka_unit_test(test_no_two_heads_of_a_table_are_called_the_same),
		cmocka_unit_test(test_values_as_they_read_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
