/* SPDX-License-Identifier: PostgreSQL
 *
 * decode.c - one pass over the tokens fills slots, one look at the slots makes the event.
 *
 * `data` may come before `type`, so which members count is known only at the end: the
 * pass keeps the raw value of every known name, the look reads those of the type.  Of
 * several faults the first of this order is reported, whatever the order in the bytes:
 * bytes, envelope, type, time, members in the order of event.def, `at`, what spans
 * members (at against time, alias), key, broker time.
 */
#include "schema/contract/decode.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <xxhash.h>

#include "schema/base/check.h"
#include "schema/base/utf8.h"
#include "schema/contract/identity.h"
#include "schema/contract/value.h"

enum attribute {
	ATTRIBUTE_SPECVERSION,
	ATTRIBUTE_TYPE,
	ATTRIBUTE_SOURCE,
	ATTRIBUTE_ID,
	ATTRIBUTE_TIME,
	ATTRIBUTE_DATACONTENTTYPE,
	ATTRIBUTE_DATA_BASE64,
	ATTRIBUTE_SEQUENCE,
	ATTRIBUTE_PARTITIONKEY,
	ATTRIBUTE_TRACEPARENT,
	ATTRIBUTE_DATA, /* last: it cannot be a header */
	ATTRIBUTE_COUNT,
};

static const char *const attribute_names[ATTRIBUTE_COUNT] = {
	"specversion", "type",	      "source",	  "id",		  "time",	 "datacontenttype",
	"data_base64", "sequence", "partitionkey", "traceparent", "data",
};

/* Which members a type needs and takes, in the order of event.def. */
struct rule {
	enum event_type type;
	enum member_name member;
	bool needed;
};

static const struct rule rules[] = {
#define NEEDS(type, member) { EVENT_##type, MEMBER_##member, true },
#define TAKES(type, member) { EVENT_##type, MEMBER_##member, false },
#include "schema/contract/event.def"
};

enum { NAME_SLOTS = 512, MEMBERS_OF_TYPE_MAX = 48 };

struct decoder {
	struct json_reader *json;
	int16_t names[NAME_SLOTS];  /* member + 1 by hash of its JSON name */
	uint16_t first_rule[EVENT_TYPE_COUNT + 1];

	/* the record that is being decoded */
	struct arena *arena;
	struct value attributes[ATTRIBUTE_COUNT];
	struct value members[MEMBER_COUNT];
	struct value *target; /* where the next value goes, or NULL */
	int depth;
	int data_depth;       /* depth of members of data: 2, in binary mode 1 */
	bool in_data;
};

static const struct json_limits limits = { EVENT_BYTES_MAX, EVENT_DEPTH_MAX };

static unsigned
name_slot(struct slice name)
{
	return (unsigned)XXH3_64bits(name.data, name.length) % NAME_SLOTS;
}

static void
index_names(struct decoder *decoder)
{
	for (int i = 0; i < MEMBER_COUNT; i++) {
		unsigned slot = name_slot(slice_text(member_json((enum member_name)i)));

		while (decoder->names[slot] != 0)
			slot = (slot + 1) % NAME_SLOTS;
		decoder->names[slot] = (int16_t)(i + 1);
	}
}

static void
index_rules(struct decoder *decoder)
{
	for (size_t i = ARRAY_COUNT(rules); i-- > 0;)
		decoder->first_rule[rules[i].type] = (uint16_t)i;
	decoder->first_rule[EVENT_TYPE_COUNT] = ARRAY_COUNT(rules);
}

struct decoder *
decoder_open(void)
{
	struct decoder *decoder = calloc(1, sizeof *decoder);

	CHECK(decoder != NULL);
	decoder->json = json_open();
	index_names(decoder);
	index_rules(decoder);
	return decoder;
}

struct decoder *
decoder_close(struct decoder *decoder)
{
	if (!decoder)
		return NULL;
	decoder->json = json_close(decoder->json);
	free(decoder);
	return NULL;
}

static struct value *
find_member(struct decoder *decoder, struct slice name)
{
	unsigned slot = name_slot(name);

	for (; decoder->names[slot] != 0; slot = (slot + 1) % NAME_SLOTS) {
		int member = decoder->names[slot] - 1;

		if (slice_equal(name, slice_text(member_json((enum member_name)member))))
			return &decoder->members[member];
	}
	return NULL;
}

static struct value *
find_attribute(struct decoder *decoder, struct slice name)
{
	for (int i = 0; i < ATTRIBUTE_COUNT; i++)
		if (slice_equal(name, slice_text(attribute_names[i])))
			return &decoder->attributes[i];
	return NULL;
}

static void
take_key(struct decoder *decoder, struct slice name)
{
	if (decoder->in_data && decoder->depth == decoder->data_depth)
		decoder->target = find_member(decoder, name);
	else if (!decoder->in_data && decoder->depth == 1)
		decoder->target = find_attribute(decoder, name);
	else
		decoder->target = NULL;
}

static void
keep_value(struct decoder *decoder, enum json_token token, struct slice text)
{
	if (!decoder->target)
		return;
	if (!json_is_inside(decoder->json, text))
		text = arena_copy(decoder->arena, text);
	*decoder->target = (struct value){ token, text, (uint32_t)json_byte(decoder->json) };
	decoder->target = NULL;
}

static void
begin_nested(struct decoder *decoder, enum json_token token)
{
	bool is_data = decoder->target == &decoder->attributes[ATTRIBUTE_DATA] &&
		       token == JSON_OBJECT_BEGIN;

	keep_value(decoder, token, (struct slice){ "", 0 });
	decoder->depth++;
	if (is_data)
		decoder->in_data = true;
}

static bool
take(void *context, enum json_token token, struct slice text)
{
	struct decoder *decoder = context;

	switch (token) {
	case JSON_OBJECT_BEGIN:
	case JSON_ARRAY_BEGIN:
		begin_nested(decoder, token);
		break;
	case JSON_OBJECT_END:
	case JSON_ARRAY_END:
		decoder->depth--;
		if (decoder->depth < decoder->data_depth)
			decoder->in_data = false;
		decoder->target = NULL;
		break;
	case JSON_KEY:
		take_key(decoder, text);
		break;
	case JSON_STRING:
	case JSON_NUMBER:
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
		keep_value(decoder, token, text);
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
read_json(struct decoder *decoder, struct slice payload, struct fault *fault)
{
	enum reason reason;

	if (payload.length <= EVENT_BYTES_MAX && !is_object(payload))
		return REASON_NOT_JSON;
	reason = reason_of(json_read(decoder->json, payload, &limits, take, decoder));
	if (reason != REASON_NONE)
		fault->byte = (uint32_t)json_byte(decoder->json);
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

/* Without a content type a record is binary when it has a ce_ header (DESIGN of the
 * contract: structured is what our producers write). */
static bool
is_binary(const struct record *record)
{
	const struct record_header *type = find_header(record, "content-type");
	static const char structured[] = "application/cloudevents+json";

	if (type)
		return type->value.length < sizeof structured - 1 ||
		       strncasecmp(type->value.data, structured, sizeof structured - 1) != 0;
	for (size_t i = 0; i < record->header_count; i++)
		if (record->headers[i].name.length > 3 &&
		    strncasecmp(record->headers[i].name.data, "ce_", 3) == 0)
			return true;
	return false;
}

static enum reason
read_headers(struct decoder *decoder, const struct record *record, struct fault *fault)
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
		decoder->attributes[i] = (struct value){ JSON_STRING, header->value, 0 };
	}
	return REASON_NONE;
}

static enum reason
read_record(struct decoder *decoder, const struct record *record, struct fault *fault)
{
	bool binary = is_binary(record);
	enum reason reason;

	memset(decoder->attributes, 0, sizeof decoder->attributes);
	memset(decoder->members, 0, sizeof decoder->members);
	decoder->target = NULL;
	decoder->depth = 0;
	decoder->in_data = binary;
	decoder->data_depth = binary ? 1 : 2;
	if (!record->payload.data)
		return REASON_NOT_JSON;
	reason = read_json(decoder, record->payload, fault);
	if (reason == REASON_NONE && binary) {
		decoder->attributes[ATTRIBUTE_DATA].token = JSON_OBJECT_BEGIN;
		reason = read_headers(decoder, record, fault);
	}
	return reason;
}

/* An attribute that must be a text of 1 to 128 plain characters. */
static enum reason
read_attribute(const struct decoder *decoder, enum attribute attribute,
	       struct slice *ret_text, struct fault *fault)
{
	const struct value *value = &decoder->attributes[attribute];

	if (value->token == JSON_STRING &&
	    utf8_is_plain(value->text, EVENT_ID_CHARACTERS_MAX)) {
		*ret_text = arena_copy(decoder->arena, value->text);
		return REASON_NONE;
	}
	fault->member = attribute_names[attribute];
	fault->byte = value->byte;
	return REASON_ENVELOPE;
}

/* Source and id as far as they can be read, for the dead letter. */
static void
name_fault(const struct decoder *decoder, struct fault *fault)
{
	struct fault ignored = { .member = "" };

	if (read_attribute(decoder, ATTRIBUTE_SOURCE, &fault->source, &ignored) !=
	    REASON_NONE)
		fault->source = (struct slice){ "", 0 };
	if (read_attribute(decoder, ATTRIBUTE_ID, &fault->id, &ignored) != REASON_NONE)
		fault->id = (struct slice){ "", 0 };
}

/* ".v" and digits behind a known name is a version that this program does not know. */
static enum reason
find_type(struct slice text, enum event_type *ret_type)
{
	const size_t prefix = sizeof EVENT_TYPE_PREFIX - 1;
	struct slice name;
	size_t version = text.length;

	if (text.length <= prefix || memcmp(text.data, EVENT_TYPE_PREFIX, prefix) != 0)
		return REASON_UNKNOWN_TYPE;
	while (version > prefix && text.data[version - 1] >= '0' && text.data[version - 1] <= '9')
		version--;
	if (version == text.length || version < prefix + 3 ||
	    text.data[version - 1] != 'v' || text.data[version - 2] != '.')
		return REASON_UNKNOWN_TYPE;
	name = (struct slice){ text.data + prefix, version - 2 - prefix };
	for (int i = 0; i < EVENT_TYPE_COUNT; i++) {
		if (!slice_equal(name, slice_text(event_type_name((enum event_type)i))))
			continue;
		*ret_type = (enum event_type)i;
		return slice_ends_with(text, SLICE_LITERAL(EVENT_TYPE_SUFFIX)) &&
				       text.length - version == 1
			       ? REASON_NONE
			       : REASON_UNKNOWN_VERSION;
	}
	return REASON_UNKNOWN_TYPE;
}

static enum reason
read_time(const struct decoder *decoder, struct event *event, struct fault *fault)
{
	const struct value *time = &decoder->attributes[ATTRIBUTE_TIME];

	fault->member = "time";
	fault->byte = time->byte;
	return time->token == JSON_STRING ? value_instant(time->text, &event->time_us)
					  : REASON_TIME_SHAPE;
}

static enum reason
read_envelope(struct decoder *decoder, struct event *event, struct fault *fault)
{
	const struct value *version = &decoder->attributes[ATTRIBUTE_SPECVERSION];
	const struct value *content = &decoder->attributes[ATTRIBUTE_DATACONTENTTYPE];
	struct slice type;
	enum reason reason;

	if (version->token != JSON_STRING ||
	    !slice_equal(version->text, SLICE_LITERAL("1.0"))) {
		fault->member = "specversion";
		fault->byte = version->byte;
		return REASON_ENVELOPE;
	}
	if (content->token != JSON_NONE && content->token != JSON_NULL &&
	    content->token != JSON_STRING) {
		fault->member = "datacontenttype";
		fault->byte = content->byte;
		return REASON_ENVELOPE;
	}
	if ((reason = read_attribute(decoder, ATTRIBUTE_SOURCE, &event->source, fault)) ||
	    (reason = read_attribute(decoder, ATTRIBUTE_ID, &event->id, fault)) ||
	    (reason = read_attribute(decoder, ATTRIBUTE_TYPE, &type, fault)))
		return reason;
	fault->member = "type";
	fault->byte = decoder->attributes[ATTRIBUTE_TYPE].byte;
	reason = find_type(type, &event->stated);
	return reason ? reason : read_time(decoder, event, fault);
}

static bool
takes_null(enum event_type type, const struct rule *rule)
{
	return (type == EVENT_DOSSIER_CORRECTED || type == EVENT_DOCUMENT_CORRECTED) &&
	       !rule->needed && rule->member != MEMBER_RECIPIENT;
}

static enum reason
fail_member(enum reason reason, enum member_name name, const struct value *value,
	    struct fault *fault)
{
	fault->member = member_json(name);
	fault->byte = value->byte;
	return reason;
}

/* Members of one decode, in the order in which they were read. */
struct gathered {
	struct member items[MEMBERS_OF_TYPE_MAX];
	int count;
};

static enum reason
read_member(struct decoder *decoder, const struct rule *rule, enum event_type type,
	    bool needed, struct gathered *gathered, struct fault *fault)
{
	const struct value *value = &decoder->members[rule->member];
	struct member *member = &gathered->items[gathered->count];
	enum reason reason;

	CHECK_OP(gathered->count, <, MEMBERS_OF_TYPE_MAX);
	if (value->token == JSON_NULL && takes_null(type, rule)) {
		*member = (struct member){ .name = rule->member, .is_null = true };
		gathered->count++;
		return REASON_NONE;
	}
	if (value->token == JSON_NONE || value->token == JSON_NULL)
		return needed ? fail_member(REASON_MEMBER_MISSING, rule->member, value, fault)
			      : REASON_NONE;
	reason = value_read(rule->member, value, member);
	if (reason != REASON_NONE)
		return fail_member(reason, rule->member, value, fault);
	gathered->count++;
	return REASON_NONE;
}

static enum reason
read_members_of(struct decoder *decoder, enum event_type type, bool for_status,
		struct gathered *gathered, struct fault *fault)
{
	for (size_t i = decoder->first_rule[type];
	     i < ARRAY_COUNT(rules) && rules[i].type == type; i++) {
		enum reason reason;

		if (for_status && rules[i].member == MEMBER_DOSSIER)
			continue; /* read with the status event's own members */
		reason = read_member(decoder, &rules[i], type,
				     rules[i].needed && !for_status, gathered, fault);
		if (reason != REASON_NONE)
			return reason;
	}
	return REASON_NONE;
}

static const struct member *
gathered_find(const struct gathered *gathered, enum member_name name)
{
	for (int i = 0; i < gathered->count; i++)
		if (gathered->items[i].name == name)
			return &gathered->items[i];
	return NULL;
}

/* An indicator needs a value, or numerator and denominator (R12). */
static enum reason
check_amounts(const struct gathered *gathered, struct fault *fault)
{
	bool numerator = gathered_find(gathered, MEMBER_NUMERATOR) != NULL;
	bool denominator = gathered_find(gathered, MEMBER_DENOMINATOR) != NULL;

	if (gathered_find(gathered, MEMBER_VALUE) || (numerator && denominator))
		return REASON_NONE;
	fault->member = member_json(numerator	  ? MEMBER_DENOMINATOR
				    : denominator ? MEMBER_NUMERATOR
						  : MEMBER_VALUE);
	fault->byte = 0;
	return REASON_MEMBER_MISSING;
}

static enum reason
read_at(struct decoder *decoder, struct event *event, struct fault *fault)
{
	const struct value *value = &decoder->members[MEMBER_AT];
	struct member member;
	enum reason reason;

	if (value->token == JSON_NONE || value->token == JSON_NULL)
		return fail_member(REASON_MEMBER_MISSING, MEMBER_AT, value, fault);
	reason = value_read(MEMBER_AT, value, &member);
	if (reason != REASON_NONE)
		return fail_member(reason, MEMBER_AT, value, fault);
	event->at_us = member.number;
	return REASON_NONE;
}

static enum reason
check_data(const struct decoder *decoder, struct fault *fault)
{
	const struct value *data = &decoder->attributes[ATTRIBUTE_DATA];

	fault->member = "data";
	fault->byte = data->byte;
	if (decoder->attributes[ATTRIBUTE_DATA_BASE64].token != JSON_NONE)
		return REASON_MEMBER_MISTYPED;
	return data->token == JSON_OBJECT_BEGIN ? REASON_NONE : REASON_MEMBER_MISSING;
}

static enum reason
read_data(struct decoder *decoder, struct event *event, struct gathered *gathered,
	  struct fault *fault)
{
	enum reason reason;

	if ((reason = check_data(decoder, fault)) ||
	    (reason = read_members_of(decoder, event->stated, false, gathered, fault)))
		return reason;
	event->type = event->stated;
	if (event->stated == EVENT_DOSSIER_STATUS) {
		event->type =
			status_code_type(gathered_find(gathered, MEMBER_CODE)->number);
		reason = read_members_of(decoder, event->type, true, gathered, fault);
	} else if (event->stated == EVENT_INDICATOR_REPORTED) {
		reason = check_amounts(gathered, fault);
	}
	return reason ? reason : read_at(decoder, event, fault);
}

static int
by_name(const void *a, const void *b)
{
	const struct member *left = a, *right = b;

	return (left->name > right->name) - (left->name < right->name);
}

/* Members into the arena, ordered by name; texts are copied out of the record. */
static void
keep_members(struct decoder *decoder, struct gathered *gathered, struct event *event)
{
	size_t bytes = (size_t)gathered->count * sizeof *gathered->items;
	struct member *members = arena_alloc(decoder->arena, bytes);

	qsort(gathered->items, (size_t)gathered->count, sizeof *gathered->items, by_name);
	for (int i = 0; i < gathered->count; i++) {
		members[i] = gathered->items[i];
		if (!members[i].is_null && member_is_text(members[i].name))
			members[i].text = arena_copy(decoder->arena, members[i].text);
	}
	event->members = members;
	event->member_count = (uint16_t)gathered->count;
}

static void
keep_extensions(struct decoder *decoder, struct event *event)
{
	const struct value *sequence = &decoder->attributes[ATTRIBUTE_SEQUENCE];
	const struct value *key = &decoder->attributes[ATTRIBUTE_PARTITIONKEY];
	const struct value *trace = &decoder->attributes[ATTRIBUTE_TRACEPARENT];
	struct extensions *extensions;

	if (sequence->token != JSON_STRING && key->token != JSON_STRING &&
	    trace->token != JSON_STRING)
		return;
	extensions = arena_alloc(decoder->arena, sizeof *extensions);
	*extensions = (struct extensions){ 0 };
	if (sequence->token == JSON_STRING)
		extensions->sequence = arena_copy(decoder->arena, sequence->text);
	if (key->token == JSON_STRING)
		extensions->partitionkey = arena_copy(decoder->arena, key->text);
	if (trace->token == JSON_STRING)
		extensions->traceparent = arena_copy(decoder->arena, trace->text);
	event->extensions = extensions;
}

/* What spans members, and what the record says beside its payload. */
static enum reason
check_whole(const struct record *record, const struct event *event, struct fault *fault)
{
	const int64_t tolerance_us = EVENT_TOLERANCE_SECONDS * INT64_C(1000000);
	const struct member *of = event_member(event, event->type == EVENT_DOSSIER_CORRECTED
							      ? MEMBER_ALIAS_OF
							      : MEMBER_OF);

	fault->byte = 0;
	fault->member = "at";
	if (event->at_us - event->time_us > tolerance_us)
		return REASON_AT_AFTER_TIME;
	fault->member = of ? member_json(of->name) : "";
	if (of && !of->is_null && slice_equal(of->text, event->entity))
		return REASON_ALIAS_OF_ITSELF;
	fault->member = "";
	if (record->key.data && !slice_equal(record->key, event->entity))
		return REASON_KEY_DIFFERS;
	fault->member = "time";
	if (record->broker_time_us != 0 &&
	    event->time_us - record->broker_time_us > tolerance_us)
		return REASON_STATED_IN_FUTURE;
	return REASON_NONE;
}

static enum reason
decode(struct decoder *decoder, const struct record *record, struct event *event,
       struct fault *fault)
{
	struct gathered gathered = { .count = 0 };
	enum reason reason;

	if ((reason = read_record(decoder, record, fault)) ||
	    (reason = read_envelope(decoder, event, fault)) ||
	    (reason = read_data(decoder, event, &gathered, fault)))
		return reason;
	keep_members(decoder, &gathered, event);
	keep_extensions(decoder, event);
	event->entity = event_entity(event, decoder->arena);
	reason = check_whole(record, event, fault);
	if (reason == REASON_NONE)
		event_hash(event);
	return reason;
}

enum reason
decode_event(struct decoder *decoder, const struct record *record, struct arena *arena,
	     struct event *ret_event, struct fault *ret_fault)
{
	struct event event = { 0 };
	struct fault fault = { .member = "" };

	decoder->arena = arena;
	fault.reason = decode(decoder, record, &event, &fault);
	if (fault.reason == REASON_NONE) {
		*ret_event = event;
		return REASON_NONE;
	}
	name_fault(decoder, &fault);
	*ret_fault = fault;
	return fault.reason;
}
