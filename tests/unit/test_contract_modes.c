/* SPDX-License-Identifier: PostgreSQL
 *
 * test_contract_modes.c - structured or binary: how a record tells, and where its
 * attributes come from then.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

#include "schema/contract/decode.h"

enum { HEADERS_MAX = 8 };

#define DATA "{\"dossier\":\"D1\",\"at\":\"2026-01-05T09:00:00+07:00\"}"
#define STRUCTURED \
	"{\"specversion\":\"1.0\",\"source\":\"/s\",\"id\":\"s-1\",\"time\":\"2026-01-05T10:00:00+07:00\"," \
	"\"type\":\"vn.gov.quangngai.dossier.returned.v1\",\"data\":" DATA "}"

struct header {
	const char *name, *value;
};

#define BINARY(kind, time)                                                              \
	{ "ce_specversion", "1.0" }, { "ce_type", "vn.gov.quangngai." kind },           \
	{ "ce_source", "/b" }, { "ce_id", "b-1" }, { "ce_time", time }
#define GOOD BINARY("dossier.returned.v1", "2026-01-05T10:00:00+07:00")

struct mode_case {
	const char *sentence;
	struct header headers[HEADERS_MAX];
	const char *payload; /* NULL: a tombstone */
	enum reason reason;
	const char *told; /* the id of what was taken, or the member of the fault */
};

static const struct mode_case cases[] = {
	{ "without any header it is structured", { { 0 } }, STRUCTURED, REASON_NONE, "s-1" },
	{ "its content type says structured",
	  { { "content-type", "application/cloudevents+json" } }, STRUCTURED, REASON_NONE, "s-1" },
	{ "parameters behind it change nothing",
	  { { "content-type", "application/cloudevents+json; charset=utf-8" } }, STRUCTURED,
	  REASON_NONE, "s-1" },
	{ "a longer name is another type",
	  { { "content-type", "application/cloudevents+jsonl" } }, STRUCTURED, REASON_ENVELOPE,
	  "specversion" },
	{ "names and content types have no capitals",
	  { { "Content-Type", "Application/CloudEvents+JSON" } }, STRUCTURED, REASON_NONE, "s-1" },
	{ "structured wins over headers that say otherwise",
	  { { "content-type", "application/cloudevents+json" }, GOOD }, STRUCTURED, REASON_NONE,
	  "s-1" },
	{ "headers of others make nothing binary", { { "traceid", "1" }, { "ce", "1" }, { "ce_", "1" } },
	  STRUCTURED, REASON_NONE, "s-1" },
	{ "with an attribute among the headers it is binary", { GOOD }, DATA, REASON_NONE, "b-1" },
	{ "its content type says JSON, so it is binary",
	  { { "content-type", "application/json" }, GOOD }, DATA, REASON_NONE, "b-1" },
	{ "names of headers have no capitals",
	  { { "CE_SpecVersion", "1.0" }, { "Ce_Type", "vn.gov.quangngai.dossier.returned.v1" },
	    { "CE_SOURCE", "/b" }, { "ce_ID", "b-1" }, { "ce_Time", "2026-01-05T03:00:00Z" } },
	  DATA, REASON_NONE, "b-1" },
	{ "an envelope in the payload of a binary record is not looked at", { GOOD }, STRUCTURED,
	  REASON_MEMBER_MISSING, "dossier" },
	{ "data inside of data is not looked at", { GOOD }, "{\"data\":" DATA "}",
	  REASON_MEMBER_MISSING, "dossier" },
	{ "data behind an object is", { GOOD },
	  "{\"x\":{\"y\":[1]},\"dossier\":\"D1\",\"at\":\"2026-01-05T09:00:00+07:00\"}", REASON_NONE,
	  "b-1" },
	{ "JSON without attributes has no envelope", { { "content-type", "application/json" } },
	  STRUCTURED, REASON_ENVELOPE, "specversion" },
	{ "a batch of events is none", { { "content-type", "application/cloudevents-batch+json" } },
	  "[" STRUCTURED "]", REASON_NOT_JSON, "" },
	{ "a header that is no UTF-8", { BINARY("dossier.returned.v1", "\xff") }, DATA,
	  REASON_ENVELOPE, "time" },
	{ "a header with a control",
	  { { "ce_specversion", "1.0" }, { "ce_source", "/b\n" } }, DATA, REASON_ENVELOPE, "source" },
	{ "no id", { { "ce_specversion", "1.0" }, { "ce_source", "/b" } }, DATA, REASON_ENVELOPE,
	  "id" },
	{ "no time", { { "ce_specversion", "1.0" }, { "ce_source", "/b" }, { "ce_id", "b-1" },
	  { "ce_type", "vn.gov.quangngai.dossier.returned.v1" } }, DATA, REASON_TIME_SHAPE, "time" },
	{ "a time without its zone", { BINARY("dossier.returned.v1", "2026-01-05T10:00:00") }, DATA,
	  REASON_TIME_NO_ZONE, "time" },
	{ "an unknown type", { BINARY("dossier.eaten.v1", "2026-01-05T10:00:00Z") }, DATA,
	  REASON_UNKNOWN_TYPE, "type" },
	{ "a later version", { BINARY("dossier.returned.v2", "2026-01-05T10:00:00Z") }, DATA,
	  REASON_UNKNOWN_VERSION, "type" },
	{ "a payload that is no object", { GOOD }, "[]", REASON_NOT_JSON, "" },
	{ "a member twice", { GOOD }, "{\"a\":1,\"a\":1}", REASON_DUPLICATE_KEY, "" },
	{ "a tombstone is no event", { GOOD }, NULL, REASON_NOT_JSON, "" },
	{ "a structured tombstone neither", { { 0 } }, NULL, REASON_NOT_JSON, "" },
	{ "an empty payload neither", { GOOD }, "", REASON_NOT_JSON, "" },
};

static enum reason
decode(struct decoder *decoder, struct arena *arena, const struct mode_case *row,
       struct event *event, struct fault *fault)
{
	struct record_header headers[HEADERS_MAX];
	struct record record = { .headers = headers };

	for (; record.header_count < HEADERS_MAX; record.header_count++) {
		const struct header *header = &row->headers[record.header_count];

		if (!header->name)
			break;
		headers[record.header_count] = (struct record_header){
			slice_text(header->name), slice_text(header->value)
		};
	}
	if (row->payload)
		record.payload = slice_text(row->payload);
	arena_reset(arena);
	return decode_event(decoder, &record, arena, event, fault);
}

static void
each_record_is_read_in_the_mode_that_it_tells(void **state)
{
	struct decoder *decoder = decoder_open();
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct event event = { 0 };
		struct fault fault = { .member = "" };
		enum reason reason = decode(decoder, &arena, &cases[i], &event, &fault);
		struct slice told = reason == REASON_NONE ? event.id : slice_text(fault.member);

		if (reason != cases[i].reason || !slice_equal(told, slice_text(cases[i].told)))
			fail_msg("%s: %s, %.*s", cases[i].sentence, reason_name(reason),
				 (int)told.length, told.data);
	}
	arena_release(&arena);
	decoder_close(decoder);
}

/* A header may be there without a value: its bytes are NULL. */
static void
a_header_without_a_value_is_an_empty_one(void **state)
{
	const struct record_header headers[] = {
		{ SLICE_LITERAL("content-type"), { NULL, 0 } },
		{ SLICE_LITERAL("ce_specversion"), SLICE_LITERAL("1.0") },
		{ SLICE_LITERAL("ce_source"), { NULL, 0 } },
	};
	const struct record record = { .payload = SLICE_LITERAL(DATA), .headers = headers,
				       .header_count = ARRAY_COUNT(headers) };
	struct decoder *decoder = decoder_open();
	struct arena arena;
	struct event event;
	struct fault fault;

	(void)state;
	arena_init(&arena);
	assert_int_equal(decode_event(decoder, &record, &arena, &event, &fault), REASON_ENVELOPE);
	assert_string_equal(fault.member, "source");
	arena_release(&arena);
	decoder_close(decoder);
}

static void
the_same_event_in_both_modes_is_the_same(void **state)
{
	static const struct mode_case binary = {
		.headers = { { "ce_specversion", "1.0" }, { "ce_source", "/s" }, { "ce_id", "s-1" },
			     { "ce_type", "vn.gov.quangngai.dossier.returned.v1" },
			     { "ce_time", "2026-01-05T03:00:00Z" }, { "ce_sequence", "7" } },
		.payload = DATA,
	};
	struct decoder *decoder = decoder_open();
	struct arena arenas[2];
	struct event events[2];
	struct fault fault;

	(void)state;
	arena_init(&arenas[0]);
	arena_init(&arenas[1]);
	assert_int_equal(decode(decoder, &arenas[0], &cases[0], &events[0], &fault), REASON_NONE);
	assert_int_equal(decode(decoder, &arenas[1], &binary, &events[1], &fault), REASON_NONE);
	assert_true(events[0].hash_identity == events[1].hash_identity);
	assert_true(events[0].hash_content == events[1].hash_content);
	assert_true(events[0].time_us == events[1].time_us);
	assert_true(slice_equal(events[1].extensions->sequence, SLICE_LITERAL("7")));
	arena_release(&arenas[0]);
	arena_release(&arenas[1]);
	decoder_close(decoder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_record_is_read_in_the_mode_that_it_tells),
		cmocka_unit_test(a_header_without_a_value_is_an_empty_one),
		cmocka_unit_test(the_same_event_in_both_modes_is_the_same),
	};

	return cmocka_run_group_tests_name("modes of a record", tests, NULL, NULL);
}
