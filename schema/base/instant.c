/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/instant.h"

#include <string.h>
#include <time.h>

#include "schema/base/check.h"

enum { DAY_0_UNIX = 10956 /* 1999-12-31 */ };

/* Days since 1970-01-01 of a civil date: years are counted from March, so that the
 * leap day is the last of its year. */
static int32_t
unix_day(int year, int month, int day_of_month)
{
	int y = month > 2 ? year : year - 1;
	int era_year = y % 400;
	int from_march = (month + 9) % 12;
	int day_of_year = (153 * from_march + 2) / 5 + day_of_month - 1;

	CHECK(y >= 0);
	return y / 400 * 146097 + era_year * 365 + era_year / 4 - era_year / 100 +
	       day_of_year - 719468;
}

int32_t
day_of_civil(int year, int month, int day_of_month)
{
	return unix_day(year, month, day_of_month) - DAY_0_UNIX;
}

void
day_civil(int32_t day, int *ret_year, int *ret_month, int *ret_day_of_month)
{
	int32_t since_era = day + DAY_0_UNIX + 719468;
	int32_t era = since_era / 146097;
	int32_t in_era = since_era % 146097;
	int32_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int32_t day_of_year = in_era - (365 * year + year / 4 - year / 100);
	int32_t from_march = (5 * day_of_year + 2) / 153;

	*ret_day_of_month = day_of_year - (153 * from_march + 2) / 5 + 1;
	*ret_month = from_march < 10 ? from_march + 3 : from_march - 9;
	*ret_year = year + era * 400 + (*ret_month <= 2);
}

int32_t
day_month(int32_t day)
{
	int year, month, day_of_month;

	day_civil(day, &year, &month, &day_of_month);
	return (year - 1999) * 12 + month - 12;
}

bool
civil_exists(int year, int month, int day_of_month)
{
	static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month < 1 || month > 12 || day_of_month < 1)
		return false;
	return day_of_month <= length[month - 1] + (month == 2 && leap);
}

/* Reads exactly COUNT digits at *AT and moves on. */
static bool
digits(struct slice text, size_t *at, int count, int *ret_value)
{
	int value = 0;

	if (text.length - *at < (size_t)count)
		return false;
	for (int i = 0; i < count; i++) {
		char c = text.data[*at + (size_t)i];

		if (c < '0' || c > '9')
			return false;
		value = value * 10 + (c - '0');
	}
	*at += (size_t)count;
	*ret_value = value;
	return true;
}

static bool
mark(struct slice text, size_t *at, char wanted)
{
	if (*at >= text.length || text.data[*at] != wanted)
		return false;
	(*at)++;
	return true;
}

static enum instant_fault
civil_parse(struct slice text, size_t *at, int32_t *ret_unix_day)
{
	int year, month, day_of_month;

	if (!digits(text, at, 4, &year) || !mark(text, at, '-') ||
	    !digits(text, at, 2, &month) || !mark(text, at, '-') ||
	    !digits(text, at, 2, &day_of_month))
		return INSTANT_SHAPE;
	if (!civil_exists(year, month, day_of_month))
		return INSTANT_IMPOSSIBLE;
	if (year < 2000 || year > 2099)
		return INSTANT_RANGE;
	*ret_unix_day = unix_day(year, month, day_of_month);
	return INSTANT_OK;
}

enum instant_fault
day_parse(struct slice text, int32_t *ret_day)
{
	size_t at = 0;
	int32_t day;
	enum instant_fault fault = civil_parse(text, &at, &day);

	if (fault != INSTANT_OK)
		return fault;
	if (at != text.length)
		return INSTANT_SHAPE;
	*ret_day = day - DAY_0_UNIX;
	return INSTANT_OK;
}

/* An optional fraction: at least one digit; the first six count, the rest is cut. */
static bool
fraction_parse(struct slice text, size_t *at, int *ret_us)
{
	int us = 0, scale = 100000;
	size_t begin;

	*ret_us = 0;
	if (!mark(text, at, '.'))
		return true;
	begin = *at;
	for (; *at < text.length && text.data[*at] >= '0' && text.data[*at] <= '9';
	     (*at)++) {
		us += (text.data[*at] - '0') * scale;
		scale /= 10;
	}
	*ret_us = us;
	return *at > begin;
}

static enum instant_fault
zone_parse(struct slice text, size_t *at, int *ret_minutes)
{
	int hours, minutes, sign;

	if (*at == text.length)
		return INSTANT_NO_ZONE;
	if (mark(text, at, 'Z') || mark(text, at, 'z')) {
		*ret_minutes = 0;
		return *at == text.length ? INSTANT_OK : INSTANT_SHAPE;
	}
	sign = text.data[*at] == '-' ? -1 : 1;
	if (!mark(text, at, '+') && !mark(text, at, '-'))
		return INSTANT_SHAPE;
	if (!digits(text, at, 2, &hours) || !mark(text, at, ':') ||
	    !digits(text, at, 2, &minutes) || *at != text.length)
		return INSTANT_SHAPE;
	if (minutes > 59 || hours * 60 + minutes > 14 * 60)
		return INSTANT_IMPOSSIBLE;
	*ret_minutes = sign * (hours * 60 + minutes);
	return INSTANT_OK;
}

enum instant_fault
instant_parse(struct slice text, int64_t *ret_instant_us)
{
	size_t at = 0;
	int32_t day = 0;
	int hour, minute, second, us, zone = 0;
	enum instant_fault date = civil_parse(text, &at, &day);
	enum instant_fault fault;

	if (date == INSTANT_SHAPE)
		return INSTANT_SHAPE;
	if ((!mark(text, &at, 'T') && !mark(text, &at, 't')) ||
	    !digits(text, &at, 2, &hour) || !mark(text, &at, ':') ||
	    !digits(text, &at, 2, &minute) || !mark(text, &at, ':') ||
	    !digits(text, &at, 2, &second) || !fraction_parse(text, &at, &us))
		return INSTANT_SHAPE;
	fault = zone_parse(text, &at, &zone);
	if (fault != INSTANT_OK)
		return fault;
	if (date != INSTANT_OK)
		return date;
	if (hour > 23 || minute > 59 || second > 59)
		return INSTANT_IMPOSSIBLE;
	*ret_instant_us = ((int64_t)day * DAY_SECONDS + hour * 3600 + minute * 60 +
			   second - zone * 60) * SECOND_US + us;
	return INSTANT_OK;
}

int32_t
instant_day(int64_t instant_us)
{
	int64_t since = instant_us - DAY_0_US;
	int64_t day = since / DAY_US;

	return (int32_t)(since % DAY_US < 0 ? day - 1 : day);
}

int64_t
day_begin(int32_t day)
{
	return DAY_0_US + day * DAY_US;
}

/* COUNT digits of VALUE at AT; returns what follows. */
static char *
put_digits(char *at, int value, int count)
{
	for (int i = count; i-- > 0; value /= 10)
		at[i] = (char)('0' + value % 10);
	return at + count;
}

static char *
put_date(char *at, int32_t day)
{
	int year, month, day_of_month;

	day_civil(day, &year, &month, &day_of_month);
	at = put_digits(at, year, 4);
	*at++ = '-';
	at = put_digits(at, month, 2);
	*at++ = '-';
	return put_digits(at, day_of_month, 2);
}

const char *
instant_format(int64_t instant_us, char ret_text[INSTANT_TEXT_BYTES])
{
	int32_t day = instant_day(instant_us);
	int64_t in_day = instant_us - day_begin(day);
	int second = (int)(in_day / SECOND_US);
	int us = (int)(in_day % SECOND_US);
	char *at = put_date(ret_text, day);

	*at++ = 'T';
	at = put_digits(at, second / 3600, 2);
	*at++ = ':';
	at = put_digits(at, second / 60 % 60, 2);
	*at++ = ':';
	at = put_digits(at, second % 60, 2);
	if (us != 0) {
		*at++ = '.';
		at = put_digits(at, us, 6);
	}
	memcpy(at, "+07:00", sizeof "+07:00");
	return ret_text;
}

const char *
day_format(int32_t day, char ret_text[DAY_TEXT_BYTES])
{
	*put_date(ret_text, day) = '\0';
	return ret_text;
}

static int64_t
clock_read(clockid_t clock)
{
	struct timespec now;

	CHECK_OP(clock_gettime(clock, &now), ==, 0);
	return now.tv_sec * SECOND_US + now.tv_nsec / 1000;
}

int64_t
clock_now_us(void)
{
	return clock_read(CLOCK_REALTIME);
}

int64_t
clock_monotonic_us(void)
{
	return clock_read(CLOCK_MONOTONIC);
}
