/* SPDX-License-Identifier: PostgreSQL */
#include "producers/simulate/calendar.h"

#include <stddef.h>

#include "schema/base/attr.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

enum { HOUR = 3600, CLOCK_STARTS_NEXT_DAY = 15 * HOUR };

int
calendar_weekday(int32_t day)
{
	return (day + 4) % 7; /* day 0, 1999-12-31, was a Friday */
}

static bool
fixed_holiday(int month, int day_of_month)
{
	return (month == 1 && day_of_month == 1) || (month == 4 && day_of_month == 30) ||
	       (month == 5 && day_of_month == 1) || (month == 9 && day_of_month == 2);
}

void
calendar_init(struct calendar *calendar)
{
	int year, month, day_of_month;

	for (int32_t day = 0; day < CALENDAR_DAYS; day++) {
		day_civil(day, &year, &month, &day_of_month);
		calendar->working[day] = calendar_weekday(day) < 5 &&
					 !fixed_holiday(month, day_of_month);
	}
}

void
calendar_set(struct calendar *calendar, int32_t day, bool working)
{
	if (day >= 0 && day < CALENDAR_DAYS)
		calendar->working[day] = working;
}

bool
calendar_working(const struct calendar *calendar, int32_t day)
{
	return day >= 0 && (day >= CALENDAR_DAYS || calendar->working[day]);
}

int32_t
calendar_next_working(const struct calendar *calendar, int32_t day)
{
	while (!calendar_working(calendar, day))
		day++;
	return day;
}

int32_t
calendar_add_working(const struct calendar *calendar, int32_t day, int64_t count)
{
	day = calendar_next_working(calendar, day);
	for (; count > 0; count--)
		day = calendar_next_working(calendar, day + 1);
	return day;
}

int32_t
calendar_due(const struct calendar *calendar, int64_t received_us, int64_t limit,
	     enum limit_unit unit)
{
	int32_t day = instant_day(received_us);
	int64_t second = (received_us - day_begin(day)) / SECOND_US;
	int32_t start = calendar_next_working(calendar, day);

	if (start == day && second >= CLOCK_STARTS_NEXT_DAY)
		start = calendar_next_working(calendar, day + 1);
	switch (unit) {
	case LIMIT_WORKING_DAYS:
		return calendar_add_working(calendar, start, limit);
	case LIMIT_CALENDAR_DAYS:
		return calendar_next_working(calendar, start + (int32_t)limit);
	case LIMIT_HOURS:
		return calendar_add_working(calendar, start, limit / 8);
	case LIMIT_MONTHS:
		return calendar_next_working(calendar, start + (int32_t)limit * 30);
	}
	CHECK(!"a limit has one of four units");
	return start;
}

int
calendar_weight(const struct calendar *calendar, int32_t day)
{
	static const int weight[7] = { 118, 106, 100, 98, 92, 7, 3 };

	return calendar_working(calendar, day) ? weight[calendar_weekday(day)]
				     : weight[5 + (calendar_weekday(day) == 6)];
}

/* Hours by weight out of a thousand. */
static int64_t
hour_by(struct random *random, const int weights[24])
{
	int64_t left = (int64_t)random_below(random, 1000);

	for (int hour = 0; hour < 24; hour++) {
		left -= weights[hour];
		if (left < 0)
			return hour;
	}
	return 8;
}

int64_t
calendar_instant(struct random *random, int32_t day, bool online)
{
	static const int office[24] = { [7] = 130, 240, 190, 110, 30, [13] = 60, 110, 90, 40 };
	static const int always[24] = { 5,  2,  1,  1,  1,  4,  15, 90, 180, 140, 95, 50,
					35, 50, 85, 75, 55, 25, 15, 25, 25,  16,  7,  3 };
	int64_t hour = hour_by(random, online ? always : office);
	int64_t second = hour * HOUR + random_between(random, 0, HOUR - 1);

	return day_begin(day) + second * SECOND_US;
}

int64_t
calendar_in_office(const struct calendar *calendar, struct random *random, int64_t at_us,
		   int64_t seconds)
{
	int64_t then_us = at_us + seconds * SECOND_US;
	int32_t day = instant_day(then_us);
	int64_t second = (then_us - day_begin(day)) / SECOND_US;

	if (calendar_working(calendar, day) && second >= 7 * HOUR && second < 17 * HOUR)
		return then_us;
	if (!calendar_working(calendar, day) || second >= 17 * HOUR)
		day = calendar_next_working(calendar, day + 1);
	return day_begin(day) + (7 * HOUR + random_between(random, 0, 2 * HOUR)) * SECOND_US;
}
