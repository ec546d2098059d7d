/* SPDX-License-Identifier: PostgreSQL
 *
 * test_dead_mask.c - what "trakhuc dead show" hides of a refused record, and where it puts
 * the mark.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "consumers/dead/excerpt.h"
#include "consumers/dead/mask.h"
#include "consumers/dead/place.h"
#include "schema/base/attr.h"

struct mask_case {
	const char *sentence;
	const char *bytes;
	const char *shown;
};

static const struct mask_case payloads[] = {
	{ "a sound event is shown as it is",
	  "{\"specversion\":\"1.0\",\"source\":\"/quangngai/x\",\"data\":{\"dossier\":"
	  "\"H48.21-250908-0042\",\"at\":\"2025-09-08T08:00:00+07:00\",\"fee_vnd\":150000,"
	  "\"satisfied\":true,\"unit\":null}}",
	  "{\"specversion\":\"1.0\",\"source\":\"/quangngai/x\",\"data\":{\"dossier\":"
	  "\"H48.21-250908-0042\",\"at\":\"2025-09-08T08:00:00+07:00\",\"fee_vnd\":150000,"
	  "\"satisfied\":true,\"unit\":null}}" },
	{ "a member that the contract does not have is hidden, its key is not",
	  "{\"data\":{\"ho_ten\":\"Canary\",\"tuoi\":42,\"unit\":\"21025\"}}",
	  "{\"data\":{\"ho_ten\":\"******\",\"tuoi\":**,\"unit\":\"21025\"}}" },
	{ "prose in a member of the contract is hidden, byte for byte",
	  "{\"data\":{\"unit\":\"Xã Thử\"}}", "{\"data\":{\"unit\":\"*********\"}}" },
	{ "letters written as escapes are prose",
	  "{\"data\":{\"unit\":\"C\\u00e1nary\"}}", "{\"data\":{\"unit\":\"***********\"}}" },
	{ "a word like a name is no code", "{\"data\":{\"unit\":\"Ca-Canary\"}}",
	  "{\"data\":{\"unit\":\"*********\"}}" },
	{ "Đ belongs to codes", "{\"data\":{\"unit\":\"Đ1\"}}", "{\"data\":{\"unit\":\"Đ1\"}}" },
	{ "a wrong time is shown, since it is the fault",
	  "{\"data\":{\"at\":\"05/01/2026 08:00\"}}", "{\"data\":{\"at\":\"05/01/2026 08:00\"}}" },
	{ "an identity number is hidden in any member",
	  "{\"id\":\"e-001099000001\",\"data\":{\"dossier\":\"001099000001\",\"fee_vnd\":123456789}}",
	  "{\"id\":\"e-************\",\"data\":{\"dossier\":\"************\",\"fee_vnd\":*********}}" },
	{ "so is a telephone number, however it is parted",
	  "{\"data\":{\"unit\":\"0900-000-001\",\"at\":\"0900 000 001 :\",\"due\":\"+84900000001\"}}",
	  "{\"data\":{\"unit\":\"************\",\"at\":\"************ :\",\"due\":\"************\"}}" },
	{ "and an address of e-mail", "{\"source\":\"/x/ca.nary@example.vn/y\"}",
	  "{\"source\":\"/x/******************/y\"}" },
	{ "an object where the contract has none is hidden with all that it holds",
	  "{\"data\":{\"nguoi_nop\":{\"id\":\"CANARY\",\"unit\":[\"CANARY\"]},\"unit\":\"7\"}}",
	  "{\"data\":{\"nguoi_nop\":{\"id\":\"******\",\"unit\":[\"******\"]},\"unit\":\"7\"}}" },
	{ "a known member with an object as its value is no better",
	  "{\"data\":{\"unit\":{\"unit\":\"CANARY\"}},\"type\":\"x\"}",
	  "{\"data\":{\"unit\":{\"unit\":\"******\"}},\"type\":\"x\"}" },
	{ "free text of the catalogue is hidden as well",
	  "{\"data\":{\"name\":\"Canary\"}}", "{\"data\":{\"name\":\"******\"}}" },
	{ "a key that may be a name is hidden", "{\"Canary\":1,\"Ca nary\":1}",
	  "{\"******\":*,\"*******\":*}" },
	{ "what is no JSON is hidden but for its marks", "Canary, 12: [canary]",
	  "******, **: [******]" },
	{ "an event that was cut off hides its open text",
	  "{\"data\":{\"unit\":\"21025\",\"ho_ten\":\"Canary Ca",
	  "{\"data\":{\"unit\":\"21025\",\"ho_ten\":\"*********" },
	{ "a quote too many does not turn the texts inside out",
	  "{\"data\":{\"unit\":\"21\"Canary\",\"ho_ten\":\"Canary\",\"x\":\"Canary\"}}",
	  "{\"data\":{\"unit\":\"21\"******\",\"******\":\"******\",\"*\":\"******\"**" },
	{ "bytes that are no text are hidden, a zero byte and an escape sequence too",
	  "{\"unit\":\"\xff\x01\",\x1b[31m\x7f}", "{\"unit\":\"**\",*[****}" },
	{ "words of JSON are shown, others are not", "{\"x\":true,\"y\":null,\"z\":Canary}",
	  "{\"x\":true,\"y\":null,\"z\":******}" },
};

static void
test_a_payload_shows_what_is_known_to_be_harmless(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(payloads); i++) {
		char *bytes = strdup(payloads[i].bytes);

		assert_non_null(bytes);
		mask_payload(bytes, strlen(bytes));
		if (strcmp(bytes, payloads[i].shown) != 0)
			print_error("%s\n", payloads[i].sentence);
		assert_string_equal(bytes, payloads[i].shown);
		free(bytes);
	}
}

/* Every cut of every payload, and every byte of it replaced: nothing of the canary is left,
 * and the masking stays inside of its bytes (the sanitizer looks). */
static void
test_no_damage_brings_a_canary_to_light(void **state)
{
	static const char sound[] =
		"{\"id\":\"e-1\",\"data\":{\"ho_ten\":\"Canary\",\"x\":{\"id\":\"Canary\"},"
		"\"unit\":\"Canary Canary\",\"y\":[\"Canary\",{\"unit\":\"Canary\"}]}}";
	static const char damage[] = "\"\\{}[],: aZ0\xff";

	(void)state;
	for (size_t cut = 0; cut < sizeof sound; cut++) {
		for (size_t i = 0; cut > 0 && i < sizeof damage; i++) {
			char *bytes = malloc(cut);
			size_t at = (cut * 7 + i) % cut;

			assert_non_null(bytes);
			memcpy(bytes, sound, cut);
			bytes[at] = damage[i];
			mask_payload(bytes, cut);
			if (memmem(bytes, cut, "Canary", 6)) {
				print_error("byte %zu of %zu as %02x: %.*s\n", at, cut,
					    (unsigned char)damage[i], (int)cut, bytes);
				fail();
			}
			free(bytes);
		}
	}
}

static void
test_the_mark_stands_under_its_byte(void **state)
{
	struct slice payload = SLICE_LITERAL("{\"Đ\":1,\n\"unit\":2}");
	struct text text = { 0 };

	(void)state;
	excerpt_put(&text, payload, excerpt_place(payload, 5, "x"), "here");
	assert_string_equal(text.data, "      0  {\"Đ\":1, \n"
				       "             ^ byte 5, here\n"
				       "      9  \"unit\":2}\n");
	text_reset(&text);
	excerpt_put(&text, payload, excerpt_place(payload, 0, "unit"), "");
	assert_string_equal(text.data, "      0  {\"Đ\":1, \n"
				       "      9  \"unit\":2}\n"
				       "         ^ byte 9\n");
	text_reset(&text);
	excerpt_put(&text, payload, excerpt_place(payload, (uint32_t)payload.length, ""), "cut");
	assert_non_null(strstr(text.data, "^ byte 18, cut\n"));
	text_reset(&text);
	excerpt_put(&text, payload, excerpt_place(payload, 0, "none"), "");
	assert_null(strchr(text.data, '^'));
	text_release(&text);
}

static void
test_a_place_is_read_back_as_it_is_written(void **state)
{
	static const char *const wrong[] = {
		"", "dossier.v1", "dossier.v1-2", "dossier.v1@2", "dossier.v1-2@", "dossier.v1-@2",
		"dossier.v2-0@0", "dossier.v1-2@-1", "dossier.v1-2@+1", "dossier.v1-2@01",
		"dossier.v1-02@1", "dossier.v1-2@1 ", " dossier.v1-2@1", "dossier.v1-40000@1",
		"dossier.v1-2@99999999999999999999", "dossier.v1-2@1@1",
		"dossier.v1-2@1 of log ", "dossier.v1-2@1 of log 0", "dossier.v1-2@1 of log 01",
		"dossier.v1-2@1 of log 9999999999", "dossier.v1-2@1 of log 1 of log 1",
		"dossier.v1-2@ of log 1", "dossier.v1-2@1 of  log 1", "of log 1",
	};
	char text[PLACE_TEXT_BYTES];
	struct error err = { 0 };
	struct place place;

	(void)state;
	assert_true(place_parse("indicator.v1-32767@9223372036854775807", &place, &err));
	assert_string_equal(place_format(&place, text), "indicator.v1-32767@9223372036854775807");
	assert_int_equal(place.log, 0);
	assert_true(place_parse("indicator.v1-32767@9223372036854775807 of log 2147483647", &place, &err));
	assert_string_equal(place_format(&place, text),
			    "indicator.v1-32767@9223372036854775807 of log 2147483647");
	for (size_t i = 0; i < ARRAY_COUNT(wrong); i++)
		if (place_parse(wrong[i], &place, &err))
			fail_msg("\"%s\" is taken for a place", wrong[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_payload_shows_what_is_known_to_be_harmless),
		cmocka_unit_test(test_no_damage_brings_a_canary_to_light),
		cmocka_unit_test(test_the_mark_stands_under_its_byte),
		cmocka_unit_test(test_a_place_is_read_back_as_it_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
