/* SPDX-License-Identifier: PostgreSQL
 *
 * document.c - the join of a statement into a document, its recipients, a work file.
 *
 * A recipient exists once something is known of it, so a statement that says nothing
 * makes no row: equal knowledge is equal rows.
 */
#include "schema/model/document.h"

#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/model/registers.h"

/* The register that a type's `at` is, plus 1: of the document or of the recipient. */
static const struct {
	uint8_t document;
	uint8_t recipient;
} type_date[EVENT_TYPE_COUNT] = {
	[EVENT_DOCUMENT_ISSUED] = { .document = DOCUMENT_issued_at + 1 },
	[EVENT_DOCUMENT_REPLACED] = { .document = DOCUMENT_replaced_at + 1 },
	[EVENT_DOCUMENT_UPDATED] = { .document = DOCUMENT_updated_at + 1 },
	[EVENT_DOCUMENT_REVOKED] = { .document = DOCUMENT_revoked_at + 1,
				     .recipient = RECIPIENT_revoked_at + 1 },
	[EVENT_DOCUMENT_SENT] = { .recipient = RECIPIENT_sent_at + 1 },
	[EVENT_DOCUMENT_ARRIVED] = { .recipient = RECIPIENT_arrived_at + 1 },
	[EVENT_DOCUMENT_RECEIVED] = { .recipient = RECIPIENT_received_at + 1 },
	[EVENT_DOCUMENT_REFUSED] = { .recipient = RECIPIENT_refused_at + 1 },
	[EVENT_DOCUMENT_ASSIGNED] = { .recipient = RECIPIENT_assigned_at + 1 },
	[EVENT_DOCUMENT_PROCESSING] = { .recipient = RECIPIENT_processing_at + 1 },
	[EVENT_DOCUMENT_COMPLETED] = { .recipient = RECIPIENT_completed_at + 1 },
	[EVENT_DOCUMENT_TAKEBACK_REQUESTED] = { .recipient =
							RECIPIENT_takeback_requested_at + 1 },
	[EVENT_DOCUMENT_TAKEBACK_AGREED] = { .recipient =
						     RECIPIENT_takeback_agreed_at + 1 },
	[EVENT_DOCUMENT_TAKEBACK_REFUSED] = { .recipient =
						      RECIPIENT_takeback_refused_at + 1 },
};

/* The register that a member states, plus 1; 0: none. */
static const uint8_t document_register[MEMBER_COUNT] = {
#define DOCUMENT_REGISTER(name, member, kind) [MEMBER_##member] = DOCUMENT_##name + 1,
#include "schema/model/register.def"
};

static const uint8_t recipient_register[MEMBER_COUNT] = {
#define RECIPIENT_REGISTER(name, member, kind) [MEMBER_##member] = RECIPIENT_##name + 1,
#include "schema/model/register.def"
};

static const uint8_t workfile_register[MEMBER_COUNT] = {
	[MEMBER_UNIT] = WORKFILE_unit + 1,
	[MEMBER_LEVEL] = WORKFILE_level + 1,
	[MEMBER_ONLINE] = WORKFILE_online + 1,
};

void
document_init(struct document *document)
{
	memset(document, 0, sizeof(*document));
}

void
document_release(struct document *document)
{
	free(document->recipients);
	document_init(document);
}

static void
recipients_reserve(struct document *document, uint32_t capacity)
{
	if (capacity <= document->recipient_capacity)
		return;
	document->recipients =
		realloc(document->recipients, capacity * sizeof(*document->recipients));
	CHECK(document->recipients != NULL);
	document->recipient_capacity = capacity;
}

void
document_copy(struct document *to, const struct document *from)
{
	recipients_reserve(to, from->recipient_count);
	memcpy(to->registers, from->registers, sizeof(to->registers));
	to->recipient_count = from->recipient_count;
	if (from->recipient_count > 0)
		memcpy(to->recipients, from->recipients,
		       from->recipient_count * sizeof(*from->recipients));
}

struct recipient *
document_recipient(struct document *document, int32_t unit)
{
	uint32_t low = 0, high = document->recipient_count;
	struct recipient *place;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (document->recipients[middle].unit < unit)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < document->recipient_count && document->recipients[low].unit == unit)
		return &document->recipients[low];
	if (document->recipient_count == document->recipient_capacity)
		recipients_reserve(document, document->recipient_count < 2
						     ? 4
						     : document->recipient_count * 2);
	place = &document->recipients[low];
	memmove(place + 1, place, (document->recipient_count - low) * sizeof(*place));
	memset(place, 0, sizeof(*place));
	place->unit = unit;
	document->recipient_count++;
	return place;
}

/* Joins what the members of EVENT state into REGISTERS, as MAP says which is which. */
static bool
members_take(struct document_registers_value *registers, const uint8_t *map,
	     const struct event *event, const struct codes *codes,
	     const struct stamp *stamp)
{
	bool changed = false;

	for (size_t i = 0; i < event->member_count; i++) {
		const struct member *member = &event->members[i];
		int reg = map[member->name] - 1;

		if (reg < 0 || !type_takes_member(event->type, member->name) ||
		    (member->is_null && !stamp->corrected))
			continue;
		changed |= register_take_member(&registers[reg], member, codes, stamp);
	}
	return changed;
}

/* Whether EVENT states anything of its recipient. */
static bool
states_recipient(const struct event *event)
{
	if (type_date[event->type].recipient != 0)
		return true;
	for (size_t i = 0; i < event->member_count; i++)
		if (recipient_register[event->members[i].name] != 0)
			return true;
	return false;
}

static bool
recipient_apply(struct document *document, int32_t unit, const struct event *event,
		const struct codes *codes, const struct stamp *stamp)
{
	int date = type_date[event->type].recipient - 1;
	struct recipient *recipient;
	bool changed = false;

	if (!states_recipient(event))
		return false;
	recipient = document_recipient(document, unit);
	if (date >= 0)
		changed |= register_take(&recipient->registers[date], false, event->at_us,
					 stamp);
	changed |= members_take(recipient->registers, recipient_register, event, codes,
				stamp);
	recipient->changed |= changed;
	return changed;
}

bool
document_apply(struct document *document, const struct event *event,
	       const struct codes *codes)
{
	const struct member *recipient = event_member(event, MEMBER_RECIPIENT);
	struct stamp stamp = stamp_of(event);
	int date = type_date[event->type].document - 1;
	bool changed = false;

	CHECK_OP(event_type_entity(event->type), ==, ENTITY_DOCUMENT);
	if (recipient != NULL && !recipient->is_null &&
	    type_takes_member(event->type, MEMBER_RECIPIENT))
		return recipient_apply(document, (int32_t)member_value(recipient, codes),
				       event, codes, &stamp);
	if (date >= 0)
		changed |= register_take(&document->registers[date], false, event->at_us,
					 &stamp);
	if (event->type == EVENT_DOCUMENT_VOIDED)
		changed |= register_take(&document->registers[DOCUMENT_voided], false, 1,
					 &stamp);
	return changed | members_take(document->registers, document_register, event, codes,
				      &stamp);
}

void
workfile_init(struct workfile *workfile)
{
	memset(workfile, 0, sizeof(*workfile));
}

bool
workfile_apply(struct workfile *workfile, const struct event *event,
	       const struct codes *codes)
{
	enum workfile_register date = event->type == EVENT_WORKFILE_OPENED
					      ? WORKFILE_opened_at
					      : WORKFILE_closed_at;
	struct stamp stamp = stamp_of(event);
	bool changed = register_take(&workfile->registers[date], false, event->at_us,
				     &stamp);

	CHECK_OP(event_type_entity(event->type), ==, ENTITY_WORKFILE);
	return changed | members_take(workfile->registers, workfile_register, event, codes,
				      &stamp);
}
