/* SPDX-License-Identifier: PostgreSQL
 *
 * fold_records.c - decoder and model as a filter, for worked_cases.py.
 *
 * Reads commands from stdin, one a line:
 *   record BYTES BROKER_TIME  and that many bytes; BROKER_TIME is RFC 3339, or "-"
 *   cut                       the end of a batch: all that is known goes through its row
 *   show                      prints what is known and what it counts, and forgets it
 *
 * Answers on stdout, fields separated by tabs, codes and days as text:
 *   record     class of the reason, or "accepted"
 *   register   dossier, name, value
 *   ended      dossier, kind, instant
 *   reception  day, unit, channel, service, applicant kind ("" where not stated)
 *   count      entity, day, unit, handling unit, channel, level, counter, number
 *   indicator  entity, latest status, approved or not, then value, numerator and
 *              denominator in millionths
 *   end        of what was shown
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/contract/decode.h"
#include "schema/model/contribution.h"
#include "tests/support/row.h"

enum { ENTITIES_MAX = 64, COMMAND_BYTES = 80 };

struct entity {
	enum entity_kind kind;
	struct slice id;
	union {
		struct dossier dossier;
		struct document document;
		struct workfile workfile;
		struct indicator indicator;
	};
};

struct fold {
	struct decoder *decoder;
	struct codes *codes;
	struct arena arena; /* of everything that was decoded */
	int entity_count;
	struct entity entities[ENTITIES_MAX];
};

static void
fold_open(struct fold *fold)
{
	memset(fold, 0, sizeof(*fold));
	fold->decoder = decoder_open();
	fold->codes = codes_open();
	arena_init(&fold->arena);
}

static void
fold_close(struct fold *fold)
{
	for (int i = 0; i < fold->entity_count; i++) {
		struct entity *entity = &fold->entities[i];

		if (entity->kind == ENTITY_DOSSIER)
			dossier_release(&entity->dossier);
		if (entity->kind == ENTITY_DOCUMENT)
			document_release(&entity->document);
	}
	arena_release(&fold->arena);
	fold->codes = codes_close(fold->codes);
	fold->decoder = decoder_close(fold->decoder);
}

static void
learn_codes(struct codes *codes, const struct event *event)
{
	for (size_t i = 0; i < event->member_count; i++) {
		const struct member *member = &event->members[i];
		enum code_kind kind = member_code_kind(member->name);
		int32_t number;

		if (kind != 0 && !member->is_null &&
		    !codes_find(codes, kind, member->text, &number))
			codes_add(codes, kind, member->text, codes_next(codes, kind));
	}
}

/* The entity of EVENT, with nothing known where it is new. */
static struct entity *
entity_of(struct fold *fold, const struct event *event)
{
	enum entity_kind kind = event_type_entity(event->type);
	struct entity *entity = fold->entities;

	for (int i = 0; i < fold->entity_count; i++, entity++)
		if (entity->kind == kind && slice_equal(entity->id, event->entity))
			return entity;
	CHECK_OP(fold->entity_count, <, ENTITIES_MAX);
	fold->entity_count++;
	entity->kind = kind; /* and zero, which is nothing known */
	entity->id = event->entity;
	return entity;
}

static void
apply(struct fold *fold, const struct event *event)
{
	enum entity_kind kind = event_type_entity(event->type);
	struct entity *entity;

	if (kind == ENTITY_REFERENCE || kind == ENTITY_SOURCE)
		return;
	learn_codes(fold->codes, event);
	entity = entity_of(fold, event);
	if (kind == ENTITY_DOSSIER)
		dossier_apply(&entity->dossier, event, fold->codes);
	else if (kind == ENTITY_DOCUMENT)
		document_apply(&entity->document, event, fold->codes);
	else if (kind == ENTITY_WORKFILE)
		workfile_apply(&entity->workfile, event, fold->codes);
	else
		indicator_apply(&entity->indicator, event);
}

static void
take_record(struct fold *fold, size_t length, const char *broker_time)
{
	char *payload = malloc(length + 1);
	struct record record = { .payload = { payload, length } };
	struct event event;
	struct fault fault;
	enum reason reason;

	CHECK(payload != NULL);
	CHECK_OP(fread(payload, 1, length, stdin), ==, length);
	if (strcmp(broker_time, "-") != 0)
		CHECK_OP(instant_parse(slice_text(broker_time), &record.broker_time_us), ==,
			 INSTANT_OK);
	reason = decode_event(fold->decoder, &record, &fold->arena, &event, &fault);
	if (reason == REASON_NONE)
		apply(fold, &event);
	printf("record\t%s\n", reason == REASON_NONE ? "accepted" : reason_class(reason));
	free(payload);
}

static void
cut(struct fold *fold)
{
	for (int i = 0; i < fold->entity_count; i++) {
		struct entity *entity = &fold->entities[i];

		if (entity->kind == ENTITY_DOSSIER)
			CHECK(dossier_renew(&entity->dossier));
		if (entity->kind == ENTITY_DOCUMENT)
			CHECK(document_renew(&entity->document));
		if (entity->kind == ENTITY_WORKFILE)
			CHECK(workfile_renew(&entity->workfile));
	}
}

static void
put(struct slice text)
{
	printf("\t%.*s", (int)text.length, text.data);
}

static void
put_code(const struct fold *fold, enum code_kind kind, int64_t number)
{
	put(codes_text(fold->codes, kind, (int32_t)number));
}

static void
put_word(enum list list, int64_t index)
{
	put(index == 0 ? SLICE_LITERAL("") : slice_text(list_word(list, index)));
}

static void
put_day(int32_t day)
{
	char text[DAY_TEXT_BYTES];

	put(slice_text(day_format(day, text)));
}

static void
put_instant(int64_t instant_us)
{
	char text[INSTANT_TEXT_BYTES];

	put(slice_text(instant_format(instant_us, text)));
}

static void
put_value(const struct fold *fold, enum member_name member, int64_t value)
{
	enum member_kind kind = member_kind(member);

	if (member_is_text(member))
		put_code(fold, member_code_kind(member), value);
	else if (kind == MEMBER_KIND_WORD)
		put_word(member_list(member), value);
	else if (kind == MEMBER_KIND_INSTANT)
		put_instant(value);
	else if (kind == MEMBER_KIND_DATE)
		put_day((int32_t)value);
	else if (kind == MEMBER_KIND_TRUTH)
		put(value ? SLICE_LITERAL("true") : SLICE_LITERAL("false"));
	else
		printf("\t%" PRId64, value);
}

static void
show_registers(const struct fold *fold, const struct entity *entity)
{
	static const struct {
		const char *name;
		enum member_name member;
	} registers[] = {
#define DOSSIER_REGISTER(name, member, kind) { #name, MEMBER_##member },
#include "schema/model/register.def"
	};

	for (size_t i = 0; i < ARRAY_COUNT(registers); i++) {
		if (!dossier_stated(&entity->dossier, (enum dossier_register)i))
			continue;
		printf("register");
		put(entity->id);
		put(slice_text(registers[i].name));
		put_value(fold, registers[i].member, entity->dossier.value[i]);
		putchar('\n');
	}
}

/* The rest of a line of `count`, behind the channel. */
static void
put_count(int32_t level, const char *counter, int64_t n)
{
	put_word(LIST_LEVEL, level);
	put(slice_text(counter));
	printf("\t%" PRId64 "\n", n);
}

static void
show_steps(const struct fold *fold, const struct entity *entity,
	   const struct contribution *contribution)
{
	static const char *const names[] = {
#define FLOW(name, width, rule, sentence) #name,
#define GAUGE(name, rule, sentence) #name,
#include "schema/model/counter.def"
	};

	for (uint32_t i = 0; i < contribution->step_count; i++) {
		const struct step *step = &contribution->steps[i];

		printf("count");
		put(entity->id);
		put_day(step->day);
		put_code(fold, CODE_UNIT, contribution->cell.unit);
		put_code(fold, CODE_UNIT, contribution->cell.handling_unit);
		put_word(LIST_CHANNEL, contribution->cell.channel);
		put_count(0, names[step->counter], step->n);
	}
}

static void
show_dossier(const struct fold *fold, const struct entity *entity)
{
	static const char *const kinds[] = { "",	"resolved",  "returned",
					     "refused", "withdrawn", "stopped" };
	static struct contribution contribution;

	show_registers(fold, entity);
	dossier_contribution(&entity->dossier, &contribution);
	show_steps(fold, entity, &contribution);
	if (contribution.ended_kind != ENDED_NOT) {
		printf("ended");
		put(entity->id);
		put(slice_text(kinds[contribution.ended_kind]));
		put_instant(contribution.ended_at_us);
		putchar('\n');
	}
	if (contribution.received_day < 0)
		return;
	printf("reception");
	put_day(contribution.received_day);
	put_code(fold, CODE_UNIT, contribution.cell.unit);
	put_word(LIST_CHANNEL, contribution.cell.channel);
	put_code(fold, CODE_SERVICE, contribution.service);
	if (contribution.applicant_kind < 0)
		puts("\t");
	else
		printf("\t%" PRId32 "\n", contribution.applicant_kind);
}

struct shown {
	const struct fold *fold;
	const struct entity *entity;
};

/* A document_step_fn; the names are those of contribution.h, in its order. */
static void
show_document_step(void *context, enum document_table table, int32_t day, int32_t unit,
		   int32_t level, int counter, int64_t n)
{
	static const char *const names[][DOCUMENT_COUNTER_COUNT] = {
		[DOCUMENT_TABLE_ISSUED] = { "issued", "electronic", "electronic_unknown",
					    "signed", "signed_unknown", "revoked",
					    "replaced" },
		[DOCUMENT_TABLE_RECIPIENT] = { "document_received", "document_on_time",
					       "document_late", "document_no_due",
					       "document_taken_back", "document_pending",
					       "document_overdue" },
		[DOCUMENT_TABLE_WORKFILE] = { "workfile_opened", "workfile_online" },
	};
	const struct shown *shown = context;

	printf("count");
	put(shown->entity->id);
	put_day(day);
	put_code(shown->fold, CODE_UNIT, unit);
	printf("\t\t"); /* no handling unit, no channel */
	put_count(level, names[table][counter], n);
}

static void
show_indicator(const struct entity *entity)
{
	struct indicator_contribution got;

	indicator_contribution(&entity->indicator, &got);
	printf("indicator");
	put(entity->id);
	put_word(LIST_STATUS, got.latest);
	printf("\t%" PRId32 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\n", got.approved,
	       got.value, got.numerator, got.denominator);
}

static void
show(const struct fold *fold)
{
	for (int i = 0; i < fold->entity_count; i++) {
		const struct entity *entity = &fold->entities[i];
		struct shown shown = { fold, entity };

		if (entity->kind == ENTITY_DOSSIER)
			show_dossier(fold, entity);
		else if (entity->kind == ENTITY_DOCUMENT)
			document_contribution(&entity->document, 1, show_document_step,
					      &shown);
		else if (entity->kind == ENTITY_WORKFILE)
			workfile_contribution(&entity->workfile, 1, show_document_step,
					      &shown);
		else
			show_indicator(entity);
	}
	puts("end");
}

int
main(void)
{
	static struct fold fold;
	char command[COMMAND_BYTES], broker_time[COMMAND_BYTES];
	size_t length;

	fold_open(&fold);
	while (fgets(command, sizeof(command), stdin)) {
		if (sscanf(command, "record %zu %79s", &length, broker_time) == 2) {
			take_record(&fold, length, broker_time);
		} else if (strcmp(command, "cut\n") == 0) {
			cut(&fold);
		} else {
			CHECK(strcmp(command, "show\n") == 0);
			show(&fold);
			fold_close(&fold);
			fold_open(&fold);
		}
	}
	fold_close(&fold);
	return 0;
}
