/* SPDX-License-Identifier: PostgreSQL
 *
 * test_ioc_page_list.c - tables and lists as the server writes them: how many rows, in which words
 * and signs, what restricts them, and that people can tell their heads and links apart.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "consumers/ioc/cell.h"
#include "consumers/ioc/grid.h"
#include "consumers/ioc/unmark.h"
#include "tests/unit/ioc_page.h"

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
		{ { "running|3|-" }, SIGN("bad") "quá hạn 3 ngày</dd>" },
		{ { "running|0|-" }, SIGN("warn") "đến hạn</dd>" },
		{ { "running|-2|-" }, "<dd>còn 2 ngày</dd>" },
		{ { "waiting_supplement|3|-" }, "<dd>quá hạn 3 ngày</dd>" },
		{ { "ended|3|resolved" }, SIGN("bad") "quá hạn 3 ngày</dd>" },
		{ { "ended|0|returned" }, "<dd>đúng hạn</dd>" },
		{ { "ended|-2|resolved" }, "<dd>trước hạn 2 ngày</dd>" },
		{ { "ended|3|withdrawn" }, "<dt>So với hạn</dt><dd></dd>" },
	};
#undef SIGN
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		open_page(&f, "/dossiers/H48-1");
		f.page.tables[0] = make_table("state days_over ended_kind", cases[i].row, 1);
		page_write(&f.text, &f.page);
		assert_has(&f.text, cases[i].read);
		close_page(&f);
	}
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
		cmocka_unit_test(test_a_list_begins_with_what_needs_a_look_most_and_has_all_when_asked),
		cmocka_unit_test(test_what_runs_says_its_state_by_a_sign_and_a_word),
		cmocka_unit_test(test_a_dossier_says_by_a_sign_that_it_is_overdue),
		cmocka_unit_test(test_what_restricts_a_list_can_be_taken_off),
		cmocka_unit_test(test_another_status_keeps_what_it_can_be_asked_with),
		cmocka_unit_test(test_a_list_says_how_many_it_has_and_whether_these_are_all),
		cmocka_unit_test(test_what_waits_of_documents_has_its_own_words),
		cmocka_unit_test(test_units_of_one_channel_are_no_units_of_the_stream),
		cmocka_unit_test(test_a_name_is_found_without_its_marks),
		cmocka_unit_test(test_units_that_are_not_looked_for_are_hidden),
		cmocka_unit_test(test_each_csv_of_a_page_has_a_name_of_its_own),
		cmocka_unit_test(test_no_two_heads_of_a_table_are_called_the_same),
		cmocka_unit_test(test_values_as_they_read_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
