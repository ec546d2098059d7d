/* SPDX-License-Identifier: PostgreSQL
 *
 * `data` may come before `type`, so the reading only keeps what attributes and members
 * of any known name had; once the type is known, its own members are decoded and no
 * other is looked at.  The first fault in this order is reported, so the answer never
 * depends on the order in which a document has its members:
 *
 *   1. the bytes (class malformed), and headers that are there twice
 *   2. the envelope, the type, `time` (envelope.h)
 *   3. `data`: in base64, missing, not an object
 *   4. `code` of a status event, which decides about the rest; then the members of the
 *      type in the order of event.def; the figures of an indicator; `at`
 *   5. at_after_time, stated_in_future, key_differs, alias_of_itself
 */
#include "schema/contract/decode.h"

#include <stdlib.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/json.h"
#include "schema/contract/entity.h"
#include "schema/contract/envelope.h"
#include "schema/contract/hash.h"
#include "schema/contract/table.h"
#include "schema/contract/value.h"

static const struct json_limits limits = { EVENT_BYTES_MAX, EVENT_DEPTH_MAX };

struct decoder {
	struct json_reader *reader;
	struct arena scratch; /* unescaped texts, until the event is settled */

	/* the reading */
	int depth;
	int attributes_depth; /* where keys are attributes; -1: nowhere, they are headers */
	int data_depth;       /* where keys are members, when in_data */
	bool in_data;
	enum json_token root;
	enum attribute attribute; /* whose value comes next, else ATTRIBUTE_COUNT */
	enum member_name member;  /* alike, else MEMBER_COUNT */
	struct envelope envelope;
	struct value values[MEMBER_COUNT]; /* of the members in present; others are old */
	struct member_set present;

	/* what came out of it */
	struct member members[MEMBER_COUNT];
	char entity[ENTITY_BYTES_MAX];
};

struct decoder *
decoder_open(void)
{
	struct decoder *decoder = calloc(1, sizeof *decoder);

	CHECK(decoder != NULL);
	decoder->reader = json_open();
	arena_init(&decoder->scratch);
	return decoder;
}

struct decoder *
decoder_close(struct decoder *decoder)
{
	if (!decoder)
		return NULL;
	json_close(decoder->reader);
	arena_release(&decoder->scratch);
	free(decoder);
	return NULL;
}

static struct value
value_keep(struct decoder *decoder, enum json_token token, struct slice text)
{
	if (!json_is_inside(decoder->reader, text))
		text = arena_copy(&decoder->scratch, text);
	return (struct value){ token, (uint32_t)json_byte(decoder->reader), text };
}

/* A value, or the beginning of one that holds others. */
static void
take_value(struct decoder *decoder, enum json_token token, struct slice text)
{
	if (decoder->depth == 0)
		decoder->root = token;
	if (decoder->in_data) {
		if (decoder->depth != decoder->data_depth ||
		    decoder->member == MEMBER_COUNT)
			return;
		decoder->values[decoder->member] = value_keep(decoder, token, text);
		member_set_add(&decoder->present, decoder->member);
	} else if (decoder->depth == decoder->data_depth - 1 &&
		   decoder->attribute == ATTRIBUTE_DATA) {
		decoder->envelope.attributes[ATTRIBUTE_DATA] =
			value_keep(decoder, token, text);
		decoder->in_data = token == JSON_OBJECT_BEGIN;
	} else if (decoder->depth == decoder->attributes_depth &&
		   decoder->attribute != ATTRIBUTE_COUNT) {
		decoder->envelope.attributes[decoder->attribute] =
			value_keep(decoder, token, text);
	}
}

static void
take_key(struct decoder *decoder, struct slice key)
{
	if (decoder->in_data && decoder->depth == decoder->data_depth) {
		if (!member_find(key, &decoder->member))
			decoder->member = MEMBER_COUNT;
	} else if (!decoder->in_data && decoder->depth == decoder->attributes_depth) {
		decoder->attribute = attribute_find(key);
	}
}

static bool
take_token(void *context, enum json_token token, struct slice text)
{
	struct decoder *decoder = context;

	if (token == JSON_KEY) {
		take_key(decoder, text);
	} else if (token == JSON_OBJECT_END || token == JSON_ARRAY_END) {
		decoder->depth--;
		if (decoder->depth < decoder->data_depth)
			decoder->in_data = false;
	} else {
		take_value(decoder, token, text);
		if (token == JSON_OBJECT_BEGIN || token == JSON_ARRAY_BEGIN)
			decoder->depth++;
	}
	return true;
}

/* In binary mode the outermost value is `data`. */
static void
reading_begin(struct decoder *decoder, bool is_structured)
{
	arena_reset(&decoder->scratch);
	decoder->depth = 0;
	decoder->attributes_depth = is_structured ? 1 : -1;
	decoder->data_depth = is_structured ? 2 : 1;
	decoder->in_data = false;
	decoder->root = JSON_NONE;
	decoder->attribute = is_structured ? ATTRIBUTE_COUNT : ATTRIBUTE_DATA;
	decoder->member = MEMBER_COUNT;
	decoder->envelope = (struct envelope){ 0 };
	decoder->present = (struct member_set){ 0 };
}

static enum reason
reason_of(enum json_fault fault)
{
	switch (fault) {
	case JSON_OK:
		return REASON_NONE;
	case JSON_SYNTAX:
		return REASON_NOT_JSON;
	case JSON_TOO_LARGE:
		return REASON_TOO_LARGE;
	case JSON_TOO_DEEP:
		return REASON_TOO_DEEP;
	case JSON_NUL:
		return REASON_NUL_CHARACTER;
	case JSON_LONE_SURROGATE:
		return REASON_LONE_SURROGATE;
	case JSON_DUPLICATE_KEY:
		return REASON_DUPLICATE_KEY;
	case JSON_STOPPED:
		break;
	}
	CHECK(!"a reading that nobody stops");
	return REASON_NOT_JSON;
}

static enum reason
record_read(struct decoder *decoder, const struct record *record, struct fault *fault)
{
	bool is_structured = record_is_structured(record);
	enum reason header_reason = REASON_NONE, reason;

	reading_begin(decoder, is_structured);
	if (!is_structured)
		header_reason = envelope_from_headers(&decoder->envelope, record, fault);
	reason = reason_of(json_read(decoder->reader, record->payload, &limits,
				     take_token, decoder));
	if (reason != REASON_NONE)
		return fault_set(fault, reason, "",
				 (uint32_t)json_byte(decoder->reader));
	if (is_structured && decoder->root != JSON_OBJECT_BEGIN)
		return fault_set(fault, REASON_NOT_JSON, "", 0);
	return header_reason;
}

static enum reason
data_check(const struct envelope *envelope, struct fault *fault)
{
	const struct value *data = &envelope->attributes[ATTRIBUTE_DATA];
	const struct value *base64 = &envelope->attributes[ATTRIBUTE_DATA_BASE64];

	if (!value_is_absent(base64))
		return fault_set(fault, REASON_MEMBER_MISTYPED, "data", base64->byte);
	if (value_is_absent(data))
		return fault_set(fault, REASON_MEMBER_MISSING, "data", data->byte);
	if (data->token != JSON_OBJECT_BEGIN)
		return fault_set(fault, REASON_MEMBER_MISTYPED, "data", data->byte);
	return REASON_NONE;
}

static const struct value *
value_of(const struct decoder *decoder, enum member_name name)
{
	static const struct value none;

	return member_set_has(&decoder->present, name) ? &decoder->values[name] : &none;
}

/* Members of a correction whose null says nothing: they say what is corrected. */
static bool
may_be_null(enum event_type type, const struct member_set *needs, enum member_name name)
{
	return type_is_correction(type) && !member_set_has(needs, name) &&
	       name != MEMBER_RECIPIENT;
}

static enum reason
member_take(struct decoder *decoder, struct event *event, const struct member_set *needs,
	    enum member_name name, struct fault *fault)
{
	const struct value *value = value_of(decoder, name);
	struct member *member = &decoder->members[event->member_count];
	enum reason reason = REASON_NONE;

	if (value->token == JSON_NULL && may_be_null(event->type, needs, name)) {
		*member = (struct member){ .name = name, .is_null = true };
	} else if (!value_is_absent(value)) {
		reason = value_decode(name, value, member);
	} else if (member_set_has(needs, name) ||
		   (value->token == JSON_NULL && type_is_correction(event->type))) {
		reason = REASON_MEMBER_MISSING;
	} else {
		return REASON_NONE;
	}
	event->member_count++;
	return reason == REASON_NONE
		       ? reason
		       : fault_set(fault, reason, member_json(name), value->byte);
}

/* Takes those of the type's members that are there or must be, in order. */
static enum reason
members_take(struct decoder *decoder, struct event *event,
	     const struct type_members *members, struct fault *fault)
{
	for (int i = 0; i < MEMBER_SET_WORDS; i++) {
		uint64_t left = (decoder->present.words[i] & members->takes.words[i]) |
				members->needs.words[i];

		for (; left != 0; left &= left - 1) {
			int bit = __builtin_ctzll(left);
			enum member_name name = (enum member_name)(i * 64 + bit);
			enum reason reason = member_take(decoder, event, &members->needs,
							 name, fault);

			if (reason != REASON_NONE)
				return reason;
		}
	}
	return REASON_NONE;
}

/* Finds what a status event stands for (R5). */
static enum reason
status_resolve(struct decoder *decoder, struct event *event, struct fault *fault)
{
	const struct value *value = value_of(decoder, MEMBER_CODE);
	struct member code;
	enum reason reason = REASON_MEMBER_MISSING;

	if (!value_is_absent(value))
		reason = value_decode(MEMBER_CODE, value, &code);
	if (reason != REASON_NONE)
		return fault_set(fault, reason, "code", value->byte);
	event->type = status_code_type(code.number);
	return REASON_NONE;
}

/* An indicator needs a value, or numerator and denominator (R12). */
static enum reason
figures_check(const struct event *event, struct fault *fault)
{
	bool has_numerator = event_member(event, MEMBER_NUMERATOR);
	bool has_denominator = event_member(event, MEMBER_DENOMINATOR);
	enum member_name missing = has_denominator ? MEMBER_NUMERATOR : MEMBER_DENOMINATOR;

	if (event_member(event, MEMBER_VALUE) || (has_numerator && has_denominator))
		return REASON_NONE;
	if (!has_numerator && !has_denominator)
		missing = MEMBER_VALUE;
	return fault_set(fault, REASON_MEMBER_MISSING, member_json(missing), 0);
}

static enum reason
at_take(struct decoder *decoder, struct event *event, struct fault *fault)
{
	const struct value *value = value_of(decoder, MEMBER_AT);
	struct member at;
	enum reason reason = REASON_MEMBER_MISSING;

	if (!value_is_absent(value))
		reason = value_decode(MEMBER_AT, value, &at);
	if (reason != REASON_NONE)
		return fault_set(fault, reason, "at", value->byte);
	event->at_us = at.number;
	return REASON_NONE;
}

static enum reason
data_decode(struct decoder *decoder, struct event *event, struct fault *fault)
{
	struct type_members status;
	const struct type_members *members = type_members(event->stated);
	enum reason reason = data_check(&decoder->envelope, fault);

	if (reason != REASON_NONE)
		return reason;
	if (event->stated == EVENT_DOSSIER_STATUS) {
		reason = status_resolve(decoder, event, fault);
		if (reason != REASON_NONE)
			return reason;
		status = status_members(event->type);
		members = &status;
	}
	reason = members_take(decoder, event, members, fault);
	if (reason == REASON_NONE && event->type == EVENT_INDICATOR_REPORTED)
		reason = figures_check(event, fault);
	return reason == REASON_NONE ? at_take(decoder, event, fault) : reason;
}

static enum reason
alias_check(const struct event *event, struct fault *fault)
{
	enum member_name name = event->type == EVENT_DOSSIER_ALIASED ? MEMBER_OF
								     : MEMBER_ALIAS_OF;
	const struct member *alias = event_member(event, name);

	if (!alias || alias->is_null || !slice_equal(alias->text, event->entity))
		return REASON_NONE;
	return fault_set(fault, REASON_ALIAS_OF_ITSELF, member_json(name), 0);
}

/* What is between the members, the times and the record (R2, R10). */
static enum reason
event_check(const struct event *event, const struct record *record, struct fault *fault)
{
	const int64_t tolerance_us = EVENT_TOLERANCE_SECONDS * SECOND_US;

	if (event->at_us - event->time_us > tolerance_us)
		return fault_set(fault, REASON_AT_AFTER_TIME, "at", 0);
	if (record->broker_time_us != 0 &&
	    event->time_us - record->broker_time_us > tolerance_us)
		return fault_set(fault, REASON_STATED_IN_FUTURE, "time", 0);
	if (record->key.data && !slice_equal(record->key, event->entity))
		return fault_set(fault, REASON_KEY_DIFFERS, "", 0);
	return alias_check(event, fault);
}

static enum reason
event_read(struct decoder *decoder, const struct record *record, struct event *event,
	   struct fault *fault)
{
	enum reason reason = record_read(decoder, record, fault);

	if (reason != REASON_NONE)
		return reason;
	reason = envelope_decode(&decoder->envelope, event, fault);
	if (reason != REASON_NONE)
		return reason;
	event->members = decoder->members;
	reason = data_decode(decoder, event, fault);
	if (reason != REASON_NONE)
		return reason;
	event->entity = entity_id(event, decoder->entity);
	return event_check(event, record, fault);
}

/* What can be said about a refused record: the two names that identify it. */
static void
fault_settle(struct fault *fault, const struct envelope *envelope, struct arena *arena)
{
	fault->source =
		arena_copy(arena, envelope_identifier(envelope, ATTRIBUTE_SOURCE));
	fault->id = arena_copy(arena, envelope_identifier(envelope, ATTRIBUTE_ID));
}

enum reason
decode_event(struct decoder *decoder, const struct record *record, struct arena *arena,
	     struct event *ret_event, struct fault *ret_fault)
{
	struct event event = { 0 };
	struct fault fault = { 0 };
	struct extensions extensions;
	enum reason reason = event_read(decoder, record, &event, &fault);

	if (reason != REASON_NONE) {
		fault_settle(&fault, &decoder->envelope, arena);
		*ret_fault = fault;
		return reason;
	}
	event.hash_identity = hash_identity(event.source, event.id);
	event.hash_content = hash_content(&event);
	if (envelope_extensions(&decoder->envelope, &extensions))
		event.extensions = &extensions;
	event_settle(&event, arena);
	*ret_event = event;
	return REASON_NONE;
}
