/* SPDX-License-Identifier: PostgreSQL
 *
 * dossier.c - the join of a statement into what is known of a dossier.
 *
 * The hard part is that nothing may depend on the order of arrival.  A register takes
 * the greatest version.  A mark's place depends on (at, kind) alone, and of equal marks
 * the earliest statement is kept.  What falls below the latest 128 can never come back:
 * the set of keys only grows, so a key among the last 128 of everything was among the
 * last 128 of every part of it, and none of its statements was missed.  A retraction
 * therefore leaves its mark in the slot, where the mark goes on to count for the bound.
 *
 * Which member a type may state is read from the contract's own table, so that an
 * event made by hand cannot say more than a decoded one.
 */
#include "schema/model/dossier.h"

#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/model/registers.h"

/* The statement being joined. */
struct statement {
	const struct event *event;
	const struct codes *codes;
	struct stamp stamp;
	int slot; /* of the stamp in the dossier, -1 before it is needed */
};

enum { STAGE_SUBMITTED, STAGE_RECEIVED, STAGE_LATER };

/* What each type writes apart from its members: the register of its date and its mark,
 * each plus 1. */
static const struct {
	uint8_t date;
	uint8_t mark;
} type_writes[EVENT_TYPE_COUNT] = {
	[EVENT_DOSSIER_SUBMITTED] = { .date = DOSSIER_submitted_at + 1 },
	[EVENT_DOSSIER_RECEIVED] = { .date = DOSSIER_received_at + 1 },
	[EVENT_DOSSIER_REFUSED] = { .date = DOSSIER_refused_at + 1 },
	[EVENT_DOSSIER_WITHDRAWN] = { .date = DOSSIER_withdrawn_at + 1 },
	[EVENT_DOSSIER_RESOLVED] = { .date = DOSSIER_resolved_at + 1 },
	[EVENT_DOSSIER_RETURNED] = { .date = DOSSIER_returned_at + 1 },
	[EVENT_DOSSIER_PAID] = { .date = DOSSIER_paid_at + 1, .mark = MARK_PAID + 1 },
	[EVENT_DOSSIER_RESCHEDULED] = { .date = DOSSIER_rescheduled_at + 1 },
	[EVENT_DOSSIER_DIGITISED] = { .date = DOSSIER_digitised_at + 1 },
	[EVENT_DOSSIER_SYNCHRONISED] = { .date = DOSSIER_synchronised_at + 1 },
	[EVENT_DOSSIER_RATED] = { .date = DOSSIER_rated_at + 1 },
	[EVENT_DOSSIER_PROCESSING] = { .mark = MARK_PROCESSING + 1 },
	[EVENT_DOSSIER_RESUMED] = { .mark = MARK_RESUMED + 1 },
	[EVENT_DOSSIER_SUPPLEMENT_REQUESTED] = { .mark = MARK_SUPPLEMENT + 1 },
	[EVENT_DOSSIER_PAYMENT_REQUESTED] = { .mark = MARK_PAYMENT + 1 },
	[EVENT_DOSSIER_STOPPED] = { .mark = MARK_STOPPED + 1 },
};

/* The register that a member states, plus 1; 0: none. */
static const uint8_t member_register[MEMBER_COUNT] = {
#define DOSSIER_REGISTER(name, member, kind) [MEMBER_##member] = DOSSIER_##name + 1,
#include "schema/model/register.def"
};

static const bool register_is_date_of_event[DOSSIER_REGISTER_COUNT] = {
#define IS_INSTANT true
#define IS_DATE false
#define IS_AMOUNT false
#define IS_NUMBER false
#define IS_TRUTH false
#define IS_WORD false
#define IS_CODE_DOSSIER false
#define IS_CODE_PROCEDURE false
#define IS_CODE_SERVICE false
#define IS_CODE_UNIT false
#define IS_CODE_OUTCOME false
#define IS_CODE_REASON false
#define DOSSIER_REGISTER(name, member, kind) [DOSSIER_##name] = IS_##kind,
#include "schema/model/register.def"
};

void
dossier_init(struct dossier *dossier)
{
	memset(dossier, 0, sizeof(*dossier));
}

void
dossier_release(struct dossier *dossier)
{
	free(dossier->stamps);
	free(dossier->marks);
	free(dossier->retractions);
	dossier_init(dossier);
}

static void *
resized(void *old, size_t count, size_t size)
{
	void *new = realloc(old, count * size);

	CHECK(new != NULL);
	return new;
}

/* A copy of COUNT elements in the memory of TO, which grows where it is too small. */
static void *
copied(void *to, uint8_t *capacity, const void *from, uint8_t count, size_t size)
{
	if (count > *capacity) {
		to = resized(to, count, size);
		*capacity = count;
	}
	if (count > 0)
		memcpy(to, from, count * size);
	return to;
}

void
dossier_copy(struct dossier *to, const struct dossier *from)
{
	struct dossier copy = *from;

	copy.stamp_capacity = to->stamp_capacity;
	copy.mark_capacity = to->mark_capacity;
	copy.retraction_capacity = to->retraction_capacity;
	copy.stamps = copied(to->stamps, &copy.stamp_capacity, from->stamps,
			     from->stamp_count, sizeof(struct stamp));
	copy.marks = copied(to->marks, &copy.mark_capacity, from->marks, from->mark_count,
			    sizeof(struct mark));
	copy.retractions = copied(to->retractions, &copy.retraction_capacity,
				  from->retractions, from->retraction_count,
				  sizeof(struct mark));
	*to = copy;
}

/* Drops the stamps that no register uses any more. */
static void
stamps_compact(struct dossier *dossier)
{
	bool used[UINT8_MAX + 1] = { false };
	uint8_t moved[UINT8_MAX + 1];
	uint8_t kept = 0;

	for (int reg = 0; reg < DOSSIER_REGISTER_COUNT; reg++)
		if (dossier->state[reg] != REGISTER_ABSENT)
			used[dossier->stamp[reg]] = true;
	for (int i = 0; i < dossier->stamp_count; i++) {
		moved[i] = kept;
		if (used[i])
			dossier->stamps[kept++] = dossier->stamps[i];
	}
	dossier->stamp_count = kept;
	for (int reg = 0; reg < DOSSIER_REGISTER_COUNT; reg++)
		if (dossier->state[reg] != REGISTER_ABSENT)
			dossier->stamp[reg] = moved[dossier->stamp[reg]];
}

/* The place of STAMP among the dossier's stamps; added where it is new. */
static int
stamp_slot(struct dossier *dossier, const struct stamp *stamp)
{
	for (int i = 0; i < dossier->stamp_count; i++)
		if (stamp_compare(&dossier->stamps[i], stamp) == 0)
			return i;
	if (dossier->stamp_count == dossier->stamp_capacity)
		stamps_compact(dossier);
	if (dossier->stamp_count == dossier->stamp_capacity) {
		uint8_t more = dossier->stamp_capacity < 8 ? 4 : 8;

		dossier->stamp_capacity = (uint8_t)(dossier->stamp_capacity + more);
		dossier->stamps = resized(dossier->stamps, dossier->stamp_capacity,
					  sizeof(struct stamp));
	}
	CHECK_OP(dossier->stamp_count, <=, DOSSIER_REGISTER_COUNT);
	dossier->stamps[dossier->stamp_count] = *stamp;
	return dossier->stamp_count++;
}

/* R8: whether the statement's version of REG is greater than the one that is known. */
static bool
statement_wins(const struct dossier *dossier, enum dossier_register reg, uint8_t stage,
	       const struct statement *statement)
{
	if (dossier->state[reg] == REGISTER_ABSENT)
		return true;
	if (dossier->stage[reg] != stage)
		return dossier->stage[reg] < stage;
	return stamp_compare(&dossier->stamps[dossier->stamp[reg]], &statement->stamp) < 0;
}

static void
register_write(struct dossier *dossier, enum dossier_register reg, uint8_t stage,
	       enum register_state state, int64_t value, struct statement *statement)
{
	if (statement->slot < 0)
		statement->slot = stamp_slot(dossier, &statement->stamp);
	dossier->value[reg] = state == REGISTER_STATED ? value : 0;
	dossier->state[reg] = (uint8_t)state;
	dossier->stage[reg] = stage;
	dossier->stamp[reg] = (uint8_t)statement->slot;
}

static bool
register_join(struct dossier *dossier, enum dossier_register reg, uint8_t stage,
	      int64_t value, struct statement *statement)
{
	if (!statement_wins(dossier, reg, stage, statement))
		return false;
	register_write(dossier, reg, stage, REGISTER_STATED, value, statement);
	return true;
}

static uint8_t
event_stage(const struct event *event)
{
	if (event->type == EVENT_DOSSIER_SUBMITTED)
		return STAGE_SUBMITTED;
	return event->type == EVENT_DOSSIER_RECEIVED ? STAGE_RECEIVED : STAGE_LATER;
}

static bool
member_join(struct dossier *dossier, const struct member *member,
	    struct statement *statement)
{
	enum dossier_register reg = member_register[member->name] - 1u;
	uint8_t stage = register_is_date_of_event[reg] ? 0 : event_stage(statement->event);

	if (!statement_wins(dossier, reg, stage, statement))
		return false;
	if (member->is_null)
		register_write(dossier, reg, stage, REGISTER_NULL, 0, statement);
	else
		register_write(dossier, reg, stage, REGISTER_STATED,
			       member_value(member, statement->codes), statement);
	return true;
}

/* R4: null outside a correction is the same as absent. */
static bool
members_join(struct dossier *dossier, struct statement *statement)
{
	const struct event *event = statement->event;
	bool corrects = event->type == EVENT_DOSSIER_CORRECTED;
	bool changed = false;

	for (size_t i = 0; i < event->member_count; i++) {
		const struct member *member = &event->members[i];

		if (member_register[member->name] == 0 ||
		    !type_takes_member(event->type, member->name) ||
		    (member->is_null && !corrects))
			continue;
		changed |= member_join(dossier, member, statement);
	}
	return changed;
}

/* (at, kind), the key of a mark. */
static int
mark_order(const struct mark *a, const struct mark *b)
{
	if (a->at_us != b->at_us)
		return a->at_us < b->at_us ? -1 : 1;
	return (int)a->kind - (int)b->kind;
}

/* Of two statements of one mark the earlier is kept; of one time that of the smaller hash. */
static int
statement_order(const struct mark *a, const struct mark *b)
{
	if (a->time_us != b->time_us)
		return a->time_us < b->time_us ? -1 : 1;
	return (a->source > b->source) - (a->source < b->source);
}

/* Joins MARK into the sorted array of the latest BOUND marks. */
static bool
mark_join(struct mark **marks, uint8_t *count, uint8_t *capacity, int bound,
	  struct mark mark)
{
	int place = *count; /* marks before it are smaller or equal */

	while (place > 0 && mark_order(&(*marks)[place - 1], &mark) > 0)
		place--;
	if (place > 0 && mark_order(&(*marks)[place - 1], &mark) == 0) {
		if (statement_order(&(*marks)[place - 1], &mark) <= 0)
			return false;
		(*marks)[place - 1] = mark;
		return true;
	}
	if (*count == bound) { /* the earliest gives way, or it is the earliest */
		if (place == 0)
			return false;
		memmove(*marks, *marks + 1, (size_t)(place - 1) * sizeof(mark));
		(*marks)[place - 1] = mark;
		return true;
	}
	if (*count == *capacity) {
		int more = *capacity < 2 ? 4 : *capacity * 2;

		*capacity = (uint8_t)(more < bound ? more : bound);
		*marks = resized(*marks, *capacity, sizeof(mark));
	}
	memmove(*marks + place + 1, *marks + place,
		(size_t)(*count - place) * sizeof(mark));
	(*marks)[place] = mark;
	(*count)++;
	return true;
}

static bool
retraction_join(struct dossier *dossier, int64_t at_us, enum mark_kind kind)
{
	struct mark mark = { .at_us = at_us, .kind = kind };

	return mark_join(&dossier->retractions, &dossier->retraction_count,
			 &dossier->retraction_capacity, DOSSIER_RETRACTIONS_MAX, mark);
}

/* R9: retracting `stopped` takes the final stop of that instant too, for good. */
static bool
retracted_join(struct dossier *dossier, const struct event *event)
{
	static const uint8_t kind_of_word[] = {
		0, /* words count from 1, in the order of LIST(MARK) */
		MARK_PROCESSING,
		MARK_RESUMED,
		MARK_SUPPLEMENT,
		MARK_PAYMENT,
		MARK_PAID,
		MARK_STOPPED,
	};
	const struct member *word = event_member(event, MEMBER_MARK);
	const struct member *at = event_member(event, MEMBER_MARK_AT);
	bool changed;

	CHECK(word != NULL && at != NULL);
	CHECK(word->number > 0 && word->number < (int64_t)ARRAY_COUNT(kind_of_word));
	changed = retraction_join(dossier, at->number, kind_of_word[word->number]);
	if (kind_of_word[word->number] == MARK_STOPPED)
		changed |= retraction_join(dossier, at->number, MARK_FINAL);
	return changed;
}

static bool
event_mark_join(struct dossier *dossier, const struct event *event, enum mark_kind kind)
{
	struct mark mark = { event->at_us, event->time_us, event->hash_source, kind };

	if (kind == MARK_STOPPED) {
		const struct member *final = event_member(event, MEMBER_FINAL);

		if (final != NULL && !final->is_null && final->number != 0)
			mark.kind = MARK_FINAL;
	}
	return mark_join(&dossier->marks, &dossier->mark_count, &dossier->mark_capacity,
			 DOSSIER_MARKS_MAX, mark);
}

/* Types that say something by another member, or by being told at all. */
static bool
special_join(struct dossier *dossier, struct statement *statement)
{
	const struct event *event = statement->event;
	const struct member *of;

	if (event->type == EVENT_DOSSIER_VOIDED)
		return register_join(dossier, DOSSIER_voided, STAGE_LATER, 1, statement);
	if (event->type == EVENT_DOSSIER_RETRACTED)
		return retracted_join(dossier, event);
	if (event->type != EVENT_DOSSIER_ALIASED)
		return false;
	of = event_member(event, MEMBER_OF);
	CHECK(of != NULL);
	return register_join(dossier, DOSSIER_alias_of, STAGE_LATER,
			     member_value(of, statement->codes), statement);
}

bool
dossier_apply(struct dossier *dossier, const struct event *event,
	      const struct codes *codes)
{
	struct statement statement = { event, codes, stamp_of(event), -1 };
	int date = type_writes[event->type].date - 1;
	int mark = type_writes[event->type].mark - 1;
	bool changed = false;

	CHECK_OP(event_type_entity(event->type), ==, ENTITY_DOSSIER);
	CHECK_OP(event->type, !=, EVENT_DOSSIER_STATUS);
	if (date >= 0)
		changed |= register_join(dossier, (enum dossier_register)date, 0,
					 event->at_us, &statement);
	changed |= members_join(dossier, &statement);
	if (mark >= 0)
		changed |= event_mark_join(dossier, event, (enum mark_kind)mark);
	changed |= special_join(dossier, &statement);
	return changed;
}
