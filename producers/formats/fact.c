/* SPDX-License-Identifier: PostgreSQL */
#include "producers/formats/fact.h"

#include "producers/report.h"
#include "schema/base/instant.h"

static const enum field dated_fields[] = {
	FIELD_NGAY_NOP_HO_SO,      FIELD_NGAY_NOP, FIELD_NGAY_TIEP_NHAN,  FIELD_NGAY_TU_CHOI,
	FIELD_NGAY_KET_THUC_XU_LY, FIELD_NGAY_TRA, FIELD_THOI_DIEM_XU_LY,
};

static struct date
read_date(struct message *message, const struct value *value, const char *member)
{
	struct date date = { .kind = DATE_NOT_STATED };
	struct slice text;

	if (!value_text(value, &text))
		return date;
	date = date_read(text);
	if (date.kind == DATE_NO_DATE)
		message_remark(message, "time_shape", member,
			       "A date has none of the known forms: this fact is left out.");
	if (date.kind == DATE_IMPOSSIBLE)
		message_remark(message, "time_impossible", member,
			       "There is no such date: this fact is left out.");
	return date;
}

bool
fact_date(struct message *message, const struct value *value, const char *member,
	  int64_t *ret_at_us)
{
	struct date date = read_date(message, value, member);

	if (date.kind != DATE_STATED)
		return false;
	if (date.at_us > message->stated_at_us + EVENT_TOLERANCE_SECONDS * SECOND_US) {
		message_remark(message, "at_after_time", member,
			       "A date lies after the message itself: this fact is left out.");
		return false;
	}
	*ret_at_us = date.at_us;
	return true;
}

bool
fact_due(struct message *message, const struct value *value, const char *member,
	 int64_t *ret_day)
{
	struct date date = read_date(message, value, member);

	if (date.kind != DATE_STATED)
		return false;
	*ret_day = instant_day(date.at_us);
	return true;
}

static int64_t
status_word(struct slice text)
{
	static const char *const words[] = {
		"Mới đăng ký",
		"Được tiếp nhận",
		"Không được tiếp nhận",
		"Đang xử lý",
		"Yêu cầu bổ sung giấy tờ",
		"Yêu cầu thực hiện nghĩa vụ tài chính",
		"Công dân yêu cầu rút hồ sơ",
		"Dừng xử lý",
		"Đã xử lý xong",
		"Đã trả kết quả",
	};

	for (size_t i = 0; i < ARRAY_COUNT(words); i++)
		if (slice_equal(text, slice_text(words[i])))
			return (int64_t)i + 1;
	return 0;
}

int64_t
fact_status(struct message *message, const struct value *value, const char *member)
{
	struct slice text;
	int64_t code = 0;

	if (!value_text(value, &text) || slice_equal(text, SLICE_LITERAL("00")))
		return 0;
	if (!value_number(value, &code))
		code = status_word(text);
	if (code >= 1 && code <= 10)
		return code;
	message_remark(message, "code_not_listed", member,
		       "A status is none of the codes 1 to 10: it is taken as not stated.");
	return 0;
}

bool
fact_code(const struct value *value, struct slice *ret_code, bool *ret_bad)
{
	*ret_bad = false;
	if (!value_text(value, ret_code))
		return false;
	*ret_bad = !report_is_code(*ret_code);
	return !*ret_bad;
}

/* ".ddd.dd.dd.Hdd" */
static bool
is_organisation_suffix(struct slice text)
{
	static const char pattern[] = ".000.00.00.A00";

	if (text.length != sizeof pattern - 1)
		return false;
	for (size_t i = 0; i < text.length; i++) {
		char c = text.data[i];
		bool digit = c >= '0' && c <= '9';
		bool letter = c >= 'A' && c <= 'Z';

		if (pattern[i] == '0' ? !digit : pattern[i] == 'A' ? !letter : c != pattern[i])
			return false;
	}
	return true;
}

bool
fact_procedure(const struct value *value, struct slice *ret_code, bool *ret_bad)
{
	const size_t suffix = sizeof ".000.00.00.A00" - 1;

	if (!fact_code(value, ret_code, ret_bad))
		return false;
	if (ret_code->length > suffix &&
	    is_organisation_suffix((struct slice){
		    ret_code->data + ret_code->length - suffix, suffix }))
		ret_code->length -= suffix;
	return true;
}

int64_t
fact_stated_at(const struct foreign *foreign, const struct foreign_record *record)
{
	int64_t latest_us = 0, now_us;

	if (foreign->stated_at_us != 0 || !foreign->profile->only_snapshot)
		return foreign->stated_at_us;
	now_us = clock_now_us();
	for (size_t i = 0; i < ARRAY_COUNT(dated_fields); i++) {
		struct slice text;
		struct date date;

		if (!value_text(&record->values[dated_fields[i]], &text))
			continue;
		date = date_read(text);
		if (date.kind == DATE_STATED && date.at_us <= now_us && date.at_us > latest_us)
			latest_us = date.at_us;
	}
	return latest_us;
}
