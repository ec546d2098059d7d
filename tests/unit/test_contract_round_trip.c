/* SPDX-License-Identifier: PostgreSQL
 *
 * test_contract_round_trip.c - decode(encode(event)) is the same event, for the example
 * of every type in schema/events.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/instant.h"
#include "schema/contract/decode.h"
#include "schema/contract/encode.h"

#define EXAMPLES TESTS_FOLDER "/../schema/events/examples/"

struct tools {
	struct decoder *decoder;
	struct encoder *encoder;
	struct arena first, second;
};

static int
open_tools(void **state)
{
	struct tools *tools = calloc(1, sizeof *tools);

	tools->decoder = decoder_open();
	tools->encoder = encoder_open();
	arena_init(&tools->first);
	arena_init(&tools->second);
	*state = tools;
	return 0;
}

static int
close_tools(void **state)
{
	struct tools *tools = *state;

	decoder_close(tools->decoder);
	encoder_close(tools->encoder);
	arena_release(&tools->first);
	arena_release(&tools->second);
	free(tools);
	return 0;
}

static struct slice
read_example(const char *type, struct arena *arena)
{
	char path[512];
	char *bytes = arena_alloc(arena, EVENT_BYTES_MAX);
	FILE *file;
	size_t length;

	snprintf(path, sizeof path, EXAMPLES "%s.v1.json", type);
	file = fopen(path, "r");
	if (!file)
		fail_msg("%s: there is no such example", path);
	length = fread(bytes, 1, EVENT_BYTES_MAX, file);
	fclose(file);
	return (struct slice){ bytes, length };
}

static void
decode(struct tools *tools, struct slice payload, struct arena *arena, const char *what,
       struct event *ret_event)
{
	struct record record = { .payload = payload };
	struct fault fault;

	if (decode_event(tools->decoder, &record, arena, ret_event, &fault) != REASON_NONE)
		fail_msg("%s: %s, %s: %.*s", what, reason_name(fault.reason), fault.member,
			 (int)payload.length, payload.data);
}

static bool
same_member(const struct member *a, const struct member *b)
{
	if (a->name != b->name || a->is_null != b->is_null)
		return false;
	if (a->is_null)
		return true;
	return member_is_text(a->name) ? slice_equal(a->text, b->text) : a->number == b->number;
}

static bool
same_extensions(const struct extensions *a, const struct extensions *b)
{
	return (!a && !b) || (a && b && slice_equal(a->sequence, b->sequence) &&
			      slice_equal(a->partitionkey, b->partitionkey) &&
			      slice_equal(a->traceparent, b->traceparent));
}

static bool
same_event(const struct event *a, const struct event *b)
{
	if (a->member_count != b->member_count)
		return false;
	for (int i = 0; i < a->member_count; i++)
		if (!same_member(&a->members[i], &b->members[i]))
			return false;
	return a->type == b->type && a->stated == b->stated &&
	       slice_equal(a->source, b->source) && slice_equal(a->id, b->id) &&
	       slice_equal(a->entity, b->entity) && a->time_us == b->time_us &&
	       a->at_us == b->at_us && a->hash_identity == b->hash_identity &&
	       a->hash_content == b->hash_content &&
	       same_extensions(a->extensions, b->extensions);
}

/* Decodes PAYLOAD, encodes, decodes: twice the same. */
static void
round_trip(struct tools *tools, struct slice payload, const char *what, struct event *ret_event)
{
	struct event again;
	struct slice encoded, written;

	decode(tools, payload, &tools->first, what, ret_event);
	encoded = arena_copy(&tools->second, encode_event(tools->encoder, ret_event));
	decode(tools, encoded, &tools->second, what, &again);
	if (!same_event(ret_event, &again))
		fail_msg("%s: %.*s", what, (int)encoded.length, encoded.data);
	written = encode_event(tools->encoder, &again);
	assert_true(slice_equal(encoded, written));
}

static void
the_example_of_every_type_comes_back_as_it_was(void **state)
{
	struct tools *tools = *state;

	for (int i = 0; i < EVENT_TYPE_COUNT; i++) {
		const char *type = event_type_name((enum event_type)i);
		struct event event;

		arena_reset(&tools->first);
		arena_reset(&tools->second);
		round_trip(tools, read_example(type, &tools->first), type, &event);
		assert_int_equal(event.stated, i);
	}
}

#define HEAD(type) \
	"{\"specversion\":\"1.0\",\"source\":\"/\\\"\\u00e2\",\"id\":\"1\",\"time\":\"2026-01-05T03:00:00.000001Z\"," \
	"\"type\":\"vn.gov.quangngai." type ".v1\""
#define AT "\"at\":\"2026-01-05T02:00:00.5Z\""

/* Values that the examples do not have: the ends of ranges, nulls, escapes. */
static void
values_at_their_ends_come_back_too(void **state)
{
	static const struct {
		const char *sentence, *payload;
		int members;
	} rows[] = {
		{ "a correction to not so", HEAD("dossier.corrected") ",\"data\":{\"dossier\":\"Đ1\",\"unit\":null,\"resolved_at\":null,\"voided\":null," AT "}}", 4 },
		{ "the largest amount", HEAD("dossier.paid") ",\"data\":{\"dossier\":\"D\",\"paid_vnd\":10000000000000,\"online\":false," AT "}}", 3 },
		{ "a decimal", HEAD("indicator.reported") ",\"data\":{\"indicator\":\"i\",\"unit\":\"u\",\"period\":\"2025-H1\",\"status\":\"returned\",\"value\":\"-0.000001\",\"numerator\":\"999999999999.999999\",\"denominator\":7," AT "}}", 7 },
		{ "a text with quotes", HEAD("reference.unit") ",\"data\":{\"unit\":\"u\",\"valid_from\":\"2000-01-01\",\"name\":\"a \\\"b\\\" \\\\ c/d <é>\"," AT "}}", 3 },
		{ "extensions", HEAD("source.heartbeat") ",\"sequence\":\"9\",\"partitionkey\":\"k\",\"traceparent\":\"t\",\"data\":{\"sent\":1000000000000000," AT "}}", 1 },
		{ "unknown members are left behind", HEAD("dossier.returned") ",\"other\":\"x\",\"data\":{\"dossier\":\"D\",\"name\":\"x\",\"y\":{}," AT "}}", 1 },
	};
	struct tools *tools = *state;

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct event event;

		round_trip(tools, slice_text(rows[i].payload), rows[i].sentence, &event);
		if (event.member_count != rows[i].members)
			fail_msg("%s: %d members", rows[i].sentence, event.member_count);
	}
}

/* As the readers of foreign formats do it: no member for the entity, no hashes. */
static void
the_entity_is_written_where_it_is_not_among_the_members(void **state)
{
	static const struct event filled = {
		.stated = EVENT_DOSSIER_RETURNED,
		.source = { "/s", 2 },
		.id = { "1", 1 },
		.entity = { "D-7", 3 },
		.time_us = INT64_C(1767582000) * SECOND_US,
		.at_us = INT64_C(1767582000) * SECOND_US,
	};
	struct tools *tools = *state;
	struct slice encoded = encode_event(tools->encoder, &filled);
	struct event event;

	assert_true(slice_equal(encoded, SLICE_LITERAL(
		"{\"specversion\":\"1.0\",\"type\":\"vn.gov.quangngai.dossier.returned.v1\","
		"\"source\":\"/s\",\"id\":\"1\",\"time\":\"2026-01-05T10:00:00+07:00\","
		"\"data\":{\"dossier\":\"D-7\",\"at\":\"2026-01-05T10:00:00+07:00\"}}")));
	decode(tools, encoded, &tools->first, "filled", &event);
	assert_true(slice_equal(event.entity, filled.entity));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_tools, close_tools)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_example_of_every_type_comes_back_as_it_was),
		TEST(values_at_their_ends_come_back_too),
		TEST(the_entity_is_written_where_it_is_not_among_the_members),
	};

	return cmocka_run_group_tests_name("round trips", tests, NULL, NULL);
}
