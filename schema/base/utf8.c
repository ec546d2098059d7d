/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/utf8.h"

#include <stdint.h>

#define HIGH_BITS UINT64_C(0x8080808080808080)

static bool
is_tail(unsigned char byte)
{
	return (byte & 0xC0) == 0x80;
}

/* Bytes of the character at AT, which begins with a byte of 0x80 or above; 0: bad.
 * The second byte's range rules out overlong forms, surrogates and what lies above
 * U+10FFFF (RFC 3629, section 4). */
static size_t
long_character(const unsigned char *at, size_t left)
{
	unsigned char lead = at[0];
	size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
	unsigned char lowest = 0x80, highest = 0xBF;

	if (lead < 0xC2 || lead > 0xF4 || left < length)
		return 0;
	if (lead == 0xE0)
		lowest = 0xA0;
	else if (lead == 0xED)
		highest = 0x9F;
	else if (lead == 0xF0)
		lowest = 0x90;
	else if (lead == 0xF4)
		highest = 0x8F;
	if (at[1] < lowest || at[1] > highest)
		return 0;
	if (length > 2 && !is_tail(at[2]))
		return 0;
	if (length > 3 && !is_tail(at[3]))
		return 0;
	return length;
}

size_t
utf8_first(struct slice text)
{
	const unsigned char *bytes = (const unsigned char *)text.data;

	if (text.length == 0)
		return 0;
	return bytes[0] < 0x80 ? 1 : long_character(bytes, text.length);
}

size_t
utf8_valid(struct slice text)
{
	const unsigned char *bytes = (const unsigned char *)text.data;
	size_t at = 0;

	while (at < text.length) {
		uint64_t word;
		size_t length;

		if (text.length - at >= sizeof word) {
			memcpy(&word, bytes + at, sizeof word);
			if (!(word & HIGH_BITS)) {
				at += sizeof word;
				continue;
			}
		}
		if (bytes[at] < 0x80) {
			at++;
			continue;
		}
		length = long_character(bytes + at, text.length - at);
		if (length == 0)
			return at;
		at += length;
	}
	return at;
}

size_t
utf8_characters(struct slice text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.length; i++)
		count += !is_tail((unsigned char)text.data[i]);
	return count;
}

bool
utf8_is_plain(struct slice text, size_t characters_max)
{
	size_t count = 0;
	unsigned char before = 0;

	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = (unsigned char)text.data[i];

		if (byte < 0x20 || byte == 0x7F)
			return false;
		if (before == 0xC2 && byte < 0xA0) /* U+0080 to U+009F */
			return false;
		count += !is_tail(byte);
		before = byte;
	}
	return count >= 1 && count <= characters_max;
}
