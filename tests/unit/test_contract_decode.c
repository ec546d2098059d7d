/* SPDX-License-Identifier: PostgreSQL
 *
 * test_contract_decode.c - structured events, byte by byte: what is taken, and what is
 * refused for which reason of reason.def.
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

/* 2026-01-05T10:00:00+07:00, when each event here is stated */
#define STATED "2026-01-05T10:00:00+07:00"
#define STATED_US (INT64_C(1767582000) * SECOND_US)

#define HEAD(type) \
	"{\"specversion\":\"1.0\",\"source\":\"/test/a\",\"id\":\"e-1\",\"time\":\"" STATED \
	"\",\"type\":\"vn.gov.quangngai." type "\""
#define EVENT(type, members) HEAD(type ".v1") ",\"data\":{" members "}}"
#define AT "\"at\":\"2026-01-05T09:00:00+07:00\""
#define RECEIVED(members) EVENT("dossier.received", "\"dossier\":\"D1\"," AT members)

struct decode_case {
	const char *sentence;
	const char *payload;
	enum reason reason;
	const char *member;
};

static const struct decode_case cases[] = {
	{ "a reception", RECEIVED(""), REASON_NONE, "" },
	{ "an empty text is no JSON", "", REASON_NOT_JSON, "" },
	{ "a list is no object", "[1]", REASON_NOT_JSON, "" },
	{ "a text is no object", "\"{}\"", REASON_NOT_JSON, "" },
	{ "a second object behind the first", RECEIVED("") "{}", REASON_NOT_JSON, "" },
	{ "a byte that is no UTF-8", RECEIVED(",\"x\":\"\xff\""), REASON_NOT_JSON, "" },
	{ "17 lists inside each other", RECEIVED(",\"x\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]"),
	  REASON_TOO_DEEP, "" },
	{ "14 lists in data are 16 levels", RECEIVED(",\"x\":[[[[[[[[[[[[[[1]]]]]]]]]]]]]]"),
	  REASON_NONE, "" },
	{ "a zero character in a member that nobody reads", RECEIVED(",\"x\":\"\\u0000\""),
	  REASON_NUL_CHARACTER, "" },
	{ "half of a pair", RECEIVED(",\"x\":\"\\ud83d\""), REASON_LONE_SURROGATE, "" },
	{ "a member twice", RECEIVED(",\"unit\":\"a\",\"unit\":\"a\""), REASON_DUPLICATE_KEY, "" },
	{ "the same name in the envelope and in data is not twice",
	  RECEIVED(",\"id\":\"x\",\"time\":\"y\""), REASON_NONE, "" },
	{ "an empty object has no version", "{}", REASON_ENVELOPE, "specversion" },
	{ "another version of CloudEvents", "{\"specversion\":\"0.3\"}", REASON_ENVELOPE,
	  "specversion" },
	{ "a version that is a number", "{\"specversion\":1.0}", REASON_ENVELOPE, "specversion" },
	{ "no source", "{\"specversion\":\"1.0\"}", REASON_ENVELOPE, "source" },
	{ "an empty source", "{\"specversion\":\"1.0\",\"source\":\"\"}", REASON_ENVELOPE, "source" },
	{ "no id", "{\"specversion\":\"1.0\",\"source\":\"/a\"}", REASON_ENVELOPE, "id" },
	{ "an id with a control", "{\"specversion\":\"1.0\",\"source\":\"/a\",\"id\":\"a\\tb\"}",
	  REASON_ENVELOPE, "id" },
	{ "no type", "{\"specversion\":\"1.0\",\"source\":\"/a\",\"id\":\"1\"}", REASON_ENVELOPE,
	  "type" },
	{ "a content type that is a number",
	  HEAD("dossier.received.v1") ",\"datacontenttype\":1,\"data\":{\"dossier\":\"D1\"," AT "}}",
	  REASON_ENVELOPE, "datacontenttype" },
	{ "a content type that is null",
	  HEAD("dossier.received.v1") ",\"datacontenttype\":null,\"data\":{\"dossier\":\"D1\"," AT "}}",
	  REASON_NONE, "" },
	{ "a type of nobody", EVENT("dossier.eaten", "\"dossier\":\"D1\"," AT), REASON_UNKNOWN_TYPE,
	  "type" },
	{ "a type without a version", HEAD("dossier.received") "}", REASON_UNKNOWN_TYPE, "type" },
	{ "a version without a type", HEAD("v1") "}", REASON_UNKNOWN_TYPE, "type" },
	{ "the beginning of a type", HEAD("dossier.receive.v1") "}", REASON_UNKNOWN_TYPE, "type" },
	{ "a later version", HEAD("dossier.received.v2") "}", REASON_UNKNOWN_VERSION, "type" },
	{ "version 11 is not version 1", HEAD("dossier.received.v11") "}", REASON_UNKNOWN_VERSION,
	  "type" },
	{ "version 01 is not version 1", HEAD("dossier.received.v01") "}", REASON_UNKNOWN_VERSION,
	  "type" },
	{ "no data", HEAD("dossier.received.v1") "}", REASON_MEMBER_MISSING, "data" },
	{ "data that is null", HEAD("dossier.received.v1") ",\"data\":null}", REASON_MEMBER_MISSING,
	  "data" },
	{ "data as a text", HEAD("dossier.received.v1") ",\"data\":\"{}\"}", REASON_MEMBER_MISSING,
	  "data" },
	{ "data in base64", HEAD("dossier.received.v1") ",\"data_base64\":\"e30=\"}",
	  REASON_MEMBER_MISTYPED, "data" },
	{ "no dossier", EVENT("dossier.received", AT), REASON_MEMBER_MISSING, "dossier" },
	{ "a dossier that is null", EVENT("dossier.received", "\"dossier\":null," AT),
	  REASON_MEMBER_MISSING, "dossier" },
	{ "a member inside of another is not a member",
	  EVENT("dossier.received", "\"x\":{\"dossier\":\"D1\"}," AT), REASON_MEMBER_MISSING, "dossier" },
	{ "a member of the envelope is not a member of data",
	  HEAD("dossier.received.v1") ",\"dossier\":\"D1\",\"data\":{" AT "}}", REASON_MEMBER_MISSING,
	  "dossier" },
	{ "no instant", EVENT("dossier.received", "\"dossier\":\"D1\""), REASON_MEMBER_MISSING, "at" },
	{ "a dossier that is a number", EVENT("dossier.received", "\"dossier\":17," AT),
	  REASON_MEMBER_MISTYPED, "dossier" },
	{ "a truth that is a text", EVENT("dossier.stopped", "\"dossier\":\"D1\",\"final\":\"true\"," AT),
	  REASON_MEMBER_MISTYPED, "final" },
	{ "a fee that is a text", RECEIVED(",\"fee_vnd\":\"5\""), REASON_MEMBER_MISTYPED, "fee_vnd" },
	{ "a member of another type is not read", RECEIVED(",\"final\":\"true\""), REASON_NONE, "" },
	{ "an optional member that is null is absent", RECEIVED(",\"unit\":null"), REASON_NONE, "" },
	{ "a code with a blank", RECEIVED(",\"unit\":\"a b\""), REASON_CODE_SHAPE, "unit" },
	{ "an empty code", RECEIVED(",\"unit\":\"\""), REASON_CODE_SHAPE, "unit" },
	{ "a code with Đ", RECEIVED(",\"unit\":\"Đ1/đ2\""), REASON_NONE, "" },
	{ "a code with a tone mark", RECEIVED(",\"unit\":\"ấp\""), REASON_CODE_SHAPE, "unit" },
	{ "a code that begins with a sign", RECEIVED(",\"unit\":\"-a\""), REASON_CODE_SHAPE, "unit" },
	{ "a channel that is not listed", RECEIVED(",\"channel\":\"email\""), REASON_CODE_NOT_LISTED,
	  "channel" },
	{ "a capital is another word", RECEIVED(",\"channel\":\"Online\""), REASON_CODE_NOT_LISTED,
	  "channel" },
	{ "a fee that is not whole", RECEIVED(",\"fee_vnd\":0.5"), REASON_NUMBER_RANGE, "fee_vnd" },
	{ "a fee below nothing", RECEIVED(",\"fee_vnd\":-1"), REASON_NUMBER_RANGE, "fee_vnd" },
	{ "the largest fee", RECEIVED(",\"fee_vnd\":10000000000000"), REASON_NONE, "" },
	{ "a larger fee", RECEIVED(",\"fee_vnd\":10000000000001"), REASON_NUMBER_RANGE, "fee_vnd" },
	{ "a whole number in another spelling", RECEIVED(",\"fee_vnd\":1.50e1"), REASON_NONE, "" },
	{ "a number without end", RECEIVED(",\"fee_vnd\":1e999999999999"), REASON_NUMBER_RANGE,
	  "fee_vnd" },
	{ "a time of another form",
	  "{\"specversion\":\"1.0\",\"source\":\"/a\",\"id\":\"1\",\"time\":\"5/1/2026\",\"type\":"
	  "\"vn.gov.quangngai.dossier.received.v1\",\"data\":{}}", REASON_TIME_SHAPE, "time" },
	{ "no time",
	  "{\"specversion\":\"1.0\",\"source\":\"/a\",\"id\":\"1\",\"type\":"
	  "\"vn.gov.quangngai.dossier.received.v1\",\"data\":{}}", REASON_TIME_SHAPE, "time" },
	{ "a due date of another form", RECEIVED(",\"due\":\"5/1/2026\""), REASON_TIME_SHAPE, "due" },
	{ "a due date as an instant", RECEIVED(",\"due\":\"2026-01-05T23:00:00Z\""), REASON_NONE, "" },
	{ "a due date without its zone", RECEIVED(",\"due\":\"2026-01-05T23:00:00\""),
	  REASON_TIME_NO_ZONE, "due" },
	{ "a day that is not there", RECEIVED(",\"due\":\"2026-02-29\""), REASON_TIME_IMPOSSIBLE, "due" },
	{ "a year before the contract", RECEIVED(",\"due\":\"1999-12-31\""), REASON_TIME_RANGE, "due" },
	{ "a fact a second too late",
	  EVENT("dossier.received", "\"dossier\":\"D1\",\"at\":\"2026-01-05T10:10:01+07:00\""),
	  REASON_AT_AFTER_TIME, "at" },
	{ "a fact ten minutes after its statement",
	  EVENT("dossier.received", "\"dossier\":\"D1\",\"at\":\"2026-01-05T10:10:00+07:00\""),
	  REASON_NONE, "" },
	{ "another name of itself", EVENT("dossier.aliased", "\"dossier\":\"D1\",\"of\":\"D1\"," AT),
	  REASON_ALIAS_OF_ITSELF, "of" },
	{ "corrected to be another name of itself",
	  EVENT("dossier.corrected", "\"dossier\":\"D1\",\"alias_of\":\"D1\"," AT),
	  REASON_ALIAS_OF_ITSELF, "alias_of" },
	{ "corrected to be no other name", EVENT("dossier.corrected",
	  "\"dossier\":\"D1\",\"alias_of\":null," AT), REASON_NONE, "" },
	{ "status 0 is no status", EVENT("dossier.status", "\"dossier\":\"D1\",\"code\":0," AT),
	  REASON_NUMBER_RANGE, "code" },
	{ "a status needs no member of the type that it stands for",
	  EVENT("dossier.status", "\"dossier\":\"D1\",\"code\":6," AT), REASON_NONE, "" },
	{ "a status takes members of that type, and they must be good",
	  EVENT("dossier.status", "\"dossier\":\"D1\",\"code\":6,\"fee_vnd\":-1," AT),
	  REASON_NUMBER_RANGE, "fee_vnd" },
	{ "an indicator without a figure", EVENT("indicator.reported",
	  "\"indicator\":\"i\",\"unit\":\"u\",\"period\":\"2025\",\"status\":\"draft\"," AT),
	  REASON_MEMBER_MISSING, "value" },
	{ "an indicator with half of a share", EVENT("indicator.reported",
	  "\"indicator\":\"i\",\"unit\":\"u\",\"period\":\"2025\",\"status\":\"draft\",\"numerator\":1," AT),
	  REASON_MEMBER_MISSING, "denominator" },
	{ "of several faults the envelope comes first, wherever it stands",
	  "{\"data\":{\"at\":1},\"type\":1,\"specversion\":\"2\"}", REASON_ENVELOPE, "specversion" },
	{ "members come in the order of the table, not of the bytes",
	  EVENT("dossier.received", "\"at\":1,\"fee_vnd\":-1,\"unit\":1,\"dossier\":\"D1\""),
	  REASON_MEMBER_MISTYPED, "unit" },
	{ "data may come before its type", "{\"data\":{\"dossier\":\"D1\"," AT "},\"type\":"
	  "\"vn.gov.quangngai.dossier.received.v1\",\"time\":\"" STATED "\",\"id\":\"e-1\","
	  "\"source\":\"/test/a\",\"specversion\":\"1.0\"}", REASON_NONE, "" },
};

/* What each test decodes with, and where its events lie. */
struct bench {
	struct decoder *decoder;
	struct arena arena;
	struct event event;
	struct fault fault;
};

static int
open_bench(void **state)
{
	struct bench *bench = calloc(1, sizeof *bench);

	bench->decoder = decoder_open();
	arena_init(&bench->arena);
	*state = bench;
	return 0;
}

static int
close_bench(void **state)
{
	struct bench *bench = *state;

	decoder_close(bench->decoder);
	arena_release(&bench->arena);
	free(bench);
	return 0;
}

/* The record is gone when the event is looked at. */
static enum reason
decode(struct bench *bench, struct slice payload, struct slice key, int64_t broker_time_us)
{
	char *bytes = malloc(payload.length + 1);
	struct record record = {
		.payload = { bytes, payload.length },
		.key = key,
		.broker_time_us = broker_time_us,
	};
	enum reason reason;

	memcpy(bytes, payload.data, payload.length);
	arena_reset(&bench->arena);
	reason = decode_event(bench->decoder, &record, &bench->arena, &bench->event,
			      &bench->fault);
	memset(bytes, '#', payload.length);
	free(bytes);
	return reason;
}

static enum reason
decode_text(struct bench *bench, const char *payload)
{
	return decode(bench, slice_text(payload), (struct slice){ NULL, 0 }, 0);
}

static void
each_case_is_taken_or_refused_for_its_reason(void **state)
{
	struct bench *bench = *state;

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		enum reason reason = decode_text(bench, cases[i].payload);

		if (reason != cases[i].reason)
			fail_msg("%s: %s", cases[i].sentence, reason_name(reason));
		if (reason == REASON_NONE)
			continue;
		if (bench->fault.reason != reason ||
		    strcmp(bench->fault.member, cases[i].member) != 0 ||
		    bench->fault.byte > strlen(cases[i].payload))
			fail_msg("%s: member \"%s\" at byte %u", cases[i].sentence,
				 bench->fault.member, bench->fault.byte);
	}
}

/* Those that need more than a payload of text have tests of their own below. */
static void
no_reason_of_the_list_is_without_a_case(void **state)
{
	bool seen[REASON_COUNT] = {
		[REASON_TOO_LARGE] = true, [REASON_KEY_DIFFERS] = true,
		[REASON_STATED_IN_FUTURE] = true,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
		seen[cases[i].reason] = true;
	for (int i = 0; i < REASON_COUNT; i++)
		if (!seen[i])
			fail_msg("no case is refused as %s", reason_name((enum reason)i));
}

static void
a_payload_of_64_kib_is_taken_and_a_byte_more_is_not(void **state)
{
	static char payload[EVENT_BYTES_MAX + 1];
	struct bench *bench = *state;
	const struct slice event = SLICE_LITERAL(RECEIVED(""));

	memset(payload, ' ', sizeof payload);
	memcpy(payload, event.data, event.length);
	assert_int_equal(decode(bench, (struct slice){ payload, EVENT_BYTES_MAX },
				(struct slice){ NULL, 0 }, 0), REASON_NONE);
	assert_int_equal(decode(bench, (struct slice){ payload, EVENT_BYTES_MAX + 1 },
				(struct slice){ NULL, 0 }, 0), REASON_TOO_LARGE);
}

static void
the_key_of_a_record_is_its_entity_or_is_not_there(void **state)
{
	const struct {
		const char *key, *payload;
		enum reason reason;
	} keys[] = {
		{ "D1", RECEIVED(""), REASON_NONE },
		{ "D2", RECEIVED(""), REASON_KEY_DIFFERS },
		{ "d1", RECEIVED(""), REASON_KEY_DIFFERS },
		{ "", RECEIVED(""), REASON_KEY_DIFFERS },
		{ "i|u|2025-Q3", EVENT("indicator.voided",
		  "\"indicator\":\"i\",\"unit\":\"u\",\"period\":\"2025-Q3\"," AT), REASON_NONE },
		{ "i|u|2025", EVENT("indicator.voided",
		  "\"indicator\":\"i\",\"unit\":\"u\",\"period\":\"2025-Q3\"," AT), REASON_KEY_DIFFERS },
		{ "lineage|a|b|2025-07-01", EVENT("reference.lineage", "\"unit\":\"a\",\"into\":\"b\","
		  "\"valid_from\":\"2025-07-01\",\"share\":\"whole\"," AT), REASON_NONE },
		{ "holiday|2026-09-02", EVENT("reference.holiday",
		  "\"holiday\":\"2026-09-02\",\"working\":false," AT), REASON_NONE },
		{ "/test/a", EVENT("source.heartbeat", AT), REASON_NONE },
	};
	struct bench *bench = *state;

	for (size_t i = 0; i < ARRAY_COUNT(keys); i++)
		if (decode(bench, slice_text(keys[i].payload), slice_text(keys[i].key), 0) !=
		    keys[i].reason)
			fail_msg("key \"%s\", entity \"%.*s\"", keys[i].key,
				 (int)bench->event.entity.length, bench->event.entity.data);
}

static void
a_statement_may_lie_ten_minutes_after_the_brokers_clock(void **state)
{
	const int64_t tolerance_us = 600 * SECOND_US;
	const struct slice payload = SLICE_LITERAL(RECEIVED("")), none = { NULL, 0 };
	struct bench *bench = *state;

	assert_int_equal(decode(bench, payload, none, STATED_US - tolerance_us), REASON_NONE);
	assert_int_equal(decode(bench, payload, none, STATED_US - tolerance_us - 1),
			 REASON_STATED_IN_FUTURE);
	assert_string_equal(bench->fault.member, "time");
	assert_int_equal(decode(bench, payload, none, 0), REASON_NONE);
}

static void
a_fault_names_source_and_id_as_far_as_they_could_be_read(void **state)
{
	const struct {
		const char *payload, *source, *id;
	} rows[] = {
		{ RECEIVED(",\"unit\":1"), "/test/a", "e-1" },
		{ "{\"id\":\"7\",\"source\":\"\\u002fb\",\"x\":\"\\u0000\"}", "/b", "7" },
		{ "{\"id\":\"7\",\"x\":\"\\u0000\",\"source\":\"/b\"}", "", "7" },
		{ "{\"id\":7,\"source\":\"/b\"}", "/b", "" },
		{ "{\"id\":\"7\",\"source\":\"a\\tb\"}", "", "7" },
		{ "nothing", "", "" },
	};
	struct bench *bench = *state;

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		assert_int_not_equal(decode_text(bench, rows[i].payload), REASON_NONE);
		if (!slice_equal(bench->fault.source, slice_text(rows[i].source)) ||
		    !slice_equal(bench->fault.id, slice_text(rows[i].id)))
			fail_msg("%s: source \"%.*s\", id \"%.*s\"", rows[i].payload,
				 (int)bench->fault.source.length, bench->fault.source.data,
				 (int)bench->fault.id.length, bench->fault.id.data);
	}
}

static void
the_place_of_a_fault_is_where_the_value_ends(void **state)
{
	const char *payload = RECEIVED(",\"unit\":\"a b\"");
	struct bench *bench = *state;

	assert_int_equal(decode_text(bench, payload), REASON_CODE_SHAPE);
	assert_int_equal(bench->fault.byte, strlen(payload) - strlen("}}"));
}

static void
an_event_says_what_its_bytes_said(void **state)
{
	struct bench *bench = *state;
	const struct event *event = &bench->event;

	assert_int_equal(decode_text(bench, EVENT("dossier.status", AT ",\"fee_vnd\":5.0,"
				     "\"x\":[1],\"due\":\"2026-01-09\",\"code\":2,"
				     "\"procedure\":\"1.2.000.00.00.H48\",\"dossier\":\"\\u0044-9\","
				     "\"channel\":\"online\"")), REASON_NONE);
	assert_int_equal(event->stated, EVENT_DOSSIER_STATUS);
	assert_int_equal(event->type, EVENT_DOSSIER_RECEIVED);
	assert_true(slice_equal(event->source, SLICE_LITERAL("/test/a")));
	assert_true(slice_equal(event->id, SLICE_LITERAL("e-1")));
	assert_true(slice_equal(event->entity, SLICE_LITERAL("D-9")));
	assert_true(event->time_us == STATED_US);
	assert_true(event->at_us == STATED_US - 3600 * SECOND_US);
	assert_null(event->extensions);
	assert_int_equal(event->member_count, 6);
	for (int i = 1; i < event->member_count; i++)
		assert_true(event->members[i - 1].name < event->members[i].name);
	assert_true(slice_equal(event_member(event, MEMBER_PROCEDURE)->text, SLICE_LITERAL("1.2")));
	assert_int_equal(event_member(event, MEMBER_FEE_VND)->number, 5);
	assert_int_equal(event_member(event, MEMBER_CHANNEL)->number, CHANNEL_ONLINE);
	assert_int_equal(event_member(event, MEMBER_DUE)->number, day_of_civil(2026, 1, 9));
	assert_int_equal(event_member(event, MEMBER_CODE)->number, 2);
	assert_null(event_member(event, MEMBER_UNIT));
}

/* R8: spelling, order and unknown members are no content; every stated value is. */
static void
the_hash_of_the_content_is_that_of_what_was_said(void **state)
{
	const struct {
		const char *sentence, *payload;
		bool same_content, same_identity;
	} rows[] = {
		{ "in another order", EVENT("dossier.received", "\"fee_vnd\":5,\"unit\":\"u\"," AT ",\"dossier\":\"D1\""), true, true },
		{ "in another spelling", EVENT("dossier.received", "\"dossier\":\"\\u00441\",\"unit\":\"u\",\"fee_vnd\":5.0,\"at\":\"2026-01-05T02:00:00Z\""), true, true },
		{ "with a member that nobody knows", RECEIVED(",\"unit\":\"u\",\"fee_vnd\":5,\"x\":1"), true, true },
		{ "with an optional member that is null", RECEIVED(",\"unit\":\"u\",\"fee_vnd\":5,\"due\":null"), true, true },
		{ "with another amount", RECEIVED(",\"unit\":\"u\",\"fee_vnd\":6"), false, true },
		{ "with another unit", RECEIVED(",\"unit\":\"v\",\"fee_vnd\":5"), false, true },
		{ "with a member less", RECEIVED(",\"unit\":\"u\""), false, true },
		{ "as another type", EVENT("dossier.corrected", "\"dossier\":\"D1\"," AT ",\"unit\":\"u\",\"fee_vnd\":5"), false, true },
		{ "under another id", "{\"specversion\":\"1.0\",\"source\":\"/test/a\",\"id\":\"e-2\",\"time\":\"" STATED "\",\"type\":\"vn.gov.quangngai.dossier.received.v1\",\"data\":{\"dossier\":\"D1\"," AT ",\"unit\":\"u\",\"fee_vnd\":5}}", true, false },
		{ "by another source", "{\"specversion\":\"1.0\",\"source\":\"/test/b\",\"id\":\"e-1\",\"time\":\"" STATED "\",\"type\":\"vn.gov.quangngai.dossier.received.v1\",\"data\":{\"dossier\":\"D1\"," AT ",\"unit\":\"u\",\"fee_vnd\":5}}", true, false },
	};
	struct bench *bench = *state;
	uint64_t content, identity;

	assert_int_equal(decode_text(bench, RECEIVED(",\"unit\":\"u\",\"fee_vnd\":5")), REASON_NONE);
	content = bench->event.hash_content;
	identity = bench->event.hash_identity;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		assert_int_equal(decode_text(bench, rows[i].payload), REASON_NONE);
		if ((bench->event.hash_content == content) != rows[i].same_content ||
		    (bench->event.hash_identity == identity) != rows[i].same_identity)
			fail_msg("%s", rows[i].sentence);
	}
}

static void
extensions_pass_through_and_others_are_dropped(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(decode_text(bench, HEAD("dossier.received.v1") ",\"sequence\":\"7\","
				     "\"traceparent\":\"00-a\\u002d1\",\"partitionkey\":5,\"other\":\"x\","
				     "\"data\":{\"dossier\":\"D1\"," AT "}}"), REASON_NONE);
	assert_true(slice_equal(bench->event.extensions->sequence, SLICE_LITERAL("7")));
	assert_true(slice_equal(bench->event.extensions->traceparent, SLICE_LITERAL("00-a-1")));
	assert_null(bench->event.extensions->partitionkey.data);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_case_is_taken_or_refused_for_its_reason),
		TEST(no_reason_of_the_list_is_without_a_case),
		TEST(a_payload_of_64_kib_is_taken_and_a_byte_more_is_not),
		TEST(the_key_of_a_record_is_its_entity_or_is_not_there),
		TEST(a_statement_may_lie_ten_minutes_after_the_brokers_clock),
		TEST(a_fault_names_source_and_id_as_far_as_they_could_be_read),
		TEST(the_place_of_a_fault_is_where_the_value_ends),
		TEST(an_event_says_what_its_bytes_said),
		TEST(the_hash_of_the_content_is_that_of_what_was_said),
		TEST(extensions_pass_through_and_others_are_dropped),
	};

	return cmocka_run_group_tests_name("decoding", tests, NULL, NULL);
}
