/* SPDX-License-Identifier: PostgreSQL */
#include "schema/contract/slots.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <xxhash.h>

#include "schema/base/check.h"
#include "schema/base/utf8.h"
#include "schema/contract/decode.h"

static const char *const attribute_names[ATTRIBUTE_COUNT] = {
	"specversion", "type",	      "source",	  "id",		  "time",	 "datacontenttype",
	"data_base64", "sequence", "partitionkey", "traceparent", "data",
};

enum { NAME_PLACES = 512 };

struct slot_reader {
	struct json_reader *json;
	int16_t names[NAME_PLACES]; /* member + 1 at the hash of its JSON name, 0 = free */

	/* the record that is being read */
	struct arena *arena;
	struct slots *slots;
	struct value *target; /* where the next value goes, or NULL */
	int depth;
	int data_depth;       /* depth of members of data: 2, in binary mode 1 */
	bool in_data;
};

static const struct json_limits limits = { EVENT_BYTES_MAX, EVENT_DEPTH_MAX };

const char *
attribute_name(enum attribute attribute)
{
	CHECK_OP(attribute, <, ATTRIBUTE_COUNT);
	return attribute_names[attribute];
}

static unsigned
name_hash(struct slice name)
{
	return (unsigned)XXH3_64bits(name.data, name.length) % NAME_PLACES;
}

static void
index_names(struct slot_reader *reader)
{
	for (int i = 0; i < MEMBER_COUNT; i++) {
		unsigned at = name_hash(slice_text(member_json((enum member_name)i)));

		while (reader->names[at] != 0)
			at = (at + 1) % NAME_PLACES;
		reader->names[at] = (int16_t)(i + 1);
	}
}

struct slot_reader *
slot_reader_open(void)
{
	struct slot_reader *reader = calloc(1, sizeof *reader);

	CHECK(reader != NULL);
	reader->json = json_open();
	index_names(reader);
	return reader;
}

struct slot_reader *
slot_reader_close(struct slot_reader *reader)
{
	if (!reader)
		return NULL;
	reader->json = json_close(reader->json);
	free(reader);
	return NULL;
}

static struct value *
find_member(struct slot_reader *reader, struct slice name)
{
	unsigned at = name_hash(name);

	for (; reader->names[at] != 0; at = (at + 1) % NAME_PLACES) {
		int member = reader->names[at] - 1;

		if (slice_equal(name, slice_text(member_json((enum member_name)member))))
			return &reader->slots->members[member];
	}
	return NULL;
}

static struct value *
find_attribute(struct slot_reader *reader, struct slice name)
{
	for (int i = 0; i < ATTRIBUTE_COUNT; i++)
		if (slice_equal(name, slice_text(attribute_names[i])))
			return &reader->slots->attributes[i];
	return NULL;
}

static void
take_key(struct slot_reader *reader, struct slice name)
{
	if (reader->in_data && reader->depth == reader->data_depth)
		reader->target = find_member(reader, name);
	else if (!reader->in_data && reader->depth == 1)
		reader->target = find_attribute(reader, name);
	else
		reader->target = NULL;
}

static void
keep_value(struct slot_reader *reader, enum json_token token, struct slice text)
{
	if (!reader->target)
		return;
	if (!json_is_inside(reader->json, text))
		text = arena_copy(reader->arena, text);
	*reader->target = (struct value){ token, text, (uint32_t)json_byte(reader->json) };
	reader->target = NULL;
}

static void
begin_nested(struct slot_reader *reader, enum json_token token)
{
	bool is_data = reader->target == &reader->slots->attributes[ATTRIBUTE_DATA] &&
		       token == JSON_OBJECT_BEGIN;

	keep_value(reader, token, (struct slice){ "", 0 });
	reader->depth++;
	if (is_data)
		reader->in_data = true;
}

static bool
take(void *context, enum json_token token, struct slice text)
{
	struct slot_reader *reader = context;

	switch (token) {
	case JSON_OBJECT_BEGIN:
	case JSON_ARRAY_BEGIN:
		begin_nested(reader, token);
		break;
	case JSON_OBJECT_END:
	case JSON_ARRAY_END:
		reader->depth--;
		if (reader->depth < reader->data_depth)
			reader->in_data = false;
		reader->target = NULL;
		break;
	case JSON_KEY:
		take_key(reader, text);
		break;
	case JSON_STRING:
	case JSON_NUMBER:
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
		keep_value(reader, token, text);
		break;
	case JSON_NONE:
		break;
	}
	return true;
}

static enum reason
reason_of(enum json_fault fault)
{
	switch (fault) {
	case JSON_OK:
		return REASON_NONE;
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
	case JSON_SYNTAX:
	case JSON_STOPPED:
		break;
	}
	return REASON_NOT_JSON;
}

static bool
is_object(struct slice payload)
{
	for (size_t i = 0; i < payload.length; i++)
		if (!strchr(" \t\r\n", payload.data[i]))
			return payload.data[i] == '{';
	return false;
}

static enum reason
read_json(struct slot_reader *reader, struct slice payload, struct fault *fault)
{
	enum reason reason;

	if (payload.length <= EVENT_BYTES_MAX && !is_object(payload))
		return REASON_NOT_JSON;
	reason = reason_of(json_read(reader->json, payload, &limits, take, reader));
	if (reason != REASON_NONE)
		fault->byte = (uint32_t)json_byte(reader->json);
	return reason;
}

static const struct record_header *
find_header(const struct record *record, const char *name)
{
	for (size_t i = 0; i < record->header_count; i++)
		if (record->headers[i].name.length == strlen(name) &&
		    strncasecmp(record->headers[i].name.data, name, strlen(name)) == 0)
			return &record->headers[i];
	return NULL;
}

/* Parameters behind the media type, such as a charset, mean nothing here. */
static bool
is_structured_type(struct slice type)
{
	static const char structured[] = "application/cloudevents+json";
	const size_t length = sizeof structured - 1;

	if (type.length < length || strncasecmp(type.data, structured, length) != 0)
		return false;
	return type.length == length || type.data[length] == ';' ||
	       type.data[length] == ' ' || type.data[length] == '\t';
}

/* Without a content type a record is binary when it has a ce_ header, else structured,
 * which is what our producers write. */
static bool
is_binary(const struct record *record)
{
	const struct record_header *type = find_header(record, "content-type");

	if (type)
		return !is_structured_type(type->value);
	for (size_t i = 0; i < record->header_count; i++)
		if (record->headers[i].name.length > 3 &&
		    strncasecmp(record->headers[i].name.data, "ce_", 3) == 0)
			return true;
	return false;
}

static enum reason
read_headers(struct slot_reader *reader, const struct record *record, struct fault *fault)
{
	for (int i = 0; i < ATTRIBUTE_DATA; i++) {
		char name[32] = "ce_";
		const struct record_header *header;

		strncat(name, attribute_names[i], sizeof name - 4);
		header = find_header(record, name);
		if (!header)
			continue;
		if (utf8_valid(header->value) != header->value.length) {
			fault->member = attribute_names[i];
			return REASON_ENVELOPE;
		}
		reader->slots->attributes[i] = (struct value){ JSON_STRING, header->value, 0 };
	}
	return REASON_NONE;
}

enum reason
slots_read(struct slot_reader *reader, const struct record *record, struct arena *arena,
	   struct slots *ret_slots, struct fault *fault)
{
	bool binary = is_binary(record);
	enum reason reason;

	memset(ret_slots, 0, sizeof *ret_slots);
	reader->arena = arena;
	reader->slots = ret_slots;
	reader->target = NULL;
	reader->depth = 0;
	reader->in_data = binary;
	reader->data_depth = binary ? 1 : 2;
	if (!record->payload.data)
		return REASON_NOT_JSON;
	reason = read_json(reader, record->payload, fault);
	if (reason == REASON_NONE && binary) {
		ret_slots->attributes[ATTRIBUTE_DATA].token = JSON_OBJECT_BEGIN;
		reason = read_headers(reader, record, fault);
	}
	return reason;
}
