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

#include <string.h>

#include "consumers/ioc/spark.h"
#include "tests/unit/ioc_page.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_first_paint_has_the_numbers_and_no_markup_of_others),
		cmocka_unit_test(test_a_change_is_told_in_words_with_an_arrow_and_a_number),
		cmocka_unit_test(test_a_change_that_could_not_be_read_is_not_known),
		cmocka_unit_test(test_what_nothing_can_be_compared_with_is_said_once),
		cmocka_unit_test(test_the_strip_of_sources_tells_a_catalogue_from_a_source_that_is_heard),
		cmocka_unit_test(test_no_line_is_drawn_where_no_day_is_typical),
		cmocka_unit_test(test_a_past_day_stays_in_every_address),
		cmocka_unit_test(test_today_by_its_name_is_now),
		cmocka_unit_test(test_without_a_database_the_page_says_so),
		cmocka_unit_test(test_the_wall_leads_from_page_to_page_without_a_script_too),
		cmocka_unit_test(test_small_drawings_have_their_words),
		cmocka_unit_test(test_an_hour_tells_its_numbers_as_the_table_does),
		cmocka_unit_test(test_an_address_that_is_refused_has_a_page_that_says_what_is_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
