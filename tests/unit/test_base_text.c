/* SPDX-License-Identifier: PostgreSQL
 *
 * test_base_text.c - runs of bytes, and which of them are texts.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "schema/base/attr.h"
#include "schema/base/slice.h"
#include "schema/base/utf8.h"

struct text_case {
	const char *sentence;
	const char *bytes;
	size_t valid; /* bytes of whole, valid characters at the beginning */
};

#define ALL SIZE_MAX

/* RFC 3629, section 4: the table of well-formed byte sequences, from both sides. */
static const struct text_case texts[] = {
	{ "nothing is a text", "", ALL },
	{ "plain letters", "abc", ALL },
	{ "the first of two bytes, U+0080", "\xc2\x80", ALL },
	{ "the last of two bytes, U+07FF", "\xdf\xbf", ALL },
	{ "the first of three bytes, U+0800", "\xe0\xa0\x80", ALL },
	{ "the last before the surrogates, U+D7FF", "\xed\x9f\xbf", ALL },
	{ "the first behind the surrogates, U+E000", "\xee\x80\x80", ALL },
	{ "the last of three bytes, U+FFFF", "\xef\xbf\xbf", ALL },
	{ "the first of four bytes, U+10000", "\xf0\x90\x80\x80", ALL },
	{ "the last character, U+10FFFF", "\xf4\x8f\xbf\xbf", ALL },
	{ "Vietnamese", "Quảng Ngãi, cấp xã", ALL },
	{ "a tail without a head", "ab\x80", 2 },
	{ "an over-long slash, C0 AF", "\xc0\xaf", 0 },
	{ "an over-long letter, C1 81", "a\xc1\x81", 1 },
	{ "an over-long form of three bytes", "\xe0\x9f\xbf", 0 },
	{ "an over-long form of four bytes", "\xf0\x8f\xbf\xbf", 0 },
	{ "the first surrogate, U+D800", "\xed\xa0\x80", 0 },
	{ "the last surrogate, U+DFFF", "\xed\xbf\xbf", 0 },
	{ "the first beyond Unicode, U+110000", "\xf4\x90\x80\x80", 0 },
	{ "a head that is never used, F5", "abc\xf5\x80\x80\x80", 3 },
	{ "byte FF", "\xff", 0 },
	{ "two bytes cut off", "ab\xc4", 2 },
	{ "three bytes cut off", "ab\xe1\xba", 2 },
	{ "four bytes cut off", "ab\xf0\x9f\x98", 2 },
	{ "a letter where the second byte belongs", "\xc4z", 0 },
	{ "a letter where the third byte belongs", "\xe1\xbaz", 0 },
	{ "a letter where the fourth byte belongs", "\xf0\x9f\x98z", 0 },
};

/* Behind 0 to 16 letters: the words of eight bytes at a time must change nothing. */
static void
utf8_ends_where_the_first_bad_character_begins(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
		for (size_t before = 0; before <= 16; before++) {
			char bytes[64];
			size_t length = (size_t)snprintf(bytes, sizeof bytes, "%.*s%s", (int)before,
							 "abcdefghijklmnop", texts[i].bytes);
			size_t wanted = texts[i].valid == ALL ? length : before + texts[i].valid;
			size_t valid;

			valid = utf8_valid((struct slice){ bytes, length });
			if (valid != wanted)
				fail_msg("%s, behind %zu letters: %zu bytes are good, not %zu",
					 texts[i].sentence, before, valid, wanted);
		}
}

static void
a_zero_byte_is_a_character_like_others(void **state)
{
	const struct slice text = SLICE_LITERAL("a\0b");

	(void)state;
	assert_int_equal(utf8_valid(text), 3);
	assert_int_equal(utf8_characters(text), 3);
	assert_false(utf8_is_plain(text, 10));
}

struct plain_case {
	const char *sentence;
	const char *text;
	size_t characters;
	bool plain; /* with a limit of 5 */
};

static const struct plain_case plains[] = {
	{ "an empty text is none", "", 0, false },
	{ "one character", "a", 1, true },
	{ "five characters of one byte", "abcde", 5, true },
	{ "six are one too many", "abcdef", 6, false },
	{ "characters are counted, not bytes", "ấấấấấ", 5, true },
	{ "six of three bytes are one too many", "ấấấấấấ", 6, false },
	{ "one of four bytes", "\xf0\x9f\x98\x80", 1, true },
	{ "a blank is no control", "a b", 3, true },
	{ "a tab", "a\tb", 3, false },
	{ "a line feed at the end", "ab\n", 3, false },
	{ "U+001F, the last of the first controls", "a\x1f", 2, false },
	{ "U+007F", "a\x7f", 2, false },
	{ "U+0080, the first of the second controls", "a\xc2\x80", 2, false },
	{ "U+009F, the last of the second controls", "\xc2\x9f", 1, false },
	{ "U+00A0 is behind the controls", "\xc2\xa0", 1, true },
	{ "a tail byte of 80 behind another head is no control", "\xc4\x80", 1, true },
	{ "the tails of a long character are no controls", "\xe1\x82\x80", 1, true },
};

static void
a_plain_text_is_counted_in_characters_and_has_no_control(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(plains); i++) {
		struct slice text = slice_text(plains[i].text);

		if (utf8_characters(text) != plains[i].characters)
			fail_msg("%s: %zu characters", plains[i].sentence, utf8_characters(text));
		if (utf8_is_plain(text, 5) != plains[i].plain)
			fail_msg("%s: %s", plains[i].sentence, plains[i].plain ? "no" : "yes");
	}
}

struct order_case {
	const char *sentence;
	struct slice a, b;
	int order; /* of a against b */
};

static int
sign(int number)
{
	return (number > 0) - (number < 0);
}

static void
slices_are_ordered_by_their_bytes(void **state)
{
	const struct order_case cases[] = {
		{ "equal texts", SLICE_LITERAL("ab"), SLICE_LITERAL("ab"), 0 },
		{ "the first byte that differs decides", SLICE_LITERAL("ab"),
		  SLICE_LITERAL("b"), -1 },
		{ "a beginning comes before the whole", SLICE_LITERAL("ab"),
		  SLICE_LITERAL("abc"), -1 },
		{ "capitals come before small letters", SLICE_LITERAL("Z"),
		  SLICE_LITERAL("a"), -1 },
		{ "bytes are not signed: Vietnamese comes behind ASCII",
		  SLICE_LITERAL("\xc4\x90"), SLICE_LITERAL("z"), 1 },
		{ "a zero byte counts", SLICE_LITERAL("a\0b"), SLICE_LITERAL("a\0a"), 1 },
		{ "nothing comes before something", { NULL, 0 }, SLICE_LITERAL("a"), -1 },
		{ "nothing equals the empty text", { NULL, 0 }, SLICE_LITERAL(""), 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		const struct order_case *row = &cases[i];

		if (sign(slice_compare(row->a, row->b)) != row->order ||
		    sign(slice_compare(row->b, row->a)) != -row->order ||
		    slice_equal(row->a, row->b) != (row->order == 0))
			fail_msg("%s: order %d", row->sentence, slice_compare(row->a, row->b));
	}
}

static void
a_text_ends_with_its_tail_and_not_with_a_longer_one(void **state)
{
	(void)state;
	assert_true(slice_ends_with(SLICE_LITERAL("type.v1"), SLICE_LITERAL(".v1")));
	assert_true(slice_ends_with(SLICE_LITERAL(".v1"), SLICE_LITERAL(".v1")));
	assert_false(slice_ends_with(SLICE_LITERAL("v1"), SLICE_LITERAL(".v1")));
	assert_false(slice_ends_with(SLICE_LITERAL("type.v2"), SLICE_LITERAL(".v1")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_ends_where_the_first_bad_character_begins),
		cmocka_unit_test(a_zero_byte_is_a_character_like_others),
		cmocka_unit_test(a_plain_text_is_counted_in_characters_and_has_no_control),
		cmocka_unit_test(slices_are_ordered_by_their_bytes),
		cmocka_unit_test(a_text_ends_with_its_tail_and_not_with_a_longer_one),
	};

	return cmocka_run_group_tests_name("texts", tests, NULL, NULL);
}
