/* SPDX-License-Identifier: PostgreSQL */
#include "tests/fuzz/same.h"

#include "schema/base/check.h"
#include "tests/fuzz/input.h"

void
event_touch(const struct event *event)
{
	input_touch(event->source);
	input_touch(event->id);
	input_touch(event->entity);
	for (int i = 0; i < event->member_count; i++)
		if (!event->members[i].is_null && member_is_text(event->members[i].name))
			input_touch(event->members[i].text);
	if (event->extensions) {
		input_touch(event->extensions->sequence);
		input_touch(event->extensions->partitionkey);
		input_touch(event->extensions->traceparent);
	}
}

static void
check_same_member(const struct member *a, const struct member *b)
{
	CHECK_OP(a->name, ==, b->name);
	CHECK_OP(a->is_null, ==, b->is_null);
	if (a->is_null)
		return;
	if (member_is_text(a->name))
		CHECK(slice_equal(a->text, b->text));
	else
		CHECK_OP(a->number, ==, b->number);
}

static void
check_same_extensions(const struct extensions *a, const struct extensions *b)
{
	CHECK_OP(a != NULL, ==, b != NULL);
	if (!a || !b)
		return;
	CHECK(slice_equal(a->sequence, b->sequence));
	CHECK(slice_equal(a->partitionkey, b->partitionkey));
	CHECK(slice_equal(a->traceparent, b->traceparent));
}

void
events_check_same(const struct event *a, const struct event *b)
{
	CHECK_OP(a->type, ==, b->type);
	CHECK_OP(a->stated, ==, b->stated);
	CHECK(slice_equal(a->source, b->source));
	CHECK(slice_equal(a->id, b->id));
	CHECK(slice_equal(a->entity, b->entity));
	CHECK_OP(a->time_us, ==, b->time_us);
	CHECK_OP(a->at_us, ==, b->at_us);
	CHECK_OP(a->hash_identity, ==, b->hash_identity);
	CHECK_OP(a->hash_content, ==, b->hash_content);
	CHECK_OP(a->member_count, ==, b->member_count);
	for (int i = 0; i < a->member_count; i++)
		check_same_member(&a->members[i], &b->members[i]);
	check_same_extensions(a->extensions, b->extensions);
}

void
event_check_round_trip(struct encoder *encoder, struct decoder *decoder,
		       struct arena *arena, const struct event *event,
		       struct event *ret_event)
{
	struct record record = { .payload = encode_event(encoder, event),
				 .key = event->entity };
	struct fault fault;

	CHECK_OP(decode_event(decoder, &record, arena, ret_event, &fault), ==, REASON_NONE);
}
