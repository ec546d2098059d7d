/* SPDX-License-Identifier: PostgreSQL */
#include "schema/contract/envelope.h"

#include <string.h>

#include "schema/base/utf8.h"

static enum reason
fail(enum reason reason, enum attribute attribute, const struct slots *slots,
     struct fault *fault)
{
	fault->member = attribute_name(attribute);
	fault->byte = slots->attributes[attribute].byte;
	return reason;
}

/* An attribute that must be a text of 1 to 128 plain characters.  It is not copied. */
static enum reason
read_text(const struct slots *slots, enum attribute attribute, struct slice *ret_text,
	  struct fault *fault)
{
	const struct value *value = &slots->attributes[attribute];

	if (value->token != JSON_STRING ||
	    !utf8_is_plain(value->text, EVENT_ID_CHARACTERS_MAX))
		return fail(REASON_ENVELOPE, attribute, slots, fault);
	*ret_text = value->text;
	return REASON_NONE;
}

/* This version of CloudEvents, and a datacontenttype that is a text where there is one. */
static enum reason
check_form(const struct slots *slots, struct fault *fault)
{
	const struct value *version = &slots->attributes[ATTRIBUTE_SPECVERSION];
	enum json_token content = slots->attributes[ATTRIBUTE_DATACONTENTTYPE].token;

	if (version->token != JSON_STRING ||
	    !slice_equal(version->text, SLICE_LITERAL("1.0")))
		return fail(REASON_ENVELOPE, ATTRIBUTE_SPECVERSION, slots, fault);
	if (content != JSON_NONE && content != JSON_NULL && content != JSON_STRING)
		return fail(REASON_ENVELOPE, ATTRIBUTE_DATACONTENTTYPE, slots, fault);
	return REASON_NONE;
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
		return slice_ends_with(text, SLICE_LITERAL(EVENT_TYPE_SUFFIX))
			       ? REASON_NONE
			       : REASON_UNKNOWN_VERSION;
	}
	return REASON_UNKNOWN_TYPE;
}

static enum reason
read_type(const struct slots *slots, struct event *event, struct fault *fault)
{
	struct slice text;
	enum reason reason = read_text(slots, ATTRIBUTE_TYPE, &text, fault);

	if (reason != REASON_NONE)
		return reason;
	reason = find_type(text, &event->stated);
	return reason ? fail(reason, ATTRIBUTE_TYPE, slots, fault) : REASON_NONE;
}

static enum reason
read_time(const struct slots *slots, struct event *event, struct fault *fault)
{
	const struct value *time = &slots->attributes[ATTRIBUTE_TIME];
	enum reason reason = time->token == JSON_STRING
				     ? value_instant(time->text, &event->time_us)
				     : REASON_TIME_SHAPE;

	return reason ? fail(reason, ATTRIBUTE_TIME, slots, fault) : REASON_NONE;
}

enum reason
envelope_read(const struct slots *slots, struct arena *arena, struct event *event,
	      struct fault *fault)
{
	enum reason reason;

	if ((reason = check_form(slots, fault)) ||
	    (reason = read_text(slots, ATTRIBUTE_SOURCE, &event->source, fault)) ||
	    (reason = read_text(slots, ATTRIBUTE_ID, &event->id, fault)) ||
	    (reason = read_type(slots, event, fault)) ||
	    (reason = read_time(slots, event, fault)))
		return reason;
	event->source = arena_copy(arena, event->source);
	event->id = arena_copy(arena, event->id);
	return REASON_NONE;
}

/* An extension that cannot be one plain attribute of a later event is as unknown ones are. */
static struct slice
copy_extension(const struct slots *slots, enum attribute attribute, struct arena *arena)
{
	const struct value *value = &slots->attributes[attribute];

	if (value->token != JSON_STRING || !utf8_is_plain(value->text, EVENT_ID_CHARACTERS_MAX))
		return (struct slice){ NULL, 0 };
	return arena_copy(arena, value->text);
}

const struct extensions *
envelope_extensions(const struct slots *slots, struct arena *arena)
{
	struct extensions extensions = {
		.sequence = copy_extension(slots, ATTRIBUTE_SEQUENCE, arena),
		.partitionkey = copy_extension(slots, ATTRIBUTE_PARTITIONKEY, arena),
		.traceparent = copy_extension(slots, ATTRIBUTE_TRACEPARENT, arena),
	};
	struct extensions *kept;

	if (!extensions.sequence.data && !extensions.partitionkey.data &&
	    !extensions.traceparent.data)
		return NULL;
	kept = arena_alloc(arena, sizeof *kept);
	*kept = extensions;
	return kept;
}

static struct slice
copy_as_far_as_readable(const struct slots *slots, enum attribute attribute,
			struct arena *arena)
{
	struct slice text = { "", 0 };
	struct fault ignored;

	if (read_text(slots, attribute, &text, &ignored) == REASON_NONE)
		text = arena_copy(arena, text);
	return text;
}

void
envelope_name(const struct slots *slots, struct arena *arena, struct fault *fault)
{
	fault->source = copy_as_far_as_readable(slots, ATTRIBUTE_SOURCE, arena);
	fault->id = copy_as_far_as_readable(slots, ATTRIBUTE_ID, arena);
}
