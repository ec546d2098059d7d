/* SPDX-License-Identifier: PostgreSQL */
#include "schema/contract/settle.h"

#include "schema/base/check.h"

/* One piece of memory that is filled from its beginning. */
struct filler {
	char *at;
	char *end;
};

static bool
holds_text(const struct member *member)
{
	enum member_kind kind = member_kind(member->name);

	return !member->is_null &&
	       (kind == MEMBER_KIND_CODE || kind == MEMBER_KIND_PROCEDURE ||
		kind == MEMBER_KIND_TEXT || kind == MEMBER_KIND_PERIOD);
}

static size_t
bytes_needed(const struct event *event)
{
	size_t bytes = event->member_count * sizeof *event->members;

	if (event->extensions)
		bytes += sizeof *event->extensions + event->extensions->sequence.length +
			 event->extensions->partitionkey.length +
			 event->extensions->traceparent.length;
	bytes += event->source.length + event->id.length + event->entity.length;
	for (size_t i = 0; i < event->member_count; i++) {
		if (holds_text(&event->members[i]))
			bytes += event->members[i].text.length;
	}
	return bytes;
}

static void *
fill(struct filler *filler, const void *bytes, size_t count)
{
	void *copy = filler->at;

	CHECK(count <= (size_t)(filler->end - filler->at));
	if (count > 0)
		memcpy(copy, bytes, count);
	filler->at += count;
	return copy;
}

static void
fill_text(struct filler *filler, struct slice *text)
{
	if (text->data)
		text->data = fill(filler, text->data, text->length);
}

void
event_settle(struct event *event, struct arena *arena)
{
	size_t bytes = bytes_needed(event);
	struct filler filler = { arena_alloc(arena, bytes), NULL };
	struct member *members;
	struct extensions *extensions = NULL;

	/* what needs alignment comes first */
	filler.end = filler.at + bytes;
	members = fill(&filler, event->members,
		       event->member_count * sizeof *event->members);
	if (event->extensions)
		extensions = fill(&filler, event->extensions, sizeof *event->extensions);
	for (size_t i = 0; i < event->member_count; i++) {
		if (holds_text(&members[i]))
			fill_text(&filler, &members[i].text);
	}
	fill_text(&filler, &event->source);
	fill_text(&filler, &event->id);
	fill_text(&filler, &event->entity);
	if (extensions) {
		fill_text(&filler, &extensions->sequence);
		fill_text(&filler, &extensions->partitionkey);
		fill_text(&filler, &extensions->traceparent);
	}
	event->members = members;
	event->extensions = extensions;
}
