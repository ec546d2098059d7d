/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/person.h"

#include <string.h>

#include "schema/base/ascii.h"

enum {
	RUN_DIGITS_MIN = 9, /* the old identity number has 9, the new one 12 */
	PHONE_DIGITS = 10,  /* 0 and nine more, or +84 and nine more */
};

static size_t
digits_at(const char *bytes, size_t length)
{
	size_t count = 0;

	while (count < length && ascii_is_digit(bytes[count]))
		count++;
	return count;
}

/* Length of a telephone number that begins at BYTES, its digits parted by at most one of
 * blank, dot and hyphen; 0: there is none. */
static size_t
phone_at(const char *bytes, size_t length)
{
	size_t at = 0, digits = 0;

	if (length >= 3 && bytes[0] == '+' && bytes[1] == '8' && bytes[2] == '4') {
		at = 3;
		digits = 1; /* for the 0 that it replaces */
	} else if (length == 0 || bytes[0] != '0') {
		return 0;
	}
	while (at < length && digits < PHONE_DIGITS) {
		if (ascii_is_digit(bytes[at]))
			digits++;
		else if (!ascii_is_one_of(bytes[at], " .-") || at == 0 || !ascii_is_digit(bytes[at - 1]))
			return 0;
		at++;
	}
	return digits == PHONE_DIGITS && (at == length || !ascii_is_word(bytes[at])) ? at : 0;
}

/* Length of a number of a person at AT: long, or to be called. */
static size_t
number_at(const char *bytes, size_t length, size_t at)
{
	size_t digits = digits_at(bytes + at, length - at);

	if (digits >= RUN_DIGITS_MIN)
		return digits;
	return at == 0 || !ascii_is_word(bytes[at - 1]) ? phone_at(bytes + at, length - at) : 0;
}

static bool
is_address(char c)
{
	return ascii_is_word(c) || ascii_is_one_of(c, "._%+-");
}

/* Length of an address around the @ at AT, from *BEGIN on; 0: there is none.  The place of a
 * record has an @ too, but only digits behind it. */
static size_t
address_at(const char *bytes, size_t length, size_t at, size_t *begin)
{
	size_t first = at, end = at + 1;
	bool letter = false;

	if (bytes[at] != '@')
		return 0;
	while (first > *begin && is_address(bytes[first - 1]))
		first--;
	for (; end < length && is_address(bytes[end]); end++)
		letter = letter || (ascii_is_word(bytes[end]) && !ascii_is_digit(bytes[end]));
	*begin = letter ? first : at;
	return letter ? end - first : 0;
}

/* Finds the next number or address from *AT on. */
static bool
find_person(const char *bytes, size_t length, size_t *at, size_t *ret_length)
{
	for (size_t i = *at; i < length; i++) {
		size_t begin = *at, found = address_at(bytes, length, i, &begin);

		if (found == 0) {
			begin = i;
			found = number_at(bytes, length, i);
		}
		if (found == 0)
			continue;
		*at = begin;
		*ret_length = found;
		return true;
	}
	return false;
}

void
person_hide(char *bytes, size_t length)
{
	size_t at = 0, found;

	while (find_person(bytes, length, &at, &found)) {
		memset(bytes + at, '*', found);
		at += found;
	}
}

bool
person_in(struct slice text)
{
	size_t at = 0, found;

	return find_person(text.data, text.length, &at, &found);
}
