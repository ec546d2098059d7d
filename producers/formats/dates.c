/* SPDX-License-Identifier: PostgreSQL */
#include "producers/formats/dates.h"

#include "schema/base/attr.h"
#include "schema/base/instant.h"

struct fields {
	int year, month, day;
	int hour, minute, second;
	int us;
	int zone_minutes; /* east of UTC */
	bool has_time;
};

struct cursor {
	const char *at;
	const char *end;
};

struct slice
text_trim(struct slice text)
{
	while (text.length > 0 && (unsigned char)text.data[0] <= ' ') {
		text.data++;
		text.length--;
	}
	while (text.length > 0 && (unsigned char)text.data[text.length - 1] <= ' ')
		text.length--;
	return text;
}

static bool
digits(struct cursor *cursor, int count, int *ret_number)
{
	int number = 0;

	if (cursor->end - cursor->at < count)
		return false;
	for (int i = 0; i < count; i++) {
		if (cursor->at[i] < '0' || cursor->at[i] > '9')
			return false;
		number = number * 10 + (cursor->at[i] - '0');
	}
	cursor->at += count;
	*ret_number = number;
	return true;
}

static bool
mark(struct cursor *cursor, const char *marks)
{
	if (cursor->at == cursor->end || !strchr(marks, *cursor->at) || *cursor->at == '\0')
		return false;
	cursor->at++;
	return true;
}

static bool
done(const struct cursor *cursor)
{
	return cursor->at == cursor->end;
}

/* yyyyMMdd[HHmm[ss]] */
static bool
compact(struct cursor cursor, struct fields *fields)
{
	if (!digits(&cursor, 4, &fields->year) || !digits(&cursor, 2, &fields->month) ||
	    !digits(&cursor, 2, &fields->day))
		return false;
	if (done(&cursor))
		return true;
	fields->has_time = true;
	if (!digits(&cursor, 2, &fields->hour) || !digits(&cursor, 2, &fields->minute))
		return false;
	return done(&cursor) || (digits(&cursor, 2, &fields->second) && done(&cursor));
}

static bool
fraction(struct cursor *cursor, struct fields *fields)
{
	int digit, scale = 100000;

	if (!mark(cursor, "."))
		return true;
	if (done(cursor) || *cursor->at < '0' || *cursor->at > '9')
		return false;
	while (digits(cursor, 1, &digit)) {
		fields->us += digit * scale;
		scale /= 10;
	}
	return true;
}

static bool
zone(struct cursor *cursor, struct fields *fields)
{
	int sign, hours, minutes;

	if (done(cursor))
		return true;
	if (mark(cursor, "Zz")) {
		fields->zone_minutes = 0;
		return done(cursor);
	}
	sign = *cursor->at == '-' ? -1 : 1;
	if (!mark(cursor, "+-") || !digits(cursor, 2, &hours))
		return false;
	mark(cursor, ":");
	if (!digits(cursor, 2, &minutes) || hours > 14 || minutes > 59)
		return false;
	fields->zone_minutes = sign * (hours * 60 + minutes);
	return done(cursor);
}

/* HH:mm[:ss[.f]][zone] */
static bool
clock_time(struct cursor *cursor, struct fields *fields)
{
	fields->has_time = true;
	if (!digits(cursor, 2, &fields->hour) || !mark(cursor, ":") ||
	    !digits(cursor, 2, &fields->minute))
		return false;
	if (mark(cursor, ":") &&
	    (!digits(cursor, 2, &fields->second) || !fraction(cursor, fields)))
		return false;
	return zone(cursor, fields);
}

static bool
behind_the_date(struct cursor *cursor, struct fields *fields)
{
	if (done(cursor))
		return true;
	return mark(cursor, " Tt") && clock_time(cursor, fields);
}

/* yyyy-MM-dd or yyyy/MM/dd, and a time */
static bool
year_first(struct cursor cursor, struct fields *fields)
{
	if (!digits(&cursor, 4, &fields->year) || !mark(&cursor, "-/") ||
	    !digits(&cursor, 2, &fields->month) || !mark(&cursor, "-/") ||
	    !digits(&cursor, 2, &fields->day))
		return false;
	return behind_the_date(&cursor, fields);
}

/* dd/MM/yyyy, and a time */
static bool
day_first(struct cursor cursor, struct fields *fields)
{
	if (!digits(&cursor, 2, &fields->day) || !mark(&cursor, "/") ||
	    !digits(&cursor, 2, &fields->month) || !mark(&cursor, "/") ||
	    !digits(&cursor, 4, &fields->year))
		return false;
	return behind_the_date(&cursor, fields);
}

static bool
parse(struct slice text, struct fields *ret_fields)
{
	static bool (*const forms[])(struct cursor, struct fields *) = { compact, year_first,
									 day_first };
	struct cursor cursor = { text.data, text.data + text.length };

	for (size_t i = 0; i < ARRAY_COUNT(forms); i++) {
		*ret_fields = (struct fields){ .zone_minutes = 7 * 60 };
		if (forms[i](cursor, ret_fields))
			return true;
	}
	return false;
}

static bool
is_nothing(struct slice text)
{
	static const char *const words[] = { "", "N/A", "n/a", "null", "NULL", "0" };

	for (size_t i = 0; i < ARRAY_COUNT(words); i++)
		if (slice_equal(text, slice_text(words[i])))
			return true;
	return false;
}

/* Zero dates, and the days on which calendars of programs begin. */
static bool
is_filler(const struct fields *fields)
{
	return fields->year == 0 || (fields->year == 1 && fields->month == 1) ||
	       (fields->year == 1900 && fields->month == 1 && fields->day == 1);
}

struct date
date_read(struct slice text)
{
	struct date date = { .kind = DATE_NOT_STATED };
	struct fields fields;

	text = text_trim(text);
	if (is_nothing(text))
		return date;
	date.kind = DATE_NO_DATE;
	if (!parse(text, &fields))
		return date;
	if (is_filler(&fields)) {
		date.kind = DATE_NOT_STATED;
		return date;
	}
	date.kind = DATE_IMPOSSIBLE;
	if (fields.year < 2000 || fields.year > 2099 ||
	    !civil_exists(fields.year, fields.month, fields.day) || fields.hour > 23 ||
	    fields.minute > 59 || fields.second > 59)
		return date;
	date.kind = DATE_STATED;
	date.has_time = fields.has_time;
	date.at_us = day_begin(day_of_civil(fields.year, fields.month, fields.day)) +
		     (fields.hour * 3600 + fields.minute * 60 + fields.second) * SECOND_US +
		     fields.us - (fields.zone_minutes - 7 * 60) * 60 * SECOND_US;
	return date;
}
