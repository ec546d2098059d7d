/* SPDX-License-Identifier: PostgreSQL */
#include "schema/contract/identity.h"

#include <endian.h>
#include <stdio.h>
#include <string.h>
#define XXH_STATIC_LINKING_ONLY /* a state on the stack */
#include <xxhash.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"

enum { ENTITY_BYTES_MAX = 1024 };

/* Parts of an entity's id, joined by '|'. */
struct id {
	char text[ENTITY_BYTES_MAX];
	size_t length;
};

static void
join(struct id *id, struct slice part)
{
	CHECK_OP(id->length + part.length + 1, <, ENTITY_BYTES_MAX);
	if (id->length > 0)
		id->text[id->length++] = '|';
	memcpy(id->text + id->length, part.data, part.length);
	id->length += part.length;
}

static void
join_member(struct id *id, const struct event *event, enum member_name name)
{
	const struct member *member = event_member(event, name);
	char day[DAY_TEXT_BYTES];

	CHECK(member != NULL);
	if (member_kind(name) == MEMBER_KIND_DAY)
		join(id, slice_text(day_format((int32_t)member->number, day)));
	else
		join(id, member->text);
}

static void
join_catalogue(struct id *id, const struct event *event)
{
	static const struct {
		enum event_type type;
		const char *kind;
		enum member_name members[3];
		int count;
	} rows[] = {
		{ EVENT_REFERENCE_UNIT, "unit", { MEMBER_UNIT, MEMBER_VALID_FROM }, 2 },
		{ EVENT_REFERENCE_LINEAGE,
		  "lineage",
		  { MEMBER_UNIT, MEMBER_INTO, MEMBER_VALID_FROM },
		  3 },
		{ EVENT_REFERENCE_PROCEDURE,
		  "procedure",
		  { MEMBER_PROCEDURE, MEMBER_VALID_FROM },
		  2 },
		{ EVENT_REFERENCE_ORGANISATION,
		  "organisation",
		  { MEMBER_ORGANISATION, MEMBER_VALID_FROM },
		  2 },
		{ EVENT_REFERENCE_HOLIDAY, "holiday", { MEMBER_HOLIDAY }, 1 },
		{ EVENT_REFERENCE_INDICATOR,
		  "indicator",
		  { MEMBER_INDICATOR, MEMBER_VALID_FROM },
		  2 },
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		if (rows[i].type != event->type)
			continue;
		join(id, slice_text(rows[i].kind));
		for (int j = 0; j < rows[i].count; j++)
			join_member(id, event, rows[i].members[j]);
	}
}

struct slice
event_entity(const struct event *event, struct arena *arena)
{
	struct id id = { .length = 0 };

	switch (event_type_entity(event->type)) {
	case ENTITY_DOSSIER:
		return event_member(event, MEMBER_DOSSIER)->text;
	case ENTITY_DOCUMENT:
		return event_member(event, MEMBER_DOCUMENT)->text;
	case ENTITY_WORKFILE:
		return event_member(event, MEMBER_WORKFILE)->text;
	case ENTITY_SOURCE:
		return event->source;
	case ENTITY_INDICATOR:
		join_member(&id, event, MEMBER_INDICATOR);
		join_member(&id, event, MEMBER_UNIT);
		join_member(&id, event, MEMBER_PERIOD);
		break;
	case ENTITY_REFERENCE:
		join_catalogue(&id, event);
		break;
	case ENTITY_COUNT:
		CHECK(!"a type without an entity");
	}
	return arena_copy(arena, (struct slice){ id.text, id.length });
}

static void
hash_number(XXH64_state_t *state, int64_t number)
{
	uint64_t bytes = htole64((uint64_t)number);

	XXH64_update(state, &bytes, sizeof bytes);
}

static void
hash_member(XXH64_state_t *state, const struct member *member)
{
	hash_number(state, member->name);
	hash_number(state, member->is_null);
	if (member->is_null)
		return;
	if (!member_is_text(member->name)) {
		hash_number(state, member->number);
		return;
	}
	hash_number(state, (int64_t)member->text.length);
	XXH64_update(state, member->text.data, member->text.length);
}

void
event_hash(struct event *event)
{
	XXH64_state_t state;

	XXH64_reset(&state, 0);
	XXH64_update(&state, event->source.data, event->source.length);
	XXH64_update(&state, "\0", 1);
	XXH64_update(&state, event->id.data, event->id.length);
	event->hash_identity = XXH64_digest(&state);
	XXH64_reset(&state, 0);
	hash_number(&state, event->type);
	hash_number(&state, event->at_us);
	for (int i = 0; i < event->member_count; i++)
		hash_member(&state, &event->members[i]);
	event->hash_content = XXH64_digest(&state);
	event->hash_source = XXH32(event->source.data, event->source.length, 0);
}
