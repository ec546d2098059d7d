/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/unmark.h"

#include <stdint.h>
#include <string.h>

#include "consumers/ioc/text.h"
#include "schema/base/attr.h"

/* Letters with marks, by ranges of Unicode: capitals and small ones alike. */
static const struct {
	uint32_t first, last;
	char letter;
} letters[] = {
	{ 0xc0, 0xc5, 'a' },	 { 0xc8, 0xcb, 'e' },	  { 0xcc, 0xcf, 'i' },
	{ 0xd2, 0xd6, 'o' },	 { 0xd9, 0xdc, 'u' },	  { 0xdd, 0xdd, 'y' },
	{ 0xe0, 0xe5, 'a' },	 { 0xe8, 0xeb, 'e' },	  { 0xec, 0xef, 'i' },
	{ 0xf2, 0xf6, 'o' },	 { 0xf9, 0xfc, 'u' },	  { 0xfd, 0xfd, 'y' },
	{ 0x102, 0x103, 'a' },	 { 0x110, 0x111, 'd' },	  { 0x128, 0x129, 'i' },
	{ 0x168, 0x169, 'u' },	 { 0x1a0, 0x1a1, 'o' },	  { 0x1af, 0x1b0, 'u' },
	{ 0x1ea0, 0x1eb7, 'a' }, { 0x1eb8, 0x1ec7, 'e' }, { 0x1ec8, 0x1ecb, 'i' },
	{ 0x1ecc, 0x1ee3, 'o' }, { 0x1ee4, 0x1ef1, 'u' }, { 0x1ef2, 0x1ef9, 'y' },
};

static bool
is_mark(uint32_t character)
{
	return character >= 0x300 && character <= 0x36f; /* combining, as in decomposed text */
}

/* The character at AT, of SIZE bytes, and its length; a byte that begins none stands for
 * itself. */
static uint32_t
read_character(const char *at, size_t size, size_t *ret_length)
{
	const unsigned char *byte = (const unsigned char *)at;
	size_t length = byte[0] >= 0xf0 ? 4 : byte[0] >= 0xe0 ? 3 : byte[0] >= 0xc0 ? 2 : 1;
	uint32_t character = byte[0];

	if (length > size)
		length = 1;
	if (length > 1)
		character &= 0x7fu >> length;
	for (size_t i = 1; i < length; i++)
		character = character << 6 | (byte[i] & 0x3f);
	*ret_length = length;
	return character;
}

static char
letter_of(uint32_t character)
{
	if (character >= 'A' && character <= 'Z')
		return (char)(character - 'A' + 'a');
	for (size_t i = 0; i < ARRAY_COUNT(letters); i++)
		if (character >= letters[i].first && character <= letters[i].last)
			return letters[i].letter;
	return '\0';
}

/* Other characters stay. */
static void
put_unmarked(struct text *text, struct slice value)
{
	for (size_t at = 0; at < value.length;) {
		size_t length;
		uint32_t character = read_character(value.data + at, value.length - at, &length);
		char letter = letter_of(character);

		if (letter != '\0')
			text_put(text, (struct slice){ &letter, 1 });
		else if (!is_mark(character))
			text_put(text, (struct slice){ value.data + at, length });
		at += length;
	}
}

bool
unmark_has(struct slice name, struct slice part)
{
	struct text whole = { 0 }, wanted = { 0 };
	bool has;

	put_unmarked(&whole, name);
	put_unmarked(&wanted, part);
	has = wanted.length == 0 ||
	      (whole.length > 0 &&
	       memmem(whole.data, whole.length, wanted.data, wanted.length) != NULL);
	text_release(&whole);
	text_release(&wanted);
	return has;
}
