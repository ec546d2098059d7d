/* SPDX-License-Identifier: PostgreSQL
 *
 * decode.c - one look at the slots of a record makes the event, or finds the reason.
 *
 * Of several faults the first of this order is reported, whatever the order in the
 * bytes: bytes, envelope, type, time, members in the order of event.def, `at`, what
 * spans members (at against time, alias), key, broker time.
 */
#include "schema/contract/decode.h"

#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/contract/envelope.h"
#include "schema/contract/identity.h"
#include "schema/contract/slots.h"
#include "schema/contract/value.h"

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

enum { MEMBERS_OF_TYPE_MAX = 48 };

struct decoder {
	struct slot_reader *reader;
	uint16_t first_rule[EVENT_TYPE_COUNT];

	/* the record that is being decoded */
	struct arena *arena;
	struct slots slots;
};

/* Members of one decode, in the order in which they were read. */
struct gathered {
	struct member items[MEMBERS_OF_TYPE_MAX];
	int count;
};

static void
index_rules(struct decoder *decoder)
{
	for (size_t i = ARRAY_COUNT(rules); i-- > 0;)
		decoder->first_rule[rules[i].type] = (uint16_t)i;
}

struct decoder *
decoder_open(void)
{
	struct decoder *decoder = calloc(1, sizeof *decoder);

	CHECK(decoder != NULL);
	decoder->reader = slot_reader_open();
	index_rules(decoder);
	return decoder;
}

struct decoder *
decoder_close(struct decoder *decoder)
{
	if (!decoder)
		return NULL;
	decoder->reader = slot_reader_close(decoder->reader);
	free(decoder);
	return NULL;
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

static enum reason
read_member(struct decoder *decoder, const struct rule *rule, enum event_type type,
	    bool needed, struct gathered *gathered, struct fault *fault)
{
	const struct value *value = &decoder->slots.members[rule->member];
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
	const struct value *value = &decoder->slots.members[MEMBER_AT];
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
	const struct value *data = &decoder->slots.attributes[ATTRIBUTE_DATA];

	fault->member = "data";
	fault->byte = data->byte;
	if (decoder->slots.attributes[ATTRIBUTE_DATA_BASE64].token != JSON_NONE)
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

	if ((reason = slots_read(decoder->reader, record, decoder->arena, &decoder->slots,
				 fault)) ||
	    (reason = envelope_read(&decoder->slots, decoder->arena, event, fault)) ||
	    (reason = read_data(decoder, event, &gathered, fault)))
		return reason;
	keep_members(decoder, &gathered, event);
	event->extensions = envelope_extensions(&decoder->slots, decoder->arena);
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
	envelope_name(&decoder->slots, arena, &fault);
	*ret_fault = fault;
	return fault.reason;
}
