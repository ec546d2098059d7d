/* SPDX-License-Identifier: PostgreSQL
 *
 * test_ioc_page_alert.c - alerts as the server writes them, on their page and on the wall.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

#include "tests/unit/ioc_page.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_wall_shows_the_worst_open_alerts_and_counts_the_others),
		cmocka_unit_test(test_the_wall_is_calm_when_nothing_is_open),
		cmocka_unit_test(test_an_alert_says_what_where_how_bad_and_who_has_it),
		cmocka_unit_test(test_the_list_behind_an_alert_is_of_its_days_or_says_that_it_has_more),
		cmocka_unit_test(test_alerts_that_do_not_fit_are_counted_and_have_a_list_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
