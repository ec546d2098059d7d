/* SPDX-License-Identifier: PostgreSQL */
#include "producers/formats/statement.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "schema/base/check.h"

struct dossier_slot {
	uint64_t hash;     /* of the dossier's code; 0: free */
	uint32_t records;  /* of this dossier so far: the microsecond of the next */
	uint64_t said[COMPARED_COUNT]; /* hashes; 0: nothing yet */
};

uint64_t
message_hash(struct slice text)
{
	uint64_t hash = XXH64(text.data, text.length, 0);

	return hash != 0 ? hash : 1;
}

void
message_begin(struct message *message, const struct foreign *foreign, uint64_t record_count,
	      struct error *err)
{
	size_t size = 16;

	while (size < 2 * record_count)
		size *= 2;
	*message = (struct message){ .foreign = foreign, .slot_mask = size - 1, .err = err };
	message->slots = calloc(size, sizeof *message->slots);
	CHECK(message->slots != NULL);
}

void
message_end(struct message *message)
{
	free(message->slots);
	message->slots = NULL;
}

static struct dossier_slot *
slot_of(const struct message *message, uint64_t hash)
{
	size_t at = (size_t)hash & message->slot_mask;

	while (message->slots[at].hash != 0 && message->slots[at].hash != hash)
		at = (at + 1) & message->slot_mask;
	message->slots[at].hash = hash;
	return &message->slots[at];
}

void
message_record(struct message *message, uint64_t number, struct slice dossier,
	       int64_t stated_at_us)
{
	message->record = number;
	message->dossier = dossier;
	message->slot = slot_of(message, message_hash(dossier));
	message->stated_at_us = stated_at_us;
	if (message->foreign->kind == FOREIGN_DOSSIERS)
		message->stated_at_us += message->slot->records++;
}

void
message_compare(struct message *message, enum compared what, const char *member,
		uint64_t hash)
{
	uint64_t before = message->slot->said[what];

	message->slot->said[what] = hash;
	if (before != 0 && before != hash)
		message_remark(message, "records_differ", member,
			       "An earlier record of this dossier says something else; the last "
			       "one wins.");
}

static void
report(struct message *message, enum report_kind kind, const char *reason,
       const char *member, const char *sentence)
{
	struct report_entry entry = {
		.kind = kind,
		.file = message->foreign->path,
		.record = message->record,
		.dossier = message->dossier,
		.reason = reason,
		.member = member,
		.sentence = sentence,
	};

	report_add(message->foreign->report, &entry);
}

void
message_refuse(struct message *message, const char *reason, const char *member,
	       const char *sentence)
{
	report(message, REPORT_REFUSED, reason, member, sentence);
}

void
message_remark(struct message *message, const char *reason, const char *member,
	       const char *sentence)
{
	report(message, REPORT_REMARK, reason, member, sentence);
}

struct statement
statement_of(enum event_type type, int64_t at_us)
{
	return (struct statement){ .type = type, .at_us = at_us };
}

static struct member *
member_add(struct statement *statement, enum member_name name)
{
	int at = statement->member_count++;

	CHECK_OP(at, <, STATEMENT_MEMBERS_MAX);
	for (; at > 0 && statement->members[at - 1].name > name; at--)
		statement->members[at] = statement->members[at - 1];
	statement->members[at] = (struct member){ .name = name };
	return &statement->members[at];
}

void
statement_number(struct statement *statement, enum member_name name, int64_t number)
{
	member_add(statement, name)->number = number;
}

void
statement_text(struct statement *statement, enum member_name name, struct slice text)
{
	member_add(statement, name)->text = text;
}

static bool
is_text(enum member_name name)
{
	enum member_kind kind = member_kind(name);

	return kind == MEMBER_KIND_CODE || kind == MEMBER_KIND_PROCEDURE ||
	       kind == MEMBER_KIND_TEXT || kind == MEMBER_KIND_PERIOD;
}

static void
hash_text(XXH3_state_t *state, struct slice text)
{
	XXH3_128bits_update(state, text.data, text.length);
	XXH3_128bits_update(state, "", 1);
}

static void
hash_number(XXH3_state_t *state, int64_t number)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, number);
	hash_text(state, slice_text(text));
}

static void
hash_content(XXH3_state_t *state, struct slice dossier, const struct statement *statement,
	     int64_t time_us)
{
	hash_text(state, dossier);
	hash_text(state, slice_text(event_type_name(statement->type)));
	hash_number(state, statement->at_us);
	for (int i = 0; i < statement->member_count; i++) {
		const struct member *member = &statement->members[i];

		hash_text(state, slice_text(member_json(member->name)));
		if (is_text(member->name))
			hash_text(state, member->text);
		else
			hash_number(state, member->number);
	}
	if (!statement->is_mark)
		hash_number(state, time_us);
}

static void
make_id(char ret_id[STATEMENT_ID_BYTES], struct slice dossier,
	const struct statement *statement, int64_t time_us)
{
	XXH3_state_t *state = XXH3_createState();
	XXH128_hash_t hash;

	CHECK(state != NULL);
	XXH3_128bits_reset(state);
	hash_content(state, dossier, statement, time_us);
	hash = XXH3_128bits_digest(state);
	XXH3_freeState(state);
	snprintf(ret_id, STATEMENT_ID_BYTES, "%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64,
		 (uint64_t)hash.low64);
}

bool
statement_send(struct message *message, struct statement *statement)
{
	const struct foreign *foreign = message->foreign;
	char id[STATEMENT_ID_BYTES];
	struct event event = {
		.type = statement->type,
		.stated = statement->type,
		.source = foreign->source,
		.entity = message->dossier,
		.time_us = message->stated_at_us,
		.at_us = statement->at_us,
		.members = statement->members,
		.member_count = statement->member_count,
	};

	make_id(id, message->dossier, statement, event.time_us);
	event.id = slice_text(id);
	return foreign->event(foreign->context, &event, message->record, message->err);
}
