/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "schema/base/attr.h"
#include "schema/base/instant.h"

#define MINUS "\xe2\x88\x92" /* U+2212, as wide as a digit */

void
format_number(struct text *text, struct slice digits)
{
	size_t sign = digits.length > 0 && digits.data[0] == '-';

	if (sign)
		text_add(text, MINUS);
	for (size_t i = sign; i < digits.length; i++) {
		if (i > sign && (digits.length - i) % 3 == 0)
			text_add(text, ".");
		text_put(text, (struct slice){ digits.data + i, 1 });
	}
}

void
format_percent(struct text *text, struct slice number)
{
	char digits[32];
	char whole[48];
	double tenths; /* no integer holds all that a numeric of the database can be */

	snprintf(digits, sizeof digits, "%.*s", (int)number.length, number.data);
	tenths = round(strtod(digits, NULL) * 10);
	if (tenths < 0)
		text_add(text, MINUS);
	snprintf(whole, sizeof whole, "%.0f", floor(fabs(tenths) / 10));
	format_number(text, slice_text(whole));
	text_format(text, ",%.0f\u00a0%%", fmod(fabs(tenths), 10));
}

void
format_day(struct text *text, int32_t day)
{
	int year, month, day_of_month;

	day_civil(day, &year, &month, &day_of_month);
	text_format(text, "%02d/%02d/%04d", day_of_month, month, year);
}

void
format_weekday(struct text *text, int32_t day)
{
	static const char *const names[] = { "Thứ Sáu", "Thứ Bảy", "Chủ Nhật", "Thứ Hai",
					     "Thứ Ba",  "Thứ Tư",  "Thứ Năm" };

	text_add(text, names[day % 7]); /* day 0, 31/12/1999, was a Friday */
}

void
format_time(struct text *text, int64_t instant_us)
{
	int64_t seconds = (instant_us - day_begin(instant_day(instant_us))) / SECOND_US;

	text_format(text, "%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
		    (int)(seconds % 60));
}

void
format_duration(struct text *text, int64_t seconds)
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = { { 86400, "ngày" }, { 3600, "giờ" }, { 60, "phút" }, { 1, "giây" } };

	for (size_t i = 0; i < ARRAY_COUNT(units); i++)
		if (seconds >= units[i].seconds || i + 1 == ARRAY_COUNT(units)) {
			text_format(text, "%lld %s",
				    (long long)(seconds > 0 ? seconds / units[i].seconds : 0),
				    units[i].name);
			return;
		}
}
