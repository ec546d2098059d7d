/* SPDX-License-Identifier: PostgreSQL */
#include "schema/contract/value.h"

#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/utf8.h"

struct range {
	int64_t low, high;
};

static const struct range ranges[MEMBER_COUNT] = {
#define MEMBER(name, json, kind, low, high) [MEMBER_##name] = { low, high },
#include "schema/contract/event.def"
};

enum { DECIMAL_DIGITS_MAX = 12, DECIMAL_PLACES_MAX = 6, MILLIONTHS = 1000000 };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of the character that begins at AT; the text is valid UTF-8. */
static size_t
character_bytes(struct slice text, size_t at)
{
	unsigned char lead = (unsigned char)text.data[at];

	return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

static bool
is_code_letter(struct slice text, size_t at)
{
	unsigned char c = (unsigned char)text.data[at];

	if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || is_digit((char)c))
		return true;
	return c == 0xc4 && at + 1 < text.length &&
	       ((unsigned char)text.data[at + 1] & 0xfe) == 0x90; /* Đ, đ */
}

static bool
is_code_sign(char c)
{
	return c == '.' || c == '_' || c == ',' || c == ':' || c == '/' || c == '&' ||
	       c == '+' || c == '-';
}

bool
text_is_code(struct slice text)
{
	int count = 0;

	for (size_t at = 0; at < text.length; at += character_bytes(text, at), count++)
		if (!is_code_letter(text, at) && (count == 0 || !is_code_sign(text.data[at])))
			return false;
	return count >= 1 && count <= EVENT_CODE_CHARACTERS_MAX;
}

static bool
is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The local and the national code of a procedure are one: ".000.00.00.H48", for any
 * organisation, is cut (R1). */
static struct slice
without_local_suffix(struct slice code)
{
	static const char zeros[] = ".000.00.00.";
	const size_t length = sizeof zeros - 1 + 3;
	const char *tail = code.data + code.length - length;

	if (code.length <= length || memcmp(tail, zeros, sizeof zeros - 1) != 0 ||
	    !is_letter(tail[length - 3]) || !is_digit(tail[length - 2]) ||
	    !is_digit(tail[length - 1]))
		return code;
	return (struct slice){ code.data, code.length - length };
}

/* A JSON number, exactly: its digits without zeros at either end, and the power of ten
 * of the last one. */
struct number {
	bool negative;
	char digits[24];
	int count;      /* of digits; more than fit are only counted */
	int64_t zeros;  /* read and not yet known to stand between digits */
	int64_t power;
};

static void
append_digit(struct number *number, char digit)
{
	if (number->count < (int)sizeof number->digits)
		number->digits[number->count] = digit;
	number->count++;
}

static void
add_digit(struct number *number, char digit)
{
	if (digit == '0') {
		number->zeros += number->count > 0;
		return;
	}
	for (; number->zeros > 0; number->zeros--)
		append_digit(number, '0');
	append_digit(number, digit);
}

static int64_t
exponent(struct slice text, size_t at)
{
	bool negative = text.data[at] == '-';
	int64_t value = 0;

	if (text.data[at] == '-' || text.data[at] == '+')
		at++;
	for (; at < text.length; at++)
		if (value < 1000000)
			value = value * 10 + (text.data[at] - '0');
	return negative ? -value : value;
}

/* yajl has checked the grammar. */
static struct number
number_parse(struct slice text)
{
	struct number number = { 0 };
	bool fraction = false;
	size_t at = 0;

	if (text.length > 0 && text.data[0] == '-') {
		number.negative = true;
		at = 1;
	}
	for (; at < text.length; at++) {
		char c = text.data[at];

		if (c == 'e' || c == 'E') {
			number.power += exponent(text, at + 1);
			break;
		}
		if (c == '.') {
			fraction = true;
			continue;
		}
		add_digit(&number, c);
		number.power -= fraction;
	}
	number.power += number.zeros;
	return number;
}

/* False: not whole, or more than 18 digits. */
static bool
number_whole(struct slice text, int64_t *ret_whole)
{
	struct number number = number_parse(text);
	int64_t whole = 0;

	if (number.count == 0) {
		*ret_whole = 0;
		return true;
	}
	if (number.power < 0 || number.count + number.power > 18)
		return false;
	for (int i = 0; i < number.count; i++)
		whole = whole * 10 + (number.digits[i] - '0');
	for (; number.power > 0; number.power--)
		whole *= 10;
	*ret_whole = number.negative ? -whole : whole;
	return true;
}

/* -?[0-9]{1,12}(\.[0-9]{1,6})?  as millionths */
static bool
decimal_text(struct slice text, int64_t *ret_millionths)
{
	bool negative = text.length > 0 && text.data[0] == '-';
	size_t at = negative;
	int64_t value = 0;
	int before = 0, after = 0;

	for (; at < text.length && is_digit(text.data[at]); at++, before++)
		if (before < DECIMAL_DIGITS_MAX)
			value = value * 10 + (text.data[at] - '0');
	if (at < text.length && text.data[at] == '.')
		for (at++; at < text.length && is_digit(text.data[at]); at++, after++)
			if (after < DECIMAL_PLACES_MAX)
				value = value * 10 + (text.data[at] - '0');
	if (at != text.length || before < 1 || before > DECIMAL_DIGITS_MAX ||
	    after > DECIMAL_PLACES_MAX || text.data[text.length - 1] == '.')
		return false;
	for (; after < DECIMAL_PLACES_MAX; after++)
		value *= 10;
	*ret_millionths = negative ? -value : value;
	return true;
}

static enum reason
read_decimal(const struct value *value, struct member *member)
{
	const int64_t limit = INT64_C(999999999999);

	if (value->token == JSON_STRING)
		return decimal_text(value->text, &member->number) ? REASON_NONE
								  : REASON_NUMBER_RANGE;
	if (value->token != JSON_NUMBER)
		return REASON_MEMBER_MISTYPED;
	if (!number_whole(value->text, &member->number) || member->number > limit ||
	    member->number < -limit)
		return REASON_NUMBER_RANGE;
	member->number *= MILLIONTHS;
	return REASON_NONE;
}

static enum reason
read_integer(enum member_name name, const struct value *value, struct member *member)
{
	if (value->token != JSON_NUMBER)
		return REASON_MEMBER_MISTYPED;
	if (!number_whole(value->text, &member->number) ||
	    member->number < ranges[name].low || member->number > ranges[name].high)
		return REASON_NUMBER_RANGE;
	return REASON_NONE;
}

static enum reason
reason_of(enum instant_fault fault)
{
	switch (fault) {
	case INSTANT_OK:
		return REASON_NONE;
	case INSTANT_SHAPE:
		return REASON_TIME_SHAPE;
	case INSTANT_NO_ZONE:
		return REASON_TIME_NO_ZONE;
	case INSTANT_IMPOSSIBLE:
		return REASON_TIME_IMPOSSIBLE;
	case INSTANT_RANGE:
		return REASON_TIME_RANGE;
	}
	CHECK(!"a fault that is not in the list");
	return REASON_TIME_SHAPE;
}

enum reason
value_instant(struct slice text, int64_t *ret_instant_us)
{
	return reason_of(instant_parse(text, ret_instant_us));
}

static enum reason
read_day(struct slice text, struct member *member)
{
	int32_t day = 0;
	enum reason reason = reason_of(day_parse(text, &day));

	member->number = day;
	return reason;
}

/* A date, or a full instant that gives its local date (R3). */
static enum reason
read_date(struct slice text, struct member *member)
{
	const size_t date_length = 10;
	int64_t instant;
	enum reason reason;

	if (text.length <= date_length)
		return read_day(text, member);
	reason = value_instant(text, &instant);
	if (reason == REASON_NONE)
		member->number = instant_day(instant);
	return reason;
}

/* YYYY, YYYY-H1..2, YYYY-Q1..4, YYYY-01..12, of 2000 to 2099 (R12). */
static bool
is_period(struct slice text)
{
	const char *c = text.data;

	if (text.length < 4 || c[0] != '2' || c[1] != '0' || !is_digit(c[2]) ||
	    !is_digit(c[3]))
		return false;
	if (text.length == 4)
		return true;
	if (text.length != 7 || c[4] != '-')
		return false;
	if (c[5] == 'H')
		return c[6] == '1' || c[6] == '2';
	if (c[5] == 'Q')
		return c[6] >= '1' && c[6] <= '4';
	return (c[5] == '0' && c[6] >= '1' && c[6] <= '9') ||
	       (c[5] == '1' && c[6] >= '0' && c[6] <= '2');
}

static enum reason
read_text(enum member_name name, struct slice text, struct member *member)
{
	member->text = text;
	switch (member_kind(name)) {
	case MEMBER_KIND_CODE:
		return text_is_code(text) ? REASON_NONE : REASON_CODE_SHAPE;
	case MEMBER_KIND_PROCEDURE:
		if (!text_is_code(text))
			return REASON_CODE_SHAPE;
		member->text = without_local_suffix(text);
		return REASON_NONE;
	case MEMBER_KIND_TEXT:
		return utf8_is_plain(text, EVENT_TEXT_CHARACTERS_MAX) ? REASON_NONE
								      : REASON_CODE_SHAPE;
	case MEMBER_KIND_WORD:
		member->number = list_find(member_list(name), text);
		return member->number > 0 ? REASON_NONE : REASON_CODE_NOT_LISTED;
	case MEMBER_KIND_INSTANT:
		return value_instant(text, &member->number);
	case MEMBER_KIND_DATE:
		return read_date(text, member);
	case MEMBER_KIND_DAY:
		return read_day(text, member);
	case MEMBER_KIND_PERIOD:
		return is_period(text) ? REASON_NONE : REASON_CODE_NOT_LISTED;
	case MEMBER_KIND_INTEGER:
	case MEMBER_KIND_DECIMAL:
	case MEMBER_KIND_TRUTH:
		break;
	}
	return REASON_MEMBER_MISTYPED;
}

enum reason
value_read(enum member_name name, const struct value *value, struct member *ret_member)
{
	enum member_kind kind = member_kind(name);

	*ret_member = (struct member){ .name = name };
	if (kind == MEMBER_KIND_INTEGER)
		return read_integer(name, value, ret_member);
	if (kind == MEMBER_KIND_DECIMAL)
		return read_decimal(value, ret_member);
	if (kind == MEMBER_KIND_TRUTH) {
		ret_member->number = value->token == JSON_TRUE;
		return value->token == JSON_TRUE || value->token == JSON_FALSE
			       ? REASON_NONE
			       : REASON_MEMBER_MISTYPED;
	}
	if (value->token != JSON_STRING)
		return REASON_MEMBER_MISTYPED;
	return read_text(name, value->text, ret_member);
}
