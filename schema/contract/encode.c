/* SPDX-License-Identifier: PostgreSQL */
#include "schema/contract/encode.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"

struct encoder {
	yajl_gen gen;
};

struct encoder *
encoder_open(void)
{
	struct encoder *encoder = calloc(1, sizeof *encoder);

	CHECK(encoder != NULL);
	encoder->gen = yajl_gen_alloc(NULL);
	CHECK(encoder->gen != NULL);
	return encoder;
}

struct encoder *
encoder_close(struct encoder *encoder)
{
	if (!encoder)
		return NULL;
	yajl_gen_free(encoder->gen);
	free(encoder);
	return NULL;
}

static void
put_text(struct encoder *encoder, struct slice text)
{
	CHECK_OP(yajl_gen_string(encoder->gen, (const unsigned char *)text.data, text.length),
		 ==, yajl_gen_status_ok);
}

static void
put_pair(struct encoder *encoder, const char *name, struct slice text)
{
	put_text(encoder, slice_text(name));
	put_text(encoder, text);
}

static void
put_instant(struct encoder *encoder, const char *name, int64_t instant_us)
{
	char text[INSTANT_TEXT_BYTES];

	put_pair(encoder, name, slice_text(instant_format(instant_us, text)));
}

/* Millionths as a decimal text without needless zeros. */
static void
put_decimal(struct encoder *encoder, int64_t millionths)
{
	uint64_t size = millionths < 0 ? (uint64_t)-millionths : (uint64_t)millionths;
	char text[32];
	int length = snprintf(text, sizeof text, "%s%" PRIu64 ".%06" PRIu64,
			      millionths < 0 ? "-" : "", size / 1000000, size % 1000000);

	while (text[length - 1] == '0')
		length--;
	if (text[length - 1] == '.')
		length--;
	put_text(encoder, (struct slice){ text, (size_t)length });
}

static void
put_value(struct encoder *encoder, const struct member *member)
{
	char text[INSTANT_TEXT_BYTES];

	switch (member_kind(member->name)) {
	case MEMBER_KIND_CODE:
	case MEMBER_KIND_PROCEDURE:
	case MEMBER_KIND_TEXT:
	case MEMBER_KIND_PERIOD:
		put_text(encoder, member->text);
		return;
	case MEMBER_KIND_WORD:
		put_text(encoder, slice_text(list_word(member_list(member->name),
						       member->number)));
		return;
	case MEMBER_KIND_INTEGER:
		yajl_gen_integer(encoder->gen, member->number);
		return;
	case MEMBER_KIND_DECIMAL:
		put_decimal(encoder, member->number);
		return;
	case MEMBER_KIND_TRUTH:
		yajl_gen_bool(encoder->gen, member->number != 0);
		return;
	case MEMBER_KIND_INSTANT:
		put_text(encoder, slice_text(instant_format(member->number, text)));
		return;
	case MEMBER_KIND_DATE:
	case MEMBER_KIND_DAY:
		put_text(encoder, slice_text(day_format((int32_t)member->number, text)));
		return;
	}
}

static void
put_members(struct encoder *encoder, const struct event *event)
{
	for (int i = 0; i < event->member_count; i++) {
		const struct member *member = &event->members[i];

		put_text(encoder, slice_text(member_json(member->name)));
		if (member->is_null)
			yajl_gen_null(encoder->gen);
		else
			put_value(encoder, member);
	}
}

/* The member that names the entity, where that is one member and not stated yet. */
static void
put_entity(struct encoder *encoder, const struct event *event)
{
	enum member_name name;

	switch (event_type_entity(event->stated)) {
	case ENTITY_DOSSIER:
		name = MEMBER_DOSSIER;
		break;
	case ENTITY_DOCUMENT:
		name = MEMBER_DOCUMENT;
		break;
	case ENTITY_WORKFILE:
		name = MEMBER_WORKFILE;
		break;
	case ENTITY_INDICATOR:
	case ENTITY_REFERENCE:
	case ENTITY_SOURCE:
	case ENTITY_COUNT:
	default:
		return;
	}
	if (!event_member(event, name))
		put_pair(encoder, member_json(name), event->entity);
}

static void
put_extensions(struct encoder *encoder, const struct extensions *extensions)
{
	if (!extensions)
		return;
	if (extensions->sequence.data)
		put_pair(encoder, "sequence", extensions->sequence);
	if (extensions->partitionkey.data)
		put_pair(encoder, "partitionkey", extensions->partitionkey);
	if (extensions->traceparent.data)
		put_pair(encoder, "traceparent", extensions->traceparent);
}

struct slice
encode_event(struct encoder *encoder, const struct event *event)
{
	char type[128];
	const unsigned char *bytes;
	size_t length;

	snprintf(type, sizeof type, EVENT_TYPE_PREFIX "%s" EVENT_TYPE_SUFFIX,
		 event_type_name(event->stated));
	yajl_gen_reset(encoder->gen, NULL);
	yajl_gen_clear(encoder->gen);
	yajl_gen_map_open(encoder->gen);
	put_pair(encoder, "specversion", SLICE_LITERAL("1.0"));
	put_pair(encoder, "type", slice_text(type));
	put_pair(encoder, "source", event->source);
	put_pair(encoder, "id", event->id);
	put_instant(encoder, "time", event->time_us);
	put_extensions(encoder, event->extensions);
	put_text(encoder, SLICE_LITERAL("data"));
	yajl_gen_map_open(encoder->gen);
	put_entity(encoder, event);
	put_members(encoder, event);
	put_instant(encoder, "at", event->at_us);
	yajl_gen_map_close(encoder->gen);
	yajl_gen_map_close(encoder->gen);
	CHECK_OP(yajl_gen_get_buf(encoder->gen, &bytes, &length), ==, yajl_gen_status_ok);
	return (struct slice){ (const char *)bytes, length };
}
