/* SPDX-License-Identifier: PostgreSQL
 *
 * test_contract_extensions.c - which extensions of CloudEvents an event keeps.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "schema/contract/decode.h"
#include "schema/contract/encode.h"

#define TRACE "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
#define HEADER(name, value) { SLICE_LITERAL(name), SLICE_LITERAL(value) }

struct reading {
	struct decoder *decoder;
	struct encoder *encoder;
	struct arena arena;
};

static int
set_up(void **state)
{
	static struct reading reading;

	reading.decoder = decoder_open();
	reading.encoder = encoder_open();
	arena_init(&reading.arena);
	*state = &reading;
	return 0;
}

static int
tear_down(void **state)
{
	struct reading *reading = *state;

	reading->decoder = decoder_close(reading->decoder);
	reading->encoder = encoder_close(reading->encoder);
	arena_release(&reading->arena);
	return 0;
}

/* A binary-mode heartbeat whose traceparent is TRACE. */
static struct event
decode_with(struct reading *reading, struct slice trace)
{
	const struct record_header headers[] = {
		HEADER("ce_specversion", "1.0"),
		HEADER("ce_type", "vn.gov.quangngai.source.heartbeat.v1"),
		HEADER("ce_source", "/thu/nguon"),
		HEADER("ce_id", "1"),
		HEADER("ce_time", "2026-01-05T08:00:00+07:00"),
		{ SLICE_LITERAL("ce_traceparent"), trace },
	};
	const struct record record = {
		.payload = SLICE_LITERAL("{\"at\":\"2026-01-05T08:00:00+07:00\"}"),
		.headers = headers,
		.header_count = ARRAY_COUNT(headers),
	};
	struct event event;
	struct fault fault;

	assert_int_equal(decode_event(reading->decoder, &record, &reading->arena, &event, &fault),
			 REASON_NONE);
	return event;
}

static void
a_plain_extension_passes_through(void **state)
{
	struct event event = decode_with(*state, SLICE_LITERAL(TRACE));

	assert_non_null(event.extensions);
	assert_true(slice_equal(event.extensions->traceparent, SLICE_LITERAL(TRACE)));
	assert_null(event.extensions->sequence.data);
}

static void
an_extension_with_a_zero_byte_is_dropped_and_the_event_kept(void **state)
{
	struct event event = decode_with(*state, SLICE_LITERAL("00-\0-01"));

	assert_null(event.extensions);
}

static void
an_extension_longer_than_an_attribute_may_be_is_dropped(void **state)
{
	char longest[EVENT_ID_CHARACTERS_MAX + 1];
	struct slice text = { longest, sizeof longest };

	memset(longest, 'x', sizeof longest);
	assert_null(decode_with(*state, text).extensions);
	text.length--;
	assert_non_null(decode_with(*state, text).extensions);
}

static void
what_was_kept_is_kept_again_after_encoding(void **state)
{
	struct reading *reading = *state;
	struct event event = decode_with(reading, SLICE_LITERAL(TRACE)), again;
	struct record record = { .payload = encode_event(reading->encoder, &event) };
	struct fault fault;

	assert_int_equal(decode_event(reading->decoder, &record, &reading->arena, &again, &fault),
			 REASON_NONE);
	assert_true(slice_equal(again.extensions->traceparent, SLICE_LITERAL(TRACE)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_extension_passes_through),
		cmocka_unit_test(an_extension_with_a_zero_byte_is_dropped_and_the_event_kept),
		cmocka_unit_test(an_extension_longer_than_an_attribute_may_be_is_dropped),
		cmocka_unit_test(what_was_kept_is_kept_again_after_encoding),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
