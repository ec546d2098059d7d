/* SPDX-License-Identifier: PostgreSQL
 *
 * target_event.c - the event decoder, structured and binary.
 *
 * Input: a payload; or lines "name: value", an empty line, a payload.  The lines are the
 * record's headers; "key" and "broker-time" (microseconds) are its key and its time.
 *
 * Laws: an accepted event is the same after encode and decode; a refused one has a
 * reason of the list and names a place inside of the payload; nothing points into the
 * record; an event takes no more of the arena than its record accounts for, and nothing
 * else is allocated without bound.
 */
#include <sanitizer/allocator_interface.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/utf8.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/same.h"

enum {
	HEADERS_MAX = 24,
	/* texts are copied once unescaped and once kept; the rest is structures, rounding
	 * and the names in a fault */
	ARENA_FIXED_BYTES = 16 * 1024,
	/* the decoder's own memory: what yajl and the set of keys need for 64 KiB */
	HEAP_BYTES_MAX = 4 * 1024 * 1024,
};

static struct decoder *decoder;
static struct encoder *encoder;
static struct arena arena, second_arena;
static size_t heap_bytes;

static void
on_malloc(const volatile void *piece, size_t size)
{
	(void)piece;
	heap_bytes += size;
}

static void
on_free(const volatile void *piece)
{
	(void)piece;
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	decoder = decoder_open();
	encoder = encoder_open();
	arena_init(&arena);
	arena_init(&second_arena);
	CHECK(__sanitizer_install_malloc_and_free_hooks(on_malloc, on_free));
	return 0;
}

struct input {
	struct pieces pieces;
	struct record record;
	struct record_header headers[HEADERS_MAX];
	size_t bytes; /* of payload and headers */
};

static void
take_header(struct input *input, struct slice name, struct slice value)
{
	struct record_header *header = &input->headers[input->record.header_count];

	if (slice_equal(name, SLICE_LITERAL("key"))) {
		input->record.key = pieces_slice(&input->pieces, value);
	} else if (slice_equal(name, SLICE_LITERAL("broker-time"))) {
		input->record.broker_time_us =
			strtoll(pieces_text(&input->pieces, value), NULL, 10);
	} else {
		header->name = pieces_slice(&input->pieces, name);
		header->value = pieces_slice(&input->pieces, value);
		input->bytes += value.length;
		input->record.header_count++;
	}
}

static void
take_headers(struct input *input, struct slice *rest)
{
	struct slice line;

	while (input->record.header_count < HEADERS_MAX && input->pieces.count < PIECES_MAX - 3 &&
	       input_line(rest, &line) && line.length > 0) {
		const char *colon = memmem(line.data, line.length, ": ", 2);
		size_t length = colon ? (size_t)(colon - line.data) : line.length;
		size_t skip = colon ? length + 2 : length;

		take_header(input, (struct slice){ line.data, length },
			    (struct slice){ line.data + skip, line.length - skip });
	}
}

static void
take_input(struct input *input, struct slice rest)
{
	*input = (struct input){ .record.headers = input->headers };
	if (rest.length > 0 && rest.data[0] != '{')
		take_headers(input, &rest);
	input->record.payload = pieces_slice(&input->pieces, rest);
	input->bytes += rest.length;
}

static void
check_name(struct slice name)
{
	CHECK(name.length == 0 || utf8_is_plain(name, EVENT_ID_CHARACTERS_MAX));
}

static void
check_fault(const struct fault *fault, enum reason reason, size_t payload_length)
{
	CHECK_OP(fault->reason, ==, reason);
	CHECK(reason > REASON_NONE && reason < REASON_COUNT);
	CHECK(reason_name(reason)[0] != '\0' && reason_class(reason)[0] != '\0');
	CHECK_OP(strlen(fault->member), <, 64);
	CHECK_OP(fault->byte, <=, payload_length);
	check_name(fault->source);
	check_name(fault->id);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input;
	struct event event, again;
	struct fault fault;
	enum reason reason;
	size_t before;

	take_input(&input, (struct slice){ (const char *)data, size });
	arena_reset(&arena);
	before = heap_bytes;
	reason = decode_event(decoder, &input.record, &arena, &event, &fault);
	CHECK_OP(heap_bytes - before, <=, HEAP_BYTES_MAX);
	CHECK_OP(arena.used_bytes, <=, 2 * input.bytes + ARENA_FIXED_BYTES);
	pieces_free(&input.pieces);
	if (reason != REASON_NONE) {
		check_fault(&fault, reason, input.record.payload.length);
		return 0;
	}
	event_touch(&event);
	arena_reset(&second_arena);
	event_check_round_trip(encoder, decoder, &second_arena, &event, &again);
	events_check_same(&event, &again);
	return 0;
}
