/* SPDX-License-Identifier: PostgreSQL
 *
 * test_ioc_word.c - what our programs keep in the database has Vietnamese words on the pages,
 * and the code or sentence that operators quote stays beside them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "consumers/ioc/cell.h"
#include "consumers/ioc/word.h"
#include "schema/base/attr.h"

static void
assert_has_word(const char *code)
{
	if (slice_equal(word_of(slice_text(code)), slice_text(code)))
		fail_msg("\"%s\" has no word in word.def", code);
}

static void
test_every_reason_of_a_refusal_and_its_class_have_a_word(void **state)
{
	(void)state;
#define REASON(name, stored, class, sentence) \
	assert_has_word(stored);              \
	assert_has_word(class);
#include "schema/contract/reason.def"
}

/* The list of the database: what it allows is what can be kept. */
static void
test_every_reason_of_a_halt_has_a_word(void **state)
{
	FILE *file = fopen(TESTS_FOLDER "/../schema/sql/deploy/flow.sql", "r");
	char line[512], *from = NULL, *save = NULL;
	int count = 0;

	(void)state;
	assert_non_null(file);
	while (!from && fgets(line, sizeof line, file))
		from = strstr(line, "halt_reason_ck check (reason in (");
	fclose(file);
	assert_non_null(from);
	from += strlen("halt_reason_ck check (reason in (");
	for (char *code = strtok_r(from, "', )\n", &save); code; code = strtok_r(NULL, "', )\n", &save)) {
		assert_has_word(code);
		count++;
	}
	assert_true(count >= 5);
}

static void
test_every_command_that_is_kept_has_a_word(void **state)
{
	static const char *const verbs[] = {
		"dead retry", "dead drop", "dead show --unmasked", "partition reset", "partition resume", "reaggregate facts",
		"reaggregate log", "reaggregate abort", "reaggregate drop", "alert rule", "alert acknowledge",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(verbs); i++)
		assert_has_word(verbs[i]);
}

static void
assert_reads(enum cell_format format, const char *value, const char *read)
{
	struct text text = { 0 };

	text_add(&text, "");
	cell_put(&text, slice_text(value), format);
	assert_string_equal(text.data, read);
	text_release(&text);
}

static void
test_a_code_stays_beside_its_word(void **state)
{
	(void)state;
	assert_reads(CELL_TERM, "code_shape", "Mã sai dạng <small>code_shape</small>");
	assert_reads(CELL_TERM, "a_later_one<", "a_later_one&lt;");
	assert_reads(CELL_TERM, "", "<span class=\"nothing\">chưa nêu</span>");
}

/* As the programs write them. */
static void
test_a_sentence_of_ours_is_said_with_its_values_and_kept_as_title(void **state)
{
	static const struct {
		const char *sentence, *said;
	} cases[] = {
		{ "generation 2", "Thế hệ 2" },
		{ "facts", "Dữ kiện" },
		{ "log", "Nhật ký" },
		{ "registered", "Đã ghi nhận, bắt đầu dựng" },
		{ "readers take it", "Đã đưa vào sử dụng" },
		{ "given up", "Đã bỏ dở" },
		{ "dropped", "Đã xóa" },
		{ "kept as of 2026-02-01T00:00:00+07:00", "Giữ số liệu như tại 2026-02-01T00:00:00+07:00" },
		{ "12 entities corrected, counters left", "Đã sửa 12 đối tượng, số đếm: để nguyên" },
		{ "from offset 5 to 9, 4 passed over unread, was halted for records_gone",
		  "Từ vị trí 5 đến 9, bỏ qua 4 vị trí chưa đọc; lý do dừng: Bản ghi chưa đọc đã bị xóa khỏi nhật ký" },
		{ "read again from offset 5, was halted for log_shorter",
		  "Đọc lại từ vị trí 5; lý do dừng: Nhật ký ngắn hơn vị trí đã đọc" },
		{ "shown", "Đã xem" },
		{ "refused for time_shape, before for code_shape", "Bị từ chối: Thời điểm thiếu hoặc sai dạng; trước đó: Mã sai dạng" },
		{ "applied, was refused for code_shape", "Đã tính; lý do từ chối: Mã sai dạng" },
		{ "dropped, was refused for code_shape", "Đã bỏ; lý do từ chối: Mã sai dạng" },
		{ "added: open_at 5, title A, was refused for B", "Thêm: open_at 5, title A, was refused for B" },
		{ "changed: close_at from 90.00 to 50.00", "Đổi: close_at from 90.00 to 50.00" },
		{ "removed: rule x", "Bỏ: rule x" },
		{ "offsets 5 to 8 are gone, the log begins at 9", "Mất các vị trí từ 5 đến 8, nhật ký bắt đầu từ 9" },
		{ "the log ends at 3, before our offset 5", "Nhật ký hết ở 3, trước vị trí đã đọc 5" },
		{ "the brokers are of cluster a<, the positions of cluster b",
		  "Máy chủ Kafka thuộc cụm a&lt;, các vị trí thuộc cụm b" },
		{ "the record at offset 4 was written at X, the one that was read there at Y",
		  "Bản ghi ở vị trí 4 được ghi lúc X, bản ghi đã đọc ở đó được ghi lúc Y" },
		{ "0 generations of counters take deltas, must be 1 to 8",
		  "Có 0 thế hệ số liệu đang nhận thay đổi, phải từ 1 đến 8" },
	};
	char read[512];

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		const char *title = strstr(cases[i].sentence, "a<") ? "the brokers are of cluster a&lt;, the positions of cluster b"
								     : cases[i].sentence;

		snprintf(read, sizeof read, "<span title=\"%s\">%s</span>", title, cases[i].said);
		assert_reads(CELL_SAID, cases[i].sentence, read);
	}
	assert_reads(CELL_SAID, "overdue of \"20305\", stands at 9.00",
		     "<span title=\"overdue of &quot;20305&quot;, stands at 9.00\">Quy tắc overdue, đối tượng &quot;20305&quot;, giá trị 9.00</span>");
	assert_reads(CELL_SAID, "generation 3 was built by \"a\", this program counts by \"b\"",
		     "<span title=\"generation 3 was built by &quot;a&quot;, this program counts by &quot;b&quot;\">"
		     "Thế hệ 3 dựng theo &quot;a&quot;, chương trình này đếm theo &quot;b&quot;</span>");
}

static void
test_what_is_no_sentence_of_ours_stays(void **state)
{
	static const char *const others[] = { "", "dossier.v1-0@3", "17", "generation ", "registered ", "offsets 5 to 8 are gone" };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(others); i++)
		assert_reads(CELL_SAID, others[i], others[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_reason_of_a_refusal_and_its_class_have_a_word),
		cmocka_unit_test(test_every_reason_of_a_halt_has_a_word),
		cmocka_unit_test(test_every_command_that_is_kept_has_a_word),
		cmocka_unit_test(test_a_code_stays_beside_its_word),
		cmocka_unit_test(test_a_sentence_of_ours_is_said_with_its_values_and_kept_as_title),
		cmocka_unit_test(test_what_is_no_sentence_of_ours_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
